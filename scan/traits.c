/* By what a page is found again among millions: a few numbers for places on it, of which a second scan has many again.
 *
 * A place is where the ink, smoothed to the size of words, is denser or thinner than all around: an extremum of the difference
 * of two Gaussians (Lowe 2004), the strongest within PLACE_MM of it (Brown, Szeliski, Winder 2005: spread over the page, so
 * that what was written by hand has its share beside the print of a form). Its number is the sign of the ink around it under 32
 * waves (random projections for similar keys: Charikar 2002; signs of cosine coefficients: pHash). What is weighed is
 * some millimetres wide and seen from the place itself, along the lines of the page (field.h): shift, turns, brightness,
 * compression and dpi change few signs. A quarter turn makes other signs of the same waves, all of which are known: a place is
 * kept and looked up under the least of its four numbers. A copier that fits a page to the sheet makes it smaller by 3 to 8 %,
 * which changes some signs: a place is looked up as it would be at sizes near its own, too, but kept under one. The weakest
 * signs of a place are noted with it, and tried both ways when it is looked up (multi-probe: Lv et al. 2007).
 *
 * Limits: maps, photographs and pages with a few words have few places. Copies that are smaller or larger by more than about a
 * tenth, and what shows less than some 60 % of the ink of the page, are not found: at such sizes other signs are seen, and
 * of what is cut off nothing says whether it was the same. What is found is only a proposal, which scan_look_likeness has to
 * confirm. */
#include "scan/traits.h"

#include <math.h>
#include <string.h>

#include "scan/field.h"

#define PLACE_MM 9.0
#define STRENGTH_MIN 4.0 /* of 255: less is noise of the paper */
#define RADIUS_MM 14.0   /* of what is seen around a place */
#define RADIUS 7         /* the same in samples */
#define WINDOW_MM 8.0
#define SAMPLES (2 * RADIUS + 1)
#define WAVES 7 /* in each direction: even and odd ones of three lengths, and none */
#define KEY_BITS 32
#define WEAK_BITS 6 /* of the number of a bit */

/* As which places are looked up; the first is as they are. */
static const double sizes[SCAN_TRAIT_SIZES] = {1, 0.95, 1 / 0.95};

/* ------------------------------------------------------------------------------------------ places -- */

typedef struct {
    double x, y; /* px, between pixels */
    float strength;
} Spot;

static gboolean is_extremum(const ScanField *field, guint x, guint y)
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

static Spot spot_make(const ScanField *field, guint x, guint y)
{
    const float *here = field->dog + (gsize)y * field->width + x;
    const int row = (int)field->width;
    return (Spot){x + parabola_top(here[-1], here[0], here[1]),
                  y + parabola_top(here[-row], here[0], here[row]), fabsf(*here)};
}

static int spot_compare(gconstpointer a, gconstpointer b)
{
    const Spot *one = a, *other = b;
    return (one->strength < other->strength) - (one->strength > other->strength);
}

static gboolean is_apart(const GArray *chosen, const Spot *spot, double px)
{
    for (guint i = 0; i < chosen->len; i++) {
        const Spot *other = &g_array_index(chosen, Spot, i);
        if (hypot(other->x - spot->x, other->y - spot->y) < px)
            return FALSE;
    }
    return TRUE;
}

