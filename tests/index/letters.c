/* Letters and texts on their way into a package: one PDF and one row for each letter, no cell that is a formula,
 * and every package in one list. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/sample.h"

#define FILE_NO "B-7/2010"
#define LETTERS 12

static JsonObject *export_one(Sample *sample, const char *file_no)
{
    const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_export(sample->store, file_no, &settings, &error);
    g_assert_no_error(error);
    return json_object_ref(json_node_get_object(node));
}

/* Of 1, 2 and 3 pages in turn, keyed in part. */
static void letters_make(Sample *sample)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) sql = g_string_new(NULL);
    for (guint i = 0; i < LETTERS; i++)
        for (guint k = 0; k <= i % 3; k++)
            g_ptr_array_add(texts, g_strdup_printf("letter %u page %u", i + 1, k + 1));
    sample_scan(sample, FILE_NO, "", (const char *const *)texts->pdata, texts->len);
    for (guint i = 0, page = 1; i < LETTERS; page += i % 3 + 1, i++)
        g_string_append_printf(sql,
                               "INSERT INTO item (side_id, number, dated, sender, opened_at) "
                               "SELECT side_id, '%u/Rev', "
                               "'2008-03-%02u', '=Tehsildar', '' FROM page WHERE page_id = 1;"
                               "UPDATE page SET item_id = %u WHERE page_id BETWEEN %u AND %u;",
                               100 + i, i + 1, i + 1, page, page + i % 3);
    sample_sql(sample, sql->str);
    sample_run(sample);
}

static guint pdfs_count(const char *package)
{
    guint n = 0;
    g_autofree char *folder = g_build_filename(package, "data/Receipts", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (g_dir_read_name(dir))
        n++;
    return n;
}

static void test_twelve(Sample *sample, gconstpointer data)
{
    (void)data;
    letters_make(sample);
    g_autoptr(JsonObject) exported = export_one(sample, FILE_NO);
    g_autofree char *package = sample_path(sample, json_object_get_string_member(exported, "path"));
    g_autofree char *csv = sample_read(package, "data/metadata.csv");
    g_auto(GStrv) rows = g_strsplit(csv, "\r\n", -1);
    g_assert_cmpuint(pdfs_count(package), ==, LETTERS);
    g_assert_cmpuint(g_strv_length(rows), ==, 1 + LETTERS + 1);
    for (guint i = 0; i < LETTERS; i++) {
        g_autofree char *begin = g_strdup_printf("Receipts/correspondence-%03u.pdf,", i + 1);
        g_autofree char *end =
            g_strdup_printf(",%u,%u/Rev,2008-03-%02u,'=Tehsildar", i + 1, 100 + i, i + 1);
        g_assert_true(g_str_has_prefix(rows[i + 1], begin));
        g_assert_true(g_str_has_suffix(rows[i + 1], end));
    }
}

/* What the office wrote, and what stands in the cell. */
static void test_formulas(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *value, *cell;
    } cases[] = {
        {"=HYPERLINK(\"http://x\")", ",\"'=HYPERLINK(\"\"http://x\"\")\","},
        {"+91 98", ",'+91 98,"},
        {"-5 pages missing", ",'-5 pages missing,"},
        {"@office", ",'@office,"},
        {"'quoted'", ",''quoted',"},
        {"a=b", ",a=b,"},
        {"12-3", ",12-3,"},
    };
    sample_make_ready(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_true(sample_set(sample, "A-12/2008", "remarks", cases[i].value, NULL));
        sample_run(sample);
        g_autoptr(JsonObject) exported = export_one(sample, "A-12/2008");
        g_autofree char *package =
            sample_path(sample, json_object_get_string_member(exported, "path"));
        g_autofree char *csv = sample_read(package, "data/metadata.csv");
        g_autofree char *efile = sample_read(package, "data/efile.json");
        g_autoptr(JsonNode) node = json_from_string(efile, NULL);
        JsonObject *record = json_object_get_object_member(json_node_get_object(node), "record");
        if (!strstr(csv, cases[i].cell))
            g_error("%s is not in %s", cases[i].cell, csv);
        g_assert_cmpstr(json_object_get_string_member(record, "remarks"), ==, cases[i].value);
    }
}

/* --------------------------------------------------------------------------------- the list -- */

static char *list_print(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(JsonNode) list = index_packages_list(sample->store, &error);
    g_assert_no_error(error);
    JsonArray *items = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(items); i++) {
        JsonObject *item = json_array_get_object_element(items, i);
        g_string_append_printf(
            text, "%s%s %s%s", i ? ", " : "", json_object_get_string_member(item, "package"),
            json_object_get_string_member(item, "state"),
            json_object_get_boolean_member_with_default(item, "changed", FALSE) ? " changed" : "");
    }
    return g_strdup(text->str);
}

static void list_must_be(Sample *sample, const char *expected)
{
    g_autofree char *text = list_print(sample);
    g_assert_cmpstr(text, ==, expected);
}

/* The import job moves it out of its folder. */
static void take(Sample *sample, JsonObject *exported)
{
    g_autofree char *path = sample_path(sample, json_object_get_string_member(exported, "path"));
    g_assert_true(scan_dir_remove(path, NULL));
}

