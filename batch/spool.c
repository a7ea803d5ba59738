/* The spool folder is cleaned of what dead processes left in it. */
#include "batch/spool.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STALE_S 86400
#define WORK_PREFIX "work-"

char *spool_batch_dir(const char *store_dir, gint64 batch_id)
{
    g_autofree char *name = g_strdup_printf("batch-%" G_GINT64_FORMAT, batch_id);
    return g_build_filename(store_dir, "spool", name, NULL);
}

static gboolean file_is_dead(const char *path, const char *name)
{
    GStatBuf status;
    if (g_str_has_prefix(name, WORK_PREFIX)) {
        pid_t pid = (pid_t)atoi(name + strlen(WORK_PREFIX));
        return pid > 0 && kill(pid, 0) && errno == ESRCH;
    }
    return g_lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           time(NULL) - status.st_mtime > STALE_S;
}

void spool_clean(const char *spool_dir)
{
    g_autoptr(GDir) dir = g_dir_open(spool_dir, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(spool_dir, name, NULL);
        if (file_is_dead(path, name))
            g_unlink(path);
    }
}
