/* Volumes: where a side is cut, what they say, what happens when something changes. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/index/sample.h"

static void conf_set(Sample *sample, const char *key, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) conf = g_key_file_new();
    g_autofree char *path = sample_path(sample, "muhafiz.conf");
    g_assert_true(g_key_file_load_from_file(conf, path, 0, NULL));
    g_key_file_set_string(conf, "volume", key, value);
    g_assert_true(g_key_file_save_to_file(conf, path, NULL));
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
}

static gint64 side_of(Sample *sample, const char *file_no)
{
    gint64 side_id = 0;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, NULL);
    g_assert_true(index_side_find(sample->store, record, "", SIDE_FILL, &side_id, NULL));
    return side_id;
}

static SideTask *task_of(Sample *sample, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    SideTask *task = index_side_task_load(sample->store, side_of(sample, file_no), &error);
    g_assert_no_error(error);
    return task;
}

/* "1:1-4 2:5-6": the volumes that would be written now. */
static char *cuts_of(Sample *sample, const char *file_no)
{
    g_autoptr(SideTask) task = task_of(sample, file_no);
    GString *cuts = g_string_new(NULL);
    for (guint i = 0; i < task->volumes->len; i++) {
        const VolumeTask *volume = g_ptr_array_index(task->volumes, i);
        g_assert_cmpuint(volume->volume.n_pages, ==, volume->last_seq - volume->first_seq + 1);
        g_string_append_printf(cuts, "%s%u:%u-%u", i ? " " : "", volume->volume.volume,
                               volume->first_seq, volume->last_seq);
    }
    return g_string_free(cuts, FALSE);
}

static void scan_and_run(Sample *sample, guint n)
{
    g_auto(GStrv) texts = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        texts[i] = g_strdup_printf("page %u", g_test_rand_int_range(0, G_MAXINT));
    sample_scan(sample, "B-7/2010", "", (const char *const *)texts, n);
    sample_run(sample);
}

static void test_cuts(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *max_pages;
        guint n_new; /* scanned and written before */
        const char *sql, *cuts;
    } cases[] = {
        {"one volume", "4", 3, NULL, "1:1-3"},
        {"the last grows, then a new one", "4", 3, NULL, "1:1-4 2:5-6"},
        {"a smaller limit moves no cut", "2", 0, NULL, "1:1-4 2:5-6"},
        {"nor does a larger one", "4", 1, NULL, "1:1-4 2:5-7"},
        {"frozen stays", "4", 0, "UPDATE volume SET frozen = 1", ""},
        {"what comes after goes to the next number", "4", 2, NULL, "3:8-9"},
        {"a frozen one before", "4", 3, "UPDATE volume SET frozen = 1 WHERE number = 3", "4:12-12"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        conf_set(sample, "max_volume_pages", cases[i].max_pages);
        if (cases[i].n_new)
            scan_and_run(sample, cases[i].n_new);
        if (cases[i].sql)
            sample_sql(sample, cases[i].sql);
        g_autofree char *cuts = cuts_of(sample, "B-7/2010");
        g_assert_cmpstr(cuts, ==, cases[i].cuts);
    }
}

/* "1/C 3/C": labels of the pages that stand in the PDF of the first volume. */
static char *labels_of(Sample *sample, const char *file_no)
{
    g_autoptr(SideTask) task = task_of(sample, file_no);
    const VolumeTask *volume = g_ptr_array_index(task->volumes, 0);
    GString *labels = g_string_new(NULL);
    g_assert_cmpuint(g_strv_length(volume->alto_paths), ==, volume->volume.n_pages);
    for (guint i = 0; i < volume->volume.n_pages; i++)
        g_string_append_printf(labels, "%s%s", i ? " " : "", volume->volume.pages[i].label);
    return g_string_free(labels, FALSE);
}

