/* Leptonica keeps pixels of 8 bits in words of the host, the first pixel in the word's highest byte; rows are
 * taken out of that order before they are worked on, and put back. */
#include "ocr/pixels.h"

#include <math.h>
#include <string.h>

#include "ocr/row.h"

/* ---------------------------------------------------------------------------------------- order */

VECTORS
static void words_swap(guint32 *to, const guint32 *from, int n_words)
{
    for (int i = 0; i < n_words; i++)
        to[i] = GUINT32_TO_BE(from[i]);
}

void ocr_words_swap(guint32 *to, const guint32 *from, int n_words)
{
    words_swap(to, from, n_words);
}

guint8 *ocr_bytes_new(PIX *pix)
{
    return g_try_malloc((gsize)pixGetWpl(pix) * 4 * (gsize)pixGetHeight(pix));
}

/* ----------------------------------------------------------------------------------------- gray */

VECTORS
static void colors_to_gray(guint8 *to, const guint32 *from, int n)
{
    for (int i = 0; i < n; i++) {
        guint32 red = from[i] >> 24, green = from[i] >> 16 & 255, blue = from[i] >> 8 & 255;
        to[i] = (guint8)((77 * red + 128 * green + 51 * blue + 128) >> 8);
    }
}

void ocr_pixels_gray_rows(PIX *gray, PIX *pix, int from, int end)
{
    int width = pixGetWidth(gray), n_words = pixGetWpl(gray);
    g_autofree guint32 *row = g_new0(guint32, n_words);
    for (int y = from; y < end; y++) {
        colors_to_gray((guint8 *)row, ocr_row(pix, y), width);
        ocr_words_swap(ocr_row(gray, y), row, n_words);
    }
}

PIX *ocr_pixels_gray(PIX *pix)
{
    if (pixGetDepth(pix) != 32)
        return pixConvertTo8(pix, FALSE);
    PIX *gray = ocr_pix_like(pix, pixGetWidth(pix), pixGetHeight(pix), 8);
    if (gray)
        ocr_pixels_gray_rows(gray, pix, 0, pixGetHeight(pix));
    return gray;
}

VECTORS
static void rows_halve(guint8 *to, const guint8 *upper, const guint8 *lower, int n)
{
    for (int i = 0; i < n; i++)
        to[i] =
            (guint8)((upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1] + 2) >> 2);
}

PIX *ocr_pixels_half(PIX *gray)
{
    int width = pixGetWidth(gray) / 2, height = pixGetHeight(gray) / 2, n_words = pixGetWpl(gray);
    PIX *half = ocr_pix_like(gray, width, height, 8);
    if (!half)
        return NULL;
    pixSetResolution(half, pixGetXRes(gray) / 2, pixGetYRes(gray) / 2);
    g_autofree guint32 *rows = g_new(guint32, 2 * (gsize)n_words);
    g_autofree guint32 *row = g_new0(guint32, pixGetWpl(half));
    for (int y = 0; y < height; y++) {
        ocr_words_swap(rows, ocr_row(gray, 2 * y), 2 * n_words);
        rows_halve((guint8 *)row, (guint8 *)rows, (guint8 *)(rows + n_words), width);
        ocr_words_swap(ocr_row(half, y), row, pixGetWpl(half));
    }
    return half;
}

/* --------------------------------------------------------------------------------------- levels */

NUMA *ocr_pixels_histogram(PIX *gray, int step)
{
    guint counts[2][256] = {
        {0}}; /* by turns: the next pixel is mostly of the same level, and need not wait */
    float sums[256];
    for (int y = 0; y < pixGetHeight(gray); y += step) {
        guint32 *row = ocr_row(gray, y);
        for (int x = 0, i = 0; x < pixGetWidth(gray); x += step, i++)
            counts[i & 1][GET_DATA_BYTE(row, x)]++;
    }
    for (guint i = 0; i < 256; i++)
        sums[i] = (float)(counts[0][i] + counts[1][i]);
    return numaCreateFromFArray(sums, 256, L_COPY);
}

int ocr_pixels_rank(PIX *gray, int step, double rank)
{
    float level = 255;
    NUMA *histogram = ocr_pixels_histogram(gray, step);
    numaHistogramGetValFromRank(histogram, (float)rank, &level);
    numaDestroy(&histogram);
    return (int)lroundf(level);
}

/* ------------------------------------------------------------------------------------------ ink */

/* 1 for each pixel that is darker, 0 for the others. */
VECTORS
static void row_compare(guint8 *to, const guint8 *from, int threshold, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = from[i] < threshold;
}

/* Eight ones and zeros into a byte, the first highest. */
static guint32 bits_gather(const guint8 *bytes)
{
    guint64 eight;
    memcpy(&eight, bytes, sizeof eight);
    return (guint32)((GUINT64_FROM_LE(eight) * G_GUINT64_CONSTANT(0x8040201008040201)) >> 56);
}

