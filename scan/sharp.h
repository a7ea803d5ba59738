/* scan/sharp.h - inside scan/: where the edges on a page are sharp. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Of each pixel of ink->gray, in a window around it: the share of the energy of its edges that is kept
 * when they are smoothed, 0 sharp to 1 blurred; or one of these. */
#define SCAN_SHARP_NONE 2.0f /* there are no edges above the noise */
#define SCAN_SHARP_DUST 3.0f /* nothing but dust is there */
float *scan_sharp_map(const ScanGray *fine, const ScanInk *ink);

/* Each of width x height values becomes the sum of those up to reach away across and down. */
void scan_window_sum(guint32 *values, guint width, guint height, int reach);

G_END_DECLS
