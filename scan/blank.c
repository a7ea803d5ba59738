/* A page is blank when nothing on it is ink. What shines through from the other side is pale and, since
 * paper scatters it, blurred; of ink, even pencil's, the edges are as sharp as the scanner allows. So
 * ink counts where it is dark (SCAN_INK_DARK) or sharp (sharp.h). Of that, lines along the whole page are
 * folds and dirt on the scanner's glass, up to LINES_MAX of them, and a short straight wire in a corner
 * is a staple. The page is called blank when what is left has neither a mark of a letter's size nor the
 * area of a few full stops. Doubt makes a page not blank. */
#include "scan/blank.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#include "scan/fold.h"
#include "scan/sharp.h"

#define MUCH_DARK_MM2 60.0 /* five lines of print: no need to look closer */
#define MARK_MM 2.0        /* a 10 pt digit is 2.4 mm high */
#define GAP_MM 1.2         /* in a pencil's stroke */
#define PALE_MARK_MM 3.0 /* a pencil's letters; pale noise on show-through comes as large as 2.3 */
#define PALE_CONTRAST 0.35
#define CHANCE_MM 6.0
#define SHARP_SHARE_MIN 0.7
#define SHARP_DPI_MIN 180.0
#define ALONE_MM2_MAX 25.0
#define PALE_DARK_PX 2  /* of a mark that is not pale there are more as dark as that */
#define INK_MM2 4.0     /* a 10 pt digit has about 0.9 */
#define LINE_SLOPE 0.07 /* 4 degrees */
#define LINE_SLOPE_STEP 0.002
#define LINE_PARTS 20     /* of the page's length ... */
#define LINE_PARTS_MIN 10 /* ... in which a line must be */
#define LINE_PARTS_SOLID 17
#define LINE_SOLID_SHARE 0.75 /* of its length */
#define LINE_HALF_MM 0.6
#define LINE_BESIDE_MM 3.0
#define LINE_BESIDE_SHARE 0.25
#define LINE_CLEAR_MM 1.0
#define FOLD_REACH_MM 1.6 /* of its shadow */
#define FOLD_DARKER 1.7   /* than the fold: somebody wrote on it */
#define SPOTS_MAX 40000u  /* 26 cm2 of ink at 75 dpi: no blank page */
#define LINES_MAX 3
#define SHADOW_MM 2.5
#define STAPLE_ZONE_MM 35.0
#define STAPLE_MM_MIN 7.0
#define STAPLE_MM_MAX 16.0
#define STAPLE_WIDE_MM 2.2

static gboolean bit_at(PIX *pix, int x, int y)
{
    return GET_DATA_BIT(pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix), x) != 0;
}

/* What a page's ink is judged by. */
typedef struct {
    const ScanInk *ink;
    PIX *bits;          /* the ink without folds */
    const float *kept;  /* scan_sharp_map */
    double noise;       /* as contrast */
    gboolean is_coarse; /* so few dpi that nothing is quite sharp */
    gboolean is_alone;  /* too little pale ink for the other side to shine through */
} Judge;

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

/* How much of the energy ink of this contrast may keep: the darker, the less likely it is to come
 * from the other side, and the more it may be blurred by the scanner. */
static double kept_most(const Judge *judge, double contrast)
{
    static const double steps[] = {0.12, 0.20, 0.28, 0.34, SCAN_INK_DARK};
    static const double usual[] = {0.275, 0.30, 0.40, 0.65, 1.9};
    static const double doubtful[] = {0.42, 0.42, 0.45, 0.60, 1.9};
    const double *kept = judge->is_coarse || judge->is_alone ? doubtful : usual;
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
           kept <= kept_most(judge, contrast_near(judge, x, y));
}

