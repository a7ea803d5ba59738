/* What is held of a confidential record is removed for good: nothing of it is anywhere, and what is left is whole. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/index/withheld.h"

static JsonObject *removed(Sample *sample, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node =
        index_record_withhold(sample->store, WITHHELD, NULL, NULL, reason, &error);
    g_assert_no_error(error);
    return json_object_ref(json_node_get_object(node));
}

/* What the nodal officer had removed nobody scanned badly. */
static void nobody_rejected(JsonObject *item)
{
    static const char *const tables[] = {"persons", "scanners"};
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++) {
        JsonArray *table = json_object_get_array_member(item, tables[t]);
        for (guint i = 0; i < json_array_get_length(table); i++)
            g_assert_cmpint(
                json_object_get_int_member(json_array_get_object_element(table, i), "rejects"), ==,
                0);
    }
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
    g_assert_cmpstr(json_object_get_string_member(one, "file_no"), ==, WITHHELD);
    g_assert_cmpstr(json_object_get_string_member(one, "classification"), ==, "Secret");
    g_assert_cmpstr(json_object_get_string_member(one, "reason"), ==, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(one, "pages"), ==, 2);
    nobody_rejected(json_node_get_object(item));
}

/* What is withheld is never exported again, so that nothing supersedes its package. */
static void none_is_changed(Sample *sample)
{
    g_autoptr(JsonNode) list = index_packages_list(sample->store, NULL);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, WITHHELD, NULL);
    g_autoptr(JsonNode) listed = json_path_query("$[*].changed", list, NULL);
    g_autoptr(JsonNode) own = json_path_query("$.packages[*].changed", shown, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(own)), ==, 1);
    g_assert_false(json_array_get_boolean_element(json_node_get_array(own), 0));
    g_assert_cmpuint(json_array_get_length(json_node_get_array(listed)), ==, 1);
    g_assert_false(json_array_get_boolean_element(json_node_get_array(listed), 0));
}

static guint layers_count(Sample *sample)
{
    guint n = 0;
    g_autofree char *path = sample_path(sample, "layers");
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *folder = g_build_filename(path, name, NULL);
        g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
        while (files && g_dir_read_name(files))
            n++;
    }
    return n;
}

/* As a page was read before somebody turned it: no row names these. */
static void layers_plant(Sample *sample)
{
    g_autofree char *path = sample_path(sample, "layers/cd/cdcdcdcdcdcdcdcdcd.layers");
    g_autofree char *folder = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, WITHHELD_WORD, -1, NULL));
}

/* Nowhere in store, spool, outbox, search or backup, for people and for who reads the bytes. */
static void test_removed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *note = NULL, *disk = g_build_filename(sample->root, "disk", NULL);
    withheld_plant(sample);
    layers_plant(sample);
    withheld_backup(sample, disk, 0);
    g_assert_cmpuint(withheld_find(sample->dir), >, 0);
    g_assert_cmpuint(withheld_find(disk), >, 0);
    withheld_mark(sample, "classification", "Secret", &note);
    g_assert_nonnull(strstr(note, "1 package was taken out of the outbox"));
    g_assert_nonnull(strstr(note, "muhafiz record withhold"));
    withheld_verify(sample, 0);
    g_autoptr(JsonObject) item = removed(sample, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(item, "pages"), ==, 2);
    JsonArray *left = json_object_get_array_member(item, "left");
    g_assert_cmpuint(json_array_get_length(left), ==, 1);
    g_assert_nonnull(strstr(json_array_get_string_element(left, 0), disk));
    g_assert_cmpuint(withheld_find(sample->dir), ==, 0);
    g_assert_cmpuint(layers_count(sample), ==, 1); /* of the other record */
    withheld_verify(sample, 1);
    none_is_changed(sample);
    return_tells(sample);
    withheld_backup(sample, disk, 2);
    g_assert_cmpuint(withheld_find(disk), ==, 0);
    g_autoptr(JsonObject) again = removed(sample, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(again, "pages"), ==, 0);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(again, "left")), ==, 0);
    withheld_verify(sample, 1);
    withheld_backup(sample, disk, 0);
}

/* The path of its first page's. */
static char *master_of(Sample *sample)
{
    g_autoptr(JsonNode) shown = index_record_show(sample->store, WITHHELD, NULL);
    g_autoptr(JsonNode) found = json_path_query("$.sides[*].pages[0].path", shown, NULL);
    return g_strdup(json_array_get_string_element(json_node_get_array(found), 0));
}

