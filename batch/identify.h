/* batch/identify.h - what a master says of itself, and what can be measured of it, asked of a worker. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

/* FOREIGN, in a child: even our own masters are decoded only there. measure: also scan_measure. Fills *page, which the caller
 * clears. DATA: no whole master. */
gboolean identify_master(const char *path, gboolean measure, Page *page, GError **error);

G_END_DECLS
