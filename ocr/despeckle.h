/* ocr/despeckle.h - private to ocr/: salt noise, which is no dot of any script. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* The specks of ink that has salt noise, as a 1 bpp image of its size; NULL where it has none (most pages) or
 * without memory. components are those of the ink, letter_px the height of its letters. */
PIX *ocr_specks_find(PIX *ink, BOXA *components, int letter_px);

G_END_DECLS
