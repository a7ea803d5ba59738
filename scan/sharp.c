/* Sharpness by energies: that of the gradient, and that of the gradient of the page smoothed by
 * t = 0.2 mm, added up in windows of two millimetres. An edge of width s keeps s / sqrt(s^2 + t^2) of it, a
 * thin stroke the third power of that: ink 0.1 to 0.35, show-through 0.5 and more. The energies of
 * the paper's noise, measured where no ink is, are taken off both. What is too faint to be told
 * from noise has no edges. Dust lies on show-through too and is sharp: small dark specks that keep
 * apart from each other are left out; a broken pencil line is not apart. */
#include "scan/sharp.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SMOOTH_MM 0.2
#define WINDOW_MM 2.0
#define SIGNIFICANT 0.8 /* energy above the noise, in energies of the noise */
#define ENERGY_MIN 6.0f /* of a pixel: levels squared */
#define SPECK_MM 1.2
#define SPECK_CONTRAST 0.15
#define SPECK_NOISE 4.0 /* deviations of the noise */
#define APART_MM 4.0    /* in three such cells to every side ... */
#define APART_MAX 3     /* ... dust has no more */

typedef struct {
    const ScanInk *ink;
    const ScanGray *page;
    ScanGray *smooth;
    guint8 *dust;           /* of each pixel of page: 1 is left out */
    guint width, height;    /* of ink->gray, as all below */
    guint8 *is_dust;        /* where all of a pixel is */
    float *full, *kept, *n; /* energies, and how many pixels they are of */
} Sharp;

/* --------------------------------------------------------------------------------- copies -- */

/* Smoothed by SMOOTH_MM: boxes of three pixels, of a variance of 2/3 each. */
static ScanGray *page_smooth(const ScanGray *page)
{
    double sigma_px = SMOOTH_MM / SCAN_MM_PER_INCH * page->dpi;
    PIX *pix = scan_gray_to_pix(page);
    for (int i = MAX(1, (int)lround(1.5 * sigma_px * sigma_px)); i > 0 && pix; i--) {
        PIX *smoother = pixBlockconvGray(pix, NULL, 1, 1);
        pixDestroy(&pix);
        pix = smoother;
    }
    ScanGray *smooth = pix ? scan_gray_from_pix(pix, page->dpi) : scan_gray_copy(page);
    pixDestroy(&pix);
    return smooth;
}

static guint coarse_at(const Sharp *sharp, guint x, guint limit)
{
    return MIN((guint)(x * sharp->ink->gray->dpi / sharp->page->dpi), limit - 1);
}

static int paper_at(const Sharp *sharp, guint x, guint y)
{
    return scan_gray_row(sharp->ink->paper,
                         coarse_at(sharp, y, sharp->height))[coarse_at(sharp, x, sharp->width)];
}

/* ----------------------------------------------------------------------------------- dust -- */

static PIX *specks_find(const Sharp *sharp)
{
    const ScanGray *page = sharp->page;
    double floor_levels = SPECK_NOISE * scan_gray_noise(page);
    PIX *bits = pixCreate((l_int32)page->width_px, (l_int32)page->height_px, 1);
    for (guint y = 0; y < page->height_px; y++) {
        l_uint32 *line = pixGetData(bits) + (gsize)y * (gsize)pixGetWpl(bits);
        for (guint x = 0; x < page->width_px; x++) {
            int paper = paper_at(sharp, x, y);
            if (paper - scan_gray_row(page, y)[x] >= MAX(SPECK_CONTRAST * paper, floor_levels))
                SET_DATA_BIT(line, x);
        }
    }
    int size = scan_gray_px(page, SPECK_MM);
    PIX *small = pixSelectBySize(bits, size, size, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
    pixDestroy(&bits);
    return small;
}

/* How many specks lie in each cell and its eight neighbours. */
static guint *specks_count(BOXA *boxes, int cell, guint columns, guint rows)
{
    g_autofree guint *own = g_new0(guint, (gsize)columns * rows);
    guint *around = g_new0(guint, (gsize)columns * rows);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y;
        boxaGetBoxGeometry(boxes, i, &x, &y, NULL, NULL);
        own[(guint)(y / cell) * columns + (guint)(x / cell)]++;
    }
    for (guint y = 0; y < rows; y++)
        for (guint x = 0; x < columns; x++)
            for (guint v = y ? y - 1 : 0; v <= MIN(y + 1, rows - 1); v++)
                for (guint u = x ? x - 1 : 0; u <= MIN(x + 1, columns - 1); u++)
                    around[y * columns + x] += own[v * columns + u];
    return around;
}

static void dust_mark(const Sharp *sharp, BOXA *boxes, int i)
{
    int x, y, w, h;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    for (int v = MAX(0, y - 3); v < MIN((int)sharp->page->height_px, y + h + 3); v++)
        for (int u = MAX(0, x - 3); u < MIN((int)sharp->page->width_px, x + w + 3); u++)
            sharp->dust[(gsize)v * sharp->page->width_px + (gsize)u] = 1;
}

static void dust_find(Sharp *sharp)
{
    const ScanGray *page = sharp->page;
    sharp->dust = g_malloc0((gsize)page->width_px * page->height_px);
    PIX *specks = specks_find(sharp);
    BOXA *boxes = pixConnComp(specks, NULL, 8);
    int cell = scan_gray_px(page, APART_MM);
    guint columns = page->width_px / (guint)cell + 1, rows = page->height_px / (guint)cell + 1;
    g_autofree guint *around = specks_count(boxes, cell, columns, rows);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y;
        boxaGetBoxGeometry(boxes, i, &x, &y, NULL, NULL);
        if (around[(guint)(y / cell) * columns + (guint)(x / cell)] <= APART_MAX)
            dust_mark(sharp, boxes, i);
    }
    boxaDestroy(&boxes);
    pixDestroy(&specks);
}