void ocr_bits_pack(guint32 *to, const guint8 *marks, int n_words)
{
    for (int i = 0; i < n_words; i++, marks += 32)
        to[i] = bits_gather(marks) << 24 | bits_gather(marks + 8) << 16 |
                bits_gather(marks + 16) << 8 | bits_gather(marks + 24);
}

PIX *ocr_pixels_threshold(PIX *gray, int threshold)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray), n_words = pixGetWpl(gray);
    PIX *ink = ocr_pix_like(gray, width, height, 1);
    if (!ink)
        return NULL;
    gsize size = (gsize)pixGetWpl(ink) * 32;
    g_autofree guint8 *row = g_malloc0(size), *marks = g_malloc0(size);
    for (int y = 0; y < height; y++) {
        ocr_words_swap((guint32 *)(void *)row, ocr_row(gray, y), n_words);
        row_compare(marks, row, threshold, width);
        ocr_bits_pack(ocr_row(ink, y), marks, pixGetWpl(ink));
    }
    return ink;
}

/* ---------------------------------------------------------------------------------------- paper */

VECTORS
static void row_divide(guint8 *row, const guint16 *factors, int black, guint32 slope, int n)
{
    for (int i = 0; i < n; i++) {
        gint32 even = (gint32)((guint32)row[i] * factors[i] >> 8);
        even = MIN(even, 255) - black;
        guint32 value = ((guint32)MAX(even, 0) * slope + 32768) >> 16;
        row[i] = (guint8)MIN(value, 255);
    }
}

/* A row of factors, one for each pixel. */
static void factors_spread(guint16 *to, PIX *factors, int tile_row, int tile_width, int width)
{
    guint32 *from = factors ? ocr_row(factors, MIN(tile_row, pixGetHeight(factors) - 1)) : NULL;
    int last = factors ? pixGetWidth(factors) - 1 : 0;
    for (int x = 0; x < width; x++)
        to[x] = from ? (guint16)GET_DATA_TWO_BYTES(from, MIN(x / tile_width, last)) : 256;
}

PIX *ocr_pixels_divide(PIX *gray, PIX *factors, int tile_width, int tile_height, int black,
                       int white)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray), n_words = pixGetWpl(gray);
    PIX *even = ocr_pix_like(gray, width, height, 8);
    if (!even)
        return NULL;
    guint32 slope = (guint32)(255 * 65536 / MAX(white - black, 1));
    g_autofree guint32 *row = g_new(guint32, n_words);
    g_autofree guint16 *spread = g_new(guint16, width);
    for (int y = 0; y < height; y++) {
        if (y % tile_height == 0)
            factors_spread(spread, factors, y / tile_height, tile_width, width);
        ocr_words_swap(row, ocr_row(gray, y), n_words);
        row_divide((guint8 *)row, spread, black, slope, width);
        ocr_words_swap(ocr_row(even, y), row, n_words);
    }
    return even;
}

/* The last pixel of a mask's row or column reaches to the edge. */
static void paint_pixel(PIX *gray, PIX *mask, int x, int y, int reduction, guint8 value)
{
    int x_end = x + 1 == pixGetWidth(mask) ? pixGetWidth(gray) : (x + 1) * reduction;
    int y_end = y + 1 == pixGetHeight(mask) ? pixGetHeight(gray) : (y + 1) * reduction;
    for (int row = y * reduction; row < y_end; row++)
        for (int column = x * reduction; column < x_end; column++)
            SET_DATA_BYTE(ocr_row(gray, row), column, value);
}

void ocr_pixels_paint(PIX *gray, PIX *mask, int reduction, guint8 value)
{
    for (int y = 0; y < pixGetHeight(mask); y++) {
        guint32 *words = ocr_row(mask, y);
        for (int x = 0; x < pixGetWidth(mask); x++)
            if (words[x / 32] == 0)
                x |= 31; /* nothing up to the next word */
            else if (GET_DATA_BIT(words, x))
                paint_pixel(gray, mask, x, y, reduction, value);
    }
}

/* ------------------------------------------------------------------------------------- reducing */

#define SPAN_MAX 18

/* What a row or column of the smaller image is made of: weights of 256 in all. */
typedef struct {
    int first, n;
    guint16 weights[SPAN_MAX];
} Span;

/* Pixel i of n, made of those of a row or column of length. */
static Span span_of(int i, int n, int length)
{
    double from = (double)i * length / n, to = (double)(i + 1) * length / n;
    Span span = {.first = (int)from};
    int sum = 0;
    double covered = 0;
    for (int at = span.first; at < to && at < length && span.n < SPAN_MAX; at++) {
        covered += (MIN(at + 1, to) - MAX(at, from)) / (to - from);
        span.weights[span.n] = (guint16)((int)lround(covered * 256) - sum);
        sum += span.weights[span.n++];
    }
    return span;
}

