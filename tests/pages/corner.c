/* The paper lies a little above the bed and a flap above the page, so lamps beside the sensor leave a thin
 * shadow along their edges: on a white bed often the only sign of them. */
#include "tests/pages/corner.h"

#include "tests/pages/draw.h"

#include <math.h>

#define PT_PER_MM (72 / 25.4)
#define SHADOW_MM 0.5
#define TEAR_MM 0.25 /* how far a tear strays */

/* From here on the corner is at the origin and the page to the right and below. */
static void corner_place(cairo_t *cairo, const PageCorner *corner)
{
    gboolean is_right = corner->where == 1 || corner->where == 2, is_low = corner->where >= 2;
    cairo_translate(cairo, is_right ? A4_WIDTH_PT : 0, is_low ? A4_HEIGHT_PT : 0);
    cairo_scale(cairo, is_right ? -1 : 1, is_low ? -1 : 1);
}

static void legs_pt(const PageCorner *corner, double *across, double *down)
{
    *across = corner->across_mm * PT_PER_MM;
    *down = corner->down_mm * PT_PER_MM;
}

/* What a point becomes when the corner is folded: mirrored at the crease. */
static cairo_matrix_t fold_matrix(double across, double down)
{
    double square = across * across + down * down;
    double cosine = (across * across - down * down) / square, sine = 2 * across * down / square;
    cairo_matrix_t fold;
    /* The crease runs along (across, -down) through (across, 0). */
    cairo_matrix_init(&fold, cosine, -sine, -sine, -cosine, across - across * cosine,
                      across * sine);
    return fold;
}

static void flap_outline(cairo_t *cairo, double across, double down)
{
    cairo_matrix_t fold = fold_matrix(across, down);
    double tip_x = 0, tip_y = 0;
    cairo_matrix_transform_point(&fold, &tip_x, &tip_y);
    cairo_new_path(cairo);
    cairo_move_to(cairo, across, 0);
    cairo_line_to(cairo, tip_x, tip_y);
    cairo_line_to(cairo, 0, down);
}

/* In the corner's place: the other side is turned over its middle, then folded. */
static void other_side_draw(cairo_t *cairo, const PageCorner *corner, const Composition *other_side)
{
    double across, down;
    legs_pt(corner, &across, &down);
    cairo_matrix_t fold = fold_matrix(across, down);
    cairo_transform(cairo, &fold);
    /* From behind, left is right. */
    gboolean is_right = corner->where == 0 || corner->where == 3, is_low = corner->where >= 2;
    cairo_scale(cairo, is_right ? -1 : 1, is_low ? -1 : 1);
    cairo_translate(cairo, is_right ? -A4_WIDTH_PT : 0, is_low ? -A4_HEIGHT_PT : 0);
    draw_page(cairo, other_side);
}

void corner_paint_flap(cairo_t *cairo, const PageCorner *corner, const Composition *other_side)
{
    if (corner->kind != CORNER_FLAP)
        return;
    double across, down;
    legs_pt(corner, &across, &down);
    cairo_save(cairo);
    corner_place(cairo, corner);
    flap_outline(cairo, across, down);
    cairo_set_source_rgba(cairo, 0, 0, 0, corner->shadow);
    cairo_set_line_width(cairo, 2 * SHADOW_MM * PT_PER_MM); /* half of it under the flap */
    cairo_stroke_preserve(cairo);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_fill_preserve(cairo);
    cairo_clip(cairo);
    other_side_draw(cairo, corner, other_side);
    cairo_restore(cairo);
}

/* From the lower end of the hypotenuse to the upper, torn paper a little ragged. */
static void hypotenuse_path(cairo_t *cairo, const PageCorner *corner, double across, double down)
{
    double stray = corner->kind == CORNER_TORN ? TEAR_MM * PT_PER_MM : 0;
    guint n = 1 + (guint)(hypot(across, down) / PT_PER_MM);
    cairo_move_to(cairo, 0, down);
    for (guint i = 1; i < n; i++) {
        double off = stray * sin(2.1 * i) * sin(0.7 * i), part = (double)i / n;
        cairo_line_to(cairo, part * across + off, (1 - part) * down + off);
    }
    cairo_line_to(cairo, across, 0);
}

void corner_paint_bed(cairo_t *cairo, const PageCorner *corner)
{
    if (corner->kind == CORNER_WHOLE)
        return;
    double across, down;
    legs_pt(corner, &across, &down);
    cairo_pattern_t *bed = cairo_pattern_reference(cairo_get_source(cairo));
    cairo_save(cairo);
    corner_place(cairo, corner);
    cairo_new_path(cairo);
    hypotenuse_path(cairo, corner, across, down);
    cairo_line_to(cairo, 0, 0);
    cairo_close_path(cairo);
    cairo_fill_preserve(cairo);
    cairo_clip(cairo);
    hypotenuse_path(cairo, corner, across, down);
    cairo_set_source_rgba(cairo, 0, 0, 0, corner->shadow);
    cairo_set_line_width(cairo, 2 * SHADOW_MM * PT_PER_MM);
    cairo_stroke(cairo);
    cairo_restore(cairo);
    cairo_set_source(cairo, bed);
    cairo_pattern_destroy(bed);
}
