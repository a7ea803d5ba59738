/* Corrections in odd orders: of pages that stood in no place, of covers, of backs that came as a stack
 * of their own, and of what earlier stacks left behind. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/edit-office.h"

static void stacks_setup(Sample *sample, gconstpointer data)
{
    office_setup(sample, data);
    office_stack_backs(sample);
}

static void interleave(Sample *sample, BacksOrder order)
{
    BacksReport report;
    g_autoptr(GError) error = NULL;
    index_backs_interleave(sample->store, OFFICE_BACKS_BATCH, order, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpint(report.fronts_batch, ==, OFFICE_FRONTS_BATCH);
    office_check(sample, 13);
}

static void side_is(Sample *sample, const char *expected)
{
    g_autofree char *found = side_print(sample, "C-3/2011", "correspondence");
    g_assert_cmpstr(found, ==, expected);
}

/* They are the backs of their fronts' sheets, also for labels and when sheets are turned round. */
static void test_backs(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        BacksOrder order;
        const char *there, *labelled, *reversed;
    } cases[] = {
        {BACKS_SAME, "9 11 10 12", "9=12 11=12-reverse 10=13 12=13-reverse", "10 12 9 11"},
        {BACKS_REVERSED, "9 12 10 11", "9=12 12=12-reverse 10=13 11=13-reverse", "10 11 9 12"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        interleave(sample, cases[i].order);
        side_is(sample, cases[i].there);
        gint64 edit_id = script_do(sample, "label C 1- 12 on -reverse");
        side_is(sample, cases[i].labelled);
        script_undo(sample, edit_id);
        edit_id = script_do(sample, "reverse C 1- sheets");
        side_is(sample, cases[i].reversed);
        script_undo(sample, edit_id);
        script_undo(sample, edit_id - 2); /* the interleaving */
        side_is(sample, "9 10");
    }
}

/* One by one by hand, as is said where the fronts were handed over; then the rest at once. */
static void test_back_by_hand(Sample *sample, gconstpointer data)
{
    (void)data;
    const ExportSettings settings = {.unchecked = TRUE};
    BacksReport report;
    g_autoptr(GError) refused = NULL, error = NULL;
    g_autoptr(JsonNode) item = index_export(sample->store, "C-3/2011", &settings, &error);
    g_assert_nonnull(item);
    g_assert_no_error(error);
    g_assert_false(
        index_backs_interleave(sample->store, OFFICE_BACKS_BATCH, BACKS_SAME, &report, &refused));
    g_assert_error(refused, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    script_do(sample, "move - id:12 C after 1");
    interleave(sample, BACKS_SAME);
    side_is(sample, "9 11 10 12");
    sample_run(sample);
    office_verify(sample);
}

/* A back that has a place stays there where its front has none. */
static void test_back_of_cover(Sample *sample, gconstpointer data)
{
    (void)data;
    script_do(sample, "move - id:12 Bn");
    script_do(sample, "aside C 2");
    interleave(sample, BACKS_SAME);
    side_is(sample, "9 11");
    same_rows(sample, "SELECT seq, role, side_id FROM page WHERE page_id = 12", "3 folio 3");
    same_rows(sample, "SELECT count(*) FROM flag WHERE page_id = 12", "0");
}

/* The stack given first, which a later one had replaced, is the right one after all. */
static void test_back_superseded(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_sql(sample, "UPDATE page SET state = 'replaced' WHERE page_id IN (11, 12)");
    interleave(sample, BACKS_SAME);
    side_is(sample, "9 11 10 12");
    sample_run(sample);
    same_rows(sample, "SELECT DISTINCT state FROM page WHERE seq IS NOT NULL", "recognised");
}

/* Both records hear of a page that one set aside and the other took. */
static void test_aside_events(Sample *sample, gconstpointer data)
{
    (void)data;
    script_do(sample, "aside B 2");
    sample_run(sample);
    gint64 edit_id = script_do(sample, "move - id:2 C");
    same_rows(sample, "SELECT object FROM event WHERE act = 'pages.inserted' ORDER BY object",
              "record B-7/2010\nrecord C-3/2011");
    g_autofree char *detail =
        rows_text(sample, "SELECT detail FROM event WHERE act = 'pages.inserted' LIMIT 1");
    g_assert_nonnull(strstr(detail, "\"from\":{\"record\":\"B-7/2010\","
                                    "\"side\":\"correspondence\",\"seq\":null,"));
    /* there is nothing new in the record that it was set aside in */
    same_rows(sample,
              "SELECT file_no FROM side JOIN record USING (record_id) "
              "WHERE assembled <> revision",
              "C-3/2011");
    gint64 latest = 0;
    g_assert_true(index_edit_latest(sample->store, "B-7/2010", &latest, NULL));
    g_assert_cmpint(latest, ==, edit_id);
    script_undo(sample, edit_id);
    office_check(sample, 13);
}

/* What was wrong with a cover is not wrong with the page that it is; undone, it is again. */
static void test_cover_flag(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char flag[] = "SELECT value FROM flag WHERE page_id = 13 AND flag = 'order'";
    sample_sql(sample, "UPDATE page SET role = 'cover' WHERE page_id = 13;"
                       "UPDATE flag SET value = 7 WHERE page_id = 13");
    gint64 edit_id = script_do(sample, "move - id:13 B");
    same_rows(sample, flag, "");
    script_undo(sample, edit_id);
    same_rows(sample, flag, "7.0");
}

/* The sides of an emptied record are needed to undo what emptied it. */
static void test_kind(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 edit_id = script_do(sample, "merge C-3/2011 B-7/2010");
    g_assert_false(sample_set(sample, "C-3/2011", "kind", "map", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, "cannot become a map"));
    script_undo(sample, edit_id);
    side_is(sample, "9 10");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*setup)(Sample *, gconstpointer);
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/edit/odd/backs", stacks_setup, test_backs},
        {"/edit/odd/back-by-hand", stacks_setup, test_back_by_hand},
        {"/edit/odd/back-of-cover", stacks_setup, test_back_of_cover},
        {"/edit/odd/back-superseded", stacks_setup, test_back_superseded},
        {"/edit/odd/aside-events", office_setup, test_aside_events},
        {"/edit/odd/cover-flag", office_setup, test_cover_flag},
        {"/edit/odd/kind", office_setup, test_kind},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, tests[i].setup, tests[i].test, sample_teardown);
    return g_test_run();
}
