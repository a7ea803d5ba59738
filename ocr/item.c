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

OcrItem *ocr_item_new(OcrLine *line, guint was, gboolean is_rtl)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    g_ptr_array_add(lines, line);
    OcrItem *item = item_new(lines, line->box, is_rtl);
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
