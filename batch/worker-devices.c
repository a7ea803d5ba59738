/* Many drivers asked at once, each in a process of its own.
 *
 * Loading libsane and what we are linked with for each of seventy drivers would take longer than
 * asking them. So the worker, which has one thread and has touched no driver yet, forks for each:
 * some milliseconds, most of them the driver's own. They die with the worker (PR_SET_PDEATHSIG), are
 * in its process group and share its limits.
 *
 * The next one starts when the last has answered or was silent for STAGGER_US: drivers that look
 * for the same kind of hardware disturb each other less, and one that hangs holds up nobody. */
#define _GNU_SOURCE
#include "batch/worker-devices.h"

#include "batch/line.h"
#include "batch/paper.h"
#include "index/member.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define STAGGER_US 50000
#define TICK_MS 10

typedef struct {
    JsonObject *ask; /* borrowed */
    pid_t pid;       /* 0: not started */
    int fd;          /* -1: closed */
    LineBuffer received;
    gboolean ended, answered;
    gint64 started_us;
} Asked;

typedef struct {
    Worker *line;
    const char *dir;
    gint64 deadline_us;
    Asked *asked;
    struct pollfd *polls;
    guint n, n_started, n_ended;
} Round;

/* ------------------------------------------------------------------------------ the one asked -- */

static void line_write(int fd, JsonObject *line)
{
    g_autofree char *text = line_format(line);
    for (gsize sent = 0, size = strlen(text); sent < size;) {
        ssize_t n = send(fd, text + sent, size - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(1);
        sent += (gsize)n;
    }
}

static JsonArray *names_write(char **names)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; names[i]; i++)
        json_array_add_string_element(array, names[i]);
    return array;
}

static void device_tell(const ScanDevice *device, gboolean looked, gpointer data)
{
    JsonObject *line = json_object_new(), *object = json_object_new();
    json_object_set_string_member(object, "name", device->name);
    json_object_set_string_member(object, "vendor", device->vendor);
    json_object_set_string_member(object, "model", device->model);
    json_object_set_string_member(object, "serial", device->serial);
    json_object_set_string_member(object, "type", device->type);
    json_object_set_array_member(object, "sources", names_write(device->sources));
    json_object_set_array_member(object, "modes", names_write(device->modes));
    json_object_set_string_member(object, "resolutions",
                                  device->resolutions ? device->resolutions : "");
    json_object_set_string_member(object, "trouble", device->trouble ? device->trouble : "");
    json_object_set_boolean_member(object, "looked", looked);
    json_object_set_object_member(line, "device", object);
    line_write(*(const int *)data, line);
}

static void uses_tell(const char *name, int fd)
{
    JsonObject *line = json_object_new();
    json_object_set_string_member(line, "uses", name);
    line_write(fd, line);
}

/* The device that the settings mean; of a host whose first scanner is meant, whatever it lists. A
 * caller's own SANE_CONFIG_DIR stays. */
static gboolean settings_look(JsonObject *ask, const char *dir, int fd, GError **error)
{
    ScanSettings settings;
    g_auto(GStrv) options = NULL;
    paper_settings_parse(member_object(ask, "settings"), &settings, &options);
    g_autofree char *name = scan_config_write(&settings, dir, error);
    if (!name)
        return FALSE;
    g_setenv("SANE_CONFIG_DIR", dir, FALSE);
    uses_tell(name, fd);
    gboolean any = settings.net && !settings.device;
    const char *const names[] = {any ? NULL : name, NULL};
    return scan_devices_look(member_flag(ask, "list"), names, device_tell, &fd, error);
}

static gboolean driver_look(JsonObject *ask, const char *dir, int fd, GError **error)
{
    const char *driver = member_text(ask, "driver");
    g_auto(GStrv) names = member_texts(ask, "names");
    g_autofree char *path = driver ? scan_config_write_driver(driver, dir, error) : NULL;
    if (driver && !path)
        return FALSE;
    if (path)
        g_setenv("SANE_CONFIG_DIR", path, TRUE);
    return scan_devices_look(member_flag(ask, "list"), (const char *const *)names, device_tell, &fd,
                             error);
}

G_GNUC_NORETURN
static void ask_process(JsonObject *ask, const char *dir, int fd, pid_t parent)
{
    g_autoptr(GError) error = NULL;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before it could be heard of */
        _exit(1);
    JsonObject *line = json_object_new();
    if (member_object(ask, "settings") ? settings_look(ask, dir, fd, &error)
                                       : driver_look(ask, dir, fd, &error))
        json_object_set_boolean_member(line, "done", TRUE);
    else
        json_object_set_string_member(line, "trouble", error->message);
    line_write(fd, line);
    _exit(0); /* what drivers left to be done at exit may hang */
}

/* --------------------------------------------------------------------------------- the asking -- */

static void trouble_tell(Round *round, const Asked *asked, const char *trouble)
{
    JsonObject *line = json_object_new();
    json_object_set_int_member(line, "ask", asked - round->asked);
    json_object_set_string_member(line, "trouble", trouble);
    worker_send(round->line, line);
}

