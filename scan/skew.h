/* scan/skew.h - inside scan/: how far the lines run askew. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Degrees that the page would have to be turned back by: positive where it lies turned clockwise, its lines
 * falling to the right. Up to 10 to either side, right within half a degree. FALSE: a page that shows
 * no lines has no sure angle. */
gboolean scan_skew_measure(const ScanInk *ink, double *degrees);

G_END_DECLS
