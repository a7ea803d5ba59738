/* The scan worker: everything that touches SANE back ends and image and PDF decoders. It writes
 * masters into the folder it is given and describes them; the parent publishes them and writes
 * their rows. One request, then lines until its last one:
 *
 *   {"do":"scan","settings","sheet","dir","last","busy_s"}
 *        ->  {"progress":bytes}... {"waiting":seconds}... {"pages":[...]}... {"end",...}
 *        pages: the faces of one sheet; after any end the feed goes on with {"do":"continue"}.
 *        last: masters of the sheet before the first, front and back, so that one that is fed twice is
 *        recognised across a jam or a power cut. An end that is a fault has "preview", a JPEG in dir
 *        of the last good sheet's front, if there was one.
 *        progress: bytes came or a start succeeded, nothing else; waiting: the scanner is busy and
 *        will be asked for so many seconds more
 *   {"do":"decode","path","dir","sheet","dpi","master"}  ->  {"progress":bytes}... {"pages":[...]}
 *   {"do":"identify","path","measure"}  ->  {"pages":[...]}   a master found again
 *   {"do":"compare",...}  ->  see alike.h
 *   {"do":"devices",...}  ->  see worker-devices.h
 *
 * The first SIGTERM cancels the feed at the scanner; the parent allows it some seconds for that. The
 * second ends the process where the driver does not come back. No page comes after the first.
 */
#include "batch/alike.h"
#include "batch/child.h"
#include "batch/command.h"
#include "batch/last.h"
#include "batch/paper.h"
#include "batch/spool.h"
#include "batch/worker-devices.h"
#include "index/member.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#define PROGRESS_INTERVAL_US 200000
#define BUSY_PAUSE_US 2000000
#define ABORT_AFTER_US 500000
/* What is measured of a page takes some twenty copies of it, of 0.5 to 4 MB each. Where their memory is
 * not given back in between, a page costs a tenth less. */
#define COPY_BYTES_MAX (32 << 20)
#define SPARE_BYTES_MAX (48 << 20)
#define PREVIEW_NAME "last-good.jpg"

typedef struct {
    Worker *line;
    ScanSession *session;
    gint64 told_us;
    const char *dir;
    Sheet sheet;    /* of the next page */
    LastSheet last; /* that has come */
    gint64 busy_us; /* to go on asking a busy scanner */
    gint cancelled; /* atomic */
} ScanWorker;

static void progress_tell(guint64 bytes, gpointer data)
{
    ScanWorker *worker = data;
    gint64 now = g_get_monotonic_time();
    if (now - worker->told_us < PROGRESS_INTERVAL_US)
        return;
    worker->told_us = now;
    JsonObject *line = json_object_new();
    json_object_set_int_member(line, "progress", (gint64)bytes);
    worker_send(worker->line, line);
}

static void pages_tell(ScanWorker *worker, GArray *pages)
{
    JsonObject *line = json_object_new();
    JsonArray *array = json_array_new();
    for (guint i = 0; i < pages->len; i++)
        json_array_add_object_element(array, paper_page_write(&g_array_index(pages, Page, i)));
    json_object_set_array_member(line, "pages", array);
    worker_send(worker->line, line);
}

static void end_tell(ScanWorker *worker, ScanEnd end, const GError *error)
{
    JsonObject *line = json_object_new();
    json_object_set_string_member(line, "end", scan_end_name(end));
    json_object_set_string_member(line, "advice", scan_end_advice(end));
    if (error)
        json_object_set_string_member(line, "reason", error->message);
    g_autofree char *preview = g_build_filename(worker->dir, PREVIEW_NAME, NULL);
    if (end != SCAN_END_PAGE && end != SCAN_END_NO_DOCS &&
        last_sheet_preview(&worker->last, preview))
        json_object_set_string_member(line, "preview", preview);
    worker_send(worker->line, line);
}

static void waiting_tell(ScanWorker *worker, gint64 left_us)
{
    JsonObject *line = json_object_new();
    json_object_set_int_member(line, "waiting", left_us / G_USEC_PER_SEC);
    worker_send(worker->line, line);
}

