/* index/index.h - what we hold, where it is, how far we are, what we handed over.
 *
 * A Store is a folder (DESIGN: muhafiz.conf, muhafiz.db, pages/, text/, layers/, efiles/, spool/,
 * outbox/) and a person who acts on it. Only parent processes open it; workers get paths.
 *
 * Rows come after files: whatever a row names is already durable (scan_file_publish). Every act
 * writes its event in the same transaction. Derived things (stage, completeness) are computed
 * from rows each time and never stored.
 *
 * Answers that other programs read (show, status, search, export, progress) are built here as
 * JSON and printed by batch/ as they are for --json or laid out for people: one truth, two forms.
 * Functions return one item or an array of items as DESIGN defines them; the schemas stand in
 * tests/schemas/.
 */
#pragma once

#include <glib.h>

#include "index/alike.h"
#include "index/custody.h"
#include "index/exclusion.h"
#include "index/find.h"
#include "index/number.h"
#include "index/plan.h"
#include "index/progress.h"
#include "index/trust.h"
#include "pdf/pdf.h"

G_BEGIN_DECLS

typedef struct _JsonNode JsonNode; /* json-glib */

/* -------------------------------------------------------------------------------------- store --
 */

typedef struct Store Store;

typedef struct {
    const char *office_code; /* letters, digits, - and _; at most 31; stands in masters */
    const char *office_name;
    const char *languages; /* "eng+hin+urd" */
} StoreOffice;

/* Makes the folders, a commented muhafiz.conf with every key at its default, and an empty index;
 * the event "office.created". A folder that already holds a store is USAGE. */
Store *index_store_create(const char *dir, const StoreOffice *office, const char *user,
                          GError **error);
Store *index_store_open(const char *dir, const char *user, GError **error);
void index_store_free(Store *store);

/* It lies on a disk that can only be read: what would write fails with IO. */
gboolean index_store_is_read_only(const Store *store);
const char *index_store_dir(const Store *store);
/* Whether folder, which is there, is the store's or lies in it, after links are followed. */
gboolean index_store_holds(const Store *store, const char *folder);
const char *index_store_user(const Store *store);
GKeyFile *index_store_peek_conf(const Store *store);
/* A value of muhafiz.conf with its default where the key is missing; see store.c's table of keys.
 * text is borrowed. An unknown key is a programming error. */
const char *index_store_conf_text(const Store *store, const char *group, const char *key);
gint64 index_store_conf_int(const Store *store, const char *group, const char *key);
gboolean index_store_conf_bool(const Store *store, const char *group, const char *key);
/* Holds for this process alone; what the value may be is the caller's to check. */
void index_store_set_conf(Store *store, const char *group, const char *key, const char *value);

/* Absolute path of a file named by its hash: index_store_file(store, "pages", sha256, ".tif") ->
 * STORE/pages/ab/<sha256>.tif. */
char *index_store_file(const Store *store, const char *folder, const char *hash,
                       const char *suffix);
char *index_store_path(const Store *store, const char *relative);
/* The same for a worker, which has no Store: store_dir/folder/ab/<hash><suffix>. */
char *index_hash_path(const char *store_dir, const char *folder, const char *hash,
                      const char *suffix);

/* The time now, RFC 3339 with the local offset, to the second. */
char *index_now(void);

/* ----------------------------------------------------------------------------------- register --
 */

/* What an import did; problems are "FILE.csv:12: column year: ..." for people, notes as those of
 * index_record_set (char*, owned). */
typedef struct {
    guint added, changed, unchanged, refused;
    GPtrArray *problems, *notes;
} RegisterReport;

void index_register_report_clear(RegisterReport *report);

/* Columns as DESIGN lists them. Bad rows are refused by line and column, the rest go in, in one
 * transaction; or, where all_or_nothing, none does. A file that cannot be read as this CSV at all, or an unknown column, is an error. */
gboolean index_register_import(Store *store, const char *csv_path, gboolean all_or_nothing,
                               RegisterReport *report, GError **error);
