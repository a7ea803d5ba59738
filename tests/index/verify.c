/* Every kind of damage is found and named. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/store-private.h"
#include "tests/index/edit-office.h"
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
    const ExportSettings settings = {.unchecked = TRUE};
    sample_make_ready(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, NULL);
    g_assert_nonnull(node);
}

static void count_step(guint64 done, guint64 total, gpointer last)
{
    g_assert_cmpuint(done, <=, total);
    *(guint64 *)last = done;
}

static gboolean is_told(const VerifyReport *report, const char *problem)
{
    gboolean found = FALSE;
    for (guint i = 0; i < report->problems->len; i++) {
        g_test_message("%s", (char *)report->problems->pdata[i]);
        found |= problem && strstr(report->problems->pdata[i], problem);
    }
    return found;
}

/* problem: one that must be told; NULL: none may be. */
static void must_verify_with(Sample *sample, const VerifySettings *settings, const char *problem)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    guint64 steps = 0;
    index_verify(sample->store, settings, count_step, &steps, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(steps, >, 0);
    gboolean found = is_told(&report, problem);
    g_assert_true(problem ? found : report.problems->len == 0);
    index_verify_report_clear(&report);
}

static void must_verify(Sample *sample, const char *problem)
{
    must_verify_with(sample, &(VerifySettings){0}, problem);
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

static void page_turn(Sample *sample)
{
    const gint64 first = 1;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(pages, first);
    g_autoptr(JsonNode) node = index_pages_turn(sample->store, pages, 1, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

/* What somebody did to the index of words. */
static const char *const SPOILS[] = {
    "DELETE FROM page_found; DELETE FROM word; DELETE FROM record_search",
    "DELETE FROM word",
    "UPDATE record_search_content SET c1 = 'zzz'",
    "UPDATE record_search SET subject = 'zzz' WHERE rowid = 1",
    "DELETE FROM record_search_data WHERE id > 10",
    "DELETE FROM page_search_data WHERE id > 10",
    "UPDATE record_search_data SET block = X'00' WHERE id = 10",
    "UPDATE page_search_data SET block = X'00' WHERE id = 10",
    "INSERT INTO page_search (page_search) VALUES ('delete-all')",
    "DELETE FROM word_search_data",
    "INSERT INTO page_search (rowid, body) VALUES (1, 'forged')",
    "INSERT INTO page_search (rowid, body) VALUES (1 << 40, 'forged')",
    "INSERT INTO page_search (page_search, rowid, body) VALUES ('delete', 1, 'words')",
};

static void search_must_find(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) hits = index_search(sample->store, "A-12/2008", 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(hits)), >, 0);
}

/* It is told, and made anew by the next search, or at once. */
static void test_search_mended(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    for (guint i = 0; i < G_N_ELEMENTS(SPOILS); i++) {
        gboolean is_made = FALSE;
        sample_sql(sample, SPOILS[i]);
        must_verify(sample, "the index of words is broken");
        search_must_find(sample);
        must_verify(sample, NULL);
        sample_sql(sample, SPOILS[i]);
        g_assert_true(index_search_rebuild(sample->store, &is_made, NULL));
        g_assert_true(is_made);
        must_verify(sample, NULL);
        g_assert_true(index_search_rebuild(sample->store, &is_made, NULL));
        g_assert_false(is_made);
    }
}

/* A search that meets what is broken says what makes it anew. */
static void test_search_broken(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    sample_sql(sample, "DELETE FROM record_search_data WHERE id > 10");
    g_assert_null(index_search(sample->store, "A-12/2008", 0, &error));
    g_assert_nonnull(strstr(error->message, "verify --rebuild"));
}

/* A register without a word that could be suggested is no damage. */
static void test_search_short(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) file_nos = NULL;
    g_autofree char *all = rows_text(sample, "SELECT group_concat(file_no, '\n') FROM record");
    file_nos = g_strsplit(all, "\n", -1);
    for (guint i = 0; file_nos[i]; i++)
        g_assert_true(sample_set(sample, file_nos[i], "subject", "x", &error) &&
                      sample_set(sample, file_nos[i], "section", "1", &error));
    g_assert_true(index_search_settle(sample->store, &error));
    g_autofree char *words = rows_text(sample, "SELECT count(*) FROM word");
    g_assert_cmpstr(words, ==, "0");
    guint64 n_texts = 1, n_words = 1;
    g_assert_true(index_search_check(sample->store, &n_texts, &n_words, &error));
    g_assert_cmpuint(n_texts + n_words, ==, 0);
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

static void accept(Sample *sample)
{
    AckReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *manifest = sample_path(sample, PACKAGE "/tagmanifest-sha256.txt");
    char sha256[SCAN_SHA256_SIZE];
    g_assert_true(scan_file_sha256(manifest, sha256, NULL, NULL));
    g_autofree char *path = g_build_filename(sample->root, "receipt.jsonl", NULL);
    g_autofree char *line = g_strdup_printf(
        "{\"package\":\"fl-A-12_2008\",\"version\":1,\"manifest_sha256\":\"%s\",\"status\":"
        "\"accepted\",\"computer_no\":\"5\",\"at\":\"2026-01-02T03:04:05+05:30\"}\n",
        sha256);
    g_assert_true(g_file_set_contents(path, line, -1, NULL));
    index_ack(sample->store, path, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.accepted, ==, 1);
    index_ack_report_clear(&report);
}

/* Of what a check tells that is no damage; owned. */
static char *note_of(Sample *sample, guint which)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.notes->len, >, which);
    char *note = g_strdup(report.notes->pdata[which]);
    index_verify_report_clear(&report);
    return note;
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
    accept(sample);
    g_assert_cmpint(g_rename(from, to), ==, 0);
    must_verify(sample, NULL);
    must_note(sample, NULL);
}

