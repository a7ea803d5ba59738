/* pdf/cells.h - a page's colours, coarsely (inside pdf/ only). */
#pragma once

#include <glib.h>
#include <leptonica/allheaders.h>

static inline void pdf_pix_free(PIX *pix)
{
    pixDestroy(&pix);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, pdf_pix_free)

/* An image side_px (up to 255) times smaller than page (8 or 32 bpp; the last cells may be cut), each pixel the mean
 * of those that where (1 bpp, of the same size) has set in its cell. A cell without any takes what lies around it,
 * from ever coarser images (push and pull: Gortler et al., The Lumigraph, 1996), so that it costs a coder next to
 * nothing; all is white where nothing is set. NULL: not enough memory. */
PIX *pdf_cells_mean(PIX *page, PIX *where, guint side_px);
