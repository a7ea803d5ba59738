/* Packages: their content, the same bytes twice, and what is said of records that are not ready. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/index/export-room.h"

static void test_content(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    Exported exported = export_to(sample, NULL);
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    must_be_whole(dir, exported.manifest);
    must_be_empty(sample, "spool");
    g_assert_cmpstr(json_object_get_string_member(exported.item, "path"), ==, "outbox/" FOLDER);

    g_autofree char *csv = sample_read(dir, "data/metadata.csv");
    g_assert_nonnull(strstr(csv,
                            "\r\nReceipts/correspondence-001.pdf,A-12/2008,\"Mutation of land, "
                            "khasra 412 \"\"Chak\"\"\",A-12/2008,"));
    g_autoptr(JsonNode) node = NULL;
    JsonObject *efile = json_load(dir, "data/efile.json", &node);
    g_assert_true(json_object_get_null_member(efile, "supersedes"));
    JsonObject *side =
        json_array_get_object_element(json_object_get_array_member(efile, "sides"), 0);
    JsonArray *pages = json_object_get_array_member(side, "pages");
    g_assert_cmpuint(json_array_get_length(pages), ==, 2);
    JsonObject *page = json_array_get_object_element(pages, 1);
    g_autofree char *master = index_store_file(
        sample->store, "pages", json_object_get_string_member(page, "sha256"), ".tif");
    g_assert_true(g_file_test(master, G_FILE_TEST_EXISTS));
    g_assert_cmpstr(json_object_get_string_member(page, "text"), ==,
                    "text/correspondence-0002.alto.xml");
    static const char *const folders[] = {"Notes", "Receipts", "Issues", "References"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(dir, "data", folders[i], NULL);
        g_assert_true(g_file_test(folder, G_FILE_TEST_IS_DIR));
    }
    json_node_unref(exported.node);
}

/* The master stays as it was scanned; the package says how it lay. */
static void test_turn(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", &error);
    gint64 side_id = 0;
    g_assert_true(index_side_find(sample->store, record, "", SIDE_LOOK, &side_id, &error));
    g_autoptr(GArray) pages = index_pages_find(sample->store, side_id, "2", &error);
    g_autoptr(JsonNode) turned = index_pages_turn(sample->store, pages, 3, &error);
    g_assert_nonnull(turned);
    sample_run(sample);
    Exported exported = export_to(sample, NULL);
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    g_autoptr(JsonNode) node = NULL;
    JsonObject *efile = json_load(dir, "data/efile.json", &node);
    JsonObject *side =
        json_array_get_object_element(json_object_get_array_member(efile, "sides"), 0);
    for (guint i = 0; i < 2; i++) {
        JsonObject *page =
            json_array_get_object_element(json_object_get_array_member(side, "pages"), i);
        g_assert_cmpint(json_object_get_int_member(page, "turn"), ==, i == 0 ? 0 : 3);
    }
    json_node_unref(exported.node);
}

/* Each event's hash follows from the one before it, as event.c says; the head closes the file. */
static void test_events(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    Exported exported = export_to(sample, NULL);
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    g_autofree char *text = sample_read(dir, "data/events.jsonl");
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    guint n = g_strv_length(lines);
    g_assert_cmpuint(n, >, 3);
    for (guint i = 0; i + 1 < n; i++) {
        static const char *const keys[] = {"at", "person", "act", "object", "detail"};
        g_autoptr(JsonNode) node = json_from_string(lines[i], NULL);
        JsonObject *event = json_node_get_object(node);
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(event, "number"));
        g_autoptr(GString) bytes = g_string_new(NULL);
        const char *fields[8] = {json_object_get_string_member(event, "previous"),
                                 json_object_get_string_member(event, "office"), number};
        for (guint k = 0; k < 5; k++)
            fields[k + 3] = json_object_get_string_member(event, keys[k]);
        for (guint k = 0; k < 8; k++)
            g_string_append_printf(bytes, "%zu:%s\n", strlen(fields[k]), fields[k]);
        g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, bytes->str, -1);
        g_assert_cmpstr(hash, ==, json_object_get_string_member(event, "hash"));
    }
    g_assert_nonnull(strstr(lines[n - 1], "{\"head\":{"));
    json_node_unref(exported.node);
}