/* The same, with the reason (NULL: none) why rows lift a classification. */
gboolean index_register_import_because(Store *store, const char *csv_path, const char *reason,
                                       gboolean all_or_nothing, RegisterReport *report,
                                       GError **error);
/* Array of `register list` items, as JSON text (there may be lakhs of them): record_id order, all
 * register fields and the stage. */
char *index_register_json(Store *store, GError **error);
/* Array of what people are shown of them: file_no, year, kind, subject, stage, availability. */
JsonNode *index_register_list(Store *store, GError **error);
/* The key is a register column or availability, or reason: why that is what it is now, or is no more, or a classification
 * is lifted; the value is checked as on import. Another file_no is refused where the record is known by this one elsewhere
 * (register-number.c); the old one goes on finding it. */
typedef struct {
    const char *key, *value;
} RecordValue;

/* A record that the office's own list does not have yet, with subject at least; an import that brings its number takes
 * it over. USAGE: there is one with that number. */
gboolean index_record_add(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, GError **error);
gboolean index_record_is_provisional(Store *store, gint64 record_id, gboolean *is, GError **error);

/* All of them, with one event, or none. *note (owned, where not NULL): what the person should know of
 * the pages that are held of a record that is withheld from now on, or no more; NULL: nothing. */
gboolean index_record_set(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, char **note, GError **error);
/* Would setting these be the nodal officer's act (ACT_EXCLUDE): it excludes the record or takes that back, lets
 * what was withheld be read again, or takes the record out of a lot that is being checked. */
gboolean index_record_set_is_nodals(Store *store, const char *file_no, const RecordValue *values,
                                    guint n_values, gboolean *is, GError **error);

/* A record as the other parts need it. Found by file_no as written, by nic_no in any case, or by
 * the name of its folder (fl-...); a number that several years share is USAGE and names the
 * folders, one of which to write instead. */
typedef struct {
    gint64 record_id;
    char *file_no, *nic_no, *subject, *kind, *section, *classification, *language, *availability,
        *stage;
    gint64 note_pages, correspondence_pages; /* expected; -1 unknown */
} Record;

Record *index_record_load(Store *store, const char *file_no, GError **error);
/* By nic_no only, which is unique: for what a machine wrote, such as a cover sheet's code. */
Record *index_record_load_nic(Store *store, const char *nic_no, GError **error);
Record *index_record_load_id(Store *store, gint64 record_id, GError **error);
Record *index_record_load_side(Store *store, gint64 side_id, GError **error);
void index_record_free(Record *record);

/* "A-21001(3)/5/2008/DFG" -> "fl-A-21001(3)_5_2008_DFG" */
char *index_record_folder(const char *nic_no);

/* Side names: file: notes correspondence issues references; register: openings; map: sheets.
 * USAGE names those the kind has. "" gives the kind's default (correspondence, openings, sheets).
 * The row is made when first needed. */
typedef enum {
    SIDE_FILL, /* pages will go in: USAGE where index_record_check_fill or ..._check_lot says so */
    SIDE_LOOK, /* they stay as they are, change places among themselves, or come out */
} SideUse;

gboolean index_side_find(Store *store, const Record *record, const char *side, SideUse use,
                         gint64 *side_id, GError **error);
/* TRUE, or USAGE with what to do: no page may go into a record that is excluded, nor into one that is
 * not Normal by classification where the office keeps no pages of those. What is in already may
 * always come out. Corrections ask again for every page that enters a side. */
gboolean index_record_check_fill(Store *store, const Record *record, GError **error);
gboolean index_record_is_excluded(const Record *record);
/* The latest batch but this_batch that pages came with which stand in the record. */
typedef struct {
    gint64 batch_id; /* 0: there is none */
    guint n_pages;
    gboolean is_open;
} RecordBatch;

gboolean index_record_find_batch(Store *store, gint64 record_id, gint64 this_batch,
                                 RecordBatch *batch, GError **error);
