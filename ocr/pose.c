/* Which way up a page is.
 *
 * Tesseract's own orientation detection costs as much as reading and is wrong on Nastaliq; ascenders and
 * descenders tell it in Latin alone. But the engine is sure of text only when it is upright: a sample of
 * lines reads at 80-95 of 100 upright, at 10-45 upside down and less sideways, in every script. So:
 *
 * 1. A page whose sample is read surely is upright; nearly every page ends here, and the sample was needed
 *    for the script anyway (where it was not, upright.c reads the page first).
 * 2. Else, where text lines do not run down the page, whole lines are read as they lie and upside down, by the
 *    script's model alone; 40 points and a lead of 10 settle it.
 * 3. Else every model reads it upside down too, and on its sides where text lines run down the page at
 *    least as far as across it; only on its sides where they run there three times as far.
 * 4. It is turned only if that way up reads better than all others by 10 points, in two looks at
 *    different lines, and is worth 25, a line of three; by 20 against what is expected: how it lay when it was read before, or how the pages
 *    around it in the stack lay.
 * 5. A page that does not tell (a map, a photograph) is turned as expected, or stays as it is.
 *
 * What a person said is not looked at again.
 */
#include "ocr/desk.h"

#define BETTER_BY 10.0
#define ALONE_BY 20.0    /* against what is expected */
#define WORTH_MIN 25.0   /* of a way up that is chosen: what leads with less is nothing read well */
#define UPRIGHT_MIN 40.0 /* of whole lines */
#define UPRIGHT_BY 10.0
#define DOWN_MAYBE 0.5
#define DOWN_SURELY 0.75
#define LEAN_MAX_DEGREES 10.0
#define N_LOOKS 2 /* more, of whole lines */

/* The sample's scores each way up, by quarter turns; below 0 where it was not tried. */
typedef struct {
    OcrScript ways[4];
} Look;

static gboolean way_read(const Desk *desk, BOXA *lines, gboolean is_flipped, guint look,
                         OcrScript *script, GError **error)
{
    Desk turned = *desk;
    g_autoptr(PIX) page = is_flipped ? pixRotate180(NULL, desk->page) : pixClone(desk->page);
    g_autoptr(BOXA) boxes =
        boxaRotateOrth(lines, pixGetWidth(page), pixGetHeight(page), is_flipped ? 2 : 0);
    turned.page = page;
    return ocr_script_find(&turned, boxes, look, script, error);
}

/* Sum of the lengths of text lines across the page. */
static double lines_length(PIX *ink, BOXA *components, int letter_px)
{
    g_autoptr(BOXA) lines = ocr_lines_find(ink, components, letter_px, OCR_LINE_LETTERS);
    double length_px = 0;
    for (int i = 0; i < boxaGetCount(lines); i++) {
        int width;
        boxaGetBoxGeometry(lines, i, NULL, NULL, &width, NULL);
        length_px += width;
    }
    return length_px;
}

/* The ink turned on its side and straightened that way: as it lies nobody saw that it leans. */
static PIX *turn_aside(PIX *ink)
{
    PIX *aside = pixRotateOrth(ink, 1);
    double skew_degrees = ocr_skew_measure(aside, LEAN_MAX_DEGREES);
    OcrBox all = {0, 0, pixGetWidth(aside), pixGetHeight(aside)};
    return skew_degrees == 0 ? aside : ocr_straighten(&aside, skew_degrees, all);
}

/* How much farther text lines run down the page than across it, as a share of 1. Letters are as large either
 * way: across the lines of a noisy page on its side they measure half, and each word would be a line. */
static double runs_down(PIX *ink)
{
    g_autoptr(PIX) across = pixRemoveBorderConnComps(ink, 8);
    g_autoptr(PIX) down = turn_aside(across);
    g_autoptr(BOXA) across_boxes = pixConnCompBB(across, 8);
    g_autoptr(BOXA) down_boxes = pixConnCompBB(down, 8);
    int letter_px = MAX(ocr_letters_measure(across_boxes), ocr_letters_measure(down_boxes));
    double down_px = lines_length(down, down_boxes, letter_px);
    double across_px = lines_length(across, across_boxes, letter_px);
    return down_px > 0 ? down_px / (down_px + across_px) : 0;
}

/* The page as it lies and on its side, each of them also upside down; ways that are out of the question
 * have nothing prepared. */
typedef struct {
    Desk desks[2];
    OcrPrepared *prepared[2];
} Ways;

static gboolean ways_look(const Ways *ways, guint n_look, Look *look, GError **error)
{
    for (guint turns = 0; turns < 4; turns++) {
        guint side = turns % 2;
        look->ways[turns] = (OcrScript){0, 0};
        if (ways->prepared[side] && !way_read(&ways->desks[side], ways->prepared[side]->lines,
                                              turns >= 2, n_look, &look->ways[turns], error))
            return FALSE;
    }
    return TRUE;
}

