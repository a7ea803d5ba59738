/* The projection against simulated drives whose true end is known. */
#include <stdlib.h>
#include <string.h>

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

static gint32 true_end(const double *amounts, gint32 first, gint32 today, double left)
{
    gint32 day = today;
    for (double done = 0; done < left; day++) {
        g_assert_cmpint(day - first, <, DRIVE_DAYS);
        done += amounts[day - first];
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
    drive_simulate(drive, traits, 0, rand);
    gint32 today = drive_day(drive, days_run(drive, traits, rand));
    ProjectionInput input = {.today = today,
                             .left = g_rand_double_range(rand, 5000, 90000),
                             .days = drive->days,
                             .holidays = drive->holidays,
                             .n_holidays = drive->n_holidays};
    while (input.n_days < drive->n_days && drive->days[input.n_days].day < today)
        input.n_days++;
    Projection projection = index_projection(&input);
    tally_add(tally, &projection, today, true_end(drive->amounts, drive->first, today, input.left));
}

/* least: per cent that are covered; widest: days of nine intervals in ten. */
static void kind_check(const char *name, DriveTraits traits, guint32 seed, double least,
                       gint32 widest)
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
    g_assert_cmpfloat(covered, >=, least);
    g_assert_cmpfloat(covered, <=, 90);
    g_assert_cmpint(quantile(widths, 0.9), <=, widest);
    g_assert_cmpint(quantile(widths, 0.5), <=, quantile(waits, 0.5) * 2 / 3);
}

static const struct {
    const char *name;
    DriveTraits traits;
    gint32 widest;
} KINDS[] = {
    {"steady", 0, 40},
    {"ramping up", DRIVE_RAMPING, 60},
    {"learning", DRIVE_LEARNING, 45},
    {"weekly rhythm", DRIVE_WEEKLY, 50},
    {"autocorrelated", DRIVE_CORRELATED, 70},
    {"holidays", DRIVE_HOLIDAYS, 45},
    {"power cuts", DRIVE_CUTS, 110},
    {"flagged days", DRIVE_FLAGGED, 40},
    {"some Sundays", DRIVE_SUNDAYS, 40},
    {"weekly, holidays, cuts", DRIVE_WEEKLY | DRIVE_HOLIDAYS | DRIVE_CUTS, 160},
    {"weekly, ramping, holidays", DRIVE_WEEKLY | DRIVE_RAMPING | DRIVE_HOLIDAYS, 85},
};

static void test_covers(void)
{
    const char *seed = g_getenv("MUHAFIZ_TEST_SEED");
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        kind_check(KINDS[i].name, KINDS[i].traits, (seed ? (guint32)atoi(seed) : 7) * 100 + i, 75,
                   KINDS[i].widest);
}

/* -------------------------------------------------------------------------------------- a district -- */

#define OFFICES 10

typedef struct {
    Drive drives[OFFICES];
    double left[OFFICES], all; /* pages of each office, and their sum */
    double amounts[DRIVE_DAYS];
    ProjectionDay days[DRIVE_DAYS];
} District;

static void district_simulate(District *district, GRand *rand)
{
    static const DriveTraits ways[] = {
        0, DRIVE_WEEKLY, DRIVE_RAMPING, DRIVE_LEARNING, DRIVE_CORRELATED, DRIVE_CUTS};
    memset(district, 0, sizeof *district);
    for (guint i = 0; i < OFFICES; i++) {
        drive_simulate(&district->drives[i], ways[g_rand_int_range(rand, 0, G_N_ELEMENTS(ways))],
                       MONDAY, rand);
        district->all += district->left[i] = g_rand_double_range(rand, 20000, 60000);
        for (guint day = 0; day < DRIVE_DAYS; day++)
            district->amounts[day] += district->drives[i].amounts[day];
    }
    for (guint day = 0; day < DRIVE_DAYS; day++)
        district->days[day] = (ProjectionDay){MONDAY + (gint32)day, district->amounts[day], FALSE};
}

static gint32 last_end(const District *district, gint32 today)
{
    gint32 last = 0;
    for (guint i = 0; i < OFFICES; i++)
        last = MAX(last, true_end(district->drives[i].amounts, MONDAY, today, district->left[i]));
    return last;
}

/* The sum of ten offices ends when their pages are done at the speed of all. That is the end of a district whose teams move on to where
 * work is left; where each office does its own, the last one ends much later (reason last-office, behind.h). */
static void test_district(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    g_autofree District *district = g_new0(District, 1);
    guint covered = 0;
    double lag = 0;
    for (guint i = 0; i < RUNS; i++) {
        district_simulate(district, rand);
        gint32 today = MONDAY + g_rand_int_range(rand, 20, 70);
        ProjectionInput input = {.today = today,
                                 .left = district->all,
                                 .days = district->days,
                                 .n_days = (guint)(today - MONDAY)};
        Projection projection = index_projection(&input);
        gint32 end = true_end(district->amounts, MONDAY, today, input.left);
        covered += end >= projection.end_early && end <= projection.end_late;
        lag += last_end(district, today) - projection.end;
    }
    g_test_message("the sum of %d offices: %.1f %% covered; the last office ends %.0f days later",
                   OFFICES, 100.0 * covered / RUNS, lag / RUNS);
    g_assert_cmpuint(covered, >=, RUNS * 75 / 100);
    g_assert_cmpuint(covered, <=, RUNS * 90 / 100);
}

/* What it cannot know: this is its limit, and no promise. */
static void test_slowing(void)
{
    kind_check("slowing down", DRIVE_SLOWING, 7, 60, 120);
}

static void test_stopped(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    g_autofree Drive *drive = g_new0(Drive, 1);
    for (guint i = 0; i < RUNS; i++) {
        drive_simulate(drive, DRIVE_STOPPING | DRIVE_HOLIDAYS, 0, rand);
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/projection/covers", test_covers);
    g_test_add_func("/projection/district", test_district);
    g_test_add_func("/projection/slowing", test_slowing);
    g_test_add_func("/projection/stopped", test_stopped);
    return g_test_run();
}
