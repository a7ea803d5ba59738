/* Everything that belongs to the paper is painted with cairo in the paper's own (shifted and
 * skewed) coordinates: the other side, the ink, then tint, stains, folds, specks and holes
 * multiplied onto it, then the scanner's bed around it. What the scanner's optics add is done last,
 * in sensor.c. Every effect has a stream of chance of its own, so that one level's page differs from
 * the next level's in strength, not in kind. */
#include "tests/pages/age.h"

#include "scan/scan.h"
#include "tests/pages/draw.h"
#include "tests/pages/multiply.h"
#include "tests/pages/sensor.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define PT_PER_MM (72 / 25.4)
#define OTHER_SIDE_DPI 75.0 /* paper blurs what shines through it */
#define STAIN_DPI 18.0      /* stains and light have soft edges */
#define STAINS_MAX 5

const Ageing age_levels[] = {
    {.name = "clean"},
    {.name = "light",
     .tint = 0.3,
     .uneven = 0.08,
     .ink_fade = 0.1,
     .show_through = 0.05,
     .noise = 3,
     .skew_deg = 0.4,
     .border_mm = 1,
     .hole_chance = 0.5,
     .fold_chance = 0.1,
     .specks = 20},
    {.name = "medium",
     .tint = 0.6,
     .uneven = 0.20,
     .ink_fade = 0.2,
     .show_through = 0.12,
     .noise = 6,
     .blur = 1,
     .skew_deg = 1.2,
     .border_mm = 3,
     .hole_chance = 0.7,
     .fold_chance = 0.4,
     .specks = 90,
     .streak_chance = 0.1},
    {.name = "heavy",
     .tint = 1,
     .uneven = 0.40,
     .ink_fade = 0.4,
     .show_through = 0.25,
     .noise = 12,
     .blur = 2,
     .skew_deg = 2.5,
     .border_mm = 7,
     .hole_chance = 0.9,
     .fold_chance = 0.8,
     .specks = 300,
     .streak_chance = 0.4},
    {.name = NULL},
};

const Ageing *age_level_lookup(const char *name, GError **error)
{
    for (const Ageing *level = age_levels; level->name; level++)
        if (g_str_equal(level->name, name))
            return level;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "ageing %s is not one of clean, light, medium, heavy", name);
    return NULL;
}

Ageing age_back(guint64 seed)
{
    static const struct {
        double tint, uneven, noise;
        guint blur;
    } papers[] = {
        {0, 0.02, 2, 0}, {0.1, 0.05, 4, 1}, {0.7, 0.15, 5, 1}, {1, 0.30, 8, 1}, {0.4, 0.1, 11, 0}};
    Random random;
    random_seed(&random, seed, "back");
    guint paper = random_below(&random, G_N_ELEMENTS(papers));
    return (Ageing){.name = "back",
                    .tint = papers[paper].tint,
                    .uneven = papers[paper].uneven,
                    .noise = papers[paper].noise,
                    .blur = papers[paper].blur,
                    .show_through = random_between(&random, 0.03, 0.30),
                    .show_blur_mm = random_between(&random, 0.34, 0.9),
                    .skew_deg = random_between(&random, 0, 3),
                    .border_mm = random_between(&random, 0, 6),
                    .hole_chance = 0.5,
                    .fold_chance = 0.3,
                    .specks = random_below(&random, 150),
                    .streak_chance = 0.1,
                    .staple_chance = 0.3};
}

/* Between half of and all of what the level allows. */
static double strength(Random *random, double most)
{
    return most * random_between(random, 0.5, 1);
}

/* From here on cairo's coordinates are those of the upright paper. */
static void paper_place(cairo_t *cairo, const AgeTask *task)
{
    Random random;
    random_seed(&random, task->seed, "place");
    double side = random_chance(&random, 0.5) ? 1 : -1;
    double skew_deg = side * strength(&random, task->ageing->skew_deg);
    double reach_pt = task->ageing->border_mm * PT_PER_MM;
    double x = random_between(&random, -reach_pt, reach_pt);
    double y = random_between(&random, -reach_pt, reach_pt);
    cairo_scale(cairo, task->dpi / 72, task->dpi / 72);
    cairo_translate(cairo, A4_WIDTH_PT / 2 + x, A4_HEIGHT_PT / 2 + y);
    cairo_rotate(cairo, skew_deg * G_PI / 180);
    cairo_translate(cairo, -A4_WIDTH_PT / 2, -A4_HEIGHT_PT / 2);
}

