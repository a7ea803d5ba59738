/* batch/last.h - the last good sheet of a feed, within its scan worker: what the next one is compared
 * with, and what people are shown when a feed ends badly. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

/* Zeros: there was none. */
typedef struct {
    ScanLook *looks[2]; /* front and back; NULL where it is unknown */
    ScanGray *front;    /* NULL: see path */
    char *path;         /* of the front's master where it lies for good, else NULL */
} LastSheet;

void last_sheet_clear(LastSheet *last);

/* FOREIGN. The masters of a sheet that was fed before this process began: front, back. What cannot
 * be read is not compared. */
void last_sheet_load(LastSheet *last, const char *const *paths);

/* Flags the pages (measured, of one sheet) as duplicates where they are the last sheet fed twice:
 * both faces are alike, or one is and the other tells nothing; also where the sheet was turned over in
 * between. Then they are the last sheet: their looks and the front's gray copy are taken. */
void last_sheet_follow(LastSheet *last, Page *pages, guint n_pages);

/* FOREIGN. A JPEG of its front at path; FALSE: there was none, or it cannot be written. */
gboolean last_sheet_preview(const LastSheet *last, const char *path);

G_END_DECLS
