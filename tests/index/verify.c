/* Every kind of damage is found and named. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/sample.h"

#define UNLOCK "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete;"
#define PACKAGE "outbox/fl-A-12_2008"

typedef enum { FLIP, CUT, REMOVE, ADD, SQL } Kind;

typedef struct {
    const char *name;
    Kind kind;
    const char *where;   /* a path, a folder's first file, or SQL */
    const char *problem; /* what must be said */
} Damage;

static const Damage DAMAGES[] = {
    {"master-flipped", FLIP, "pages", "correspondence folio 1) is damaged"},
    {"master-gone", REMOVE, "pages", "correspondence folio 1) is missing"},
    {"text-flipped", FLIP, "text", "is damaged"},
    {"text-gone", REMOVE, "text", "is missing"},
    {"volume-flipped", FLIP, "efiles", "(A-12/2008) is damaged"},
    {"volume-gone", REMOVE, "efiles", "(A-12/2008) is missing"},
    {"package-cut", CUT, PACKAGE "/data/efile.json", "data/efile.json: is damaged"},
    {"package-file-gone", REMOVE, PACKAGE "/data/metadata.csv", "data/metadata.csv: is missing"},
    {"package-file-added", ADD, PACKAGE "/data/Notes/x.pdf", "data/Notes/x.pdf: does not belong"},
    {"stray-master", ADD, "pages/00/0.tif", "pages/00/0.tif: no row names this page master"},
    {"stray-text", ADD, "text/00/0.alto.xml", "no row names this file"},
    {"stray-volume", ADD, "efiles/fl-X/notes-1-0.pdf", "no row names this file"},
    {"stray-package", ADD, "outbox/fl-X/bagit.txt", "outbox/fl-X: the index does not know"},
    {"master-row-edited", SQL,
     "UPDATE page SET sha256 = substr(sha256, 1, 60) || 'abcd' WHERE "
     "page_id = 1",
     "is missing"},
    {"volume-row-edited", SQL, "UPDATE volume SET sha256 = 'abcd'", "is damaged"},
    {"package-row-gone", SQL, "DELETE FROM package_volume; DELETE FROM package",
     PACKAGE ": the index does not know"},
    {"event-edited", SQL, UNLOCK "UPDATE event SET person = 'somebody' WHERE number = 3",
     "event 3 ("},
    {"event-detail-edited", SQL, UNLOCK "UPDATE event SET detail = '{}' WHERE number = 2",
     "event 2 ("},
    {"event-removed", SQL, UNLOCK "DELETE FROM event WHERE number = 3",
     "events 3 to 3 are missing"},
    {"first-event-removed", SQL, UNLOCK "DELETE FROM event WHERE number = 1",
     "events 1 to 1 are missing"},
    {"events-cut", SQL, UNLOCK "DELETE FROM event WHERE number >= (SELECT event_head FROM package)",
     "carries: the chain was cut"},
    {"foreign-key", SQL, "PRAGMA foreign_keys = OFF; DELETE FROM page WHERE page_id = 1", "table"},
};

/* The first file below a folder, by name; a path of a file is itself. */
static char *file_find(const char *path)
{
    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
        return g_strdup(path);
    g_autofree char *first = NULL;
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        if (!first || strcmp(name, first) < 0) {
            g_free(first);
            first = g_strdup(name);
        }
    }
    g_autofree char *inside = g_build_filename(path, first, NULL);
    return file_find(inside);
}

/* Of the master of page 1: folders are named by hash, so which file is first varies with nothing. */
static char *damage_path(Sample *sample, const char *where)
{
    if (strcmp(where, "pages") != 0) {
        g_autofree char *path = sample_path(sample, where);
        return file_find(path);
    }
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "A-12/2008", NULL);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(shown), "sides");
    JsonObject *side = json_array_get_object_element(sides, 0);
    JsonObject *page =
        json_array_get_object_element(json_object_get_array_member(side, "pages"), 0);
    return sample_path(sample, json_object_get_string_member(page, "path"));
}

