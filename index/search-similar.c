/* A second chance for words that were misread, or are misspelt in the query.
 *
 * The vocabulary has an index of its own: the trigrams of the shapes of all words (shape.c), not of
 * the text, which would be a multiple of it. A word of n letters keeps at least n - 3 of its n
 * trigrams over each error (Ukkonen 1992: an edit touches three trigrams at most), so words that share
 * too few are left out unseen; the others are compared. Errors allowed: none up to 3 letters (the
 * shape must be the same), 1 up to 5, then 2. Nothing but its shape stands for a word with a digit:
 * 412 is not 413. One query compares COMPARED_MAX words at most, which all of its words share.
 * Of a phrase, words that the index does not have are replaced first, and those on PAGES_COMMON pages or more are not:
 * nobody misspelt them, and to compare dozens of phrases of common words would take seconds.
 */
#include <string.h>

#include "index/search.h"
#include "index/shape.h"

#define WORDS_MAX 12      /* that may stand for one */
#define FORMS_MAX 48      /* of one part */
#define COMPARED_MAX 2000 /* words, by one query: those with most in common */
#define PAGES_COMMON 1000
#define TRIGRAM_LETTERS 3
#define SHAPE_MARKS 2 /* the marks of both ends */

typedef struct {
    gint64 word_id;
    guint n_shared; /* trigrams */
} Candidate;

typedef struct {
    char *word;
    guint distance;
    Candidate candidate;
} Similar;

/* How many trigrams each word has in common with one, which are few (index_word_can_be_misread); by word_id, which are
 * dense. */
typedef struct {
    guint8 *n;
    gint64 n_words;
} Shared;

