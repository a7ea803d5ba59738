/* index/hand-over.h - packages out, receipts in. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode; /* json-glib */

typedef struct {
    const char *to_dir; /* NULL: STORE/outbox */
    gboolean unchecked; /* export what no checker has accepted; the office's policy must allow it */
    guint64
        disk; /* index_export_disk of to_dir when the command began: pulled out, its mount point is another; 0: any */
} ExportSettings;

/* The file system on which to_dir lies, or will; 0: nobody knows. */
guint64 index_export_disk(const char *to_dir);

/* Writes the record's next package (DESIGN, "The package"), freezes its volumes and returns an
 * export item. If nothing changed since the last package that one is answered, and written again,
 * byte by byte, where it is missing. The item has "notes", texts, where somebody should look at it: a
 * side holds more pages than the register expects. Returns with DATA where the record is not ready, saying what
 * is missing, and USAGE where the office's policy forbids it. export.c says what an import job may
 * rely on, and what becomes of a folder whose row a crash took. */
JsonNode *index_export(Store *store, const char *file_no, const ExportSettings *settings,
                       GError **error);
/* What names the records whose stage is checked (or assembled, for unchecked; with a folder to write to, also exported, of
 * which it gets a copy): file_no, or the
 * folder's name where years share a number. char*, owned. */
GPtrArray *index_export_ready(Store *store, const ExportSettings *settings, GError **error);
/* [{"why": "provisional|lot|unchecked", "records", "file_nos": the first of them}...]: what is complete and not ready. */
JsonNode *index_export_behind(Store *store, const ExportSettings *settings, GError **error);
/* Whether the office lets go what no checker accepted. */
gboolean index_export_may_be_unchecked(Store *store);

/* Every package, in the order of their export: {"package", "version", "file_no", "path", "exported_at", "state",
 * "computer_no", "reason", "answered_at", "superseded_by": the next version, or null, "changed": the record was changed
 * since this, its latest one, so that its next export supersedes it, "days": since the export, of one without a
 * receipt, else null, "early": the receipt is of a day before the export, as one of the two clocks was wrong,
 * "untaken": it was accepted and lies where it was put all the same, "disputed": [{"status", "computer_no", "reason", "at",
 * "taken_by", "taken_at"}...], what receipts say that contradict it, until it is settled}. state: "waiting", its folder is where it was put and no receipt came; "taken", it is not there
 * any more, and no receipt came; "away", it was put on a disk that is not here, and no receipt came; "withdrawn", its record
 * became confidential or was excluded before anybody took it; "accepted",
 * "rejected"; "unknown", a folder in the outbox that no row names (then the others are null). */
JsonNode *index_packages_list(Store *store, GError **error);

typedef struct {
    guint accepted, rejected, repeated, refused;
    GPtrArray *problems; /* "receipts.jsonl:3: ..." (char*, owned) */
    GPtrArray *notes;    /* the same, of what was taken and people should know (ack-private.h) */
} AckReport;

void index_ack_report_clear(AckReport *report);
/* Takes all lines of a receipt in one transaction; bad ones are refused by line (ack.c has the
 * rules for answers that come twice, late or against each other). IO, DATA: not a receipt at all. */
gboolean index_ack(Store *store, const char *receipt_path, AckReport *report, GError **error);

typedef struct {
    gboolean is_accepted;    /* else it was rejected */
    const char *computer_no; /* where it was accepted; NULL: the one that is known */
    const char *reason;      /* how it is known */
} Settlement;

/* Says which of the receipts of a package is true that contradict (ack-dispute.c); an event tells who said so, and why.
 * USAGE: none contradicts, or no reason is given; DATA: the number is another record's. */
gboolean index_ack_settle(Store *store, const char *package, const Settlement *settlement,
                          GError **error);

/* A package with pages of a confidential record, which was out (status, "recalls"), is gone there: noted by an event. ACT_RECALL.
 * USAGE: none such, or no reason. */
gboolean index_ack_recalled(Store *store, const char *package, const char *reason, GError **error);

G_END_DECLS
