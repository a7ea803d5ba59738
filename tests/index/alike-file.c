/* What becomes of alike.db: it may be lost at any time, and pages that came twice are found all the same. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/alike-pages.h"
#include "tests/index/edit-office.h"

static char *traits_path(Sample *sample)
{
    return sample_path(sample, "alike.db");
}

/* Of the last row. */
static int first_value(void *value, int n, char **texts, char **names)
{
    (void)n, (void)names;
    *(gint64 *)value = g_ascii_strtoll(texts[0], NULL, 10);
    return 0;
}

static gint64 traits_sql(Sample *sample, const char *sql)
{
    sqlite3 *db;
    gint64 value = 0;
    g_autofree char *path = traits_path(sample);
    g_assert_cmpint(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, sql, first_value, &value, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
    return value;
}

static void harm_delete(Sample *sample)
{
    g_autofree char *path = traits_path(sample);
    g_assert_cmpint(g_unlink(path), ==, 0);
}

static void harm_folder(Sample *sample)
{
    g_autofree char *path = traits_path(sample);
    harm_delete(sample);
    g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
}

static void harm_garbage(Sample *sample)
{
    g_autofree char *path = traits_path(sample);
    g_assert_true(g_file_set_contents(path, "Dear Sir, this is no database at all.", -1, NULL));
}

/* The tree of the traits; what comes before is whole. */
static void harm_page(Sample *sample)
{
    g_autofree char *path = traits_path(sample), *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    const gsize page = (gsize)traits_sql(sample, "PRAGMA page_size");
    const gsize root = (gsize)traits_sql(sample, "SELECT rootpage FROM sqlite_master "
                                                 "WHERE name = 'page_trait'");
    g_assert_cmpuint(root * page, <=, size);
    memset(bytes + (root - 1) * page, 0xff, page);
    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
}

static void harm_version(Sample *sample)
{
    traits_sql(sample, "PRAGMA user_version = 99");
}

/* Of before its traits were those of today. */
static void harm_older_traits(Sample *sample)
{
    traits_sql(sample, "PRAGMA user_version = 1");
}

static void harm_tables(Sample *sample)
{
    traits_sql(sample, "DROP TABLE page_trait");
}

static void harm_owner(Sample *sample)
{
    traits_sql(sample, "UPDATE alike_state SET token = token + 1");
}

static void harm_older(Sample *sample)
{
    traits_sql(sample, "UPDATE alike_state SET written = written - 1");
}

static void harm_restore(Sample *sample)
{
    sample_sql(sample, "UPDATE alike_state SET written = written - 2");
}

/* The token is kept: nothing tells but what is not there. */
static void harm_empty(Sample *sample)
{
    traits_sql(sample, "DELETE FROM page_trait");
}

static void harm_one(Sample *sample)
{
    traits_sql(sample, "DELETE FROM page_trait WHERE page_id = 1");
}

static void harm_part(Sample *sample)
{
    traits_sql(sample, "DELETE FROM page_trait WHERE page_id = 1 AND key < 4294967296");
}

static void harm_key(Sample *sample)
{
    traits_sql(sample, "UPDATE page_trait SET key = key + 1 WHERE key < 4294967296");
}

/* A trait that too many pages have says nothing. */
static void harm_strangers(Sample *sample)
{
    traits_sql(sample, "INSERT INTO page_trait SELECT key, 100 + page_id FROM page_trait");
}

static void harm_swap(Sample *sample)
{
    traits_sql(sample, "UPDATE page_trait SET page_id = -page_id;"
                       "UPDATE page_trait SET page_id = 3 + page_id");
}

static void harm_due(Sample *sample)
{
    alike_scan(sample, "C-3/2011", 1);
    sample_sql(sample, "DELETE FROM alike_due");
}

static void harm_nothing(Sample *sample)
{
    (void)sample;
}

typedef struct {
    const char *name;
    void (*harm)(Sample *sample);
    gint64 n_anew;
    const char *at_once,
        *later; /* what is proposed for page 3, and of what is due once more then */
} Harm;

static const Harm HARMS[] = {
    {"none", harm_nothing, 0, "3: 1", ""},
    {"deleted", harm_delete, 2, "3:", "1: 3; 2:"},
    {"folder", harm_folder, 2, "3:", "1: 3; 2:"},
    {"garbage", harm_garbage, 2, "3:", "1: 3; 2:"},
    {"damaged", harm_page, 2, "3:", "1: 3; 2:"},
    {"another-version", harm_version, 2, "3:", "1: 3; 2:"},
    {"older-traits", harm_older_traits, 2, "3:", "1: 3; 2:"},
    {"other-tables", harm_tables, 2, "3:", "1: 3; 2:"},
    {"of-another-index", harm_owner, 2, "3:", "1: 3; 2:"},
    {"an-older-copy", harm_older, 2, "3:", "1: 3; 2:"},
    {"index-restored", harm_restore, 2, "3:", "1: 3; 2:"},
};

/* As the worker does of masters; the first page is like the third. */
static GPtrArray *propose_old(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    gint64 n_anew = -1;
    GPtrArray *due = index_alike_due(sample->store, TRUE, 0, 100, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < due->len; i++) {
        AlikePage *page = due->pdata[i];
        g_assert_false(page->has_traits);
        for (page->n_traits = 0; page->n_traits < ALIKE_PLACES * SCAN_TRAIT_SIZES; page->n_traits++)
            page->traits[page->n_traits] = alike_trait_of(
                page->page_id, page->n_traits / SCAN_TRAIT_SIZES, page->page_id == 1 ? 4 : 0);
    }
    g_assert_true(index_alike_propose(sample->store, due, &n_anew, &error));
    g_assert_no_error(error);
    g_assert_cmpint(n_anew, ==, 0);
    return due;
}

/* Two pages that were compared. */
static void compare_two(Sample *sample)
{
    alike_scan(sample, "B-7/2010", 2);
    alike_due_set(sample, 1, 4);
    alike_due_set(sample, 2, 0);
    g_autoptr(GPtrArray) due = alike_propose(sample);
    alike_must_be_proposed(due, "1:; 2:");
    alike_settle_as_others(sample, due);
}

/* Whatever becomes of the file, nothing stops, and another scan of the first page is found in the end. */
static void test_lost(Sample *sample, gconstpointer data)
{
    const Harm *harm = data;
    GStatBuf info;
    g_autofree char *path = traits_path(sample);
    compare_two(sample);
    harm->harm(sample);
    alike_scan(sample, "C-3/2011", 1);
    alike_due_set(sample, 3, 4);
    g_autoptr(GPtrArray) due = alike_propose_anew(sample, harm->n_anew);
    alike_must_be_proposed(due, harm->at_once);
    alike_settle_as_others(sample, due);
    g_autoptr(GPtrArray) old = propose_old(sample);
    alike_must_be_proposed(old, harm->later);
    g_assert_cmpint(g_stat(path, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 07777, ==, 0600);
}

typedef struct {
    const char *name;
    void (*harm)(Sample *sample);
    gint64 n_wrong;
    const char *due; /* once more */
} Edit;

static const Edit EDITS[] = {
    {"none", harm_nothing, 0, ""},        {"emptied", harm_empty, 2, "1,2"},
    {"a-page", harm_one, 1, "1"},         {"the-traits-of-a-page", harm_part, 1, "1"},
    {"other-traits", harm_key, 2, "1,2"}, {"of-no-page", harm_strangers, 2, ""},
    {"swapped", harm_swap, 2, "1,2"},     {"not-compared", harm_due, 1, "3"},
};

/* Rows that are not what was put there, in a file that is the index's own: they are told, and mended. */
static void test_edited(Sample *sample, gconstpointer data)
{
    const Edit *edit = data;
    g_autoptr(GError) error = NULL;
    VerifyReport report = {0};
    gint64 n_wrong = -1;
    compare_two(sample);
    edit->harm(sample);
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error));
    g_autofree char *told = g_strdup_printf("of %" G_GINT64_FORMAT " page", edit->n_wrong);
    g_assert_cmpuint(report.problems->len, ==, edit->n_wrong ? 1 : 0);
    g_assert_true(!edit->n_wrong || strstr(report.problems->pdata[0], told));
    index_verify_report_clear(&report);
    g_assert_true(index_alike_check(sample->store, TRUE, &n_wrong, &error));
    g_assert_cmpint(n_wrong, ==, edit->n_wrong);
    g_autofree char *due = rows_text(
        sample, "SELECT coalesce(group_concat(page_id), '') FROM alike_due WHERE is_old = 1");
    g_assert_cmpstr(due, ==, edit->due);
    g_assert_true(index_alike_check(sample->store, TRUE, &n_wrong, &error));
    g_assert_cmpint(n_wrong, ==, 0);
    g_assert_no_error(error);
}

