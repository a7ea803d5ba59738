/* How the index is built, and its settings. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/verify-room.h"

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

void verify_built_tests(void)
{
    static const SampleTest tests[] = {
        {"/verify/rebuild", test_rebuild},
        {"/verify/set-aside", test_set_aside},
        {"/verify/conf", test_conf},
    };
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
}
