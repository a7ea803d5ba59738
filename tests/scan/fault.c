/* What scanners do wrong, and what is left of it: no file, no page, the right end and advice, and a
 * session that scans the next page.
 *
 * Some faults the test back end plays itself (read-return-value). The others come from here: this
 * program's own sane_start, sane_read, sane_get_parameters and sane_open stand before those of
 * libsane and bend what the real back end says. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "scan/scan.h"
#include "tests/scan/sane-conf.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <sane/sane.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define READER_START_US 10000
#define BEHIND_BYTES 100000 /* faults in mid page strike behind so many; a page has 966994 */

typedef struct {
    const char *name;
    ScanEnd end;
    int code;
    /* at BEHIND_BYTES */
    SANE_Status read_status;
    gboolean read_bent; /* read_status and length replace what the back end says, once */
    SANE_Int length;
    guint idle_reads; /* GOOD without bytes before going on */
    guint8 fill;      /* all bytes from there on are this */
    /* at once */
    SANE_Status start_status, open_status;
    void (*bend)(SANE_Parameters *parameters);
    guint good_frames; /* of a three-pass page, before the fault strikes at once */
} Fault;

static const Fault *fault; /* that plays now, or NULL */
static guint64 n_read;
static guint n_idle, n_frames;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

SANE_Status sane_open(SANE_String_Const name, SANE_Handle *handle)
{
    if (fault && fault->open_status && g_str_equal(name, "test:1"))
        return fault->open_status;
    return REAL(sane_open)(name, handle);
}

SANE_Status sane_start(SANE_Handle handle)
{
    n_read = 0;
    n_frames++;
    if (fault && fault->start_status && n_frames > fault->good_frames)
        return fault->start_status;
    return REAL(sane_start)(handle);
}

SANE_Status sane_get_parameters(SANE_Handle handle, SANE_Parameters *parameters)
{
    SANE_Status status = REAL(sane_get_parameters)(handle, parameters);
    if (fault && fault->bend)
        fault->bend(parameters);
    return status;
}

SANE_Status sane_read(SANE_Handle handle, SANE_Byte *bytes, SANE_Int size, SANE_Int *length)
{
    gboolean now =
        fault && (fault->good_frames ? n_frames > fault->good_frames : n_read >= BEHIND_BYTES);
    if (now && n_idle < fault->idle_reads) {
        n_idle++;
        *length = 0;
        return SANE_STATUS_GOOD;
    }
    if (now && fault->read_bent) {
        if (fault->length != -2) /* -2: leaves it alone */
            *length = fault->length;
        return fault->read_status;
    }
    SANE_Status status = REAL(sane_read)(handle, bytes, size, length);
    n_read += status == SANE_STATUS_GOOD ? (guint64)*length : 0;
    if (now && fault->fill && status == SANE_STATUS_GOOD)
        memset(bytes, fault->fill, (gsize)*length);
    return status;
}

/* The back end cancels its reader thread wherever that is; in the middle of malloc, the next reader
 * waits for ever (seen once on a busy machine). Behind its first block it waits in write. */
void sane_cancel(SANE_Handle handle)
{
    g_usleep(READER_START_US);
    REAL(sane_cancel)(handle);
}

static void bend_width_0(SANE_Parameters *p)
{
    p->pixels_per_line = 0;
}
static void bend_width_huge(SANE_Parameters *p)
{
    p->pixels_per_line = G_MAXINT;
}
static void bend_width_negative(SANE_Parameters *p)
{
    p->pixels_per_line = -826;
}
static void bend_line_short(SANE_Parameters *p)
{
    p->bytes_per_line = 825;
}
static void bend_line_0(SANE_Parameters *p)
{
    p->bytes_per_line = 0;
}
static void bend_line_huge(SANE_Parameters *p)
{
    p->bytes_per_line = G_MAXINT;
}
static void bend_lines_0(SANE_Parameters *p)
{
    p->lines = 0;
}
static void bend_lines_huge(SANE_Parameters *p)
{
    p->lines = G_MAXINT;
}
static void bend_lines_below(SANE_Parameters *p)
{
    p->lines = -2;
}
static void bend_lines_fewer(SANE_Parameters *p)
{
    p->lines = 1168;
}
static void bend_lines_more(SANE_Parameters *p)
{
    p->lines = 1170;
}
static void bend_ragged(SANE_Parameters *p)
{
    p->bytes_per_line = 827, p->lines = -1;
}
static void bend_depth(SANE_Parameters *p)
{
    p->depth = 12;
}
static void bend_depth_16(SANE_Parameters *p)
{
    p->depth = 16;
}
static void bend_format(SANE_Parameters *p)
{
    p->format = (SANE_Frame)11;
}
static void bend_always_red(SANE_Parameters *p)
{
    p->format = SANE_FRAME_RED, p->last_frame = 0;
}
static void bend_only_red(SANE_Parameters *p)
{
    p->format = SANE_FRAME_RED, p->last_frame = 1;
}

