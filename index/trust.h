/* index/trust.h - is it still what it was, and is there a second copy of it?
 *
 * Checking (verify-*.c): files against rows, rows against events, events against their chain, the chain
 * against what carries its head elsewhere. Copies (backup-*.c): what is copied, when it counts, and how
 * a store is made of a copy again.
 */
#pragma once

#include <glib.h>

#include "scan/scan.h"

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode; /* json-glib */

typedef void (*IndexProgressFunc)(guint64 done, guint64 total, gpointer user_data);

/* ------------------------------------------------------------------------------------- verify -- */

/* Of a sample, only the files that are drawn are hashed; that the others are there is seen all the
 * same, and events, rows and the database are checked as ever. Which are drawn follows from the seed
 * and their names alone: the same seed draws the same. */
typedef struct {
    guint64 sample_files;       /* so many files; 0: see sample_percent */
    double sample_percent;      /* this share of them; 0: all */
    const char *seed;           /* NULL: the head of the chain, which nobody can choose */
    const char *const *anchors; /* NULL, or an array that ends with NULL: verify-anchor.c */
    gboolean restart;           /* not where an interrupted check stopped */
    const char
        *mend; /* NULL, or a folder of backups: damaged and missing files are brought back from it
                       * (verify-mend.c) */
} VerifySettings;

typedef struct {
    gint64 masters, texts, volumes, packages, events; /* examined */
    gint64 rows;                                      /* compared with what events hold of them */
    gint64 uncovered;    /* that were there before events held rows, and are compared since ... */
    gint64 covered_from; /* ... this event; 0: from the first on */
    guint64 files_hashed;
    gint64 event_number;               /* of the head; 0: there is no event */
    char event_head[SCAN_SHA256_SIZE]; /* as it was found */
    char *seed;                        /* of the sample; NULL: all was hashed */
    char *began_at;        /* earlier, where an interrupted check was continued; or NULL */
    guint64 hashed_before; /* of files_hashed: by that one; now these are only looked for */
    GPtrArray *problems;   /* char*, owned: what is damaged and what to do */
    GPtrArray *notes;      /* char*, owned: what is no damage, and somebody should know */
    GPtrArray *mended;     /* char*, owned: what was, and is whole again */
    GPtrArray *
        taken; /* char*, owned: rows that an admin took as they stood after an edit, who, when and why */
} VerifyReport;

void index_verify_report_clear(VerifyReport *report);
/* Damage is a problem in the report, not an error. The event "store.verified", where the store can be
 * written and its chain is whole; status tells what was found (index_verified). USAGE: an anchor carries no head, or there
 * is no backup to mend from; DATA: the chain was meddled with, so nothing is mended; LIMIT: another check runs. */
gboolean index_verify(Store *store, const VerifySettings *settings, IndexProgressFunc progress,
                      gpointer user_data, VerifyReport *report, GError **error);
/* The last check: {"at", "person", "hashed", "is_sample", "full_at": of the last one of all files, "damaged_at",
 * "damaged": problems that were found and by no later check of all files found well, "is_due": none of all files within
 * 30 days}; members are left out where there is nothing. Owned. */
struct _JsonObject *index_verified(Store *store);

/* Makes views, triggers and indexes of the index anew that differ from this program's, and takes away what it did not
 * make; the event "index.rebuilt" names them, and what is counted is counted anew. *n: how many. DATA: the chain of events
 * was meddled with. */
gboolean index_schema_rebuild(Store *store, guint *n, GError **error);

/* Bytes of the index's file that hold nothing, where it is worth giving them back to the disk; else 0. */
gboolean index_slack(Store *store, guint64 *empty_bytes, GError **error);
/* Gives them back (compact.c). Nobody else can write meanwhile. LIMIT: the disk has too little room. */
gboolean index_compact(Store *store, guint64 *freed_bytes, GError **error);
/* Makes the index of words anew where it is broken or does not agree; the event "index.rebuilt". DATA: as above. */
gboolean index_search_rebuild(Store *store, gboolean *is_made, GError **error);

/* Takes a row as it stands that verify found edited, put in or taken out: the event "row.taken", which verify tells of
 * for ever. row: what verify says before the colon, or "page:17". USAGE: there is none, or several; no reason; the
 * person is no admin. */
gboolean index_row_take(Store *store, const char *row, const char *reason, GError **error);

/* ------------------------------------------------------------------------------------- backup -- */

typedef struct {
    const char *dir; /* on another disk; made where it is not there */
    gboolean full;   /* reads all of the copy again, not only what is new */
} BackupSettings;

/* A copy that nobody saw for so long counts as lost: disks are mislaid, and forget. */
#define BACKUP_UNSEEN_DAYS 90

/* A consistent copy of the store while work goes on; backup.h has the layout and what a broken one looks
 * like, backup.c when it is refused and when a record is safe. Answers {"backup", "path", "at",
 * "event_number", "event_head", "files", "bytes", "files_copied", "bytes_copied", "place", "same_disk":
 * the store's, so it does not count, "purged": files and packages that were taken off it as confidential, "repaired": paths, of files
 * that were damaged or missing on that disk and are whole again, "problems": texts, of files that the store itself has not whole any more}. USAGE:
 * dir holds another office's backup or one of another chain, or lies in the store. */
JsonNode *index_backup(Store *store, const BackupSettings *settings, IndexProgressFunc progress,
                       gpointer user_data, GError **error);

/* Makes a store in store_dir, which holds nothing but what an interrupted restore left, of the latest
 * whole backup in dir. Every file is hashed as it is read, and as it was written. Answers {"backup", "path":
 * of the store, "at", "event_number", "event_head", "files", "bytes", "problems": texts, of files that are damaged in the
 * backup and that the store now lacks}. USAGE: store_dir holds something, or dir holds no whole backup;
 * DATA: its index is damaged. */
JsonNode *index_restore(const char *store_dir, const char *user, const char *dir,
                        IndexProgressFunc progress, gpointer user_data, GError **error);

G_END_DECLS