/* A busy scanner (its orphaned job, another user) is asked again for a while, but only for a sheet's
 * front: each new start begins a new job, which a back would be the front of the next sheet of. */
static ScanEnd page_await(ScanWorker *worker, const char *path, Page *page, GError **error)
{
    gint64 until = g_get_monotonic_time() + worker->busy_us;
    for (;;) {
        ScanEnd end = scan_session_feed(worker->session, &worker->sheet, path, page, error);
        gint64 left_us = until - g_get_monotonic_time();
        if (end != SCAN_END_BUSY || worker->sheet.face == SCAN_FACE_BACK || left_us <= 0 ||
            g_atomic_int_get(&worker->cancelled))
            return end;
        g_clear_error(error);
        waiting_tell(worker, left_us);
        g_usleep((gulong)MIN(left_us, BUSY_PAUSE_US));
    }
}

static char *face_path(const ScanWorker *worker, const char *suffix)
{
    return g_strdup_printf("%s/%06u-%s%s", worker->dir, worker->sheet.number,
                           scan_face_name(worker->sheet.face), suffix);
}

/* A page that still arrives after a cancel is kept apart for a day, in nobody's way: what the driver
 * made of it is not known, and its sheet will be fed again. */
static ScanEnd page_quarantine(const ScanWorker *worker, Page *page, GError **error)
{
    g_autofree char *name = g_path_get_basename(page->path);
    g_autofree char *path = g_strconcat(worker->dir, "-late-", name, NULL);
    if (g_rename(page->path, path))
        g_unlink(page->path);
    scan_page_clear(page);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED,
                        scan_end_advice(SCAN_END_CANCELLED));
    return SCAN_END_CANCELLED;
}

/* One face, appended to pages. In duplex it is a half until the other one is there. A cancel counts
 * wherever it struck: also just before the feed, which would then begin with another sheet. */
static ScanEnd face_feed(ScanWorker *worker, ScanFace face, GArray *pages, GError **error)
{
    Page page = {0};
    worker->sheet.face = face;
    g_autofree char *path =
        face_path(worker, scan_session_is_duplex(worker->session) ? SPOOL_HALF : SPOOL_PAGE);
    ScanEnd end = page_await(worker, path, &page, error);
    if (end == SCAN_END_PAGE && g_atomic_int_get(&worker->cancelled))
        return page_quarantine(worker, &page, error);
    if (end == SCAN_END_PAGE)
        g_array_append_val(pages, page);
    return end;
}

/* Both faces are there: from now on each is a page by its name. */
static gboolean halves_join(GArray *pages, GError **error)
{
    for (guint i = 0; i < pages->len; i++) {
        Page *page = &g_array_index(pages, Page, i);
        g_autofree char *stem = g_strndup(page->path, strlen(page->path) - strlen(SPOOL_HALF));
        char *whole = g_strconcat(stem, SPOOL_PAGE, NULL);
        if (g_rename(page->path, whole))
            return scan_set_errno(error, errno, "rename", page->path);
        g_free(page->path);
        page->path = whole;
    }
    return TRUE;
}

/* An empty feeder is no reason for a back not to come: its front was there. Nor is a busy scanner, or
 * one that refuses: to wait and go on, as is right before a sheet, would leave this one out. */
static ScanEnd back_feed(ScanWorker *worker, GArray *pages, GError **error)
{
    ScanEnd end = face_feed(worker, SCAN_FACE_BACK, pages, error);
    if (end != SCAN_END_NO_DOCS && end != SCAN_END_BUSY && end != SCAN_END_DENIED)
        return end;
    g_clear_error(error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                "the scanner sent the front of a sheet and not its back. %s",
                scan_end_advice(SCAN_END_INVALID));
    return SCAN_END_INVALID;
}

