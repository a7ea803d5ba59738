/* Damaged files are brought back from a backup, one by one, and nothing else is touched. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

#define PACKAGE "outbox/fl-A-12_2008"

static char *backup_dir(Sample *sample)
{
    return g_build_filename(sample->root, "disk", NULL);
}

static void setup(Sample *sample, gconstpointer data)
{
    static const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    sample_setup(sample, data);
    sample_make_ready(sample);
    g_autofree char *dir = backup_dir(sample);
    g_autoptr(JsonNode) package = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) backup =
        index_backup(sample->store, &(BackupSettings){.dir = dir}, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(package && backup);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The nth file below a folder of dir, by name; relative to dir. */
static char *file_in(const char *dir, const char *folder, guint n)
{
    g_autofree char *full = g_build_filename(dir, folder, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (!g_file_test(full, G_FILE_TEST_IS_DIR))
        return g_strdup(folder);
    g_autoptr(GDir) listing = g_dir_open(full, 0, NULL);
    for (const char *name; (name = g_dir_read_name(listing));)
        g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, by_name);
    return file_in(dir, names->pdata[MIN(n, names->len - 1)], 0);
}

static char *sha256_of(const char *dir, const char *path)
{
    g_autofree char *full = g_build_filename(dir, path, NULL);
    char *sha256 = g_malloc0(SCAN_SHA256_SIZE);
    if (!scan_file_sha256(full, sha256, NULL, NULL))
        *sha256 = '\0';
    return sha256;
}

static void file_spoil(const char *dir, const char *path)
{
    g_autofree char *full = g_build_filename(dir, path, NULL), *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(full, &bytes, &length, NULL));
    bytes[length / 2] ^= 1;
    g_assert_true(g_file_set_contents(full, bytes, (gssize)length, NULL));
}

static void file_remove(const char *dir, const char *path)
{
    g_autofree char *full = g_build_filename(dir, path, NULL);
    g_assert_cmpint(g_unlink(full), ==, 0);
}

static VerifyReport mend(Sample *sample)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = backup_dir(sample);
    index_verify(sample->store, &(VerifySettings){.mend = dir}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < report.problems->len; i++)
        g_test_message("%s", (const char *)report.problems->pdata[i]);
    return report;
}

static guint verify(Sample *sample)
{
    VerifyReport report = {0};
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, NULL));
    guint n = report.problems->len;
    index_verify_report_clear(&report);
    return n;
}

/* What status says of it: problems of the last check that found any; 0: none are known. */
static gint64 damaged_by_status(Sample *sample)
{
    g_autoptr(JsonNode) status = index_status(sample->store, NULL);
    JsonObject *verified = json_object_get_object_member(json_node_get_object(status), "verified");
    return json_object_get_int_member_with_default(verified, "damaged", 0);
}

/* A master, a text, a volume and a package, damaged or gone. */
static void damage_all(Sample *sample, char *paths[5])
{
    paths[0] = file_in(sample->dir, "pages", 0);
    paths[1] = file_in(sample->dir, "pages", 1);
    paths[2] = file_in(sample->dir, "text", 0);
    paths[3] = file_in(sample->dir, "efiles", 0);
    paths[4] = g_strdup(PACKAGE "/data/metadata.csv");
    file_spoil(sample->dir, paths[0]);
    file_remove(sample->dir, paths[1]);
    file_spoil(sample->dir, paths[2]);
    file_remove(sample->dir, paths[3]);
    file_spoil(sample->dir, paths[4]);
}

static void test_all(Sample *sample, gconstpointer data)
{
    (void)data;
    char *paths[5];
    damage_all(sample, paths);
    file_remove(sample->dir, PACKAGE "/manifest-sha256.txt");
    g_assert_cmpuint(verify(sample), >=, 6);
    g_assert_cmpint(damaged_by_status(sample), >=, 6);
    VerifyReport report = mend(sample);
    g_assert_cmpuint(report.problems->len, ==, 0);
    g_assert_cmpuint(report.mended->len, ==, 5); /* the package is one */
    index_verify_report_clear(&report);
    g_assert_cmpuint(verify(sample), ==, 0);
    g_assert_cmpint(damaged_by_status(sample), ==, 0);
    g_autofree char *disk = backup_dir(sample);
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *ours = sha256_of(sample->dir, paths[i]);
        g_autofree char *theirs = sha256_of(disk, paths[i]);
        g_autofree char *kept = g_build_filename(sample->dir, "damaged", paths[i], NULL);
        g_assert_cmpstr(ours, ==, theirs);
        g_assert_cmpint(g_file_test(kept, G_FILE_TEST_EXISTS), ==,
                        i % 2 == 0); /* not what was gone */
        g_free(paths[i]);
    }
}

