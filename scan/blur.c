/* Blur by the rise distance of edges, as resolution is judged in ISO 12233 and ISO 15311: at the left of
 * each dark run of a row, from the run's darkest pixel back to the paper. Rows cross strokes at all
 * angles, so the median is a little more than an upright edge has. */
#include "scan/blur.h"

#include <string.h>

#define ROW_STEP 8u
#define DARK 0.5     /* of the paper's luminance */
#define REACH_MM 2.0 /* an edge that rises over more is none */
#define EDGES_MIN 200u
#define BINS 200u
#define BIN_MM 0.01

/* Where the row crosses level between x and x + 1, rising to the left. */
static double crossing(const guint8 *row, int x, double level)
{
    double right = row[x + 1], left = row[x];
    return left > right ? x + 1 - (level - right) / (left - right) : x;
}

/* The rise left of the darkest pixel at x, in pixels; negative: no edge. */
static double rise_px(const guint8 *row, int x, int reach, double level)
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

static guint row_count(const guint8 *row, const ScanGray *gray, double level, guint bins[BINS])
{
    int width = (int)gray->width_px, reach = scan_gray_px(gray, REACH_MM);
    double mm = SCAN_MM_PER_INCH / gray->dpi;
    guint n = 0;
    for (int x = 1; x < width; x++) {
        if (row[x] > DARK * level)
            continue;
        while (x + 1 < width && row[x + 1] < row[x])
            x++;
        double rise = rise_px(row, x, reach, level);
        if (rise >= 0) {
            bins[MIN(BINS - 1, (guint)(rise * mm / BIN_MM))]++;
            n++;
        }
        while (x + 1 < width && row[x + 1] <= DARK * level)
            x++;
    }
    return n;
}

double scan_blur_mm(const ScanGray *gray, double level)
{
    guint bins[BINS] = {0}, n = 0, seen = 0, bin = 0;
    for (guint y = 0; y < gray->height_px; y += ROW_STEP)
        n += row_count(scan_gray_row(gray, y), gray, level, bins);
    if (n < EDGES_MIN)
        return 0;
    while (bin < BINS && (seen += bins[bin]) < n / 2)
        bin++;
    return bin * BIN_MM;
}
