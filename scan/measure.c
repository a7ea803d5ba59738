/* What can be told of a finished master before anyone recognises it: codes and flags.
 *
 * Everything is measured on gray copies: a coarse one of 70 to 140 dpi, on which half the noise of
 * the scanner is gone and a thin pencil line is not, and for codes that are not found there a fine
 * one of twice that. Cover sheets have modules of more than a millimetre; the coarse copy finds
 * them. The cost that matters is that of a page without a code: for A4 at 300 dpi, gray, 27 to 65 ms
 * to read the master (clean to noisy), 16 to halve it, 12 to 25 and 25 to 63 for zbar, 16 for ink.
 *
 * Ink is what is darker than its surroundings: gray against its own closing (5 mm), by CONTRAST of
 * the paper's brightness. What touches an edge counts only away from the edge (scanner beds,
 * shadows of the paper), solid discs where punches make holes do not count, nor does dust. A page
 * is called blank when what is left has neither a mark of a letter's size nor the area of a few
 * full stops. Doubt makes a page not blank: folds, strong show-through, stains, a dark page.
 *
 * dark and light look at the whole page: too dark to be paper, or paper without any dark ink. size
 * is no table of papers, since old files hold every size: it flags what no paper of an office is,
 * which is most often a wrong dpi. */
#include "scan/code.h"
#include "scan/look.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define COARSE_DPI_MIN 70.0

#define SURROUNDINGS_MM 5.0 /* wider than any pen's stroke and most letters' */
#define CONTRAST 0.09       /* of the paper; see the file head */
#define CONTRAST_LEVELS_MIN 12
#define EDGE_MM 10.0 /* what touches an edge is no ink within this */
#define DUST_MM 1.0
#define HOLE_MM_MIN 4.0 /* ISO 838 punches 6 mm, scanned askew or half covered */
#define HOLE_MM_MAX 9.0
#define HOLE_ZONE_MM 25.0  /* ISO 838: centre 12 mm from the edge */
#define HOLE_FILL_MIN 0.70 /* a disc fills 0.785 of its box; letters and rings fill less */
#define BLANK_MARK_MM 1.8  /* a 10 pt digit is 2.4 mm high */
#define BLANK_INK_MM2 3.0  /* a 10 pt digit has about 0.9 */

#define DARK_MEAN_MAX 90.0
#define LIGHT_MEAN_MIN 235.0
#define LIGHT_INK_MIN 170.0       /* mean of the ink; print on good scans is below 120 */
#define LIGHT_INK_PERCENT_MIN 0.3 /* a few lines; less says nothing about the page */
#define SHORT_SIDE_MM_MIN 73.0    /* A7 has 74; A4 at 100 dpi that is called 300 has 70 */
#define LONG_SIDE_MM_MAX 450.0    /* A3 and a margin; maps come larger and shall be looked at */
#define SIDES_RATIO_MAX 2.2

typedef struct {
    ScanGray *coarse, *surroundings;
    PIX *gray, *ink;
    double dpi;
    double mean, paper, ink_mean;
    double ink_percent;
    gboolean has_mark;
} Measured;

static int px_from_mm(const Measured *measured, double mm)
{
    return MAX(1, (int)lround(mm / SCAN_MM_PER_INCH * measured->dpi));
}

static void pix_replace(PIX **pix, PIX *made)
{
    pixDestroy(pix);
    *pix = made;
}

/* The mean, and the brightness that a tenth of the page surpasses. */
static void luminance_measure(Measured *measured)
{
    NUMA *histogram = pixGetGrayHistogram(measured->gray, 1);
    float paper = 0, mean = 0;
    numaHistogramGetValFromRank(histogram, 0.9f, &paper);
    numaGetHistogramStats(histogram, 0, 1, &mean, NULL, NULL, NULL);
    measured->paper = (double)paper;
    measured->mean = (double)mean;
    numaDestroy(&histogram);
}

/* -------------------------------------------------------------------------------- ink -- */

static PIX *ink_find(Measured *measured)
{
    int size_px = px_from_mm(measured, SURROUNDINGS_MM) | 1; /* odd */
    int levels = MAX(CONTRAST_LEVELS_MIN, (int)(CONTRAST * measured->paper));
    PIX *surroundings = pixCloseGray(measured->gray, size_px, size_px);
    PIX *contrast = pixSubtractGray(NULL, surroundings, measured->gray);
    PIX *ink = pixThresholdToBinary(contrast, levels);
    pixInvert(ink, ink);
    measured->surroundings = scan_gray_from_pix(surroundings, measured->dpi);
    pixDestroy(&surroundings);
    pixDestroy(&contrast);
    return ink;
}

/* Clears what touches edge (one pixel wide), as far as zone goes. */
static void edge_clear(PIX *ink, const int edge[4], const int zone[4])
{
    PIX *touching = pixCreateTemplate(ink), *cleared = pixCreateTemplate(ink);
    pixRasterop(touching, edge[0], edge[1], edge[2], edge[3], PIX_SRC, ink, edge[0], edge[1]);
    pixSeedfillBinary(touching, touching, ink, 8);
    pixRasterop(cleared, zone[0], zone[1], zone[2], zone[3], PIX_SRC, touching, zone[0], zone[1]);
    pixSubtract(ink, ink, cleared);
    pixDestroy(&touching);
    pixDestroy(&cleared);
}