/* The strongest first. */
static GArray *spots_find(const ScanField *field)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Spot));
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(Spot));
    for (guint y = 1; y + 1 < field->height; y++)
        for (guint x = 1; x + 1 < field->width; x++)
            if (fabsf(field->dog[(gsize)y * field->width + x]) >= (float)STRENGTH_MIN &&
                is_extremum(field, x, y)) {
                Spot spot = spot_make(field, x, y);
                g_array_append_val(all, spot);
            }
    g_array_sort(all, spot_compare);
    for (guint i = 0; i < all->len && chosen->len < SCAN_PLACES_MAX; i++) {
        const Spot *spot = &g_array_index(all, Spot, i);
        if (is_apart(chosen, spot, PLACE_MM * field->px_per_mm))
            g_array_append_val(chosen, *spot);
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
            double mm = (i - RADIUS) * RADIUS_MM / RADIUS;
            double angle = G_PI * mm * ((k + 1) / 2) / RADIUS_MM;
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

/* Which two waves a bit is of, the longest ones first. A pair stands beside that of the same waves the other way round, for
 * quarter turns; two pairs of equal waves stand for themselves. */
static const struct {
    guint8 across, down;
} bits[KEY_BITS] = {
    {0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}, {0, 3}, {3, 0}, {1, 3}, {3, 1}, {0, 4},
    {4, 0}, {2, 3}, {3, 2}, {1, 4}, {4, 1}, {0, 5}, {5, 0}, {2, 4}, {4, 2}, {1, 5}, {5, 1},
    {0, 6}, {6, 0}, {3, 4}, {4, 3}, {2, 5}, {5, 2}, {1, 6}, {6, 1}, {1, 1}, {2, 2},
};
#define BITS_FIRST 0x15555555u /* of the pairs that have another */
#define BITS_ALONE 0xc0000000u

/* What each pair of waves weighs, along the lines of the page and across, if it were size times as large. */
static void place_weigh(const ScanField *field, const Spot *spot, double size,
                        const double waves[WAVES][SAMPLES], double weights[WAVES][WAVES])
{
    const double step = RADIUS_MM / RADIUS * field->px_per_mm / size;
    const double angle = field->degrees * G_PI / 180;
    const double cosine = step * cos(angle), sine = step * sin(angle);
    memset(weights, 0, sizeof(double) * WAVES * WAVES);
    for (int y = 0; y < SAMPLES; y++) {
        double across[WAVES] = {0};
        for (int x = 0; x < SAMPLES; x++) {
            const int u = x - RADIUS, v = y - RADIUS;
            const double ink = (double)scan_field_at(field, spot->x + u * cosine - v * sine,
                                                     spot->y + u * sine + v * cosine);
            for (guint k = 0; k < WAVES; k++)
                across[k] += waves[k][x] * ink;
        }
        for (guint k = 0; k < WAVES; k++)
            for (guint l = 0; l < WAVES; l++)
                weights[k][l] += across[k] * waves[l][y];
    }
}

/* Signs, and the weakest of them behind. */
static guint64 trait_make(const double weights[WAVES][WAVES])
{
    guint64 trait = 0;
    double left[KEY_BITS];
    for (guint i = 0; i < KEY_BITS; i++) {
        const double weight = weights[bits[i].across][bits[i].down];
        trait |= (guint64)(weight > 0) << i;
        left[i] = fabs(weight);
    }
    for (guint weak = 0; weak < SCAN_TRAIT_WEAK; weak++) {
        guint least = 0;
        for (guint i = 1; i < KEY_BITS; i++)
            if (left[i] < left[least])
                least = i;
        left[least] = G_MAXDOUBLE;
        trait |= (guint64)least << (KEY_BITS + WEAK_BITS * weak);
    }
    return trait;
}

static void place_make(const ScanField *field, const Spot *spot, const double waves[WAVES][SAMPLES],
                       ScanPlace *place)
{
    double weights[WAVES][WAVES];
    place->x_mm = (spot->x + 0.5 - field->width / 2.0) / field->px_per_mm;
    place->y_mm = (spot->y + 0.5 - field->height / 2.0) / field->px_per_mm;
    for (guint i = 0; i < SCAN_TRAIT_SIZES; i++) {
        place_weigh(field, spot, sizes[i], waves, weights);
        place->traits[i] = trait_make(weights);
    }
}

void scan_places_take(const ScanGray *ink, ScanPlaces *places)
{
    ScanField field;
    double waves[WAVES][SAMPLES];
    places->n = 0;
    if (!scan_field_make(ink, &field))
        return;
    g_autoptr(GArray) spots = spots_find(&field);
    waves_make(waves);
    places->degrees = field.degrees;
    for (guint i = 0; i < spots->len; i++)
        place_make(&field, &g_array_index(spots, Spot, i), waves, &places->places[places->n++]);
    scan_field_clear(&field);
}

/* --------------------------------------------------------------------------------------- looking up -- */

/* A quarter turn of the ink changes the waves of the two directions for one another, and the signs of those that are odd in what
 * is across then. */
static guint32 signs_turn(guint32 signs)
{
    guint32 changed = 0;
    for (guint i = 0; i < KEY_BITS; i++)
        changed |= (guint32)wave_is_odd(bits[i].across) << i;
    return ((signs & BITS_FIRST) << 1 | (signs >> 1 & BITS_FIRST) | (signs & BITS_ALONE)) ^ changed;
}

guint32 scan_trait_signs(guint64 trait, guint n_turns)
{
    guint32 signs = (guint32)trait;
    for (guint i = 0; i < n_turns; i++)
        signs = signs_turn(signs);
    return signs;
}

/* The least of its four. */
static guint64 signs_key(guint32 signs)
{
    guint32 least = signs;
    for (guint i = 1; i < 4; i++) {
        signs = signs_turn(signs);
        least = MIN(least, signs);
    }
    return least;
}

guint64 scan_trait_key(guint64 trait)
{
    return signs_key((guint32)trait);
}

static guint key_add(guint64 *keys, guint n, guint64 key)
{
    for (guint i = 0; i < n; i++)
        if (keys[i] == key)
            return n;
    keys[n] = key;
    return n + 1;
}

guint scan_trait_keys(const guint64 traits[SCAN_TRAIT_SIZES], guint64 keys[SCAN_TRAIT_KEYS])
{
    guint n = 0;
    for (guint size = 0; size < SCAN_TRAIT_SIZES; size++)
        for (guint tried = 0; tried < 1u << SCAN_TRAIT_WEAK; tried++) {
            guint32 signs = (guint32)traits[size];
            for (guint i = 0; i < SCAN_TRAIT_WEAK; i++)
                if (tried & 1u << i)
                    signs ^= 1u << (traits[size] >> (KEY_BITS + WEAK_BITS * i) &
                                    ((1u << WEAK_BITS) - 1));
            n = key_add(keys, n, signs_key(signs));
        }
    return n;
}
