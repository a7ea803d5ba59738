/* index/batch.h - feedings of paper, and the pages that came with them. */
#pragma once

#include <glib.h>

#include "index/record.h"

#include "scan/scan.h"

G_BEGIN_DECLS

/* Who works on something: host, boot id, pid, start time of the process, as one line of text. */
char *index_owner_self(void);
/* A local process that is gone or was started before the last boot; an owner on another host is
 * never dead here. */
gboolean index_owner_is_dead(const char *owner);
/* Not of this host: nothing here can tell whether it lives. */
gboolean index_owner_is_foreign(const char *owner);

typedef struct {
    const char *kind;          /* "scan" or "ingest" */
    const char *source;        /* scanner name or file name */
    const char *source_sha256; /* of an ingested file, else NULL */
    gint64 expected_sheets;    /* -1 unknown */
    const char *original;      /* where the ingested PDF will be kept, relative, else NULL */
    gint64 side_id;            /* where folios go before any cover says otherwise; 0: nowhere yet */
    const char *source_file;   /* of a hot folder: tells this very file from a copy, else NULL */
    gint64 fronts_batch;       /* these are the backs of that batch's sheets; 0: they are not */
    gboolean once;             /* not where the same file came, or is coming, into the same side */
} BatchStart;

gboolean index_batch_open(Store *store, const BatchStart *start, gint64 *batch_id, GError **error);
/* how: "complete", or why it ended with sheets missing; an open batch can be resumed. */
gboolean index_batch_close(Store *store, gint64 batch_id, const char *how, GError **error);
/* The event "batch.scanner": which one was opened for it, as SANE names it, and its serial number ("":
 * not told). */
gboolean index_batch_set_scanner(Store *store, gint64 batch_id, const char *device,
                                 const char *serial, GError **error);
/* The event "batch.jammed": paper jammed while it was fed. */
gboolean index_batch_note_jam(Store *store, gint64 batch_id, GError **error);
/* How far an open batch is. */
typedef struct {
    guint last_sheet;       /* the highest number that has a row; 0: none */
    gint64 side_id;         /* where the next folio goes; 0: no record is known */
    gint64 item_id;         /* the item that it belongs to; 0: none */
    gboolean is_set;        /* a person said which record, and no cover since */
    gint64 expected_sheets; /* -1 unknown */
    gint64 fronts_batch;    /* it is a stack of backs; 0: it is not */
} BatchState;

/* Of an open batch whose owner is dead or this process. USAGE: it is closed, or somebody works on
 * it. */
gboolean index_batch_state(Store *store, gint64 batch_id, BatchState *state, GError **error);
/* The same, and takes it over; an event. */
gboolean index_batch_resume(Store *store, gint64 batch_id, BatchState *state, GError **error);
/* Open batches of dead owners, or taken over by this process, by number: their masters may lack
 * rows (see Sheet in scan/scan.h). */
typedef struct {
    gint64 batch_id;
    char kind[8];
    char *source; /* of the scanner or the file; owned by the array */
    char started_at[32];
} StaleBatch;
GArray *index_batches_stale(Store *store, GError **error);
/* Sheets announced after all. */
gboolean index_batch_expect(Store *store, gint64 batch_id, gint64 n_sheets, GError **error);
/* Absolute paths of the masters of its last sheet, front first (char*, owned); empty: none yet. */
GPtrArray *index_batch_last_masters(Store *store, gint64 batch_id, GError **error);
/* Its folios whose record nobody knows. */
gboolean index_batch_count_unplaced(Store *store, gint64 batch_id, guint *n_pages, GError **error);
/* Where they lie, by runs of sheets: each may be of another record. [{"batch", "source", "started_at",
 * "first_sheet", "last_sheet", "pages", "reason", "reason_sheet", "cover_sheet", "cover_file_no",
 * "refused"}...]. reason: the PageOrder of the sheet that left their record open; PAGE_ORDER_BACK in a
 * stack of backs; null: no such sheet came. cover: the last one before them that could be read, and
 * its record, null where it names none. refused: that record takes no pages now, so they must not
 * stay. */
