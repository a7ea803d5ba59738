/* ocr/prepare.h - private to ocr/: from a master to what people see and what the engine reads. */
#pragma once

#include <leptonica/allheaders.h>

#include "ocr/ocr.h"

G_BEGIN_DECLS

static inline void ocr_pix_free(PIX *pix)
{
    pixDestroy(&pix);
}

static inline void ocr_boxa_free(BOXA *boxes)
{
    boxaDestroy(&boxes);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PIX, ocr_pix_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BOXA, ocr_boxa_free)

typedef struct {
    PIX *visible; /* the master straightened and cropped, its depth; white in the turned corners */
    PIX *mask;    /* 1 bpp ink, same size */
    PIX *page;    /* 8 bpp, the same cleaned where it must be, letters of a readable size */
    double scale; /* page pixels per visible pixel */
    BOXA *lines;  /* boxes of text lines in page pixels, by y, also short ones; few are wrong */
    PageFindings findings; /* but for turn and script */
} OcrPrepared;

/* Borrows master. LIMIT where memory does not suffice. */
gboolean ocr_prepare(PIX *master, double max_deskew_degrees, OcrPrepared *prepared, GError **error);
void ocr_prepared_clear(OcrPrepared *prepared);

/* Turns what was prepared upside down. */
gboolean ocr_prepared_flip(OcrPrepared *prepared, GError **error);

/* ---------------------------------------------------------------- measures, each on 1 bpp ink -- */

/* Degrees by which the page leans clockwise; 0 where that is unsure or not worth turning. */
double ocr_skew_measure(PIX *ink, double max_degrees);

/* Typical height of lower-case letters, in pixels; 0 where there are no letters. boxes are those
 * of the ink's connected components. */
int ocr_letters_measure(BOXA *boxes);

#define OCR_LINE_LETTERS 6.0  /* least width of a line that tells of its page */
#define OCR_PIECE_LETTERS 1.5 /* of a word that may stand alone */

/* Boxes of text lines at least so wide, in pixels of ink, by y. components are those of the ink. */
BOXA *ocr_lines_find(PIX *ink, BOXA *components, int letter_px, double width_min_letters);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OcrPrepared, ocr_prepared_clear)

G_END_DECLS
