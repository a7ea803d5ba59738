/* ocr/band.h - private to ocr/: rows of a table whose rules were not found. */
#pragma once

#include "ocr/text.h"

G_BEGIN_DECLS

/* The cells beside one another in a band of a table, lists of OcrLine in reading direction, as rows: lists of
 * OcrLine, from the top, each in reading direction, the lines taken from the cells. NULL where they are no rows; the
 * cells then stay as they are. row_px is the height of the table's lowest band. */
GPtrArray *ocr_band_rows(const GPtrArray *cells, double row_px, gboolean is_rtl);

G_END_DECLS
