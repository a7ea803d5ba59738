/* The text of a report before it is parsed.
 *
 * A station's report with `--rows` holds each of its records, which may be 50 MiB: "records" of an item is cut out of the text, and who
 * wants the rows gets that piece as it is (merge-rows.c).
 */
#include <string.h>

#include "index/merge.h"

#define ITEM_DEPTH 3 /* {"items": [{ */

/* Behind the string that begins at at. */
const char *merge_string_end(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
    return MIN(at + 1, end);
}

#define BLOCK 64

/* No bracket and no backslash, as in most of the records. Compilers do this for many bytes at a time. */
static gboolean block_is_plain(const char *at, guint *n_quotes)
{
    guint8 quotes = 0, others = 0;
    for (guint i = 0; i < BLOCK; i++) {
        quotes = (guint8)(quotes + (at[i] == '"'));
        others |= (guint8)(at[i] - '[') <= ']' - '[';
    }
    *n_quotes = quotes;
    return !others;
}

/* Behind the array that begins at at: where as many brackets are closed as were opened. What else stands in it is not looked at. */
static const char *array_end(const char *at, const char *end)
{
    guint depth = 0, n_quotes;
    gboolean is_string = FALSE;
    while (at < end) {
        if (end - at > BLOCK && block_is_plain(at, &n_quotes)) {
            is_string ^= n_quotes & 1;
            at += BLOCK;
            continue;
        }
        for (const char *stop = MIN(at + BLOCK, end); at < stop; at++) {
            is_string ^= *at == '"';
            at += is_string && *at == '\\';
            depth += !is_string && *at == '[';
            depth -= !is_string && *at == ']';
            if (depth == 0)
                return at + 1;
        }
    }
    return end;
}

static const char *space_end(const char *at, const char *end)
{
    while (at < end && g_ascii_isspace(*at))
        at++;
    return at;
}

/* The array that begins behind `"records" :`, where at is behind the name; NULL: it is none. */
static const char *array_after(const char *at, const char *end)
{
    at = space_end(at, end);
    if (at == end || *at != ':')
        return NULL;
    at = space_end(at + 1, end);
    return at < end && *at == '[' ? at : NULL;
}

/* What stands in the array, of the item that was begun last. */
static void records_keep(GPtrArray *records, const char *array, const char *end)
{
    if (!records || records->len == 0)
        return;
    g_free(records->pdata[records->len - 1]);
    records->pdata[records->len - 1] = g_strndup(array + 1, (gsize)MAX(end - array - 2, 0));
}

/* "records" of a row is deeper, and no array. */
GString *merge_text_cut(const char *text, gsize size, GPtrArray *records)
{
    static const char name[] = "\"records\"";
    const char *end = text + size, *from = text;
    GString *cut = g_string_sized_new(MIN(size, 1u << 20));
    guint depth = 0;
    for (const char *at = text; at < end;) {
        depth += *at == '[' || *at == '{';
        if (records && *at == '{' && depth == ITEM_DEPTH)
            g_ptr_array_add(records, NULL);
        depth -= depth > 0 && (*at == ']' || *at == '}');
        if (*at != '"') {
            at++;
            continue;
        }
        const char *behind = merge_string_end(at, end);
        gboolean is_records = depth == ITEM_DEPTH && behind - at == sizeof name - 1 &&
                              memcmp(at, name, sizeof name - 1) == 0;
        const char *array = is_records ? array_after(behind, end) : NULL;
        at = array ? array_end(array, end) : behind;
        if (array) {
            g_string_append_len(cut, from, array - from);
            g_string_append(cut, "[]");
            records_keep(records, array, at);
            from = at;
        }
    }
    g_string_append_len(cut, from, end - from);
    return cut;
}
