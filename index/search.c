/* Full-text search over the pages.
 *
 * Index and query go through one folding (normalise.c). A query is words, "phrases" and prefix*,
 * all of which must stand on the page. It is cut into words here and put together anew for the
 * engine, so nothing that a user types is taken for its syntax; A-12/2008 is the phrase a 12 2008.
 *
 * A snippet shows the page's own words: the parts of the query are found in the folded text, and
 * the origins of the folded bytes lead back to the text as it was read.
 */
#include "index/search.h"

#include <string.h>

#include "index/answer.h"
#include "index/normalise.h"
#include "index/store-private.h"

#define SEARCH_LIMIT_DEFAULT 20
#define SEARCH_LIMIT_MAX 10000
#define SNIPPET_BEFORE_CHARS 60 /* of text before the first hit, and all in all */
#define SNIPPET_CHARS 200

gboolean index_search_put(Store *store, gint64 page_id, const char *text, GError **error)
{
    g_autofree char *folded = index_text_fold(text, NULL);
    if (!db_exec(index_store_db(store), "search_delete", DB_VALUES(DB_INT(page_id)), error))
        return FALSE;
    const char *next = folded, *word;
    gsize length;
    return !index_text_next_word(&next, &word, &length) ||
           db_exec(index_store_db(store), "search_insert",
                   DB_VALUES(DB_INT(page_id), DB_TEXT(folded)), error);
}

/* ------------------------------------------------------------------------------------- query -- */

static void part_free(SearchPart *part)
{
    g_strfreev(part->words);
    g_free(part);
}

static void parts_add(GPtrArray *parts, const char *typed, gsize length, gboolean is_prefix)
{
    g_autofree char *text = g_strndup(typed, length);
    g_autofree char *folded = index_text_fold(text, NULL);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const char *next = folded, *word;
    while (index_text_next_word(&next, &word, &length))
        g_ptr_array_add(words, g_strndup(word, length));
    if (words->len == 0)
        return;
    g_ptr_array_add(words, NULL);
    SearchPart *part = g_new0(SearchPart, 1);
    part->words = (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
    part->is_prefix = is_prefix;
    g_ptr_array_add(parts, part);
}

GPtrArray *search_query_parse(const char *query)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    const char *next = query;
    while (*(next += strspn(next, " \t\r\n"))) {
        gboolean is_phrase = *next == '"';
        next += is_phrase;
        gsize length = strcspn(next, is_phrase ? "\"" : " \t\r\n\"");
        const char *end = next + length + (is_phrase && next[length]);
        gboolean is_prefix = is_phrase ? *end == '*' : length > 0 && next[length - 1] == '*';
        parts_add(parts, next, length, is_prefix);
        next = end + (is_phrase && is_prefix);
    }
    return parts;
}

char *search_query_match(const GPtrArray *parts)
{
    GString *match = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const SearchPart *part = g_ptr_array_index(parts, i);
        g_autofree char *phrase = g_strjoinv(" ", part->words);
        g_string_append_printf(match, "%s\"%s\"%s", i ? " " : "", phrase,
                               part->is_prefix ? " *" : "");
    }
    return g_string_free(match, FALSE);
}

/* ----------------------------------------------------------------------------------- snippet -- */

typedef struct {
    gsize start, end; /* bytes */
} Span;

static GArray *words_find(const char *folded)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Span));
    const char *next = folded, *word;
    gsize length;
    while (index_text_next_word(&next, &word, &length)) {
        Span span = {(gsize)(word - folded), (gsize)(next - folded)};
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

/* The number of words from number first on that are the part; 0 if it does not stand there. */
static guint part_length_at(const SearchPart *part, const char *folded, const GArray *words,
                            guint first)
{
    guint n = g_strv_length(part->words);
    if (first + n > words->len)
        return 0;
    for (guint i = 0; i < n; i++)
        if (!word_is(folded, &g_array_index(words, Span, first + i), part->words[i],
                     part->is_prefix && i == n - 1))
            return 0;
    return n;
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
        n = 0;
        for (guint i = 0; i < parts->len; i++)
            n = MAX(n, part_length_at(g_ptr_array_index(parts, i), folded, words, first));
        if (n == 0)
            continue;
        Span hit = {g_array_index(origins, guint32, g_array_index(words, Span, first).start),
                    origin_end(origins, g_array_index(words, Span, first + n - 1).end)};
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

char *search_snippet_make(const char *text, const GPtrArray *parts)
{
    g_autoptr(GArray) hits = hits_find(text, parts);
    gsize first = hits->len ? g_array_index(hits, Span, 0).start : 0;
    gsize start = window_edge(text, first, -SNIPPET_BEFORE_CHARS);
    gsize end = window_edge(text, MIN(start, first), SNIPPET_CHARS);
    return window_print(text, MIN(start, first), end, hits);
}

/* ------------------------------------------------------------------------------------ answer -- */

static const AnswerField SEARCH_FIELDS[] = {
    {"file_no", ANSWER_TEXT}, {"side", ANSWER_TEXT},  {"seq", ANSWER_INT},
    {"folio", ANSWER_TEXT},   {"score", ANSWER_REAL},
};

static JsonObject *item_new(DbRows *rows, const GPtrArray *parts)
{
    guint n_fields = G_N_ELEMENTS(SEARCH_FIELDS);
    JsonObject *item = json_object_new();
    answer_add_fields(item, rows, 0, SEARCH_FIELDS, n_fields);
    g_autofree char *snippet = search_snippet_make(db_rows_text(rows, n_fields), parts);
    json_object_set_string_member(item, "snippet", snippet);
    return item;
}

static JsonArray *items_load(Store *store, const GPtrArray *parts, guint limit, GError **error)
{
    g_autofree char *match = search_query_match(parts);
    g_autoptr(JsonArray) items = json_array_new();
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "search_pages",
                                      DB_VALUES(DB_TEXT(match), DB_INT(limit)), error);
    while (rows && db_rows_next(rows, error))
        json_array_add_object_element(items, item_new(rows, parts));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&items) : NULL;
}

JsonNode *index_search(Store *store, const char *query, guint limit, GError **error)
{
    g_autoptr(GPtrArray) parts = search_query_parse(query);
    if (parts->len == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no word in \"%s\"; give one or more words, a \"phrase in quotes\" or "
                    "the beginning of a word with *",
                    query);
        return NULL;
    }
    limit = limit ? MIN(limit, SEARCH_LIMIT_MAX) : SEARCH_LIMIT_DEFAULT;
    JsonArray *items = items_load(store, parts, limit, error);
    return items ? answer_node_of_array(items) : NULL;
}
