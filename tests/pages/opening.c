/* Each page is aged on its own, its margin in the binding is cut off, and they are joined and darkened along
 * the gutter: by the full strength there, less with the square of the distance. */
#include "tests/pages/opening.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

/* Of a page without what is beside the paper: binding and bed come later. */
static PIX *paper_render(const PageRequest *request, Composition **page, GError **error)
{
    Ageing ageing = *request->ageing;
    PageRequest paper = *request;
    PIX *pix = NULL;
    ageing.border_mm = ageing.skew_deg = ageing.hole_chance = ageing.staple_chance = 0;
    paper.ageing = &ageing;
    Composition *composition = page_render(&paper, &pix, error);
    if (page)
        *page = composition;
    else
        composition_free(composition);
    return pix;
}

static void darken(PIX *pix, int gutter_px, double shadow, double reach_px)
{
    int depth = pixGetDepth(pix), width = pixGetWidth(pix);
    int from = MAX(0, (int)(gutter_px - reach_px)), to = MIN(width, (int)(gutter_px + reach_px));
    for (int x = from; x < to; x++) {
        double near = 1 - abs(x - gutter_px) / reach_px;
        BOX *column = boxCreate(x, 0, 1, pixGetHeight(pix));
        PIX *strip = pixClipRectangle(pix, column, NULL);
        float light = (float)(1 - shadow * near * near);
        if (depth == 32)
            pixMultConstantColor(strip, light, light, light);
        else
            pixMultConstantGray(strip, light);
        pixRasterop(pix, x, 0, 1, pixGetHeight(pix), PIX_SRC, strip, 0, 0);
        pixDestroy(&strip);
        boxDestroy(&column);
    }
}

static PIX *join(PIX *left, PIX *right, int bound_px)
{
    int width = pixGetWidth(left) - bound_px, height = pixGetHeight(left);
    PIX *pix = pixCreate(2 * width, height, pixGetDepth(left));
    pixRasterop(pix, 0, 0, width, height, PIX_SRC, left, 0, 0);
    pixRasterop(pix, width, 0, width, height, PIX_SRC, right, bound_px, 0);
    return pix;
}

PIX *opening_render(const OpeningRequest *request, Composition **left, Composition **right,
                    double *gutter_px, GError **error)
{
    const double px_per_mm = request->left.dpi / 25.4;
    PIX *pages[2] = {paper_render(&request->left, left, error), NULL}, *opening = NULL;
    if (pages[0] && (pages[1] = paper_render(&request->right, right, error))) {
        PIX *flat = join(pages[0], pages[1], (int)(request->bound_mm * px_per_mm));
        int gutter = pixGetWidth(flat) / 2;
        if (request->shadow > 0)
            darken(flat, gutter, request->shadow, request->shadow_mm * px_per_mm);
        opening = pixRotate(flat, (float)(request->skew_deg * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0);
        pixSetResolution(opening, (int)request->left.dpi, (int)request->left.dpi);
        if (gutter_px)
            *gutter_px = gutter;
        pixDestroy(&flat);
    }
    pixDestroy(&pages[0]);
    pixDestroy(&pages[1]);
    return opening;
}
