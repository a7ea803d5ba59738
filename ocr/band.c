/* Rows that no rule parts: faint or waved rules are not found, and many a register has rules between its
 * columns alone.
 *
 * They are told from cells of several lines by being level: half of the cells at least have the same number of
 * lines, few have less, and nearly all lines stand beside those of the neighbouring cell. Cells of wrapped text
 * may be level too. So rows are also as far apart as the table's lowest band is high, which lines of one cell, without
 * the white along the rules, are not; or they are ROWS_SURE or more in CELLS_SURE cells or more.
 *
 * The limits: a head of ROWS_SURE wrapped lines in most cells is read as rows; two or three rows of a table of one
 * band are read as cells.
 */
#include "ocr/band.h"

#include <stdlib.h>

#include "ocr/text.h"

#define LEVEL_SHARE 0.8 /* of the lines, beside one of the neighbouring cell */
#define LEVEL_HEIGHTS 0.5
#define FULL_SHARE 0.75 /* of the cells, with a line in each row: a head has single ones */
#define ROW_SHARE 0.9   /* of the lowest band's height: the distance of rows */
#define ROWS_SURE 4
#define CELLS_SURE 3

typedef struct {
    const GPtrArray *cells;
    GPtrArray *steps; /* of each cell a GArray of int: the middles of its lines, from the top */
    double level_px;  /* lines are beside one another as far as this */
    guint n_rows;     /* as many as most cells have, 0 for none */
} Band;

static int middle_of(const OcrLine *line)
{
    return line->box.y_px + line->box.height_px / 2;
}

static double height_median(const GPtrArray *cells)
{
    g_autoptr(GArray) heights_px = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint c = 0; c < cells->len; c++) {
        const GPtrArray *lines = g_ptr_array_index(cells, c);
        for (guint i = 0; i < lines->len; i++)
            g_array_append_val(heights_px, ((OcrLine *)lines->pdata[i])->box.height_px);
    }
    g_array_sort(heights_px, ocr_compare_ints);
    return heights_px->len > 0 ? g_array_index(heights_px, int, heights_px->len / 2) : 0;
}

/* Pieces of one line count once. */
static GArray *cell_steps(const GPtrArray *lines, double level_px)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < lines->len; i++) {
        int middle_px = middle_of(g_ptr_array_index(lines, i));
        g_array_append_val(steps, middle_px);
    }
    g_array_sort(steps, ocr_compare_ints);
    for (guint i = steps->len; i-- > 1;)
        if (g_array_index(steps, int, i) - g_array_index(steps, int, i - 1) <= level_px)
            g_array_remove_index(steps, i);
    return steps;
}

static guint n_steps(const Band *band, guint cell)
{
    return ((const GArray *)g_ptr_array_index(band->steps, cell))->len;
}

static guint count_cells(const Band *band, guint n)
{
    guint n_cells = 0;
    for (guint c = 0; c < band->cells->len; c++)
        n_cells += n_steps(band, c) == n;
    return n_cells;
}

/* How many rows half of the cells that are not empty have, and two at least; else 0. */
static guint usual_rows(const Band *band)
{
    guint n_filled = band->cells->len - count_cells(band, 0);
    for (guint c = 0; c < band->cells->len; c++) {
        guint n = n_steps(band, c), n_cells = count_cells(band, n);
        if (n > 1 && n_cells >= 2 && 2 * n_cells >= n_filled)
            return n;
    }
    return 0;
}

/* The rows as the nearest cell before has them, else the first that has them: a waved page is level from one to
 * the next alone. */
static const GArray *steps_before(const Band *band, guint cell)
{
    for (guint c = cell; c-- > 0;)
        if (n_steps(band, c) == band->n_rows)
            return g_ptr_array_index(band->steps, c);
    while (n_steps(band, cell) != band->n_rows)
        cell++;
    return g_ptr_array_index(band->steps, cell);
}

/* The row nearest to a line of a cell. */
static guint row_nearest(const GArray *steps, const OcrLine *line, int *distance_px)
{
    guint nearest = 0;
    *distance_px = G_MAXINT;
    for (guint i = 0; i < steps->len; i++) {
        int away_px = abs(middle_of(line) - g_array_index(steps, int, i));
        nearest = away_px < *distance_px ? i : nearest;
        *distance_px = MIN(*distance_px, away_px);
    }
    return nearest;
}

static gboolean is_full(const Band *band)
{
    guint n_full = 0, n_filled = band->cells->len - count_cells(band, 0);
    for (guint c = 0; c < band->cells->len; c++)
        n_full += n_steps(band, c) >= band->n_rows;
    return n_full >= FULL_SHARE * n_filled;
}

static gboolean is_level(const Band *band)
{
    guint n_lines = 0, n_level = 0;
    for (guint c = 0; c < band->cells->len; c++) {
        const GPtrArray *lines = g_ptr_array_index(band->cells, c);
        for (guint i = 0; i < lines->len; i++) {
            int distance_px;
            row_nearest(steps_before(band, c), lines->pdata[i], &distance_px);
            n_level += distance_px <= band->level_px;
            n_lines++;
        }
    }
    return n_level >= LEVEL_SHARE * n_lines;
}

static gboolean is_far_apart(const Band *band, double row_px)
{
    const GArray *steps = steps_before(band, 0);
    guint n = band->n_rows;
    int extent_px = g_array_index(steps, int, n - 1) - g_array_index(steps, int, 0);
    return extent_px >= ROW_SHARE * row_px * (n - 1);
}

static gboolean has_rows(const Band *band, double row_px)
{
    if (band->n_rows == 0 || !is_full(band) || !is_level(band))
        return FALSE;
    gboolean is_sure = band->n_rows >= ROWS_SURE && count_cells(band, band->n_rows) >= CELLS_SURE;
    return is_sure || is_far_apart(band, row_px);
}

static int compare_x(gconstpointer a, gconstpointer b)
{
    return (*(OcrLine *const *)a)->box.x_px - (*(OcrLine *const *)b)->box.x_px;
}

static int compare_x_rtl(gconstpointer a, gconstpointer b)
{
    const OcrBox *box_a = &(*(OcrLine *const *)a)->box, *box_b = &(*(OcrLine *const *)b)->box;
    return box_b->x_px + box_b->width_px - box_a->x_px - box_a->width_px;
}

static GPtrArray *rows_take(const Band *band, gboolean is_rtl)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < band->n_rows; i++)
        g_ptr_array_add(rows, g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free));
    for (guint c = 0; c < band->cells->len; c++) {
        GPtrArray *lines = g_ptr_array_index(band->cells, c);
        g_ptr_array_sort(lines, is_rtl ? compare_x_rtl : compare_x);
        while (lines->len > 0) {
            int distance_px;
            OcrLine *line = g_ptr_array_steal_index(lines, 0);
            guint row = row_nearest(steps_before(band, c), line, &distance_px);
            g_ptr_array_add(g_ptr_array_index(rows, row), line);
        }
    }
    return rows;
}

GPtrArray *ocr_band_rows(const GPtrArray *cells, double row_px, gboolean is_rtl)
{
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    Band band = {cells, steps, LEVEL_HEIGHTS * height_median(cells), 0};
    for (guint c = 0; c < cells->len; c++)
        g_ptr_array_add(steps, cell_steps(g_ptr_array_index(cells, c), band.level_px));
    band.n_rows = usual_rows(&band);
    return has_rows(&band, row_px) ? rows_take(&band, is_rtl) : NULL;
}
