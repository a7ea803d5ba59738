/* Other people's programs as children of ours, on a short lead: they parse what strangers wrote.
 *
 * What a child says goes into files without a name, so that no amount of it blocks anybody, and the
 * limit on the files it writes holds for that too. It leads a process group, which is killed as one. */
#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A SCAN_PIXELS_MAX page in RGB (2.7 GB) and the program itself. */
#define ADDRESS_SPACE_BYTES (4ull << 30)

typedef struct {
    const char *program;
    const ScanToolLimits *limits;
    int output, complaints; /* files without a name; -1: none */
    GSubprocess *process;
    gboolean done, timed_out;
} Run;

static void run_clear(Run *run)
{
    g_clear_object(&run->process);
    if (run->output >= 0)
        close(run->output);
    if (run->complaints >= 0)
        close(run->complaints);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* ------------------------------------------------------------------------------ starting -- */

static void limit_set(int resource, guint64 value)
{
    struct rlimit limit = {value, value};
    setrlimit(resource, &limit); /* fails only where the limit is lower already */
}

/* Between fork and exec: system calls only. */
static void child_prepare(gpointer data)
{
    const ScanToolLimits *limits = data;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit_set(RLIMIT_CPU, limits->seconds);
    limit_set(RLIMIT_AS, ADDRESS_SPACE_BYTES);
    limit_set(RLIMIT_FSIZE, limits->file_bytes);
    limit_set(RLIMIT_CORE, 0);
}

static int nameless_open(const char *dir, GError **error)
{
    g_autofree char *path = g_build_filename(dir, ".tool-XXXXXX", NULL);
    int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        scan_set_errno(error, errno, "make a file in", dir);
    else
        g_unlink(path);
    return fd;
}

static gboolean run_start(Run *run, const char *const *argv, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_autoptr(GError) trouble = NULL;
    run->output = nameless_open(run->limits->dir, error);
    if (run->output < 0)
        return FALSE;
    run->complaints = nameless_open(run->limits->dir, error);
    if (run->complaints < 0)
        return FALSE;
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C", TRUE);
    g_subprocess_launcher_take_stdout_fd(launcher, fcntl(run->output, F_DUPFD_CLOEXEC, 0));
    g_subprocess_launcher_take_stderr_fd(launcher, fcntl(run->complaints, F_DUPFD_CLOEXEC, 0));
    g_subprocess_launcher_set_child_setup(launcher, child_prepare, (gpointer)run->limits, NULL);
    run->process = g_subprocess_launcher_spawnv(launcher, argv, &trouble);
    if (!run->process)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "cannot start %s (%s); install the package %s", run->program, trouble->message,
                    g_str_equal(run->program, "qpdf") ? "qpdf" : "poppler-utils");
    return run->process != NULL;
}

/* ------------------------------------------------------------------------------- waiting -- */

static void run_done(GObject *process, GAsyncResult *result, gpointer data)
{
    g_subprocess_wait_finish(G_SUBPROCESS(process), result, NULL);
    ((Run *)data)->done = TRUE;
}

static gboolean run_time_out(gpointer data)
{
    Run *run = data;
    const char *pid = g_subprocess_get_identifier(run->process);
    run->timed_out = TRUE;
    if (pid)
        kill(-atoi(pid), SIGKILL);
    return G_SOURCE_REMOVE;
}

/* A context of its own: nothing else of the caller's may run meanwhile. */
static void run_wait(Run *run)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_main_context_push_thread_default(context);
    g_autoptr(GSource) timer = g_timeout_source_new_seconds(run->limits->seconds);
    g_source_set_callback(timer, run_time_out, run, NULL);
    g_source_attach(timer, context);
    g_subprocess_wait_async(run->process, NULL, run_done, run);
    while (!run->done)
        g_main_context_iteration(context, TRUE);
    g_source_destroy(timer);
    g_main_context_pop_thread_default(context);
}

/* -------------------------------------------------------------------------------- result -- */

static GBytes *file_load(int fd, GError **error)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new_from_fd(fd, FALSE, error);
    return file ? g_mapped_file_get_bytes(file) : NULL;
}

/* The first line poppler calls an error; its warnings are about how, not what. */
static char *complaint_find(const Run *run)
{
    g_autoptr(GBytes) bytes = file_load(run->complaints, NULL);
    gsize size_bytes = 0;
    const char *said = bytes ? g_bytes_get_data(bytes, &size_bytes) : NULL;
    const char *at = said ? g_strstr_len(said, (gssize)size_bytes, "Error") : NULL;
    if (!at)
        return NULL;
    const char *start = at, *end = memchr(at, '\n', size_bytes - (gsize)(at - said));
    while (start > said && start[-1] != '\n')
        start--;
    return g_utf8_make_valid(start, end ? end - start : (gssize)size_bytes - (start - said));
}

static gboolean run_judge(const Run *run, GError **error)
{
    gboolean was_killed = g_subprocess_get_if_signaled(run->process);
    int sig = was_killed ? g_subprocess_get_term_sig(run->process) : 0;
    g_autofree char *complaint = complaint_find(run);
    if (run->timed_out || sig == SIGXCPU || sig == SIGXFSZ || sig == SIGKILL)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s takes more than %u seconds or %" G_GUINT64_FORMAT " MB over it",
                    run->program, run->limits->seconds, run->limits->file_bytes >> 20);
    else if (was_killed)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "%s crashes", run->program);
    else if (complaint)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, complaint);
    else if (g_subprocess_get_exit_status(run->process) != 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "%s fails", run->program);
    else
        return TRUE;
    return FALSE;
}

gboolean scan_tool_run(const char *const *argv, const ScanToolLimits *limits, GBytes **output,
                       GError **error)
{
    g_auto(Run) run = {.program = argv[0], .limits = limits, .output = -1, .complaints = -1};
    if (!run_start(&run, argv, error))
        return FALSE;
    run_wait(&run);
    if (!run_judge(&run, error))
        return FALSE;
    g_autoptr(GError) trouble = NULL;
    GBytes *said = output ? file_load(run.output, &trouble) : NULL;
    if (trouble) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "cannot take the output of %s (%s); free some memory", argv[0],
                    trouble->message);
        return FALSE;
    }
    if (output)
        *output = said;
    return TRUE;
}