#define DEVICE MUHAFIZ_ERROR_DEVICE
#define INVALID(name, function)                                                                    \
    {                                                                                              \
        name, SCAN_END_INVALID, DEVICE, .bend = function                                           \
    }
#define START(name, end, status)                                                                   \
    {                                                                                              \
        name, end, DEVICE, .start_status = status                                                  \
    }
#define READ(name, end, status, n)                                                                 \
    {                                                                                              \
        name, end, DEVICE, .read_status = status, .read_bent = TRUE, .length = n                   \
    }

static const Fault faults[] = {
    READ("jam", SCAN_END_JAMMED, SANE_STATUS_JAMMED, -2),
    READ("cover", SCAN_END_COVER_OPEN, SANE_STATUS_COVER_OPEN, 4711),
    READ("io", SCAN_END_IO, SANE_STATUS_IO_ERROR, 0),
    READ("no-docs-in-mid-page", SCAN_END_IO, SANE_STATUS_NO_DOCS, 0),
    READ("no-memory", SCAN_END_OTHER, SANE_STATUS_NO_MEM, 0),
    READ("unknown-status", SCAN_END_OTHER, (SANE_Status)99, 0),
    READ("early-eof", SCAN_END_INVALID, SANE_STATUS_EOF, 0),
    READ("negative-length", SCAN_END_INVALID, SANE_STATUS_GOOD, -1),
    READ("length-beyond-buffer", SCAN_END_INVALID, SANE_STATUS_GOOD, 1 << 20),
    {"cancelled-by-driver", SCAN_END_CANCELLED, MUHAFIZ_ERROR_CANCELLED,
     .read_status = SANE_STATUS_CANCELLED, .read_bent = TRUE},
    START("start-busy", SCAN_END_BUSY, SANE_STATUS_DEVICE_BUSY),
    START("start-warming-up", SCAN_END_BUSY, (SANE_Status)12),
    START("start-denied", SCAN_END_DENIED, SANE_STATUS_ACCESS_DENIED),
    START("start-jam", SCAN_END_JAMMED, SANE_STATUS_JAMMED),
    START("start-eof", SCAN_END_INVALID, SANE_STATUS_EOF),
    {"broken-jpeg", SCAN_END_INVALID, DEVICE, .fill = 128},
    INVALID("width-0", bend_width_0),
    INVALID("width-huge", bend_width_huge),
    INVALID("width-negative", bend_width_negative),
    INVALID("line-too-short", bend_line_short),
    INVALID("line-0", bend_line_0),
    INVALID("line-huge", bend_line_huge),
    INVALID("lines-0", bend_lines_0),
    INVALID("lines-huge", bend_lines_huge),
    INVALID("lines-below", bend_lines_below),
    INVALID("lines-fewer-than-sent", bend_lines_fewer),
    INVALID("lines-more-than-sent", bend_lines_more),
    INVALID("ragged", bend_ragged),
    INVALID("depth-12", bend_depth),
    INVALID("depth-16-of-8", bend_depth_16),
    INVALID("format-11", bend_format),
    INVALID("always-red", bend_always_red),
    INVALID("only-red", bend_only_red),
};

static const Sheet sheet = {.office = "PB-LDH-01", .batch = 1, .number = 1};
static char *out_dir;

