/* scan/optics.h - inside scan/: how sharp the scanner is, by what stands on nearly every back. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* The median distance in mm over which the edges of holes, dust and the scanner's bed rise from 20 to 80 %
 * of their height: ink's would be as sharp. 0 where there are too few. level: luminance of the paper. */
double scan_optics_rise_mm(const ScanGray *gray, double level);

G_END_DECLS
