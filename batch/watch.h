/* batch/watch.h - files of a copier's hot folder (batch/folder.h) into the store.
 *
 * Each is taken once: one whose rows were written just before a crash is known again by itself and
 * only moved away, a second copy is refused. What is wrong with a file is told to the clerk beside
 * it; what is wrong with the store (a full disk) ends the watch and leaves the files where they are.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/ingest.h"

G_BEGIN_DECLS

typedef struct {
    const char *path;
    IngestSettings ingest; /* for every file; identity and fronts_batch are the watch's own */
    gboolean once;         /* what is there, and no waiting for more */
} WatchSettings;

/* Until SIGTERM or SIGINT comes, or with once until nothing is left that will become complete. An
 * item of ingest --json for every file is added to items. */
gboolean watch_run(Context *context, const WatchSettings *settings, JsonArray *items,
                   GError **error);

G_END_DECLS
