/* Text or no text, decided of every line of a page that is mostly drawings.
 *
 * The engine reads words into handwriting, contours, signatures and stains. No single figure tells them from print: faint
 * Urdu is read as unsurely as a scrawl, and a cross on a map as surely as a plus. Taken together they do:
 *
 *   of the line         how sure the engine is of its characters and of its best word, how many there are and how dense
 *                       they stand, and whether its letters stand on one straight line
 *   of the other lines  whether any of them holds a word that was read surely. Of 40 pages of handwriting none did; of
 *                       Nastaliq, of which the engine is unsure throughout, a third of the lines do at the worst.
 *
 * Their sum is weighted by logistic regression over lines of generated pages, pictures (seeds 11 to 13) and print (11
 * and 12); tests/bench/nontext.sh fits it anew. Where most of a page falls below, what is left must score higher: a map
 * has few labels and many signs. A page three quarters of whose ink stand in no word is one of drawings too: a map of
 * which little but its labels was read; no page of 35 scans of print has more than half. On other pages all lines stay:
 * cells of forms are read unsurely and yet right (words missed on four forms 27.1 -> 27.8 % when they went). Lines in
 * Urdu letters may score lower, as long as others of the page are sure. A line with a word that was read surely always
 * stays.
 */
#include "ocr/nontext.h"

#include <math.h>

#include "ocr/picture.h"
#include "ocr/text.h"

#define WORD_LETTERS 3 /* of a word that can be sure */
#define SURE 0.80      /* of which the page's other lines profit */
#define SURE_TO_STAY 0.90
#define SURE_ENOUGH 0.3  /* share of the page beyond which it says no more */
#define OTHERS_MIN 20.0  /* characters that tell of a page ... */
#define OTHERS_FEW 0.5   /* ... and what is believed of fewer */
#define LENGTH_MAX 4.0   /* 55 characters */
#define DENSITY_MIN 0.05 /* characters per height */
#define LETTER_SHARE 0.4 /* of a small letter's height: less is a dot */
#define BOTTOM_MAX 2.0

#define DRAWN_SHARE 0.4 /* of the page's characters, from which it is one of drawings ... */
#define DRAWN_RANGE 0.4 /* ... and over how much more it grows one */
#define DRAWN_COSTS 3.0
#define LABEL_LETTERS 2 /* of a word on a page of drawings ... */
#define LABEL_SURE 0.70 /* ... and how sure it must be */
#define URDU_GAINS 2.0
#define URDU_SURE 0.2
#define NASTALIQ_LINES 0.8          /* share of the page's that are in Urdu letters */
#define NASTALIQ_OUTSIDE_PERCENT 50 /* of its ink at most that no word holds */

/* ------------------------------------------------------------------------------- of the words -- */

typedef struct {
    double n_chars, confidence, best, width_px, height_px;
    guint n_letters, n_arabic, n_spelling;
} Sum;

static gboolean is_spelling(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return g_unichar_isalnum(c) || type == G_UNICODE_NON_SPACING_MARK ||
           type == G_UNICODE_SPACING_MARK;
}

static void sum_word(Sum *sum, const OcrWord *word)
{
    guint n_chars = 0, n_spelling = 0;
    for (const char *p = word->text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        n_chars++;
        n_spelling += is_spelling(c);
        sum->n_letters += g_unichar_isalpha(c);
        sum->n_arabic += g_unichar_isalpha(c) && g_unichar_get_script(c) == G_UNICODE_SCRIPT_ARABIC;
    }
    sum->n_chars += n_chars;
    sum->n_spelling += n_spelling;
    sum->confidence += n_chars * word->engine_confidence / 100;
    if (n_spelling >= WORD_LETTERS)
        sum->best = MAX(sum->best, word->engine_confidence / 100);
    sum->width_px += word->box.width_px;
    sum->height_px += word->box.height_px;
}

static Sum sum_line(const OcrLine *line)
{
    Sum sum = {0};
    for (guint i = 0; i < line->words->len; i++)
        sum_word(&sum, &g_array_index(line->words, OcrWord, i));
    return sum;
}

/* --------------------------------------------------------------------------------- of the ink -- */

/* Sums for a straight line through points. */
typedef struct {
    double n, x, y, xx, xy, yy;
} Points;

static void points_add(Points *points, double x, double y)
{
    points->n++;
    points->x += x;
    points->y += y;
    points->xx += x * x;
    points->xy += x * y;
    points->yy += y * y;
}

