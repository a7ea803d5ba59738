/* Turning by a small angle.
 *
 * Along a row of what is made, the place in what is turned moves by nearly one pixel to the right and a small
 * part of one down. So the row falls into runs in which the whole pixels lie side by side, and only the weights
 * of the four neighbours change. A run is as short as 20 pixels at three degrees, so it is made in whole vectors: what
 * these are longer is made again by the run that follows.
 */
#include "ocr/pixels.h"

#include <math.h>
#include <string.h>

#include "ocr/row.h"

#define WHITE_32 0xffffff00u

#define ONE 65536 /* a pixel, in the fixed point of places */

#define LANES 16       /* made at once: grays, or halves of colours, each of two channels */
#define SPARE_PX LANES /* behind a row that is made or turned */

/* Where a row is in what is turned: x_drift is how far its place is from its own x. */
typedef struct {
    gint64 x_drift, y;           /* at the pixel that is next */
    gint32 x_drift_step, y_step; /* a pixel farther */
} Place;

/* ----------------------------------------------------------------------------------------- runs -- */

/* Sixteenths of a place, i pixels farther: the highest four of the sixteen bits behind its whole pixel, which stay right
 * where all above is cut off; so twice as many fit into a vector as of whole places. */
static inline guint16 sixteenths(gint64 place, gint32 step, int i)
{
    return (guint16)((guint16)place + (guint32)i * (guint16)step) >> 12;
}

/* Between two values by a part of sixteen, times 16. In 16 bits: what a difference borrows there comes back with the
 * sum, of 16 * 16 * 255 at most. */
static inline guint16 between(guint16 a, guint16 b, guint16 part)
{
    return (guint16)((a << 4) + part * (b - a));
}

static inline guint16 between_four(guint16 a, guint16 b, guint16 under_a, guint16 under_b,
                                   guint16 right, guint16 below)
{
    guint16 above = between(a, b, right), under = between(under_a, under_b, right);
    return (guint16)(between(above, under, below) + 128) >> 8;
}

static inline void run_turn_grays(guint8 *restrict to, const guint8 *restrict upper,
                                  const guint8 *restrict lower, Place place, int n)
{
    for (int at = 0; at < n; at += LANES, to += LANES, upper += LANES, lower += LANES) {
        for (int i = 0; i < LANES; i++) {
            guint16 right = sixteenths(place.x_drift, place.x_drift_step, i);
            guint16 below = sixteenths(place.y, place.y_step, i);
            to[i] =
                (guint8)between_four(upper[i], upper[i + 1], lower[i], lower[i + 1], right, below);
        }
        place.x_drift += LANES * place.x_drift_step;
        place.y += LANES * place.y_step;
    }
}

/* halves: two to a pixel. */
static inline void run_turn_colors(guint16 *restrict to, const guint16 *restrict upper,
                                   const guint16 *restrict lower, Place place, int n)
{
    for (int at = 0; at < 2 * n; at += LANES, to += LANES, upper += LANES, lower += LANES) {
        for (int i = 0; i < LANES; i++) {
            guint16 right = sixteenths(place.x_drift, place.x_drift_step, i / 2);
            guint16 below = sixteenths(place.y, place.y_step, i / 2);
            guint16 low = between_four(upper[i] & 255, upper[i + 2] & 255, lower[i] & 255,
                                       lower[i + 2] & 255, right, below);
            guint16 high = between_four(upper[i] >> 8, upper[i + 2] >> 8, lower[i] >> 8,
                                        lower[i + 2] >> 8, right, below);
            to[i] = (guint16)(low | high << 8);
        }
        place.x_drift += LANES / 2 * place.x_drift_step;
        place.y += LANES / 2 * place.y_step;
    }
}

/* Pixels until a place that moves by step is in another whole pixel. */
static inline int run_length(gint64 at, gint32 step, int most)
{
    gint32 part = (gint32)(at & (ONE - 1));
    gint32 length = step > 0 ? (ONE - part + step - 1) / step : step < 0 ? part / -step + 1 : most;
    return MIN(length, most);
}

static inline void place_move(Place *place, int n)
{
    place->x_drift += n * place->x_drift_step;
    place->y += n * place->y_step;
}

/* ----------------------------------------------------------------------------------------- rows -- */

typedef struct {
    const guint32 *pixels; /* leptonica's */
    int width, height, n_words, depth;
    double sine, cosine;
    const OcrBox *crop;
    gboolean is_own; /* what is made overwrites it */
    /* Rows of it in the order of their pixels, with spare ones: row y is there at y modulo n_rows. */
    guint8 *kept;
    int n_rows, n_kept;
} Source;

static inline const guint8 *source_at(const Source *source, int x, int y)
{
    gsize row = (gsize)(y % source->n_rows) * (gsize)source->n_words * 4;
    return source->kept + row + (gsize)x * (gsize)(source->depth / 8);
}

static inline void whiten(guint8 *to, int depth, int n)
{
    const guint32 white = WHITE_32;
    if (depth == 8)
        memset(to, 255, (gsize)n);
    else
        for (int i = 0; i < n; i++)
            memcpy(to + 4 * i, &white, 4);
}

