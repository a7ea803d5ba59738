/* Lines of a page, read one by one. */
#include "ocr/desk.h"

#include <stdlib.h>

#include "ocr/text.h"

#define TEXT_HEIGHTS 4 /* width of a line of text that tells how high lines are */

const OcrModel *ocr_desk_model(const Desk *desk, guint model)
{
    return &g_array_index(desk->models, OcrModel, model);
}

guint ocr_desk_turn(guint first, guint turn)
{
    return turn == 0 ? first : turn <= first ? turn - 1 : turn;
}

OcrModel ocr_desk_pair(const Desk *desk, guint own, guint second)
{
    OcrModel pair = *ocr_desk_model(desk, own);
    pair.name = g_strconcat(ocr_desk_model(desk, MIN(own, second))->name, "+",
                            ocr_desk_model(desk, MAX(own, second))->name, NULL);
    return pair;
}

/* With a margin as Tesseract gives its own lines: a tight box is read slower, for it is scaled up to the
 * model's height, and cuts matras. */
static BOX *with_margin(const Desk *desk, const OcrBox *box)
{
    const int margin_px = 4;
    BOX *page = boxCreate(0, 0, pixGetWidth(desk->page), pixGetHeight(desk->page));
    BOX *wide = boxCreate(box->x_px - margin_px, box->y_px - margin_px,
                          box->width_px + 2 * margin_px, box->height_px + 2 * margin_px);
    BOX *inside = boxOverlapRegion(wide, page);
    boxDestroy(&wide);
    boxDestroy(&page);
    return inside;
}

OcrLine *ocr_desk_read_line(const Desk *desk, const OcrBox *box, const OcrModel *model,
                            GError **error)
{
    BOX *rectangle = with_margin(desk, box);
    g_autoptr(GPtrArray) lines = ocr_recognise(desk->engine, desk->page, desk->dpi, rectangle,
                                               OCR_READ_LINE, model, desk->models, error);
    boxDestroy(&rectangle);
    if (!lines)
        return NULL;
    return lines->len > 0 ? g_ptr_array_steal_index(lines, 0) : ocr_line_new();
}

int ocr_line_words_width(const OcrLine *line)
{
    int width_px = 0;
    for (guint i = 0; i < line->words->len; i++)
        width_px += g_array_index(line->words, OcrWord, i).box.width_px;
    return width_px;
}

int ocr_lines_height(const GPtrArray *lines)
{
    guint n = 0;
    g_autofree int *heights_px = g_new(int, lines->len + 1);
    for (guint i = 0; i < lines->len; i++) {
        const OcrBox *box = &((const OcrLine *)g_ptr_array_index(lines, i))->box;
        if (box->width_px >= TEXT_HEIGHTS * box->height_px)
            heights_px[n++] = box->height_px;
    }
    qsort(heights_px, n, sizeof(int), ocr_compare_ints);
    return n > 0 ? heights_px[n / 2] : 0;
}

double ocr_line_score(const OcrLine *line, int width_px)
{
    double share = 1.25 * ocr_line_words_width(line) / MAX(width_px, 1);
    return ocr_line_confidence(line) * MIN(1.0, share);
}

guint ocr_line_letters(const OcrLine *line, const char *language)
{
    guint n_letters = 0;
    for (guint i = 0; i < line->words->len; i++) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        if (language && !g_str_equal(word->language, language))
            continue;
        for (const char *p = word->text; *p; p = g_utf8_next_char(p))
            n_letters += g_unichar_isalpha(g_utf8_get_char(p));
    }
    return n_letters;
}

gboolean ocr_box_holds(const OcrBox *box, const OcrBox *word)
{
    int x_px = word->x_px + word->width_px / 2, y_px = word->y_px + word->height_px / 2;
    return x_px >= box->x_px && x_px < box->x_px + box->width_px && y_px >= box->y_px &&
           y_px < box->y_px + box->height_px;
}

double ocr_lines_score_in(const GPtrArray *lines, const OcrBox *box)
{
    double weight = 0, width_px = 0;
    for (guint i = 0; i < lines->len; i++) {
        const GArray *words = ((const OcrLine *)g_ptr_array_index(lines, i))->words;
        for (guint w = 0; w < words->len; w++) {
            const OcrWord *word = &g_array_index(words, OcrWord, w);
            if (!ocr_box_holds(box, &word->box))
                continue;
            weight += word->confidence * word->box.width_px;
            width_px += word->box.width_px;
        }
    }
    double confidence = width_px > 0 ? weight / width_px : 0;
    return MIN(confidence, 1.25 * weight / MAX(box->width_px, 1));
}