/* Of ink that has edges and is not dark, in mm2. */
static double pale_mm2(const Judge *judge)
{
    const ScanGray *gray = judge->ink->gray;
    double mm = SCAN_MM_PER_INCH / gray->dpi;
    guint n = 0;
    for (guint y = 0; y < gray->height_px; y++)
        for (guint x = 0; x < gray->width_px; x++)
            n += bit_at(judge->bits, (int)x, (int)y) &&
                 judge->kept[(gsize)y * gray->width_px + x] < SCAN_SHARP_NONE &&
                 scan_ink_contrast(judge->ink, x, y) < PALE_CONTRAST;
    return n * mm * mm;
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
            if (!GET_DATA_BIT(line, x) || judge->kept[at] >= SCAN_SHARP_DUST)
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

/* Ink that is sharp or dark. */
static PIX *marks_find(const ScanGray *fine, const ScanInk *ink, PIX *bits, double dpi)
{
    g_autofree float *kept = scan_sharp_map(fine, ink);
    Judge judge = {.ink = ink,
                   .bits = bits,
                   .kept = kept,
                   .noise = 1.5 * scan_gray_noise(ink->gray) / MAX(ink->level, 1),
                   .is_coarse = dpi < SHARP_DPI_MIN};
    judge.is_alone = pale_mm2(&judge) < ALONE_MM2_MAX;
    gsize n = (gsize)ink->gray->width_px * ink->gray->height_px;
    g_autofree guint32 *sharp = g_new0(guint32, n), *pale = g_new0(guint32, n);
    PIX *marks = pixels_find(&judge, sharp, pale);
    chance_clear(ink, marks, sharp, pale);
    return marks;
}

/* ----------------------------------------------------------------- folds and dirty glass -- */

typedef ScanFold Line; /* a line along the page, most often a fold or dirt */

typedef struct {
    int along, across;
} Spot;

static GArray *spots_list(PIX *marks, gboolean is_down)
{
    GArray *spots = g_array_new(FALSE, FALSE, sizeof(Spot));
    for (int y = 0; y < pixGetHeight(marks); y++) {
        const l_uint32 *line = pixGetData(marks) + (gsize)y * (gsize)pixGetWpl(marks);
        for (int x = 0; x < pixGetWidth(marks); x++)
            if (GET_DATA_BIT(line, x)) {
                Spot spot = {is_down ? y : x, is_down ? x : y};
                g_array_append_val(spots, spot);
            }
    }
    return spots;
}

static double spot_off(const Line *line, const Spot *spot)
{
    return spot->across - line->start - line->slope * spot->along;
}

/* The line of this slope that most spots are on; answers how many. */
static guint line_vote(const GArray *spots, int breadth, double slope, double *start)
{
    guint n_bins = (guint)breadth * 2, best = 0;
    g_autofree guint *votes = g_new0(guint, n_bins + 2);
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        int bin = (int)lround(spot->across - slope * spot->along) + breadth / 2;
        if (bin > 0 && bin < (int)n_bins)
            votes[bin]++;
    }
    for (guint i = 1; i < n_bins; i++) {
        guint here = votes[i - 1] + votes[i] + votes[i + 1];
        if (here <= best)
            continue;
        best = here;
        *start = (double)i - breadth / 2;
    }
    return best;
}

static gboolean line_find(const GArray *spots, int breadth, Line *line)
{
    guint best = 0;
    for (double slope = -LINE_SLOPE; slope <= LINE_SLOPE; slope += LINE_SLOPE_STEP) {
        double start = 0;
        guint votes = line_vote(spots, breadth, slope, &start);
        if (votes <= best)
            continue;
        best = votes;
        line->slope = slope;
        line->start = start;
    }
    return best > 0;
}

/* How far a line reaches to either side; 0: it is none. Either hardly anything lies beside it along half
 * the page - text has a height - or it runs from edge to edge without a gap, as the shadow of a fold
 * does and no text. */
static double line_reach_mm(const GArray *spots, int length, const Line *line, double mm)
{
    g_autofree guint8 *is_seen = g_malloc0((gsize)length);
    gboolean has_part[LINE_PARTS] = {FALSE};
    guint n_on = 0, n_beside = 0, n_parts = 0, n_seen = 0;
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        double off_mm = fabs(spot_off(line, spot)) * mm;
        n_on += off_mm <= LINE_HALF_MM;
        n_beside += off_mm > LINE_HALF_MM && off_mm <= LINE_BESIDE_MM;
        if (off_mm <= LINE_HALF_MM)
            has_part[spot->along * LINE_PARTS / length] = is_seen[spot->along] = TRUE;
    }
    for (guint i = 0; i < LINE_PARTS; i++)
        n_parts += has_part[i];
    for (int i = 0; i < length; i++)
        n_seen += is_seen[i];
    if (n_parts >= LINE_PARTS_SOLID && n_seen >= LINE_SOLID_SHARE * length)
        return LINE_BESIDE_MM;
    return n_parts >= LINE_PARTS_MIN && n_beside <= LINE_BESIDE_SHARE * n_on ? LINE_CLEAR_MM : 0;
}

