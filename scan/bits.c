/* A brick of n pixels is made of steps that double: what is set within 2 pixels of each, within 4 of that, and so on.
 * Leptonica keeps a row in words of 32 bits, the first pixel in the highest; what lies behind a row's last pixel is
 * kept clear here. */
#include "scan/bits.h"

#include <leptonica/allheaders.h>
#include <string.h>

#include "scan/vectors.h"

typedef enum { ALL, ANY } Rule; /* of a brick's pixels, for its middle to be set */

static guint32 *row_of(PIX *pix, int y)
{
    return pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
}

/* -------------------------------------------------------------------------------------- columns -- */

VECTORS
static void row_join(guint32 *row, const guint32 *other, Rule rule, int n)
{
    if (rule == ANY)
        for (int i = 0; i < n; i++)
            row[i] |= other[i];
    else
        for (int i = 0; i < n; i++)
            row[i] &= other[i];
}

/* Joins each row with the one step rows away; beyond the image nothing is set. */
static void rows_step(PIX *pix, Rule rule, int step, gboolean is_down)
{
    int height = pixGetHeight(pix), n = pixGetWpl(pix);
    for (int i = 0; i < height; i++) {
        int y = is_down ? i : height - 1 - i, from = is_down ? y + step : y - step;
        if (from >= 0 && from < height)
            row_join(row_of(pix, y), row_of(pix, from), rule, n);
        else if (rule == ALL)
            memset(row_of(pix, y), 0, (gsize)n * sizeof(guint32));
    }
}

/* Joins each row with the next reach ones. */
static void rows_reach(PIX *pix, Rule rule, int reach, gboolean is_down)
{
    for (int done = 0, step; done < reach; done += step) {
        step = MIN(done + 1, reach - done);
        rows_step(pix, rule, step, is_down);
    }
}

/* ----------------------------------------------------------------------------------------- rows -- */

/* Joins each pixel with the one step pixels to its right (left); there are as many words as that beyond the row. */
VECTORS
static void row_step_right(guint32 *to, const guint32 *from, Rule rule, int step, int n)
{
    const guint32 *far = from + step / 32;
    int bits = step % 32;
    if (rule == ANY)
        for (int i = 0; i < n; i++)
            to[i] = from[i] | far[i] << bits | far[i + 1] >> (31 - bits) >> 1;
    else
        for (int i = 0; i < n; i++)
            to[i] = from[i] & (far[i] << bits | far[i + 1] >> (31 - bits) >> 1);
}

VECTORS
static void row_step_left(guint32 *to, const guint32 *from, Rule rule, int step, int n)
{
    const guint32 *far = from - step / 32;
    int bits = step % 32;
    if (rule == ANY)
        for (int i = 0; i < n; i++)
            to[i] = from[i] | far[i] >> bits | far[i - 1] << (31 - bits) << 1;
    else
        for (int i = 0; i < n; i++)
            to[i] = from[i] & (far[i] >> bits | far[i - 1] << (31 - bits) << 1);
}

/* A row, and its like to work into, each with room on both sides in which nothing is set. */
typedef struct {
    guint32 *row, *other;
    int n;
    guint32 last; /* the bits of its last word that are pixels */
} Row;

static void row_reach(Row *row, Rule rule, int reach, gboolean is_right)
{
    for (int done = 0, step; done < reach; done += step) {
        step = MIN(done + 1, reach - done);
        (is_right ? row_step_right : row_step_left)(row->other, row->row, rule, step, row->n);
        row->other[row->n - 1] &= row->last;
        guint32 *joined = row->other;
        row->other = row->row;
        row->row = joined;
    }
}