static ScanEnd page_feed(ScanSession *session, GError **error)
{
    Page page = {0};
    g_autofree char *path = g_build_filename(out_dir, "page.tif", NULL);
    n_frames = 0;
    ScanEnd end = scan_session_feed(session, &sheet, path, &page, error);
    g_assert_cmpint(page.path != NULL, ==, end == SCAN_END_PAGE);
    g_assert_cmpint(g_file_test(path, G_FILE_TEST_EXISTS), ==, end == SCAN_END_PAGE);
    g_unlink(path);
    scan_page_clear(&page);
    return end;
}

static ScanSession *session_new(const char *option, ScanProgressFunc progress, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    const char *const options[] = {option, NULL};
    ScanSettings settings = {.source = "adf", .dpi = 100, .options = options};
    ScanSession *session = scan_session_open("test:0", &settings, progress, user_data, &error);
    g_assert_no_error(error);
    return session;
}

static void test_fault(gconstpointer data)
{
    const Fault *expected = data;
    ScanSession *session = session_new(NULL, NULL, NULL);
    for (int round = 0; round < 3; round++) { /* a good page, the fault, a good page */
        g_autoptr(GError) error = NULL;
        fault = round == 1 ? expected : NULL;
        n_idle = 0;
        ScanEnd end = page_feed(session, &error);
        g_assert_cmpstr(scan_end_name(end), ==,
                        scan_end_name(round == 1 ? expected->end : SCAN_END_PAGE));
        if (end != SCAN_END_PAGE) {
            g_test_message("%s", error->message);
            g_assert_error(error, MUHAFIZ_ERROR, expected->code);
            g_assert_nonnull(strstr(error->message, scan_end_advice(end)));
        }
    }
    fault = NULL;
    scan_session_close(session);
}

static void test_read_return_value(void)
{
    static const struct {
        const char *status;
        ScanEnd end;
    } values[] = {
        {"JAMMED", SCAN_END_JAMMED},       {"COVER_OPEN", SCAN_END_COVER_OPEN},
        {"DEVICE_BUSY", SCAN_END_BUSY},    {"IO_ERROR", SCAN_END_IO},
        {"CANCELLED", SCAN_END_CANCELLED}, {"ACCESS_DENIED", SCAN_END_DENIED},
        {"INVAL", SCAN_END_INVALID},       {"EOF", SCAN_END_INVALID},
        {"NO_MEM", SCAN_END_OTHER},        {"UNSUPPORTED", SCAN_END_OTHER},
        {"NO_DOCS", SCAN_END_NO_DOCS},
    };
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *option =
            g_strconcat("read-return-value=SANE_STATUS_", values[i].status, NULL);
        ScanSession *session = session_new(option, NULL, NULL);
        ScanEnd end = page_feed(session, &error);
        g_assert_cmpstr(scan_end_name(end), ==, scan_end_name(values[i].end));
        g_assert_cmpint(error == NULL, ==, end == SCAN_END_NO_DOCS);
        scan_session_close(session);
    }
}

/* What looks like a fault and is none. */
static void test_harmless(void)
{
    static const Fault harmless[] = {{.name = "idle", .idle_reads = 5},
                                     {.name = "gray", .fill = 127},
                                     {.name = "white", .fill = 255}};
    ScanSession *session = session_new(NULL, NULL, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(harmless); i++) {
        fault = &harmless[i];
        n_idle = 0;
        g_assert_cmpint(page_feed(session, NULL), ==, SCAN_END_PAGE);
        g_assert_cmpuint(n_idle, ==, harmless[i].idle_reads);
    }
    fault = NULL;
    scan_session_close(session);
}

/* An empty feeder between two colours is half a page lost, not the end of the stack. */
static void test_lost_colors(void)
{
    static const Fault lost[] = {
        {.start_status = SANE_STATUS_NO_DOCS, .good_frames = 1},
        {.start_status = SANE_STATUS_NO_DOCS, .good_frames = 2},
        {.read_status = SANE_STATUS_NO_DOCS, .read_bent = TRUE, .good_frames = 1},
        {.read_status = SANE_STATUS_IO_ERROR, .read_bent = TRUE, .good_frames = 2},
    };
    const char *const options[] = {"three-pass=yes", NULL};
    ScanSettings settings = {.mode = "color", .dpi = 100, .options = options};
    for (guint i = 0; i < G_N_ELEMENTS(lost); i++) {
        g_autoptr(GError) error = NULL;
        ScanSession *session = scan_session_open("test:0", &settings, NULL, NULL, NULL);
        fault = &lost[i];
        g_assert_cmpint(page_feed(session, &error), ==, SCAN_END_IO);
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE);
        fault = NULL;
        scan_session_close(session); /* the back end forgets to begin with red again */
    }
}

