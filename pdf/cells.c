/* Means of cells, of the pixels that count there. */
#include "pdf/cells.h"

#include <math.h>
#include <string.h>

#include "scan/bits.h"
#include "scan/vectors.h"

#define RED 3 /* of a word's bytes, red in its highest */
#define GREEN 2
#define BLUE 1

PIX *pdf_pix_clip(PIX *pix, OcrBox box)
{
    BOX *part = boxCreate(box.x_px, box.y_px, box.width_px, box.height_px);
    PIX *clipped = pixClipRectangle(pix, part, NULL);
    boxDestroy(&part);
    return clipped;
}

PIX *pdf_pix_widen(PIX *pix, int by_px)
{
    return scan_bits_dilate(pix, 2 * by_px + 1, 2 * by_px + 1);
}

/* ------------------------------------------------------------------------------ holes in cells */

/* The sums of the cells below one of the image of half the size that count. */
typedef struct {
    guint32 red, green, blue, n;
} Sums;

static inline void sums_add(Sums *sums, guint32 pixel, guint32 count)
{
    guint32 counts = count > 0; /* instead of a branch: whether it does is no pattern */
    sums->red += counts * (pixel >> 24);
    sums->green += counts * (pixel >> 16 & 255);
    sums->blue += counts * (pixel >> 8 & 255);
    sums->n += counts;
}

/* rows: of cells and of counts; two, or one in the last row of an odd height. */
static void halve_row(guint32 *half, guint32 *half_counts, guint32 *const cells[2],
                      guint32 *const counts[2], int n_rows, int width)
{
    for (int x = 0; x < width; x += 2) {
        Sums sums = {0};
        for (int row = 0; row < n_rows; row++) {
            sums_add(&sums, cells[row][x], counts[row][x]);
            if (x + 1 < width)
                sums_add(&sums, cells[row][x + 1], counts[row][x + 1]);
        }
        half_counts[x / 2] = sums.n;
        guint32 n = MAX(sums.n, 1);
        half[x / 2] = (sums.red / n) << 24 | (sums.green / n) << 16 | (sums.blue / n) << 8;
    }
}

static void fill_from(PIX *cells, PIX *counts, PIX *half)
{
    for (int y = 0; y < pixGetHeight(cells); y++) {
        guint32 *row = pdf_row(cells, y);
        const guint32 *known = pdf_row(counts, y), *from = pdf_row(half, y / 2);
        for (int x = 0; x < pixGetWidth(cells); x++)
            row[x] = known[x] ? row[x] : from[x / 2];
    }
}

static gboolean fill_by_half(PIX *cells, PIX *counts)
{
    int width = pixGetWidth(cells), height = pixGetHeight(cells);
    g_autoptr(PIX) half = pixCreate((width + 1) / 2, (height + 1) / 2, 32);
    g_autoptr(PIX) half_counts = pixCreate((width + 1) / 2, (height + 1) / 2, 32);
    if (!half || !half_counts)
        return FALSE;
    for (int y = 0; y < height; y += 2) {
        int next = MIN(y + 1, height - 1);
        guint32 *const rows[2] = {pdf_row(cells, y), pdf_row(cells, next)};
        guint32 *const known[2] = {pdf_row(counts, y), pdf_row(counts, next)};
        halve_row(pdf_row(half, y / 2), pdf_row(half_counts, y / 2), rows, known,
                  y + 1 < height ? 2 : 1, width);
    }
    if (!pdf_cells_fill(half, half_counts))
        return FALSE;
    fill_from(cells, counts, half);
    return TRUE;
}

static gboolean has_hole(PIX *counts)
{
    for (int y = 0; y < pixGetHeight(counts); y++) {
        const guint32 *row = pdf_row(counts, y);
        for (int x = 0; x < pixGetWidth(counts); x++)
            if (row[x] == 0)
                return TRUE;
    }
    return FALSE;
}

gboolean pdf_cells_fill(PIX *cells, PIX *counts)
{
    if (!has_hole(counts))
        return TRUE;
    if (pixGetWidth(cells) > 1 || pixGetHeight(cells) > 1)
        return fill_by_half(cells, counts);
    pdf_row(cells, 0)[0] = 0xffffff00;
    return TRUE;
}

/* --------------------------------------------------------------------------------------- means */

