/* Stores and their configuration; the chain of events against its specification. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "tests/index/sample.h"

static void test_create_refused(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *folder;
        StoreOffice office;
    } cases[] = {
        {"a store is there", "store", {"TEST", "Tehsil", "eng"}},
        {"no code", "new", {"", "Tehsil", "eng"}},
        {"a blank in the code", "new", {"a b", "Tehsil", "eng"}},
        {"a long code", "new", {"abcdefghijklmnopqrstuvwxyz0123456", "Tehsil", "eng"}},
        {"no name", "new", {"TEST", "", "eng"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *dir = g_build_filename(sample->root, cases[i].folder, NULL);
        g_test_message("%s", cases[i].name);
        g_assert_null(index_store_create(dir, &cases[i].office, "operator", &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    }
    g_autofree char *unused = g_build_filename(sample->root, "new", NULL);
    g_assert_false(g_file_test(unused, G_FILE_TEST_EXISTS));
}

static void test_open(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const private[] = {"muhafiz.conf", "muhafiz.db", "pages", "outbox"};
    for (guint i = 0; i < G_N_ELEMENTS(private); i++) {
        GStatBuf status;
        g_autofree char *path = sample_path(sample, private[i]);
        g_assert_cmpint(g_stat(path, &status), ==, 0);
        g_assert_cmpuint(status.st_mode & 077, ==, 0);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) none = index_store_open(sample->root, "me", &error);
    g_assert_null(none);
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);

    g_autoptr(Store) second = index_store_open(sample->dir, "me", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(index_store_user(second), ==, "me");
    g_assert_cmpstr(index_store_conf_text(second, "office", "name"), ==, "Tehsil Demo");
    g_assert_cmpint(index_store_conf_int(second, "scan", "dpi"), ==, 300);
    g_assert_true(index_store_conf_bool(second, "policy", "export_unchecked"));
}

/* An index that was lost must not be taken for an empty one. */
static void test_open_without_index(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_clear_pointer(&sample->store, index_store_free);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_null(index_store_open(sample->dir, "me", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "backup"));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* As a crash of the file system leaves them, and as people lose them. */
static void test_open_without_half(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *index = sample_path(sample, "muhafiz.db"),
                    *conf = sample_path(sample, "muhafiz.conf");
    g_clear_pointer(&sample->store, index_store_free);
    g_assert_true(g_file_set_contents(index, "", 0, NULL));
    g_assert_null(index_store_open(sample->dir, "me", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "is empty"));
    g_clear_error(&error);
    g_assert_cmpint(g_unlink(conf), ==, 0);
    g_assert_null(index_store_open(sample->dir, "me", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "copy it from the last backup"));
}

static void test_conf(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *conf;
        const char *says; /* NULL: it is taken */
    } cases[] = {
        {"[office]\ncode=TEST\n", NULL},
        {"\xef\xbb\xbf[office]\ncode=TEST\n", NULL}, /* Notepad */
        {"[office]\ncode=TEST-2\n", "put code=TEST back"},
        {"[office]\ncode=TEST\n[scan]\ndpi=400\n[scanner desk]\nanything=goes\n", NULL},
        {"[scan]\ndpi=4000\n", "[scan] dpi: write a whole number from 75 to 1200"},
        {"[scan]\ndpi=many\n", "instead of \"many\""},
        {"[scan]\nmode=grey\n", "[scan] mode: write one of lineart, gray, color"},
        {"[scan]\ndip=300\n", "[scan] dip is not known: write one of dpi, mode, master"},
        {"[scan]\nseparation=person\n",
         "separation stands below [scan], and belongs below [check]"},
        {"[scna]\ndpi=300\n", "[scna] is not known: write one of office, store, scan,"},
        {"[policy]\nexport_unchecked=yes\n", "write one of true, false"},
        {"dpi=300\n", "muhafiz.conf: "},
    };
    g_autofree char *path = sample_path(sample, "muhafiz.conf");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(g_file_set_contents(path, cases[i].conf, -1, NULL));
        g_autoptr(Store) store = index_store_open(sample->dir, "me", &error);
        g_assert_cmpint(store != NULL, ==, cases[i].says == NULL);
        if (cases[i].says) {
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
            g_test_message("%s", error->message);
            g_assert_nonnull(strstr(error->message, cases[i].says));
        }
    }
}

/* ------------------------------------------------------------------------------------ events -- */

static void field_append(GString *bytes, const char *field)
{
    g_string_append_printf(bytes, "%" G_GSIZE_FORMAT ":%s\n", strlen(field), field);
}

