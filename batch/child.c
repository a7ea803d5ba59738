/* Children of our own binary: started, watched, stopped. See child.h for the rules. */
#include "batch/child.h"

#include "batch/child-spawn.h"
#include "batch/line.h"
#include "index/member.h"
#include "scan/scan.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATUS_NOT_LOADED 127 /* the dynamic linker's: no memory, or a library is gone */
#define REAP_MS 500

struct Child {
    GSubprocess *process;
    pid_t pid;
    int fd;
    LineBuffer received;
    GString *unsent; /* what the socket had no room for */
    const ChildEvents *events;
    gpointer user_data;
    guint read_source, write_source, silence_source;
    guint timeout_ms, grace_ms, term_ms;
    guint64 memory_bytes;
    gboolean finishing; /* no more will be sent */
    guint stopping;     /* signals sent; each silence brings the next */
    gboolean protocol_broken;
    gboolean has_ended, has_answered, left_unread;
    GCancellable *forget; /* cancels the wait when the owner frees us first */
};

const char *const child_sane_environment[] = {"LD_BIND_NOW=1", NULL};

static void silence_start(Child *child, guint ms);

static void group_kill(const Child *child, int signal_number)
{
    if (child->pid > 0)
        kill(-child->pid, signal_number);
}

void child_stop(Child *child)
{
    gboolean term = child->stopping == 0 || (child->stopping == 1 && child->term_ms);
    group_kill(child, term ? SIGTERM : SIGKILL);
    silence_start(child, child->stopping++ ? child->term_ms : child->grace_ms);
}

static gboolean on_silence(gpointer data)
{
    Child *child = data;
    child->silence_source = 0;
    child_stop(child);
    return G_SOURCE_REMOVE;
}

static void silence_start(Child *child, guint ms)
{
    g_clear_handle_id(&child->silence_source, g_source_remove);
    if (ms)
        child->silence_source = g_timeout_add(ms, on_silence, child);
}

void child_set_timeout(Child *child, guint timeout_ms)
{
    child->timeout_ms = timeout_ms;
    if (!child->stopping)
        silence_start(child, timeout_ms);
}

static void lines_deliver(Child *child)
{
    JsonObject *line;
    gboolean bad = FALSE;
    while ((line = line_buffer_take(&child->received, &bad))) {
        if (!child->stopping)
            silence_start(child, child->timeout_ms);
        child->has_answered = TRUE;
        child->events->line(child, line, child->user_data);
        json_object_unref(line);
    }
    if (bad && !child->protocol_broken) {
        child->protocol_broken = TRUE;
        child_stop(child);
    }
}

/* A Unix socket whose other end was closed before all was read says ECONNRESET, once (unix_release
 * in the kernel). */
static int child_receive(Child *child)
{
    int got = line_buffer_fill(&child->received, child->fd, MSG_DONTWAIT);
    if (got < 0 && errno == ECONNRESET)
        child->left_unread = TRUE;
    return got;
}

static gboolean on_readable(int fd, GIOCondition condition, gpointer data)
{
    (void)fd, (void)condition;
    Child *child = data;
    int got = child_receive(child);
    if (got > 0)
        lines_deliver(child);
    if (got == 0)
        child->read_source = 0;
    return got != 0;
}

/* FALSE: there is more, and no room now. What a dead child cannot be sent is dropped. */
static gboolean unsent_write(Child *child)
{
    GString *unsent = child->unsent;
    while (unsent->len) {
        ssize_t n = send(child->fd, unsent->str, unsent->len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN)
            return FALSE;
        if (n < 0 && errno != EINTR) {
            child->left_unread = TRUE;
            g_string_truncate(unsent, 0);
        }
        g_string_erase(unsent, 0, MAX(n, 0));
    }
    if (child->finishing)
        shutdown(child->fd, SHUT_WR);
    return TRUE;
}

static gboolean on_writable(int fd, GIOCondition condition, gpointer data)
{
    (void)fd, (void)condition;
    Child *child = data;
    if (!unsent_write(child))
        return G_SOURCE_CONTINUE;
    child->write_source = 0;
    return G_SOURCE_REMOVE;
}

static void unsent_flush(Child *child)
{
    if (!child->write_source && !unsent_write(child))
        child->write_source = g_unix_fd_add(child->fd, G_IO_OUT, on_writable, child);
}

static char *end_describe(const Child *child)
{
    if (child->protocol_broken)
        return g_strdup("sent something that is not a line of ours and was stopped");
    if (child->stopping)
        return g_strdup_printf("did nothing for %u s and was stopped", child->timeout_ms / 1000);
    if (g_subprocess_get_if_signaled(child->process)) {
        int number = g_subprocess_get_term_sig(child->process);
        return g_strdup_printf("was killed by signal %d (%s)", number, strsignal(number));
    }
    int status = g_subprocess_get_exit_status(child->process);
    if (status == CHILD_STATUS_NO_MEMORY && child->memory_bytes)
        return g_strdup_printf("needed more than the %u MiB of memory it may take "
                               "([run] page_memory_mb in muhafiz.conf)",
                               (guint)(child->memory_bytes >> 20));
    return status ? g_strdup_printf("ended with status %d", status) : NULL;
}

