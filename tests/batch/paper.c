/* What a scan worker says of a page: taken when it is whole, refused when it is not. */
#include "batch/paper.h"

#include <string.h>

#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char whole[] =
    "{\"sheet\": {\"office\": \"TEST\", \"batch\": 1, \"number\": 2, \"face\": 1},"
    " \"path\": \"/spool/a\", \"sha256\": \"" HASH "\", \"size_bytes\": 10,"
    " \"width_px\": 20, \"height_px\": 30, \"dpi\": 300, \"channels\": 3,"
    " \"depth_bits\": 8, \"codes\": [\"one\", 5, \"two\"],"
    " \"flags\": [5, {\"flag\": 5}, {\"flag\": \"blank\", \"value\": 1}]}";

static const struct {
    const char *name, *value; /* this member gets that value; NULL: it is missing */
    gboolean is_taken;
} cases[] = {
    {"dpi", "300", TRUE},      {"dpi", NULL, TRUE},           {"codes", "5", TRUE},
    {"flags", "{}", TRUE},     {"sheet", NULL, FALSE},        {"sheet", "5", FALSE},
    {"sheet", "{}", FALSE},    {"path", NULL, FALSE},         {"path", "\"\"", FALSE},
    {"path", "5", FALSE},      {"sha256", "\"\"", FALSE},     {"sha256", "\"../../etc\"", FALSE},
    {"sha256", "[]", FALSE},   {"size_bytes", "0", FALSE},    {"size_bytes", "\"10\"", FALSE},
    {"width_px", "-1", FALSE}, {"height_px", "1e9", FALSE},   {"height_px", "9999999999", FALSE},
    {"channels", NULL, FALSE}, {"depth_bits", "null", FALSE},
};

static void test_page(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) root = index_json_parse(whole, strlen(whole), &error);
    g_assert_no_error(error);
    JsonObject *object = json_node_get_object(root);
    json_object_remove_member(object, cases[i].name);
    if (cases[i].value)
        json_object_set_member(object, cases[i].name, json_from_string(cases[i].value, NULL));
    Page page = {0};
    g_assert_cmpint(paper_page_parse(object, &page, &error), ==, cases[i].is_taken);
    if (!cases[i].is_taken)
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    if (cases[i].is_taken && g_str_equal(cases[i].name, "dpi")) {
        g_assert_cmpuint(g_strv_length(page.codes), ==, 2);
        g_assert_cmpuint(page.n_flags, ==, 1);
        g_assert_cmpuint(page.sheet.number, ==, 2);
    }
    scan_page_clear(&page);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/paper/%s/%u", cases[i].name, i);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_page);
    }
    return g_test_run();
}
