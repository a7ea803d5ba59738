/* Cells of a 75th of an inch are as wide as a thin stroke and average a scanner's fringes away; of each four pixels
 * are looked at. Paper is the brighter half of a block of 5 mm, so that stains and shadows count as paper. */
#include "ocr/tint.h"

#include "ocr/row.h"

#define CELLS_PER_INCH 75
#define BLOCK_CELLS 16
#define PAPER_MIN 32 /* what is darker is no paper */

void ocr_tints_clear(OcrTints *tints)
{
    g_free(tints->means);
    g_free(tints->papers);
    *tints = (OcrTints){0};
}

/* Four of the pixels of each of a row's cells, side by side; n words each. */
typedef struct {
    guint32 *pixels[4];
} Samples;

/* Room for a row of them; samples->pixels[0] is owned. FALSE without memory. */
static gboolean samples_new(Samples *samples, const OcrTints *tints)
{
    gsize n = (gsize)tints->n_across;
    guint32 *room = g_try_new(guint32, 4 * n);
    for (guint i = 0; room && i < 4; i++)
        samples->pixels[i] = room + i * n;
    return room != NULL;
}

static void samples_take(Samples samples, const OcrTints *tints, int row)
{
    int cell_px = tints->cell_px, apart = cell_px / 2;
    for (int i = 0; i < 4; i++) {
        const guint32 *from = ocr_row(tints->master, row * cell_px + i / 2 * apart) + i % 2 * apart;
        for (int x = 0; x < tints->n_across; x++)
            samples.pixels[i][x] = from[x * cell_px];
    }
}

/* Two channels at once, each with a free byte above it. */
#define CHANNELS 0x00ff00ffu

static inline guint32 quarter(guint32 a, guint32 b, guint32 c, guint32 d)
{
    return ((a & CHANNELS) + (b & CHANNELS) + (c & CHANNELS) + (d & CHANNELS)) >> 2 & CHANNELS;
}

VECTORS
static void samples_mean(guint32 *to, const guint32 *a, const guint32 *b, const guint32 *c,
                         const guint32 *d, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = quarter(a[i] >> 8, b[i] >> 8, c[i] >> 8, d[i] >> 8) << 8 |
                quarter(a[i], b[i], c[i], d[i]);
}

/* Of two as dark, that in to stays. */
VECTORS
static void samples_darken(guint32 *to, const guint32 *from, int n)
{
    for (int i = 0; i < n; i++) {
        guint light = ocr_color_light(ocr_color_of(to[i]));
        to[i] = ocr_color_light(ocr_color_of(from[i])) < light ? from[i] : to[i];
    }
}

static gboolean cells_look(OcrTints *tints)
{
    Samples samples;
    if (!samples_new(&samples, tints))
        return FALSE;
    guint32 *const *pixels = samples.pixels, *to = tints->means;
    for (int row = 0; row < tints->n_down; row++, to += tints->n_across) {
        samples_take(samples, tints, row);
        samples_mean(to, pixels[0], pixels[1], pixels[2], pixels[3], tints->n_across);
    }
    g_free(samples.pixels[0]);
    return TRUE;
}

/* Colours by their light, and how many there are of each. */
typedef struct {
    guint counts[256], sums[256][3], n;
} Levels;

static void levels_add(Levels *levels, OcrColor color)
{
    guint level = (guint)(color.red + 2 * color.green + color.blue) / 4;
    levels->counts[level]++;
    levels->sums[level][0] += color.red;
    levels->sums[level][1] += color.green;
    levels->sums[level][2] += color.blue;
    levels->n++;
}

/* The mean of the brighter half. */
static OcrPaper levels_paper(const Levels *levels)
{
    guint taken = 0, sums[3] = {0};
    for (int level = 255; level >= 0 && 2 * taken < levels->n; level--) {
        taken += levels->counts[level];
        for (int c = 0; c < 3; c++)
            sums[c] += levels->sums[level][c];
    }
    guint red = MAX(sums[0] / taken, PAPER_MIN), green = MAX(sums[1] / taken, PAPER_MIN);
    guint blue = MAX(sums[2] / taken, PAPER_MIN);
    return (OcrPaper){255 * 256 / red, 255 * 256 / green, 255 * 256 / blue,
                      (guint8)((3 * red + 5 * green + 2 * blue) / 10)};
}