/* Blank pages keep their numbers, whether they stand in the PDF or not. */
static void test_blanks(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *policy, *sql, *labels;
    } cases[] = {
        {"none is blank", "omit", "DELETE FROM flag", "1/C 2/C 3/C"},
        {"kept", "keep", "INSERT INTO flag VALUES (2, 'blank', 0.1)", "1/C 2/C 3/C"},
        {"left out", "omit", "DELETE FROM volume", "1/C 3/C"},
        {"all are blank", "omit", "INSERT INTO flag VALUES (1, 'blank', 0), (3, 'blank', 0)",
         "1/C 2/C 3/C"},
    };
    scan_and_run(sample, 3);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        conf_set(sample, "blank_pages", cases[i].policy);
        sample_sql(sample, cases[i].sql);
        g_autofree char *labels = labels_of(sample, "B-7/2010");
        g_assert_cmpstr(labels, ==, cases[i].labels);
    }
}

/* At 1 MiB the sum of the layers decides, 16 KiB less for the volume and 2 for each page; a larger page stands
 * alone, the last volume grows, and the cuts are the same whether pages came at once or one by one. */
static void test_cuts_by_size(Sample *sample, gconstpointer data)
{
    (void)data;
    static const guint kib[] = {501, 501, 1, 3000, 1003, 1, 1, 600, 600, 400};
    static const char *const cuts[] = {"1:1-1",
                                       "1:1-2",
                                       "1:1-2 2:3-3",
                                       "1:1-2 2:3-3 3:4-4",
                                       "1:1-2 2:3-3 3:4-4 4:5-5",
                                       "1:1-2 2:3-3 3:4-4 4:5-6",
                                       "1:1-2 2:3-3 3:4-4 4:5-6 5:7-7",
                                       "1:1-2 2:3-3 3:4-4 4:5-6 5:7-8",
                                       "1:1-2 2:3-3 3:4-4 4:5-6 5:7-8 6:9-9",
                                       "1:1-2 2:3-3 3:4-4 4:5-6 5:7-8 6:9-10"};
    g_auto(GStrv) texts = g_new0(char *, G_N_ELEMENTS(kib) + 1);
    conf_set(sample, "max_volume_mb", "1");
    for (guint i = 0; i < G_N_ELEMENTS(kib); i++) { /* layers are as long as the text */
        texts[i] = g_strnfill(kib[i] << 10, ' ');
        texts[i][0] = (char)('a' + i);
        sample_scan(sample, "B-7/2010", "", (const char *const *)&texts[i], 1);
        sample_run(sample);
        g_autofree char *now = cuts_of(sample, "B-7/2010");
        g_assert_cmpstr(now, ==, cuts[i]);
    }
    sample_scan(sample, "C-3/2011", "", (const char *const *)texts, G_N_ELEMENTS(kib));
    sample_run(sample);
    g_autofree char *at_once = cuts_of(sample, "C-3/2011");
    g_assert_cmpstr(at_once, ==, cuts[G_N_ELEMENTS(kib) - 1]);
}

