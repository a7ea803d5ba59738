/* The paper: how dark and even it is, and whether the other side shows through.
 *
 * Dark or uneven paper is divided out (leptonica's background normalisation), and what is lighter than 190
 * of its 200 made white, only where a map of the paper's luminance in tiles has a twentieth below 235: it
 * saves aged pages (character errors 14 -> 0.4 %) and loses faint print of clean forms of low resolution
 * (words missed 67.4 -> 72.7 %).
 *
 * The other side shows through where grey that is 20 darker than the paper, and not the rim of ink,
 * covers more than half a percent: forms have 0.00-0.06, a back seen with a quarter of its darkness
 * 1.5-2.1. There everything is made white that is more than 60 above the ink's threshold, or as before.
 * Of a back with four tenths of its darkness on white paper, character errors fall from 1.4 to 0.8 % in
 * Hindi and from 4.5 to 0.6 % in Urdu; with less room than 60 Urdu loses its dots. Ink that has faded to
 * three tenths of its darkness is still ink for this measure.
 */
#include "ocr/paper.h"

#include "ocr/pixels.h"
#include "scan/bits.h"

#define PAPER_LIGHT 235 /* luminance from which paper counts as light */
#define PAPER_WHITE 250 /* from which nothing shows through */

#define THROUGH_DARKER 20
#define THROUGH_PERCENT 0.5
#define RIM_PX 2           /* of ink, blurred, and ... */
#define RIM_WIDTH_PART 800 /* ... a pixel more for each so many of the page's width */

#define TILE_WIDTH_PX 10
#define TILE_HEIGHT_PX 15
#define TILES_MIN 5 /* either way, for leptonica to tell uneven paper */

#define EVEN_PAPER 200   /* what paper is divided to; then made ... */
#define EVEN_WHITE 190   /* ... white from here and ... */
#define EVEN_BLACK 70    /* ... black to here */
#define THROUGH_WHITE 60 /* the same above the ink's threshold, where the other side is seen */

#define INK_MIN 90
#define INK_MAX 200

static int threshold_find(PIX *gray)
{
    int threshold = 128;
    NUMA *histogram = ocr_pixels_histogram(gray, 4);
    numaSplitDistribution(histogram, 0.0f, &threshold, NULL, NULL, NULL, NULL, NULL);
    numaDestroy(&histogram);
    return CLAMP(threshold, INK_MIN, INK_MAX);
}

PIX *ocr_ink_find(PIX *gray, PageFindings *findings)
{
    findings->threshold = threshold_find(gray);
    return ocr_pixels_threshold(gray, (int)findings->threshold);
}

/* Luminance of the paper in tiles; NULL for a page that is all ink. */
static PIX *paper_map(PIX *gray)
{
    PIX *map = NULL;
    const int ink_below = 60, paper_pixels_min = 40;
    if (pixGetBackgroundGrayMap(gray, NULL, TILE_WIDTH_PX, TILE_HEIGHT_PX, ink_below,
                                paper_pixels_min, &map) != 0)
        return NULL;
    return map;
}

/* Luminance of the darkest twentieth of the paper, 0-255; 255 where there is none. */
static double measure_paper(PIX *map)
{
    l_uint32 darkest = 255;
    if (map)
        pixGetRankValue(map, 1, 0.05f, &darkest);
    return darkest;
}

/* Share of the page in percent that is grey without being ink or its rim; 0 without memory. */
static double measure_through(PIX *gray, int ink_threshold)
{
    int n_pixels = 0, rim_px = RIM_PX + pixGetWidth(gray) / RIM_WIDTH_PART;
    int dark = ocr_pixels_rank(gray, 4, 0.5) - THROUGH_DARKER;
    int threshold = MIN(ink_threshold + THROUGH_DARKER, dark);
    if (threshold <= 0)
        return 0;
    g_autoptr(PIX) ink = ocr_pixels_threshold(gray, threshold);
    g_autoptr(PIX) rim = scan_bits_dilate(ink, 2 * rim_px + 1, 2 * rim_px + 1);
    g_autoptr(PIX) grey = ocr_pixels_threshold(gray, dark);
    if (!rim || !grey || !pixSubtract(grey, grey, rim))
        return 0;
    g_autoptr(PIX) areas = scan_bits_open(grey, 2, 2); /* not noise */
    pixCountPixels(areas, &n_pixels, NULL);
    return 100.0 * n_pixels / ((double)pixGetWidth(gray) * pixGetHeight(gray));
}

/* Replaces *pix; reduction: how much smaller than it the image is that factors were found on. */
static gboolean divide(PIX **pix, PIX *factors, int reduction, int black, int white)
{
    PIX *even = ocr_pixels_divide(*pix, factors, reduction * TILE_WIDTH_PX,
                                  reduction * TILE_HEIGHT_PX, black, white);
    if (!even)
        return FALSE;
    pixDestroy(pix);
    *pix = even;
    return TRUE;
}

gboolean ocr_paper_clean(PIX **small, PIX **gray, int reduction, PageFindings *findings)
{
    g_autoptr(PIX) map = paper_map(*small), factors = NULL;
    findings->paper = measure_paper(map);
    int tiles = MIN(pixGetWidth(map), pixGetHeight(map));
    gboolean is_dark = findings->paper < PAPER_LIGHT && tiles >= TILES_MIN;
    if (findings->paper >= PAPER_WHITE)
        return TRUE;
    g_autoptr(PIX) even = pixClone(*small);
    if (is_dark && (!(factors = pixGetInvBackgroundMap(map, EVEN_PAPER, 2, 1)) ||
                    !divide(&even, factors, 1, 0, 255)))
        return FALSE;
    int ink_threshold = threshold_find(even);
    findings->through_percent = measure_through(even, ink_threshold);
    gboolean is_seen = findings->through_percent >= THROUGH_PERCENT;
    if (!is_dark && !is_seen)
        return TRUE;
    int white_from = is_seen ? ink_threshold + THROUGH_WHITE : EVEN_WHITE;
    findings->is_cleaned = TRUE;
    return divide(small, factors, 1, EVEN_BLACK, white_from) &&
           divide(gray, factors, reduction, EVEN_BLACK, white_from);
}
