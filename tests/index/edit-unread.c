/* A page that could not be read, and was kept as an image: whatever is corrected around it, it is told until it
 * is read, and may be tried again. */
#include "tests/index/edit-office.h"

#define PAGE_ID 14 /* the seventh of B-7/2010 */

/* Its mark and its job. */
static const char told[] =
    "SELECT flag, job.state FROM flag LEFT JOIN job ON job.kind = 'page' AND target_id = page_id "
    "WHERE page_id = 14 AND flag = 'unread'";

static const PageReading words = {
    .alto_sha256 = "cc", .layers_key = "dd", .text = "words", .language = "eng", .confidence = 90};

static Job page_lease(Sample *sample)
{
    Job job;
    gboolean found;
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, NULL) && found);
    g_assert_cmpint(job.kind, ==, JOB_PAGE);
    g_assert_cmpint(job.target_id, ==, PAGE_ID);
    return job;
}

static void page_keep_unread(Sample *sample)
{
    const PageReading unread = {
        .alto_sha256 = "aa", .layers_key = "bb", .text = "", .language = "", .is_unread = TRUE};
    Job job = page_lease(sample);
    while (job.failures + 1 < INDEX_ATTEMPTS_MAX) {
        gboolean gave_up;
        g_assert_true(index_job_fail(sample->store, &job, "crashes", &gave_up, NULL));
        job = page_lease(sample);
    }
    g_assert_true(index_page_finish(sample->store, &job, &unread, NULL));
    same_rows(sample, told, "unread failed");
}

static void setup(Sample *sample, gconstpointer data)
{
    static const char *const texts[] = {"n"};
    office_setup(sample, data);
    sample_scan(sample, "B-7/2010", "", texts, 1);
    page_keep_unread(sample);
}

static void page_read(Sample *sample)
{
    const Job job = page_lease(sample);
    g_assert_true(index_page_finish(sample->store, &job, &words, NULL));
    same_rows(sample, told, "");
    same_rows(sample, "SELECT count(*) FROM job WHERE state = 'failed'", "0");
}

/* Where it only moves up or down, its job stays as it was given up; where it may come out otherwise, it is tried
 * again at once. Taken out of its side it is nobody's work; put back it is. */
static void test_corrected(Sample *sample, gconstpointer data)
{
    static const struct {
        const char *script, *then, *undone;
    } cases[] = {
        {"label B 7 7A", "unread failed", "unread failed"},
        {"reverse B 1-", "unread failed", "unread failed"},
        {"aside B 1", "unread failed", "unread failed"},
        {"close B lost", "unread failed", "unread failed"},
        {"turn B 7 1", "unread pending", "unread pending"},
        {"move B 7 C", "unread pending", "unread pending"},
        {"move B 7 Bn", "unread pending", "unread pending"},
        {"aside B 7", "unread (null)", "unread pending"},
    };
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].script);
        gint64 edit_id = script_do(sample, cases[i].script);
        same_rows(sample, told, cases[i].then);
        script_undo(sample, edit_id);
        same_rows(sample, told, cases[i].undone);
        office_check(sample, 14);
        if (g_str_has_suffix(cases[i].undone, "pending"))
            page_keep_unread(sample);
    }
}

/* A retry that a correction overtakes is none the worse for it. */
static void test_retried(Sample *sample, gconstpointer data)
{
    guint n_jobs;
    (void)data;
    g_assert_true(index_jobs_retry(sample->store, &n_jobs, NULL));
    script_do(sample, "reverse B 1-");
    same_rows(sample, told, "unread pending");
    page_read(sample);
}

static void test_withheld(Sample *sample, gconstpointer data)
{
    static const struct {
        const char *key, *value, *back;
    } marks[] = {{"classification", "Secret", "Normal"}, {"availability", "excluded", "available"}};
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_assert_true(sample_set(sample, "B-7/2010", marks[i].key, marks[i].value, NULL));
        same_rows(sample, told, "unread (null)");
        g_assert_true(sample_set(sample, "B-7/2010", marks[i].key, marks[i].back, NULL));
        same_rows(sample, told, "unread pending");
        if (i == 0)
            page_keep_unread(sample);
    }
    page_read(sample);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/edit-unread/corrected", Sample, NULL, setup, test_corrected, sample_teardown);
    g_test_add("/edit-unread/retried", Sample, NULL, setup, test_retried, sample_teardown);
    g_test_add("/edit-unread/withheld", Sample, NULL, setup, test_withheld, sample_teardown);
    return g_test_run();
}
