/* index/db-sqlite-brief.h - brief(), brief_letters() and plain() as functions of SQL. Private to db-sqlite.c and tests. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

gboolean sqlite_brief_register(sqlite3 *connection);
