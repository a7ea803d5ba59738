/* ocr/blank.h - private to ocr/: is there anything to read on a page? */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Area of ink in percent of the page, what no hand and no printer made left out. boxes are those of its components. */
double ocr_blank_ink(PIX *ink, BOXA *boxes, double dpi);

/* Whether a master with so much ink is blank. */
gboolean ocr_blank_is(PIX *master, double ink_percent);

G_END_DECLS
