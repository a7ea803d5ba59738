/* Writing a correction down: what was there before, rows, jobs and events.
 *
 * Volumes that were handed over are retired from the first changed page on.
 */
#include "index/edit.h"

#include <json-glib/json-glib.h>

#include "index/people-private.h"
#include "index/unplaced.h"

/* ------------------------------------------------------------------------------------ before -- */

/* An open batch goes on where its last sheet went: that sheet must stay until it is finished. */
static gboolean page_may_leave(Edit *edit, const EditPage *page, GError **error)
{
    gint64 batch_id;
    gboolean found;
    if (page->before.side_id == page->now.side_id)
        return TRUE;
    if (!db_query_int(edit->db, "edit_page_ends_batch", DB_VALUES(DB_INT(page->page_id)), &batch_id,
                      &found, error))
        return FALSE;
    if (!found)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "page id %" G_GINT64_FORMAT " is of the last sheet of batch %" G_GINT64_FORMAT
                ", which is still open and goes on behind it: finish the batch first (muhafiz scan "
                "--resume)",
                page->page_id, batch_id);
    return FALSE;
}

/* A page that was set aside, or replaced, in the side is of it still. */
static gboolean page_asks_entry(const EditPage *page)
{
    return page->now.seq &&
           (page->before.side_id != page->now.side_id || !g_str_equal(page->before.role, "folio"));
}

