/* tests/pages/sensor.h - what a scanner's optics and sensor make of a picture. */
#pragma once

#include "tests/pages/random.h"

#include <cairo.h>

struct Pix;

/* A 1-2-1 filter in both directions, passes times: at 300 dpi one pass is a good scanner. */
void sensor_blur(cairo_surface_t *rgb24, guint passes);

/* A picture of depth_bits 32 (colour), 8 or 1 with noise of the given standard deviation
 * (of 255). */
struct Pix *sensor_read(cairo_surface_t *rgb24, guint depth_bits, double noise, Random *random);
