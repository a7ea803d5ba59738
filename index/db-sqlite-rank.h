/* index/db-sqlite-rank.h - the ranking of full text, as a function of SQL. Private to db-sqlite.c. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* NULL: it has none. */
fts5_api *sqlite_fts5_api(sqlite3 *connection);
/* FALSE: this SQLite has no FTS5. */
gboolean sqlite_rank_register(sqlite3 *connection);
