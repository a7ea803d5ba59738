/* The flag "duplicate" of index_pages_add after a correction: of the same picture twice in the office the
 * one that came later has it, as long as the other one stands somewhere. What only looks alike is measured again
 * (alike.h) where a page begins to stand, and where the one that it looks like stands no more. */
#include "index/edit.h"

/* Its record has one page more or less than before. */
static gboolean page_changes_record(const Edit *edit, const EditPage *page)
{
    const EditSide *from = edit_side_lookup(edit, page->before.side_id);
    gint64 before = page->before.seq && from ? from->record->record_id : 0;
    gint64 now = page->now.seq && page->side ? page->side->record->record_id : 0;
    return before != now;
}

/* What was a twin was compared with nothing. */
static gboolean twin_flag(Edit *edit, DbRows *twin, GError **error)
{
    const DbValue page_id = DB_INT(db_rows_int(twin, 0)), value = DB_REAL(PAGE_DUPLICATE_TWIN);
    gint64 earlier = 0;
    gboolean found = FALSE, stands = db_rows_int(twin, 1) != 0;
    if (stands &&
        !db_query_int(edit->db, "page_find_twin", DB_VALUES(page_id), &earlier, &found, error))
        return FALSE;
    return found ? db_exec(edit->db, "flag_set", DB_VALUES(page_id, DB_TEXT("duplicate"), value),
                           error)
                 : db_exec(edit->db, "edit_twin_unflag", DB_VALUES(page_id, value), error) &&
                       (!stands || alike_put_due(edit->db, db_rows_int(twin, 0), NULL, error));
}

static gboolean twins_flag(Edit *edit, const EditPage *page, GError **error)
{
    g_autoptr(DbRows) twins =
        db_query(edit->db, "edit_twins", DB_VALUES(DB_INT(page->page_id)), error);
    while (twins && db_rows_next(twins, error))
        if (!twin_flag(edit, twins, error))
            return FALSE;
    return twins && !db_rows_failed(twins);
}

static gboolean stands(const EditStand *stand)
{
    return stand->side_id && stand->seq && !g_str_equal(stand->state, "replaced");
}

/* What begins to stand is compared with all that does; what took the place of a page is no duplicate for looking like that one,
 * but perhaps of others. */
static gboolean page_compare(Edit *edit, const EditPage *page, GError **error)
{
    const gint64 by = page->now.replaced_by;
    if (!stands(&page->before) && stands(&page->now))
        return alike_put_due(edit->db, page->page_id, NULL, error);
    return !by || by == page->before.replaced_by ||
           (db_exec(edit->db, "alike_unflag", DB_VALUES(DB_INT(by), DB_REAL(PAGE_DUPLICATE_TWIN)),
                    error) &&
            alike_put_due(edit->db, by, NULL, error));
}

/* Who is flagged for looking like a page that stands nowhere now counts again, unless there is another that it looks
 * like. */
static gboolean likes_release(Db *db, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(DbRows) rows =
        db_query(db, "alike_left_over", DB_VALUES(DB_REAL(PAGE_DUPLICATE_TWIN)), error);
    while (rows && db_rows_next(rows, error)) {
        const gint64 page_id = db_rows_int(rows, 0);
        g_array_append_val(pages, page_id);
    }
    gboolean ok = rows && !db_rows_failed(rows);
    g_clear_pointer(&rows, db_rows_free);
    for (guint i = 0; ok && i < pages->len; i++) {
        const gint64 page_id = g_array_index(pages, gint64, i);
        ok = db_exec(db, "alike_unflag", DB_VALUES(DB_INT(page_id), DB_REAL(PAGE_DUPLICATE_TWIN)),
                     error) &&
             alike_put_due(db, page_id, NULL, error);
    }
    return ok;
}

gboolean edit_flag_twins(Edit *edit, const GPtrArray *changed, GError **error)
{
    gboolean any_left = FALSE;
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        if ((page_changes_record(edit, page) && !twins_flag(edit, page, error)) ||
            !page_compare(edit, page, error))
            return FALSE;
        any_left = any_left || (stands(&page->before) && !stands(&page->now));
    }
    return !any_left || likes_release(edit->db, error);
}
