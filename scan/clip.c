/* Noise beside white. Scanners are set so that paper is white, and half of its noise or more would be
 * whiter than 255: it is cut off. Noise z of deviation s on a level m becomes min(z, 255 - m), whose mean
 * and variance are those of a normal distribution censored on one side, which integrating by parts
 * gives; with t = (255 - m) / s, density f and distribution F:
 *
 *   mean      m - s (f(t) - t (1 - F(t)))
 *   variance  from E[min(z, t)^2] = F(t) - t f(t) + t^2 (1 - F(t))
 *
 * The deviation is taken from the dark half of the noise, which is whole. */
#include "scan/clip.h"

#include <math.h>

#define LOWER 0.02275 /* of a normal distribution lies two deviations below, */
#define UPPER 0.15866 /* and one */
#define SHARE_MIN 0.1 /* less cannot be told from none */
#define T_STEP 0.05
#define T_MAX 4.0

/* Where the sum of counts is part of n, between whole steps. */
static double counts_rank(const gsize counts[511], double part)
{
    double seen = 0;
    for (guint i = 0; i < 511; i++) {
        if (seen + (double)counts[i] >= part)
            return i - 0.5 + (part - seen) / (double)counts[i];
        seen += (double)counts[i];
    }
    return 511;
}

/* In levels, from every fifth row: how far pixels lie below their surroundings. */
static double deviation_measure(const ScanGray *page, const ScanGray *smooth)
{
    gsize counts[511] = {0}, n = 0;
    for (guint y = 0; y < page->height_px; y += 5) {
        const guint8 *row = scan_gray_row(page, y), *mean = scan_gray_row(smooth, y);
        for (guint x = 0; x < page->width_px; x++)
            counts[255 + row[x] - mean[x]]++;
        n += page->width_px;
    }
    return counts_rank(counts, UPPER * (double)n) - counts_rank(counts, LOWER * (double)n);
}

void scan_clip_shares(const ScanGray *page, const ScanGray *smooth, float shares[256])
{
    double s = deviation_measure(page, smooth);
    for (guint i = 0; i < 256; i++)
        shares[i] = 1;
    /* From dark to white; each share holds from its mean on. */
    for (double t = T_MAX; t >= -T_MAX && s > 0; t -= T_STEP) {
        double density = exp(-t * t / 2) / sqrt(2 * G_PI), above = erfc(t / G_SQRT2) / 2;
        double lost = density - t * above;
        double variance = 1 - above - t * density + t * t * above - lost * lost;
        double mean = 255 - s * (t + lost);
        for (guint i = (guint)MAX(0, ceil(mean)); i < 256; i++)
            shares[i] = (float)MAX(SHARE_MIN, variance);
    }
}
