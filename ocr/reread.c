/* Lines are read again where the page's model failed them.
 *
 * 1. Lines it is not sure of it reads once more, each alone; the surer reading is kept.
 * 2. Words in them that it is still not sure of are read with the office's other models ("Name / नाम: Ram
 *    Lal"), which win by letters of their own script and greater confidence, lessened where their words
 *    cover less. A model that has lost two readings more than it won, and read no block, is not asked again, so a page
 *    that is merely bad costs little more; one that won three lines reads the whole page together with its own.
 * 3. Text lines found in the ink that no word covers are read too: Tesseract's segmentation loses
 *    whole lines and short ones, above all of Punjabi. What is no text (a signature, a fold) reads badly;
 *    once so much has been read in vain as would fill four lines, the page's other marks are left alone.
 */
#include "ocr/desk.h"

#include "ocr/text.h"

#define DOUBTFUL 60.0  /* of a word */
#define BETTER_BY 5.0  /* what another reading must win by */
#define OTHER_MIN 45.0 /* what another script's model must score: faint print is no other script */
#define LOSSES_MAX 2   /* more than wins */
#define MISSED_BELOW 0.3 /* share of a found line that lines read cover */
#define UNREAD_MIN 50.0 /* score from which a reading where none was is believed: text has 54-94, */
#define SHORT_UNREAD_MIN 60.0 /* signatures and folds 0-45, by another script's model up to 59 */
#define OTHER_UNREAD_MIN 80.0 /* by another script's model */
#define SHORT_HEIGHTS 4       /* width of a short line */
#define MISSED_PAGE_WIDTHS 4  /* how much may be read in vain */
#define TALL 1.75             /* times the lines' median height: a signature's */

/* Digits too. */
static guint count_letters(const OcrLine *line)
{
    guint n_letters = 0;
    for (guint i = 0; i < line->words->len; i++)
        for (const char *p = g_array_index(line->words, OcrWord, i).text; *p;
             p = g_utf8_next_char(p))
            n_letters += g_unichar_isalnum(g_utf8_get_char(p));
    return n_letters;
}

static void line_replace(OcrLine **line, OcrLine *other)
{
    other->block = (*line)->block;
    ocr_line_free(*line);
    *line = other;
}

/* ------------------------------------------------------------------------------- doubtful lines */

static gboolean word_is_doubtful(const OcrLine *line, guint word)
{
    return g_array_index(line->words, OcrWord, word).confidence < DOUBTFUL;
}

/* More than an eighth of the characters stand in words of low confidence. The mean would hide two
 * words of Hindi in a line of English. */
static gboolean line_is_doubtful(const OcrLine *line)
{
    glong n_chars = 0, n_doubtful = 0;
    for (guint i = 0; i < line->words->len; i++) {
        glong length = g_utf8_strlen(g_array_index(line->words, OcrWord, i).text, -1);
        n_chars += length;
        n_doubtful += word_is_doubtful(line, i) ? length : 0;
    }
    return 8 * n_doubtful > n_chars;
}

/* Who may still ask for lines: readings won and lost by each model. */
typedef struct {
    guint own;    /* the model that read the page */
    guint others; /* bits of those that read blocks of it: they may always */
    guint *n_won, *n_lost;
} Contest;

static void contest_note(Contest *contest, guint model, gboolean has_won)
{
    contest->n_won[model] += has_won;
    contest->n_lost[model] += !has_won;
}

static gboolean may_ask(const Contest *contest, guint model)
{
    return contest->others >> model & 1 ||
           contest->n_lost[model] < contest->n_won[model] + LOSSES_MAX;
}

/* The line alone, by the page's own model: it sees a line differently when it is given as one. */
static gboolean line_reread(const Desk *desk, OcrLine **line, Contest *contest, GError **error)
{
    if (!may_ask(contest, contest->own))
        return TRUE;
    const OcrModel *model = ocr_desk_model(desk, contest->own);
    g_autoptr(OcrLine) other = ocr_desk_read_line(desk, &(*line)->box, model, error);
    if (!other)
        return FALSE;
    double score = ocr_line_score(other, ocr_line_words_width(*line));
    gboolean has_won = score > ocr_line_confidence(*line) + BETTER_BY;
    contest_note(contest, contest->own, has_won);
    if (has_won)
        line_replace(line, g_steal_pointer(&other));
    return TRUE;
}

/* ------------------------------------------------------------------------- words of another script */

/* Words of a line that stand together. */
typedef struct {
    guint first, n_words;
    OcrBox box;
    int width_px; /* of the words */
    double confidence;
} Run;