static void on_process_exit(GObject *process, GAsyncResult *result, gpointer data)
{
    g_autoptr(GError) error = NULL;
    g_subprocess_wait_finish(G_SUBPROCESS(process), result, &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
    Child *child = data;
    child->has_ended = TRUE;
    child->left_unread |= child->unsent->len > 0;
    g_clear_handle_id(&child->read_source, g_source_remove);
    g_clear_handle_id(&child->write_source, g_source_remove);
    while (child_receive(child) > 0)
        ;
    lines_deliver(child);
    g_clear_handle_id(&child->silence_source, g_source_remove);
    g_autofree char *how = end_describe(child);
    group_kill(child, SIGKILL); /* what it may have left behind in its group */
    child->pid = 0;
    child->events->ended(child, how, child->user_data);
}

static void start_fail(const ChildSettings *settings, const char *why, GError **error)
{
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
        "cannot start the %s: %s. Close other programs, or start the computer again, and give "
        "the command once more; if it stays so, install Muhafiz again",
        settings->worker, why);
}

Child *child_start(const ChildSettings *settings, const ChildEvents *events, gpointer user_data,
                   GError **error)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)) {
        start_fail(settings, g_strerror(errno), error);
        return NULL;
    }
    g_autoptr(GError) failure = NULL;
    GSubprocess *process = child_spawn(settings, fds[1], &failure);
    if (!process) {
        close(fds[0]);
        start_fail(settings, failure->message, error);
        return NULL;
    }
    Child *child = g_new0(Child, 1);
    child->process = process;
    child->pid = (pid_t)g_ascii_strtoll(g_subprocess_get_identifier(process), NULL, 10);
    child->fd = fds[0];
    child->events = events;
    child->user_data = user_data;
    child->grace_ms = settings->grace_ms ? settings->grace_ms : CHILD_GRACE_MS;
    child->term_ms = settings->term_ms;
    child->memory_bytes = settings->memory_bytes;
    child->unsent = g_string_new(NULL);
    child->forget = g_cancellable_new();
    line_buffer_init(&child->received);
    child->read_source = g_unix_fd_add(child->fd, G_IO_IN | G_IO_HUP, on_readable, child);
    g_subprocess_wait_async(process, child->forget, on_process_exit, child);
    return child;
}

void child_send(Child *child, JsonObject *line)
{
    g_autofree char *text = line_format(line);
    g_string_append(child->unsent, text);
    unsent_flush(child);
}

void child_finish(Child *child)
{
    child->finishing = TRUE;
    unsent_flush(child);
}

gboolean child_takes_work(const Child *child)
{
    return !child->has_ended && !child->stopping;
}

gboolean child_left_unread(const Child *child)
{
    return child->has_answered && child->left_unread;
}

/* What was killed is gone in a moment, unless a driver holds it in the kernel. Waited for, so that its
 * processor time counts as ours. */
static void child_reap(const Child *child)
{
    group_kill(child, SIGKILL);
    for (guint ms = 0; child->pid > 0 && ms < REAP_MS && kill(child->pid, 0) == 0; ms++)
        g_usleep(1000);
}

void child_free(Child *child)
{
    if (!child)
        return;
    g_cancellable_cancel(child->forget);
    child_reap(child);
    g_clear_handle_id(&child->silence_source, g_source_remove);
    g_clear_handle_id(&child->read_source, g_source_remove);
    g_clear_handle_id(&child->write_source, g_source_remove);
    g_string_free(child->unsent, TRUE);
    g_clear_object(&child->process);
    g_clear_object(&child->forget);
    line_buffer_clear(&child->received);
    close(child->fd);
    g_free(child);
}

gboolean child_line_error(JsonObject *line, GError **error)
{
    const char *message = member_text(line, "error");
    if (!message)
        return FALSE;
    int code = (int)member_int(line, "code", MUHAFIZ_ERROR_FAILED);
    g_set_error_literal(error, MUHAFIZ_ERROR, code, message);
    return TRUE;
}

typedef struct {
    GMainLoop *loop;
    JsonObject *last;
    void (*line)(JsonObject *line, gpointer user_data);
    gpointer user_data;
    char *how;
} Call;

static void call_line(Child *child, JsonObject *line, gpointer data)
{
    (void)child;
    Call *call = data;
    if (call->last && call->line)
        call->line(call->last, call->user_data);
    g_clear_pointer(&call->last, json_object_unref);
    call->last = json_object_ref(line);
}

static void call_ended(Child *child, const char *how, gpointer data)
{
    (void)child;
    Call *call = data;
    call->how = g_strdup(how);
    g_main_loop_quit(call->loop);
}

static gboolean child_was_loaded(const Child *child)
{
    return child->has_answered || !g_subprocess_get_if_exited(child->process) ||
           g_subprocess_get_exit_status(child->process) != STATUS_NOT_LOADED;
}

/* The error of a call without a good answer; FALSE where there is one. */
static gboolean call_fail(const Call *call, const Child *child, const ChildSettings *settings,
                          GError **error)
{
    if (!call->how && call->last)
        return child_line_error(call->last, error);
    if (!child_was_loaded(child))
        start_fail(settings, "its program does not load", error);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "the %s %s", settings->worker,
                    call->how ? call->how : "gave no answer");
    return TRUE;
}

JsonObject *child_call(const ChildSettings *settings, JsonObject *request, guint timeout_ms,
                       void (*line)(JsonObject *line, gpointer user_data), gpointer user_data,
                       GError **error)
{
    static const ChildEvents events = {.line = call_line, .ended = call_ended};
    Call call = {.loop = g_main_loop_new(NULL, FALSE), .line = line, .user_data = user_data};
    g_autoptr(Child) child = child_start(settings, &events, &call, error);
    if (child) {
        child_set_timeout(child, timeout_ms);
        child_send(child, request);
        child_finish(child);
        g_main_loop_run(call.loop);
        if (call_fail(&call, child, settings, error))
            g_clear_pointer(&call.last, json_object_unref);
    } else {
        json_object_unref(request);
    }
    g_free(call.how);
    g_main_loop_unref(call.loop);
    return call.last;
}
