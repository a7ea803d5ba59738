/* pdf/image.h - images as PDF readers decode them (inside pdf/ only). */
#pragma once

#include <glib.h>

struct Pix;

typedef enum {
    PDF_IMAGE_G4 = 1,     /* bitonal, CCITT Group 4 (T.6), 0 = black */
    PDF_IMAGE_GRAY = 2,   /* JPEG, one component */
    PDF_IMAGE_COLOUR = 3, /* JPEG, YCbCr 4:2:0 */
    PDF_IMAGE_JBIG2 = 4,  /* bitonal (T.88), 0 = black */
    PDF_IMAGE_JPX = 5 /* JPEG 2000 (ISO 15444-1), sRGB or gray as it says itself; not in PDF/A-1 */
} PdfImageKind;

static inline gboolean pdf_image_is_bitonal(PdfImageKind kind)
{
    return kind == PDF_IMAGE_G4 || kind == PDF_IMAGE_JBIG2;
}

#define PDF_JPEG_SIDE_MAX_PX 65500 /* libjpeg's limit */

/* Borrows pix, 1 bpp. FAILED. */
GBytes *pdf_image_encode_bitonal(struct Pix *pix, gboolean as_g4, PdfImageKind *kind,
                                 GError **error);

/* How coarsely a JPEG is quantised: by the standard's tables at a quality of 1 to 100, which are made for
 * photographs; or, where step is not 0, all frequencies of luminance by the same step and those of colour by
 * colour_step, in levels of 255. Grain of paper, which has all frequencies alike, takes a fifth less so for equal
 * likeness (SSIM). */
typedef struct {
    guint quality;
    guint step, colour_step;
} PdfJpeg;

/* Borrows pix. LIMIT, FAILED. */
GBytes *pdf_image_encode_jpeg(struct Pix *pix, const PdfJpeg *how, PdfImageKind *kind,
                              GError **error);