/* A sheet comes whole or not at all: a duplex sheet that failed on its back is fed again. */
static ScanEnd sheet_feed(ScanWorker *worker, GError **error)
{
    g_autoptr(GArray) pages = scan_pages_new();
    gboolean duplex = scan_session_is_duplex(worker->session);
    ScanEnd end = face_feed(worker, SCAN_FACE_FRONT, pages, error);
    if (end == SCAN_END_PAGE && duplex) {
        end = back_feed(worker, pages, error);
        if (end != SCAN_END_PAGE)
            g_unlink(g_array_index(pages, Page, 0).path);
        else if (!halves_join(pages, error))
            return SCAN_END_IO;
    }
    if (end != SCAN_END_PAGE)
        return end;
    /* A page that cannot be measured is a page all the same, and flagged. */
    for (guint i = 0; i < pages->len; i++)
        scan_measure(&g_array_index(pages, Page, i), NULL);
    last_sheet_follow(&worker->last, (Page *)(void *)pages->data, pages->len);
    pages_tell(worker, pages);
    worker->sheet.number++;
    return SCAN_END_PAGE;
}

/* A flatbed would give the same sheet for ever: it gives one each time. */
static void feed_all(ScanWorker *worker)
{
    ScanEnd end;
    g_autoptr(GError) error = NULL;
    do
        end = sheet_feed(worker, &error);
    while (end == SCAN_END_PAGE && scan_session_is_feeder(worker->session) &&
           !g_atomic_int_get(&worker->cancelled));
    if (error)
        scan_session_cancel(worker->session);
    if (end == SCAN_END_PAGE) /* not the end of the stack where it was cancelled between sheets */
        end = g_atomic_int_get(&worker->cancelled) ? SCAN_END_CANCELLED : SCAN_END_NO_DOCS;
    end_tell(worker, end, error);
}

static gpointer abort_thread(gpointer data)
{
    ScanWorker *worker = data;
    g_usleep(ABORT_AFTER_US);
    scan_session_abort(worker->session);
    return NULL;
}

/* Waits for SIGTERM, which every other thread has blocked: the feed may be blocked inside the
 * driver. One that comes back by itself is spared a cancel in the middle of its work, for few
 * drivers bear that well; one that does not is cancelled there. */
static gpointer cancel_thread(gpointer data)
{
    ScanWorker *worker = data;
    sigset_t term;
    int number = 0;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigwait(&term, &number);
    g_atomic_int_set(&worker->cancelled, 1);
    if (!g_atomic_pointer_get(&worker->session)) /* still opening, or a scanner that is not there */
        _exit(1);
    scan_session_cancel(worker->session);
    g_thread_unref(g_thread_new("abort", abort_thread, worker)); /* may not come back */
    sigwait(&term, &number);
    _exit(1);
}

static void cancel_on_term(ScanWorker *worker)
{
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    g_thread_unref(g_thread_new("cancel", cancel_thread, worker));
}

/* The name of the device to open. A caller's own SANE_CONFIG_DIR is used as it is. */
static char *sane_configure(const ScanSettings *settings, const char *dir, GError **error)
{
    g_autofree char *config = g_build_filename(dir, "sane", NULL);
    char *device = scan_config_write(settings, config, error);
    if (device)
        g_setenv("SANE_CONFIG_DIR", config, FALSE);
    return device;
}

static ScanSession *session_open(ScanWorker *worker, JsonObject *request, GError **error)
{
    g_auto(GStrv) options = NULL;
    ScanSettings settings;
    paper_settings_parse(member_object(request, "settings"), &settings, &options);
    g_autofree char *device = sane_configure(&settings, worker->dir, error);
    return device ? scan_session_open(device, &settings, progress_tell, worker, error) : NULL;
}

/* {"device", "serial"}: which scanner it is, before any page of it. */
static void device_tell(ScanWorker *worker)
{
    JsonObject *line = json_object_new();
    json_object_set_string_member(line, "device", scan_session_device(worker->session));
    json_object_set_string_member(line, "serial", scan_session_serial(worker->session));
    worker_send(worker->line, line);
}

