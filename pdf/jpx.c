/* JPEG 2000 for the colours of paper at 100 dpi, and of pages of few dots: half of what a JPEG of equal likeness takes,
 * since it has no blocks that each cost some bits where nothing is to be seen (tests/bench/size).
 *
 * One tile, one layer, no precincts: the coarser the steps, the smaller. OpenJPEG codes all coefficients down to a step of
 * one level, and then throws away what is finer than the error allowed, which of paper is its grain, and three quarters of
 * the time; here the steps are found first, from the coefficients, and what is finer is never coded. An error of the steps
 * in the coefficients of a band is as large in the samples as that in any other (the step over the band's norm).
 */
#include "pdf/jpx.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#include "pdf/packet.h"
#include "scan/scan.h"
#include "scan/vectors.h"

#define SMALL_BYTES 2000 /* not worth a second try */
#define GUARD_BITS 2
#define N_BANDS (3 * PDF_WAVELET_LEVELS + 1)
#define N_COMPONENTS_MAX 3

typedef struct {
    guint16 exponent, mantissa; /* of the step, E.1.1 */
    double step;
} Quantiser;

typedef struct {
    PdfPlane planes[N_COMPONENTS_MAX];
    guint n_components;
    int levels;
    Quantiser quantisers[N_BANDS];
    PdfBandBlocks blocks[N_COMPONENTS_MAX][N_BANDS];
    GByteArray *coded;
} Image;

/* ------------------------------------------------------------------------------------- samples -- */

VECTORS
static void take_colors(float *y, float *cb, float *cr, const guint32 *words, int n)
{
    for (int i = 0; i < n; i++) {
        float red = (float)(gint32)(words[i] >> 24), green = (float)(gint32)(words[i] >> 16 & 255);
        float blue = (float)(gint32)(words[i] >> 8 & 255);
        y[i] = 0.299f * red + 0.587f * green + 0.114f * blue - 128;
        cb[i] = -0.168736f * red - 0.331264f * green + 0.5f * blue;
        cr[i] = 0.5f * red - 0.418688f * green - 0.081312f * blue;
    }
}

static void take_row(Image *image, PIX *pix, int y)
{
    guint32 *words = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    gsize at = (gsize)y * (gsize)pixGetWidth(pix);
    if (image->n_components == 3)
        take_colors(image->planes[0].samples + at, image->planes[1].samples + at,
                    image->planes[2].samples + at, words, pixGetWidth(pix));
    else
        for (int x = 0; x < pixGetWidth(pix); x++)
            image->planes[0].samples[at + (gsize)x] = (float)GET_DATA_BYTE(words, x) - 128;
}

static gboolean image_init(Image *image, PIX *pix)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix), side = MIN(width, height);
    *image = (Image){.n_components = pixGetDepth(pix) == 32 ? 3 : 1, .coded = g_byte_array_new()};
    while (image->levels < PDF_WAVELET_LEVELS && side >> (image->levels + 1) > 0)
        image->levels++;
    for (guint c = 0; c < image->n_components; c++) {
        float *samples = g_try_new(float, (gsize)width *(gsize)height);
        image->planes[c] = (PdfPlane){samples, width, height};
        if (!samples)
            return FALSE;
    }
    for (int y = 0; y < height; y++)
        take_row(image, pix, y);
    for (guint c = 0; c < image->n_components; c++)
        if (!pdf_wavelet_forward(&image->planes[c], image->levels))
            return FALSE;
    return TRUE;
}

static void image_clear(Image *image)
{
    for (guint c = 0; c < image->n_components; c++) {
        g_free(image->planes[c].samples);
        for (guint band = 0; band < N_BANDS; band++)
            g_free((gpointer)image->blocks[c][band].blocks);
    }
    g_byte_array_unref(image->coded);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Image, image_clear)

/* --------------------------------------------------------------------------------------- bands -- */

static guint n_bands(const Image *image)
{
    return 3 * (guint)image->levels + 1;
}

/* In the order of the file: LL, then HL, LH and HH of each level from the coarsest on. */
static PdfBandKind band_kind(guint number)
{
    return number == 0 ? PDF_BAND_LL : (PdfBandKind)((number - 1) % 3 + 1);
}

