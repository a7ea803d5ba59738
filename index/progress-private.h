/* index/progress-private.h - what the files of the progress return share. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/progress.h"

G_BEGIN_DECLS

/* Brings the counts up to date (sql/count.sql). */
gboolean progress_count(Store *store, GError **error);
/* Counts all records, whatever is kept of them. Takes no lock for longer than progress_count does. */
gboolean progress_count_anew(Store *store, GError **error);
/* Counts all records beside what is kept of them, and names those of which that is something else. */
gboolean progress_counts_verify(Store *store, GPtrArray *problems, GError **error);

/* The row (ROW of progress.h) of the store's own office as it was counted, at this time. item: with "holidays", "scanners" and
 * "lists", as far as it has them. */
JsonObject *progress_row_load(Store *store, const char *at, JsonObject *item, GError **error);

/* "heads" of a row, owned. */
JsonArray *progress_heads(Store *store, GError **error);

/* What status says of it: of the row as it is now "base", "of", "records", "availability", "custody", "pages", "percent". */
JsonObject *progress_figures(Store *store, GError **error);

/* "plan", "tree", "holidays", "categories" */
gboolean progress_add_plan(JsonObject *progress, Store *store, GError **error);
/* Of the store's office: its place in the tree, "target", "census". */
gboolean progress_add_yardsticks(JsonObject *row, Store *store, GError **error);
/* Julian days (gint32), sorted, of a list of holidays (or NULL) that is: those of all offices, of the store's own and of those above it. */
GArray *progress_holidays(Store *store, JsonArray *holidays, GError **error);

/* "persons", "scanners", "lists"; today: as days are written. */
gboolean progress_add_lists(JsonObject *progress, Store *store, const char *today, GError **error);
/* "work", "lots", "records"; after the lists. */
gboolean progress_add_rows(JsonObject *progress, Store *store, GError **error);

G_END_DECLS