JsonNode *index_batch_unplaced_sheets(Store *store, gint64 batch_id, GError **error);
/* DESIGN's ledger: {"batch","kind","source","started_at","ended_at","ended_how","fed","covers",
 * "separators","folio_sheets","pages","clean","flagged","expected_sheets","missing_sheets",
 * "sides":[{"file_no","side","pages","side_pages","expected_pages"}...]}. ended_at is null while the
 * batch is open, expected and missing are null where nobody counted. sides are those it fed: its
 * own pages, all pages of the side, those the register expects; with 0 pages those that the register
 * expects of a record whose cover came, and that nobody ever brought; "uncounted_pages" of an open one that is complete
 * only with its blank and double pages, "closed_reason" of a closed one. Where there are any: "replaced",
 * "set_aside", so many of its pages; of a closed batch "odd_covers":[{"sheet","file_no","reason"}...],
 * reason "again" or "empty" (PAGE_ORDER_COVER_...). */
JsonNode *index_batch_ledger(Store *store, gint64 batch_id, GError **error);
/* A batch in which the same file (by hash) was already ingested into the side (0: into any); 0 for
 * none. */
gboolean index_batch_find_source(Store *store, const char *source_sha256, gint64 side_id,
                                 gint64 *batch_id, GError **error);
/* The batch that this very file (BatchStart.source_file), not a copy, was ingested as; 0: none. */
gboolean index_batch_find_file(Store *store, const char *source_sha256, const char *source_file,
                               gint64 *batch_id, GError **error);
/* The batch that the same file was ingested as, as backs of these fronts; 0: none. */
gboolean index_batch_find_backs(Store *store, const char *source_sha256, gint64 fronts_batch,
                                gint64 *batch_id, GError **error);

typedef enum { PAGE_ROLE_FOLIO, PAGE_ROLE_COVER, PAGE_ROLE_SEPARATOR } PageRole;

/* What a page means for the items of its side. */
typedef enum {
    PAGE_ITEM_NONE,     /* is of none: one that was open has ended */
    PAGE_ITEM_CONTINUE, /* is of the item of the page before it in the batch, if that has one */
    PAGE_ITEM_BEGIN,    /* a separator that begins a new one */
} PageItem;

/* Why a page has the flag "order": the flag's value. */
typedef enum {
    PAGE_ORDER_NONE,                /* it has no such flag */
    PAGE_ORDER_NO_RECORD,           /* a folio, while no record was known */
    PAGE_ORDER_CODE_DAMAGED,        /* a code that cannot be read, or whose checksum is wrong; or
                                       nobody could look for one */
    PAGE_ORDER_CODE_UNKNOWN,        /* a code of a Muhafiz that knows more than this one */
    PAGE_ORDER_CODE_FOREIGN,        /* a folio with a code that is not Muhafiz's */
    PAGE_ORDER_CODES_DIFFER,        /* two different codes of ours on one sheet */
    PAGE_ORDER_OFFICE_FOREIGN,      /* a sheet of another office */
    PAGE_ORDER_RECORD_UNKNOWN,      /* a cover of a record that is not in the register */
    PAGE_ORDER_RECORD_EXCLUDED,     /* ... that is excluded */
    PAGE_ORDER_RECORD_CONFIDENTIAL, /* ... of which the office keeps no pages */
    PAGE_ORDER_RECORD_MISSING,      /* ... that the register says is missing or damaged */
    PAGE_ORDER_RECORD_COMPLETE,     /* ... that has all its pages already */
    PAGE_ORDER_NO_COVER,            /* a separator before any cover */
    PAGE_ORDER_SIDE_UNKNOWN,        /* a separator of a side that such a record has not */
    PAGE_ORDER_TOKEN_UNKNOWN,       /* a token that was never made */
    PAGE_ORDER_TOKEN_FREE,          /* a token that stands for no record */
    PAGE_ORDER_TOKEN_USED,          /* a token scanned again without a new assignment */
    PAGE_ORDER_BACK,                /* a back whose front is not known (index_backs_interleave) */
    PAGE_ORDER_COVER_AGAIN,         /* a second cover of its record in one batch */
    PAGE_ORDER_COVER_EMPTY,         /* a cover with no page behind it */
    PAGE_ORDER_RECORD_BEGUN,    /* a cover of a record that has pages of another batch already */
    PAGE_ORDER_RECORD_CHECKING, /* ... that lies in a lot which is being checked */
    /* Of the last page of a side that holds fewer or more pages than the register expects; it goes
     * when they agree, or somebody closes the side. Never written: page_flag derives it. */
    PAGE_ORDER_COUNT = 100,
} PageOrder;

