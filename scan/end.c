/* How a feed ended: SANE's status codes, their names in events and JSON, and the operator's advice.
 * Drivers of network scanners fetch ahead: behind a fault that is not the paper's, sheets that were
 * fed may have come to nothing, so all behind the last good one go back into the feeder.
 * The advice promises nothing that the code does not do: pages before the end are kept, the page
 * that was under way is not. */
#include "scan/driver.h"

static const struct {
    const char *name, *what, *advice;
    MuhafizError code;
} ends[] = {
    [SCAN_END_PAGE] = {"page", "a page was scanned", "Go on.", MUHAFIZ_ERROR_FAILED},
    [SCAN_END_NO_DOCS] = {"no-docs", "the feeder is empty",
                          "Count the sheets: if some were fed together, scan those again.",
                          MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_JAMMED] = {"jammed", "a sheet is jammed in the feeder",
                         "Open the cover, take out the jammed sheet, smooth it, put it back on top "
                         "of the sheets not yet scanned, close the cover and go on.",
                         MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_COVER_OPEN] = {"cover-open", "the cover of the scanner is open",
                             "Put the sheet that was in the feeder back on top of the others, "
                             "close the cover and go on.",
                             MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_BUSY] = {"busy", "the scanner is busy",
                       "Wait until it has finished its work or has warmed up, then go on; if it "
                       "stays busy, switch it off and on.",
                       MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_IO] = {"io-error", "the connection to the scanner failed",
                     "Check the cable or the network and that the scanner is switched on; put back "
                     "all sheets that came after the last good one and go on.",
                     MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_CANCELLED] =
        {"cancelled", "scanning was stopped",
         "Put back all sheets that came after the last good one, then resume the "
         "batch.",
         MUHAFIZ_ERROR_CANCELLED},
    [SCAN_END_INVALID] =
        {"invalid", "the scanner sent something that is not a page",
         "Put back all sheets that came after the last good one and go on; if it "
         "happens again, switch the scanner off and on or choose another dpi, mode "
         "or source.",
         MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_DENIED] = {"denied", "the scanner refuses access",
                         "Ask the administrator to let this user scan (group \"scanner\", or the "
                         "list of allowed computers on the other PC).",
                         MUHAFIZ_ERROR_DEVICE},
    [SCAN_END_STORE] =
        {"store", "the page could not be written",
         "Nothing is wrong with the scanner: make room on the disk of the store, put "
         "back all sheets that came after the last good one and go on.",
         MUHAFIZ_ERROR_IO},
    [SCAN_END_OTHER] = {"other", "the scanner failed",
                        "Note the message, switch the scanner off and on, put back all sheets that "
                        "came after the last good one and go on.",
                        MUHAFIZ_ERROR_DEVICE},
};

const char *scan_end_name(ScanEnd end)
{
    return ends[end].name;
}

const char *scan_end_advice(ScanEnd end)
{
    return ends[end].advice;
}

ScanEnd scan_end_fail(ScanEnd end, const char *detail, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, (gint)ends[end].code, "%s. %s",
                detail ? detail : ends[end].what, ends[end].advice);
    return end;
}

/* Its last words are for who gave a command; the operator has paper in hand. */
ScanEnd scan_store_fail(GError *failure, ScanEnd otherwise, GError **error)
{
    if (!g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO)) {
        g_propagate_error(error, failure);
        return otherwise;
    }
    char *advice = g_strrstr(failure->message, "; ");
    if (advice)
        *advice = '\0';
    scan_end_fail(SCAN_END_STORE, failure->message, error);
    g_error_free(failure);
    return SCAN_END_STORE;
}

/* 12 and 13 are WARMING_UP and HW_LOCKED, which newer drivers answer though sane.h of 1.0 has no
 * names for them. */
ScanEnd scan_end_from_status(SANE_Status status)
{
    switch ((int)status) {
    case SANE_STATUS_GOOD:
        return SCAN_END_PAGE;
    case SANE_STATUS_CANCELLED:
        return SCAN_END_CANCELLED;
    case SANE_STATUS_DEVICE_BUSY:
    case 12:
        return SCAN_END_BUSY;
    case SANE_STATUS_INVAL:
    case SANE_STATUS_EOF:
        return SCAN_END_INVALID;
    case SANE_STATUS_JAMMED:
        return SCAN_END_JAMMED;
    case SANE_STATUS_NO_DOCS:
        return SCAN_END_NO_DOCS;
    case SANE_STATUS_COVER_OPEN:
        return SCAN_END_COVER_OPEN;
    case SANE_STATUS_IO_ERROR:
        return SCAN_END_IO;
    case SANE_STATUS_ACCESS_DENIED:
    case 13:
        return SCAN_END_DENIED;
    default:
        return SCAN_END_OTHER;
    }
}

void scan_open_fail(SANE_Status status, const char *device_name, GError **error)
{
    ScanEnd end = scan_end_from_status(status);
    if (end == SCAN_END_BUSY || end == SCAN_END_DENIED || end == SCAN_END_COVER_OPEN)
        scan_end_fail(end, NULL, error);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                    "it does not answer (%s); check that it is connected and switched on and that "
                    "its name or address is right; muhafiz devices lists those that are there",
                    sane_strstatus(status));
    g_prefix_error(error, "scanner %s: ", device_name);
}
