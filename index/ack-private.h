/* index/ack-private.h - a line of a receipt and the package it answers. Private to the files ack*.c. */
#pragma once

#include <glib.h>

#include "index/hand-over.h"
#include "index/index.h"

typedef struct {
    const char *package, *manifest_sha256, *status, *computer_no, *reason, *at; /* lent by JSON */
    char *at_here; /* owned: "at" in our zone */
    gint64 version;
    GDateTime *at_time;
    gboolean is_untaken; /* accepted, and the package lies where it was put */
} Receipt;

typedef struct {
    gint64 package_id, record_id, version;
    gint64 latest; /* version */
    gboolean is_changed;
    gboolean is_overtaken; /* a later version of it was answered */
    char *name, *manifest_sha256, *status, *answered_at, *exported_at, *file_no, *computer_no,
        *reason, *path;
} PackageRow;

/* FALSE, with DATA. */
gboolean ack_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* receipt borrows of root; at_time and at_here are the caller's to free, also when it is refused. */
gboolean ack_receipt_read(struct _JsonNode *root, Receipt *receipt, GError **error);

void ack_row_clear(PackageRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PackageRow, ack_row_clear)
/* *found FALSE: no such package. FALSE: the index failed. */
gboolean ack_row_load(Store *store, const char *name, PackageRow *row, gboolean *found,
                      GError **error);

/* An answer of the import job's about one package, as an event or a receipt has it. Strings are owned. */
typedef struct {
    char *status, *computer_no, *reason, *at; /* computer_no NULL: it has none */
    gint64 at_unix;
    gboolean is_settled;  /* it was settled that this is true */
    gboolean is_late;     /* kept, and not judged */
    gboolean is_disputed; /* an event tells that it is */
} Said;

/* What was said of the package, each receipt once, in the order in which it came (Said *); owned. */
GPtrArray *ack_said_load(Store *store, const PackageRow *row, GError **error);
Said *ack_said_add(GPtrArray *said, const Receipt *receipt);
/* The same receipt, whatever zone its time is written in; NULL: it is new. */
Said *ack_said_find(GPtrArray *said, const Receipt *receipt);
/* Index of the first of said that counts: the last one that was settled, or 0. */
guint ack_said_first(GPtrArray *said);
gboolean ack_said_contradicts(const Said *one, const Said *other);
/* What the package is taken for: the same, in whatever order they came. Strings are borrowed. */
Said ack_said_sum(GPtrArray *said);

/* What an event tells of an answer; floating. */
GVariant *ack_answer_detail(const Receipt *receipt);
/* The row has this answer from now on, and an event tells of the receipt that made it so. */
gboolean ack_answer_write(Store *store, const Receipt *receipt, const Said *answer,
                          const PackageRow *row, GError **error);
/* An event keeps what is refused. */
gboolean ack_dispute_write(Store *store, const Said *said, const PackageRow *row, GError **error);

/* One note of all packages that were accepted and lie where they were put. */
void ack_note_untaken(const GPtrArray *names, const char *where, GPtrArray *notes);

/* Adds to notes (char *, owned) what people should know of a line that was taken: that it is late, early, or of what should not
 * have gone in. */
gboolean ack_note(Store *store, const Receipt *receipt, const PackageRow *row, const char *where,
                  GPtrArray *notes, GError **error);
