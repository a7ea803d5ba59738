/* Samples, and checks that go on where they were killed. */
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/index/verify-room.h"

#define MANY 160

static void make_many(Sample *sample)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < MANY; i++)
        g_ptr_array_add(texts, g_strdup_printf("page %u", i));
    sample_scan(sample, "A-12/2008", "", (const char *const *)texts->pdata, MANY);
}

static void file_spoil(Sample *sample, const char *text)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_autofree char *path = index_store_file(sample->store, "pages", hash, ".tif");
    bytes_change(path, FALSE);
}

static void verify_once(Sample *sample, const VerifySettings *settings, VerifyReport *report)
{
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, settings, NULL, NULL, report, &error);
    g_assert_no_error(error);
}

/* The same seed draws the same; another, or none, others. */
static void test_sample(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport first = {0}, again = {0}, part = {0}, other = {0};
    make_many(sample);
    for (guint i = 0; i < MANY; i += 2) {
        g_autofree char *text = g_strdup_printf("page %u", i);
        file_spoil(sample, text);
    }
    verify_once(sample, &(VerifySettings){.sample_files = 40}, &first);
    g_assert_cmpuint(first.files_hashed, ==, 40);
    g_assert_cmpint(first.masters, ==, MANY);
    g_assert_cmpuint(first.problems->len, >, 5); /* about half of the sample */
    g_assert_cmpuint(first.problems->len, <, 35);
    verify_once(sample, &(VerifySettings){.sample_files = 40, .seed = first.seed}, &again);
    g_assert_cmpuint(again.problems->len, ==, first.problems->len);
    for (guint i = 0; i < first.problems->len; i++)
        g_assert_cmpstr(again.problems->pdata[i], ==, first.problems->pdata[i]);
    verify_once(sample, &(VerifySettings){.sample_percent = 10, .seed = "one"}, &part);
    g_assert_cmpuint(part.files_hashed, >, MANY / 20);
    g_assert_cmpuint(part.files_hashed, <, MANY / 5);
    verify_once(sample, &(VerifySettings){.sample_files = 40}, &other);
    g_assert_cmpstr(other.seed, !=, first.seed); /* the chain went on */
    VerifyReport *all[] = {&first, &again, &part, &other};
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        index_verify_report_clear(all[i]);
}

static void die_at(guint64 done, guint64 total, gpointer last)
{
    (void)total;
    if (done == *(const guint64 *)last)
        raise(SIGKILL);
}

/* A process that is killed in the middle of a check. */
static void verify_killed(Sample *sample, guint64 at)
{
    pid_t child = fork();
    if (child == 0) {
        VerifyReport report = {0};
        Store *store = index_store_open(sample->dir, "operator", NULL);
        index_verify(store, &(VerifySettings){0}, die_at, &at, &report, NULL);
        _exit(1);
    }
    int status = 0;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* What may not be gone on with: the state of an interrupted check that was made up, and one that is over. */
static void test_state_forged(Sample *sample, gconstpointer data)
{
    (void)data;
    gsize length;
    g_autofree char *text = NULL;
    g_autoptr(GString) forged = NULL;
    g_autofree char *path = index_store_path(sample->store, "spool/verify.json");
    make_many(sample);
    verify_killed(sample, 130);
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    file_spoil(sample, "page 50");
    file_spoil(sample, "page 150");
    forged = g_string_new(text);
    g_assert_cmpuint(g_string_replace(forged, "\"last\":", "\"last\":99", 1), ==, 1);
    const char *const states[] = {forged->str, text}; /* the first check ends that of text */
    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        VerifyReport report = {0};
        g_assert_true(g_file_set_contents(path, states[i], -1, NULL));
        verify_once(sample, &(VerifySettings){0}, &report);
        g_assert_null(report.began_at);
        g_assert_cmpuint(report.hashed_before, ==, 0);
        g_assert_cmpuint(report.problems->len, ==, 2);
        g_assert_cmpuint(report.notes->len, ==, 1);
        index_verify_report_clear(&report);
    }
}

/* What was hashed before is looked for, and it is told how much that was. */
static void test_taken_over(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport report = {0};
    make_many(sample);
    verify_killed(sample, 130);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "page 50", -1);
    g_autofree char *path = index_store_file(sample->store, "pages", hash, ".tif");
    g_assert_cmpint(g_unlink(path), ==, 0);
    verify_once(sample, &(VerifySettings){0}, &report);
    g_assert_nonnull(report.began_at);
    g_assert_cmpuint(report.hashed_before, ==, 100);
    g_assert_cmpuint(report.problems->len, ==, 1);
    index_verify_report_clear(&report);
}

static void test_killed(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport whole = {0}, report = {0}, restarted = {0};
    make_many(sample);
    file_spoil(sample, "page 50");
    file_spoil(sample, "page 150");
    sample_sql(sample, "UPDATE record SET subject = 'x' WHERE file_no = 'A-12/2008'");
    verify_killed(sample, 130); /* 100 were kept */
    verify_once(sample, &(VerifySettings){0}, &report);
    g_assert_nonnull(report.began_at);
    g_assert_cmpint(report.masters, ==, MANY);
    g_assert_cmpuint(report.files_hashed, ==, MANY);
    g_assert_cmpuint(report.problems->len, ==, 3); /* one of them found before it was killed */
    verify_once(sample, &(VerifySettings){0}, &whole);
    g_assert_null(whole.began_at); /* it had come to its end */
    g_assert_cmpuint(whole.problems->len, ==, 3);
    verify_killed(sample, 130);
    verify_once(sample, &(VerifySettings){.restart = TRUE}, &restarted);
    g_assert_null(restarted.began_at);
    index_verify_report_clear(&restarted);
    verify_killed(sample, 130); /* and the chain loses the event with which that check began */
    sample_sql(sample,
               UNLOCK "DELETE FROM event_kept WHERE number = (SELECT max(number) FROM event)");
    verify_once(sample, &(VerifySettings){0}, &restarted);
    g_assert_null(restarted.began_at);
    index_verify_report_clear(&whole);
    index_verify_report_clear(&report);
    index_verify_report_clear(&restarted);
}

void verify_resumed_tests(void)
{
    static const SampleTest tests[] = {
        {"/verify/sample", test_sample},
        {"/verify/state-forged", test_state_forged},
        {"/verify/taken-over", test_taken_over},
        {"/verify/killed", test_killed},
    };
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
}