/* Two stores do not share a clock; but one package is written twice from the same row. */
static void test_same_bytes(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *to = g_build_filename(sample->root, "usb", NULL);
    g_autofree char *copy = g_build_filename(to, FOLDER, NULL);
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    sample_make_ready(sample);
    Exported first = export_to(sample, NULL), again = export_to(sample, NULL);
    same_item(&first, &again);
    Exported copied = export_to(sample, to);
    g_assert_cmpstr(copied.manifest, ==, first.manifest);
    g_assert_cmpstr(json_object_get_string_member(copied.item, "path"), ==, copy);
    must_be_whole(copy, first.manifest);

    g_assert_true(scan_dir_remove(dir, NULL)); /* lost: written again, byte by byte */
    g_assert_true(sample_set(sample, "A-12/2008", "location", "shelf 9", NULL));
    Exported back = export_to(sample, NULL);
    same_item(&first, &back);
    must_be_whole(dir, first.manifest);
    json_node_unref(first.node);
    json_node_unref(again.node);
    json_node_unref(copied.node);
    json_node_unref(back.node);
}

/* Onto another file system the package cannot be renamed from the spool: it is written in a hidden
 * folder there, and nothing but the package stays. */
static void test_other_disk(Sample *sample, gconstpointer data)
{
    (void)data;
    GStatBuf here, there;
    g_autofree char *to = g_dir_make_tmp("muhafiz-other-disk-XXXXXX", NULL);
    g_assert_true(g_stat(sample->dir, &here) == 0 && g_stat(to, &there) == 0);
    if (here.st_dev == there.st_dev) {
        g_test_skip("no second file system at hand");
    } else {
        sample_make_ready(sample);
        Exported exported = export_to(sample, to);
        must_be_whole(json_object_get_string_member(exported.item, "path"), exported.manifest);
        g_autoptr(GDir) dir = g_dir_open(to, 0, NULL);
        g_assert_cmpstr(g_dir_read_name(dir), ==, FOLDER);
        g_assert_null(g_dir_read_name(dir));
        json_node_unref(exported.node);
    }
    g_assert_true(scan_dir_remove(to, NULL));
}

/* A stick that was pulled out: where it was, the computer's own disk would be written to. */
static void test_pulled_out(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *to = g_build_filename(sample->root, "stick", NULL);
    const ExportSettings settings = {
        .to_dir = to, .unchecked = TRUE, .disk = index_export_disk("/proc/self")};
    sample_make_ready(sample);
    g_assert_cmpuint(settings.disk, !=, index_export_disk(sample->root));
    g_assert_cmpuint(index_export_disk(to), ==, index_export_disk(sample->root));
    g_assert_null(index_export(sample->store, "A-12/2008", &settings, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_nonnull(strstr(error->message, "was pulled out"));
    g_assert_false(g_file_test(to, G_FILE_TEST_EXISTS));
}

/* First to a stick, then to the outbox, too: the copy there is ours. */
static void test_disk_then_outbox(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *to = sample_path(sample, "spool");
    sample_make_ready(sample);
    Exported first = export_to(sample, to), again = export_to(sample, NULL);
    g_assert_cmpstr(first.manifest, ==, again.manifest);
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error));
    for (guint i = 0; i < report.problems->len; i++)
        g_test_message("%s", (char *)report.problems->pdata[i]);
    g_assert_cmpuint(report.problems->len, ==, 0);
    index_verify_report_clear(&report);
    json_node_unref(first.node);
    json_node_unref(again.node);
}

