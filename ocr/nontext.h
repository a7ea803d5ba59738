/* ocr/nontext.h - private to ocr/: lines that the engine read into what is no text. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* What tells text from drawings, of one line. */
typedef struct {
    double confidence; /* the engine's, 0-1: mean over characters */
    double best;       /* 0-1: of the surest word of three letters or digits and more */
    double
        sure; /* 0-1: share of the other lines' characters that stand in lines with a best above 0.8 */
    double length;  /* logarithm of the number of characters, 4 at most */
    double density; /* logarithm of characters per width of their words' height */
    double
        bottom; /* how far letters stand off the line they stand on, in heights of a small letter */
    gboolean is_urdu; /* most of its letters */
} OcrLineMeasures;

/* Of each of the lines (OcrLine, with words, in pixels of prepared->page): array of OcrLineMeasures. NULL without
 * memory. */
GArray *ocr_nontext_measure(const OcrPrepared *prepared, const GPtrArray *lines);

/* Above 0: it is text. */
double ocr_nontext_score(const OcrLineMeasures *measures);

/* Takes the lines of a page of drawings away that are no text, and enters their boxes into prepared->pictures; of any
 * page, the share of its ink that no word holds into its findings. FALSE without memory. */
gboolean ocr_nontext_drop(OcrPrepared *prepared, GPtrArray *lines);

G_END_DECLS
