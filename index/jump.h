/* index/jump.h - private to index/: times that cannot be believed, because the clock was set.
 *
 * Every event looks at the clock. Since the last one, on the same computer since it was switched on, as much time must
 * have passed by the clock as by the kernel's own count (CLOCK_BOOTTIME, which nobody can set); after it was switched
 * off, at least none may have been taken back; nor may it stand before the newest event, by more than 5 seconds, or by an hour where other computers
 * work with the store. A step back of up to a minute, as time servers make, between two events that stand in their order all the same is none. A computer is known by its boot id, too, so a new name is no new computer. Steps that are small are
 * added up since it was switched on, and what comes after such a sum counts by itself. A clock that went back, or is off by more
 * than a day, is an event "clock.jumped", and its days are marked, in status and in what the progress return counts by
 * day. So is another time zone than that of the newest event, as it moves pages to other days; and that there is no
 * reading though there are events, as somebody took it out of the index: then the time since the newest event says nothing.
 *
 * Not seen is a clock that was set forward while the computer was off, for that looks as a holiday does, until it is set
 * right again: then the days are marked since the first event that stands at a time that had not come.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "index/store-private.h"

typedef struct {
    const char *host, *boot; /* the computer, and since when it runs (boot id) */
    gint64 wall_s;           /* by the clock, since 1970 */
    gint64 running_s;        /* by the kernel, since boot */
} ClockReading;

/* What the clock did between two readings, in seconds: 0 as long as it may be believed. */
gint64 index_jump_measure(const ClockReading *before, const ClockReading *now);

/* The same of all steps since first, of the same boot, that were small one by one. */
gint64 index_jump_measure_sum(const ClockReading *first, const ClockReading *now);

/* As it stands in rows and events, in the time zone of this process (clock.c); owned. */
char *index_time_text(gint64 at_s);

/* Within the transaction of an event, before it: compares with the reading of the last event of this computer and keeps
 * this one. */
gboolean index_jump_look(Store *store, const ClockReading *now, GError **error);
/* The same with the reading as it is now; at most once a second. */
gboolean index_jump_watch(Store *store, GError **error);

/* {"jumps": [{"host", "at": when it was seen, by the clock after it, "from", "to", "seconds": forward or back, 0 where the reading was taken out, "since": of one that went
 * back, the first time of an event that had not come then, or null}...], "days":
 * ["2026-11-28"...]: those on either side of a jump, and those until it was set right again}; NULL with *error unset:
 * there are none. */
JsonObject *index_jump_list(Store *store, GError **error);
