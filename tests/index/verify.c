/* Every kind of damage is found and named. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/verify-room.h"

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
     "package 1: its row is gone (fl-A-12_2008)"},
    {"event-edited", SQL, UNLOCK "UPDATE event_kept SET person = 'somebody' WHERE number = 3",
     "event 3 ("},
    {"event-detail-edited", SQL, UNLOCK "UPDATE event_kept SET detail = '{}' WHERE number = 2",
     "event 2 ("},
    {"event-removed", SQL, UNLOCK "DELETE FROM event_kept WHERE number = 3",
     "events 3 to 3 are missing"},
    {"first-event-removed", SQL, UNLOCK "DELETE FROM event_kept WHERE number = 1",
     "events 1 to 1 are missing"},
    {"events-cut", SQL,
     UNLOCK "DELETE FROM event_kept WHERE number >= (SELECT event_head FROM package)",
     "carries: the chain was cut"},
    {"events-swapped", SQL,
     UNLOCK "UPDATE event_kept SET number = -3 WHERE number = 3;"
            "UPDATE event_kept SET number = 3 WHERE number = 4;"
            "UPDATE event_kept SET number = 4 WHERE number = -3",
     "was event 4: somebody changed their order"},
    {"event-hash-edited", SQL,
     UNLOCK "UPDATE event_kept SET hash = lower(hex(zeroblob(32))) WHERE number = 4", "event 4 ("},
    {"master-row-added", SQL,
     "INSERT INTO page SELECT 99, batch_id, 99, face, role, NULL, NULL, NULL, sha256, size_bytes, "
     "width_px, height_px, dpi, channels, depth_bits, state, confidence, language, alto_sha256, "
     "layers_key, accepted_at, NULL, 0, NULL, 0, 0, NULL, NULL, NULL, NULL FROM page WHERE page_id "
     "= 1",
     "page 99 (batch 1): no event brought it in"},
    {"master-row-gone", SQL, "PRAGMA foreign_keys = OFF; DELETE FROM page WHERE page_id = 2",
     "page 2: its row is gone (batch 1): other rows name it"},
    {"master-kept", SQL, "PRAGMA foreign_keys = OFF; DELETE FROM page WHERE page_id = 2",
     ".tif: no row names this file, but an event does: keep it"},
    {"text-kept", SQL, "PRAGMA foreign_keys = OFF; DELETE FROM page WHERE page_id = 2",
     ".alto.xml: no row names this file, but an event does: keep it"},
    {"volume-kept", SQL, "PRAGMA foreign_keys = OFF; DELETE FROM volume",
     ".pdf: no row names this file, but an event does: keep it"},
    {"text-row-edited", SQL,
     "UPDATE page SET alto_sha256 = (SELECT alto_sha256 FROM page WHERE page_id = 2) "
     "WHERE page_id = 1",
     "page 1 (A-12/2008): its row does not name the words that were read"},
    {"subject-edited", SQL, "UPDATE record SET subject = 'Nothing' WHERE file_no = 'A-12/2008'",
     "record A-12/2008: its subject is \"Nothing\", but its events say \"Mutation of land"},
    {"expected-edited", SQL,
     "UPDATE record SET correspondence_pages = 1 WHERE file_no = 'A-12/2008'",
     "its correspondence_pages is \"1\", but its events say \"2\""},
    {"record-gone", SQL, "DELETE FROM record WHERE file_no = 'R-1/1998'",
     "record 4: its row is gone (R-1/1998)"},
    {"words-of-a-page-gone", SQL, "DELETE FROM page_text WHERE page_id = 1",
     "the words of 1 pages are gone"},
    {"index-of-words-emptied", SQL, "INSERT INTO page_search (page_search) VALUES ('delete-all')",
     "does not agree with 2 of"},
    {"index-of-words-lacks-a-page", SQL, "DELETE FROM page_found WHERE page_id = 1",
     "does not agree with 1 of"},
    {"word-put-in", SQL, "INSERT INTO page_search (rowid, body) VALUES (1, 'forged')",
     "does not agree with 1 of"},
    {"word-put-in-behind", SQL,
     "INSERT INTO page_search (rowid, body) VALUES (1, 'words of page one forged')",
     "does not agree with 1 of"},
    {"word-put-into-the-register", SQL,
     "INSERT INTO page_search (rowid, subject) VALUES (2, 'forged')", "does not agree with 1 of"},
    {"word-of-no-page", SQL, "INSERT INTO page_search (rowid, body) VALUES (1 << 40, 'forged')",
     "does not agree with 1 of"},
    {"word-taken-out", SQL,
     "INSERT INTO page_search (page_search, rowid, body) VALUES ('delete', 1, 'words')",
     "does not agree with 1 of"},
    {"words-exchanged", SQL,
     "INSERT INTO page_search (page_search, rowid, body) VALUES ('delete', 1, 'words');"
     "INSERT INTO page_search (rowid, body) VALUES (1, 'forged')",
     "does not agree with 1 of"},
    {"vocabulary-emptied", SQL, "DELETE FROM word", "does not agree with "},
    {"register-not-found", SQL, "DELETE FROM record_search WHERE rowid = 1",
     "does not agree with 3 of"},
    {"package-row-edited", SQL, "UPDATE package SET manifest_sha256 = 'abcd'",
     "its row is not what its event says of it (event "},
    {"answer-edited", SQL, "UPDATE package SET status = 'accepted', answered_at = exported_at",
     "its row does not say what the import job answered"},
    {"trigger-dropped", SQL, "DROP TRIGGER event_no_update", "trigger event_no_update: it is gone"},
    {"trigger-added", SQL,
     "CREATE TRIGGER nothing_twice AFTER INSERT ON flag BEGIN DELETE FROM flag WHERE flag = "
     "'duplicate'; END",
     "trigger nothing_twice: Muhafiz made no such"},
    {"view-replaced", SQL,
     "DROP VIEW record_stage; CREATE VIEW record_stage AS SELECT record_id, 'imported' AS stage "
     "FROM record",
     "view record_stage: it is not as Muhafiz made it"},
    {"view-dropped", SQL, "DROP VIEW split_due; DROP VIEW page_flag", "view page_flag: it is gone"},
    {"index-replaced", SQL,
     "DROP INDEX event_split; CREATE INDEX event_split ON event_kept (number) WHERE act = 'x'",
     "index event_split: it is not as Muhafiz made it"},
    {"table-altered", SQL, "ALTER TABLE record ADD COLUMN x TEXT",
     "table record: it is not as Muhafiz made it"},
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
        bytes_change(path, damage->kind == CUT);
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
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, NULL));
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
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, NULL));
    g_assert_cmpstr(report.event_head, !=, head);
    index_verify_report_clear(&report);
}

/* The act seals the row as it stands, with what was edited before: that somebody did stays known. */
static void test_edited_then_changed(Sample *sample, gconstpointer data)
{
    static const char problem[] = "page 1: its row was edited before event ";
    (void)data;
    sample_make_ready(sample);
    page_turn(sample);
    must_verify(sample, NULL);
    sample_sql(sample, "UPDATE page SET confidence = 99 WHERE page_id = 1");
    must_verify(sample, "(confidence)");
    page_turn(sample);
    must_verify(sample, problem);
    page_turn(sample);
    must_verify(sample, problem);
}

