/* The projection of figures that are odd, and the days that it leaves out. */
#include "index/projection.h"

#define MONDAY 739551 /* julian, 2025-11-03 */

/* ------------------------------------------------------------------------------------- odd figures -- */

#define DAYS_MAX 40

/* The days before Monday, Sundays left out, oldest first. */
typedef struct {
    const char *name;
    double amounts[DAYS_MAX];
    guint n;
    double left;
    gint32 deadline; /* days after Monday; G_MININT32: none */
    ProjectionState state;
    double per_day;
    gint32 end; /* days after Monday; -1: none */
} Odd;

#define NONE G_MININT32
#define TEN 10, 10, 10, 10, 10, 10, 10, 10, 10, 10
#define NOTHING 0, 0, 0, 0, 0, 0, 0

static const Odd ODDS[] = {
    {"no day", {0}, 0, 100, NONE, PROJECTION_UNKNOWN, 0, -1},
    {"no day, late already", {0}, 0, 100, -3, PROJECTION_LATE, 0, -1},
    {"days of nothing from the first on",
     {NOTHING, NOTHING},
     14,
     100,
     NONE,
     PROJECTION_UNKNOWN,
     0,
     -1},
    {"four days", {10, 10, 10, 10}, 4, 100, NONE, PROJECTION_UNKNOWN, 10, -1},
    {"five days", {10, 10, 10, 10, 10}, 5, 100, NONE, PROJECTION_OPEN, 10, 10},
    {"nothing left", {TEN}, 10, 0, -3, PROJECTION_DONE, 0, -1},
    {"more than all", {TEN}, 10, -20, NONE, PROJECTION_DONE, 0, -1},
    {"one day's work", {TEN}, 10, 10, 0, PROJECTION_IN_TIME, 10, 0},
    {"a page more", {TEN}, 10, 11, 0, PROJECTION_LATE, 10, 1},
    {"a week and a Sunday", {TEN}, 10, 70, NONE, PROJECTION_OPEN, 10, 7},
    {"more than ten years", {TEN}, 10, 1e12, 100, PROJECTION_LATE, 10, -1},
    {"more than ten years, no deadline", {TEN}, 10, 1e300, NONE, PROJECTION_OPEN, 10, -1},
    {"the deadline is past", {TEN}, 10, 10, -1, PROJECTION_LATE, 10, 0},
    {"the deadline is on the day", {TEN}, 10, 70, 7, PROJECTION_IN_TIME, 10, 7},
    {"taken back", {TEN, 30, -20}, 12, 100, NONE, PROJECTION_OPEN, 110.0 / 12, -2},
    {"more taken back than was ever done", {TEN, -500}, 11, 100, NONE, PROJECTION_STOPPED, 0, -1},
    {"seven days of nothing", {TEN, NOTHING}, 17, 100, NONE, PROJECTION_STOPPED, 5, -1},
    {"six days of nothing", {TEN, 0, 0, 0, 0, 0, 0}, 16, 100, NONE, PROJECTION_OPEN, -1, -2},
};

/* The last of the amounts is the Saturday before Monday. */
static guint days_fill(ProjectionDay *days, const double *amounts, guint n)
{
    gint32 day = MONDAY;
    for (guint i = n; i-- > 0;) {
        day -= (day - 1) % 7 == 0 ? 2 : 1;
        days[i] = (ProjectionDay){day, amounts[i], FALSE};
    }
    return n;
}

static void odd_check(const Odd *odd)
{
    ProjectionDay days[DAYS_MAX];
    ProjectionInput input = {.today = MONDAY,
                             .deadline = odd->deadline == NONE ? 0 : MONDAY + odd->deadline,
                             .left = odd->left,
                             .days = days,
                             .n_days = days_fill(days, odd->amounts, odd->n)};
    Projection projection = index_projection(&input);
    g_test_message("%s: state %d, %.1f a day, end %d", odd->name, projection.state,
                   projection.per_day, projection.end);
    g_assert_cmpint(projection.state, ==, odd->state);
    if (odd->per_day >= 0)
        g_assert_cmpfloat_with_epsilon(projection.per_day, odd->per_day, 1e-9);
    if (odd->end >= -1)
        g_assert_cmpint(projection.end, ==, odd->end < 0 ? 0 : MONDAY + odd->end);
    if (projection.end)
        g_assert_cmpint(projection.end_early, <=, projection.end);
}

