/* Things that stand on a page, to be put into order. */
#include "ocr/flow.h"

#define CORE 4 /* a quarter of a line's height, above and below, may be its neighbours' */

static OcrItem *item_new(GPtrArray *lines, OcrBox box, gboolean is_rtl)
{
    OcrItem *item = g_new0(OcrItem, 1);
    int end_px = box.x_px + box.width_px;
    item->lines = lines;
    item->from_px = is_rtl ? -end_px : box.x_px;
    item->to_px = is_rtl ? -box.x_px : end_px;
    item->top_px = box.y_px;
    item->bottom_px = box.y_px + box.height_px;
    item->height_px = box.height_px;
    return item;
}

static int word_edge(const OcrBox *box, gboolean is_bottom)
{
    return box->y_px + (is_bottom ? box->height_px : 0);
}

/* Characters of the words whose top or bottom is not below y. */
static glong count_above(const OcrLine *line, gboolean is_bottom, int y)
{
    glong n_chars = 0;
    for (guint i = 0; i < line->words->len; i++) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        n_chars += word_edge(&word->box, is_bottom) <= y ? g_utf8_strlen(word->text, -1) : 0;
    }
    return n_chars;
}

/* The median of the words' tops or bottoms by characters: a line's box may be as large as a stroke of dirt
 * that was read into it. */
static int line_edge(const OcrLine *line, gboolean is_bottom)
{
    int best_px = G_MAXINT;
    glong n_chars = count_above(line, is_bottom, G_MAXINT);
    for (guint i = 0; i < line->words->len; i++) {
        int edge_px = word_edge(&g_array_index(line->words, OcrWord, i).box, is_bottom);
        if (2 * count_above(line, is_bottom, edge_px) >= n_chars)
            best_px = MIN(best_px, edge_px);
    }
    return best_px;
}

/* The line's box, as high as most of its words. */
static OcrBox line_box(const OcrLine *line)
{
    OcrBox box = line->box;
    if (line->words->len == 0)
        return box;
    box.y_px = line_edge(line, FALSE);
    box.height_px = MAX(line_edge(line, TRUE) - box.y_px, 1);
    return box;
}

OcrItem *ocr_item_new(OcrLine *line, guint was, gboolean is_rtl)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    g_ptr_array_add(lines, line);
    OcrItem *item = item_new(lines, line_box(line), is_rtl);
    item->top_px += item->height_px / CORE;
    item->bottom_px -= item->height_px / CORE;
    item->was = line->block == OCR_BLOCK_NONE ? OCR_ITEM_NOWHERE : was;
    return item;
}

OcrItem *ocr_item_new_table(GPtrArray *lines, OcrBox box, guint was, gboolean is_rtl)
{
    OcrItem *item = item_new(lines, box, is_rtl);
    item->was = was;
    return item;
}

void ocr_item_free(OcrItem *item)
{
    g_ptr_array_unref(item->lines);
    g_free(item);
}

void ocr_items_flatten(GPtrArray *items, GPtrArray *lines)
{
    for (guint i = 0; i < items->len; i++) {
        OcrItem *item = g_ptr_array_index(items, i);
        g_ptr_array_extend_and_steal(lines, g_steal_pointer(&item->lines));
        item->lines = g_ptr_array_new();
    }
}
