/* Whether the index of words has what pages and register say: whatever is not in it, nobody finds.
 *
 * Its own engine looks for what is broken; each record's words are compared, and of PAGES_DRAWN pages, others each time,
 * whether all their words find them. */
#include "index/normalise.h"
#include "index/search.h"
#include "index/store-private.h"

#define PAGES_DRAWN 200

static gboolean pages_lacking(Db *db, guint64 *n, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "search_pages_lacking", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        g_autofree char *folded = search_page_fold(db, db_rows_int(rows, 0), error);
        if (!folded)
            return FALSE;
        *n += search_has_words(folded);
    }
    return rows && !db_rows_failed(rows);
}

static gboolean records_compare(Db *db, guint64 *n, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "search_records_settled", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        gboolean agrees;
        if (!search_record_agrees(db, db_rows_int(rows, 0), &agrees, error))
            return FALSE;
        *n += !agrees;
    }
    return rows && !db_rows_failed(rows);
}

static gboolean page_is_found(Db *db, gint64 page_id, gint64 *is_found, GError **error)
{
    g_autofree char *folded = search_page_fold(db, page_id, error);
    if (!folded)
        return FALSE;
    g_autoptr(GPtrArray) words = search_words_of(folded);
    g_autoptr(GString) query = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(query, "\"%s\" ", (const char *)words->pdata[i]);
    return db_query_int(db, "search_page_has", DB_VALUES(DB_TEXT(query->str), DB_INT(page_id)),
                        is_found, NULL, error);
}

static gboolean pages_compare(Db *db, guint64 *n, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(db, "search_pages_drawn", DB_VALUES(DB_INT(PAGES_DRAWN)), error);
    while (rows && db_rows_next(rows, error)) {
        gint64 is_found;
        if (!page_is_found(db, db_rows_int(rows, 0), &is_found, error))
            return FALSE;
        *n += !is_found;
    }
    return rows && !db_rows_failed(rows);
}

/* FALSE and *error: it could not be looked at. */
static gboolean structure_check(Store *store, gboolean *is_whole, GError **error)
{
    static const char *const checks[] = {"search_check_pages", "search_check_records",
                                         "search_check_shapes"};
    *is_whole = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(checks) && !index_store_is_read_only(store); i++) {
        g_autoptr(GError) failure = NULL;
        if (db_exec(index_store_db(store), checks[i], DB_NO_VALUES, &failure))
            continue;
        if (!g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        *is_whole = FALSE;
    }
    return TRUE;
}

/* Where all is to be made anew anyway there is nothing to compare. */
gboolean index_search_check(Store *store, guint64 *n_texts, guint64 *n_words, GError **error)
{
    Db *db = index_store_db(store);
    gboolean is_whole;
    g_autofree char *version = index_text_fold_version();
    g_autoptr(DbRows) row = NULL;
    *n_texts = *n_words = 0;
    if (!structure_check(store, &is_whole, error))
        return FALSE;
    if (!is_whole) {
        *n_words = 1;
        return TRUE;
    }
    if (!db_query_row(db, "search_troubles", DB_VALUES(DB_TEXT(version)), &row, error))
        return FALSE;
    if (!row)
        return TRUE;
    *n_texts = (guint64)db_rows_int(row, 0);
    *n_words = (guint64)db_rows_int(row, 1);
    return pages_lacking(db, n_words, error) && records_compare(db, n_words, error) &&
           pages_compare(db, n_words, error);
}