/* What was done to views, triggers and indexes is undone, and told by an event; a table is not touched. */
static void test_rebuild(Sample *sample, gconstpointer data)
{
    static const char *const edits[] = {
        ("DROP VIEW record_stage; CREATE VIEW record_stage AS SELECT record_id, 'imported' AS "
         "stage FROM record"),
        "DROP TRIGGER event_no_update",
        "DROP INDEX page_side; CREATE INDEX page_side ON page (seq)",
        "CREATE TRIGGER nothing_twice AFTER INSERT ON flag BEGIN DELETE FROM flag; END",
    };
    (void)data;
    guint n;
    g_autoptr(GError) error = NULL;
    make_package(sample);
    g_assert_true(index_schema_rebuild(sample->store, &n, &error));
    g_assert_cmpuint(n, ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(edits); i++)
        sample_sql(sample, edits[i]);
    must_verify(sample, "muhafiz verify --rebuild");
    index_schema_rebuild(sample->store, &n, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(n, ==, G_N_ELEMENTS(edits));
    must_verify(sample, NULL);
    sample_must_have_stage(sample, "A-12/2008", "exported");
    sample_sql(sample, "CREATE TABLE more (n BIGINT)");
    must_verify(sample, "table more: Muhafiz made no such: ");
    g_assert_true(index_schema_rebuild(sample->store, &n, &error));
    g_assert_cmpuint(n, ==, 0);
    sample_sql(sample, UNLOCK "UPDATE event_kept SET person = 'somebody' WHERE number = 3");
    g_assert_false(index_schema_rebuild(sample->store, &n, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

/* A label that it had in the record once does not say where it is. */
static void test_set_aside(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    g_autoptr(GArray) pages = index_pages_find(sample->store, 0, "id:2", &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) edit =
        index_pages_set_aside(sample->store, pages, "of another file", &error);
    g_assert_nonnull(edit);
    g_autoptr(DbRows) row = NULL;
    g_assert_true(db_query_row(index_store_db(sample->store), "verify_pages", DB_VALUES(DB_INT(1)),
                               &row, NULL));
    g_autofree char *master =
        index_store_file(sample->store, "pages", db_rows_text(row, 1), ".tif");
    g_clear_pointer(&row, db_rows_free);
    g_assert_cmpint(g_unlink(master), ==, 0);
    must_verify(sample, "sheet 2, no page of the record now: A-12/2008) is missing");
}

/* --------------------------------------------------------------------------------------- settings -- */

static void conf_edit(Sample *sample, const char *from, const char *to)
{
    g_autofree char *path = sample_path(sample, "muhafiz.conf"), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, from));
    g_auto(GStrv) parts = g_strsplit(text, from, 2);
    g_autofree char *edited = g_strjoinv(to, parts);
    g_assert_true(g_file_set_contents(path, edited, -1, NULL));
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "sita", NULL);
    g_assert_nonnull(sample->store);
}

static guint changes_count(Sample *sample)
{
    guint n = 0;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(sample->store), "conf_history", DB_NO_VALUES, NULL);
    while (db_rows_next(rows, NULL))
        n++;
    return n;
}

