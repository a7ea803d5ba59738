/* batch/alike.h - what came twice, told and flagged when a batch ends or a correction puts pages somewhere; and the worker's part
 * of it. */
#pragma once

#include "batch/child.h"
#include "batch/command.h"

G_BEGIN_DECLS

/* Notes for people; of all that is due (index/alike.h) but old pages, what looks like an earlier page is flagged. batch_id: pictures
 * of it that stand elsewhere, too, are told; 0: of none. Nothing of it keeps a batch open: what goes wrong is a note, too. */
void alike_tell(const Context *context, gint64 batch_id);

/* Where alike.db was lost, so that nothing would be found, it is begun anew, with a note. */
void alike_make_ready(const Context *context);

/* The same as alike_tell for what was left, and then for old pages, for about so long. *n_left: pages that wait still. */
gboolean alike_catch_up(const Context *context, guint seconds, gint64 *n_left, GError **error);

/* Pages (gint64 page_id, owned; some of these with them) that look like those of the record or of page_ids (NULL: none), whatever
 * flags say: to be asked before they are removed. */
GArray *alike_find(const Context *context, const char *file_no, const GArray *page_ids,
                   GError **error);

/* FOREIGN. {"do":"compare","pages":[{"path","with":[path...],"all": not only the first that it looks like}...],"seconds"} -> {"progress":n}...
 * {"pairs":[{"page","with","likeness"}...],"unseen":[page...],"done":n}: indices from 0; unseen: a master could not be read;
 * done: so many pages were compared. */
gboolean alike_compare_do(Worker *line, JsonObject *request, GError **error);

G_END_DECLS
