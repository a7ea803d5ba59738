/* pdf/jpx.h - an image as JPEG 2000 (inside pdf/ only): ISO 15444-1, what JPXDecode and PDF/A-2 take. */
#pragma once

#include <glib.h>

struct Pix;

/* How coarse an image may be: as far from its pixels as error_levels of 255 on average (root of the mean square), for
 * which bytes are given where they lessen that most; or, where that is 0, of a step of so many levels, which keeps what
 * is drawn alike however much of it there is. Where that takes more than bits_max for a pixel it is of that size, and
 * coarser. */
typedef struct {
    double error_levels, step;
    double bits_max;
} PdfJpx;

/* A JP2 file in memory, sRGB or gray, of pix (8 or 32 bpp, borrowed). The same pixels give the same bytes. LIMIT. */
GBytes *pdf_jpx_encode(struct Pix *pix, const PdfJpx *how, GError **error);