/* late: how many lines of the receipt are told as late. */
static void answer_late(Sample *sample, JsonObject *exported, const char *status, guint late)
{
    AckReport report = {0};
    g_autofree char *now = index_now();
    g_autofree char *path = g_build_filename(sample->root, "receipt.jsonl", NULL);
    if (g_str_equal(status, "accepted"))
        take(sample, exported);
    g_autofree char *line = g_strdup_printf(
        "{\"package\":\"%s\",\"version\":%d,\"manifest_sha256\":\"%s\",\"status\":\"%s\","
        "\"at\":\"%s\",\"reason\":\"no section\"}\n",
        json_object_get_string_member(exported, "package"),
        (int)json_object_get_int_member(exported, "version"),
        json_object_get_string_member(exported, "manifest_sha256"), status, now);
    g_assert_true(g_file_set_contents(path, line, -1, NULL));
    g_assert_true(index_ack(sample->store, path, &report, NULL));
    g_assert_cmpuint(report.refused, ==, 0);
    g_assert_cmpuint(report.notes->len, ==, late);
    index_ack_report_clear(&report);
}

static void answer(Sample *sample, JsonObject *exported, const char *status)
{
    answer_late(sample, exported, status, 0);
}

static void test_list(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *stranger = sample_path(sample, "outbox/fl-X");
    list_must_be(sample, "");
    sample_make_ready(sample);
    g_autoptr(JsonObject) first = export_one(sample, "A-12/2008");
    list_must_be(sample, "fl-A-12_2008 waiting");
    take(sample, first);
    list_must_be(sample, "fl-A-12_2008 taken");
    answer(sample, first, "rejected");
    list_must_be(sample, "fl-A-12_2008 rejected");
    g_assert_true(sample_set(sample, "A-12/2008", "remarks", "put right", NULL));
    sample_run(sample);
    g_autoptr(JsonObject) second = export_one(sample, "A-12/2008");
    answer(sample, second, "accepted");
    g_assert_cmpint(g_mkdir(stranger, 0700), ==, 0);
    list_must_be(sample, "fl-A-12_2008 rejected, fl-A-12_2008~2 accepted, fl-X unknown");
}

static void status_must_be(Sample *sample, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) status = index_status(sample->store, &error);
    g_assert_no_error(error);
    JsonNode *packages = json_object_get_member(json_node_get_object(status), "packages");
    g_autofree char *text = packages ? json_to_string(packages, FALSE) : g_strdup("");
    g_assert_cmpstr(text, ==, expected);
}

static void page_move(Sample *sample, const char *page, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    const PagePlace to = {.side_id = sample_side(sample, file_no, "correspondence")};
    g_autoptr(GArray) pages = index_pages_find(sample->store, 0, page, &error);
    g_autoptr(JsonNode) edit =
        pages ? index_pages_move(sample->store, pages, &to, NULL, &error) : NULL;
    g_assert_no_error(error);
    g_assert_nonnull(edit);
}

#define UNANSWERED(waiting, taken, away, overdue, changed)                                         \
    "{\"waiting\":" waiting ",\"taken\":" taken ",\"away\":" away ",\"overdue\":" overdue          \
    ",\"changed\":" changed "}"

/* A page leaves a record that is out already: its package is told of at once, and a receipt for it is late. */
static void test_changed(Sample *sample, gconstpointer data)
{
    (void)data;
    status_must_be(sample, "");
    sample_make_ready(sample);
    g_autoptr(JsonObject) first = export_one(sample, "A-12/2008");
    status_must_be(sample, UNANSWERED("1", "0", "0", "0", "0"));
    page_move(sample, "id:2", "B-7/2010");
    list_must_be(sample, "fl-A-12_2008 waiting changed");
    status_must_be(sample, UNANSWERED("1", "0", "0", "0", "1"));
    take(sample, first);
    status_must_be(sample, UNANSWERED("0", "1", "0", "0", "1"));
    answer_late(sample, first, "accepted", 1);
    list_must_be(sample, "fl-A-12_2008 accepted changed");
    status_must_be(sample, "");
    sample_must_have_stage(sample, "A-12/2008", "registered"); /* one of two pages */
    g_assert_true(sample_set(sample, "A-12/2008", "correspondence_pages", "1", NULL));
    sample_run(sample);
    g_autoptr(JsonObject) second = export_one(sample, "A-12/2008");
    list_must_be(sample, "fl-A-12_2008 accepted, fl-A-12_2008~2 waiting");
    answer(sample, second, "accepted");
    sample_must_have_stage(sample, "A-12/2008", "imported");
}

/* A stick that is pulled out, and one that nobody answers for weeks. */
static void test_away(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *stick = g_build_filename(sample->root, "stick", NULL);
    g_autofree char *away = g_build_filename(sample->root, "pocket", NULL);
    const ExportSettings settings = {.to_dir = stick, .unchecked = TRUE};
    sample_make_ready(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
    list_must_be(sample, "fl-A-12_2008 waiting");
    g_assert_cmpint(g_rename(stick, away), ==, 0);
    list_must_be(sample, "fl-A-12_2008 away");
    status_must_be(sample, UNANSWERED("0", "0", "1", "0", "0"));
    sample_sql(sample, "UPDATE package SET exported_at = '2020-01-02T03:04:05+05:30'");
    status_must_be(sample, UNANSWERED("0", "0", "1", "1", "0"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/letters/twelve", Sample, NULL, sample_setup, test_twelve, sample_teardown);
    g_test_add("/letters/formulas", Sample, NULL, sample_setup, test_formulas, sample_teardown);
    g_test_add("/letters/list", Sample, NULL, sample_setup, test_list, sample_teardown);
    g_test_add("/letters/changed", Sample, NULL, sample_setup, test_changed, sample_teardown);
    g_test_add("/letters/away", Sample, NULL, sample_setup, test_away, sample_teardown);
    return g_test_run();
}
