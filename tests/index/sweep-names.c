/* Tables and columns of the schema, as verify-sweep.c edits them. */
#include "tests/index/sweep-names.h"

/* What no event needs to vouch for. */
static const struct {
    const char *table, *column; /* NULL: all of them */
    const char *why;
} LEFT_OUT[] = {
    {"job", NULL, "work in hand: it is planned anew from pages and sides"},
    {"clock", NULL, "the clock as it was last seen; its jumps are events"},
    {"person", "n_wrong", "wrong tries have events of their own"},
    {"person", "tried_at", "wrong tries have events of their own"},
    {"page_found", NULL, "for searching: made anew from pages and register"},
    {"search_due_page", NULL, "for searching: made anew from pages and register"},
    {"search_due_record", NULL, "for searching: made anew from pages and register"},
    {"search_state", NULL, "for searching: made anew from pages and register"},
    {"progress_due", NULL, "what is counted anew in any case"},
    {"alike_due", NULL, "work in hand; what it found is a flag of a page"},
    {"alike_state", NULL, "which alike.db is its own: that is taken of the masters"},
    {"word", NULL, "for searching: made anew from pages and register"},
    {"event_kept", SWEEP_ROW,
     "the last one of a chain: what carries its head elsewhere tells (verify --anchor)"},
};

#define COUNTS(table)                                                                              \
    "'counts of record ' || COALESCE((SELECT file_no FROM record WHERE record_id = " table         \
    ".record_id), record_id)"

/* Of a row: how verify names it. Rows of the others are named by what they belong to. */
static const struct {
    const char *table, *name; /* an SQL expression over the row; one of those between | */
    gboolean is_part;         /* its first column is the key of what it belongs to */
} NAMES[] = {
    {"progress_record", COUNTS("progress_record"), FALSE},
    {"progress_side", COUNTS("progress_side"), FALSE},
    {"progress_work", COUNTS("progress_work"), FALSE},
    {"record", "'record ' || file_no || '|record ' || record_id || ': '", FALSE},
    {"side",
     "'side ' || side_id || '|record ' ||"
     "(SELECT file_no FROM record WHERE record_id = side.record_id) || ', '",
     FALSE},
    {"batch", "'batch ' || batch_id", FALSE},
    {"batch_hand", "'batch ' || batch_id", TRUE},
    {"page", "'page ' || page_id", FALSE},
    {"flag", "'page ' || page_id", TRUE},
    {"page_text", "'page ' || page_id", FALSE},
    {"item", "'item ' || item_id", FALSE},
    {"token", "'token ' || number", FALSE},
    {"volume", "path", FALSE},
    {"package", "'package ' || name || '|package ' || package_id || ': '", FALSE},
    {"package_volume",
     "'package ' || (SELECT name FROM package WHERE package_id = package_volume.package_id)", TRUE},
    {"edit", "'correction ' || edit_id", FALSE},
    {"edit_page", "'correction ' || edit_id", TRUE},
    {"edit_side", "'correction ' || edit_id", TRUE},
    {"edit_item", "'correction ' || edit_id", TRUE},
    {"edit_hand", "'correction ' || edit_id", TRUE},
    {"event_kept", "'event'", FALSE},
    {"event_office", "'event'", FALSE},
    {"person", "'person ' || name", FALSE},
    {"person_pin_setter", "'person ' || name", TRUE},
    {"check_plan", "'checking plan ' || plan_id", FALSE},
    {"lot", "'lot ' || lot_id", FALSE},
    {"lot_record", "'lot ' || lot_id", TRUE},
    {"lot_volume", "'lot ' || lot_id", TRUE},
    {"lot_page", "'lot ' || lot_id", TRUE},
    {"lot_look", "'lot ' || lot_id", TRUE},
    {"slip", "'slip ' || slip_id", FALSE},
    {"slip_record", "'slip ' || slip_id", FALSE},
    {"exclusion", "'exclusion ' || exclusion_id", FALSE},
    {"provisional", "(SELECT file_no FROM record WHERE record_id = provisional.record_id)", FALSE},
    {"renaming", "'renaming ' || renaming_id", FALSE},
    {"removal", "'removal of record ' || record_id || '|removal of record ' || file_no", FALSE},
    {"absence",
     "'absence of record ' || record_id || '|absence of record ' ||"
     "(SELECT file_no FROM record WHERE record_id = absence.record_id)",
     FALSE},
    {"feeding",
     "'first feeding of record ' || record_id || '|first feeding of record ' ||"
     "(SELECT file_no FROM record WHERE record_id = feeding.record_id)",
     FALSE},
    {"clock_jump", "'clock, jump ' || jump_id", FALSE},
    {"backup", "'backup '", FALSE},
    {"backup_missing",
     "'backup ' || (SELECT name FROM backup WHERE backup_id = backup_missing.backup_id)", TRUE},
    {"plan_version", "'plan of '|| kind || '|plan ' || plan_version_id || '|plan of '", FALSE},
    {"plan_office", "'plan of offices'", TRUE},
    {"plan_target", "'plan of targets'", TRUE},
    {"plan_census", "'plan of census'", TRUE},
    {"plan_rule", "'plan of rules'", TRUE},
    {"plan_holiday", "'plan of holidays'", TRUE},
    {"frozen_return", "'return ' || number", FALSE},
    {"conf_told", "'setting ' || name", FALSE},
    {"withholding", "'removal of pages ' || withholding_id", FALSE},
    {"withholding_page", "'removal of pages ' || withholding_id", TRUE},
    {"withholding_file", "'removal of pages ' || withholding_id", TRUE},
    {"seal_state", "'seal_state'", FALSE},
};

gboolean sweep_is_left_out(const char *table, const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS(LEFT_OUT); i++)
        if (g_str_equal(LEFT_OUT[i].table, table) &&
            (!LEFT_OUT[i].column || g_strcmp0(LEFT_OUT[i].column, column) == 0))
            return TRUE;
    return FALSE;
}

static guint names_find(const char *table)
{
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (g_str_equal(NAMES[i].table, table))
            return i;
    g_error("%s: nobody has said how its rows are covered: seal them (index/seal.c), or say here "
            "why not",
            table);
}

const char *sweep_row_name(const char *table)
{
    return NAMES[names_find(table)].name;
}

gboolean sweep_is_part(const char *table)
{
    return NAMES[names_find(table)].is_part;
}
