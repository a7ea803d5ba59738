/* index/alike.h - pages that came twice: into another record, or again into the same side; or only look so.
 * Part of index.h. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode;

/* Pages of a batch whose very picture stands in another record, too: the same master, or the same page of the same file:
 * [{"sheet", "face", "file_no", "side", "folio", "other_file_no", "other_side", "other_folio"}...]. */
JsonNode *index_batch_twins(Store *store, gint64 batch_id, GError **error);
/* Those whose very picture was removed with a record that is confidential still: [{"sheet", "face", "file_no", "side", "folio",
 * "other_file_no", "classification"}...] (withhold-same.c). */
JsonNode *index_batch_removed(Store *store, gint64 batch_id, GError **error);

/* -------------------------------------------------------------------------------------------- in the whole office --
 *
 * Each page that comes to stand in a side is due to be compared with all that stand anywhere: "alike_due". Its traits (scan.h)
 * propose a few, a worker compares the masters of these, and of two that look alike the later one is flagged. Traits that
 * PAGES_COMMON pages have say nothing: a printed form. Pages that are flagged lend no traits: the earlier one stands for them.
 * A sheet is one that was scanned twice if both its pages look like others, or one does and the other is blank: forms have
 * backs with one and the same print.
 *
 * Pages from before there were traits are due, too, as "old" ones: their masters are read once, a few at a time, when muhafiz
 * run has nothing else to do. Until then what looks like them is not found; then it is.
 *
 * Which pages have which trait stands in STORE/alike.db, a cache (alike-traits.h): where that was lost, all pages are old ones. */

typedef struct {
    gint64 page_id, batch_id;
    char *path; /* of its master, absolute */
    char *name; /* for people: "A-12/2008, correspondence folio 7" */
    guint sheet;
    gboolean is_flagged; /* blank or a duplicate: it is not compared */
    gboolean has_traits; /* FALSE: they are to be taken of the master */
    guint64 traits[SCAN_TRAITS_MAX];
    guint n_traits;
    gboolean
        is_unseen; /* its master, or that of one that it may be like, could not be read: it stays due */
    gboolean is_asked; /* only asked about: its traits are not kept, and nothing is settled of it */
    gint64 token;      /* of the alike.db that has its traits; once it was proposed to */
    GPtrArray *like;   /* AlikePage *: proposed, the likeliest first; NULL before that; owned */
} AlikePage;

/* Those behind page after_id that are due (AlikePage *, owned), about n_max, sheets whole. */
GPtrArray *index_alike_due(Store *store, gboolean is_old, gint64 after_id, guint n_max,
                           GError **error);
gboolean index_alike_left(Store *store, gint64 *n_left, GError **error);

/* Pages that are to be removed, of the record and those named (gint64 page_id; NULL: none), as AlikePage (is_asked) for
 * index_alike_propose: what looks like them in other records. */
GPtrArray *index_alike_asked(Store *store, const char *file_no, const GArray *page_ids,
                             GError **error);

/* Compares alike.db with what must be in it; where that is missing, or of no use, there is nothing to compare. *n_wrong: pages whose
 * rows are not those that were put there; mended, they are taken out, and the pages are due once more, as old ones. */
gboolean index_alike_check(Store *store, gboolean is_mended, gint64 *n_wrong, GError **error);

/* Fills in what each is like, also of one another. All of them have their traits now; they are kept. *n_anew: pages that are
 * due once more, as alike.db was begun anew. */
gboolean index_alike_propose(Store *store, const GPtrArray *due, gint64 *n_anew, GError **error);

typedef struct {
    gint64 page_id, like_id; /* the later one first */
    double likeness;
} AlikePair;

/* They are due no more, unless they are unseen or alike.db was begun anew since they were proposed to. The later pages of pairs that are not of a sheet with another back, and of which nobody has said that they are
 * others, are flagged "duplicate" with the likeness (below PAGE_DUPLICATE_TWIN), with an event "pages.alike" each; only these stay
 * in pairs. */
gboolean index_alike_settle(Store *store, const GPtrArray *due, GArray *pairs, GError **error);

/* Pages of one side that are flagged so for their likeness, and are other pages all the same: the flag goes, with a reason. Event
 * "pages.unlike"; the progress return lists them. {"file_no", "side", "reason", "person", "at",
 * "pages": [{"page_id", "seq", "folio", "likeness"}...]}. USAGE: they are not flagged, or are the same picture; or, in an
 * office with persons, who says it had a hand in the record. */
JsonNode *index_pages_unlike(Store *store, const GArray *page_ids, const char *reason,
                             GError **error);

G_END_DECLS
