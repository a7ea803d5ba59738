/* A second chance for words that recognition glued to their neighbours, as it does in Nastaliq above all, where gaps
 * between words are narrower than gaps within them.
 *
 * Such a word stands within a longer one of the vocabulary. These are found by the trigrams of their shapes (shape.c),
 * all of which must be there, and then by the letters themselves. What stands before and behind the word tells a
 * glued one from another word with the same letters: it is made of words that the index has by themselves, or of
 * digits (dynamic programming over its letters; one letter is no word). Where that fails, as the neighbour was
 * misread, the longer one is taken all the same if it is much rarer than the word, or if no page has the word at all.
 *
 * The other way round, whoever types two words as one finds the pages where they stand apart, if no page has them so.
 *
 * Of a phrase, any of the gaps may be lost, and the outer words may be glued to others.
 *
 * Nothing of this stands in the index: what a page's words are made of changes with what else the index has, and a
 * page can only be taken out by the same words that it was put in with.
 *
 * Measured with tests/bench/found on 36 generated pages (clean to medium ageing), words of a page that a search does
 * not find there: Urdu in Naskh 7.7 -> 2.3 %, its phrases of two words 13.7 -> 3.8; in Nastaliq 63 -> 59 (the others are
 * misread, or a gap fell within the word, which nothing here finds); Hindi 0.5.
 */
#include <string.h>

#include "index/search.h"
#include "index/shape.h"

#define LETTERS_MIN 3         /* of the word: a trigram */
#define LETTERS_SURE 4        /* of one that is believed without its neighbours */
#define NEIGHBOUR_LETTERS 2   /* of each word beside it, at least */
#define RARER 4               /* so many times: "much rarer" */
#define PAGES_COUNTED 1000    /* of a word; more are as good */
#define PAGES_PER_KNOWN 10000 /* a known word stands on one page in so many, at least */
#define PHRASE_WORDS_MAX 4
#define COUNTED_MAX 120 /* words beside it, of one query; others are taken for unknown */
#define WORDS_MAX 24    /* that may stand for one */
#define FORMS_MAX 48    /* of one part */

typedef enum { GLUED_BEFORE = 1, GLUED_BEHIND = 2 } GluedEnds;

typedef struct {
    Db *db;
    GHashTable *known; /* word -> as GINT 1: known, 2: not */
    gint64 n_known;    /* pages that a known word stands on */
    guint n_counted;
} Glued;

typedef struct {
    char *word;
    guint doubt; /* 0: it is made of words */
    gsize length;
} Candidate;

static void candidate_clear(Candidate *candidate)
{
    g_free(candidate->word);
}

/* ------------------------------------------------------------------------------------- known words -- */

/* On how many pages, counted to max. */
static gboolean pages_count(Db *db, const char *word, gint64 max, gint64 *n, GError **error)
{
    g_autofree char *quoted = g_strdup_printf("\"%s\"", word);
    return db_query_int(db, "word_count_pages", DB_VALUES(DB_TEXT(quoted), DB_INT(max)), n, NULL,
                        error);
}

