/* Skew: the angle of greatest variance of the row sums' differences (Postl), 10 degrees to either side; below 0.08
 * nothing is turned.
 */
#include <math.h>

#include "ocr/pixels.h"

#define SKEW_MAX_DEGREES 10.0
#define SKEW_MIN_DEGREES 0.08
#define SKEW_CONFIDENCE_MIN 3.0 /* leptonica's own advice */

double ocr_skew_measure(PIX *ink, double max_degrees)
{
    const int coarse_reduction = 4, fine_reduction = 2;
    float turn = 0, confidence = 0;
    double range = max_degrees > 0 ? max_degrees : SKEW_MAX_DEGREES;
    if (pixFindSkewSweepAndSearchScorePivot(ink, &turn, &confidence, NULL, coarse_reduction,
                                            fine_reduction, 0, (float)range, 1.0f, 0.01f,
                                            L_SHEAR_ABOUT_CORNER) != 0)
        return 0;
    gboolean is_sure = confidence >= SKEW_CONFIDENCE_MIN && fabs((double)turn) <= range;
    return is_sure && fabs((double)turn) >= SKEW_MIN_DEGREES ? -(double)turn : 0;
}

/* Of 1 bpp, by sampling. */
static PIX *turn_ink(PIX *ink, double degrees, const OcrBox *crop)
{
    int width = pixGetWidth(ink), height = pixGetHeight(ink);
    int reach_x = MAX(MAX(-crop->x_px, crop->x_px + crop->width_px - width), 0);
    int reach_y = MAX(MAX(-crop->y_px, crop->y_px + crop->height_px - height), 0);
    g_autoptr(PIX) around = pixAddBorderGeneral(ink, reach_x, reach_x, reach_y, reach_y, 0);
    g_autoptr(PIX) straight = around ? pixRotate(around, (float)(degrees * G_PI / 180),
                                                 L_ROTATE_SAMPLING, L_BRING_IN_WHITE, 0, 0)
                                     : NULL;
    BOX *box =
        boxCreate(crop->x_px + reach_x, crop->y_px + reach_y, crop->width_px, crop->height_px);
    PIX *seen = straight ? pixClipRectangle(straight, box, NULL) : NULL;
    boxDestroy(&box);
    return seen;
}

static PIX *clip(PIX *pix, const OcrBox *crop)
{
    gboolean is_all = crop->width_px == pixGetWidth(pix) && crop->height_px == pixGetHeight(pix);
    if (is_all || ocr_pixels_crop_within(pix, crop))
        return pixClone(pix);
    BOX *box = boxCreate(crop->x_px, crop->y_px, crop->width_px, crop->height_px);
    PIX *seen = pixClipRectangle(pix, box, NULL);
    boxDestroy(&box);
    return seen;
}

PIX *ocr_straighten(PIX **pix, double skew_degrees, OcrBox crop)
{
    g_autoptr(PIX) tilted = g_steal_pointer(pix);
    int x_dpi = pixGetXRes(tilted), y_dpi = pixGetYRes(tilted);
    PIX *straight = skew_degrees == 0 ? clip(tilted, &crop)
                    : pixGetDepth(tilted) == 1
                        ? turn_ink(tilted, -skew_degrees, &crop)
                        : ocr_pixels_turn_within(&tilted, -skew_degrees, &crop);
    if (straight)
        pixSetResolution(straight, x_dpi, y_dpi);
    return straight;
}
