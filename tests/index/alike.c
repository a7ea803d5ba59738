/* Which pages the index proposes as scanned twice, of their traits alone, and what it does with those that are found to be. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sqlite3.h>

#include "index/store-private.h"
#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"
#include "tests/index/sample.h"

#define N_TRAITS 6

static void scan(Sample *sample, const char *file_no, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("%s %u", file_no, i));
    sample_scan(sample, file_no, "", (const char *const *)texts->pdata, n);
}

/* The first n_shared are those of all that share them. */
static guint64 trait_of(gint64 page_id, guint i, guint n_shared)
{
    guint64 trait = i < n_shared ? 0xf0000100 * (i + 1u) : 0x100000 * (guint64)page_id + 0x100 * i;
    return (trait & G_MAXUINT32) | G_GUINT64_CONSTANT(1) << 38 |
           G_GUINT64_CONSTANT(2) << 44; /* three weak bits */
}

/* The page is due with traits of its own. */
static void due_set(Sample *sample, gint64 page_id, guint n_shared)
{
    g_autoptr(GString) blob = g_string_new(NULL);
    for (guint i = 0; i < N_TRAITS; i++) {
        const guint64 trait = trait_of(page_id, i, n_shared);
        for (guint byte = 0; byte < 8; byte++)
            g_string_append_printf(blob, "%02x", (guint)(trait >> 8 * byte & 0xff));
    }
    g_autofree char *sql =
        g_strdup_printf("INSERT OR REPLACE INTO alike_due VALUES (%" G_GINT64_FORMAT ", X'%s', 0)",
                        page_id, blob->str);
    sample_sql(sample, sql);
}

/* n_anew: pages that are due once more. */
static GPtrArray *propose_anew(Sample *sample, gint64 n_anew)
{
    g_autoptr(GError) error = NULL;
    gint64 n = -1;
    GPtrArray *due = index_alike_due(sample->store, FALSE, 100, &error);
    g_assert_no_error(error);
    g_assert_true(index_alike_propose(sample->store, due, &n, &error));
    g_assert_no_error(error);
    g_assert_cmpint(n, ==, n_anew);
    return due;
}

static GPtrArray *propose(Sample *sample)
{
    return propose_anew(sample, 0);
}

/* "2: 1 3" of the pages that are due. */
static char *proposed(const GPtrArray *due)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < due->len; i++) {
        const AlikePage *page = due->pdata[i];
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT ":", i ? "; " : "", page->page_id);
        for (guint k = 0; k < page->like->len; k++)
            g_string_append_printf(text, " %" G_GINT64_FORMAT,
                                   ((AlikePage *)page->like->pdata[k])->page_id);
    }
    return g_string_free(text, FALSE);
}

static void settle(Sample *sample, const GPtrArray *due, gint64 page_id, gint64 like_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    const AlikePair pair = {page_id, like_id, 0.8};
    g_array_append_val(pairs, pair);
    g_assert_true(index_alike_settle(sample->store, due, pairs, &error));
    g_assert_no_error(error);
}

static void must_be_proposed(const GPtrArray *due, const char *expected)
{
    g_autofree char *text = proposed(due);
    g_assert_cmpstr(text, ==, expected);
}

static void must_propose(Sample *sample, const char *expected)
{
    g_autoptr(GPtrArray) due = propose(sample);
    must_be_proposed(due, expected);
}

/* Like none. */
static void settle_as_others(Sample *sample, const GPtrArray *due)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    g_assert_true(index_alike_settle(sample->store, due, none, &error));
    g_assert_no_error(error);
}

static void must_flag(Sample *sample, const char *expected)
{
    g_autofree char *flags =
        rows_text(sample, "SELECT page_id, flag FROM flag WHERE flag = 'duplicate' ORDER BY 1");
    g_assert_cmpstr(flags, ==, expected);
}

/* Those that share more come first, in whatever record; one trait is chance. */
static void test_proposed(Sample *sample, gconstpointer data)
{
    (void)data;
    scan(sample, "B-7/2010", 3);
    scan(sample, "C-3/2011", 1);
    due_set(sample, 1, 4);
    due_set(sample, 2, 1);
    due_set(sample, 3, 2);
    due_set(sample, 4, 4);
    must_propose(sample, "1: 4 3; 2:; 3: 1 4; 4: 1 3");
}