/* The chain, computed anew from the rows as event.c's head specifies it. */
static guint chain_check(Sample *sample)
{
    sqlite3 *db;
    sqlite3_stmt *rows;
    guint n = 0;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_autofree char *hash = g_strnfill(64, '0');
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db,
                                       "SELECT hash, office, number, at, person, act, object, "
                                       "detail FROM event ORDER BY number",
                                       -1, &rows, NULL),
                    ==, SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        g_autoptr(GString) bytes = g_string_new(NULL);
        field_append(bytes, hash);
        for (int i = 1; i < 8; i++)
            field_append(bytes, (const char *)sqlite3_column_text(rows, i));
        g_free(hash);
        hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, bytes->str, -1);
        g_assert_cmpstr(hash, ==, (const char *)sqlite3_column_text(rows, 0));
        g_assert_cmpint(sqlite3_column_int(rows, 2), ==, (int)++n);
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    return n;
}

static void test_events(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    guint n = chain_check(sample);
    g_assert_cmpuint(n, ==, 1 + 4 + 1); /* the office, four records, their import */
    g_assert_true(index_event_add(sample->store, "test.act", "record ä", "{\"a\":1}", &error));
    sample_make_ready(sample);
    g_assert_cmpuint(chain_check(sample), >, n + 1);
}

static void test_events_stay(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const attempts[] = {"UPDATE event_kept SET person = 'x'",
                                           "DELETE FROM event_kept",
                                           "UPDATE event_kept SET record_id = 1 WHERE number = 1"};
    sqlite3 *db;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    for (guint i = 0; i < G_N_ELEMENTS(attempts); i++)
        g_assert_cmpint(sqlite3_exec(db, attempts[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
    sqlite3_close(db);
    g_assert_cmpuint(chain_check(sample), ==, 6);
}

/* What is imported, set, scanned and made in one act is undone with its event. */
static void test_event_of_a_failed_act(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    guint n = chain_check(sample);
    g_assert_false(sample_set(sample, "A-12/2008", "availability", "lost", &error));
    g_assert_cmpuint(chain_check(sample), ==, n);
}

/* The chain alone tells what the rows tell: the register's values, and where pages went. */
static void test_event_details(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *act, *object, *detail;
    } cases[] = {
        {"record.registered", "record B-7/2010", "\"section\":\"Revenue\""},
        {"record.registered", "record A-12/2008", "\"correspondence_pages\":\"2\""},
        {"pages.added", "batch 1",
         "{\"record\":\"A-12/2008\",\"side\":\"correspondence\",\"pages\":["},
        {"record.changed", "record A-12/2008", "{\"availability\":[\"available\",\"damaged\"],"},
    };
    sample_make_ready(sample);
    g_assert_true(sample_set(sample, "A-12/2008", "availability", "damaged", NULL));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sql = g_strdup_printf(
            "CREATE TEMP TABLE one (n CHECK (n > 0));"
            "INSERT INTO one SELECT count(*) FROM event WHERE act = '%s' AND object = '%s' "
            "AND instr(detail, '%s')",
            cases[i].act, cases[i].object, cases[i].detail);
        sample_sql(sample, sql); /* fails where there is no such event */
    }
}

/* A newer Muhafiz keeps the same in less: what the file holds empty goes back to the disk, and nothing else. */
static void test_compact(Sample *sample, gconstpointer data)
{
    (void)data;
    guint64 empty_bytes, freed_bytes;
    GStatBuf before, after;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    sample_make_ready(sample);
    g_assert_true(index_slack(sample->store, &empty_bytes, NULL));
    g_assert_cmpuint(empty_bytes, ==, 0);
    g_assert_true(index_compact(sample->store, &freed_bytes, NULL));
    g_assert_cmpuint(freed_bytes, ==, 0);
    sample_sql(sample, "CREATE TABLE large AS SELECT zeroblob(8000000) AS bytes; DROP TABLE large;"
                       "PRAGMA wal_checkpoint(TRUNCATE)");
    g_assert_cmpint(g_stat(path, &before), ==, 0);
    g_assert_true(index_slack(sample->store, &empty_bytes, NULL));
    g_assert_cmpuint(empty_bytes, >, 8000000);
    g_assert_true(index_compact(sample->store, &freed_bytes, NULL));
    g_assert_cmpuint(freed_bytes, ==, empty_bytes);
    g_assert_cmpint(g_stat(path, &after), ==, 0);
    g_assert_cmpint(after.st_size, <, before.st_size - 8000000);
    VerifyReport report = {0};
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, NULL));
    g_assert_cmpuint(report.problems->len, ==, 0);
    index_verify_report_clear(&report);
}

static void test_now(void)
{
    g_autofree char *now = index_now();
    g_assert_true(g_regex_match_simple(
        "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$", now, 0, 0));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/store/create-refused", test_create_refused},
        {"/store/open", test_open},
        {"/store/open-without-index", test_open_without_index},
        {"/store/open-without-half", test_open_without_half},
        {"/store/conf", test_conf},
        {"/store/events", test_events},
        {"/store/events-stay", test_events_stay},
        {"/store/event-details", test_event_details},
        {"/store/compact", test_compact},
        {"/store/event-of-a-failed-act", test_event_of_a_failed_act},
    };
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store/now", test_now);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