/* What a crash left of the files is removed when it is done again, and told by verify until then. */
static void test_left_over(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    withheld_plant(sample);
    withheld_mark(sample, "classification", "Secret", NULL);
    g_autofree char *master = master_of(sample);
    json_object_unref(removed(sample, "order of the DC"));
    g_autofree char *path = sample_path(sample, master);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_set_contents(path, WITHHELD_WORD, -1, NULL));
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.problems->len, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "removed as confidential and is there"));
    index_verify_report_clear(&report);
    g_autoptr(JsonObject) again = removed(sample, "order of the DC");
    g_assert_cmpint(json_object_get_int_member(again, "files"), ==, 1);
    withheld_verify(sample, 1);
}

/* Taken back, a record begins anew: its pages cannot be put back, but they can be scanned again, and their files are no
 * longer among those that were removed. */
static void test_lifted(Sample *sample, gconstpointer data)
{
    (void)data;
    gint64 edit_id;
    g_autoptr(GError) error = NULL;
    withheld_plant(sample);
    withheld_mark(sample, "classification", "Secret", NULL);
    json_object_unref(removed(sample, "order of the DC"));
    withheld_mark(sample, "classification", "Normal", NULL);
    withheld_must_have_jobs(sample, 0);
    sample_must_have_stage(sample, WITHHELD, "registered");
    g_assert_true(index_edit_latest(sample->store, WITHHELD, &edit_id, NULL));
    g_assert_null(index_edit_undo(sample->store, edit_id, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "removed as confidential"));
    sample_scan(sample, WITHHELD, "", withheld_texts, 2);
    sample_run(sample);
    sample_must_have_stage(sample, WITHHELD, "assembled");
    withheld_verify(sample, 1);
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
    withheld_plant(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        withheld_mark(sample, "classification", cases[i].classification, NULL);
        index_store_set_conf(sample->store, "policy", "confidential", cases[i].policy);
        g_assert_null(
            index_record_withhold(sample->store, WITHHELD, NULL, NULL, cases[i].reason, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, cases[i].said));
    }
    g_assert_cmpuint(withheld_find(sample->dir), >, 0);
}

/* ------------------------------------------------------------------------- pages that are named -- */

/* Pages of the confidential file lie where somebody put them by mistake, behind a page that stays. */
enum { STAYS = 1, FIRST_NAMED, LAST_NAMED };
#define OTHER "B-7/2010"

static void named_set_aside(Sample *sample, const GArray *pages)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node =
        index_pages_set_aside(sample->store, pages, "of another file", &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

static void other_export(Sample *sample)
{
    const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_export(sample->store, OTHER, &settings, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

static const struct Where {
    const char *name, *file_no; /* NULL: no record took them */
    gboolean is_bound, is_exported, is_aside;
} wheres[] = {
    {"no-record", NULL, FALSE, FALSE, FALSE},
    {"no-record-set-aside", NULL, FALSE, FALSE, TRUE},
    {"other-record", OTHER, TRUE, FALSE, FALSE},
    {"other-record-set-aside", OTHER, TRUE, FALSE, TRUE},
    {"other-record-exported", OTHER, TRUE, TRUE, FALSE},
    {"other-record-exported-set-aside", OTHER, TRUE, TRUE, TRUE},
};

static GArray *where_plant(Sample *sample, const struct Where *where)
{
    static const char *const stays[] = {"Another file"};
    static const gint64 named[] = {FIRST_NAMED, LAST_NAMED};
    GArray *pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_vals(pages, named, G_N_ELEMENTS(named));
    sample_scan(sample, OTHER, "", stays, 1);
    sample_scan(sample, where->file_no, "", withheld_texts, 2);
    if (where->is_bound)
        sample_run(sample);
    if (where->is_exported)
        other_export(sample);
    if (where->is_aside)
        named_set_aside(sample, pages);
    return pages;
}

/* A PDF does not show its words to who reads the bytes: none is left that they were bound in. */
static void other_has_no_volume(Sample *sample)
{
    g_autoptr(JsonNode) shown = index_record_show(sample->store, OTHER, NULL);
    g_autoptr(JsonNode) paths = json_path_query("$.sides[*].volumes[*].path", shown, NULL);
    g_autofree char *folder = sample_path(sample, "efiles/fl-B-7_2010");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(paths)), ==, 0);
    g_assert_null(dir ? g_dir_read_name(dir) : NULL);
}

/* What is left of the other record is worked on as if nothing had been, and its next package has not these pages. */
static void other_goes_on(Sample *sample, const struct Where *where)
{
    sample_run(sample);
    sample_must_have_stage(sample, OTHER, "assembled");
    other_export(sample);
    g_autoptr(JsonNode) list = index_packages_list(sample->store, NULL);
    JsonArray *packages = json_node_get_array(list);
    JsonObject *first = json_array_get_object_element(packages, 0);
    g_assert_cmpuint(json_array_get_length(packages), ==, where->is_exported ? 2 : 1);
    g_assert_cmpstr(json_object_get_string_member(first, "state"), ==,
                    where->is_exported ? "withdrawn" : "waiting");
}

static void test_named(Sample *sample, gconstpointer data)
{
    const struct Where *where = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *disk = g_build_filename(sample->root, "disk", NULL);
    g_autoptr(GArray) pages = where_plant(sample, where);
    withheld_backup(sample, disk, 0);
    withheld_mark(sample, "classification", "Secret", NULL);
    json_object_unref(removed(sample, "order of the DC"));
    g_assert_cmpuint(withheld_find(sample->dir), >, 0);
    g_autoptr(JsonNode) node =
        index_record_withhold(sample->store, WITHHELD, pages, NULL, "seen by the officer", &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    g_assert_cmpint(json_object_get_int_member(item, "pages"), ==, 2);
    g_assert_cmpuint(withheld_find(sample->dir), ==, 0);
    other_has_no_volume(sample);
    withheld_verify(sample, 1);
    other_goes_on(sample, where);
    withheld_verify(sample, 1);
    withheld_backup(sample, disk, 2);
    g_assert_cmpuint(withheld_find(disk), ==, 0);
    g_autoptr(JsonNode) hits = index_search(sample->store, WITHHELD_WORD, 10, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(hits)), ==, 0);
}

/* ---------------------------------------------------------------------------------- cut short -- */

/* Where the power goes. */
static const struct Cut {
    const char *name, *unlinked, *renamed; /* a part of the path */
    gint64 pages;                          /* that the next one finds */
} cuts[] = {
    {"before-commit", NULL, ".withheld", 2},
    {"before-files", "/pages/", NULL, 0},
};

static const struct Cut *cut; /* in the process that dies of it */

/* In place of the C library's. */
int unlink(const char *path)
{
    if (cut && cut->unlinked && strstr(path, cut->unlinked))
        raise(SIGKILL);
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rename(const char *from, const char *to)
{
    int status = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (cut && cut->renamed && strstr(to, cut->renamed))
        raise(SIGKILL);
    return status;
}

static void cut_run(Sample *sample, const struct Cut *at, const GArray *pages)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        g_autoptr(GError) error = NULL;
        Store *store = index_store_open(sample->dir, index_store_user(sample->store), &error);
        cut = at;
        index_record_withhold(store, WITHHELD, pages, NULL, "seen by the officer", &error);
        _exit(1); /* it was to die before this */
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFSIGNALED(status));
}

