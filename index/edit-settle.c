/* What follows from the new order of a correction's pages, and what differs then.
 *
 * A label that nobody wrote follows seq. A page that enters a side between two pages of one item
 * joins that item; an item all of whose pages went to another side goes with them. A page is read
 * again where its words may come out otherwise: it was turned, or its record is written in other
 * languages; and one that could not be read wherever it goes.
 */
#include "index/edit.h"

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

/* NULL: it came from no record. */
static const char *language_before(const Edit *edit, const EditPage *page)
{
    const EditSide *side = edit_side_lookup(edit, page->before.side_id);
    return side ? side->record->language : NULL;
}

/* What failed gets another chance wherever it goes. */
static void settle_state(Edit *edit, EditPage *page)
{
    gboolean was_read =
        g_str_equal(page->now.state, "recognised") && !(page->is_unread && page_enters(page));
    if (g_str_equal(page->now.state, "replaced"))
        return;
    if (page->now.turn != page->before.turn || !was_read ||
        g_strcmp0(language_before(edit, page), page->side->record->language) != 0)
        page->now.state = "scanned";
}

/* "order" says that nobody knows where the page belongs, or that its code is wrong: not where a person
 * gave it a place. */
static void settle_order_flag(const Edit *edit, EditPage *page)
{
    gboolean is_lost = !page->now.side_id && g_str_equal(page->now.role, "folio");
    if (is_lost && !page->now.order)
        page->now.order = PAGE_ORDER_NO_RECORD;
    if (!edit->undoes && page->now.seq && !page->before.seq && !page->order_stays)
        page->now.order = PAGE_ORDER_NONE;
}

static gboolean stands_differ(const EditStand *a, const EditStand *b)
{
    return a->side_id != b->side_id || a->seq != b->seq || a->item_id != b->item_id ||
           a->replaced_by != b->replaced_by || a->turn != b->turn ||
           a->turn_is_set != b->turn_is_set || a->folio_is_set != b->folio_is_set ||
           g_strcmp0(a->folio, b->folio) != 0 || !g_str_equal(a->role, b->role) ||
           !g_str_equal(a->state, b->state);
}

static void settle_side(Edit *edit, EditSide *side)
{
    for (guint i = 0; i < side->pages->len; i++) {
        EditPage *page = side->pages->pdata[i];
        if (!edit->undoes)
            settle_item(edit, side, i);
        if (stands_differ(&page->before, &page->now))
            settle_state(edit, page);
    }
}

static void settle_order_flags(const Edit *edit)
{
    GHashTableIter pages;
    EditPage *page;
    g_hash_table_iter_init(&pages, edit->pages);
    while (g_hash_table_iter_next(&pages, NULL, (gpointer *)&page))
        if (stands_differ(&page->before, &page->now))
            settle_order_flag(edit, page);
}

void edit_settle(Edit *edit)
{
    for (guint i = 0; i < edit->sides->len; i++)
        settle_order(edit, edit->sides->pdata[i]);
    for (guint i = 0; i < edit->sides->len; i++)
        settle_side(edit, edit->sides->pdata[i]);
    settle_order_flags(edit);
}

/* So that what is written does not hang on chance. */
static gint compare_pages(gconstpointer a, gconstpointer b)
{
    const EditPage *x = *(EditPage *const *)a, *y = *(EditPage *const *)b;
    return (x->page_id > y->page_id) - (x->page_id < y->page_id);
}

GPtrArray *edit_changed_pages(const Edit *edit)
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

gint64 edit_first_change(const EditSide *side, const GPtrArray *changed)
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

gboolean edit_closing_differs(const EditSide *side)
{
    return g_strcmp0(side->before.reason, side->now.reason) != 0 ||
           g_strcmp0(side->before.at, side->now.at) != 0;
}

static gboolean side_is_named(const EditSide *side, const GPtrArray *changed)
{
    for (guint i = 0; i < changed->len; i++) {
        const EditPage *page = changed->pdata[i];
        if (page->before.side_id == side->side_id || page->now.side_id == side->side_id)
            return TRUE;
    }
    return FALSE;
}

GPtrArray *edit_changed_sides(const Edit *edit, const GPtrArray *changed)
{
    GPtrArray *sides = g_ptr_array_new();
    for (guint i = 0; i < edit->sides->len; i++) {
        EditSide *side = edit->sides->pdata[i];
        if (edit_closing_differs(side) || side_is_named(side, changed))
            g_ptr_array_add(sides, side);
    }
    return sides;
}
