/* pdf/wavelet.h - the 9/7 wavelet transform of JPEG 2000 (inside pdf/ only): ISO 15444-1, Annex F.4. */
#pragma once

#include <glib.h>

/* Samples of one component, row by row without gaps. */
typedef struct {
    float *samples;
    int width, height;
} PdfPlane;

#define PDF_WAVELET_LEVELS 5

/* A sub-band's place in a plane that is transformed: level 1 is the finest. The orientations of levels 1 and up are
 * HL, LH and HH (Annex B.5), that of the last level also LL. */
typedef enum { PDF_BAND_LL, PDF_BAND_HL, PDF_BAND_LH, PDF_BAND_HH } PdfBandKind;

typedef struct {
    PdfBandKind kind;
    int x, y, width, height; /* either side may be 0 */
} PdfBand;

PdfBand pdf_wavelet_band(const PdfPlane *plane, int level, PdfBandKind kind);

/* How far an error of 1 in a band's coefficient is seen in all samples together (the root of the sum of squares). */
double pdf_wavelet_norm(int level, PdfBandKind kind);

/* In place, over so many levels, to sub-bands that lie beside each other, LL in the upper left corner. FALSE: not
 * enough memory. */
gboolean pdf_wavelet_forward(PdfPlane *plane, int levels);
