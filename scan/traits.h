/* scan/traits.h - inside scan/: taking the traits of a look. */
#pragma once

#include "scan/look.h"

G_BEGIN_DECLS

/* At most SCAN_TRAITS_MAX, of different keys; answers how many. None of a page that is as good as blank. */
guint scan_traits_take(const ScanLook *look, guint64 *traits);

G_END_DECLS