/* Within dark_mm everything, within reach_mm what is not dark: somebody may have written there. */
static void line_clear(const ScanInk *ink, PIX *marks, const GArray *spots, const Line *line,
                       double reach_mm, double dark_mm)
{
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        int x = line->is_down ? spot->across : spot->along;
        int y = line->is_down ? spot->along : spot->across;
        gboolean is_dark = scan_ink_contrast(ink, (guint)x, (guint)y) >= SCAN_INK_DARK;
        if (fabs(spot_off(line, spot)) * mm <= (is_dark ? dark_mm : reach_mm))
            pixSetPixel(marks, x, y, 0);
    }
}

/* Of the bits along a fold, mean contrast. */
static double fold_contrast(const ScanInk *ink, PIX *bits, const ScanFold *fold)
{
    int length = fold->is_down ? pixGetHeight(bits) : pixGetWidth(bits);
    int breadth = fold->is_down ? pixGetWidth(bits) : pixGetHeight(bits), n = 0;
    double sum = 0;
    for (int along = 0; along < length; along++) {
        int across = (int)lround(fold->start + fold->slope * along);
        int x = fold->is_down ? across : along, y = fold->is_down ? along : across;
        if (across < 0 || across >= breadth || !bit_at(bits, x, y))
            continue;
        sum += MIN(SCAN_INK_DARK, scan_ink_contrast(ink, (guint)x, (guint)y));
        n++;
    }
    return n ? sum / n : 0;
}

/* Clears the fold of one direction but what is darker on it; answers how many there were. */
static guint fold_clear(const ScanInk *ink, PIX *bits, gboolean is_down)
{
    ScanFold fold;
    int reach = scan_gray_px(ink->gray, FOLD_REACH_MM);
    int length = is_down ? pixGetHeight(bits) : pixGetWidth(bits);
    int breadth = is_down ? pixGetWidth(bits) : pixGetHeight(bits);
    if (!scan_fold_find(ink->gray, is_down, &fold))
        return 0;
    double dark = MIN(SCAN_INK_DARK, FOLD_DARKER * fold_contrast(ink, bits, &fold));
    for (int along = 0; along < length; along++) {
        int middle = (int)lround(fold.start + fold.slope * along);
        for (int across = MAX(0, middle - reach); across <= MIN(breadth - 1, middle + reach);
             across++) {
            int x = is_down ? across : along, y = is_down ? along : across;
            if (scan_ink_contrast(ink, (guint)x, (guint)y) < dark)
                pixSetPixel(bits, x, y, 0);
        }
    }
    return 1;
}

/* Clears lines of one direction; answers how many. */
static guint lines_clear(const ScanInk *ink, PIX *marks, gboolean is_down, guint most)
{
    int length = is_down ? pixGetHeight(marks) : pixGetWidth(marks);
    int breadth = is_down ? pixGetWidth(marks) : pixGetHeight(marks);
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    for (guint n = 0; n < most; n++) {
        g_autoptr(GArray) spots = spots_list(marks, is_down);
        Line line = {.is_down = is_down};
        gboolean is_found = spots->len <= SPOTS_MAX && line_find(spots, breadth, &line);
        double reach_mm = is_found ? line_reach_mm(spots, length, &line, mm) : 0;
        if (reach_mm <= 0)
            return n;
        line_clear(ink, marks, spots, &line, reach_mm, LINE_HALF_MM);
    }
    return most;
}

/* ------------------------------------------------------------------------------- staples -- */

