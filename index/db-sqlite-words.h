/* index/db-sqlite-words.h - the words of full text as FTS5 has them, in SQL. Private to db-sqlite.c.
 *
 * Function words_of(text): the words that FTS5 makes of it, each on a line of its own.
 * Table temp.page_words (term, doc, col, offset): every word of page_search in every place, by words. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

gboolean sqlite_words_register(sqlite3 *connection);
