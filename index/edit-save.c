/* Writing a correction down: what follows from the new order, then rows, jobs and events.
 *
 * A label that nobody wrote follows seq. A page that enters a side between two pages of one item
 * joins that item; an item all of whose pages went to another side goes with them. A page is read
 * again where its words may come out otherwise: it was turned, or its record is written in other
 * languages. Volumes that were handed over are retired from the first changed page on.
 */
#include "index/edit.h"

#include <json-glib/json-glib.h>

/* ---------------------------------------------------------------------------------- settling -- */

static gboolean page_enters(const EditPage *page)
{
    return !page->before.seq || page->before.side_id != page->side->side_id;
}

static void settle_label(Edit *edit, EditPage *page)
{
    g_autofree char *place = g_strdup_printf("%" G_GINT64_FORMAT, page->now.seq);
    if (page->now.folio_is_set)
        return;
    if (edit->keep_labels && !page->is_named && page->now.seq != page->before.seq)
        page->now.folio_is_set = TRUE;
    else
        page->now.folio = edit_keep(edit, place);
}

static void settle_order(Edit *edit, EditSide *side)
{
    for (guint i = 0; i < side->pages->len; i++) {
        EditPage *page = side->pages->pdata[i];
        page->now.side_id = side->side_id;
        page->now.seq = i + 1;
        page->now.role = "folio";
        settle_label(edit, page);
    }
}

/* Of the nearest page that stood in the side before, in one direction. */
static gint64 neighbour_item(const EditSide *side, guint index, int step)
{
    for (gint64 i = (gint64)index + step; i >= 0 && i < side->pages->len; i += step) {
        const EditPage *page = side->pages->pdata[i];
        if (!page_enters(page))
            return page->now.item_id;
    }
    return 0;
}

/* All its pages now stand in one side, which is not the one they come from. */
static gboolean item_moves(Edit *edit, const EditPage *of)
{
    GHashTableIter pages;
    EditPage *page;
    g_hash_table_iter_init(&pages, edit->pages);
    while (g_hash_table_iter_next(&pages, NULL, (gpointer *)&page))
        if (page->before.item_id == of->before.item_id && page->before.seq &&
            page->side != of->side)
            return FALSE;
    return TRUE;
}

static void settle_item(Edit *edit, EditSide *side, guint index)
{
    EditPage *page = side->pages->pdata[index];
    if (!page_enters(page) || page->item_is_set)
        return;
    if (page->before.item_id && page->before.seq && item_moves(edit, page)) {
        edit_set_item(edit, page->before.item_id, side->side_id);
        return;
    }
    gint64 item_id = neighbour_item(side, index, -1);
    page->now.item_id = item_id == neighbour_item(side, index, 1) ? item_id : 0;
}

static const EditSide *side_lookup(const Edit *edit, gint64 side_id)
{
    for (guint i = 0; i < edit->sides->len; i++) {
        const EditSide *side = edit->sides->pdata[i];
        if (side->side_id == side_id)
            return side;
    }
    return NULL;
}

/* NULL: it came from no record. */
static const char *language_before(const Edit *edit, const EditPage *page)
{
    const EditSide *side = side_lookup(edit, page->before.side_id);
    return side ? side->record->language : NULL;
}

/* What failed gets another chance wherever it goes. */
static void settle_state(Edit *edit, EditPage *page)
{
    gboolean was_read = g_str_equal(page->now.state, "recognised");
    if (g_str_equal(page->now.state, "replaced"))
        return;
    if (page->now.turn != page->before.turn || !was_read ||
        g_strcmp0(language_before(edit, page), page->side->record->language) != 0)
        page->now.state = "scanned";
}

static gboolean stands_differ(const EditStand *a, const EditStand *b)
{
    return a->side_id != b->side_id || a->seq != b->seq || a->item_id != b->item_id ||
           a->replaced_by != b->replaced_by || a->turn != b->turn ||
           a->folio_is_set != b->folio_is_set || g_strcmp0(a->folio, b->folio) != 0 ||
           !g_str_equal(a->role, b->role) || !g_str_equal(a->state, b->state);
}

static void edit_settle(Edit *edit)
{
    for (guint i = 0; i < edit->sides->len; i++)
        settle_order(edit, edit->sides->pdata[i]);
    for (guint i = 0; i < edit->sides->len; i++) {
        EditSide *side = edit->sides->pdata[i];
        for (guint j = 0; j < side->pages->len; j++) {
            EditPage *page = side->pages->pdata[j];
            if (!edit->undoes)
                settle_item(edit, side, j);
            if (stands_differ(&page->before, &page->now))
                settle_state(edit, page);
        }
    }
}

