/* The projection against simulated drives whose true end is known, and against figures that make no sense. */
#include <math.h>
#include <stdlib.h>

#include "index/projection.h"

#include "tests/index/drives.h"

#define RUNS 1000
#define MONDAY 739551 /* julian, 2025-11-03 */

/* ---------------------------------------------------------------------------- the interval holds -- */

typedef struct {
    guint covered, before, after; /* the true end: in the interval, before it, after it */
    guint unlimited;              /* no late end within ten years */
    GArray *widths, *waits;       /* gint32: days of the interval; days until the true end */
} Tally;

static gint32 true_end(const Drive *drive, gint32 today, double left)
{
    gint32 day = today;
    for (double done = 0; done < left; day++) {
        g_assert_cmpint(day - drive->first, <, DRIVE_DAYS);
        done += drive->amounts[day - drive->first];
    }
    return day - 1;
}

static int int_compare(gconstpointer one, gconstpointer other)
{
    return *(const gint32 *)one - *(const gint32 *)other;
}

static gint32 quantile(GArray *values, double share)
{
    g_array_sort(values, int_compare);
    return g_array_index(values, gint32, (guint)(share * (values->len - 1)));
}

static void tally_add(Tally *tally, const Projection *projection, gint32 today, gint32 end)
{
    gint32 late = projection->end_late ? projection->end_late : today + 3653;
    if (projection->state != PROJECTION_OPEN) { /* a week without power: it covers nothing */
        g_assert_cmpint(projection->state, ==, PROJECTION_STOPPED);
        tally->after++;
        return;
    }
    gint32 width = late - projection->end_early + 1, wait = end - today + 1;
    g_assert_true(projection->end_early >= today && projection->end_early <= projection->end);
    g_assert_true(projection->end <= late);
    tally->covered += end >= projection->end_early && end <= late;
    tally->before += end < projection->end_early;
    tally->after += end > late;
    tally->unlimited += projection->end_late == 0;
    g_array_append_val(tally->widths, width);
    g_array_append_val(tally->waits, wait);
}

/* How long the drive has run: a ramping one is asked while it ramps. */
static guint days_run(const Drive *drive, DriveTraits traits, GRand *rand)
{
    if (traits & DRIVE_RAMPING)
        return (guint)g_rand_int_range(rand, 14, (gint32)drive->ramp_days + 1);
    return (guint)g_rand_int_range(rand, 14, 70);
}

static void run_once(Tally *tally, Drive *drive, DriveTraits traits, GRand *rand)
{
    drive_simulate(drive, traits, rand);
    gint32 today = drive_day(drive, days_run(drive, traits, rand));
    ProjectionInput input = {.today = today,
                             .left = g_rand_double_range(rand, 5000, 90000),
                             .days = drive->days,
                             .holidays = drive->holidays,
                             .n_holidays = drive->n_holidays};
    while (input.n_days < drive->n_days && drive->days[input.n_days].day < today)
        input.n_days++;
    Projection projection = index_projection(&input);
    tally_add(tally, &projection, today, true_end(drive, today, input.left));
}

static void kind_check(const char *name, DriveTraits traits, guint32 seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(GArray) widths = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autofree Drive *drive = g_new0(Drive, 1);
    Tally tally = {.widths = widths, .waits = waits};
    for (guint i = 0; i < RUNS; i++)
        run_once(&tally, drive, traits, rand);
    double covered = 100.0 * tally.covered / RUNS;
    g_test_message(
        "%-26s %5.1f %% covered, %4.1f before, %4.1f after; %3d days to go, interval of %2d "
        "days (9 of 10: %3d), %u without a late end",
        name, covered, 100.0 * tally.before / RUNS, 100.0 * tally.after / RUNS,
        quantile(waits, 0.5), quantile(widths, 0.5), quantile(widths, 0.9), tally.unlimited);
    g_assert_cmpfloat(covered, >=, 75);
    g_assert_cmpfloat(covered, <=, 90);
    g_assert_cmpint(quantile(widths, 0.5), <=, quantile(waits, 0.5) * 2 / 3);
}

static const struct {
    const char *name;
    DriveTraits traits;
} KINDS[] = {
    {"steady", 0},
    {"ramping up", DRIVE_RAMPING},
    {"learning", DRIVE_LEARNING},
    {"weekly rhythm", DRIVE_WEEKLY},
    {"autocorrelated", DRIVE_CORRELATED},
    {"holidays", DRIVE_HOLIDAYS},
    {"power cuts", DRIVE_CUTS},
    {"flagged days", DRIVE_FLAGGED},
    {"some Sundays", DRIVE_SUNDAYS},
    {"weekly, holidays, cuts", DRIVE_WEEKLY | DRIVE_HOLIDAYS | DRIVE_CUTS},
    {"weekly, ramping, holidays", DRIVE_WEEKLY | DRIVE_RAMPING | DRIVE_HOLIDAYS},
};

static void test_covers(void)
{
    const char *seed = g_getenv("MUHAFIZ_TEST_SEED");
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        kind_check(KINDS[i].name, KINDS[i].traits, (seed ? (guint32)atoi(seed) : 7) * 100 + i);
}

static void test_stopped(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    g_autofree Drive *drive = g_new0(Drive, 1);
    for (guint i = 0; i < RUNS; i++) {
        drive_simulate(drive, DRIVE_STOPPING | DRIVE_HOLIDAYS, rand);
        gint32 after = g_rand_int_range(rand, 7, 40);
        ProjectionInput input = {.today = drive_day(drive, drive->stop_days + after) + 1,
                                 .deadline = i % 2 ? drive->first : 0,
                                 .left = 50000,
                                 .days = drive->days,
                                 .n_days = drive->n_days,
                                 .holidays = drive->holidays,
                                 .n_holidays = drive->n_holidays};
        Projection projection = index_projection(&input);
        g_assert_cmpint(projection.state, ==, PROJECTION_STOPPED);
        g_assert_cmpint(projection.end | projection.end_early | projection.end_late, ==, 0);
    }
}

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
    g_test_add_func("/projection/covers", test_covers);
    g_test_add_func("/projection/stopped", test_stopped);
    g_test_add_func("/projection/odd", test_odd);
    g_test_add_func("/projection/left-out", test_left_out);
    g_test_add_func("/projection/counted", test_counted);
    g_test_add_func("/projection/holidays-everywhere", test_holidays_everywhere);
    g_test_add_func("/projection/needed", test_needed);
    return g_test_run();
}