static gboolean glued_init(Glued *glued, Db *db, GError **error)
{
    gint64 n_pages;
    *glued =
        (Glued){.db = db, .known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    if (!db_query_int(db, "search_pages_about", DB_NO_VALUES, &n_pages, NULL, error))
        return FALSE;
    glued->n_known = 1 + n_pages / PAGES_PER_KNOWN;
    return TRUE;
}

static void glued_clear(Glued *glued)
{
    g_clear_pointer(&glued->known, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Glued, glued_clear)

/* What the vocabulary has not, no page has; to ask it costs a tenth of counting. */
static gboolean word_look_up(Glued *glued, const char *word, gboolean *is, GError **error)
{
    gint64 n = 0, word_id;
    *is = TRUE;
    if (index_word_is_suggested(word) &&
        !db_query_int(glued->db, "word_find", DB_VALUES(DB_TEXT(word)), &word_id, is, error))
        return FALSE;
    *is = *is && glued->n_counted++ < COUNTED_MAX;
    if (*is && !pages_count(glued->db, word, glued->n_known, &n, error))
        return FALSE;
    *is = *is && n >= glued->n_known;
    return TRUE;
}

static gboolean word_is_known(Glued *glued, const char *word, gboolean *is, GError **error)
{
    gpointer kept = g_hash_table_lookup(glued->known, word);
    if (!kept) {
        if (!word_look_up(glued, word, is, error))
            return FALSE;
        kept = GINT_TO_POINTER(*is ? 1 : 2);
        g_hash_table_insert(glued->known, g_strdup(word), kept);
    }
    *is = GPOINTER_TO_INT(kept) == 1;
    return TRUE;
}

/* ---------------------------------------------------------------------------------- what is beside it -- */

static gboolean piece_is_word(Glued *glued, const char *start, const char *end, gboolean *is,
                              GError **error)
{
    g_autofree char *piece = g_strndup(start, (gsize)(end - start));
    *is = strspn(piece, "0123456789") == strlen(piece);
    return *is || g_utf8_strlen(piece, -1) < NEIGHBOUR_LETTERS ||
           word_is_known(glued, piece, is, error);
}

/* The letters from start to end are none, or words one behind the other. */
static gboolean letters_are_words(Glued *glued, const char *start, const char *end, gboolean *are,
                                  GError **error)
{
    const gsize n = (gsize)(end - start);
    g_autofree gboolean *ends = g_new0(gboolean, n + 1); /* words end before this byte */
    ends[0] = TRUE;
    for (const char *to = start; to < end;) {
        to = g_utf8_next_char(to);
        gboolean *is = &ends[to - start];
        for (const char *from = start; !*is && from < to; from = g_utf8_next_char(from))
            if (ends[from - start] && !piece_is_word(glued, from, to, is, error))
                return FALSE;
    }
    *are = ends[n];
    return TRUE;
}

/* Any place of word in the longer one with words on both sides. */
static gboolean is_made_of_words(Glued *glued, const char *longer, const char *word,
                                 GluedEnds where, gboolean *is_there, gboolean *is, GError **error)
{
    const gsize length = strlen(word);
    *is = *is_there = FALSE;
    for (const char *at = longer; !*is && (at = strstr(at, word)); at = g_utf8_next_char(at)) {
        gboolean before = FALSE, behind = FALSE;
        if ((at > longer && !(where & GLUED_BEFORE)) || (at[length] && !(where & GLUED_BEHIND)))
            continue;
        *is_there = TRUE;
        if (!letters_are_words(glued, longer, at, &before, error) ||
            (before &&
             !letters_are_words(glued, at + length, longer + strlen(longer), &behind, error)))
            return FALSE;
        *is = before && behind;
    }
    return TRUE;
}

/* ------------------------------------------------------------------------------------------ candidates -- */

/* "abc" "bcd" "cde", of the shape without its ends. */
static char *trigrams_print(const char *word)
{
    g_autofree char *marked = index_word_shape(word);
    g_autofree char *shape = g_strndup(marked + 1, strlen(marked) - 2);
    GString *trigrams = g_string_new(NULL);
    glong n = g_utf8_strlen(shape, -1);
    for (glong i = 0; i + LETTERS_MIN <= n; i++) {
        g_autofree char *trigram = g_utf8_substring(shape, i, i + LETTERS_MIN);
        g_string_append_printf(trigrams, "\"%s\" ", trigram);
    }
    return g_string_free(trigrams, FALSE);
}

/* *doubt: G_MAXUINT: it is another word. n_pages: of the word itself. */
static gboolean longer_judge(Glued *glued, const char *longer, const char *word, GluedEnds where,
                             gint64 n_pages, guint *doubt, GError **error)
{
    gboolean is_there, is_words;
    gint64 n_longer;
    *doubt = G_MAXUINT;
    if (!is_made_of_words(glued, longer, word, where, &is_there, &is_words, error))
        return FALSE;
    if (is_words)
        *doubt = 0;
    if (!is_there || is_words || g_utf8_strlen(word, -1) < LETTERS_SURE)
        return TRUE;
    if (n_pages && !pages_count(glued->db, longer, n_pages / RARER + 1, &n_longer, error))
        return FALSE;
    if (!n_pages || n_longer * RARER <= n_pages)
        *doubt = 1;
    return TRUE;
}

static int candidates_compare(gconstpointer a, gconstpointer b)
{
    const Candidate *one = a, *other = b;
    if (one->doubt != other->doubt)
        return one->doubt < other->doubt ? -1 : 1;
    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return strcmp(one->word, other->word);
}

static gboolean candidates_load(Glued *glued, const char *word, GluedEnds where, gint64 n_pages,
                                GArray *candidates, GError **error)
{
    g_autofree char *trigrams = trigrams_print(word);
    if (!*trigrams)
        return TRUE;
    g_autoptr(DbRows) rows =
        db_query(glued->db, "words_with", DB_VALUES(DB_TEXT(trigrams), DB_TEXT(word)), error);
    while (rows && db_rows_next(rows, error)) {
        const char *longer = db_rows_text(rows, 0);
        guint doubt;
        if (!longer_judge(glued, longer, word, where, n_pages, &doubt, error))
            return FALSE;
        Candidate candidate = {g_strdup(longer), doubt, strlen(longer)};
        if (doubt == G_MAXUINT)
            candidate_clear(&candidate);
        else
            g_array_append_val(candidates, candidate);
    }
    return rows && !db_rows_failed(rows);
}

static gboolean word_can_be_glued(const char *word)
{
    return g_utf8_strlen(word, -1) >= LETTERS_MIN && !index_word_has_digit(word);
}

/* Adds to words those that have the word glued in, the surest first. */
static gboolean words_add(Glued *glued, const char *word, GluedEnds where, GPtrArray *words,
                          GError **error)
{
    gint64 n_pages;
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    g_array_set_clear_func(candidates, (GDestroyNotify)candidate_clear);
    if (!word_can_be_glued(word))
        return TRUE;
    if (!pages_count(glued->db, word, PAGES_COUNTED, &n_pages, error) ||
        !candidates_load(glued, word, where, n_pages, candidates, error))
        return FALSE;
    g_array_sort(candidates, candidates_compare);
    for (guint i = 0; i < MIN(candidates->len, WORDS_MAX); i++)
        g_ptr_array_add(words, g_strdup(g_array_index(candidates, Candidate, i).word));
    return TRUE;
}

/* --------------------------------------------------------------------------------------------- forms -- */

/* What may stand for word number i of n. */
static GPtrArray *choices_new(Glued *glued, const char *word, guint i, guint n, GError **error)
{
    GluedEnds where = (i == 0 ? GLUED_BEFORE : 0) | (i == n - 1 ? GLUED_BEHIND : 0);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup(word));
    return !where || words_add(glued, word, where, words, error) ? g_steal_pointer(&words) : NULL;
}

/* The form's words with those gaps lost that gaps has no bit for. */
static char **words_join(char **form, guint gaps)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autoptr(GString) word = g_string_new(NULL);
    for (guint i = 0; form[i]; i++) {
        if (i > 0 && (gaps >> (i - 1) & 1)) {
            g_strv_builder_add(words, word->str);
            g_string_truncate(word, 0);
        }
        g_string_append(word, form[i]);
    }
    g_strv_builder_add(words, word->str);
    return g_strv_builder_end(words);
}

