/* Leases: who gets work, who keeps it, what a late or dead one may do. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

#include "tests/index/sample.h"

static const char *const texts[] = {"one", "two", "three"};

static const PageReading reading = {
    .alto_sha256 = "aa", .layers_key = "bb", .text = "one", .language = "eng", .confidence = 90};

static gboolean lease(Store *store, const char *owner, Job *job)
{
    g_autoptr(GError) error = NULL;
    gboolean found;
    index_job_lease(store, owner, job, &found, &error);
    g_assert_no_error(error);
    return found;
}

static void plan(Store *store)
{
    g_autoptr(GError) error = NULL;
    index_jobs_plan(store, &error);
    g_assert_no_error(error);
}

static void assert_count(Store *store, guint pending, guint running, guint failed)
{
    g_autoptr(GError) error = NULL;
    guint counts[3];
    index_jobs_count(store, &counts[0], &counts[1], &counts[2], &error);
    g_assert_no_error(error);
    g_assert_cmpuint(counts[0], ==, pending);
    g_assert_cmpuint(counts[1], ==, running);
    g_assert_cmpuint(counts[2], ==, failed);
}

/* The owner line of a process that has ended, and was really there. */
static char *owner_dead(void)
{
    int out[2];
    char line[200] = "";
    g_assert_cmpint(pipe(out), ==, 0);
    pid_t child = fork();
    if (child == 0) {
        g_autofree char *self = index_owner_self();
        _exit(write(out[1], self, strlen(self)) < 0);
    }
    waitpid(child, NULL, 0);
    g_assert_cmpint(read(out[0], line, sizeof line - 1), >, 0);
    close(out[0]);
    close(out[1]);
    return g_strdup(line);
}

static void test_owner(void)
{
    g_autofree char *self = index_owner_self();
    g_autofree char *dead = owner_dead();
    g_auto(GStrv) parts = g_strsplit(self, " ", -1);
    g_autofree char *reused = g_strdup_printf("%s %s %s 1", parts[0], parts[1], parts[2]);
    g_autofree char *rebooted = g_strdup_printf("%s other %s %s", parts[0], parts[2], parts[3]);
    g_autofree char *elsewhere = g_strdup_printf("not-%s x 1 1", parts[0]);
    const struct {
        const char *owner;
        gboolean is_dead, is_foreign;
    } cases[] = {{self, FALSE, FALSE},    {dead, TRUE, FALSE},      {reused, TRUE, FALSE},
                 {rebooted, TRUE, FALSE}, {elsewhere, FALSE, TRUE}, {"nonsense", FALSE, TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_cmpint(index_owner_is_dead(cases[i].owner), ==, cases[i].is_dead);
        g_assert_cmpint(index_owner_is_foreign(cases[i].owner), ==, cases[i].is_foreign);
    }
}

/* Killed, but its parent has not noticed yet. */
static void test_owner_zombie(void)
{
    int out[2];
    char line[200] = "";
    g_assert_cmpint(pipe(out), ==, 0);
    pid_t child = fork();
    if (child == 0) {
        g_autofree char *self = index_owner_self();
        _exit(write(out[1], self, strlen(self)) < 0);
    }
    siginfo_t info;
    g_assert_cmpint(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), ==, 0);
    g_assert_cmpint(read(out[0], line, sizeof line - 1), >, 0);
    g_assert_true(index_owner_is_dead(line));
    waitpid(child, NULL, 0);
    close(out[0]);
    close(out[1]);
}

static void test_order(Sample *sample, gconstpointer data)
{
    (void)data;
    Job first, second, none;
    sample_scan(sample, "A-12/2008", "", texts, 2);
    g_assert_true(lease(sample->store, "me", &first));
    g_assert_true(lease(sample->store, "me", &second));
    g_assert_false(lease(sample->store, "me", &none));
    g_assert_cmpint(first.job_id, <, second.job_id);
    g_assert_cmpuint(first.attempt, ==, 1);
    assert_count(sample->store, 0, 2, 0);
}

