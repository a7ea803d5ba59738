/* ocr/negative.h - private to ocr/: white print on black, and how print is told from pictures. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Of the ink on gray, but for what reaches its edges, in three text lines or more: share, 0-1. */
double ocr_print_share(PIX *gray);
#define OCR_PRINT_SHARE                                                                            \
    0.5 /* of print; photographs have at most 0.38, dark slips 0.54 (a table) to 1 */

/* Inverts gray, master's work copy, where it is a negative; whether it did. */
gboolean ocr_negative_invert(PIX *gray);

G_END_DECLS
