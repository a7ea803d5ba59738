/* A fold is a dark valley that runs straight through the whole page, however faint. The page is cut into
 * FOLD_PARTS strips across the fold; the mean of each strip's pixels at one height has a sixth of the
 * noise. A line is a fold where its pixels are darker than what lies to both sides in nearly all strips but
 * the outermost, which the scanner's bed may hide. Lines of text do not reach so far. */
#include "scan/fold.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define FOLD_PARTS 32
#define FOLD_PARTS_OUTER 2 /* at each end */
#define FOLD_PARTS_MISSING 2
#define FOLD_DEPTH 0.015 /* of the brightness beside it */
#define FOLD_BESIDE_MM 2.5
#define FOLD_SLOPE_MAX 0.07 /* 4 degrees */
#define FOLD_REACH_MM 1.6   /* of its shadow */
#define FOLD_DARKER 1.7     /* than the fold: somebody wrote on it */
#define FAINT_DARK 0.18     /* on one that is hardly ink itself; a light pencil has 0.2 */
#define CREASE_PX 3         /* how far it may lie from the middle of the shadow */
#define CREASE_BREADTH_PX 1 /* to either side */

/* A line through the whole page: across = start + slope * along, in pixels from the left or the top. */
typedef struct {
    gboolean is_down;
    double start, slope;
} Fold;

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

static gboolean valleys_search(const Valleys *valleys, Fold *fold)
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

/* The clearest fold of that direction: of the page at 70 to 140 dpi. FALSE: there is none. */
static gboolean fold_find(const ScanGray *gray, gboolean is_down, Fold *fold)
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

/* --------------------------------------------------------------------------- clearing -- */

/* Where the fold's line is at along, and off beside it; FALSE: not on the page. */
static gboolean fold_point(const Fold *fold, PIX *bits, int along, int off, int *x, int *y)
{
    int across = (int)lround(fold->start + fold->slope * along) + off;
    *x = fold->is_down ? across : along;
    *y = fold->is_down ? along : across;
    return across >= 0 && across < (fold->is_down ? pixGetWidth(bits) : pixGetHeight(bits));
}

static int fold_length(const Fold *fold, PIX *bits)
{
    return fold->is_down ? pixGetHeight(bits) : pixGetWidth(bits);
}

/* Of the bits along a line, how many there are and their mean contrast. */
static int line_contrast(const ScanInk *ink, PIX *bits, const Fold *line, double *contrast)
{
    int x, y, n = 0;
    double sum = 0;
    for (int along = 0; along < fold_length(line, bits); along++) {
        if (!fold_point(line, bits, along, 0, &x, &y) || !scan_ink_bit(bits, x, y))
            continue;
        sum += MIN(SCAN_INK_DARK, scan_ink_contrast(ink, (guint)x, (guint)y));
        n++;
    }
    *contrast = n ? sum / n : 0;
    return n;
}

/* The crease is a thin line in the shadow, darker than that, and not in its middle. */
static Fold crease_find(const ScanInk *ink, PIX *bits, const Fold *fold)
{
    Fold crease = *fold;
    double best = 0, contrast, length = fold_length(fold, bits);
    for (int from = -CREASE_PX; from <= CREASE_PX; from++)
        for (int to = -CREASE_PX; to <= CREASE_PX; to++) {
            Fold line = {fold->is_down, fold->start + from, fold->slope + (to - from) / length};
            double sum = line_contrast(ink, bits, &line, &contrast) * contrast;
            if (sum <= best)
                continue;
            best = sum;
            crease = line;
        }
    return crease;
}

/* What is as dark as that on a line, somebody wrote. Where most of the line is too faint to be ink, what
 * is ink on it may all be writing, and says nothing about the fold. */
static double line_dark(const ScanInk *ink, PIX *bits, const Fold *line)
{
    double contrast;
    int n = line_contrast(ink, bits, line, &contrast);
    double most = 2 * n < fold_length(line, bits) ? FAINT_DARK : SCAN_INK_DARK;
    return MIN(most, FOLD_DARKER * contrast);
}

/* Clears what is up to reach beside the line and not dark. */
static void line_clear(const ScanInk *ink, PIX *bits, const Fold *line, int reach, double dark)
{
    int x, y;
    for (int along = 0; along < fold_length(line, bits); along++)
        for (int off = -reach; off <= reach; off++)
            if (fold_point(line, bits, along, off, &x, &y) &&
                scan_ink_contrast(ink, (guint)x, (guint)y) < dark)
                pixSetPixel(bits, x, y, 0);
}

guint scan_fold_clear(const ScanInk *ink, PIX *bits, gboolean is_down)
{
    Fold fold;
    if (!fold_find(ink->gray, is_down, &fold))
        return 0;
    const Fold crease = crease_find(ink, bits, &fold);
    double fold_dark = line_dark(ink, bits, &fold), crease_dark = line_dark(ink, bits, &crease);
    line_clear(ink, bits, &fold, scan_gray_px(ink->gray, FOLD_REACH_MM), fold_dark);
    line_clear(ink, bits, &crease, CREASE_BREADTH_PX, crease_dark);
    return 1;
}
