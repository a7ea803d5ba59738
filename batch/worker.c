/* The worker's end of the line. */
#include "batch/child.h"

#include "batch/line.h"
#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORKER_FD 3

struct Worker {
    LineBuffer received;
};

Worker *worker_new(GError **error)
{
    struct stat status;
    if (fstat(WORKER_FD, &status) || !S_ISSOCK(status.st_mode)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "workers are started by muhafiz itself, not by hand");
        return NULL;
    }
    fcntl(WORKER_FD, F_SETFD, FD_CLOEXEC);
    Worker *worker = g_new0(Worker, 1);
    line_buffer_init(&worker->received);
    return worker;
}

void worker_free(Worker *worker)
{
    if (!worker)
        return;
    line_buffer_clear(&worker->received);
    g_free(worker);
}

void worker_abandon(Worker *worker)
{
    (void)worker;
    close(WORKER_FD);
}

/* errno is still that of the refusal: nothing between it and the crash succeeds at anything that would
 * change it. */
static void on_crash(int number)
{
    if (errno == ENOMEM)
        _exit(CHILD_STATUS_NO_MEMORY);
    raise(number); /* by default now, once we return */
}

#ifndef MUHAFIZ_SANITIZED
/* Where memory is at its limit the stack cannot grow any more, either: the handler has one of its own, to the end. */
static void crash_stack_set(void)
{
    const stack_t stack = {.ss_sp = g_malloc(SIGSTKSZ), .ss_size = SIGSTKSZ};
    sigaltstack(&stack, NULL);
}
#endif

void worker_explain_crashes(void)
{
#ifndef MUHAFIZ_SANITIZED /* the sanitizers have handlers of their own, and no limit applies */
    static const int numbers[] = {SIGABRT, SIGTRAP, SIGSEGV, SIGBUS};
    const struct sigaction action = {.sa_handler = on_crash,
                                     .sa_flags = (int)SA_RESETHAND | SA_ONSTACK};
    crash_stack_set();
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        sigaction(numbers[i], &action, NULL);
#else
    (void)on_crash;
#endif
}

JsonObject *worker_receive(Worker *worker, GError **error)
{
    gboolean bad = FALSE;
    JsonObject *line;
    while (!(line = line_buffer_take(&worker->received, &bad))) {
        if (bad) {
            g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                                "the parent sent something that is not a line of ours");
            return NULL;
        }
        if (line_buffer_fill(&worker->received, WORKER_FD, 0) <= 0)
            return NULL;
    }
    return line;
}

void worker_send(Worker *worker, JsonObject *line)
{
    (void)worker;
    g_autofree char *text = line_format(line);
    for (gsize sent = 0, size = strlen(text); sent < size;) {
        ssize_t n = send(WORKER_FD, text + sent, size - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(1);
        sent += (gsize)n;
    }
}

void worker_send_error(Worker *worker, const GError *error)
{
    JsonObject *line = json_object_new();
    json_object_set_string_member(line, "error", error->message);
    json_object_set_int_member(line, "code",
                               error->domain == MUHAFIZ_ERROR ? error->code : MUHAFIZ_ERROR_FAILED);
    worker_send(worker, line);
}
