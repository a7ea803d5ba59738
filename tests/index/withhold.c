/* Records that are marked confidential or excluded when pages of them are in already: all work on them
 * ends, nothing is lost, and marked back they are worked on as if nothing had been. */
#include <string.h>

#include <json-glib/json-glib.h>

#include "index/exclusion.h"
#include "tests/index/sample.h"

#define FILE_NO "A-12/2008"

static const struct Mark {
    const char *name, *key, *value, *back;
} marks[] = {
    {"confidential", "classification", "Confidential", "Normal"},
    {"excluded", "availability", "excluded", "available"},
};

static const char *const texts[] = {"Report of the patwari", "Order of the Tehsildar", "Receipt"};

static void mark(Sample *sample, const char *key, const char *value, char **note)
{
    g_autoptr(GError) error = NULL;
    const RecordValue set[] = {{key, value}, {"reason", "sub judice"}};
    guint n = g_str_equal(value, "excluded") ? 2 : 1;
    index_record_set(sample->store, FILE_NO, set, n, note, &error);
    g_assert_no_error(error);
}

static void assert_jobs(Sample *sample, guint expected)
{
    guint counts[3];
    g_assert_true(index_jobs_count(sample->store, &counts[0], &counts[1], &counts[2], NULL));
    g_assert_cmpuint(counts[0] + counts[1] + counts[2], ==, expected);
}

static void assert_stage(Sample *sample, const char *stage)
{
    g_autoptr(Record) record = index_record_load(sample->store, FILE_NO, NULL);
    g_assert_cmpstr(record->stage, ==, stage);
}

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
    sample_scan(sample, FILE_NO, "", texts, 2);
    mark(sample, with->key, with->value, &note);
    g_assert_nonnull(strstr(note, "2 pages of it are held"));
    g_assert_nonnull(strstr(note, "nodal officer"));
    g_assert_nonnull(strstr(note, with->value));
    assert_jobs(sample, 0);
    sample_run(sample);
    mark(sample, with->key, with->back, &note_back);
    g_assert_nonnull(strstr(note_back, "2 pages"));
    assert_jobs(sample, 2);
    sample_run(sample);
    assert_stage(sample, "assembled");
}

/* Read, but not bound yet; and what is read is not found any more. */
static void test_side(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    const PageReading reading = {
        .alto_sha256 = "aa", .layers_key = "bb", .text = "patwari", .language = "eng"};
    sample_scan(sample, FILE_NO, "", texts, 2);
    for (guint i = 0; i < 2; i++) {
        const Job job = lease(sample);
        g_assert_true(index_page_finish(sample->store, &job, &reading, NULL));
    }
    g_assert_true(index_jobs_plan(sample->store, NULL));
    assert_jobs(sample, 1);
    mark(sample, with->key, with->value, NULL);
    g_assert_true(index_jobs_plan(sample->store, NULL));
    assert_jobs(sample, 0);
    g_autoptr(JsonNode) hits = index_search(sample->store, "patwari", 10, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(hits)), ==, 0);
    mark(sample, with->key, with->back, NULL);
    g_assert_true(index_jobs_plan(sample->store, NULL));
    assert_jobs(sample, 1);
}

