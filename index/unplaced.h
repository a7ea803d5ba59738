/* index/unplaced.h - sheets of no record as parts of other answers. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/index.h"

/* index_batch_unplaced_sheets; batch_id 0: of all batches. */
JsonArray *index_unplaced_sheets(Store *store, gint64 batch_id, GError **error);