/* NULL: nothing. */
static void must_note(Sample *sample, const char *note)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    const VerifySettings settings = {0};
    index_verify(sample->store, &settings, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.notes->len, ==, note ? 1 : 0);
    if (note)
        g_assert_cmpstr(report.notes->pdata[0], ==, note);
    index_verify_report_clear(&report);
}

/* Gone without a receipt is told, and is no damage: whoever took it will answer. */
static void test_taken(Sample *sample, gconstpointer data)
{
    (void)data;
    make_package(sample);
    g_autofree char *from = sample_path(sample, PACKAGE);
    g_autofree char *to = g_build_filename(sample->root, "taken", NULL);
    g_assert_cmpint(g_rename(from, to), ==, 0);
    must_verify(sample, NULL);
    must_note(sample, PACKAGE " (A-12/2008): not here, somebody took it; no receipt yet, 0 days "
                              "after the export");
    g_assert_cmpint(g_rename(to, from), ==, 0);
    must_note(sample, NULL);
    package_accept(sample);
    g_assert_cmpint(g_rename(from, to), ==, 0);
    must_verify(sample, NULL);
    must_note(sample, NULL);
}

int main(int argc, char **argv)
{
    static const SampleTest tests[] = {
        {"/verify/whole", test_whole},
        {"/verify/edited-then-changed", test_edited_then_changed},
        {"/verify/taken", test_taken},
    };
    g_test_init(&argc, &argv, NULL);
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
    verify_words_tests();
    verify_built_tests();
    verify_anchors_tests();
    verify_resumed_tests();
    for (gsize i = 0; i < G_N_ELEMENTS(DAMAGES); i++) {
        g_autofree char *path = g_strdup_printf("/verify/%s", DAMAGES[i].name);
        g_test_add(path, Sample, &DAMAGES[i], sample_setup, test_damage, sample_teardown);
    }
    return g_test_run();
}
