/* Which pages the index proposes as scanned twice, of their traits alone, and what it does with those that are found to be. */
#include <json-glib/json-glib.h>

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

/* The page is due with traits of its own, but the first n_shared are those of all that share them. */
static void due_set(Sample *sample, gint64 page_id, guint n_shared)
{
    g_autoptr(GString) blob = g_string_new(NULL);
    for (guint i = 0; i < N_TRAITS; i++) {
        guint64 trait = i < n_shared ? 0x100 * (i + 1u) : 0x100000 * (guint64)page_id + 0x100 * i;
        trait |= G_GUINT64_CONSTANT(1) << 38 | G_GUINT64_CONSTANT(2) << 44; /* three weak bits */
        for (guint byte = 0; byte < 8; byte++)
            g_string_append_printf(blob, "%02x", (guint)(trait >> 8 * byte & 0xff));
    }
    g_autofree char *sql =
        g_strdup_printf("INSERT OR REPLACE INTO alike_due VALUES (%" G_GINT64_FORMAT ", X'%s', 0)",
                        page_id, blob->str);
    sample_sql(sample, sql);
}

static GPtrArray *propose(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *due = index_alike_due(sample->store, FALSE, 100, &error);
    g_assert_no_error(error);
    g_assert_true(index_alike_propose(sample->store, due, &error));
    g_assert_no_error(error);
    return due;
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

static void must_propose(Sample *sample, const char *expected)
{
    g_autoptr(GPtrArray) due = propose(sample);
    g_autofree char *text = proposed(due);
    g_assert_cmpstr(text, ==, expected);
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

static void edit_undo(Sample *sample, gint64 edit_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = index_edit_undo(sample->store, edit_id, &error);
    g_assert_no_error(error);
    g_assert_nonnull(answer);
}

static void set_aside(Sample *sample, gint64 page_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(pages, page_id);
    g_autoptr(JsonNode) answer = index_pages_set_aside(sample->store, pages, "torn", &error);
    g_assert_no_error(error);
    g_assert_nonnull(answer);
}

static void replace(Sample *sample, gint64 old_id, gint64 new_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) old = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) new = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(old, old_id);
    g_array_append_val(new, new_id);
    g_autoptr(JsonNode) answer = index_pages_replace(sample->store, old, new, &error);
    g_assert_no_error(error);
    g_assert_nonnull(answer);
}

static void must_be_due(Sample *sample, const char *expected)
{
    g_autofree char *due = rows_text(sample, "SELECT page_id FROM alike_due ORDER BY 1");
    g_assert_cmpstr(due, ==, expected);
}

/* Page 2 is flagged as like page 1, and stands in another record; page 3 has no record. */
static void flagged_set(Sample *sample)
{
    scan(sample, "B-7/2010", 1);
    scan(sample, "C-3/2011", 1);
    scan(sample, NULL, 1);
    due_set(sample, 1, 4);
    due_set(sample, 2, 4);
    g_autoptr(GPtrArray) due = propose(sample);
    settle(sample, due, 2, 1);
    sample_sql(sample, "DELETE FROM alike_due");
    must_flag(sample, "2 duplicate");
}

/* When the page that it is like leaves, it counts and is compared again; both are when that comes back. */
static void test_left(Sample *sample, gconstpointer data)
{
    (void)data;
    flagged_set(sample);
    set_aside(sample, 1);
    must_flag(sample, "");
    must_be_due(sample, "2");
    due_set(sample, 2, 4);
    g_autoptr(GPtrArray) alone = propose(sample);
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    g_assert_true(index_alike_settle(sample->store, alone, none, NULL));
    edit_undo(sample, 1);
    must_be_due(sample, "1");
    due_set(sample, 1, 4);
    must_propose(sample, "1: 2");
    g_autoptr(GPtrArray) due = propose(sample);
    settle(sample, due, 2, 1);
    must_flag(sample, "2 duplicate");
    set_aside(sample, 2); /* its own leaving changes nothing of it */
    must_flag(sample, "2 duplicate");
}

/* The same where another took its place, and where the later one was moved since. */
static void test_replaced(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    const gint64 second = 2;
    PagePlace place = {0};
    flagged_set(sample);
    g_array_append_val(pages, second);
    place.side_id = sample_side(sample, "A-12/2008", "");
    g_autoptr(JsonNode) answer = index_pages_move(sample->store, pages, &place, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(answer);
    must_flag(sample, "2 duplicate");
    replace(sample, 1, 3);
    must_flag(sample, "");
    must_be_due(sample, "2\n3");
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

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Sample *sample, gconstpointer data);
    } cases[] = {{"/alike/proposed", test_proposed}, {"/alike/left", test_left},
                 {"/alike/replaced", test_replaced}, {"/alike/common", test_common},
                 {"/alike/backs", test_backs},       {"/alike/old", test_old}};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add(cases[i].name, Sample, NULL, sample_setup, cases[i].run, sample_teardown);
    g_test_add("/alike/settled", Sample, NULL, people_setup, test_settled, sample_teardown);
    return g_test_run();
}
