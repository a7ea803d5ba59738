/* tests/index/sweep-names.h - what verify-sweep.c edits: every table and column, but for those of a list that says why. */
#pragma once

#include <glib.h>

#define SWEEP_ROW "(row)" /* instead of a column: its being there */

/* No event needs to vouch for it. column NULL: for the whole table. */
gboolean sweep_is_left_out(const char *table, const char *column);
/* How verify names a row of it: an SQL expression over the row; one of those between |. Ends the program where nobody
 * has said how the table is covered. */
const char *sweep_row_name(const char *table);
/* Its first column is the key of what its rows belong to, by which they are named. */
gboolean sweep_is_part(const char *table);
