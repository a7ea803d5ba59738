/* batch/spool.h - STORE/spool: work in flight, safe to empty when nothing runs. */
#pragma once

#include "scan/scan.h"

/* A scan worker's masters in spool/batch-N/: a whole page; one face of a duplex sheet whose other
 * face is still to come. */
#define SPOOL_PAGE ".tif"
#define SPOOL_HALF ".half"

/* STORE/spool/batch-N, for the masters of an open batch; owned. */
char *spool_batch_dir(const char *store_dir, gint64 batch_id);

/* An exclusive lock on STORE/spool/NAME.lock: held as long as the returned descriptor is open, and
 * so gone with its process. Others that hold it are waited for, or not: LIMIT. -1: that, IO. */
int spool_lock(const char *store_dir, const char *name, gboolean wait, GError **error);
/* Held while batches of the dead are looked at or taken over, so that nobody empties the spool
 * folder of a batch that another process has just gone on with. */
#define SPOOL_LOCK_RECOVER "recover"

/* Removes what is left of processes that are gone: work-<pid> and folders so named, and whatever file is
 * older than a day. */
void spool_clean(const char *spool_dir);
