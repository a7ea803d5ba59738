/* One file of a backup: written, synced, and read back from the disk it lies on, not from memory. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "index/backup.h"

/* The kernel gives up what it keeps of a file in memory only once that is written. */
static gboolean file_forget(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FALSE;
    gboolean done = fsync(fd) == 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0;
    close(fd);
    return done;
}

gboolean backup_file_is(const char *path, const char *sha256, guint64 *size_bytes)
{
    char found[SCAN_SHA256_SIZE];
    return file_forget(path) && scan_file_sha256(path, found, size_bytes, NULL) &&
           g_str_equal(found, sha256);
}

gboolean backup_file_copy(const char *temp_dir, const char *path, const char *source,
                          const char *sha256, guint64 *size_bytes, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (g_file_test(path, G_FILE_TEST_EXISTS) && backup_file_is(path, sha256, size_bytes))
        return TRUE;
    if (!scan_file_publish_copy(temp_dir, path, source, sha256, &failure)) {
        gboolean is_damaged = g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
        g_set_error(error, MUHAFIZ_ERROR, is_damaged ? MUHAFIZ_ERROR_DATA : MUHAFIZ_ERROR_IO,
                    is_damaged ? "%s is damaged (its hash is not the one that was recorded)" : "%s",
                    is_damaged ? source : failure->message);
        return FALSE;
    }
    if (backup_file_is(path, sha256, size_bytes))
        return TRUE;
    g_unlink(path);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                "%s does not read back as it was written: the disk is failing; use another one",
                path);
    return FALSE;
}
