/* Lots with defects, and records that are taken out of them. */
#include <string.h>

#include "tests/index/lot-room.h"

/* What waits, alone. */
static void wait_must_be(Sample *sample, const char *whom, const char *what, gint64 n_pages)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) waits = index_check_waits(sample->store, &error);
    g_assert_no_error(error);
    JsonArray *items = json_node_get_array(waits);
    g_assert_cmpuint(json_array_get_length(items), ==, 1);
    JsonObject *item = json_array_get_object_element(items, 0);
    g_assert_cmpstr(json_object_get_string_member(item, "waits_for"), ==, whom);
    g_assert_cmpstr(json_object_get_string_member(item, "what"), ==, what);
    g_assert_cmpint(json_object_get_int_member(item, "pages"), ==, n_pages);
}

static void nothing_must_wait(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) waits = index_check_waits(sample->store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(waits)), ==, 0);
}

static void lot_must_be_none(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "sita", "room", TRUE);
    g_assert_null(index_lot_make(sample->store, NULL, &error));
    g_assert_no_error(error);
}

static void page_turn(Sample *sample, gint64 page_id, guint quarter_turns)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof page_id);
    g_array_append_val(ids, page_id);
    people_be(sample, "ravi", "desk", TRUE);
    must_do(index_pages_turn(sample->store, ids, quarter_turns, &error), &error);
    sample_run(sample);
}

/* The officer may not let it go either, by name or with all others, and it is told why. */
static void must_wait_for_checker(Sample *sample, const char *file_no)
{
    static const ExportSettings unchecked = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    g_autofree char *before = g_strdup(index_store_user(sample->store));
    people_be(sample, "noor", "room", TRUE);
    must_fail(index_export(sample->store, file_no, &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_DATA, "sent back with lot 1, and no checker has accepted it since");
    g_autoptr(GPtrArray) ready = index_export_ready(sample->store, &unchecked, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(ready->len, ==, 0);
    g_autoptr(JsonNode) behind = index_export_behind(sample->store, &unchecked, &error);
    JsonObject *first = json_array_get_object_element(json_node_get_array(behind), 0);
    g_assert_cmpstr(json_object_get_string_member(first, "why"), ==, "sent-back");
    people_be(sample, before, "desk", TRUE);
}

/* Too many defects: the lot goes back whole, each record in its own way. */
static void test_fails(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const better[] = {"page 1, sharp"};
    static const ExportSettings unchecked = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "II", "1.0", 0);
    record_make(sample, "B-7/2010", 2);
    record_make(sample, "C-3/2011", 2);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "blurred");
    defect_set(sample, 1, 2, "cut");
    defect_set(sample, 1, 2, NULL); /* all right after all */
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "1 defect in the random sample and may have 0");
    decide(sample, 1, FALSE, NULL);
    sample_must_have_stage(sample, "B-7/2010", "rejected");
    sample_must_have_stage(sample, "C-3/2011", "rejected");
    must_fail(index_export(sample->store, "C-3/2011", &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_DATA, "rejected");
    g_assert_null(index_lot_make(sample->store, NULL, &error)); /* not as it is */
    g_assert_no_error(error);

    people_be(sample, "ravi", "desk", TRUE);
    must_fail(index_record_return(sample->store, "B-7/2010", "seen", &error), &error,
              MUHAFIZ_ERROR_USAGE, "1 page that a checker found defective");
    g_assert_true(index_record_return(sample->store, "C-3/2011", "seen", &error));
    sample_must_have_stage(sample, "C-3/2011", "assembled");
    must_fail(index_record_return(sample->store, "C-3/2011", "seen", &error), &error,
              MUHAFIZ_ERROR_USAGE, "did not come back");
    must_wait_for_checker(sample, "C-3/2011");
    sample_scan(sample, NULL, "", better, 1);
    gint64 side_id = sample_side(sample, "B-7/2010", "");
    g_autoptr(GArray) old = index_pages_find(sample->store, side_id, "1", &error);
    g_autoptr(GArray) new = index_pages_find(sample->store, 0, "batch:3:1", &error);
    must_do(index_pages_replace(sample->store, old, new, &error), &error);
    sample_run(sample);
    sample_must_have_stage(sample, "B-7/2010", "assembled");
    must_wait_for_checker(sample, "B-7/2010");
    lot_pass(sample, TRUE);
    sample_must_have_stage(sample, "B-7/2010", "checked");
    sample_must_have_stage(sample, "C-3/2011", "checked");
    people_be(sample, "ravi", "desk", TRUE);
    must_do(index_export(sample->store, "B-7/2010", &(ExportSettings){0}, &error), &error);
    people_be(sample, "noor", "room",
              TRUE); /* what was accepted once may go out changed, if the officer says so */
    g_assert_true(sample_set(sample, "C-3/2011", "subject", "Another", &error));
    sample_run(sample);
    sample_must_have_stage(sample, "C-3/2011", "assembled");
    must_do(index_export(sample->store, "C-3/2011", &unchecked, &error), &error);
}

