/* Print that has faded, or that a copier left, a little darker than its paper: what other measures would take for paper.
 *
 * On even paper it has a peak of its own in the histogram, 15 to 60 below the paper's, and a valley between; noise and
 * stains have none, and neither has the other side, of which scan/ says that the page is blank. Ink and paper are then
 * drawn apart. The limits: faint ink beside a scanner's dark bed or other print stays as it is, and so does what noise
 * or stains of the paper hide.
 */
#include "ocr/faint.h"

#define DARKER_MIN 15
#define DARKER_MAX 60
#define INK_SHARE 0.0005 /* against the paper's peak */
#define VALLEY_SHARE 0.5 /* against the ink's */
#define INK_TONE 40
#define PAPER_TONE 240

/* Sums over five neighbours. */
static double count_about(NUMA *histogram, int luminance)
{
    double sum = 0;
    for (int i = MAX(luminance - 2, 0); i <= MIN(luminance + 2, 255); i++) {
        float n_pixels = 0;
        numaGetFValue(histogram, i, &n_pixels);
        sum += (double)n_pixels;
    }
    return sum;
}

/* The luminance from..to that most pixels have, or fewest. */
static int peak_find(NUMA *histogram, int from, int to, double sign)
{
    int peak = from;
    for (int i = from; i <= to; i++)
        if (sign * count_about(histogram, i) > sign * count_about(histogram, peak))
            peak = i;
    return peak;
}

/* Ink and paper of a page with faint ink; FALSE of others. */
static gboolean faint_find(PIX *gray, int *ink, int *paper)
{
    int split = 0;
    NUMA *histogram = pixGetGrayHistogram(gray, 4);
    numaSplitDistribution(histogram, 0.0f, &split, NULL, NULL, NULL, NULL, NULL);
    *ink = peak_find(histogram, 0, MAX(split - 1, 0), 1);
    *paper = peak_find(histogram, MIN(split + 1, 255), 255, 1);
    int valley = peak_find(histogram, *ink, *paper, -1), darker = *paper - *ink;
    double n_ink = count_about(histogram, *ink);
    gboolean is_faint = darker >= DARKER_MIN && darker <= DARKER_MAX &&
                        n_ink >= INK_SHARE * count_about(histogram, *paper) &&
                        count_about(histogram, valley) < VALLEY_SHARE * n_ink;
    numaDestroy(&histogram);
    return is_faint;
}

void ocr_faint_darken(PIX *master, PIX *gray)
{
    int ink, paper;
    if (!faint_find(gray, &ink, &paper) || scan_pix_is_blank(master, pixGetXRes(master)))
        return;
    NUMA *tones = numaCreate(256);
    for (int i = 0; i < 256; i++) {
        int tone = INK_TONE + (i - ink) * (PAPER_TONE - INK_TONE) / (paper - ink);
        numaAddNumber(tones, (float)CLAMP(tone, 0, 255));
    }
    pixTRCMap(gray, NULL, tones);
    numaDestroy(&tones);
}
