/* Packages: their content, the same bytes twice, versions, crashes between name and row, and what
 * is said of records that are not ready. And the answers of the import job. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/bag.h"
#include "index/column.h"
#include "index/package.h"
#include "index/progress.h"
#include "tests/index/sample.h"

#define FOLDER "fl-A-12_2008"
#define SHA_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct {
    JsonNode *node;
    JsonObject *item; /* lent by node */
    const char *manifest;
} Exported;

static Exported export_to(Sample *sample, const char *to_dir)
{
    const ExportSettings settings = {.to_dir = to_dir, .unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    JsonNode *node = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    return (Exported){node, item, json_object_get_string_member(item, "manifest_sha256")};
}

static void same_item(const Exported *one, const Exported *other)
{
    g_assert_true(json_node_equal(one->node, other->node));
}

static void must_be_whole(const char *dir, const char *manifest)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    bag_check(dir, manifest, BAG_ALL, problems);
    for (guint i = 0; i < problems->len; i++)
        g_error("%s", (char *)g_ptr_array_index(problems, i));
}

static JsonObject *json_load(const char *dir, const char *path, JsonNode **node)
{
    g_autofree char *text = sample_read(dir, path);
    *node = json_from_string(text, NULL);
    g_assert_nonnull(*node);
    return json_node_get_object(*node);
}

static void must_fail(Sample *sample, const char *file_no, gboolean unchecked, int code,
                      const char *words)
{
    const ExportSettings settings = {.unchecked = unchecked};
    g_autoptr(GError) error = NULL;
    g_assert_null(index_export(sample->store, file_no, &settings, &error));
    g_assert_error(error, MUHAFIZ_ERROR, code);
    if (!strstr(error->message, words))
        g_error("\"%s\" is not in: %s", words, error->message);
}

static void must_be_empty(Sample *sample, const char *folder)
{
    g_autofree char *path = sample_path(sample, folder);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        g_assert_cmpstr(name, ==, "export.lock");
}

/* ----------------------------------------------------------------------------------- content -- */

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

/* ---------------------------------------------------------------------------------- versions -- */

static void test_next_version(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const more[] = {"A further order"};
    sample_make_ready(sample);
    Exported first = export_to(sample, NULL);
    sample_scan(sample, "A-12/2008", "", more, 1);
    must_fail(sample, "A-12/2008", TRUE, MUHAFIZ_ERROR_DATA, "not recognised");
    sample_run(sample);
    Exported second = export_to(sample, NULL);
    g_assert_cmpstr(json_object_get_string_member(second.item, "package"), ==, FOLDER "~2");
    g_assert_cmpint(json_object_get_int_member(second.item, "version"), ==, 2);

    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER "~2");
    g_autofree char *before = sample_path(sample, "outbox/" FOLDER);
    must_be_whole(dir, second.manifest);
    must_be_whole(before, first.manifest);
    g_autoptr(JsonNode) node = NULL;
    JsonObject *efile = json_load(dir, "data/efile.json", &node);
    JsonObject *supersedes = json_object_get_object_member(efile, "supersedes");
    g_assert_cmpstr(json_object_get_string_member(supersedes, "package"), ==, FOLDER);
    g_assert_cmpstr(json_object_get_string_member(supersedes, "manifest_sha256"), ==,
                    first.manifest);
    /* the first volume was frozen, the new page went into a supplement */
    g_autofree char *one = sample_read(before, "data/Receipts/correspondence-001.pdf");
    g_autofree char *same = sample_read(dir, "data/Receipts/correspondence-001.pdf");
    g_autofree char *two = sample_read(dir, "data/Receipts/correspondence-002.pdf");
    g_assert_cmpstr(one, ==, same);
    g_assert_nonnull(strstr(two, " 3-3"));
    json_node_unref(first.node);
    json_node_unref(second.node);
}