static void test_not_ready(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const one[] = {"Only one page"}, *const other[] = {"The other page"};
    must_fail(sample, "B-7/2010", TRUE, MUHAFIZ_ERROR_DATA, "no page of it is here yet");
    must_fail(sample, "X-1", TRUE, MUHAFIZ_ERROR_USAGE, "not in the register");
    sample_scan(sample, "A-12/2008", "", one, 1);
    must_fail(sample, "A-12/2008", TRUE, MUHAFIZ_ERROR_DATA,
              "correspondence has 1 of 2 pages: scan the rest, or close the side");
    sample_scan(sample, "A-12/2008", "", other, 1);
    must_fail(sample, "A-12/2008", TRUE, MUHAFIZ_ERROR_DATA, "run \"muhafiz run\"");
    sample_run(sample);
    must_fail(sample, "A-12/2008", FALSE, MUHAFIZ_ERROR_DATA, "no checker has accepted it");
    g_assert_true(sample_set(sample, "A-12/2008", "availability", "missing", NULL));
    must_fail(sample, "A-12/2008", TRUE, MUHAFIZ_ERROR_DATA, "marked missing");
    g_assert_true(sample_set(sample, "A-12/2008", "availability", "available", NULL));
    g_assert_true(sample_set(sample, "A-12/2008", "classification", "Secret", NULL));
    must_fail(sample, "A-12/2008", TRUE, MUHAFIZ_ERROR_DATA, "it is Secret");
    must_be_empty(sample, "outbox");
}

/* A stack that was fed twice, perhaps: it goes out, and somebody is told. */
static void test_overfull(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *expected, *note;
    } cases[] = {
        {"2", NULL}, {"", NULL}, {"1", "its correspondence: 2 pages of 1 that the register"}};
    const ExportSettings settings = {.unchecked = TRUE};
    sample_make_ready(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_true(
            sample_set(sample, "A-12/2008", "correspondence_pages", cases[i].expected, NULL));
        sample_run(sample);
        g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, NULL);
        JsonObject *item = json_node_get_object(node);
        g_assert_cmpint(json_object_has_member(item, "notes"), ==, cases[i].note != NULL);
        if (cases[i].note)
            g_assert_true(g_str_has_prefix(
                json_array_get_string_element(json_object_get_array_member(item, "notes"), 0),
                cases[i].note));
    }
}

static void test_damaged_source(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "A-12/2008", NULL);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(shown), "sides");
    JsonArray *volumes =
        json_object_get_array_member(json_array_get_object_element(sides, 0), "volumes");
    g_autofree char *path = sample_path(
        sample, json_object_get_string_member(json_array_get_object_element(volumes, 0), "path"));
    g_assert_true(g_file_set_contents(path, "torn", -1, NULL));
    must_fail(sample, "A-12/2008", TRUE, MUHAFIZ_ERROR_DATA, "is damaged");
    must_be_empty(sample, "outbox");
    must_be_empty(sample, "spool");
    g_autoptr(GPtrArray) ready =
        index_export_ready(sample->store, &(ExportSettings){.unchecked = TRUE}, NULL);
    g_assert_cmpuint(ready->len, ==, 1);
}

static void test_register_kind(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const pages[] = {"First opening", "Second opening"};
    const ExportSettings settings = {.unchecked = TRUE};
    sample_scan(sample, "R-1/1998", "", pages, 2);
    sample_run(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, "R-1/1998", &settings, NULL);
    g_assert_nonnull(node);
    g_autofree char *dir = sample_path(sample, "outbox/fl-R-1_1998");
    g_autofree char *volume = sample_read(dir, "data/Receipts/openings-001.pdf");
    g_assert_nonnull(strstr(volume, "openings"));
}

int main(int argc, char **argv)
{
    static const SampleTest tests[] = {
        {"/export/content", test_content},
        {"/export/turn", test_turn},
        {"/export/events", test_events},
        {"/export/same-bytes", test_same_bytes},
        {"/export/other-disk", test_other_disk},
        {"/export/pulled-out", test_pulled_out},
        {"/export/disk-then-outbox", test_disk_then_outbox},
        {"/export/not-ready", test_not_ready},
        {"/export/overfull", test_overfull},
        {"/export/damaged-source", test_damaged_source},
        {"/export/register", test_register_kind},
    };
    g_setenv("TZ", "Asia/Kolkata", TRUE); /* where UTC has another day for hours */
    g_test_init(&argc, &argv, NULL);
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
    export_version_tests();
    export_receipt_tests();
    return g_test_run();
}
