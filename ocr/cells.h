/* ocr/cells.h - private to ocr/: tables, whose rules say which words belong together. */
#pragma once

#include "ocr/flow.h"
#include "ocr/rules.h"

G_BEGIN_DECLS

/* Takes the words that lie in tables out of lines and adds an item for each table, its lines in order; the
 * lines of a table's rows are of one block, numbered from block on. is_rtl says that rows run from right to left. */
void ocr_cells_take(GPtrArray *lines, const OcrRules *rules, gboolean is_rtl, guint block,
                    GPtrArray *items);

/* The cells (OcrBox) of all tables that no rule divides further. */
GArray *ocr_cells_list(const OcrRules *rules);

G_END_DECLS
