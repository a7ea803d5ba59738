/* scan/ink.h - inside scan/: what is darker than the paper around it. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

struct Box;

typedef struct {
    ScanGray *gray;   /* the page at 70 to 140 dpi */
    ScanGray *paper;  /* what it would be without ink; same size */
    struct Pix *ink;  /* 1 bpp, same size: without what touches the edges, holes and dust */
    struct Pix *edge; /* what touched the edges and is not in ink */
    double mean;      /* luminance of the page, 0-255 */
    double level;     /* that of its paper: a tenth of the page surpasses it */
    double ink_mean;  /* that of the ink */
    double ink_share; /* of the page, 0-1 */
    double dark_mm2;  /* of ink as dark as no show-through is */
} ScanInk;

/* NULL where the page is too small to be looked at. */
ScanInk *scan_ink_new(const ScanGray *fine);
void scan_ink_free(ScanInk *ink);

/* Darkness of a pixel beside its paper, 0-1. */
double scan_ink_contrast(const ScanInk *ink, guint x, guint y);
#define SCAN_INK_DARK 0.45 /* the contrast that no show-through has */

/* Whether a pixel of bits (as ink->ink) is set. */
gboolean scan_ink_bit(struct Pix *bits, int x, int y);

/* A solid disc in box of bits (as ink->ink) where punches make holes. */
gboolean scan_ink_is_hole(const ScanInk *ink, struct Pix *bits, struct Box *box);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanInk, scan_ink_free)

G_END_DECLS
