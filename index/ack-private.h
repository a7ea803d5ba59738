/* index/ack-private.h - a line of a receipt and the package it answers. Private to ack.c and ack-note.c. */
#pragma once

#include "index/hand-over.h"
#include "index/index.h"

typedef struct {
    const char *package, *manifest_sha256, *status, *computer_no, *reason, *at; /* lent by JSON */
    char *at_here; /* owned: "at" in our zone */
    gint64 version;
    GDateTime *at_time;
} Receipt;

typedef struct {
    gint64 package_id, record_id, version;
    gint64 latest; /* version */
    gboolean is_changed;
    char *manifest_sha256, *status, *answered_at, *exported_at, *file_no, *computer_no;
} PackageRow;

/* Adds to notes (char *, owned) what people should know of a line that was taken: that it is late, early, or of what should not
 * have gone in. */
gboolean ack_note(Store *store, const Receipt *receipt, const PackageRow *row, const char *where,
                  GPtrArray *notes, GError **error);
