/* pdf/strokes.h - ink as a stencil and its colours (inside pdf/ only). */
#pragma once

#include "pdf/segment.h"

/* A page and the colours of its paper. */
typedef struct {
    PIX *page;  /* 8 or 32 bpp */
    double dpi; /* of its details: no more than what its letters have */
    PIX *cells; /* of side_px of the page's pixels, 32 bpp */
    int side_px;
    double grain; /* as of a layer */
} PdfPaper;

#define PDF_RIM_PX 2 /* a stroke's soft edge, which is neither ink nor paper */

/* Makes the layer of what is set in ink, or NULL where nothing is; others (1 bpp; may be NULL) is other ink, which
 * is no rim of it. The stencil of a page of few dots is finer than the page. FALSE: not enough memory. */
gboolean pdf_strokes_layer(const PdfPaper *paper, PIX *ink, PIX *others, PdfLayer **layer);
