/* Snippets: the page's own words around the first place of a query.
 *
 * The parts of the query are found in the folded text, and the origins of the folded bytes lead
 * back to the text as it was read.
 */
#include <string.h>

#include "index/normalise.h"
#include "index/search.h"

#define SNIPPET_BEFORE_CHARS 60 /* of text before the first hit, and all in all */
#define SNIPPET_CHARS 200

typedef struct {
    gsize start, end; /* bytes */
    gboolean is_similar;
} Span;

static GArray *words_find(const char *folded)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Span));
    const char *next = folded, *word;
    gsize length;
    while (index_text_next_word(&next, &word, &length)) {
        Span span = {(gsize)(word - folded), (gsize)(next - folded), FALSE};
        g_array_append_val(words, span);
    }
    return words;
}

static gboolean word_is(const char *folded, const Span *span, const char *word, gboolean is_prefix)
{
    gsize length = strlen(word), found = span->end - span->start;
    return (is_prefix ? found >= length : found == length) &&
           memcmp(folded + span->start, word, length) == 0;
}

/* The number of words from number first on that are the form; 0 if it does not stand there. */
static guint form_length_at(char **form, gboolean is_prefix, const char *folded,
                            const GArray *words, guint first)
{
    guint n = g_strv_length(form);
    if (first + n > words->len)
        return 0;
    for (guint i = 0; i < n; i++)
        if (!word_is(folded, &g_array_index(words, Span, first + i), form[i],
                     is_prefix && i == n - 1))
            return 0;
    return n;
}

/* The longest of all forms of all parts. */
static guint parts_length_at(const GPtrArray *parts, const char *folded, const GArray *words,
                             guint first, gboolean *is_similar)
{
    guint longest = 0;
    for (guint i = 0; i < parts->len; i++) {
        const SearchPart *part = g_ptr_array_index(parts, i);
        for (guint k = 0; k < part->forms->len; k++) {
            guint n = form_length_at(g_ptr_array_index(part->forms, k), part->is_prefix, folded,
                                     words, first);
            if (n > longest)
                *is_similar = k >= part->n_exact;
            longest = MAX(longest, n);
        }
    }
    return longest;
}

/* Where the original of the folded byte before at ends, with the marks that folding dropped. */
static gsize origin_end(const GArray *origins, gsize at)
{
    guint32 last = g_array_index(origins, guint32, at - 1);
    while (at + 1 < origins->len && g_array_index(origins, guint32, at) == last)
        at++;
    return g_array_index(origins, guint32, at);
}

/* The places of all parts in text, in order, none over another. */
static GArray *hits_find(const char *text, const GPtrArray *parts)
{
    g_autoptr(GArray) origins = NULL;
    g_autofree char *folded = index_text_fold(text, &origins);
    g_autoptr(GArray) words = words_find(folded);
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(Span));
    for (guint first = 0, n; first < words->len; first += MAX(n, 1)) {
        gboolean is_similar = FALSE;
        n = parts_length_at(parts, folded, words, first, &is_similar);
        if (n == 0)
            continue;
        Span hit = {g_array_index(origins, guint32, g_array_index(words, Span, first).start),
                    origin_end(origins, g_array_index(words, Span, first + n - 1).end), is_similar};
        g_array_append_val(hits, hit);
    }
    return hits;
}

#define GAP_BYTES_MAX 64 /* a longer run without a gap is cut between two of its characters */

/* A place about n_chars before (n_chars < 0) or after at, moved to the next gap between words. */
static gsize window_edge(const char *text, gsize at, int n_chars)
{
    const char *edge = text + at;
    for (; n_chars < 0 && edge > text; n_chars++)
        edge = g_utf8_prev_char(edge);
    for (; n_chars > 0 && *edge; n_chars--)
        edge = g_utf8_next_char(edge);
    if (edge == text)
        return 0;
    const char *gap = edge + MIN(strcspn(edge, " \n"), GAP_BYTES_MAX);
    while (((guchar)*gap & 0xC0) == 0x80) /* within a character */
        gap--;
    return (gsize)(gap - text);
}

/* text from start to end on one line, with [ and ] around the hits. */
static char *window_print(const char *text, gsize start, gsize end, const GArray *hits)
{
    GString *line = g_string_new(start > 0 ? "\u2026" : "");
    guint next = 0;
    gboolean is_in_gap = start == 0;
    for (gsize at = start; at < end; at++) {
        const Span *hit = next < hits->len ? &g_array_index(hits, Span, next) : NULL;
        gboolean is_gap = g_ascii_isspace(text[at]);
        if (hit && at == hit->end) {
            g_string_append_c(line, ']');
            next++;
        }
        hit = next < hits->len ? &g_array_index(hits, Span, next) : NULL;
        if (is_gap && !is_in_gap)
            g_string_append_c(line, ' ');
        if (hit && at == hit->start)
            g_string_append_c(line, '[');
        if (!is_gap)
            g_string_append_c(line, text[at]);
        is_in_gap = is_gap;
    }
    if (next < hits->len && g_array_index(hits, Span, next).start < end)
        g_string_append_c(line, ']');
    g_string_append(line, text[end] ? "\u2026" : "");
    return g_string_free(line, FALSE);
}

/* Each once; NULL: there are none. */
static char *similar_words(const char *text, const GArray *hits)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < hits->len; i++) {
        const Span *hit = &g_array_index(hits, Span, i);
        g_autofree char *word = g_strndup(text + hit->start, hit->end - hit->start);
        if (hit->is_similar && !g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
            g_ptr_array_add(words, g_steal_pointer(&word));
    }
    if (words->len == 0)
        return NULL;
    g_ptr_array_add(words, NULL);
    return g_strjoinv(", ", (char **)words->pdata);
}

char *search_snippet_make(const char *text, const GPtrArray *parts, char **similar)
{
    g_autoptr(GArray) hits = hits_find(text, parts);
    if (similar)
        *similar = similar_words(text, hits);
    gsize first = hits->len ? g_array_index(hits, Span, 0).start : 0;
    gsize start = window_edge(text, first, -SNIPPET_BEFORE_CHARS);
    gsize end = window_edge(text, MIN(start, first), SNIPPET_CHARS);
    return window_print(text, MIN(start, first), end, hits);
}