/* By its classification: where its pages are kept at all, nobody reads or exports them. */
gboolean index_record_is_confidential(const Record *record);
/* Confidential or excluded: what is held of it stays as it is. No job is made for it or kept, no search
 * finds it and no export takes it, until that is changed back: then its work is due again. */
gboolean index_record_is_withheld(const Record *record);

/* -------------------------------------------------------------------------- batches and pages --
 */

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
 * expects of a record whose cover came, and that nobody ever brought. Where there are any: "replaced",
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
 * idempotent). A folio whose master, or whose page of the same file (BatchStart.source_sha256), stands
 * in the record already is flagged "duplicate" with the value 1 and kept; corrections take the flag off
 * when the other page leaves the record, and set it where two of them meet. */
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

/* ------------------------------------------------------------------------------------- tokens --
 */

/* Reusable sheets, numbered for the office. A token stands for the record it was last assigned to,
 * once: scanned again without a new assignment it stands for none. */
typedef struct {
    gint64 number;
    gint64 record_id;     /* 0: it stands for none */
    gint64 used_batch_id; /* where it was scanned since it was assigned; 0: not yet */
    guint used_sheet;
} TokenState;

/* New ones; *first is the number of the first of them, the others follow. */
gboolean index_tokens_add(Store *store, guint n_tokens, gint64 *first, GError **error);
/* USAGE: there is no such token. */
gboolean index_token_load(Store *store, gint64 number, TokenState *state, GError **error);
/* USAGE where the sheet may still lie on another file (assigned and not scanned yet), and for a
 * record that must not be scanned, with what to do. */
gboolean index_token_assign(Store *store, gint64 number, const char *file_no, GError **error);
gboolean index_token_release(Store *store, gint64 number, GError **error);
/* Array of {"token", "status": "free|bound|used", "file_no", "nic_no", "assigned_at",
 * "assigned_by", "batch", "sheet"} by number; null where it stands for no record or is not used. */
JsonNode *index_tokens_list(Store *store, GError **error);

/* -------------------------------------------------------------------------------- corrections --
 *
 * A correction changes where pages stand, never the pages: page_id, master and what was read on
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

/* --------------------------------------------------------------------------------------- work --
 */

typedef enum { JOB_PAGE, JOB_SIDE } JobKind;

typedef struct {
    gint64 job_id;
    JobKind kind;
    gint64 target_id; /* page_id or side_id */
    guint attempt;    /* from 1, never given twice; fences a late commit */
    guint failures;   /* attempts that failed */
} Job;

#define INDEX_ATTEMPTS_MAX 3 /* the last one of a page makes its image alone */
/* A lease of another host that was not refreshed for so long is nobody's. */
#define INDEX_LEASE_SILENCE_S (15 * 60)

/* Frees the jobs of dead owners (job.c says when that counts against the page) and makes the jobs
 * that are due: a side whose pages are all recognised and that changed since its volumes were
 * written, and that no batch of another living process feeds. Jobs of withheld records go. */
gboolean index_jobs_plan(Store *store, GError **error);
/* Pages first, then sides; the oldest first. */
gboolean index_job_lease(Store *store, const char *owner, Job *job, gboolean *found,
                         GError **error);
/* After INDEX_ATTEMPTS_MAX failures the job, and the page, are failed and *gave_up is TRUE. A job
 * that is not ours any more is left alone. */
gboolean index_job_fail(Store *store, const Job *job, const char *reason, gboolean *gave_up,
                        GError **error);
/* Gives the lease back without costing an attempt (we are shutting down). */
gboolean index_job_release(Store *store, const Job *job, GError **error);
/* A sign of life for all that owner holds: due every minute or so. */
gboolean index_jobs_refresh(Store *store, const char *owner, GError **error);
/* Failed jobs become pending again with fresh attempts. */
gboolean index_jobs_retry(Store *store, guint *n_jobs, GError **error);
/* Jobs not finished: pending and running, to draw a progress bar. */
gboolean index_jobs_count(Store *store, guint *pending, guint *running, guint *failed,
                          GError **error);
