/* Counts against the lists that stand beside them: what a station of this version always writes together (progress-list.c), so that a count that
 * was changed by hand has to be changed in all of them.
 *
 * Lists name sides, counts are of records: where both differ the count lies between the files that are named and the rows.
 */
#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

const char *const merge_lists[] = {
    "short",         "uncounted", "surplus",   "elsewhere", "lowered", "unlike",   "split",
    "recategorised", "removed",   "excluded",  "missing",   "damaged", "withheld", "overnight",
    "taken",         "disputed",  "dissolved", "doubtful",  NULL};
const char *const merge_tables[] = {"categories", "persons", "scanners", NULL};

/* Rows of a list are as many as a count says, in each office. */
static const struct {
    const char *list, *group, *member;
} LENGTHS[] = {
    {"excluded", "availability", "excluded"},
    {"missing", "availability", "missing"},
    {"damaged", "availability", "damaged"},
    {"overnight", "custody", "overnight"},
};

/* A column adds up to a count; at_most: scanners, as pages come from folders too. */
static const struct {
    const char *table, *column, *group, *member;
    gboolean at_most;
} SUMS[] = {
    {"categories", "registered", "records", "registered", FALSE},
    {"categories", "scanned", "records", "scanned", FALSE},
    {"categories", "imported", "records", "imported", FALSE},
    {"categories", "pages", "pages", "scanned", FALSE},
    {"persons", "pages", "pages", "scanned", FALSE},
    {"persons", "unproven", "pages", "unproven", FALSE},
    {"scanners", "pages", "pages", "scanned", TRUE},
};

/* Of one office. */
typedef struct {
    gint64 lengths[G_N_ELEMENTS(LENGTHS)], sums[G_N_ELEMENTS(SUMS)];
    gint64 n_short, n_uncounted, n_surplus;
    GHashTable *short_files, *uncounted_files; /* borrowed texts */
} Told;

static Told *told_new(void)
{
    Told *told = g_new0(Told, 1);
    told->short_files = g_hash_table_new(g_str_hash, g_str_equal);
    told->uncounted_files = g_hash_table_new(g_str_hash, g_str_equal);
    return told;
}

static void told_free(gpointer data)
{
    Told *told = data;
    g_hash_table_unref(told->short_files);
    g_hash_table_unref(told->uncounted_files);
    g_free(told);
}

/* -------------------------------------------------------------------------------------- gathering -- */

/* Of the office of a list's row; NULL: it is none of the item's. */
static Told *told_of(GHashTable *offices, JsonObject *row)
{
    const char *office = member_text(row, "office");
    return office ? g_hash_table_lookup(offices, office) : NULL;
}

static void file_add(GHashTable *files, JsonObject *row)
{
    const char *file_no = member_text(row, "file_no");
    if (file_no)
        g_hash_table_add(files, (gpointer)file_no);
}

static void lists_gather(GHashTable *offices, JsonObject *item)
{
    JsonObject *lists = member_object(item, "lists");
    for (guint l = 0; l < G_N_ELEMENTS(LENGTHS); l++) {
        JsonArray *list = member_array(lists, LENGTHS[l].list);
        for (guint i = 0; i < member_length(list); i++) {
            Told *told = told_of(offices, member_element(list, i));
            if (told)
                told->lengths[l]++;
        }
    }
}

static void sides_gather(GHashTable *offices, JsonObject *item)
{
    JsonObject *lists = member_object(item, "lists");
    JsonArray *shorts = member_array(lists, "short"), *surplus = member_array(lists, "surplus"),
              *uncounted = member_array(lists, "uncounted");
    Told *told;
    for (guint i = 0; i < member_length(shorts); i++)
        if ((told = told_of(offices, member_element(shorts, i)))) {
            told->n_short++;
            file_add(told->short_files, member_element(shorts, i));
        }
    for (guint i = 0; i < member_length(uncounted); i++)
        if ((told = told_of(offices, member_element(uncounted, i)))) {
            told->n_uncounted++;
            file_add(told->uncounted_files, member_element(uncounted, i));
        }
    for (guint i = 0; i < member_length(surplus); i++)
        if ((told = told_of(offices, member_element(surplus, i))))
            told->n_surplus++;
}