typedef struct {
    const Page *page;
    PageRole role;
    gint64 side_id; /* 0: no record known yet (a folio is flagged, kept, shown by status) */
    PageItem item;
    PageOrder order;
    gint64 token; /* of a cover: number of the token that it is, used up by this; 0: none */
} PagePlacement;

/* One transaction: rows, flags, items, seq numbers at the end of their sides, jobs and one event. A
 * page of a batch, sheet and face that already has a row is passed over (adoption after a crash is
 * idempotent). A folio that is not blank and whose picture (Page.picture), or whose page of the same file
 * (BatchStart.source_sha256), stands in any record already is flagged "duplicate" with the value 1 and kept, and the event
 * names the other page; corrections take the flag off when the other page stands nowhere, and set it where two of them stand. Folios that are not blank are due to be compared with
 * all others (alike.h). */
gboolean index_pages_add(Store *store, gint64 batch_id, const PagePlacement *placements,
                         guint n_placements, GError **error);
/* Has a row. */
gboolean index_master_is_known(Store *store, const char *sha256, gboolean *known, GError **error);

/* Sets number, date or sender (as people read them on the letter) of an item of the record's
 * correspondence, which show counts from 1. All of them, with one event, or none; answers show's
 * item with "file_no" before it. USAGE: no such item or key; DATA: a date that is none. */
JsonNode *index_item_set(Store *store, const char *file_no, gint64 item, const RecordValue *values,
                         guint n_values, GError **error);

/* ---------------------------------------------------------------------------- two stacks --
 *
 * A scanner that sees one side of the paper takes the fronts as one batch and the backs as another,
 * which names the first (BatchStart.fronts_batch). The pages of the backs are written without a
 * place; when all are there, each is put behind its front.
 */

typedef enum { BACKS_AUTO, BACKS_SAME, BACKS_REVERSED } BacksOrder;

typedef struct {
    gint64 fronts_batch;
    guint n_fronts, n_backs;   /* sheets */
    BacksOrder order;          /* that was taken: BACKS_SAME, BACKS_REVERSED */
    guint n_marks;             /* covers and separators among the fronts: their backs are blank, */
    guint n_same, n_reversed;  /* and so many of them are, in either order */
    guint n_placed;            /* backs that stand behind their fronts now */
    guint n_without_place;     /* those of fronts that have no record themselves */
    guint n_replaced;          /* pages of earlier stacks, which these took the place of */
    gboolean was_done_already; /* by an earlier call: nothing was changed */
} BacksReport;

/* Can this batch be the fronts? USAGE: it is open, was scanned on both sides, is itself a stack of
 * backs, or has its backs. */
gboolean index_backs_check_fronts(Store *store, gint64 fronts_batch, GError **error);
/* The latest closed batch of that kind that is no stack of backs; USAGE where there is none. */
gboolean index_backs_find_fronts(Store *store, const char *kind, gint64 *fronts_batch,
                                 GError **error);
/* Puts each back behind its front: later pages of the side move up, and labels that follow the
 * numbers with them; a back is of its front's item. Backs of covers and separators become that. It is
 * a correction like others and can be undone; then the stack can be put in its places once more.
 * BACKS_AUTO: where more of the backs of covers and separators are blank; reversed where that does
 * not tell, because a stack that is turned over comes out backwards. DATA: the stacks do not fit
 * (different numbers, a cover among the backs), or a volume was handed over; nothing is changed then
 * and the report says the numbers. USAGE. */
gboolean index_backs_interleave(Store *store, gint64 backs_batch, BacksOrder order,
                                BacksReport *report, GError **error);

G_END_DECLS