static char *finished(Sample *sample)
{
    char *note = NULL;
    g_autoptr(GError) error = NULL;
    index_withhold_finish(sample->store, &note, &error);
    g_assert_no_error(error);
    return note;
}

/* The package is out of the outbox whenever that happens, and the next command removes what is left. */
static void test_cut(Sample *sample, gconstpointer data)
{
    const struct Cut *at = data;
    const struct Where where = {"", OTHER, TRUE, TRUE, FALSE};
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = where_plant(sample, &where);
    g_autofree char *package = sample_path(sample, "outbox/fl-B-7_2010");
    withheld_mark(sample, "classification", "Secret", NULL);
    g_assert_true(g_file_test(package, G_FILE_TEST_IS_DIR));
    g_assert_null(finished(sample));
    cut_run(sample, at, pages);
    g_assert_false(g_file_test(package, G_FILE_TEST_EXISTS));
    g_autofree char *note = finished(sample), *again = finished(sample);
    g_assert_nonnull(strstr(note, "withhold " WITHHELD " was cut short"));
    g_assert_null(again);
    g_assert_true((withheld_find(sample->dir) == 0) == (at->pages == 0));
    g_autoptr(JsonNode) node =
        index_record_withhold(sample->store, WITHHELD, pages, NULL, "seen by the officer", &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    g_assert_cmpint(json_object_get_int_member(item, "pages"), ==, at->pages);
    g_assert_cmpuint(withheld_find(sample->dir), ==, 0);
    withheld_verify(sample, 1);
    other_goes_on(sample, &where);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/withhold/removed", test_removed},
        {"/withhold/left-over", test_left_over},
        {"/withhold/lifted", test_lifted},
        {"/withhold/refused", test_refused},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    for (guint i = 0; i < G_N_ELEMENTS(wheres); i++) {
        g_autofree char *path = g_strconcat("/withhold/named/", wheres[i].name, NULL);
        g_test_add(path, Sample, &wheres[i], sample_setup, test_named, sample_teardown);
    }
    for (guint i = 0; i < G_N_ELEMENTS(cuts); i++) {
        g_autofree char *path = g_strconcat("/withhold/cut/", cuts[i].name, NULL);
        g_test_add(path, Sample, &cuts[i], sample_setup, test_cut, sample_teardown);
    }
    return g_test_run();
}
