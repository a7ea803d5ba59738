/* Finder patterns of QR codes. Every line through the middle of three squares in one another crosses
 * them in the ratio 1:1:3:1:1, whatever way the code lies, so rows are searched for that ratio and
 * what has it is looked at along 16 rays from its middle. That the rays of a square are up to 1.41
 * times as long as its shortest tells it from the rings of seals and letters. Rows are searched at
 * every third pixel: 2 ms for A4 at 150 dpi.
 *
 * Dark is what lies below the middle between the darkest and the lightest cell (4 x 4 pixels) within
 * some 15 mm, so stains and shadows do no harm; where those two are close there is nothing. */
#include "scan/finder.h"

#include <math.h>
#include <string.h>

#define CELL_PX 4u
#define TILE_CELLS 6u
#define TILE_PX (CELL_PX * TILE_CELLS)
#define AROUND_TILES 3 /* to every side */
#define RANGE_MIN 40   /* of 255: less is paper and its noise */

#define ROW_STEP 3u
#define MODULE_PX_MIN 2.0
#define MODULE_MM_MAX 4.0
#define RUN_TOLERANCE 0.6 /* of a module */
#define N_RAYS 16
#define RAYS_MIN 11 /* of N_RAYS; specks and stains may spoil the others */
#define SQUARE_RATIO_MIN 1.10
#define SQUARE_RATIO_MAX 1.75
/* Mean length of the rays of a square, in halves of its side: 4/pi ln(1 + sqrt 2). */
#define SQUARE_MEAN 1.1222

/* -------------------------------------------------------------------------------- tones -- */

static guint cells_of(guint px)
{
    return px / CELL_PX;
}

/* The extreme of row[x - around] to row[x + around], a stride apart, into out. */
static void window_extreme(const guint8 *row, guint8 *out, guint n, gsize stride, gboolean is_max)
{
    for (int i = 0; i < (int)n; i++) {
        guint8 found = row[(gsize)i * stride];
        int first = MAX(0, i - AROUND_TILES), last = MIN((int)n - 1, i + AROUND_TILES);
        for (int k = first; k <= last; k++) {
            guint8 here = row[(gsize)k * stride];
            found = is_max ? MAX(found, here) : MIN(found, here);
        }
        out[(gsize)i * stride] = found;
    }
}

static void tiles_spread(const ScanTones *tones, guint8 *tiles, gboolean is_max)
{
    g_autofree guint8 *wide = g_malloc((gsize)tones->tiles_x * tones->tiles_y);
    for (guint y = 0; y < tones->tiles_y; y++)
        window_extreme(tiles + (gsize)y * tones->tiles_x, wide + (gsize)y * tones->tiles_x,
                       tones->tiles_x, 1, is_max);
    for (guint x = 0; x < tones->tiles_x; x++)
        window_extreme(wide + x, tiles + x, tones->tiles_y, tones->tiles_x, is_max);
}

static void tile_look(const ScanGray *cells, guint tile_x, guint tile_y, guint8 *low, guint8 *high)
{
    *low = 255;
    *high = 0;
    guint y_end = MIN((tile_y + 1) * TILE_CELLS, cells->height_px);
    guint x_end = MIN((tile_x + 1) * TILE_CELLS, cells->width_px);
    for (guint y = tile_y * TILE_CELLS; y < y_end; y++)
        for (guint x = tile_x * TILE_CELLS; x < x_end; x++) {
            guint8 here = scan_gray_row(cells, y)[x];
            *low = MIN(*low, here);
            *high = MAX(*high, here);
        }
}

static void levels_make(ScanTones *tones)
{
    g_autoptr(ScanGray) cells = scan_gray_reduce(tones->gray, CELL_PX);
    gsize n = (gsize)tones->tiles_x * tones->tiles_y;
    tones->levels = g_malloc0(n);
    if (!cells)
        return;
    g_autofree guint8 *low = g_malloc(n), *high = g_malloc(n);
    for (guint y = 0; y < tones->tiles_y; y++)
        for (guint x = 0; x < tones->tiles_x; x++)
            tile_look(cells, x, y, &low[(gsize)y * tones->tiles_x + x],
                      &high[(gsize)y * tones->tiles_x + x]);
    tiles_spread(tones, low, FALSE);
    tiles_spread(tones, high, TRUE);
    for (gsize i = 0; i < n; i++)
        if (high[i] >= low[i] + RANGE_MIN)
            tones->levels[i] = (guint8)((high[i] + low[i]) / 2);
}

