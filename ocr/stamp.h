/* ocr/stamp.h - private to ocr/: seals, signatures and coloured rules across black print. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* The master in gray (ocr_pixels_gray) without the coloured strokes that cross black ones, so that the engine reads the
 * print below; it loses whole lines to a seal. *lifted is where they were, 1 bpp, the caller's; NULL where there are
 * none, or master is not of colour. NULL without memory. */
PIX *ocr_stamps_gray(PIX *master, double dpi, PIX **lifted);

G_END_DECLS
