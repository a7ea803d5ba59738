/* Show-through is pale and, since paper scatters it, blurred; of ink, even pencil's, the edges are as
 * sharp as the scanner allows. So ink counts where it is dark (SCAN_INK_DARK) or sharp (sharp.h); how sharp
 * it must be depends on how dark it is and on how sharp the scanner is, which the edges of holes, dust
 * and bed show (optics.h). */
#include "scan/marks.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "scan/optics.h"
#include "scan/sharp.h"

#define CHANCE_MM 6.0
#define SHARP_SHARE_MIN 0.7
#define SHARP_RISE_MM_MAX 0.23 /* of edges: 300 dpi scanners have up to 0.22, at 150 dpi to 0.35 */
#define SHARP_DPI_MIN 180.0    /* where there are no edges to tell */
#define ALONE_MM2_MAX 25.0
#define CROWD_MM2_MIN 200.0 /* seventeen lines of print */
#define CROWD_KEPT_MIN 0.40 /* the median; of pencil on a page at 150 dpi it is up to 0.39 */
#define BED_MM 2.5
#define BED_KEPT_MIN 0.55f /* the bed's edge 0.6 and more, strokes below 0.5 */
#define PALE_BINS 100u

/* What a page's ink is judged by. */
typedef struct {
    const ScanInk *ink;
    PIX *bits;               /* the ink without folds */
    const float *kept;       /* scan_sharp_map */
    double noise;            /* as contrast */
    const double *kept_most; /* one of those below */
} Judge;

/* How much of the energy ink of a contrast may keep: the darker it is, the less likely it comes from the
 * other side, and the more it may be blurred by the scanner. */
static const double steps[] = {0.12, 0.20, 0.28, 0.34, SCAN_INK_DARK};
static const double kept_usual[] = {0.275, 0.30, 0.40, 0.65, 1.9};
/* Noise on a pencil line that stands alone lets it keep up to 0.58. */
static const double kept_alone[] = {0.46, 0.58, 0.60, 0.65, 1.9};
static const double kept_doubtful[] = {0.42, 0.50, 0.52, 0.62, 1.9};
static const double kept_crowded[] = {0.30, 0.46, 0.50, 0.62, 1.9};

/* The darkest of a pixel and its neighbours, noise taken off and dust left out. */
static double contrast_near(const Judge *judge, guint x, guint y)
{
    const ScanGray *gray = judge->ink->gray;
    double most = 0;
    guint right = MIN(x + 1, gray->width_px - 1), down = MIN(y + 1, gray->height_px - 1);
    for (guint v = y ? y - 1 : 0; v <= down; v++)
        for (guint u = x ? x - 1 : 0; u <= right; u++)
            if (judge->kept[(gsize)v * gray->width_px + u] < SCAN_SHARP_DUST)
                most = MAX(most, scan_ink_contrast(judge->ink, u, v));
    return most - judge->noise;
}

static double kept_most_at(const double *kept, double contrast)
{
    guint i = 0;
    while (i < G_N_ELEMENTS(steps) && contrast >= steps[i])
        i++;
    if (i == 0 || i == G_N_ELEMENTS(steps))
        return kept[i ? i - 1 : 0];
    double share = (contrast - steps[i - 1]) / (steps[i] - steps[i - 1]);
    return kept[i - 1] + share * (kept[i] - kept[i - 1]);
}

static gboolean pixel_is_ink(const Judge *judge, guint x, guint y)
{
    double kept = (double)judge->kept[(gsize)y * judge->ink->gray->width_px + x];
    if (kept >= (double)SCAN_SHARP_DUST)
        return FALSE;
    return scan_ink_contrast(judge->ink, x, y) >= SCAN_INK_DARK ||
           kept <= kept_most_at(judge->kept_most, contrast_near(judge, x, y));
}

/* Beside an edge of the page: a stroke has paper on both sides and keeps little; the bed and a shadow have
 * it on one. */
static gboolean pixel_is_bed(const Judge *judge, guint x, guint y)
{
    const ScanGray *gray = judge->ink->gray;
    guint zone = (guint)scan_gray_px(gray, BED_MM);
    return judge->kept[(gsize)y * gray->width_px + x] > BED_KEPT_MIN &&
           (x < zone || y < zone || x + zone >= gray->width_px || y + zone >= gray->height_px);
}

/* Bits of what is ink by the judge; those of them that are not dark anyway are counted in sharp, all ink that
 * might have been in pale. */