static cairo_surface_t *surface_new(double dpi)
{
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(A4_WIDTH_PT / 72 * dpi),
                                      (int)lround(A4_HEIGHT_PT / 72 * dpi));
}

/* Multiplies a coarse picture of the whole paper onto it. */
static void paper_multiply(cairo_t *cairo, cairo_surface_t *coarse, double dpi, double alpha)
{
    cairo_matrix_t placed;
    cairo_get_matrix(cairo, &placed);
    cairo_matrix_scale(&placed, 72 / dpi, 72 / dpi);
    multiply_onto(cairo_get_target(cairo), coarse, &placed, alpha);
}

static void paint_other_side(cairo_t *cairo, const AgeTask *task)
{
    if (task->ageing->show_through <= 0)
        return;
    Random random;
    random_seed(&random, task->seed, "other side");
    double blur_mm = task->ageing->show_blur_mm;
    double dpi = blur_mm > 0 ? MIN(25.4 / blur_mm, OTHER_SIDE_DPI) : OTHER_SIDE_DPI;
    cairo_surface_t *coarse = surface_new(dpi);
    cairo_t *back = cairo_create(coarse);
    cairo_set_source_rgb(back, 1, 1, 1);
    cairo_paint(back);
    cairo_scale(back, -dpi / 72, dpi / 72);
    cairo_translate(back, -A4_WIDTH_PT, random_between(&random, -8, 8));
    draw_page(back, task->other_side);
    cairo_destroy(back);
    paper_multiply(cairo, coarse, dpi, strength(&random, task->ageing->show_through));
    cairo_surface_destroy(coarse);
}

/* Ink that has lost some of its darkness, and turned brown. */
static void fade_ink(cairo_t *cairo, const AgeTask *task)
{
    Random random;
    random_seed(&random, task->seed, "fade");
    double fade = strength(&random, task->ageing->ink_fade);
    if (fade <= 0)
        return;
    cairo_set_source_rgba(cairo, 1, 0.9, 0.8, fade);
    cairo_paint(cairo);
}

/* ------------------------------------------------------------------------------ colour, light and stains -- */

typedef struct {
    double x, y, radius, depth; /* of the page's width; depth of 1 */
    double wobble;              /* radians: no drop is round */
} Stain;

typedef struct {
    double slope_x, slope_y, edge; /* light falling off; browned edges */
    Stain stains[STAINS_MAX];
    guint n_stains;
} Shade;

static Shade shade_draw(Random *random)
{
    Shade shade = {.slope_x = random_between(random, -0.5, 0.5),
                   .slope_y = random_between(random, -0.5, 0.5),
                   .edge = random_between(random, 0.3, 0.8),
                   .n_stains = random_below(random, STAINS_MAX + 1)};
    for (guint i = 0; i < shade.n_stains; i++)
        shade.stains[i] = (Stain){random_between(random, 0, 1), random_between(random, 0, 1.4),
                                  random_between(random, 0.05, 0.3),
                                  random_between(random, 0.2, 0.7), random_between(random, 0, 6)};
    return shade;
}

/* 0 light to about 1 dark, at x (0-1) and y (0-1.41) in widths of the page. */
static double shade_at(const Shade *shade, double x, double y)
{
    double dark = shade->slope_x * (x - 0.5) + shade->slope_y * (y / 1.414 - 0.5) + 0.3;
    double to_edge = MIN(MIN(x, 1 - x), MIN(y, 1.414 - y));
    dark += shade->edge * exp(-MAX(to_edge, 0) / 0.03);
    for (guint i = 0; i < shade->n_stains; i++) {
        const Stain *stain = &shade->stains[i];
        double angle = atan2(y - stain->y, x - stain->x);
        double round = 1 + 0.10 * sin(2 * angle + stain->wobble) + 0.05 * sin(5 * angle);
        double r = hypot(x - stain->x, y - stain->y) / (stain->radius * round);
        /* A dried drop: flat inside, dark at its rim. */
        dark += stain->depth * (0.35 * exp(-pow(r, 6)) + 0.5 * exp(-120 * (r - 1) * (r - 1)));
    }
    return CLAMP(dark, 0, 1.3);
}

typedef struct {
    double red, green, blue;
} Color;

