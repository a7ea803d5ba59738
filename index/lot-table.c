/* The tables of single sampling, from index/plan/sampling.ini. */
#include <string.h>

#include "index/index-sql.h"
#include "index/lot.h"

#define TABLE_PATH "/muhafiz/plan/sampling.ini"
#define LETTERS "ABCDEFGHJKLMNPQRS"
#define DOWN ">"
#define UP "<"

static GKeyFile *table_load(GError **error)
{
    g_autoptr(GBytes) bytes =
        g_resource_lookup_data(index_sql_get_resource(), TABLE_PATH, 0, error);
    g_autoptr(GKeyFile) table = g_key_file_new();
    if (!bytes || !g_key_file_load_from_bytes(table, bytes, G_KEY_FILE_NONE, error))
        return NULL;
    return g_steal_pointer(&table);
}

/* Where value stands in a list of the table. USAGE names what is there. */
static gboolean list_find(GKeyFile *table, const char *group, const char *key, const char *value,
                          guint *place, GError **error)
{
    g_auto(GStrv) list = g_key_file_get_string_list(table, group, key, NULL, error);
    for (guint i = 0; list && list[i]; i++)
        if (g_str_equal(list[i], value)) {
            *place = i;
            return TRUE;
        }
    g_autofree char *names = list ? g_strjoinv(", ", list) : NULL;
    if (list)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "the tables have no %s \"%s\": write one of %s",
                    g_str_equal(key, "aql") ? "AQL" : "level", value, names);
    return FALSE;
}

/* The code letter of table I. */
static gboolean letter_find(GKeyFile *table, const char *level, guint n_pages, char *letter,
                            GError **error)
{
    guint column;
    if (!list_find(table, "letters", "levels", level, &column, error))
        return FALSE;
    g_auto(GStrv) keys = g_key_file_get_keys(table, "letters", NULL, error);
    for (guint i = 1; keys && keys[i]; i++) {
        guint64 most = G_MAXUINT64;
        g_autofree char *row = g_key_file_get_string(table, "letters", keys[i], error);
        g_ascii_string_to_unsigned(keys[i], 10, 0, G_MAXUINT64, &most, NULL); /* not "more" */
        if (!row || n_pages <= most) {
            *letter = row ? row[column] : '\0';
            return row != NULL;
        }
    }
    return FALSE;
}

/* Follows the arrows; the tables are such that they end. */
static gboolean row_follow(GKeyFile *table, const char *group, guint column, SamplePlan *sample,
                           GError **error)
{
    const char *at = strchr(LETTERS, sample->letter);
    for (;;) {
        char key[] = {*at, '\0'};
        g_autofree char *row = g_key_file_get_string(table, group, key, error);
        if (!row)
            return FALSE;
        g_auto(GStrv) cells = g_strsplit(row, " ", -1);
        if (!g_str_equal(cells[column], DOWN) && !g_str_equal(cells[column], UP)) {
            sample->letter = *at;
            sample->accept_max = (guint)g_ascii_strtoull(cells[column], NULL, 10);
            sample->sample_size = (guint)g_key_file_get_integer(table, "sizes", key, NULL);
            return TRUE;
        }
        at += g_str_equal(cells[column], DOWN) ? 1 : -1;
    }
}

gboolean index_sample_plan(const CheckPlan *plan, gboolean is_tightened, guint n_pages,
                           SamplePlan *sample, GError **error)
{
    const char *group = is_tightened ? "tightened" : "normal";
    guint column;
    g_autoptr(GKeyFile) table = table_load(error);
    if (!table || !letter_find(table, plan->level, n_pages, &sample->letter, error) ||
        !list_find(table, group, "aql", plan->aql, &column, error) ||
        !row_follow(table, group, column, sample, error))
        return FALSE;
    sample->sample_size = MIN(sample->sample_size, n_pages);
    return TRUE;
}
