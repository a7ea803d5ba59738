#include "tests/tools/laid.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define BED_MARGIN 0.03 /* of the page's width, on each side */
#define BLACK 18        /* of a bed, 0-255 */
#define STRIP_FROM 0.44 /* of the page's height, where the body of most letters is */
#define STRIP_HEIGHT 0.07

const char *const laid_names[N_LAID] = {"well",       "on bed",  "askew",
                                        "bed, askew", "lineart", "sparse"};

static PIX *on_bed(PIX *page)
{
    int margin = (int)(BED_MARGIN * pixGetWidth(page));
    return pixAddBorderGeneral(page, margin, margin, margin, margin, BLACK);
}

/* Around its middle, grown so that no corner is lost; what it uncovers is paper or bed. */
static PIX *askew(PIX *page, gboolean is_on_bed)
{
    float angle = (float)(LAID_SKEW_DEGREES * G_PI / 180);
    PIX *turned = pixRotate(page, angle, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, pixGetWidth(page),
                            pixGetHeight(page));
    if (!is_on_bed)
        return turned;
    PIX *paper = pixCreateTemplate(page), *bed;
    pixSetAllGray(paper, 255);
    bed = pixRotate(paper, angle, L_ROTATE_AREA_MAP, L_BRING_IN_BLACK, pixGetWidth(page),
                    pixGetHeight(page));
    pixDestroy(&paper);
    paper = pixThresholdToBinary(bed, 128); /* 1: bed */
    pixSetMasked(turned, paper, BLACK);
    pixDestroy(&paper);
    pixDestroy(&bed);
    return turned;
}

/* All but a strip becomes paper. */
static PIX *sparse(PIX *page)
{
    int width = pixGetWidth(page), height = pixGetHeight(page);
    int from = (int)(STRIP_FROM * height), to = from + (int)(STRIP_HEIGHT * height);
    PIX *strip = pixCopy(NULL, page);
    for (int i = 0; i < 2; i++) {
        BOX *box = i == 0 ? boxCreate(0, 0, width, from) : boxCreate(0, to, width, height - to);
        pixSetInRectArbitrary(strip, box, 235);
        boxDestroy(&box);
    }
    return strip;
}

static PIX *lay(PIX *page, Laid laid)
{
    switch (laid) {
    case LAID_ON_BED:
        return on_bed(page);
    case LAID_ASKEW:
    case LAID_ON_BED_ASKEW:
        return askew(page, laid == LAID_ON_BED_ASKEW);
    case LAID_LINEART:
        return pixThresholdToBinary(page, 128);
    case LAID_SPARSE:
        return sparse(page);
    default:
        return pixClone(page);
    }
}

PIX *laid_page(const PageRequest *request, Laid laid, guint quarter_turns, char **truth)
{
    g_autoptr(GError) error = NULL;
    PIX *page = NULL;
    Composition *composition = page_render(request, &page, &error);
    g_assert_no_error(error);
    if (truth)
        *truth = g_strdup(composition->truth);
    composition_free(composition);
    PIX *laid_down = lay(page, laid), *turned = pixRotateOrth(laid_down, (int)quarter_turns);
    pixSetResolution(turned, (int)request->dpi, (int)request->dpi);
    pixDestroy(&page);
    pixDestroy(&laid_down);
    return turned;
}
