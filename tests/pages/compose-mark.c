/* Pages with hardly anything on them, in ink or in pencil, anywhere on the paper. Whoever throws one of
 * them away as blank has lost something. */
#include "tests/pages/compose.h"

#include <pango/pangocairo.h>
#include <string.h>

#define MARK_MARGIN_PT 60.0

const char *const compose_marks[COMPOSE_N_MARKS + 1] = {
    "mark-number", "mark-initial",        "mark-line",        "mark-stamp", "mark-signature",
    "mark-word",   "mark-pencil-initial", "mark-pencil-line", "mark-tick",  NULL};

static PangoLayout *mark_layout(const Language *language, const char *text, double size_pt)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_language(context, pango_language_from_string(language->bcp47));
    PangoLayout *layout = pango_layout_new(context);
    g_object_unref(context);
    g_autofree char *name = g_strdup_printf("Noto Sans %g", size_pt);
    g_autoptr(PangoFontDescription) font = pango_font_description_from_string(name);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static const char seal_text[] = "OFFICE OF THE TEHSILDAR * GOVERNMENT SEAL * ";

static const char *mark_text(const char *mark, Random *random)
{
    static const char *const numbers[] = {"7", "12", "1", "84", "12A", "109"};
    static const char *const words[] = {"seen", "blank", "O.K.", "P.T.O.", "file"};
    if (g_str_equal(mark, "mark-number"))
        return numbers[random_below(random, G_N_ELEMENTS(numbers))];
    if (g_str_equal(mark, "mark-word"))
        return words[random_below(random, G_N_ELEMENTS(words))];
    return g_str_equal(mark, "mark-stamp") ? seal_text : NULL;
}

/* Its kind and size; the place is set by the caller. */
static Item mark_item(const Language *language, const char *mark, Random *random)
{
    Item item = {.kind = ITEM_SIGNATURE, .width = 34, .height = 18, .seed = random_next(random)};
    const char *text = mark_text(mark, random);
    if (text)
        item.layout = mark_layout(language, text, random_between(random, 9, 13));
    if (g_str_equal(mark, "mark-stamp")) {
        item.kind = ITEM_SEAL;
        item.width = item.height = random_between(random, 70, 110);
    } else if (text) {
        item.kind = ITEM_TEXT;
    } else if (g_str_has_suffix(mark, "line") || g_str_equal(mark, "mark-tick")) {
        item.kind = ITEM_RULE;
        item.width = g_str_equal(mark, "mark-tick") ? 12 : random_between(random, 25, 90);
        item.height = g_str_equal(mark, "mark-tick") ? -14 : random_between(random, -3, 3);
    } else if (g_str_equal(mark, "mark-signature")) {
        item.width = random_between(random, 70, 120);
        item.height = 30;
    }
    if (strstr(mark, "pencil"))
        item.pencil = random_between(random, 0.25, 0.5);
    return item;
}

static void place_anywhere(Item *item, Random *random)
{
    item->x = random_between(random, MARK_MARGIN_PT, A4_WIDTH_PT - MARK_MARGIN_PT - item->width);
    item->y = random_between(random, MARK_MARGIN_PT, A4_HEIGHT_PT - MARK_MARGIN_PT - item->height);
}

void compose_seals(Composition *page, const Language *language, guint n, guint64 seed)
{
    Random random;
    random_seed(&random, seed, "seals");
    for (guint i = 0; i < n; i++) {
        Item seal = mark_item(language, "mark-stamp", &random);
        place_anywhere(&seal, &random);
        g_array_append_val(page->items, seal);
    }
}

Composition *compose_mark(const Language *language, const char *mark, guint64 seed)
{
    Random random;
    random_seed(&random, seed, mark);
    Composition *page = composition_new();
    Item item = mark_item(language, mark, &random);
    place_anywhere(&item, &random);
    page->truth = g_strdup(item.kind == ITEM_TEXT ? pango_layout_get_text(item.layout) : "");
    page->font_scale = 1;
    g_array_append_val(page->items, item);
    return page;
}
