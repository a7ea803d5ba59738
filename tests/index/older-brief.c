/* A store of before texts were kept as briefs (schema 27): afterwards its events, seals and words say what they said,
 * and what had been edited before is still told. */
#include <sqlite3.h>
#include <string.h>

#include "tests/index/sample.h"

/* What schema-28-sqlite.sql did, taken back. */
static const char BEFORE[] = SAMPLE_BEFORE_32
    "CREATE TEMP TABLE told AS SELECT * FROM event; DROP VIEW event;"
    "DROP TABLE event_kept; DROP TABLE event_office;"
    "CREATE TABLE event (office TEXT NOT NULL, number BIGINT NOT NULL, at TEXT NOT NULL, person "
    "TEXT NOT NULL,"
    " act TEXT NOT NULL, object TEXT NOT NULL, record_id BIGINT, detail TEXT NOT NULL, hash TEXT "
    "NOT NULL,"
    " PRIMARY KEY (office, number));"
    "INSERT INTO event SELECT * FROM temp.told;"
    "CREATE INDEX event_record ON event (record_id, number);"
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'never'); END;"
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'never'); END;"
    "DROP INDEX page_sha256; DROP INDEX page_picture; DROP INDEX page_failed; DROP INDEX "
    "page_replaced;"
    "UPDATE page SET accepted_at = plain(accepted_at), sha256 = plain(sha256), alto_sha256 = "
    "plain(alto_sha256),"
    " layers_key = plain(layers_key), findings = plain(findings), picture = plain(picture);"
    "CREATE INDEX page_sha256 ON page (sha256);"
    "CREATE INDEX page_picture ON page (picture) WHERE picture IS NOT NULL;"
    "CREATE INDEX page_state ON page (state, replaced_by, role);"
    "UPDATE word SET word = plain(word); PRAGMA user_version = 27";

static char *asked(Sample *sample, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
    char *text = g_strdup((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

static void store_reopen(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
}

/* problem: part of the only one; NULL: there is none. */
static void must_verify(Sample *sample, const char *problem)
{
    g_autoptr(GError) error = NULL;
    VerifyReport report = {0};
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < report.problems->len; i++) {
        g_test_message("%s", (const char *)report.problems->pdata[i]);
        g_assert_nonnull(problem);
        g_assert_nonnull(strstr(report.problems->pdata[i], problem));
    }
    g_assert_cmpuint(report.problems->len, ==, problem ? 1 : 0);
    g_assert_cmpuint(report.uncovered, ==, 0); /* nothing was sealed anew */
    index_verify_report_clear(&report);
}

#define EVENTS                                                                                     \
    "SELECT group_concat(office || number || at || person || act || object || detail || hash) "    \
    "FROM event"
#define PAGES                                                                                      \
    "SELECT group_concat(accepted_at || sha256 || alto_sha256 || layers_key || findings) FROM "    \
    "page"
#define PAGES_NOW                                                                                  \
    "SELECT group_concat(plain(accepted_at) || plain(sha256) || plain(alto_sha256) || "            \
    "plain(layers_key) || plain(findings)) FROM page"

static void test_forward(Sample *sample, gconstpointer data)
{
    const char *edit = data;
    sample_make_ready(sample);
    g_autofree char *events = asked(sample, EVENTS), *pages = asked(sample, PAGES_NOW);
    g_clear_pointer(&sample->store, index_store_free);
    sample_sql(sample, BEFORE);
    g_autofree char *events_then = asked(sample, EVENTS), *pages_then = asked(sample, PAGES);
    g_assert_cmpstr(events_then, ==, events);
    g_assert_cmpstr(pages_then, ==, pages);
    if (edit)
        sample_sql(sample, edit);
    store_reopen(sample);
    g_autofree char *events_now = asked(sample, EVENTS), *pages_now = asked(sample, PAGES_NOW);
    g_autofree char *kinds =
        asked(sample,
              "SELECT typeof(sha256) || (SELECT typeof(detail) FROM event_kept WHERE plain(act) = "
              "'page.recognised') FROM page");
    g_assert_cmpstr(events_now, ==, events);
    g_assert_cmpstr(kinds, ==, "blobblob");
    if (!edit)
        g_assert_cmpstr(pages_now, ==, pages);
    must_verify(sample, edit ? "page 1" : NULL); /* has an event of its own */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/older-brief/forward", Sample, NULL, sample_setup, test_forward, sample_teardown);
    g_test_add("/older-brief/edited", Sample,
               "UPDATE page SET accepted_at = '2020-01-01T00:00:00+05:30' WHERE page_id = 1",
               sample_setup, test_forward, sample_teardown);
    return g_test_run();
}