/* Who lets operators check their own work leaves an event, and every check tells of it. Looking alone leaves none. */
static void test_conf(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_assert_cmpuint(changes_count(sample), ==, 0);
    conf_edit(sample, "separation=login", "separation=none");
    g_autoptr(JsonNode) looked = index_status(sample->store, NULL);
    g_assert_nonnull(looked);
    g_assert_cmpuint(changes_count(sample), ==, 0);
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "x", NULL));
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "y", NULL));
    g_assert_cmpuint(changes_count(sample), ==, 1);
    conf_edit(sample, "dpi=300", "dpi=200");
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "z", NULL));
    g_assert_cmpuint(changes_count(sample), ==, 2);
    must_verify(sample, NULL);
    g_autofree char *since = note_of(sample, 0), *dpi = note_of(sample, 1);
    g_assert_nonnull(strstr(since, "check separation: \"none\" instead of \"login\" since 2"));
    g_assert_nonnull(strstr(since, "when sita worked with it"));
    g_assert_nonnull(strstr(dpi, "scan dpi: \"200\" instead of \"300\""));
    conf_edit(sample, "[scan]", "[scanner desk]\ndevice=first\n[scan]");
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "a scanner", NULL));
    g_assert_cmpuint(changes_count(sample), ==, 3);
    conf_edit(sample, "device=first", "device=second\ndpi=150");
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "another", NULL));
    conf_edit(sample, "dpi=150\n", "");
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "as before", NULL));
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "no more", NULL));
    g_assert_cmpuint(changes_count(sample), ==, 5);
    must_verify(sample, NULL);
    g_autofree char *device = note_of(sample, 2), *added = note_of(sample, 3),
                    *removed = note_of(sample, 4);
    g_assert_nonnull(strstr(device, "[scanner desk] device: \"second\" instead of \"first\""));
    g_assert_nonnull(strstr(added, "[scanner desk] dpi: \"150\" instead of \"\""));
    g_assert_nonnull(strstr(removed, "[scanner desk] dpi: \"\" instead of \"150\""));
    sample_sql(sample, "UPDATE conf_told SET value = 'login' WHERE name = 'check separation'");
    must_verify(sample, "setting check separation");
}

/* ------------------------------------------------------------------------------------ anchors -- */

/* The chain as somebody writes it anew who knows how: another detail, and hashes that fit. */
static void chain_rewrite(Sample *sample)
{
    Db *db = index_store_db(sample->store);
    char previous[SCAN_SHA256_SIZE] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    g_autoptr(GString) sql = g_string_new(UNLOCK);
    g_autoptr(DbRows) rows = db_query(db, "verify_events", DB_NO_VALUES, NULL);
    while (db_rows_next(rows, NULL)) {
        const Event event = {.office = db_rows_text(rows, 0),
                             .number = db_rows_int(rows, 1),
                             .at = db_rows_text(rows, 2),
                             .person = db_rows_int(rows, 1) == 3 ? "nobody" : db_rows_text(rows, 3),
                             .act = db_rows_text(rows, 4),
                             .object = db_rows_text(rows, 5),
                             .detail = db_rows_text(rows, 6)};
        index_event_hash(&event, previous, previous);
        g_string_append_printf(
            sql, "UPDATE event_kept SET person = '%s', hash = '%s' WHERE number = %d;",
            event.person, previous, (int)event.number);
    }
    g_clear_pointer(&rows, db_rows_free);
    sample_sql(sample, sql->str);
}

/* What carries the head out of the house: hash, text of a slip, package. */
static void anchors_write(Sample *sample, char *anchors[3])
{
    gint64 number;
    char hash[SCAN_SHA256_SIZE];
    g_autofree char *package = sample_path(sample, PACKAGE);
    g_assert_true(index_event_head(sample->store, &number, hash, NULL));
    g_autofree char *text = g_strdup_printf("Handed over: 1 file. Head of the chain:\n%s\n", hash);
    anchors[0] = g_strdup(hash);
    anchors[1] = g_build_filename(sample->root, "slip.txt", NULL);
    anchors[2] = g_build_filename(sample->root, "handed-over", NULL);
    g_assert_true(g_file_set_contents(anchors[1], text, -1, NULL));
    accept(sample); /* so that it may leave the outbox */
    g_assert_cmpint(g_rename(package, anchors[2]), ==, 0);
}

