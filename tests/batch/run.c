/* run_all against workers that answer what they should not. The test program is its own page worker
 * (batch/child.h starts /proc/self/exe); MUHAFIZ_TEST_ACT names how it behaves. */
#include "batch/run.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "batch/child.h"
#include "index/bag.h"
#include "scan/scan.h"
#include "tests/index/sample.h"

#define ACT "MUHAFIZ_TEST_ACT"
#define HASH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char *const texts[] = {"one", "two", "three"};

/* --------------------------------------------------------------------------------- the worker -- */

static const char *text_of(JsonObject *object, const char *name)
{
    return json_object_get_string_member(object, name);
}

static void file_publish(const char *store, const char *path, const char *text)
{
    g_autofree char *spool = g_build_filename(store, "spool", NULL);
    g_assert_true(scan_file_publish_bytes(spool, path, text, strlen(text), NULL));
}

/* A page as a worker reads it, but for the reading. */
static JsonObject *page_answer(JsonObject *request)
{
    const char *store = text_of(request, "store"), *hash = text_of(request, "sha256");
    g_autofree char *alto = index_hash_path(store, "text", hash, ".alto.xml");
    g_autofree char *layers = index_hash_path(store, "layers", hash, ".layers");
    file_publish(store, alto, "<alto/>");
    file_publish(store, layers, "layers");
    JsonObject *answer = json_object_new();
    json_object_set_string_member(answer, "alto_sha256", hash);
    json_object_set_string_member(answer, "layers_key", hash);
    json_object_set_string_member(answer, "text", "text");
    json_object_set_string_member(answer, "language", "eng");
    json_object_set_double_member(answer, "confidence", 90);
    json_object_set_int_member(answer, "turn", 0);
    json_object_set_string_member(answer, "findings", "{}");
    return answer;
}

static JsonObject *side_answer(JsonObject *request)
{
    JsonArray *volumes = json_object_get_array_member(request, "volumes");
    JsonArray *made = json_array_new();
    for (guint i = 0; i < json_array_get_length(volumes); i++) {
        JsonObject *volume = json_array_get_object_element(volumes, i), *row = json_object_new();
        g_autofree char *path = g_strdup_printf("%s/made-%u.pdf", text_of(volume, "folder"), i);
        file_publish(text_of(request, "store"), path, "%PDF");
        json_object_set_string_member(row, "path", path);
        json_object_set_string_member(row, "sha256", HASH);
        json_object_set_int_member(row, "size_bytes", 4);
        json_array_add_object_element(made, row);
    }
    JsonObject *answer = json_object_new();
    json_object_set_array_member(answer, "volumes", made);
    return answer;
}

/* "page alto_sha256 5": in answers about pages that member gets another value; "" removes it.
 * "volume ...": the same in each volume of an answer about a side. */
static void answer_spoil(JsonObject *answer, const char *name, const char *value)
{
    json_object_remove_member(answer, name);
    if (*value)
        json_object_set_member(answer, name, json_from_string(value, NULL));
}

static void answers_spoil(JsonObject *answer, gboolean is_page, const char *act)
{
    g_auto(GStrv) words = g_strsplit(act, " ", 3);
    if (g_str_equal(words[0], is_page ? "page" : "side"))
        answer_spoil(answer, words[1], words[2]);
    if (g_str_equal(words[0], "volume") && !is_page)
        answer_spoil(
            json_array_get_object_element(json_object_get_array_member(answer, "volumes"), 0),
            words[1], words[2]);
}

static int work(void)
{
    const char *act = g_getenv(ACT);
    g_autoptr(Worker) worker = worker_new(NULL);
    JsonObject *request;
    while ((request = worker_receive(worker, NULL))) {
        gboolean is_page = g_str_equal(text_of(request, "do"), "page");
        g_autofree char *layers = g_build_filename(text_of(request, "store"), "layers", NULL);
        if (g_str_equal(act, "forget") && is_page)
            scan_dir_remove(layers, NULL);
        JsonObject *answer = is_page ? page_answer(request) : side_answer(request);
        answers_spoil(answer, is_page, act);
        worker_send(worker, answer);
        json_object_unref(request);
        if (g_str_equal(act, "leave"))
            return 3;
    }
    return 0;
}

