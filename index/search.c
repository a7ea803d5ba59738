/* Full-text search over pages and register.
 *
 * A query is words, "phrases", prefix* and field:word, all of which must be found (search-query.c):
 * on a page, with the register's words of its record, or in the register's words alone. Where nothing is, one may be
 * the number of a file without its separators (search-number.c). Behind
 * these, if there is room, come pages where the words are glued to others (search-glued.c). Where
 * nothing is found, or where it is asked for, there is one chance more for what was misread: words
 * that the index does have and that look like those of the query (search-similar.c). Every answer
 * of these chances says so.
 */
#include "index/search.h"

#include "index/answer.h"
#include "index/store-private.h"

#define SEARCH_LIMIT_DEFAULT 20
#define SEARCH_LIMIT_MAX 10000

typedef gboolean (*AddForms)(Db *, const GPtrArray *parts, gboolean *added, GError **error);

/* What other forms find that was not found yet, behind it. */
static gboolean others_add(Db *db, const GPtrArray *parts, AddForms add, guint limit,
                           GHashTable *seen, JsonArray *items, GError **error)
{
    gboolean added;
    for (guint i = 0; i < parts->len; i++) {
        SearchPart *part = g_ptr_array_index(parts, i);
        part->n_asked = part->forms->len; /* there was room for more than they found */
    }
    if (!add(db, parts, &added, error))
        return FALSE;
    if (!added)
        return TRUE;
    g_autoptr(JsonArray) more = search_answer(db, parts, limit, seen, error);
    for (guint i = 0; more && i < json_array_get_length(more); i++)
        json_array_add_object_element(items,
                                      json_object_ref(json_array_get_object_element(more, i)));
    return more != NULL;
}

static JsonArray *items_find(Db *db, const GPtrArray *parts, gboolean also_similar, guint limit,
                             GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(JsonArray) items = search_answer(db, parts, limit, seen, error);
    if (!items)
        return NULL;
    guint n = json_array_get_length(items);
    if (n == 0 && !others_add(db, parts, search_query_add_numbers, limit, seen, items, error))
        return NULL;
    n = json_array_get_length(items);
    if (n < limit && !others_add(db, parts, search_query_add_glued, limit - n, seen, items, error))
        return NULL;
    n = json_array_get_length(items);
    gboolean is_due = also_similar ? n < limit : n == 0;
    if (is_due && !others_add(db, parts, search_query_add_similar, limit - n, seen, items, error))
        return NULL;
    return g_steal_pointer(&items);
}

static JsonNode *search(Store *store, const char *query, gboolean also_similar, guint limit,
                        GError **error)
{
    g_autoptr(GPtrArray) parts = search_query_parse(query);
    if (parts->len == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no word in \"%s\"; give one or more words, a \"phrase in quotes\", "
                    "the beginning of a word with * or a field, as in subject:mutation",
                    query);
        return NULL;
    }
    if (!index_search_settle(store, error))
        return NULL;
    limit = limit ? MIN(limit, SEARCH_LIMIT_MAX) : SEARCH_LIMIT_DEFAULT;
    JsonArray *items = items_find(index_store_db(store), parts, also_similar, limit, error);
    return items ? answer_node_of_array(items) : NULL;
}

JsonNode *index_search(Store *store, const char *query, guint limit, GError **error)
{
    return search(store, query, FALSE, limit, error);
}

JsonNode *index_search_similar(Store *store, const char *query, guint limit, GError **error)
{
    return search(store, query, TRUE, limit, error);
}