static Run run_of(const OcrLine *line, guint first, guint last)
{
    g_autoptr(OcrLine) part = ocr_line_part(line, first, last - first + 1);
    return (Run){first, part->words->len, part->box, ocr_line_words_width(part),
                 ocr_line_confidence(part)};
}

/* The widest run of doubtful words; a surer one between two is taken along, for a wrong model is sure of one
 * now and then. Has no words where none is doubtful. */
static Run run_widest(const OcrLine *line)
{
    Run widest = {0};
    for (guint first = 0, last = 0; first < line->words->len; first = last + 1) {
        last = first;
        if (!word_is_doubtful(line, first))
            continue;
        for (guint i = first + 1; i < line->words->len && i <= last + 2; i++)
            last = word_is_doubtful(line, i) ? i : last;
        Run run = run_of(line, first, last);
        if (run.width_px > widest.width_px)
            widest = run;
    }
    return widest;
}

/* Whether another model's reading of the run is better: a wrong model can be sure of a comma, and of digits. */
static gboolean run_is_lost(const Run *run, const OcrLine *other, const OcrModel *model)
{
    double score = ocr_line_score(other, run->width_px);
    guint n_letters = ocr_line_letters(other, model->language);
    return score >= OTHER_MIN && score > run->confidence + BETTER_BY && n_letters >= 2 &&
           2 * n_letters >= ocr_line_letters(other, NULL);
}

/* The whole line by both models, Tesseract choosing between them word by word: where one script stands in a
 * line, the other's model is sure of some of its words too. */
static gboolean line_read_by_both(const Desk *desk, OcrLine **line, guint own, guint second,
                                  GError **error)
{
    g_auto(OcrModel) pair = ocr_desk_pair(desk, own, second);
    g_autoptr(OcrLine) other = ocr_desk_read_line(desk, &(*line)->box, &pair, error);
    if (!other)
        return FALSE;
    if (ocr_line_score(other, ocr_line_words_width(*line)) > ocr_line_confidence(*line))
        line_replace(line, g_steal_pointer(&other));
    return TRUE;
}

/* The widest run of doubtful words by the other models that may still ask, until one wins. */
static gboolean line_reread_run(const Desk *desk, OcrLine **line, Contest *contest, GError **error)
{
    const Run run = run_widest(*line);
    gboolean has_won = run.width_px <= (*line)->box.height_px;
    for (guint i = 0; i < desk->models->len && !has_won; i++) {
        const OcrModel *model = ocr_desk_model(desk, i);
        if (i == contest->own || !may_ask(contest, i))
            continue;
        g_autoptr(OcrLine) other = ocr_desk_read_line(desk, &run.box, model, error);
        if (!other)
            return FALSE;
        has_won = run_is_lost(&run, other, model);
        contest_note(contest, i, has_won);
        if (has_won)
            ocr_line_splice(*line, run.first, run.n_words, other);
        if (has_won && !line_read_by_both(desk, line, contest->own, i, error))
            return FALSE;
    }
    return TRUE;
}

static int compare_width(gconstpointer a, gconstpointer b)
{
    OcrLine **line_a = *(OcrLine * *const *)a, **line_b = *(OcrLine * *const *)b;
    int difference = (*line_b)->box.width_px - (*line_a)->box.width_px;
    return difference ? difference : (line_a > line_b) - (line_a < line_b);
}

/* A model that won so many lines reads the page together with its own; the page's own where none did. Never
 * with Urdu, of whose words English is too sure (engine.c): there lines alone are read by both. */
static guint contest_second(const Contest *contest, const Desk *desk)
{
    const guint lines_min = 3;
    for (guint i = 0; i < desk->models->len; i++)
        if (i != contest->own && contest->n_won[i] >= lines_min &&
            !g_str_equal(ocr_desk_model(desk, i)->language, "urd") &&
            !g_str_equal(ocr_desk_model(desk, contest->own)->language, "urd"))
            return i;
    return contest->own;
}

/* The widest first: a sentence tells more of its script than a signature. */
gboolean ocr_lines_reread(const Desk *desk, GPtrArray *lines, guint own, guint others,
                          guint *second, GError **error)
{
    guint n_models = desk->models->len;
    g_autofree guint *n_won = g_new0(guint, n_models), *n_lost = g_new0(guint, n_models);
    g_autoptr(GPtrArray) places = g_ptr_array_sized_new(lines->len);
    Contest contest = {own, others, n_won, n_lost};
    for (guint i = 0; i < lines->len; i++)
        if (line_is_doubtful(lines->pdata[i]))
            g_ptr_array_add(places, &lines->pdata[i]);
    g_ptr_array_sort(places, compare_width);
    *second = own;
    for (guint i = 0; i < places->len && *second == own; i++) {
        OcrLine **line = g_ptr_array_index(places, i);
        if (!line_reread(desk, line, &contest, error) ||
            (line_is_doubtful(*line) && !line_reread_run(desk, line, &contest, error)))
            return FALSE;
        *second = contest_second(&contest, desk);
    }
    return TRUE;
}