/* A worker has the page; what it brings is refused. */
static void test_running(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    const PageReading reading = {
        .alto_sha256 = "aa", .layers_key = "bb", .text = "patwari", .language = "eng"};
    g_autoptr(GError) error = NULL;
    sample_scan(sample, FILE_NO, "", texts, 1);
    const Job job = lease(sample);
    mark(sample, with->key, with->value, NULL);
    g_assert_false(index_page_finish(sample->store, &job, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    assert_jobs(sample, 0);
    mark(sample, with->key, with->back, NULL);
    const Job next = lease(sample);
    g_assert_cmpint(next.target_id, ==, job.target_id);
}

/* What was given up is not tried again by --retry either; marked back, it is. */
static void test_failed(Sample *sample, gconstpointer data)
{
    const struct Mark *with = data;
    gboolean gave_up = FALSE;
    guint n_retried = 1;
    sample_scan(sample, FILE_NO, "", texts, 1);
    while (!gave_up) {
        const Job job = lease(sample);
        g_assert_true(index_job_fail(sample->store, &job, "hangs", &gave_up, NULL));
    }
    mark(sample, with->key, with->value, NULL);
    g_assert_true(index_jobs_retry(sample->store, &n_retried, NULL));
    g_assert_cmpuint(n_retried, ==, 0);
    mark(sample, with->key, with->back, NULL);
    assert_jobs(sample, 1);
}

/* An index of a version that kept the jobs of such records. */
static void test_planned_before(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, FILE_NO, "", texts, 2);
    sample_sql(sample, "UPDATE record SET classification = 'Secret'");
    assert_jobs(sample, 2);
    g_assert_true(index_jobs_plan(sample->store, NULL));
    assert_jobs(sample, 0);
}

/* From one to another it stays withheld, and says so; a record without pages has nothing to say. */
static void test_notes(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *none = NULL, *other = NULL, *both = NULL, *one = NULL, *missing = NULL;
    mark(sample, "classification", "Secret", &none);
    g_assert_null(none);
    mark(sample, "classification", "Normal", &none);
    sample_scan(sample, FILE_NO, "", texts, 1);
    mark(sample, "availability", "missing", &missing);
    g_assert_null(missing);
    assert_jobs(sample, 1);
    mark(sample, "classification", "Secret", NULL);
    mark(sample, "classification", "Top Secret", &other);
    g_assert_nonnull(strstr(other, "is Top Secret now, and 1 page of it is held"));
    mark(sample, "availability", "excluded", &both);
    g_assert_nonnull(strstr(both, "is Top Secret and excluded now"));
    mark(sample, "classification", "Normal", &one);
    g_assert_nonnull(strstr(one, "is excluded now"));
    assert_jobs(sample, 0);
    mark(sample, "availability", "available", NULL);
    assert_jobs(sample, 1);
}

static void test_import(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = sample_path(sample, "secret.csv");
    RegisterReport report = {0};
    sample_scan(sample, FILE_NO, "", texts, 3);
    g_assert_true(g_file_set_contents(
        path, "file_no,subject,classification\n" FILE_NO ",S,Secret\nB-7/2010,S,Secret\n", -1,
        NULL));
    index_register_import(sample->store, path, FALSE, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.changed, ==, 2);
    g_assert_cmpuint(report.notes->len, ==, 1);
    g_assert_nonnull(strstr(report.notes->pdata[0], FILE_NO " is Secret now, and 3 pages"));
    index_register_report_clear(&report);
    assert_jobs(sample, 0);
}

/* ------------------------------------------------------------------------------------ removing -- */

#define PLANTED "quizzaciousness"

static const char *const planted[] = {"The " PLANTED " of the patwari", "Secret " PLANTED};

static guint bytes_find(const char *path)
{
    g_autofree char *text = NULL;
    gsize length, n = strlen(PLANTED);
    if (!g_file_get_contents(path, &text, &length, NULL))
        return 0;
    for (gsize i = 0; i + n <= length; i++)
        if (memcmp(text + i, PLANTED, n) == 0)
            return 1;
    return 0;
}

/* Files below dir that have the planted word. */
static guint tree_find(const char *dir)
{
    guint n = 0;
    g_autoptr(GDir) folder = g_dir_open(dir, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        gboolean is_dir = g_file_test(path, G_FILE_TEST_IS_DIR);
        guint here = is_dir ? tree_find(path) : bytes_find(path);
        if (here && !is_dir)
            g_test_message("%s has it", path);
        n += here;
    }
    return n;
}

static JsonObject *removed(Sample *sample, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_record_withhold(sample->store, FILE_NO, reason, &error);
    g_assert_no_error(error);
    return json_object_ref(json_node_get_object(node));
}

static void backup_make(Sample *sample, const char *dir, gint64 purged_least)
{
    const BackupSettings settings = {.dir = dir};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_backup(sample->store, &settings, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(node), "purged"), >=,
                    purged_least);
}

