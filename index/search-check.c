/* Whether the index of words has what pages and register say, and nothing else: whatever is not in it nobody finds, and
 * what is in it beside that is found where no page has it.
 *
 * Its own engine looks for what is broken; then each record's words are compared, and each page's (search-sum.c), as
 * they stand at one moment, while others go on to write. */
#include "index/normalise.h"
#include "index/search-words.h"
#include "index/store-private.h"

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
static gboolean words_compare(Db *db, guint64 *n_texts, guint64 *n_words, GError **error)
{
    g_autofree char *version = index_text_fold_version();
    g_autoptr(DbRows) row = NULL;
    guint64 n_pages = 0;
    if (!db_query_row(db, "search_troubles", DB_VALUES(DB_TEXT(version)), &row, error))
        return FALSE;
    if (!row)
        return TRUE;
    *n_texts = (guint64)db_rows_int(row, 0);
    *n_words = (guint64)db_rows_int(row, 1);
    gboolean ok = search_pages_compare(db, &n_pages, error) && records_compare(db, n_words, error);
    *n_words += n_pages;
    return ok;
}

gboolean index_search_check(Store *store, guint64 *n_texts, guint64 *n_words, GError **error)
{
    Db *db = index_store_db(store);
    gboolean is_whole;
    *n_texts = *n_words = 0;
    if (!structure_check(store, &is_whole, error))
        return FALSE;
    if (!is_whole) {
        *n_words = 1;
        return TRUE;
    }
    return db_begin_read(db, error) &&
           db_end(db, words_compare(db, n_texts, n_words, error), error);
}