static void bytes_change(const char *path, Kind kind)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    bytes[length / 2] ^= 1;
    g_assert_true(
        g_file_set_contents(path, bytes, kind == CUT ? (gssize)length / 2 : (gssize)length, NULL));
}

static void damage_do(Sample *sample, const Damage *damage)
{
    if (damage->kind == SQL) {
        sample_sql(sample, damage->where);
        return;
    }
    g_autofree char *path = damage_path(sample, damage->where);
    g_autofree char *dir = g_path_get_dirname(path);
    if (damage->kind == REMOVE)
        g_assert_cmpint(g_unlink(path), ==, 0);
    else if (damage->kind == ADD)
        g_assert_true(g_mkdir_with_parents(dir, 0700) == 0 &&
                      g_file_set_contents(path, "x", -1, NULL));
    else
        bytes_change(path, damage->kind);
}

static void make_package(Sample *sample)
{
    const ExportSettings settings = {NULL, TRUE};
    sample_make_ready(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, NULL);
    g_assert_nonnull(node);
}

static void count_step(guint64 done, guint64 total, gpointer last)
{
    g_assert_cmpuint(done, <=, total);
    *(guint64 *)last = done;
}

static void must_verify(Sample *sample, const char *problem)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    guint64 steps = 0;
    gboolean found = FALSE;
    index_verify(sample->store, count_step, &steps, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(steps, >, 0);
    for (guint i = 0; i < report.problems->len; i++) {
        g_test_message("%s", (char *)report.problems->pdata[i]);
        found |= problem && strstr(report.problems->pdata[i], problem);
    }
    g_assert_true(problem ? found : report.problems->len == 0);
    index_verify_report_clear(&report);
}

static void test_damage(Sample *sample, gconstpointer data)
{
    const Damage *damage = data;
    make_package(sample);
    must_verify(sample, NULL);
    damage_do(sample, damage);
    must_verify(sample, damage->problem);
}

static void test_whole(Sample *sample, gconstpointer data)
{
    (void)data;
    VerifyReport report = {0};
    char head[SCAN_SHA256_SIZE] = "";
    make_package(sample);
    g_assert_true(index_verify(sample->store, NULL, NULL, &report, NULL));
    g_assert_cmpuint(report.problems->len, ==, 0);
    g_assert_cmpuint(report.masters, ==, 2);
    g_assert_cmpuint(report.texts, ==, 2);
    g_assert_cmpuint(report.volumes, ==, 1);
    g_assert_cmpuint(report.packages, ==, 1);
    g_assert_cmpuint(report.events, >, 5);
    g_assert_cmpuint(strlen(report.event_head), ==, 64);
    g_strlcpy(head, report.event_head, sizeof head);
    index_verify_report_clear(&report);
    g_assert_true(index_event_add(sample->store, "office.noted", "office", NULL, NULL));
    g_assert_true(index_verify(sample->store, NULL, NULL, &report, NULL));
    g_assert_cmpstr(report.event_head, !=, head);
    index_verify_report_clear(&report);
}

/* Gone with a receipt is right, gone without one is not. */
static void test_taken(Sample *sample, gconstpointer data)
{
    (void)data;
    make_package(sample);
    g_autofree char *from = sample_path(sample, PACKAGE);
    g_autofree char *to = g_build_filename(sample->root, "taken", NULL);
    g_assert_cmpint(g_rename(from, to), ==, 0);
    must_verify(sample, "no receipt has come");
    sample_sql(sample, "UPDATE package SET status = 'accepted', answered_at = exported_at");
    must_verify(sample, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/verify/whole", Sample, NULL, sample_setup, test_whole, sample_teardown);
    g_test_add("/verify/taken", Sample, NULL, sample_setup, test_taken, sample_teardown);
    for (gsize i = 0; i < G_N_ELEMENTS(DAMAGES); i++) {
        g_autofree char *path = g_strdup_printf("/verify/%s", DAMAGES[i].name);
        g_test_add(path, Sample, &DAMAGES[i], sample_setup, test_damage, sample_teardown);
    }
    return g_test_run();
}
