/* index/ledger.h - ledgers as parts of other answers. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/db.h"
#include "index/index.h"

/* The ledgers of the batches that a statement answers (batch_id in its first column). */
JsonArray *index_ledgers(Store *store, const char *statement, const DbValue *values, guint n_values,
                         GError **error);
