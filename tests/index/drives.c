#include "tests/index/drives.h"

#include <math.h>

typedef struct {
    DriveTraits traits;
    double sigma, correlation, cut, ramp;
    double state; /* of the noise: standard normal */
    gboolean is_cut;
    guint working; /* working days so far */
} Course;

static double normal(GRand *rand)
{
    double u = g_rand_double(rand), v = g_rand_double(rand);
    return sqrt(-2 * log(1 - u)) * cos(2 * G_PI * v);
}

static void course_draw(Course *course, Drive *drive, GRand *rand)
{
    double variation = g_rand_double_range(rand, 0.1, 0.35);
    course->sigma = sqrt(log(1 + variation * variation));
    if (course->traits & DRIVE_CORRELATED)
        course->correlation = g_rand_double_range(rand, 0.3, 0.6);
    course->cut = g_rand_double_range(rand, 0.03, 0.15);
    course->ramp = course->traits & DRIVE_LEARNING ? g_rand_double_range(rand, 10, 30)
                                                   : g_rand_double_range(rand, 25, 60);
    course->state = normal(rand);
    drive->ramp_days = (guint)course->ramp;
    drive->stop_days = (guint)g_rand_int_range(rand, 30, 60);
}

/* A share of the full speed. */
static double course_speed(const Course *course, guint weekday)
{
    double speed = 1, at = course->working;
    if (course->traits & DRIVE_RAMPING)
        speed *= 0.35 + 0.65 * MIN(1, at / course->ramp);
    if (course->traits & DRIVE_LEARNING)
        speed *= 1 - 0.7 * exp(-at / course->ramp);
    if (course->traits & DRIVE_SLOWING)
        speed *= MAX(0.4, 1 - at / 260);
    if (course->traits & DRIVE_WEEKLY)
        speed *= weekday == 0 ? 0.7 : weekday == 5 ? 0.5 : 1;
    return speed;
}

static double course_chance(Course *course, GRand *rand)
{
    double r = course->correlation;
    course->state = r * course->state + sqrt(1 - r * r) * normal(rand);
    course->is_cut = g_rand_double(rand) < (course->is_cut ? 0.35 : course->cut);
    if (course->traits & DRIVE_CUTS && course->is_cut)
        return 0;
    return exp(course->sigma * (course->state - course->sigma / 2));
}

static double course_day(Course *course, const Drive *drive, gint32 day, GRand *rand)
{
    if (!index_day_is_working(day, drive->holidays, drive->n_holidays)) {
        gboolean is_sunday = day % 7 == 0 && course->traits & DRIVE_SUNDAYS;
        return is_sunday && g_rand_double(rand) < 0.5 ? 600 * course_chance(course, rand) : 0;
    }
    double chance = course_chance(course, rand);
    gboolean has_stopped = course->traits & DRIVE_STOPPING && course->working >= drive->stop_days;
    double speed = has_stopped ? 0 : course_speed(course, (guint)(day - 1) % 7);
    course->working++;
    return round(1000 * speed * chance);
}

static void day_tell(Drive *drive, gint32 day, double amount, gboolean is_flagged, GRand *rand)
{
    if (is_flagged)
        amount *= g_rand_double_range(rand, 0, 3);
    if (amount > 0)
        drive->days[drive->n_days++] = (ProjectionDay){day, amount, is_flagged};
}

void drive_simulate(Drive *drive, DriveTraits traits, gint32 first, GRand *rand)
{
    Course course = {.traits = traits};
    course_draw(&course, drive, rand);
    drive->n_days = drive->n_holidays = 0;
    drive->first = first ? first : 739000 + g_rand_int_range(rand, 0, 365);
    for (gint32 i = 0; traits & DRIVE_HOLIDAYS && i < DRIVE_DAYS; i++)
        if (g_rand_double(rand) < 0.1)
            drive->holidays[drive->n_holidays++] = drive->first + i;
    for (gint32 i = 0; i < DRIVE_DAYS; i++) {
        gboolean is_flagged = traits & DRIVE_FLAGGED && g_rand_double(rand) < 0.05;
        drive->amounts[i] = course_day(&course, drive, drive->first + i, rand);
        day_tell(drive, drive->first + i, drive->amounts[i], is_flagged, rand);
    }
}

gint32 drive_day(const Drive *drive, guint n_working)
{
    gint32 day = drive->first;
    for (guint n = 0; n < n_working; day++)
        n += index_day_is_working(day, drive->holidays, drive->n_holidays);
    return day;
}
