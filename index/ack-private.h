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
    char *manifest_sha256, *status, *answered_at, *exported_at, *file_no, *computer_no, *reason,
        *path;
} PackageRow;

void ack_row_clear(PackageRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PackageRow, ack_row_clear)
/* *found FALSE: no such package. FALSE: the index failed. */
gboolean ack_row_load(Store *store, const char *name, PackageRow *row, gboolean *found,
                      GError **error);

/* What an event tells of an answer; floating. */
GVariant *ack_answer_detail(const Receipt *receipt);
/* The row has this answer from now on, and an event tells of it. */
gboolean ack_answer_write(Store *store, const Receipt *receipt, const PackageRow *row,
                          GError **error);

typedef enum { DISPUTE_NONE, DISPUTE_OPEN, DISPUTE_SETTLED } DisputeState;

/* Receipts that contradicted what was taken; owned. */
GHashTable *ack_disputes_load(Store *store, GError **error);
DisputeState ack_dispute_state(GHashTable *disputes, const Receipt *receipt);
gboolean ack_dispute_keep(Store *store, GHashTable *disputes, const Receipt *receipt,
                          const PackageRow *row, GError **error);

/* One note of all packages that were accepted and lie where they were put. */
void ack_note_untaken(const GPtrArray *names, const char *where, GPtrArray *notes);

/* Adds to notes (char *, owned) what people should know of a line that was taken: that it is late, early, or of what should not
 * have gone in. */
gboolean ack_note(Store *store, const Receipt *receipt, const PackageRow *row, const char *where,
                  GPtrArray *notes, GError **error);
