/* ocr/pixels.h - private to ocr/: what is done to every pixel of a page, in loops that compilers make vectors
 * of; leptonica goes pixel by pixel. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* All return a new image at the resolution of the old, NULL without memory. */

/* 8 bpp of 1, 8 or 32 bpp without a palette; three tenths of red, a half of green and a fifth of blue, as
 * leptonica. */
PIX *ocr_pixels_gray(PIX *pix);
/* The same of 32 bpp, of rows from up to end into those of gray. */
void ocr_pixels_gray_rows(PIX *gray, PIX *pix, int from, int end);

/* 8 bpp: each pixel the mean of two by two; an odd row or column at the end is left out. At least 2 pixels
 * both ways. */
PIX *ocr_pixels_half(PIX *gray);

/* How many pixels have each of 256 levels, of every step-th row and column. */
NUMA *ocr_pixels_histogram(PIX *gray, int step);
/* The level of which a share of those pixels, 0-1, are at most as light. */
int ocr_pixels_rank(PIX *gray, int step, double rank);

/* 1 bpp: what is darker than threshold. */
PIX *ocr_pixels_threshold(PIX *gray, int threshold);

/* 8 bpp: gray times factors (16 bpp, in 1/256, one pixel for each tile; NULL: as it is), then made black to
 * black and white from white, in proportion between. The last tiles of each row and column reach to the
 * edge. */
PIX *ocr_pixels_divide(PIX *gray, PIX *factors, int tile_width, int tile_height, int black,
                       int white);

/* What crop shows of pix (8 or 32 bpp) after it was turned clockwise by degrees, less than 45, around its
 * middle: bilinear in sixteenths of a pixel; white where pix ends, also where crop reaches over its edges. */
PIX *ocr_pixels_turn(PIX *pix, double degrees, const OcrBox *crop);
/* The same; takes *pix over. Of 32 bpp that nobody else holds it is made in the image's own memory, if that is
 * enough: a colour page of A4 has 35 MB, and with another of the kind it would be a worker's most. */
PIX *ocr_pixels_turn_within(PIX **pix, double degrees, const OcrBox *crop);
/* Leaves of such an image what crop shows; FALSE, and nothing is done, where it is none or crop reaches over its
 * edges. */
gboolean ocr_pixels_crop_within(PIX *pix, const OcrBox *crop);

#define OCR_REDUCE_MIN (1.0 / 16)

/* 8 bpp, smaller by scale, at least OCR_REDUCE_MIN: each pixel the mean of the area it covers; sharpened as
 * leptonica's pixScale does it, what sets a pixel off from its neighbours is then a fifth more. */
PIX *ocr_pixels_reduce(PIX *gray, double scale, gboolean is_sharpened);

/* Sets the pixels of gray that mask, 1 bpp and reduction times smaller, covers; few, or else leptonica is as
 * fast. */
void ocr_pixels_paint(PIX *gray, PIX *mask, int reduction, guint8 value);

G_END_DECLS