/* Of pairs the later page is flagged, is due no more, and is proposed to nobody; not once a person has said that it is
 * another. */
static void test_settled(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    scan(sample, "B-7/2010", 2);
    due_set(sample, 1, 4);
    due_set(sample, 2, 4);
    g_autoptr(GPtrArray) due = propose(sample);
    settle(sample, due, 2, 1);
    must_flag(sample, "2 duplicate");
    must_propose(sample, "");
    due_set(sample, 1, 4);
    must_propose(sample, "1:");
    people_be(sample, "sita", "hall", TRUE);
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    const gint64 second = 2;
    g_array_append_val(pages, second);
    JsonNode *answer = index_pages_unlike(sample->store, pages, "another form", &error);
    g_assert_no_error(error);
    json_node_unref(answer);
    due_set(sample, 2, 4);
    must_propose(sample, "1: 2; 2: 1");
    g_autoptr(GPtrArray) again = propose(sample);
    settle(sample, again, 2, 1);
    must_flag(sample, "");
}

/* What a print has on every form says nothing, so that many of them are no work. */
static void test_common(Sample *sample, gconstpointer data)
{
    (void)data;
    const guint n = 30;
    scan(sample, "B-7/2010", n);
    for (guint i = 1; i <= n; i++)
        due_set(sample, i, 4);
    g_autoptr(GPtrArray) due = propose(sample);
    for (guint i = 0; i < due->len; i++)
        g_assert_cmpuint(((AlikePage *)due->pdata[i])->like->len, ==, 0);
}

/* Forms have backs of one print: a sheet is another as long as its front is. */
static void test_backs(Sample *sample, gconstpointer data)
{
    (void)data;
    scan(sample, "B-7/2010", 4);
    sample_sql(sample, "UPDATE page SET sheet = (page_id + 1) / 2, "
                       "face = CASE page_id % 2 WHEN 0 THEN 'back' ELSE 'front' END");
    g_autoptr(GPtrArray) due = g_ptr_array_new();
    settle(sample, due, 4, 2);
    must_flag(sample, "");
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    const AlikePair both[] = {{3, 1, 0.8}, {4, 2, 0.8}};
    g_array_append_vals(pairs, both, 2);
    g_assert_true(index_alike_settle(sample->store, due, pairs, NULL));
    must_flag(sample, "3 duplicate\n4 duplicate");
}

/* Pages without traits wait until there is time, sheets whole; what stands nowhere is not due. */
static void test_old(Sample *sample, gconstpointer data)
{
    (void)data;
    gint64 n_old = 0;
    scan(sample, "B-7/2010", 3);
    scan(sample, NULL, 1);
    g_assert_true(index_alike_left(sample->store, &n_old, NULL));
    g_assert_cmpint(n_old, ==, 4);
    g_autoptr(GPtrArray) due = index_alike_due(sample->store, TRUE, 2, NULL);
    g_assert_cmpuint(due->len, ==, 2);
    g_autoptr(GPtrArray) all = index_alike_due(sample->store, TRUE, 9, NULL);
    g_assert_cmpuint(all->len, ==, 3);
    g_assert_false(((AlikePage *)all->pdata[0])->has_traits);
    must_propose(sample, "");
}

/* ---------------------------------------------------------------------------------- the file -- */

static char *traits_path(Sample *sample)
{
    return sample_path(sample, "alike.db");
}

/* Answers the first value of the last row; 0 where there is none. */
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

/* The tree of the traits, from its second half on; what comes before is whole. */
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
    GPtrArray *due = index_alike_due(sample->store, TRUE, 100, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < due->len; i++) {
        AlikePage *page = due->pdata[i];
        g_assert_false(page->has_traits);
        for (page->n_traits = 0; page->n_traits < N_TRAITS; page->n_traits++)
            page->traits[page->n_traits] =
                trait_of(page->page_id, page->n_traits, page->page_id == 1 ? 4 : 0);
    }
    g_assert_true(index_alike_propose(sample->store, due, &n_anew, &error));
    g_assert_no_error(error);
    g_assert_cmpint(n_anew, ==, 0);
    return due;
}

