/* tests/index/station-private.h - what the two files of station.h share. */
#pragma once

#include "tests/index/station.h"

#define PAGES_A_RECORD 26
#define OPERATORS 4
#define SCANNERS 2
#define CATEGORIES 6

typedef enum { WELL, STOPPED, UNCHECKED, JAMMING, SHORT_REGISTER, MISSING, N_TROUBLES } Trouble;

/* Records that came through each stage by a day's end. */
enum { SCANNED, CHECKED, EXPORTED, IMPORTED, N_STAGES };

typedef struct {
    const Station *station;
    GRand *rand;
    Trouble trouble;
    gint32 today; /* the station's, not over */
    GArray *holidays;
    gint64 *pages, *records[N_STAGES]; /* by the end of each day, n_days of them */
    gint64 gone[3];                    /* excluded, missing, damaged */
} Work;

gint64 work_earlier(const gint64 *values, guint day, guint days); /* 0 before the first day */
gint64 work_part(gint64 whole, guint n, guint i); /* the i-th of n, which add up to it */
gint64 work_last(const Work *work, const gint64 *values);
void work_do(Work *work, const Station *station);
void work_clear(Work *work);
JsonObject *work_row(Work *work);

typedef struct {
    const char *name;
    gint64 value;
} Count;

/* Adds a group of counts; texts by pairs. */
JsonObject *counts_add(JsonObject *object, const char *group, const Count *list, guint n);
void texts_add(JsonObject *object, const char *const *pairs);
#define COUNTS(object, group, ...)                                                                 \
    counts_add(object, group, (const Count[]){__VA_ARGS__},                                        \
               sizeof((const Count[]){__VA_ARGS__}) / sizeof(Count))

#define TEXTS(object, ...) texts_add(object, (const char *const[]){__VA_ARGS__, NULL})