static gboolean rows_join(PIX *pix, Rule rule, int right, int left)
{
    int n = pixGetWpl(pix), room = MAX(right, left) / 32 + 2, spare = pixGetWidth(pix) % 32;
    gsize size = (gsize)(n + 2 * room);
    g_autofree guint32 *words = g_try_new0(guint32, 2 * size);
    Row row = {words + room, words + size + room, n, spare ? ~(G_MAXUINT32 >> spare) : G_MAXUINT32};
    if (!words)
        return FALSE;
    for (int y = 0; y < pixGetHeight(pix); y++) {
        memcpy(row.row, row_of(pix, y), (gsize)n * sizeof(guint32));
        row_reach(&row, rule, right, TRUE);
        row_reach(&row, rule, left, FALSE);
        memcpy(row_of(pix, y), row.row, (gsize)n * sizeof(guint32));
    }
    return TRUE;
}

/* --------------------------------------------------------------------------------------- bricks -- */

/* pix itself; FALSE without memory. A brick that is even reaches farther on one side. */
static gboolean brick_join(PIX *pix, Rule rule, int width, int height)
{
    int x_before = width / 2, x_after = width - 1 - x_before;
    int y_before = height / 2, y_after = height - 1 - y_before;
    int right = rule == ANY ? x_before : x_after, left = rule == ANY ? x_after : x_before;
    if (width > 1 && !rows_join(pix, rule, right, left))
        return FALSE;
    rows_reach(pix, rule, rule == ANY ? y_before : y_after, TRUE);
    rows_reach(pix, rule, rule == ANY ? y_after : y_before, FALSE);
    return TRUE;
}

static PIX *copy(PIX *pix)
{
    PIX *made = pixCopy(NULL, pix);
    if (made)
        pixSetPadBits(made, 0);
    return made;
}

/* Takes pix over. */
static PIX *joined(PIX *pix, Rule rule, int width, int height)
{
    if (pix && !brick_join(pix, rule, width, height))
        pixDestroy(&pix);
    return pix;
}

PIX *scan_bits_dilate(PIX *pix, int width_px, int height_px)
{
    return joined(copy(pix), ANY, width_px, height_px);
}

PIX *scan_bits_erode(PIX *pix, int width_px, int height_px)
{
    return joined(copy(pix), ALL, width_px, height_px);
}

PIX *scan_bits_open(PIX *pix, int width_px, int height_px)
{
    return joined(scan_bits_erode(pix, width_px, height_px), ANY, width_px, height_px);
}

PIX *scan_bits_close(PIX *pix, int width_px, int height_px)
{
    return joined(scan_bits_dilate(pix, width_px, height_px), ALL, width_px, height_px);
}

/* from: with a clear word before it and one behind. */
VECTORS
static void row_beside(guint32 *to, const guint32 *from, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = from[i] << 1 | from[i + 1] >> 31 | from[i] >> 1 | from[i - 1] << 31;
}

PIX *scan_bits_neighbours(PIX *pix)
{
    int n = pixGetWpl(pix), height = pixGetHeight(pix);
    g_autofree guint32 *around = g_try_new0(guint32, (gsize)n + 2);
    PIX *from = around ? copy(pix) : NULL, *to = from ? pixCreateTemplate(pix) : NULL;
    for (int y = 0; to && y < height; y++) {
        memcpy(around + 1, row_of(from, y), (gsize)n * sizeof(guint32));
        row_beside(row_of(to, y), around + 1, n);
        if (y > 0)
            row_join(row_of(to, y), row_of(from, y - 1), ANY, n);
        if (y + 1 < height)
            row_join(row_of(to, y), row_of(from, y + 1), ANY, n);
    }
    if (to)
        pixSetPadBits(to, 0);
    pixDestroy(&from);
    return to;
}

/* The three of a row that are a pixel and those beside it, as two bits of their number: ones and twos. from: with a
 * clear word before it and one behind. */
VECTORS
static void row_count(guint32 *ones, guint32 *twos, const guint32 *from, int n)
{
    for (int i = 0; i < n; i++) {
        guint32 here = from[i], right = here << 1 | from[i + 1] >> 31;
        guint32 left = here >> 1 | from[i - 1] << 31;
        ones[i] = here ^ right ^ left;
        twos[i] = (here & right) | (left & (here ^ right));
    }
}

