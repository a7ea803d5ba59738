/* The answers of the import job. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/progress.h"
#include "tests/index/export-room.h"

#define SHA_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

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

void export_receipt_tests(void)
{
    static const SampleTest tests[] = {
        {"/ack/secret", test_receipt_of_secret},      {"/ack/receipt-day", test_receipt_day},
        {"/ack/imported-stays", test_imported_stays}, {"/ack/hostile", test_hostile_receipts},
        {"/ack/no-file", test_no_receipt_file},
    };
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
    static const char *const days[] = {"-1", "0", "-400"};
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autofree char *path = g_strdup_printf("/ack/receipt-early/%s", days[i]);
        g_test_add(path, Sample, &days[i], sample_setup, test_receipt_early, sample_teardown);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(RECEIPTS); i++) {
        g_autofree char *path = g_strdup_printf("/ack/%s", RECEIPTS[i].name);
        g_test_add(path, Sample, &RECEIPTS[i], sample_setup, test_receipts, sample_teardown);
    }
}