/* Dividing costs more than all else of a cell, and nearly all cells of a page have the same few numbers of pixels: so
 * they are multiplied by 2^40 over that number, rounded up; exact below SHARES_MAX, where a sum is less than 2^18. */
#define SHARES_MAX 1024
#define SHARE_BITS 40

/* Sums over the rows of one row of cells, of each column of pixels. */
typedef struct {
    int width, n_samples; /* of a pixel: 1, or 4 of which one is nothing */
    guint16 *sums;        /* n_samples for a column */
    guint16 *counts;
    guint32 *bytes; /* a row of 8 bpp in the order of its pixels */
    guint64 shares[SHARES_MAX];
} Columns;

static void columns_clear(Columns *columns)
{
    g_free(columns->sums);
    g_free(columns->counts);
    g_free(columns->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Columns, columns_clear)

/* 32 pixels, those that where has set; without a branch for each, which nobody could foresee. */
VECTORS
static void add_gray(guint16 *sums, guint16 *counts, const guint8 *samples, guint32 where)
{
    for (int i = 0; i < 32; i++) {
        guint32 is_set = where >> (31 - i) & 1;
        sums[i] = (guint16)(sums[i] + (samples[i] & (guint8)-is_set));
        counts[i] = (guint16)(counts[i] + is_set);
    }
}

VECTORS
static void add_colours(guint16 *sums, guint16 *counts, const guint8 *samples, guint32 where)
{
    guint32 pixels[32];
    memcpy(pixels, samples, sizeof pixels);
    for (int i = 0; i < 32; i++) {
        guint32 is_set = where >> (31 - i) & 1;
        pixels[i] &= -is_set;
        counts[i] = (guint16)(counts[i] + is_set);
    }
    const guint8 *taken = (const guint8 *)pixels;
    for (int i = 0; i < 128; i++)
        sums[i] = (guint16)(sums[i] + taken[i]);
}

static void add_samples(guint16 *sums, const guint8 *samples, int n)
{
    for (int i = 0; i < n; i++)
        sums[i] = (guint16)(sums[i] + samples[i]);
}

static void add_word(Columns *columns, const guint8 *samples, int x, guint32 where)
{
    int k = columns->n_samples, n = MIN(32, columns->width - x);
    if (n == 32) {
        (k == 4 ? add_colours : add_gray)(columns->sums + k * x, columns->counts + x,
                                          samples + k * x, where);
        return;
    }
    for (int i = 0; i < n; i++)
        if (where & (0x80000000u >> i)) {
            add_samples(columns->sums + k * (x + i), samples + k * (x + i), k);
            columns->counts[x + i]++;
        }
}

static const guint8 *row_samples(Columns *columns, PIX *page, int y)
{
    guint32 *row = pdf_row(page, y);
    if (columns->n_samples == 4 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
        return (const guint8 *)row;
    for (int i = 0; i < pixGetWpl(page); i++)
        columns->bytes[i] = columns->n_samples == 4 ? GUINT32_TO_LE(row[i]) : GUINT32_TO_BE(row[i]);
    return (const guint8 *)columns->bytes;
}

static void add_row(Columns *columns, PIX *page, PIX *where, int y)
{
    const guint8 *samples = row_samples(columns, page, y);
    const guint32 *words = pdf_row(where, y);
    for (int x = 0; x < columns->width; x += 32)
        if (words[x / 32])
            add_word(columns, samples, x, words[x / 32]);
}

static guint32 divided(guint32 sum, guint32 n, const guint64 *shares)
{
    return n < SHARES_MAX ? (guint32)(sum * shares[n] >> SHARE_BITS) : sum / n;
}

static guint32 gray_mean(const Columns *columns, int x, int x_end, guint32 n)
{
    guint32 sum = n / 2;
    for (; x < x_end; x++)
        sum += columns->sums[x];
    return 0x01010100 * divided(sum, n, columns->shares);
}

static guint32 colour_mean(const Columns *columns, int x, int x_end, guint32 n)
{
    guint32 sums[4] = {n / 2, n / 2, n / 2, n / 2};
    for (; x < x_end; x++)
        for (int c = 0; c < 4; c++)
            sums[c] += columns->sums[4 * x + c];
    return divided(sums[RED], n, columns->shares) << 24 |
           divided(sums[GREEN], n, columns->shares) << 16 |
           divided(sums[BLUE], n, columns->shares) << 8;
}

/* The cell's mean as a pixel of 32 bits, untouched where nothing counts; and how many count. */
static guint32 cell_mean(const Columns *columns, int x, int x_end, guint32 *mean)
{
    guint32 n = 0;
    for (int i = x; i < x_end; i++)
        n += columns->counts[i];
    if (n > 0)
        *mean = columns->n_samples == 1 ? gray_mean(columns, x, x_end, n)
                                        : colour_mean(columns, x, x_end, n);
    return n;
}

static void row_means(Columns *columns, int side, guint32 *row, guint32 *counts, int n_cells)
{
    gsize width = (gsize)columns->width;
    for (int i = 0; i < n_cells; i++)
        counts[i] = cell_mean(columns, i * side, MIN((i + 1) * side, columns->width), &row[i]);
    memset(columns->sums, 0, sizeof *columns->sums * width * (gsize)columns->n_samples);
    memset(columns->counts, 0, sizeof *columns->counts * width);
}

static gboolean columns_init(Columns *columns, PIX *page)
{
    columns->width = pixGetWidth(page);
    columns->n_samples = pixGetDepth(page) == 32 ? 4 : 1;
    gsize width = (gsize)columns->width;
    for (guint n = 1; n < SHARES_MAX; n++)
        columns->shares[n] = (G_GUINT64_CONSTANT(1) << SHARE_BITS) / n + 1;
    columns->sums = g_try_new0(guint16, width * (gsize)columns->n_samples);
    columns->counts = g_try_new0(guint16, width);
    columns->bytes = g_try_new(guint32, pixGetWpl(page));
    return columns->sums && columns->counts && columns->bytes;
}

int pdf_cell_side(double dpi, double cells_dpi)
{
    return (int)CLAMP(round(dpi / cells_dpi), 1, PDF_CELL_SIDE_MAX_PX);
}

PIX *pdf_cells_mean(PIX *page, PIX *where, int side_px, PIX **counts)
{
    int height = pixGetHeight(page);
    int n_across = (pixGetWidth(page) + side_px - 1) / side_px;
    int n_down = (height + side_px - 1) / side_px;
    g_auto(Columns) columns = {0};
    g_autoptr(PIX) cells = pixCreate(n_across, n_down, 32);
    g_autoptr(PIX) counted = pixCreate(n_across, n_down, 32);
    if (!cells || !counted || !columns_init(&columns, page))
        return NULL;
    for (int y = 0; y < height; y++) {
        add_row(&columns, page, where, y);
        if ((y + 1) % side_px == 0 || y + 1 == height)
            row_means(&columns, side_px, pdf_row(cells, y / side_px), pdf_row(counted, y / side_px),
                      n_across);
    }
    *counts = g_steal_pointer(&counted);
    return g_steal_pointer(&cells);
}

/* --------------------------------------------------------------------------------------- grain */

#define DRAWN_SHARE 0.05
#define GRAIN_CELLS 3 /* between the two: grain may be as large as a cell or two */
/* The mean of a normal distribution's absolute values but for its greatest twentieth, for a deviation of one, times
 * the root of two. */
#define MEAN_OF_DEVIATION 1.012

double pdf_cells_grain(PIX *cells, PIX *counts)
{
    guint32 n_of[256] = {0}, n = 0, taken = 0;
    double sum = 0;
    for (int y = 0; y < pixGetHeight(cells); y++) {
        const guint32 *row = pdf_row(cells, y), *known = pdf_row(counts, y);
        for (int x = GRAIN_CELLS; x < pixGetWidth(cells); x++)
            if (known[x] && known[x - GRAIN_CELLS]) {
                int step = (int)(row[x] >> 16 & 255) - (int)(row[x - GRAIN_CELLS] >> 16 & 255);
                n_of[ABS(step)]++;
                n++;
            }
    }
    guint32 n_paper = (guint32)(n * (1 - DRAWN_SHARE));
    for (guint step = 0; step < 256 && taken < n_paper; step++) {
        guint32 here = MIN(n_of[step], n_paper - taken);
        sum += (double)here * step;
        taken += here;
    }
    return taken ? sum / taken / MEAN_OF_DEVIATION : 0;
}