static void tables_gather(GHashTable *offices, JsonObject *item)
{
    for (guint s = 0; s < G_N_ELEMENTS(SUMS); s++) {
        JsonArray *table = member_array(item, SUMS[s].table);
        for (guint i = 0; i < member_length(table); i++) {
            JsonObject *row = member_element(table, i);
            Told *told = told_of(offices, row);
            if (told)
                told->sums[s] += member_int(row, SUMS[s].column, 0);
        }
    }
}

/* -------------------------------------------------------------------------------------- comparing -- */

static gboolean lengths_check(JsonObject *row, const Told *told, GError **error)
{
    for (guint l = 0; l < G_N_ELEMENTS(LENGTHS); l++) {
        gint64 count = index_row_count(row, LENGTHS[l].group, LENGTHS[l].member);
        if (told->lengths[l] != count)
            return merge_refuse(
                error, "%" G_GINT64_FORMAT " records are %s, and %" G_GINT64_FORMAT " are listed",
                count, LENGTHS[l].member, told->lengths[l]);
    }
    return TRUE;
}

static gboolean between_check(gint64 count, GHashTable *files, gint64 rows, const char *what,
                              GError **error)
{
    return (count >= g_hash_table_size(files) && count <= rows) ||
           merge_refuse(error,
                        "%" G_GINT64_FORMAT
                        " records are %s, and %u are listed, in %" G_GINT64_FORMAT " rows",
                        count, what, g_hash_table_size(files), rows);
}

static gboolean surplus_check(JsonObject *row, const Told *told, GError **error)
{
    gint64 surplus = index_row_count(row, "pages", "surplus");
    return (surplus >= told->n_surplus && (surplus > 0) == (told->n_surplus > 0)) ||
           merge_refuse(error,
                        "%" G_GINT64_FORMAT " pages are surplus, and %" G_GINT64_FORMAT
                        " sides are listed",
                        surplus, told->n_surplus);
}

static gboolean sums_check(JsonObject *row, const Told *told, GError **error)
{
    for (guint s = 0; s < G_N_ELEMENTS(SUMS); s++) {
        gint64 count = index_row_count(row, SUMS[s].group, SUMS[s].member);
        if (told->sums[s] != count && !(SUMS[s].at_most && told->sums[s] < count))
            return merge_refuse(error,
                                "%s %s are %" G_GINT64_FORMAT ", and its %s have %" G_GINT64_FORMAT,
                                SUMS[s].group, SUMS[s].member, count, SUMS[s].table, told->sums[s]);
    }
    return TRUE;
}

static gboolean told_check(JsonObject *row, const Told *told, GError **error)
{
    return lengths_check(row, told, error) &&
           between_check(index_row_count(row, "records", "short"), told->short_files, told->n_short,
                         "closed short", error) &&
           between_check(index_row_count(row, "records", "uncounted"), told->uncounted_files,
                         told->n_uncounted, "uncounted", error) &&
           surplus_check(row, told, error) && sums_check(row, told, error);
}

static gboolean are_there(JsonObject *object, const char *const *names, GError **error)
{
    for (; *names; names++)
        if (!member_array(object, *names))
            return merge_refuse(
                error,
                "it has no list \"%s\": an older Muhafiz wrote it, or somebody took it "
                "out; update that office's and ask for its report again",
                *names);
    return TRUE;
}

/* Offices of which figures were heard, without those that are sums. */
static GHashTable *offices_heard(JsonObject *item)
{
    GHashTable *offices = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, told_free);
    g_autoptr(GHashTable) inner = merge_inner_offices(item);
    JsonArray *rows = member_array(item, "offices");
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        const char *office = member_text(row, "office");
        if (member_text(row, "figures_at") && !g_hash_table_contains(inner, office))
            g_hash_table_insert(offices, (gpointer)office, told_new());
    }
    return offices;
}

gboolean merge_lists_check(JsonObject *item, GError **error)
{
    if (!are_there(item, merge_tables, error) ||
        !are_there(member_object(item, "lists"), merge_lists, error))
        return FALSE;
    g_autoptr(GHashTable) offices = offices_heard(item);
    JsonArray *rows = member_array(item, "offices");
    lists_gather(offices, item);
    sides_gather(offices, item);
    tables_gather(offices, item);
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        const Told *told = told_of(offices, row);
        g_autoptr(GError) fault = NULL;
        if (told && !told_check(row, told, &fault))
            return merge_refuse(error, "office %s: %s: " MERGE_NOT_COUNTED,
                                member_text(row, "office"), fault->message);
    }
    return TRUE;
}
