/* The day on which a drive ends, with an 80 % interval.
 *
 * How fast: the mean of the last 14 working days. How uneven: the last 28 (more would be another drive, fewer cannot tell
 * a slow Monday from chance). What is to come on the k-th working day from now is
 *
 *     level + trend (phi + phi^2 + ... + phi^k) + effect of the weekday
 *
 * a damped trend (Gardner and McKenzie, "Forecasting trends in time series", Management Science 31, 1985): new operators grow
 * faster, but not for ever. The end is the first working day on which the sum of these reaches what is left; its interval is that of the days
 * on which the sum's own 80 % interval does, as the passage time of a drifting sum (Cox and Miller, "The theory of stochastic
 * processes", 1965, 5.7) with the parameters' own uncertainty (Student's t) in it.
 *
 *  trend    the mean of the last 12 days less that of the first 12 of 28 (6 of 14): whole weeks, so that a weekly rhythm is no trend.
 *  weekday  means of what is left, Monday to Saturday.
 *  Both are shrunk towards nothing as far as chance would explain them (James and Stein, 1961): 1 - noise/signal.
 *  What slows a drive down (machines that age, the hard files left to the last) does so little by little, and does not stop by itself as a
 *  beginner's progress does, and who is told too late can do nothing any more. So it is looked for first, over 72 days: where the second half is
 *  slower than the first by more than chance alone would make it (its standard deviation), that is the trend, whole, and goes on longer. Where not,
 *  nothing is made wider for it.
 *  noise    the variance of the rest; days that resemble those before them tell less, by (1 + r)/(1 - r) with r the correlation of
 *           neighbours, corrected for short series (Marriott and Pope, 1954).
 *
 * The variance of the sum S of n days: n noise (the days to come) + n^2 noise/14 (the level) + (how far a trend goes on is the
 * least known: half of what it adds) + (3 % n level)^2 (drives change) + (half of n days' work that nobody told of)^2.
 * With D the interval's half width the early end is that of S + D; the late one is that of S exp(-D/S), as no speed is below nothing.
 * Constants were chosen on simulated drives (tests/index/projection.c); there the interval covers the true end of each kind in 75 to 90 % of
 * runs. It cannot know of operators who will come or go: of drives that slow down
 * by a tenth a month it covers 64 %, and is nearly always too early with the others.
 */
#include "index/projection-private.h"

#include <math.h>

#define SPEED_DAYS 14
#define SHAPE_DAYS 28
#define FALL_DAYS 72 /* of which the two halves are compared */
#define FALL_DAYS_MIN 24
#define DAYS_MIN 5
#define STOPPED_DAYS 7
#define HORIZON 3653 /* calendar days: ten years */

#define TREND_DAMPING 0.95
#define TREND_DOUBT 0.5       /* standard deviation of what the trend will add, of that */
#define TREND_RESIDUE 0.1     /* of the variance of a trend that was shrunk away */
#define FALLING_DAMPING 0.975 /* the same of a drive that slows down */
#define DRIFT 0.03            /* of the level */
#define UNHEARD_DOUBT 0.5     /* standard deviation of a speed that nobody told, of it */
#define CORRELATION_MAX 0.7
#define RATE_MIN 0.35 /* of the mean: who slows down goes on */

typedef struct {
    double mean;  /* of the last 14 */
    double level; /* now, without weekday */
    double trend; /* a day */
    double trend_variance;
    double damping; /* phi */
    double weekday[WEEKDAYS];
    double noise;   /* variance of a day's part in a long sum */
    double unheard; /* of the mean: what nobody told */
    double width;   /* standard deviations from the middle to either end of the interval */
    guint n;        /* of the last 14 */
} Shape;

static double mean_of(const double *values, guint n)
{
    double sum = 0;
    for (guint i = 0; i < n; i++)
        sum += values[i];
    return n > 0 ? sum / n : 0;
}

/* ------------------------------------------------------------------------------------ the shape -- */

/* How much of what was measured is kept, of which chance alone would make `noise`. */
static double shrink(double signal, double noise)
{
    return signal > 0 ? MAX(0, 1 - noise / signal) : 0;
}

/* Days at either end that are compared for the trend: whole weeks where there are as many. */
static guint trend_span(guint n)
{
    return n >= 24 ? 12 : n >= 12 ? 6 : n / 2;
}

/* Of days on which something was done. */
static double pace_of(const double *values, guint n)
{
    guint n_worked = 0;
    for (guint i = 0; i < n; i++)
        n_worked += values[i] > 0;
    return n_worked > 0 ? mean_of(values, n) * n / n_worked : 0;
}

