/* Photographs: areas that are dark or gray all over, with edges that are no letters'.
 *
 * 1. A4 is looked at in 50 dpi, so that a sensor's grain is averaged away. Everything narrower than 4 mm is
 *    closed: letters, lines, creases and what shines through are gone, and paper, its stains and shades, and
 *    pictures are left.
 * 2. Of that the steep edges count: more than a tenth of the paper's luminance over half a millimetre.
 *    Stains and light fall off softly; a photograph has edges inside and around it. Where it is as light as
 *    the paper they are faint, so half as steep ones count too that hang together with a steep one (hysteresis:
 *    Canny, 1986). Edges of the scanner's bed do not count, nor of what straightening left empty.
 * 3. Edges nearer than 8 mm join; those that enclose something broader than 11 mm are one thing with it, and so are
 *    things that overlap. Holes and the edges of the paper drop out.
 * 4. A thing is a photograph if edges run along most of its sides or inside it, and it is darker than the
 *    paper beside it over a third of its area: folds that cross and torn paper are not.
 */
#include "ocr/photo.h"

#include "scan/bits.h"

#define REDUCTION 2 /* of the look */
#define CLOSED_PX 7
#define EDGE_PX 3
#define STEEP_SHARE 0.10 /* of the paper's luminance */
#define FAINT_SHARE 0.05
#define JOIN_PX 15
#define BROAD_PX 21    /* 11 mm: holes and edges of the paper are not */
#define SIDE_MIN_PX 70 /* 36 mm: what is smaller is an emblem, beside which there is print */
#define ALL_SHARE 0.9  /* both ways: a grained cover with a title, not a photograph */
#define EDGED_MIN 0.6  /* length of edges against the way around */
#define SIDE_SHARE 0.3 /* of a side, along which an edge runs */
#define TOGETHER_MIN 6 /* rows or columns: twice what the paper's edge is broad */
#define BESIDE_PX 10
#define DARKER 0.93     /* than the paper beside it */
#define DARK_SHARE 0.35 /* of the area */
#define FRAME_PX 6      /* of the image, where the paper may end */
#define BED_RIM_PX 9

static int rank_of(PIX *gray, PIX *mask, double rank)
{
    float value = 255;
    pixGetRankValueMasked(gray, mask, 0, 0, 1, (float)rank, &value, NULL);
    return (int)value;
}

/* Dark areas that touch the edges of the image, what is outside, and the edges. */
static PIX *find_bed(PIX *closed, PIX *outside, int paper)
{
    g_autoptr(PIX) dark = pixThresholdToBinary(closed, MAX(paper / 2, 1));
    if (!dark)
        return NULL;
    pixOr(dark, dark, outside);
    pixSetOrClearBorder(dark, FRAME_PX, FRAME_PX, FRAME_PX, FRAME_PX, PIX_SET);
    g_autoptr(PIX) inner = pixRemoveBorderConnComps(dark, 8);
    if (!inner)
        return NULL;
    pixXor(dark, dark, inner);
    return scan_bits_dilate(dark, BED_RIM_PX, BED_RIM_PX);
}

static PIX *steeper_than(PIX *slopes, double share, int paper, PIX *bed)
{
    PIX *edges = pixThresholdToBinary(slopes, MAX(255 - (int)(share * paper), 1));
    return edges ? pixSubtract(edges, edges, bed) : NULL;
}

static PIX *find_edges(PIX *closed, PIX *bed, int paper)
{
    g_autoptr(PIX) slopes = pixMorphGradient(closed, EDGE_PX, EDGE_PX, 0);
    if (!slopes)
        return NULL;
    pixInvert(slopes, slopes);
    PIX *steep = steeper_than(slopes, STEEP_SHARE, paper, bed);
    g_autoptr(PIX) faint = steep ? steeper_than(slopes, FAINT_SHARE, paper, bed) : NULL;
    return faint ? pixSeedfillBinary(steep, steep, faint, 8) : NULL;
}

/* Edges that hang together and what they enclose, without those that enclose nothing. */
static PIX *find_enclosures(PIX *edges)
{
    g_autoptr(PIX) joined = pixCloseSafeBrick(NULL, edges, JOIN_PX, JOIN_PX);
    g_autoptr(PIX) holes = joined ? pixHolesByFilling(joined, 4) : NULL;
    if (!holes)
        return NULL;
    pixOr(joined, joined, holes);
    PIX *broad = scan_bits_open(joined, BROAD_PX, BROAD_PX);
    return broad ? pixSeedfillBinary(broad, broad, joined, 8) : NULL;
}

/* Boxes around them, overlapping ones joined; those of a photograph's size. */
static BOXA *find_things(PIX *edges)
{
    int width = pixGetWidth(edges), height = pixGetHeight(edges);
    g_autoptr(PIX) enclosures = find_enclosures(edges);
    g_autoptr(BOXA) parts = enclosures ? pixConnCompBB(enclosures, 8) : NULL;
    g_autoptr(BOXA) most = parts ? boxaCreate(8) : NULL;
    for (int i = 0; most && i < boxaGetCount(parts); i++) {
        BOX *box = boxaGetBox(parts, i, L_COPY);
        if (box->w > ALL_SHARE * width && box->h > ALL_SHARE * height)
            boxDestroy(&box);
        else
            boxaAddBox(most, box, L_INSERT);
    }
    g_autoptr(BOXA) whole = most ? boxaCombineOverlaps(most, NULL) : NULL;
    return whole ? boxaSelectBySize(whole, SIDE_MIN_PX, SIDE_MIN_PX, L_SELECT_IF_BOTH,
                                    L_SELECT_IF_GTE, NULL)
                 : NULL;
}

