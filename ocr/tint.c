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
    g_free(tints->darkest);
    g_free(tints->papers);
    *tints = (OcrTints){0};
}

/* Of a cell's pixels in two rows, two of each. */
static void cell_look(const guint32 *upper, const guint32 *lower, int apart, OcrColor *mean,
                      OcrColor *darkest)
{
    const guint32 pixels[4] = {upper[0], upper[apart], lower[0], lower[apart]};
    guint sums[3] = {0}, least = G_MAXUINT; /* the light, and below it which of the pixels */
    for (guint i = 0; i < 4; i++) {
        OcrColor color = ocr_color_of(pixels[i]);
        sums[0] += color.red;
        sums[1] += color.green;
        sums[2] += color.blue;
        least = MIN(least, 4 * ocr_color_light(color) + i);
    }
    *darkest = ocr_color_of(pixels[least % 4]);
    *mean = (OcrColor){(guint8)(sums[0] / 4), (guint8)(sums[1] / 4), (guint8)(sums[2] / 4)};
}

static void cells_look(OcrTints *tints)
{
    int apart = tints->cell_px / 2;
    for (int row = 0, i = 0; row < tints->n_down; row++) {
        const guint32 *upper = ocr_row(tints->master, row * tints->cell_px);
        const guint32 *lower = ocr_row(tints->master, row * tints->cell_px + apart);
        for (int x = 0; i < (row + 1) * tints->n_across; i++, x += tints->cell_px)
            cell_look(upper + x, lower + x, apart, &tints->means[i], &tints->darkest[i]);
    }
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
            levels_add(&levels, tints->means[row * tints->n_across + column]);
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
    tints->means = g_try_new(OcrColor, n);
    tints->darkest = g_try_new(OcrColor, n);
    tints->papers = g_try_new(OcrPaper, n_blocks);
    if (n == 0 || !tints->means || !tints->darkest || !tints->papers)
        return FALSE;
    cells_look(tints);
    for (int i = 0; i < n_blocks; i++)
        tints->papers[i] = block_paper(tints, i % tints->blocks_across * BLOCK_CELLS,
                                       i / tints->blocks_across * BLOCK_CELLS);
    return TRUE;
}

const OcrPaper *ocr_tints_paper(const OcrTints *tints, int column, int row)
{
    return &tints->papers[row / BLOCK_CELLS * tints->blocks_across + column / BLOCK_CELLS];
}
