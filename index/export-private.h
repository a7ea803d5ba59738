/* index/export-private.h - one record's export. Private to export*.c. */
#pragma once

#include "index/package.h"
#include "index/store-private.h"

typedef struct {
    Store *store;
    Record *record;
    PackageContent *content;
    PackageStamp stamp;
    gboolean is_new;            /* a version that has no row yet */
    gboolean is_elsewhere;      /* not to the outbox: it is read back before it appears */
    char *folder;               /* absolute: where the package shall stand */
    char *path;                 /* of the package, as rows and answers name it */
    char *final, *part, *aside; /* absolute: the package, where it is written, what it replaced */
    BagWritten written;
    char *latest_status; /* of the row, if not is_new */
    char *damage; /* what was wrong with it where it lay, and it was written again; or NULL */
} Export;

/* Fills all of it but part, aside and, of what is new, written. As index_export (hand-over.h) it fails with what is
 * missing and what to do. */
gboolean export_plan(Export *export, const char *file_no, const ExportSettings *settings,
                     GError **error);
/* IO: the disk that settings name is not there any more. */
gboolean export_check_disk(const ExportSettings *settings, GError **error);
/* A copy elsewhere than where the row has it is told by an event, package.copied {package, path}, so that verify looks at it. */
gboolean export_note_copy(const Export *export, GError **error);