static int band_level(const Image *image, guint number)
{
    return number == 0 ? image->levels : image->levels - (int)(number - 1) / 3;
}

static PdfBand band_of(const Image *image, guint component, guint number)
{
    const PdfPlane *plane = &image->planes[component];
    if (image->levels == 0)
        return (PdfBand){PDF_BAND_LL, 0, 0, plane->width, plane->height};
    return pdf_wavelet_band(plane, band_level(image, number), band_kind(number));
}

static double band_norm(const Image *image, guint number)
{
    return pdf_wavelet_norm(band_level(image, number), band_kind(number));
}

/* Bits that a coefficient of the band has more than a sample (table E.1). */
static int band_gain(guint number)
{
    PdfBandKind kind = band_kind(number);
    return kind == PDF_BAND_LL ? 0 : kind == PDF_BAND_HH ? 2 : 1;
}

/* ---------------------------------------------------------------------------------------- steps -- */

/* The nearest step that can be written: 2^(8 + gain - exponent) * (1 + mantissa / 2^11). */
static Quantiser quantiser_of(double step, int gain)
{
    int power = (int)floor(log2(step));
    guint16 mantissa = (guint16)MIN(lround((step / exp2(power) - 1) * 2048), 2047);
    return (Quantiser){(guint16)CLAMP(8 + gain - power, 0, 31), mantissa,
                       exp2(power) * (1 + mantissa / 2048.0)};
}

VECTORS
static float row_error(const float *row, float step, int n)
{
    float sum = 0, over = 1 / step;
    for (int i = 0; i < n; i++) {
        float size = fabsf(row[i]);
        float steps = (float)(gint32)(size * over);
        float missing = size - (steps > 0 ? (steps + 0.5f) * step : 0);
        sum += missing * missing;
    }
    return sum;
}

/* The sum of the squares of the errors of a band's coefficients; of large bands a part of the rows tells it. */
static double band_error(const Image *image, guint component, guint number, double step)
{
    const int rows_enough = 32;
    PdfBand band = band_of(image, component, number);
    const PdfPlane *plane = &image->planes[component];
    int every = MAX(band.height / rows_enough, 1), n_rows = 0;
    double sum = 0;
    for (int y = 0; y < band.height; y += every, n_rows++)
        sum +=
            (double)row_error(plane->samples + (gsize)(band.y + y) * (gsize)plane->width + band.x,
                              (float)step, band.width);
    return n_rows ? sum * band.height / n_rows : 0;
}

/* The error in red, green and blue, of 255 levels, that a step in the samples makes. weights: how much of it an error in
 * luminance and chroma is (the inverse of the transform, G.2.2). */
static double image_error(const Image *image, double step)
{
    static const double weights[] = {3, 3.258, 2.475};
    double sum = 0, n_samples = (double)image->planes[0].width * image->planes[0].height;
    for (guint c = 0; c < image->n_components; c++)
        for (guint number = 0; number < n_bands(image); number++) {
            double norm = band_norm(image, number);
            sum += (image->n_components == 3 ? weights[c] / 3 : 1) * norm * norm *
                   band_error(image, c, number, step / norm);
        }
    return sqrt(sum / n_samples);
}

/* Between two steps whose errors are on either side of the one wanted, as if that grew by a power of the step. */
static double step_between(double step, double error, double coarse, double coarse_error,
                           double wanted)
{
    double part = log(wanted / error) / log(coarse_error / error);
    return step * pow(coarse / step, CLAMP(part, 0.05, 0.95));
}

/* The step that makes the error wanted; of flat paper the greatest, which makes less. */
static double step_find(const Image *image, double wanted)
{
    const double step_min = 0.5, step_max = 512;
    double step = MAX(step_min, 2 * wanted), coarse = step;
    double error = image_error(image, step), coarse_error = error;
    while (error > wanted && step > step_min) {
        coarse = step;
        coarse_error = error;
        error = image_error(image, step /= 2);
    }
    while (coarse_error < wanted && coarse < step_max) {
        step = coarse;
        error = coarse_error;
        coarse_error = image_error(image, coarse *= 2);
    }
    for (int i = 0; i < 3 && error < wanted && coarse_error > wanted; i++) {
        double middle = step_between(step, error, coarse, coarse_error, wanted);
        double middle_error = image_error(image, middle);
        *(middle_error < wanted ? &step : &coarse) = middle;
        *(middle_error < wanted ? &error : &coarse_error) = middle_error;
    }
    return fabs(error - wanted) < fabs(coarse_error - wanted) ? step : coarse;
}

