/* pdf/font.h - the font of the invisible text (inside pdf/ only). */
#pragma once

#include "pdf/object.h"

/* A set of code points of the Basic Multilingual Plane. */
typedef struct {
    guint8 bits[65536 / 8];
} PdfCodePoints;

static inline void pdf_code_points_add(PdfCodePoints *set, guint16 code_point)
{
    set->bits[code_point / 8] |= (guint8)(1u << (code_point % 8));
}

static inline gboolean pdf_code_points_contain(const PdfCodePoints *set, guint16 code_point)
{
    return (set->bits[code_point / 8] >> (code_point % 8)) & 1;
}

/* What every glyph advances by, in em. Text is fitted to its boxes by horizontal scaling. */
#define PDF_FONT_ADVANCE_EM 0.5

/* Those of common text faces, so that a selection covers the words. */
#define PDF_FONT_ASCENT_EM 0.8
#define PDF_FONT_DESCENT_EM 0.2

/* Adds the font with a ToUnicode entry for each code point of used and the space; the dictionary
 * goes into the pages' resources. Strings shown with it are code points, two bytes each. */
HPDF_Dict pdf_font_add(PdfObjects *objects, const PdfCodePoints *used);
