/* index/db-sqlite.h - what the files of the engine SQLite have of each other; db-engine.h says what each is. Private to
 * db-sqlite*.c. */
#pragma once

#include <sqlite3.h>

#include "index/db-engine.h"

/* Sets error in the terms of db.h, with what to do. Always FALSE. */
gboolean db_sqlite_fail(sqlite3 *connection, GError **error);

/* db-sqlite-watch.c; errors are messages that SQLite lends. */
gpointer db_sqlite_watch(gpointer connection, const DbWatch *watch, GError **error);
void db_sqlite_unwatch(gpointer connection, gpointer watching);

/* How long a connection waits for another that writes. */
#define DB_SQLITE_BUSY_TIMEOUT_MS 120000

/* db-sqlite-wait.c */
void db_sqlite_wait(gpointer connection, DbWait *wait);

/* db-sqlite-statement.c */
gpointer db_sqlite_prepare(gpointer connection, const char *sql, GError **error);
gboolean db_sqlite_writes(gpointer statement);
gboolean db_sqlite_bind(gpointer statement, const DbValue *values, guint n_values, GError **error);
gboolean db_sqlite_step(gpointer statement, gboolean *has_row, GError **error);
gint64 db_sqlite_column_int(gpointer statement, guint column);
double db_sqlite_column_real(gpointer statement, guint column);
const char *db_sqlite_column_text(gpointer statement, guint column);
const void *db_sqlite_column_peek(gpointer statement, guint column, gsize *size);
gboolean db_sqlite_column_is_null(gpointer statement, guint column);
DbType db_sqlite_column_type(gpointer statement, guint column);
guint db_sqlite_n_columns(gpointer statement);
const char *db_sqlite_column_name(gpointer statement, guint column);
void db_sqlite_reset(gpointer statement);
void db_sqlite_finalize(gpointer statement);
