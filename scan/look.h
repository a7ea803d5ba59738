/* scan/look.h - inside scan/: making the look of a page. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* gray: the page at 70 to 140 dpi; paper: what it would be without ink, of the same size. */
ScanLook *scan_look_new(const ScanGray *gray, const ScanGray *paper, gboolean is_blank);

/* At most SCAN_TRAITS_MAX, none of a page that is as good as blank; answers how many. */
guint scan_look_traits(const ScanLook *look, guint64 *traits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanLook, scan_look_free)

G_END_DECLS
