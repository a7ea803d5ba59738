/* Ink is what is darker than its surroundings: gray against its own closing (5 mm), by CONTRAST of the
 * paper's brightness. What touches an edge counts only away from the edge (scanner beds, shadows of the
 * paper), solid discs where punches make holes do not count, nor does dust. */
#include "scan/ink.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#define DPI_MIN 70.0
#define SURROUNDINGS_MM 5.0 /* wider than any pen's stroke and most letters' */
#define CONTRAST 0.09       /* of the paper; a light pencil has 0.2 */
#define CONTRAST_LEVELS_MIN 12.0
/* In deviations of the noise. A closing finds nearly the lightest of the noise, not the paper. */
#define NOISE 3.5
#define CLOSING_BIAS 1.8
#define NOISE_SHARE_MAX 0.05
#define PAPER_RANK 0.9f
#define EDGE_MM 10.0 /* what touches an edge is no ink within this */
#define RIM_MM 1.0   /* so far from an edge it touches it */
#define DUST_MM 1.0
#define HOLE_MM_MIN 4.0 /* ISO 838 punches 6 mm, scanned askew or half covered */
#define HOLE_MM_MAX 9.0
#define HOLE_ZONE_MM 25.0  /* ISO 838: centre 12 mm from the edge */
#define HOLE_FILL_MIN 0.70 /* a disc fills 0.785 of its box; letters and rings fill less */
#define CUT_HOLE_MM_MIN 1.0
#define CUT_HOLE_FILL_MIN 0.66 /* a segment of a disc */

static void pix_replace(PIX **pix, PIX *made)
{
    pixDestroy(pix);
    *pix = made;
}

static void luminance_measure(ScanInk *ink, PIX *gray)
{
    NUMA *histogram = pixGetGrayHistogram(gray, 1);
    float paper = 0, mean = 0;
    numaHistogramGetValFromRank(histogram, PAPER_RANK, &paper);
    numaGetHistogramStats(histogram, 0, 1, &mean, NULL, NULL, NULL);
    ink->level = (double)paper;
    ink->mean = (double)mean;
    numaDestroy(&histogram);
}

/* The paper, and what is darker. */
static PIX *ink_find(ScanInk *ink, PIX *gray)
{
    int size_px = scan_gray_px(ink->gray, SURROUNDINGS_MM) | 1; /* odd */
    double noise = MIN(scan_gray_noise(ink->gray), NOISE_SHARE_MAX * ink->level);
    int levels = (int)MAX(CONTRAST_LEVELS_MIN, MAX(CONTRAST * ink->level, NOISE * noise));
    PIX *paper = pixCloseGray(gray, size_px, size_px);
    pixAddConstantGray(paper, -(int)lround(CLOSING_BIAS * noise));
    PIX *contrast = pixSubtractGray(NULL, paper, gray);
    PIX *bits = pixThresholdToBinary(contrast, levels);
    pixInvert(bits, bits);
    ink->paper = scan_gray_from_pix(paper, ink->gray->dpi);
    pixDestroy(&paper);
    pixDestroy(&contrast);
    return bits;
}

/* Moves what touches edge from ink to cut, as far as zone goes. */
static void edge_clear(PIX *ink, PIX *cut, const int edge[4], const int zone[4])
{
    PIX *touching = pixCreateTemplate(ink), *cleared = pixCreateTemplate(ink);
    pixRasterop(touching, edge[0], edge[1], edge[2], edge[3], PIX_SRC, ink, edge[0], edge[1]);
    pixSeedfillBinary(touching, touching, ink, 8);
    pixRasterop(cleared, zone[0], zone[1], zone[2], zone[3], PIX_SRC, touching, zone[0], zone[1]);
    pixSubtract(ink, ink, cleared);
    pixOr(cut, cut, cleared);
    pixDestroy(&touching);
    pixDestroy(&cleared);
}

static void edges_clear(ScanInk *ink, PIX *bits)
{
    int reach = scan_gray_px(ink->gray, EDGE_MM);
    int width = pixGetWidth(bits), height = pixGetHeight(bits);
    int rim = scan_gray_px(ink->gray, RIM_MM);
    const int edges[4][2][4] = {
        {{0, 0, width, rim}, {0, 0, width, reach}},
        {{0, height - rim, width, rim}, {0, height - reach, width, reach}},
        {{0, 0, rim, height}, {0, 0, reach, height}},
        {{width - rim, 0, rim, height}, {width - reach, 0, reach, height}},
    };
    ink->edge = pixCreateTemplate(bits);
    for (guint i = 0; i < G_N_ELEMENTS(edges); i++)
        edge_clear(bits, ink->edge, edges[i][0], edges[i][1]);
}

