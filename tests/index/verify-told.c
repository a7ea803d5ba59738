/* Rows by which something was decided, changed behind Muhafiz's back: verify names each of them. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/custody.h"
#include "index/exclusion.h"
#include "index/jump.h"
#include "index/people-private.h"
#include "tests/index/office-people.h"

static const struct {
    const char *sql, *problem; /* NULL: all is well */
} DAMAGES[] = {
    {"SELECT 1", NULL},
    /* the register */
    {"UPDATE record SET availability = 'excluded' WHERE file_no = 'C-3/2011'",
     "its availability is \"excluded\", but its events say \"available\""},
    {"UPDATE record SET custody = 'in-room' WHERE file_no = 'R-1/1998'",
     "its custody is \"in-room\", but its events say \"taken\""},
    {"UPDATE record SET location = 'Almirah 9' WHERE file_no = 'C-3/2011'",
     "its location is \"Almirah 9\""},
    {"UPDATE record SET nic_no = 'X-3' WHERE file_no = 'C-3/2011'",
     "record C-3/2011: its nic_no is \"X-3\""},
    {"INSERT INTO record SELECT 99, 'X-1', 'X-1', 'x-1', subject, kind, section, category, "
     "sub_category, year, classification, retention, language, opened, closed, note_pages, "
     "correspondence_pages, priority, location, computer_no, previous_ref, later_ref, remarks, "
     "availability, custody, created_at, changed_at FROM record WHERE file_no = 'C-3/2011'",
     "record X-1: no event put it into the register"},
    /* lots: 1 was sent back, 2 is being checked, 3 is frozen */
    {"UPDATE lot SET verdict = 'accepted' WHERE lot_id = 1", "lot 1: its verdict"},
    {"UPDATE lot SET verdict = 'accepted', decided_by = 'gita', decided_at = made_at, is_own_work "
     "= 0 WHERE lot_id = 2",
     "lot 2: its verdict"},
    {"UPDATE lot SET verdict = NULL WHERE lot_id = 1", "lot 1: its verdict"},
    {"UPDATE lot SET reason = 'no reason' WHERE lot_id = 1", "lot 1: its verdict"},
    {"UPDATE lot SET decided_by = 'gita' WHERE lot_id = 1", "lot 1: its verdict"},
    {"UPDATE lot SET is_own_work = 1 WHERE lot_id = 1", "lot 1: its verdict"},
    {"UPDATE lot SET sample_size = 1 WHERE lot_id = 3", "lot 3: its plan"},
    {"UPDATE lot SET accept_max = 5 WHERE lot_id = 2", "lot 2: its plan"},
    {"UPDATE lot SET aql = '10' WHERE lot_id = 3", "lot 3: its plan"},
    {"UPDATE lot SET inspection = 'tightened' WHERE lot_id = 2", "lot 2: its plan"},
    {"UPDATE lot SET made_by = 'gita' WHERE lot_id = 3", "lot 3: its plan"},
    {"UPDATE lot SET sampled_at = NULL WHERE lot_id = 2", "lot 2: its draw"},
    {"INSERT INTO lot_look SELECT lot_id, page_id, 'gita', made_at FROM lot JOIN lot_page USING "
     "(lot_id) WHERE lot_id = 2 AND number = 1",
     "lot 2: its list of pages that were opened"},
    {"DELETE FROM lot_look WHERE lot_id = 1 AND page_id = (SELECT min(page_id) FROM lot_look WHERE "
     "lot_id = 1)",
     "lot 1: its list of pages that were opened"},
    {"UPDATE lot_page SET defect = NULL WHERE lot_id = 2", "lot 2: its list of defects"},
    {"UPDATE lot_page SET defect = 'torn' WHERE defect IS NOT NULL", "lot 2: its list of defects"},
    {"UPDATE lot_page SET defect = 'skew' WHERE lot_id = 2 AND number = 1",
     "lot 2: its list of defects"},
    {"UPDATE lot_record SET withheld_at = 'now' WHERE lot_id = 2",
     "lot 2: its list of withheld records"},
    {"UPDATE lot_record SET returned_at = NULL, returned_by = NULL",
     "lot 1: its list of returned records"},
    {"UPDATE check_plan SET lot_pages = 1000", "office: its checking plan"},
    {"INSERT INTO check_plan (lot_pages, level, aql, flagged_max, set_at, set_by) SELECT "
     "lot_pages, level, aql, flagged_max, set_at, set_by FROM check_plan WHERE plan_id = 1",
     "office: its checking plan"},
    /* slips */
    {"UPDATE slip SET handed_by = 'somebody'", "slip 1: its wording"},
    {"UPDATE slip SET event_number = 1", "slip 1: its wording"},
    {"DELETE FROM slip_record WHERE record_id = 4", "slip 1: its list of files"},
    {"INSERT INTO slip_record (slip_id, record_id) VALUES (1, 2)", "slip 1: its list of files"},
    {"DELETE FROM slip_record; DELETE FROM slip", "slip 1: its wording"},
    /* persons */
    {"UPDATE person SET role = 'nodal' WHERE name = 'ravi'", "person ravi: its role"},
    {"UPDATE person SET disabled_at = NULL WHERE name = 'kamla'", "person kamla: its leaving"},
    {"UPDATE person SET pin_is_own = 0 WHERE name = 'ravi'", "person ravi: its PIN"},
    {"INSERT INTO person (name, name_key, role, added_at, added_by) VALUES ('x', 'x', 'checker', "
     "'t', 'anita')",
     "person x: its beginning"},
    {"INSERT INTO person_pin_setter VALUES ('ravi', 'anita')",
     "person ravi: its list of those who knew the PIN"},
    /* hands */
    {"DELETE FROM batch_hand WHERE batch_id = 1", "batch 1: its list of hands"},
    {"UPDATE batch_hand SET person = 'kamla' WHERE batch_id = 1", "batch 1: its list of hands"},
    {"UPDATE batch_hand SET is_proven = 0 WHERE batch_id = 1", "batch 1: its list of hands"},
    {"UPDATE batch SET person = 'kamla' WHERE batch_id = 1", "batch 1: its person"},
    {"UPDATE batch SET source = 'else' WHERE batch_id = 1", "batch 1: its beginning"},
    /* exclusions: of C-4 proposed, of C-5 approved, of C-6 ended, of C-7 said by the register */
    {"UPDATE exclusion SET reason = 'other' WHERE approved_at IS NULL AND ended_at IS NULL",
     "record C-4: its exclusion"},
    {"UPDATE exclusion SET approved_at = 't', approved_by = 'noor' WHERE approved_at IS NULL",
     "record C-4: its approved exclusion"},
    {"DELETE FROM exclusion WHERE record_id = (SELECT record_id FROM record WHERE file_no = 'C-5')",
     "record C-5: its exclusion"},
    {"UPDATE exclusion SET approved_by = 'ravi'", "record C-5: its approved exclusion"},
    {"UPDATE exclusion SET ended_at = NULL", "record C-6: its ended exclusion"},
    {"UPDATE exclusion SET ended_reason = 'other' WHERE ended_at IS NOT NULL",
     "record C-6: its ended exclusion"},
    {"UPDATE exclusion SET reason = 'other'", "record C-7: its exclusion"},
    {"DELETE FROM exclusion WHERE record_id = (SELECT record_id FROM record WHERE file_no = 'C-7')",
     "record C-7: its approved exclusion"},
    {"INSERT INTO exclusion (record_id, reason, proposed_at, proposed_by) SELECT record_id, 'x', "
     "'t', 'ravi' FROM record WHERE file_no = 'B-7/2010'",
     "record B-7/2010: its exclusion"},
    /* C-4 to C-7 are in no list of the office */
    {"DELETE FROM provisional WHERE number_key = 'c-4'", "record C-4: its provisional number"},
    {"UPDATE provisional SET number_key = 'x' WHERE number_key = 'c-4'",
     "record C-4: its provisional number"},
    {"INSERT INTO provisional (record_id, number_key, at, person) VALUES (2, 'b', 't', 'ravi')",
     "record B-7/2010: its provisional number"},
    /* pages; that of C-6 was closed and opened again, one of R-1/1998 is closed */
    {"UPDATE page SET side_id = NULL, seq = NULL WHERE page_id = 1",
     "page 1 (batch 1): its place in a side"},
    {"UPDATE page SET seq = NULL WHERE page_id = 13", "page 13 (C-3/2011): its place in a side"},
    {"UPDATE page SET side_id = (SELECT side_id FROM page WHERE page_id = 13), seq = 9 WHERE "
     "page_id = 1",
     "page 1 (C-3/2011): its place in a side"},
    {"UPDATE page SET seq = 9, state = 'recognised' WHERE page_id = 20",
     "page 20 (R-1/1998): its place in a side"},
    {"UPDATE side SET closed_at = 't', closed_by = 'ravi', closed_reason = 'done' WHERE record_id "
     "= 2",
     "record B-7/2010, correspondence: its closing"},
    {"UPDATE side SET closed_at = 't', closed_by = 'ravi', closed_reason = 'all there' WHERE "
     "side_id = (SELECT max(side_id) FROM side JOIN record USING (record_id) WHERE file_no = "
     "'C-6')",
     "record C-6, correspondence: its closing"},
    {"UPDATE side SET closed_at = NULL, closed_by = NULL, closed_reason = NULL",
     "record R-1/1998, openings: its closing"},
    {"UPDATE side SET closed_reason = 'other' WHERE closed_at IS NOT NULL",
     "record R-1/1998, openings: its closing"},
    {"DELETE FROM edit_hand WHERE edit_id = 1", "correction 1: its list of hands"},
    {"UPDATE edit SET person = 'gita' WHERE edit_id = 1", "correction 1: its beginning"},
    {"UPDATE edit SET undone_at = NULL, undone_by = NULL", "correction 2: its undoing"},
    /* the clock */
    {"INSERT INTO clock_jump (host, at, from_at, to_at, seconds) VALUES ('h', 'a', 'b', 'c', -9)",
     "clock: its list of days"},
    {"UPDATE clock_jump SET seconds = -61", "clock: its list of days"},
    {"DELETE FROM clock_jump", "clock: its list of days"},
};

