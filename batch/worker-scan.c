/* The scan worker: everything that touches SANE back ends and image and PDF decoders. It writes
 * masters into the folder it is given and describes them; the parent publishes them and writes
 * their rows. One request, then lines until its last one:
 *
 *   {"do":"scan","settings","sheet","dir","max_sheets"}  ->  {"progress":bytes}... {"page":{...}}... {"end":name,...}
 *        after an end that is a fault the same request may be continued with {"do":"continue"}
 *   {"do":"decode","path","dir","sheet","dpi","master"}  ->  {"progress":bytes}... {"pages":[...]}
 *   {"do":"identify","path"}                             ->  {"pages":[...]}   a master found again
 *   {"do":"devices","dir"}                               ->  {"devices":[...]}
 */
#include "batch/child.h"
#include "batch/command.h"
#include "batch/paper.h"

#include <glib/gstdio.h>
#include <string.h>

#define PROGRESS_INTERVAL_US 200000
#define BUSY_TRIES 30
#define BUSY_PAUSE_US 2000000

typedef struct {
    Worker *line;
    ScanSession *session;
    gint64 told_us;
    const char *dir;
    Sheet sheet;      /* of the next page */
    guint last_sheet; /* stop after this one; 0: when the feeder is empty */
} ScanWorker;

static const char *member(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

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

static void page_tell(ScanWorker *worker, const Page *page)
{
    JsonObject *line = json_object_new();
    json_object_set_object_member(line, "page", paper_page_write(page));
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
    worker_send(worker->line, line);
}

static void sheet_advance(ScanWorker *worker)
{
    if (scan_session_is_duplex(worker->session) && worker->sheet.face == SCAN_FACE_FRONT) {
        worker->sheet.face = SCAN_FACE_BACK;
        return;
    }
    worker->sheet.face = SCAN_FACE_FRONT;
    worker->sheet.number++;
}

/* A busy scanner (its orphaned job, another user) is asked again for about a minute. */
static ScanEnd page_await(ScanWorker *worker, const char *path, Page *page, GError **error)
{
    ScanEnd end = SCAN_END_BUSY;
    for (guint i = 0; i < BUSY_TRIES && end == SCAN_END_BUSY; i++) {
        if (i) {
            g_clear_error(error);
            g_usleep(BUSY_PAUSE_US);
            progress_tell(0, worker);
        }
        end = scan_session_feed(worker->session, &worker->sheet, path, page, error);
    }
    return end;
}

static ScanEnd page_feed(ScanWorker *worker, GError **error)
{
    Page page = {0};
    g_autofree char *name =
        g_strdup_printf("%06u-%s.tif", worker->sheet.number, scan_face_name(worker->sheet.face));
    g_autofree char *path = g_build_filename(worker->dir, name, NULL);
    ScanEnd end = page_await(worker, path, &page, error);
    if (end != SCAN_END_PAGE)
        return end;
    /* A page that cannot be measured is a page all the same. */
    scan_measure(&page, NULL);
    page_tell(worker, &page);
    scan_page_clear(&page);
    sheet_advance(worker);
    return end;
}

static void feed_all(ScanWorker *worker)
{
    ScanEnd end = SCAN_END_PAGE;
    g_autoptr(GError) error = NULL;
    while (end == SCAN_END_PAGE &&
           (!worker->last_sheet || worker->sheet.number <= worker->last_sheet))
        end = page_feed(worker, &error);
    if (error)
        scan_session_cancel(worker->session);
    end_tell(worker, end == SCAN_END_PAGE ? SCAN_END_NO_DOCS : end, error);
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
    paper_settings_parse(json_object_get_object_member(request, "settings"), &settings, &options);
    g_autofree char *device = sane_configure(&settings, worker->dir, error);
    return device ? scan_session_open(device, &settings, progress_tell, worker, error) : NULL;
}

static gboolean scan_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    worker->dir = member(request, "dir");
    paper_sheet_parse(json_object_get_object_member(request, "sheet"), &worker->sheet);
    gint64 max_sheets = json_object_get_int_member_with_default(request, "max_sheets", 0);
    worker->session = session_open(worker, request, error);
    if (!worker->session)
        return FALSE;
    if (!max_sheets && !scan_session_is_feeder(worker->session))
        max_sheets = 1; /* a flatbed would give the same sheet for ever */
    worker->last_sheet = max_sheets ? worker->sheet.number + (guint)max_sheets - 1 : 0;
    JsonObject *next = NULL;
    do {
        g_clear_pointer(&next, json_object_unref);
        feed_all(worker);
        next = worker_receive(worker->line, error);
    } while (next && g_strcmp0(member(next, "do"), "continue") == 0);
    g_clear_pointer(&next, json_object_unref);
    scan_session_close(worker->session);
    return TRUE;
}