/* A folder that a crash left without its row: the same content is taken over as it is. */
static void test_orphan_adopted(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    Exported first = export_to(sample, NULL);
    sample_sql(sample,
               "DELETE FROM package_volume; DELETE FROM package; UPDATE volume SET frozen=0");
    g_usleep(1100 * 1000); /* the clock shows another second: the date must be the orphan's */
    g_autoptr(GPtrArray) ready =
        index_export_ready(sample->store, &(ExportSettings){.unchecked = TRUE}, NULL);
    g_assert_cmpuint(ready->len, ==, 1);
    Exported again = export_to(sample, NULL);
    same_item(&first, &again);
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    must_be_whole(dir, again.manifest);
    must_be_empty(sample, "spool");
    json_node_unref(first.node);
    json_node_unref(again.node);
}

static void test_orphan_replaced(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const more[] = {"A further order"};
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    sample_make_ready(sample);
    Exported first = export_to(sample, NULL);
    sample_sql(sample,
               "DELETE FROM package_volume; DELETE FROM package; UPDATE volume SET frozen=0");
    sample_scan(sample, "A-12/2008", "", more, 1);
    sample_run(sample);
    Exported again = export_to(sample, NULL);
    g_assert_cmpstr(again.manifest, !=, first.manifest);
    g_assert_cmpint(json_object_get_int_member(again.item, "version"), ==, 1);
    must_be_whole(dir, again.manifest);
    must_be_empty(sample, "spool");
    json_node_unref(first.node);
    json_node_unref(again.node);
}

/* Another process is killed somewhere on its way through an export; the next export and verify find
 * nothing amiss, and no folder that was seen changes under another's eyes. */
static void export_killed(Sample *sample, guint after_us)
{
    const ExportSettings settings = {.unchecked = TRUE};
    pid_t child = fork();
    if (child == 0) {
        Store *store = index_store_open(sample->dir, "operator", NULL);
        JsonNode *item = store ? index_export(store, "A-12/2008", &settings, NULL) : NULL;
        _exit(item ? 0 : 1);
    }
    g_usleep(after_us);
    kill(child, SIGKILL);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
}

static void test_killed(void)
{
    for (guint round = 0; round < 25; round++) {
        Sample sample;
        VerifyReport report = {0};
        g_autofree char *seen = NULL;
        sample_setup(&sample, NULL);
        sample_make_ready(&sample);
        export_killed(&sample, (guint)g_test_rand_int_range(0, 12000));
        g_autofree char *dir = sample_path(&sample, "outbox/" FOLDER);
        if (g_file_test(dir, G_FILE_TEST_IS_DIR))
            seen = sample_read(dir, "tagmanifest-sha256.txt");
        Exported exported = export_to(&sample, NULL);
        must_be_whole(dir, exported.manifest);
        g_autofree char *now = sample_read(dir, "tagmanifest-sha256.txt");
        g_assert_cmpstr(seen ? seen : now, ==, now);
        must_be_empty(&sample, "spool");
        g_assert_true(index_verify(sample.store, &(VerifySettings){0}, NULL, NULL, &report, NULL));
        g_assert_cmpuint(report.problems->len, ==, 0);
        index_verify_report_clear(&report);
        json_node_unref(exported.node);
        sample_teardown(&sample, NULL);
    }
}

static char *content_hash(Sample *sample)
{
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", NULL);
    g_autoptr(PackageContent) content =
        package_content_load(sample->store, record->record_id, NULL);
    return g_strdup(content->hash);
}

/* Whatever changes the content of a package makes the record due for another one, and nothing else
 * does. */
