/* Text, rules, signatures, seals, rivers and pictures. Everything drawn by chance uses the item's own
 * seed, so that a change in one thing leaves the others where they were. */
#include "tests/pages/draw.h"

#include "tests/pages/draw-picture.h"

#include <math.h>
#include <pango/pangocairo.h>

#define PENCIL_PT 1.0 /* 0.35 mm: a soft pencil, not new */

typedef struct {
    double red, green, blue;
} Ink;

static const Ink ink_black = {0.10, 0.09, 0.11};
static const Ink ink_water = {0.35, 0.55, 0.80};
static const Ink ink_pens[] = {{0.08, 0.14, 0.55}, {0.05, 0.22, 0.62}, {0.12, 0.12, 0.40}};
static const Ink ink_seals[] = {{0.80, 0.10, 0.14}, {0.72, 0.06, 0.20}, {0.45, 0.12, 0.52}};

static void ink_set(cairo_t *cairo, const Ink *ink, double strength)
{
    cairo_set_source_rgba(cairo, ink->red, ink->green, ink->blue, strength);
}

static void draw_text(cairo_t *cairo, const Item *item)
{
    ink_set(cairo, &ink_black, item->pencil > 0 ? item->pencil : 1);
    cairo_move_to(cairo, item->x, item->y);
    pango_cairo_show_layout(cairo, item->layout);
}

static void draw_rule(cairo_t *cairo, const Item *item)
{
    ink_set(cairo, &ink_black, item->pencil > 0 ? item->pencil : 0.9);
    cairo_set_line_width(cairo, item->pencil > 0 ? PENCIL_PT : 0.7);
    cairo_move_to(cairo, item->x, item->y);
    cairo_rel_line_to(cairo, item->width, item->height);
    cairo_stroke(cairo);
}

/* Loops that lean to the right and a flourish under them. */
static void draw_signature(cairo_t *cairo, const Item *item)
{
    Random random;
    random_seed(&random, item->seed, "signature");
    guint n_loops = 5 + random_below(&random, 5);
    double step = item->width / (n_loops + 1), middle = item->y + item->height * 0.5;
    double x = item->x;
    cairo_new_path(cairo);
    cairo_move_to(cairo, x, middle);
    for (guint i = 0; i < n_loops; i++, x += step) {
        double up = item->height * random_between(&random, 0.15, i == 0 ? 0.9 : 0.5);
        double down = item->height * random_between(&random, 0.05, 0.35);
        cairo_curve_to(cairo, x + step * 1.4, middle - up, x + step * 0.2, middle - up,
                       x + step * random_between(&random, 0.5, 0.8), middle + down);
        cairo_curve_to(cairo, x + step * 0.8, middle + down * 1.4, x + step, middle, x + step,
                       middle + random_between(&random, -3, 3));
    }
    cairo_curve_to(cairo, x + step, middle - 6, item->x + item->width * 0.4,
                   middle + item->height * 0.6, item->x, middle + item->height * 0.45);
    ink_set(cairo, &ink_pens[random_below(&random, G_N_ELEMENTS(ink_pens))], 0.92);
    cairo_set_line_width(cairo, random_between(&random, 0.8, 1.5));
    if (item->pencil > 0) {
        ink_set(cairo, &ink_black, item->pencil);
        cairo_set_line_width(cairo, PENCIL_PT);
    }
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cairo);
}

static void point_bend(double *x, double *y, double radius)
{
    double angle = *x / radius - G_PI_2, distance = radius - *y;
    *x = distance * cos(angle);
    *y = distance * sin(angle);
}

/* Bends the outlines of a line of text onto a circle: works for every script. */
static void draw_text_on_circle(cairo_t *cairo, PangoLayout *layout, double radius)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    PangoRectangle extents;
    pango_layout_line_get_extents(line, NULL, &extents);
    double stretch = 2 * G_PI * radius / ((double)extents.width / PANGO_SCALE);
    cairo_save(cairo);
    cairo_new_path(cairo);
    cairo_scale(cairo, stretch, MIN(stretch, 1));
    pango_cairo_layout_line_path(cairo, line);
    cairo_restore(cairo);
    cairo_path_t *path = cairo_copy_path(cairo);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length)
        for (int j = 1; j < path->data[i].header.length; j++)
            point_bend(&path->data[i + j].point.x, &path->data[i + j].point.y, radius);
    cairo_new_path(cairo);
    cairo_append_path(cairo, path);
    cairo_path_destroy(path);
    cairo_fill(cairo);
}

