/* pdf/image.h - a page's image as PDF readers decode it (inside pdf/ only). */
#pragma once

#include <glib.h>

struct Pix;

typedef enum {
    PDF_IMAGE_G4 = 1,    /* bitonal, CCITT Group 4 (T.6), 0 = black */
    PDF_IMAGE_GRAY = 2,  /* JPEG, one component */
    PDF_IMAGE_COLOUR = 3 /* JPEG, YCbCr 4:2:0 */
} PdfImageKind;

#define PDF_JPEG_SIDE_MAX_PX 65500 /* libjpeg's limit */

/* Borrows pix. LIMIT, FAILED. */
GBytes *pdf_image_encode(struct Pix *pix, guint jpeg_quality, PdfImageKind *kind, GError **error);
