/* index/behind.h - private to index/: why an office lags, as far as its figures show it.
 *
 * A reason says what n is: of batch/ it is translated by its code and n, "text" is English. A reason's weight is the working
 * days that it costs at the speed of the last 14 (n records that wait / records a day), so that different things compare; the
 * weightiest stands first, what has no such measure last.
 *
 *   never-heard                     no figures at all
 *   silent            n days        figures are older than 3 days
 *   stopped           n days        working days without a page, 3 or more
 *   slow              n pages       short of what is needed a day (records, where the projection counts them)
 *   late              n days        working days that the projected end lies after the deadline
 *   past-deadline     n days        the deadline is over, by n days
 *   recognition, checking, export, import   n records   wait there: more than 2, 5, 5, 10 working days' work
 *   rejects           n records     are back at scanning: a day's work or more, or a twentieth of what is scanned
 *   jams              n             a hundred or more for 1,00,000 pages
 *   missing           n records     missing or damaged, a hundredth or more of what is to be done
 *   register-short    n records     that the census counted and the register does not have
 *   over              n             percentages above 100
 *   offices-behind    n offices     of an inner node: that stand below it and are behind
 *   offices-silent    n offices     of an inner node: never heard, or silent
 */
#pragma once

#include "index/row.h"

G_BEGIN_DECLS

/* Sets "behind" of a row that has its projection. An empty list: nothing is behind. */
void index_row_explain(JsonObject *row, const RowContext *context);
/* For sorting: those that are furthest behind first, then by code. */
int index_row_compare(JsonObject *one, JsonObject *other);

G_END_DECLS