static gboolean scan_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    worker->dir = member_text(request, "dir");
    worker->busy_us = member_int(request, "busy_s", 0) * G_USEC_PER_SEC;
    paper_sheet_parse(member_object(request, "sheet"), &worker->sheet);
    cancel_on_term(worker); /* first: threads that the driver starts have SIGTERM blocked, too */
    g_atomic_pointer_set(&worker->session, session_open(worker, request, error));
    if (!worker->session)
        return FALSE;
    device_tell(worker);
    g_auto(GStrv) last = member_texts(request, "last");
    last_sheet_load(&worker->last, (const char *const *)last);
    JsonObject *next = NULL;
    do {
        g_clear_pointer(&next, json_object_unref);
        feed_all(worker);
        next = g_atomic_int_get(&worker->cancelled) ? NULL : worker_receive(worker->line, error);
    } while (next && g_strcmp0(member_text(next, "do"), "continue") == 0);
    g_clear_pointer(&next, json_object_unref);
    if (!g_atomic_int_get(&worker->cancelled)) /* else its thread may be inside the driver */
        scan_session_close(worker->session);
    return TRUE;
}

static gboolean decode_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    ScanDecodeSettings settings = {
        .out_dir = member_text(request, "dir"),
        .dpi = member_double(request, "dpi", 0),
        .master = (ScanMasterKind)member_int(request, "master", 0),
        .progress = progress_tell,
        .user_data = worker,
    };
    paper_sheet_parse(member_object(request, "sheet"), &settings.first);
    g_autoptr(GArray) pages = scan_decode(member_text(request, "path"), &settings, error);
    if (!pages)
        return FALSE;
    for (guint i = 0; i < pages->len; i++) {
        Page *page = &g_array_index(pages, Page, i);
        scan_measure(page, NULL);
        last_sheet_follow(&worker->last, page, 1);
        progress_tell(0, worker);
    }
    pages_tell(worker, pages);
    return TRUE;
}

static gboolean identify_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    g_autoptr(GArray) pages = scan_pages_new();
    g_array_set_size(pages, 1);
    Page *page = &g_array_index(pages, Page, 0);
    if (!scan_master_identify(member_text(request, "path"), page, error))
        return FALSE;
    if (member_flag(request, "measure"))
        scan_measure(page, NULL);
    else
        page->has_damaged_code = TRUE; /* for all that is known of it */
    pages_tell(worker, pages);
    return TRUE;
}

static gboolean devices_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    return worker_devices_do(worker->line, request, error);
}

static gboolean compare_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    return alike_compare_do(worker->line, request, error);
}

static const struct {
    const char *name;
    gboolean (*run)(ScanWorker *worker, JsonObject *request, GError **error);
} requests[] = {
    {"scan", scan_do},       {"decode", decode_do},   {"identify", identify_do},
    {"compare", compare_do}, {"devices", devices_do},
};

static int scan_worker_run(Context *context, const Arguments *arguments, GError **error)
{
    (void)context;
    (void)arguments;
    mallopt(M_MMAP_THRESHOLD, COPY_BYTES_MAX);
    mallopt(M_TRIM_THRESHOLD, SPARE_BYTES_MAX);
    g_autoptr(Worker) line = worker_new(error);
    JsonObject *request = line ? worker_receive(line, error) : NULL;
    if (!request)
        return line && !*error ? 0 : -1;
    ScanWorker worker = {.line = line};
    g_autoptr(GError) failure = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(requests); i++)
        if (g_strcmp0(member_text(request, "do"), requests[i].name) == 0 &&
            !requests[i].run(&worker, request, &failure) && failure)
            worker_send_error(line, failure);
    last_sheet_clear(&worker.last);
    json_object_unref(request);
    return 0;
}

const Command cmd_scan_worker = {
    .name = "scan-worker",
    .arguments = "",
    .summary = "Drives scanners and reads files for muhafiz scan and ingest",
    .run = scan_worker_run,
    .no_store = TRUE,
    .hidden = TRUE,
};
