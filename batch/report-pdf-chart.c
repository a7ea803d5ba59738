/* Charts of the printed return, in black and white. Grays are patterns of whole pixels: they look the same on every
 * printer and in every copy. */
#include <math.h>

#include "batch/report-pdf.h"

#define SCALE 0.70     /* points a unit: two charts stand on a page ... */
#define SCALE_RTL 0.64 /* likewise, where the headings are lines of Nastaliq */
#define TEXT_PT 9.0
#define TILE 12 /* pixels */

/* What an ink looks like: how wide its line is, its dashes (0: none), and what fills it. */
typedef enum { FILL_NONE, FILL_SOLID, FILL_DOTS, FILL_SPARSE, FILL_STRIPES } Fill;
static const struct {
    double line; /* units; 0: no outline */
    double dashes[2];
    Fill fill;
} inks[N_INKS] = {
    [INK_DONE] = {4, {0, 0}, FILL_SOLID},    [INK_UNDER] = {0, {0, 0}, FILL_SPARSE},
    [INK_TRACK] = {0.65, {0, 0}, FILL_NONE}, [INK_GRID] = {0.65, {0.65, 2}, FILL_NONE},
    [INK_PLAN] = {1.2, {8, 5}, FILL_NONE},   [INK_NEEDED] = {3, {3, 5}, FILL_NONE},
    [INK_LIKELY] = {2, {0, 0}, FILL_NONE},   [INK_BAND] = {0, {0, 0}, FILL_DOTS},
    [INK_OFF] = {0, {0, 0}, FILL_SPARSE},    [INK_FLAGGED] = {1, {0, 0}, FILL_STRIPES},
};

static gboolean tile_has(Fill fill, int x, int y)
{
    switch (fill) {
    case FILL_DOTS: /* a quarter */
        return (x / 2 + y / 2) % 2 == 0 && (x / 2) % 2 == 0;
    case FILL_SPARSE: /* a sixteenth, every other row half a step on */
        return x % 6 < 2 && y % 12 == 0 ? TRUE : (x + 3) % 6 < 2 && y % 12 == 6;
    case FILL_STRIPES:
        return (x + y) % TILE < 4;
    default:
        return TRUE;
    }
}

static cairo_surface_t *tile_new(Fill fill)
{
    cairo_surface_t *tile = cairo_image_surface_create(CAIRO_FORMAT_A8, TILE, TILE);
    guint8 *row = cairo_image_surface_get_data(tile);
    for (int y = 0; y < TILE; y++, row += cairo_image_surface_get_stride(tile))
        for (int x = 0; x < TILE; x++)
            row[x] = tile_has(fill, x, y) ? 255 : 0;
    cairo_surface_mark_dirty(tile);
    return tile;
}

/* Fills the path; it stays. The tile's pixels are those of the page. */
static void path_fill(cairo_t *cairo, Fill fill)
{
    cairo_surface_t *tile = tile_new(fill);
    cairo_pattern_t *pattern = cairo_pattern_create_for_surface(tile);
    cairo_matrix_t matrix;
    cairo_get_matrix(cairo, &matrix);
    cairo_pattern_set_matrix(pattern, &matrix);
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_REPEAT);
    cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
    cairo_set_source(cairo, pattern);
    cairo_fill_preserve(cairo);
    cairo_pattern_destroy(pattern);
    cairo_surface_destroy(tile);
}

static void path_draw(cairo_t *cairo, ChartInk ink, gboolean is_line)
{
    if (!is_line && inks[ink].fill != FILL_NONE)
        path_fill(cairo, inks[ink].fill);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, inks[ink].line);
    cairo_set_dash(cairo, inks[ink].dashes, inks[ink].dashes[0] > 0 ? 2 : 0, 0);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    if (inks[ink].line > 0 && (is_line || inks[ink].fill != FILL_SOLID))
        cairo_stroke_preserve(cairo);
    cairo_new_path(cairo);
}

static void points_draw(cairo_t *cairo, const ChartShape *shape)
{
    for (guint i = 0; i < shape->n_points; i++)
        cairo_line_to(cairo, shape->points[i].x, shape->points[i].y);
    if (shape->kind == SHAPE_AREA)
        cairo_close_path(cairo);
    path_draw(cairo, shape->ink, shape->kind == SHAPE_LINE);
}

static void shape_draw(cairo_t *cairo, const ChartShape *shape)
{
    cairo_new_path(cairo);
    switch (shape->kind) {
    case SHAPE_RECT:
        cairo_rectangle(cairo, shape->x, shape->y, shape->width, shape->height);
        path_draw(cairo, shape->ink, FALSE);
        break;
    case SHAPE_LINE:
    case SHAPE_AREA:
        points_draw(cairo, shape);
        break;
    case SHAPE_DOT:
        cairo_arc(cairo, shape->x, shape->y, 5, 0, 2 * M_PI);
        path_draw(cairo, shape->ink, FALSE);
        break;
    case SHAPE_TEXT:
        break;
    }
}

static double scale_of(const Press *press)
{
    return press->is_rtl ? SCALE_RTL : SCALE;
}

/* A text takes the place that it stands on. */
static void text_draw(Press *press, const Chart *chart, const ChartShape *shape, double left_pt,
                      double top_pt)
{
    const double size_pt = TEXT_PT * scale_of(press) / SCALE;
    const DrawStyle style = {.size_pt = size_pt, .bold = shape->ink == INK_STRONG};
    cairo_t *cairo = draw_peek_cairo(press->flow.drawing);
    DrawExtent extent = press_measure(press, -1, shape->text, &style);
    double x_pt = left_pt + shape->x * scale_of(press), width_pt = extent.width_pt + 1;
    gboolean at_right = (shape->anchor == ANCHOR_END) != (chart->is_rtl != FALSE);
    if (shape->anchor == ANCHOR_MIDDLE)
        x_pt -= width_pt / 2;
    else if (at_right)
        x_pt -= width_pt;
    double baseline_pt = top_pt + shape->y * scale_of(press);
    cairo_save(cairo);
    cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
    cairo_rectangle(cairo, x_pt - 1, baseline_pt - size_pt * 0.85, width_pt + 2, size_pt * 1.1);
    cairo_fill(cairo);
    cairo_restore(cairo);
    draw_text(press->flow.drawing, x_pt, baseline_pt - extent.baseline_pt, width_pt, shape->text,
              &style);
}

void press_chart(Press *press, const Chart *chart)
{
    const double height_pt = chart->height * scale_of(press);
    press_heading(press, chart->title, chart->says, MIN(height_pt, PRESS_BOTTOM_PT / 2));
    flow_need(&press->flow, height_pt);
    cairo_t *cairo = draw_peek_cairo(press->flow.drawing);
    double left_pt = press_x(press, 0, chart->width * scale_of(press)), top_pt = press->flow.y_pt;
    cairo_save(cairo);
    cairo_translate(cairo, left_pt, top_pt);
    cairo_scale(cairo, scale_of(press), scale_of(press));
    for (guint i = 0; i < chart->shapes->len; i++)
        shape_draw(cairo, &g_array_index(chart->shapes, ChartShape, i));
    cairo_restore(cairo);
    for (guint i = 0; i < chart->shapes->len; i++) {
        const ChartShape *shape = &g_array_index(chart->shapes, ChartShape, i);
        if (shape->kind == SHAPE_TEXT)
            text_draw(press, chart, shape, left_pt, top_pt);
    }
    press->flow.y_pt += height_pt;
}