static void edges_clear(const Measured *measured)
{
    int reach = px_from_mm(measured, EDGE_MM);
    int width = pixGetWidth(measured->ink), height = pixGetHeight(measured->ink);
    const int edges[4][2][4] = {
        {{0, 0, width, 1}, {0, 0, width, reach}},
        {{0, height - 1, width, 1}, {0, height - reach, width, reach}},
        {{0, 0, 1, height}, {0, 0, reach, height}},
        {{width - 1, 0, 1, height}, {width - reach, 0, reach, height}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(edges); i++)
        edge_clear(measured->ink, edges[i][0], edges[i][1]);
}

static gboolean box_is_hole(const Measured *measured, BOX *box)
{
    int x, y, w, h, area = 0;
    int zone_px = px_from_mm(measured, HOLE_ZONE_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    gboolean is_near_edge = x + w <= zone_px || y + h <= zone_px ||
                            x >= pixGetWidth(measured->ink) - zone_px ||
                            y >= pixGetHeight(measured->ink) - zone_px;
    if (!is_near_edge || MIN(w, h) < px_from_mm(measured, HOLE_MM_MIN) ||
        MAX(w, h) > px_from_mm(measured, HOLE_MM_MAX) || MAX(w, h) > 1.3 * MIN(w, h))
        return FALSE;
    PIX *part = pixClipRectangle(measured->ink, box, NULL);
    pixCountPixels(part, &area, NULL);
    pixDestroy(&part);
    return area >= HOLE_FILL_MIN * w * h;
}

static gboolean box_is_mark(const Measured *measured, BOX *box)
{
    int w, h;
    boxGetGeometry(box, NULL, NULL, &w, &h);
    return MAX(w, h) >= px_from_mm(measured, BLANK_MARK_MM);
}

/* Clears punch holes and looks for marks among the rest. */
static void marks_find(Measured *measured)
{
    BOXA *boxes = pixConnComp(measured->ink, NULL, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        if (box_is_hole(measured, box))
            pixClearInRect(measured->ink, box);
        else if (box_is_mark(measured, box))
            measured->has_mark = TRUE;
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
}

static void ink_measure(Measured *measured)
{
    measured->ink = ink_find(measured);
    edges_clear(measured);
    int dust_px = px_from_mm(measured, DUST_MM), n_ink = 0;
    pix_replace(&measured->ink, pixSelectBySize(measured->ink, dust_px, dust_px, 8,
                                                L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL));
    marks_find(measured);
    pixCountPixels(measured->ink, &n_ink, NULL);
    double n_all = (double)pixGetWidth(measured->ink) * pixGetHeight(measured->ink);
    float mean = 0;
    if (n_ink > 0)
        pixGetAverageMasked(measured->gray, measured->ink, 0, 0, 1, L_MEAN_ABSVAL, &mean);
    measured->ink_mean = (double)mean;
    measured->ink_percent = 100 * n_ink / n_all;
}

/* ------------------------------------------------------------------------------ flags -- */

static gboolean is_blank(const Measured *measured)
{
    double mm_per_px = SCAN_MM_PER_INCH / measured->dpi;
    double area_mm2 =
        (double)pixGetWidth(measured->ink) * pixGetHeight(measured->ink) * mm_per_px * mm_per_px;
    return !measured->has_mark && measured->ink_percent / 100 * area_mm2 < BLANK_INK_MM2;
}

static gboolean is_odd_size(const Page *page)
{
    double w = page->width_px * SCAN_MM_PER_INCH / page->dpi;
    double h = page->height_px * SCAN_MM_PER_INCH / page->dpi;
    return MIN(w, h) < SHORT_SIDE_MM_MIN || MAX(w, h) > LONG_SIDE_MM_MAX ||
           MAX(w, h) > SIDES_RATIO_MAX * MIN(w, h);
}

static void flags_take(const Measured *measured, Page *page)
{
    if (measured->mean < DARK_MEAN_MAX)
        scan_page_add_flag(page, "dark", measured->mean);
    else if (is_blank(measured))
        scan_page_add_flag(page, "blank", measured->ink_percent);
    else if (measured->mean > LIGHT_MEAN_MIN && measured->ink_mean > LIGHT_INK_MIN &&
             measured->ink_percent > LIGHT_INK_PERCENT_MIN)
        scan_page_add_flag(page, "light", measured->mean);
    if (is_odd_size(page))
        scan_page_add_flag(page, "size", page->width_px * SCAN_MM_PER_INCH / page->dpi);
}

/* Codes, flags and look of page from its copy. */
static void page_measure(Page *page, const ScanGray *fine)
{
    Measured measured = {.coarse =
                             scan_gray_reduce(fine, MAX(1, (guint)(fine->dpi / COARSE_DPI_MIN)))};
    g_strfreev(page->codes);
    page->codes = scan_codes_read(fine, &page->has_damaged_code);
    page->n_flags = 0;
    g_clear_pointer(&page->look, scan_look_free);
    if (!measured.coarse)
        return;
    measured.dpi = measured.coarse->dpi;
    measured.gray = scan_gray_to_pix(measured.coarse);
    luminance_measure(&measured);
    ink_measure(&measured);
    flags_take(&measured, page);
    page->look = scan_look_new(measured.coarse, measured.surroundings, is_blank(&measured));
    pixDestroy(&measured.gray);
    pixDestroy(&measured.ink);
    scan_gray_free(measured.coarse);
    scan_gray_free(measured.surroundings);
}

gboolean scan_measure(Page *page, GError **error)
{
    if (page->gray) {
        page_measure(page, page->gray);
        return TRUE;
    }
    g_autoptr(ScanGray) gray = scan_gray_load(page->path, page->dpi, error);
    if (!gray)
        return FALSE;
    page_measure(page, gray);
    return TRUE;
}

ScanLook *scan_look_load(const char *path, GError **error)
{
    Page page = {.path = g_strdup(path)};
    ScanLook *look = NULL;
    if (scan_master_dpi(path, &page.dpi, error) && scan_measure(&page, error))
        look = g_steal_pointer(&page.look);
    scan_page_clear(&page);
    return look;
}
