/* ocr/despeckle.h - private to ocr/: salt noise, which is no dot of any script, and dirt. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* The specks of ink that has salt noise, as a 1 bpp image of its size; NULL where it has none (most pages) or
 * without memory. components are those of the ink, letter_px the height of its letters. */
PIX *ocr_specks_find(PIX *ink, BOXA *components, int letter_px);

/* Of a page of that dpi that is strewn with dirt, what lies near anything as large as print, as a 1 bpp image; NULL
 * without memory. */
PIX *ocr_marks_near(PIX *ink, double dpi);

G_END_DECLS
