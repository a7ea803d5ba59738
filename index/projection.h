/* index/projection.h - when will it end, and how sure is that? No store, no clock: numbers in, numbers out.
 *
 * From the last 14 working days before `today`: Sundays, holidays and flagged days are left out wherever they lie, also in what is still
 * to come. The finish is the first working day on which the work that is left is done; its 80 % interval comes from
 * (the method and its source stand in projection.c), seeded by the numbers themselves, so that equal figures give equal answers.
 *
 * PROJECTION = {"state", "unit": "pages|records", "left", "per_day", "needed_per_day", "working_days": used, "end", "end_early", "end_late",
 *  "days_left": working days until the deadline}; dates are null where there are none.
 * state: "done"; "unknown": fewer than 5 working days, or nothing to measure by; "stopped": nothing in the last 7 working days;
 * "late": end is after the deadline; "open": no deadline; "in-time".
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
    gint32 day;    /* julian day number, g_date_get_julian */
    double amount; /* pages (or records) that count for that day */
    gboolean is_flagged;
} ProjectionDay;

typedef struct {
    gint32 today;              /* julian; a day that is not over is not used */
    gint32 deadline;           /* 0: none */
    double left;               /* what is still to be done */
    const ProjectionDay *days; /* oldest first; days that are not there had nothing */
    guint n_days;
    const gint32 *holidays; /* sorted */
    guint n_holidays;
} ProjectionInput;

typedef enum {
    PROJECTION_UNKNOWN,
    PROJECTION_STOPPED,
    PROJECTION_OPEN,
    PROJECTION_IN_TIME,
    PROJECTION_LATE,
    PROJECTION_DONE,
} ProjectionState;

typedef struct {
    ProjectionState state;
    guint working_days;              /* used */
    double per_day;                  /* their mean */
    double needed_per_day;           /* to meet the deadline; 0: none */
    guint days_left;                 /* working days until the deadline, it included */
    gint32 end, end_early, end_late; /* julian; 0: none */
} Projection;

Projection index_projection(const ProjectionInput *input);
gboolean index_day_is_working(gint32 julian, const gint32 *holidays, guint n_holidays);

G_END_DECLS