static void shared_clear(Shared *shared)
{
    g_clear_pointer(&shared->n, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shared, shared_clear)

static void similar_clear(Similar *similar)
{
    g_free(similar->word);
}

/* ---------------------------------------------------------------------------------- candidates -- */

static guint errors_allowed(const char *word)
{
    glong n = g_utf8_strlen(word, -1);
    if (n <= 3 || index_word_has_digit(word))
        return 0;
    return n <= 5 ? 1 : 2;
}

static gboolean shared_init(Shared *shared, Db *db, GError **error)
{
    gint64 last;
    if (!db_query_int(db, "word_greatest", DB_NO_VALUES, &last, NULL, error))
        return FALSE;
    *shared = (Shared){g_new0(guint8, (gsize)last + 1), last + 1};
    return TRUE;
}

static gboolean trigram_count(Db *db, const char *trigram, Shared *shared, GError **error)
{
    g_autofree char *quoted = g_strdup_printf("\"%s\"", trigram);
    g_autoptr(DbRows) rows = db_query(db, "shape_match", DB_VALUES(DB_TEXT(quoted)), error);
    while (rows && db_rows_next(rows, error)) {
        const gint64 word_id = db_rows_int(rows, 0);
        if (word_id >= 0 && word_id < shared->n_words)
            shared->n[word_id]++;
    }
    return rows && !db_rows_failed(rows);
}

/* Each once. */
static gboolean trigrams_count(Db *db, const char *shape, Shared *shared, guint *n_trigrams,
                               GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    glong n = g_utf8_strlen(shape, -1);
    for (glong i = 0; i + TRIGRAM_LETTERS <= n; i++) {
        char *trigram = g_utf8_substring(shape, i, i + TRIGRAM_LETTERS);
        if (!g_hash_table_contains(seen, trigram) && !trigram_count(db, trigram, shared, error)) {
            g_free(trigram);
            return FALSE;
        }
        g_hash_table_add(seen, trigram);
    }
    *n_trigrams = g_hash_table_size(seen);
    return TRUE;
}

/* Words that share at least n_least trigrams: n_max of those with the most, as they lie in the file. */
static GArray *candidates_choose(const Shared *shared, guint n_least, guint n_max)
{
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    guint counts[G_MAXUINT8 + 1] = {0}, least = G_MAXUINT8, left = n_max;
    for (gint64 i = 0; i < shared->n_words; i++)
        counts[shared->n[i]]++;
    while (least > n_least && counts[least] <= left)
        left -= counts[least--];
    for (gint64 i = 0; i < shared->n_words; i++) {
        const Candidate candidate = {i, shared->n[i]};
        if (candidate.n_shared < least || (candidate.n_shared == least && left == 0))
            continue;
        left -= candidate.n_shared == least;
        g_array_append_val(candidates, candidate);
    }
    return candidates;
}

/* ----------------------------------------------------------------------------------- comparing -- */

/* The likest first; of equals that with more trigrams in common, and then the earlier one. */
static int similar_compare(gconstpointer a, gconstpointer b)
{
    const Similar *one = a, *other = b;
    const Candidate *mine = &one->candidate, *others = &other->candidate;
    if (one->distance != other->distance)
        return one->distance < other->distance ? -1 : 1;
    if (mine->n_shared != others->n_shared)
        return mine->n_shared > others->n_shared ? -1 : 1;
    return (mine->word_id > others->word_id) - (mine->word_id < others->word_id);
}

static gboolean candidate_compare(Db *db, const Candidate *candidate, const char *word,
                                  const char *shape, GArray *similar, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    const guint max = errors_allowed(word);
    if (!db_query_row(db, "word_load", DB_VALUES(DB_INT(candidate->word_id)), &row, error))
        return FALSE;
    const char *other = row ? db_rows_text(row, 0) : word;
    g_autofree char *other_shape = index_word_shape(other);
    guint distance = index_shape_distance(shape, other_shape, max);
    if (g_str_equal(other, word) || distance > max)
        return TRUE;
    Similar found = {g_strdup(other), distance, *candidate};
    g_array_append_val(similar, found);
    return TRUE;
}

/* The words of the vocabulary that look like word, the likest first; n_max are looked at. */
static GArray *words_find(Db *db, const char *word, guint n_max, GError **error)
{
    g_autoptr(GArray) similar = g_array_new(FALSE, FALSE, sizeof(Similar));
    g_auto(Shared) shared = {0};
    g_autofree char *shape = index_word_shape(word);
    guint n_trigrams, max = errors_allowed(word);
    g_array_set_clear_func(similar, (GDestroyNotify)similar_clear);
    if (!shared_init(&shared, db, error) || !trigrams_count(db, shape, &shared, &n_trigrams, error))
        return NULL;
    guint n_least = n_trigrams > TRIGRAM_LETTERS * max ? n_trigrams - TRIGRAM_LETTERS * max : 1;
    if (max == 2) /* or every word that shares two letters with it would be compared */
        n_least = MAX(n_least, 2);
    g_autoptr(GArray) candidates = candidates_choose(&shared, n_least, n_max);
    for (guint i = 0; i < candidates->len; i++)
        if (!candidate_compare(db, &g_array_index(candidates, Candidate, i), word, shape, similar,
                               error))
            return NULL;
    g_array_sort(similar, similar_compare);
    g_array_set_size(similar, MIN(similar->len, WORDS_MAX));
    return g_steal_pointer(&similar);
}

/* --------------------------------------------------------------------------------------- forms -- */

static gboolean word_is_common(Db *db, const char *word, gboolean *is, GError **error)
{
    gint64 n_pages;
    g_autofree char *quoted = g_strdup_printf("\"%s\"", word);
    if (!db_query_int(db, "word_count_pages", DB_VALUES(DB_TEXT(quoted), DB_INT(PAGES_COMMON)),
                      &n_pages, NULL, error))
        return FALSE;
    *is = n_pages >= PAGES_COMMON;
    return TRUE;
}

/* What may stand for a word: itself, where the index has it, and others. */
static GPtrArray *choices_new(Db *db, const char *word, gboolean is_of_phrase, guint n_max,
                              GError **error)
{
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func(g_free);
    gint64 word_id;
    gboolean is_known = TRUE, is_common = FALSE;
    if (index_word_is_suggested(word) &&
        !db_query_int(db, "word_find", DB_VALUES(DB_TEXT(word)), &word_id, &is_known, error))
        return NULL;
    if (is_of_phrase && is_known && !word_is_common(db, word, &is_common, error))
        return NULL;
    const gboolean can_be_misread = index_word_can_be_misread(word) && !is_common;
    if (is_known)
        g_ptr_array_add(choices, g_strdup(word));
    g_autoptr(GArray) similar = can_be_misread ? words_find(db, word, n_max, error) : NULL;
    if (can_be_misread && !similar)
        return NULL;
    for (guint i = 0; similar && i < similar->len; i++)
        g_ptr_array_add(choices, g_strdup(g_array_index(similar, Similar, i).word));
    return g_steal_pointer(&choices);
}

/* Adds the forms that one choice for each word makes; n of them differ in every word that can. */
static void forms_combine(GPtrArray *forms, char **form, const GPtrArray *choices, guint first,
                          gboolean is_other)
{
    if (forms->len >= FORMS_MAX)
        return;
    if (first == choices->len) {
        if (is_other)
            g_ptr_array_add(forms, g_strdupv(form));
        return;
    }
    const GPtrArray *words = g_ptr_array_index(choices, first);
    g_autofree char *kept = form[first];
    for (guint i = 0; i < words->len; i++) {
        form[first] = g_ptr_array_index(words, i);
        forms_combine(forms, form, choices, first + 1, is_other || !g_str_equal(form[first], kept));
    }
    form[first] = g_steal_pointer(&kept);
}

static gboolean part_add_similar(Db *db, SearchPart *part, guint n_max, GError **error)
{
    g_autoptr(GPtrArray) choices =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_auto(GStrv) form = g_strdupv(g_ptr_array_index(part->forms, 0));
    for (guint i = 0; form[i]; i++) {
        GPtrArray *words = choices_new(db, form[i], form[1] != NULL, n_max, error);
        if (!words)
            return FALSE;
        g_ptr_array_add(choices, words);
    }
    forms_combine(part->forms, form, choices, 0, FALSE);
    return TRUE;
}

static gboolean part_may_be_misread(const SearchPart *part)
{
    return !part->is_prefix && part->field != SEARCH_YEAR && part->field != SEARCH_NUMBER;
}

static guint words_count(const GPtrArray *parts)
{
    guint n = 0;
    for (guint i = 0; i < parts->len; i++) {
        const SearchPart *part = g_ptr_array_index(parts, i);
        n += part_may_be_misread(part) ? g_strv_length(g_ptr_array_index(part->forms, 0)) : 0;
    }
    return n;
}

gboolean search_query_add_similar(Db *db, const GPtrArray *parts, gboolean *added, GError **error)
{
    const guint n_max = COMPARED_MAX / MAX(1, words_count(parts));
    *added = FALSE;
    for (guint i = 0; i < parts->len; i++) {
        SearchPart *part = g_ptr_array_index(parts, i);
        const guint n_before = part->forms->len;
        if (part_may_be_misread(part) && !part_add_similar(db, part, n_max, error))
            return FALSE;
        *added |= part->forms->len > n_before;
    }
    return TRUE;
}
