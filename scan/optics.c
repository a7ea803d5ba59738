/* As blur.c, of a page that has hardly any ink: along every row, of all that is dark beside the page's
 * paper, for there is no show-through as dark as that. */
#include "scan/optics.h"

#include "scan/blur.h"

#define DARK 0.5      /* of the paper's luminance */
#define REACH_MM 2.0  /* an edge that rises over more is none */
#define EDGES_MIN 24u /* half of a hole */
#define BINS 200u
#define BIN_MM 0.01

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
        double rise = scan_blur_rise_px(row, x, reach, level);
        if (rise >= 0) {
            bins[MIN(BINS - 1, (guint)(rise * mm / BIN_MM))]++;
            n++;
        }
        while (x + 1 < width && row[x + 1] <= DARK * level)
            x++;
    }
    return n;
}

double scan_optics_rise_mm(const ScanGray *gray, double level)
{
    guint bins[BINS] = {0}, n = 0, seen = 0, bin = 0;
    for (guint y = 0; y < gray->height_px; y++)
        n += row_count(scan_gray_row(gray, y), gray, level, bins);
    if (n < EDGES_MIN)
        return 0;
    while (bin < BINS && (seen += bins[bin]) < n / 2)
        bin++;
    return bin * BIN_MM;
}
