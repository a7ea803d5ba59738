/* How the index is built, against a new one made by the same schemas in memory: tables, views, triggers and indexes by
 * their names and their SQL. A view that was edited counts otherwise, and what a trigger does is sealed by honest acts;
 * no row tells of either.
 *
 * Every index went the same way through the schemas, so its SQL is the same but for comments and white space, in which
 * schemas may have been put right. */
#include <string.h>

#include "index/store-private.h"
#include "index/verify.h"

#define ADVICE                                                                                     \
    "somebody edited how the index is built, so what was written or counted since may be wrong; "  \
    "copy the store to another disk, and restore the last backup that verifies"

/* Behind what stands between quotes, or behind a comment (--); text itself where there is neither. */
static const char *whole_end(const char *text)
{
    if (g_str_has_prefix(text, "--"))
        return text + strcspn(text, "\n");
    const char *end = *text == '\'' || *text == '"' ? strchr(text + 1, *text) : NULL;
    return end ? end + 1 : text;
}

/* Without comments, every white space outside quotes one blank; owned. */
static char *sql_plain(const char *sql)
{
    GString *plain = g_string_new(NULL);
    for (const char *at = sql, *end; *at; at = end) {
        end = whole_end(at);
        gboolean is_space = g_ascii_isspace(*at) || (end > at && *at == '-');
        if (end == at)
            end++;
        if (!is_space)
            g_string_append_len(plain, at, end - at);
        else if (plain->len && plain->str[plain->len - 1] != ' ')
            g_string_append_c(plain, ' ');
    }
    return g_strchomp(g_string_free(plain, FALSE));
}

/* "view record_stage" -> its SQL */
static GHashTable *schema_load(Db *db, GError **error)
{
    g_autoptr(GHashTable) schema = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(DbRows) rows = db_query(db, "verify_schema", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        g_hash_table_replace(schema, g_strdup(db_rows_text(rows, 0)),
                             sql_plain(db_rows_text(rows, 1)));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&schema) : NULL;
}

/* What is in one and not in the other; where both have it and it differs, differ says so (NULL: that was told). */
static void schema_compare(Verify *verify, GHashTable *one, GHashTable *other, const char *missing,
                           const char *differ)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(one), (GCompareFunc)strcmp);
    for (const GList *name = names; name; name = name->next) {
        const char *sql = g_hash_table_lookup(other, name->data), *problem = NULL;
        if (!sql)
            problem = missing;
        else if (strcmp(sql, g_hash_table_lookup(one, name->data)) != 0)
            problem = differ;
        if (problem)
            verify_problem_add(verify->report, "%s: %s: " ADVICE, (const char *)name->data,
                               problem);
    }
}

/* As this program makes it; made once, and kept. */
static GHashTable *schema_made(GError **error)
{
    static GHashTable *made;
    g_autoptr(Db) model = made ? NULL : db_open("sqlite::memory:", error);
    if (model)
        made = schema_load(model, error);
    return made;
}

gboolean verify_schema(Verify *verify, GError **error)
{
    GHashTable *made = schema_made(error);
    g_autoptr(GHashTable) found = made ? schema_load(index_store_db(verify->store), error) : NULL;
    if (!found)
        return FALSE;
    schema_compare(verify, made, found, "it is gone", "it is not as Muhafiz made it");
    schema_compare(verify, found, made, "Muhafiz made no such", NULL);
    return TRUE;
}