/* A file that is whole is left as it is, and the events tell what was done. */
static void test_rest(Sample *sample, gconstpointer data)
{
    (void)data;
    GStatBuf before, after;
    g_autofree char *whole = file_in(sample->dir, "pages", 0), *full = sample_path(sample, whole);
    g_autofree char *gone = file_in(sample->dir, "pages", 1);
    g_assert_cmpint(g_stat(full, &before), ==, 0);
    file_remove(sample->dir, gone);
    VerifyReport report = mend(sample);
    g_assert_cmpuint(report.mended->len, ==, 1);
    index_verify_report_clear(&report);
    g_assert_cmpint(g_stat(full, &after), ==, 0);
    g_assert_cmpuint(before.st_ino, ==, after.st_ino);
    sample_sql(
        sample,
        "CREATE TEMP TABLE one (n CHECK (n = 2)); INSERT INTO one SELECT count(*) FROM event "
        "WHERE act = 'store.mending' OR (act = 'store.mended' AND "
        "json_extract(detail, '$.files') = 1 AND json_extract(detail, '$.left') = 0)");
    report = mend(sample); /* nothing is left to be done */
    g_assert_cmpuint(report.mended->len + report.problems->len, ==, 0);
    index_verify_report_clear(&report);
}

/* What the backup has not whole itself stays damaged, and is named with the reason. */
static void test_both(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *disk = backup_dir(sample), *path = file_in(sample->dir, "pages", 0);
    g_autofree char *other = file_in(sample->dir, "pages", 1), *before = NULL, *after = NULL;
    file_spoil(sample->dir, path);
    file_remove(sample->dir, other);
    before = sha256_of(sample->dir, path);
    file_remove(disk, path);
    VerifyReport report = mend(sample);
    g_assert_cmpuint(report.mended->len, ==, 1);
    g_assert_cmpuint(report.problems->len, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "not brought back: "));
    index_verify_report_clear(&report);
    after = sha256_of(sample->dir, path);
    g_assert_cmpstr(before, ==, after); /* better than nothing */
    g_assert_cmpint(damaged_by_status(sample), ==, 1);
}

/* ------------------------------------------------------------------------------------- refusals -- */

static void mend_must_fail(Sample *sample, const char *dir, int code, const char *says)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    g_assert_false(
        index_verify(sample->store, &(VerifySettings){.mend = dir}, NULL, NULL, &report, &error));
    g_assert_error(error, MUHAFIZ_ERROR, code);
    g_assert_nonnull(strstr(error->message, says));
}

/* What another office's backup says of itself. */
static void other_put(const char *dir)
{
    g_autofree char *path = g_build_filename(dir, "backup.json", NULL);
    g_assert_cmpint(g_mkdir(dir, 0755), ==, 0);
    g_assert_true(g_file_set_contents(
        path, "{\"schema\":1,\"office\":\"OTHER\",\"list_sha256\":\"\"}", -1, NULL));
}

static void test_refused(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *disk = backup_dir(sample), *path = file_in(sample->dir, "pages", 0);
    g_autofree char *before = NULL, *after = NULL;
    g_autofree char *other = g_build_filename(sample->root, "other", NULL);
    mend_must_fail(sample, sample->root, MUHAFIZ_ERROR_USAGE, "holds no whole backup");
    other_put(other);
    mend_must_fail(sample, other, MUHAFIZ_ERROR_USAGE, "of another office (OTHER)");
    file_spoil(sample->dir, path);
    before = sha256_of(sample->dir, path);
    sample_sql(sample,
               "DROP TRIGGER event_no_update; UPDATE event_kept SET person = 'x' WHERE number = 2");
    mend_must_fail(sample, disk, MUHAFIZ_ERROR_DATA, "chain of events");
    after = sha256_of(sample->dir, path);
    g_assert_cmpstr(before, ==, after);
}

