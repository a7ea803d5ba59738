/* index/db-sql.h - the files of index/sql, which are compiled into the program. Private to index/.
 *
 * NAME.sql and NAME-<engine>.sql hold statements, each under a line "-- name: page_insert"; one of an
 * engine's own files replaces one of the same name. schema-<n>.sql and then schema-<n>-<engine>.sql
 * lead from version n-1 to n. schema-<other>-<n>.sql likewise, for a file beside the index: other is NULL for the index.
 */
#pragma once

#include "index/db-engine.h"

/* name -> text, of the shared and the engine's own statements; owned. */
GHashTable *db_sql_statements(const DbEngine *engine, GError **error);

/* The version that the newest schema leads to. */
gint64 db_sql_newest(const char *other);
/* Leads an index to it, a transaction a version. MUHAFIZ_ERROR_USAGE: it is from a newer Muhafiz. */
gboolean db_sql_migrate(const DbEngine *engine, gpointer connection, const char *other,
                        GError **error);