/* Running jobs by where their owner is: on this host, or on another. */
gboolean index_jobs_held(Store *store, guint *n_here, guint *n_elsewhere, GError **error);

/* What a worker needs to read a page. */
typedef struct {
    char *name; /* "A-12/2008, correspondence page 7", for messages */
    char *master_path, *master_sha256, *languages;
    gboolean has_words;        /* it was read before: its text must not be given up for an image */
    gboolean image_only;       /* reading it failed before: only its image is asked for */
    guint width_px, height_px; /* of the master */
    gboolean turn_is_said;     /* a person ordered ... */
    guint quarter_turns;       /* ... so many, clockwise */
    gboolean
        expects_turn; /* when it was read before, or else all pages around it in the stack ... */
    guint expected_turns; /* ... lay so */
} PageTask;

PageTask *index_page_task_load(Store *store, gint64 page_id, GError **error);
void index_page_task_free(PageTask *task);

/* What the worker found; its files are published already. */
typedef struct {
    const char *alto_sha256, *layers_key, *text, *language;
    const char *findings; /* a JSON object: names and numbers of ocr_findings */
    gboolean
        is_unread; /* the image alone, as reading failed: flagged, and the job stays as given up */
    double confidence;
    guint quarter_turns; /* clockwise, that made it upright */
} PageReading;

/* Fenced: LIMIT if the job is no longer ours. Page state recognised, flags low-confidence and
 * unread, text, search index, event. */
gboolean index_page_finish(Store *store, const Job *job, const PageReading *reading,
                           GError **error);

/* The volumes to be written for a side: all that are not frozen. Boundaries stick. */
typedef struct {
    Volume volume;     /* its pages' layers_path absolute; strings owned by the task */
    char **alto_paths; /* one per page, for read-back */
    guint first_seq, last_seq;
    char *target_folder; /* absolute: STORE/efiles/<fl-folder> */
    guint64 bytes_max;   /* what a volume should not exceed */
} VolumeTask;

/* A page to be compressed more strongly; nothing of it is read again. */
typedef struct {
    char *master_path, *alto_path;
    char *layers_path; /* where the smaller layers go */
} SmallerTask;

typedef struct {
    char *name;
    gint64 side_id, revision;
    GPtrArray *volumes;           /* VolumeTask */
    GArray *pages_without_layers; /* gint64 page_id: cache emptied; read them again first */
    GPtrArray
        *smaller; /* SmallerTask: with these compressed first, fewer volumes may be needed. The
                           volumes above do without: they may be written all the same */
    GStringChunk *strings; /* the texts of the volumes */
} SideTask;

SideTask *index_side_task_load(Store *store, gint64 side_id, GError **error);
/* How pages are encoded here, and how those of a volume that would be too large (side-cut.c): the same where
 * pages are kept as they were scanned. */
PdfRecipe index_page_recipe(const Store *store);
PdfRecipe index_smaller_recipe(const Store *store);
void index_side_task_free(SideTask *task);
/* Pages whose cached layers are gone are queued again; the side's job ends and is planned anew when
 * they are read. Fenced. */
gboolean index_pages_requeue(Store *store, const Job *job, const GArray *page_ids, GError **error);

typedef struct {
    guint number, first_seq, last_seq;
    guint n_pages;    /* in the PDF */
    const char *path; /* relative to the store */
    PdfWritten written;
} VolumeRow;

/* Fenced. Replaces the side's unfrozen volumes. If the side changed meanwhile (revision), it will
 * be planned again. */
gboolean index_side_finish(Store *store, const Job *job, gint64 revision, const VolumeRow *volumes,
                           guint n_volumes, GError **error);

/* ------------------------------------------------------------------------------------ answers --
 */

/* What another program says in JSON (answers to it are built, not parsed). DATA: no JSON, too long
 * or nested too deep; json.c has the limits. */
