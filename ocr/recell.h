/* ocr/recell.h - private to ocr/: cells of tables that the engine's layout failed. */
#pragma once

#include "ocr/desk.h"

G_BEGIN_DECLS

/* Drops lines that run down several cells of a table, and reads cells that have ink and no words one by
 * one with the page's model; what is read is added to lines, without a block. Latin numbers in Urdu are read by a
 * Latin model, if the office has one. Only cells in the rectangle are looked at, all for NULL. FAILED. */
gboolean ocr_cells_reread(const Desk *desk, GPtrArray *lines, const OcrPrepared *prepared,
                          const BOX *rectangle, const OcrModel *model, GError **error);

G_END_DECLS
