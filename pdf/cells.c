/* Means of cells, of the pixels that count there. */
#include "pdf/cells.h"

#include <string.h>

#define RED 3 /* of a word's bytes, red in its highest */
#define GREEN 2
#define BLUE 1

static guint32 *row_of(PIX *pix, int y)
{
    return pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
}

/* ------------------------------------------------------------------------------ holes in cells */

/* The mean of the up to four known pixels below a pixel of the image of half the size. */
static gboolean mean_of_four(PIX *cells, const guint8 *known, int x, int y, guint32 *mean)
{
    int width = pixGetWidth(cells), height = pixGetHeight(cells), n = 0;
    guint32 red = 0, green = 0, blue = 0;
    for (int v = 2 * y; v < MIN(2 * y + 2, height); v++)
        for (int u = 2 * x; u < MIN(2 * x + 2, width); u++) {
            guint32 pixel = row_of(cells, v)[u];
            if (!known[(gsize)v * (gsize)width + (gsize)u])
                continue;
            red += pixel >> 24;
            green += pixel >> 16 & 255;
            blue += pixel >> 8 & 255;
            n++;
        }
    if (n > 0)
        *mean = (red / n) << 24 | (green / n) << 16 | (blue / n) << 8;
    return n > 0;
}

static gboolean fill_holes(PIX *cells, const guint8 *known);

static void fill_from(PIX *cells, const guint8 *known, PIX *half)
{
    int width = pixGetWidth(cells);
    for (int y = 0; y < pixGetHeight(cells); y++)
        for (int x = 0; x < width; x++)
            if (!known[(gsize)y * (gsize)width + (gsize)x])
                row_of(cells, y)[x] = row_of(half, y / 2)[x / 2];
}

static gboolean fill_by_half(PIX *cells, const guint8 *known)
{
    int width = (pixGetWidth(cells) + 1) / 2, height = (pixGetHeight(cells) + 1) / 2;
    g_autoptr(PIX) half = pixCreate(width, height, 32);
    g_autofree guint8 *half_known = g_try_malloc((gsize)width * (gsize)height);
    if (!half || !half_known)
        return FALSE;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            half_known[(gsize)y * (gsize)width + (gsize)x] =
                (guint8)mean_of_four(cells, known, x, y, &row_of(half, y)[x]);
    if (!fill_holes(half, half_known))
        return FALSE;
    fill_from(cells, known, half);
    return TRUE;
}

/* FALSE: not enough memory. */
static gboolean fill_holes(PIX *cells, const guint8 *known)
{
    gsize n = (gsize)pixGetWidth(cells) * (gsize)pixGetHeight(cells);
    if (!memchr(known, FALSE, n))
        return TRUE;
    if (n > 1)
        return fill_by_half(cells, known);
    row_of(cells, 0)[0] = 0xffffff00;
    return TRUE;
}

/* --------------------------------------------------------------------------------------- means */

/* Sums over the rows of one row of cells, of each column of pixels. */
typedef struct {
    int width, n_samples; /* of a pixel: 1, or 4 of which one is nothing */
    guint16 *sums;        /* n_samples for a column */
    guint16 *counts;
    guint32 *bytes; /* a row of 8 bpp in the order of its pixels */
} Columns;

static void columns_clear(Columns *columns)
{
    g_free(columns->sums);
    g_free(columns->counts);
    g_free(columns->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Columns, columns_clear)

static void add_samples(guint16 *sums, const guint8 *samples, int n)
{
    for (int i = 0; i < n; i++)
        sums[i] = (guint16)(sums[i] + samples[i]);
}

static void add_word(Columns *columns, const guint8 *samples, int x, guint32 where)
{
    int k = columns->n_samples, n = MIN(32, columns->width - x);
    if (where == G_MAXUINT32 && n == 32) {
        add_samples(columns->sums + k * x, samples + k * x, 32 * k);
        for (int i = 0; i < 32; i++)
            columns->counts[x + i]++;
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
    guint32 *row = row_of(page, y);
    if (columns->n_samples == 4 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
        return (const guint8 *)row;
    for (int i = 0; i < pixGetWpl(page); i++)
        columns->bytes[i] = columns->n_samples == 4 ? GUINT32_TO_LE(row[i]) : GUINT32_TO_BE(row[i]);
    return (const guint8 *)columns->bytes;
}

static void add_row(Columns *columns, PIX *page, PIX *where, int y)
{
    const guint8 *samples = row_samples(columns, page, y);
    const guint32 *words = row_of(where, y);
    for (int x = 0; x < columns->width; x += 32)
        if (words[x / 32])
            add_word(columns, samples, x, words[x / 32]);
}

/* The cell's mean as a pixel of 32 bits; FALSE where nothing counts. */
static gboolean cell_mean(const Columns *columns, int x, int x_end, guint32 *mean)
{
    guint32 sums[4] = {0}, n = 0;
    int k = columns->n_samples;
    for (; x < x_end; x++) {
        n += columns->counts[x];
        for (int c = 0; c < k; c++)
            sums[c] += columns->sums[k * x + c];
    }
    if (n == 0)
        return FALSE;
    for (int c = 0; c < k; c++)
        sums[c] = (sums[c] + n / 2) / n;
    *mean = k == 1 ? sums[0] << 24 | sums[0] << 16 | sums[0] << 8
                   : sums[RED] << 24 | sums[GREEN] << 16 | sums[BLUE] << 8;
    return TRUE;
}

static void row_means(Columns *columns, int side, guint32 *row, guint8 *known, int n_cells)
{
    for (int i = 0; i < n_cells; i++)
        known[i] =
            (guint8)cell_mean(columns, i * side, MIN((i + 1) * side, columns->width), &row[i]);
    memset(columns->sums, 0,
           sizeof *columns->sums * (gsize)columns->width * (gsize)columns->n_samples);
    memset(columns->counts, 0, sizeof *columns->counts * (gsize)columns->width);
}

static gboolean columns_init(Columns *columns, PIX *page)
{
    columns->width = pixGetWidth(page);
    columns->n_samples = pixGetDepth(page) == 32 ? 4 : 1;
    gsize width = (gsize)columns->width;
    columns->sums = g_try_new0(guint16, width * (gsize)columns->n_samples);
    columns->counts = g_try_new0(guint16, width);
    columns->bytes = g_try_new(guint32, pixGetWpl(page));
    return columns->sums && columns->counts && columns->bytes;
}

PIX *pdf_cells_mean(PIX *page, PIX *where, guint side_px)
{
    int side = (int)side_px, height = pixGetHeight(page);
    int n_across = (pixGetWidth(page) + side - 1) / side, n_down = (height + side - 1) / side;
    g_auto(Columns) columns = {0};
    g_autoptr(PIX) cells = pixCreate(n_across, n_down, 32);
    g_autofree guint8 *known = g_try_malloc((gsize)n_across * (gsize)n_down);
    if (!cells || !known || !columns_init(&columns, page))
        return NULL;
    for (int y = 0; y < height; y++) {
        add_row(&columns, page, where, y);
        if ((y + 1) % side == 0 || y + 1 == height)
            row_means(&columns, side, row_of(cells, y / side),
                      known + (gsize)(y / side) * (gsize)n_across, n_across);
    }
    if (!fill_holes(cells, known))
        return NULL;
    return pixGetDepth(page) == 32 ? g_steal_pointer(&cells) : pixConvertTo8(cells, FALSE);
}