VECTORS
static void row_add(guint16 *sums, const guint8 *row, guint16 weight, int n)
{
    for (int i = 0; i < n; i++)
        sums[i] = (guint16)(sums[i] + row[i] * weight);
}

/* Of n_weights for each pixel, those behind a span's own being 0: a number that is known needs no loop. */
static inline void row_weigh(guint8 *to, const guint16 *sums, const Span *spans, int n,
                             int n_weights)
{
    for (int i = 0; i < n; i++) {
        const guint16 *at = sums + spans[i].first;
        guint32 sum = 32768;
        for (int k = 0; k < n_weights; k++)
            sum += (guint32)spans[i].weights[k] * at[k];
        to[i] = (guint8)(sum >> 16);
    }
}

static void row_narrow(guint8 *to, const guint16 *sums, const Span *spans, int n, int n_weights)
{
    if (n_weights <= 3)
        row_weigh(to, sums, spans, n, 3);
    else if (n_weights == 4)
        row_weigh(to, sums, spans, n, 4);
    else
        row_weigh(to, sums, spans, n, n_weights);
}

/* A row set off from the mean of three by three around each of its pixels. */
VECTORS
static void row_sharpen(guint8 *to, const guint8 *above, const guint8 *row, const guint8 *below,
                        guint16 *columns, int n)
{
    const gint32 fifth = 65536 / 5 / 9;
    for (int i = 0; i < n; i++)
        columns[i] = (guint16)(above[i] + row[i] + below[i]);
    to[0] = row[0];
    to[n - 1] = row[n - 1];
    for (int i = 1; i < n - 1; i++) {
        gint32 sum = columns[i - 1] + columns[i] + columns[i + 1];
        gint32 value = row[i] + (((9 * row[i] - sum) * fifth + 32768) >> 16);
        to[i] = (guint8)CLAMP(value, 0, 255);
    }
}

/* Rows in the order of pixels into small. */
static void rows_finish(PIX *small, const guint8 *bytes, int stride, gboolean is_sharpened)
{
    int width = pixGetWidth(small), height = pixGetHeight(small), n_words = pixGetWpl(small);
    g_autofree guint32 *row = g_new0(guint32, n_words);
    g_autofree guint16 *columns = g_new(guint16, width);
    for (int y = 0; y < height; y++) {
        const guint8 *at = bytes + (gsize)y * (gsize)stride;
        if (!is_sharpened || y == 0 || y == height - 1 || width < 3)
            memcpy(row, at, (gsize)width);
        else
            row_sharpen((guint8 *)row, at - stride, at, at + stride, columns, width);
        ocr_words_swap(ocr_row(small, y), row, n_words);
    }
}

static void rows_reduce(guint8 *bytes, int stride, PIX *gray, int width, int height)
{
    int gray_width = pixGetWidth(gray), n_words = pixGetWpl(gray), n_weights = 0;
    g_autofree Span *spans = g_new(Span, width);
    g_autofree guint32 *row = g_new(guint32, n_words);
    g_autofree guint16 *sums = g_new0(guint16, gray_width + SPAN_MAX);
    for (int x = 0; x < width; x++) {
        spans[x] = span_of(x, width, gray_width);
        n_weights = MAX(n_weights, spans[x].n);
    }
    for (int y = 0; y < height; y++) {
        Span down = span_of(y, height, pixGetHeight(gray));
        memset(sums, 0, (gsize)gray_width * sizeof *sums);
        for (int k = 0; k < down.n; k++) {
            ocr_words_swap(row, ocr_row(gray, down.first + k), n_words);
            row_add(sums, (guint8 *)row, down.weights[k], gray_width);
        }
        row_narrow(bytes + (gsize)y * (gsize)stride, sums, spans, width, n_weights);
    }
}

PIX *ocr_pixels_reduce(PIX *gray, double scale, gboolean is_sharpened)
{
    int width = MAX((int)lround(pixGetWidth(gray) * scale), 1);
    int height = MAX((int)lround(pixGetHeight(gray) * scale), 1);
    g_autoptr(PIX) small = ocr_pix_like(gray, width, height, 8);
    g_autofree guint8 *bytes = small ? ocr_bytes_new(small) : NULL;
    if (!bytes)
        return NULL;
    int stride = 4 * pixGetWpl(small);
    pixSetResolution(small, (int)(pixGetXRes(gray) * scale), (int)(pixGetYRes(gray) * scale));
    rows_reduce(bytes, stride, gray, width, height);
    rows_finish(small, bytes, stride, is_sharpened);
    return g_steal_pointer(&small);
}