/* A day on which nothing was done, as for want of power, says nothing of a pace that grows or falls. */
static double trend_of(const double *values, guint n, guint span)
{
    return (pace_of(values + n - span, span) - pace_of(values, span)) / (n - span);
}

static void rest_remove_trend(double *rest, const double *values, guint n, double trend)
{
    double mean = mean_of(values, n);
    for (guint i = 0; i < n; i++)
        rest[i] = values[i] - mean - trend * (i - (n - 1) / 2.0);
}

/* Sets the effects and takes them out of the rest; answers how many degrees of freedom they took. */
static double rest_remove_weekdays(double *rest, const guint8 *weekdays, guint n, double *effects)
{
    guint counts[WEEKDAYS] = {0}, groups = 0;
    double between = 0, within = 0;
    for (guint i = 0; i < n; i++) {
        counts[weekdays[i]]++;
        effects[weekdays[i]] += rest[i];
    }
    for (guint g = 0; g < WEEKDAYS; g++) {
        groups += counts[g] > 0;
        effects[g] /= MAX(counts[g], 1);
        between += counts[g] * effects[g] * effects[g];
    }
    for (guint i = 0; i < n; i++)
        within += pow(rest[i] - effects[weekdays[i]], 2);
    double kept = 0;
    if (groups > 2 && n >= 2 * WEEKDAYS)
        kept = shrink(between / (groups - 2), 1.2 * within / (n - groups));
    for (guint g = 0; g < WEEKDAYS; g++)
        effects[g] *= kept;
    for (guint i = 0; i < n; i++)
        rest[i] -= effects[weekdays[i]];
    return groups > 2 ? kept * (groups - 2) : 0;
}

/* The variance that a day adds to a long sum. */
static double noise_of(const double *rest, guint n, double degrees)
{
    double squares = 0, neighbours = 0;
    for (guint i = 0; i < n; i++) {
        squares += rest[i] * rest[i];
        neighbours += i > 0 ? rest[i] * rest[i - 1] : 0;
    }
    double r = squares > 0 ? neighbours / squares : 0;
    r = CLAMP(r + 2 * (1 + 3 * r) / n, 0, CORRELATION_MAX);
    return squares / degrees * (1 + r) / (1 - r);
}

/* Of Student's t with so many degrees of freedom, the quantile 0.9 (Cornish and Fisher's first term). */
static double student_quantile(double degrees)
{
    return 1.2816 + 0.846 / degrees;
}

/* What chance alone would make of a trend: its variance. */
static double trend_chance(const Shape *shape, guint n, guint span)
{
    return shape->noise * 2 / span / ((n - span) * (n - span));
}

/* Whether the drive slows down by more than chance explains; then that is its trend. */
static gboolean shape_set_fall(Shape *shape, const History *history)
{
    guint n = MIN(history->n, FALL_DAYS), span = n / (2 * WEEKDAYS) * WEEKDAYS;
    if (n < FALL_DAYS_MIN)
        return FALSE;
    double trend = trend_of(history->amounts + history->n - n, n, span);
    double chance = trend_chance(shape, n, span);
    if (trend >= 0 || trend * trend <= chance)
        return FALSE;
    shape->trend = trend;
    shape->trend_variance = chance;
    shape->damping = FALLING_DAMPING;
    return TRUE;
}

static void shape_set_trend(Shape *shape, double trend, guint n)
{
    double chance = trend_chance(shape, n, trend_span(n));
    double kept = shrink(trend * trend, chance);
    shape->trend = trend * kept;
    shape->trend_variance = chance * MAX(kept, TREND_RESIDUE);
    shape->damping = TREND_DAMPING;
}

static void shape_take(Shape *shape, const History *history)
{
    guint n = MIN(history->n, SHAPE_DAYS);
    const double *values = history->amounts + history->n - n;
    const guint8 *weekdays = history->weekdays + history->n - n;
    double rest[SHAPE_DAYS], effect = 0;
    double trend = trend_of(values, n, trend_span(n));
    rest_remove_trend(rest, values, n, trend);
    double degrees = n - 2 - rest_remove_weekdays(rest, weekdays, n, shape->weekday);
    shape->noise = noise_of(rest, n, degrees);
    shape->width = student_quantile(degrees);
    if (!shape_set_fall(shape, history))
        shape_set_trend(shape, trend, n);
    shape->n = MIN(n, SPEED_DAYS);
    shape->mean = mean_of(values + n - shape->n, shape->n);
    for (guint i = n - shape->n; i < n; i++)
        effect += shape->weekday[weekdays[i]] / shape->n;
    shape->level = shape->mean - effect + shape->trend * (shape->n - 1) / 2.0;
}

