/* Corrections of pages. Each only rearranges them in memory; edit-save.c does the rest. */
#include <string.h>

#include "index/edit.h"
#include "index/folio.h"

/* ------------------------------------------------------------------------------------ moving -- */

typedef struct {
    const GArray *page_ids;
    const PagePlace *to;
    const char *label;
} Move;

/* The index in the side at which what comes in goes. The page that names it must stay there. */
static gboolean place_find(Edit *edit, const EditSide *side, const PagePlace *to, guint *index,
                           GError **error)
{
    gint64 mark_id = to->before ? to->before : to->after;
    *index = side->pages->len;
    if (!mark_id)
        return TRUE;
    EditPage *mark = edit_page(edit, mark_id, error);
    if (!mark)
        return FALSE;
    if (mark->side == side) {
        *index = edit_index(mark) + (to->before ? 0 : 1);
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "page id %" G_GINT64_FORMAT
                " cannot say where the others go: it is one of them, or "
                "not of %s, %s",
                mark_id, side->record->file_no, side->name);
    return FALSE;
}

static gboolean label_first(Edit *edit, GPtrArray *pages, const char *label, GError **error)
{
    if (!label)
        return TRUE;
    g_autofree char *checked = folio_check(label, error);
    if (!checked)
        return FALSE;
    EditPage *first = pages->pdata[0];
    first->now.folio = edit_keep(edit, checked);
    first->now.folio_is_set = TRUE;
    edit->keep_labels = TRUE;
    return TRUE;
}

static gboolean pages_put(EditSide *side, guint index, GPtrArray *pages, GError **error)
{
    for (guint i = 0; i < pages->len; i++)
        if (!edit_put_again(side, index + i, pages->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* Whether any of them stood in a record. */
static gboolean pages_take_out(GPtrArray *pages)
{
    gboolean any_stood = FALSE;
    for (guint i = 0; i < pages->len; i++) {
        EditPage *page = pages->pdata[i];
        any_stood = any_stood || page->side;
        edit_take_out(page);
    }
    return any_stood;
}

gboolean edit_move(Edit *edit, const GArray *page_ids, const PagePlace *to, const char *label,
                   GError **error)
{
    EditSide *side = edit_side(edit, to->side_id, error);
    g_autoptr(GPtrArray) pages = side ? edit_pages(edit, page_ids, error) : NULL;
    guint index;
    if (!pages)
        return FALSE;
    if (!pages_take_out(pages))
        edit->act = "pages.inserted";
    return place_find(edit, side, to, &index, error) && label_first(edit, pages, label, error) &&
           pages_put(side, index, pages, error);
}

static gboolean pages_move(Edit *edit, gconstpointer what, GError **error)
{
    const Move *move = what;
    return edit_move(edit, move->page_ids, move->to, move->label, error);
}

JsonNode *index_pages_move(Store *store, const GArray *page_ids, const PagePlace *to,
                           const char *label, GError **error)
{
    const Move move = {page_ids, to, label};
    return edit_run(store, "pages.moved", pages_move, &move, error);
}

/* ----------------------------------------------------------------------------- setting aside -- */

typedef struct {
    const GArray *page_ids;
    const char *reason;
} Aside;

static gboolean pages_set_aside(Edit *edit, gconstpointer what, GError **error)
{
    const Aside *aside = what;
    g_autoptr(GPtrArray) pages = edit_pages(edit, aside->page_ids, error);
    edit->reason = aside->reason;
    for (guint i = 0; pages && i < pages->len; i++) {
        EditPage *page = pages->pdata[i];
        edit_take_out(page);
        page->now.seq = 0;
        page->now.state = "replaced";
    }
    return pages != NULL;
}

JsonNode *index_pages_set_aside(Store *store, const GArray *page_ids, const char *reason,
                                GError **error)
{
    const Aside aside = {page_ids, reason};
    return edit_run(store, "pages.set-aside", pages_set_aside, &aside, error);
}

JsonNode *edit_pages_withhold(Store *store, const GArray *page_ids, const char *reason,
                              GError **error)
{
    const Aside aside = {page_ids, reason};
    return edit_run(store, "pages.withheld", pages_set_aside, &aside, error);
}

/* --------------------------------------------------------------------------------- replacing -- */

typedef struct {
    const GArray *old_ids, *new_ids;
} Replace;

/* The new page gets place, label and item of the old one. */
static void page_replace(EditPage *old, EditPage *new)
{
    EditSide *side = old->side;
    edit_take_out(new);
    guint index = edit_index(old);
    edit_take_out(old);
    edit_put(side, index, new);
    new->now.folio = old->now.folio;
    new->now.folio_is_set = old->now.folio_is_set;
    new->now.item_id = old->now.item_id;
    new->item_is_set = TRUE;
    old->now.seq = 0;
    old->now.state = "replaced";
    old->now.replaced_by = new->page_id;
}

/* Not one that another record would lack then. One of the same side was scanned behind the others. */
static gboolean page_may_replace(const EditPage *new, const EditPage *old, GError **error)
{
    if ((!new->side || new->side == old->side) && !g_str_equal(new->now.state, "replaced"))
        return TRUE;
    g_autofree char *name = edit_page_name(new);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s cannot replace another: only a page of the same side can, or "
                "one that has no record yet",
                name);
    return FALSE;
}

static gboolean pages_replace(Edit *edit, gconstpointer what, GError **error)
{
    const Replace *replace = what;
    g_autoptr(GPtrArray) old = edit_pages(edit, replace->old_ids, error);
    g_autoptr(GPtrArray) new = old ? edit_pages(edit, replace->new_ids, error) : NULL;
    if (!new)
        return FALSE;
    if (old->len != new->len) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%u %s cannot replace %u: name as many as there are new ones",
                    COUNTED(new->len, "page"), old->len);
        return FALSE;
    }
    for (guint i = 0; i < old->len; i++) {
        if (!edit_page_is_placed(old->pdata[i], error) ||
            !page_may_replace(new->pdata[i], old->pdata[i], error))
            return FALSE;
        page_replace(old->pdata[i], new->pdata[i]);
    }
    return TRUE;
}

