/* scan/marks.h - inside scan/: which ink is on this side of the paper. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Of bits (as ink->ink) those that are dark or as sharp as ink is: a new bitmap, for the caller to
 * destroy. dpi: at which the page was scanned. */
struct Pix *scan_marks_find(const ScanGray *fine, const ScanInk *ink, struct Pix *bits, double dpi);

#define SCAN_PALE_CONTRAST 0.35 /* what is less may be show-through */

G_END_DECLS
