/* A pixel's colour is what it takes from the paper: each channel over that of the paper around it, so that black
 * ink on yellow or green paper is gray as on white. Its chroma is the greatest channel less the least. A stroke of
 * coloured ink has it, but for its rim; print has it at most in fringes. So pixels vote in cells, and only where
 * both inks are is each asked by itself. The constants are from generated seals and signatures of all ageings. */
#include "pdf/ink.h"

#include <string.h>

#define BLOCK_PX 64   /* of equal paper; a multiple of 32 */
#define SAMPLE_PX 4   /* every so many rows and columns tell the paper */
#define CHROMA_MIN 64 /* of 255: red and blue ink have 80-180, print up to 40 */
#define BLACK_MAX 140 /* the greatest channel of what is surely black, of 255 */

#define CELL_PX 8              /* one byte of a stencil's row */
#define COLOURED_PIXELS_MIN 24 /* in a cell and those around it: fewer are noise */
#define BLACK_SHARE_MAX 0.2    /* of the ink there that has chroma: below, all is black ... */
#define COLOURED_SHARE_MIN 0.6 /* ... and above, all is coloured */
#define MAJORITY 0.35          /* of what is between the two, rims */

typedef struct {
    guint32 red, green, blue; /* 255 * 256 over the paper's; nothing is brighter than paper */
} Factors;

typedef struct {
    PIX *page, *ink, *chroma; /* chroma: 1 bpp, the pixels that have it */
    int n_blocks, n_rows;     /* of blocks: in a row, and rows of them */
    Factors *blocks;
    guint8 *has_samples; /* of each block: whether one of its samples has chroma */
} Parting;

/* ----------------------------------------------------------------------------------- the paper */

typedef struct {
    guint8 red, green, blue;
} Paper;

/* The mean of a block's brighter half. */
typedef struct {
    guint32 counts[256];
    guint32 sums[256][3];
} Levels;

static void levels_add(Levels *levels, guint32 pixel)
{
    guint32 red = pixel >> 24, green = pixel >> 16 & 255, blue = pixel >> 8 & 255;
    guint32 level = (red + 2 * green + blue) / 4;
    levels->counts[level]++;
    levels->sums[level][0] += red;
    levels->sums[level][1] += green;
    levels->sums[level][2] += blue;
}

static guint8 mean_of(guint32 sum, guint32 n)
{
    const guint32 dark = 32; /* what is darker is no paper, and its colour is noise */
    return (guint8)MAX(sum / MAX(n, 1), dark);
}

static Paper levels_paper(const Levels *levels, guint32 n)
{
    guint32 taken = 0, sums[3] = {0};
    for (int level = 255; level >= 0 && 2 * taken < n; level--) {
        taken += levels->counts[level];
        for (int c = 0; c < 3; c++)
            sums[c] += levels->sums[level][c];
    }
    return (Paper){mean_of(sums[0], taken), mean_of(sums[1], taken), mean_of(sums[2], taken)};
}

static Paper block_paper(PIX *page, int x_start, int y_start)
{
    Levels levels = {0};
    guint32 n = 0;
    int x_end = MIN(x_start + BLOCK_PX, pixGetWidth(page));
    int y_end = MIN(y_start + BLOCK_PX, pixGetHeight(page));
    for (int y = y_start; y < y_end; y += SAMPLE_PX) {
        const guint32 *pixels = pdf_row(page, y);
        for (int x = x_start; x < x_end; x += SAMPLE_PX, n++)
            levels_add(&levels, pixels[x]);
    }
    return levels_paper(&levels, n);
}

/* By the darkest of the paper around: where it ends, what lies beyond is often white, and against that the paper
 * itself would be coloured. */
