/* index/lot.h - checking by samples.
 *
 * A lot is a set of whole records whose stage is assembled. What is inspected is the page as it stands in
 * its volume; pages are counted, not records. The plan (lot size in pages, inspection level, AQL in percent of
 * pages with a defect) gives each lot its sample size and acceptance number by the tables of
 * MIL-STD-105E (tables I, II-A, II-B), which are those of ISO 2859-1:1999 (tables 1, 2-A, 2-B) for single
 * sampling; they stand as data in index/plan/sampling.ini. Inspection is tightened once two of the last five
 * lots failed, and normal again after five in a row that did not (ISO 2859-1, 9.3; lots that came back count
 * like others, which is stricter). Reduced inspection is not used.
 *
 * A lot's life, each step an event of the chain:
 *
 *   lot.frozen    `check lot`. In one transaction: its records are listed and cannot change any more until the
 *                 verdict (what would change them is refused; only the nodal officer may still withhold
 *                 one, which then leaves the lot); its content is hashed; the event carries content and plan.
 *   lot.sampled   `check sample`. A secret of 32 bytes is drawn from the system's generator.
 *                 seed = HMAC-SHA-256(key: the secret, message: content, line feed, hash of
 *                 the event lot.frozen; both as 64 hexadecimal digits). The rank of a page is
 *                 HMAC-SHA-256(key: seed, message: its page_id in decimal); the sample are the pages with
 *                 the smallest ranks, and those that stay drawn. The event reveals the secret and names the pages.
 *   lot.opened    `check open`: a page was put before the checker.
 *   lot.defect, lot.defect-withdrawn
 *   lot.accepted, lot.rejected, and record.checked or record.rejected for each of its records.
 *
 * So nobody can predict: before the sample is drawn the secret does not exist, in the index or elsewhere. (Older ones drew
 * it with the lot: who read it there could dissolve lots and make new ones until the sample suited him. Lots that such a
 * Muhafiz made keep the secret that their event committed them to.) Nobody can steer: all else that goes into the seed is
 * fixed by the event lot.frozen. Nobody can draw again:
 * a second `check sample` computes the same, and a record leaves a lot only by a verdict, by the nodal officer, or
 * when it is dissolved (`check dissolve`, event lot.dissolved): before the sample is drawn by who made it, then by the
 * nodal officer alone, and the random pages that were drawn stay in the random sample of the next lot that their
 * record lies in, beside its own (lot-dissolve.c has the attack and the answer). Whoever puts back an older copy of the whole store lets the checker draw another
 * sample, but then the chain lacks a head that slips, packages and backups carry. An auditor computes the
 * sample from the events alone and the tables above; index_lots_verify does so.
 *
 * Content is the SHA-256 of lines: "lot 1", then for each record "record NIC_NO REVISION", for each of its
 * volumes "volume SIDE NUMBER SHA256", for each page "page PAGE_ID SHA256" (of the master), each ended by a line
 * feed, in the order of record, side and seq.
 *
 * Beside the random sample the checker always sees the pages that are flagged, read with little confidence, or
 * were found defective before: worst first, at most the plan's flagged_max. They stand first. The random
 * sample alone decides: pages picked because they look bad say nothing about the rest. A record in which any page
 * was found defective goes back all the same, out of an accepted lot too. A failed lot goes back whole: each
 * of its records is changed, or the operator says that he looked through it (index_record_return), before
 * it is put in a lot again. While a page that was found defective stands in it as it did then, the same master at
 * the same place, turn and label, it is put in none: it is scanned again, turned, moved or set aside first.
 *
 * The verdict is refused until whoever gives it has opened every page of the sample himself. What was found in a record
 * before it was withheld counts as before: nobody withholds a defect. A lot whose records
 * were all withheld is "emptied": it gets no verdict, waits for nobody and does not count for inspection.
 */
#pragma once

#include "index/people.h"

G_BEGIN_DECLS

/* ------------------------------------------------------------------------------------- tables -- */

typedef struct {
    gint64 lot_pages;   /* a lot is closed at so many pages; a record is never cut */
    char level[4];      /* "S-1" to "S-4", "I", "II", "III" */
    char aql[8];        /* "0.010" to "6.5", as the table writes it */
    gint64 flagged_max; /* pages looked at beside the random sample */
} CheckPlan;

typedef struct {
    char letter; /* of the sample size, after following the arrows */
    guint sample_size, accept_max;
} SamplePlan;

/* For a lot of so many pages; the sample is no larger than the lot. USAGE: no such level or AQL. */
gboolean index_sample_plan(const CheckPlan *plan, gboolean is_tightened, guint n_pages,
                           SamplePlan *sample, GError **error);

/* The rank of a page under a seed, both as hexadecimal digits; for auditors and tests. */
void index_lot_seed(const char *secret, const char *content, const char *event_hash,
                    char seed[SCAN_SHA256_SIZE]);
void index_lot_rank(const char *seed, gint64 page_id, char rank[SCAN_SHA256_SIZE]);

/* --------------------------------------------------------------------------------------- plan -- */

