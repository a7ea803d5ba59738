/* tests/index/drives.h - simulated drives: what an office scans on each day, by the ways in which real ones are uneven.
 *
 * About 1,000 pages a day, two months to over a year; each day's chance is lognormal with a variation of 10 to 35 %. The same generator
 * gives the same drive. Also the source of tests/bench/offices.c. */
#pragma once

#include <glib.h>

#include "index/projection.h"

#define DRIVE_DAYS 1200 /* calendar days that are simulated */

typedef enum {
    DRIVE_RAMPING = 1 << 0,    /* from a third, in a line, over 25 to 60 working days */
    DRIVE_LEARNING = 1 << 1,   /* from 30 %, ever more slowly */
    DRIVE_WEEKLY = 1 << 2,     /* half Saturdays, slow Mondays */
    DRIVE_CORRELATED = 1 << 3, /* good and bad weeks: each day 0.3 to 0.6 like the one before */
    DRIVE_HOLIDAYS = 1 << 4,   /* one day in ten */
    DRIVE_CUTS = 1 << 5,       /* days without power, often two together */
    DRIVE_FLAGGED = 1 << 6,    /* days on which the clock was wrong: their amounts are nonsense */
    DRIVE_SUNDAYS = 1 << 7,    /* works on some Sundays too */
    DRIVE_STOPPING = 1 << 8,   /* for good, after 30 to 60 working days */
    DRIVE_SLOWING = 1 << 9,    /* by a tenth in 26 working days, down to 40 % */
} DriveTraits;

typedef struct {
    gint32 first;                   /* julian */
    double amounts[DRIVE_DAYS];     /* pages that were truly scanned */
    ProjectionDay days[DRIVE_DAYS]; /* as the store tells them, without those of nothing */
    guint n_days;
    gint32 holidays[DRIVE_DAYS];
    guint n_holidays;
    guint ramp_days; /* working days until it runs at full speed */
    guint stop_days; /* working days until it stops */
} Drive;

/* first: julian; 0: any day of a year. */
void drive_simulate(Drive *drive, DriveTraits traits, gint32 first, GRand *rand);
/* The day before which there are so many working days. */
gint32 drive_day(const Drive *drive, guint n_working);
