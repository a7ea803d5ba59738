/* At the edges lie the scanner's bed, shadows, folds and dirt: they are solid, or run along the edge, or on
 * into the page. A folio number that was written too near the edge, or trimmed, is of strokes, and small
 * both ways. Whether it is sharp is for others to see (marks.h). What is cut where the paper ends on a dark
 * bed, not where the scan ends, is one with the bed and is not found. */
#include "scan/cut.h"

#include <leptonica/allheaders.h>

#define CUT_MM_MIN 1.5
#define CUT_MM_MAX 20.0  /* along the edge */
#define DEPTH_MM_MAX 9.0 /* less than what ink->edge has of what goes on */
#define FILL_MAX 0.8     /* at 75 dpi letters run together */

static gboolean box_is_cut_mark(const ScanInk *ink, PIX *part, BOX *box)
{
    int x, y, w, h, area = 0;
    boxGetGeometry(box, &x, &y, &w, &h);
    int least = scan_gray_px(ink->gray, CUT_MM_MIN), most = scan_gray_px(ink->gray, CUT_MM_MAX);
    gboolean is_upright = x == 0 || x + w == pixGetWidth(ink->edge);
    if (MIN(w, h) < 2 || MAX(w, h) < least || MAX(w, h) > most ||
        (is_upright ? w : h) > scan_gray_px(ink->gray, DEPTH_MM_MAX))
        return FALSE;
    pixCountPixels(part, &area, NULL);
    return area <= FILL_MAX * w * h;
}

void scan_cut_marks_add(const ScanInk *ink, PIX *bits)
{
    PIXA *parts = NULL;
    BOXA *boxes = pixConnComp(ink->edge, &parts, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        PIX *part = pixaGetPix(parts, i, L_CLONE);
        int x, y, w, h;
        boxGetGeometry(box, &x, &y, &w, &h);
        if (box_is_cut_mark(ink, part, box))
            pixRasterop(bits, x, y, w, h, PIX_SRC | PIX_DST, part, 0, 0);
        pixDestroy(&part);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
}