static PIX *pixels_find(const Judge *judge, guint32 *sharp, guint32 *pale)
{
    const ScanInk *ink = judge->ink;
    PIX *marks = pixCopy(NULL, judge->bits);
    for (guint y = 0; y < ink->gray->height_px; y++) {
        l_uint32 *line = pixGetData(marks) + (gsize)y * (gsize)pixGetWpl(marks);
        for (guint x = 0; x < ink->gray->width_px; x++) {
            gsize at = (gsize)y * ink->gray->width_px + x;
            if (!GET_DATA_BIT(line, x) || judge->kept[at] >= SCAN_SHARP_DUST ||
                pixel_is_bed(judge, x, y))
                CLEAR_DATA_BIT(line, x);
            else if (scan_ink_contrast(ink, x, y) < SCAN_INK_DARK) {
                pale[at] = 1;
                if (pixel_is_ink(judge, x, y))
                    sharp[at] = 1;
                else
                    CLEAR_DATA_BIT(line, x);
            }
        }
    }
    return marks;
}

/* Of a pencil's stroke most is sharp; of many blurred strokes a few seem so by chance. */
static void chance_clear(const ScanInk *ink, PIX *marks, guint32 *sharp, guint32 *pale)
{
    guint width = ink->gray->width_px, height = ink->gray->height_px;
    int reach = scan_gray_px(ink->gray, CHANCE_MM) / 2;
    g_autofree guint32 *own = g_memdup2(sharp, (gsize)width * height * sizeof *sharp);
    scan_window_sum(sharp, width, height, reach);
    scan_window_sum(pale, width, height, reach);
    for (gsize i = 0; i < (gsize)width * height; i++)
        if (own[i] && sharp[i] < SHARP_SHARE_MIN * pale[i])
            pixSetPixel(marks, (int)(i % width), (int)(i / width), 0);
}

/* ------------------------------------------------------------------- show-through as a whole -- */

/* Ink that has edges and is not dark. */
typedef struct {
    double mm2, kept; /* its area; the median of what is kept */
} Pale;

static Pale pale_measure(const ScanInk *ink, PIX *bits, const float *kept)
{
    guint bins[(guint)SCAN_SHARP_NONE * PALE_BINS] = {0}, n = 0, seen = 0, bin = 0;
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    for (guint y = 0; y < ink->gray->height_px; y++)
        for (guint x = 0; x < ink->gray->width_px; x++) {
            float here = kept[(gsize)y * ink->gray->width_px + x];
            if (here >= SCAN_SHARP_NONE || !scan_ink_bit(bits, (int)x, (int)y) ||
                scan_ink_contrast(ink, x, y) >= SCAN_PALE_CONTRAST)
                continue;
            bins[(guint)(here * PALE_BINS)]++;
            n++;
        }
    while (bin + 1 < G_N_ELEMENTS(bins) && (seen += bins[bin]) < n / 2)
        bin++;
    return (Pale){n * mm * mm, (double)bin / PALE_BINS};
}

/* Do edges that are sharp on paper come out blurred? What shows it stands on nearly every back. */
static gboolean page_is_coarse(const ScanGray *fine, const ScanInk *ink, double dpi)
{
    double rise_mm = scan_optics_rise_mm(fine, ink->level);
    return rise_mm > 0 ? rise_mm > SHARP_RISE_MM_MAX : dpi < SHARP_DPI_MIN;
}

/* Where too little is pale for the other side to shine through, and where the scanner is not sharp, ink
 * need not be sharp; but beside a page full of what is blurred the palest has to be. */
static const double *kept_choose(const Pale *pale, gboolean is_coarse)
{
    if (pale->mm2 < ALONE_MM2_MAX)
        return kept_alone;
    if (!is_coarse)
        return kept_usual;
    return pale->mm2 >= CROWD_MM2_MIN && pale->kept >= CROWD_KEPT_MIN ? kept_crowded
                                                                      : kept_doubtful;
}

PIX *scan_marks_find(const ScanGray *fine, const ScanInk *ink, PIX *bits, double dpi)
{
    g_autofree float *kept = scan_sharp_map(fine, ink);
    const Pale palest = pale_measure(ink, bits, kept);
    const Judge judge = {.ink = ink,
                         .bits = bits,
                         .kept = kept,
                         .noise = 1.5 * scan_gray_noise(ink->gray) / MAX(ink->level, 1),
                         .kept_most = kept_choose(&palest, page_is_coarse(fine, ink, dpi))};
    gsize n = (gsize)ink->gray->width_px * ink->gray->height_px;
    g_autofree guint32 *sharp = g_new0(guint32, n), *pale = g_new0(guint32, n);
    PIX *marks = pixels_find(&judge, sharp, pale);
    if (judge.kept_most != kept_alone) /* few strokes, few chances */
        chance_clear(ink, marks, sharp, pale);
    return marks;
}
