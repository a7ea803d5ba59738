/* tests/pages/corner.h - a corner of the paper that is missing or folded. */
#pragma once

#include "tests/pages/compose.h"

#include <cairo.h>

typedef enum {
    CORNER_WHOLE,
    CORNER_TORN,   /* the bed shows where it was */
    CORNER_BEHIND, /* folded under the page: the same, and nothing of the page is hidden but it */
    CORNER_FLAP,   /* folded onto the page: its back hides as much again */
} PageCornerKind;

typedef struct {
    PageCornerKind kind;
    guint where;               /* 0 top left, then clockwise */
    double across_mm, down_mm; /* legs, along the upper or lower edge and along the side */
    double shadow;             /* how much darker the bed is right beside the paper, 0-1 */
} PageCorner;

/* All in points of the upright paper. */

/* The flap, before the paper gets its tint: its other side is to be seen on it, turned with it. */
void corner_paint_flap(cairo_t *cairo, const PageCorner *corner, const Composition *other_side);
/* The bed, of the source's colour, where the corner is missing, and the shadow that the paper casts on it;
 * the source is kept. */
void corner_paint_bed(cairo_t *cairo, const PageCorner *corner);
