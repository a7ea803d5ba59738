/* An area map: each pixel becomes the mean of those that it covers, by the share of each. Lengths are in
 * 1/PART of a pixel of the rows that come; sums stay below 2^27. */
#include "scan/narrow.h"

#define PART 256u
/* Pixels of which one that is less than two wide can have a part. */
#define SHARES (1 + SCAN_NARROWER_SPARE)

struct ScanNarrower {
    guint factor, width_px;    /* of the rows that go out */
    guint16 (*shares)[SHARES]; /* of each pixel: lengths, from pixel x * factor / PART on */
    guint32 *sums;             /* of the row in work: levels by areas */
    guint filled;              /* of its height */
};

ScanNarrower *scan_narrower_new(guint width_px, double factor)
{
    ScanNarrower *narrower = g_new0(ScanNarrower, 1);
    narrower->factor = (guint)(factor * PART + 0.5);
    narrower->width_px = (guint)((guint64)width_px * PART / narrower->factor);
    narrower->shares = g_malloc0(((gsize)narrower->width_px + 1) * sizeof *narrower->shares);
    narrower->sums = g_new0(guint32, (gsize)narrower->width_px + 1);
    for (guint x = 0; x < narrower->width_px; x++) {
        guint64 left = (guint64)x * narrower->factor, right = left + narrower->factor;
        for (guint i = 0; i < SHARES; i++) {
            guint64 begin = (left / PART + i) * PART, end = begin + PART;
            if (begin < right)
                narrower->shares[x][i] = (guint16)(MIN(end, right) - MAX(begin, left));
        }
    }
    return narrower;
}

void scan_narrower_free(ScanNarrower *narrower)
{
    if (!narrower)
        return;
    g_free(narrower->shares);
    g_free(narrower->sums);
    g_free(narrower);
}

guint scan_narrower_width_px(const ScanNarrower *narrower)
{
    return narrower->width_px;
}

double scan_narrower_factor(const ScanNarrower *narrower)
{
    return (double)narrower->factor / PART;
}

/* Adds height of a row. */
static void narrower_add(ScanNarrower *narrower, const guint8 *row, guint height)
{
    for (guint x = 0, left = 0; x < narrower->width_px; x++, left += narrower->factor) {
        const guint8 *at = row + left / PART;
        const guint16 *share = narrower->shares[x];
        narrower->sums[x] +=
            height * ((guint32)share[0] * at[0] + share[1] * at[1] + share[2] * at[2]);
    }
    narrower->filled += height;
}

static void narrower_emit(ScanNarrower *narrower, GByteArray *rows)
{
    guint old = rows->len, area = narrower->factor * narrower->factor;
    g_byte_array_set_size(rows, old + narrower->width_px);
    for (guint x = 0; x < narrower->width_px; x++) {
        rows->data[old + x] = (guint8)((narrower->sums[x] + area / 2) / area);
        narrower->sums[x] = 0;
    }
    narrower->filled = 0;
}

void scan_narrower_take(ScanNarrower *narrower, const guint8 *row, GByteArray *rows)
{
    guint most = narrower->factor - narrower->filled, height = MIN(PART, most);
    narrower_add(narrower, row, height);
    if (narrower->filled < narrower->factor)
        return;
    narrower_emit(narrower, rows);
    if (height < PART)
        narrower_add(narrower, row, PART - height);
}
