#include "tests/pages/multiply.h"

#include <glib.h>
#include <math.h>

#define ONE 65536 /* positions in coarse are 16.16 fixed */

/* The bytes of a pixel with room above each: all are worked on in one go. */
#define LANES G_GUINT64_CONSTANT(0x000000ff00ff00ff)
#define HALVES G_GUINT64_CONSTANT(0x0000008000800080)

static guint64 lanes_of(guint8 red, guint8 green, guint8 blue)
{
    return (guint64)red << 32 | (guint64)green << 16 | blue;
}

static guint32 *row_of(cairo_surface_t *surface, int y)
{
    return (guint32 *)(void *)(cairo_image_surface_get_data(surface) +
                               (gsize)y * (gsize)cairo_image_surface_get_stride(surface));
}

/* What the coarse picture leaves of each byte, in 255ths. */
typedef struct {
    guint64 *left;
    int width, height;
} Coarse;

static Coarse coarse_new(cairo_surface_t *surface, double alpha)
{
    Coarse coarse = {.width = cairo_image_surface_get_width(surface),
                     .height = cairo_image_surface_get_height(surface)};
    guint8 left[256];
    for (int i = 0; i < 256; i++)
        left[i] = (guint8)lround(255 - alpha * (255 - i));
    coarse.left = g_new(guint64, (gsize)coarse.width * (gsize)coarse.height);
    guint64 *to = coarse.left;
    for (int y = 0; y < coarse.height; y++) {
        const guint32 *row = row_of(surface, y);
        for (int x = 0; x < coarse.width; x++)
            *to++ =
                lanes_of(left[row[x] >> 16 & 0xff], left[row[x] >> 8 & 0xff], left[row[x] & 0xff]);
    }
    return coarse;
}

/* a where weight (0-256) is 0, b where it is 256. */
static guint64 mix(guint64 a, guint64 b, guint weight)
{
    return (a * (256 - weight) + b * weight + HALVES) >> 8 & LANES;
}

static guint64 coarse_at(const Coarse *coarse, int u, int v)
{
    u = CLAMP(u, 0, (coarse->width - 1) * ONE - 1);
    v = CLAMP(v, 0, (coarse->height - 1) * ONE - 1);
    const guint64 *upper = coarse->left + v / ONE * coarse->width + u / ONE;
    const guint64 *lower = upper + coarse->width;
    guint across = (guint)u % ONE >> 8, down = (guint)v % ONE >> 8;
    return mix(mix(upper[0], upper[1], across), mix(lower[0], lower[1], across), down);
}

static guint32 byte_times(guint32 byte, guint32 left)
{
    guint32 product = byte * left + 128;
    return (product + (product >> 8)) >> 8; /* of 255, rounded */
}

static guint32 multiply(guint32 pixel, guint64 left)
{
    return byte_times(pixel >> 16 & 0xff, (guint32)(left >> 32)) << 16 |
           byte_times(pixel >> 8 & 0xff, (guint32)(left >> 16) & 0xff) << 8 |
           byte_times(pixel & 0xff, (guint32)left & 0xff);
}

static int fixed(double value)
{
    return (int)floor(value * ONE + 0.5);
}

void multiply_onto(cairo_surface_t *rgb24, cairo_surface_t *surface, const cairo_matrix_t *placed,
                   double alpha)
{
    cairo_surface_flush(surface);
    cairo_surface_flush(rgb24);
    const Coarse coarse = coarse_new(surface, alpha);
    cairo_matrix_t back = *placed;
    cairo_matrix_invert(&back);
    const int step_u = fixed(back.xx), step_v = fixed(back.yx);
    const int width = cairo_image_surface_get_width(rgb24);
    for (int y = 0; y < cairo_image_surface_get_height(rgb24); y++) {
        double at_u = 0.5, at_v = y + 0.5; /* pixels' middles */
        cairo_matrix_transform_point(&back, &at_u, &at_v);
        int u = fixed(at_u - 0.5), v = fixed(at_v - 0.5);
        guint32 *row = row_of(rgb24, y);
        for (int x = 0; x < width; x++, u += step_u, v += step_v)
            row[x] = multiply(row[x], coarse_at(&coarse, u, v));
    }
    g_free(coarse.left);
    cairo_surface_mark_dirty(rgb24);
}