static void anchors_must(Sample *sample, char *const *anchors, guint n, const char *problem)
{
    for (guint i = 0; i < n; i++) {
        const char *const names[] = {anchors[i], NULL};
        must_verify_with(sample, &(VerifySettings){.anchors = names}, problem);
    }
}

typedef enum { CHAIN_CUT, CHAIN_REWRITTEN } ChainDamage;

static void test_anchor(Sample *sample, gconstpointer data)
{
    char *anchors[3];
    make_package(sample);
    anchors_write(sample, anchors);
    anchors_must(sample, anchors, 3, NULL);
    if (GPOINTER_TO_INT(data) == CHAIN_CUT)
        sample_sql(sample, UNLOCK "DELETE FROM event_kept WHERE number > 8");
    else
        chain_rewrite(sample);
    anchors_must(sample, anchors, 3,
                 GPOINTER_TO_INT(data) == CHAIN_CUT ? "was cut off" : "written anew");
    anchors_must(sample, anchors + 2, 1, "; it departs "); /* a package knows its record's events */
    for (guint i = 0; i < 3; i++)
        g_free(anchors[i]);
}

static void test_no_anchor(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *path = sample_path(sample, "muhafiz.conf");
    const char *const names[] = {path, sample->dir, "abcd", NULL};
    for (guint i = 0; names[i]; i++) {
        const char *const one[] = {names[i], NULL};
        VerifyReport report = {0};
        g_autoptr(GError) error = NULL;
        g_assert_false(index_verify(sample->store, &(VerifySettings){.anchors = one}, NULL, NULL,
                                    &report, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    }
}

/* ---------------------------------------------------------------------------- samples, resuming -- */

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
    bytes_change(path, FLIP);
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/verify/whole", Sample, NULL, sample_setup, test_whole, sample_teardown);
    g_test_add("/verify/edited-then-changed", Sample, NULL, sample_setup, test_edited_then_changed,
               sample_teardown);
    g_test_add("/verify/search-mended", Sample, NULL, sample_setup, test_search_mended,
               sample_teardown);
    g_test_add("/verify/search-broken", Sample, NULL, sample_setup, test_search_broken,
               sample_teardown);
    g_test_add("/verify/search-short", Sample, NULL, sample_setup, test_search_short,
               sample_teardown);
    g_test_add("/verify/rebuild", Sample, NULL, sample_setup, test_rebuild, sample_teardown);
    g_test_add("/verify/set-aside", Sample, NULL, sample_setup, test_set_aside, sample_teardown);
    g_test_add("/verify/conf", Sample, NULL, sample_setup, test_conf, sample_teardown);
    g_test_add("/verify/taken", Sample, NULL, sample_setup, test_taken, sample_teardown);
    g_test_add("/verify/anchor-cut", Sample, GINT_TO_POINTER(CHAIN_CUT), sample_setup, test_anchor,
               sample_teardown);
    g_test_add("/verify/anchor-rewritten", Sample, GINT_TO_POINTER(CHAIN_REWRITTEN), sample_setup,
               test_anchor, sample_teardown);
    g_test_add("/verify/anchor-none", Sample, NULL, sample_setup, test_no_anchor, sample_teardown);
    g_test_add("/verify/sample", Sample, NULL, sample_setup, test_sample, sample_teardown);
    g_test_add("/verify/state-forged", Sample, NULL, sample_setup, test_state_forged,
               sample_teardown);
    g_test_add("/verify/taken-over", Sample, NULL, sample_setup, test_taken_over, sample_teardown);
    g_test_add("/verify/killed", Sample, NULL, sample_setup, test_killed, sample_teardown);
    for (gsize i = 0; i < G_N_ELEMENTS(DAMAGES); i++) {
        g_autofree char *path = g_strdup_printf("/verify/%s", DAMAGES[i].name);
        g_test_add(path, Sample, &DAMAGES[i], sample_setup, test_damage, sample_teardown);
    }
    return g_test_run();
}
