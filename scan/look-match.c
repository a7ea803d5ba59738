/* Places of two pages whose signs are nearly the same may be one place. Two such matches say how the pages lie on one another:
 * the turn, the size and the shift; of all that can be said so, what most of the other matches agree with is taken (random sample
 * consensus, Fischler and Bolles 1981; the matches are few enough to try all pairs), and made better by the least squares of
 * these (Umeyama 1991). Each page knows how it lies by its own lines, so that the turn is known but for quarter turns, of
 * which the signs tell the number: pairs that say another are not tried. */
#include "scan/look-match.h"

#include <complex.h>
#include <math.h>

#define DIFFERENT_MAX                                                                              \
    7 /* signs of 32: of two places out of a thousand as many are the same by chance */
#define APART_MM 25.0 /* nearer ones do not tell the turn */
#define SIZE_MAX 1.12
#define DEGREES_MAX 4.0 /* off what the pages' own lines say */
#define NEAR_MM 2.5
#define AGREE_MIN 3

/* In millimetres from the middle of the pages. */
typedef struct {
    double complex a, b;
    guint place, n_turns; /* place: of a */
} Match;

#define MATCHES_MAX (4 * SCAN_PLACES_MAX)

static guint signs_different(const ScanPlace *a, const ScanPlace *b, guint n_turns)
{
    guint least = G_MAXUINT;
    for (guint i = 0; i < SCAN_TRAIT_SIZES; i++)
        least = MIN(least, (guint)__builtin_popcount((guint32)a->traits[0] ^
                                                     scan_trait_signs(b->traits[i], n_turns)));
    return least;
}

static guint matches_find(const ScanPlaces *a, const ScanPlaces *b, Match *matches)
{
    guint n = 0;
    for (guint i = 0; i < a->n; i++)
        for (guint k = 0; k < b->n; k++)
            for (guint turns = 0; turns < 4; turns++) {
                const ScanPlace *one = &a->places[i], *other = &b->places[k];
                if (n < MATCHES_MAX && signs_different(one, other, turns) <= DIFFERENT_MAX)
                    matches[n++] =
                        (Match){one->x_mm + one->y_mm * I, other->x_mm + other->y_mm * I, i, turns};
            }
    return n;
}

/* a = turn * b + shift; turn: the size, too. */
typedef struct {
    double complex turn, shift;
    guint n_turns;
} Lie;

static gboolean match_agrees(const Match *match, const Lie *lie)
{
    return match->n_turns == lie->n_turns &&
           cabs(lie->turn * match->b + lie->shift - match->a) <= NEAR_MM;
}

/* How many places of a: they stand in order. */
static guint lie_agreed(const Lie *lie, const Match *matches, guint n)
{
    guint agreed = 0, last = G_MAXUINT;
    for (guint i = 0; i < n; i++)
        if (matches[i].place != last && match_agrees(&matches[i], lie)) {
            last = matches[i].place;
            agreed++;
        }
    return agreed;
}

/* FALSE: no feeder and no copier makes that of a page. degrees: of the quarter turns and the pages' own lines. */
static gboolean lie_of_pair(const Match *one, const Match *other, double degrees, Lie *lie)
{
    const double complex of_a = other->a - one->a, of_b = other->b - one->b;
    if (one->n_turns != other->n_turns || cabs(of_a) < APART_MM || cabs(of_b) < APART_MM)
        return FALSE;
    lie->turn = of_a / of_b;
    lie->shift = one->a - lie->turn * one->b;
    lie->n_turns = one->n_turns;
    const double size = cabs(lie->turn), radians = (degrees + 90 * one->n_turns) * G_PI / 180;
    const double off = fabs(carg(lie->turn * cexp(-I * radians)));
    return size <= SIZE_MAX && size >= 1 / SIZE_MAX && off <= DEGREES_MAX * G_PI / 180;
}

static guint lie_find(const Match *matches, guint n, double degrees, Lie *best)
{
    guint most = 0;
    for (guint i = 0; i < n; i++)
        for (guint k = i + 1; k < n; k++) {
            Lie lie;
            if (!lie_of_pair(&matches[i], &matches[k], degrees, &lie))
                continue;
            const guint agreed = lie_agreed(&lie, matches, n);
            if (agreed > most) {
                most = agreed;
                *best = lie;
            }
        }
    return most;
}

static void lie_fit(Lie *lie, const Match *matches, guint n)
{
    double complex middle_a = 0, middle_b = 0, product = 0;
    double square = 0;
    guint agreed = 0;
    for (guint i = 0; i < n; i++)
        if (match_agrees(&matches[i], lie))
            agreed++, middle_a += matches[i].a, middle_b += matches[i].b;
    middle_a /= agreed, middle_b /= agreed;
    for (guint i = 0; i < n; i++)
        if (match_agrees(&matches[i], lie)) {
            product += (matches[i].a - middle_a) * conj(matches[i].b - middle_b);
            square += pow(cabs(matches[i].b - middle_b), 2);
        }
    lie->turn = product / square;
    lie->shift = middle_a - lie->turn * middle_b;
}

gboolean scan_match_pose(const ScanPlaces *a, const ScanPlaces *b, ScanPose *pose)
{
    Match matches[MATCHES_MAX];
    Lie lie;
    const guint n = matches_find(a, b, matches);
    if (lie_find(matches, n, a->degrees - b->degrees, &lie) < AGREE_MIN)
        return FALSE;
    lie_fit(&lie, matches, n);
    *pose =
        (ScanPose){carg(lie.turn) * 180 / G_PI, cabs(lie.turn), creal(lie.shift), cimag(lie.shift)};
    return TRUE;
}
