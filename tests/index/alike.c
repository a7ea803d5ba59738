/* Which pages the index proposes as scanned twice, of their traits alone, and what it does with those that are found to be. */
#include <json-glib/json-glib.h>

#include "tests/index/alike-pages.h"
#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"

static void settle(Sample *sample, const GPtrArray *due, gint64 page_id, gint64 like_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    const AlikePair pair = {page_id, like_id, 0.8};
    g_array_append_val(pairs, pair);
    g_assert_true(index_alike_settle(sample->store, due, pairs, &error));
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
    alike_scan(sample, "B-7/2010", 3);
    alike_scan(sample, "C-3/2011", 1);
    alike_due_set(sample, 1, 4);
    alike_due_set(sample, 2, 1);
    alike_due_set(sample, 3, 2);
    alike_due_set(sample, 4, 4);
    alike_must_propose(sample, "1:; 2:; 3: 1; 4: 1 3");
}

/* Of pairs the later page is flagged, is due no more, and is proposed to nobody; not once a person has said that it is
 * another. */
static void test_settled(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    alike_scan(sample, "B-7/2010", 2);
    alike_due_set(sample, 1, 4);
    alike_due_set(sample, 2, 4);
    g_autoptr(GPtrArray) due = alike_propose(sample);
    settle(sample, due, 2, 1);
    must_flag(sample, "2 duplicate");
    alike_must_propose(sample, "");
    alike_due_set(sample, 1, 4);
    alike_must_propose(sample, "1:");
    people_be(sample, "sita", "hall", TRUE);
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    const gint64 second = 2;
    g_array_append_val(pages, second);
    JsonNode *answer = index_pages_unlike(sample->store, pages, "another form", &error);
    g_assert_no_error(error);
    json_node_unref(answer);
    alike_due_set(sample, 2, 4);
    alike_must_propose(sample, "1:; 2: 1");
    g_autoptr(GPtrArray) again = alike_propose(sample);
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
    alike_scan(sample, "B-7/2010", 1);
    alike_scan(sample, "C-3/2011", 1);
    alike_scan(sample, NULL, 1);
    alike_due_set(sample, 1, 4);
    alike_due_set(sample, 2, 4);
    g_autoptr(GPtrArray) due = alike_propose(sample);
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
    alike_due_set(sample, 2, 4);
    g_autoptr(GPtrArray) alone = alike_propose(sample);
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    g_assert_true(index_alike_settle(sample->store, alone, none, NULL));
    edit_undo(sample, 1);
    must_be_due(sample, "1");
    alike_due_set(sample, 1, 4);
    alike_must_propose(sample, "1: 2");
    g_autoptr(GPtrArray) due = alike_propose(sample);
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
    const guint n = 70;
    alike_scan(sample, "B-7/2010", n);
    for (guint i = 1; i <= n; i++)
        alike_due_set(sample, i, 4);
    g_autoptr(GPtrArray) due = alike_propose(sample);
    for (guint i = 0; i < due->len; i++)
        g_assert_cmpuint(((AlikePage *)due->pdata[i])->like->len, ==, 0);
}

/* Forms have backs of one print: a sheet is another as long as its front is. */
static void test_backs(Sample *sample, gconstpointer data)
{
    (void)data;
    alike_scan(sample, "B-7/2010", 4);
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
    alike_scan(sample, "B-7/2010", 3);
    alike_scan(sample, NULL, 1);
    g_assert_true(index_alike_left(sample->store, &n_old, NULL));
    g_assert_cmpint(n_old, ==, 3);
    g_autoptr(GPtrArray) due = index_alike_due(sample->store, TRUE, 0, 2, NULL);
    g_assert_cmpuint(due->len, ==, 2);
    g_autoptr(GPtrArray) all = index_alike_due(sample->store, TRUE, 0, 9, NULL);
    g_assert_cmpuint(all->len, ==, 3);
    g_assert_false(((AlikePage *)all->pdata[0])->has_traits);
    alike_must_propose(sample, "");
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