static void test_metadata(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    sample_sql(sample, "UPDATE page SET folio = '2A', language = 'hin',"
                       "accepted_at = '2031-01-01T00:00:00+05:30' WHERE seq = 2");
    sample_sql(sample, "UPDATE page SET language = 'hin' WHERE seq = 1");
    g_autoptr(SideTask) task = task_of(sample, "A-12/2008");
    const VolumeTask *volume = g_ptr_array_index(task->volumes, 0);
    const Volume *of = &volume->volume;
    const struct {
        const char *is, *expected;
    } texts[] = {
        {task->name, "A-12/2008, correspondence"},
        {of->title, "Mutation of land, khasra 412 \"Chak\""},
        {of->identifier, "TEST/A-12/2008/correspondence/1"},
        {of->language, "hi"},
        {of->creator, "Tehsil Demo"},
        {of->created, "2031-01-01T00:00:00+05:30"},
        {of->file_no, "A-12/2008"},
        {of->side, "correspondence"},
        {of->first_folio, "1"},
        {of->last_folio, "2A"},
        {of->pages[1].label, "2A/C"},
        {of->bookmarks[0].title, "A-12/2008: correspondence 1-2A"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_cmpstr(texts[i].is, ==, texts[i].expected);
    g_assert_true(g_str_has_suffix(volume->target_folder, "/efiles/fl-A-12_2008"));
    g_assert_true(g_file_test(of->pages[0].layers_path, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(volume->alto_paths[1], G_FILE_TEST_EXISTS));
    g_assert_cmpuint(task->pages_without_layers->len, ==, 0);
}

static guint files_in(Sample *sample, const char *relative)
{
    guint n = 0;
    g_autofree char *path = sample_path(sample, relative);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    while (dir && g_dir_read_name(dir))
        n++;
    return n;
}

/* Volumes that give way leave no file behind; frozen ones stay. */
static void test_rewrite(Sample *sample, gconstpointer data)
{
    (void)data;
    scan_and_run(sample, 1);
    scan_and_run(sample, 1);
    g_assert_cmpuint(files_in(sample, "efiles/fl-B-7_2010"), ==, 1);
    sample_sql(sample, "UPDATE volume SET frozen = 1");
    scan_and_run(sample, 1);
    g_assert_cmpuint(files_in(sample, "efiles/fl-B-7_2010"), ==, 2);
}

/* The cache of layers is emptied: the pages are read again, and nothing is new after that. */
static void test_requeue(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Job job;
    gboolean found;
    sample_make_ready(sample);
    g_assert_true(sample_set(sample, "A-12/2008", "subject", "Other", &error));
    g_autoptr(SideTask) before = task_of(sample, "A-12/2008");
    const VolumeTask *volume = g_ptr_array_index(before->volumes, 0);
    g_assert_cmpint(g_unlink(volume->volume.pages[1].layers_path), ==, 0);
    g_autoptr(SideTask) task = task_of(sample, "A-12/2008");
    g_assert_cmpuint(task->pages_without_layers->len, ==, 1);

    g_assert_true(index_jobs_plan(sample->store, &error));
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, &error) && found);
    g_assert_cmpint(job.kind, ==, JOB_SIDE);
    g_assert_true(index_pages_requeue(sample->store, &job, task->pages_without_layers, &error));
    g_assert_true(index_jobs_plan(sample->store, &error));
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, &error) && found);
    g_assert_cmpint(job.kind, ==, JOB_PAGE);
    g_assert_true(index_job_release(sample->store, &job, &error));
    sample_run(sample);
    g_autoptr(SideTask) after = task_of(sample, "A-12/2008");
    g_assert_cmpint(after->revision, ==, before->revision);
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", &error);
    g_assert_cmpstr(record->stage, ==, "assembled");
}

/* A page that comes in while the volumes are written makes them out of date at once. */
static void test_changed_meanwhile(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const late[] = {"late"};
    g_autoptr(GError) error = NULL;
    Job job;
    gboolean found;
    sample_make_ready(sample);
    g_assert_true(sample_set(sample, "A-12/2008", "subject", "Other", &error));
    g_autoptr(SideTask) task = task_of(sample, "A-12/2008");
    g_assert_true(index_jobs_plan(sample->store, &error));
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, &error) && found);
    sample_scan(sample, "A-12/2008", "", late, 1);
    g_assert_true(index_side_finish(sample->store, &job, task->revision, NULL, 0, &error));
    sample_run(sample);
    g_autofree char *cuts = cuts_of(sample, "A-12/2008");
    g_assert_cmpstr(cuts, ==, "1:1-3");
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", &error);
    g_assert_cmpstr(record->stage, ==, "assembled");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/side/blanks", test_blanks},
        {"/side/cuts", test_cuts},
        {"/side/cuts-by-size", test_cuts_by_size},
        {"/side/metadata", test_metadata},
        {"/side/rewrite", test_rewrite},
        {"/side/requeue", test_requeue},
        {"/side/changed-meanwhile", test_changed_meanwhile},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