/* Writes up to SPARE_PX pixels more than n. */
static inline void run_turn(guint8 *row, int x, const Source *source, Place place, int n)
{
    int depth = source->depth, pixel_bytes = depth / 8;
    int from_y = (int)(place.y >> 16), from_x = x + (int)(place.x_drift >> 16);
    int skipped = CLAMP(-from_x, 0, n), end = CLAMP(source->width - 1 - from_x, skipped, n);
    guint8 *to = row + (gsize)x * (gsize)pixel_bytes;
    if (from_y < 0 || from_y > source->height - 2)
        skipped = end = n;
    whiten(to, depth, skipped);
    if (end > skipped) {
        const guint8 *upper = source_at(source, from_x + skipped, from_y);
        const guint8 *lower = source_at(source, from_x + skipped, from_y + 1);
        guint8 *made = to + (gsize)skipped * (gsize)pixel_bytes;
        place_move(&place, skipped);
        if (depth == 8)
            run_turn_grays(made, upper, lower, place, end - skipped);
        else
            run_turn_colors((void *)made, (const void *)upper, (const void *)lower, place,
                            end - skipped);
    }
    whiten(to + (gsize)end * (gsize)pixel_bytes, depth, n - end);
}

VECTORS
static void row_turn(guint8 *row, const Source *source, Place place, int width)
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
static Place row_place(const Source *source, int y)
{
    double middle_x = source->width / 2, middle_y = source->height / 2;
    double x_off = source->crop->x_px - middle_x, y_off = source->crop->y_px + y - middle_y;
    return (Place){.x_drift = fixed(middle_x + x_off * source->cosine + y_off * source->sine),
                   .y = fixed(middle_y + y_off * source->cosine - x_off * source->sine),
                   .x_drift_step = (gint32)fixed(source->cosine - 1),
                   .y_step = (gint32)fixed(-source->sine)};
}

/* Rows of the source for row y of what is made: those from first on, up to end. In its own memory also those which that
 * overwrites. */
typedef struct {
    int first, end;
} Window;

static Window window_for(const Source *source, int y)
{
    Place place = row_place(source, y);
    gint64 crop_width = source->crop->width_px;
    int at = (int)(place.y >> 16), at_end = (int)((place.y + crop_width * place.y_step) >> 16);
    int overwritten = (int)(((y + 1) * crop_width + source->width - 1) / source->width);
    int end = MAX(MAX(at, at_end) + 2, source->is_own ? overwritten : 0);
    return (Window){CLAMP(MIN(at, at_end), 0, source->height), CLAMP(end, 0, source->height)};
}

/* What the window has to hold, at most. */
static int window_rows(const Source *source)
{
    int most = 2, end = 0;
    for (int y = 0; y < source->crop->height_px; y++) {
        Window window = window_for(source, y);
        end = MAX(end, window.end);
        most = MAX(most, end - window.first);
    }
    return most;
}

static gboolean source_init(Source *source, PIX *pix, double degrees, const OcrBox *crop,
                            gboolean is_own)
{
    *source = (Source){.pixels = pixGetData(pix),
                       .width = pixGetWidth(pix),
                       .height = pixGetHeight(pix),
                       .n_words = pixGetWpl(pix),
                       .depth = pixGetDepth(pix),
                       .sine = sin(degrees * G_PI / 180),
                       .cosine = cos(degrees * G_PI / 180),
                       .crop = crop,
                       .is_own = is_own};
    source->n_rows = window_rows(source);
    gsize n_words = (gsize)source->n_rows * (gsize)source->n_words;
    source->kept = g_try_malloc0(4 * (n_words + SPARE_PX));
    return source->kept != NULL;
}

static void source_keep(Source *source, int end)
{
    gsize n_words = (gsize)source->n_words;
    for (; source->n_kept < end; source->n_kept++) {
        void *to = source->kept + (gsize)(source->n_kept % source->n_rows) * n_words * 4;
        const guint32 *from = source->pixels + (gsize)source->n_kept * n_words;
        if (source->depth == 8)
            ocr_words_swap(to, from, source->n_words);
        else
            memcpy(to, from, 4 * n_words);
    }
}

/* Into pixels, rows of n_words. */
static void rows_turn(guint32 *pixels, int n_words, Source *source)
{
    int width = source->crop->width_px;
    g_autofree guint8 *row = g_malloc0(4 * ((gsize)n_words + SPARE_PX));
    for (int y = 0; y < source->crop->height_px; y++) {
        guint32 *to = pixels + (gsize)y * (gsize)n_words;
        source_keep(source, window_for(source, y).end);
        row_turn(row, source, row_place(source, y), width);
        if (source->depth == 8)
            ocr_words_swap(to, (void *)row, n_words);
        else
            memcpy(to, row, 4 * (gsize)width);
    }
}

PIX *ocr_pixels_turn(PIX *pix, double degrees, const OcrBox *crop)
{
    Source source = {0};
    g_autoptr(PIX) turned = ocr_pix_like(pix, crop->width_px, crop->height_px, pixGetDepth(pix));
    if (!turned || !source_init(&source, pix, degrees, crop, FALSE))
        return NULL;
    rows_turn(pixGetData(turned), pixGetWpl(turned), &source);
    pixSetPadBits(turned, 0);
    g_free(source.kept);
    return g_steal_pointer(&turned);
}

/* ---------------------------------------------------------------------------- in its own memory -- */

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
    Source source = {0};
    if (!has_room(own, crop))
        return ocr_pixels_turn(own, degrees, crop);
    if (!source_init(&source, own, degrees, crop, TRUE))
        return NULL;
    rows_turn(pixGetData(own), crop->width_px, &source);
    g_free(source.kept);
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