/* -------------------------------------------------------------------------------------- killing -- */

/* A process that brings everything back is killed after so many microseconds. */
static void mend_killed(Sample *sample, guint after_us)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        g_autofree char *dir = backup_dir(sample);
        VerifyReport report = {0};
        Store *store = index_store_open(sample->dir, "operator", NULL);
        index_verify(store, &(VerifySettings){.mend = dir}, NULL, NULL, &report, NULL);
        _exit(0);
    }
    g_usleep(after_us);
    kill(child, SIGKILL);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
}

/* As it is where the kill comes in the middle of a file. */
static void leftover_put(Sample *sample)
{
    g_autofree char *dir = sample_path(sample, "spool/mend");
    g_autofree char *path = g_build_filename(dir, "publish-ABCDEF", NULL);
    g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, "half", -1, NULL));
}

static void leftovers_must_be_gone(Sample *sample)
{
    g_autofree char *spool = sample_path(sample, "spool");
    g_autoptr(GDir) dir = g_dir_open(spool, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (g_str_equal(name, "mend") || g_str_has_prefix(name, "publish-"))
            g_error("%s is left in the spool", name);
}

/* Wherever it is killed: no file is half there, and the next one brings back the rest. */
static void test_killed(Sample *sample, gconstpointer data)
{
    (void)data;
    for (guint after_us = 2000; after_us < 60000; after_us = after_us * 3 / 2) {
        char *paths[5];
        damage_all(sample, paths);
        mend_killed(sample, after_us);
        leftover_put(sample);
        VerifyReport report = mend(sample);
        leftovers_must_be_gone(sample);
        g_assert_cmpuint(report.problems->len, ==, 0);
        index_verify_report_clear(&report);
        g_assert_cmpuint(verify(sample), ==, 0);
        for (guint i = 0; i < G_N_ELEMENTS(paths); i++)
            g_free(paths[i]);
    }
}

/* --------------------------------------------------------------------------------------- status -- */

/* A sample that finds nothing does not take the damage back; thirty days later all are due. */
static void test_status(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport report = {0};
    g_autoptr(JsonObject) never = index_verified(sample->store);
    g_assert_true(json_object_get_boolean_member(never, "is_due"));
    g_assert_false(json_object_has_member(never, "at"));
    g_assert_cmpuint(verify(sample), ==, 0);
    g_autoptr(JsonObject) well = index_verified(sample->store);
    g_assert_false(json_object_get_boolean_member(well, "is_due"));
    g_autofree char *path = file_in(sample->dir, "pages", 0);
    file_spoil(sample->dir, path);
    g_assert_cmpuint(verify(sample), ==, 1);
    file_spoil(sample->dir, path); /* as it was */
    g_assert_true(index_verify(sample->store, &(VerifySettings){.sample_files = 1}, NULL, NULL,
                               &report, NULL));
    index_verify_report_clear(&report);
    g_assert_cmpint(damaged_by_status(sample), ==, 1);
    g_assert_cmpuint(verify(sample), ==, 0);
    g_assert_cmpint(damaged_by_status(sample), ==, 0);
    g_autofree char *file = sample_path(sample, "verified.json");
    g_assert_true(
        g_file_set_contents(file, "{\"full_at\":\"2026-01-02T03:04:05+05:30\"}", -1, NULL));
    g_autoptr(JsonObject) late = index_verified(sample->store);
    g_assert_true(json_object_get_boolean_member(late, "is_due"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/mend/all", Sample, NULL, setup, test_all, sample_teardown);
    g_test_add("/mend/rest", Sample, NULL, setup, test_rest, sample_teardown);
    g_test_add("/mend/both", Sample, NULL, setup, test_both, sample_teardown);
    g_test_add("/mend/refused", Sample, NULL, setup, test_refused, sample_teardown);
    g_test_add("/mend/killed", Sample, NULL, setup, test_killed, sample_teardown);
    g_test_add("/mend/status", Sample, NULL, setup, test_status, sample_teardown);
    return g_test_run();
}