static Factors block_factors(const Paper *papers, int n_across, int n_down, int column, int row)
{
    Paper darkest = {255, 255, 255};
    for (int v = MAX(row - 1, 0); v <= MIN(row + 1, n_down - 1); v++)
        for (int u = MAX(column - 1, 0); u <= MIN(column + 1, n_across - 1); u++) {
            Paper paper = papers[(gsize)v * (gsize)n_across + (gsize)u];
            darkest.red = MIN(darkest.red, paper.red);
            darkest.green = MIN(darkest.green, paper.green);
            darkest.blue = MIN(darkest.blue, paper.blue);
        }
    return (Factors){255 * 256 / darkest.red, 255 * 256 / darkest.green, 255 * 256 / darkest.blue};
}

static gboolean find_paper(Parting *parting)
{
    int n_across = (pixGetWidth(parting->page) + BLOCK_PX - 1) / BLOCK_PX;
    int n_down = (pixGetHeight(parting->page) + BLOCK_PX - 1) / BLOCK_PX;
    gsize n = (gsize)n_across * (gsize)n_down;
    g_autofree Paper *papers = g_try_new(Paper, n);
    parting->n_blocks = n_across;
    parting->n_rows = n_down;
    parting->blocks = g_try_new(Factors, n);
    if (!papers || !parting->blocks)
        return FALSE;
    for (gsize i = 0; i < n; i++)
        papers[i] = block_paper(parting->page, (int)(i % (gsize)n_across) * BLOCK_PX,
                                (int)(i / (gsize)n_across) * BLOCK_PX);
    for (gsize i = 0; i < n; i++)
        parting->blocks[i] = block_factors(papers, n_across, n_down, (int)(i % (gsize)n_across),
                                           (int)(i / (gsize)n_across));
    return TRUE;
}

/* ---------------------------------------------------------------------------------- the chroma */

static inline guint32 over_paper(guint32 channel, guint32 factor)
{
    return MIN(channel * factor >> 8, 255u);
}

typedef struct {
    guint32 least, most; /* of a pixel's channels, over the paper's */
} Extremes;

static inline Extremes extremes_of(guint32 pixel, Factors by)
{
    guint32 red = over_paper(pixel >> 24, by.red);
    guint32 green = over_paper(pixel >> 16 & 255, by.green);
    guint32 blue = over_paper(pixel >> 8 & 255, by.blue);
    return (Extremes){MIN(MIN(red, green), blue), MAX(MAX(red, green), blue)};
}

static inline gboolean has_chroma(guint32 pixel, Factors by)
{
    Extremes channels = extremes_of(pixel, by);
    return channels.most - channels.least >= CHROMA_MIN;
}

static void chroma_of(guint8 *flags, const guint32 *pixels, Factors by, int n)
{
    for (int i = 0; i < n; i++)
        flags[i] = (guint8)has_chroma(pixels[i], by);
}

static gboolean block_has_samples(PIX *page, int x_start, int y_start, Factors by)
{
    int x_end = MIN(x_start + BLOCK_PX, pixGetWidth(page));
    int y_end = MIN(y_start + BLOCK_PX, pixGetHeight(page));
    for (int y = y_start; y < y_end; y += SAMPLE_PX) {
        const guint32 *pixels = pdf_row(page, y);
        for (int x = x_start; x < x_end; x += SAMPLE_PX)
            if (has_chroma(pixels[x], by))
                return TRUE;
    }
    return FALSE;
}

/* Most of a page has none, and a stroke that crosses a block does not miss all of its samples. */
static gboolean find_samples(Parting *parting)
{
    parting->has_samples = g_try_malloc((gsize)parting->n_blocks * (gsize)parting->n_rows);
    if (!parting->has_samples)
        return FALSE;
    for (int row = 0; row < parting->n_rows; row++)
        for (int i = 0; i < parting->n_blocks; i++) {
            gsize at = (gsize)row * (gsize)parting->n_blocks + (gsize)i;
            parting->has_samples[at] = (guint8)block_has_samples(
                parting->page, i * BLOCK_PX, row * BLOCK_PX, parting->blocks[at]);
        }
    return TRUE;
}