/* By page_id, so that what is written does not hang on chance. */
static gint compare_pages(gconstpointer a, gconstpointer b)
{
    const EditPage *x = *(EditPage *const *)a, *y = *(EditPage *const *)b;
    return (x->page_id > y->page_id) - (x->page_id < y->page_id);
}

static GPtrArray *pages_that_differ(const Edit *edit)
{
    GPtrArray *changed = g_ptr_array_new();
    GHashTableIter pages;
    EditPage *page;
    g_hash_table_iter_init(&pages, edit->pages);
    while (g_hash_table_iter_next(&pages, NULL, (gpointer *)&page))
        if (stands_differ(&page->before, &page->now))
            g_ptr_array_add(changed, page);
    g_ptr_array_sort(changed, compare_pages);
    return changed;
}

/* The lowest place of the side at which anything is not as it was; 0: all is. */
static gint64 side_first_change(const EditSide *side, const GPtrArray *changed)
{
    gint64 first = 0;
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        const EditStand *stands[] = {&page->before, &page->now};
        for (guint j = 0; j < G_N_ELEMENTS(stands); j++)
            if (stands[j]->side_id == side->side_id && stands[j]->seq &&
                (!first || stands[j]->seq < first))
                first = stands[j]->seq;
    }
    return first;
}

static gboolean closings_differ(const EditSide *side)
{
    return g_strcmp0(side->before.reason, side->now.reason) != 0 ||
           g_strcmp0(side->before.at, side->now.at) != 0;
}

/* Sides that differ, or whose pages do even while they stand in no place (a page set aside). */
static GPtrArray *sides_that_differ(const Edit *edit, const GPtrArray *changed)
{
    GPtrArray *sides = g_ptr_array_new();
    for (guint i = 0; i < edit->sides->len; i++) {
        EditSide *side = edit->sides->pdata[i];
        if (closings_differ(side) || side_first_change(side, changed))
            g_ptr_array_add(sides, side);
    }
    return sides;
}

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
                             DB_TEXT(now->state),
                             now->replaced_by ? DB_INT(now->replaced_by) : DB_NULL),
                   error);
}

static gboolean stand_is_lost(const EditStand *stand)
{
    return !stand->side_id && g_str_equal(stand->role, "folio");
}

/* "order" says that nobody knows where the page belongs. */
static gboolean page_flag(Edit *edit, const EditPage *page, GError **error)
{
    gboolean is_lost = stand_is_lost(&page->now);
    if (stand_is_lost(&page->before) == is_lost)
        return TRUE;
    return is_lost ? db_exec(edit->db, "flag_set",
                             DB_VALUES(DB_INT(page->page_id), DB_TEXT("order"),
                                       DB_REAL(PAGE_ORDER_NO_RECORD)),
                             error)
                   : db_exec(edit->db, "flag_remove",
                             DB_VALUES(DB_INT(page->page_id), DB_TEXT("order")), error);
}

/* A worker that is reading the page now would read it as it was: its job goes, and what it brings
 * is refused. */
static gboolean page_plan(Edit *edit, const EditPage *page, GError **error)
{
    gboolean is_due = page->side && g_str_equal(page->now.state, "scanned") &&
                      !index_record_is_confidential(page->side->record);
    gboolean is_other = !g_str_equal(page->now.state, page->before.state) ||
                        page->now.side_id != page->before.side_id ||
                        page->now.turn != page->before.turn || !is_due;
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

static gboolean sides_write(Edit *edit, const GPtrArray *sides, const GPtrArray *changed,
                            GError **error)
{
    for (guint i = 0; i < sides->len; i++) {
        const EditSide *side = sides->pdata[i];
        if (!db_exec(edit->db, "edit_side_close",
                     DB_VALUES(DB_INT(side->side_id), DB_TEXT(side->now.reason),
                               DB_TEXT(side->now.by), DB_TEXT(side->now.at)),
                     error) ||
            !index_side_touch(edit->store, side->side_id, error) ||
            !side_write_volumes(edit, side, side_first_change(side, changed), error))
            return FALSE;
    }
    return TRUE;
}

/* ------------------------------------------------------------------------------------ events -- */

/* NULL and 0 become null. */
static GVariant *stand_detail(const Edit *edit, const EditStand *stand)
{
    const EditSide *side = side_lookup(edit, stand->side_id);
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
    g_autoptr(GPtrArray) changed = pages_that_differ(edit);
    g_autoptr(GPtrArray) sides = sides_that_differ(edit, changed);
    if (changed->len == 0 && sides->len == 0 && !edit->undoes)
        return nothing_differs(error);
    return pages_may_leave(edit, changed, error) &&
           edit_row_write(edit, edit_id, changed, sides, error) &&
           pages_write(edit, changed, error) && items_write(edit, error) &&
           sides_write(edit, sides, changed, error) &&
           edit_log(edit, *edit_id, changed, sides, error);
}
