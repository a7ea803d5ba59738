/* ocr/look.h - private to ocr/: a page as one sees it from afar. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

#define OCR_LOOK_WIDTH_PX 800 /* or less */

/* gray so small, a new image. NULL without memory. */
PIX *ocr_look_small(PIX *gray);

/* What people see of a prepared page, 8 bpp, of the turned master made small by scale, which is borrowed;
 * *outside, 1 bpp, is where straightening left nothing. NULL without memory. */
PIX *ocr_look_new(PIX *small, double scale, const OcrPrepared *prepared, PIX **outside);

G_END_DECLS
