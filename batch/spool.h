/* batch/spool.h - STORE/spool: work in flight, safe to empty when nothing runs. */
#pragma once

#include <glib.h>

/* Removes a folder and what is in it; what cannot be removed stays. */
void spool_remove(const char *dir);
/* Removes files of processes that are gone: work-<pid>, and whatever is older than a day. */
void spool_clean(const char *spool_dir);
