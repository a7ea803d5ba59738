/* ocr/paper.h - private to ocr/: the paper of a page, and the ink on it. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Measures the paper of gray (8 bpp): luminance and what shows through. Where it is dark, uneven or
 * shows the other side, returns a new image with the paper divided out; NULL where gray is good as it
 * is, and without memory. */
PIX *ocr_paper_clean(PIX *gray, PageFindings *findings);

/* 1 bpp: what is darker than the threshold that is found. NULL without memory. */
PIX *ocr_ink_find(PIX *gray, PageFindings *findings);

G_END_DECLS
