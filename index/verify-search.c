/* The index of words is a copy and in no seal; but a page that nobody finds is as good as lost. */
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
        "the index of words does not agree with %" G_GUINT64_FORMAT
        " of the pages and records: somebody edited it; it is made anew with the next "
        "search",
        n_words);
    return index_store_is_read_only(verify->store) || index_search_make_anew(verify->store, error);
}