static void test_columns(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        ColumnId id;
        const char *value;
        gboolean is_due;
    } cases[] = {
        {COLUMN_SUBJECT, "Other", TRUE},
        {COLUMN_SECTION, "Relief", TRUE},
        {COLUMN_CATEGORY, "Land", TRUE},
        {COLUMN_SUB_CATEGORY, "Mutation", TRUE},
        {COLUMN_YEAR, "2009", TRUE},
        {COLUMN_RETENTION, "C-3", TRUE},
        {COLUMN_LANGUAGE, "hin", TRUE},
        {COLUMN_OPENED, "2008-01-02", TRUE},
        {COLUMN_CLOSED, "2009-01-02", TRUE},
        {COLUMN_NOTE_PAGES, "0", TRUE},
        {COLUMN_CORRESPONDENCE_PAGES, "1", TRUE},
        {COLUMN_PREVIOUS_REF, "A-11/2007", TRUE},
        {COLUMN_LATER_REF, "A-13/2009", TRUE},
        {COLUMN_REMARKS, "torn", TRUE},
        {COLUMN_PRIORITY, "high", FALSE},
        {COLUMN_LOCATION, "shelf 3", FALSE},
        {COLUMN_COMPUTER_NO, "77", FALSE},
    };
    sample_make_ready(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Exported exported = export_to(sample, NULL);
        g_autofree char *before = content_hash(sample);
        const char *key = column_name(cases[i].id);
        g_test_message("%s", key);
        g_assert_true(sample_set(sample, "A-12/2008", key, cases[i].value, NULL));
        g_autofree char *after = content_hash(sample);
        g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", NULL);
        g_assert_cmpint(g_str_equal(before, after), ==, !cases[i].is_due);
        g_assert_cmpstr(record->stage, ==, cases[i].is_due ? "recognised" : "exported");
        g_assert_cmpint(column_is_handed_over(cases[i].id), ==, cases[i].is_due);
        sample_run(sample);
        g_autoptr(GPtrArray) ready =
            index_export_ready(sample->store, &(ExportSettings){.unchecked = TRUE}, NULL);
        g_assert_cmpuint(ready->len, ==, cases[i].is_due);
        json_node_unref(exported.node);
    }
}

/* ----------------------------------------------------------------------------------- refusal -- */

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

/* ---------------------------------------------------------------------------------- receipts -- */

typedef struct {
    const char *name;
    const char *lines; /* %m is the manifest hash */
    guint accepted, rejected, repeated, refused;
    const char *problem; /* in the first problem, or NULL */
    const char *stage;   /* of the record afterwards */
} Receipts;

#define LINE(manifest, status, at, more)                                                           \
    "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"" manifest                    \
    "\",\"status\":\"" status "\",\"at\":\"2020-01-01T" at ":00+05:30\"" more "}\n"

#define NO(at) LINE("%m", "rejected", at, ",\"reason\":\"no section\"")

static const Receipts RECEIPTS[] = {
    {"accepted", LINE("%m", "accepted", "10:00", ",\"computer_no\":\"77\""), 1, 0, 0, 0, NULL,
     "imported"},
    {"empty-number", LINE("%m", "accepted", "10:00", ",\"computer_no\":\"\""), 0, 0, 0, 1,
     "\"computer_no\" is empty", "exported"},
    {"twice", LINE("%m", "accepted", "10:00", "") LINE("%m", "accepted", "10:00", ""), 1, 0, 1, 0,
     NULL, "imported"},
    {"rejected", LINE("%m", "rejected", "10:00", ",\"reason\":\"no section\""), 0, 1, 0, 0, NULL,
     "rejected"},
    {"second-try", NO("10:00") LINE("%m", "accepted", "10:05", ""), 0, 1, 0, 1,
     "r.jsonl:2: package " FOLDER " is accepted at", "imported"},
    {"late-rejection", LINE("%m", "accepted", "10:05", "") NO("10:00"), 1, 0, 0, 1,
     "(muhafiz ack settle)", "imported"},
    {"taken-back", LINE("%m", "accepted", "10:05", "") NO("10:09"), 1, 0, 0, 1,
     "r.jsonl:2: package " FOLDER " is rejected at", "imported"},
    {"no-reason", LINE("%m", "rejected", "10:00", ""), 0, 0, 0, 1, "\"reason\" is empty",
     "exported"},
    {"blank-reason", LINE("%m", "rejected", "10:00", ",\"reason\":\" \""), 0, 0, 0, 1,
     "ask the import job what is wrong", "exported"},
    {"other-number",
     LINE("%m", "accepted", "10:05", ",\"computer_no\":\"77\"")
         LINE("%m", "accepted", "10:05", ",\"computer_no\":\"78\""),
     1, 0, 0, 1, "(muhafiz ack settle)", "imported"},
    {"other-manifest", LINE(SHA_OF_NOTHING, "accepted", "10:00", ""), 0, 0, 0, 1,
     "r.jsonl:1: the manifest hash", "exported"},
    {"unknown",
     "\n{\"package\":\"fl-X\",\"version\":1,\"manifest_sha256\":\"%m\",\"status\":"
     "\"accepted\",\"at\":\"2020-01-01T10:00:00Z\"}\n",
     0, 0, 0, 1, "r.jsonl:2: package fl-X is not known", "exported"},
    {"other-version",
     "{\"package\":\"" FOLDER "\",\"version\":2,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"2020-01-01T10:00:00Z\"}\n",
     0, 0, 0, 1, "version 2", "exported"},
    {"bad-status", LINE("%m", "maybe", "10:00", ""), 0, 0, 0, 1, "maybe", "exported"},
    {"bad-time", LINE("%m", "accepted", "99:99", ""), 0, 0, 0, 1, "\"at\" is", "exported"},
    {"short-time",
     "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"20200101T101112Z\"}\n",
     0, 0, 0, 1, "\"at\" is", "exported"},
    {"week-time",
     "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"2020-W01-6T10:11:12Z\"}\n",
     0, 0, 0, 1, "\"at\" is", "exported"},
    {"day-time",
     "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"2020-332T10:11:12Z\"}\n",
     0, 0, 0, 1, "\"at\" is", "exported"},
    {"time-without-zone",
     "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"2020-01-01T10:11:12\"}\n",
     0, 0, 0, 1, "\"at\" is", "exported"},
    {"far-time",
     "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"2101-01-01T10:11:12Z\"}\n",
     0, 0, 0, 1, "\"at\" is", "exported"},
    {"day-ahead",
     "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\","
     "\"status\":\"accepted\",\"at\":\"2099-12-31T10:11:12Z\"}\n",
     0, 0, 0, 1, "more than a day ahead", "exported"},
    {"bad-type", LINE("%m", "accepted", "10:00", ",\"reason\":7"), 0, 0, 0, 1, "\"reason\"",
     "exported"},
    {"broken-then-good", "{\"package\"\n[]\n" LINE("%m", "accepted", "10:00", ""), 1, 0, 0, 2,
     "r.jsonl:1: is not JSON", "imported"},
    {"bom-and-crlf", "\xEF\xBB\xBF" LINE("%m", "accepted", "10:00", "") "\r\n", 1, 0, 0, 0, NULL,
     "imported"},
};