JsonNode *index_json_parse(const char *text, gsize length, GError **error);

/* DESIGN's show item, "earlier_numbers" and "absence" (why it is missing or damaged) where there are any, "packages": every version with what the import job answered, and "batches":
 * the ledgers of the batches that its pages came with. Where pages are held, "safe_copies": on how many disks
 * beside the store's all their masters are; two are safe. */
JsonNode *index_record_show(Store *store, const char *file_no, GError **error);
/* To each page of such an item: "doubt":[{"line","text","words":[{"word","text","confidence","x_px","y_px",
 * "width_px","height_px"}]}], the lines with words below [check] confidence_min; lines and words count
 * from 1, boxes are in pixels of the page's ALTO file. DATA: an ALTO file is gone or damaged. */
gboolean index_record_add_doubt(Store *store, JsonNode *record, GError **error);
/* {"batch", "ledger": its ledger, "without_place": [{"page_id", "sheet", "face", "role", "state":
 * "without-record|set-aside", "file_no", "sha256", "path", "flags", "reason"}...]}: its pages that
 * stand in no record, and the covers and separators that led nowhere. file_no: the record it was set
 * aside in; reason: a person's, of what was set aside. USAGE: there is no such batch. */
JsonNode *index_batch_show(Store *store, gint64 batch_id, GError **error);
/* DESIGN's status item, "progress": the numbers of the return (progress.h: of its row base, of, records, availability,
 * custody, pages, percent), and "unplaced": pages whose record nobody knows; "unplaced_sheets": where
 * they lie (index_batch_unplaced_sheets); "set_aside": pages set aside that are of no record; "set_aside_batches": where they
 * lie, [{"batch", "source", "started_at", "pages"}...]; "failures": [{"job", "id", "file_no", "side", "folio", "error"}...];
 * "batches": the ledgers of those that are open. Where there are any, also "interrupted": files that
 * were being ingested when all ended, so that nothing of them is in, [{"batch", "source", "source_file":
 * BatchStart's, null where nobody watched, "started_at", "fronts_batch", "file_no", "side": those that
 * were said}...]; "clock": where it was set (index/jump.h), {"days", "jumps"}; "provisional": how many records the office's own register does not have; "safe_copies": records by that number of show, {"0", "1", "2": or more}; "backups": the latest of
 * each disk, [{"path", "place", "same_disk", "at", "event_number", "files", "bytes", "missing_masters"}...]. */
JsonNode *index_status(Store *store, GError **error);

/* ----------------------------------------------------------------------------- hand-over -- */

typedef struct {
    const char *to_dir; /* NULL: STORE/outbox */
    gboolean unchecked; /* export what no checker has accepted; the office's policy must allow it */
} ExportSettings;

/* Writes the record's next package (DESIGN, "The package"), freezes its volumes and returns an
 * export item. If nothing changed since the last package that one is answered, and written again,
 * byte by byte, where it is missing. The item has "notes", texts, where somebody should look at it: a
 * side holds more pages than the register expects. Returns with DATA where the record is not ready, saying what
 * is missing, and USAGE where the office's policy forbids it. export.c says what an import job may
 * rely on, and what becomes of a folder whose row a crash took. */
JsonNode *index_export(Store *store, const char *file_no, const ExportSettings *settings,
                       GError **error);
/* What names the records whose stage is checked (or assembled, for unchecked): file_no, or the
 * folder's name where years share a number. char*, owned. */
GPtrArray *index_export_ready(Store *store, gboolean unchecked, GError **error);

/* Every package, in the order of their export: {"package", "version", "file_no", "path", "exported_at", "state",
 * "computer_no", "reason", "answered_at", "superseded_by": a later package, or null}. state: "waiting", its folder
 * is where it was put and no receipt came; "taken", it is not there any more, and no receipt came; "accepted",
 * "rejected"; "unknown", a folder in the outbox that no row names (then the others are null). */
JsonNode *index_packages_list(Store *store, GError **error);