/* Standard deviation from the line of least squares. */
static double points_spread(const Points *points)
{
    if (points->n < 2)
        return 0;
    double xx = points->xx - points->x * points->x / points->n;
    double yy = points->yy - points->y * points->y / points->n;
    double xy = points->xy - points->x * points->y / points->n;
    double rest = xx > 0 ? yy - xy * xy / xx : yy;
    return sqrt(MAX(rest, 0) / points->n);
}

/* In heights of a small letter. FALSE without memory. */
static gboolean measure_bottom(const OcrPrepared *prepared, const OcrBox *line, double *bottom)
{
    double to_ink = (double)pixGetWidth(prepared->ink) / pixGetWidth(prepared->page);
    double letter_px = MAX(prepared->findings.letter_px * prepared->scale * to_ink, 1);
    Points points = {0};
    BOX *box = boxCreate((int)(line->x_px * to_ink), (int)(line->y_px * to_ink),
                         (int)(line->width_px * to_ink) + 1, (int)(line->height_px * to_ink) + 1);
    g_autoptr(PIX) part = pixClipRectangle(prepared->ink, box, NULL);
    g_autoptr(BOXA) letters = part ? pixConnCompBB(part, 8) : NULL;
    boxDestroy(&box);
    for (int i = 0; i < boxaGetCount(letters); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(letters, i, &x, &y, &width, &height);
        if (height >= LETTER_SHARE * letter_px)
            points_add(&points, (x + width / 2.0) / letter_px, (y + height) / letter_px);
    }
    *bottom = MIN(points_spread(&points), BOTTOM_MAX);
    return letters != NULL;
}

/* ----------------------------------------------------------------------------------- together -- */

GArray *ocr_nontext_measure(const OcrPrepared *prepared, const GPtrArray *lines)
{
    double all = 0, sure = 0;
    g_autofree Sum *sums = g_new(Sum, lines->len + 1);
    g_autoptr(GArray) measures =
        g_array_sized_new(FALSE, TRUE, sizeof(OcrLineMeasures), lines->len);
    for (guint i = 0; i < lines->len; i++) {
        sums[i] = sum_line(g_ptr_array_index(lines, i));
        all += sums[i].n_chars;
        sure += sums[i].best > SURE ? sums[i].n_chars : 0;
    }
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        const Sum *sum = &sums[i];
        double others = all - sum->n_chars, own = sum->best > SURE ? sum->n_chars : 0;
        double density = sum->n_chars * sum->height_px / line->words->len / MAX(sum->width_px, 1);
        OcrLineMeasures line_measures = {
            .confidence = sum->confidence / sum->n_chars,
            .best = sum->best,
            .sure = others > OTHERS_MIN ? (sure - own) / others : OTHERS_FEW,
            .length = MIN(log(sum->n_chars), LENGTH_MAX),
            .density = log(MAX(density, DENSITY_MIN)),
            .is_urdu = 2 * sum->n_arabic > sum->n_letters,
        };
        if (!measure_bottom(prepared, &line->box, &line_measures.bottom))
            return NULL;
        g_array_append_val(measures, line_measures);
    }
    return g_steal_pointer(&measures);
}

double ocr_nontext_score(const OcrLineMeasures *measures)
{
    return -9.65 + 6.64 * measures->confidence + 1.98 * measures->best +
           11.79 * MIN(measures->sure, SURE_ENOUGH) + 1.02 * measures->length +
           1.30 * measures->density - 1.43 * measures->bottom;
}

static double line_chars(const OcrLine *line)
{
    return sum_line(line).n_chars;
}

/* Share of the characters that stand in lines that score below 0. */
static double share_below(const GArray *measures, const GPtrArray *lines)
{
    double all = 0, below = 0;
    for (guint i = 0; i < lines->len; i++) {
        double n_chars = line_chars(g_ptr_array_index(lines, i));
        all += n_chars;
        below += ocr_nontext_score(&g_array_index(measures, OcrLineMeasures, i)) < 0 ? n_chars : 0;
    }
    return all > 0 ? below / all : 0;
}

