/* index/correction.h - where pages stand, put right. */
#pragma once

#include <glib.h>

#include "index/record.h"

G_BEGIN_DECLS

/* A correction changes where pages stand, never the pages: page_id, master and what was read on
 * them stay, and nothing is removed. Each is one transaction: what it touches is kept as it was,
 * so that the latest can be undone; the rows change; the sides count as changed, so that the next
 * version of the record is due; volumes that were handed over are retired from the first changed
 * page on (their files and packages stay); and one event for each record names the pages.
 *
 * seq stays 1..n without gaps. A label that nobody wrote follows seq, one that a person wrote stays
 * with its page. Receipts (items) go with their pages.
 *
 * All return one item: {"edit", "act", "at", "person", "undone_at", "undone_by", "detail": {"edit",
 * "reason", "pages": [{"page_id", "from": {...}, "to": {...}}...], "n_pages_changed"}, "sides":
 * [{"file_no", "side", "pages", "expected_pages", "open", "missing_folios": ["13", "15-18"],
 * "doubled_folios"}...]}. USAGE: what is asked for makes no sense, with what would. LIMIT: a batch
 * is feeding the side just now, or will go on behind a page that should leave.
 */

/* Pages in words, several with commas between: places "5", "5-7", "5-" as show counts them (seq);
 * "folio:12A", which must be the label of one page only; "id:123", "id:123-130" by page_id;
 * "batch:7:4-9", the folio pages of sheets 4 to 9 of a batch, covers and what was set aside passed
 * over. Without a side (0) only the last two. Array of gint64, in the order of the words. USAGE where
 * not all are there, and where a sheet has its place in another record than the side's. */
GArray *index_pages_find(Store *store, gint64 side_id, const char *words, GError **error);

typedef struct {
    gint64 side_id;
    gint64 before, after; /* a page_id of the side; both 0: at the end */
} PagePlace;

/* Pages without a record (also covers taken for one by mistake, and what was set aside) are given
 * one by this. label: of the first page, NULL for none: with one, the pages behind it keep the
 * labels they have, as for a 12A between 12 and 13. */
JsonNode *index_pages_move(Store *store, const GArray *page_ids, const PagePlace *to,
                           const char *label, GError **error);
/* Kept, but no page of any record: a sheet that was fed twice. */
JsonNode *index_pages_set_aside(Store *store, const GArray *page_ids, const char *reason,
                                GError **error);
/* One by one, by pages that have no record yet or are of the same side; place, label and item go to
 * the new ones. */
JsonNode *index_pages_replace(Store *store, const GArray *old_ids, const GArray *new_ids,
                              GError **error);
/* Clockwise; masters stay as they are, the turned page is read again. */
JsonNode *index_pages_turn(Store *store, const GArray *page_ids, guint quarter_turns,
                           GError **error);
/* The pages, of one side, change places among themselves. by_sheets: fronts stay before backs. */
JsonNode *index_pages_reverse(Store *store, const GArray *page_ids, gboolean by_sheets,
                              GError **error);

typedef struct {
    const char *first; /* "12", "12A", "१२"; "": take written labels away: seq counts again */
    gboolean runs_on;  /* the next pages get what follows: 13, 12B, १३ */
    const char *backs; /* NULL, or what the back of a sheet has behind its front's: "-reverse" */
} FolioSeries;

JsonNode *index_pages_label(Store *store, const GArray *page_ids, const FolioSeries *series,
                            GError **error);

/* All pages of one record go behind those of another; its entry in the register stays. */
JsonNode *index_record_merge(Store *store, const char *from, const char *into, GError **error);
/* Pages of one side go to the same side of another record; with a subject, to one that is registered
 * for them, otherwise like the record they come from. */
JsonNode *index_record_split(Store *store, const GArray *page_ids, const char *file_no,
                             const char *subject, GError **error);
/* Fewer pages came than expected, and no more will: complete, with a person's reason. NULL: open
 * again. */
JsonNode *index_side_close(Store *store, gint64 side_id, const char *reason, GError **error);

/* USAGE names the later correction that must be undone first. Pages scanned since stay, behind. */
JsonNode *index_edit_undo(Store *store, gint64 edit_id, GError **error);
/* The latest of the record that is not undone. USAGE: there is none. */
gboolean index_edit_latest(Store *store, const char *file_no, gint64 *edit_id, GError **error);
/* Array of all corrections of a record, without "sides". */
JsonNode *index_record_history(Store *store, const char *file_no, GError **error);

G_END_DECLS
