/* Full-text search over the pages.
 *
 * Index and query go through one folding (normalise.c). A query is words, "phrases" and prefix*,
 * all of which must stand on the page; every part is quoted for the engine, so nothing that a user
 * types is taken for its syntax, and A-12/2008 is looked up as the phrase a 12 2008.
 *
 * A snippet shows the page's own words: the engine marks the hits in the folded text, and the
 * origins of the folded bytes lead back to the text as it was read.
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
    return !index_text_has_word(folded) ||
           db_exec(index_store_db(store), "search_insert",
                   DB_VALUES(DB_INT(page_id), DB_TEXT(folded)), error);
}

/* ------------------------------------------------------------------------------------- query -- */

static void match_add(GString *match, const char *words, gsize length, gboolean is_prefix)
{
    g_autofree char *part = g_strndup(words, length);
    g_autofree char *folded = index_text_fold(part, NULL);
    if (!index_text_has_word(folded))
        return;
    g_strdelimit(folded, "\"", ' ');
    g_string_append_printf(match, "%s\"%s\"%s", match->len ? " " : "", folded,
                           is_prefix ? " *" : "");
}

/* The query in FTS5's words; empty if there is no word in it. */
char *search_query_match(const char *query)
{
    GString *match = g_string_new(NULL);
    const char *next = query;
    while (*(next += strspn(next, " \t\r\n"))) {
        gboolean is_phrase = *next == '"';
        next += is_phrase;
        gsize length = strcspn(next, is_phrase ? "\"" : " \t\r\n\"");
        const char *end = next + length + (is_phrase && next[length]);
        gboolean is_prefix = is_phrase ? *end == '*' : length > 0 && next[length - 1] == '*';
        match_add(match, next, length, is_prefix);
        next = end + (is_phrase && is_prefix);
    }
    return g_string_free(match, FALSE);
}

/* ----------------------------------------------------------------------------------- snippet -- */

typedef struct {
    gsize start, end; /* bytes of the page's text */
} Hit;

static guint32 origin_at(const GArray *origins, gsize at)
{
    return g_array_index(origins, guint32, MIN(at, origins->len - 1));
}

/* Where the original of the folded byte before at ends, with the marks that folding dropped. */
static guint32 origin_end(const GArray *origins, gsize at)
{
    guint32 last = origin_at(origins, at - 1);
    while (at < origins->len && origin_at(origins, at) == last)
        at++;
    return origin_at(origins, at);
}

/* The places in the original of what marked has between the characters 2 and 3. */
static GArray *hits_find(const char *marked, const GArray *origins)
{
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(Hit));
    Hit hit = {0};
    gsize at = 0;
    for (; *marked; marked++) {
        if (*marked == '\002') {
            hit.start = origin_at(origins, at);
        } else if (*marked == '\003' && at > 0) {
            hit.end = origin_end(origins, at);
            g_array_append_val(hits, hit);
        } else {
            at++;
        }
    }
    return hits;
}

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
    gsize gap = strcspn(edge, " \n");
    return (gsize)(edge - text) + MIN(gap, 64);
}

/* text from start to end on one line, with [ and ] around the hits. */
static char *window_print(const char *text, gsize start, gsize end, const GArray *hits)
{
    GString *line = g_string_new(start > 0 ? "\u2026" : "");
    guint next = 0;
    gboolean is_in_gap = start == 0;
    for (gsize at = start; at < end; at++) {
        const Hit *hit = next < hits->len ? &g_array_index(hits, Hit, next) : NULL;
        gboolean is_gap = g_ascii_isspace(text[at]);
        if (hit && at == hit->end) {
            g_string_append_c(line, ']');
            next++;
        }
        hit = next < hits->len ? &g_array_index(hits, Hit, next) : NULL;
        if (is_gap && !is_in_gap)
            g_string_append_c(line, ' ');
        if (hit && at == hit->start)
            g_string_append_c(line, '[');
        if (!is_gap)
            g_string_append_c(line, text[at]);
        is_in_gap = is_gap;
    }
    if (next < hits->len && g_array_index(hits, Hit, next).start < end)
        g_string_append_c(line, ']');
    g_string_append(line, text[end] ? "\u2026" : "");
    return g_string_free(line, FALSE);
}

char *search_snippet_make(const char *text, const char *marked)
{
    g_autoptr(GArray) origins = NULL;
    g_autofree char *folded = index_text_fold(text, &origins);
    g_autoptr(GArray) hits = hits_find(marked, origins);
    gsize first = hits->len ? g_array_index(hits, Hit, 0).start : 0;
    gsize start = window_edge(text, first, -SNIPPET_BEFORE_CHARS);
    gsize end = window_edge(text, MIN(start, first), SNIPPET_CHARS);
    return window_print(text, MIN(start, first), end, hits);
}

/* ------------------------------------------------------------------------------------ answer -- */

static const AnswerField SEARCH_FIELDS[] = {
    {"file_no", ANSWER_TEXT}, {"side", ANSWER_TEXT},  {"seq", ANSWER_INT},
    {"folio", ANSWER_TEXT},   {"score", ANSWER_REAL},
};

static JsonObject *item_new(DbRows *rows)
{
    guint n_fields = G_N_ELEMENTS(SEARCH_FIELDS);
    JsonObject *item = json_object_new();
    answer_add_fields(item, rows, 0, SEARCH_FIELDS, n_fields);
    g_autofree char *snippet =
        search_snippet_make(db_rows_text(rows, n_fields), db_rows_text(rows, n_fields + 1));
    json_object_set_string_member(item, "snippet", snippet);
    return item;
}

static JsonArray *items_load(Store *store, const char *match, guint limit, GError **error)
{
    g_autoptr(JsonArray) items = json_array_new();
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "search_pages",
                                      DB_VALUES(DB_TEXT(match), DB_INT(limit)), error);
    while (rows && db_rows_next(rows, error))
        json_array_add_object_element(items, item_new(rows));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&items) : NULL;
}

JsonNode *index_search(Store *store, const char *query, guint limit, GError **error)
{
    g_autofree char *match = search_query_match(query);
    if (!*match) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no word in \"%s\"; give one or more words, a \"phrase in quotes\" or "
                    "the beginning of a word with *",
                    query);
        return NULL;
    }
    limit = limit ? MIN(limit, SEARCH_LIMIT_MAX) : SEARCH_LIMIT_DEFAULT;
    JsonArray *items = items_load(store, match, limit, error);
    return items ? answer_node_of_array(items) : NULL;
}