static Color paper_color(const AgeTask *task, Random *random)
{
    double tint = strength(random, task->ageing->tint);
    Color color = {1 - 0.08 * tint, 1 - 0.14 * tint, 1 - 0.30 * tint};
    return task->green_paper ? (Color){0.82 * color.red, 0.95 * color.green, 0.80 * color.blue}
                             : color;
}

/* Paper of this colour where it is dark (0-1) with dirt and age. */
static guint32 paper_pixel(const Color *color, double dark)
{
    guint red = (guint)(255 * color->red * (1 - 0.75 * dark));
    guint green = (guint)(255 * color->green * (1 - 0.95 * dark));
    guint blue = (guint)(255 * color->blue * (1 - MIN(1.25 * dark, 1)));
    return red << 16 | green << 8 | blue;
}

static void shade_paper(cairo_t *cairo, const AgeTask *task)
{
    if (task->ageing->tint <= 0)
        return;
    Random random;
    random_seed(&random, task->seed, "shade");
    Color color = paper_color(task, &random);
    double depth = strength(&random, task->ageing->uneven);
    Shade shade = shade_draw(&random);
    cairo_surface_t *coarse = surface_new(STAIN_DPI);
    int width = cairo_image_surface_get_width(coarse);
    int height = cairo_image_surface_get_height(coarse);
    cairo_surface_flush(coarse);
    for (int y = 0; y < height; y++) {
        guint32 *row = (guint32 *)(void *)(cairo_image_surface_get_data(coarse) +
                                           y * cairo_image_surface_get_stride(coarse));
        for (int x = 0; x < width; x++) {
            double dark = shade_at(&shade, (double)x / width, (double)y / width);
            row[x] = paper_pixel(&color, depth * dark);
        }
    }
    cairo_surface_mark_dirty(coarse);
    paper_multiply(cairo, coarse, STAIN_DPI, 1);
    cairo_surface_destroy(coarse);
}

/* ------------------------------------------------------------------------------------ the paper -- */

/* Light on one side of the crease, shadow on the other. */
static void fold_paper(cairo_t *cairo, const AgeTask *task)
{
    Random random;
    random_seed(&random, task->seed, "fold");
    if (!random_chance(&random, task->ageing->fold_chance))
        return;
    double y = A4_HEIGHT_PT * (random_chance(&random, 0.5) ? 0.5 : 0.333);
    double depth = random_between(&random, 0.08, 0.22), reach = random_between(&random, 4, 12);
    cairo_save(cairo);
    cairo_translate(cairo, 0, y);
    cairo_rotate(cairo, random_between(&random, -0.006, 0.006));
    cairo_pattern_t *crease = cairo_pattern_create_linear(0, -reach, 0, reach);
    cairo_pattern_add_color_stop_rgb(crease, 0, 1, 1, 1);
    cairo_pattern_add_color_stop_rgb(crease, 0.49, 1 - depth / 3, 1 - depth / 3, 1 - depth / 3);
    cairo_pattern_add_color_stop_rgb(crease, 0.50, 1 - depth * 2, 1 - depth * 2, 1 - depth * 2);
    cairo_pattern_add_color_stop_rgb(crease, 0.53, 1 - depth, 1 - depth, 1 - depth);
    cairo_pattern_add_color_stop_rgb(crease, 1, 1, 1, 1);
    cairo_set_operator(cairo, CAIRO_OPERATOR_MULTIPLY);
    cairo_set_source(cairo, crease);
    cairo_rectangle(cairo, 0, -reach, A4_WIDTH_PT, 2 * reach);
    cairo_fill(cairo);
    cairo_pattern_destroy(crease);
    cairo_restore(cairo);
}

static void speckle_paper(cairo_t *cairo, const AgeTask *task)
{
    Random random;
    random_seed(&random, task->seed, "specks");
    for (guint i = 0; i < task->ageing->specks; i++) {
        double radius = 0.15 + 0.35 * fabs(random_gauss(&random));
        double dark = random_between(&random, 0.3, 0.9);
        cairo_set_source_rgba(cairo, 0.2, 0.15, 0.1, dark);
        cairo_new_path(cairo);
        cairo_arc(cairo, random_between(&random, 0, A4_WIDTH_PT),
                  random_between(&random, 0, A4_HEIGHT_PT), radius, 0, 2 * G_PI);
        cairo_fill(cairo);
    }
}

/* The scanner's bed shows where there is no paper: around it and through its holes (ISO 838: 6 mm
 * wide, 80 mm apart, 12 mm from the edge). */
