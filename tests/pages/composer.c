#include "tests/pages/composer.h"

#include <string.h>

Item *composer_place(Composer *composer, ItemKind kind, double x, double y, double width,
                     double height)
{
    Item item = {kind, x, y, width, height, NULL, random_next(&composer->story.fresh), 0};
    g_array_append_val(composer->page->items, item);
    composer->bottom = MAX(composer->bottom, y + height);
    return &g_array_index(composer->page->items, Item, composer->page->items->len - 1);
}

Item *composer_place_text(Composer *composer, PangoLayout *layout, double x, double y)
{
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    Item *item = composer_place(composer, ITEM_TEXT, x, y, (double)width / PANGO_SCALE,
                                (double)height / PANGO_SCALE);
    item->layout = g_object_ref(layout);
    composer->page->unknown_glyphs += (guint)pango_layout_get_unknown_glyphs_count(layout);
    return item;
}

/* Takes the marks of the key phrase out of text and keeps the phrase. */
static void phrase_take(Composer *composer, char *text)
{
    char *open = strstr(text, "[[");
    char *close = open ? strstr(open, "]]") : NULL;
    if (!close)
        return;
    g_free(composer->page->phrase);
    composer->page->phrase = g_strndup(open + 2, (gsize)(close - open - 2));
    memmove(close, close + 2, strlen(close + 2) + 1);
    memmove(open, open + 2, strlen(open + 2) + 1);
}

PangoLayout *composer_layout_new(Composer *composer, char *text)
{
    phrase_take(composer, text);
    PangoLayout *layout = pango_layout_new(composer->context);
    pango_layout_set_font_description(layout, composer->font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

void layout_embolden(PangoLayout *layout, double size_factor)
{
    g_autoptr(PangoFontDescription) font =
        pango_font_description_copy(pango_layout_get_font_description(layout));
    pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_font_description_set_size(font,
                                    (int)(pango_font_description_get_size(font) * size_factor));
    pango_layout_set_font_description(layout, font);
}

double layout_width(PangoLayout *layout)
{
    int width;
    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

double layout_height(PangoLayout *layout)
{
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

void composer_truth_add(Composer *composer, PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout);
    for (GSList *node = pango_layout_get_lines_readonly(layout); node; node = node->next) {
        const PangoLayoutLine *line = node->data;
        g_autofree char *words = g_strndup(text + line->start_index, (gsize)line->length);
        g_string_append_printf(composer->truth, "%s\n", g_strstrip(words));
    }
}

double composer_x_at_start(const Composer *composer, double width)
{
    return composer->language->right_to_left ? MARGIN_X_PT + COLUMN_PT - width : MARGIN_X_PT;
}

PangoAlignment composer_start_alignment(const Composer *composer)
{
    return composer->language->right_to_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

double composer_x_at_end(const Composer *composer, double width)
{
    return composer->language->right_to_left ? MARGIN_X_PT : MARGIN_X_PT + COLUMN_PT - width;
}
