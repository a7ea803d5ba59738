/* scan/blur.h - inside scan/: are the edges of the ink sharp? */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* The median distance in mm over which the edges of the page's darkest ink rise from 20 to 80 % of their
 * height, along every eighth row; 0 where there are too few of them to tell. fine: what ink was made of. */
double scan_blur_mm(const ScanGray *fine, const ScanInk *ink);
/* Of one edge: the rise left of the darkest pixel at x up to level, in pixels, within reach of them;
 * negative: no edge. */
double scan_blur_rise_px(const guint8 *row, int x, int reach, double level);

G_END_DECLS
