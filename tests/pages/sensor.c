#include "tests/pages/sensor.h"

#include <leptonica/allheaders.h>
#include <string.h>

#define NOISE_SIZE 65536u     /* each row starts elsewhere in it; larger is not seen */
#define LINEART_THRESHOLD 112 /* below the middle, for paper is seldom white */

static guint32 *surface_row(cairo_surface_t *surface, int y)
{
    return (guint32 *)(void *)(cairo_image_surface_get_data(surface) +
                               (gsize)y * (gsize)cairo_image_surface_get_stride(surface));
}

/* (a + 2b + c) / 4 of the three bytes of xRGB at once. */
static guint32 mix_121(guint32 a, guint32 b, guint32 c)
{
    const guint32 red_blue = 0xff00ff, green = 0xff00;
    guint32 rb = (a & red_blue) + 2 * (b & red_blue) + (c & red_blue) + 0x020002;
    guint32 g = (a & green) + 2 * (b & green) + (c & green) + 0x0200;
    return ((rb >> 2) & red_blue) | ((g >> 2) & green);
}

static void blur_row(guint32 *row, int width)
{
    guint32 left = row[0];
    for (int x = 0; x + 1 < width; x++) {
        guint32 here = row[x];
        row[x] = mix_121(left, here, row[x + 1]);
        left = here;
    }
}

static void blur_once(cairo_surface_t *surface)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    gsize row_bytes = (gsize)width * sizeof(guint32);
    g_autofree guint32 *above = g_malloc(row_bytes), *here = g_malloc(row_bytes);
    blur_row(surface_row(surface, 0), width);
    memcpy(above, surface_row(surface, 0), row_bytes);
    for (int y = 0; y < height; y++) {
        guint32 *row = surface_row(surface, y);
        guint32 *below = surface_row(surface, MIN(y + 1, height - 1));
        if (below != row)
            blur_row(below, width);
        memcpy(here, row, row_bytes);
        for (int x = 0; x < width; x++)
            row[x] = mix_121(above[x], here[x], below[x]);
        memcpy(above, here, row_bytes);
    }
}

void sensor_blur(cairo_surface_t *rgb24, guint passes)
{
    cairo_surface_flush(rgb24);
    for (guint i = 0; i < passes; i++)
        blur_once(rgb24);
    cairo_surface_mark_dirty(rgb24);
}

/* Noise of two neighbouring pixels goes half together, and a row adds half of the row before: grain
 * of about two pixels, as scanned paper has. */
static gint8 *noise_table(double deviation, Random *random)
{
    gint8 *table = g_new(gint8, NOISE_SIZE);
    double before = 0;
    for (guint i = 0; i < NOISE_SIZE; i++) {
        double fresh = random_gauss(random);
        double value = deviation * 0.63 * (fresh + 0.5 * before); /* 0.63^2 * 1.25 * 2 rows = 1 */
        table[i] = (gint8)CLAMP(value, -63, 63);
        before = fresh;
    }
    return table;
}

/* Where in the table a row's own noise and that of the row before it start. */
typedef struct {
    const gint8 *table;
    guint here, before;
} RowNoise;

static inline int noise_at(const RowNoise *noise, int x)
{
    return noise->table[(noise->here + (guint)x) % NOISE_SIZE] +
           noise->table[(noise->before + (guint)x) % NOISE_SIZE];
}

static guint32 byte_add(guint32 byte, int noise)
{
    int sum = (int)(byte & 0xff) + noise;
    return (guint32)CLAMP(sum, 0, 255);
}

static guint32 gray_of(guint32 rgb)
{
    return (((rgb >> 16) & 0xff) * 77 + ((rgb >> 8) & 0xff) * 151 + (rgb & 0xff) * 28) >> 8;
}

static void row_read_color(l_uint32 *to, const guint32 *from, int width, const RowNoise *noise)
{
    for (int x = 0; x < width; x++) {
        int n = noise_at(noise, x);
        to[x] = byte_add(from[x] >> 16, n) << 24 | byte_add(from[x] >> 8, n) << 16 |
                byte_add(from[x], n) << 8;
    }
}

static void row_read_gray(l_uint32 *to, const guint32 *from, int width, const RowNoise *noise)
{
    for (int x = 0; x < width; x++)
        SET_DATA_BYTE(to, x, (l_uint8)byte_add(gray_of(from[x]), noise_at(noise, x)));
}

static void row_read_lineart(l_uint32 *to, const guint32 *from, int width, const RowNoise *noise)
{
    for (int x = 0; x < width; x++)
        if (byte_add(gray_of(from[x]), noise_at(noise, x)) < LINEART_THRESHOLD)
            SET_DATA_BIT(to, x);
}

struct Pix *sensor_read(cairo_surface_t *rgb24, guint depth_bits, double noise, Random *random)
{
    int width = cairo_image_surface_get_width(rgb24);
    int height = cairo_image_surface_get_height(rgb24);
    void (*row_read)(l_uint32 *, const guint32 *, int, const RowNoise *) =
        depth_bits == 32  ? row_read_color
        : depth_bits == 8 ? row_read_gray
                          : row_read_lineart;
    g_autofree gint8 *table = noise_table(noise, random);
    RowNoise row_noise = {table, 0, random_below(random, NOISE_SIZE)};
    struct Pix *pix = pixCreate(width, height, (l_int32)depth_bits);
    cairo_surface_flush(rgb24);
    for (int y = 0; y < height; y++) {
        l_uint32 *to = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        row_noise.here = random_below(random, NOISE_SIZE);
        row_read(to, surface_row(rgb24, y), width, &row_noise);
        row_noise.before = row_noise.here;
    }
    return pix;
}