JsonNode *index_pages_replace(Store *store, const GArray *old_ids, const GArray *new_ids,
                              GError **error)
{
    const Replace replace = {old_ids, new_ids};
    return edit_run(store, "pages.replaced", pages_replace, &replace, error);
}

/* ----------------------------------------------------------------------------------- turning -- */

typedef struct {
    const GArray *page_ids;
    guint quarter_turns;
} Turn;

static gboolean pages_turn(Edit *edit, gconstpointer what, GError **error)
{
    const Turn *turn = what;
    g_autoptr(GPtrArray) pages = edit_pages(edit, turn->page_ids, error);
    for (guint i = 0; pages && i < pages->len; i++) {
        EditPage *page = pages->pdata[i];
        if (!edit_page_is_placed(page, error))
            return FALSE;
        page->now.turn = (page->now.turn + turn->quarter_turns) % 4;
        page->now.turn_is_set = page->now.turn_is_set || turn->quarter_turns % 4 != 0;
    }
    return pages != NULL;
}

JsonNode *index_pages_turn(Store *store, const GArray *page_ids, guint quarter_turns,
                           GError **error)
{
    const Turn turn = {page_ids, quarter_turns};
    return edit_run(store, "pages.turned", pages_turn, &turn, error);
}

/* --------------------------------------------------------------------------------- reversing -- */

typedef struct {
    const GArray *page_ids;
    gboolean by_sheets;
} Reverse;

static gboolean is_same_sheet(const EditPage *a, const EditPage *b)
{
    return a->batch_id == b->batch_id && a->sheet == b->sheet;
}

