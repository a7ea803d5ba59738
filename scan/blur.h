/* scan/blur.h - inside scan/: are the edges of the ink sharp? */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* The median distance in mm over which dark ink's edges rise from 20 to 80 % of their height, along
 * every eighth row; 0 where there are too few of them to tell. level: luminance of the paper. */
double scan_blur_mm(const ScanGray *gray, double level);

G_END_DECLS
