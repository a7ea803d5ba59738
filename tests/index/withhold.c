/* Records that are marked confidential or excluded when pages of them are in already: all work on them
 * ends, nothing is lost, and marked back they are worked on as if nothing had been. */
#include <string.h>

#include <json-glib/json-glib.h>

#include "index/exclusion.h"
#include "tests/index/withheld.h"

static const struct Mark {
    const char *name, *key, *value, *back;
} marks[] = {
    {"confidential", "classification", "Confidential", "Normal"},
    {"excluded", "availability", "excluded", "available"},
};

static const char *const texts[] = {"Report of the patwari", "Order of the Tehsildar", "Receipt"};

static Job lease(Sample *sample)
{
    Job job;
    gboolean found = FALSE;
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, NULL));
    g_assert_true(found);
    return job;
}

static void test_pages(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    g_autofree char *note = NULL, *note_back = NULL;
    sample_scan(sample, WITHHELD, "", texts, 2);
    withheld_mark(sample, with->key, with->value, &note);
    g_assert_nonnull(strstr(note, "2 pages of it are held"));
    g_assert_nonnull(strstr(note, "nodal officer"));
    g_assert_nonnull(strstr(note, with->value));
    withheld_must_have_jobs(sample, 0);
    sample_run(sample);
    withheld_mark(sample, with->key, with->back, &note_back);
    g_assert_nonnull(strstr(note_back, "2 pages"));
    withheld_must_have_jobs(sample, 2);
    sample_run(sample);
    sample_must_have_stage(sample, WITHHELD, "assembled");
}

/* Read, but not bound yet; and what is read is not found any more. */
static void test_side(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    const PageReading reading = {
        .alto_sha256 = "aa", .layers_key = "bb", .text = "patwari", .language = "eng"};
    sample_scan(sample, WITHHELD, "", texts, 2);
    for (guint i = 0; i < 2; i++) {
        const Job job = lease(sample);
        g_assert_true(index_page_finish(sample->store, &job, &reading, NULL));
    }
    g_assert_true(index_jobs_plan(sample->store, NULL));
    withheld_must_have_jobs(sample, 1);
    withheld_mark(sample, with->key, with->value, NULL);
    g_assert_true(index_jobs_plan(sample->store, NULL));
    withheld_must_have_jobs(sample, 0);
    g_autoptr(JsonNode) hits = index_search(sample->store, "patwari", 10, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(hits)), ==, 0);
    withheld_mark(sample, with->key, with->back, NULL);
    g_assert_true(index_jobs_plan(sample->store, NULL));
    withheld_must_have_jobs(sample, 1);
}

/* A worker has the page; what it brings is refused. */
static void test_running(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    const PageReading reading = {
        .alto_sha256 = "aa", .layers_key = "bb", .text = "patwari", .language = "eng"};
    g_autoptr(GError) error = NULL;
    sample_scan(sample, WITHHELD, "", texts, 1);
    const Job job = lease(sample);
    withheld_mark(sample, with->key, with->value, NULL);
    g_assert_false(index_page_finish(sample->store, &job, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    withheld_must_have_jobs(sample, 0);
    withheld_mark(sample, with->key, with->back, NULL);
    const Job next = lease(sample);
    g_assert_cmpint(next.target_id, ==, job.target_id);
}

/* What was given up is not tried again by --retry either; marked back, it is. */
static void test_failed(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    gboolean gave_up = FALSE;
    guint n_retried = 1;
    sample_scan(sample, WITHHELD, "", texts, 1);
    while (!gave_up) {
        const Job job = lease(sample);
        g_assert_true(index_job_fail(sample->store, &job, "hangs", &gave_up, NULL));
    }
    withheld_mark(sample, with->key, with->value, NULL);
    g_assert_true(index_jobs_retry(sample->store, &n_retried, NULL));
    g_assert_cmpuint(n_retried, ==, 0);
    withheld_mark(sample, with->key, with->back, NULL);
    withheld_must_have_jobs(sample, 1);
}

/* An index of a version that kept the jobs of such records. */
static void test_planned_before(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, WITHHELD, "", texts, 2);
    sample_sql(sample, "UPDATE record SET classification = 'Secret'");
    withheld_must_have_jobs(sample, 2);
    g_assert_true(index_jobs_plan(sample->store, NULL));
    withheld_must_have_jobs(sample, 0);
}

/* From one to another it stays withheld, and says so; a record without pages has nothing to say. */
static void test_notes(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *none = NULL, *other = NULL, *both = NULL, *one = NULL, *missing = NULL;
    withheld_mark(sample, "classification", "Secret", &none);
    g_assert_null(none);
    withheld_mark(sample, "classification", "Normal", &none);
    sample_scan(sample, WITHHELD, "", texts, 1);
    withheld_mark(sample, "availability", "missing", &missing);
    g_assert_null(missing);
    withheld_must_have_jobs(sample, 1);
    withheld_mark(sample, "classification", "Secret", NULL);
    withheld_mark(sample, "classification", "Top Secret", &other);
    g_assert_nonnull(strstr(other, "is Top Secret now, and 1 page of it is held"));
    withheld_mark(sample, "availability", "excluded", &both);
    g_assert_nonnull(strstr(both, "is Top Secret and excluded now"));
    withheld_mark(sample, "classification", "Normal", &one);
    g_assert_nonnull(strstr(one, "is excluded now"));
    withheld_must_have_jobs(sample, 0);
    withheld_mark(sample, "availability", "available", NULL);
    withheld_must_have_jobs(sample, 1);
}

static void test_import(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = sample_path(sample, "secret.csv");
    RegisterReport report = {0};
    sample_scan(sample, WITHHELD, "", texts, 3);
    g_assert_true(g_file_set_contents(
        path, "file_no,subject,classification\n" WITHHELD ",S,Secret\nB-7/2010,S,Secret\n", -1,
        NULL));
    index_register_import(sample->store, path, FALSE, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.changed, ==, 2);
    g_assert_cmpuint(report.notes->len, ==, 1);
    g_assert_nonnull(strstr(report.notes->pdata[0], WITHHELD " is Secret now, and 3 pages"));
    index_register_report_clear(&report);
    withheld_must_have_jobs(sample, 0);
}

static void state_must_be(Sample *sample, const char *expected)
{
    g_autoptr(JsonNode) list = index_packages_list(sample->store, NULL);
    JsonObject *first = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(first, "state"), ==, expected);
}

