/* The order of a page's lines: tables first made one thing each (cells.c), then all by cuts (flow.c). */
#include "ocr/order.h"

#include "ocr/cells.h"
#include "ocr/flow.h"
#include "ocr/text.h"

static gboolean lines_are_rtl(const GPtrArray *lines)
{
    gint64 balance_px = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        balance_px += line->is_rtl ? line->box.width_px : -line->box.width_px;
    }
    return balance_px > 0;
}

/* Whether a line stands close below another. */
static gboolean line_follows(const OcrLine *line, const OcrLine *before)
{
    const OcrBox *box = &line->box, *above = &before->box;
    int gap_px = box->y_px - above->y_px - above->height_px;
    return box->x_px < above->x_px + above->width_px && above->x_px < box->x_px + box->width_px &&
           gap_px > -above->height_px && gap_px < box->height_px;
}

/* A block ends where a line of another follows: it may have been divided. A line without a block is of that
 * of the line above it. */
static void blocks_number(GPtrArray *lines)
{
    guint was = OCR_BLOCK_NONE, number = 0;
    for (guint i = 0; i < lines->len; i++) {
        OcrLine *line = g_ptr_array_index(lines, i);
        const OcrLine *before = i > 0 ? g_ptr_array_index(lines, i - 1) : line;
        gboolean is_same =
            line->block == OCR_BLOCK_NONE ? line_follows(line, before) : line->block == was;
        number += i > 0 && !is_same;
        if (!is_same)
            was = line->block;
        line->block = number;
    }
}

void ocr_lines_order(GPtrArray *lines, const OcrRules *rules)
{
    gboolean is_rtl = lines_are_rtl(lines);
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_item_free);
    ocr_cells_take(lines, rules, is_rtl, ocr_lines_block_beyond(lines), items);
    for (guint i = 0; lines->len > 0; i++)
        g_ptr_array_add(items, ocr_item_new(g_ptr_array_steal_index(lines, 0), i, is_rtl));
    ocr_items_order(items);
    ocr_items_flatten(items, lines);
    blocks_number(lines);
}
