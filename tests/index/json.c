/* JSON that others write: what is taken, and what is refused before it can do harm. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/index.h"

static const struct {
    const char *name, *text;
    gboolean is_taken;
} cases[] = {
    {"object", "{\"a\": [1, 2, {\"b\": null}]}", TRUE},
    {"number", "5", TRUE},
    {"brackets-in-text", "{\"a\": \"[[[ \\\" ]]] \\\\\"}", TRUE},
    {"escapes", "{\"a\": \"\\u0905 \\/ '#'\"}", TRUE},
    {"empty", "", FALSE},
    {"cut-off", "{\"a\": ", FALSE},
    {"open-text", "{\"a\": \"b", FALSE},
    {"two", "{} {}", FALSE},
    {"comment", "/* \" */ {}", FALSE},
    {"no-utf8", "{\"a\": \"\xff\"}", FALSE},
};

static void test_text(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) root = index_json_parse(cases[i].text, strlen(cases[i].text), &error);
    g_assert_cmpint(root != NULL, ==, cases[i].is_taken);
    if (!root)
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

static gboolean nested_is_taken(gsize depth)
{
    g_autofree char *open = g_strnfill(depth, '['), *shut = g_strnfill(depth, ']');
    g_autofree char *text = g_strconcat(open, shut, NULL);
    g_autoptr(JsonNode) root = index_json_parse(text, strlen(text), NULL);
    return root != NULL;
}

static void test_depth(void)
{
    g_assert_true(nested_is_taken(64));
    g_assert_false(nested_is_taken(65));
    g_assert_false(nested_is_taken(1000000));
}

static void test_length(void)
{
    const gsize length = (16u << 20) + 1;
    g_autofree char *text = g_strnfill(length, ' ');
    text[0] = '1';
    g_autoptr(JsonNode) longest = index_json_parse(text, length - 1, NULL);
    g_autoptr(JsonNode) longer = index_json_parse(text, length, NULL);
    g_assert_nonnull(longest);
    g_assert_null(longer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/json/", cases[i].name, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_text);
    }
    g_test_add_func("/json/depth", test_depth);
    g_test_add_func("/json/length", test_length);
    return g_test_run();
}
