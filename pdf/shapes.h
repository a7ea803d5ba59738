/* pdf/shapes.h - what qpdf says of a volume's pages (inside pdf/ only). */
#pragma once

#include <glib.h>

/* A page: its paper, and the largest of its images, stencils among them. */
typedef struct {
    double width_pt, height_pt;
    guint width_px, height_px; /* 0: it has no image */
} PdfShape;

/* What qpdf is asked to tell of a file, whose path and NULL follow. */
#define PDF_SHAPES_COMMAND "qpdf", "--json=2", "--json-key=pages", "--json-key=qpdf"

/* Of what it said, the shapes of all pages in their order. NULL: qpdf does not write so. */
GArray *pdf_shapes_read(GBytes *json);
