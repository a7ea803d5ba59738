/* Which model reads a page.
 *
 * An office writes in several scripts, and most pages are in one. The engine is sure of itself only in its
 * own: mean confidence 85-95 on clean lines of it (Nastaliq 60) against 20-55 on any other, Devanagari's
 * model on English excepted, which it reads well: what a model reads in another's script counts half. So a
 * few lines from all over the page, the wide ones, are read on their own, each with the model that leads so
 * far (at first the one expected, or the likeliest), and with the others until one is sure. The leader wins. At the
 * first look a piece of each line suffices, and of the first or the first two where they are read beyond doubt: the
 * sample costs a third of a line's reading, or two, not three.
 */
#include "ocr/desk.h"

#include "ocr/text.h"

#define SAMPLE_LINES 3
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

/* Reads one sample line with the leading model, and with the others in turn until one is sure. */
static gboolean sample_line(const Desk *desk, const OcrBox *box, guint leader, double *scores,
                            GError **error)
{
    double score = 0;
    for (guint turn = 0; turn < desk->models->len && score < OCR_SCORE_SURE; turn++) {
        guint index = ocr_desk_turn(leader, turn);
        const OcrModel *model = ocr_desk_model(desk, index);
        g_autoptr(OcrLine) line = ocr_desk_read_line(desk, box, model, error);
        if (!line)
            return FALSE;
        gboolean is_own =
            2 * ocr_line_letters(line, model->language) >= ocr_line_letters(line, NULL);
        score = (is_own ? 1 : 0.5) * ocr_line_score(line, box->width_px);
        scores[index] += score;
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

/* The mean of what the leader scored in the n lines read so far is beyond doubt. */
static gboolean is_certain(double score, int n)
{
    static const double score_min[SAMPLE_LINES] = {88, 80, 0};
    return score >= score_min[n - 1];
}

gboolean ocr_script_find(const Desk *desk, BOXA *lines, guint look, OcrScript *script,
                         GError **error)
{
    g_autofree double *scores = g_new0(double, desk->models->len);
    g_autoptr(BOXA) sample = sample_boxes(lines, look);
    gboolean may_be_short = look == 0 && boxaGetCount(sample) == SAMPLE_LINES;
    *script = (OcrScript){desk->expected, 0};
    for (int i = 0; i < boxaGetCount(sample); i++) {
        OcrBox box;
        boxaGetBoxGeometry(sample, i, &box.x_px, &box.y_px, &box.width_px, &box.height_px);
        if (!sample_line(desk, &box, script->model, scores, error))
            return FALSE;
        script->model = greatest(scores, desk->models->len);
        int n = may_be_short ? i + 1 : SAMPLE_LINES;
        script->score = scores[script->model] / n;
        if (may_be_short && is_certain(script->score, n))
            break;
    }
    return TRUE;
}