/* The import job moves it out of the outbox, as it accepts it. */
static void package_take(Sample *sample)
{
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    g_assert_true(scan_dir_remove(dir, NULL));
}

static void test_receipts(Sample *sample, gconstpointer data)
{
    const Receipts *receipts = data;
    sample_make_ready(sample);
    Exported exported = export_to(sample, NULL);
    sample_must_have_stage(sample, "A-12/2008", "exported");
    AckReport report = sample_ack(sample, receipts->lines, exported.manifest);
    g_assert_cmpuint(report.accepted, ==, receipts->accepted);
    g_assert_cmpuint(report.rejected, ==, receipts->rejected);
    g_assert_cmpuint(report.repeated, ==, receipts->repeated);
    g_assert_cmpuint(report.refused, ==, receipts->refused);
    g_assert_cmpuint(report.problems->len, ==, receipts->refused);
    if (receipts->problem && !strstr(g_ptr_array_index(report.problems, 0), receipts->problem))
        g_error("not said: %s: %s", receipts->problem, (char *)report.problems->pdata[0]);
    sample_must_have_stage(sample, "A-12/2008", receipts->stage);
    index_ack_report_clear(&report);

    AckReport again = sample_ack(sample, receipts->lines, exported.manifest);
    g_assert_cmpuint(again.accepted + again.rejected, ==, 0); /* idempotent */
    sample_must_have_stage(sample, "A-12/2008", receipts->stage);
    index_ack_report_clear(&again);
    json_node_unref(exported.node);
}

/* It was handed over while it was Normal: nobody may think that the store alone has it. */
static void test_receipt_of_secret(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    Exported exported = export_to(sample, NULL);
    package_take(sample);
    sample_sql(sample, "UPDATE record SET classification = 'Secret' WHERE file_no = 'A-12/2008'");
    AckReport report = sample_ack(
        sample, LINE("%m", "accepted", "10:00", ",\"computer_no\":\"77\""), exported.manifest);
    g_assert_cmpuint(report.accepted, ==, 1);
    g_assert_cmpuint(report.notes->len, ==, 2);
    g_assert_nonnull(strstr(report.notes->pdata[0], "before it was exported"));
    g_assert_nonnull(
        strstr(report.notes->pdata[1], "is Secret, and its pages are in e-Office now"));
    index_ack_report_clear(&report);
    json_node_unref(exported.node);
}

