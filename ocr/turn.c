/* Turning by a small angle.
 *
 * Along a row of what is made, the place in what is turned moves by nearly one pixel to the right and a small
 * part of one down. So the row falls into runs in which the whole pixels lie side by side, and only the weights
 * of the four neighbours change.
 */
#include "ocr/pixels.h"

#include <math.h>
#include <string.h>

#include "ocr/row.h"

#define WHITE_32 0xffffff00u

#define ONE 65536 /* a pixel, in the fixed point of places */

/* Where a row is in what is turned: x_drift is how far its place is from its own x. */
typedef struct {
    gint64 x_drift, y;           /* at the pixel that is next */
    gint32 x_drift_step, y_step; /* a pixel farther */
} Place;

/* The four neighbours' weights, 256 in all. */
#define WEIGHTS(place, i)                                                                          \
    guint32 right = ((guint32)(place).x_drift + (guint32)((i) * (place).x_drift_step)) >> 12 & 15; \
    guint32 below = ((guint32)(place).y + (guint32)((i) * (place).y_step)) >> 12 & 15;             \
    guint32 w00 = (16 - right) * (16 - below), w10 = right * (16 - below);                         \
    guint32 w01 = (16 - right) * below, w11 = right * below

VECTORS
static void run_turn_bytes(guint8 *to, const guint8 *upper, const guint8 *lower, Place place, int n)
{
    for (int i = 0; i < n; i++) {
        WEIGHTS(place, i);
        to[i] = (guint8)((w00 * upper[i] + w10 * upper[i + 1] + w01 * lower[i] +
                          w11 * lower[i + 1] + 128) >>
                         8);
    }
}

/* Two of the channels at once, each with a free byte above it. */
#define CHANNELS 0x00ff00ffu
#define MIX(shift)                                                                                 \
    ((w00 * (upper[i] >> (shift)&CHANNELS) + w10 * (upper[i + 1] >> (shift)&CHANNELS) +            \
      w01 * (lower[i] >> (shift)&CHANNELS) + w11 * (lower[i + 1] >> (shift)&CHANNELS) +            \
      0x00800080u) >>                                                                              \
         8 &                                                                                       \
     CHANNELS)

VECTORS
static void run_turn_colors(guint32 *to, const guint32 *upper, const guint32 *lower, Place place,
                            int n)
{
    for (int i = 0; i < n; i++) {
        WEIGHTS(place, i);
        to[i] = MIX(0) | MIX(8) << 8;
    }
}

/* Pixels until a place that moves by step is in another whole pixel. */
static int run_length(gint64 at, gint32 step, int most)
{
    gint32 part = (gint32)(at & (ONE - 1));
    gint32 length = step > 0 ? (ONE - part + step - 1) / step : step < 0 ? part / -step + 1 : most;
    return MIN(length, most);
}

static void place_move(Place *place, int n)
{
    place->x_drift += n * place->x_drift_step;
    place->y += n * place->y_step;
}

typedef struct {
    const void *pixels; /* in their order */
    int width, height, stride, depth;
} Source;

static void run_turn(void *row, int x, const Source *source, Place place, int n)
{
    int from_y = (int)(place.y >> 16), from_x = x + (int)(place.x_drift >> 16);
    int skipped = MAX(-from_x, 0);
    n = MIN(n, source->width - 1 - from_x) - skipped;
    if (n <= 0 || from_y < 0 || from_y > source->height - 2)
        return;
    place_move(&place, skipped);
    gsize at = (gsize)from_y * (gsize)source->stride + (gsize)(from_x + skipped);
    if (source->depth == 8) {
        const guint8 *upper = (const guint8 *)source->pixels + at;
        run_turn_bytes((guint8 *)row + x + skipped, upper, upper + source->stride, place, n);
    } else {
        const guint32 *upper = (const guint32 *)source->pixels + at;
        run_turn_colors((guint32 *)row + x + skipped, upper, upper + source->stride, place, n);
    }
}

static void row_turn(void *row, const Source *source, Place place, int width)
{
    for (int x = 0; x < width;) {
        int n = run_length(place.x_drift, place.x_drift_step, width - x);
        n = run_length(place.y, place.y_step, n);
        run_turn(row, x, source, place, n);
        place_move(&place, n);
        x += n;
    }
}

static gint64 fixed(double value)
{
    return llround(value * ONE);
}

/* The place of the first pixel of row y of what is made. */
static Place row_place(const Source *source, double degrees, const OcrBox *crop, int y)
{
    double sine = sin(degrees * G_PI / 180), cosine = cos(degrees * G_PI / 180);
    double middle_x = source->width / 2, middle_y = source->height / 2;
    double x_off = crop->x_px - middle_x, y_off = crop->y_px + y - middle_y;
    return (Place){.x_drift = fixed(middle_x + x_off * cosine + y_off * sine),
                   .y = fixed(middle_y + y_off * cosine - x_off * sine),
                   .x_drift_step = (gint32)fixed(cosine - 1),
                   .y_step = (gint32)fixed(-sine)};
}

static void rows_turn(PIX *turned, const Source *source, double degrees, const OcrBox *crop)
{
    int n_words = pixGetWpl(turned), is_gray = source->depth == 8;
    g_autofree guint32 *row = g_new(guint32, n_words);
    for (int y = 0; y < pixGetHeight(turned); y++) {
        for (int i = 0; i < n_words; i++)
            row[i] = is_gray ? G_MAXUINT32 : WHITE_32;
        row_turn(row, source, row_place(source, degrees, crop, y), pixGetWidth(turned));
        if (is_gray)
            ocr_words_swap(ocr_row(turned, y), row, n_words);
        else
            memcpy(ocr_row(turned, y), row, (gsize)n_words * 4);
    }
    pixSetPadBits(turned, 0);
}

PIX *ocr_pixels_turn(PIX *pix, double degrees, const OcrBox *crop)
{
    int depth = pixGetDepth(pix), n_words = pixGetWpl(pix);
    g_autofree guint8 *bytes = depth == 8 ? ocr_bytes_of(pix) : NULL;
    g_autoptr(PIX) turned = ocr_pix_like(pix, crop->width_px, crop->height_px, depth);
    if (!turned || (depth == 8 && !bytes))
        return NULL;
    const Source source = {bytes ? (const void *)bytes : pixGetData(pix), pixGetWidth(pix),
                           pixGetHeight(pix), bytes ? 4 * n_words : n_words, depth};
    rows_turn(turned, &source, degrees, crop);
    return g_steal_pointer(&turned);
}