/* Share of the ink without rules that stands in no word, 0-1. FALSE without memory. */
static gboolean share_outside(const OcrPrepared *prepared, const GPtrArray *lines, double *share)
{
    double to_ink = (double)pixGetWidth(prepared->ink) / pixGetWidth(prepared->page);
    g_autoptr(PIX) rest = pixCopy(NULL, prepared->ink);
    l_int32 n_all = 0, n_outside = 0;
    if (!rest || !ocr_rules_subtract(prepared->rules, rest) || pixCountPixels(rest, &n_all, NULL))
        return FALSE;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++) {
            const OcrBox *box = &g_array_index(line->words, OcrWord, w).box;
            pixRasterop(rest, (int)(box->x_px * to_ink), (int)(box->y_px * to_ink),
                        (int)(box->width_px * to_ink) + 1, (int)(box->height_px * to_ink) + 1,
                        PIX_CLR, NULL, 0, 0);
        }
    }
    if (pixCountPixels(rest, &n_outside, NULL))
        return FALSE;
    *share = n_all > 0 ? (double)n_outside / n_all : 0;
    return TRUE;
}

static gboolean line_is_text(const OcrLineMeasures *measures, double drawn)
{
    double least = DRAWN_COSTS * CLAMP((drawn - DRAWN_SHARE) / DRAWN_RANGE, 0, 1);
    double gains = measures->is_urdu ? URDU_GAINS * MIN(measures->sure / URDU_SURE, 1) : 0;
    return measures->best >= SURE_TO_STAY || ocr_nontext_score(measures) + gains >= least;
}

/* Among drawings the engine ties strokes to the words of a label: they go, what was read surely stays. */
static void words_drop(OcrLine *line)
{
    for (guint i = line->words->len; i-- > 0;) {
        Sum sum = {0};
        sum_word(&sum, &g_array_index(line->words, OcrWord, i));
        if (sum.n_spelling < LABEL_LETTERS || sum.confidence < LABEL_SURE * sum.n_chars)
            g_array_remove_index(line->words, i);
    }
    ocr_line_finish(line);
}

static void enter_picture(OcrPrepared *prepared, const OcrBox *box)
{
    boxaAddBox(prepared->pictures, boxCreate(box->x_px, box->y_px, box->width_px, box->height_px),
               L_INSERT);
}

static gboolean enter_drawn(OcrPrepared *prepared, const GPtrArray *lines)
{
    double outside;
    if (!share_outside(prepared, lines, &outside))
        return FALSE;
    prepared->findings.drawn_percent = 100 * outside;
    return TRUE;
}

static void drop_lines(OcrPrepared *prepared, GPtrArray *lines, const GArray *measures,
                       double drawn)
{
    for (guint i = lines->len; i-- > 0;) {
        OcrLine *line = g_ptr_array_index(lines, i);
        const OcrBox box = line->box;
        gboolean is_text = line_is_text(&g_array_index(measures, OcrLineMeasures, i), drawn);
        if (is_text && drawn >= DRAWN_SHARE + DRAWN_RANGE / 2)
            words_drop(line);
        if (is_text && line->words->len > 0)
            continue;
        enter_picture(prepared, &box);
        g_ptr_array_remove_index(lines, i);
    }
}

/* Dense Nastaliq, of which the engine is unsure throughout: its words hold the ink, and one or the other of them is
 * sure; of a scrawl none is. */
static gboolean is_nastaliq(const OcrPrepared *prepared, const GArray *measures)
{
    guint n_urdu = 0, n_sure = 0;
    for (guint i = 0; i < measures->len; i++) {
        const OcrLineMeasures *line = &g_array_index(measures, OcrLineMeasures, i);
        n_urdu += line->is_urdu;
        n_sure += line->is_urdu && line->best > SURE;
    }
    return n_sure > 0 && n_urdu > NASTALIQ_LINES * measures->len &&
           prepared->findings.drawn_percent < NASTALIQ_OUTSIDE_PERCENT;
}

/* A map of which little but labels was read has most of its ink in no word. */
gboolean ocr_nontext_drop(OcrPrepared *prepared, GPtrArray *lines)
{
    g_autoptr(GArray) measures = ocr_nontext_measure(prepared, lines);
    if (!measures || !enter_drawn(prepared, lines))
        return FALSE;
    double drawn = share_below(measures, lines);
    if (ocr_picture_is_drawn(prepared))
        drawn = MAX(drawn, DRAWN_SHARE);
    if (drawn < DRAWN_SHARE || is_nastaliq(prepared, measures))
        return TRUE;
    drop_lines(prepared, lines, measures, drawn);
    return enter_drawn(prepared, lines);
}
