/* ocr/gutter.h - private to ocr/: where a two-page opening of a bound register is divided. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* look is the page as look.h shows it. x of the gutter in pixels of prepared->page; 0 where that is one page. */
int ocr_gutter_find(PIX *look, const OcrPrepared *prepared);

G_END_DECLS
