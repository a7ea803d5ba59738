/* Coarse pictures multiplied onto fine ones. cairo can (CAIRO_OPERATOR_MULTIPLY with a bilinear
 * pattern), at four times the cost: it was half of what the test pages cost. */
#pragma once

#include <cairo.h>

/* Multiplies coarse (RGB24) onto rgb24, bilinear, its edges drawn out. Of its strength alpha (0-1)
 * is left. placed takes coordinates of coarse to those of rgb24. */
void multiply_onto(cairo_surface_t *rgb24, cairo_surface_t *coarse, const cairo_matrix_t *placed,
                   double alpha);