static void paint_bed(cairo_t *cairo, const AgeTask *task)
{
    if (task->ageing->border_mm <= 0 && task->ageing->corner.kind == CORNER_WHOLE)
        return;
    Random random;
    random_seed(&random, task->seed, "bed");
    double gray = random_chance(&random, 0.75) ? random_between(&random, 0.03, 0.2) : 0.97;
    if (task->ageing->bed > 0)
        gray = task->ageing->bed;
    cairo_set_source_rgb(cairo, gray, gray, gray);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_rectangle(cairo, -A4_WIDTH_PT, -A4_HEIGHT_PT, 3 * A4_WIDTH_PT, 3 * A4_HEIGHT_PT);
    cairo_rectangle(cairo, 0, 0, A4_WIDTH_PT, A4_HEIGHT_PT);
    cairo_fill(cairo);
    corner_paint_bed(cairo, &task->ageing->corner);
    if (!random_chance(&random, task->ageing->hole_chance))
        return;
    double middle = A4_HEIGHT_PT / 2 + random_between(&random, -10, 10) * PT_PER_MM;
    for (int side = -1; side <= 1; side += 2) {
        double x = (12 + random_between(&random, -1.5, 1.5)) * PT_PER_MM;
        cairo_new_path(cairo);
        cairo_arc(cairo, x, middle + side * 40 * PT_PER_MM, 3 * PT_PER_MM, 0, 2 * G_PI);
        cairo_fill(cairo);
    }
}

/* A staple in the upper left corner: wire, or two holes where it was. */
static void paint_staple(cairo_t *cairo, const AgeTask *task)
{
    Random random;
    random_seed(&random, task->seed, "staple");
    if (!random_chance(&random, task->ageing->staple_chance))
        return;
    gboolean is_there = random_chance(&random, 0.5);
    cairo_save(cairo);
    cairo_translate(cairo, random_between(&random, 8, 18) * PT_PER_MM,
                    random_between(&random, 8, 18) * PT_PER_MM);
    cairo_rotate(cairo, random_between(&random, -1, 0.3));
    double half = 6 * PT_PER_MM;
    cairo_set_source_rgb(cairo, 0.25, 0.25, 0.27);
    cairo_set_line_width(cairo, 0.5 * PT_PER_MM);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cairo, -half, 0);
    cairo_line_to(cairo, is_there ? half : -half, 0);
    cairo_move_to(cairo, half, 0);
    cairo_line_to(cairo, half, 0);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

/* Dirt on the glass of a feeder draws a line down every page. */
static void paint_streak(cairo_t *cairo, const AgeTask *task)
{
    Random random;
    random_seed(&random, task->seed, "streak");
    if (!random_chance(&random, task->ageing->streak_chance))
        return;
    cairo_identity_matrix(cairo);
    cairo_set_source_rgba(cairo, 0.3, 0.3, 0.35, random_between(&random, 0.15, 0.4));
    cairo_rectangle(cairo, floor(random_between(&random, 0.1, 0.9) * A4_WIDTH_PT / 72 * task->dpi),
                    0, random_between(&random, 1, 2.5), A4_HEIGHT_PT / 72 * task->dpi);
    cairo_fill(cairo);
}

static void paint_all(cairo_t *cairo, const AgeTask *task)
{
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    paper_place(cairo, task);
    paint_other_side(cairo, task);
    draw_page(cairo, task->page);
    fade_ink(cairo, task);
    corner_paint_flap(cairo, &task->ageing->corner, task->other_side);
    shade_paper(cairo, task);
    fold_paper(cairo, task);
    speckle_paper(cairo, task);
    paint_staple(cairo, task);
    paint_bed(cairo, task);
    paint_streak(cairo, task);
}

struct Pix *age_page(const AgeTask *task, guint depth_bits)
{
    cairo_surface_t *surface = surface_new(task->dpi);
    cairo_t *cairo = cairo_create(surface);
    paint_all(cairo, task);
    cairo_destroy(cairo);
    Random random;
    random_seed(&random, task->seed, "sensor");
    sensor_blur(surface, task->ageing->blur);
    struct Pix *pix = sensor_read(surface, depth_bits, task->ageing->noise, &random);
    cairo_surface_destroy(surface);
    pixSetResolution(pix, (l_int32)lround(task->dpi), (l_int32)lround(task->dpi));
    return pix;
}