static OcrPaper block_paper(const OcrTints *tints, int first_column, int first_row)
{
    Levels levels = {0};
    int end_row = MIN(first_row + BLOCK_CELLS, tints->n_down);
    int end_column = MIN(first_column + BLOCK_CELLS, tints->n_across);
    for (int row = first_row; row < end_row; row++)
        for (int column = first_column; column < end_column; column++)
            levels_add(&levels, ocr_color_of(tints->means[row * tints->n_across + column]));
    return levels_paper(&levels);
}

gboolean ocr_tints_look(OcrTints *tints, PIX *master, double dpi)
{
    tints->master = master;
    tints->cell_px = MAX((int)(dpi / CELLS_PER_INCH + 0.5), 2);
    tints->n_across = pixGetWidth(master) / tints->cell_px;
    tints->n_down = pixGetHeight(master) / tints->cell_px;
    tints->blocks_across = (tints->n_across + BLOCK_CELLS - 1) / BLOCK_CELLS;
    int n = tints->n_across * tints->n_down;
    int n_blocks = tints->blocks_across * ((tints->n_down + BLOCK_CELLS - 1) / BLOCK_CELLS);
    tints->means = g_try_new(guint32, n);
    tints->papers = g_try_new(OcrPaper, n_blocks);
    if (n == 0 || !tints->means || !tints->papers || !cells_look(tints))
        return FALSE;
    for (int i = 0; i < n_blocks; i++)
        tints->papers[i] = block_paper(tints, i % tints->blocks_across * BLOCK_CELLS,
                                       i / tints->blocks_across * BLOCK_CELLS);
    return TRUE;
}

const OcrPaper *ocr_tints_paper(const OcrTints *tints, int column, int row)
{
    return &tints->papers[row / BLOCK_CELLS * tints->blocks_across + column / BLOCK_CELLS];
}

/* 1 for each cell of one block that has the tone, 0 for the others. */
VECTORS
static void block_compare(guint8 *marks, const guint32 *colors, OcrPaper paper, OcrTone tone, int n)
{
    for (int i = 0; i < n; i++) {
        OcrColor over = ocr_color_over(ocr_color_of(colors[i]), &paper);
        guint light = ocr_color_light(over), chroma = ocr_color_chroma(over);
        marks[i] =
            (light <= tone.light_max) & (chroma >= tone.chroma_min) & (chroma <= tone.chroma_max);
    }
}

static const guint32 *row_darkest(Samples samples, const OcrTints *tints, int row)
{
    samples_take(samples, tints, row);
    for (int i = 1; i < 4; i++)
        samples_darken(samples.pixels[0], samples.pixels[i], tints->n_across);
    return samples.pixels[0];
}

/* Cells that have the tone, in a row. */
static void row_compare(guint8 *marks, const OcrTints *tints, const guint32 *colors, int row,
                        OcrTone tone)
{
    for (int x = 0; x < tints->n_across; x += BLOCK_CELLS)
        block_compare(marks + x, colors + x, *ocr_tints_paper(tints, x, row), tone,
                      MIN(BLOCK_CELLS, tints->n_across - x));
}

PIX *ocr_tints_find(const OcrTints *tints, OcrTint which, OcrTone tone)
{
    Samples samples;
    g_autofree guint8 *marks = g_try_malloc0((gsize)tints->n_across + 32);
    if (!marks || !samples_new(&samples, tints))
        return NULL;
    PIX *found = pixCreate(tints->n_across, tints->n_down, 1);
    const guint32 *means = tints->means;
    for (int row = 0; found && row < tints->n_down; row++, means += tints->n_across) {
        row_compare(marks, tints, which == OCR_TINT_MEAN ? means : row_darkest(samples, tints, row),
                    row, tone);
        ocr_bits_pack(ocr_row(found, row), marks, pixGetWpl(found));
    }
    g_free(samples.pixels[0]);
    return found;
}
