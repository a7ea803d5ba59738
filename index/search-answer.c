/* What a query finds: pages, and records by what the register says of them.
 *
 * Both are ranked by BM25 of their own index, which gives numbers of one kind, so the answers are
 * merged by them. A record has no page: side, seq and folio are null, and its snippet is its
 * subject.
 */
#include <string.h>

#include "index/answer.h"
#include "index/pack.h"
#include "index/search.h"

static const AnswerField SEARCH_FIELDS[] = {
    {"file_no", ANSWER_TEXT}, {"side", ANSWER_TEXT},  {"seq", ANSWER_INT},
    {"folio", ANSWER_TEXT},   {"score", ANSWER_REAL}, {"subject", ANSWER_TEXT},
};

#define KEY_COLUMN 0 /* page_id or record_id, then the fields, then a page's text */
#define TEXT_COLUMN (1 + G_N_ELEMENTS(SEARCH_FIELDS))

/* The text that is shown: a page's own, a record's subject. */
static char *row_text(DbRows *rows, gboolean is_page, GError **error)
{
    if (!is_page)
        return g_strdup(db_rows_text(rows, TEXT_COLUMN - 1));
    g_autoptr(GBytes) packed = db_rows_bytes(rows, TEXT_COLUMN);
    return index_text_unpack(packed, error);
}

/* "khasre" where the page, or the subject, has that for "khasra"; else what was asked for instead. */
static void item_set_similar(JsonObject *item, const GPtrArray *parts, const char *similar)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; !similar && i < parts->len; i++) {
        const SearchPart *part = g_ptr_array_index(parts, i);
        for (guint k = part->n_exact; k < part->forms->len; k++)
            g_ptr_array_add(words, g_strjoinv(" ", g_ptr_array_index(part->forms, k)));
    }
    g_ptr_array_add(words, NULL);
    g_autofree char *tried = g_strjoinv(", ", (char **)words->pdata);
    if (similar || *tried)
        json_object_set_string_member(item, "similar", similar ? similar : tried);
    else
        json_object_set_null_member(item, "similar");
}

static JsonObject *item_new(DbRows *rows, const GPtrArray *parts, gboolean is_page, GError **error)
{
    g_autofree char *similar = NULL;
    g_autofree char *text = row_text(rows, is_page, error);
    if (!text)
        return NULL;
    JsonObject *item = json_object_new();
    answer_add_fields(item, rows, KEY_COLUMN + 1, SEARCH_FIELDS, G_N_ELEMENTS(SEARCH_FIELDS));
    g_autofree char *snippet = search_snippet_make(text, parts, &similar);
    json_object_set_string_member(item, "snippet", snippet);
    item_set_similar(item, parts, similar);
    return item;
}

/* Adds the items of a statement that are not in seen yet. */
static gboolean items_load(DbRows *rows, const GPtrArray *parts, gboolean is_page, GPtrArray *items,
                           GHashTable *seen, GError **error)
{
    while (rows && db_rows_next(rows, error)) {
        const char *kind = is_page ? "page" : "record";
        g_autofree char *key =
            g_strdup_printf("%s %" G_GINT64_FORMAT, kind, db_rows_int(rows, KEY_COLUMN));
        if (g_hash_table_contains(seen, key))
            continue;
        JsonObject *item = item_new(rows, parts, is_page, error);
        if (!item)
            return FALSE;
        g_ptr_array_add(items, item);
        g_hash_table_add(seen, g_steal_pointer(&key));
    }
    return rows && !db_rows_failed(rows);
}

static gboolean kind_load(Db *db, gboolean is_page, const GPtrArray *parts, guint limit,
                          GPtrArray *items, GHashTable *seen, GError **error)
{
    g_autofree char *match =
        is_page ? search_query_match_pages(parts) : search_query_match_records(parts);
    if (!match)
        return TRUE;
    g_autoptr(DbRows) rows = db_query(db, is_page ? "search_pages" : "search_records",
                                      DB_VALUES(DB_TEXT(match), DB_INT(limit)), error);
    return items_load(rows, parts, is_page, items, seen, error);
}

/* The better one first; of equals, as they were found. */
static int items_compare(gconstpointer a, gconstpointer b)
{
    double one = json_object_get_double_member(*(JsonObject *const *)a, "score");
    double other = json_object_get_double_member(*(JsonObject *const *)b, "score");
    return (one < other) - (one > other);
}

JsonArray *search_answer(Db *db, const GPtrArray *parts, guint limit, GHashTable *seen,
                         GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    /* those seen already stand before the new ones */
    guint asked = limit + g_hash_table_size(seen);
    if (!kind_load(db, FALSE, parts, asked, items, seen, error) ||
        !kind_load(db, TRUE, parts, asked, items, seen, error))
        return NULL;
    g_ptr_array_sort(items, items_compare); /* stable: g_qsort_with_data is a merge sort */
    JsonArray *best = json_array_new();
    for (guint i = 0; i < items->len && i < limit; i++)
        json_array_add_object_element(best, json_object_ref(g_ptr_array_index(items, i)));
    return best;
}
