/* The scanner's bed and punched holes: dark areas too broad for any letter.
 *
 * The page is looked at about 600 pixels wide (75 dpi of A4). What is dark there over more than
 * 5 pixels both ways (1.7 mm; a headline's strokes have 1) is solid: it is bed where it touches the edge,
 * and a hole where it is round, filled and 3 to 12 mm across. A photograph is neither. Both are taken
 * with a rim of 2 pixels, the blur of their edges.
 *
 * What counts as dark is taken from the paper, so that a black bed is found on brown paper and none on
 * black: below half the median's luminance.
 *
 * Cropping takes rows and columns away from the edges of the straightened page as long as they are
 * nothing but bed (98 %), and where straightening turned ink out of the image, the image grows. It takes no
 * ink but what counts as bed: a dark picture from edge to edge does.
 */
#include "ocr/border.h"

#include "ocr/pixels.h"
#include "scan/bits.h"

#define LOOK_WIDTH_PX 600
#define SOLID_PX 5
#define HOLE_MIN_PX 7
#define HOLE_MAX_PX 30
#define HOLE_FILL_MIN 0.70 /* of its box; a disc has 0.785 */
#define RIM_PX 2

#define CROP_REDUCTION 4 /* cropping is worked out on a copy so much smaller */
#define CROP_MIN_PX 64   /* smaller images stay whole */
#define BED_SHARE 0.98   /* of a row or column that is left out */
#define SPECK_SHARE 100  /* of the page's width; 2 mm of A4 */
#define MARGIN_PX 4      /* of the copy, around ink that would be lost */

static PIX *find_dark(PIX *small)
{
    return ocr_pixels_threshold(small, CLAMP(ocr_pixels_rank(small, 4, 0.5) / 2, 1, 127));
}

static gboolean box_is_hole(PIX *component, int width, int height)
{
    int n_pixels = 0;
    if (MIN(width, height) < HOLE_MIN_PX || MAX(width, height) > HOLE_MAX_PX ||
        4 * MAX(width, height) > 5 * MIN(width, height))
        return FALSE;
    pixCountPixels(component, &n_pixels, NULL);
    return n_pixels >= HOLE_FILL_MIN * width * height;
}

/* Takes the components that are no holes out of solid. */
static void keep_holes(PIX *solid)
{
    PIXA *components = NULL;
    BOXA *boxes = pixConnComp(solid, &components, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        PIX *component = pixaGetPix(components, i, L_CLONE);
        if (!box_is_hole(component, width, height))
            pixRasterop(solid, x, y, width, height, PIX_SRC ^ PIX_DST, component, 0, 0);
        pixDestroy(&component);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&components);
}

/* Of small, 8 bpp: bed and holes with their rims. */
static PIX *find_small(PIX *small)
{
    g_autoptr(PIX) dark = find_dark(small);
    g_autoptr(PIX) solid = dark ? scan_bits_open(dark, SOLID_PX, SOLID_PX) : NULL;
    g_autoptr(PIX) inner = solid ? pixRemoveBorderConnComps(solid, 8) : NULL;
    if (!inner)
        return NULL;
    pixXor(solid, solid, inner);
    keep_holes(inner);
    pixOr(solid, solid, inner);
    return scan_bits_dilate(solid, 2 * RIM_PX + 1, 2 * RIM_PX + 1);
}

/* By leptonica's area map, which does not look at the very last row and column: where those are of paper beside the bed,
 * it would not lie at the edge any more. */
PIX *ocr_border_find(PIX *gray)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray);
    float scale = MIN(1, (float)LOOK_WIDTH_PX / (float)width);
    g_autoptr(PIX) small = scale < 1 ? pixScaleAreaMap(gray, scale, scale) : pixClone(gray);
    g_autoptr(PIX) found = small ? find_small(small) : NULL;
    return found ? pixScaleToSize(found, width, height) : NULL;
}

/* ------------------------------------------------------------------------------------ cropping -- */

typedef struct {
    int from, to; /* to: behind the last */
} Span;

/* Rows or columns, given the pixels of bed in each, that are more than bed. */
static Span span_of_paper(NUMA *bed, int length_px)
{
    float pixels = 0;
    Span span = {0, numaGetCount(bed)};
    while (span.from < span.to && numaGetFValue(bed, span.from, &pixels) == 0 &&
           pixels >= BED_SHARE * length_px)
        span.from++;
    while (span.to > span.from && numaGetFValue(bed, span.to - 1, &pixels) == 0 &&
           pixels >= BED_SHARE * length_px)
        span.to--;
    numaDestroy(&bed);
    return span;
}