/* One item {"lot_pages", "level", "aql", "flagged_max", "inspection": "normal|tightened", "set_at", "set_by":
 * null: nobody has yet, "examples": [{"pages", "letter", "sample", "accept_max"}...]}. */
JsonNode *index_check_plan(Store *store, GError **error);
/* What is NULL, or 0 of lot_pages, -1 of flagged_max, stays. Event "check.planned". */
JsonNode *index_check_set_plan(Store *store, gint64 lot_pages, const char *level, const char *aql,
                               gint64 flagged_max, GError **error);

/* --------------------------------------------------------------------------------------- lots -- */

/* What waits for whom: [{"waits_for": "operator|checker|nodal", "what", "lot": null or its number, "records",
 * "pages", "next": the command}...]; empty: nothing waits. */
JsonNode *index_check_waits(Store *store, GError **error);

/* All of these answer lot items: {"lot", "state": "frozen|sampled|accepted|rejected|emptied|dissolved", "made_at", "made_by",
 * "records", "n_pages", "level", "aql", "inspection", "letter", "sample_size", "accept_max", "content",
 * "secret_sha256", "secret", "seed": null before the sample is drawn, "event_number", "event_hash", "defects":
 * in the random sample, "left_out": pages that would have been shown beside it, but for flagged_max,
 * "reason", "decided_at", "decided_by" (also of one that was dissolved), "is_own_work", "deciders": checkers who could
 * decide it, "not_at_logins": at which nobody may; both empty once it is over; "file_nos": [...], "pages": [{"number",
 * "page_id", "file_no", "side", "seq", "folio", "is_random", "why": ["skew"...], "opened_by": [...], "defect":
 * null or what is wrong, "left": its record was withheld meanwhile}...]}. USAGE: no such lot. */

/* One lot of the records that wait, in the order of the register, to the plan's lot_pages; NULL without error:
 * none waits that it could have. At least one checker can decide all of it: of a checker's lot, the maker. What is left
 * out for that, and who could decide it, is told in *left_out (char*, owned; where not NULL). USAGE: records wait, but
 * no checker could decide any, or the maker only at another login. */
JsonNode *index_lot_make(Store *store, GPtrArray **left_out, GError **error);
JsonNode *index_lot_load(Store *store, gint64 lot_id, GError **error);
/* Draws the sample, or answers the one that was drawn. DATA: what is kept is not what the seed gives. */
JsonNode *index_lot_sample(Store *store, gint64 lot_id, GError **error);
/* Of the sample, by its number there. reason: what is wrong with it; NULL: nothing after all. USAGE: not
 * opened yet, no such number, the lot is decided. */
JsonNode *index_lot_set_defect(Store *store, gint64 lot_id, guint number, const char *reason,
                               GError **error);
/* reason may be NULL for a lot that is accepted, or fails by its defects. USAGE: pages are not opened yet, it
 * is decided, it has too many defects to be accepted, or it is the work of who asks. */
JsonNode *index_lot_decide(Store *store, gint64 lot_id, gboolean accept, const char *reason,
                           GError **error);

/* Its records are free for another lot. USAGE: it is over, no reason, or the person may not. */
JsonNode *index_lot_dissolve(Store *store, gint64 lot_id, const char *reason, GError **error);

/* What is to be put before the checker. */
typedef struct {
    guint number;
    gint64 page_id;
    char *volume_path; /* absolute; NULL: it stands in no PDF (a blank that is left out) */
    guint volume_page; /* from 1 */
    char *master_path; /* absolute */
    char *sha256;      /* of the volume, or of the master without one */
} LotPage;

/* STORE/spool/check/lot-3: pictures of pages that were put before the checker. It goes with the verdict, and when a
 * record of the lot is withheld. */
char *index_lot_pictures(const Store *store, gint64 lot_id);

void index_lot_page_clear(LotPage *page);
/* The volume's bytes are those that were frozen with the lot, else DATA. USAGE as above. */
gboolean index_lot_page(Store *store, gint64 lot_id, guint number, LotPage *page, GError **error);
/* The page was shown to the person of the store: after that. USAGE: its record was withheld meanwhile, so that
 * what was drawn of it must go. */
gboolean index_lot_page_opened(Store *store, gint64 lot_id, const LotPage *page, GError **error);
/* The first in the sample that the person has not opened; 0: all are. */
gboolean index_lot_next(Store *store, gint64 lot_id, guint *number, GError **error);

/* The record came back with a failed lot; it was looked through page by page, and is put in a lot again as it
 * is. Event "record.returned". USAGE: it did not come back, or has pages with defects that did not change. */
gboolean index_record_return(Store *store, const char *file_no, const char *reason, GError **error);

/* USAGE where the record lies in a lot without a verdict: nothing of it changes. */
gboolean index_record_check_lot(Store *store, const Record *record, GError **error);

/* Computes content, seed and sample of every lot anew and compares rows, files' hashes and events. */
gboolean index_lots_verify(Store *store, GPtrArray *problems, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LotPage, index_lot_page_clear)

G_END_DECLS
