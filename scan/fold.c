/* A fold is a dark valley that runs straight through the whole page, however faint. The page is cut into
 * FOLD_PARTS strips across the fold; the mean of each strip's pixels at one height has a sixth of the
 * noise. A line is a fold where its pixels are darker than what lies to both sides in nearly all strips but
 * the outermost, which the scanner's bed may hide. Lines of text do not reach so far. */
#include "scan/fold.h"

#include <math.h>

#define FOLD_PARTS 32
#define FOLD_PARTS_OUTER 2 /* at each end */
#define FOLD_PARTS_MISSING 2
#define FOLD_DEPTH 0.015 /* of the brightness beside it */
#define FOLD_BESIDE_MM 2.5
#define FOLD_SLOPE_MAX 0.07 /* 4 degrees */

typedef struct {
    guint length, breadth;
    float *means;  /* FOLD_PARTS of each line, from the top or left */
    float *depths; /* how much darker than beside, as a share of that */
} Valleys;

static void means_add(Valleys *valleys, const ScanGray *gray, gboolean is_down)
{
    for (guint y = 0; y < gray->height_px; y++) {
        const guint8 *row = scan_gray_row(gray, y);
        guint part = y * FOLD_PARTS / gray->height_px;
        for (guint x = 0; is_down && x < gray->width_px; x++)
            valleys->means[x * FOLD_PARTS + part] += row[x];
        for (guint x = 0; !is_down && x < gray->width_px; x++)
            valleys->means[y * FOLD_PARTS + x * FOLD_PARTS / gray->width_px] += row[x];
    }
    for (guint i = 0; i < valleys->breadth * FOLD_PARTS; i++)
        valleys->means[i] *= (float)FOLD_PARTS / (float)valleys->length;
}

/* The less of what there is to either side. */
static void depths_set(Valleys *valleys, guint beside)
{
    for (guint i = beside; i + beside < valleys->breadth; i++)
        for (guint part = 0; part < FOLD_PARTS; part++) {
            const float *mean = valleys->means + i * FOLD_PARTS + part;
            float lighter = MIN(mean[-(gssize)(beside * FOLD_PARTS)], mean[beside * FOLD_PARTS]);
            float here = (mean[-FOLD_PARTS] + mean[0] + mean[FOLD_PARTS]) / 3;
            valleys->depths[i * FOLD_PARTS + part] = (lighter - here) / MAX(lighter, 1);
        }
}

static double line_depth(const Valleys *valleys, double start, double slope)
{
    double sum = 0;
    guint n_missing = 0;
    for (guint part = FOLD_PARTS_OUTER; part < FOLD_PARTS - FOLD_PARTS_OUTER; part++) {
        double across = start + slope * (part + 0.5) * valleys->length / FOLD_PARTS;
        guint at = (guint)CLAMP(across + 0.5, 0, valleys->breadth - 1);
        float depth = valleys->depths[at * FOLD_PARTS + part];
        n_missing += depth < (float)FOLD_DEPTH;
        if (n_missing > FOLD_PARTS_MISSING)
            return 0;
        sum += (double)depth;
    }
    return sum;
}

static gboolean valleys_search(const Valleys *valleys, ScanFold *fold)
{
    double best = 0, step = 1.0 / valleys->length; /* a pixel from end to end */
    for (double slope = -FOLD_SLOPE_MAX; slope <= FOLD_SLOPE_MAX; slope += step)
        for (guint start = 0; start < valleys->breadth; start++) {
            double depth = line_depth(valleys, start, slope);
            if (depth <= best)
                continue;
            best = depth;
            fold->start = start;
            fold->slope = slope;
        }
    return best > 0;
}

gboolean scan_fold_find(const ScanGray *gray, gboolean is_down, ScanFold *fold)
{
    Valleys valleys = {.length = is_down ? gray->height_px : gray->width_px,
                       .breadth = is_down ? gray->width_px : gray->height_px};
    guint beside = (guint)scan_gray_px(gray, FOLD_BESIDE_MM);
    fold->is_down = is_down;
    if (valleys.breadth < 3 * beside || valleys.length < FOLD_PARTS)
        return FALSE;
    valleys.means = g_new0(float, (gsize)valleys.breadth *FOLD_PARTS);
    valleys.depths = g_new0(float, (gsize)valleys.breadth *FOLD_PARTS);
    means_add(&valleys, gray, is_down);
    depths_set(&valleys, beside);
    gboolean is_found = valleys_search(&valleys, fold);
    g_free(valleys.means);
    g_free(valleys.depths);
    return is_found;
}
