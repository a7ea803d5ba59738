/* index/behind.h - private to index/: why an office lags, as far as its figures show it.
 *
 * batch/ translates a reason by its code and n; "text" is English. A reason's weight is the working days that it costs at the
 * speed of the last 14 (n records that wait / records a day), so that different things compare; the weightiest stands first. Of an inner node
 * its offices come first of all, and before them what nobody can believe.
 *
 *   rewritten         n             ways in which its reports contradict each other on what cannot change (merge-heads.c)
 *   offices-rewritten n offices     of an inner node: that do so
 *   offices-silent    n offices     of an inner node: never heard, or silent
 *   offices-behind    n offices     of an inner node: that are behind the plan (below)
 *   last-office       n days        of an inner node: that its last office ends after the sum of all would; more than a week
 *   never-heard       0             no figures at all
 *   silent            n days        figures are 3 days old or older
 *   not-started       n days        working days since the start of the plan, or 0 without one: no page yet
 *   stopped           n days        working days without a page, 3 or more
 *   past-deadline     n days        the deadline is over, by n days
 *   slow              n             short of what is needed a day; in the projection's unit
 *   late              n days        that the projected end lies after the deadline, though the mean would do
 *   recognition, checking, export, import   n records   wait there: more than 2, 5, 5, 10 working days' work
 *   rejects           n records     are back at scanning: a day's work or a twentieth of what is scanned
 *   missing           n records     missing or damaged: a hundredth or more of what is to be done
 *   register-short    n records     that the census counted and the register does not have; of an inner node: those of its
 *                                   offices that have a census and were heard, as one's surplus is not another's
 *   excluded          n records     a hundredth or more of what is to be done
 *   lately-off        n records     excluded, or said to be missing or damaged, in the last 14 days: a tenth or more of what was left
 *   put-off           n days        by which the deadline was put off since the plan had one first, by which it is late
 *   census-short      n records     that the register has, or had, and the census did not count; of an inner node as register-short
 *   census-own        n records     of the census that who took the register in counted
 *   jams              n             one in 1,000 pages or more; two minutes each
 *   over              n             percentages above 100
 *   nothing-left      n records     are not scanned or were closed short, and nothing is left that could be
 */
#pragma once

#include "index/row.h"

G_BEGIN_DECLS

#define BEHIND_SILENT_DAYS 3

/* Sets "behind" of a row that has its projection. An empty list: the figures show nothing. */
void index_row_explain(JsonObject *row, const RowContext *context);
/* The n of register-short of an office; 0: it has no census, or was never heard. */
gint64 index_row_unlisted(JsonObject *row);
/* The n of census-short of an office; 0: likewise. */
gint64 index_row_unshelved(JsonObject *row);
/* Behind the plan: stopped, late, or silent; or nothing is left, and a hundredth or more is not scanned. */
gboolean index_row_is_behind(JsonObject *row);
/* Their order: index_row_compare (progress.h). */

G_END_DECLS
