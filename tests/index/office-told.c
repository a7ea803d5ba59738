/* The office of office-told.h. */
#include "tests/index/office-told.h"

#include "index/custody.h"
#include "index/exclusion.h"
#include "index/jump.h"
#include "index/people-private.h"

static void record_make(Sample *sample, const char *file_no, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    people_be(sample, "ravi", "desk", TRUE);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("page %u of %s", i + 1, file_no));
    sample_scan(sample, file_no, "", (const char *const *)texts->pdata, n);
    sample_run(sample);
}

static gint64 lot_make(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "sita", "room", TRUE);
    g_autoptr(JsonNode) lot = index_lot_make(sample->store, NULL, &error);
    g_assert_no_error(error);
    return json_object_get_int_member(json_node_get_object(lot), "lot");
}

static void lot_draw(Sample *sample, gint64 lot_id)
{
    g_autoptr(GError) error = NULL;
    guint number = 0;
    must_do(index_lot_sample(sample->store, lot_id, &error), &error);
    while (index_lot_next(sample->store, lot_id, &number, NULL) && number) {
        g_auto(LotPage) page = {0};
        g_assert_true(index_lot_page(sample->store, lot_id, number, &page, NULL) &&
                      index_lot_page_opened(sample->store, lot_id, &page, NULL));
    }
}

static void plan_make(Sample *sample, gint64 lot_pages)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "noor", "room", TRUE);
    must_do(index_check_set_plan(sample->store, lot_pages, "S-1", "4.0", 0, &error), &error);
}

/* Lot 1 is sent back, though its defect was withdrawn, and its record returned; lot 2 opened, lot 3 made. */
static void lots_make(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    plan_make(sample, 50);
    plan_make(sample, 20);
    record_make(sample, "B-7/2010", 12);
    lot_draw(sample, lot_make(sample));
    must_do(index_lot_set_defect(sample->store, 1, 1, "skew", &error), &error);
    must_do(index_lot_set_defect(sample->store, 1, 1, NULL, &error), &error);
    must_do(index_lot_decide(sample->store, 1, FALSE, "a page is cut off", &error), &error);
    people_be(sample, "ravi", "desk", TRUE);
    g_assert_true(index_record_return(sample->store, "B-7/2010", "it is not", &error));
    record_make(sample, "C-3/2011", 3);
    lot_draw(sample, lot_make(sample));
    must_do(index_lot_set_defect(sample->store, 2, 2, "cut off", &error), &error);
    record_make(sample, "A-12/2008", 2);
    g_assert_cmpint(lot_make(sample), ==, 3);
}

static void slips_make(Sample *sample)
{
    static const char *const file_nos[] = {"R-1/1998", "A-12/2008"};
    static const CustodySlip slip = {CUSTODY_TAKEN, file_nos, 2, "Record keeper", "Scanner"};
    g_autoptr(GError) error = NULL;
    must_do(index_custody_hand_over(sample->store, &slip, &error), &error);
}

static void number_add(Sample *sample, const char *file_no)
{
    static const RecordValue subject = {"subject", "Partition"};
    g_autoptr(GError) error = NULL;
    index_record_add(sample->store, file_no, &subject, 1, &error);
    g_assert_no_error(error);
}

/* A number that was typed wrong, one that never was, and a record that is damaged. */
static void numbers_make(Sample *sample)
{
    static const RecordValue subject = {"subject", "Lease"};
    static const RecordValue renamed = {"file_no", "T-2"};
    static const RecordValue damaged[] = {{"availability", "damaged"}, {"reason", "termites"}};
    g_autoptr(GError) error = NULL;
    people_be(sample, "ravi", "desk", TRUE);
    g_assert_true(index_record_add(sample->store, "T-1", &subject, 1, &error));
    g_assert_true(index_record_add(sample->store, "T-3", &subject, 1, &error));
    g_assert_true(index_record_set(sample->store, "T-1", &renamed, 1, NULL, &error));
    g_assert_true(index_record_set(sample->store, "T-2", damaged, 2, NULL, &error));
    g_assert_true(index_record_remove(sample->store, "T-3", "of another office", &error));
}

