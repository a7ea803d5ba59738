/* Lines of a page, read one by one. */
#include "ocr/desk.h"

#include "ocr/text.h"

const OcrModel *ocr_desk_model(const Desk *desk, guint model)
{
    return &g_array_index(desk->models, OcrModel, model);
}

OcrLine *ocr_desk_read_line(const Desk *desk, const BOX *rectangle, const OcrModel *model,
                            GError **error)
{
    g_autoptr(GPtrArray) lines = ocr_recognise(desk->engine, desk->page, desk->dpi, rectangle,
                                               OCR_READ_LINE, model, desk->models, error);
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

double ocr_line_score(const OcrLine *line, int width_px)
{
    double share = 1.25 * ocr_line_words_width(line) / MAX(width_px, 1);
    return ocr_line_confidence(line) * MIN(1.0, share);
}
