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

/* How far the place is to the right of its whole pixel and below it, in sixteenths. */
#define SIXTEENTHS(place, i)                                                                       \
    guint32 right = ((guint32)(place).x_drift + (guint32)((i) * (place).x_drift_step)) >> 12 & 15; \
    guint32 below = ((guint32)(place).y + (guint32)((i) * (place).y_step)) >> 12 & 15

/* Between two values by a part of sixteen, times 16. */
#define BETWEEN(a, b, part) (((a) << 4) + (part) * ((b) - (a)))

VECTORS
static void run_turn_bytes(guint8 *to, const guint8 *upper, const guint8 *lower, Place place, int n)
{
    for (int i = 0; i < n; i++) {
        SIXTEENTHS(place, i);
        guint32 above = BETWEEN((guint32)upper[i], (guint32)upper[i + 1], right);
        guint32 under = BETWEEN((guint32)lower[i], (guint32)lower[i + 1], right);
        to[i] = (guint8)((BETWEEN(above, under, below) + 128) >> 8);
    }
}

/* Two of the channels at once, each with a free byte above it, so that none reaches into the other: what a
 * difference borrows there comes back with the sum. */
#define CHANNELS 0x00ff00ffu
#define HALVES 0x00800080u

static inline guint32 pair_between(guint32 upper, guint32 upper_next, guint32 lower,
                                   guint32 lower_next, guint32 right, guint32 below)
{
    guint32 above = BETWEEN(upper & CHANNELS, upper_next & CHANNELS, right);
    guint32 under = BETWEEN(lower & CHANNELS, lower_next & CHANNELS, right);
    return (BETWEEN(above, under, below) + HALVES) >> 8 & CHANNELS;
}