static gboolean decode_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    ScanDecodeSettings settings = {
        .out_dir = member(request, "dir"),
        .dpi = json_object_get_double_member_with_default(request, "dpi", 0),
        .master = (ScanMasterKind)json_object_get_int_member_with_default(request, "master", 0),
        .progress = progress_tell,
        .user_data = worker,
    };
    paper_sheet_parse(json_object_get_object_member(request, "sheet"), &settings.first);
    g_autoptr(GArray) pages = scan_decode(member(request, "path"), &settings, error);
    if (!pages)
        return FALSE;
    for (guint i = 0; i < pages->len; i++) {
        scan_measure(&g_array_index(pages, Page, i), NULL);
        progress_tell(0, worker);
    }
    pages_tell(worker, pages);
    return TRUE;
}

static gboolean identify_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, TRUE, sizeof(Page));
    g_array_set_clear_func(pages, (GDestroyNotify)scan_page_clear);
    g_array_set_size(pages, 1);
    if (!scan_master_identify(member(request, "path"), &g_array_index(pages, Page, 0), error))
        return FALSE;
    scan_measure(&g_array_index(pages, Page, 0), NULL);
    pages_tell(worker, pages);
    return TRUE;
}

static JsonArray *names_write(char **names)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; names && names[i]; i++)
        json_array_add_string_element(array, names[i]);
    return array;
}

static JsonObject *device_write(const ScanDevice *device)
{
    JsonObject *object = json_object_new();
    json_object_set_string_member(object, "name", device->name);
    json_object_set_string_member(object, "vendor", device->vendor);
    json_object_set_string_member(object, "model", device->model);
    json_object_set_string_member(object, "type", device->type);
    json_object_set_array_member(object, "sources", names_write(device->sources));
    json_object_set_array_member(object, "modes", names_write(device->modes));
    json_object_set_string_member(object, "resolutions",
                                  device->resolutions ? device->resolutions : "");
    json_object_set_string_member(object, "trouble", device->trouble ? device->trouble : "");
    return object;
}

static gboolean devices_do(ScanWorker *worker, JsonObject *request, GError **error)
{
    const ScanSettings all = {0};
    g_autofree char *none = sane_configure(&all, member(request, "dir"), error);
    g_autoptr(GPtrArray) devices = none ? scan_devices_list(error) : NULL;
    if (!devices)
        return FALSE;
    JsonObject *line = json_object_new();
    JsonArray *array = json_array_new();
    for (guint i = 0; i < devices->len; i++)
        json_array_add_object_element(array, device_write(g_ptr_array_index(devices, i)));
    json_object_set_array_member(line, "devices", array);
    worker_send(worker->line, line);
    return TRUE;
}

static const struct {
    const char *name;
    gboolean (*run)(ScanWorker *worker, JsonObject *request, GError **error);
} requests[] = {
    {"scan", scan_do},
    {"decode", decode_do},
    {"identify", identify_do},
    {"devices", devices_do},
};

static int scan_worker_run(Context *context, const Arguments *arguments, GError **error)
{
    (void)context;
    (void)arguments;
    g_autoptr(Worker) line = worker_new(error);
    JsonObject *request = line ? worker_receive(line, error) : NULL;
    if (!request)
        return line && !*error ? 0 : -1;
    ScanWorker worker = {.line = line};
    g_autoptr(GError) failure = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(requests); i++)
        if (g_strcmp0(member(request, "do"), requests[i].name) == 0 &&
            !requests[i].run(&worker, request, &failure) && failure)
            worker_send_error(line, failure);
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