static void dark_make(ScanTones *tones)
{
    const ScanGray *gray = tones->gray;
    tones->dark = g_malloc((gsize)gray->width_px * gray->height_px);
    for (guint y = 0; y < gray->height_px; y++) {
        const guint8 *row = scan_gray_row(gray, y);
        const guint8 *levels = tones->levels + (gsize)(y / TILE_PX) * tones->tiles_x;
        guint8 *dark = tones->dark + (gsize)y * gray->width_px;
        for (guint x0 = 0; x0 < gray->width_px; x0 += TILE_PX) {
            guint8 level = levels[x0 / TILE_PX];
            guint x_end = MIN(x0 + TILE_PX, gray->width_px);
            for (guint x = x0; x < x_end; x++)
                dark[x] = row[x] < level;
        }
    }
}

ScanTones *scan_tones_new(const ScanGray *gray)
{
    ScanTones *tones = g_new0(ScanTones, 1);
    tones->gray = gray;
    /* A last tile that is cut off takes the few pixels behind the last whole cell as well. */
    tones->tiles_x = (MAX(1, cells_of(gray->width_px)) + TILE_CELLS) / TILE_CELLS;
    tones->tiles_y = (MAX(1, cells_of(gray->height_px)) + TILE_CELLS) / TILE_CELLS;
    levels_make(tones);
    dark_make(tones);
    return tones;
}

guint scan_tones_level(const ScanTones *tones, double x_px, double y_px)
{
    guint x = MIN((guint)MAX(0, x_px) / TILE_PX, tones->tiles_x - 1);
    guint y = MIN((guint)MAX(0, y_px) / TILE_PX, tones->tiles_y - 1);
    return tones->levels[(gsize)y * tones->tiles_x + x];
}

void scan_tones_free(ScanTones *tones)
{
    if (!tones)
        return;
    g_free(tones->levels);
    g_free(tones->dark);
    g_free(tones);
}

/* -------------------------------------------------------------------------------- rays -- */

/* Where the ray leaves the inner square, the white and the dark around it; FALSE: not in the ratio. */
static gboolean ray_cross(const ScanTones *tones, double x, double y, double angle, double reach,
                          double *length)
{
    const int width = (int)tones->gray->width_px, height = (int)tones->gray->height_px;
    double dx = cos(angle), dy = sin(angle), crossed[3];
    guint n = 0;
    for (double t = 0; t <= reach && n < 3; t += 0.5) {
        int px = (int)floor(x + t * dx), py = (int)floor(y + t * dy);
        if (px < 0 || py < 0 || px >= width || py >= height)
            return FALSE;
        gboolean is_dark = tones->dark[(gsize)py * (gsize)width + (gsize)px];
        if (is_dark == (n == 1))
            crossed[n++] = t;
    }
    if (n < 3)
        return FALSE;
    double unit = crossed[2] / 3.5;
    *length = crossed[2];
    return fabs(crossed[0] - 1.5 * unit) <= RUN_TOLERANCE * unit &&
           fabs(crossed[1] - 2.5 * unit) <= RUN_TOLERANCE * unit;
}

/* Moves finder to the middle of the ends of its rays, by least squares: an offset d shows along a ray at
 * angle a as dx cos a + dy sin a, half of it each way. */
static void finder_centre(ScanFinder *finder, const double length[N_RAYS])
{
    double cc = 0, cs = 0, ss = 0, c = 0, s = 0;
    for (guint i = 0; i < N_RAYS / 2; i++) {
        if (length[i] <= 0 || length[i + N_RAYS / 2] <= 0)
            continue;
        double dx = cos(2 * G_PI * i / N_RAYS), dy = sin(2 * G_PI * i / N_RAYS);
        double off = (length[i] - length[i + N_RAYS / 2]) / 2;
        cc += dx * dx, cs += dx * dy, ss += dy * dy;
        c += off * dx, s += off * dy;
    }
    double determinant = cc * ss - cs * cs;
    if (determinant < 0.1)
        return;
    finder->x_px += (c * ss - s * cs) / determinant;
    finder->y_px += (s * cc - c * cs) / determinant;
}

