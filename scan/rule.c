/* A rule is thin across and straight along. Of the ink, what is no thicker than a rule is joined along the rule's
 * direction over small gaps; a piece of that which is long, has no gaps, and nearly all of which lies on one straight line, is a
 * part of a rule, and tells where the rest lies and how thick it is. Along that line the page is painted over, from what
 * is on one side of it to what is on the other: paper where there is paper, a stroke where one crosses. Upright ones
 * are looked for without the level ones, so that they are thin where the two cross.
 *
 * A rule that is bent by more than BAND_MM, as on the bulging page of a book, is not found. A straight line that somebody
 * drew on a rule, along it, is taken for a part of it. */
#include "scan/rule.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define RULE_MM_MIN 80.0 /* a line that a hand draws so straight is shorter */
#define THICK_MM 1.6     /* half a millimetre of print, and what scanner and threshold add */
#define GAP_MM 3.0
#define BAND_MM 0.8 /* to either side of the line */
#define ON_LINE_MIN 0.9
#define COVER_MIN 0.96
#define RIM_MM 3.0
#define SLOPE_MAX 0.09 /* 5 degrees */
#define RIM_PX 0.75    /* that the threshold adds to either side of a line */
#define BLUR_PX 1      /* its edge beyond that, no ink any more */
#define SAMPLES 4      /* pixels of the fine page whose mean is what lies beside a rule */

/* across = start + slope * along, in pixels of the ink from the left or the top; half as thick as it is. */
typedef struct {
    gboolean is_down;
    double start, slope, half;
} Rule;

typedef struct {
    int along, across;
} Spot;

/* ------------------------------------------------------------------------------- finding -- */

/* Bits of thin in a part of what was joined. */
static GArray *spots_list(PIX *thin, PIX *part, BOX *box, gboolean is_down)
{
    GArray *spots = g_array_new(FALSE, FALSE, sizeof(Spot));
    int left, top, w, h;
    boxGetGeometry(box, &left, &top, &w, &h);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            if (scan_ink_bit(part, x, y) && scan_ink_bit(thin, left + x, top + y)) {
                const Spot spot = {is_down ? top + y : left + x, is_down ? left + x : top + y};
                g_array_append_val(spots, spot);
            }
    return spots;
}

/* Least squares. */
static void line_fit(const GArray *spots, Rule *rule)
{
    double n = spots->len, along = 0, across = 0, squares = 0, products = 0;
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        along += spot->along;
        across += spot->across;
        squares += (double)spot->along * spot->along;
        products += (double)spot->along * spot->across;
    }
    double spread = n * squares - along * along;
    rule->slope = spread > 0 ? (n * products - along * across) / spread : 0;
    rule->start = (across - rule->slope * along) / MAX(n, 1);
}

static gboolean rule_is_line(const GArray *spots, int length, double band, Rule *rule)
{
    guint n_on = 0;
    line_fit(spots, rule);
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        n_on += fabs(spot->across - rule->start - rule->slope * spot->along) <= band;
    }
    rule->half = 0.5 * n_on / length;
    return fabs(rule->slope) <= SLOPE_MAX && n_on >= ON_LINE_MIN * spots->len;
}

/* Of bits, what is no thicker across the direction than a rule. */
static PIX *thin_find(PIX *bits, gboolean is_down, int thick)
{
    PIX *thicker =
        is_down ? pixOpenBrick(NULL, bits, thick + 1, 1) : pixOpenBrick(NULL, bits, 1, thick + 1);
    PIX *thin = pixSubtract(NULL, bits, thicker);
    pixDestroy(&thicker);
    return thin;
}

static gboolean bit_at(PIX *bits, gboolean is_down, int along, int across)
{
    int x = is_down ? across : along, y = is_down ? along : across;
    return x >= 0 && y >= 0 && x < pixGetWidth(bits) && y < pixGetHeight(bits) &&
           scan_ink_bit(bits, x, y);
}

/* The share of a piece's length at which there is ink on the line: between letters, however small, and words there is none. */
static double rule_cover(PIX *bits, const Rule *rule, BOX *box)
{
    int x, y, w, h, n_seen = 0;
    boxGetGeometry(box, &x, &y, &w, &h);
    const int from = rule->is_down ? y : x, length = rule->is_down ? h : w;
    for (int along = from; along < from + length; along++) {
        const double middle = rule->start + rule->slope * along;
        gboolean is_seen = FALSE;
        for (int across = (int)ceil(middle - rule->half - RIM_PX);
             across <= middle + rule->half + RIM_PX; across++)
            is_seen |= bit_at(bits, rule->is_down, along, across);
        n_seen += is_seen;
    }
    return (double)n_seen / length;
}

