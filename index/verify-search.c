/* The index of words and alike.db are made of the rest and in no seal; but a page that nobody finds is as good as lost, and a
 * copy that nobody sees counts as a page. */
#include "index/store-private.h"
#include "index/verify.h"

/* Where it lacks pages or has what may not be found it is made anew from the texts with the next search or run. */
gboolean verify_search(Verify *verify, GError **error)
{
    guint64 n_texts, n_words;
    if (!index_search_check(verify->store, &n_texts, &n_words, error))
        return FALSE;
    if (n_texts > 0)
        verify_problem_add(
            verify->report,
            "the words of %" G_GUINT64_FORMAT
            " pages are gone from the index, and no search finds them: " VERIFY_ADVICE,
            n_texts);
    if (n_words == 0)
        return TRUE;
    verify_problem_add(
        verify->report,
        "the index of words is broken, or does not agree with %" G_GUINT64_FORMAT
        " of the pages and records: somebody edited it, or the disk is failing; it is made anew "
        "with the next search, or by muhafiz verify --rebuild",
        n_words);
    return index_store_is_read_only(verify->store) || index_search_make_anew(verify->store, error);
}

gboolean verify_alike(Verify *verify, GError **error)
{
    gint64 n_wrong = 0;
    if (index_store_is_read_only(verify->store))
        return TRUE;
    if (!index_alike_check(verify->store, FALSE, &n_wrong, error))
        return FALSE;
    if (n_wrong)
        verify_problem_add(verify->report,
                           "alike.db, by which pages that came twice are found, has not what was "
                           "put there of %" G_GINT64_FORMAT " %s: somebody edited it; muhafiz run "
                           "takes it of the masters again, and compares these pages once more",
                           COUNTED(n_wrong, "page"));
    return TRUE;
}
