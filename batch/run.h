/* batch/run.h - does all pending work: recognise, assemble, read back. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

typedef struct {
    guint jobs;     /* page workers; 0: one per core we may use */
    gboolean watch; /* keep waiting for more work */
} RunSettings;

/* What is given up stays in the index: index_status names it. CANCELLED after SIGINT or SIGTERM. */
gboolean run_all(Context *context, const RunSettings *settings, guint *n_done, GError **error);

G_END_DECLS
