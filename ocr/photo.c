/* Photographs: areas that are dark or gray all over, with edges that are no letters'.
 *
 * 1. Everything narrower than 4 mm is closed (A4 is looked at in 100 dpi): letters, lines, creases and what
 *    shines through are gone, and paper, its stains and shades, and pictures are left.
 * 2. Of that the steep edges count: more than a tenth of the paper's luminance over half a millimetre.
 *    Stains and light fall off softly; a photograph has edges inside and around it. Edges of the
 *    scanner's bed do not count.
 * 3. Edges nearer than 8 mm join, what they enclose is filled, and what is less than 16 mm broad drops
 *    out: holes, folds, ornaments.
 * 4. What is left is a photograph if it is darker than the paper beside it over most of its area.
 */
#include "ocr/photo.h"

#define CLOSED_PX 15
#define EDGE_PX 5
#define EDGE_SHARE 0.10 /* of the paper's luminance */
#define JOIN_PX 31
#define BROAD_PX 61
#define DARKER 0.93     /* of the paper's luminance: what is not paper */
#define DARK_SHARE 0.35 /* of the area */
#define SIDE_MIN_PX 140 /* 36 mm: what is smaller is an emblem, beside which there is print */
#define ALL_SHARE 0.9   /* both ways: a grained cover with a title, not a photograph */
#define BED_RIM_PX 15

static int rank_of(PIX *gray, double rank)
{
    l_uint32 value = 255;
    pixGetRankValue(gray, 2, (float)rank, &value);
    return (int)value;
}

/* Dark areas that touch the edges of the image. */
static PIX *find_bed(PIX *closed, int paper)
{
    g_autoptr(PIX) dark = pixThresholdToBinary(closed, MAX(paper / 2, 1));
    g_autoptr(PIX) inner = dark ? pixRemoveBorderConnComps(dark, 8) : NULL;
    if (!inner)
        return NULL;
    pixXor(dark, dark, inner);
    return pixDilateBrick(NULL, dark, BED_RIM_PX, BED_RIM_PX);
}

static PIX *find_edges(PIX *closed, int paper)
{
    g_autoptr(PIX) bed = find_bed(closed, paper);
    g_autoptr(PIX) slopes = pixMorphGradient(closed, EDGE_PX, EDGE_PX, 0);
    if (!bed || !slopes)
        return NULL;
    pixInvert(slopes, slopes);
    PIX *edges = pixThresholdToBinary(slopes, MAX(255 - (int)(EDGE_SHARE * paper), 1));
    if (edges)
        pixSubtract(edges, edges, bed);
    return edges;
}

/* Areas that edges enclose or fill. */
static PIX *find_areas(PIX *edges)
{
    g_autoptr(PIX) joined = pixCloseSafeBrick(NULL, edges, JOIN_PX, JOIN_PX);
    g_autoptr(PIX) holes = joined ? pixHolesByFilling(joined, 4) : NULL;
    if (!holes)
        return NULL;
    pixOr(joined, joined, holes);
    return pixOpenBrick(NULL, joined, BROAD_PX, BROAD_PX);
}

static gboolean is_dark(PIX *closed, BOX *box, int paper)
{
    g_autoptr(PIX) part = pixClipRectangle(closed, box, NULL);
    return part && rank_of(part, DARK_SHARE) < DARKER * paper;
}

BOXA *ocr_photos_find(PIX *look)
{
    g_autoptr(PIX) closed = pixCloseGray(look, CLOSED_PX, CLOSED_PX);
    int paper = closed ? rank_of(closed, 0.9) : 0;
    g_autoptr(PIX) edges = closed ? find_edges(closed, paper) : NULL;
    g_autoptr(PIX) areas = edges ? find_areas(edges) : NULL;
    g_autoptr(BOXA) boxes = areas ? pixConnCompBB(areas, 8) : NULL;
    BOXA *photos = boxes ? boxaCreate(4) : NULL;
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_COPY);
        gboolean is_all =
            box->w > ALL_SHARE * pixGetWidth(look) && box->h > ALL_SHARE * pixGetHeight(look);
        if (MIN(box->w, box->h) >= SIDE_MIN_PX && !is_all && is_dark(closed, box, paper))
            boxaAddBox(photos, box, L_INSERT);
        else
            boxDestroy(&box);
    }
    return photos;
}