static PIX *rotate_whole(PIX *pix, double skew_degrees, int fill)
{
    if (skew_degrees == 0)
        return pixClone(pix);
    return pixRotate(pix, (float)(-skew_degrees * G_PI / 180), L_ROTATE_SAMPLING, fill,
                     pixGetWidth(pix), pixGetHeight(pix));
}

/* Along one axis: the original window less the bed, and all ink. The bed was taken with a rim, which
 * is paper. */
static Span span_join(Span paper, Span window, Span ink, int rim_px)
{
    Span span = {MAX(paper.from - rim_px, window.from), MIN(paper.to + rim_px, window.to)};
    if (span.from >= span.to) /* all bed */
        return window;
    if (ink.from < ink.to && ink.from < span.from)
        span.from = MAX(ink.from - MARGIN_PX, 0);
    if (ink.from < ink.to && ink.to > span.to)
        span.to = ink.to + MARGIN_PX;
    return span;
}

/* In pixels of the copies, from the corner of the window that is width by height. */
static OcrBox crop_small(PIX *bed, PIX *ink, int width, int height)
{
    int full_width = pixGetWidth(bed), full_height = pixGetHeight(bed);
    int x = (full_width - width) / 2, y = (full_height - height) / 2;
    int rim_px = (RIM_PX + 1) * width / LOOK_WIDTH_PX + 1;
    int ink_x = 0, ink_y = 0, ink_width = 0, ink_height = 0;
    BOX *inked = NULL;
    pixClipToForeground(ink, NULL, &inked);
    boxGetGeometry(inked, &ink_x, &ink_y, &ink_width, &ink_height);
    boxDestroy(&inked);
    Span across = span_join(span_of_paper(pixCountByColumn(bed, NULL), full_height),
                            (Span){x, x + width}, (Span){ink_x, ink_x + ink_width}, rim_px);
    Span down = span_join(span_of_paper(pixCountByRow(bed, NULL), full_width),
                          (Span){y, y + height}, (Span){ink_y, ink_y + ink_height}, rim_px);
    return (OcrBox){across.from - x, down.from - y, across.to - across.from, down.to - down.from};
}

/* An edge that did not move is that of the image, whatever the copy's rounding made of it. */
static void span_enlarge(int *from_px, int *length_px, int small_px, int original_px)
{
    int to = *from_px + *length_px;
    *from_px *= CROP_REDUCTION;
    *length_px = (to == small_px ? original_px : to * CROP_REDUCTION) - *from_px;
}

/* Without specks, and what reaches the edge: shadows of the bed, and what the scanner cut anyway. */
static PIX *ink_reduce(PIX *ink)
{
    g_autoptr(PIX) small = pixReduceRankBinaryCascade(ink, 1, 2, 0, 0);
    g_autoptr(PIX) inside = small ? pixRemoveBorderConnComps(small, 8) : NULL;
    int speck_px = pixGetWidth(ink) / (CROP_REDUCTION * SPECK_SHARE);
    return inside ? pixSelectBySize(inside, speck_px, speck_px, 8, L_SELECT_IF_EITHER,
                                    L_SELECT_IF_GTE, NULL)
                  : NULL;
}

gboolean ocr_crop_find(PIX *border, PIX *ink, double skew_degrees, OcrBox *crop)
{
    *crop = (OcrBox){0, 0, pixGetWidth(ink), pixGetHeight(ink)};
    if (MIN(crop->width_px, crop->height_px) < CROP_MIN_PX)
        return TRUE;
    g_autoptr(PIX) small_border = pixReduceRankBinaryCascade(border, 2, 2, 0, 0);
    g_autoptr(PIX) small_ink = ink_reduce(ink);
    if (!small_border || !small_ink)
        return FALSE;
    int width = pixGetWidth(small_ink), height = pixGetHeight(small_ink);
    g_autoptr(PIX) bed = rotate_whole(small_border, skew_degrees, L_BRING_IN_BLACK);
    g_autoptr(PIX) straight = rotate_whole(small_ink, skew_degrees, L_BRING_IN_WHITE);
    if (!bed || !straight)
        return FALSE;
    *crop = crop_small(bed, straight, width, height);
    span_enlarge(&crop->x_px, &crop->width_px, width, pixGetWidth(ink));
    span_enlarge(&crop->y_px, &crop->height_px, height, pixGetHeight(ink));
    return TRUE;
}
