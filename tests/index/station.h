/* tests/index/station.h - simulated reports of stations: items as `report --format json` writes them (progress.h).
 *
 * An office works as drives.h says, at the speed that would do its target in 100 to 250 working days; reading follows on the
 * next day, checking a few days later, export on Fridays, import on Mondays. One in eight has something wrong: it has stopped, does not check, has jams,
 * a register of scanned files only, or many missing records. The same seed and time give the same items. */
#pragma once

#include <json-glib/json-glib.h>

typedef struct {
    char *office, *name, *level, *parent; /* owned */
    gint64 target_records, target_pages;  /* 26 pages a record are usual */
    const char *at;                       /* RFC 3339, borrowed */
    guint n_days;                         /* calendar days since it began */
    guint n_rows;                         /* of "records" */
    guint n_returns; /* frozen ones, 96 at most: the same in each report of the office */
    guint32 seed;
} Station;

/* The item, judged as a station judges its own. */
JsonObject *station_item(const Station *station);
void station_clear(Station *station);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Station, station_clear)
/* {"schema":1,"items":[item]}; takes item. */
char *station_text(JsonObject *item);
/* Second Saturdays and the state's holidays of a year around at: julian days, sorted; owned. */
GArray *station_holidays(const char *at);