/* A worker that was given up comes back late: its result is dropped and changes nothing. */
static void test_late(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Job late, now;
    gboolean gave_up;
    sample_scan(sample, "A-12/2008", "", texts, 1);
    g_assert_true(lease(sample->store, "first", &late));
    g_assert_true(index_job_fail(sample->store, &late, "hangs", &gave_up, &error));
    g_assert_false(index_page_finish(sample->store, &late, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    g_clear_error(&error);

    g_assert_true(lease(sample->store, "second", &now));
    g_assert_cmpuint(now.attempt, ==, 2);
    g_assert_false(index_page_finish(sample->store, &late, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    g_clear_error(&error);
    g_assert_true(index_job_fail(sample->store, &late, "again", &gave_up, &error));
    g_assert_true(index_job_release(sample->store, &late, &error));
    assert_count(sample->store, 0, 1, 0);
    g_assert_true(index_page_finish(sample->store, &now, &reading, &error));
    g_assert_false(index_page_finish(sample->store, &now, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
}

/* A job that takes the place of one that is done is never mistaken for it. */
static void test_late_after_replacement(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Job late, next;
    sample_scan(sample, "A-12/2008", "", texts, 1);
    g_assert_true(lease(sample->store, "first", &late));
    g_assert_true(index_page_finish(sample->store, &late, &reading, &error));
    sample_scan(sample, "A-12/2008", "", texts + 1, 1);
    g_assert_true(lease(sample->store, "second", &next));
    g_assert_cmpint(next.job_id, !=, late.job_id);
    g_assert_false(index_page_finish(sample->store, &late, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
}

static void test_three_failures(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Job job;
    guint n_jobs;
    gboolean gave_up;
    sample_scan(sample, "A-12/2008", "", texts, 1);
    for (guint round = 0; round < 2; round++) {
        for (guint i = 1; i <= INDEX_ATTEMPTS_MAX; i++) {
            g_assert_true(lease(sample->store, "me", &job));
            g_assert_true(index_job_fail(sample->store, &job, "crashes \xff", &gave_up, &error));
            g_assert_cmpint(gave_up, ==, i == INDEX_ATTEMPTS_MAX);
        }
        g_assert_false(lease(sample->store, "me", &job));
        plan(sample->store);
        assert_count(sample->store, 0, 0, 1);
        index_jobs_retry(sample->store, &n_jobs, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(n_jobs, ==, 1);
    }
    sample_run(sample); /* what was given up twice can still be done */
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", &error);
    g_assert_cmpstr(record->stage, ==, "registered"); /* one of two expected pages */
    assert_count(sample->store, 0, 0, 0);
}

static void assert_page(Sample *sample, const char *state, gboolean is_flagged)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) show = index_record_show(sample->store, "A-12/2008", &error);
    g_assert_no_error(error);
    g_autofree char *text = json_to_string(show, FALSE);
    g_autofree char *wanted = g_strdup_printf("\"state\":\"%s\"", state);
    g_assert_nonnull(strstr(text, wanted));
    g_assert_cmpint(strstr(text, "low-confidence") != NULL, ==, is_flagged);
}

/* Reading fails and the image is kept: the page goes on, its job waits for a retry. */
static void test_kept_unread(Sample *sample, gconstpointer data)
{
    (void)data;
    static const PageReading unread = {
        .alto_sha256 = "aa", .layers_key = "bb", .text = "", .language = "", .is_unread = TRUE};
    g_autoptr(GError) error = NULL;
    Job job, late;
    guint n_jobs;
    gboolean gave_up;
    sample_scan(sample, "A-12/2008", "", texts, 1);
    for (guint i = 1; i < INDEX_ATTEMPTS_MAX; i++) {
        g_assert_true(lease(sample->store, "me", &job));
        g_assert_cmpuint(job.failures, ==, i - 1);
        g_assert_true(index_job_fail(sample->store, &job, "crashes", &gave_up, &error));
    }
    late = job;
    g_assert_true(lease(sample->store, "me", &job));
    g_assert_cmpuint(job.failures, ==, INDEX_ATTEMPTS_MAX - 1);
    g_assert_false(index_page_finish(sample->store, &late, &unread, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    g_clear_error(&error);
    g_assert_true(index_page_finish(sample->store, &job, &unread, &error));
    assert_count(sample->store, 0, 0, 1);
    assert_page(sample, "recognised", TRUE);
    g_autoptr(JsonNode) status = index_status(sample->store, &error);
    g_autofree char *told = json_to_string(status, FALSE);
    g_assert_nonnull(strstr(told, "\"crashes; it is kept as an image without text\""));
    plan(sample->store);
    assert_count(sample->store, 1, 0, 1); /* its side is due */

    index_jobs_retry(sample->store, &n_jobs, &error);
    g_assert_cmpuint(n_jobs, ==, 1);
    assert_page(sample, "recognised", TRUE); /* until it is read */
    g_assert_true(lease(sample->store, "me", &job));
    g_assert_true(index_page_finish(sample->store, &job, &reading, &error));
    assert_page(sample, "recognised", FALSE);
}

/* The owner is killed again and again: its work is free at once and the page not blamed. */
static void test_dead_owner(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *dead = owner_dead();
    g_autoptr(GError) error = NULL;
    Job job = {0};
    gboolean gave_up;
    sample_scan(sample, "A-12/2008", "", texts, 1);
    for (guint i = 1; i < 10; i++) {
        g_assert_true(lease(sample->store, dead, &job));
        g_assert_cmpuint(job.attempt, ==, i);
        plan(sample->store);
        assert_count(sample->store, 1, 0, 0);
    }
    g_assert_true(lease(sample->store, "me", &job));
    plan(sample->store);
    assert_count(sample->store, 0, 1, 0); /* nobody knows that "me" is dead */
    g_assert_true(index_job_fail(sample->store, &job, "hangs", &gave_up, &error));
    g_assert_false(gave_up);
    for (guint i = 0; i < 20 && lease(sample->store, dead, &job); i++)
        plan(sample->store);
    assert_count(sample->store, 0, 0, 1); /* it takes the machine down */
}

static void assert_held(Store *store, guint here, guint elsewhere)
{
    g_autoptr(GError) error = NULL;
    guint counts[2];
    index_jobs_held(store, &counts[0], &counts[1], &error);
    g_assert_no_error(error);
    g_assert_cmpuint(counts[0], ==, here);
    g_assert_cmpuint(counts[1], ==, elsewhere);
}

static void set_changed(Sample *sample, int seconds_ago)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autoptr(GDateTime) then = g_date_time_add_seconds(now, -seconds_ago);
    g_autofree char *at = g_date_time_format_iso8601(then);
    g_autofree char *sql = g_strdup_printf("UPDATE job SET changed_at = '%s'", at);
    sample_sql(sample, sql);
}

/* The computer was renamed, or replaced: its leases are kept while it gives signs of life. */
static void test_foreign_owner(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char owner[] = "old-pc some-boot 100 200";
    g_autofree char *self = index_owner_self();
    g_autoptr(GError) error = NULL;
    Job late, job;
    sample_scan(sample, "A-12/2008", "", texts, 2);
    g_assert_true(lease(sample->store, owner, &late));
    g_assert_true(lease(sample->store, self, &job));
    assert_held(sample->store, 1, 1);
    set_changed(sample, INDEX_LEASE_SILENCE_S - 60);
    plan(sample->store);
    assert_held(sample->store, 1, 1);
    set_changed(sample, 2 * INDEX_LEASE_SILENCE_S);
    g_assert_true(index_jobs_refresh(sample->store, owner, &error));
    plan(sample->store);
    assert_held(sample->store, 1, 1);
    set_changed(sample, INDEX_LEASE_SILENCE_S + 60);
    plan(sample->store);
    assert_held(sample->store, 1, 0); /* our own process is seen to live */
    g_assert_true(lease(sample->store, self, &job));
    g_assert_cmpint(job.job_id, ==, late.job_id);
    g_assert_false(index_page_finish(sample->store, &late, &reading, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    set_changed(sample, -2 * INDEX_LEASE_SILENCE_S);
    sample_sql(sample, "UPDATE job SET owner = 'old-pc some-boot 100 200'");
    plan(sample->store);
    assert_held(sample->store, 0, 0); /* a clock that ran ahead */
}

static void test_release(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *dead = owner_dead();
    g_autoptr(GError) error = NULL;
    Job job;
    sample_scan(sample, "A-12/2008", "", texts, 1);
    for (guint i = 0; i < 30; i++) {
        g_assert_true(lease(sample->store, "me", &job));
        g_assert_true(index_job_release(sample->store, &job, &error));
    }
    g_assert_true(lease(sample->store, dead, &job));
    plan(sample->store);
    assert_count(sample->store, 1, 0, 0); /* one death, whatever was given back before */
}

/* A side waits for the batch that feeds it, unless that is dead. */
static void test_side_waits(Sample *sample, gconstpointer data)
{
    (void)data;
    static const BatchStart start = {.kind = "scan", .source = "desk", .expected_sheets = -1};
    g_autofree char *dead = owner_dead();
    g_autofree char *sql = g_strdup_printf("UPDATE batch SET owner = '%s'", dead);
    g_autoptr(GError) error = NULL;
    gint64 batch_id, side_id;
    Job job;
    g_autoptr(Record) record = index_record_load(sample->store, "B-7/2010", &error);
    Page page = {.sheet = {"TEST", 1, 1, SCAN_FACE_FRONT}, .sha256 = "cc"};
    g_assert_true(index_side_find(sample->store, record, "", SIDE_FILL, &side_id, &error));
    g_assert_true(index_batch_open(sample->store, &start, &batch_id, &error));
    const PagePlacement placement = {.page = &page, .role = PAGE_ROLE_FOLIO, .side_id = side_id};
    g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    g_assert_true(lease(sample->store, "me", &job));
    g_assert_true(index_page_finish(sample->store, &job, &reading, &error));

    sample_sql(sample, "UPDATE batch SET owner = 'elsewhere x 1 1'");
    plan(sample->store);
    assert_count(sample->store, 0, 0, 0);
    sample_sql(sample, sql);
    plan(sample->store);
    assert_count(sample->store, 1, 0, 0);
}

/* --------------------------------------------------------------------------- many at once -- */

#define N_PAGES 60
#define N_PROCESSES 4

static void work_on_side(Store *store, const Job *job, GError **error)
{
    g_autoptr(SideTask) task = index_side_task_load(store, job->target_id, error);
    if (task)
        index_side_finish(store, job, task->revision, NULL, 0, error);
}

static int work(const char *dir)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = index_store_open(dir, "worker", &error);
    g_autofree char *self = index_owner_self();
    gboolean found = store != NULL;
    while (found && !error) {
        Job job;
        if (index_jobs_plan(store, &error) && index_job_lease(store, self, &job, &found, &error) &&
            found && job.kind == JOB_PAGE)
            index_page_finish(store, &job, &reading, &error);
        else if (found && !error)
            work_on_side(store, &job, &error);
    }
    if (error)
        g_printerr("# %s\n", error->message);
    return error != NULL;
}

/* Workers beside a scan that goes on: nobody is told that the index is busy, no page is read twice,
 * none is left. */
static void test_concurrent(Sample *sample, gconstpointer data)
{
    (void)data;
    pid_t children[N_PROCESSES];
    const char *many[N_PAGES];
    for (guint i = 0; i < N_PAGES; i++)
        many[i] = "text";
    sample_scan(sample, "B-7/2010", "", many, N_PAGES / 2);
    g_clear_pointer(&sample->store, index_store_free); /* not across fork */
    for (guint i = 0; i < N_PROCESSES; i++)
        if ((children[i] = fork()) == 0)
            _exit(work(sample->dir));
    sample->store = index_store_open(sample->dir, "operator", NULL);
    sample_scan(sample, "C-3/2011", "", many, N_PAGES / 2);
    for (guint i = 0; i < N_PROCESSES; i++) {
        int status = -1;
        waitpid(children[i], &status, 0);
        g_assert_cmpint(status, ==, 0);
    }
    g_assert_cmpint(work(sample->dir), ==, 0);
    assert_count(sample->store, 0, 0, 0);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/job/order", test_order},
        {"/job/late", test_late},
        {"/job/late-after-replacement", test_late_after_replacement},
        {"/job/three-failures", test_three_failures},
        {"/job/kept-unread", test_kept_unread},
        {"/job/dead-owner", test_dead_owner},
        {"/job/foreign-owner", test_foreign_owner},
        {"/job/release", test_release},
        {"/job/side-waits", test_side_waits},
        {"/job/concurrent", test_concurrent},
    };
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/job/owner", test_owner);
    g_test_add_func("/job/owner-zombie", test_owner_zombie);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
