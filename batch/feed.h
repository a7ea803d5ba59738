/* batch/feed.h - a batch is fed from a scanner until there is no more, with the operator's help.
 *
 * The worker scans at its own pace; each sheet it tells of is published and written down at once.
 * The feed is interrupted by a fault (jam, open cover, dead driver, ...), and by an empty feeder
 * while sheets are missing: fewer than were announced, or fewer pages in a side than the register
 * expects. An operator at a terminal is then asked, however long that takes, and goes on with the
 * next sheet, closes the batch as it is, or stops. Anywhere else nothing waits: the feed ends, and
 * only sheets that were announced are held to be missing.
 *
 * After a fault of the connection or the driver the scanner is opened anew, in a new worker. Sheets
 * that the old one had finished are taken in first, so none is fed twice or left out.
 */
#pragma once

#include "batch/intake.h"
#include "batch/scanner.h"

G_BEGIN_DECLS

typedef enum {
    FEED_COMPLETE,    /* the feeder is empty and nothing is missing */
    FEED_SHORT,       /* the feeder is empty and sheets are missing; the batch stays open */
    FEED_CLOSED,      /* the same, and the operator answered "end": there are no more */
    FEED_INTERRUPTED, /* a signal, or the operator stops after a fault was put right: open */
    FEED_FAILED,      /* *error: what happened, the last good sheet, what to do; open */
    FEED_REFUSED,     /* *error: no scanner, or not asked as it likes; nothing was fed this time */
} FeedEnd;

/* *intake may be exchanged for one that knows the same batch further on. */
FeedEnd feed_run(Context *context, const Scanner *scanner, Intake **intake, GError **error);

G_END_DECLS