/* A bad page that is moved to another file takes what was said of it along. */
static void test_moved_defect(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "cut");
    decide(sample, 1, FALSE, NULL);
    record_make(sample, "C-3/2011", 1);
    people_be(sample, "ravi", "desk", TRUE);
    const PagePlace to = {.side_id = sample_side(sample, "C-3/2011", "")};
    g_autoptr(GArray) bad = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 page_id = json_object_get_int_member(lot_page(lot, 0), "page_id");
    g_array_append_val(bad, page_id);
    must_do(index_pages_move(sample->store, bad, &to, NULL, &error), &error);
    sample_run(sample);
    must_wait_for_checker(sample, "C-3/2011");
}

/* Without a checker's word nothing goes out by an operator's. */
static void test_unchecked(Sample *sample, gconstpointer data)
{
    (void)data;
    static const ExportSettings unchecked = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    people_be(sample, "ravi", "desk", TRUE);
    must_fail(index_export(sample->store, "B-7/2010", &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "only a person with the role nodal or admin may hand over");
    must_fail(index_export_ready(sample->store, &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "nodal or admin");
    g_autoptr(JsonNode) why = index_record_why(sample->store, "B-7/2010", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(why), "next"), ==,
                    "muhafiz check lot");
    people_be(sample, "noor", "room", FALSE);
    must_fail(index_export(sample->store, "B-7/2010", &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "PIN");
    people_be(sample, "noor", "room", TRUE);
    must_do(index_export(sample->store, "B-7/2010", &unchecked, &error), &error);
}

/* What is known to be bad is not handed over because the lot may have some bad pages, nor put in a lot again while
 * it stands there as it did; what was put right is looked at first. */
static void test_accepted_with_defect(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "II", "6.5", 0);
    record_make(sample, "B-7/2010", 20);
    record_make(sample, "C-3/2011", 20);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_cmpint(lot_int(lot, "accept_max"), ==, 1); /* letter D, 8 pages */
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "blurred");
    gint64 page_id = json_object_get_int_member(lot_page(lot, 0), "page_id");
    const char *bad = json_object_get_string_member(lot_page(lot, 0), "file_no");
    const char *good = g_str_equal(bad, "B-7/2010") ? "C-3/2011" : "B-7/2010";
    decide(sample, 1, TRUE, NULL);
    sample_must_have_stage(sample, bad, "rejected");
    sample_must_have_stage(sample, good, "checked");

    people_be(sample, "ravi", "desk", TRUE);
    g_assert_true(sample_set(sample, bad, "subject", "Changed, but not the page", &error));
    sample_run(sample);
    sample_must_have_stage(sample, bad, "assembled");
    wait_must_be(sample, "operator", "records with defective pages, as before", 20);
    lot_must_be_none(sample);
    page_turn(sample, page_id, 2);
    page_turn(sample, page_id, 2); /* as it was */
    lot_must_be_none(sample);
    page_turn(sample, page_id, 2);
    wait_must_be(sample, "checker", "records in no lot", 20);
    sample_sql(sample, "INSERT INTO batch_hand SELECT batch_id, name, 'x', 1 FROM batch, person "
                       "WHERE role = 'checker'");
    wait_must_be(sample, "admin",
                 "records that no checker here may decide, as each had them in hand", 20);
    sample_sql(sample, "UPDATE person SET disabled_at = 't' WHERE role = 'checker'");
    wait_must_be(sample, "admin", "records in no lot, and there is no checker", 20);
    sample_sql(sample, "DELETE FROM batch_hand WHERE login = 'x';"
                       "UPDATE person SET disabled_at = NULL WHERE role = 'checker'");
    plan_set(sample, 100, "S-1", "6.5", 10);
    g_autoptr(JsonNode) next = lot_draw_new(sample);
    g_assert_cmpint(json_object_get_int_member(lot_page(next, 0), "page_id"), ==, page_id);
    g_autoptr(JsonNode) why = json_node_copy(json_object_get_member(lot_page(next, 0), "why"));
    g_autofree char *reasons = json_to_string(why, FALSE);
    g_assert_cmpstr(reasons, ==, "[\"defect-before\"]");
}

