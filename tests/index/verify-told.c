/* Rows by which something was decided, changed behind Muhafiz's back: verify names each of them. */
#include <string.h>

#include "tests/index/office-told.h"

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

/* --------------------------------------------------------------------------------------- damages -- */

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
        g_autofree char *told = told_verify(sample);
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