/* Only the outer words have choices. */
static void forms_add(SearchPart *part, char **words, const GPtrArray *first, const GPtrArray *last,
                      gboolean with_itself)
{
    const guint n = g_strv_length(words);
    for (guint i = 0; i < first->len; i++)
        for (guint k = 0; k < (n > 1 ? last->len : 1) && part->forms->len < FORMS_MAX; k++) {
            char **form = g_strdupv(words);
            if (i + k == 0 && !with_itself) {
                g_strfreev(form);
                continue;
            }
            g_free(form[0]);
            form[0] = g_strdup(first->pdata[i]);
            if (n > 1) {
                g_free(form[n - 1]);
                form[n - 1] = g_strdup(last->pdata[k]);
            }
            g_ptr_array_add(part->forms, form);
        }
}

static gboolean part_add_glued(Glued *glued, SearchPart *part, GError **error)
{
    g_auto(GStrv) form = g_strdupv(g_ptr_array_index(part->forms, 0));
    const guint n_gaps = g_strv_length(form) - 1;
    for (guint gaps = 0; gaps < 1U << n_gaps; gaps++) {
        g_auto(GStrv) words = words_join(form, gaps);
        const guint n = g_strv_length(words);
        g_autoptr(GPtrArray) first = choices_new(glued, words[0], 0, n, error);
        g_autoptr(GPtrArray) last =
            first ? choices_new(glued, words[n - 1], n - 1, n, error) : NULL;
        if (!last)
            return FALSE;
        forms_add(part, words, first, last, n <= n_gaps);
    }
    return TRUE;
}

/* The word as two that the index has. */
static gboolean split_add(Glued *glued, SearchPart *part, const char *word, const char *at,
                          GError **error)
{
    g_autofree char *left = g_strndup(word, (gsize)(at - word));
    gint64 n_left, n_right = 0;
    if (!pages_count(glued->db, left, 1, &n_left, error) ||
        (n_left && !pages_count(glued->db, at, 1, &n_right, error)))
        return FALSE;
    if (n_right)
        g_ptr_array_add(part->forms, g_strdupv((char *[]){left, (char *)at, NULL}));
    return TRUE;
}

static gboolean part_add_splits(Glued *glued, SearchPart *part, GError **error)
{
    char **form = g_ptr_array_index(part->forms, 0);
    glong n = g_utf8_strlen(form[0], -1);
    gint64 n_pages;
    if (form[1] || !word_can_be_glued(form[0]))
        return TRUE;
    if (!pages_count(glued->db, form[0], 1, &n_pages, error))
        return FALSE;
    for (glong i = NEIGHBOUR_LETTERS; !n_pages && i + NEIGHBOUR_LETTERS <= n; i++)
        if (!split_add(glued, part, form[0], g_utf8_offset_to_pointer(form[0], i), error))
            return FALSE;
    return TRUE;
}

static gboolean part_can_be_glued(const SearchPart *part)
{
    char **form = g_ptr_array_index(part->forms, 0);
    return !part->is_prefix && part->field != SEARCH_YEAR && part->field != SEARCH_NUMBER &&
           part->n_exact == 1 && g_strv_length(form) <= PHRASE_WORDS_MAX;
}

gboolean search_query_add_glued(Db *db, const GPtrArray *parts, gboolean *added, GError **error)
{
    g_auto(Glued) glued = {0};
    *added = FALSE;
    if (!glued_init(&glued, db, error))
        return FALSE;
    for (guint i = 0; i < parts->len; i++) {
        SearchPart *part = g_ptr_array_index(parts, i);
        const guint n_before = part->forms->len;
        if (part_can_be_glued(part) &&
            (!part_add_glued(&glued, part, error) || !part_add_splits(&glued, part, error)))
            return FALSE;
        *added |= part->forms->len > n_before;
    }
    return TRUE;
}
