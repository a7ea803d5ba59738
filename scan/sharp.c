/* Sharpness by energies: that of the gradient, and that of the gradient of the page smoothed by
 * t = 0.2 mm, added up in windows of two millimetres. An edge of width s keeps s / sqrt(s^2 + t^2) of it, a
 * thin stroke the third power of that: ink 0.1 to 0.35, show-through 0.5 and more. The energies of
 * the paper's noise, measured where no ink is, are taken off both. Paper that is as white as the scanner
 * goes hides a part of its noise, which shows again where something shines through: there the noise is
 * what its dark half says (clip.h). What is too faint to be told from noise has no edges. Dust lies
 * on show-through too and is sharp: small dark specks that keep apart from each other are left out; a
 * broken pencil line is not apart. */
#include "scan/sharp.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scan/clip.h"

#define SMOOTH_MM 0.2
#define WINDOW_MM 2.0
#define SIGNIFICANT 0.8 /* energy above the noise, in energies of the noise */
#define FULL_DOUBT 2.0f /* spreads of the noise */
#define KEPT_DOUBT 1.0f
#define WINDOWS_MIN 200u
#define WINDOW_STEP 4u  /* of those in between little is new */
#define ENERGY_MIN 6.0f /* of a pixel: levels squared */
#define SPECK_NOISE 4.0 /* deviations of the noise */
#define NOISE_PARTS 64u
#define APART_MM 4.0 /* in three such cells to every side ... */
#define APART_MAX 3  /* ... dust has no more */

/* Dust is dark beside paper, or beside what shines through: that is paler than the second. */
static const struct {
    double contrast, size_mm;
} specks[] = {{0.15, 1.2}, {0.34, 0.9}};

typedef struct {
    const ScanInk *ink;
    const ScanGray *page;
    guint factor; /* by which ink->gray is smaller than page */
    ScanGray *smooth;
    guint8 *dust;        /* of each pixel of page: 1 is left out */
    guint width, height; /* of ink->gray, as all below */
    /* Energies, how many pixels they are of, and of how many in 1/NOISE_PARTS the noise is there, since
     * it was not cut off; below 2^27 in a window. */
    guint32 *full, *kept, *n, *noise;
} Sharp;

/* --------------------------------------------------------------------------------- copies -- */

/* Smoothed by SMOOTH_MM: boxes of three pixels, of a variance of 2/3 each. */
static ScanGray *page_smooth(const ScanGray *page)
{
    double sigma_px = SMOOTH_MM / SCAN_MM_PER_INCH * page->dpi;
    return scan_gray_smooth(page, (guint)MAX(1, lround(1.5 * sigma_px * sigma_px)));
}

/* ----------------------------------------------------------------------------------- dust -- */

/* What is below is no paper, nor its noise, on this row of page; 0: nothing is. */
static void speck_levels(const Sharp *sharp, guint y, double contrast, double noise, guint8 *levels)
{
    guint row = MIN(y / sharp->factor, sharp->height - 1), width = sharp->page->width_px;
    const guint8 *paper = scan_gray_row(sharp->ink->paper, row);
    for (guint column = 0, x = 0; column < sharp->width; column++) {
        double level = paper[column] - MAX(contrast * paper[column], noise);
        guint end = column + 1 < sharp->width ? x + sharp->factor : width;
        for (; x < end; x++)
            levels[x] = level < 0 ? 0 : (guint8)((int)level + 1);
    }
}

static PIX *specks_find(const Sharp *sharp, double contrast)
{
    const ScanGray *page = sharp->page;
    double noise = SPECK_NOISE * scan_gray_noise(page);
    g_autofree guint8 *levels = g_malloc(page->width_px);
    PIX *bits = pixCreate((l_int32)page->width_px, (l_int32)page->height_px, 1);
    for (guint y = 0; y < page->height_px; y++) {
        l_uint32 *line = pixGetData(bits) + (gsize)y * (gsize)pixGetWpl(bits);
        const guint8 *row = scan_gray_row(page, y);
        if (y % sharp->factor == 0)
            speck_levels(sharp, y, contrast, noise, levels);
        for (guint x = 0; x < page->width_px; x++)
            if (row[x] < levels[x])
                SET_DATA_BIT(line, x);
    }
    return bits;
}

