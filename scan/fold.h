/* scan/fold.h - inside scan/: where the paper was folded. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* A line through the whole page, nearly level or, is_down, upright: across = start + slope * along, in
 * pixels from the left or the top. */
typedef struct {
    gboolean is_down;
    double start, slope;
} ScanFold;

/* The clearest fold of that direction: of the page at 70 to 140 dpi. FALSE: there is none. */
gboolean scan_fold_find(const ScanGray *gray, gboolean is_down, ScanFold *fold);

G_END_DECLS
