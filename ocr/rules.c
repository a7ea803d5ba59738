/* Rules: found, measured, erased.
 *
 * All in an ink reduced until its letters are 12 to 24 pixels high, a pixel black where any was. A rule
 * across the page is at least 12 letter heights long, down the page 6 (text has no strokes so long down),
 * and at most a third of a letter thick; letters touch it on less than CONTACT_MAX of its length. The
 * limits: a dotted rule is none, nor one that letters stand on; words of 12 letters that are longer than
 * that are told from rules by what hangs on them alone.
 *
 * A letter that crosses a rule keeps its part of it: where ink goes on on both sides, nothing is taken.
 */
#include "ocr/rules.h"

#include <math.h>

#include "ocr/pixels.h"
#include "scan/bits.h"

#define ACROSS_LETTERS 12
#define DOWN_LETTERS 6
#define THICK_LETTERS 0.34
#define LEAN_MAX 0.04 /* of the length */
#define CONTACT_MAX 0.12
#define END_SHARE 8 /* the part of a rule its end is measured from */

typedef enum { ACROSS, DOWN } Way;

typedef struct {
    PIX *ink; /* reduced */
    Way way;
    int letter_px;
    PIX *mask;
    GArray *rules;
} Search;

static PIX *dilated(PIX *pix, Way way, int along, int aside)
{
    return way == ACROSS ? scan_bits_dilate(pix, along, aside)
                         : scan_bits_dilate(pix, aside, along);
}

/* What of the ink lies in runs of a rule's length. */
static PIX *runs_find(const Search *search)
{
    int length_px = search->letter_px * (search->way == ACROSS ? ACROSS_LETTERS : DOWN_LETTERS);
    g_autoptr(PIX) thick = dilated(search->ink, search->way, 1, 3);
    g_autoptr(PIX) runs = !thick                  ? NULL
                          : search->way == ACROSS ? scan_bits_open(thick, length_px, 1)
                                                  : scan_bits_open(thick, 1, length_px);
    return runs ? pixAnd(NULL, runs, search->ink) : NULL;
}

/* Number of columns of a rule across, rows of a rule down, that have a pixel. */
static int count_along(PIX *pix, Way way)
{
    int n_filled = 0;
    NUMA *counts = way == ACROSS ? pixCountByColumn(pix, NULL) : pixCountByRow(pix, NULL);
    for (int i = 0; i < numaGetCount(counts); i++) {
        int n = 0;
        numaGetIValue(counts, i, &n);
        n_filled += n > 0;
    }
    numaDestroy(&counts);
    return n_filled;
}

/* Share of a rule's length where other ink touches it. */
static double measure_contact(const Search *search, PIX *rule, const BOX *box)
{
    int border_x = search->way == ACROSS ? 0 : 3, border_y = search->way == ACROSS ? 3 : 0;
    BOX *around = boxCreate(box->x - border_x, box->y - border_y, box->w + 2 * border_x,
                            box->h + 2 * border_y);
    g_autoptr(PIX) room = pixCreate(around->w, around->h, 1);
    pixRasterop(room, box->x - around->x, box->y - around->y, box->w, box->h, PIX_SRC, rule, 0, 0);
    g_autoptr(PIX) near = dilated(room, search->way, 1, 5);
    pixRasterop(near, 0, 0, around->w, around->h, PIX_SRC & PIX_DST, search->ink, around->x,
                around->y);
    pixSubtract(near, near, room);
    boxDestroy(&around);
    int length_px = search->way == ACROSS ? box->w : box->h;
    return (double)count_along(near, search->way) / length_px;
}

/* The middle of the rule, aside, in the part of its box from a share of its length on. */
static double measure_end(PIX *rule, Way way, gboolean is_last)
{
    int width = pixGetWidth(rule), height = pixGetHeight(rule);
    int part = MAX((way == ACROSS ? width : height) / END_SHARE, 1);
    BOX *box = way == ACROSS ? boxCreate(is_last ? width - part : 0, 0, part, height)
                             : boxCreate(0, is_last ? height - part : 0, width, part);
    g_autoptr(PIX) end = pixClipRectangle(rule, box, NULL);
    float x = 0, y = 0;
    pixCentroid(end, NULL, NULL, &x, &y);
    boxDestroy(&box);
    return (double)(way == ACROSS ? y : x);
}

static OcrRule measure_rule(PIX *rule, const BOX *box, Way way)
{
    double first = measure_end(rule, way, FALSE), last = measure_end(rule, way, TRUE);
    return way == ACROSS ? (OcrRule){box->x, box->x + box->w, box->y + first, box->y + last}
                         : (OcrRule){box->y, box->y + box->h, box->x + first, box->x + last};
}

static gboolean is_rule(const Search *search, PIX *rule, const BOX *box)
{
    int n_pixels = 0, letter_px = search->letter_px;
    int length = search->way == ACROSS ? box->w : box->h;
    int aside = search->way == ACROSS ? box->h : box->w;
    pixCountPixels(rule, &n_pixels, NULL);
    double thick = (double)n_pixels / length, most = MAX(THICK_LETTERS * letter_px, 4);
    return thick <= most && aside <= most + LEAN_MAX * length &&
           measure_contact(search, rule, box) < CONTACT_MAX;
}

static void keep_rules(Search *search, BOXA *boxes, PIXA *runs)
{
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        g_autoptr(PIX) run = pixaGetPix(runs, i, L_CLONE);
        if (is_rule(search, run, box)) {
            OcrRule rule = measure_rule(run, box, search->way);
            g_array_append_val(search->rules, rule);
            pixRasterop(search->mask, box->x, box->y, box->w, box->h, PIX_SRC | PIX_DST, run, 0, 0);
        }
        boxDestroy(&box);
    }
}

