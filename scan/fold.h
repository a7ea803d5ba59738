/* scan/fold.h - inside scan/: where the paper was folded. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Clears of bits (as ink->ink) the clearest fold of one direction, nearly level or, is_down, upright: the
 * shadow and the crease, but not what is darker than they are. Answers how many there were, 0 or 1. */
guint scan_fold_clear(const ScanInk *ink, struct Pix *bits, gboolean is_down);

G_END_DECLS
