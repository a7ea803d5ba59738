/* By what a page is found again among millions: a few numbers for places on it, of which a second scan has many again.
 *
 * A place is where the ink, smoothed to the size of words, is denser or thinner than all around: an extremum of the difference
 * of two Gaussians (Lowe 2004), the strongest within PLACE_MM of it (Brown, Szeliski, Winder 2005: spread over the page, so
 * that what was written by hand has its share beside the print of a form). Its number is the sign of the ink around it under 32
 * waves (random projections for similar keys: Charikar 2002; signs of cosine coefficients: pHash). What is weighed is
 * some millimetres wide and seen from the place itself: shift, brightness, compression, dpi and turns of a few degrees change few signs,
 * and a sheet upside down those of the odd waves, all of them. The weakest signs of a place are noted with it, and tried
 * both ways when it is looked up (multi-probe: Lv et al. 2007).
 *
 * Limits: maps, photographs and pages with a few words have few places. What is found is only a proposal, which
 * scan_look_likeness has to confirm. */
#include "scan/traits.h"

#include "scan/look-pose.h"

#include <math.h>
#include <string.h>

#define FINE_MM 2.0 /* of a Gaussian: words stay, letters go */
#define BROAD_MM 4.0
#define PLACE_MM 9.0
#define STRENGTH_MIN 4.0 /* of 255: less is noise of the paper */
#define RADIUS 14        /* of what is seen around a place, in mm, as are its samples */
#define WINDOW_MM 8.0
#define SAMPLES (2 * RADIUS + 1)
#define WAVES 7 /* in each direction: even and odd ones of three lengths, and none */
#define KEY_BITS 32
#define WEAK_BITS 6 /* of the number of a bit */

/* -------------------------------------------------------------------------------- the smoothed page -- */

typedef struct {
    guint width, height;
    double px_per_mm;
    float *fine, *dog; /* owned */
} Field;

static float *smooth_rows(const float *in, guint width, guint height, double sigma_px)
{
    const int reach = (int)ceil(3 * sigma_px);
    g_autofree float *weights = g_new(float, (gsize)reach + 1);
    float *out = g_new(float, (gsize)width *height), sum = 0;
    for (int i = 0; i <= reach; i++) {
        weights[i] = (float)exp(-i * i / (2 * sigma_px * sigma_px));
        sum += i ? 2 * weights[i] : weights[i];
    }
    for (guint y = 0; y < height; y++)
        for (int x = 0; x < (int)width; x++) {
            float value = 0;
            for (int i = MAX(-reach, -x); i <= MIN(reach, (int)width - 1 - x); i++)
                value += weights[ABS(i)] * in[(gsize)y * width + (gsize)(x + i)];
            out[(gsize)x * height + y] = value / sum; /* turned over, for the next time */
        }
    return out;
}

static float *smooth(const float *in, guint width, guint height, double sigma_px)
{
    g_autofree float *turned = smooth_rows(in, width, height, sigma_px);
    return smooth_rows(turned, height, width, sigma_px);
}

static gboolean field_make(const ScanLook *look, Field *field)
{
    const guint factor = MAX(1, (guint)lround(look->ink->dpi / SCAN_MM_PER_INCH));
    g_autoptr(ScanGray) ink = scan_gray_reduce(look->ink, factor);
    if (!ink)
        return FALSE;
    const gsize n = (gsize)ink->width_px * ink->height_px;
    g_autofree float *raw = g_new(float, n);
    for (gsize i = 0; i < n; i++)
        raw[i] = ink->bytes[i];
    const double px_per_mm = ink->dpi / SCAN_MM_PER_INCH;
    *field = (Field){ink->width_px, ink->height_px, px_per_mm, NULL, NULL};
    field->fine = smooth(raw, field->width, field->height, FINE_MM * px_per_mm);
    field->dog = smooth(raw, field->width, field->height, BROAD_MM * px_per_mm);
    for (gsize i = 0; i < n; i++)
        field->dog[i] = field->fine[i] - field->dog[i];
    return TRUE;
}

static void field_clear(Field *field)
{
    g_free(field->fine);
    g_free(field->dog);
}

