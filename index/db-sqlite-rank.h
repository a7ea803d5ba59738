/* index/db-sqlite-rank.h - the ranking of full text, as a function of SQL. Private to db-sqlite.c. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* FALSE: this SQLite has no FTS5. */
gboolean sqlite_rank_register(sqlite3 *connection);
