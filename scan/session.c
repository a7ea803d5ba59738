/* A scanner that is open and feeds pages.
 *
 * Between the pages of a feeder nothing is cancelled (a cancel there ends the job of network
 * scanners and loses sheets); a flatbed and pnm are cancelled after each page, as the SANE standard
 * asks. After every other end the driver is cancelled, so that the next feed starts clean. */
#include "scan/driver.h"

#include <glib/gstdio.h>

struct ScanSession {
    ScanSource source; /* with the SANE handle */
    ScanAgreement agreement;
    char *device, *serial;  /* what was opened */
    char *feed;             /* the glob of its images, else NULL */
    GPtrArray *images;      /* of feed, else NULL */
    int feeding, cancelled; /* atomic */
};

static SANE_Handle device_open(const char *device_name, GError **error)
{
    SANE_Handle handle = NULL;
    SANE_Status status = sane_open(device_name, &handle);
    if (status == SANE_STATUS_GOOD)
        return handle;
    scan_open_fail(status, device_name, error);
    return NULL;
}

ScanSession *scan_session_open(const char *device_name, const ScanSettings *settings,
                               ScanProgressFunc progress, gpointer user_data, GError **error)
{
    g_autoptr(GPtrArray) images = NULL;
    if (settings->feed && !(images = scan_feed_list(settings->feed, error)))
        return NULL;
    if (sane_init(NULL, NULL) != SANE_STATUS_GOOD) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "SANE does not start; reinstall the package libsane1");
        return NULL;
    }
    ScanAgreement agreement = {0};
    SANE_Handle handle = device_open(device_name, error);
    if (!handle || !scan_negotiate(handle, settings, &agreement, error)) {
        if (handle)
            sane_close(handle);
        sane_exit();
        return NULL;
    }
    ScanSession *session = g_new0(ScanSession, 1);
    session->source = (ScanSource){.handle = handle,
                                   .dpi = agreement.dpi,
                                   .kind = settings->master,
                                   .cancelled = &session->cancelled,
                                   .progress = progress,
                                   .user_data = user_data};
    session->agreement = agreement;
    session->images = g_steal_pointer(&images);
    session->feed = g_strdup(settings->feed);
    session->device = g_strdup(device_name);
    session->serial = scan_device_serial(handle, device_name);
    return session;
}

/* More images may have come meanwhile, as paper into a feeder. */
static gboolean image_is_there(ScanSession *session, guint number)
{
    if (number > session->images->len) {
        GPtrArray *images = scan_feed_list(session->feed, NULL);
        if (images) {
            g_ptr_array_unref(session->images);
            session->images = images;
        }
    }
    return number > 0 && number <= session->images->len;
}

/* The image at the sheet's place: a batch that is resumed goes on behind its last sheet. */
static ScanEnd image_load(ScanSession *session, const Sheet *sheet, const char *pnm_path,
                          GError **error)
{
    ScanOption filename;
    if (!image_is_there(session, sheet->number))
        return SCAN_END_NO_DOCS;
    GError *failure = NULL;
    if (!scan_feed_convert(session->images->pdata[sheet->number - 1], pnm_path, &failure))
        return scan_store_fail(failure, SCAN_END_INVALID, error);
    if (scan_option_find(session->source.handle, "filename", &filename))
        return scan_option_set_text(&filename, pnm_path, error) ? SCAN_END_PAGE : SCAN_END_OTHER;
    return scan_end_fail(SCAN_END_OTHER, "SANE's pnm driver has no file name option", error);
}

static ScanEnd image_feed(ScanSession *session, const Sheet *sheet, const char *path, Page *page,
                          GError **error)
{
    g_autofree char *pnm_path = g_strconcat(path, ".pnm", NULL);
    ScanEnd end = image_load(session, sheet, pnm_path, error);
    if (end == SCAN_END_PAGE)
        end = scan_page_read(&session->source, sheet, path, page, error);
    g_unlink(pnm_path);
    return end;
}

ScanEnd scan_session_feed(ScanSession *session, const Sheet *sheet, const char *path, Page *page,
                          GError **error)
{
    g_atomic_int_set(&session->cancelled, FALSE);
    g_atomic_int_set(&session->feeding, TRUE);
    ScanEnd end = session->images ? image_feed(session, sheet, path, page, error)
                                  : scan_page_read(&session->source, sheet, path, page, error);
    g_atomic_int_set(&session->feeding, FALSE);
    if (end != SCAN_END_PAGE || session->images || !session->agreement.feeder)
        sane_cancel(session->source.handle);
    return end;
}

void scan_session_cancel(ScanSession *session)
{
    if (g_atomic_int_get(&session->feeding))
        g_atomic_int_set(&session->cancelled, TRUE);
    else
        sane_cancel(session->source.handle);
}

void scan_session_abort(ScanSession *session)
{
    if (g_atomic_int_get(&session->feeding))
        sane_cancel(session->source.handle);
}

gboolean scan_session_is_duplex(const ScanSession *session)
{
    return session->agreement.duplex;
}

gboolean scan_session_is_feeder(const ScanSession *session)
{
    return session->agreement.feeder;
}

const char *scan_session_device(const ScanSession *session)
{
    return session->device;
}

const char *scan_session_serial(const ScanSession *session)
{
    return session->serial;
}

void scan_session_close(ScanSession *session)
{
    if (!session)
        return;
    sane_cancel(session->source.handle);
    sane_close(session->source.handle);
    sane_exit();
    g_clear_pointer(&session->images, g_ptr_array_unref);
    g_free(session->device);
    g_free(session->serial);
    g_free(session->feed);
    g_free(session);
}
