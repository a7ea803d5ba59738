/* index/seal-table.h - the last seal of every row that events name, while they are read from the first to the last.
 * Private to index/.
 *
 * A table in the engine's own temporary file, on a connection of its own: memory stays that of its cache (32 MB),
 * however many rows the store has. It goes with the connection.
 */
#pragma once

#include "index/db.h"
#include "index/index.h"

typedef struct SealTable SealTable;

SealTable *seal_table_new(Store *store, GError **error);
void seal_table_free(SealTable *table);
/* Of "page:17". */
gboolean seal_table_put(SealTable *table, const char *name, const char *seal, GError **error);
/* *seal: the last, owned; NULL where there is none. */
gboolean seal_table_get(SealTable *table, const char *name, char **seal, GError **error);
/* Forgets those of a unit; NULL: all. */
gboolean seal_table_forget(SealTable *table, const char *unit, GError **error);
/* Key and seal of a unit's rows, as its own statement orders them; unit NULL: unit, key and seal of all. */
DbRows *seal_table_query(SealTable *table, const char *unit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealTable, seal_table_free)
