/* ocr/order.h - private to ocr/: the order in which the lines of a page are read.
 *
 * By recursive cuts (G. Nagy, S. Seth, "Hierarchical representation of optically scanned documents", ICPR
 * 1984), with the precedence of T. Breuel ("High performance document layout analysis", SDIUT 2003): above
 * before below, beside in reading direction; a column before the next one where they are columns.
 */
#pragma once

#include "ocr/rules.h"

G_BEGIN_DECLS

/* Puts lines (OcrLine, with words; boxes in the rules' pixels) into reading order, right to left where most
 * of their words are. Words in the cells of a table go row by row: lines that cross cells are divided, and
 * cells of one line each become one line. Blocks are numbered anew, without gaps, in that order. */
void ocr_lines_order(GPtrArray *lines, const OcrRules *rules);

G_END_DECLS
