/* scan/finder.h - inside scan/: the finder patterns of QR codes (ISO/IEC 18004, 6.3.3.1). */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* Three squares in one another, dark, light and dark, at any angle. */
typedef struct {
    double x_px, y_px, module_px; /* centre; a seventh of the side */
    guint n_hits;                 /* rows that ran through it */
    guint n_rays;                 /* of 16 from its middle that have its ratio */
} ScanFinder;

/* The six of a cover's codes, its ten marks (mark.c), and what only looks like one. */
#define SCAN_FINDERS_MAX 24

/* Dark and light of a page by its surroundings. */
typedef struct {
    const ScanGray *gray; /* borrowed */
    guint8 *levels;       /* of each tile: what is below is dark; 0 where nothing is */
    guint8 *dark;         /* of each pixel: 1 or 0 */
    guint tiles_x, tiles_y;
} ScanTones;

ScanTones *scan_tones_new(const ScanGray *gray);
guint scan_tones_level(const ScanTones *tones, double x_px, double y_px);
void scan_tones_free(ScanTones *tones);

/* Those of at least 2 pixels a module, the most often hit first; answers how many. */
guint scan_finders_find(const ScanTones *tones, ScanFinder finders[SCAN_FINDERS_MAX]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanTones, scan_tones_free)

G_END_DECLS