/* notes: how many lines that are no damage. */
static void verify_is_well(Sample *sample, guint notes)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < report.problems->len; i++)
        g_test_message("%s", (char *)report.problems->pdata[i]);
    g_assert_cmpuint(report.problems->len, ==, 0);
    g_assert_cmpuint(report.notes->len, ==, notes);
    index_verify_report_clear(&report);
}

/* Two pages with the planted word, read, bound and exported, and one of another record. */
static void plant(Sample *sample)
{
    static const char *const others[] = {"Another file"};
    const ExportSettings settings = {NULL, TRUE};
    sample_scan(sample, "B-7/2010", "", others, 1);
    sample_scan(sample, FILE_NO, "", planted, 2);
    sample_run(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, FILE_NO, &settings, NULL);
    g_assert_nonnull(node);
}

/* The next frozen return lists it: what, by whom, why. */
static void return_tells(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) item = index_return_freeze(sample->store, &error);
    g_assert_no_error(error);
    JsonObject *lists = json_object_get_object_member(json_node_get_object(item), "lists");
    JsonArray *withheld = json_object_get_array_member(lists, "withheld");
    g_assert_cmpuint(json_array_get_length(withheld), ==, 1);
    JsonObject *one = json_array_get_object_element(withheld, 0);
    g_assert_cmpstr(json_object_get_string_member(one, "file_no"), ==, FILE_NO);
    g_assert_cmpstr(json_object_get_string_member(one, "classification"), ==, "Secret");
    g_assert_cmpstr(json_object_get_string_member(one, "reason"), ==, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(one, "pages"), ==, 2);
}

/* Nowhere in store, spool, outbox, search or backup, for people and for who reads the bytes. */
static void test_removed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *note = NULL, *disk = g_build_filename(sample->root, "disk", NULL);
    plant(sample);
    backup_make(sample, disk, 0);
    g_assert_cmpuint(tree_find(sample->dir), >, 0);
    g_assert_cmpuint(tree_find(disk), >, 0);
    mark(sample, "classification", "Secret", &note);
    g_assert_nonnull(strstr(note, "1 package was taken out of the outbox"));
    g_assert_nonnull(strstr(note, "muhafiz record withhold"));
    verify_is_well(sample, 0);
    g_autoptr(JsonObject) item = removed(sample, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(item, "pages"), ==, 2);
    JsonArray *left = json_object_get_array_member(item, "left");
    g_assert_cmpuint(json_array_get_length(left), ==, 1);
    g_assert_nonnull(strstr(json_array_get_string_element(left, 0), disk));
    g_assert_cmpuint(tree_find(sample->dir), ==, 0);
    verify_is_well(sample, 1);
    return_tells(sample);
    backup_make(sample, disk, 2);
    g_assert_cmpuint(tree_find(disk), ==, 0);
    g_autoptr(JsonObject) again = removed(sample, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(again, "pages"), ==, 0);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(again, "left")), ==, 0);
    verify_is_well(sample, 1);
    backup_make(sample, disk, 0);
}

/* The path of its first page's. */
static char *master_of(Sample *sample)
{
    g_autoptr(JsonNode) shown = index_record_show(sample->store, FILE_NO, NULL);
    g_autoptr(JsonNode) found = json_path_query("$.sides[*].pages[0].path", shown, NULL);
    return g_strdup(json_array_get_string_element(json_node_get_array(found), 0));
}

/* What a crash left of the files is removed when it is done again, and told by verify until then. */
static void test_left_over(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    plant(sample);
    mark(sample, "classification", "Secret", NULL);
    g_autofree char *master = master_of(sample);
    json_object_unref(removed(sample, "order of the DC"));
    g_autofree char *path = sample_path(sample, master);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_set_contents(path, PLANTED, -1, NULL));
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.problems->len, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "removed as confidential and is there"));
    index_verify_report_clear(&report);
    g_autoptr(JsonObject) again = removed(sample, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(again, "files"), ==, 1);
    verify_is_well(sample, 1);
}