static gboolean is_edged(PIX *edges, BOX *box)
{
    int n_pixels = 0;
    pixCountPixelsInRect(edges, box, &n_pixels, NULL);
    return n_pixels >= EDGED_MIN * EDGE_PX * 2 * (box->w + box->h);
}

/* Median luminance of what is around the box. */
static int luminance_beside(PIX *closed, BOX *box, PIX *bed)
{
    g_autoptr(PIX) ring = pixCreateTemplate(bed);
    if (!ring)
        return 255;
    pixRasterop(ring, box->x - BESIDE_PX, box->y - BESIDE_PX, box->w + 2 * BESIDE_PX,
                box->h + 2 * BESIDE_PX, PIX_SET, NULL, 0, 0);
    pixRasterop(ring, box->x - 2, box->y - 2, box->w + 4, box->h + 4, PIX_CLR, NULL, 0, 0);
    pixSubtract(ring, ring, bed);
    return rank_of(closed, ring, 0.5);
}

static gboolean is_dark(PIX *closed, BOX *box, PIX *bed)
{
    g_autoptr(PIX) part = pixClipRectangle(closed, box, NULL);
    return part && rank_of(part, NULL, DARK_SHARE) < DARKER * luminance_beside(closed, box, bed);
}

typedef struct {
    int from, to; /* to: behind the last */
} Span;

/* Of the box's rows or columns, given their edges' pixels and luminances, those from the first to the last that look
 * like a picture's: an edge runs along them, or they are darker than the paper, and so are their neighbours. */
static Span span_of_picture(NUMA *edges, NUMA *luminances, int across_px, double paper)
{
    Span span = {G_MAXINT, 0};
    for (int i = 0, n_together = 0; i < numaGetCount(edges); i++) {
        float n_pixels = 0, luminance = 255;
        numaGetFValue(edges, i, &n_pixels);
        numaGetFValue(luminances, i, &luminance);
        gboolean is_picture = n_pixels >= SIDE_SHARE * across_px || luminance < paper;
        n_together = is_picture ? n_together + 1 : 0;
        if (n_together < TOGETHER_MIN)
            continue;
        span.from = MIN(span.from, i + 1 - n_together);
        span.to = i + 1;
    }
    numaDestroy(&edges);
    numaDestroy(&luminances);
    return span;
}

/* Takes the margins off to which a hole or the paper's edge led. */
static void trim(PIX *closed, PIX *edges, PIX *bed, BOX *box)
{
    double paper = DARKER * luminance_beside(closed, box, bed);
    g_autoptr(PIX) tones = pixClipRectangle(closed, box, NULL);
    g_autoptr(PIX) lines = pixClipRectangle(edges, box, NULL);
    if (!tones || !lines)
        return;
    Span across = span_of_picture(pixCountByColumn(lines, NULL),
                                  pixAverageByColumn(tones, NULL, L_WHITE_IS_MAX), box->h, paper);
    Span down = span_of_picture(pixCountByRow(lines, NULL),
                                pixAverageByRow(tones, NULL, L_WHITE_IS_MAX), box->w, paper);
    if (across.from < across.to && down.from < down.to)
        boxSetGeometry(box, box->x + across.from, box->y + down.from, across.to - across.from,
                       down.to - down.from);
}

BOXA *ocr_photos_find(PIX *look, PIX *outside)
{
    if (MIN(pixGetWidth(look), pixGetHeight(look)) < REDUCTION * SIDE_MIN_PX)
        return boxaCreate(1);
    g_autoptr(PIX) half = pixScaleAreaMap2(look);
    g_autoptr(PIX) closed = half ? pixCloseGray(half, CLOSED_PX, CLOSED_PX) : NULL;
    g_autoptr(PIX) empty = closed ? pixReduceRankBinaryCascade(outside, 1, 0, 0, 0) : NULL;
    int paper = empty ? rank_of(closed, NULL, 0.9) : 0;
    g_autoptr(PIX) bed = empty ? find_bed(closed, empty, paper) : NULL;
    g_autoptr(PIX) edges = bed ? find_edges(closed, bed, paper) : NULL;
    g_autoptr(BOXA) things = edges ? find_things(edges) : NULL;
    g_autoptr(BOXA) photos = things ? boxaCreate(4) : NULL;
    for (int i = 0; photos && i < boxaGetCount(things); i++) {
        BOX *box = boxaGetBox(things, i, L_COPY);
        if (is_edged(edges, box) && is_dark(closed, box, bed)) {
            trim(closed, edges, bed, box);
            boxaAddBox(photos, box, L_INSERT);
        } else {
            boxDestroy(&box);
        }
    }
    return photos ? boxaTransform(photos, 0, 0, REDUCTION, REDUCTION) : NULL;
}
