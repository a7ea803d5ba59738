/* ocr/lines.h - private to ocr/: all lines of a page. */
#pragma once

#include "ocr/desk.h"

G_BEGIN_DECLS

/* The lines of an upright page, in page pixels; of an opening, those of its first page, then those of its
 * second. prepared's findings tell the gutter, and script the model that read it. FAILED. */
GPtrArray *ocr_lines_read(const Desk *desk, OcrPrepared *prepared, OcrScript *script,
                          GError **error);

/* Turns what was prepared upright, where settings do not say that it is, and reads it so; pose is what was found. FAILED,
 * LIMIT. */
GPtrArray *ocr_lines_read_upright(Desk *desk, PIX *master, const OcrSettings *settings,
                                  OcrPrepared *prepared, OcrPose *pose, GError **error);

/* What the words cover, in page pixels, as much as the model is sure of them; *confidence is its mean. */
double ocr_lines_weight(const GPtrArray *lines, double *confidence);

/* Sum of the widths of lines found in the ink. */
int ocr_lines_width(BOXA *found);

/* Share, in percent, of the lines found in the ink in which nothing was read; 0 where they are too few or too short to
 * be a page's text. */
double ocr_lines_unread(const GPtrArray *lines, BOXA *found);

G_END_DECLS