/* Flagged pages come first, the worst first, beside the random ones; they do not decide. */
static void test_flagged(Sample *sample, gconstpointer data)
{
    (void)data;
    static const gint64 order[] = {
        7, 12, 3}; /* two flags; then the one of little confidence; then a flag */
    plan_set(sample, 100, "S-1", "6.5", 3);
    record_make(sample, "B-7/2010", 20);
    sample_sql(sample, "INSERT INTO flag VALUES (7, 'skew', 5), (7, 'blur', 1), (3, 'dark', 60), "
                       "(19, 'light', 240); UPDATE page SET confidence = 40 WHERE page_id = 12;"
                       "UPDATE page SET confidence = 95 WHERE page_id IN (7, 19)");
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    guint n_beside = 0, n_random = 0;
    for (guint i = 0; i < lot_n_pages(lot); i++) {
        gboolean is_random = json_object_get_boolean_member(lot_page(lot, i), "is_random");
        n_random += is_random;
        n_beside += !is_random;
        if (i < G_N_ELEMENTS(order))
            g_assert_cmpint(json_object_get_int_member(lot_page(lot, i), "page_id"), ==, order[i]);
    }
    g_assert_cmpuint(n_random, ==, 2);
    g_assert_cmpuint(n_beside, <=, 3);
    g_assert_cmpint(lot_int(lot, "left_out") + n_beside, >=, 2);
    pages_open(sample, lot);
    guint number = 0;
    for (guint i = lot_n_pages(lot); i > 0; i--)
        if (!json_object_get_boolean_member(lot_page(lot, i - 1), "is_random"))
            number = i;
    defect_set(sample, 1, number, "crooked");
    decide(sample, 1, TRUE, NULL); /* no defect in the random sample */
    sample_must_have_stage(sample, "B-7/2010", "rejected");
}

/* The last page of a side that was miscounted has a flag that is derived, never written. */
static void test_miscounted(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "S-1", "6.5", 10);
    record_make(sample, "B-7/2010", 20);
    sample_sql(sample, "UPDATE record SET correspondence_pages = 19 WHERE file_no = 'B-7/2010'");
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_cmpint(json_object_get_int_member(lot_page(lot, 0), "page_id"), ==, 20);
    g_autofree char *why = json_to_string(json_object_get_member(lot_page(lot, 0), "why"), FALSE);
    g_assert_cmpstr(why, ==, "[\"order\"]");
    must_do(index_lot_sample(sample->store, 1, &error), &error);
}

/* The nodal officer may take a record out at any time. */
static void test_withheld(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue lifted[] = {{"classification", "Normal"}, {"reason", "by order 12"}};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    record_make(sample, "C-3/2011", 2);
    json_node_unref(lot_draw_new(sample));
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Secret", &error));
    people_be(sample, "sita", "room", TRUE);
    wait_must_be(sample, "checker", "pages to be opened", 2);
    g_autoptr(JsonNode) now = index_lot_load(sample->store, 1, &error);
    for (guint i = 0; i < lot_n_pages(now); i++)
        if (!json_object_get_boolean_member(lot_page(now, i), "left"))
            page_open(sample, 1, i + 1);
        else
            must_fail(index_lot_page(sample->store, 1, i + 1, &(LotPage){0}, &error), &error,
                      MUHAFIZ_ERROR_USAGE, "withheld");
    wait_must_be(sample, "checker", "verdict", 2);
    decide(sample, 1, TRUE, NULL);
    sample_must_have_stage(sample, "C-3/2011", "checked");
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(
        index_record_set(sample->store, "B-7/2010", lifted, G_N_ELEMENTS(lifted), NULL, &error));
    sample_run(sample);
    sample_must_have_stage(sample, "B-7/2010", "assembled"); /* and was never checked */
}

/* Whoever withholds the record with the defect, and takes that back, saves neither the lot nor the record. */
static void test_withheld_defect(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue lifted[] = {{"classification", "Normal"}, {"reason", "by order 12"}};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 1);
    record_make(sample, "C-3/2011", 1);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    const char *file_no = json_object_get_string_member(lot_page(lot, 0), "file_no");
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "cut");
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, file_no, "classification", "Secret", &error));
    g_assert_true(
        index_record_set(sample->store, file_no, lifted, G_N_ELEMENTS(lifted), NULL, &error));
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "it fails");
    decide(sample, 1, FALSE, NULL);
    sample_run(sample);
    g_assert_null(index_lot_make(sample->store, NULL, &error));
    g_assert_no_error(error);
}

