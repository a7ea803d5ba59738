/* tests/pages/draw-picture.h - maps, photographs and handwriting; for draw.c only. */
#pragma once

#include "tests/pages/compose.h"

#include <cairo.h>

/* Contour lines, roads, boundaries, fields and signs in a frame. */
void draw_survey(cairo_t *cairo, const Item *item);
/* A photograph of something, in one of several techniques. */
void draw_scene(cairo_t *cairo, const Item *item);
/* Lines of running handwriting by one writer, of no language: words of joined strokes that are never the
 * same twice. */
void draw_scrawl(cairo_t *cairo, const Item *item);
