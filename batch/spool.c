/* The spool folder is cleaned of what dead processes left in it. */
#define _GNU_SOURCE
#include "batch/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define STALE_S 86400
#define SPOOL_LOCK ".lock"
#define WORK_PREFIX "work-"

char *spool_batch_dir(const char *store_dir, gint64 batch_id)
{
    g_autofree char *name = g_strdup_printf("batch-%" G_GINT64_FORMAT, batch_id);
    return g_build_filename(store_dir, "spool", name, NULL);
}

/* Never the descriptor 0, which means none where locks are kept. */
static int lock_open(const char *path)
{
    int fd = scan_file_open(path, O_RDWR | O_CREAT);
    int safe = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
    int saved_errno = errno;
    if (fd >= 0)
        close(fd);
    errno = saved_errno;
    return safe;
}

int spool_lock(const char *store_dir, const char *name, gboolean wait, GError **error)
{
    g_autofree char *file = g_strconcat(name, SPOOL_LOCK, NULL);
    g_autofree char *path = g_build_filename(store_dir, "spool", file, NULL);
    int fd = lock_open(path);
    if (fd >= 0 && TEMP_FAILURE_RETRY(flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB)) == 0)
        return fd;
    if (fd >= 0 && errno == EWOULDBLOCK)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT, "another process holds %s", path);
    else
        scan_set_errno(error, errno, "lock", path);
    if (fd >= 0)
        close(fd);
    return -1;
}

static gboolean file_is_dead(const char *path, const char *name)
{
    GStatBuf status;
    if (g_str_has_suffix(name, SPOOL_LOCK)) /* who holds it may hold it for days */
        return FALSE;
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
            scan_dir_remove(path, NULL);
    }
}
