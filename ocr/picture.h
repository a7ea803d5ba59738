/* ocr/picture.h - private to ocr/: what on a page is no text. */
#pragma once

#include "ocr/desk.h"

G_BEGIN_DECLS

typedef struct {
    GArray *areas; /* of OcrBox, in page pixels */
} OcrPictures;

/* look is the page as look.h shows it. Photographs, painted white in prepared->page and without lines, so that nobody reads them. FALSE without
 * memory. */
gboolean ocr_pictures_find(PIX *look, OcrPrepared *prepared, OcrPictures *pictures);

/* What kind of page that is with so many lines of text. */
OcrPageKind ocr_pictures_kind(const OcrPictures *pictures, PIX *page, guint n_lines);

void ocr_pictures_clear(OcrPictures *pictures);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OcrPictures, ocr_pictures_clear)

G_END_DECLS
