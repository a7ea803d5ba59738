/* Which model reads a page.
 *
 * An office writes in several scripts, and most pages are in one. The engine is sure of itself only in its
 * own: mean confidence 85-95 on clean lines of it (Nastaliq 60) against 20-55 on any other, Devanagari's
 * model on English excepted, which it reads well: what a model reads in another's script counts half. So a
 * few lines from all over the page, the wide ones, are read on their own, each with the model that leads so
 * far (at first the one expected, or the likeliest), and with the others until one is sure. The leader wins. At the first look a
 * piece of each line suffices, and of the first alone where it is read beyond doubt: the sample costs a third
 * of a line's reading, not three.
 */
#include "ocr/desk.h"

#include "ocr/text.h"

#define SAMPLE_LINES 3
#define SCORE_CERTAIN 88 /* of a piece of one line */
#define SAMPLE_MIN_PX 84 /* six letters: a page on its side has shorter pieces of ink in plenty */
#define SAMPLE_WIDTH_PX 420 /* thirty letters, as prepared */

static int widest(BOXA *lines)
{
    int width, most = 0;
    for (int i = 0; i < boxaGetCount(lines); i++) {
        boxaGetBoxGeometry(lines, i, NULL, NULL, &width, NULL);
        most = MAX(most, width);
    }
    return most;
}

/* The middle of a line, where indents and page edges are not. */
static BOX *sample_box(BOXA *lines, int line, guint look)
{
    BOX *box = boxaGetBox(lines, line, L_COPY);
    int cut_px = box->w - SAMPLE_WIDTH_PX;
    if (look == 0 && cut_px > 0)
        boxSetGeometry(box, box->x + cut_px / 2, box->y, SAMPLE_WIDTH_PX, box->h);
    return box;
}

/* Of lines at least half as wide as the widest, evenly spaced over the page; each look takes others
 * where there are so many. */
static BOXA *sample_boxes(BOXA *lines, guint look)
{
    int width_min_px = MAX(widest(lines) / 2, SAMPLE_MIN_PX);
    g_autoptr(BOXA) wide =
        boxaSelectBySize(lines, width_min_px, 0, L_SELECT_WIDTH, L_SELECT_IF_GTE, NULL);
    int n_wide = boxaGetCount(wide), n_sample = MIN(n_wide, SAMPLE_LINES);
    BOXA *sample = boxaCreate(SAMPLE_LINES);
    for (int i = 0; i < n_sample; i++) {
        int at = (i + 1) % n_sample; /* the top of a page is the last to be asked */
        int line = (2 * at + (int)look % 2) * n_wide / (2 * n_sample);
        boxaAddBox(sample, sample_box(wide, line, look), L_INSERT);
    }
    return sample;
}

/* Reads one sample line with the leading model, and with the others in turn until one is sure: *score is the
 * last one's. */
static gboolean sample_line(const Desk *desk, const OcrBox *box, guint leader, double *scores,
                            double *score, GError **error)
{
    *score = 0;
    for (guint turn = 0; turn < desk->models->len && *score < OCR_SCORE_SURE; turn++) {
        guint index = ocr_desk_turn(leader, turn);
        const OcrModel *model = ocr_desk_model(desk, index);
        g_autoptr(OcrLine) line = ocr_desk_read_line(desk, box, model, error);
        if (!line)
            return FALSE;
        gboolean is_own =
            2 * ocr_line_letters(line, model->language) >= ocr_line_letters(line, NULL);
        *score = (is_own ? 1 : 0.5) * ocr_line_score(line, box->width_px);
        scores[index] += *score;
    }
    return TRUE;
}

static guint greatest(const double *scores, guint n)
{
    guint leader = 0;
    for (guint i = 1; i < n; i++)
        if (scores[i] > scores[leader])
            leader = i;
    return leader;
}

gboolean ocr_script_find(const Desk *desk, BOXA *lines, guint look, OcrScript *script,
                         GError **error)
{
    g_autofree double *scores = g_new0(double, desk->models->len);
    g_autoptr(BOXA) sample = sample_boxes(lines, look);
    guint leader = desk->expected;
    double score = 0;
    gboolean is_certain = FALSE;
    for (int i = 0; i < boxaGetCount(sample) && !is_certain; i++) {
        OcrBox box;
        boxaGetBoxGeometry(sample, i, &box.x_px, &box.y_px, &box.width_px, &box.height_px);
        if (!sample_line(desk, &box, leader, scores, &score, error))
            return FALSE;
        leader = greatest(scores, desk->models->len);
        is_certain =
            look == 0 && i == 0 && score >= SCORE_CERTAIN && boxaGetCount(sample) == SAMPLE_LINES;
    }
    *script = (OcrScript){leader, is_certain ? score : scores[leader] / SAMPLE_LINES};
    return TRUE;
}
