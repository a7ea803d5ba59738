/* index/custody.h - who has the paper.
 *
 * Paper leaves the record room and goes back by hand-over slips: which records, when, given by whom to whom. A slip
 * carries the head of the chain of events as it was when the slip was written, its own event included; printed and
 * signed, it is what shows later that the chain was not rewritten. All of a slip's records go with it, or none.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode; /* json-glib */

typedef enum { CUSTODY_TAKEN, CUSTODY_RETURNED } CustodyAct;

typedef struct {
    CustodyAct act;
    const char *const *file_nos;
    guint n_file_nos;
    const char *from, *to; /* persons, as they are named on the slip */
} CustodySlip;

/* Writes the slip, moves its records, and answers index_custody_slip. USAGE: a record that is out already, or is not
 * out, or is missing or excluded; one that is named twice; a person without a name. */
JsonNode *index_custody_hand_over(Store *store, const CustodySlip *slip, GError **error);

/* {"slip", "act": taken|returned, "at", "from", "to", "person": who wrote it, "event_number", "event_head", "records":
 * [{"file_no", "nic_no", "kind", "subject", "location", "stage", "pages": scanned so far, "expected_pages": or
 * null}...]}. USAGE: there is no such slip. */
JsonNode *index_custody_slip(Store *store, gint64 number, GError **error);

/* What is out, longest first: [{"file_no", "nic_no", "subject", "location", "stage", "slip": or null where it was
 * taken before there were slips, "taken_at", "from", "to", "nights": how often midnight has passed since}...]. */
JsonNode *index_custody_out(Store *store, GError **error);

G_END_DECLS
