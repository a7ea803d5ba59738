/* Blur by the rise distance of edges, as resolution is judged in ISO 12233 and ISO 15311: at the left of
 * each dark run of a row, from the run's darkest pixel back to the paper. Rows cross strokes at all
 * angles, so the median is a little more than an upright edge has.
 *
 * Dark is told by contrast to the paper at that place, since old paper is half as bright at one edge as
 * at the other, and an edge that has to rise to the brightest of it is long or none. Only the page's
 * strongest edges count, by its own measure: what shines through is soft on the sharpest scan, and
 * blur takes contrast from all thin strokes alike. Noise ends a rise early; so a noisy page seems
 * sharper than it is, by a tenth or so. */
#include "scan/blur.h"

#include <string.h>

#define ROW_STEP 8u
#define CONTRAST 0.22    /* of the paper's luminance there */
#define REACH_MM 2.0     /* an edge that rises over more is none */
#define EDGES_MIN 100u   /* of all, */
#define STRONG_MIN 40u   /* and of strong ones */
#define STRONG_RANK 0.9  /* the contrast that so many edges stay below, */
#define STRONG_SHARE 0.7 /* and the share of it that is strong */
#define BINS 200u
#define BIN_MM 0.01
#define LEVELS 64u

/* How many edges there are of each contrast and rise. */
typedef struct {
    const ScanGray *fine;
    guint counts[LEVELS][BINS];
    guint of_level[LEVELS], n;
} Edges;

/* Where the row crosses level between x and x + 1, rising to the left. */
static double crossing(const guint8 *row, int x, double level)
{
    double right = row[x + 1], left = row[x];
    return left > right ? x + 1 - (level - right) / (left - right) : x;
}

double scan_blur_rise_px(const guint8 *row, int x, int reach, double level)
{
    double dark = row[x], low = dark + 0.2 * (level - dark), high = dark + 0.8 * (level - dark);
    double low_x = -1;
    for (int u = x - 1; u >= MAX(0, x - reach); u--) {
        if (low_x < 0 && row[u] >= low)
            low_x = crossing(row, u, low);
        if (row[u] >= high)
            return low_x - crossing(row, u, high);
    }
    return -1;
}

static void edge_count(Edges *edges, double rise, double contrast)
{
    guint bin = (guint)(rise * SCAN_MM_PER_INCH / edges->fine->dpi / BIN_MM);
    guint level = MIN(LEVELS - 1, (guint)(contrast * LEVELS));
    edges->counts[level][MIN(BINS - 1, bin)]++;
    edges->of_level[level]++;
    edges->n++;
}

/* paper: of each pixel of the row, what it would be without ink. */
static void row_count(Edges *edges, const guint8 *row, const guint8 *paper)
{
    int width = (int)edges->fine->width_px, reach = scan_gray_px(edges->fine, REACH_MM);
    for (int x = 1; x < width; x++) {
        double level = paper[x];
        if (level <= 0 || row[x] > (1 - CONTRAST) * level) /* 0: a bed, and black */
            continue;
        while (x + 1 < width && row[x + 1] < row[x])
            x++;
        double rise = scan_blur_rise_px(row, x, reach, level);
        if (rise >= 0)
            edge_count(edges, rise, 1 - row[x] / level);
        while (x + 1 < width && row[x + 1] <= (1 - CONTRAST) * level)
            x++;
    }
}

/* The row of the coarse paper that lies on row y, as wide as the page. */
static void paper_row(const Edges *edges, const ScanInk *ink, guint y, guint8 *paper)
{
    guint factor = (guint)MAX(1, edges->fine->dpi / ink->paper->dpi + 0.5);
    const guint8 *row = scan_gray_row(ink->paper, MIN(y / factor, ink->paper->height_px - 1));
    for (guint x = 0; x < edges->fine->width_px; x++)
        paper[x] = row[MIN(x / factor, ink->paper->width_px - 1)];
}

/* From where on edges are strong. */
static guint strong_level(const Edges *edges)
{
    guint level = 0, seen = 0;
    while (level + 1 < LEVELS && (seen += edges->of_level[level]) < STRONG_RANK * edges->n)
        level++;
    return (guint)(STRONG_SHARE * level);
}

static double edges_median_mm(const Edges *edges)
{
    guint bins[BINS] = {0}, n = 0, seen = 0, bin = 0;
    for (guint level = strong_level(edges); level < LEVELS; level++) {
        n += edges->of_level[level];
        for (guint i = 0; i < BINS; i++)
            bins[i] += edges->counts[level][i];
    }
    while (bin < BINS && (seen += bins[bin]) < n / 2)
        bin++;
    return edges->n < EDGES_MIN || n < STRONG_MIN ? 0 : bin * BIN_MM;
}

double scan_blur_mm(const ScanGray *fine, const ScanInk *ink)
{
    Edges *edges = g_new0(Edges, 1);
    g_autofree guint8 *paper = g_malloc(fine->width_px);
    edges->fine = fine;
    for (guint y = 0; y < fine->height_px; y += ROW_STEP) {
        paper_row(edges, ink, y, paper);
        row_count(edges, scan_gray_row(fine, y), paper);
    }
    double blur_mm = edges_median_mm(edges);
    g_free(edges);
    return blur_mm;
}
