/* batch/alike.h - what came twice, told and flagged when a batch ends; and the worker's part of it. */
#pragma once

#include "batch/child.h"
#include "batch/command.h"

G_BEGIN_DECLS

/* Notes for people; what looks like a page that stood there before is flagged. is_correction: page insert or replace has put
 * the pages where they are, each of which might be a sheet once more. Nothing of it keeps a batch open: what
 * goes wrong is a note, too. */
void alike_tell(Context *context, gint64 batch_id, gboolean is_correction);

/* FOREIGN. {"do":"compare","now":[path...],"before":[path...],"seconds"} -> {"progress":n}...
 * {"pairs":[{"now","before","likeness"}...],"left":n}: indices from 0; left: so many of before were not reached. */
gboolean alike_compare_do(Worker *line, JsonObject *request, GError **error);

G_END_DECLS
