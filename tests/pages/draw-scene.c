/* A photograph: light over ground, things of all sizes and tones on it, and grain; as a print has it, or
 * screened into dots as a newspaper has it. */
#include "tests/pages/draw-picture.h"

#include "tests/pages/random.h"

#include <math.h>

#define PHOTO_DPI 110.0
#define SCREEN_PT 1.1 /* 65 lines to the inch */

typedef struct {
    double red, green, blue; /* of white */
} Tint;

static const Tint tints[] = {{1, 1, 1}, {1.02, 0.96, 0.82}, {0.95, 1, 1.03}};

static void tone(cairo_t *cairo, const Tint *tint, double gray, double alpha)
{
    cairo_set_source_rgba(cairo, CLAMP(gray * tint->red, 0, 1), CLAMP(gray * tint->green, 0, 1),
                          CLAMP(gray * tint->blue, 0, 1), alpha);
}

static void light(cairo_t *cairo, const Tint *tint, Random *random, double width, double height)
{
    double angle = random_between(random, 0, G_PI);
    cairo_pattern_t *sky = cairo_pattern_create_linear(0, 0, width * cos(angle), height);
    for (guint i = 0; i < 3; i++) {
        double gray = random_between(random, 0.3, 0.95);
        cairo_pattern_add_color_stop_rgb(sky, i / 2.0, gray * tint->red, gray * tint->green,
                                         gray * tint->blue);
    }
    cairo_set_source(cairo, sky);
    cairo_paint(cairo);
    cairo_pattern_destroy(sky);
}

/* One thing: a polygon or an ellipse with a lit side. */
static void thing(cairo_t *cairo, const Tint *tint, Random *random, double x, double y, double size)
{
    cairo_pattern_t *lit = cairo_pattern_create_linear(x - size, y - size, x + size, y + size);
    double gray = random_between(random, 0.05, 0.9);
    cairo_pattern_add_color_stop_rgb(lit, 0, gray * tint->red, gray * tint->green,
                                     gray * tint->blue);
    gray *= random_between(random, 0.3, 1);
    cairo_pattern_add_color_stop_rgb(lit, 1, gray * tint->red, gray * tint->green,
                                     gray * tint->blue);
    cairo_new_path(cairo);
    guint n_corners = 3 + random_below(random, 6);
    gboolean is_round = random_chance(random, 0.5);
    for (guint i = 0; i < n_corners && !is_round; i++) {
        double angle = 2 * G_PI * i / n_corners, radius = size * random_between(random, 0.4, 1.1);
        cairo_line_to(cairo, x + radius * cos(angle), y + radius * sin(angle));
    }
    if (is_round)
        cairo_arc(cairo, x, y, size * 0.8, 0, 2 * G_PI);
    cairo_set_source(cairo, lit);
    cairo_fill(cairo);
    cairo_pattern_destroy(lit);
}

/* Leaves, grass, cloth: many strokes of nearly the same tone in one place. */
static void texture(cairo_t *cairo, const Tint *tint, Random *random, double x, double y,
                    double size)
{
    double gray = random_between(random, 0.1, 0.8), angle = random_between(random, 0, G_PI);
    for (guint i = 0; i < 250; i++) {
        double from_x = x + size * random_gauss(random) * 0.5;
        double from_y = y + size * random_gauss(random) * 0.5;
        double length = size * random_between(random, 0.02, 0.12);
        double turn = angle + 0.4 * random_gauss(random);
        tone(cairo, tint, gray + 0.15 * random_gauss(random), 0.7);
        cairo_set_line_width(cairo, random_between(random, 0.5, 2));
        cairo_move_to(cairo, from_x, from_y);
        cairo_rel_line_to(cairo, length * cos(turn), length * sin(turn));
        cairo_stroke(cairo);
    }
}

/* In points, width x height. */
static void scene(cairo_t *cairo, Random *random, double width, double height)
{
    const Tint *tint = &tints[random_below(random, G_N_ELEMENTS(tints))];
    guint n_things = 15 + random_below(random, 90);
    light(cairo, tint, random, width, height);
    for (guint i = 0; i < n_things; i++) {
        double x = width * random_between(random, 0, 1), y = height * random_between(random, 0, 1);
        double size = width * exp(random_between(random, log(0.01), log(0.3)));
        if (random_chance(random, 0.35))
            texture(cairo, tint, random, x, y, size);
        else
            thing(cairo, tint, random, x, y, size);
    }
}

static void grain(cairo_surface_t *surface, Random *random, double deviation)
{
    guint8 *pixels = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    cairo_surface_flush(surface);
    for (int y = 0; y < cairo_image_surface_get_height(surface); y++)
        for (int x = 0; x < cairo_image_surface_get_width(surface); x++) {
            int noise = (int)(deviation * random_gauss(random));
            for (int c = 0; c < 3; c++) {
                guint8 *byte = &pixels[y * stride + 4 * x + c];
                *byte = (guint8)CLAMP(*byte + noise, 0, 255);
            }
        }
    cairo_surface_mark_dirty(surface);
}

/* Black dots in a screen turned by 45 degrees, as large as the place is dark. */
static void screen(cairo_t *cairo, cairo_surface_t *surface, double width, double height)
{
    const guint8 *pixels = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface), row = 0;
    cairo_set_source_rgb(cairo, 0.1, 0.1, 0.1);
    for (double y = 0; y < height - 1; y += SCREEN_PT / 2, row++)
        for (double x = row % 2 ? SCREEN_PT / 2 : 0; x < width - 1; x += SCREEN_PT) {
            int at = (int)(y * PHOTO_DPI / 72) * stride + 4 * (int)(x * PHOTO_DPI / 72);
            double dark = 1 - pixels[at + 1] / 255.0;
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, x, y, SCREEN_PT * sqrt(dark * 0.5 / G_PI), 0, 2 * G_PI);
        }
    cairo_fill(cairo);
}

void draw_scene(cairo_t *cairo, const Item *item)
{
    Random random;
    random_seed(&random, item->seed, "scene");
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(item->width * PHOTO_DPI / 72) + 1,
                                   (int)ceil(item->height * PHOTO_DPI / 72) + 1);
    cairo_t *photo = cairo_create(surface);
    cairo_scale(photo, PHOTO_DPI / 72, PHOTO_DPI / 72);
    scene(photo, &random, item->width, item->height);
    cairo_destroy(photo);
    grain(surface, &random, random_between(&random, 2, 14));
    cairo_translate(cairo, item->x, item->y);
    cairo_rectangle(cairo, 0, 0, item->width, item->height);
    cairo_clip(cairo);
    if (random_chance(&random, 0.25)) {
        screen(cairo, surface, item->width, item->height);
    } else {
        cairo_scale(cairo, 72 / PHOTO_DPI, 72 / PHOTO_DPI);
        cairo_set_source_surface(cairo, surface, 0, 0);
        cairo_paint(cairo);
    }
    cairo_surface_destroy(surface);
}
