/* A store of before confidences were shares of words right (schema 2): what it holds is told on today's scale, or
 * as it was, but not one for the other. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

/* As Muhafiz wrote it then: the engine's confidences, and no findings. */
static const char ALTO[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\"><Description>"
    "<Processing ID=\"READ\"><processingStepSettings>dpi=300.00 model=urd</processingStepSettings>"
    "</Processing></Description><Layout><Page ID=\"P\" PHYSICAL_IMG_NR=\"1\" WIDTH=\"100\" "
    "HEIGHT=\"50\">"
    "<PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"100\" HEIGHT=\"50\"><TextBlock ID=\"B\" HPOS=\"0\" "
    "VPOS=\"0\" "
    "WIDTH=\"100\" HEIGHT=\"50\"><TextLine ID=\"L\" HPOS=\"0\" VPOS=\"0\" WIDTH=\"100\" "
    "HEIGHT=\"50\" "
    "BASELINE=\"40\">"
    "<String CONTENT=\"حکم\" HPOS=\"60\" VPOS=\"0\" WIDTH=\"30\" HEIGHT=\"40\" WC=\"0.96\" "
    "LANG=\"ur\"/>"
    "<String CONTENT=\"نمبر\" HPOS=\"10\" VPOS=\"0\" WIDTH=\"30\" HEIGHT=\"40\" WC=\"0.85\" "
    "LANG=\"ur\"/>"
    "</TextLine></TextBlock></PrintSpace></Page></Layout></alto>\n";

/* The register, and four pages that were read: surely, less so, hardly, and none; one never was. */
static const char ROWS[] =
    "INSERT INTO record SELECT 1, 'C-3/2011', 'C-3/2011', 'c-3/2011', 's', 'file', '', '', '', "
    "'2011', "
    "'Normal', '', 'urd', '', '', NULL, NULL, '', '', '', '', '', '', 'available', 'in-room', 't', "
    "'t';"
    "INSERT INTO side VALUES (1, 1, 'correspondence', NULL, NULL, NULL, 1, 1);"
    "INSERT INTO batch (batch_id, kind, source, owner, person, started_at, ended_at, ended_how) "
    "VALUES (1, 'scan', 'desk', 'me', 'me', 't', 't', 'complete');"
    "INSERT INTO page (page_id, batch_id, sheet, face, role, side_id, seq, folio, sha256, "
    "size_bytes, width_px, "
    "height_px, dpi, channels, depth_bits, state, confidence, language, alto_sha256, layers_key, "
    "accepted_at) "
    "VALUES (1, 1, 1, 'front', 'folio', 1, 1, '1', 'aa', 1, 100, 50, 300, 1, 8, 'recognised', 95, "
    "'eng', 'ee', "
    "'k', 't'),"
    "(2, 1, 2, 'front', 'folio', 1, 2, '2', 'bb', 1, 100, 50, 300, 1, 8, 'recognised', 86, 'urd', "
    "'abcd', 'k', "
    "'t'),"
    "(3, 1, 3, 'front', 'folio', 1, 3, '3', 'cc', 1, 100, 50, 300, 1, 8, 'recognised', 50, 'hin', "
    "'ee', 'k', 't'),"
    "(4, 1, 4, 'front', 'folio', 1, 4, '4', 'dd', 1, 100, 50, 300, 1, 8, 'recognised', 0, '', "
    "'ee', 'k', 't'),"
    "(5, 1, 5, 'front', 'folio', 1, 5, '5', 'ff', 1, 100, 50, 300, 1, 8, 'scanned', NULL, NULL, "
    "NULL, NULL, 't');"
    "INSERT INTO volume (side_id, number, path, sha256, size_bytes, first_seq, last_seq, "
    "n_pages, written_at) VALUES (1, 1, 'efiles/1', '1', 1, 1, 2, 2, 't'), (1, 2, 'efiles/2', '2', "
    "1, 3, 4, "
    "2, 't');"
    "INSERT INTO flag VALUES (3, 'low-confidence', 50);"
    "INSERT INTO page_text VALUES (2, 'حکم نمبر ٤١٢');"
    "INSERT INTO page_search (rowid, body) VALUES (2, 'حکم نمبر 412');"
    "PRAGMA user_version = 2";

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(db));
}

