/* ocr/border.h - private to ocr/: what the paper does not belong to. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* 1 bpp at the size of gray (8 bpp): the scanner's bed, torn edges' shadows and punched holes; NULL without
 * memory. */
PIX *ocr_border_find(PIX *gray);

/* What is to be seen of a page that leans by skew_degrees: a box in the pixels of border and ink after
 * straightening around their middle. The bed is left out; ink that straightening turned out of the
 * image is in, so the box may reach over the edges. FALSE without memory. */
gboolean ocr_crop_find(PIX *border, PIX *ink, double skew_degrees, OcrBox *crop);

G_END_DECLS
