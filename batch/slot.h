/* batch/slot.h - a page worker and the job it holds; shared by run.c and slot.c alone. */
#pragma once

#include "batch/child.h"
#include "batch/output.h"

G_BEGIN_DECLS

typedef struct Run Run;

typedef struct {
    Run *run;
    Child *child; /* NULL: not started, or gone */
    Job job;      /* job_id 0: idle */
    PageTask *page;
    SideTask *side;
    gboolean is_shrinking; /* the worker compresses pages of the side more strongly first ... */
    gboolean has_shrunk;   /* ... or has done so, as far as it could */
} Slot;

/* What the slots of a run share. */
struct Run {
    Context *context;
    char *owner;
    Progress *progress;
    GHashTable *requeues; /* side_id -> how often its pages had to be read again */
    guint done;
    guint n_merged; /* of these, when the index of words was last brought together */
    gboolean cancelled;
    GError *error; /* what stopped the run */

    gboolean watch;
    GMainLoop *loop;
    Slot *slots;
    guint n_slots;
};

/* Gives the slot its next job; it stays idle when there is none, or while its worker is ending. */
gboolean slot_fill(Slot *slot, GError **error);
/* It has a job, or will look for one when its worker has ended. */
gboolean slot_is_busy(const Slot *slot);
/* Ends the worker; what it still holds is given back unharmed. */
void slot_clear(Slot *slot);

/* For the slots: the run ends (the error is taken; the first one is told), or goes on with
 * whatever is due now. */
void run_stop(Run *run, GError *error);
void run_go_on(Run *run);

G_END_DECLS
