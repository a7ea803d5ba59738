/* ocr/row.h - private to ocr/: rows of leptonica's images. */
#pragma once

#include "ocr/prepare.h"
#include "scan/vectors.h"

G_BEGIN_DECLS

/* Not cleared, but for what lies behind each row's last pixel; at the resolution of pix. */
static inline PIX *ocr_pix_like(PIX *pix, int width, int height, int depth)
{
    PIX *made = pixCreateNoInit(width, height, depth);
    if (made) {
        pixCopyResolution(made, pix);
        pixSetPadBits(made, 0);
    }
    return made;
}

static inline guint32 *ocr_row(PIX *pix, int y)
{
    return pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
}

/* Between leptonica's order and that of the pixels, of 8 bits. */
void ocr_words_swap(guint32 *to, const guint32 *from, int n_words);

/* Bits of marks that are 0 or 1, 32 for each word, the first in its highest. */
void ocr_bits_pack(guint32 *to, const guint8 *marks, int n_words);

/* Room for all of an image's rows of whole words, and its pixels there in their order; NULL without memory. */
guint8 *ocr_bytes_new(PIX *pix);

G_END_DECLS