/* Looks from the middle along all rays and corrects it. */
static gboolean finder_look(const ScanTones *tones, ScanFinder *finder)
{
    double length[N_RAYS] = {0}, sum = 0, low = G_MAXDOUBLE, high = 0;
    guint n = 0;
    for (guint i = 0; i < N_RAYS; i++) {
        double angle = 2 * G_PI * i / N_RAYS;
        if (!ray_cross(tones, finder->x_px, finder->y_px, angle, finder->module_px * 7.5,
                       &length[i]))
            length[i] = 0;
        else
            n++, sum += length[i], low = MIN(low, length[i]), high = MAX(high, length[i]);
    }
    if (n < RAYS_MIN || high < SQUARE_RATIO_MIN * low || high > SQUARE_RATIO_MAX * low)
        return FALSE;
    finder_centre(finder, length);
    finder->module_px = sum / n / SQUARE_MEAN / 3.5;
    finder->n_rays = n;
    return TRUE;
}

/* Twice: the second look is from the true middle. */
static gboolean finder_verify(const ScanTones *tones, ScanFinder *finder)
{
    ScanFinder found = *finder;
    double module_max = scan_gray_px(tones->gray, MODULE_MM_MAX);
    if (!finder_look(tones, &found) || !finder_look(tones, &found) ||
        found.module_px < MODULE_PX_MIN || found.module_px > module_max)
        return FALSE;
    *finder = found;
    return TRUE;
}

/* -------------------------------------------------------------------------------- rows -- */

static gboolean runs_fit(const guint runs[5])
{
    static const double expected[5] = {1, 1, 3, 1, 1};
    double module = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7.0;
    if (module < MODULE_PX_MIN * 0.9)
        return FALSE;
    for (guint i = 0; i < 5; i++)
        if (fabs(runs[i] - expected[i] * module) > RUN_TOLERANCE * module + 0.5)
            return FALSE;
    return TRUE;
}

/* Rows through the rim of the inner square find the middle worse: that with the most rays counts. */
static void finders_add(GArray *finders, const ScanFinder *finder)
{
    for (guint i = 0; i < finders->len; i++) {
        ScanFinder *known = &g_array_index(finders, ScanFinder, i);
        if (hypot(known->x_px - finder->x_px, known->y_px - finder->y_px) < 2 * known->module_px) {
            guint n_hits = known->n_hits + 1;
            if (finder->n_rays > known->n_rays)
                *known = *finder;
            known->n_hits = n_hits;
            return;
        }
    }
    g_array_append_val(finders, *finder);
}

/* The runs that end before x have the ratio: perhaps a finder. */
static void runs_try(const ScanTones *tones, const guint runs[5], guint x, guint y, GArray *finders)
{
    guint all = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
    ScanFinder finder = {.x_px = x - runs[4] - runs[3] - runs[2] / 2.0,
                         .y_px = y + 0.5,
                         .module_px = all / 7.0,
                         .n_hits = 1};
    if (finder_verify(tones, &finder))
        finders_add(finders, &finder);
}

static void row_search(const ScanTones *tones, guint y, GArray *finders)
{
    guint width = tones->gray->width_px, runs[5] = {0};
    const guint8 *dark = tones->dark + (gsize)y * width;
    for (guint x = 0; x < width;) {
        guint8 tone = dark[x];
        const guint8 *next = memchr(dark + x, !tone, width - x);
        guint end = next ? (guint)(next - dark) : width;
        memmove(runs, runs + 1, sizeof runs - sizeof *runs);
        runs[4] = end - x;
        x = end;
        if (tone && runs[0] > 0 && runs_fit(runs))
            runs_try(tones, runs, x, y, finders);
    }
}

static gint finder_compare(gconstpointer a, gconstpointer b)
{
    const ScanFinder *first = a, *second = b;
    return (gint)second->n_hits - (gint)first->n_hits;
}

guint scan_finders_find(const ScanTones *tones, ScanFinder finders[SCAN_FINDERS_MAX])
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(ScanFinder));
    for (guint y = ROW_STEP / 2; y < tones->gray->height_px; y += ROW_STEP)
        row_search(tones, y, found);
    g_array_sort(found, finder_compare);
    guint n = MIN(found->len, SCAN_FINDERS_MAX);
    if (n > 0)
        memcpy(finders, found->data, n * sizeof *finders);
    return n;
}