/* The rest of a hole whose outer part was cleared with the scanner's bed: it begins where that ended. */
static gboolean span_is_cut_hole(const ScanInk *ink, int start, int size, int across, int length)
{
    int reach = scan_gray_px(ink->gray, EDGE_MM);
    gboolean begins = abs(start - reach) <= 1 || abs(start + size - (length - reach)) <= 1;
    return begins && size >= scan_gray_px(ink->gray, CUT_HOLE_MM_MIN) && size <= across &&
           across >= scan_gray_px(ink->gray, HOLE_MM_MIN) &&
           across <= scan_gray_px(ink->gray, HOLE_MM_MAX);
}

gboolean scan_ink_is_hole(const ScanInk *ink, PIX *bits, BOX *box)
{
    int x, y, w, h, area = 0;
    int zone_px = scan_gray_px(ink->gray, HOLE_ZONE_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    gboolean is_near_edge = x + w <= zone_px || y + h <= zone_px ||
                            x >= pixGetWidth(ink->ink) - zone_px ||
                            y >= pixGetHeight(ink->ink) - zone_px;
    gboolean is_round = MIN(w, h) >= scan_gray_px(ink->gray, HOLE_MM_MIN) &&
                        MAX(w, h) <= scan_gray_px(ink->gray, HOLE_MM_MAX) &&
                        MAX(w, h) <= 1.3 * MIN(w, h);
    gboolean is_cut = !is_round && (span_is_cut_hole(ink, x, w, h, pixGetWidth(ink->ink)) ||
                                    span_is_cut_hole(ink, y, h, w, pixGetHeight(ink->ink)));
    if (!is_near_edge || (!is_round && !is_cut))
        return FALSE;
    PIX *part = pixClipRectangle(bits, box, NULL);
    pixCountPixels(part, &area, NULL);
    pixDestroy(&part);
    return area >= (is_cut ? CUT_HOLE_FILL_MIN : HOLE_FILL_MIN) * w * h;
}

static void holes_clear(const ScanInk *ink)
{
    BOXA *boxes = pixConnComp(ink->ink, NULL, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        if (scan_ink_is_hole(ink, ink->ink, box))
            pixClearInRect(ink->ink, box);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
}

gboolean scan_ink_bit(PIX *bits, int x, int y)
{
    return GET_DATA_BIT(pixGetData(bits) + (gsize)y * (gsize)pixGetWpl(bits), x) != 0;
}

double scan_ink_contrast(const ScanInk *ink, guint x, guint y)
{
    int paper = scan_gray_row(ink->paper, y)[x], gray = scan_gray_row(ink->gray, y)[x];
    return (double)(paper - gray) / MAX(paper, 1);
}

static void ink_measure(ScanInk *ink)
{
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    guint64 n = 0, n_dark = 0, sum = 0;
    for (guint y = 0; y < ink->gray->height_px; y++) {
        const l_uint32 *line = pixGetData(ink->ink) + (gsize)y * (gsize)pixGetWpl(ink->ink);
        for (guint x = 0; x < ink->gray->width_px; x++)
            if (GET_DATA_BIT(line, x)) {
                n++;
                sum += scan_gray_row(ink->gray, y)[x];
                n_dark += scan_ink_contrast(ink, x, y) >= SCAN_INK_DARK;
            }
    }
    ink->ink_mean = n > 0 ? (double)sum / (double)n : 255;
    ink->ink_share = (double)n / ((double)ink->gray->width_px * ink->gray->height_px);
    ink->dark_mm2 = (double)n_dark * mm * mm;
}

ScanInk *scan_ink_new(const ScanGray *fine)
{
    g_autoptr(ScanGray) coarse = scan_gray_reduce(fine, MAX(1, (guint)(fine->dpi / DPI_MIN)));
    PIX *gray = coarse ? scan_gray_to_pix(coarse) : NULL;
    if (!gray)
        return NULL;
    ScanInk *ink = g_new0(ScanInk, 1);
    ink->gray = g_steal_pointer(&coarse);
    luminance_measure(ink, gray);
    ink->ink = ink_find(ink, gray);
    pixDestroy(&gray);
    edges_clear(ink, ink->ink);
    int dust_px = scan_gray_px(ink->gray, DUST_MM);
    pix_replace(&ink->ink, pixSelectBySize(ink->ink, dust_px, dust_px, 8, L_SELECT_IF_EITHER,
                                           L_SELECT_IF_GTE, NULL));
    holes_clear(ink);
    ink_measure(ink);
    return ink;
}

void scan_ink_free(ScanInk *ink)
{
    if (!ink)
        return;
    scan_gray_free(ink->gray);
    scan_gray_free(ink->paper);
    pixDestroy(&ink->ink);
    pixDestroy(&ink->edge);
    g_free(ink);
}