/* Between pixels; nothing outside. */
static float field_at(const Field *field, double x_px, double y_px)
{
    const int x = (int)floor(x_px), y = (int)floor(y_px);
    if (x < 0 || y < 0 || x + 1 >= (int)field->width || y + 1 >= (int)field->height)
        return 0;
    const float *p = field->fine + (gsize)y * field->width + (gsize)x;
    const float fx = (float)(x_px - x), fy = (float)(y_px - y);
    return (p[0] * (1 - fx) + p[1] * fx) * (1 - fy) +
           (p[field->width] * (1 - fx) + p[field->width + 1] * fx) * fy;
}

/* ------------------------------------------------------------------------------------------ places -- */

typedef struct {
    double x, y; /* px, between pixels */
    float strength;
} Place;

static gboolean is_extremum(const Field *field, guint x, guint y)
{
    const float *here = field->dog + (gsize)y * field->width + x, sign = *here < 0 ? -1 : 1;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            if ((dx || dy) && sign * here[dy * (int)field->width + dx] >= sign * *here)
                return FALSE;
    return TRUE;
}

/* The top of the parabola through three neighbours, from the middle one. */
static double parabola_top(float before, float here, float behind)
{
    const double curve = before - 2.0 * here + behind;
    return fabs(curve) > 1e-6 ? CLAMP((before - behind) / (2 * curve), -0.5, 0.5) : 0;
}

static Place place_make(const Field *field, guint x, guint y)
{
    const float *here = field->dog + (gsize)y * field->width + x;
    const int row = (int)field->width;
    return (Place){x + parabola_top(here[-1], here[0], here[1]),
                   y + parabola_top(here[-row], here[0], here[row]), fabsf(*here)};
}

static int place_compare(gconstpointer a, gconstpointer b)
{
    const Place *one = a, *other = b;
    return (one->strength < other->strength) - (one->strength > other->strength);
}

static gboolean is_apart(const GArray *chosen, const Place *place, double px)
{
    for (guint i = 0; i < chosen->len; i++) {
        const Place *other = &g_array_index(chosen, Place, i);
        if (hypot(other->x - place->x, other->y - place->y) < px)
            return FALSE;
    }
    return TRUE;
}

/* The strongest first. */
static GArray *places_find(const Field *field)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Place));
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(Place));
    for (guint y = 1; y + 1 < field->height; y++)
        for (guint x = 1; x + 1 < field->width; x++)
            if (fabsf(field->dog[(gsize)y * field->width + x]) >= (float)STRENGTH_MIN &&
                is_extremum(field, x, y)) {
                Place place = place_make(field, x, y);
                g_array_append_val(all, place);
            }
    g_array_sort(all, place_compare);
    for (guint i = 0; i < all->len && chosen->len < SCAN_TRAITS_MAX; i++) {
        const Place *place = &g_array_index(all, Place, i);
        if (is_apart(chosen, place, PLACE_MM * field->px_per_mm))
            g_array_append_val(chosen, *place);
    }
    return chosen;
}

/* ----------------------------------------------------------------------------------------- numbers -- */

/* In each direction: 0 none, then odd and even ones by turns. */
static gboolean wave_is_odd(guint wave)
{
    return wave % 2 == 1;
}

static void waves_make(double waves[WAVES][SAMPLES])
{
    for (guint k = 0; k < WAVES; k++)
        for (int i = 0; i < SAMPLES; i++) {
            double mm = i - RADIUS, angle = G_PI * mm * ((k + 1) / 2) / RADIUS;
            double window = exp(-mm * mm / (2 * WINDOW_MM * WINDOW_MM));
            waves[k][i] = window * (wave_is_odd(k) ? sin(angle) : cos(angle));
        }
    for (guint k = 2; k < WAVES; k += 2) { /* how much ink there is in all must tell nothing */
        double sum = 0, window_sum = 0;
        for (int i = 0; i < SAMPLES; i++)
            sum += waves[k][i], window_sum += waves[0][i];
        for (int i = 0; i < SAMPLES; i++)
            waves[k][i] -= waves[0][i] * sum / window_sum;
    }
}

/* Which two waves a bit is of. */
typedef struct {
    guint across, down;
} Bit;

