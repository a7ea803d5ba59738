/* A page is blank where its ink that is neither speck, punch hole nor scanner border covers less than 0.0005 %: nothing
 * is left to read (a 1 of 9 pt covers 0.002). Folds and the grain of stained paper cover up to 1 % of an empty back, half of
 * what a page of print has. Of those pages scan/blank.c is asked, which looks at the whole master for a mark and takes a
 * tenth of a second; doubt makes a page not blank.
 */
#include "ocr/blank.h"

#define BLANK_INK_PERCENT 0.0005
#define LITTLE_INK_PERCENT 1.0

/* Pixels of components that no hand and no printer made: specks under a millimetre, and punch holes,
 * which are larger than 3 mm both ways and nearly solid. */
static double count_foreign(PIX *ink, BOXA *boxes, double dpi)
{
    const double speck_px = dpi / 25.4, hole_px = 3 * dpi / 25.4;
    double sum = 0;
    BOX *box = boxCreate(0, 0, 1, 1);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y, width, height, n_pixels = 0;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        gboolean is_speck = MAX(width, height) < speck_px;
        if (!is_speck && MIN(width, height) < hole_px)
            continue;
        boxSetGeometry(box, x, y, width, height);
        pixCountPixelsInRect(ink, box, &n_pixels, NULL);
        if (is_speck || n_pixels > 0.7 * width * height)
            sum += n_pixels;
    }
    boxDestroy(&box);
    return sum;
}

double ocr_blank_ink(PIX *ink, BOXA *boxes, double dpi)
{
    int n_pixels = 0;
    pixCountPixels(ink, &n_pixels, NULL);
    double area = (double)pixGetWidth(ink) * pixGetHeight(ink);
    return CLAMP(100 * (n_pixels - count_foreign(ink, boxes, dpi)) / area, 0, 100);
}

gboolean ocr_blank_is(PIX *master, double ink_percent)
{
    return ink_percent < BLANK_INK_PERCENT ||
           (ink_percent < LITTLE_INK_PERCENT && scan_pix_is_blank(master, pixGetXRes(master)));
}