/* A block or one beside it has samples. */
static gboolean block_is_near(const Parting *parting, int column, int row)
{
    for (int v = MAX(row - 1, 0); v <= MIN(row + 1, parting->n_rows - 1); v++)
        for (int u = MAX(column - 1, 0); u <= MIN(column + 1, parting->n_blocks - 1); u++)
            if (parting->has_samples[(gsize)v * (gsize)parting->n_blocks + (gsize)u])
                return TRUE;
    return FALSE;
}

/* The lowest bits of 32 bytes as one word, the first highest. */
static guint32 pack(const guint8 *flags)
{
    guint32 word = 0;
    for (int i = 0; i < 4; i++) {
        guint64 eight;
        memcpy(&eight, flags + 8 * i, 8);
        word = word << 8 | (guint32)(GUINT64_FROM_BE(eight) * 0x0102040810204080u >> 56);
    }
    return word;
}

static Factors *blocks_of(const Parting *parting, int y)
{
    return parting->blocks + (gsize)(y / BLOCK_PX) * (gsize)parting->n_blocks;
}

static void block_find_chroma(const Parting *parting, int column, int row)
{
    guint8 flags[BLOCK_PX] = {0};
    int x = column * BLOCK_PX, n = MIN(BLOCK_PX, pixGetWidth(parting->page) - x);
    int y_end = MIN((row + 1) * BLOCK_PX, pixGetHeight(parting->page));
    for (int y = row * BLOCK_PX; y < y_end; y++) {
        guint32 *words = pdf_row(parting->chroma, y) + x / 32;
        chroma_of(flags, pdf_row(parting->page, y) + x, blocks_of(parting, y)[column], n);
        for (int i = 0; 32 * i < n; i++)
            words[i] = pack(flags + 32 * i);
    }
}

static gboolean find_chroma(Parting *parting)
{
    parting->chroma = pixCreateTemplate(parting->ink);
    if (!parting->chroma || !find_samples(parting))
        return FALSE;
    for (int row = 0; row < parting->n_rows; row++)
        for (int i = 0; i < parting->n_blocks; i++)
            if (block_is_near(parting, i, row))
                block_find_chroma(parting, i, row);
    return TRUE;
}

/* ----------------------------------------------------------------------------------- the cells */

typedef enum { CELL_BLACK, CELL_COLOURED, CELL_BOTH } CellInk;

/* Pixels of a row of cells, four of them in a word, the first highest: of ink, of those that have chroma, and
 * of all that have it. */
typedef struct {
    guint32 *ink, *coloured, *chroma;
} CellCounts;

/* The set bits of each of a word's bytes. */
static inline guint32 count_bits(guint32 word)
{
    word -= word >> 1 & 0x55555555;
    word = (word & 0x33333333) + (word >> 2 & 0x33333333);
    return (word + (word >> 4)) & 0x0f0f0f0f;
}

static void count_words(CellCounts counts, const guint32 *ink, const guint32 *chroma, int n)
{
    for (int i = 0; i < n; i++) {
        counts.ink[i] += count_bits(ink[i]);
        counts.coloured[i] += count_bits(ink[i] & chroma[i]);
        counts.chroma[i] += count_bits(chroma[i]);
    }
}

static void count_row(const Parting *parting, int row, CellCounts counts)
{
    int n_words = pixGetWpl(parting->ink);
    int y_end = MIN((row + 1) * CELL_PX, pixGetHeight(parting->ink));
    memset(counts.ink, 0, 3 * sizeof(guint32) * (gsize)n_words); /* all three */
    for (int y = row * CELL_PX; y < y_end; y++)
        count_words(counts, pdf_row(parting->ink, y), pdf_row(parting->chroma, y), n_words);
}

