/* Handwriting of no language. A writer has a size, slant, width, pen and neatness; a line wanders around its
 * baseline; a word is one stroke of joined letters, each a few cubic curves whose points are shaken.
 * Three hands: round and joined as Latin, hung from a line as Devanagari, wide and dotted as Urdu. */
#include "tests/pages/draw-picture.h"

#include "tests/pages/random.h"

#include <math.h>

typedef enum { HAND_ROUND, HAND_HUNG, HAND_WIDE, N_HANDS } Hand;

typedef struct {
    Random random;
    cairo_t *cairo;
    Hand hand;
    double size, slant, width, shake, pitch; /* size: of a small letter; the others in sizes */
    double drift;                            /* of a line's slope */
} Writer;

static const double inks[][3] = {{0.08, 0.10, 0.35}, {0.06, 0.06, 0.08}, {0.20, 0.14, 0.10}};

static Writer writer_draw(cairo_t *cairo, guint64 seed)
{
    Writer writer = {.cairo = cairo};
    Random *random = &writer.random;
    random_seed(random, seed, "writer");
    writer.hand = (Hand)random_below(random, N_HANDS);
    writer.size = random_between(random, 5, 10);
    writer.slant = random_between(random, -0.25, 0.7);
    writer.width = random_between(random, 0.7, 1.4);
    writer.shake = random_between(random, 0.12, 0.35);
    writer.pitch = random_between(random, 2.8, 4.5);
    writer.drift = random_between(random, -0.02, 0.03);
    const double *ink = inks[random_below(random, G_N_ELEMENTS(inks))];
    cairo_set_source_rgba(cairo, ink[0], ink[1], ink[2], random_between(random, 0.7, 0.98));
    cairo_set_line_width(cairo, random_between(random, 0.7, 1.8));
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    return writer;
}

/* A point in sizes from x, y; shaken, and slanted with its height above the line. */
static void point(Writer *writer, double *x, double *y, double dx, double dy)
{
    dx += writer->shake * random_gauss(&writer->random) * 0.6;
    dy += writer->shake * random_gauss(&writer->random) * 0.6;
    *x += writer->size * (dx * writer->width + dy * writer->slant);
    *y -= writer->size * dy;
}

/* A curve from where the pen is to x + dx, over two points of which the heights are given. */
static void curve(Writer *writer, double x, double y, const double bends[6])
{
    double points[3][2];
    for (guint i = 0; i < 3; i++) {
        points[i][0] = x;
        points[i][1] = y;
        point(writer, &points[i][0], &points[i][1], bends[2 * i], bends[2 * i + 1]);
    }
    cairo_curve_to(writer->cairo, points[0][0], points[0][1], points[1][0], points[1][1],
                   points[2][0], points[2][1]);
}

/* Arch, cup, loop up, loop down, ring, hook: pairs of dx, dy of the bends, ending on the line. */
static const double letters[][12] = {
    {0.1, 1.3, 0.5, 1.2, 0.5, 0.1, 0.55, -0.1, 0.7, 0.1, 0.9, 0.3},
    {0.0, 0.9, 0.1, -0.3, 0.5, 0.0, 0.8, 0.3, 0.7, 1.3, 0.9, 0.1},
    {0.5, 1.5, 0.9, 2.6, 0.4, 2.2, 0.1, 1.0, 0.3, -0.4, 0.9, 0.2},
    {0.4, 0.8, 0.6, -1.8, 0.2, -1.6, -0.2, -1.2, 0.5, -0.4, 0.9, 0.3},
    {-0.3, 1.2, 0.2, 1.4, 0.6, 0.9, 0.9, 0.1, 0.0, -0.4, 1.0, 0.2},
    {0.3, 1.0, 0.9, 1.2, 0.4, 0.6, 0.0, 0.2, 0.6, -0.2, 1.0, 0.1},
};

static void dot(Writer *writer, double x, double y)
{
    cairo_move_to(writer->cairo, x, y);
    cairo_rel_line_to(writer->cairo, random_between(&writer->random, 0, 2),
                      random_between(&writer->random, -1, 1));
}

static double letter(Writer *writer, double x, double y, double stretch)
{
    const double *bends = letters[random_below(&writer->random, G_N_ELEMENTS(letters))];
    double stretched[12];
    for (guint i = 0; i < 12; i++)
        stretched[i] = bends[i] * (i % 2 ? 1 : stretch);
    curve(writer, x, y, stretched);
    curve(writer, x, y, stretched + 6);
    if (random_chance(&writer->random, writer->hand == HAND_WIDE ? 0.5 : 0.12)) {
        double from_x, from_y;
        cairo_get_current_point(writer->cairo, &from_x, &from_y);
        dot(writer, x + writer->size * 0.4,
            y - writer->size * random_between(&writer->random, -1.2, 2.2));
        cairo_move_to(writer->cairo, from_x, from_y);
    }
    return writer->size * writer->width * stretch * random_between(&writer->random, 0.75, 1.1);
}

/* Returns where it ends. */
static double word(Writer *writer, double x, double y)
{
    guint n_letters = 1 + random_below(&writer->random, 8);
    double start = x;
    cairo_move_to(writer->cairo, x, y);
    for (guint i = 0; i < n_letters; i++) {
        gboolean is_swung = writer->hand == HAND_WIDE && random_chance(&writer->random, 0.3);
        x += letter(writer, x, y, is_swung ? random_between(&writer->random, 1.5, 3.5) : 1);
        if (random_chance(&writer->random, writer->hand == HAND_ROUND ? 0.08 : 0.35))
            cairo_move_to(writer->cairo, x, y); /* the pen is lifted */
    }
    if (writer->hand == HAND_HUNG) {
        double top = y - writer->size * random_between(&writer->random, 1.2, 1.6);
        cairo_move_to(writer->cairo, start, top);
        cairo_line_to(writer->cairo, x, top + random_between(&writer->random, -1.5, 1.5));
    }
    cairo_stroke(writer->cairo);
    return x;
}

static void line(Writer *writer, double x, double y, double end)
{
    double slope = writer->drift + 0.01 * random_gauss(&writer->random);
    double start = x;
    while (x < end - 3 * writer->size) {
        double wander = 0.15 * writer->size * random_gauss(&writer->random);
        x = word(writer, x, y + slope * (x - start) + wander);
        x += writer->size * random_between(&writer->random, 0.7, 2.2);
    }
}

void draw_scrawl(cairo_t *cairo, const Item *item)
{
    Writer writer = writer_draw(cairo, item->seed);
    Random *random = &writer.random;
    double pitch = writer.size * writer.pitch, bottom = item->y + item->height;
    for (double y = item->y + pitch; y < bottom; y += pitch * random_between(random, 0.85, 1.15)) {
        double share = random_chance(random, 0.2) ? random_between(random, 0.2, 0.8) : 1;
        line(&writer, item->x + random_between(random, 0, 25), y, item->x + item->width * share);
    }
}
