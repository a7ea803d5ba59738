/* ocr/tint.h - private to ocr/: what inks take from the paper around them, in red, green and blue. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

typedef struct {
    guint8 red, green, blue;
} OcrColor;

typedef struct {
    guint red, green, blue; /* 255 * 256 over its own */
    guint8 gray;            /* its luminance */
} OcrPaper;

/* A page in cells of a third of a millimetre, row by row; what is left of one at its right and lower edges is no
 * cell. */
typedef struct {
    PIX *master; /* 32 bpp, borrowed */
    int cell_px, n_across, n_down;
    guint32 *means;   /* of each cell, as leptonica's pixels */
    OcrPaper *papers; /* of each block of cells */
    int blocks_across;
} OcrTints;

/* Of what is left of the paper's light: its greatest channel, and by how much that is more than its least. */
typedef struct {
    guint light_max, chroma_min, chroma_max;
} OcrTone;

typedef enum { OCR_TINT_MEAN, OCR_TINT_DARKEST } OcrTint; /* of a cell's pixels */

/* FALSE without memory, or where master is smaller than a cell. */
gboolean ocr_tints_look(OcrTints *tints, PIX *master, double dpi);
void ocr_tints_clear(OcrTints *tints);

/* 1 bpp, a pixel a cell: those of that tone. NULL without memory. */
PIX *ocr_tints_find(const OcrTints *tints, OcrTint which, OcrTone tone);

/* The paper around a cell. */
const OcrPaper *ocr_tints_paper(const OcrTints *tints, int column, int row);

static inline OcrColor ocr_color_of(guint32 pixel)
{
    return (OcrColor){(guint8)(pixel >> 24), (guint8)(pixel >> 16), (guint8)(pixel >> 8)};
}

static inline guint ocr_color_light(OcrColor color)
{
    return MAX(MAX(color.red, color.green), color.blue);
}

static inline guint ocr_color_chroma(OcrColor color)
{
    return ocr_color_light(color) - MIN(MIN(color.red, color.green), color.blue);
}

/* What is left of the paper's light, in 255ths of each channel. */
static inline OcrColor ocr_color_over(OcrColor color, const OcrPaper *paper)
{
    return (OcrColor){(guint8)MIN(color.red * paper->red >> 8, 255),
                      (guint8)MIN(color.green * paper->green >> 8, 255),
                      (guint8)MIN(color.blue * paper->blue >> 8, 255)};
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OcrTints, ocr_tints_clear)

G_END_DECLS
