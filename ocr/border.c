/* The scanner's bed and punched holes: dark areas too broad for any letter.
 *
 * The page is looked at about 600 pixels wide (75 dpi of A4). What is dark there over more than
 * 5 pixels both ways (1.7 mm; a headline's strokes have 1) is solid: it is bed where it touches the edge,
 * and a hole where it is round, filled and 3 to 12 mm across. A photograph is neither. Both are taken
 * with a rim of 2 pixels, the blur of their edges.
 *
 * What counts as dark is taken from the paper, so that a black bed is found on brown paper and none on
 * black: below half the median's luminance.
 */
#include "ocr/border.h"

#define LOOK_WIDTH_PX 600
#define SOLID_PX 5
#define HOLE_MIN_PX 7
#define HOLE_MAX_PX 30
#define HOLE_FILL_MIN 0.70 /* of its box; a disc has 0.785 */
#define RIM_PX 2

static PIX *find_dark(PIX *small)
{
    l_uint32 middle = 0;
    if (pixGetRankValue(small, 4, 0.5f, &middle) != 0)
        return NULL;
    return pixThresholdToBinary(small, CLAMP((int)middle / 2, 1, 127));
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
    g_autoptr(PIX) solid = dark ? pixOpenBrick(NULL, dark, SOLID_PX, SOLID_PX) : NULL;
    g_autoptr(PIX) inner = solid ? pixRemoveBorderConnComps(solid, 8) : NULL;
    if (!inner)
        return NULL;
    pixXor(solid, solid, inner);
    keep_holes(inner);
    pixOr(solid, solid, inner);
    return pixDilateBrick(NULL, solid, 2 * RIM_PX + 1, 2 * RIM_PX + 1);
}

PIX *ocr_border_find(PIX *gray)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray);
    float scale = MIN(1, (float)LOOK_WIDTH_PX / (float)width);
    g_autoptr(PIX) small = scale < 1 ? pixScaleAreaMap(gray, scale, scale) : pixClone(gray);
    g_autoptr(PIX) found = small ? find_small(small) : NULL;
    return found ? pixScaleToSize(found, width, height) : NULL;
}
