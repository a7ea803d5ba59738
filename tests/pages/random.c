#include "tests/pages/random.h"

static guint64 splitmix_next(guint64 *state)
{
    guint64 z = (*state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void random_seed(Random *random, guint64 seed, const char *purpose)
{
    guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325); /* FNV-1a */
    for (const char *p = purpose; *p; p++)
        hash = (hash ^ (guint8)*p) * G_GUINT64_CONSTANT(0x100000001b3);
    guint64 state = splitmix_next(&seed) ^ hash;
    for (guint i = 0; i < 4; i++)
        random->state[i] = splitmix_next(&state);
}

static guint64 rotate_left(guint64 value, guint bits)
{
    return (value << bits) | (value >> (64 - bits));
}

guint64 random_next(Random *random)
{
    guint64 *s = random->state;
    guint64 result = rotate_left(s[1] * 5, 7) * 9;
    guint64 shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

guint random_below(Random *random, guint limit)
{
    return (guint)(((random_next(random) >> 32) * limit) >> 32);
}

double random_between(Random *random, double low, double high)
{
    return low + (high - low) * ((double)(random_next(random) >> 11) * 0x1p-53);
}

double random_gauss(Random *random)
{
    /* The sum of four uniform numbers (Irwin-Hall) is near enough to normal for paper and ink. */
    guint64 bits = random_next(random);
    double sum = 0;
    for (guint i = 0; i < 4; i++, bits >>= 16)
        sum += (double)(bits & 0xffff) / 65535.0 - 0.5;
    return sum * 1.7320508;
}

gboolean random_chance(Random *random, double probability)
{
    return random_between(random, 0, 1) < probability;
}
