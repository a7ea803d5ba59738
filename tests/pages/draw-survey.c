/* A surveyed map. The land is a sum of hills; its contours are drawn by marching squares over a grid fine
 * enough to look round. Over them roads, a boundary, a cluster of fields, hachures and small signs. */
#include "tests/pages/draw-picture.h"

#include "tests/pages/random.h"

#include <math.h>

#define N_HILLS 7
#define STEP_PT 4.0
#define SIGNS 120u

typedef struct {
    double x, y, radius, height;
} Hill;

typedef struct {
    Hill hills[N_HILLS];
} Land;

static Land land_draw(Random *random, const Item *item)
{
    Land land;
    for (guint i = 0; i < N_HILLS; i++)
        land.hills[i] = (Hill){item->x + item->width * random_between(random, -0.1, 1.1),
                               item->y + item->height * random_between(random, -0.1, 1.1),
                               item->width * random_between(random, 0.08, 0.35),
                               random_between(random, -0.4, 1)};
    return land;
}

static double land_height(const Land *land, double x, double y)
{
    double height = 0;
    for (guint i = 0; i < N_HILLS; i++) {
        const Hill *hill = &land->hills[i];
        double dx = (x - hill->x) / hill->radius, dy = (y - hill->y) / hill->radius;
        height += hill->height * exp(-0.5 * (dx * dx + dy * dy));
    }
    return height + 0.01 * sin(x / 19) * cos(y / 23);
}

/* Where a level crosses the sides of a square; pairs of crossings are joined. */
static void square_cross(cairo_t *cairo, const Land *land, double x, double y, double level)
{
    const double corners[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    guint n = 0;
    for (guint i = 0; i < 4; i++) {
        double x1 = x + STEP_PT * corners[i][0], y1 = y + STEP_PT * corners[i][1];
        double x2 = x + STEP_PT * corners[i + 1][0], y2 = y + STEP_PT * corners[i + 1][1];
        double a = land_height(land, x1, y1) - level, b = land_height(land, x2, y2) - level;
        if ((a < 0) == (b < 0))
            continue;
        double at = a / (a - b), to_x = x1 + at * (x2 - x1), to_y = y1 + at * (y2 - y1);
        if (n++ % 2)
            cairo_line_to(cairo, to_x, to_y);
        else
            cairo_move_to(cairo, to_x, to_y);
    }
}

static void contours(cairo_t *cairo, const Item *item, const Land *land, double interval)
{
    int number = -8;
    for (double level = number * interval; number <= 24; level = ++number * interval) {
        for (double y = item->y; y < item->y + item->height - STEP_PT; y += STEP_PT)
            for (double x = item->x; x < item->x + item->width - STEP_PT; x += STEP_PT)
                square_cross(cairo, land, x, y, level);
        cairo_set_line_width(cairo, number % 5 == 0 ? 1.0 : 0.5);
        cairo_stroke(cairo);
    }
}

/* A line over the map from side to side that bends three times. */
static void way_path(cairo_t *cairo, const Item *item, Random *random)
{
    double y = item->y + item->height * random_between(random, 0.1, 0.9), x = item->x;
    double step = item->width / 3;
    cairo_move_to(cairo, x, y);
    for (guint i = 0; i < 3; i++, x += step) {
        double to = y + item->height * random_between(random, -0.2, 0.2);
        cairo_curve_to(cairo, x + step * 0.4, y + random_between(random, -40, 40), x + step * 0.6,
                       to + random_between(random, -40, 40), x + step, to);
        y = to;
    }
}

static void ways(cairo_t *cairo, const Item *item, Random *random)
{
    const double dashes[] = {9, 3, 2, 3};
    way_path(cairo, item, random);
    cairo_path_t *road = cairo_copy_path(cairo);
    cairo_set_line_width(cairo, 4);
    cairo_stroke(cairo);
    cairo_save(cairo);
    cairo_append_path(cairo, road);
    cairo_path_destroy(road);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_set_line_width(cairo, 2.6);
    cairo_stroke(cairo);
    cairo_restore(cairo);
    cairo_set_dash(cairo, dashes, G_N_ELEMENTS(dashes), 0);
    way_path(cairo, item, random);
    cairo_set_line_width(cairo, 1.6);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

/* Fields: a fan of quadrilaterals; some are hatched. */
static void fields(cairo_t *cairo, const Item *item, Random *random)
{
    double x0 = item->x + item->width * random_between(random, 0.1, 0.5);
    double y0 = item->y + item->height * random_between(random, 0.1, 0.6);
    double size = random_between(random, 16, 30), lean = random_between(random, -0.4, 0.4);
    for (int row = 0; row < 7; row++)
        for (int column = 0; column < 8; column++) {
            double x = x0 + column * size + row * size * lean, y = y0 + row * size;
            cairo_move_to(cairo, x, y);
            cairo_rel_line_to(cairo, size * random_between(random, 0.8, 1.1), 0);
            cairo_rel_line_to(cairo, size * lean, size);
            for (int i = 0; random_chance(random, 0.8) && i < 6; i++) {
                cairo_move_to(cairo, x + i * size / 6, y);
                cairo_rel_line_to(cairo, size * lean / 2, size / 2);
            }
        }
    cairo_set_line_width(cairo, 0.5);
    cairo_stroke(cairo);
}

/* Trees, wells, houses: as small as letters, and nowhere in rows. */
static void signs(cairo_t *cairo, const Item *item, Random *random)
{
    for (guint i = 0; i < SIGNS; i++) {
        double x = item->x + item->width * random_between(random, 0.02, 0.97);
        double y = item->y + item->height * random_between(random, 0.02, 0.97);
        double size = random_between(random, 2, 5);
        cairo_new_path(cairo);
        switch (random_below(random, 4)) {
        case 0:
            cairo_arc(cairo, x, y, size / 2, 0, 2 * G_PI);
            break;
        case 1:
            cairo_rectangle(cairo, x, y, size, size * 0.8);
            cairo_fill_preserve(cairo);
            break;
        case 2:
            cairo_move_to(cairo, x, y);
            cairo_rel_line_to(cairo, size / 2, -size);
            cairo_rel_line_to(cairo, size / 2, size);
            break;
        default:
            cairo_move_to(cairo, x, y);
            cairo_rel_line_to(cairo, size, 0);
            cairo_rel_move_to(cairo, -size / 2, -size / 2);
            cairo_rel_line_to(cairo, 0, size);
        }
        cairo_set_line_width(cairo, 0.6);
        cairo_stroke(cairo);
    }
}

void draw_survey(cairo_t *cairo, const Item *item)
{
    Random random;
    random_seed(&random, item->seed, "survey");
    Land land = land_draw(&random, item);
    gboolean is_brown = random_chance(&random, 0.4);
    cairo_set_source_rgb(cairo, is_brown ? 0.5 : 0.12, is_brown ? 0.3 : 0.1, 0.1);
    cairo_rectangle(cairo, item->x, item->y, item->width, item->height);
    cairo_set_line_width(cairo, 2);
    cairo_stroke(cairo);
    cairo_rectangle(cairo, item->x, item->y, item->width, item->height);
    cairo_clip(cairo);
    contours(cairo, item, &land, random_between(&random, 0.05, 0.12));
    cairo_set_source_rgb(cairo, 0.1, 0.1, 0.12);
    ways(cairo, item, &random);
    fields(cairo, item, &random);
    signs(cairo, item, &random);
}
