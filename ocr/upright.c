/* Which way up a page is and what stands on it, in the order that costs least.
 *
 * A sample of lines (pose.c) costs a twentieth to a tenth of a page's reading, and is needed where there are models
 * to choose from. A single model reads the page as it lies at once: nearly every page is upright and then read surely,
 * as surely as a sample would have to be. What was not is asked for its pose, and read again where it was turned.
 */
#include "ocr/lines.h"

#define LINES_MIN 3 /* as in a sample: a word or two may be sure of themselves by chance */

/* As ocr_line_score, of the page: a fifth of the lines found on it is allowed for spaces. */
static double page_score(const GPtrArray *lines, BOXA *found)
{
    double confidence = 0, weight = ocr_lines_weight(lines, &confidence);
    if (MIN((int)lines->len, boxaGetCount(found)) < LINES_MIN)
        return 0;
    return MIN(confidence, 1.25 * weight / MAX(ocr_lines_width(found), 1));
}

/* Whether the page, which settings may say to be upright, is to be read before it is asked. */
static gboolean is_read_first(const Desk *desk, const OcrSettings *settings)
{
    gboolean may_be_upright =
        settings->turn_is_said || !settings->expects_turn || settings->expected_turns == 0;
    return desk->models->len == 1 && may_be_upright;
}

GPtrArray *ocr_lines_read_upright(Desk *desk, PIX *master, const OcrSettings *settings,
                                  OcrPrepared *prepared, OcrPose *pose, GError **error)
{
    g_autoptr(GPtrArray) lines = NULL;
    *pose = (OcrPose){0};
    desk->expected = ocr_models_for(desk->models, settings->expected_language);
    if (is_read_first(desk, settings)) {
        lines = ocr_lines_read(desk, prepared, &pose->script, error);
        if (!lines)
            return NULL;
        pose->confidence = pose->script.score = page_score(lines, prepared->lines);
        if (pose->script.score >= OCR_SCORE_SURE || settings->turn_is_said)
            return g_steal_pointer(&lines);
    }
    if (!ocr_pose_find(desk, master, settings, prepared, pose, error))
        return NULL;
    return lines && pose->quarter_turns == 0 ? g_steal_pointer(&lines)
                                             : ocr_lines_read(desk, prepared, &pose->script, error);
}
