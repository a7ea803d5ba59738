/* pdf/ink.h - black ink and coloured ink (inside pdf/ only). */
#pragma once

#include "pdf/cells.h"

/* Takes from ink (1 bpp) what a coloured pen or stamp left on page (32 bpp, of the same size); together with what
 * of that was too pale for ink it is *coloured, the caller's, of the same size. Where black and coloured strokes
 * cross, each pixel goes by its own colour, so that print below a seal stays black; elsewhere by its surroundings,
 * so that a letter's rim does not take the scanner's fringes. FALSE: not enough memory; ink is as it was then. */
gboolean pdf_ink_part(PIX *page, PIX *ink, PIX **coloured);