/* ------------------------------------------------------------------------------- energies -- */

static float energy_at(const ScanGray *page, guint x, guint y)
{
    const guint8 *row = scan_gray_row(page, y);
    int across = row[x + 1] - row[x - 1];
    int down = row[x + page->width_px] - row[(gssize)x - (gssize)page->width_px];
    return (float)(across * across + down * down);
}

static void energies_add(Sharp *sharp)
{
    gsize n = (gsize)sharp->width * sharp->height;
    sharp->full = g_new0(float, n);
    sharp->kept = g_new0(float, n);
    sharp->n = g_new0(float, n);
    for (guint y = 1; y + 1 < sharp->page->height_px; y++)
        for (guint x = 1; x + 1 < sharp->page->width_px; x++) {
            if (sharp->dust[(gsize)y * sharp->page->width_px + x])
                continue;
            gsize at = (gsize)coarse_at(sharp, y, sharp->height) * sharp->width +
                       coarse_at(sharp, x, sharp->width);
            sharp->full[at] += energy_at(sharp->page, x, y);
            sharp->kept[at] += energy_at(sharp->smooth, x, y);
            sharp->n[at] += 1;
        }
}

/* Each value becomes the sum of the window around it. */
static void window_sum(float *values, guint width, guint height, int reach)
{
    g_autofree float *line = g_new(float, MAX(width, height));
    for (guint y = 0; y < height; y++) {
        float *row = values + (gsize)y * width;
        memcpy(line, row, width * sizeof *line);
        for (int x = 0; x < (int)width; x++) {
            row[x] = 0;
            for (int u = MAX(0, x - reach); u <= MIN((int)width - 1, x + reach); u++)
                row[x] += line[u];
        }
    }
    for (guint x = 0; x < width; x++) {
        for (guint y = 0; y < height; y++)
            line[y] = values[(gsize)y * width + x];
        for (int y = 0; y < (int)height; y++) {
            float sum = 0;
            for (int v = MAX(0, y - reach); v <= MIN((int)height - 1, y + reach); v++)
                sum += line[v];
            values[(gsize)y * width + x] = sum;
        }
    }
}

/* Mean energies of a pixel where no ink is near: the paper's noise. */
static void noise_measure(const Sharp *sharp, float *full, float *kept)
{
    int wide = scan_gray_px(sharp->ink->gray, 2) | 1;
    PIX *near = pixDilateBrick(NULL, sharp->ink->ink, wide, wide);
    double sum_full = 0, sum_kept = 0, n = 0;
    for (guint y = 0; y < sharp->height; y++) {
        const l_uint32 *line = pixGetData(near) + (gsize)y * (gsize)pixGetWpl(near);
        for (guint x = 0; x < sharp->width; x++) {
            gsize at = (gsize)y * sharp->width + x;
            if (GET_DATA_BIT(line, x))
                continue;
            sum_full += (double)sharp->full[at];
            sum_kept += (double)sharp->kept[at];
            n += (double)sharp->n[at];
        }
    }
    pixDestroy(&near);
    *full = n > 0 ? (float)(sum_full / n) : 0;
    *kept = n > 0 ? (float)(sum_kept / n) : 0;
}

static void kept_divide(Sharp *sharp, float noise_full, float noise_kept)
{
    float least = MAX(ENERGY_MIN, (float)SIGNIFICANT * noise_full);
    for (gsize i = 0; i < (gsize)sharp->width * sharp->height; i++) {
        float full = sharp->full[i] - noise_full * sharp->n[i];
        float kept = sharp->kept[i] - noise_kept * sharp->n[i];
        if (sharp->is_dust[i])
            sharp->full[i] = SCAN_SHARP_DUST;
        else
            sharp->full[i] = full > least * sharp->n[i] ? MAX(kept, 0) / full : SCAN_SHARP_NONE;
    }
}

float *scan_sharp_map(const ScanGray *fine, const ScanInk *ink)
{
    Sharp sharp = {
        .ink = ink, .page = fine, .width = ink->gray->width_px, .height = ink->gray->height_px};
    float noise_full, noise_kept;
    int reach = scan_gray_px(ink->gray, WINDOW_MM) / 2;
    sharp.smooth = page_smooth(sharp.page);
    dust_find(&sharp);
    energies_add(&sharp);
    noise_measure(&sharp, &noise_full, &noise_kept);
    sharp.is_dust = g_malloc((gsize)sharp.width * sharp.height);
    for (gsize i = 0; i < (gsize)sharp.width * sharp.height; i++)
        sharp.is_dust[i] = sharp.n[i] < 0.5f;
    window_sum(sharp.full, sharp.width, sharp.height, reach);
    window_sum(sharp.kept, sharp.width, sharp.height, reach);
    window_sum(sharp.n, sharp.width, sharp.height, reach);
    kept_divide(&sharp, noise_full, noise_kept);
    scan_gray_free(sharp.smooth);
    g_free(sharp.dust);
    g_free(sharp.is_dust);
    g_free(sharp.kept);
    g_free(sharp.n);
    return sharp.full;
}