static void draw_circle(cairo_t *cairo, double radius, double line_width)
{
    cairo_new_path(cairo);
    cairo_set_line_width(cairo, line_width);
    cairo_arc(cairo, 0, 0, radius, 0, 2 * G_PI);
    cairo_stroke(cairo);
}

static void draw_wheel(cairo_t *cairo, double radius)
{
    draw_circle(cairo, radius, 1.2);
    for (guint i = 0; i < 16; i++) {
        cairo_move_to(cairo, 0, 0);
        cairo_line_to(cairo, radius * cos(i * G_PI / 8), radius * sin(i * G_PI / 8));
    }
    cairo_set_line_width(cairo, 0.6);
    cairo_stroke(cairo);
}

/* Where the rubber did not touch the paper. */
static cairo_pattern_t *seal_wear(Random *random, double radius)
{
    const int size = 96;
    cairo_surface_t *wear = cairo_image_surface_create(CAIRO_FORMAT_A8, size, size);
    guint8 *pixels = cairo_image_surface_get_data(wear);
    int stride = cairo_image_surface_get_stride(wear);
    double slope = random_between(random, -0.3, 0.3);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            double touch = 0.80 + slope * ((double)x / size - 0.5) + 0.16 * random_gauss(random);
            pixels[y * stride + x] = (guint8)(255 * CLAMP(touch, 0.1, 1.0));
        }
    cairo_surface_mark_dirty(wear);
    cairo_pattern_t *pattern = cairo_pattern_create_for_surface(wear);
    cairo_surface_destroy(wear);
    cairo_matrix_t matrix;
    cairo_matrix_init_translate(&matrix, size / 2.0, size / 2.0);
    cairo_matrix_scale(&matrix, size / (2.2 * radius), size / (2.2 * radius));
    cairo_pattern_set_matrix(pattern, &matrix);
    return pattern;
}

static void draw_seal(cairo_t *cairo, const Item *item)
{
    Random random;
    random_seed(&random, item->seed, "seal");
    double radius = item->width / 2;
    cairo_translate(cairo, item->x + radius, item->y + radius);
    cairo_rotate(cairo, random_between(&random, -0.5, 0.5));
    cairo_push_group(cairo);
    ink_set(cairo, &ink_seals[random_below(&random, G_N_ELEMENTS(ink_seals))], 1);
    draw_circle(cairo, radius - 1, 1.8);
    draw_circle(cairo, radius * 0.60, 1.0);
    draw_wheel(cairo, radius * 0.30);
    draw_text_on_circle(cairo, item->layout, radius * 0.70);
    cairo_pattern_t *seal = cairo_pop_group(cairo);
    cairo_pattern_t *wear = seal_wear(&random, radius);
    cairo_set_operator(cairo, CAIRO_OPERATOR_MULTIPLY);
    cairo_set_source(cairo, seal);
    cairo_mask(cairo, wear);
    cairo_pattern_destroy(wear);
    cairo_pattern_destroy(seal);
}

static void draw_river(cairo_t *cairo, const Item *item)
{
    Random random;
    random_seed(&random, item->seed, "river");
    double y = item->y + item->height * random_between(&random, 0.2, 0.8);
    double bend = item->height * 0.3;
    cairo_move_to(cairo, item->x, y);
    cairo_rel_curve_to(cairo, item->width * 0.3, random_between(&random, -bend, bend),
                       item->width * 0.6, random_between(&random, -bend, bend), item->width,
                       random_between(&random, -bend / 2, bend / 2));
    ink_set(cairo, &ink_water, 0.7);
    cairo_set_line_width(cairo, random_between(&random, 7, 12));
    cairo_stroke(cairo);
}

/* ------------------------------------------------------------------------------------- a photo -- */

static void photo_gray(cairo_t *cairo, double gray)
{
    cairo_set_source_rgb(cairo, gray * 1.02, gray * 0.98, gray * 0.90);
}

static void photo_sky(cairo_t *cairo, const Item *item)
{
    cairo_pattern_t *sky = cairo_pattern_create_linear(0, item->y, 0, item->y + item->height);
    cairo_pattern_add_color_stop_rgb(sky, 0, 0.62, 0.62, 0.60);
    cairo_pattern_add_color_stop_rgb(sky, 0.6, 0.90, 0.89, 0.84);
    cairo_set_source(cairo, sky);
    cairo_paint(cairo);
    cairo_pattern_destroy(sky);
}

