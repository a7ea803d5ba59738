/* batch/child.h - foreign code runs in children of the same binary, watched and limited.
 *
 * A child is "muhafiz <worker>" with one end of a socket pair as file descriptor 3. Both sides
 * speak JSON lines: one object per line, at most CHILD_LINE_MAX bytes. The child is the leader of its own
 * process group, dies when its parent dies (PR_SET_PDEATHSIG), and has an address space limit.
 *
 * The watchdog counts silence: a child that has work and sends nothing for its time limit gets
 * SIGTERM, and SIGKILL CHILD_GRACE_MS later, to the whole group. Whatever way it ends, the owner
 * hears of it exactly once, after the last line it sent.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CHILD_LINE_MAX (16u << 20)
#define CHILD_GRACE_MS 2000

typedef struct Child Child;

typedef struct {
    /* The object is borrowed. */
    void (*line)(Child *child, JsonObject *line, gpointer user_data);
    /* how: "was killed by signal 11 (Segmentation fault)", "sent nothing for 120 s and was
     * stopped", "ended with status 1"; NULL after a clean end (status 0). */
    void (*ended)(Child *child, const char *how, gpointer user_data);
} ChildEvents;

typedef struct {
    const char *worker;             /* "page-worker" */
    guint64 memory_bytes;           /* address space limit; 0: none */
    const char *const *environment; /* "NAME=value" to set; may be NULL */
} ChildSettings;

/* Starts the child; events come through the default main context. FAILED. */
Child *child_start(const ChildSettings *settings, const ChildEvents *events, gpointer user_data,
                   GError **error);
/* Sends one line, takes the object. A child that has died meanwhile is heard of through ended. */
void child_send(Child *child, JsonObject *line);
/* Silence allowed from now on until the next line; 0: the child is idle and may be silent. */
void child_set_timeout(Child *child, guint timeout_ms);
/* No more work: the child sees end of file and ends by itself. */
void child_finish(Child *child);
void child_stop(Child *child);
pid_t child_pid(const Child *child);
void child_free(Child *child); /* stops it first if it still runs */

/* ------------------------------------------------------------------ the other side of the line -- */

/* In the worker: waits for the next request. NULL at end of file: return 0 from main. */
JsonObject *worker_receive(GError **error);
/* Sends one line, takes the object. When the parent is gone the process ends. */
void worker_send(JsonObject *line);
/* {"error": message, "code": n}: the request failed and the worker lives on. */
void worker_send_error(const GError *error);
/* The GError in a line, or FALSE if it is not an error line. */
gboolean child_line_error(JsonObject *line, GError **error);

G_END_DECLS