/* A lot of which nothing is left is over, and says nothing of anybody's work. */
static void test_emptied(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    people_be(sample, "sita", "room", TRUE);
    must_do(index_lot_make(sample->store, NULL, &error), &error);
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Secret", &error));
    nothing_must_wait(sample);
    g_assert_cmpint(progress_of(sample, "checking", "lots_waiting"), ==, 0);
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_sample(sample->store, 1, &error) != NULL, &error, MUHAFIZ_ERROR_USAGE,
              "were withheld");
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "were withheld");
    g_autoptr(JsonNode) lot = index_lot_load(sample->store, 1, &error);
    g_assert_cmpstr(lot_text(lot, "state"), ==, "emptied");
}

/* It is withheld while the picture of its page is drawn. */
static void test_withheld_meanwhile(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_auto(LotPage) page = {0};
    record_make(sample, "B-7/2010", 1);
    record_make(sample, "C-3/2011", 1);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_true(index_lot_page(sample->store, 1, 1, &page, &error));
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, json_object_get_string_member(lot_page(lot, 0), "file_no"),
                             "classification", "Secret", &error));
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_page_opened(sample->store, 1, &page, &error), &error, MUHAFIZ_ERROR_USAGE,
              "withheld meanwhile");
    sample_sql(sample, "CREATE TABLE n (n CHECK (n = 0)); INSERT INTO n SELECT count(*) FROM "
                       "lot_look; INSERT INTO n SELECT count(*) FROM event WHERE act = "
                       "'lot.opened'");
}

static void import(Sample *sample, const char *csv, RegisterReport *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(sample->root, "in.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    g_assert_true(index_register_import(sample->store, path, FALSE, report, &error));
    g_assert_no_error(error);
}

/* A line that would withhold the record and is refused for something else leaves it where it is. */
static void test_refused_line(Sample *sample, gconstpointer data)
{
    (void)data;
    RegisterReport report = {0};
    RegisterReport taken = {0};
    record_make(sample, "B-7/2010", 1);
    record_make(sample, "C-3/2011", 1);
    json_node_unref(lot_draw_new(sample));
    g_autofree char *pictures = index_lot_pictures(sample->store, 1);
    g_assert_cmpint(g_mkdir_with_parents(pictures, 0700), ==, 0);
    people_be(sample, "noor", "room", TRUE);
    import(sample,
           "file_no,subject,kind,classification\nB-7/2010,s,map,Secret\nN-1,new,file,Normal\n",
           &report);
    g_assert_cmpuint(report.refused, ==, 1);
    g_assert_cmpuint(report.added, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "cannot become a map"));
    g_assert_true(g_file_test(pictures, G_FILE_TEST_IS_DIR));
    sample_sql(sample, "CREATE TABLE n (n CHECK (n = 0)); INSERT INTO n SELECT count(*) FROM event "
                       "WHERE act = 'lot.withheld'; INSERT INTO n SELECT count(*) FROM lot_record "
                       "WHERE withheld_at IS NOT NULL");
    import(sample, "file_no,subject,classification\nB-7/2010,s,Secret\n", &taken);
    g_assert_cmpuint(taken.changed, ==, 1);
    sample_sql(sample, "CREATE TABLE m (n CHECK (n = 1)); INSERT INTO m SELECT count(*) FROM event "
                       "WHERE act = 'lot.withheld'");
    index_register_report_clear(&report);
    index_register_report_clear(&taken);
}

void lot_failed_tests(void)
{
    static const SampleTest tests[] = {
        {"/lot/fails", test_fails},
        {"/lot/unchecked", test_unchecked},
        {"/lot/moved-defect", test_moved_defect},
        {"/lot/accepted-with-defect", test_accepted_with_defect},
        {"/lot/flagged", test_flagged},
        {"/lot/miscounted", test_miscounted},
        {"/lot/withheld", test_withheld},
        {"/lot/withheld-defect", test_withheld_defect},
        {"/lot/emptied", test_emptied},
        {"/lot/withheld-meanwhile", test_withheld_meanwhile},
        {"/lot/refused-line", test_refused_line},
    };
    sample_tests_add(tests, G_N_ELEMENTS(tests), people_setup);
}