/* Out of the outbox while it is withheld, not written elsewhere either, and back in it after that. */
static void test_outbox(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    g_autoptr(GError) error = NULL;
    const ExportSettings settings = {.unchecked = TRUE},
                         elsewhere = {.to_dir = sample->root, .unchecked = TRUE};
    g_autofree char *package = sample_path(sample, "outbox/fl-A-12_2008");
    withheld_plant(sample);
    withheld_mark(sample, with->key, with->value, NULL);
    g_assert_false(g_file_test(package, G_FILE_TEST_EXISTS));
    g_assert_null(index_export(sample->store, WITHHELD, &elsewhere, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    state_must_be(sample, "withdrawn");
    withheld_verify(sample, 0);
    withheld_mark(sample, with->key, with->back, NULL);
    g_autoptr(JsonNode) node = index_export(sample->store, WITHHELD, &settings, NULL);
    g_assert_nonnull(node);
    g_assert_true(g_file_test(package, G_FILE_TEST_EXISTS));
    state_must_be(sample, "waiting");
    withheld_verify(sample, 0);
}

/* A package that was refused lies there all the same, and keeps the reason. */
static void test_refused(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    g_autofree char *package = sample_path(sample, "outbox/fl-A-12_2008");
    withheld_plant(sample);
    sample_sql(sample, "UPDATE package SET status = 'rejected', reason = 'no section', "
                       "answered_at = exported_at");
    g_assert_true(g_file_test(package, G_FILE_TEST_EXISTS));
    withheld_mark(sample, with->key, with->value, NULL);
    g_assert_false(g_file_test(package, G_FILE_TEST_EXISTS));
    g_autoptr(JsonNode) list = index_packages_list(sample->store, NULL);
    JsonObject *first = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(first, "reason"), ==, "no section");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(Sample *, gconstpointer);
    } marked[] = {
        {"pages", test_pages},   {"side", test_side},     {"running", test_running},
        {"failed", test_failed}, {"outbox", test_outbox}, {"refused", test_refused},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(marked); i++)
        for (guint k = 0; k < G_N_ELEMENTS(marks); k++) {
            g_autofree char *path =
                g_strdup_printf("/withhold/%s/%s", marked[i].name, marks[k].name);
            g_test_add(path, Sample, &marks[k], sample_setup, marked[i].test, sample_teardown);
        }
    g_test_add("/withhold/planned-before", Sample, NULL, sample_setup, test_planned_before,
               sample_teardown);
    g_test_add("/withhold/notes", Sample, NULL, sample_setup, test_notes, sample_teardown);
    g_test_add("/withhold/import", Sample, NULL, sample_setup, test_import, sample_teardown);
    return g_test_run();
}