static gboolean ask_start(Round *round, Asked *asked, GError **error)
{
    int fds[2];
    pid_t self = getpid();
    g_autofree char *name = g_strdup_printf("%u", round->n_started);
    g_autofree char *dir = g_build_filename(round->dir, name, NULL);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return scan_set_errno(error, errno, "make", "a socket pair");
    asked->pid = fork();
    if (asked->pid == 0) {
        close(fds[0]);
        worker_abandon(round->line);
        ask_process(asked->ask, dir, fds[1], self);
    }
    close(fds[1]);
    asked->fd = fds[0];
    asked->started_us = g_get_monotonic_time();
    if (asked->pid > 0)
        return TRUE;
    asked->pid = 0;
    return scan_set_errno(error, errno, "start", "a process for a driver");
}

static gboolean is_due(const Round *round)
{
    if (round->n_started == 0)
        return TRUE;
    const Asked *last = &round->asked[round->n_started - 1];
    return last->ended || g_get_monotonic_time() - last->started_us >= STAGGER_US;
}

static void line_hear(Round *round, Asked *asked, JsonObject *line)
{
    if (member_flag(line, "done")) {
        asked->answered = TRUE;
        return;
    }
    asked->answered |= member_text(line, "trouble") != NULL;
    json_object_set_int_member(line, "ask", asked - round->asked);
    worker_send(round->line, json_object_ref(line));
}

static void fd_close(Asked *asked)
{
    if (asked->fd >= 0)
        close(asked->fd);
    asked->fd = -1;
}

/* FALSE: nothing came now. */
static gboolean lines_hear(Round *round, Asked *asked)
{
    JsonObject *line;
    gboolean bad = FALSE;
    int got = asked->fd < 0 ? -1 : line_buffer_fill(&asked->received, asked->fd, MSG_DONTWAIT);
    gboolean closed = got == 0 || (got < 0 && errno != EAGAIN);
    while ((line = line_buffer_take(&asked->received, &bad))) {
        line_hear(round, asked, line);
        json_object_unref(line);
    }
    if (bad)
        kill(asked->pid, SIGKILL); /* its driver wrote over our memory */
    if (bad || closed)
        fd_close(asked);
    return got > 0;
}

static void end_hear(Round *round, Asked *asked, int status)
{
    while (lines_hear(round, asked)) /* all that it said before its end */
        ;
    fd_close(asked);
    asked->ended = TRUE;
    round->n_ended++;
    if (asked->answered)
        return;
    g_autofree char *how =
        WIFSIGNALED(status)
            ? g_strdup_printf("crashed (%s)", strsignal(WTERMSIG(status)))
            : g_strdup_printf("ended without an answer (status %d)", WEXITSTATUS(status));
    trouble_tell(round, asked, how);
}

static void asks_hear(Round *round)
{
    for (guint i = 0; i < round->n_started; i++)
        round->polls[i] = (struct pollfd){.fd = round->asked[i].fd, .events = POLLIN};
    poll(round->polls, round->n_started, TICK_MS);
    for (guint i = 0; i < round->n_started; i++) {
        Asked *asked = &round->asked[i];
        int status = 0;
        if (asked->ended)
            continue;
        lines_hear(round, asked);
        if (waitpid(asked->pid, &status, WNOHANG) == asked->pid)
            end_hear(round, asked, status);
    }
}

/* The deadline has come: whoever still runs is not waited for. */
static void asks_stop(Round *round)
{
    for (guint i = 0; i < round->n; i++) {
        Asked *asked = &round->asked[i];
        if (asked->pid > 0 && !asked->ended)
            kill(asked->pid, SIGKILL);
        if (!asked->ended && !asked->answered)
            trouble_tell(round, asked,
                         asked->pid > 0 ? "did not answer and was stopped"
                                        : "was not asked: others took all the time");
        fd_close(asked);
        line_buffer_clear(&asked->received);
    }
}

static gboolean asks_run(Round *round, GError **error)
{
    while (round->n_ended < round->n && g_get_monotonic_time() < round->deadline_us) {
        if (round->n_started < round->n && is_due(round)) {
            if (!ask_start(round, &round->asked[round->n_started], error))
                return FALSE;
            round->n_started++;
        }
        asks_hear(round);
    }
    return TRUE;
}

gboolean worker_devices_do(Worker *line, JsonObject *request, GError **error)
{
    JsonArray *asks = member_array(request, "asks");
    guint n = member_length(asks);
    g_autofree Asked *asked = g_new0(Asked, n + 1);
    g_autofree struct pollfd *polls = g_new0(struct pollfd, n + 1);
    Round round = {.line = line, .dir = member_text(request, "dir"), .n = n};
    round.asked = asked;
    round.polls = polls;
    round.deadline_us =
        g_get_monotonic_time() + (gint64)(member_double(request, "seconds", 0) * G_USEC_PER_SEC);
    for (guint i = 0; i < n; i++) {
        asked[i].ask = member_element(asks, i);
        asked[i].fd = -1;
        line_buffer_init(&asked[i].received);
    }
    gboolean done = asks_run(&round, error);
    asks_stop(&round);
    if (!done)
        return FALSE;
    JsonObject *last = json_object_new();
    json_object_set_int_member(last, "asked", n);
    worker_send(line, last);
    return TRUE;
}
