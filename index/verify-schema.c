/* How the index is built, against a new one made by the same schemas in memory: tables, views, triggers and indexes by
 * their names and their SQL. A view that was edited counts otherwise, and what a trigger does is sealed by honest acts;
 * no row tells of either.
 *
 * Every index went the same way through the schemas, so its SQL is the same but for comments and white space, in which
 * schemas may have been put right. */
#include <string.h>

#include "index/progress-private.h"
#include "index/store-private.h"
#include "index/verify.h"

#define ADVICE                                                                                     \
    "somebody edited how the index is built, so what was written or counted since may be wrong: "  \
    "compare with the last backup that verifies, "
#define ADVICE_TABLE ADVICE "and restore it (muhafiz restore); a table cannot be made anew"
#define ADVICE_PART ADVICE "and have it made anew (muhafiz verify --rebuild)"

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

/* Of what holds nothing by itself. */
static gboolean is_part(const char *name)
{
    return g_str_has_prefix(name, "view ") || g_str_has_prefix(name, "trigger ") ||
           g_str_has_prefix(name, "index ");
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
            verify_problem_add(verify->report, "%s: %s: %s", (const char *)name->data, problem,
                               is_part(name->data) ? ADVICE_PART : ADVICE_TABLE);
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

/* ---------------------------------------------------------------------------------- making anew -- */

/* Names of what differs, has to be made, or is Muhafiz's not; lent by both. */
static GPtrArray *parts_find(GHashTable *made, GHashTable *found)
{
    GPtrArray *parts = g_ptr_array_new();
    g_autoptr(GList) names =
        g_list_sort(g_list_concat(g_hash_table_get_keys(made), g_hash_table_get_keys(found)),
                    (GCompareFunc)strcmp);
    for (const GList *at = names; at; at = at->next) {
        gboolean is_new = parts->len == 0 || strcmp(parts->pdata[parts->len - 1], at->data) != 0;
        if (is_new && is_part(at->data) &&
            g_strcmp0(g_hash_table_lookup(made, at->data), g_hash_table_lookup(found, at->data)))
            g_ptr_array_add(parts, at->data);
    }
    return parts;
}

static gboolean parts_make(Store *store, const GPtrArray *parts, GHashTable *made, GError **error)
{
    g_autoptr(GVariantBuilder) names = g_variant_builder_new(G_VARIANT_TYPE("as"));
    for (guint i = 0; i < parts->len; i++) {
        if (!db_part_make(index_store_db(store), parts->pdata[i],
                          g_hash_table_lookup(made, parts->pdata[i]), error))
            return FALSE;
        g_variant_builder_add(names, "s", parts->pdata[i]);
    }
    return index_event_put(store, "index.rebuilt", "index", 0,
                           g_variant_new_parsed("{'parts': <%@as>}", g_variant_builder_end(names)),
                           error);
}

/* Nothing is written behind a chain that was meddled with. */
static gboolean chain_check(Store *store, GError **error)
{
    VerifyReport report = {.problems = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) anchors = g_ptr_array_new();
    Verify verify = {.store = store, .report = &report, .anchors = anchors};
    gboolean ok = verify_events(&verify, error);
    index_verify_report_clear(&report);
    if (ok && verify.problems_of_chain)
        g_set_error_literal(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
            "the chain of events was meddled with, so nothing is written behind it: "
            "run \"muhafiz verify\" to see where");
    return ok && !verify.problems_of_chain;
}

gboolean index_schema_rebuild(Store *store, guint *n, GError **error)
{
    Db *db = index_store_db(store);
    GHashTable *made = schema_made(error);
    g_autoptr(GHashTable) found = made ? schema_load(db, error) : NULL;
    g_autoptr(GPtrArray) parts = found ? parts_find(made, found) : NULL;
    *n = parts ? parts->len : 0;
    if (!parts || parts->len == 0)
        return parts != NULL;
    return chain_check(store, error) && db_begin(db, error) &&
           db_end(db, parts_make(store, parts, made, error), error) &&
           progress_count_anew(store, error);
}

gboolean index_search_rebuild(Store *store, gboolean *is_made, GError **error)
{
    guint64 n_texts, n_words;
    if (!index_search_check(store, &n_texts, &n_words, error))
        return FALSE;
    *is_made = n_words > 0;
    return !*is_made ||
           (chain_check(store, error) && index_search_make_anew(store, error) &&
            index_search_settle(store, error) &&
            index_event_put(store, "index.rebuilt", "index", 0,
                            g_variant_new_parsed("{'parts': <['index of words']>}"), error));
}
