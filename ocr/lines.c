/* Reading a page: each page of an opening by itself.
 *
 * In a register of a language that runs from right to left the right page comes first.
 */
#include "ocr/lines.h"

#include "ocr/blocks.h"
#include "ocr/gutter.h"
#include "ocr/mend.h"
#include "ocr/order.h"
#include "ocr/parts.h"
#include "ocr/proof.h"
#include "ocr/recell.h"
#include "ocr/text.h"
#include "ocr/visarga.h"

#define TEXT_LINES 5   /* found in the ink of a page of text, at least ... */
#define TEXT_HEIGHTS 8 /* ... and how wide they are */

static GPtrArray *read_all(const Desk *desk, const BOX *rectangle, guint model, GError **error)
{
    return ocr_recognise(desk->engine, desk->page, desk->dpi, rectangle, OCR_READ_PAGE,
                         ocr_desk_model(desk, model), desk->models, error);
}

double ocr_lines_weight(const GPtrArray *lines, double *confidence)
{
    double weight = 0, width_px = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        weight += ocr_line_confidence(line) * ocr_line_words_width(line);
        width_px += ocr_line_words_width(line);
    }
    *confidence = width_px > 0 ? weight / width_px : 0;
    return weight;
}

int ocr_lines_width(BOXA *found)
{
    int sum_px = 0;
    for (int i = 0; i < boxaGetCount(found); i++) {
        int width_px = 0;
        boxaGetBoxGeometry(found, i, NULL, NULL, &width_px, NULL);
        sum_px += width_px;
    }
    return sum_px;
}

/* The page read with the script's model. Where no sample could be read (dense Nastaliq, whose lines run
 * into each other) and the model is not sure of the page either, with every other one too: the one whose
 * words weigh most is then the script's. */
static GPtrArray *read_surest(const Desk *desk, const BOX *rectangle, OcrScript *script,
                              GError **error)
{
    const double legible_min = 30, sure_min = 60;
    g_autoptr(GPtrArray) best = read_all(desk, rectangle, script->model, error);
    double confidence = 0, most = best ? ocr_lines_weight(best, &confidence) : 0;
    guint first = script->model;
    if (!best || script->score >= legible_min || confidence >= sure_min)
        return g_steal_pointer(&best);
    for (guint model = 0; model < desk->models->len; model++) {
        g_autoptr(GPtrArray) lines =
            model == first ? g_ptr_array_ref(best) : read_all(desk, rectangle, model, error);
        double weight = lines ? ocr_lines_weight(lines, &confidence) : 0;
        if (!lines)
            return NULL;
        if (weight <= most)
            continue;
        g_ptr_array_unref(best);
        best = g_steal_pointer(&lines);
        most = weight;
        script->model = model;
    }
    return g_steal_pointer(&best);
}

/* Boxes of found lines inside a rectangle, all of them for NULL. */
static BOXA *found_inside(BOXA *found, BOX *rectangle)
{
    return rectangle ? boxaContainedInBox(found, rectangle) : boxaCopy(found, L_CLONE);
}

/* *lines by both models where the page is in two scripts, unless that loses words. */
static gboolean read_by_both(const Desk *desk, const BOX *rectangle, GPtrArray **lines,
                             const OcrPrepared *prepared, guint own, guint second, GError **error)
{
    const double loss_max = 0.95;
    if (own == second)
        return TRUE;
    g_auto(OcrModel) pair = ocr_desk_pair(desk, own, second);
    g_autoptr(GPtrArray) both = ocr_recognise(desk->engine, desk->page, desk->dpi, rectangle,
                                              OCR_READ_PAGE, &pair, desk->models, error);
    if (!both || !ocr_cells_reread(desk, both, prepared, rectangle, &pair, error))
        return FALSE;
    double confidence, before = ocr_lines_weight(*lines, &confidence);
    if (ocr_lines_weight(both, &confidence) < loss_max * before)
        return TRUE;
    g_ptr_array_unref(*lines);
    *lines = g_steal_pointer(&both);
    return TRUE;
}

