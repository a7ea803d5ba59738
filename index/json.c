/* JSON from elsewhere: lines of workers, receipts of an import job.
 *
 * json-glib reads by recursion and takes more than JSON for JSON, so a text is looked over before it
 * is parsed: it is short enough, UTF-8, one value without comments, nested JSON_DEPTH_MAX deep at most
 * (what we exchange needs five levels; a thread's stack bears some ten thousand).
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/index.h"

#define JSON_BYTES_MAX (16u << 20) /* as CHILD_LINE_MAX: the text of a page is a few KiB */
#define JSON_DEPTH_MAX 64

static gboolean refuse(GError **error, const char *what)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "this is no JSON that can be read: %s",
                what);
    return FALSE;
}

/* Behind the string that begins at start; end if it is never closed. */
static const char *string_skip(const char *start, const char *end)
{
    for (const char *at = start + 1; at < end; at++) {
        if (*at == '"')
            return at + 1;
        if (*at == '\\')
            at++;
    }
    return end;
}

static gboolean rest_check(const char *at, const char *end, GError **error)
{
    while (at < end && g_ascii_isspace(*at))
        at++;
    return at == end ? TRUE : refuse(error, "something stands behind its end");
}

static gboolean look_over(const char *text, const char *end, GError **error)
{
    guint depth = 0;
    for (const char *at = text; at < end;) {
        if (*at == '"') {
            at = string_skip(at, end);
            continue;
        }
        if (strchr("/'#", *at))
            return refuse(error, "it holds what is no JSON");
        if ((*at == '{' || *at == '[') && ++depth > JSON_DEPTH_MAX)
            return refuse(error, "it is nested too deep");
        if ((*at == '}' || *at == ']') && depth > 0 && --depth == 0)
            return rest_check(at + 1, end, error);
        at++;
    }
    return TRUE;
}

JsonNode *index_json_parse(const char *text, gsize length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) wrong = NULL;
    JsonNode *root = NULL;
    if (length > JSON_BYTES_MAX)
        refuse(error, "it is too long");
    else if (!g_utf8_validate_len(text, length, NULL))
        refuse(error, "it is not UTF-8");
    else if (!look_over(text, text + length, error))
        return NULL;
    else if (!json_parser_load_from_data(parser, text, (gssize)length, &wrong))
        refuse(error, wrong->message);
    else if (!(root = json_parser_steal_root(parser)))
        refuse(error, "it is empty");
    return root;
}