/* rows: those above, of and below the cell. */
static CellInk cell_ink(const CellCounts rows[3], int column, int n, gboolean *is_mostly_coloured)
{
    double ink = 0, coloured = 0, chroma = 0;
    for (int row = 0; row < 3; row++)
        for (int i = MAX(column - 1, 0); i <= MIN(column + 1, n - 1); i++) {
            ink += GET_DATA_BYTE(rows[row].ink, i);
            coloured += GET_DATA_BYTE(rows[row].coloured, i);
            chroma += GET_DATA_BYTE(rows[row].chroma, i);
        }
    *is_mostly_coloured = coloured > MAJORITY * ink;
    if (chroma < COLOURED_PIXELS_MIN || coloured < BLACK_SHARE_MAX * ink)
        return CELL_BLACK;
    return coloured > COLOURED_SHARE_MIN * ink ? CELL_COLOURED : CELL_BOTH;
}

/* The pixels of one byte that are surely black. */
static guint black_pixels(const Parting *parting, int column, int y)
{
    const guint32 *pixels = pdf_row(parting->page, y);
    int x_end = MIN((column + 1) * CELL_PX, pixGetWidth(parting->page));
    guint black = 0;
    for (int x = column * CELL_PX; x < x_end; x++)
        if (extremes_of(pixels[x], blocks_of(parting, y)[x / BLOCK_PX]).most <= BLACK_MAX)
            black |= 0x80u >> x % CELL_PX;
    return black;
}

static void part_cell(const Parting *parting, PIX *coloured, int column, int row, CellInk inks,
                      gboolean is_mostly_coloured)
{
    int y_end = MIN((row + 1) * CELL_PX, pixGetHeight(coloured));
    for (int y = row * CELL_PX; y < y_end; y++) {
        guint ink = GET_DATA_BYTE(pdf_row(parting->ink, y), column);
        guint chroma = GET_DATA_BYTE(pdf_row(parting->chroma, y), column);
        guint taken = ink | chroma;
        if (inks == CELL_BOTH)
            taken = chroma | (is_mostly_coloured ? ink & ~black_pixels(parting, column, y) : 0);
        SET_DATA_BYTE(pdf_row(coloured, y), column, (guint8)taken);
    }
}

static void part_row(const Parting *parting, PIX *coloured, int row, const CellCounts rows[3],
                     int n)
{
    for (int i = 0; i < n; i++) {
        gboolean is_mostly_coloured;
        CellInk inks = cell_ink(rows, i, n, &is_mostly_coloured);
        if (inks != CELL_BLACK)
            part_cell(parting, coloured, i, row, inks, is_mostly_coloured);
    }
}

static gboolean part_cells(const Parting *parting, PIX *coloured)
{
    int n = (pixGetWidth(coloured) + CELL_PX - 1) / CELL_PX;
    int n_rows = (pixGetHeight(coloured) + CELL_PX - 1) / CELL_PX;
    gsize n_words = (gsize)pixGetWpl(coloured);
    g_autofree guint32 *words =
        g_try_new0(guint32, 9 * n_words); /* nothing is above the first row */
    CellCounts rows[3];
    if (!words)
        return FALSE;
    for (gsize i = 0; i < 3; i++)
        rows[i] = (CellCounts){words + 3 * i * n_words, words + (3 * i + 1) * n_words,
                               words + (3 * i + 2) * n_words};
    count_row(parting, 0, rows[1]);
    for (int row = 0; row < n_rows; row++) {
        CellCounts above = rows[0];
        count_row(parting, row + 1, rows[2]);
        part_row(parting, coloured, row, rows, n);
        rows[0] = rows[1];
        rows[1] = rows[2];
        rows[2] = above;
    }
    return TRUE;
}

gboolean pdf_ink_part(PIX *page, PIX *ink, PIX **coloured)
{
    Parting parting = {.page = page, .ink = ink};
    g_autoptr(PIX) taken = pixCreateTemplate(ink);
    gboolean is_parted = taken && find_paper(&parting) && find_chroma(&parting) &&
                         part_cells(&parting, taken) && pixSubtract(ink, ink, taken);
    pixDestroy(&parting.chroma);
    g_free(parting.blocks);
    g_free(parting.has_samples);
    if (is_parted)
        *coloured = g_steal_pointer(&taken);
    return is_parted;
}
