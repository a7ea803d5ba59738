/* index/projection.h - when will it end, and how sure is that? No store, no clock: numbers in, numbers out.
 *
 * From the last 14 working days before `today`: Sundays, holidays and flagged days are left out wherever they lie, also in what is still
 * to come. What was done on a Sunday or a holiday counts with the next working day; what a flagged day says is not used; a negative amount takes
 * back what the days before it had counted. The first day of an office is the first with an amount. The finish is the first
 * working day on which the work that is left is done; the method of its 80 % interval and its source stand in projection.c. Equal
 * figures give equal answers: nothing is drawn.
 *
 * Of several offices some may not have been heard. Who is silent (no figures for 3 days) is taken to go on at its own last speed on the days
 * since, as the mean of its last 14 working days; nothing is taken off what it had left. Who was never heard is taken to need as long as the
 * others together: it counts in what is left and needed, and in neither speed nor end. Both widen the interval, by half of the speed that is
 * not known; and the answer says so in "guessed".
 *
 * PROJECTION = {"state", "unit": "pages|records", "left", "per_day", "needed_per_day", "working_days": used, "end", "end_early", "end_late",
 *  "days_left": working days until the deadline, "guessed": {"silent","never": offices, "per_day": of the silent ones}, only where there are such,
 *  "whole": {"off","lately", and all that follows from what is left}: as if what is excluded, missing or damaged had to be scanned as well, only where that
 *  changes something; off: these records, lately: of them those of the last 14 days, "first": {"deadline","state","needed_per_day","days_left"}: by the deadline
 *  that the plan had first, only where it was moved since};
 *  dates are null where there are none, or where they lie more than ten years ahead.
 * state, the first that holds: "done": all that was to be done is scanned, and nothing of the register waits; "nothing-left": what is not scanned is missing, damaged, excluded
 * or closed short; "stopped": nothing in the last 7 working days; "late": the end, or today, is after the deadline; "unknown":
 * fewer than 5 working days, or nothing to measure by; "open": no deadline; "in-time".
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
    gint32
        today; /* julian; not over, so it is no measure: its amount and what is left are today's work */
    gint32 deadline;           /* 0: none */
    double left;               /* what is still to be done */
    const ProjectionDay *days; /* oldest first; days that are not there had nothing */
    guint n_days;
    const gint32 *holidays; /* sorted */
    guint n_holidays;
    double guessed_per_day; /* of the days' amounts: of silent offices, which nobody told */
    double left_unheard;    /* beside left: of offices never heard */
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
    double needed_per_day;           /* to meet the deadline; 0: none, or it is past */
    guint days_left;                 /* working days from today until the deadline, both included */
    gint32 end, end_early, end_late; /* julian; 0: none, or in more than ten years */
} Projection;

Projection index_projection(const ProjectionInput *input);
/* The mean of the last 14 working days before today; 0: there are none. */
double index_projection_speed(const ProjectionInput *input);
gboolean index_day_is_working(gint32 julian, const gint32 *holidays, guint n_holidays);

G_END_DECLS