/* --------------------------------------------------------------------------------------- coding -- */

static void band_code(Image *image, guint component, guint number, PdfBlockCoder *coder)
{
    PdfBand band = band_of(image, component, number);
    const PdfPlane *plane = &image->planes[component];
    const Quantiser *quantiser = &image->quantisers[number];
    int n_across = (band.width + PDF_BLOCK_PX - 1) / PDF_BLOCK_PX;
    int n_down = (band.height + PDF_BLOCK_PX - 1) / PDF_BLOCK_PX;
    PdfBlock *blocks = g_new(PdfBlock, (gsize)n_across * (gsize)n_down);
    for (int i = 0; i < n_across * n_down; i++) {
        int x = i % n_across * PDF_BLOCK_PX, y = i / n_across * PDF_BLOCK_PX;
        gsize at = (gsize)(band.y + y) * (gsize)plane->width + (gsize)(band.x + x);
        blocks[i] = pdf_block_encode(
            coder, plane->samples + at, (gsize)plane->width, MIN(PDF_BLOCK_PX, band.width - x),
            MIN(PDF_BLOCK_PX, band.height - y), band.kind, quantiser->step, image->coded);
    }
    g_free((gpointer)image->blocks[component][number].blocks);
    image->blocks[component][number] =
        (PdfBandBlocks){n_across, n_down, GUARD_BITS + quantiser->exponent - 1u, blocks};
}

static void image_code(Image *image, double step)
{
    g_autoptr(PdfBlockCoder) coder = pdf_block_coder_new();
    g_byte_array_set_size(image->coded, 0);
    for (guint number = 0; number < n_bands(image); number++)
        image->quantisers[number] =
            quantiser_of(step / band_norm(image, number), band_gain(number));
    for (guint c = 0; c < image->n_components; c++)
        for (guint number = 0; number < n_bands(image); number++)
            band_code(image, c, number, coder);
}

/* With the step, or, where that makes too many bytes, with a coarser one that makes nearly as many as may be. */
static void image_code_within(Image *image, double step, double bytes_max)
{
    const double near = 0.9, step_max = 4096;
    double fine = step, coarse = step_max; /* of what was tried: too many bytes, not too many */
    image_code(image, step);
    if (image->coded->len <= bytes_max)
        return;
    while (coarse / fine > 1.02 &&
           (image->coded->len > bytes_max || image->coded->len < near * bytes_max)) {
        step = coarse == step_max ? 1.5 * fine : sqrt(fine * coarse);
        image_code(image, step);
        *(image->coded->len > bytes_max ? &fine : &coarse) = step;
    }
    if (image->coded->len > bytes_max)
        image_code(image, coarse);
}

/* ---------------------------------------------------------------------------------------- file -- */

static void append_u8(GByteArray *out, guint value)
{
    guint8 byte = (guint8)value;
    g_byte_array_append(out, &byte, 1);
}

static void append_u16(GByteArray *out, guint value)
{
    append_u8(out, value >> 8);
    append_u8(out, value & 255);
}

static void append_u32(GByteArray *out, guint32 value)
{
    append_u16(out, value >> 16);
    append_u16(out, value & 65535);
}

static void set_length(GByteArray *out, guint at, guint length)
{
    guint32 big_endian = GUINT32_TO_BE(length);
    memcpy(out->data + at, &big_endian, sizeof big_endian);
}

/* A.5.1: the size. */
static void append_siz(GByteArray *out, const Image *image)
{
    guint32 width = (guint32)image->planes[0].width, height = (guint32)image->planes[0].height;
    const guint32 fields[] = {width, height, 0, 0, width, height, 0, 0};
    append_u16(out, 0xFF51);
    append_u16(out, 38 + 3 * image->n_components);
    append_u16(out, 0);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        append_u32(out, fields[i]);
    append_u16(out, image->n_components);
    for (guint c = 0; c < image->n_components; c++) {
        append_u8(out, 7); /* bits of a sample, less one */
        append_u16(out, 0x0101);
    }
}

