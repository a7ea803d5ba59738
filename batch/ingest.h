/* batch/ingest.h - one file into the store, as if it were scanned: a batch of its own, and whole or
 * not at all.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/command.h"

G_BEGIN_DECLS

typedef struct {
    const char *file_no;      /* NULL: covers will say */
    const char *side;         /* NULL: the kind's default */
    const ScanSettings *scan; /* dpi and kind of the masters */
    gboolean more_follow;     /* other files for the same side: it is not measured yet */
    gboolean again;           /* also when the same file is in already */
    gboolean keep_unplaced;   /* pages before any cover are kept without a record, flagged */
    const char *identity;     /* tells this very file from a second copy; NULL: nothing does */
    gint64 fronts_batch;      /* these are the backs of that batch's sheets; 0: they are not */
    BacksOrder backs_order;   /* how they lie */
} IngestSettings;

/* What became of a file. Clear it after use. */
typedef struct {
    gint64 batch_id; /* 0: none */
    guint n_pages;
    guint n_unplaced;     /* of them, folios without a record */
    gboolean known;       /* it was in already */
    gboolean is_itself;   /* and it was this very file, not a copy */
    gboolean is_at_fault; /* of a failure: the file itself, and no other file need fail so */
    char *
        problem; /* of backs: why they are not behind their fronts (told already), or NULL; owned */
} Ingested;

void ingested_clear(Ingested *result);

/* USAGE: no such record or side. IO: of the store, or of the file. Where the file is at fault: DATA,
 * LIMIT, with what to do (DATA also where it begins with no cover and neither a record is said nor
 * keep_unplaced), or FAILED: whoever decoded it crashed or hung. The index may fail with the same
 * codes: result says whose fault it was. It is filled in either case. */
gboolean ingest_file(Context *context, const IngestSettings *settings, const char *path,
                     Ingested *result, GError **error);

/* What became of it, for people: a line, the ledger of its batch, and what must be looked at. */
gboolean ingest_tell(Context *context, const char *path, const Ingested *result, GError **error);
/* An item of ingest --json. failure: why it was refused, or NULL; moved_to: of a file of a hot
 * folder, else "". */
JsonObject *ingest_item(const char *path, const Ingested *result, const GError *failure,
                        const char *moved_to);

/* "scan-fronts.pdf" and "scan-backs.pdf" are two stacks of the same sheets. Answers the name of the
 * other one (owned), or NULL: the name is of neither kind. */
char *ingest_name_other(const char *name, gboolean *is_fronts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ingested, ingested_clear)

G_END_DECLS
