/* ocr/border.h - private to ocr/: what the paper does not belong to. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* 1 bpp at the size of gray (8 bpp): the scanner's bed, torn edges' shadows and punched holes; NULL without
 * memory. */
PIX *ocr_border_find(PIX *gray);

G_END_DECLS
