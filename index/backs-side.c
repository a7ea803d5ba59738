/* Backs behind their fronts, as one correction (index/edit.h) that can be undone. */
#include "index/backs.h"
#include "index/edit.h"

#include <json-glib/json-glib.h>

/* ------------------------------------------------------------------------------------- sides -- */

/* The place behind which all is to move up; 0: nothing in this side. */
static gint64 side_first(const Stacks *stacks, gint64 side_id)
{
    gint64 first = 0;
    for (guint i = 0; i < stacks->backs->len; i++) {
        const Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->side_id == side_id && back->front_seq && (!first || back->front_seq < first))
            first = back->front_seq;
    }
    return first;
}

static gboolean side_is_movable(const Stacks *stacks, gint64 side_id, gint64 first, GError **error)
{
    gint64 volume = 0;
    gboolean found = FALSE;
    if (!db_query_int(stacks->db, "backs_frozen", DB_VALUES(DB_INT(side_id), DB_INT(first)),
                      &volume, &found, error))
        return FALSE;
    if (!found)
        return TRUE;
    g_autoptr(Record) record = index_record_load_side(stacks->store, side_id, error);
    if (!record)
        return FALSE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s was handed over with these fronts already (volume %" G_GINT64_FORMAT
                "): no back was put in its place. They are kept as batch %" G_GINT64_FORMAT
                "; put them in one by one with \"muhafiz page move\", which makes a new version",
                record->file_no, volume, stacks->batch_id);
    return FALSE;
}

/* Every side once. */
static gboolean sides_are_movable(const Stacks *stacks, GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < stacks->backs->len; i++) {
        Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->front_seq && g_hash_table_add(done, &back->side_id) &&
            !side_is_movable(stacks, back->side_id, side_first(stacks, back->side_id), error))
            return FALSE;
    }
    return TRUE;
}

/* From wherever it is: a person may have given it a place by hand before. It is of the item that its
 * front is of, also where that item ends there. */
static gboolean back_put(Edit *edit, const Back *back, GError **error)
{
    EditPage *front = edit_page(edit, back->front_id, error);
    EditPage *page = front ? edit_page(edit, back->page_id, error) : NULL;
    if (!page)
        return FALSE;
    edit_take_out(page);
    page->is_named = page->item_is_set = TRUE;
    page->now.item_id = back->item_id;
    page->order_stays = page->now.order == PAGE_ORDER_CODE_DAMAGED;
    return edit_put_again(front->side, edit_index(front) + 1, page, error);
}

static gboolean backs_put_all(Edit *edit, gconstpointer what, GError **error)
{
    const Stacks *stacks = what;
    for (guint i = 0; i < stacks->backs->len; i++) {
        const Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->front_seq && !back_put(edit, back, error))
            return FALSE;
    }
    return TRUE;
}

gboolean backs_fill_sides(const Stacks *stacks, GError **error)
{
    if (stacks->report->n_placed == 0)
        return TRUE;
    g_autoptr(JsonNode) answer =
        sides_are_movable(stacks, error)
            ? edit_run(stacks->store, "pages.interleaved", backs_put_all, stacks, error)
            : NULL;
    return answer != NULL;
}
