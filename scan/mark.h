/* scan/mark.h - inside scan/: the marks along the edges of our own printed sheets. */
#pragma once

#include "scan/finder.h"

G_BEGIN_DECLS

/* Is this a printed sheet of ours, as the finder patterns on it lie? Its marks are then taken out of
 * finders: they belong to no code. At most SCAN_FINDERS_MAX; dpi is that of their pixels. */
gboolean scan_marks_take(ScanFinder *finders, guint *n_finders, double dpi);

G_END_DECLS