static void test_odd(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(ODDS); i++)
        odd_check(&ODDS[i]);
}

/* ---------------------------------------------------------------------------------- days left out -- */

#define EVEN_DAYS 28

/* Four weeks of 10 a day, ending on the Saturday before Monday. */
static ProjectionInput even_input(ProjectionDay *days)
{
    double amounts[EVEN_DAYS];
    for (guint i = 0; i < EVEN_DAYS; i++)
        amounts[i] = 10;
    return (ProjectionInput){
        .today = MONDAY, .left = 60, .days = days, .n_days = days_fill(days, amounts, EVEN_DAYS)};
}

static void even_check(const ProjectionInput *input, double per_day, gint32 end)
{
    Projection projection = index_projection(input);
    g_assert_cmpint(projection.working_days, ==, 14);
    g_assert_cmpfloat_with_epsilon(projection.per_day, per_day, 1e-9);
    g_assert_cmpint(projection.end, ==, end ? MONDAY + end : 0);
}

static void test_left_out(void)
{
    ProjectionDay days[EVEN_DAYS + 2];
    ProjectionInput input = even_input(days);
    even_check(&input, 10, 5);
    days[20].is_flagged = TRUE; /* the clock was wrong: no 1,00,000 in a day */
    days[20].amount = 100000;
    even_check(&input, 10, 5);
    input = even_input(days);
    const gint32 holidays[] = {MONDAY - 5, MONDAY + 1, MONDAY + 2};
    input.holidays = holidays;
    input.n_holidays = 3;
    days[24].amount = 0; /* the Wednesday before */
    g_assert_cmpint(days[24].day, ==, MONDAY - 5);
    even_check(&input, 10, 8);
}

/* What was done on a Sunday is done; today's work is part of today. */
static void test_counted(void)
{
    ProjectionDay days[EVEN_DAYS + 2];
    ProjectionInput input = even_input(days);
    days[input.n_days++] = (ProjectionDay){MONDAY, 6, FALSE};
    input.left = 54;
    even_check(&input, 10, 5);
    days[input.n_days++] = (ProjectionDay){MONDAY + 40, 1000, FALSE}; /* a clock ahead */
    even_check(&input, 10, 5);
    input = even_input(days);
    days[26].day =
        MONDAY - 1; /* Friday's on Sunday: Friday was idle, Sunday's goes with Monday's */
    days[26].amount = days[27].amount;
    days[27] = days[26];
    days[26] = (ProjectionDay){MONDAY - 2, 10, FALSE};
    even_check(&input, 130.0 / 14, 7);
}

/* No working day will ever come. */
static void test_holidays_everywhere(void)
{
    ProjectionDay days[EVEN_DAYS + 2];
    ProjectionInput input = even_input(days);
    g_autofree gint32 *holidays = g_new(gint32, 5000);
    for (gint32 i = 0; i < 5000; i++)
        holidays[i] = MONDAY + i;
    input.holidays = holidays;
    input.n_holidays = 5000;
    input.deadline = MONDAY + 100;
    Projection projection = index_projection(&input);
    g_assert_cmpint(projection.state, ==, PROJECTION_LATE);
    g_assert_cmpint(projection.end | projection.end_late, ==, 0);
    g_assert_cmpint(projection.days_left, ==, 0);
}

static void test_needed(void)
{
    ProjectionDay days[EVEN_DAYS + 2];
    ProjectionInput input = even_input(days);
    input.deadline = MONDAY + 9; /* the Wednesday of next week */
    input.left = 180;
    Projection projection = index_projection(&input);
    g_assert_cmpint(projection.days_left, ==, 9);
    g_assert_cmpfloat_with_epsilon(projection.needed_per_day, 20, 1e-9);
    g_assert_cmpint(projection.state, ==, PROJECTION_LATE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/projection/odd", test_odd);
    g_test_add_func("/projection/left-out", test_left_out);
    g_test_add_func("/projection/counted", test_counted);
    g_test_add_func("/projection/holidays-everywhere", test_holidays_everywhere);
    g_test_add_func("/projection/needed", test_needed);
    return g_test_run();
}
