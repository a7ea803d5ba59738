/* scan/line.h - inside scan/: lines that no hand drew: folds, dirt on the scanner's glass. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Clears up to most lines of one direction (nearly level or, is_down, upright) that run along half of the
 * page or more with hardly anything beside them, or from edge to edge. Answers how many. */
guint scan_lines_clear(const ScanInk *ink, struct Pix *marks, gboolean is_down, guint most);

G_END_DECLS
