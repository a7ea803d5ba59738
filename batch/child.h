/* batch/child.h - foreign code runs in children of the same binary, watched and limited.
 *
 * A child is "muhafiz <worker>" with one end of a socket pair as file descriptor 3. Both sides
 * speak JSON lines: one object per line, at most CHILD_LINE_MAX bytes. The child is the leader of its own
 * process group, dies when its parent dies (PR_SET_PDEATHSIG), and has an address space limit.
 *
 * The watchdog counts silence: a child that has work and sends nothing for its time limit (one that computes: of the
 * processor's time, as others may hold it up, or as long without any) gets SIGTERM (which a scan worker turns into a cancel at the driver), its grace later SIGTERM again if
 * it asked for time after that, and then SIGKILL, to the whole group. Whatever way it ends, the
 * owner hears of it exactly once, after the last line it sent.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How a worker ends that crashed for want of memory (worker_explain_crashes). */
#define CHILD_STATUS_NO_MEMORY 118

#define CHILD_LINE_MAX (16u << 20)
#define CHILD_GRACE_MS 2000

typedef struct Child Child;

typedef struct {
    /* The object is borrowed. The child must not be freed in here. */
    void (*line)(Child *child, JsonObject *line, gpointer user_data);
    /* how: "was killed by signal 11 (Segmentation fault)", "sent nothing for 120 s and was
     * stopped", "ended with status 1"; NULL after a clean end (status 0). */
    void (*ended)(Child *child, const char *how, gpointer user_data);
} ChildEvents;

typedef struct {
    const char *worker;             /* "page-worker" */
    gboolean is_computing;          /* its time limit is of the processor */
    guint64 memory_bytes;           /* address space limit; 0: none */
    const char *const *environment; /* "NAME=value" to set; may be NULL */
    guint grace_ms;                 /* from SIGTERM to the next signal; 0: CHILD_GRACE_MS */
    guint term_ms;                  /* from a second SIGTERM to SIGKILL; 0: no second one */
} ChildSettings;

/* For children that open SANE back ends: with lazy binding a driver's fault can leave the dynamic
 * linker locked for ever in sane_exit. */
extern const char *const child_sane_environment[];

/* Starts the child; events come through the default main context. Also when the binary was replaced
 * meanwhile: then it is the one that runs. IO: it cannot be started, which is nobody's fault whose
 * work it would have done. */
Child *child_start(const ChildSettings *settings, const ChildEvents *events, gpointer user_data,
                   GError **error);
/* Sends one line, takes the object, never waits: what the child does not read now goes when it
 * does. A child that has died meanwhile is heard of through ended. */
void child_send(Child *child, JsonObject *line);
/* Silence allowed from now on until the next line; 0: the child is idle and may be silent. */
void child_set_timeout(Child *child, guint timeout_ms);
/* No more work: the child sees end of file and ends by itself. */
void child_finish(Child *child);
/* Sends the next signal at once: SIGTERM, SIGTERM where there is a second one, SIGKILL. */
void child_stop(Child *child);
/* FALSE once it was told to stop or has ended, also in its last lines: it will be heard of through
 * ended, and only then another one is started. */
gboolean child_takes_work(const Child *child);
/* After its end: it had answered before and never read the last of what was sent, which therefore
 * has no part in its end. */
gboolean child_left_unread(const Child *child);
void child_free(Child *child); /* stops it first if it still runs */

/* One question, one answer: starts a child, sends the request (taken), hands every line but the
 * last to line (may be NULL) and returns the last. NULL: the child's own error; FAILED: how it ended
 * without an answer; IO: it did not start. */
JsonObject *child_call(const ChildSettings *settings, JsonObject *request, guint timeout_ms,
                       void (*line)(JsonObject *line, gpointer user_data), gpointer user_data,
                       GError **error);

/* ------------------------------------------------------------------ the other side of the line -- */

typedef struct Worker Worker;

/* Takes over file descriptor 3, which grandchildren do not inherit. USAGE when it is no socket: the
 * worker was started by hand. */
Worker *worker_new(GError **error);
void worker_free(Worker *worker);
/* In a process that a worker forked: the line stays the worker's. */
void worker_abandon(Worker *worker);
/* From now on a crash right after memory was refused ends the worker with CHILD_STATUS_NO_MEMORY:
 * libraries that are refused memory abort, or use what they did not get. */
void worker_explain_crashes(void);
/* Waits for the next request. NULL without error at end of file: no more work. */
JsonObject *worker_receive(Worker *worker, GError **error);
/* Sends one line, takes the object. When the parent is gone the process ends. */
void worker_send(Worker *worker, JsonObject *line);
/* {"error": message, "code": n}: the request failed and the worker lives on. */
void worker_send_error(Worker *worker, const GError *error);

/* On the owner's side: TRUE and the error if the line is one from worker_send_error. */
gboolean child_line_error(JsonObject *line, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, child_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

G_END_DECLS