static gboolean list_says_early(Sample *sample)
{
    g_autoptr(JsonNode) list = index_packages_list(sample->store, NULL);
    JsonObject *first = json_array_get_object_element(json_node_get_array(list), 0);
    return json_object_get_boolean_member(first, "early");
}

/* One of a day before the export is told of and listed; one of its day is not, though clocks be minutes apart. */
static void test_receipt_early(Sample *sample, gconstpointer data)
{
    const char *const *offset_days = data;
    sample_make_ready(sample);
    Exported exported = export_to(sample, NULL);
    g_autoptr(JsonNode) list = index_packages_list(sample->store, NULL);
    JsonObject *package = json_array_get_object_element(json_node_get_array(list), 0);
    g_autoptr(GDateTime) out =
        g_date_time_new_from_iso8601(json_object_get_string_member(package, "exported_at"), NULL);
    g_autoptr(GDateTime) answered = g_date_time_add_days(out, atoi(offset_days[0]));
    g_autofree char *at = g_date_time_format(answered, "%Y-%m-%dT%H:%M:%S%:z");
    g_autofree char *line =
        g_strdup_printf("{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%%m\","
                        "\"status\":\"accepted\",\"at\":\"%s\"}\n",
                        at);
    g_assert_false(list_says_early(sample));
    package_take(sample);
    AckReport report = sample_ack(sample, line, exported.manifest);
    gboolean is_early = g_str_has_prefix(offset_days[0], "-");
    g_assert_cmpuint(report.accepted, ==, 1);
    g_assert_cmpuint(report.notes->len, ==, is_early);
    if (is_early) {
        g_assert_nonnull(strstr(report.notes->pdata[0], "one of the two clocks was wrong"));
        g_assert_nonnull(strstr(report.notes->pdata[0], "muhafiz doctor tells"));
    }
    g_assert_true(list_says_early(sample) == is_early);
    index_ack_report_clear(&report);
    json_node_unref(exported.node);
}

/* What is midnight in Delhi is still yesterday for a job that writes in UTC: it counts on the day that it was here. */
static void test_receipt_day(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    Exported exported = export_to(sample, NULL);
    g_autoptr(GDateTime) midnight = g_date_time_new_local(2020, 1, 2, 0, 10, 0);
    g_autoptr(GDateTime) zone = g_date_time_to_utc(midnight);
    g_autofree char *at = g_date_time_format(zone, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *line =
        g_strdup_printf("{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%%m\","
                        "\"status\":\"accepted\",\"at\":\"%s\"}\n",
                        at);
    AckReport report = sample_ack(sample, line, exported.manifest);
    g_assert_cmpuint(report.accepted, ==, 1);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "A-12/2008", NULL);
    JsonArray *packages = json_object_get_array_member(json_node_get_object(shown), "packages");
    const char *answered =
        json_object_get_string_member(json_array_get_object_element(packages, 0), "answered_at");
    g_assert_true(g_str_has_prefix(answered, "2020-01-02T00:10:00"));
    g_autoptr(JsonNode) progress = index_progress(sample->store, FALSE, NULL);
    g_assert_nonnull(progress);
    sample_sql(
        sample,
        "CREATE TEMP TABLE one (n CHECK (n = 1)); INSERT INTO one SELECT count(*) FROM "
        "progress_record "
        "WHERE imported_on = exported_on"); /* it is older than the export: nothing is imported before */
    index_ack_report_clear(&report);
    json_node_unref(exported.node);
}

/* An imported package that the import job took away is not written again. */
static void test_imported_stays(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *dir = sample_path(sample, "outbox/" FOLDER);
    sample_make_ready(sample);
    Exported first = export_to(sample, NULL);
    AckReport report = sample_ack(sample, LINE("%m", "accepted", "10:00", ""), first.manifest);
    index_ack_report_clear(&report);
    g_assert_true(scan_dir_remove(dir, NULL));
    Exported again = export_to(sample, NULL);
    same_item(&first, &again);
    must_be_empty(sample, "outbox");
    json_node_unref(first.node);
    json_node_unref(again.node);
}

