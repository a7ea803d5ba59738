/* batch/spool.h - STORE/spool: work in flight, safe to empty when nothing runs. */
#pragma once

#include <glib.h>

/* A scan worker's masters in spool/batch-N/: a whole page; one face of a duplex sheet whose other
 * face is still to come. */
#define SPOOL_PAGE ".tif"
#define SPOOL_HALF ".half"

/* STORE/spool/batch-N, for the masters of an open batch; owned. */
char *spool_batch_dir(const char *store_dir, gint64 batch_id);

/* Removes files of processes that are gone: work-<pid>, and whatever is older than a day. */
void spool_clean(const char *spool_dir);
