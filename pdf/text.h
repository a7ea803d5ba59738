/* pdf/text.h - the invisible text of one page (inside pdf/ only). */
#pragma once

#include "ocr/ocr.h"
#include "pdf/font.h"

/* Names of the page's resources in its content stream. */
#define PDF_TEXT_FONT "F"
#define PDF_TEXT_IMAGE "Im"

/* What stands in the PDF for a code point: itself, or U+FFFD for what the text layer cannot hold. */
gunichar pdf_text_code_point(gunichar c);

/* Has a letter, digit or mark of a right-to-left script. */
gboolean pdf_text_is_rtl(const char *text);

/* The code points of a word from left to right as they are written into the content stream: those
 * of right-to-left words reversed, but runs of digits or Latin letters kept. */
char *pdf_text_visual(const char *word);

/* Appends one BT..ET for all lines and notes the code points it used. */
void pdf_text_append(GString *content, const PageText *text, double width_pt, double height_pt,
                     PdfCodePoints *used);
