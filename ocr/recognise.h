/* ocr/recognise.h - private to ocr/: the words of a prepared page. Boxes are in page pixels here. */
#pragma once

#include "ocr/engine.h"
#include "ocr/prepare.h"

G_BEGIN_DECLS

typedef enum {
    OCR_READ_PAGE, /* columns, paragraphs, tables: Tesseract finds the lines */
    OCR_READ_LINE,
} OcrReadMode;

/* Lines (OcrLine) that one model reads in a rectangle of image, or in all of it (NULL); none is
 * without words. FAILED. */
GPtrArray *ocr_recognise(OcrEngine *engine, PIX *image, int dpi, const BOX *rectangle,
                         OcrReadMode mode, const OcrModel *model, const GArray *models,
                         GError **error);

G_END_DECLS
