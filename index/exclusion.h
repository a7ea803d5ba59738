/* index/exclusion.h - records that are left out of digitisation, for a reason that somebody answers for.
 *
 * An operator proposes with a reason; the nodal officer approves, and only then is the record's availability
 * "excluded". Who may approve may propose and approve in one act. An exclusion is never deleted: taking it back, or
 * refusing a proposal, is an entry of its own on it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode; /* json-glib */

/* All answer the exclusion's item, and refuse with USAGE: no reason; a record that is excluded or proposed already, or
 * that is neither. The caller has proven who acts (index/people.h: ACT_SCAN, ACT_EXCLUDE). */
JsonNode *index_exclusion_propose(Store *store, const char *file_no, const char *reason,
                                  GError **error);
/* reason: of one that nobody proposed; else NULL. *note as index_record_set. */
JsonNode *index_exclusion_approve(Store *store, const char *file_no, const char *reason,
                                  char **note, GError **error);
/* Takes an exclusion back, or refuses a proposal; the record is then what it was before. */
JsonNode *index_exclusion_end(Store *store, const char *file_no, const char *reason, char **note,
                              GError **error);

/* Items, those that wait for the nodal officer first: {"file_no", "nic_no", "subject", "state":
 * proposed|excluded|ended, "reason", "proposed_at", "proposed_by", "approved_at", "approved_by", "ended_at",
 * "ended_by", "ended_reason"}; what has not happened is null. A record that was excluded before there were reasons has
 * an empty one. */
JsonNode *index_exclusion_list(Store *store, gboolean with_ended, GError **error);

/* Brings to its end what a crash cut short of the removal below: before anything else is done with the store. *note
 * (owned): what was done, for people; NULL: nothing was due, or another process is at it. IO: it cannot be removed. */
gboolean index_withhold_finish(Store *store, char **note, GError **error);

/* Removes what is held of a confidential record, what no record took behind its cover, and the named pages (gint64 page_id; NULL:
 * none), which stand in no record or in one that took them by mistake (withhold-remove.c); alike_ids: pages that were found to look like them (NULL:
 * nobody compared), which are told of: masters and all that was made of
 * them; rows stay. ACT_EXCLUDE. Again it removes what a crash left. Answers {"file_no", "classification", "reason", "pages":
 * newly removed, "files": as verify counts them; again, those that were left; "left": texts, what people must see to:
 * packages that are out, backups that hold it}. USAGE: it is not confidential, or the office keeps such pages, or there
 * is no reason; LIMIT: a batch feeds it. */
JsonNode *index_record_withhold(Store *store, const char *file_no, const GArray *page_ids,
                                const GArray *alike_ids, const char *reason, GError **error);

/* Pages (gint64 page_id) that wait for the nodal officer, as their very picture was removed with a confidential record: they may
 * stand, and are read. ACT_EXCLUDE. Answers {"reason", "person", "at", "pages": [{"page_id", "file_no", "side", "seq",
 * "folio"}...]}; of a page in no record the last four are null. USAGE: one of them does not wait, or there is no reason. */
JsonNode *index_pages_release(Store *store, const GArray *page_ids, const char *reason,
                              GError **error);

G_END_DECLS
