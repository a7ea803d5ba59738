/* Lifting, many columns at once: a row's own filter runs over it as if it were a column that is one sample wide, which
 * the compiler makes vectors of too, since its even and odd samples are put apart first. */
#include "pdf/wavelet.h"

#include <string.h>

#include "scan/vectors.h"

/* Table F.4. */
#define ALPHA (-1.586134342059924f)
#define BETA (-0.052980118572961f)
#define GAMMA 0.882911075530934f
#define DELTA 0.443506852043971f
#define K 1.230174104914001f

#define STRIP_COLUMNS 64 /* so many columns of an A4 page at 100 dpi stay in the second cache */

static int low_length(int length, int level)
{
    for (int i = 0; i < level; i++)
        length = (length + 1) / 2;
    return length;
}

PdfBand pdf_wavelet_band(const PdfPlane *plane, int level, PdfBandKind kind)
{
    int low_width = low_length(plane->width, level), low_height = low_length(plane->height, level);
    int all_width = low_length(plane->width, level - 1);
    int all_height = low_length(plane->height, level - 1);
    gboolean is_right = kind == PDF_BAND_HL || kind == PDF_BAND_HH;
    gboolean is_lower = kind == PDF_BAND_LH || kind == PDF_BAND_HH;
    return (PdfBand){kind, is_right ? low_width : 0, is_lower ? low_height : 0,
                     is_right ? all_width - low_width : low_width,
                     is_lower ? all_height - low_height : low_height};
}

/* Norms of the synthesis filters of one dimension, by level. */
double pdf_wavelet_norm(int level, PdfBandKind kind)
{
    static const double low[] = {1, 1.4021, 2.0438, 2.8988, 4.1110, 5.8173};
    static const double high[] = {0, 0.7212, 0.9758, 1.4411, 2.0726, 2.9457};
    switch (kind) {
    case PDF_BAND_LL:
        return low[level] * low[level];
    case PDF_BAND_HH:
        return high[level] * high[level];
    default:
        return low[level] * high[level];
    }
}

/* ------------------------------------------------------------------------------------ lifting -- */

VECTORS
static void lift(float *to, const float *before, const float *behind, float by, gsize n)
{
    for (gsize i = 0; i < n; i++)
        to[i] += by * (before[i] + behind[i]);
}

VECTORS
static void scale(float *to, float by, gsize n)
{
    for (gsize i = 0; i < n; i++)
        to[i] *= by;
}

/* Even samples at low, odd ones at high, each of n_columns values. What lies beyond an end is what lies before it. */
static void lift_odd(float *high, const float *low, float by, gsize length, gsize n_columns)
{
    gsize n_low = (length + 1) / 2, n_high = length / 2, n_inside = MIN(n_high, n_low - 1);
    lift(high, low, low + n_columns, by, n_inside * n_columns);
    if (n_high > n_inside)
        lift(high + n_inside * n_columns, low + n_inside * n_columns, low + n_inside * n_columns,
             by, n_columns);
}

static void lift_even(float *low, const float *high, float by, gsize length, gsize n_columns)
{
    gsize n_low = (length + 1) / 2, n_high = length / 2;
    lift(low, high, high, by, n_columns);
    lift(low + n_columns, high, high + n_columns, by, (n_high - 1) * n_columns);
    if (n_low > n_high)
        lift(low + n_high * n_columns, high + (n_high - 1) * n_columns,
             high + (n_high - 1) * n_columns, by, n_columns);
}

/* Of length samples, at least 2. */
static void lift_all(float *low, float *high, gsize length, gsize n_columns)
{
    lift_odd(high, low, ALPHA, length, n_columns);
    lift_even(low, high, BETA, length, n_columns);
    lift_odd(high, low, GAMMA, length, n_columns);
    lift_even(low, high, DELTA, length, n_columns);
    scale(low, 1 / K, (length + 1) / 2 * n_columns);
    scale(high, K, length / 2 * n_columns);
}

/* -------------------------------------------------------------------------------- rows, columns -- */

VECTORS
static void part_row(float *low, float *high, const float *row, gsize length)
{
    for (gsize i = 0; i < length / 2; i++) {
        low[i] = row[2 * i];
        high[i] = row[2 * i + 1];
    }
    if (length % 2)
        low[length / 2] = row[length - 1];
}

static void transform_rows(PdfPlane *plane, gsize width, gsize height, float *buffer)
{
    gsize n_low = (width + 1) / 2;
    for (gsize y = 0; y < height && width > 1; y++) {
        float *row = plane->samples + y * (gsize)plane->width;
        part_row(buffer, buffer + n_low, row, width);
        lift_all(buffer, buffer + n_low, width, 1);
        memcpy(row, buffer, width * sizeof *row);
    }
}

static void transform_strip(float *samples, gsize stride, gsize height, gsize n_columns,
                            float *buffer)
{
    gsize n_low = (height + 1) / 2, n_bytes = n_columns * sizeof *buffer;
    for (gsize y = 0; y < height; y++)
        memcpy(buffer + (y / 2 + y % 2 * n_low) * n_columns, samples + y * stride, n_bytes);
    lift_all(buffer, buffer + n_low * n_columns, height, n_columns);
    for (gsize y = 0; y < height; y++)
        memcpy(samples + y * stride, buffer + y * n_columns, n_bytes);
}

static void transform_columns(PdfPlane *plane, gsize width, gsize height, float *buffer)
{
    for (gsize x = 0; x < width && height > 1; x += STRIP_COLUMNS)
        transform_strip(plane->samples + x, (gsize)plane->width, height,
                        MIN(STRIP_COLUMNS, width - x), buffer);
}

gboolean pdf_wavelet_forward(PdfPlane *plane, int levels)
{
    gsize width = (gsize)plane->width, height = (gsize)plane->height;
    g_autofree float *buffer = g_try_new(float, MAX(width, STRIP_COLUMNS * height));
    for (int i = 0; i < levels && buffer; i++) {
        transform_columns(plane, width, height, buffer);
        transform_rows(plane, width, height, buffer);
        width = (width + 1) / 2;
        height = (height + 1) / 2;
    }
    return buffer != NULL;
}
