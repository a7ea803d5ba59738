/* pdf/jpx.h - an image as JPEG 2000 (inside pdf/ only): ISO 15444-1, what JPXDecode and PDF/A-2 take. */
#pragma once

#include <glib.h>

struct Pix;

/* A JP2 file in memory, sRGB or gray, that differs from pix (8 or 32 bpp, borrowed) by error_levels of 255 on average
 * (root of the mean square): its bytes are given where they lessen that most. Where that takes more than bits_max for
 * a pixel it is of that size, and differs more. The same pixels give the same bytes. FAILED. */
GBytes *pdf_jpx_encode(struct Pix *pix, double error_levels, double bits_max, GError **error);
