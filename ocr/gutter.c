/* The gutter of an opening: the left page ends and the right page begins there.
 *
 * An opening is broader than high, and nothing is written across its gutter. That is not enough: a table
 * across the page has gaps between its columns, too. So either
 *
 *   shadow   the paper darkens towards a line down the middle third, as pages do that rise to their binding:
 *            at least 6 % darker than the paper on both sides of it, over most of the height, in a band that
 *            is broader than a crease and no broader than a thumb's length; or
 *   margins  two margins meet: a white gap as wide as ten letters, nearer the middle than a fifth of the
 *            page, with lines on either side that fill their page's width, as cells of a table do not.
 *
 * Lines that cross and drawn components that cross (a map's contours, a table's rules) speak against both.
 * The paper's luminance is taken as what seven tenths of a column's pixels do not exceed, in eight slabs, of
 * which the median counts: neither text nor a stain is a shadow.
 */
#include "ocr/gutter.h"

#include <math.h>
#include <stdlib.h>

#define WIDER_THAN_HIGH 1.1
#define FROM 0.35 /* of the width: where a gutter may be */
#define TO 0.65

#define SLABS 8
#define PAPER_RANK 0.7
#define SHOULDER 0.07 /* of the width: how far beside it the paper is light */
#define DIP_MIN 0.06
#define BAND_MIN 0.006 /* of the width, at half the depth */
#define BAND_MAX 0.12

#define LETTER_PX 14 /* of prepared->page */
#define GAP_LETTERS 10
#define MIDDLE_MOST 0.1 /* of the width: how far from the middle margins may meet */
#define LINES_MIN 4
#define CROSSING_SHARE 0.05 /* of the lines: a smear is no line */
#define REACH 0.012         /* of the width, to both sides: what crosses */

/* ---------------------------------------------------------------------------------- luminance -- */

/* Luminance of the paper in a column of a slab. */
static double column_paper(PIX *small, int x, int slab)
{
    int height = pixGetHeight(small) / SLABS, seen = 0, value = 255;
    guint counts[256] = {0};
    for (int y = slab * height; y < (slab + 1) * height; y++) {
        l_uint32 pixel = 0;
        pixGetPixel(small, x, y, &pixel);
        counts[pixel & 255]++;
    }
    while (value > 0 && (seen += (int)counts[value]) < (1 - PAPER_RANK) * height)
        value--;
    return value;
}

static double greatest(const double *values, int from, int to)
{
    double most = 0;
    for (int i = from; i < to; i++)
        most = MAX(most, values[i]);
    return most;
}

