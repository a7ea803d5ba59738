/* batch/lot-view.h - a page of a lot as a picture. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

#define LOT_VIEW_DPI "150"

/* Writes the page as it stands in its volume as DIR/lot-3-page-7.png; one that stands in no volume (a blank that is
 * left out) as a copy of its master, .tif. Returns the path. IO, DATA, LIMIT: the PDF cannot be shown. */
char *lot_view_write(const Store *store, gint64 lot_id, const LotPage *page, const char *dir,
                     GError **error);
/* Shows the file in the desktop's viewer, without waiting. FAILED: there is none. */
gboolean lot_view_open(const char *path, GError **error);

G_END_DECLS
