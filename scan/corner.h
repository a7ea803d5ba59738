/* scan/corner.h - inside scan/: is a corner of the paper folded or missing? */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* The mean of the two legs of the clearest corner that is gone, in mm; 0: all are there. gray: the page at
 * 70 to 140 dpi. Seen are corners with legs of 8 to about 50 mm whose edge runs straight and at 25 to 65
 * degrees: on a dark bed all; on a white bed those of paper that is at least 5 levels darker than the
 * bed, or, where the picture ends within 3 mm of the paper, those with a shadow along their edge. White
 * paper without a shadow on a white bed has nothing to be seen, and in 1-bit pages white beds and most
 * shadows are gone. */
double scan_corner_mm(const ScanGray *gray);

G_END_DECLS
