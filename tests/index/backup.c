/* Backups: whole or none, while work goes on; and a store made of one again. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

#define FILE_NO "A-12/2008"

static char *target_path(Sample *sample)
{
    return g_build_filename(sample->root, "copy", NULL);
}

static void make_package(Sample *sample)
{
    const ExportSettings settings = {.unchecked = TRUE};
    sample_make_ready(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, FILE_NO, &settings, NULL);
    g_assert_nonnull(node);
}

static JsonObject *backup(Sample *sample, gboolean full)
{
    g_autofree char *dir = target_path(sample);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_backup(
        sample->store, &(BackupSettings){.dir = dir, .full = full}, NULL, NULL, &error);
    g_assert_no_error(error);
    return json_object_ref(json_node_get_object(node));
}

static gint64 number_of(JsonObject *answer, const char *member)
{
    return json_object_get_int_member(answer, member);
}

static guint n_problems(JsonObject *answer)
{
    return json_array_get_length(json_object_get_array_member(answer, "problems"));
}

/* Into a new folder, as a sample of its own that shares the root. */
static Sample restore(Sample *sample, guint n_problems_wanted)
{
    g_autofree char *from = target_path(sample);
    g_autoptr(GError) error = NULL;
    Sample again = {.root = sample->root, .dir = g_build_filename(sample->root, "again", NULL)};
    g_autoptr(JsonNode) node = index_restore(again.dir, "auditor", from, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(n_problems(json_node_get_object(node)), ==, n_problems_wanted);
    again.store = index_store_open(again.dir, "auditor", &error);
    g_assert_no_error(error);
    return again;
}

static void restored_clear(Sample *again)
{
    index_store_free(again->store);
    scan_dir_remove(again->dir, NULL);
    g_free(again->dir);
}

static guint verify(Sample *sample, const char *anchor)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    const char *const anchors[] = {anchor, NULL};
    index_verify(sample->store, &(VerifySettings){.anchors = anchors}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    guint n = report.problems->len;
    for (guint i = 0; i < n; i++)
        g_test_message("%s", (char *)report.problems->pdata[i]);
    index_verify_report_clear(&report);
    return n;
}

static char *shown(Sample *sample)
{
    g_autoptr(JsonNode) node = index_record_show(sample->store, FILE_NO, NULL);
    json_object_remove_member(json_node_get_object(node), "safe_copies");
    return json_to_string(node, FALSE);
}

/* ------------------------------------------------------------------------------------ the way -- */

static void test_whole(Sample *sample, gconstpointer data)
{
    (void)data;
    make_package(sample);
    g_autoptr(JsonObject) first = backup(sample, FALSE), second = backup(sample, FALSE);
    g_assert_cmpint(number_of(first, "files"), ==, number_of(first, "files_copied") + 2);
    g_assert_cmpint(number_of(first, "files"), >, 10); /* 2 masters, 2 texts, a volume, a package */
    g_assert_cmpint(number_of(second, "files_copied"), ==, 0);
    g_assert_cmpint(number_of(second, "event_number"), ==, number_of(first, "event_number") + 1);
    g_autoptr(JsonObject) full = backup(sample, TRUE);
    g_assert_cmpint(number_of(full, "files_copied"), ==, 0); /* it was only read again */
    g_assert_cmpint(number_of(full, "files"), ==, number_of(first, "files"));
    g_autofree char *dir = target_path(sample), *before = shown(sample);
    Sample again = restore(sample, 0);
    g_autofree char *after = shown(&again);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpuint(verify(&again, dir), ==, 0);
    g_autoptr(JsonNode) hits = index_search(again.store, "mutation", 10, NULL);
    g_assert_nonnull(hits);
    restored_clear(&again);
}

/* Any file of it, read by a tool that knows nothing of Muhafiz. */
static void test_list(Sample *sample, gconstpointer data)
{
    (void)data;
    int status = -1;
    make_package(sample);
    g_autoptr(JsonObject) answer = backup(sample, FALSE);
    g_autofree char *dir = target_path(sample);
    g_autofree char *command = g_strdup_printf(
        "sh -c 'cd \"%s\" && sha256sum --strict --quiet -c backups/%s/files.sha256'", dir,
        json_object_get_string_member(answer, "backup"));
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

/* Only the two latest are kept, and the greatest number is the latest. */
static void test_kept(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *dir = target_path(sample);
    g_autofree char *folders = g_build_filename(dir, "backups", NULL);
    make_package(sample);
    for (guint i = 0; i < 4; i++)
        json_object_unref(backup(sample, FALSE));
    guint n = 0;
    g_autoptr(GDir) listing = g_dir_open(folders, 0, NULL);
    while (g_dir_read_name(listing))
        n++;
    g_assert_cmpuint(n, ==, 2);
}

/* ------------------------------------------------------------------------------------- damage -- */

static char *master_path(Sample *sample, const char *dir, const char *text)
{
    (void)sample;
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return index_hash_path(dir, "pages", hash, ".tif");
}

static void flip(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    bytes[length / 2] ^= 1;
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

/* Records that status counts as on no disk, and on one. */
static void must_count(Sample *sample, gint64 on_none, gint64 on_one)
{
    g_autoptr(JsonNode) node = index_status(sample->store, NULL);
    JsonObject *counts = json_object_get_object_member(json_node_get_object(node), "safe_copies");
    g_assert_cmpint(number_of(counts, "0"), ==, on_none);
    g_assert_cmpint(number_of(counts, "1"), ==, on_one);
}

/* A master that the store has not whole any more: the rest is saved, and the record does not count. */
static void test_source_damaged(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two"};
    sample_scan(sample, FILE_NO, "", texts, 2);
    sample_scan(sample, "B-7/2010", "", (const char *const[]){"three"}, 1);
    g_autofree char *path = master_path(sample, sample->dir, "two");
    flip(path);
    g_autoptr(JsonObject) answer = backup(sample, FALSE);
    g_assert_cmpuint(n_problems(answer), ==, 1);
    sample_sql(sample, "UPDATE backup SET beside_store = 0");
    g_autoptr(JsonNode) lost = index_record_show(sample->store, FILE_NO, NULL);
    g_autoptr(JsonNode) held = index_record_show(sample->store, "B-7/2010", NULL);
    g_assert_cmpint(number_of(json_node_get_object(lost), "safe_copies"), ==, 0);
    g_assert_cmpint(number_of(json_node_get_object(held), "safe_copies"), ==, 1);
    must_count(sample, 1, 1);
    flip(path); /* brought back */
    g_autoptr(JsonObject) repaired = backup(sample, FALSE);
    g_assert_cmpuint(n_problems(repaired), ==, 0);
    g_assert_cmpint(number_of(repaired, "files_copied"), ==, 1);
}

/* The backup names the file, which is not new, and the next one names none. */
static void must_repair(Sample *sample, gboolean full, const char *path)
{
    g_autoptr(JsonObject) told = backup(sample, full), then = backup(sample, full);
    JsonArray *repaired = json_object_get_array_member(told, "repaired");
    g_assert_cmpuint(json_array_get_length(repaired), ==, 1);
    g_assert_true(g_str_has_suffix(path, json_array_get_string_element(repaired, 0)));
    g_assert_cmpint(number_of(told, "files_copied"), ==, 0);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(then, "repaired")), ==, 0);
}

/* A file that went bad on the disk of the copy is found by --full and copied anew; before, restore says so. */
static void test_copy_damaged(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one", "two"}, 2);
    json_object_unref(backup(sample, FALSE));
    g_autofree char *dir = target_path(sample);
    g_autofree char *path = master_path(sample, dir, "one");
    flip(path);
    Sample again = restore(sample, 1);
    g_assert_cmpuint(verify(&again, NULL), ==, 1);
    restored_clear(&again);
    must_repair(sample, TRUE, path);
    Sample whole = restore(sample, 0);
    restored_clear(&whole);
}

/* A copy that became shorter on its disk is made again, without being asked to read all. */
static void test_copy_cut(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one", "two"}, 2);
    json_object_unref(backup(sample, FALSE));
    g_autofree char *dir = target_path(sample);
    g_autofree char *path = master_path(sample, dir, "one");
    g_assert_cmpint(truncate(path, 0), ==, 0);
    must_repair(sample, FALSE, path);
    Sample whole = restore(sample, 0);
    restored_clear(&whole);
}

/* A store that is there is never written over, whatever an earlier try left in it. */
static void test_not_over(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *left = sample_path(sample, ".restore"), *from = target_path(sample);
    g_autoptr(GError) error = NULL;
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one"}, 1);
    json_object_unref(backup(sample, FALSE));
    g_assert_cmpint(g_mkdir(left, 0700), ==, 0);
    g_assert_null(index_restore(sample->dir, "auditor", from, NULL, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

static void restore_must_fail(Sample *sample, const char *to, MuhafizError code)
{
    g_autofree char *from = target_path(sample);
    g_autofree char *dir = g_build_filename(sample->root, to, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(index_restore(dir, "auditor", from, NULL, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, (int)code);
    g_autofree char *db = g_build_filename(dir, "muhafiz.db", NULL);
    g_assert_true(g_str_equal(to, "store") || !g_file_test(db, G_FILE_TEST_EXISTS));
}

/* The list, or the marker, that somebody edited; a folder that holds something. */
static void test_refused(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *dir = target_path(sample);
    restore_must_fail(sample, "none", MUHAFIZ_ERROR_USAGE);
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one"}, 1);
    g_autoptr(JsonObject) answer = backup(sample, FALSE);
    restore_must_fail(sample, "store", MUHAFIZ_ERROR_USAGE);
    g_autofree char *list = g_build_filename(
        dir, "backups", json_object_get_string_member(answer, "backup"), "files.sha256", NULL);
    flip(list);
    restore_must_fail(sample, "again", MUHAFIZ_ERROR_DATA);
}

/* Another office's, and a store whose chain does not hold the head of the backup there. */
static void test_chain(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL, inside = NULL;
    g_autofree char *dir = target_path(sample);
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one"}, 1);
    json_object_unref(backup(sample, FALSE));
    sample_sql(sample, "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete;"
                       "DELETE FROM event_kept WHERE number > 5");
    g_assert_null(index_backup(sample->store, &(BackupSettings){.dir = dir}, NULL, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "has not"));
    const char *const anchors[] = {dir, NULL};
    VerifyReport report = {0};
    g_assert_true(index_verify(sample->store, &(VerifySettings){.anchors = anchors}, NULL, NULL,
                               &report, NULL));
    gboolean is_told = FALSE;
    for (guint i = 0; i < report.problems->len; i++)
        is_told |= strstr(report.problems->pdata[i], "; it departs at event 6. ") != NULL;
    g_assert_true(is_told);
    index_verify_report_clear(&report);
    g_autofree char *within = sample_path(sample, "spool/copy");
    g_assert_null(
        index_backup(sample->store, &(BackupSettings){.dir = within}, NULL, NULL, &inside));
    g_assert_error(inside, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* ------------------------------------------------------------------------------ cut short, busy -- */

static void die_at(guint64 done, guint64 total, gpointer at)
{
    (void)total;
    if (done == *(const guint64 *)at)
        raise(SIGKILL);
}

static void must_be_killed(pid_t child)
{
    int status = 0;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void backup_killed(Sample *sample, guint64 at)
{
    g_autofree char *dir = target_path(sample);
    pid_t child = fork();
    if (child == 0) {
        Store *store = index_store_open(sample->dir, "operator", NULL);
        index_backup(store, &(BackupSettings){.dir = dir}, die_at, &at, NULL);
        _exit(1);
    }
    must_be_killed(child);
}

static void restore_killed(Sample *sample, const char *to, guint64 at)
{
    g_autofree char *from = target_path(sample);
    pid_t child = fork();
    if (child == 0) {
        index_restore(to, "auditor", from, die_at, &at, NULL);
        _exit(1);
    }
    must_be_killed(child);
}

/* At any file: there is no backup, or the one before; then it goes on. */
static void test_killed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *again_dir = g_build_filename(sample->root, "again", NULL);
    make_package(sample);
    for (guint64 at = 1; at < 10; at += 4) {
        backup_killed(sample, at);
        restore_must_fail(sample, "none", MUHAFIZ_ERROR_USAGE);
    }
    json_object_unref(backup(sample, FALSE));
    sample_scan(sample, "B-7/2010", "", (const char *const[]){"three"}, 1);
    backup_killed(sample, 3);
    restore_killed(sample, again_dir, 4);
    g_assert_null(index_store_open(again_dir, "auditor", NULL));
    Sample again = restore(sample, 0);
    g_autoptr(JsonNode) node = index_record_show(again.store, "B-7/2010", NULL);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(node), "sides");
    g_assert_cmpuint(json_array_get_length(sides), ==, 0); /* that of before */
    restored_clear(&again);
}

static void work_on(Sample *sample)
{
    Store *store = index_store_open(sample->dir, "operator", NULL);
    Sample other = {.root = sample->root, .dir = sample->dir, .store = store};
    for (guint i = 0; i < 25; i++) {
        g_autofree char *text = g_strdup_printf("page %u", i);
        sample_scan(&other, "B-7/2010", "", (const char *const[]){text}, 1);
        sample_run(&other); /* each time another volume takes the place of the last */
    }
    index_store_free(store);
    _exit(0);
}

/* Each backup that is made meanwhile is whole in itself. */
static void test_busy(Sample *sample, gconstpointer data)
{
    (void)data;
    int status = 0;
    make_package(sample);
    pid_t child = fork();
    if (child == 0)
        work_on(sample);
    do {
        g_autoptr(JsonObject) answer = backup(sample, FALSE);
        g_assert_cmpuint(n_problems(answer), ==, 0);
        Sample again = restore(sample, 0);
        g_assert_cmpuint(verify(&again, NULL), ==, 0);
        restored_clear(&again);
    } while (waitpid(child, &status, WNOHANG) == 0);
    g_assert_cmpint(status, ==, 0);
}

/* ------------------------------------------------------------------------------------- copies -- */

static gint64 copies(Sample *sample)
{
    g_autoptr(JsonNode) node = index_record_show(sample->store, FILE_NO, NULL);
    return number_of(json_node_get_object(node), "safe_copies");
}

/* Two disks, none of them the store's; what came since is not safe. */
static void test_copies(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one"}, 1);
    g_assert_cmpint(copies(sample), ==, 0);
    g_autoptr(JsonObject) beside = backup(sample, FALSE);
    g_assert_true(json_object_get_boolean_member(beside, "same_disk"));
    g_assert_cmpint(copies(sample), ==, 0);
    sample_sql(sample, "UPDATE backup SET beside_store = 0, place = 'uuid:1'");
    g_assert_cmpint(copies(sample), ==, 1);
    json_object_unref(backup(sample, FALSE));
    sample_sql(sample, "UPDATE backup SET beside_store = 0, place = 'uuid:1'");
    g_assert_cmpint(copies(sample), ==, 1); /* the same disk twice is one */
    json_object_unref(backup(sample, FALSE));
    sample_sql(sample, "UPDATE backup SET beside_store = 0, place = 'uuid:2' WHERE beside_store");
    g_assert_cmpint(copies(sample), ==, 2);
    sample_scan(sample, FILE_NO, "", (const char *const[]){"two"}, 1);
    g_assert_cmpint(copies(sample), ==, 0);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/backup/whole", test_whole},
        {"/backup/list", test_list},
        {"/backup/kept", test_kept},
        {"/backup/source-damaged", test_source_damaged},
        {"/backup/copy-damaged", test_copy_damaged},
        {"/backup/copy-cut", test_copy_cut},
        {"/backup/not-over", test_not_over},
        {"/backup/refused", test_refused},
        {"/backup/chain", test_chain},
        {"/backup/killed", test_killed},
        {"/backup/busy", test_busy},
        {"/backup/copies", test_copies},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
