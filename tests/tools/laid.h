/* tests/tools/laid.h - generated pages as they come to lie on a scanner. */
#pragma once

#include "tests/pages/page.h"

typedef enum {
    LAID_WELL,
    LAID_ON_BED, /* black, to be seen on all sides of the paper */
    LAID_ASKEW,  /* by LAID_SKEW_DEGREES clockwise */
    LAID_ON_BED_ASKEW,
    LAID_LINEART, /* the scanner gives black and white */
    LAID_SPARSE,  /* a strip of two or three lines is all that is on it */
    N_LAID,
} Laid;

#define LAID_SKEW_DEGREES 2.0

extern const char *const laid_names[N_LAID];

/* The page of the request laid so and then turned clockwise; truth, or NULL, is owned. Aborts on errors. */
struct Pix *laid_page(const PageRequest *request, Laid laid, guint quarter_turns, char **truth);
