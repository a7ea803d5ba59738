/* tests/pages/draw.h - what stands on a page, in ink. */
#pragma once

#include "tests/pages/compose.h"

#include <cairo.h>

/* Draws the composition in points; coloured inks are multiplied onto what is there. */
void draw_page(cairo_t *cairo, const Composition *page);
