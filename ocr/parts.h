/* ocr/parts.h - private to ocr/: the connected pieces of ink a word is made of. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* The ink of the page the engine read. */
typedef struct {
    PIX *ink;         /* 1 bpp, in pixels of prepared->page */
    double letter_px; /* of a small letter there */
    int speck_px; /* how large a speck of paper or dust is at most, both ways; the dots of letters are a little larger */
} OcrParts;

gboolean ocr_parts_init(OcrParts *parts, const OcrPrepared *prepared, GError **error);
void ocr_parts_clear(OcrParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OcrParts, ocr_parts_clear)

/* Boxes of the pieces in a word's box from the left, in pixels of that box as far as it is on the page:
 * none where it is not. NULL without memory. */
BOXA *ocr_parts_of(PIX *ink, const OcrBox *word);
OcrBox ocr_part_at(BOXA *parts, int index);

gboolean ocr_part_is_speck(const OcrBox *part, int speck_px);

G_END_DECLS
