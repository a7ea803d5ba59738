/* ocr/paper.h - private to ocr/: the paper of a page, and the ink on it. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Measures the paper of *small (8 bpp): luminance and what shows through. Where it is dark, uneven or shows
 * the other side, divides the paper out of it and of *gray, the same page reduction times larger: both are
 * replaced by new images. FALSE without memory. */
gboolean ocr_paper_clean(PIX **small, PIX **gray, int reduction, PageFindings *findings);

/* 1 bpp: what is darker than the threshold that is found. NULL without memory. */
PIX *ocr_ink_find(PIX *gray, PageFindings *findings);

G_END_DECLS