static guint look_best(const Look *look)
{
    guint best = 0;
    for (guint i = 1; i < 4; i++)
        if (look->ways[i].score > look->ways[best].score)
            best = i;
    return best;
}

/* How much better a way is than all others. */
static double look_lead(const Look *look, guint way)
{
    double second = 0;
    for (guint i = 0; i < 4; i++)
        if (i != way)
            second = MAX(second, look->ways[i].score);
    return look->ways[way].score - second;
}

/* What a way up has to lead by. */
static double lead_needed(const OcrSettings *settings, guint way)
{
    gboolean is_alone = settings->expects_turn && way != settings->expected_turns;
    return is_alone ? ALONE_BY : BETTER_BY;
}

/* The way up that won both looks clearly. Where none did, as expected; else as it lies. */
static gboolean ways_choose(const Ways *ways, const OcrSettings *settings, OcrPose *pose,
                            GError **error)
{
    Look looks[N_LOOKS];
    for (guint n = 0; n < N_LOOKS; n++)
        if (!ways_look(ways, n + 1, &looks[n], error))
            return FALSE;
    guint best = look_best(&looks[0]);
    double lead = look_lead(&looks[0], best), least = looks[0].ways[best].score;
    for (guint n = 1; n < N_LOOKS; n++) {
        lead = MIN(lead, look_lead(&looks[n], best));
        least = MIN(least, looks[n].ways[best].score);
    }
    gboolean is_clear = least >= WORTH_MIN && lead >= lead_needed(settings, best);
    if (!is_clear)
        best = settings->expects_turn ? settings->expected_turns : 0;
    pose->quarter_turns = best;
    pose->confidence = is_clear ? lead : 0;
    if (best != 0 && ways->prepared[best % 2])
        pose->script = looks[0].ways[best];
    return TRUE;
}

static gboolean prepare_side(PIX *master, const OcrSettings *settings, OcrPrepared *prepared,
                             GError **error)
{
    return ocr_prepare(master, settings->quarter_turns + 1, settings->max_deskew_degrees,
                       OCR_LETTER_PX, prepared, error);
}

static void swap(OcrPrepared *a, OcrPrepared *b)
{
    OcrPrepared kept = *a;
    *a = *b;
    *b = kept;
}

/* Whole lines read with the script's model alone, as they lie and upside down. Most pages that are read
 * with little confidence, all of Nastaliq, are upright, and this is enough to tell. */
static gboolean is_upright(const Desk *desk, BOXA *lines, guint model, gboolean *answer,
                           GError **error)
{
    OcrScript upright, flipped;
    Desk one = *desk;
    g_autoptr(GArray) models = g_array_new(FALSE, FALSE, sizeof(OcrModel));
    g_array_append_val(models, *ocr_desk_model(desk, model));
    one.models = models;
    one.expected = 0;
    if (!way_read(&one, lines, FALSE, 1, &upright, error) ||
        !way_read(&one, lines, TRUE, 1, &flipped, error))
        return FALSE;
    *answer = upright.score >= UPRIGHT_MIN && upright.score - flipped.score >= UPRIGHT_BY;
    return TRUE;
}

gboolean ocr_pose_find(Desk *desk, PIX *master, const OcrSettings *settings, OcrPrepared *prepared,
                       OcrPose *pose, GError **error)
{
    g_auto(OcrPrepared) side = {0};
    gboolean is_sure = FALSE;
    *pose = (OcrPose){0};
    if (!ocr_script_find(desk, prepared->lines, 0, &pose->script, error))
        return FALSE;
    pose->confidence = pose->script.score;
    if (pose->script.score >= OCR_SCORE_SURE || settings->turn_is_said)
        return TRUE;
    double down = runs_down(prepared->ink);
    if (down < DOWN_MAYBE &&
        !is_upright(desk, prepared->lines, pose->script.model, &is_sure, error))
        return FALSE;
    if (is_sure)
        return TRUE;
    gboolean tries_sides =
        down >= DOWN_MAYBE || (settings->expects_turn && settings->expected_turns % 2);
    if (tries_sides && !prepare_side(master, settings, &side, error))
        return FALSE;
    Ways ways = {{*desk, *desk},
                 {down < DOWN_SURELY ? prepared : NULL, tries_sides ? &side : NULL}};
    ways.desks[1].page = side.page;
    if (!ways_choose(&ways, settings, pose, error))
        return FALSE;
    if (pose->quarter_turns % 2)
        swap(prepared, &side);
    if (pose->quarter_turns >= 2 && !ocr_prepared_flip(prepared, error))
        return FALSE;
    desk->page = prepared->page;
    return TRUE;
}
