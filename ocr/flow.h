/* ocr/flow.h - private to ocr/: what stands on a page beside and below one another, put into order. */
#pragma once

#include "ocr/text.h"

G_BEGIN_DECLS

#define OCR_ITEM_NOWHERE G_MAXUINT

/* One line, or all of a table. */
typedef struct {
    GPtrArray *lines;      /* OcrLine, owned, in order */
    int from_px, to_px;    /* in reading direction: x, or -x where that is right to left */
    int top_px, bottom_px; /* of the part that no neighbour's reaches into */
    int height_px;
    guint was; /* where the engine had it, OCR_ITEM_NOWHERE where it did not */
} OcrItem;

/* An item of one line, which is taken over. */
OcrItem *ocr_item_new(OcrLine *line, guint was, gboolean is_rtl);
/* An item of lines that stay together in a box; the lines are taken over. */
OcrItem *ocr_item_new_table(GPtrArray *lines, OcrBox box, guint was, gboolean is_rtl);
void ocr_item_free(OcrItem *item);

/* The items in reading order. */
void ocr_items_order(GPtrArray *items);
/* Moves the lines of all items to the end of lines. */
void ocr_items_flatten(GPtrArray *items, GPtrArray *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OcrItem, ocr_item_free)

G_END_DECLS