/* Taken back, a record begins anew: its pages cannot be put back, but they can be scanned again, and their files are no
 * longer among those that were removed. */
static void test_lifted(Sample *sample, gconstpointer data)
{
    (void)data;
    gint64 edit_id;
    g_autoptr(GError) error = NULL;
    plant(sample);
    mark(sample, "classification", "Secret", NULL);
    json_object_unref(removed(sample, "order of the DC"));
    mark(sample, "classification", "Normal", NULL);
    assert_jobs(sample, 0);
    assert_stage(sample, "registered");
    g_assert_true(index_edit_latest(sample->store, FILE_NO, &edit_id, NULL));
    g_assert_null(index_edit_undo(sample->store, edit_id, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "removed as confidential"));
    sample_scan(sample, FILE_NO, "", planted, 2);
    sample_run(sample);
    assert_stage(sample, "assembled");
    verify_is_well(sample, 1);
    sample_sql(sample, "CREATE TEMP TABLE none (path CHECK (path LIKE 'outbox/%'));"
                       "INSERT INTO none SELECT path FROM withheld_path");
}

/* Who may not: {classification, policy, reason, what is said}. */
static void test_refused(Sample *sample, gconstpointer data)
{
    static const struct {
        const char *classification, *policy, *reason, *said;
    } cases[] = {
        {"Normal", "register-only", "x", "Normal by classification"},
        {"Secret", "keep", "x", "keeps the pages"},
        {"Secret", "register-only", " ", "say why"},
        {"Secret", "register-only", NULL, "say why"},
    };
    (void)data;
    plant(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        mark(sample, "classification", cases[i].classification, NULL);
        index_store_set_conf(sample->store, "policy", "confidential", cases[i].policy);
        g_assert_null(index_record_withhold(sample->store, FILE_NO, cases[i].reason, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, cases[i].said));
    }
    g_assert_cmpuint(tree_find(sample->dir), >, 0);
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
    const ExportSettings settings = {NULL, TRUE}, elsewhere = {sample->root, TRUE};
    g_autofree char *package = sample_path(sample, "outbox/fl-A-12_2008");
    plant(sample);
    mark(sample, with->key, with->value, NULL);
    g_assert_false(g_file_test(package, G_FILE_TEST_EXISTS));
    g_assert_null(index_export(sample->store, FILE_NO, &elsewhere, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    state_must_be(sample, "withdrawn");
    verify_is_well(sample, 0);
    mark(sample, with->key, with->back, NULL);
    g_autoptr(JsonNode) node = index_export(sample->store, FILE_NO, &settings, NULL);
    g_assert_nonnull(node);
    g_assert_true(g_file_test(package, G_FILE_TEST_EXISTS));
    state_must_be(sample, "waiting");
    verify_is_well(sample, 0);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(Sample *, gconstpointer);
    } marked[] = {
        {"pages", test_pages},   {"side", test_side},     {"running", test_running},
        {"failed", test_failed}, {"outbox", test_outbox},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(marked); i++)
        for (guint k = 0; k < G_N_ELEMENTS(marks); k++) {
            g_autofree char *path =
                g_strdup_printf("/withhold/%s/%s", marked[i].name, marks[k].name);
            g_test_add(path, Sample, &marks[k], sample_setup, marked[i].test, sample_teardown);
        }
    g_test_add("/withhold/removed", Sample, NULL, sample_setup, test_removed, sample_teardown);
    g_test_add("/withhold/left-over", Sample, NULL, sample_setup, test_left_over, sample_teardown);
    g_test_add("/withhold/lifted", Sample, NULL, sample_setup, test_lifted, sample_teardown);
    g_test_add("/withhold/refused", Sample, NULL, sample_setup, test_refused, sample_teardown);
    g_test_add("/withhold/planned-before", Sample, NULL, sample_setup, test_planned_before,
               sample_teardown);
    g_test_add("/withhold/notes", Sample, NULL, sample_setup, test_notes, sample_teardown);
    g_test_add("/withhold/import", Sample, NULL, sample_setup, test_import, sample_teardown);
    return g_test_run();
}