/* Backwards; the faces of a sheet stay in their order if by_sheets. */
static GPtrArray *order_reversed(const GPtrArray *pages, gboolean by_sheets)
{
    GPtrArray *order = g_ptr_array_new();
    for (guint end = pages->len; end > 0;) {
        guint first = end - 1;
        while (by_sheets && first > 0 &&
               is_same_sheet(pages->pdata[first - 1], pages->pdata[first]))
            first--;
        for (guint i = first; i < end; i++)
            g_ptr_array_add(order, pages->pdata[i]);
        end = first;
    }
    return order;
}

static gboolean pages_are_of_one_side(const GPtrArray *pages, GError **error)
{
    const EditPage *first = pages->pdata[0];
    for (guint i = 0; i < pages->len; i++)
        if (!edit_page_is_of(pages->pdata[i], first->side, error))
            return FALSE;
    return TRUE;
}

static gboolean pages_reverse(Edit *edit, gconstpointer what, GError **error)
{
    const Reverse *reverse = what;
    g_autoptr(GPtrArray) pages = edit_pages(edit, reverse->page_ids, error);
    if (!pages || !pages_are_of_one_side(pages, error))
        return FALSE;
    g_ptr_array_sort(pages, edit_compare_places);
    g_autoptr(GPtrArray) order = order_reversed(pages, reverse->by_sheets);
    EditSide *side = ((EditPage *)pages->pdata[0])->side;
    /* The places that the pages have together, as they are filled now. */
    g_autofree guint *places = g_new(guint, pages->len);
    for (guint i = 0; i < pages->len; i++)
        places[i] = edit_index(pages->pdata[i]);
    for (guint i = 0; i < pages->len; i++)
        side->pages->pdata[places[i]] = order->pdata[i];
    return TRUE;
}

JsonNode *index_pages_reverse(Store *store, const GArray *page_ids, gboolean by_sheets,
                              GError **error)
{
    const Reverse reverse = {page_ids, by_sheets};
    return edit_run(store, "pages.reversed", pages_reverse, &reverse, error);
}

/* --------------------------------------------------------------------------------- labelling -- */

typedef struct {
    const GArray *page_ids;
    const FolioSeries *series;
} Label;

/* The label of pages[i], the i-th of a series whose last numbered label was *last. */
static char *label_make(const FolioSeries *series, const EditPage *page, guint i, char **last,
                        GError **error)
{
    if (i > 0 && series->backs && page->is_back) {
        g_autofree char *label = g_strconcat(*last, series->backs, NULL);
        return folio_check(label, error);
    }
    char *label = i == 0 ? folio_check(series->first, error) : folio_next(*last, error);
    if (label) {
        g_free(*last);
        *last = g_strdup(label);
    }
    return label;
}

static gboolean labels_may_run(const GPtrArray *pages, const FolioSeries *series, GError **error)
{
    if (pages->len == 1 || series->runs_on || !*series->first)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%u pages cannot all have the label \"%s\": let it run on (--series), or name one "
                "page",
                pages->len, series->first);
    return FALSE;
}

static void page_label(Edit *edit, EditPage *page, const char *label)
{
    page->now.folio = edit_keep(edit, label);
    page->now.folio_is_set = label != NULL;
}

static gboolean pages_label(Edit *edit, gconstpointer what, GError **error)
{
    const Label *wanted = what;
    const FolioSeries *series = wanted->series;
    g_autoptr(GPtrArray) pages = edit_pages(edit, wanted->page_ids, error);
    g_autofree char *last = NULL;
    if (!pages || !labels_may_run(pages, series, error))
        return FALSE;
    for (guint i = 0; i < pages->len; i++) {
        if (!edit_page_is_placed(pages->pdata[i], error))
            return FALSE;
        g_autofree char *label =
            *series->first ? label_make(series, pages->pdata[i], i, &last, error) : NULL;
        if (*series->first && !label)
            return FALSE;
        page_label(edit, pages->pdata[i], label);
    }
    return TRUE;
}

JsonNode *index_pages_label(Store *store, const GArray *page_ids, const FolioSeries *series,
                            GError **error)
{
    const Label label = {page_ids, series};
    return edit_run(store, "pages.labelled", pages_label, &label, error);
}