/* What the page's model read, bettered: blocks of another script, doubtful lines, a second script, missed lines. */
static gboolean read_better(const Desk *desk, BOX *rectangle, GPtrArray **lines,
                            const OcrPrepared *prepared, guint own, GError **error)
{
    guint second = own, others;
    g_autoptr(BOXA) inside = found_inside(prepared->lines, rectangle);
    return ocr_blocks_reread(desk, *lines, inside, ocr_lines_width(prepared->lines), own, &others,
                             error) &&
           ocr_lines_reread(desk, *lines, own, others, &second, error) &&
           read_by_both(desk, rectangle, lines, prepared, own, second, error) &&
           ocr_lines_read_missed(desk, *lines, inside, own, error);
}

/* Takes rectangle over. */
static GPtrArray *read_part(const Desk *desk, BOX *rectangle, const OcrPrepared *prepared,
                            OcrScript *script, GError **error)
{
    g_auto(OcrParts) parts = {0};
    g_autoptr(GPtrArray) lines = read_surest(desk, rectangle, script, error);
    gboolean is_read =
        lines && ocr_parts_init(&parts, prepared, error) && ocr_proof_drop(&parts, lines, error) &&
        ocr_cells_reread(desk, lines, prepared, rectangle, ocr_desk_model(desk, script->model),
                         error) &&
        read_better(desk, rectangle, &lines, prepared, script->model, error) &&
        ocr_proof_drop(&parts, lines, error) && ocr_lines_mend(&parts, lines, error) &&
        ocr_lines_mend_visarga(&parts, lines, error);
    boxDestroy(&rectangle);
    if (!is_read)
        return NULL;
    ocr_lines_order(lines, prepared->rules);
    return g_steal_pointer(&lines);
}

static GPtrArray *read_opening(const Desk *desk, const OcrPrepared *prepared, int gutter_px,
                               OcrScript *script, GError **error)
{
    int width = pixGetWidth(desk->page), height = pixGetHeight(desk->page);
    gboolean is_rtl = g_str_equal(ocr_desk_model(desk, script->model)->language, "urd");
    g_autoptr(GPtrArray) first = NULL, second = NULL;
    BOX *left = boxCreate(0, 0, gutter_px, height);
    BOX *right = boxCreate(gutter_px, 0, width - gutter_px, height);
    first = read_part(desk, is_rtl ? right : left, prepared, script, error);
    if (!first) {
        boxDestroy(is_rtl ? &left : &right);
        return NULL;
    }
    second = read_part(desk, is_rtl ? left : right, prepared, script, error);
    if (!second)
        return NULL;
    ocr_lines_append(first, g_steal_pointer(&second));
    return g_steal_pointer(&first);
}

GPtrArray *ocr_lines_read(const Desk *desk, OcrPrepared *prepared, OcrScript *script,
                          GError **error)
{
    int gutter_px = ocr_gutter_find(prepared->look, prepared);
    g_autoptr(GPtrArray) lines = gutter_px > 0
                                     ? read_opening(desk, prepared, gutter_px, script, error)
                                     : read_part(desk, NULL, prepared, script, error);
    if (!lines)
        return NULL;
    prepared->findings.gutter_px = gutter_px / prepared->scale;
    return g_steal_pointer(&lines);
}

double ocr_lines_unread(const GPtrArray *lines, BOXA *found)
{
    double all_px = 0, unread_px = 0;
    guint n_text = 0;
    for (int i = 0; i < boxaGetCount(found); i++) {
        const OcrBox line = ocr_part_at(found, i);
        if (line.width_px < TEXT_HEIGHTS * line.height_px)
            continue;
        n_text++;
        all_px += line.width_px;
        unread_px += ocr_lines_score_in(lines, &line) > 0 ? 0 : line.width_px;
    }
    return n_text >= TEXT_LINES ? 100 * unread_px / all_px : 0;
}
