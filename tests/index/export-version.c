/* Versions of a package, and exports that are killed. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/column.h"
#include "index/package.h"
#include "tests/index/export-room.h"

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

void export_version_tests(void)
{
    static const SampleTest tests[] = {
        {"/export/next-version", test_next_version},
        {"/export/orphan-adopted", test_orphan_adopted},
        {"/export/orphan-replaced", test_orphan_replaced},
        {"/export/columns", test_columns},
        {"/export/copy-of-exported", test_copy_of_exported},
    };
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
    g_test_add_func("/export/killed", test_killed);
}