static void photo_hills(cairo_t *cairo, const Item *item, Random *random, double level, double gray)
{
    double base = item->y + item->height * level;
    cairo_move_to(cairo, item->x, base);
    for (guint i = 1; i <= 24; i++)
        cairo_line_to(cairo, item->x + item->width * i / 24,
                      base + item->height * random_between(random, -0.05, 0.03));
    cairo_line_to(cairo, item->x + item->width, item->y + item->height);
    cairo_line_to(cairo, item->x, item->y + item->height);
    photo_gray(cairo, gray);
    cairo_fill(cairo);
}

static void photo_furrows(cairo_t *cairo, const Item *item, Random *random)
{
    double far_x = item->x + item->width * random_between(random, 0.3, 0.7);
    double far_y = item->y + item->height * 0.62;
    cairo_set_line_width(cairo, 2);
    for (int i = -12; i <= 12; i++) {
        photo_gray(cairo, random_between(random, 0.28, 0.5));
        cairo_move_to(cairo, far_x + i * item->width * 0.02, far_y);
        cairo_line_to(cairo, far_x + i * item->width * 0.14, item->y + item->height);
        cairo_stroke(cairo);
    }
}

static void photo_tree(cairo_t *cairo, Random *random, double x, double y, double size)
{
    photo_gray(cairo, 0.2);
    cairo_rectangle(cairo, x - size * 0.05, y - size * 0.4, size * 0.1, size * 0.4);
    cairo_fill(cairo);
    for (guint i = 0; i < 14; i++) {
        photo_gray(cairo, random_between(random, 0.12, 0.38));
        cairo_arc(cairo, x + size * 0.22 * random_gauss(random),
                  y - size * 0.65 + size * 0.15 * random_gauss(random), size * 0.14, 0, 2 * G_PI);
        cairo_fill(cairo);
    }
}

static void photo_house(cairo_t *cairo, double x, double y, double size)
{
    photo_gray(cairo, 0.78);
    cairo_rectangle(cairo, x, y - size * 0.5, size, size * 0.5);
    cairo_fill(cairo);
    photo_gray(cairo, 0.35);
    cairo_move_to(cairo, x - size * 0.1, y - size * 0.5);
    cairo_line_to(cairo, x + size * 0.5, y - size * 0.85);
    cairo_line_to(cairo, x + size * 1.1, y - size * 0.5);
    cairo_rectangle(cairo, x + size * 0.4, y - size * 0.3, size * 0.18, size * 0.3);
    cairo_fill(cairo);
}

static void draw_photo(cairo_t *cairo, const Item *item)
{
    Random random;
    random_seed(&random, item->seed, "photo");
    cairo_rectangle(cairo, item->x, item->y, item->width, item->height);
    cairo_clip(cairo);
    photo_sky(cairo, item);
    photo_hills(cairo, item, &random, 0.45, 0.62);
    photo_hills(cairo, item, &random, 0.60, 0.42);
    photo_furrows(cairo, item, &random);
    double ground = item->y + item->height * 0.7;
    photo_house(cairo, item->x + item->width * random_between(&random, 0.1, 0.7), ground,
                item->width * 0.16);
    for (guint i = 0; i < 5; i++)
        photo_tree(cairo, &random, item->x + item->width * random_between(&random, 0.02, 0.98),
                   ground + random_between(&random, 0, 20), item->height * 0.3);
}

void draw_page(cairo_t *cairo, const Composition *page)
{
    static void (*const draw[])(cairo_t *, const Item *) = {
        [ITEM_TEXT] = draw_text,     [ITEM_RULE] = draw_rule,   [ITEM_SIGNATURE] = draw_signature,
        [ITEM_SEAL] = draw_seal,     [ITEM_RIVER] = draw_river, [ITEM_PHOTO] = draw_photo,
        [ITEM_SURVEY] = draw_survey, [ITEM_SCENE] = draw_scene, [ITEM_SCRAWL] = draw_scrawl,
    };
    for (guint i = 0; i < page->items->len; i++) {
        const Item *item = &g_array_index(page->items, Item, i);
        cairo_save(cairo);
        draw[item->kind](cairo, item);
        cairo_restore(cairo);
    }
}
