/* index/progress-private.h - what the files of the progress return share. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/progress.h"

G_BEGIN_DECLS

/* Brings the counts up to date (sql/count.sql). */
gboolean progress_count(Store *store, GError **error);

/* The row (ROW of progress.h) of the store's own office as it was counted, at this time. */
JsonObject *progress_row_load(Store *store, const char *at, GError **error);

/* "persons", "scanners", "lists"; today: as days are written. */
gboolean progress_add_lists(JsonObject *progress, Store *store, const char *today, GError **error);
/* "records" */
gboolean progress_add_records(JsonObject *progress, Store *store, GError **error);

G_END_DECLS