/* Finds the rules of one way, and a mask of them. */
static gboolean search(Search *search)
{
    PIXA *parts = NULL;
    g_autoptr(PIX) runs = runs_find(search);
    search->mask = pixCreateTemplate(search->ink);
    BOXA *boxes = runs && search->mask ? pixConnComp(runs, &parts, 8) : NULL;
    if (boxes)
        keep_rules(search, boxes, parts);
    gboolean is_done = boxes != NULL;
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
    return is_done;
}

/* ---------------------------------------------------------------------------------- the mask -- */

/* Takes from a rule's mask what a letter that crosses it needs: the ink goes on on both sides. */
static gboolean spare_crossing(PIX *mask, PIX *letters, Way way, int letter_px)
{
    int reach_px = letter_px / 2 | 1;
    g_autoptr(PIX) bridged = way == ACROSS ? scan_bits_close(letters, 1, reach_px)
                                           : scan_bits_close(letters, reach_px, 1);
    return bridged && pixSubtract(mask, mask, bridged);
}

/* The rules and their rim, without what is also a letter's; takes both masks over. */
static PIX *join_masks(PIX *small, PIX *across, PIX *down, int letter_px)
{
    g_autoptr(PIX) broad_across = scan_bits_dilate(across, 3, 3);
    g_autoptr(PIX) broad_down = scan_bits_dilate(down, 3, 3);
    g_autoptr(PIX) both = pixOr(NULL, broad_across, broad_down);
    g_autoptr(PIX) letters = pixSubtract(NULL, small, both);
    gboolean is_made = letters && spare_crossing(broad_across, letters, ACROSS, letter_px) &&
                       spare_crossing(broad_down, letters, DOWN, letter_px);
    return is_made ? pixOr(NULL, broad_across, broad_down) : NULL;
}

/* ------------------------------------------------------------------------------- all together -- */

static void scale_rules(GArray *rules, double scale)
{
    for (guint i = 0; i < rules->len; i++) {
        OcrRule *rule = &g_array_index(rules, OcrRule, i);
        rule->from_px = (int)lround(rule->from_px * scale);
        rule->to_px = (int)lround(rule->to_px * scale);
        rule->at_from_px *= scale;
        rule->at_to_px *= scale;
    }
}

static gboolean find_both(PIX *small, int letter_px, OcrRules *rules)
{
    Search across = {small, ACROSS, letter_px, NULL, rules->across};
    Search down = {small, DOWN, letter_px, NULL, rules->down};
    gboolean is_done = search(&across) && search(&down);
    if (is_done && rules->across->len + rules->down->len > 0) {
        rules->mask = join_masks(small, across.mask, down.mask, letter_px);
        is_done = rules->mask != NULL;
    }
    pixDestroy(&across.mask);
    pixDestroy(&down.mask);
    return is_done;
}

OcrRules *ocr_rules_new(PIX *ink, int letter_px, double scale)
{
    int reduction = letter_px >= 48 ? 4 : letter_px >= 24 ? 2 : 1;
    g_autoptr(OcrRules) rules = g_new0(OcrRules, 1);
    rules->across = g_array_new(FALSE, FALSE, sizeof(OcrRule));
    rules->down = g_array_new(FALSE, FALSE, sizeof(OcrRule));
    rules->scale = scale * reduction;
    if (letter_px == 0)
        return g_steal_pointer(&rules);
    g_autoptr(PIX) small =
        reduction == 1 ? pixClone(ink) : pixReduceRankBinaryCascade(ink, 1, reduction > 2, 0, 0);
    if (!small || !find_both(small, letter_px / reduction, rules))
        return NULL;
    scale_rules(rules->across, rules->scale);
    scale_rules(rules->down, rules->scale);
    return g_steal_pointer(&rules);
}

void ocr_rules_free(OcrRules *rules)
{
    if (!rules)
        return;
    g_array_unref(rules->across);
    g_array_unref(rules->down);
    pixDestroy(&rules->mask);
    g_free(rules);
}

double ocr_rule_at(const OcrRule *rule, double along_px)
{
    double share = (along_px - rule->from_px) / MAX(rule->to_px - rule->from_px, 1);
    return rule->at_from_px + share * (rule->at_to_px - rule->at_from_px);
}

/* ------------------------------------------------------------------------------------- use -- */

static PIX *mask_at(const OcrRules *rules, double scale)
{
    return pixScaleBySampling(rules->mask, (float)scale, (float)scale);
}

gboolean ocr_rules_subtract(const OcrRules *rules, PIX *ink)
{
    if (!rules->mask)
        return TRUE;
    g_autoptr(PIX) mask = pixScaleToSize(rules->mask, pixGetWidth(ink), pixGetHeight(ink));
    return mask && pixSubtract(ink, ink, mask);
}

gboolean ocr_rules_erase(const OcrRules *rules, PIX *page)
{
    if (!rules->mask)
        return TRUE;
    g_autoptr(PIX) mask = mask_at(rules, rules->scale);
    return mask && pixSetMasked(page, mask, (l_uint32)ocr_pixels_rank(page, 8, 0.5)) == 0;
}

static void flip(GArray *rules, int along_px, int aside_px)
{
    for (guint i = 0; i < rules->len; i++) {
        OcrRule *rule = &g_array_index(rules, OcrRule, i), was = *rule;
        *rule = (OcrRule){along_px - was.to_px, along_px - was.from_px, aside_px - was.at_to_px,
                          aside_px - was.at_from_px};
    }
}

gboolean ocr_rules_flip(OcrRules *rules, int width_px, int height_px)
{
    flip(rules->across, width_px, height_px);
    flip(rules->down, height_px, width_px);
    return !rules->mask || pixRotate180(rules->mask, rules->mask);
}
