/* index/alike.h - pages that came twice: into another record, or again into the same side; or only look so.
 * Part of index.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode;

/* Pages of a batch whose very picture stands in another record, too: the same master, or the same page of the same file:
 * [{"sheet", "face", "file_no", "side", "folio", "other_file_no", "other_side", "other_folio"}...]. */
JsonNode *index_batch_twins(Store *store, gint64 batch_id, GError **error);

typedef struct {
    gint64 page_id;
    char *path; /* of its master, absolute */
    char *name; /* for people: "A-12/2008, correspondence folio 7" */
    guint sheet;
} AlikePage;

/* Of a side that a batch fed and that had pages before: what came now, and what stood there, both in order, without
 * blank pages and without those that are known to be duplicates. */
typedef struct {
    GArray *now, *before; /* AlikePage */
} AlikeSide;

/* Those worth comparing (AlikeSide *, owned): a stack is a scan, or a file of several pages; a single page is
 * compared only where the side has more pages than the register expects, or where a correction put it there. Backs are none. */
GPtrArray *index_alike_sides(Store *store, gint64 batch_id, gboolean is_correction, GError **error);

typedef struct {
    gint64 page_id, like_id;
    double likeness;
} AlikePair;

/* Flags the pages as "duplicate" with the likeness (below PAGE_DUPLICATE_TWIN); event "pages.alike". */
gboolean index_alike_flag(Store *store, gint64 batch_id, const GArray *pairs, GError **error);

/* Pages of one side that are flagged so for their likeness, and are other pages all the same: the flag goes, with a reason. Event
 * "pages.unlike"; the progress return lists them. {"file_no", "side", "reason", "person", "at",
 * "pages": [{"page_id", "seq", "folio", "likeness"}...]}. USAGE: they are not flagged, or are the same picture; or, in an
 * office with persons, who says it had a hand in the record. */
JsonNode *index_pages_unlike(Store *store, const GArray *page_ids, const char *reason,
                             GError **error);

G_END_DECLS
