/* tests/pages/random.h - xoshiro256** (Blackman and Vigna 2018, public domain), seeded through
 * splitmix64. Our own, because a page must come out the same with every GLib and C library. */
#pragma once

#include <glib.h>

typedef struct {
    guint64 state[4];
} Random;

/* Streams of one seed with different purposes are independent. */
void random_seed(Random *random, guint64 seed, const char *purpose);
guint64 random_next(Random *random);
guint random_below(Random *random, guint limit); /* 0 .. limit - 1; limit > 0 */
double random_between(Random *random, double low, double high);
double random_gauss(Random *random); /* mean 0, standard deviation 1, within +-3.5 */
gboolean random_chance(Random *random, double probability);