static guint bits_list(Bit bits[WAVES * WAVES])
{
    guint n = 0;
    for (guint sum = 1; sum < 2 * WAVES; sum++)
        for (guint k = 0; k <= sum && n < KEY_BITS; k++)
            if (k < WAVES && sum - k < WAVES)
                bits[n++] = (Bit){k, sum - k};
    return n;
}

/* What each pair of waves weighs, from the left and from above. */
static void place_weigh(const Field *field, const Place *place, const double waves[WAVES][SAMPLES],
                        double weights[WAVES][WAVES])
{
    memset(weights, 0, sizeof(double) * WAVES * WAVES);
    for (int y = 0; y < SAMPLES; y++) {
        double across[WAVES] = {0};
        for (int x = 0; x < SAMPLES; x++) {
            const double ink = (double)field_at(field, place->x + (x - RADIUS) * field->px_per_mm,
                                                place->y + (y - RADIUS) * field->px_per_mm);
            for (guint k = 0; k < WAVES; k++)
                across[k] += waves[k][x] * ink;
        }
        for (guint k = 0; k < WAVES; k++)
            for (guint l = 0; l < WAVES; l++)
                weights[k][l] += across[k] * waves[l][y];
    }
}

/* Signs, and the weakest of them behind. */
static guint64 number_make(const double weights[WAVES][WAVES], const Bit *bits)
{
    guint64 number = 0;
    gboolean is_taken[KEY_BITS] = {FALSE};
    for (guint i = 0; i < KEY_BITS; i++)
        number |= (guint64)(weights[bits[i].across][bits[i].down] > 0) << i;
    for (guint weak = 0; weak < SCAN_TRAIT_WEAK; weak++) {
        guint least = G_MAXUINT;
        for (guint i = 0; i < KEY_BITS; i++)
            if (!is_taken[i] &&
                (least == G_MAXUINT || fabs(weights[bits[i].across][bits[i].down]) <
                                           fabs(weights[bits[least].across][bits[least].down])))
                least = i;
        is_taken[least] = TRUE;
        number |= (guint64)least << (KEY_BITS + WEAK_BITS * weak);
    }
    return number;
}

guint scan_traits_take(const ScanLook *look, guint64 *traits)
{
    Field field;
    double waves[WAVES][SAMPLES], weights[WAVES][WAVES];
    Bit bits[WAVES * WAVES];
    if (look->is_blank || !field_make(look, &field))
        return 0;
    g_autoptr(GArray) places = places_find(&field);
    waves_make(waves);
    bits_list(bits);
    for (guint i = 0; i < places->len; i++) {
        place_weigh(&field, &g_array_index(places, Place, i), waves, weights);
        traits[i] = number_make(weights, bits);
    }
    field_clear(&field);
    return places->len;
}

/* --------------------------------------------------------------------------------------- looking up -- */

guint64 scan_trait_key(guint64 trait)
{
    return trait & ((G_GUINT64_CONSTANT(1) << KEY_BITS) - 1);
}

/* The signs that a half turn changes: those of pairs of which one wave is odd. */
static guint64 turned_signs(void)
{
    Bit bits[WAVES * WAVES];
    guint64 signs = 0;
    bits_list(bits);
    for (guint i = 0; i < KEY_BITS; i++)
        if (wave_is_odd(bits[i].across) != wave_is_odd(bits[i].down))
            signs |= G_GUINT64_CONSTANT(1) << i;
    return signs;
}

guint scan_trait_keys(guint64 trait, guint64 keys[SCAN_TRAIT_KEYS])
{
    const guint64 turned = turned_signs();
    guint n = 0;
    for (guint half = 0; half < 2; half++)
        for (guint tried = 0; tried < 1u << SCAN_TRAIT_WEAK; tried++) {
            guint64 key = scan_trait_key(trait) ^ (half ? turned : 0);
            for (guint i = 0; i < SCAN_TRAIT_WEAK; i++)
                if (tried & 1u << i)
                    key ^= G_GUINT64_CONSTANT(1)
                           << (trait >> (KEY_BITS + WEAK_BITS * i) & ((1u << WEAK_BITS) - 1));
            keys[n++] = key;
        }
    return n;
}