/* Killed between the two commits, and more than once: the page is due still, and nothing is lost. */
static void test_cut(Sample *sample, gconstpointer data)
{
    (void)data;
    Db *db = index_store_db(sample->store);
    compare_two(sample);
    alike_scan(sample, "C-3/2011", 1);
    alike_due_set(sample, 3, 4);
    for (guint i = 0; i < 3; i++) {
        g_assert_true(db_begin(db, NULL));
        g_ptr_array_unref(alike_propose(sample));
        db_rollback(db);
    }
    alike_must_propose(sample, "3: 1");
}

/* What another process began anew meanwhile lacks their traits: they are due still. */
static void test_meanwhile(Sample *sample, gconstpointer data)
{
    (void)data;
    alike_scan(sample, "B-7/2010", 2);
    alike_due_set(sample, 1, 4);
    alike_due_set(sample, 2, 4);
    g_autoptr(GPtrArray) due = alike_propose(sample), none = g_ptr_array_new();
    harm_delete(sample);
    gint64 n_anew;
    g_assert_true(index_alike_propose(sample->store, none, &n_anew, NULL));
    alike_settle_as_others(sample, due);
    alike_must_propose(sample, "1:; 2: 1");
}

/* Nothing is kept of what was removed as confidential. */
static void test_withheld(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    compare_two(sample);
    alike_scan(sample, "C-3/2011", 2);
    alike_due_set(sample, 3, 0);
    g_autoptr(GPtrArray) due = alike_propose(sample);
    alike_settle_as_others(sample, due);
    alike_due_set(sample, 4, 0);
    g_assert_cmpint(traits_sql(sample, "SELECT count(*) FROM page_trait"), ==,
                    3 * (ALIKE_PLACES + 1));
    g_assert_true(sample_set(sample, "C-3/2011", "classification", "Secret", &error));
    g_assert_no_error(error);
    JsonNode *item =
        index_record_withhold(sample->store, "C-3/2011", NULL, NULL, "order of the DC", &error);
    g_assert_no_error(error);
    json_node_unref(item);
    g_assert_cmpint(traits_sql(sample, "SELECT count(*) FROM page_trait"), ==,
                    2 * (ALIKE_PLACES + 1));
    g_autofree char *left = rows_text(sample, "SELECT page_id FROM alike_due WHERE page_id > 2");
    g_assert_cmpstr(left, ==, "");
}