/* --------------------------------------------------------------------------------- missed lines */

static int overlap_px(const OcrBox *box, const BOX *other)
{
    int width = MIN(box->x_px + box->width_px, other->x + other->w) - MAX(box->x_px, other->x);
    int height = MIN(box->y_px + box->height_px, other->y + other->h) - MAX(box->y_px, other->y);
    return MAX(width, 0) * MAX(height, 0);
}

/* Share of the box that words cover; the lines they stand in may span two columns and what is between. */
static gboolean is_missed(const GPtrArray *lines, const BOX *box)
{
    double covered_px = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++)
            covered_px += overlap_px(&g_array_index(line->words, OcrWord, w).box, box);
    }
    return covered_px < MISSED_BELOW * box->w * box->h;
}

/* Height from which a found box is no line of this page; none where nothing was read. */
static double tall_px(const GPtrArray *lines)
{
    int height_px = ocr_lines_height(lines);
    return height_px > 0 ? TALL * height_px : G_MAXINT;
}

/* Enters found lines that are not among those read as lines without words. */
static void add_missed(GPtrArray *lines, BOXA *found)
{
    double limit_px = tall_px(lines);
    for (int i = 0; i < boxaGetCount(found); i++) {
        BOX *box = boxaGetBox(found, i, L_CLONE);
        if (box->h < limit_px && is_missed(lines, box)) {
            OcrLine *line = ocr_line_new();
            line->box = (OcrBox){box->x, box->y, box->w, box->h};
            line->block = OCR_BLOCK_NONE;
            g_ptr_array_add(lines, line);
        }
        boxDestroy(&box);
    }
}

static gboolean is_short(const OcrLine *line)
{
    return line->box.width_px < SHORT_HEIGHTS * line->box.height_px;
}

/* Whether a reading is believed where none was: a word or two must be read more surely than a sentence, and
 * what the page's own model cannot read yet more. */
static gboolean is_believed(const OcrLine *missed, const OcrLine *line, double score,
                            gboolean is_own)
{
    double least = !is_own ? OTHER_UNREAD_MIN : is_short(missed) ? SHORT_UNREAD_MIN : UNREAD_MIN;
    return score >= least && count_letters(line) >= 2;
}

/* Reads a line that has no words with the page's own model, then the others, until one is believed; what is
 * short with its own alone, for a signature is a word in one of five scripts. */
static gboolean line_read_missed(const Desk *desk, OcrLine **line, guint own, gint64 *budget_px,
                                 GError **error)
{
    guint n_models = is_short(*line) ? 1 : desk->models->len;
    for (guint turn = 0; *budget_px > 0 && turn < n_models; turn++) {
        guint model = ocr_desk_turn(own, turn);
        int width_px = (*line)->box.width_px;
        g_autoptr(OcrLine) other =
            ocr_desk_read_line(desk, &(*line)->box, ocr_desk_model(desk, model), error);
        if (!other)
            return FALSE;
        double score = ocr_line_score(other, width_px);
        *budget_px -= width_px;
        if (is_believed(*line, other, score, turn == 0)) {
            *budget_px += 2 * width_px;
            line_replace(line, g_steal_pointer(&other));
            return TRUE;
        }
    }
    return TRUE;
}

static gboolean read_missed(const Desk *desk, GPtrArray *lines, guint own, GError **error)
{
    gint64 budget_px = MISSED_PAGE_WIDTHS * pixGetWidth(desk->page);
    for (guint i = 0; i < lines->len; i++) {
        OcrLine **line = (OcrLine **)&lines->pdata[i];
        if ((*line)->words->len == 0 && !line_read_missed(desk, line, own, &budget_px, error))
            return FALSE;
    }
    return TRUE;
}

/* Lines without words, and marks that are not read surely: folds and specks. */
static void drop_unread(GPtrArray *lines)
{
    for (guint i = lines->len; i-- > 0;) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        if (count_letters(line) == 0 && ocr_line_confidence(line) < DOUBTFUL)
            g_ptr_array_remove_index(lines, i);
    }
}

gboolean ocr_lines_read_missed(const Desk *desk, GPtrArray *lines, BOXA *found, guint own,
                               GError **error)
{
    add_missed(lines, found);
    if (!read_missed(desk, lines, own, error))
        return FALSE;
    drop_unread(lines);
    return TRUE;
}