static void exclusions_make(Sample *sample)
{
    static const char *const file_nos[] = {"C-4", "C-5", "C-6"};
    static const RecordValue said[] = {{"availability", "excluded"}, {"reason", "sub judice"}};
    g_autoptr(GError) error = NULL;
    people_be(sample, "ravi", "desk", TRUE);
    number_add(sample, "C-7");
    for (guint i = 0; i < G_N_ELEMENTS(file_nos); i++) {
        number_add(sample, file_nos[i]);
        must_do(index_exclusion_propose(sample->store, file_nos[i], "eaten by ants", &error),
                &error);
    }
    people_be(sample, "noor", "room", TRUE);
    for (guint i = 1; i < G_N_ELEMENTS(file_nos); i++)
        must_do(index_exclusion_approve(sample->store, file_nos[i], NULL, NULL, &error), &error);
    must_do(index_exclusion_end(sample->store, "C-6", "not so bad", NULL, &error), &error);
    g_assert_true(index_record_set(sample->store, "C-7", said, 2, NULL, &error));
}

/* Corrections: a side is closed and that undone, another closed, a page set aside. */
static void edits_make(Sample *sample)
{
    static const char *const texts[] = {"one", "two", "three"};
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) page_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    const gint64 page_id = 20;
    gint64 side_id;
    people_be(sample, "ravi", "desk", TRUE);
    side_id = sample_side(sample, "C-6", "");
    must_do(index_side_close(sample->store, side_id, "all there", &error), &error);
    must_do(index_side_close(sample->store, side_id, NULL, &error), &error);
    must_do(index_edit_undo(sample->store, 2, &error), &error);
    must_do(index_edit_undo(sample->store, 1, &error), &error);
    sample_scan(sample, "R-1/1998", "", texts, 3);
    side_id = sample_side(sample, "R-1/1998", "");
    must_do(index_side_close(sample->store, side_id, "the rest is lost", &error), &error);
    g_array_append_val(page_ids, page_id);
    must_do(index_pages_set_aside(sample->store, page_ids, "blank", &error), &error);
}

/* One version of every table, and a return. */
static void plans_make(Sample *sample)
{
    static const char *const tables[] = {
        "office,name,parent,level,lgd\nTEST,Tehsil Test,,tehsil,00123\n",
        "office,category,priority,records,pages,start,deadline\nTEST,mutation,,10,40,2026-01-01,"
        "2027-03-31\n",
        "office,category,records,pages,counted_on,counted_by\nTEST,mutation,12,50,2026-04-01,R. "
        "Khan\n",
        "priority,category\npublic matters,domicile\n",
        "date,name,office\n2027-01-26,Republic Day,TEST\n",
    };
    g_autoptr(GError) error = NULL;
    people_be(sample, "noor", "room", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        PlanReport report = {0};
        g_autofree char *path = g_build_filename(sample->root, "plan.csv", NULL);
        g_assert_true(g_file_set_contents(path, tables[i], -1, NULL));
        g_assert_true(index_plan_import(sample->store, path, &report, &error));
        index_plan_report_clear(&report);
    }
    must_do(index_return_freeze(sample->store, &error), &error);
}

/* A page of a record that turned out to be confidential. */
static void page_remove(Sample *sample)
{
    static const RecordValue secret = {"classification", "Secret"};
    static const char *const texts[] = {"in confidence"};
    g_autoptr(GError) error = NULL;
    people_be(sample, "ravi", "desk", TRUE);
    number_add(sample, "W-1");
    sample_scan(sample, "W-1", "", texts, 1);
    g_assert_true(index_record_set(sample->store, "W-1", &secret, 1, NULL, &error));
    people_be(sample, "noor", "room", TRUE);
    must_do(index_record_withhold(sample->store, "W-1", NULL, NULL, "order of the DC", &error),
            &error);
}

static void clock_turn(Sample *sample)
{
    const ClockReading before = {"desk", "boot", 1790000000, 5000},
                       after = {"desk", "boot", 1780000000, 5010};
    Db *db = index_store_db(sample->store);
    g_assert_true(db_begin(db, NULL) && index_jump_look(sample->store, &before, NULL) &&
                  index_jump_look(sample->store, &after, NULL) && db_end(db, TRUE, NULL));
}

void told_setup(Sample *sample, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    people_setup(sample, data);
    slips_make(sample);
    numbers_make(sample);
    exclusions_make(sample);
    lots_make(sample);
    edits_make(sample);
    plans_make(sample);
    page_remove(sample);
    clock_turn(sample);
    people_be(sample, "anita", "room", TRUE);
    must_do(index_person_set_role(sample->store, "gita", "nodal", &error), &error);
    must_do(index_person_set_role(sample->store, "gita", "checker", &error), &error);
    must_do(index_person_set_disabled(sample->store, "kamla", TRUE, &error), &error);
}

char *told_verify(Sample *sample)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){.restart = TRUE}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    g_ptr_array_add(report.problems, NULL);
    char *text = g_strjoinv("\n", (char **)report.problems->pdata);
    index_verify_report_clear(&report);
    return text;
}