/* So near an edge is the rim of the scanner's bed, as straight as a rule. */
static gboolean box_is_at_rim(const ScanInk *ink, BOX *box, gboolean is_down)
{
    int x, y, w, h, rim = scan_gray_px(ink->gray, RIM_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    int middle = is_down ? x + w / 2 : y + h / 2;
    return middle < rim ||
           middle >= (int)(is_down ? ink->gray->width_px : ink->gray->height_px) - rim;
}

static GArray *rules_list(const ScanInk *ink, PIX *bits, gboolean is_down)
{
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(Rule));
    PIX *thin = thin_find(bits, is_down, scan_gray_px(ink->gray, THICK_MM));
    int gap = scan_gray_px(ink->gray, GAP_MM), least = scan_gray_px(ink->gray, RULE_MM_MIN);
    PIX *joined = pixCloseSafeBrick(NULL, thin, is_down ? 1 : gap, is_down ? gap : 1);
    PIXA *parts = NULL;
    BOXA *boxes = pixConnComp(joined, &parts, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        PIX *part = pixaGetPix(parts, i, L_CLONE);
        int length = is_down ? pixGetHeight(part) : pixGetWidth(part);
        g_autoptr(GArray) spots = NULL;
        if (length >= least && !box_is_at_rim(ink, box, is_down))
            spots = spots_list(thin, part, box, is_down);
        Rule rule = {.is_down = is_down};
        if (spots &&
            rule_is_line(spots, length, BAND_MM / SCAN_MM_PER_INCH * ink->gray->dpi, &rule) &&
            rule_cover(bits, &rule, box) >= COVER_MIN)
            g_array_append_val(rules, rule);
        pixDestroy(&part);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
    pixDestroy(&joined);
    pixDestroy(&thin);
    return rules;
}

/* ------------------------------------------------------------------------------- erasing -- */

typedef struct {
    ScanGray *fine; /* is painted on */
    PIX *bits;      /* the ink; what is a rule's alone is cleared in it */
    int scale;      /* pixels of fine in one of bits */
    double band;
} Eraser;

/* The pixel of fine at that place, or the last before the edge. */
static guint8 *fine_at(const Eraser *eraser, gboolean is_down, int along, int across)
{
    const ScanGray *fine = eraser->fine;
    int x = is_down ? across : along, y = is_down ? along : across;
    x = CLAMP(x, 0, (int)fine->width_px - 1);
    y = CLAMP(y, 0, (int)fine->height_px - 1);
    return fine->bytes + (gsize)y * fine->width_px + x;
}

/* What lies beside a rule: step 1 is below or to the right. */
static double beside_mean(const Eraser *eraser, gboolean is_down, int along, int across, int step)
{
    double sum = 0;
    for (int i = 0; i < SAMPLES; i++)
        for (int off = -1; off <= 1; off++)
            sum += *fine_at(eraser, is_down, along + off, across + i * step);
    return sum / (3 * SAMPLES);
}

static void cut_paint(const Eraser *eraser, gboolean is_down, int along, int from, int to)
{
    int first = (from - BLUR_PX) * eraser->scale, last = (to + 1 + BLUR_PX) * eraser->scale;
    for (int i = along * eraser->scale; i < (along + 1) * eraser->scale; i++) {
        double before = beside_mean(eraser, is_down, i, first - 1, -1);
        double after = beside_mean(eraser, is_down, i, last, 1);
        for (int across = first; across < last; across++) {
            double share = (across - first + 0.5) / (last - first);
            *fine_at(eraser, is_down, i, across) =
                (guint8)lround(before + share * (after - before));
        }
    }
}

typedef struct {
    int from, to; /* across the rule, of the ink */
    gboolean has_ink, is_alone;
} Cut;

/* Where the rule is at one place along it: all of the run of ink across it, if that ends beside it and so is the rule's
 * alone; or else its own thickness. */
static Cut cut_find(const Eraser *eraser, const Rule *rule, int along)
{
    const double middle = rule->start + rule->slope * along;
    const int first = (int)ceil(middle - rule->half - RIM_PX),
              last = (int)floor(middle + rule->half + RIM_PX);
    Cut cut = {.from = first, .to = last};
    for (int across = first; across <= last; across++)
        cut.has_ink |= bit_at(eraser->bits, rule->is_down, along, across);
    while (bit_at(eraser->bits, rule->is_down, along, cut.from - 1))
        cut.from--;
    while (bit_at(eraser->bits, rule->is_down, along, cut.to + 1))
        cut.to++;
    cut.is_alone = middle - cut.from <= eraser->band && cut.to - middle <= eraser->band;
    if (!cut.is_alone) {
        cut.from = first;
        cut.to = last;
    }
    return cut;
}

static void rule_erase(const Eraser *eraser, const Rule *rule)
{
    int length = rule->is_down ? pixGetHeight(eraser->bits) : pixGetWidth(eraser->bits);
    for (int along = 0; along < length; along++) {
        const Cut cut = cut_find(eraser, rule, along);
        if (!cut.has_ink)
            continue;
        cut_paint(eraser, rule->is_down, along, cut.from, cut.to);
        for (int across = cut.from; cut.is_alone && across <= cut.to; across++)
            if (bit_at(eraser->bits, rule->is_down, along, across))
                pixSetPixel(eraser->bits, rule->is_down ? across : along,
                            rule->is_down ? along : across, 0);
    }
}

/* Answers how many there were. */
static guint rules_erase(const ScanInk *ink, const Eraser *eraser, gboolean is_down)
{
    g_autoptr(GArray) rules = rules_list(ink, eraser->bits, is_down);
    for (guint i = 0; i < rules->len; i++)
        rule_erase(eraser, &g_array_index(rules, Rule, i));
    return rules->len;
}

ScanGray *scan_rules_erase(const ScanGray *fine, const ScanInk *ink)
{
    g_autoptr(ScanGray) erased = scan_gray_copy(fine);
    PIX *bits = pixOr(NULL, ink->ink, ink->edge);
    const Eraser eraser = {erased, bits, (int)lround(fine->dpi / ink->gray->dpi),
                           BAND_MM / SCAN_MM_PER_INCH * ink->gray->dpi};
    guint n = rules_erase(ink, &eraser, FALSE) + rules_erase(ink, &eraser, TRUE);
    pixDestroy(&bits);
    return n ? g_steal_pointer(&erased) : NULL;
}
