/* The days that a projection is made of: working ones, with what was done on each. */
#include "index/projection-private.h"

guint projection_weekday(gint32 julian)
{
    return (guint)(julian - 1) % 7; /* julian day 1 was a Monday */
}

gboolean index_day_is_working(gint32 julian, const gint32 *holidays, guint n_holidays)
{
    guint low = 0, high = n_holidays;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (holidays[middle] < julian)
            low = middle + 1;
        else
            high = middle;
    }
    return projection_weekday(julian) < WEEKDAYS && (low == n_holidays || holidays[low] != julian);
}

gboolean projection_is_working(const ProjectionInput *input, gint32 julian)
{
    return index_day_is_working(julian, input->holidays, input->n_holidays);
}

/* Where the drive began, but no longer ago than a year. */
static gint32 first_day(const ProjectionInput *input)
{
    for (guint i = 0; i < input->n_days; i++)
        if (input->days[i].amount > 0)
            return MAX(input->days[i].day, input->today - LOOK_BACK);
    return input->today;
}

/* The amount of a day; *at moves behind it. */
static double day_take(const ProjectionInput *input, guint *at, gint32 julian, gboolean *is_flagged)
{
    double amount = 0;
    *is_flagged = FALSE;
    while (*at < input->n_days && input->days[*at].day < julian)
        (*at)++;
    for (; *at < input->n_days && input->days[*at].day == julian; (*at)++) {
        amount += input->days[*at].amount;
        *is_flagged |= input->days[*at].is_flagged;
    }
    return amount;
}

static void history_correct(History *history)
{
    double debt = 0;
    for (guint i = history->n; i-- > 0;) {
        double rest = history->amounts[i] - debt;
        history->amounts[i] = MAX(rest, 0);
        debt = MAX(-rest, 0);
    }
}

void projection_history_take(History *history, const ProjectionInput *input)
{
    guint at = 0;
    double carried = 0; /* from Sundays and holidays */
    gboolean is_flagged;
    history->n = 0;
    for (gint32 day = first_day(input); day < input->today; day++) {
        double amount = day_take(input, &at, day, &is_flagged);
        if (is_flagged)
            continue;
        carried += amount;
        if (!projection_is_working(input, day))
            continue;
        history->weekdays[history->n] = (guint8)projection_weekday(day);
        history->amounts[history->n++] = carried;
        carried = 0;
    }
    history_correct(history);
    double today = day_take(input, &at, input->today, &is_flagged);
    history->today = projection_is_working(input, input->today) && !is_flagged ? MAX(today, 0) : 0;
}
