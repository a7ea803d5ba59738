/* tests/tools/standin-scanner.h - the stand-in scanner behind its network: a feeder, one job, and
 * the accidents it was told to have.
 *
 * Paper behaves as in a real feeder: a sheet that was pulled is gone from the stack whatever became
 * of its images, until the operator puts it back (standin_scanner_load). Images are handed out in
 * order, and one that was handed out never comes again by itself.
 *
 * An accident is "KIND@SHEET[.back][*TIMES]": it strikes when that face of that sheet is asked for,
 * so many times (once if not said), and is over then. In simplex ".back" is left aside.
 *
 *   jam cover double   the sheet stops in the feeder (double: with the one behind it), the job is
 *                      aborted, and nothing goes on before the operator puts the paper back
 *   empty              the stack ends before this sheet; the rest is still in the operator's hands
 *   busy               the scanner has other work and ends the job; new jobs are refused TIMES - 1
 *                      times
 *   503                "come again", TIMES times
 *   hang               no answer, ever
 *   drip               an image that comes a byte at a time, for ever
 *   cut                half an image, as a whole answer: decoders forgive it to a JPEG, not to a PNG
 *   die                half an image on the wire, and the scanner is gone
 */
#pragma once

#include <glib.h>

#include "tests/tools/standin-paper.h"

G_BEGIN_DECLS

typedef enum {
    STANDIN_NONE,
    STANDIN_JAM,
    STANDIN_COVER,
    STANDIN_DOUBLE,
    STANDIN_EMPTY,
    STANDIN_BUSY,
    STANDIN_503,
    STANDIN_HANG,
    STANDIN_DRIP,
    STANDIN_CUT,
    STANDIN_DIE,
} StandinKind;

/* What the scanner says its feeder's sensors see. */
typedef enum {
    STANDIN_ADF_READY, /* loaded or empty, by what lies there */
    STANDIN_ADF_JAMMED,
    STANDIN_ADF_OPEN,
    STANDIN_ADF_MULTIPICK,
} StandinAdf;

typedef struct {
    gboolean feeder, duplex, color;
    guint width_px, height_px, dpi;
} StandinRequest;

typedef struct {
    guint next, last; /* sheets in the feeder; none if next > last */
    guint held;       /* first sheet of the rest that the operator holds back, 0: none */
    guint stack;      /* sheets there are at all */
    StandinAdf adf;
    guint refusals;     /* of new jobs, still to come */
    gboolean says_busy; /* when asked next, although it takes a job again by then */

    gboolean active; /* a job is under way */
    guint job;       /* its number; of the last one */
    StandinRequest request;
    guint sheet;   /* in the paper path; 0: none yet */
    ScanFace face; /* to be delivered next; FRONT pulls a sheet first */
    guint delivered;
    gint64 seen_us;    /* last question about the job */
    guint orphan_ms;   /* after so long without one the job is dropped */
    GArray *accidents; /* private */
    StandinFormat format;
    GPtrArray *images; /* files, or NULL: drawn */
} StandinScanner;

void standin_scanner_init(StandinScanner *scanner, guint n_sheets);
void standin_scanner_clear(StandinScanner *scanner);

/* FALSE: not an accident as described above. */
gboolean standin_scanner_plan(StandinScanner *scanner, const char *accident);

/* The operator clears whatever stopped the feeder, takes all sheets from this one on and puts them
 * in. 0: the sheet that was under way, or else the one that comes next. A job that is under way
 * stays so: nobody has told the scanner that its client is gone. */
void standin_scanner_load(StandinScanner *scanner, guint sheet);

/* The operator takes all sheets out of the feeder. */
void standin_scanner_unload(StandinScanner *scanner);

/* The number of the new job, or 0: busy (the caller says 503), empty or stopped (409). */
guint standin_scanner_start(StandinScanner *scanner, const StandinRequest *request);
gboolean standin_scanner_is_busy(StandinScanner *scanner);
gboolean standin_scanner_has_paper(const StandinScanner *scanner);
/* The next thing asked for is a sheet, and there is none. */
gboolean standin_scanner_is_at_end(const StandinScanner *scanner);
void standin_scanner_cancel(StandinScanner *scanner);

/* The next image of the job. *kind: what happens instead of, or to it. NULL where there is none:
 * NONE: the job is done; or the accident is one without an image. */
GBytes *standin_scanner_next(StandinScanner *scanner, StandinKind *kind);

G_END_DECLS
