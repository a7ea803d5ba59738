/* One model over one rectangle of an image: Tesseract's results as lines of words.
 *
 * Page segmentation is mode 3; 4 breaks columns and 6 costs twice the time. A line alone is
 * read in raw mode: the single-line mode still looks for rules and headlines, and it is there that
 * whole lines of Punjabi are lost. Nor is a line alone tried as light print on dark, which the engine does with all it is
 * unsure of: such a line is asked for because it is doubtful, and would be read twice. Tesseract's
 * iterator gives words in logical order, also of right-to-left lines, and puts directional marks
 * into them, which ocr_word_text_clean takes out.
 */
#include "ocr/recognise.h"

#include <tesseract/capi.h>

#include "ocr/text.h"

typedef struct {
    TessResultIterator *results;
    TessPageIterator *places; /* the same iterator, seen from its base class */
    const OcrModel *model;
    const GArray *models;
    guint block;
} Reader;

static gboolean reader_box(const Reader *reader, TessPageIteratorLevel level, OcrBox *box)
{
    int left, top, right, bottom;
    if (!TessPageIteratorBoundingBox(reader->places, level, &left, &top, &right, &bottom))
        return FALSE;
    *box = (OcrBox){left, top, right - left, bottom - top};
    return box->width_px > 0 && box->height_px > 0;
}

static void reader_add_word(const Reader *reader, OcrLine *line)
{
    OcrBox box;
    char *raw = TessResultIteratorGetUTF8Text(reader->results, RIL_WORD);
    char *text = raw ? ocr_word_text_clean(raw) : NULL;
    TessDeleteText(raw);
    if (!text || !reader_box(reader, RIL_WORD, &box)) {
        g_free(text);
        return;
    }
    double confidence = (double)TessResultIteratorConfidence(reader->results, RIL_WORD);
    const char *language = ocr_language_of_word(text, reader->model, reader->models);
    ocr_line_add_word(line, ocr_word_text_spell(text, language), &box, CLAMP(confidence, 0, 100),
                      language);
}

/* The middle of the baseline, which may lean a little; the box's bottom where there is none. */
static int reader_baseline(const Reader *reader, const OcrBox *box)
{
    int x1, y1, x2, y2;
    if (!TessPageIteratorBaseline(reader->places, RIL_TEXTLINE, &x1, &y1, &x2, &y2))
        return box->y_px + box->height_px;
    return CLAMP((y1 + y2) / 2, box->y_px, box->y_px + box->height_px);
}

/* Reads the line the iterator is at the beginning of and leaves it at the line's last word. */
static OcrLine *reader_read_line(Reader *reader)
{
    OcrLine *line = ocr_line_new();
    if (TessPageIteratorIsAtBeginningOf(reader->places, RIL_PARA))
        reader->block++;
    line->block = reader->block;
    reader_box(reader, RIL_TEXTLINE, &line->box);
    line->baseline_px = reader_baseline(reader, &line->box);
    reader_add_word(reader, line);
    while (!TessPageIteratorIsAtFinalElement(reader->places, RIL_TEXTLINE, RIL_WORD) &&
           TessResultIteratorNext(reader->results, RIL_WORD))
        reader_add_word(reader, line);
    ocr_line_finish(line);
    return line;
}

/* Lines without words are left out: they are rules, and headlines taken for rules. */
static void reader_read_all(Reader *reader, GPtrArray *lines)
{
    do {
        OcrLine *line = reader_read_line(reader);
        if (line->words->len > 0)
            g_ptr_array_add(lines, line);
        else
            ocr_line_free(line);
    } while (TessResultIteratorNext(reader->results, RIL_WORD));
}

static TessPageSegMode segmentation(OcrReadMode mode)
{
    return mode == OCR_READ_LINE ? PSM_RAW_LINE : PSM_AUTO;
}

static void engine_point(TessBaseAPI *tess, PIX *image, int dpi, const BOX *rectangle,
                         OcrReadMode mode)
{
    TessBaseAPISetPageSegMode(tess, segmentation(mode));
    TessBaseAPISetVariable(tess, "tessedit_do_invert", mode == OCR_READ_LINE ? "0" : "1");
    TessBaseAPISetImage2(tess, image);
    TessBaseAPISetSourceResolution(tess, dpi);
    if (rectangle)
        TessBaseAPISetRectangle(tess, rectangle->x, rectangle->y, rectangle->w, rectangle->h);
}

GPtrArray *ocr_recognise(OcrEngine *engine, PIX *image, int dpi, const BOX *rectangle,
                         OcrReadMode mode, const OcrModel *model, const GArray *models,
                         GError **error)
{
    TessBaseAPI *tess = ocr_engine_peek(engine, model->name, error);
    if (!tess)
        return NULL;
    engine_point(tess, image, dpi, rectangle, mode);
    if (TessBaseAPIRecognize(tess, NULL) != 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "Tesseract gave up on the page with its model \"%s\"", model->name);
        return NULL;
    }
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    Reader reader = {.model = model, .models = models};
    reader.results = TessBaseAPIGetIterator(tess);
    if (!reader.results)
        return lines;
    reader.places = TessResultIteratorGetPageIterator(reader.results);
    reader_read_all(&reader, lines);
    TessResultIteratorDelete(reader.results);
    return lines;
}