static gboolean box_in_corner(const ScanInk *ink, BOX *box)
{
    int x, y, w, h, zone = scan_gray_px(ink->gray, STAPLE_ZONE_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    return (x + w <= zone || x >= (int)ink->gray->width_px - zone) &&
           (y + h <= zone || y >= (int)ink->gray->height_px - zone);
}

/* A short straight wire: all of its spots lie near the longest line through it. */
static gboolean box_is_staple(const ScanInk *ink, PIX *marks, BOX *box)
{
    int x, y, w, h;
    boxGetGeometry(box, &x, &y, &w, &h);
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi, length = hypot(w, h) * mm;
    if (!box_in_corner(ink, box) || length < STAPLE_MM_MIN || length > STAPLE_MM_MAX)
        return FALSE;
    /* The wire runs along one diagonal of its box. */
    double middle_x = x + w / 2.0, middle_y = y + h / 2.0, size = hypot(w, h);
    double worst[2] = {0, 0};
    for (int v = y; v < y + h; v++)
        for (int u = x; u < x + w; u++)
            if (bit_at(marks, u, v)) {
                double dx = u + 0.5 - middle_x, dy = v + 0.5 - middle_y;
                worst[0] = MAX(worst[0], fabs(dx * h - dy * w) / size);
                worst[1] = MAX(worst[1], fabs(dx * h + dy * w) / size);
            }
    return MIN(worst[0], worst[1]) * mm <= STAPLE_WIDE_MM / 2;
}

/* -------------------------------------------------------------------------------- verdict -- */

static gboolean box_is_pale(const ScanInk *ink, PIX *marks, BOX *box)
{
    int x, y, w, h, n_dark = 0;
    boxGetGeometry(box, &x, &y, &w, &h);
    for (int v = y; v < y + h; v++)
        for (int u = x; u < x + w; u++)
            n_dark +=
                bit_at(marks, u, v) && scan_ink_contrast(ink, (guint)u, (guint)v) >= PALE_CONTRAST;
    return n_dark <= PALE_DARK_PX;
}

static gboolean box_is_mark(const ScanInk *ink, PIX *marks, BOX *box)
{
    int w, h;
    boxGetGeometry(box, NULL, NULL, &w, &h);
    if (MAX(w, h) < scan_gray_px(ink->gray, MARK_MM))
        return FALSE;
    return MAX(w, h) >= scan_gray_px(ink->gray, PALE_MARK_MM) || !box_is_pale(ink, marks, box);
}

/* So near an edge nobody writes, but paper's edges cast shadows. */
static gboolean box_is_at_edge(const ScanInk *ink, BOX *box)
{
    int x, y, w, h, zone = scan_gray_px(ink->gray, SHADOW_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    return x + w <= zone || y + h <= zone || x >= (int)ink->gray->width_px - zone ||
           y >= (int)ink->gray->height_px - zone;
}

/* Is there a mark? *left_mm2 becomes the area of all but holes, a staple and
 * pale specks. */
static gboolean marks_judge(const ScanInk *ink, PIX *marks, double *left_mm2)
{
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    int n = 0;
    gboolean has_mark = FALSE, has_staple = FALSE;
    int gap = scan_gray_px(ink->gray, GAP_MM);
    PIX *joined = pixCloseSafeBrick(NULL, marks, gap, gap);
    BOXA *boxes = pixConnComp(joined, NULL, 8);
    pixDestroy(&joined);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        if (scan_ink_is_hole(ink, marks, box) || box_is_at_edge(ink, box)) {
            pixClearInRect(marks, box);
        } else if (!has_staple && box_is_staple(ink, marks, box)) {
            has_staple = TRUE;
            pixClearInRect(marks, box);
        } else if (box_is_mark(ink, marks, box)) {
            has_mark = TRUE;
        } else if (box_is_pale(ink, marks, box)) {
            pixClearInRect(marks, box);
        }
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixCountPixels(marks, &n, NULL);
    *left_mm2 = n * mm * mm;
    return has_mark;
}

gboolean scan_page_is_blank(const ScanGray *fine, const ScanInk *ink, double dpi, double *left_mm2)
{
    *left_mm2 = ink->dark_mm2;
    if (ink->dark_mm2 >= MUCH_DARK_MM2)
        return FALSE;
    PIX *bits = pixCopy(NULL, ink->ink);
    guint n = fold_clear(ink, bits, FALSE) + fold_clear(ink, bits, TRUE);
    PIX *marks = marks_find(fine, ink, bits, dpi);
    pixDestroy(&bits);
    n += lines_clear(ink, marks, FALSE, LINES_MAX - n);
    lines_clear(ink, marks, TRUE, LINES_MAX - n);
    gboolean has_mark = marks_judge(ink, marks, left_mm2);
    pixDestroy(&marks);
    return !has_mark && *left_mm2 < INK_MM2;
}
