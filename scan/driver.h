/* scan/driver.h - what the SANE modules of scan/ share; internal to the folder.
 *
 *   config.c     private SANE configuration           option.c    one option of a driver
 *   negotiate.c  ScanSettings -> a driver's options   frame.c     frames of a driver -> a master
 *   feed.c       image files as a feeder (pnm)        end.c       SANE's status in plain words
 *   session.c    open, feed, close                    device.c    the list of scanners
 */
#pragma once

#include "scan/scan.h"

#include <sane/sane.h>

/* ---------------------------------------------------------------------------------------- end -- */

ScanEnd scan_end_from_status(SANE_Status status);
/* Sets *error to what happened (detail, or the usual words for end) and the advice. Returns end. */
ScanEnd scan_end_fail(ScanEnd end, const char *detail, GError **error);
/* Takes failure, of writing a page: SCAN_END_STORE where it is IO, else that error and otherwise. */
ScanEnd scan_store_fail(GError *failure, ScanEnd otherwise, GError **error);
/* The same for a sane_open that failed: there is no sheet in the feeder to speak of. */
void scan_open_fail(SANE_Status status, const char *device_name, GError **error);

/* The serial number that an open device tells, or its name has: "" where neither. Owned. */
char *scan_device_serial(SANE_Handle handle, const char *name);

/* ------------------------------------------------------------------------------------- option -- */

/* Descriptors and numbers move with every RELOAD_OPTIONS, so an option is looked up by name each
 * time and never kept. All names are SANE's. */
typedef struct {
    SANE_Handle handle;
    SANE_Int number;
    const SANE_Option_Descriptor *descriptor;
} ScanOption;

/* Finds an option that is active and can be set now. */
gboolean scan_option_find(SANE_Handle handle, const char *name, ScanOption *option);
/* The strings it allows, NULL-terminated, or NULL where it does not list them. Borrowed. */
const SANE_String_Const *scan_option_strings(const ScanOption *option);
gboolean scan_option_has_number(const ScanOption *option, double value); /* in its list or range */
char *scan_option_describe(const ScanOption *option); /* "75-600", "Gray, Color" */

/* Sets a number, snapped to what is allowed; *actual (may be NULL) is what the driver took. */
gboolean scan_option_set_number(const ScanOption *option, double value, double *actual,
                                GError **error);
/* Sets any kind of option from text; yes and no for switches. USAGE names what is allowed. */
gboolean scan_option_set_text(const ScanOption *option, const char *text, GError **error);
gboolean scan_option_get_number(const ScanOption *option, double *value);
char *scan_option_get_text(const ScanOption *option); /* NULL if it has no text */

/* ---------------------------------------------------------------------------------- negotiate -- */

#define SCAN_DPI_DEFAULT 300u

typedef struct {
    double dpi;
    gboolean duplex;
    gboolean feeder; /* ends with NO_DOCS and must not be cancelled between pages */
} ScanAgreement;

gboolean scan_negotiate(SANE_Handle handle, const ScanSettings *settings, ScanAgreement *agreement,
                        GError **error);

/* -------------------------------------------------------------------------------------- frame -- */

typedef struct {
    SANE_Handle handle;
    double dpi;
    ScanMasterKind kind;
    const int *cancelled; /* atomic; looked at between reads */
    ScanProgressFunc progress;
    gpointer user_data;
} ScanSource;

/* Reads all frames of one page, from sane_start on, into a master. As scan_session_feed, but does
 * not cancel. */
ScanEnd scan_page_read(const ScanSource *source, const Sheet *sheet, const char *path, Page *page,
                       GError **error);

/* --------------------------------------------------------------------------------------- feed -- */

/* The regular files that match, ordered by strverscmp (page2 before page10). USAGE if none does. */
GPtrArray *scan_feed_list(const char *glob, GError **error);
/* Writes the image as binary PNM of 1, 8 or 3 x 8 bits, the only kinds that pnm reads. */
gboolean scan_feed_convert(const char *image_path, const char *pnm_path, GError **error);
