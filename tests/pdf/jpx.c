/* Our JPEG 2000 is decoded by another's decoder (OpenJPEG, through Leptonica) to pixels that are as far from those that
 * were encoded as was asked for, or is of the size that was allowed. Of all sizes, for a band may be empty, a block one
 * pixel wide, and a stripe cut. */
#include "pdf/jpx.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#include "scan/scan.h"

#define N_CHANNELS 3
#define HEADERS_BYTES 400 /* of the file and its packets: the rest is what the bound is of */

typedef guint8 (*Draw)(int x, int y, guint channel);

static guint32 scatter(int x, int y, guint channel)
{
    guint32 hash = (guint32)x * 374761393u + (guint32)y * 668265263u + channel * 2246822519u;
    hash = (hash ^ hash >> 13) * 1274126177u;
    return hash ^ hash >> 16;
}

static guint8 draw_flat(int x, int y, guint channel)
{
    (void)x, (void)y;
    return (guint8)(240 - 20 * channel);
}

static guint8 draw_white(int x, int y, guint channel)
{
    (void)x, (void)y, (void)channel;
    return 255;
}

/* Paper: a slope, and the grain of a scanner. */
static guint8 draw_paper(int x, int y, guint channel)
{
    guint32 hash = scatter(x, y, channel);
    int grain =
        (int)(hash & 3) + (int)(hash >> 2 & 3) + (int)(hash >> 4 & 3) + (int)(hash >> 6 & 3);
    return (guint8)CLAMP(180 + x / 16 + y / 20 - 8 * (int)channel + grain, 0, 255);
}

static guint8 draw_noise(int x, int y, guint channel)
{
    return (guint8)(scatter(x, y, channel) & 255);
}

static guint8 draw_squares(int x, int y, guint channel)
{
    return (x / 3 + y / 5 + (int)channel) % 2 ? 255 : 0;
}

static guint8 draw_dots(int x, int y, guint channel)
{
    return (x + y) % 2 ? 255 : (guint8)(80 * channel);
}

static PIX *pix_draw(int width, int height, int depth, Draw draw)
{
    PIX *pix = pixCreate(width, height, depth);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (depth == 8)
                pixSetPixel(pix, x, y, draw(x, y, 0));
            else
                pixSetRGBPixel(pix, x, y, draw(x, y, 0), draw(x, y, 1), draw(x, y, 2));
    return pix;
}

static void pixel_channels(PIX *pix, int x, int y, int channels[N_CHANNELS])
{
    l_uint32 value = 0;
    pixGetPixel(pix, x, y, &value);
    if (pixGetDepth(pix) == 8)
        channels[0] = channels[1] = channels[2] = (int)value;
    else
        extractRGBValues(value, &channels[0], &channels[1], &channels[2]);
}

static double error_between(PIX *a, PIX *b)
{
    int width = pixGetWidth(a), height = pixGetHeight(a);
    double sum = 0;
    g_assert_cmpint(pixGetWidth(b), ==, width);
    g_assert_cmpint(pixGetHeight(b), ==, height);
    for (int i = 0; i < width * height; i++) {
        int of_a[N_CHANNELS], of_b[N_CHANNELS];
        pixel_channels(a, i % width, i / width, of_a);
        pixel_channels(b, i % width, i / width, of_b);
        for (guint c = 0; c < N_CHANNELS; c++)
            sum += pow(of_a[c] - of_b[c], 2);
    }
    return sqrt(sum / N_CHANNELS / width / height);
}

static const struct {
    const char *name;
    Draw draw;
    int width, height, depth;
    PdfJpx how;
    double least, most; /* error of what is decoded */
} rows[] = {
    {"one pixel", draw_flat, 1, 1, 32, {2, 0, 99}, 0, 2},
    {"one gray pixel", draw_flat, 1, 1, 8, {2, 0, 99}, 0, 2},
    {"two pixels", draw_squares, 2, 1, 32, {2, 0, 99}, 0, 3},
    {"a row", draw_paper, 301, 1, 32, {2, 0, 99}, 0, 2.5},
    {"a column", draw_paper, 1, 201, 8, {2, 0, 99}, 0, 2.5},
    {"flat", draw_flat, 200, 130, 32, {2, 0, 99}, 0, 2},
    {"white", draw_white, 99, 67, 8, {1, 0, 99}, 0, 0.5},
    {"paper, its grain kept", draw_paper, 203, 190, 32, {1, 0, 99}, 0.9, 1.2},
    {"paper, its grain lost", draw_paper, 203, 190, 32, {2.3, 0, 99}, 1.8, 2.5},
    {"gray paper", draw_paper, 320, 200, 8, {1.5, 0, 99}, 1.3, 1.65},
    {"a block", draw_noise, 64, 64, 32, {20, 0, 99}, 18, 22},
    {"a block and a pixel", draw_noise, 65, 129, 32, {20, 0, 99}, 18, 22},
    {"a block less a pixel", draw_noise, 127, 63, 8, {4, 0, 99}, 3.5, 4.5},
    {"noise, all of it", draw_noise, 150, 131, 32, {1, 0, 99}, 0.8, 1.3},
    {"squares", draw_squares, 150, 131, 32, {5, 0, 99}, 2.5, 5.5},
    {"as steep as can be", draw_dots, 70, 70, 32, {2, 0, 99}, 0, 2.5},
    {"paper, by a step below its grain", draw_paper, 203, 190, 32, {0, 1, 99}, 0.5, 1.2},
    {"paper, by one above it", draw_paper, 203, 190, 32, {0, 16, 99}, 1.8, 2.7},
    {"noise, by a step", draw_noise, 150, 131, 8, {0, 40, 99}, 8, 22},
    {"noise, by a step that is too fine", draw_noise, 256, 256, 8, {0, 4, 0.8}, 30, 120},
    {"noise that is too large", draw_noise, 256, 256, 32, {5, 0, 0.5}, 50, 120},
    {"gray noise that is too large", draw_noise, 256, 256, 8, {5, 0, 0.8}, 30, 120},
};

static void test_row(gconstpointer data)
{
    gsize row = GPOINTER_TO_SIZE(data);
    double area = (double)rows[row].width * rows[row].height;
    g_autoptr(GError) error = NULL;
    PIX *pix = pix_draw(rows[row].width, rows[row].height, rows[row].depth, rows[row].draw);
    g_autoptr(GBytes) jpx = pdf_jpx_encode(pix, &rows[row].how, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) again = pdf_jpx_encode(pix, &rows[row].how, &error);
    g_assert_true(g_bytes_equal(jpx, again));
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(jpx, &size);
    g_assert_cmpfloat((double)size, <=,
                      MAX(area * rows[row].how.bits_max / 8, 2000) + HEADERS_BYTES);
    PIX *decoded = pixReadMemJp2k(bytes, size, 1, NULL, 0, 0);
    g_assert_nonnull(decoded);
    g_assert_cmpint(pixGetDepth(decoded), ==, rows[row].depth);
    double difference = error_between(pix, decoded);
    g_test_message("%zu bytes, error %.2f", size, difference);
    g_assert_cmpfloat(difference, >=, rows[row].least);
    g_assert_cmpfloat(difference, <=, rows[row].most);
    pixDestroy(&decoded);
    pixDestroy(&pix);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/pdf/jpx/%s", rows[i].name);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    return g_test_run();
}
