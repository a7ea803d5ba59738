/* Locks between processes, and folders whose names must be on the disk. */
#define _GNU_SOURCE /* TEMP_FAILURE_RETRY */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "index/store-private.h"

int index_lock_take(const char *path, gboolean waits, const char *busy, GError **error)
{
    int fd = scan_file_open(path, O_RDWR | O_CREAT);
    if (fd >= 0 && TEMP_FAILURE_RETRY(flock(fd, waits ? LOCK_EX : LOCK_EX | LOCK_NB)) == 0)
        return fd;
    if (fd >= 0 && errno == EWOULDBLOCK)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT, "%s: %s", path, busy);
    else
        scan_set_errno(error, errno, "lock", path);
    if (fd >= 0)
        close(fd);
    return -1;
}

gboolean index_folder_sync(const char *dir, GError **error)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return scan_set_errno(error, errno, "open", dir);
    gboolean done = fsync(fd) == 0;
    int saved_errno = errno;
    close(fd);
    return done || scan_set_errno(error, saved_errno, "write", dir);
}