VECTORS
static void run_turn_colors(guint32 *to, const guint32 *upper, const guint32 *lower, Place place,
                            int n)
{
    for (int i = 0; i < n; i++) {
        SIXTEENTHS(place, i);
        to[i] = pair_between(upper[i], upper[i + 1], lower[i], lower[i + 1], right, below) |
                pair_between(upper[i] >> 8, upper[i + 1] >> 8, lower[i] >> 8, lower[i + 1] >> 8,
                             right, below)
                    << 8;
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
    int n_rows;         /* of pixels: row y is there at y modulo n_rows */
    int width, height, stride, depth;
} Source;

static gsize source_at(const Source *source, int x, int y)
{
    return (gsize)(y % source->n_rows) * (gsize)source->stride + (gsize)x;
}

static void run_turn(void *row, int x, const Source *source, Place place, int n)
{
    int from_y = (int)(place.y >> 16), from_x = x + (int)(place.x_drift >> 16);
    int skipped = MAX(-from_x, 0);
    n = MIN(n, source->width - 1 - from_x) - skipped;
    if (n <= 0 || from_y < 0 || from_y > source->height - 2)
        return;
    place_move(&place, skipped);
    gsize upper = source_at(source, from_x + skipped, from_y);
    gsize lower = source_at(source, from_x + skipped, from_y + 1);
    if (source->depth == 8) {
        const guint8 *bytes = source->pixels;
        run_turn_bytes((guint8 *)row + x + skipped, bytes + upper, bytes + lower, place, n);
    } else {
        const guint32 *words = source->pixels;
        run_turn_colors((guint32 *)row + x + skipped, words + upper, words + lower, place, n);
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

/* Colours into their place, of grays into a row whose order is then turned. */
static void rows_turn(PIX *turned, const Source *source, double degrees, const OcrBox *crop)
{
    int n_words = pixGetWpl(turned), is_gray = source->depth == 8;
    g_autofree guint32 *grays = g_new(guint32, n_words);
    for (int y = 0; y < pixGetHeight(turned); y++) {
        guint32 *row = is_gray ? grays : ocr_row(turned, y);
        for (int i = 0; i < n_words; i++)
            row[i] = is_gray ? G_MAXUINT32 : WHITE_32;
        row_turn(row, source, row_place(source, degrees, crop, y), pixGetWidth(turned));
        if (is_gray)
            ocr_words_swap(ocr_row(turned, y), row, n_words);
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
    const Source source = {.pixels = bytes ? (const void *)bytes : pixGetData(pix),
                           .n_rows = pixGetHeight(pix),
                           .width = pixGetWidth(pix),
                           .height = pixGetHeight(pix),
                           .stride = bytes ? 4 * n_words : n_words,
                           .depth = depth};
    rows_turn(turned, &source, degrees, crop);
    return g_steal_pointer(&turned);
}

/* ---------------------------------------------------------------------------- in its own memory -- */

/* Rows of the master, kept until what is made of them is done, since that overwrites them: for a row that is made, those
 * from first on, up to end. */
typedef struct {
    int first, end;
} Window;

static Window window_for(const Source *source, double degrees, const OcrBox *crop, int y)
{
    Place place = row_place(source, degrees, crop, y);
    int at = (int)(place.y >> 16),
        at_end = (int)((place.y + (gint64)crop->width_px * place.y_step) >> 16);
    int overwritten = (int)(((gint64)(y + 1) * crop->width_px + source->width - 1) / source->width);
    return (Window){CLAMP(MIN(at, at_end), 0, source->height),
                    CLAMP(MAX(MAX(at, at_end) + 2, overwritten), 0, source->height)};
}

/* What the window has to hold, at most. */
static int window_rows(const Source *source, double degrees, const OcrBox *crop)
{
    int most = 2, end = 0;
    for (int y = 0; y < crop->height_px; y++) {
        Window window = window_for(source, degrees, crop, y);
        end = MAX(end, window.end);
        most = MAX(most, end - window.first);
    }
    return most;
}

/* kept: room for the window's rows. */
static void rows_turn_within(guint32 *pixels, guint32 *kept, Source *source, double degrees,
                             const OcrBox *crop)
{
    gsize width = (gsize)source->width;
    source->pixels = kept;
    for (int y = 0, n_kept = 0; y < crop->height_px; y++) {
        for (int end = window_for(source, degrees, crop, y).end; n_kept < end; n_kept++)
            memcpy(kept + source_at(source, 0, n_kept), pixels + (gsize)n_kept * width, 4 * width);
        guint32 *row = pixels + (gsize)y * (gsize)crop->width_px;
        for (int x = 0; x < crop->width_px; x++)
            row[x] = WHITE_32;
        row_turn(row, source, row_place(source, degrees, crop, y), crop->width_px);
    }
}

static gboolean has_room(PIX *pix, const OcrBox *crop)
{
    return pixGetDepth(pix) == 32 && pixGetRefcount(pix) == 1 &&
           pixGetWpl(pix) == pixGetWidth(pix) &&
           (gint64)crop->width_px * crop->height_px <= (gint64)pixGetWidth(pix) * pixGetHeight(pix);
}

static void resize(PIX *pix, const OcrBox *crop)
{
    pixSetDimensions(pix, crop->width_px, crop->height_px, 32);
    pixSetWpl(pix, crop->width_px);
}

PIX *ocr_pixels_turn_within(PIX **pix, double degrees, const OcrBox *crop)
{
    g_autoptr(PIX) own = g_steal_pointer(pix);
    if (!has_room(own, crop))
        return ocr_pixels_turn(own, degrees, crop);
    Source source = {.width = pixGetWidth(own),
                     .height = pixGetHeight(own),
                     .stride = pixGetWidth(own),
                     .depth = 32};
    source.n_rows = window_rows(&source, degrees, crop);
    g_autofree guint32 *kept = g_try_new(guint32, (gsize)source.n_rows * (gsize)source.width);
    if (!kept)
        return NULL;
    rows_turn_within(pixGetData(own), kept, &source, degrees, crop);
    resize(own, crop);
    return g_steal_pointer(&own);
}

gboolean ocr_pixels_crop_within(PIX *pix, const OcrBox *crop)
{
    gsize width = (gsize)pixGetWidth(pix), crop_width = (gsize)crop->width_px;
    gboolean is_inside = crop->x_px >= 0 && crop->y_px >= 0 &&
                         crop->x_px + crop->width_px <= pixGetWidth(pix) &&
                         crop->y_px + crop->height_px <= pixGetHeight(pix);
    if (!is_inside || !has_room(pix, crop))
        return FALSE;
    const guint32 *from = pixGetData(pix) + (gsize)crop->y_px * width + (gsize)crop->x_px;
    for (gsize y = 0; y < (gsize)crop->height_px; y++)
        memmove(pixGetData(pix) + y * crop_width, from + y * width, 4 * crop_width);
    resize(pix, crop);
    return TRUE;
}