typedef struct {
    guint accepted, rejected, repeated, refused;
    GPtrArray *problems; /* "receipts.jsonl:3: ..." (char*, owned) */
} AckReport;

void index_ack_report_clear(AckReport *report);
/* Takes all lines of a receipt in one transaction; bad ones are refused by line (ack.c has the
 * rules for answers that come twice, late or against each other). IO, DATA: not a receipt at all. */
gboolean index_ack(Store *store, const char *receipt_path, AckReport *report, GError **error);

/* -------------------------------------------------------------------------------------- trust --
 */

/* From page n (from 1) of a volume back to its master: {"file_no", "nic_no", "side", "volume",
 * "volume_path", "volume_sha256", "volume_retired": its pages were corrected since, "packages": names,
 * "page", "page_id", "seq", "folio": when it was written, "path", "sha256", "master":
 * "intact|damaged|missing", "bytes", "dpi", "batch", "sheet", "face", "kind", "source", "device",
 * "serial": of the scanner (null: not known), "scanned_at", "operator", "events": [{"number", "at", "person", "act", "object", "hash"}...]}. path: of the volume or any
 * copy of it, or relative to the store. USAGE: no such file, or page; DATA: no volume has its bytes. */
JsonNode *index_page_trace(Store *store, const char *path, guint page, GError **error);

/* What the certificate to section 63(4) of the Bharatiya Sakshya Adhiniyam says of a record: the
 * register's fields of it, "record_id", "office_code", "office_name", "version", "package": of the export
 * that held the same (null: none), "at", "person", "event_number", "event_hash": the end of the office's
 * chain until then, "content_sha256", "list_sha256" (certificate.c), "volumes": [{"side", "volume", "path",
 * "sha256", "bytes", "first_folio", "last_folio", "n_pages"}...], "pages": [{"side", "seq", "folio",
 * "page_id", "path", "sha256", "bytes", "dpi", "volume", "volume_page", "batch", "sheet", "face", "kind",
 * "source", "device", "serial", "scanned_at", "operator"}...]. version 0: as the record is now. DATA: it is withheld, or its
 * volumes are not written yet, or the package of an earlier version is gone; USAGE: no such version. */
JsonNode *index_certificate_load(Store *store, const char *file_no, gint64 version, GError **error);
/* Hashes all its files anew. DATA names the first that is missing or not what it was. */
gboolean index_certificate_check(Store *store, JsonNode *certificate, IndexProgressFunc progress,
                                 gpointer user_data, GError **error);

typedef struct {
    const char *temp_path, *path; /* where it was written, and what it is to be */
    const char *sha256;
    const char *signature_temp_path, *signature_path, *signer; /* NULL: it has none */
} CertificateFile;

/* Whether the certificate may have this name, with a signature or (NULL) without: nothing is there, or an earlier
 * certificate of the same record. USAGE: another file is there. */
gboolean index_certificate_check_place(Store *store, JsonNode *certificate, const char *path,
                                       const char *signature_path, GError **error);

/* Puts the files in their places with the event "record.certified" of the time that stands on the certificate. What
 * is there is replaced if it may be, and untouched on failure. version: as it was loaded. DATA: the record was
 * changed meanwhile; USAGE: another file is there. */
gboolean index_certificate_publish(Store *store, JsonNode *certificate, gint64 version,
                                   const CertificateFile *file, GError **error);

/* Without looking at files: what the database's own tools find wrong with it (char*, owned; empty
 * when all is well), and when the office's last act was (NULL: none yet). */
gboolean index_check(Store *store, char **last_act_at, GPtrArray **troubles, GError **error);

/* One act in the office's chain (event.c specifies the canonical bytes). object: "record
 * A-12/2008", "batch 7"; detail: a JSON object as text, or NULL. Within the caller's transaction if
 * one is open. */
gboolean index_event_add(Store *store, const char *act, const char *object, const char *detail,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, index_store_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, index_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageTask, index_page_task_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SideTask, index_side_task_free)

G_END_DECLS
