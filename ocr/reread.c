/* Lines are read again where the page's model failed them.
 *
 * 1. Lines it is not sure of are read with each of the office's models, and if none is sure with the two
 *    best at once ("Name / नाम: Ram Lal"). The better reading is kept: the one with the greater
 *    confidence, lessened where its words cover less of the line, because a wrong model can be sure of
 *    one comma. A model that has lost two lines more than it won is not asked again, so a page that is
 *    merely bad costs little more.
 * 2. Text lines found in the ink that no word covers are read too: Tesseract's segmentation loses
 *    whole lines and short ones, above all of Punjabi. What is no text (a signature, a fold) reads badly;
 *    once so much has been read in vain as would fill four lines, the page's other marks are left alone.
 */
#include "ocr/desk.h"

#include <stdlib.h>

#include "ocr/text.h"

#define DOUBTFUL 60.0  /* of a word */
#define BETTER_BY 5.0  /* what another reading must win by */
#define OTHER_MIN 45.0 /* what another script's model must score: faint print is no other script */
#define LOSSES_MAX 2   /* more than wins */
#define MISSED_BELOW 0.3 /* share of a found line that lines read cover */
#define UNREAD_MIN 50.0 /* score from which a reading where none was is believed: text has 54-94, */
#define SHORT_UNREAD_MIN 60.0 /* signatures and folds 0-45, by another script's model up to 59 */
#define SHORT_HEIGHTS 4       /* width of a short line */
#define MISSED_PAGE_WIDTHS 4  /* how much may be read in vain */
#define TALL 1.75             /* times the lines' median height: a signature's */

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