/* A.6.1: how it is coded; A.6.4: the steps. */
static void append_cod_qcd(GByteArray *out, const Image *image)
{
    append_u16(out, 0xFF52);
    append_u16(out, 12);
    append_u16(out,
               0); /* no precincts, no marks between packets; by layer, resolution, component */
    append_u16(out, 1); /* layers */
    append_u8(out, image->n_components == 3);
    append_u8(out, (guint)image->levels);
    append_u16(out, 0x0404); /* sides of a block: 2^(4 + 2) */
    append_u16(out, 0);      /* passes as they are by default; wavelet 9/7 */
    append_u16(out, 0xFF5C);
    append_u16(out, 3 + 2 * n_bands(image));
    append_u8(out, GUARD_BITS << 5 | 2); /* each band has a step */
    for (guint i = 0; i < n_bands(image); i++)
        append_u16(out, (guint)image->quantisers[i].exponent << 11 | image->quantisers[i].mantissa);
}

static void append_packets(GByteArray *out, const Image *image)
{
    for (int resolution = 0; resolution <= image->levels; resolution++)
        for (guint c = 0; c < image->n_components; c++) {
            guint first = resolution == 0 ? 0 : 3 * (guint)resolution - 2;
            pdf_packet_write(out, &image->blocks[c][first], resolution == 0 ? 1 : 3, image->coded);
        }
}

static void append_codestream(GByteArray *out, const Image *image)
{
    append_u16(out, 0xFF4F); /* SOC */
    append_siz(out, image);
    append_cod_qcd(out, image);
    guint tile_at = out->len;
    append_u16(out, 0xFF90); /* SOT, A.4.2: the one tile */
    append_u16(out, 10);
    append_u16(out, 0);
    append_u32(out, 0);
    append_u16(out, 1);
    append_u16(out, 0xFF93); /* SOD */
    append_packets(out, image);
    set_length(out, tile_at + 6, out->len - tile_at);
    append_u16(out, 0xFFD9); /* EOC */
}

/* Annex I: the codestream in its boxes. */
static void append_file(GByteArray *out, const Image *image)
{
    static const guint8 head[] = {0,   0,   0,   12,  'j', 'P', ' ', ' ', 13,  10,  0x87, 10,
                                  0,   0,   0,   20,  'f', 't', 'y', 'p', 'j', 'p', '2',  ' ',
                                  0,   0,   0,   0,   'j', 'p', '2', ' ', 0,   0,   0,    45,
                                  'j', 'p', '2', 'h', 0,   0,   0,   22,  'i', 'h', 'd',  'r'};
    static const guint8 color[] = {0, 0, 0, 15, 'c', 'o', 'l', 'r', 1, 0, 0, 0, 0, 0};
    static const guint8 code[] = {0, 0, 0, 0, 'j', 'p', '2', 'c'};
    g_byte_array_append(out, head, sizeof head);
    append_u32(out, (guint32)image->planes[0].height);
    append_u32(out, (guint32)image->planes[0].width);
    append_u16(out, image->n_components);
    append_u8(out, 7);  /* bits of a sample, less one */
    append_u8(out, 7);  /* JPEG 2000 */
    append_u16(out, 0); /* the colours are known; no rights */
    g_byte_array_append(out, color, sizeof color);
    append_u8(out, image->n_components == 3 ? 16 : 17); /* sRGB, gray */
    g_byte_array_append(out, code, sizeof code);
    guint code_at = out->len - (guint)sizeof code;
    append_codestream(out, image);
    set_length(out, code_at, out->len - code_at);
}

GBytes *pdf_jpx_encode(PIX *pix, const PdfJpx *how, GError **error)
{
    double bytes_max = how->bits_max / 8 * pixGetWidth(pix) * pixGetHeight(pix);
    g_auto(Image) image = {0};
    if (!image_init(&image, pix)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                            "not enough memory for the page's colours; give the worker more "
                            "([run] page_memory_mb in muhafiz.conf)");
        return NULL;
    }
    double step = how->error_levels > 0 ? step_find(&image, how->error_levels) : how->step;
    image_code_within(&image, step, MAX(bytes_max, SMALL_BYTES));
    GByteArray *out = g_byte_array_sized_new(image.coded->len + 1024);
    append_file(out, &image);
    return g_byte_array_free_to_bytes(out);
}