/* A record that a split made, another that was there when pages were put into it, and one that an import brought. */
static const char SPLITS[] =
    "INSERT INTO record SELECT record_id + 1, 'S-1', 'S-1', 's-1', 's', 'file', '', '', '', '', "
    "'Normal', '', 'urd', '', '', NULL, NULL, '', '', '', '', '', '', 'available', 'in-room', 't', "
    "'t' FROM record;"
    "INSERT INTO record SELECT record_id + 2, 'S-2', 'S-2', 's-2', 's', 'file', '', '', '', '', "
    "'Normal', '', 'urd', '', '', NULL, NULL, '', '', '', '', '', '', 'available', 'in-room', 't', "
    "'t' FROM record WHERE record_id = 1;"
    "INSERT INTO side VALUES (2, 2, 'correspondence', NULL, NULL, NULL, 1, 0),"
    "(3, 3, 'correspondence', NULL, NULL, NULL, 1, 0);"
    "UPDATE page SET side_id = 2, seq = 1 WHERE page_id = 5;"
    "UPDATE page SET side_id = 3, seq = 1 WHERE page_id = 4;"
    "INSERT INTO event SELECT 'TEST', column1, column2, 'me', column3, 'o', column4, '{}', 'h' "
    "FROM (VALUES (1, 'a', 'record.registered', 1), (2, 'a', 'record.registered', 3), "
    "(3, 'a', 'register.imported', NULL), (4, 'b', 'pages.added', 1), "
    "(5, 'c', 'record.registered', 2), (6, 'c', 'record.split', 1), (7, 'c', 'record.split', 2), "
    "(8, 'd', 'record.split', 1), (9, 'd', 'record.split', 3))";

/* The sample's folder and configuration, and in it an index that is made by the older schemas alone. data: more rows of
 * it. */
static void setup(Sample *sample, gconstpointer data)
{
    static const char *const schemas[] = {"schema-1.sql", "schema-1-sqlite.sql", "schema-2.sql"};
    sqlite3 *db;
    sample_setup(sample, data);
    g_clear_pointer(&sample->store, index_store_free);
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    for (guint i = 0; i < G_N_ELEMENTS(schemas); i++) {
        g_autofree char *sql = NULL;
        g_autofree char *file =
            g_build_filename(g_getenv("MUHAFIZ_TESTS"), "../index/sql", schemas[i], NULL);
        g_assert_true(g_file_get_contents(file, &sql, NULL, NULL));
        run_sql(db, sql);
    }
    run_sql(db, ROWS);
    run_sql(db, data ? data : "");
    sqlite3_close(db);
    g_autofree char *shelf = sample_path(sample, "text/ab");
    g_autofree char *alto = sample_path(sample, "text/ab/abcd.alto.xml");
    g_assert_cmpint(g_mkdir_with_parents(shelf, 0700), ==, 0);
    g_assert_true(g_file_set_contents(alto, ALTO, -1, NULL));
    g_autoptr(GError) error = NULL;
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
}

static JsonArray *pages_of(JsonNode *shown)
{
    JsonArray *sides = json_object_get_array_member(json_node_get_object(shown), "sides");
    return json_object_get_array_member(json_array_get_object_element(sides, 0), "pages");
}

/* The office's threshold of 80 means the same for pages of before. */
static void test_confidence(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        double from, to; /* 0: none */
        gboolean is_flagged;
    } cases[] = {{93, 99, FALSE}, {50, 65, TRUE}, {25, 45, TRUE}, {0, 0, FALSE}, {0, 0, FALSE}};
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "C-3/2011", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        JsonObject *page = json_array_get_object_element(pages_of(shown), i);
        g_autofree char *flags = json_to_string(json_object_get_member(page, "flags"), FALSE);
        double confidence = json_object_get_double_member_with_default(page, "confidence", 0);
        g_test_message("page %u: %.1f, %s", i + 1, confidence, flags);
        g_assert_cmpfloat(confidence, >=, cases[i].from);
        g_assert_cmpfloat(confidence, <=, cases[i].to);
        g_assert_cmpint(g_strstr_len(flags, -1, "low-confidence") != NULL, ==, cases[i].is_flagged);
    }
}

/* The engine's 85 for an Urdu word is in doubt, its 96 is not. */
static void test_doubt(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sqlite3 *db;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    run_sql(db, "UPDATE page SET alto_sha256 = NULL WHERE alto_sha256 = 'ee'"); /* has no file */
    sqlite3_close(db);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "C-3/2011", NULL);
    index_record_add_doubt(sample->store, shown, &error);
    g_assert_no_error(error);
    JsonObject *page = json_array_get_object_element(pages_of(shown), 1);
    JsonArray *lines = json_object_get_array_member(page, "doubt");
    g_assert_cmpuint(json_array_get_length(lines), ==, 1);
    JsonArray *words =
        json_object_get_array_member(json_array_get_object_element(lines, 0), "words");
    g_assert_cmpuint(json_array_get_length(words), ==, 1);
    JsonObject *word = json_array_get_object_element(words, 0);
    g_assert_cmpstr(json_object_get_string_member(word, "text"), ==, "نمبر");
    g_assert_cmpfloat(json_object_get_double_member(word, "confidence"), <,
                      75); /* 85, as it stands */
}

/* Cuts between volumes stay where they were (schema 5). */
static void test_homes(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_sql(sample, "CREATE TABLE one (text CHECK (text = '1 1 2 2 0')); INSERT INTO one "
                       "SELECT group_concat(COALESCE(volume, 0), ' ') FROM page");
}

