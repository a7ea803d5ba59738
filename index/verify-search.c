/* The index of words is a copy and in no seal; but a page that nobody finds is as good as lost. */
#include "index/db.h"
#include "index/normalise.h"
#include "index/search.h"
#include "index/store-private.h"
#include "index/verify.h"

/* Where it lacks pages or has what may not be found it is made anew from the texts with the next search or run. */
static gboolean words_check(Verify *verify, gint64 n, GError **error)
{
    if (n == 0)
        return TRUE;
    verify_problem_add(
        verify->report,
        "the index of words does not agree with %" G_GINT64_FORMAT
        " of the pages and records: somebody edited it; it is made anew with the next "
        "search",
        n);
    return index_store_is_read_only(verify->store) || index_search_make_anew(verify->store, error);
}

gboolean verify_search(Verify *verify, GError **error)
{
    g_autofree char *version = index_text_fold_version();
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(verify->store), "search_troubles", DB_VALUES(DB_TEXT(version)),
                      &row, error))
        return FALSE;
    if (!row) /* another folding: all of it is due */
        return TRUE;
    gint64 n_texts = db_rows_int(row, 0), n_words = db_rows_int(row, 1);
    g_clear_pointer(&row, db_rows_free);
    if (n_texts > 0)
        verify_problem_add(
            verify->report,
            "the words of %" G_GINT64_FORMAT
            " pages are gone from the index, and no search finds them: " VERIFY_ADVICE,
            n_texts);
    return words_check(verify, n_words, error);
}
