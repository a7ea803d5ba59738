/* Wide dark areas, by their darkness beside the page's paper as a whole. */
#include "scan/solid.h"

#include <leptonica/allheaders.h>

#define SOLID_MM_MIN 4.0     /* narrower ink is found beside its surroundings (5 mm) */
#define SOLID_MM2_MIN 25.0   /* of all together */
#define EDGES_SHARE_MAX 0.15 /* of the page that may be bed and shadow; more is doubt */

static PIX *dark_find(const ScanInk *ink)
{
    PIX *gray = scan_gray_to_pix(ink->gray);
    PIX *dark = gray ? pixThresholdToBinary(gray, (int)(ink->level * (1 - SCAN_INK_DARK))) : NULL;
    pixDestroy(&gray);
    return dark;
}

static double dark_share(PIX *dark)
{
    int n = 0;
    pixCountPixels(dark, &n, NULL);
    return n / ((double)pixGetWidth(dark) * pixGetHeight(dark));
}

static int box_solid_px(const ScanInk *ink, PIX *dark, BOX *box)
{
    int w, h, n = 0;
    boxGetGeometry(box, NULL, NULL, &w, &h);
    if (MIN(w, h) < scan_gray_px(ink->gray, SOLID_MM_MIN) || scan_ink_is_hole(ink, dark, box))
        return 0;
    PIX *part = pixClipRectangle(dark, box, NULL);
    pixCountPixels(part, &n, NULL);
    pixDestroy(&part);
    return n;
}

static double solid_mm2(const ScanInk *ink, PIX *dark)
{
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    double px = 0;
    PIX *inside = pixRemoveBorderConnComps(dark, 8);
    BOXA *boxes = inside ? pixConnComp(inside, NULL, 8) : NULL;
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        px += box_solid_px(ink, inside, box);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixDestroy(&inside);
    return px * mm * mm;
}

gboolean scan_page_has_solid(const ScanInk *ink)
{
    PIX *dark = dark_find(ink);
    gboolean has =
        dark && (dark_share(dark) > EDGES_SHARE_MAX || solid_mm2(ink, dark) >= SOLID_MM2_MIN);
    pixDestroy(&dark);
    return has;
}
