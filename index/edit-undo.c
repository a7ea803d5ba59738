/* Undoing a correction: everything it touched stands again as it stood before.
 *
 * Only the latest of all that touched the same pages and sides can be undone, so what stood before
 * is still there to be put back. Pages that were scanned into a side since then stay behind the
 * others. What recognition did since then stays, too, unless the page is turned back.
 */
#include "index/edit.h"

static gboolean undo_is_open(DbRows *row, gint64 edit_id, GError **error)
{
    if (!row)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no correction %" G_GINT64_FORMAT
                    ": muhafiz record history lists those "
                    "of a record",
                    edit_id);
    else if (!db_rows_is_null(row, 1))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "correction %" G_GINT64_FORMAT " was undone already, %s by %s", edit_id,
                    db_rows_text(row, 1), db_rows_text(row, 2));
    return row && db_rows_is_null(row, 1);
}

static gboolean undo_is_latest(Edit *edit, GError **error)
{
    g_autoptr(DbRows) later = NULL;
    if (!db_query_row(edit->db, "edit_later", DB_VALUES(DB_INT(edit->undoes)), &later, error))
        return FALSE;
    if (later)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "correction %" G_GINT64_FORMAT
                    " cannot be undone before correction %" G_GINT64_FORMAT
                    " (%s, %s by %s), which touched the same pages later: undo that "
                    "one first (muhafiz page undo %" G_GINT64_FORMAT ")",
                    edit->undoes, db_rows_int(later, 0), db_rows_text(later, 1),
                    db_rows_text(later, 2), db_rows_text(later, 3), db_rows_int(later, 0));
    return later == NULL;
}

/* ---------------------------------------------------------------------------------- putting back -- */

/* last_seq by side: what stands behind it came later. */
static gboolean sides_restore(Edit *edit, GHashTable *last_seqs, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(edit->db, "edit_saved_sides", DB_VALUES(DB_INT(edit->undoes)), error);
    while (rows && db_rows_next(rows, error)) {
        EditSide *side = edit_side(edit, db_rows_int(rows, 0), error);
        gint64 last_seq = db_rows_int(rows, 1);
        if (!side)
            return FALSE;
        side->now = (EditClosing){edit_keep(edit, db_rows_text(rows, 2)),
                                  edit_keep(edit, db_rows_text(rows, 3)),
                                  edit_keep(edit, db_rows_text(rows, 4))};
        g_hash_table_insert(last_seqs, side, g_memdup2(&last_seq, sizeof last_seq));
    }
    return rows && !db_rows_failed(rows);
}

/* A page that is in use keeps the state that recognition gave it. */
static const char *state_restored(const EditPage *page, const char *saved)
{
    static const char replaced[] = "replaced";
    gboolean was_replaced = g_str_equal(saved, replaced);
    gboolean is_replaced = g_str_equal(page->before.state, replaced);
    return was_replaced == is_replaced ? page->before.state : saved;
}

static void page_restore(Edit *edit, EditPage *page, DbRows *row)
{
    page->now = (EditStand){.role = edit_keep(edit, db_rows_text(row, 1)),
                            .side_id = db_rows_int(row, 2),
                            .seq = db_rows_int(row, 3),
                            .folio = edit_keep(edit, db_rows_text(row, 4)),
                            .folio_is_set = db_rows_int(row, 5) != 0,
                            .item_id = db_rows_int(row, 6),
                            .turn = db_rows_int(row, 7),
                            .turn_is_set = db_rows_int(row, 8) != 0,
                            .state = state_restored(page, edit_keep(edit, db_rows_text(row, 9))),
                            .replaced_by = db_rows_int(row, 10),
                            .order = (gint64)db_rows_real(row, 11)};
    if (!page->now.turn_is_set && !page->before.turn_is_set) /* as reading found it meanwhile */
        page->now.turn = page->before.turn;
    edit_take_out(page);
    page->is_named = page->now.side_id != page->before.side_id || !page->now.seq ||
                     !page->before.seq || page->now.turn != page->before.turn ||
                     page->now.folio_is_set || page->before.folio_is_set;
}

/* Array of EditPage that were put back, out of their sides. */
static GPtrArray *pages_restore(Edit *edit, GError **error)
{
    g_autoptr(GPtrArray) pages = g_ptr_array_new();
    g_autoptr(DbRows) rows =
        db_query(edit->db, "edit_saved_pages", DB_VALUES(DB_INT(edit->undoes)), error);
    while (rows && db_rows_next(rows, error)) {
        EditPage *page = edit_page(edit, db_rows_int(rows, 0), error);
        if (!page)
            return NULL;
        page_restore(edit, page, rows);
        g_ptr_array_add(pages, page);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&pages) : NULL;
}

/* What came later goes behind everything that is put back. */
static void side_push_later(EditSide *side, gint64 last_seq)
{
    for (guint i = 0; i < side->pages->len; i++) {
        EditPage *page = side->pages->pdata[i];
        if (page->before.seq > last_seq)
            page->now.seq += G_MAXINT32;
    }
}

static gboolean pages_put_back(Edit *edit, const GPtrArray *pages, GHashTable *last_seqs,
                               GError **error)
{
    GHashTableIter sides;
    EditSide *side;
    gint64 *last_seq;
    g_hash_table_iter_init(&sides, last_seqs);
    while (g_hash_table_iter_next(&sides, (gpointer *)&side, (gpointer *)&last_seq))
        side_push_later(side, *last_seq);
    for (guint i = 0; i < pages->len; i++) {
        EditPage *page = pages->pdata[i];
        if (!page->now.seq)
            continue;
        side = edit_side(edit, page->now.side_id, error);
        if (!side)
            return FALSE;
        edit_put(side, side->pages->len, page);
    }
    for (guint i = 0; i < edit->sides->len; i++)
        g_ptr_array_sort(((EditSide *)edit->sides->pdata[i])->pages, edit_compare_places);
    return TRUE;
}

static gboolean items_restore(Edit *edit, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(edit->db, "edit_saved_items", DB_VALUES(DB_INT(edit->undoes)), error);
    while (rows && db_rows_next(rows, error))
        edit_set_item(edit, db_rows_int(rows, 0), db_rows_int(rows, 1));
    return rows && !db_rows_failed(rows);
}

static gboolean edit_undo(Edit *edit, gconstpointer what, GError **error)
{
    g_autoptr(GHashTable) last_seqs = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_autoptr(DbRows) row = NULL;
    edit->undoes = *(const gint64 *)what;
    if (!db_query_row(edit->db, "edit_load", DB_VALUES(DB_INT(edit->undoes)), &row, error) ||
        !undo_is_open(row, edit->undoes, error) || !undo_is_latest(edit, error) ||
        !sides_restore(edit, last_seqs, error))
        return FALSE;
    g_autoptr(GPtrArray) pages = pages_restore(edit, error);
    edit->reason = edit_keep(edit, db_rows_text(row, 0));
    return pages && pages_put_back(edit, pages, last_seqs, error) && items_restore(edit, error);
}

JsonNode *index_edit_undo(Store *store, gint64 edit_id, GError **error)
{
    return edit_run(store, "edit.undone", edit_undo, &edit_id, error);
}

gboolean index_edit_latest(Store *store, const char *file_no, gint64 *edit_id, GError **error)
{
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    gboolean found;
    if (!record || !db_query_int(index_store_db(store), "edit_latest",
                                 DB_VALUES(DB_INT(record->record_id)), edit_id, &found, error))
        return FALSE;
    if (!found)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s: there is no correction that could be undone", record->file_no);
    return found;
}
