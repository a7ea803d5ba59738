/* scan/blank.h - inside scan/: is there anything on a page? */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Nothing but printed rules, punch holes, borders, show-through, folds, staples and dust is on it. dpi: at which
 * it was scanned. *left_mm2: what looked like ink all the same. */
gboolean scan_page_is_blank(const ScanGray *fine, const ScanInk *ink, double dpi, double *left_mm2);

G_END_DECLS
