/* ocr/parts.h - private to ocr/: the connected pieces of ink a word is made of. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* 1 bpp: the ink of the page the engine read. NULL without memory. */
PIX *ocr_parts_ink(const OcrPrepared *prepared);

/* Boxes of the pieces in a word's box from the left, in pixels of that box as far as it is on the page:
 * none where it is not. NULL without memory. */
BOXA *ocr_parts_of(PIX *ink, const OcrBox *word);
OcrBox ocr_part_at(BOXA *parts, int index);

/* How large a speck of paper or dust is at most, both ways; the dots of letters are a little larger. */
int ocr_parts_speck_px(const OcrPrepared *prepared);
gboolean ocr_part_is_speck(const OcrBox *part, int speck_px);

G_END_DECLS
