/* tests/scan/measured.h - pages as masters, and what is measured of them. */
#pragma once

#include "scan/scan.h"
#include "tests/pages/page.h"

typedef struct {
    const char *language, *kind;
    const Ageing *ageing;
    PageMode mode;
    double dpi;
    guint64 seed;
} MeasuredDraw;

/* A page of the generator; owned. */
struct Pix *measured_draw(const MeasuredDraw *draw);

/* pix through a master, 1 or 8 bits deep, measured; the file is gone again. Takes pix; page is to be
 * cleared. */
void measured_page(struct Pix *pix, double dpi, Page *page);
char *measured_flags(const Page *page); /* "blur skew" */
gboolean measured_has(const Page *page, const char *flag, double *value);
