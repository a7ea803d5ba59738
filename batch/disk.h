/* batch/disk.h - how many more sheets the disk of the store holds.
 *
 * Paper that went through the feeder must find room: a batch that does not fit is not begun. What
 * fits is an estimate from statvfs (free for people like us, less a reserve) and from what a page
 * takes on its way to the package; disk.c says where its numbers come from. A disk that fills up
 * all the same loses nothing: every write is checked.
 */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

#define DISK_SHEETS_LEAST 20 /* without an expected number, less room than this is too little */

typedef struct {
    guint64 free_bytes;  /* for us, the reserve included */
    guint64 sheet_bytes; /* of one sheet with these settings: master, layers, volume, package */
    gint64 sheets;       /* that fit */
    gboolean read_only;
} DiskRoom;

/* Of the disk that dir is on. settings: dpi, mode, depth, size, source (a duplex sheet has two
 * pages) and kind of master. IO. */
gboolean disk_room(const char *dir, const ScanSettings *settings, DiskRoom *room, GError **error);

/* Whether a batch of so many sheets (-1: nobody said) may be fed into the store. IO: no, with how
 * many fit. */
gboolean disk_check(const Context *context, const ScanSettings *settings, gint64 expected_sheets,
                    GError **error);
/* The same for the pages of a file of this size that comes in. */
gboolean disk_check_file(const Context *context, guint64 file_bytes, GError **error);

G_END_DECLS