/* What is no receipt is refused before it is read, or as one line of it. */
static void test_hostile_receipts(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *path = g_build_filename(sample->root, "huge", NULL);
    g_autofree char *pipe = g_build_filename(sample->root, "pipe", NULL);
    const char *const paths[] = {path, pipe, "/dev/zero", sample->root};
    g_assert_true(g_file_set_contents(path, "", 0, NULL));
    g_assert_cmpint(truncate(path, (off_t)1 << 40), ==, 0);
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        AckReport report = {0};
        g_autoptr(GError) error = NULL;
        g_assert_false(index_ack(sample->store, paths[i], &report, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    }
    g_autofree char *nested = g_strnfill(2000000, '[');
    AckReport report = sample_ack(sample, nested, "");
    g_assert_cmpuint(report.refused, ==, 1);
    index_ack_report_clear(&report);
}

static void test_no_receipt_file(Sample *sample, gconstpointer data)
{
    (void)data;
    AckReport report = {0};
    g_autoptr(GError) error = NULL;
    g_assert_false(index_ack(sample->store, "/nonexistent/r.jsonl", &report, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
}

/* What waits for its receipt is ready again where another folder is to get it, and is a copy then. */
static void test_copy_of_exported(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *stick = g_build_filename(sample->root, "stick", NULL);
    const ExportSettings outbox = {.unchecked = TRUE}, away = {.to_dir = stick, .unchecked = TRUE};
    sample_make_ready(sample);
    g_autoptr(JsonNode) first = index_export(sample->store, "A-12/2008", &outbox, NULL);
    g_autoptr(GPtrArray) none = index_export_ready(sample->store, &outbox, NULL);
    g_assert_cmpuint(none->len, ==, 0);
    g_autoptr(GPtrArray) again = index_export_ready(sample->store, &away, NULL);
    g_assert_cmpuint(again->len, ==, 1);
    g_autoptr(JsonNode) copy = index_export(sample->store, again->pdata[0], &away, NULL);
    g_autofree char *path = g_build_filename(stick, "fl-A-12_2008", NULL);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(first), "manifest_sha256"),
                    ==,
                    json_object_get_string_member(json_node_get_object(copy), "manifest_sha256"));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/export/content", test_content},
        {"/export/turn", test_turn},
        {"/export/events", test_events},
        {"/export/same-bytes", test_same_bytes},
        {"/export/other-disk", test_other_disk},
        {"/export/pulled-out", test_pulled_out},
        {"/export/disk-then-outbox", test_disk_then_outbox},
        {"/export/next-version", test_next_version},
        {"/export/columns", test_columns},
        {"/export/orphan-adopted", test_orphan_adopted},
        {"/export/orphan-replaced", test_orphan_replaced},
        {"/export/not-ready", test_not_ready},
        {"/export/overfull", test_overfull},
        {"/export/damaged-source", test_damaged_source},
        {"/export/register", test_register_kind},
        {"/ack/secret", test_receipt_of_secret},
        {"/ack/receipt-day", test_receipt_day},
        {"/ack/imported-stays", test_imported_stays},
        {"/ack/hostile", test_hostile_receipts},
        {"/ack/no-file", test_no_receipt_file},
    };
    g_setenv("TZ", "Asia/Kolkata", TRUE); /* where UTC has another day for hours */
    g_test_init(&argc, &argv, NULL);
    g_test_add("/export/copy-of-exported", Sample, NULL, sample_setup, test_copy_of_exported,
               sample_teardown);
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    static const char *const days[] = {"-1", "0", "-400"};
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autofree char *path = g_strdup_printf("/ack/receipt-early/%s", days[i]);
        g_test_add(path, Sample, &days[i], sample_setup, test_receipt_early, sample_teardown);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(RECEIPTS); i++) {
        g_autofree char *path = g_strdup_printf("/ack/%s", RECEIPTS[i].name);
        g_test_add(path, Sample, &RECEIPTS[i], sample_setup, test_receipts, sample_teardown);
    }
    g_test_add_func("/export/killed", test_killed);
    return g_test_run();
}
