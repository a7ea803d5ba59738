/* Poppler's tools as children of ours, on a short lead: they parse what strangers wrote. */
#include "scan/decode.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A SCAN_PIXELS_MAX page in RGB (2.7 GB) and the program itself. */
#define ADDRESS_SPACE_BYTES (4ull << 30)

static void limit_set(int resource, guint64 value)
{
    struct rlimit limit = {value, value};
    setrlimit(resource, &limit); /* fails only where the limit is lower already */
}

/* Between fork and exec: system calls only. */
static void child_prepare(gpointer data)
{
    const DecodeChild *child = data;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit_set(RLIMIT_CPU, child->seconds);
    limit_set(RLIMIT_AS, ADDRESS_SPACE_BYTES);
    limit_set(RLIMIT_FSIZE, child->file_bytes);
    limit_set(RLIMIT_CORE, 0);
}

typedef struct {
    GSubprocess *process;
    gboolean done, timed_out;
} Run;

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

/* A context of its own: the caller's must not run inside a decoder. */
static void run_wait(Run *run, guint seconds)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_main_context_push_thread_default(context);
    g_autoptr(GSource) timer = g_timeout_source_new_seconds(seconds);
    g_source_set_callback(timer, run_time_out, run, NULL);
    g_source_attach(timer, context);
    g_subprocess_wait_async(run->process, NULL, run_done, run);
    while (!run->done)
        g_main_context_iteration(context, TRUE);
    g_source_destroy(timer);
    g_main_context_pop_thread_default(context);
}

/* -------------------------------------------------------------------------------- result -- */

/* The first line poppler calls an error; its warnings are about how, not what. */
static char *complaint_read(const char *stderr_path)
{
    g_autofree char *said = NULL;
    if (!g_file_get_contents(stderr_path, &said, NULL, NULL))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    for (char **line = lines; *line; line++)
        if (strstr(*line, "Error"))
            return g_utf8_make_valid(*line, -1);
    return NULL;
}

static gboolean run_judge(const Run *run, const char *program, const DecodeChild *child,
                          GError **error)
{
    gboolean was_killed = g_subprocess_get_if_signaled(run->process);
    int sig = was_killed ? g_subprocess_get_term_sig(run->process) : 0;
    if (run->timed_out || sig == SIGXCPU || sig == SIGXFSZ || sig == SIGKILL) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s takes more than %u seconds or %" G_GUINT64_FORMAT
                    " MB over it; print the PDF and scan it",
                    program, child->seconds, child->file_bytes >> 20);
        return FALSE;
    }
    g_autofree char *complaint = complaint_read(child->stderr_path);
    if (was_killed)
        return decode_set_broken(error, "PDF", "the program that reads it crashes");
    if (complaint)
        return decode_set_broken(error, "PDF", complaint);
    if (g_subprocess_get_exit_status(run->process) != 0)
        return decode_set_broken(error, "PDF", "the program that reads it fails");
    return TRUE;
}

gboolean decode_child_run(const char *const *argv, const DecodeChild *child, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C", TRUE);
    g_subprocess_launcher_set_stdout_file_path(launcher, child->stdout_path);
    g_subprocess_launcher_set_stderr_file_path(launcher, child->stderr_path);
    g_subprocess_launcher_set_child_setup(launcher, child_prepare, (gpointer)child, NULL);
    g_autoptr(GError) trouble = NULL;
    Run run = {.process = g_subprocess_launcher_spawnv(launcher, argv, &trouble)};
    if (!run.process) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "cannot start %s (%s); install the package poppler-utils", argv[0],
                    trouble->message);
        return FALSE;
    }
    run_wait(&run, child->seconds);
    gboolean judged = run_judge(&run, argv[0], child, error);
    g_object_unref(run.process);
    return judged;
}