/* Of what was done before, the name is known, and it was the login unless somebody said otherwise (schema 7). */
static void test_hands(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_sql(sample,
               "CREATE TABLE hand (person CHECK (person = 'me'), login CHECK (login = 'me'), "
               "is_proven CHECK (is_proven = 0)); INSERT INTO hand SELECT person, login, "
               "is_proven FROM batch_hand; CREATE TABLE n (n CHECK (n = 1)); INSERT INTO n "
               "SELECT count(*) FROM hand");
    sample_must_have_stage(sample, "C-3/2011", "scanned");
}

/* What is expected now is what was known of it when it was fed; nobody had counted (schema 15). */
static void test_progress(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) progress = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *row = json_object_get_object_member(json_node_get_object(progress), "grand_total");
    JsonObject *records = json_object_get_object_member(row, "records");
    g_assert_cmpint(json_object_get_int_member(records, "registered"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(records, "uncounted"), ==, 1);
    sample_sql(sample,
               "CREATE TABLE fed (n CHECK (n = 5)); INSERT INTO fed SELECT count(*) FROM page "
               "WHERE fed_side_id = 1; CREATE TABLE at (at CHECK (at = 't')); "
               "INSERT INTO at SELECT at FROM feeding WHERE note_pages IS NULL");
}

/* Whoever edits the index finds nothing there to which he may add. */
static void must_be_refused(Sample *sample, const char *sql)
{
    sqlite3 *db;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_ERROR);
    sqlite3_close(db);
}

/* What a split made is known as that, though schema 15 took it for the office's own; it counts for nothing that the
 * office registered (schema 21). */
static void test_splits(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_sql(sample, "CREATE TABLE split (text CHECK (text = '1:0 2:1 3:0')); INSERT INTO split "
                       "SELECT group_concat(record_id || ':' || is_split, ' ') FROM feeding;"
                       "CREATE TABLE n (n CHECK (n = 0)); INSERT INTO n SELECT count(*) FROM "
                       "split_due; CREATE TABLE noted (n CHECK (n = 1)); INSERT INTO noted "
                       "SELECT count(*) FROM event WHERE act = 'splits.noted'");
    g_autoptr(JsonNode) progress = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *row = json_object_get_object_member(json_node_get_object(progress), "grand_total");
    JsonObject *records = json_object_get_object_member(row, "records");
    g_assert_cmpint(json_object_get_int_member(records, "registered"), ==, 2);
    must_be_refused(sample, "INSERT INTO split_due (record_id, at) VALUES (3, 'd')");
}

/* The index of words is another since (schema 12): what stood in the old one is found in the new. */
static void test_search(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const queries[] = {"\"نمبر 412\"", "subject:s", "حکم"};
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) hits = index_search(sample->store, queries[i], 0, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(json_array_get_length(json_node_get_array(hits)), ==, 1);
    }
}

/* Settings that an event has told of. */
static guint settings_count(Sample *sample)
{
    guint n = 0;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(sample->store), "conf_told", DB_NO_VALUES, NULL);
    while (db_rows_next(rows, NULL))
        n++;
    return n;
}

/* problem: what verify says of it; NULL: "edited" stands in nothing that it says. n_settings: that were there when all
 * was sealed. */
static void must_say(Sample *sample, const char *problem, guint n_settings)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    gboolean found = FALSE;
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < report.problems->len; i++) {
        g_test_message("%s", (const char *)report.problems->pdata[i]);
        found |= strstr(report.problems->pdata[i], problem ? problem : "was edited") != NULL;
    }
    g_assert_cmpint(found, ==, problem != NULL);
    g_assert_cmpint(report.uncovered, ==,
                    11 + n_settings); /* five pages, two volumes, a record, its feeding ... */
    g_assert_cmpint(report.covered_from, >, 0);
    index_verify_report_clear(&report);
}

/* Rows of before there were seals (schema 17) are sealed once, as they are found, and edits after that are told. */
static void test_seals(Sample *sample, gconstpointer data)
{
    (void)data;
    must_say(sample, NULL, 0);
    sample_sql(sample, "UPDATE feeding SET correspondence_pages = 99");
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", NULL);
    must_say(sample, "its row was edited (correspondence_pages)", 0);
    sample_sql(sample, "UPDATE seal_state SET version = 0"); /* so that it is taken as it stands */
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", NULL);
    must_say(sample, "all rows were sealed anew without need", settings_count(sample));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/older/confidence", Sample, NULL, setup, test_confidence, sample_teardown);
    g_test_add("/older/doubt", Sample, NULL, setup, test_doubt, sample_teardown);
    g_test_add("/older/homes", Sample, NULL, setup, test_homes, sample_teardown);
    g_test_add("/older/hands", Sample, NULL, setup, test_hands, sample_teardown);
    g_test_add("/older/progress", Sample, NULL, setup, test_progress, sample_teardown);
    g_test_add("/older/splits", Sample, SPLITS, setup, test_splits, sample_teardown);
    g_test_add("/older/search", Sample, NULL, setup, test_search, sample_teardown);
    g_test_add("/older/seals", Sample, NULL, setup, test_seals, sample_teardown);
    return g_test_run();
}