static int compare_heights(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

/* Height from which a found box is no line of this page; none where nothing was read. */
static double tall_px(const GPtrArray *lines)
{
    g_autofree int *heights_px = g_new(int, lines->len + 1);
    for (guint i = 0; i < lines->len; i++)
        heights_px[i] = ((const OcrLine *)lines->pdata[i])->box.height_px;
    qsort(heights_px, lines->len, sizeof(int), compare_heights);
    return lines->len > 0 ? TALL * heights_px[lines->len / 2] : G_MAXINT;
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

/* ------------------------------------------------------------------------------- doubtful lines */

/* More than an eighth of the characters stand in words of low confidence. The mean would hide two
 * words of Hindi in a line of English. */
static gboolean line_is_doubtful(const OcrLine *line)
{
    glong n_chars = 0, n_doubtful = 0;
    for (guint i = 0; i < line->words->len; i++) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        glong length = g_utf8_strlen(word->text, -1);
        n_chars += length;
        n_doubtful += word->confidence < DOUBTFUL ? length : 0;
    }
    return 8 * n_doubtful > n_chars || n_chars == 0;
}

/* The line read by another model, and that reading's score. */
static OcrLine *line_read_by(const Desk *desk, const OcrLine *line, const OcrModel *model,
                             double *score, GError **error)
{
    BOX *rectangle =
        boxCreate(line->box.x_px, line->box.y_px, line->box.width_px, line->box.height_px);
    OcrLine *other = ocr_desk_read_line(desk, rectangle, model, error);
    boxDestroy(&rectangle);
    int width_px = line->words->len > 0 ? ocr_line_words_width(line) : line->box.width_px;
    *score = other ? ocr_line_score(other, width_px) : 0;
    return other;
}

static void line_replace(OcrLine **line, OcrLine *other)
{
    other->block = (*line)->block;
    ocr_line_free(*line);
    *line = other;
}

/* Reads the line again and replaces it if that is better, and scores least. Returns the new reading's score, below 0
 * on an error. */
static double line_challenge(const Desk *desk, OcrLine **line, const OcrModel *model, double least,
                             gboolean *has_won, GError **error)
{
    double score = 0;
    g_autoptr(OcrLine) other = line_read_by(desk, *line, model, &score, error);
    if (!other)
        return -1;
    *has_won = score > ocr_line_confidence(*line) + BETTER_BY && score >= least;
    if (*has_won)
        line_replace(line, g_steal_pointer(&other));
    return score;
}

/* Who may still ask for lines: wins minus losses of each model, and of pairs at the end. */
typedef struct {
    guint own; /* the model that read the page */
    int *balance;
} Contest;

/* Both models at once, Tesseract choosing between them word by word. */
static gboolean line_challenge_pair(const Desk *desk, OcrLine **line, guint a, guint b,
                                    Contest *contest, GError **error)
{
    const OcrModel *first = ocr_desk_model(desk, MIN(a, b)),
                   *second = ocr_desk_model(desk, MAX(a, b));
    int *balance = &contest->balance[desk->models->len];
    gboolean has_won = FALSE;
    g_autofree char *name = g_strconcat(first->name, "+", second->name, NULL);
    OcrModel pair = *first;
    pair.name = name;
    if (*balance > -LOSSES_MAX && line_challenge(desk, line, &pair, OTHER_MIN, &has_won, error) < 0)
        return FALSE;
    *balance += has_won ? 1 : -1;
    contest->balance[b] += has_won; /* who wins together has not lost alone */
    return TRUE;
}

/* The page's own model takes part: it sees a line differently when it is given as one. */
static gboolean line_reread(const Desk *desk, OcrLine **line, Contest *contest, GError **error)
{
    guint holder = contest->own, second = contest->own;
    double second_score = 0;
    for (guint i = 0; i < desk->models->len; i++) {
        gboolean has_won = FALSE;
        if (!line_is_doubtful(*line) || contest->balance[i] <= -LOSSES_MAX)
            continue;
        double score = line_challenge(desk, line, ocr_desk_model(desk, i),
                                      i == contest->own ? 0 : OTHER_MIN, &has_won, error);
        if (score < 0)
            return FALSE;
        contest->balance[i] += has_won ? 1 : -1;
        if (has_won || (i != holder && score > second_score)) {
            second = has_won ? holder : i;
            holder = has_won ? i : holder;
            second_score = score;
        }
    }
    return holder == second || !line_is_doubtful(*line) ||
           line_challenge_pair(desk, line, holder, second, contest, error);
}

static int compare_width(gconstpointer a, gconstpointer b)
{
    OcrLine **line_a = *(OcrLine * *const *)a, **line_b = *(OcrLine * *const *)b;
    int difference = (*line_b)->box.width_px - (*line_a)->box.width_px;
    return difference ? difference : (line_a > line_b) - (line_a < line_b);
}

/* The widest first: a sentence tells more of its script than a signature. */
static gboolean reread(const Desk *desk, GPtrArray *lines, guint own, GError **error)
{
    g_autofree int *balance = g_new0(int, desk->models->len + 1);
    g_autoptr(GPtrArray) places = g_ptr_array_sized_new(lines->len);
    Contest contest = {own, balance};
    for (guint i = 0; i < lines->len; i++)
        if (((OcrLine *)lines->pdata[i])->words->len > 0)
            g_ptr_array_add(places, &lines->pdata[i]);
    g_ptr_array_sort(places, compare_width);
    for (guint i = 0; i < places->len; i++)
        if (!line_reread(desk, g_ptr_array_index(places, i), &contest, error))
            return FALSE;
    return TRUE;
}

/* --------------------------------------------------------------------------------- missed lines */

static guint count_letters(const OcrLine *line)
{
    guint n_letters = 0;
    for (guint i = 0; i < line->words->len; i++)
        for (const char *p = g_array_index(line->words, OcrWord, i).text; *p;
             p = g_utf8_next_char(p))
            n_letters += g_unichar_isalnum(g_utf8_get_char(p));
    return n_letters;
}

/* Whether a reading is believed where none was: a word or two must be read more surely than a sentence, and
 * what the page's own model cannot read yet more. */
static gboolean is_believed(const OcrLine *line, const OcrBox *box, double score, gboolean is_own)
{
    gboolean is_short = box->width_px < SHORT_HEIGHTS * box->height_px;
    double least = !is_own ? OCR_SCORE_SURE : is_short ? SHORT_UNREAD_MIN : UNREAD_MIN;
    return score >= least && count_letters(line) >= 2;
}

/* Reads a line that has no words with the page's own model, then the others, until one is believed. */
static gboolean line_read_missed(const Desk *desk, OcrLine **line, guint own, gint64 *budget_px,
                                 GError **error)
{
    guint n_models = desk->models->len;
    for (guint turn = 0; *budget_px > 0 && turn < n_models; turn++) {
        guint model = turn == 0 ? own : turn <= own ? turn - 1 : turn;
        double score = 0;
        int width_px = (*line)->box.width_px;
        g_autoptr(OcrLine) other =
            line_read_by(desk, *line, ocr_desk_model(desk, model), &score, error);
        if (!other)
            return FALSE;
        *budget_px -= width_px;
        if (is_believed(other, &(*line)->box, score, turn == 0)) {
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

static void drop_unread(GPtrArray *lines)
{
    for (guint i = lines->len; i-- > 0;)
        if (((OcrLine *)g_ptr_array_index(lines, i))->words->len == 0)
            g_ptr_array_remove_index(lines, i);
}

gboolean ocr_lines_reread(const Desk *desk, GPtrArray *lines, BOXA *found, guint own,
                          GError **error)
{
    add_missed(lines, found);
    if (!reread(desk, lines, own, error) || !read_missed(desk, lines, own, error))
        return FALSE;
    drop_unread(lines);
    return TRUE;
}
