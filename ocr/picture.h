/* ocr/picture.h - private to ocr/: what on a page is no text. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* gray is what is visible of the master's work copy: its photographs, found in the turned master made small
 * (look.h), are painted white and entered into prepared->pictures, in its pixels; the look of the page is kept in
 * prepared. FALSE without memory. */
gboolean ocr_pictures_hide(PIX *small, double small_scale, PIX *gray, OcrPrepared *prepared);

/* By its findings: most of its ink is in no word, and it is more than dirt. */
gboolean ocr_picture_is_drawn(const OcrPrepared *prepared);

/* What kind of page that is with so many lines of text. */
OcrPageKind ocr_pictures_kind(const OcrPrepared *prepared, guint n_lines);

G_END_DECLS