/* ----------------------------------------------------------------------------------- the office -- */

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

static void clock_turn(Sample *sample)
{
    const ClockReading before = {"desk", "boot", 1790000000, 5000},
                       after = {"desk", "boot", 1780000000, 5010};
    Db *db = index_store_db(sample->store);
    g_assert_true(db_begin(db, NULL) && index_jump_look(sample->store, &before, NULL) &&
                  index_jump_look(sample->store, &after, NULL) && db_end(db, TRUE, NULL));
}

static void told_setup(Sample *sample, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    people_setup(sample, data);
    slips_make(sample);
    exclusions_make(sample);
    lots_make(sample);
    edits_make(sample);
    clock_turn(sample);
    people_be(sample, "anita", "room", TRUE);
    must_do(index_person_set_role(sample->store, "gita", "nodal", &error), &error);
    must_do(index_person_set_role(sample->store, "gita", "checker", &error), &error);
    must_do(index_person_set_disabled(sample->store, "kamla", TRUE, &error), &error);
}

/* --------------------------------------------------------------------------------------- damages -- */

static char *verify_text(Sample *sample)
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

/* Each is done to the office as it was before. */
static void test_damages(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *path = sample_path(sample, "muhafiz.db"), *bytes = NULL;
    gsize size;
    sample_sql(sample, "PRAGMA wal_checkpoint(TRUNCATE)");
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(DAMAGES); i++) {
        sample_sql(sample, DAMAGES[i].sql);
        g_autofree char *told = verify_text(sample);
        g_test_message("%s:\n%s", DAMAGES[i].sql, told);
        if (DAMAGES[i].problem ? !strstr(told, DAMAGES[i].problem) : *told != '\0')
            g_error("%s: verify says \"%s\"", DAMAGES[i].sql, told);
        g_clear_pointer(&sample->store, index_store_free);
        g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
        sample->store = index_store_open(sample->dir, "anita", NULL);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/verify-told/damages", Sample, NULL, told_setup, test_damages, sample_teardown);
    return g_test_run();
}
