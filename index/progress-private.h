/* index/progress-private.h - what the files of the progress return share. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/progress.h"

G_BEGIN_DECLS

/* With every member of ROW (progress.h) that is counted at zero, or null. */
JsonObject *progress_row_new(const char *office, const char *name);
/* Fills the counts and days of such a row with those of the store's own office. */
gboolean progress_row_read(JsonObject *row, Store *store, GError **error);
G_END_DECLS
