/* tests/tools/likeness.h - how like two images of the same size are, to the eye. */
#pragma once

#include <glib.h>

struct Pix;

/* Mean colour difference CIEDE2000 (CIE 142:2001; both taken as sRGB) over the pixels that are set in ink,
 * which is 1 bpp or NULL; 0 where none are. About 1 is just to be seen, 10 is at a glance. */
double likeness_colour(struct Pix *a, struct Pix *b, struct Pix *ink);

/* The same as the eye sees it from where it reads: the images are reduced to LIKENESS_SEEN_DPI first, and
 * places that are ink for the most part count. */
#define LIKENESS_SEEN_DPI 100.0
double likeness_colour_seen(struct Pix *a, struct Pix *b, struct Pix *ink, double dpi);

/* The same over all that has a strong colour in a, ink or not: seals, blue signatures, photographs; paper is
 * paler. 0 where nothing has. */
#define LIKENESS_CHROMA_MIN 25.0 /* CIELAB C* */
double likeness_tint(struct Pix *a, struct Pix *b, double dpi);

/* Mean structural similarity (Wang et al. 2004) of the luminance at LIKENESS_SEEN_DPI: 11 x 11 Gaussian
 * windows of standard deviation 1.5 around every pixel, K1 0.01, K2 0.03. 1: the same. */
double likeness_ssim(struct Pix *a, struct Pix *b, double dpi);