/* Of pages that wait, traits of before are not taken for those of today. */
static void test_older(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    alike_scan(sample, "B-7/2010", 1);
    alike_due_set(sample, 1, 4);
    sample_sql(sample, SAMPLE_BEFORE_32 "DROP INDEX event_dispute; PRAGMA user_version = 28");
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) due = index_alike_due(sample->store, FALSE, 0, 9, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(due->len, ==, 1);
    g_assert_false(((AlikePage *)due->pdata[0])->has_traits);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(HARMS); i++) {
        g_autofree char *path = g_strconcat("/alike-file/lost/", HARMS[i].name, NULL);
        g_test_add(path, Sample, &HARMS[i], sample_setup, test_lost, sample_teardown);
    }
    for (guint i = 0; i < G_N_ELEMENTS(EDITS); i++) {
        g_autofree char *path = g_strconcat("/alike-file/edited/", EDITS[i].name, NULL);
        g_test_add(path, Sample, &EDITS[i], sample_setup, test_edited, sample_teardown);
    }
    g_test_add("/alike-file/cut", Sample, NULL, sample_setup, test_cut, sample_teardown);
    g_test_add("/alike-file/meanwhile", Sample, NULL, sample_setup, test_meanwhile,
               sample_teardown);
    g_test_add("/alike-file/withheld", Sample, NULL, sample_setup, test_withheld, sample_teardown);
    g_test_add("/alike-file/older", Sample, NULL, sample_setup, test_older, sample_teardown);
    return g_test_run();
}