/* The boxes of those that are no larger than size_mm. */
static BOXA *specks_list(const Sharp *sharp, double contrast, double size_mm)
{
    PIX *bits = specks_find(sharp, contrast);
    int size = scan_gray_px(sharp->page, size_mm);
    BOXA *all = pixConnComp(bits, NULL, 8);
    pixDestroy(&bits);
    if (boxaGetCount(all) == 0) /* leptonica would warn */
        return all;
    BOXA *small = boxaSelectBySize(all, size, size, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
    boxaDestroy(&all);
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

static void dust_find_specks(const Sharp *sharp, double contrast, double size_mm)
{
    const ScanGray *page = sharp->page;
    BOXA *boxes = specks_list(sharp, contrast, size_mm);
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
}

static void dust_find(Sharp *sharp)
{
    sharp->dust = g_malloc0((gsize)sharp->page->width_px * sharp->page->height_px);
    for (guint i = 0; i < G_N_ELEMENTS(specks); i++)
        dust_find_specks(sharp, specks[i].contrast, specks[i].size_mm);
}

/* ------------------------------------------------------------------------------- energies -- */

static guint32 energy_at(const guint8 *at, gsize width)
{
    int across = at[1] - at[-1], down = at[width] - *(at - width);
    return (guint32)(across * across + down * down);
}

/* The energies of a row, but of dust, are added to the sum of each pixel. */
static void energies_add(guint32 *sums, const guint8 *row, const guint8 *dust, gsize width)
{
    for (gsize x = 1; x + 1 < width; x++)
        sums[x] += energy_at(row + x, width) & (dust[x] - 1u);
}

static void counts_add(guint32 *sums, const guint8 *dust, gsize width)
{
    for (gsize x = 1; x + 1 < width; x++)
        sums[x] += dust[x] ^ 1u;
}

/* The sums of the rows of page that lie on a row of ink->gray. */
static void sums_fold(const Sharp *sharp, guint32 *sums, guint32 *row)
{
    guint x = 0;
    for (guint column = 0; column < sharp->width; column++) {
        guint end = column + 1 < sharp->width ? x + sharp->factor : sharp->page->width_px;
        for (; x < end; x++) {
            row[column] += sums[x];
            sums[x] = 0;
        }
    }
}

static void energies_measure(Sharp *sharp)
{
    gsize n = (gsize)sharp->width * sharp->height, width = sharp->page->width_px;
    sharp->full = g_new0(guint32, n);
    sharp->kept = g_new0(guint32, n);
    sharp->n = g_new0(guint32, n);
    g_autofree guint32 *full = g_new0(guint32, width), *kept = g_new0(guint32, width),
                       *counts = g_new0(guint32, width);
    for (guint y = 1; y + 1 < sharp->page->height_px; y++) {
        energies_add(full, scan_gray_row(sharp->page, y), sharp->dust + y * width, width);
        energies_add(kept, scan_gray_row(sharp->smooth, y), sharp->dust + y * width, width);
        counts_add(counts, sharp->dust + y * width, width);
        if ((y + 1) % sharp->factor && y + 2 < sharp->page->height_px)
            continue;
        gsize at = (gsize)MIN(y / sharp->factor, sharp->height - 1) * sharp->width;
        sums_fold(sharp, full, sharp->full + at);
        sums_fold(sharp, kept, sharp->kept + at);
        sums_fold(sharp, counts, sharp->n + at);
    }
}

/* Each value becomes the sum of those up to reach to its left and right. */
static void row_window_sum(guint32 *row, guint32 *line, int width, int reach)
{
    guint32 sum = 0;
    memcpy(line, row, (gsize)width * sizeof *line);
    for (int x = 0; x < MIN(reach, width); x++)
        sum += line[x];
    for (int x = 0; x < width; x++) {
        sum += x + reach < width ? line[x + reach] : 0;
        sum -= x > reach ? line[x - reach - 1] : 0;
        row[x] = sum;
    }
}

static void row_add(guint32 *sums, const guint32 *row, guint width)
{
    for (guint x = 0; x < width; x++)
        sums[x] += row[x];
}

static void row_subtract(guint32 *sums, const guint32 *row, guint width)
{
    for (guint x = 0; x < width; x++)
        sums[x] -= row[x];
}

void scan_window_sum(guint32 *values, guint width, guint height, int reach)
{
    gsize n = (gsize)width * height;
    g_autofree guint32 *line = g_new(guint32, width), *sums = g_new0(guint32, width);
    for (guint y = 0; y < height; y++)
        row_window_sum(values + (gsize)y * width, line, (int)width, reach);
    g_autofree guint32 *across = g_memdup2(values, n * sizeof *values);
    for (int y = -reach; y < (int)height; y++) {
        if (y + reach < (int)height)
            row_add(sums, across + (gsize)(y + reach) * width, width);
        if (y > reach)
            row_subtract(sums, across + (gsize)(y - reach - 1) * width, width);
        if (y >= 0)
            memcpy(values + (gsize)y * width, sums, width * sizeof *sums);
    }
}

/* ------------------------------------------------------------------------------- noise -- */

/* A pixel's energy of the noise of paper, were it not clipped: the mean of windows, and how far they
 * are off it. */
typedef struct {
    float mean, spread;
} Noise;

/* How much of the noise is at each pixel. */
static void noise_share(Sharp *sharp)
{
    gsize n = (gsize)sharp->width * sharp->height;
    float shares[256];
    guint32 parts[256];
    scan_clip_shares(sharp->page, sharp->smooth, shares);
    for (guint i = 0; i < 256; i++)
        parts[i] = (guint32)(shares[i] * NOISE_PARTS + 0.5f);
    sharp->noise = g_new(guint32, n);
    for (gsize i = 0; i < n; i++)
        sharp->noise[i] = sharp->n[i] * parts[sharp->ink->gray->bytes[i]];
}

static int float_compare(gconstpointer a, gconstpointer b)
{
    float one = *(const float *)a, two = *(const float *)b;
    return one < two ? -1 : one > two;
}

/* As of a normal distribution, from its lower part: in the upper is what shines through too faintly to
 * be ink. */
static Noise noise_of(GArray *windows)
{
    if (windows->len < WINDOWS_MIN)
        return (Noise){0, 0};
    g_array_sort(windows, float_compare);
    float low = g_array_index(windows, float, windows->len / 10);
    float high = g_array_index(windows, float, windows->len * 3 / 10);
    float spread = (high - low) / (1.2816f - 0.5244f);
    return (Noise){high + 0.5244f * spread, spread};
}

/* Where no ink is near. */
static Noise noise_measure(const Sharp *sharp, const guint32 *energies, PIX *near)
{
    g_autoptr(GArray) windows = g_array_new(FALSE, FALSE, sizeof(float));
    for (guint y = 0; y < sharp->height; y += WINDOW_STEP) {
        const l_uint32 *line = pixGetData(near) + (gsize)y * (gsize)pixGetWpl(near);
        for (guint x = 0; x < sharp->width; x += WINDOW_STEP) {
            gsize at = (gsize)y * sharp->width + x;
            if (GET_DATA_BIT(line, x) || sharp->noise[at] < NOISE_PARTS)
                continue;
            float energy = (float)energies[at] * NOISE_PARTS / (float)sharp->noise[at];
            g_array_append_val(windows, energy);
        }
    }
    return noise_of(windows);
}

/* In doubt about the noise more is kept. */
static float kept_share(const Sharp *sharp, gsize i, const Noise *full, const Noise *kept)
{
    float noise = (float)sharp->noise[i] / NOISE_PARTS, n = (float)sharp->n[i];
    float all = (float)sharp->full[i] - full->mean * noise;
    float left = (float)sharp->kept[i] - (kept->mean - KEPT_DOUBT * kept->spread) * noise;
    float sure = all - FULL_DOUBT * full->spread * noise;
    gboolean is_some = all > n * MAX(ENERGY_MIN, (float)SIGNIFICANT * full->mean) && sure > 0;
    return is_some ? MAX(left, 0) / sure : SCAN_SHARP_NONE;
}

static float *kept_divide(const Sharp *sharp, const guint8 *is_dust)
{
    gsize n = (gsize)sharp->width * sharp->height;
    int wide = scan_gray_px(sharp->ink->gray, 2) | 1;
    PIX *near = pixDilateBrick(NULL, sharp->ink->ink, wide, wide);
    const Noise full = noise_measure(sharp, sharp->full, near);
    const Noise kept = noise_measure(sharp, sharp->kept, near);
    pixDestroy(&near);
    float *map = g_new(float, n);
    for (gsize i = 0; i < n; i++)
        map[i] = is_dust[i] ? SCAN_SHARP_DUST : kept_share(sharp, i, &full, &kept);
    return map;
}

static void sharp_clear(Sharp *sharp)
{
    scan_gray_free(sharp->smooth);
    g_free(sharp->dust);
    g_free(sharp->full);
    g_free(sharp->kept);
    g_free(sharp->n);
    g_free(sharp->noise);
}

float *scan_sharp_map(const ScanGray *fine, const ScanInk *ink)
{
    Sharp sharp = {
        .ink = ink, .page = fine, .width = ink->gray->width_px, .height = ink->gray->height_px};
    gsize n = (gsize)sharp.width * sharp.height;
    sharp.factor = (guint)MAX(1, lround(fine->dpi / ink->gray->dpi));
    sharp.smooth = page_smooth(sharp.page);
    dust_find(&sharp);
    energies_measure(&sharp);
    noise_share(&sharp);
    g_autofree guint8 *is_dust = g_malloc(n);
    for (gsize i = 0; i < n; i++)
        is_dust[i] = sharp.n[i] == 0;
    guint32 *const sums[] = {sharp.full, sharp.kept, sharp.n, sharp.noise};
    for (guint i = 0; i < G_N_ELEMENTS(sums); i++)
        scan_window_sum(sums[i], sharp.width, sharp.height, scan_gray_px(ink->gray, WINDOW_MM) / 2);
    float *map = kept_divide(&sharp, is_dust);
    sharp_clear(&sharp);
    return map;
}