/* -------------------------------------------------------------------------------------- the end -- */

/* What will have been done after so many working days. */
typedef struct {
    guint days;
    double power, steps;  /* phi^k; phi + ... + phi^k */
    double done, trended; /* the sum; days of trend in it */
} Sum;

static void sum_add_day(Sum *sum, const Shape *shape, guint weekday)
{
    sum->days++;
    sum->power *= shape->damping;
    sum->steps += sum->power;
    sum->trended += (shape->n - 1) / 2.0 + sum->steps;
    double rate = shape->level + shape->trend * sum->steps + shape->weekday[weekday];
    sum->done += MAX(rate, RATE_MIN * shape->mean);
}

static double sum_spread(const Sum *sum, const Shape *shape)
{
    double n = sum->days, doubt = TREND_DOUBT * shape->trend * sum->trended,
           drift = DRIFT * shape->mean * n, unheard = UNHEARD_DOUBT * shape->unheard * n;
    double variance = shape->noise * (n + n * n / shape->n) + doubt * doubt + drift * drift +
                      unheard * unheard + shape->trend_variance * sum->trended * sum->trended;
    return shape->width * sqrt(variance);
}

static void reach(gint32 *end, gint32 day, gboolean is_reached)
{
    if (*end == 0 && is_reached)
        *end = day;
}

static void project(Projection *projection, const ProjectionInput *input, const Shape *shape,
                    double left)
{
    Sum sum = {.power = 1};
    for (gint32 day = input->today; day < input->today + HORIZON; day++) {
        if (!projection_is_working(input, day))
            continue;
        sum_add_day(&sum, shape, projection_weekday(day));
        double spread = sum_spread(&sum, shape);
        reach(&projection->end_early, day, sum.done + spread >= left);
        reach(&projection->end, day, sum.done >= left);
        reach(&projection->end_late, day, sum.done * exp(-spread / sum.done) >= left);
        if (projection->end_late)
            return;
    }
}

/* Of the work that is projected: who was never heard is left out of it, and does as much as its share of what is left. */
static double unheard_of(const Shape *shape, const ProjectionInput *input, double left)
{
    double never = shape->mean * input->left_unheard / (left + input->left_unheard);
    return MIN(input->guessed_per_day + never, shape->mean);
}

static guint days_until(const ProjectionInput *input)
{
    guint days = 0;
    gint32 last = MIN(input->deadline, input->today + HORIZON);
    for (gint32 day = input->today; day <= last; day++)
        days += projection_is_working(input, day);
    return days;
}

static gboolean has_stopped(const History *history)
{
    if (history->n < STOPPED_DAYS)
        return FALSE;
    for (guint i = history->n - STOPPED_DAYS; i < history->n; i++)
        if (history->amounts[i] > 0)
            return FALSE;
    return history->today <= 0;
}

static ProjectionState state_of(const Projection *projection, const ProjectionInput *input,
                                gboolean is_known)
{
    gboolean has_deadline = input->deadline != 0;
    if (has_deadline && input->today > input->deadline)
        return PROJECTION_LATE;
    if (!is_known)
        return PROJECTION_UNKNOWN;
    if (!has_deadline)
        return PROJECTION_OPEN;
    return projection->end == 0 || projection->end > input->deadline ? PROJECTION_LATE
                                                                     : PROJECTION_IN_TIME;
}

Projection index_projection(const ProjectionInput *input)
{
    Projection projection = {.state = PROJECTION_DONE};
    History history;
    Shape shape = {0};
    if (!(input->left + input->left_unheard > 0))
        return projection;
    projection_history_take(&history, input);
    double left = input->left + history.today; /* as it was this morning */
    projection.working_days = MIN(history.n, SPEED_DAYS);
    projection.per_day =
        mean_of(history.amounts + history.n - projection.working_days, projection.working_days);
    projection.days_left = days_until(input);
    projection.needed_per_day =
        projection.days_left > 0 ? (left + input->left_unheard) / projection.days_left : 0;
    projection.state = PROJECTION_STOPPED;
    if (has_stopped(&history))
        return projection;
    gboolean is_known = history.n >= DAYS_MIN && projection.per_day > 0 && input->left > 0;
    if (is_known) {
        shape_take(&shape, &history);
        shape.unheard = unheard_of(&shape, input, left);
        project(&projection, input, &shape, left);
    }
    projection.state = state_of(&projection, input, is_known);
    return projection;
}

double index_projection_speed(const ProjectionInput *input)
{
    History history;
    projection_history_take(&history, input);
    guint n = MIN(history.n, SPEED_DAYS);
    return mean_of(history.amounts + history.n - n, n);
}