/* Two pages that were compared. */
static void compare_two(Sample *sample)
{
    scan(sample, "B-7/2010", 2);
    due_set(sample, 1, 4);
    due_set(sample, 2, 0);
    g_autoptr(GPtrArray) due = propose(sample);
    must_be_proposed(due, "1:; 2:");
    settle_as_others(sample, due);
}

/* Whatever becomes of the file, nothing stops, and another scan of the first page is found in the end. */
static void test_lost(Sample *sample, gconstpointer data)
{
    const Harm *harm = data;
    GStatBuf info;
    g_autofree char *path = traits_path(sample);
    compare_two(sample);
    harm->harm(sample);
    scan(sample, "C-3/2011", 1);
    due_set(sample, 3, 4);
    g_autoptr(GPtrArray) due = propose_anew(sample, harm->n_anew);
    must_be_proposed(due, harm->at_once);
    settle_as_others(sample, due);
    g_autoptr(GPtrArray) old = propose_old(sample);
    must_be_proposed(old, harm->later);
    g_assert_cmpint(g_stat(path, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 07777, ==, 0600);
}

/* Killed between the two commits, and more than once: the page is due still, and nothing is lost. */
static void test_cut(Sample *sample, gconstpointer data)
{
    (void)data;
    Db *db = index_store_db(sample->store);
    compare_two(sample);
    scan(sample, "C-3/2011", 1);
    due_set(sample, 3, 4);
    for (guint i = 0; i < 3; i++) {
        g_assert_true(db_begin(db, NULL));
        g_autoptr(GPtrArray) cut = propose(sample);
        db_rollback(db);
    }
    must_propose(sample, "3: 1");
}

/* What another process began anew meanwhile lacks their traits: they are due still. */
static void test_meanwhile(Sample *sample, gconstpointer data)
{
    (void)data;
    scan(sample, "B-7/2010", 2);
    due_set(sample, 1, 4);
    due_set(sample, 2, 4);
    g_autoptr(GPtrArray) due = propose(sample), none = g_ptr_array_new();
    harm_delete(sample);
    gint64 n_anew;
    g_assert_true(index_alike_propose(sample->store, none, &n_anew, NULL));
    settle_as_others(sample, due);
    must_propose(sample, "1: 2; 2: 1");
}

/* Nothing is kept of what was removed as confidential. */
static void test_withheld(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    compare_two(sample);
    scan(sample, "C-3/2011", 2);
    due_set(sample, 3, 0);
    g_autoptr(GPtrArray) due = propose(sample);
    settle_as_others(sample, due);
    due_set(sample, 4, 0);
    g_assert_cmpint(traits_sql(sample, "SELECT count(*) FROM page_trait"), ==, 3 * N_TRAITS);
    g_assert_true(sample_set(sample, "C-3/2011", "classification", "Secret", &error));
    g_assert_no_error(error);
    JsonNode *item = index_record_withhold(sample->store, "C-3/2011", "order of the DC", &error);
    g_assert_no_error(error);
    json_node_unref(item);
    g_assert_cmpint(traits_sql(sample, "SELECT count(*) FROM page_trait"), ==, 2 * N_TRAITS);
    g_autofree char *left = rows_text(sample, "SELECT page_id FROM alike_due WHERE page_id > 2");
    g_assert_cmpstr(left, ==, "");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Sample *sample, gconstpointer data);
    } cases[] = {{"/alike/proposed", test_proposed}, {"/alike/common", test_common},
                 {"/alike/backs", test_backs},       {"/alike/old", test_old},
                 {"/alike/cut", test_cut},           {"/alike/meanwhile", test_meanwhile},
                 {"/alike/withheld", test_withheld}};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, Sample, NULL, sample_setup, cases[i].run, sample_teardown);
    for (guint i = 0; i < G_N_ELEMENTS(HARMS); i++) {
        g_autofree char *path = g_strconcat("/alike/lost/", HARMS[i].name, NULL);
        g_test_add(path, Sample, &HARMS[i], sample_setup, test_lost, sample_teardown);
    }
    g_test_add("/alike/settled", Sample, NULL, people_setup, test_settled, sample_teardown);
    return g_test_run();
}