static gboolean pages_may_enter(Edit *edit, const GPtrArray *changed, GError **error)
{
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        if (page_asks_entry(page) &&
            (!index_record_check_fill(edit->store, page->side->record, error) ||
             !unplaced_may_enter(edit->store, page->page_id, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean pages_may_leave(Edit *edit, const GPtrArray *changed, GError **error)
{
    for (guint i = 0; i < changed->len; i++)
        if (!page_may_leave(edit, changed->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* What pages, sides and items were like, for undoing. */
static gboolean befores_keep(Edit *edit, gint64 edit_id, const GPtrArray *changed,
                             const GPtrArray *sides, GError **error)
{
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        if (!db_exec(edit->db, "edit_page_insert",
                     DB_VALUES(DB_INT(edit_id), DB_INT(page->page_id)), error))
            return FALSE;
    }
    for (guint i = 0; i < sides->len; i++) {
        const EditSide *side = sides->pdata[i];
        if (!db_exec(edit->db, "edit_side_insert",
                     DB_VALUES(DB_INT(edit_id), DB_INT(side->side_id), DB_INT(side->pages->len)),
                     error))
            return FALSE;
    }
    GHashTableIter items;
    gint64 *item_id;
    g_hash_table_iter_init(&items, edit->items);
    while (g_hash_table_iter_next(&items, (gpointer *)&item_id, NULL))
        if (!db_exec(edit->db, "edit_item_insert", DB_VALUES(DB_INT(edit_id), DB_INT(*item_id)),
                     error))
            return FALSE;
    return TRUE;
}

/* ------------------------------------------------------------------------------------- after -- */

static gboolean page_write(Edit *edit, const EditPage *page, GError **error)
{
    const EditStand *now = &page->now;
    return db_exec(edit->db, "edit_page_set",
                   DB_VALUES(DB_INT(page->page_id), DB_TEXT(now->role),
                             now->side_id ? DB_INT(now->side_id) : DB_NULL,
                             now->seq ? DB_INT(now->seq) : DB_NULL, DB_TEXT(now->folio),
                             DB_INT(now->folio_is_set),
                             now->item_id ? DB_INT(now->item_id) : DB_NULL, DB_INT(now->turn),
                             DB_INT(now->turn_is_set), DB_TEXT(now->state),
                             now->replaced_by ? DB_INT(now->replaced_by) : DB_NULL),
                   error);
}

static gboolean page_flag(Edit *edit, const EditPage *page, GError **error)
{
    const DbValue page_id = DB_INT(page->page_id), flag = DB_TEXT("order");
    if (page->before.order == page->now.order)
        return TRUE;
    return page->now.order
               ? db_exec(edit->db, "flag_set",
                         DB_VALUES(page_id, flag, DB_REAL((double)page->now.order)), error)
               : db_exec(edit->db, "flag_remove", DB_VALUES(page_id, flag), error);
}

/* A worker that is reading the page now would read it as it was: its job goes, and what it brings
 * is refused. The job of a page that could not be read stays with it: it is how people hear of it. */
static gboolean page_plan(Edit *edit, const EditPage *page, GError **error)
{
    gboolean is_due = page->side && g_str_equal(page->now.state, "scanned") &&
                      !index_record_is_withheld(page->side->record);
    gboolean is_other = !g_str_equal(page->now.state, page->before.state) ||
                        page->now.side_id != page->before.side_id ||
                        page->now.turn != page->before.turn || (!is_due && !page->is_unread);
    if (is_other &&
        !db_exec(edit->db, "edit_page_job_forget", DB_VALUES(DB_INT(page->page_id)), error))
        return FALSE;
    return !is_due || index_job_add(edit->store, JOB_PAGE, page->page_id, error);
}

static gboolean pages_write(Edit *edit, const GPtrArray *changed, GError **error)
{
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        if (!db_exec(edit->db, "edit_page_park", DB_VALUES(DB_INT(page->page_id)), error))
            return FALSE;
    }
    for (guint i = 0; i < changed->len; i++)
        if (!page_write(edit, changed->pdata[i], error) ||
            !page_flag(edit, changed->pdata[i], error) ||
            !page_plan(edit, changed->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean items_write(Edit *edit, GError **error)
{
    GHashTableIter items;
    gint64 *item_id, *side_id;
    g_hash_table_iter_init(&items, edit->items);
    while (g_hash_table_iter_next(&items, (gpointer *)&item_id, (gpointer *)&side_id))
        if (!db_exec(edit->db, "edit_item_set_side", DB_VALUES(DB_INT(*item_id), DB_INT(*side_id)),
                     error))
            return FALSE;
    return TRUE;
}

static gboolean side_write_volumes(Edit *edit, const EditSide *side, gint64 first, GError **error)
{
    if (first &&
        !db_exec(edit->db, "edit_volumes_retire",
                 DB_VALUES(DB_INT(side->side_id), DB_INT(first), DB_TEXT(edit->at)), error))
        return FALSE;
    return side->pages->len || /* nothing will be assembled that could take their place */
           (index_volumes_drop(edit->store, side->side_id, edit->paths, error) &&
            db_exec(edit->db, "edit_side_job_forget", DB_VALUES(DB_INT(side->side_id)), error));
}

static gboolean side_write(Edit *edit, const EditSide *side, gint64 first, GError **error)
{
    return db_exec(edit->db, "edit_side_close",
                   DB_VALUES(DB_INT(side->side_id), DB_TEXT(side->now.reason),
                             DB_TEXT(side->now.by), DB_TEXT(side->now.at)),
                   error) &&
           index_side_touch(edit->store, side->side_id, error) &&
           side_write_volumes(edit, side, first, error);
}

/* Where only pages without a place differ, the record has nothing new. */
static gboolean sides_write(Edit *edit, const GPtrArray *sides, const GPtrArray *changed,
                            GError **error)
{
    for (guint i = 0; i < sides->len; i++) {
        const EditSide *side = sides->pdata[i];
        gint64 first = edit_first_change(side, changed);
        if ((first || edit_closing_differs(side)) && !side_write(edit, side, first, error))
            return FALSE;
    }
    return TRUE;
}

/* ------------------------------------------------------------------------------------ events -- */

/* NULL and 0 become null. */
static GVariant *stand_detail(const Edit *edit, const EditStand *stand)
{
    const EditSide *side = edit_side_lookup(edit, stand->side_id);
    return g_variant_new_parsed(
        "{'record': <%@ms>, 'side': <%@ms>, 'seq': <%@mx>, 'folio': <%@ms>, "
        "'replaced_by': <%@mx>, 'turn': <%x>, 'state': <%s>}",
        g_variant_new("ms", side ? side->record->nic_no : NULL),
        g_variant_new("ms", side ? side->name : NULL),
        g_variant_new("mx", stand->seq != 0, stand->seq), g_variant_new("ms", stand->folio),
        g_variant_new("mx", stand->replaced_by != 0, stand->replaced_by), stand->turn,
        stand->state);
}

static GVariant *pages_detail(const Edit *edit, const GPtrArray *changed)
{
    g_autoptr(GVariantBuilder) pages = g_variant_builder_new(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        if (page->is_named)
            g_variant_builder_add_parsed(
                pages, "{'page_id': <%x>, 'from': <%@a{sv}>, 'to': <%@a{sv}>}", page->page_id,
                stand_detail(edit, &page->before), stand_detail(edit, &page->now));
    }
    return g_variant_builder_end(pages);
}

static GVariant *edit_detail(const Edit *edit, gint64 edit_id, const GPtrArray *changed)
{
    return g_variant_new_parsed(
        "{'edit': <%x>, 'reason': <%s>, 'pages': <%@aa{sv}>, 'n_pages_changed': <%u>}", edit_id,
        edit->reason ? edit->reason : "", pages_detail(edit, changed), changed->len);
}

/* One for each record; of pages that never had one, one for the office. */
static gboolean events_put(Edit *edit, GVariant *detail, const GPtrArray *sides, GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < sides->len; i++) {
        const EditSide *side = sides->pdata[i];
        g_autofree char *object = index_record_object(side->record);
        if (g_hash_table_add(done, &side->record->record_id) &&
            !index_event_put(edit->store, edit->act, object, side->record->record_id, detail,
                             error))
            return FALSE;
    }
    return sides->len ||
           index_event_put(edit->store, edit->act, "pages without a record", 0, detail, error);
}

/* ---------------------------------------------------------------------------------------- all -- */

static gboolean nothing_differs(GError **error)
{
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "nothing would change: it is so already");
    return FALSE;
}

/* A new row, or the mark on the one that is undone. */
static gboolean edit_row_write(Edit *edit, gint64 *edit_id, const GPtrArray *changed,
                               const GPtrArray *sides, GError **error)
{
    *edit_id = edit->undoes;
    if (edit->undoes)
        return db_exec(edit->db, "edit_set_undone",
                       DB_VALUES(DB_INT(edit->undoes), DB_TEXT(edit->at),
                                 DB_TEXT(index_store_user(edit->store))),
                       error);
    return db_query_int(edit->db, "edit_insert",
                        DB_VALUES(DB_TEXT(edit->act), DB_TEXT(edit->at),
                                  DB_TEXT(index_store_user(edit->store))),
                        edit_id, NULL, error) &&
           befores_keep(edit, *edit_id, changed, sides, error);
}

static gboolean edit_log(Edit *edit, gint64 edit_id, const GPtrArray *changed,
                         const GPtrArray *sides, GError **error)
{
    g_autoptr(GVariant) detail = g_variant_ref_sink(edit_detail(edit, edit_id, changed));
    g_autofree char *text = json_gvariant_serialize_data(detail, NULL);
    return (edit->undoes || db_exec(edit->db, "edit_set_detail",
                                    DB_VALUES(DB_INT(edit_id), DB_TEXT(text)), error)) &&
           events_put(edit, detail, sides, error);
}

gboolean edit_save(Edit *edit, gint64 *edit_id, GError **error)
{
    edit_settle(edit);
    g_autoptr(GPtrArray) changed = edit_changed_pages(edit);
    g_autoptr(GPtrArray) sides = edit_changed_sides(edit, changed);
    if (changed->len == 0 && sides->len == 0 && !edit->undoes)
        return nothing_differs(error);
    return pages_may_leave(edit, changed, error) && pages_may_enter(edit, changed, error) &&
           edit_row_write(edit, edit_id, changed, sides, error) &&
           people_hand_edit(edit->store, *edit_id, error) && pages_write(edit, changed, error) &&
           edit_flag_twins(edit, changed, error) && items_write(edit, error) &&
           sides_write(edit, sides, changed, error) &&
           edit_log(edit, *edit_id, changed, sides, error);
}