/* Five of nine, from the numbers of three rows: 8 or 9; or 4 to 7, but not 4 itself. */
VECTORS
static void row_majority(guint32 *to, guint32 *const ones[3], guint32 *const twos[3], int n)
{
    for (int i = 0; i < n; i++) {
        guint32 a = ones[0][i], b = ones[1][i], c = ones[2][i];
        guint32 d = twos[0][i], e = twos[1][i], f = twos[2][i];
        guint32 one = a ^ b ^ c, two = (a & b) | (c & (a ^ b)), other_two = d ^ e ^ f;
        guint32 four = (d & e) | (f & (d ^ e)), other_four = two & other_two;
        to[i] = (four & other_four) | ((four ^ other_four) & (one | (two ^ other_two)));
    }
}

/* Of the rows y - 1 to y + 1, each in its third of the room; beyond the image nothing is set. */
static void rows_majority(PIX *to, PIX *from, guint32 *room)
{
    gsize n = (gsize)pixGetWpl(from);
    guint32 *around = room + 6 * n + 1, *ones[3], *twos[3];
    for (gsize i = 0; i < 3; i++) {
        ones[i] = room + 2 * i * n;
        twos[i] = room + (2 * i + 1) * n;
    }
    for (int next = 0; next <= pixGetHeight(from); next++) {
        if (next < pixGetHeight(from))
            memcpy(around, row_of(from, next), n * sizeof *around);
        else
            memset(around, 0, n * sizeof *around);
        row_count(ones[next % 3], twos[next % 3], around, (int)n);
        if (next > 0)
            row_majority(row_of(to, next - 1), ones, twos, (int)n);
    }
}

PIX *scan_bits_majority(PIX *pix)
{
    g_autofree guint32 *room = g_try_new0(guint32, 7 * (gsize)pixGetWpl(pix) + 2);
    PIX *from = room ? copy(pix) : NULL, *to = from ? pixCreateTemplate(pix) : NULL;
    if (to) {
        rows_majority(to, from, room);
        pixSetPadBits(to, 0);
    }
    pixDestroy(&from);
    return to;
}

/* --------------------------------------------------------------------------------------- extent -- */

static gboolean row_is_clear(PIX *pix, int y)
{
    const guint32 *row = row_of(pix, y);
    guint32 any = 0;
    for (int i = 0; i < pixGetWpl(pix); i++)
        any |= row[i];
    return any == 0;
}

/* The first and the last pixel that is set in a row that is not clear. */
static void row_extent(const guint32 *row, int n, int *first, int *last)
{
    int i = 0, k = n - 1;
    while (!row[i])
        i++;
    while (!row[k])
        k--;
    *first = 32 * i + 31 - g_bit_nth_msf(row[i], -1);
    *last = 32 * k + 31 - g_bit_nth_lsf(row[k], -1);
}

gboolean scan_bits_extent(PIX *pix, int *x_px, int *y_px, int *width_px, int *height_px)
{
    int top = 0, bottom = pixGetHeight(pix) - 1;
    pixSetPadBits(pix, 0);
    while (top <= bottom && row_is_clear(pix, top))
        top++;
    if (top > bottom)
        return FALSE;
    while (row_is_clear(pix, bottom))
        bottom--;
    guint32 *all = row_of(pix, top);
    g_autofree guint32 *columns = g_memdup2(all, (gsize)pixGetWpl(pix) * sizeof *all);
    for (int y = top + 1; y <= bottom; y++)
        row_join(columns, row_of(pix, y), ANY, pixGetWpl(pix));
    int right = 0;
    row_extent(columns, pixGetWpl(pix), x_px, &right);
    *y_px = top;
    *width_px = right + 1 - *x_px;
    *height_px = bottom + 1 - top;
    return TRUE;
}
