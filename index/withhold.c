/* Records of which nobody may read or hand over what is held: those that are not Normal by
 * classification, and those that are excluded. Files and rows stay: whoever marked the record by
 * mistake takes it back, and the work is due again. */
#include "index/register.h"
#include "index/store-private.h"

gboolean register_row_is_withheld(const Row *row)
{
    return !g_str_equal(row->values[COLUMN_CLASSIFICATION], "Normal") ||
           g_str_equal(row->values[COLUMN_AVAILABILITY], "excluded");
}

static gboolean rows_agree(const Row *before, const Row *after, ColumnId id)
{
    return g_str_equal(before->values[id], after->values[id]);
}

static gboolean work_plan(Register *reg, gint64 record_id, gboolean is_withheld, GError **error)
{
    const DbValue id = DB_INT(record_id);
    if (!db_exec(reg->db, "record_pages_unfail", DB_VALUES(id), error))
        return FALSE;
    return is_withheld
               ? db_exec(reg->db, "record_jobs_drop", DB_VALUES(id), error)
               : db_exec(reg->db, "record_pages_queue", DB_VALUES(id, DB_TEXT(reg->now)), error);
}

/* "Secret", "excluded", or both. */
static char *withheld_name(const Row *row)
{
    const char *classification = row->values[COLUMN_CLASSIFICATION];
    if (!g_str_equal(row->values[COLUMN_AVAILABILITY], "excluded"))
        return g_strdup(classification);
    return g_str_equal(classification, "Normal")
               ? g_strdup("excluded")
               : g_strconcat(classification, " and excluded", NULL);
}

static char *withheld_note(const Row *row, guint n_pages)
{
    const char *file_no = row->values[COLUMN_FILE_NO];
    g_autofree char *name = withheld_name(row);
    if (!register_row_is_withheld(row))
        return g_strdup_printf("%s may be worked on again, %u %s: next muhafiz run", file_no,
                               COUNTED(n_pages, "page"));
    return g_strdup_printf(
        "%s is %s now, and %u %s of it %s held here: nothing more is read, bound, "
        "found by a search or exported of it, and nothing is deleted. Ask the "
        "nodal officer what is to become of %s",
        file_no, name, COUNTED(n_pages, "page"), n_pages == 1 ? "is" : "are",
        n_pages == 1 ? "it" : "them");
}

gboolean register_withhold(Register *reg, const Row *before, const Row *after, GError **error)
{
    gint64 n_pages;
    gboolean is_other = register_row_is_withheld(before) != register_row_is_withheld(after);
    if (rows_agree(before, after, COLUMN_CLASSIFICATION) &&
        rows_agree(before, after, COLUMN_AVAILABILITY))
        return TRUE;
    if (!is_other &&
        !register_row_is_withheld(after)) /* missing, damaged, available: the work goes on */
        return TRUE;
    if ((is_other && !work_plan(reg, before->record_id, register_row_is_withheld(after), error)) ||
        !db_query_int(reg->db, "record_pages_held", DB_VALUES(DB_INT(before->record_id)), &n_pages,
                      NULL, error))
        return FALSE;
    if (n_pages > 0)
        g_ptr_array_add(reg->notes, withheld_note(after, (guint)n_pages));
    return TRUE;
}
