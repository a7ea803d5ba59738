/* ocr/prepare.h - private to ocr/: from a master to what people see and what the engine reads. */
#pragma once

#include <leptonica/allheaders.h>

#include "ocr/rules.h"

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
    guint quarter_turns; /* of the master, before all else */
    OcrBox crop;         /* of the turned and straightened master, in its pixels: what is visible */
    gboolean is_flipped; /* all that is below, after the crop */
    PIX *ink;            /* 1 bpp, what is visible of the work copy; NULL: not looked for */
    PIX *
        lifted; /* 1 bpp, coloured ink that is in neither ink nor page, at ink's size; mostly NULL */
    PIX *page;  /* 8 bpp, the same cleaned where it must be, letters of a readable size */
    double scale;    /* page pixels per visible pixel */
    BOXA *lines;     /* boxes of text lines in page pixels, by y, also short ones; few are wrong */
    OcrRules *rules; /* in page pixels; page is without them, ink is not */
    PIX *look, *outside; /* look.h */
    BOXA *pictures; /* in page pixels; photographs are white in ink and page, and without lines */
    PageFindings findings; /* but for turn and script */
} OcrPrepared;

#define OCR_LETTER_PX 14.0       /* small letters as the engine reads most pages best */
#define OCR_LETTER_AGAIN_PX 20.0 /* and those again that it was unsure of */

/* Of a master turned so, its letters brought to letter_px. Borrows master. LIMIT where memory does not
 * suffice. */
gboolean ocr_prepare(PIX *master, guint quarter_turns, double max_deskew_degrees, double letter_px,
                     OcrPrepared *prepared, GError **error);
void ocr_prepared_clear(OcrPrepared *prepared);

/* Turns what was prepared upside down. */
gboolean ocr_prepared_flip(OcrPrepared *prepared, GError **error);

/* *pix turned back by skew_degrees, and of that what crop shows. Takes *pix over. NULL without memory. */
PIX *ocr_straighten(PIX **pix, double skew_degrees, OcrBox crop);

/* LIMIT; returns FALSE. */
gboolean ocr_set_no_memory(GError **error);

/* ---------------------------------------------------------------- measures, each on 1 bpp ink -- */

/* Degrees by which the page leans clockwise; 0 where that is unsure or not worth turning. */
double ocr_skew_measure(PIX *ink, double max_degrees);

/* Typical height of lower-case letters, in pixels; 0 where there are no letters. boxes are those
 * of the ink's connected components. */
int ocr_letters_measure(BOXA *boxes);
/* The same of a page of that dpi, whose ink may be dirt: then *is_print is FALSE, and letters are among what is large
 * enough for print. */
int ocr_letters_find(PIX *ink, BOXA *boxes, double dpi, gboolean *is_print);

#define OCR_LINE_LETTERS 6.0  /* least width of a line that tells of its page */
#define OCR_PIECE_LETTERS 1.5 /* of a word that may stand alone */

/* Boxes of text lines at least so wide, in pixels of ink, by y. components are those of the ink. */
BOXA *ocr_lines_find(PIX *ink, BOXA *components, int letter_px, double width_min_letters);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OcrPrepared, ocr_prepared_clear)

G_END_DECLS