/* How much darker than the paper on both sides each column is, as a share of 1. */
static void slab_dips(PIX *small, int slab, double *dips)
{
    int width = pixGetWidth(small), reach = (int)(SHOULDER * width);
    g_autofree double *paper = g_new(double, width);
    for (int x = 0; x < width; x++)
        paper[x] = column_paper(small, x, slab);
    for (int x = reach; x < width - reach; x++) {
        double beside = MIN(greatest(paper, x - reach, x), greatest(paper, x + 1, x + reach + 1));
        dips[x] = beside > 0 ? MAX(0, 1 - paper[x] / beside) : 0;
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of the slabs' dips. */
static double *page_dips(PIX *small)
{
    int width = pixGetWidth(small);
    g_autofree double *slabs = g_new0(double, SLABS *(gsize)width);
    double *dips = g_new0(double, width);
    for (int slab = 0; slab < SLABS; slab++)
        slab_dips(small, slab, slabs + (gsize)slab * (gsize)width);
    for (int x = 0; x < width; x++) {
        double column[SLABS];
        for (int slab = 0; slab < SLABS; slab++)
            column[slab] = slabs[slab * width + x];
        qsort(column, SLABS, sizeof(double), compare_doubles);
        dips[x] = (column[SLABS / 2 - 1] + column[SLABS / 2]) / 2;
    }
    return dips;
}

/* The middle of the deepest part of the shadow in widths of the page; 0 where there is none. */
static double find_shadow(PIX *look)
{
    int width = pixGetWidth(look), at = (int)(FROM * width);
    g_autofree double *dips = page_dips(look);
    for (int x = at; x < TO * width; x++)
        at = dips[x] > dips[at] ? x : at;
    int left = at, right = at, left_core = at, right_core = at;
    while (left > 0 && dips[left] > dips[at] / 2)
        left_core = dips[left--] > 0.8 * dips[at] ? left + 1 : left_core;
    while (right < width - 1 && dips[right] > dips[at] / 2)
        right_core = dips[right++] > 0.8 * dips[at] ? right - 1 : right_core;
    int band = right - left - 1;
    if (dips[at] < DIP_MIN || band < BAND_MIN * width || band > BAND_MAX * width)
        return 0;
    return (left_core + right_core + 1) / 2.0 / width;
}

/* ---------------------------------------------------------------------------------------- text -- */

/* Text lines on one side of x. */
typedef struct {
    int n, from_px, to_px;
} Side;

static void side_add(Side *side, int x, int width)
{
    side->from_px = side->n == 0 ? x : MIN(side->from_px, x);
    side->to_px = MAX(side->to_px, x + width);
    side->n++;
}

/* FALSE where more than a few lines cross. */
static gboolean sides_measure(BOXA *lines, double at_px, Side *left, Side *right)
{
    int n_crossing = 0, n_lines = boxaGetCount(lines);
    *left = *right = (Side){0};
    for (int i = 0; i < n_lines; i++) {
        int x, width;
        boxaGetBoxGeometry(lines, i, &x, NULL, &width, NULL);
        if (x + width <= at_px + LETTER_PX)
            side_add(left, x, width);
        else if (x >= at_px - LETTER_PX)
            side_add(right, x, width);
        else
            n_crossing++;
    }
    return n_crossing <= CROSSING_SHARE * n_lines;
}

/* There is more in lines that fill the side by half than in shorter ones: headings, ends, cells. */
static gboolean side_is_page(BOXA *lines, const Side *side)
{
    int n_wide = 0, wide_px = 0, short_px = 0;
    for (int i = 0; i < boxaGetCount(lines); i++) {
        int x, width;
        boxaGetBoxGeometry(lines, i, &x, NULL, &width, NULL);
        if (x < side->from_px || x + width > side->to_px)
            continue;
        gboolean is_wide = 2 * width > side->to_px - side->from_px;
        n_wide += is_wide;
        *(is_wide ? &wide_px : &short_px) += width;
    }
    return n_wide >= LINES_MIN && wide_px > short_px;
}

/* The widest gap around the middle that no line reaches into; its middle, or 0. */
static int find_margins(BOXA *lines, int width)
{
    int step = LETTER_PX, from = 0, best_from = 0, best_to = 0;
    g_autofree gboolean *is_taken = g_new0(gboolean, width / step + 2);
    for (int i = 0; i < boxaGetCount(lines); i++) {
        int x, length;
        boxaGetBoxGeometry(lines, i, &x, NULL, &length, NULL);
        for (int at = MAX(x, 0) / step; at <= MIN(x + length, width) / step; at++)
            is_taken[at] = TRUE;
    }
    for (int at = (int)(FROM * width) / step; at <= (int)(TO * width) / step; at++) {
        if (is_taken[at])
            from = at + 1;
        else if (at + 1 - from > best_to - best_from && from > 0)
            best_from = from, best_to = at + 1;
    }
    int middle = (best_from + best_to) * step / 2;
    gboolean is_central = fabs(middle - width / 2.0) <= MIDDLE_MOST * width;
    return is_central && best_to - best_from >= GAP_LETTERS ? middle : 0;
}

/* ---------------------------------------------------------------------------------- components -- */

/* Something drawn reaches to both sides of x; a shadow's dark core, which runs down the page, does not. */
static gboolean is_crossed(PIX *mask, double at)
{
    int width = pixGetWidth(mask), height = pixGetHeight(mask);
    int reach = (int)(REACH * width), middle = (int)(at * width);
    BOX *strip = boxCreate(middle - reach, 0, 2 * reach, height);
    g_autoptr(PIX) part = pixClipRectangle(mask, strip, NULL);
    boxDestroy(&strip);
    g_autoptr(BOXA) components = part ? pixConnCompBB(part, 8) : NULL;
    for (int i = 0; components && i < boxaGetCount(components); i++) {
        int component_width, component_height;
        boxaGetBoxGeometry(components, i, NULL, NULL, &component_width, &component_height);
        if (component_width >= 2 * reach - 2 && component_height < height / 2)
            return TRUE;
    }
    return FALSE;
}

int ocr_gutter_find(PIX *look, const OcrPrepared *prepared)
{
    int width = pixGetWidth(prepared->page), height = pixGetHeight(prepared->page);
    Side left, right;
    if (width < WIDER_THAN_HIGH * height)
        return 0;
    double shadow = find_shadow(look);
    int at_px = (int)(shadow * width);
    if (shadow > 0 && sides_measure(prepared->lines, at_px, &left, &right) &&
        left.n + right.n >= LINES_MIN && !is_crossed(prepared->ink, shadow))
        return at_px;
    at_px = find_margins(prepared->lines, width);
    if (at_px > 0 && sides_measure(prepared->lines, at_px, &left, &right) &&
        side_is_page(prepared->lines, &left) && side_is_page(prepared->lines, &right) &&
        !is_crossed(prepared->ink, (double)at_px / width))
        return at_px;
    return 0;
}
