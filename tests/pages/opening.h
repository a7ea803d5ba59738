/* tests/pages/opening.h - two pages of a bound register as they lie open on the scanner. */
#pragma once

#include "tests/pages/page.h"

typedef struct {
    PageRequest left,
        right;        /* of the same dpi, mode and paper; what the scanner's bed adds is left out */
    double bound_mm;  /* of each page's inner margin that is in the binding */
    double shadow;    /* how much darker the gutter is, 0-1 */
    double shadow_mm; /* how far it reaches to either side */
    double skew_deg;  /* clockwise */
} OpeningRequest;

/* A landscape page; the compositions and *gutter_px, where the pages meet at half the height, may be NULL. */
struct Pix *opening_render(const OpeningRequest *request, Composition **left, Composition **right,
                           double *gutter_px, GError **error);
