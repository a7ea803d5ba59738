/* pdf/cells.h - a page's colours, coarsely (inside pdf/ only). */
#pragma once

#include <leptonica/allheaders.h>

#include "ocr/ocr.h"

static inline void pdf_pix_free(PIX *pix)
{
    pixDestroy(&pix);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, pdf_pix_free)

static inline guint32 *pdf_row(PIX *pix, int y)
{
    return pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
}

/* The part of pix in box, which lies inside; NULL: not enough memory. */
PIX *pdf_pix_clip(PIX *pix, OcrBox box);

/* What is set in pix (1 bpp), made wider by so many pixels on all sides; NULL: not enough memory. */
PIX *pdf_pix_widen(PIX *pix, int by_px);

#define PDF_CELL_SIDE_MAX_PX 255 /* what a column of a cell sums up to must fit into 16 bits */

/* The side of cells of which an inch has cells_dpi, on a page of dpi; files may say any resolution. */
int pdf_cell_side(double dpi, double cells_dpi);

/* An image side_px (up to PDF_CELL_SIDE_MAX_PX) times smaller than page (8 or 32 bpp; the last cells may be cut), of
 * 32 bpp, each pixel the mean of those that where (1 bpp, of the same size) has set in its cell. *counts, also of
 * 32 bits, is how many those are. NULL: not enough memory. */
PIX *pdf_cells_mean(PIX *page, PIX *where, int side_px, PIX **counts);

/* Gives cells that count nothing what lies around them, from ever coarser images (push and pull: Gortler et al., The
 * Lumigraph, 1996), so that they cost a coder next to nothing; white where nothing counts. FALSE: not enough
 * memory. */
gboolean pdf_cells_fill(PIX *cells, PIX *counts);

/* How rough cells are, in levels of 255 of green: the standard deviation of what two cells near each other differ by,
 * if both count, over the root of two; without the twentieth that differs most, which is drawing. */
double pdf_cells_grain(PIX *cells, PIX *counts);