/* ---------------------------------------------------------------------------------- the owner -- */

static void run(Sample *sample, const char *act)
{
    g_autoptr(GError) error = NULL;
    Context context = {.store = sample->store};
    const RunSettings settings = {.jobs = 1};
    guint n_done;
    g_setenv(ACT, act, TRUE);
    run_all(&context, &settings, &n_done, &error);
    g_assert_no_error(error);
}

static void assert_failed(Sample *sample, guint n_expected)
{
    guint pending, running, failed;
    g_assert_true(index_jobs_count(sample->store, &pending, &running, &failed, NULL));
    g_assert_cmpuint(pending + running, ==, 0);
    g_assert_cmpuint(failed, ==, n_expected);
}

/* One page and its side; the answer is spoilt as name says, and that is what fails. */
static void test_spoilt(Sample *sample, gconstpointer act)
{
    sample_scan(sample, "B-7/2010", "", texts, 1);
    run(sample, act);
    assert_failed(sample, 1);
    run(sample, "well");
    assert_failed(sample, 1);
    guint n_jobs;
    g_assert_true(index_jobs_retry(sample->store, &n_jobs, NULL));
    run(sample, "well");
    assert_failed(sample, 0);
}

static void test_well(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, "B-7/2010", "", texts, 3);
    run(sample, "well");
    assert_failed(sample, 0);
}

/* Whenever a page is read, the layers of the others are gone: they are never all there. */
static void test_forget(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, "B-7/2010", "", texts, 3);
    run(sample, "forget");
    assert_failed(sample, 1);
    guint n_jobs;
    g_assert_true(index_jobs_retry(sample->store, &n_jobs, NULL));
    run(sample, "well");
    assert_failed(sample, 0);
}

/* A worker that dies after its answer is replaced, and no page is charged for it. */
static void test_leave(void)
{
    if (g_test_subprocess()) {
        Sample sample;
        sample_setup(&sample, NULL);
        sample_scan(&sample, "B-7/2010", "", texts, 3);
        run(&sample, "leave");
        assert_failed(&sample, 0);
        sample_teardown(&sample, NULL);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("*page 3: recognised*written and read back*");
    g_test_trap_assert_stderr_unmatched("*trying again*");
}

int main(int argc, char **argv)
{
    static const char *const spoilt[] = {
        "page text 5",         "page text ",           "page alto_sha256 \"\"",
        "page alto_sha256 []", "page layers_key null", "page layers_key \"" HASH "\"",
        "page language {}",    "page confidence 101",  "page confidence \"90\"",
        "page turn 4",         "page turn ",           "page findings \"[]\"",
        "page findings \"{\"", "page findings 5",      "side volumes ",
        "side volumes []",     "side volumes 5",       "side volumes [5]",
        "volume path \"\"",    "volume path 5",        "volume path \"/etc/passwd\"",
        "volume sha256 \"A\"", "volume size_bytes 0",  "volume size_bytes \"4\"",
    };
    if (argc == 2 && g_str_equal(argv[1], "page-worker"))
        return work();
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(spoilt); i++) {
        g_autofree char *path = g_strdup_printf("/run/spoilt/%u", i);
        g_test_add(path, Sample, spoilt[i], sample_setup, test_spoilt, sample_teardown);
    }
    g_test_add("/run/well", Sample, NULL, sample_setup, test_well, sample_teardown);
    g_test_add("/run/forget", Sample, NULL, sample_setup, test_forget, sample_teardown);
    g_test_add_func("/run/leave", test_leave);
    return g_test_run();
}