typedef struct {
    ScanSession *session;
    guint64 bytes;
    guint n_calls;
    gboolean cancels;
} Watcher;

static void watch(guint64 bytes, gpointer data)
{
    Watcher *watcher = data;
    watcher->bytes += bytes;
    watcher->n_calls++;
    if (watcher->cancels && watcher->bytes > BEHIND_BYTES)
        scan_session_cancel(watcher->session);
}

static void test_progress_and_cancel(void)
{
    Watcher watcher = {0};
    watcher.session = session_new(NULL, watch, &watcher);
    g_assert_cmpint(page_feed(watcher.session, NULL), ==, SCAN_END_PAGE);
    g_assert_cmpuint(watcher.bytes, ==, 826 * 1169);
    g_assert_cmpuint(watcher.n_calls, >, 2);

    g_autoptr(GError) error = NULL;
    watcher = (Watcher){.session = watcher.session, .cancels = TRUE};
    g_assert_cmpint(page_feed(watcher.session, &error), ==, SCAN_END_CANCELLED);
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED);
    watcher.cancels = FALSE;
    scan_session_cancel(watcher.session); /* harmless between pages of a cancelled job */
    g_assert_cmpint(page_feed(watcher.session, NULL), ==, SCAN_END_PAGE);
    scan_session_close(watcher.session);
}

/* The disk is full in mid page: the error is the disk's, and the session goes on when there is
 * room again. */
static void test_disk_full(void)
{
    ScanSession *session = session_new(NULL, NULL, NULL);
    g_autoptr(GError) error = NULL;
    struct rlimit old, low;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &old), ==, 0);
    low = old;
    low.rlim_cur = 10000;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &low), ==, 0);
    g_assert_cmpint(page_feed(session, &error), ==, SCAN_END_STORE);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &old), ==, 0);
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_cmpint(page_feed(session, NULL), ==, SCAN_END_PAGE);
    scan_session_close(session);
}

static void trouble_check(const ScanDevice *device, gboolean looked, gpointer data)
{
    guint *n_trouble = data;
    gboolean refused = looked && g_str_equal(device->name, "test:1");
    *n_trouble += refused;
    g_assert_cmpint(device->trouble != NULL, ==, refused);
    if (refused)
        g_assert_nonnull(strstr(device->trouble, "refuses access"));
    g_assert_nonnull(device->sources);
}

static void test_device_trouble(void)
{
    static const Fault refuses = {.open_status = SANE_STATUS_ACCESS_DENIED};
    GError *error = NULL;
    guint n_trouble = 0;
    fault = &refuses;
    gboolean done = scan_devices_look(TRUE, NULL, trouble_check, &n_trouble, &error);
    fault = NULL;
    g_assert_no_error(error);
    g_assert_true(done);
    g_assert_cmpuint(n_trouble, ==, 1);
}

int main(int argc, char **argv)
{
    g_autofree char *conf_dir = sane_conf_new(argv);
    g_test_init(&argc, &argv, NULL);
    signal(SIGXFSZ, SIG_IGN);
    out_dir = g_dir_make_tmp("muhafiz-pages-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autofree char *name = g_strconcat("/scan/fault/", faults[i].name, NULL);
        g_test_add_data_func(name, &faults[i], test_fault);
    }
    g_test_add_func("/scan/fault/read-return-value", test_read_return_value);
    g_test_add_func("/scan/fault/lost-colors", test_lost_colors);
    g_test_add_func("/scan/fault/harmless", test_harmless);
    g_test_add_func("/scan/fault/progress-and-cancel", test_progress_and_cancel);
    g_test_add_func("/scan/fault/disk-full", test_disk_full);
    g_test_add_func("/scan/fault/device-trouble", test_device_trouble);
    int result = g_test_run();
    sane_conf_remove(g_steal_pointer(&conf_dir));
    sane_conf_remove(g_steal_pointer(&out_dir));
    return result;
}
