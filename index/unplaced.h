/* index/unplaced.h - sheets of no record as parts of other answers. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/db.h"
#include "index/index.h"

/* index_batch_unplaced_sheets; batch_id 0: of all batches. */
JsonArray *index_unplaced_sheets(Store *store, gint64 batch_id, GError **error);

/* Pages of no record that can only be of the one whose cover they lie behind: rows of page_id, record_id. Of one record
 * (0: of any), and of one page (0: all). aside: also those that were set aside. */
DbRows *unplaced_behind(Store *store, gint64 record_id, gint64 page_id, gboolean aside,
                        GError **error);
/* TRUE, or USAGE: it lies behind the cover of a record that takes no pages, so no other record gets it. */
gboolean unplaced_may_enter(Store *store, gint64 page_id, GError **error);
