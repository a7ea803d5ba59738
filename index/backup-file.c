/* Files of a backup on their way to the disk.
 *
 * To sync each file takes longer than to write it, by far on a stick. So some are written under names of their own, then the
 * file system is synced once, then each is read back from the disk and renamed. A backup counts only by its
 * marker, which comes after a last sync; so no more is needed for each file. */
#define _GNU_SOURCE /* syncfs */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "index/backup.h"
#include "index/store-private.h"

#define FILES_AT_ONCE 128
#define BYTES_AT_ONCE (128 * 1024 * 1024)
#define PIECE_BYTES (256 * 1024)

typedef struct {
    char *temp, *path, *sha256;
} Copy;

struct BackupCopies {
    char *temp_dir;
    GPtrArray *copies; /* Copy: written, not synced */
    guint64 bytes;     /* of these */
};

static void copy_free(Copy *copy)
{
    g_free(copy->temp);
    g_free(copy->path);
    g_free(copy->sha256);
    g_free(copy);
}

BackupCopies *backup_copies_new(const char *temp_dir)
{
    BackupCopies *copies = g_new0(BackupCopies, 1);
    copies->temp_dir = g_strdup(temp_dir);
    copies->copies = g_ptr_array_new_with_free_func((GDestroyNotify)copy_free);
    return copies;
}

void backup_copies_free(BackupCopies *copies)
{
    if (!copies)
        return;
    for (guint i = 0; i < copies->copies->len; i++)
        g_unlink(((const Copy *)copies->copies->pdata[i])->temp);
    g_ptr_array_unref(copies->copies);
    g_free(copies->temp_dir);
    g_free(copies);
}

/* ------------------------------------------------------------------------------------ reading -- */

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

/* ------------------------------------------------------------------------------------ writing -- */

static gboolean piece_write(int to, const guint8 *piece, gsize size_bytes)
{
    while (size_bytes > 0) {
        gssize n = write(to, piece, size_bytes);
        if (n < 0 && errno != EINTR)
            return FALSE;
        if (n > 0) {
            piece += n;
            size_bytes -= (gsize)n;
        }
    }
    return TRUE;
}

/* Leaves in *size_bytes and sum what passed. */
static gboolean bytes_copy(int from, int to, const char *source, const char *path, GChecksum *sum,
                           guint64 *size_bytes, gboolean *is_of_source, GError **error)
{
    g_autofree guint8 *piece = g_malloc(PIECE_BYTES);
    for (*size_bytes = 0;;) {
        gssize n = read(from, piece, PIECE_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        *is_of_source = n < 0;
        if (n < 0)
            return scan_set_errno(error, errno, "read", source);
        if (n == 0)
            return TRUE;
        g_checksum_update(sum, piece, n);
        *size_bytes += (guint64)n;
        if (!piece_write(to, piece, (gsize)n))
            return scan_set_errno(error, errno, "write", path);
    }
}

static gboolean hash_check(const char *source, GChecksum *sum, const char *sha256,
                           gboolean *is_of_source, GError **error)
{
    if (g_str_equal(g_checksum_get_string(sum), sha256))
        return TRUE;
    *is_of_source = TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is damaged (its hash is not the one that was recorded)", source);
    return FALSE;
}

static gboolean temp_fill(const Copy *copy, int to, const char *source, guint64 *size_bytes,
                          gboolean *is_of_source, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    int from = open(source, O_RDONLY | O_CLOEXEC);
    *is_of_source = from < 0;
    if (from < 0)
        return scan_set_errno(error, errno, "open", source);
    gboolean done =
        bytes_copy(from, to, source, copy->path, sum, size_bytes, is_of_source, error) &&
        hash_check(source, sum, copy->sha256, is_of_source, error);
    close(from);
    return done;
}

static gboolean temp_write(BackupCopies *copies, Copy *copy, const char *source,
                           guint64 *size_bytes, gboolean *is_of_source, GError **error)
{
    copy->temp = g_build_filename(copies->temp_dir, "publish-XXXXXX", NULL);
    int to = g_mkstemp_full(copy->temp, O_WRONLY | O_CLOEXEC, 0600);
    if (to < 0)
        return scan_set_errno(error, errno, "make a file in", copies->temp_dir);
    gboolean done = temp_fill(copy, to, source, size_bytes, is_of_source, error);
    if (close(to) != 0 && done)
        done = scan_set_errno(error, errno, "write", copy->path);
    if (!done)
        g_unlink(copy->temp);
    return done;
}

/* ------------------------------------------------------------------------------- many at once -- */

static gboolean disk_sync(const BackupCopies *copies, GError **error)
{
    int fd = open(copies->temp_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean done = fd >= 0 && syncfs(fd) == 0;
    int saved_errno = errno;
    if (fd >= 0)
        close(fd);
    return done || scan_set_errno(error, saved_errno, "write", copies->temp_dir);
}

static gboolean copy_publish(const Copy *copy, GError **error)
{
    g_autofree char *dir = g_path_get_dirname(copy->path);
    if (!backup_file_is(copy->temp, copy->sha256, NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "%s does not read back as it was written: the disk is failing or was pulled "
                    "out; use another one",
                    copy->path);
        return FALSE;
    }
    if (!scan_dir_make(dir, error))
        return FALSE;
    return (g_chmod(copy->temp, scan_file_mode(copy->path)) == 0 &&
            g_rename(copy->temp, copy->path) == 0) ||
           scan_set_errno(error, errno, "write", copy->path);
}

static gboolean copies_flush(BackupCopies *copies, GError **error)
{
    if (!disk_sync(copies, error))
        return FALSE;
    for (guint i = 0; i < copies->copies->len; i++)
        if (!copy_publish(copies->copies->pdata[i], error))
            return FALSE;
    g_ptr_array_set_size(copies->copies, 0);
    copies->bytes = 0;
    return TRUE;
}

gboolean backup_copies_add(BackupCopies *copies, const char *path, const char *source,
                           const char *sha256, guint64 *size_bytes, gboolean *is_of_source,
                           GError **error)
{
    *is_of_source = FALSE;
    if (g_file_test(path, G_FILE_TEST_EXISTS) && backup_file_is(path, sha256, size_bytes))
        return TRUE;
    Copy *copy = g_new0(Copy, 1);
    copy->path = g_strdup(path);
    copy->sha256 = g_strdup(sha256);
    if (!temp_write(copies, copy, source, size_bytes, is_of_source, error)) {
        copy_free(copy);
        return FALSE;
    }
    g_ptr_array_add(copies->copies, copy);
    copies->bytes += *size_bytes;
    return (copies->copies->len < FILES_AT_ONCE && copies->bytes < BYTES_AT_ONCE) ||
           copies_flush(copies, error);
}

gboolean backup_copies_end(BackupCopies *copies, GError **error)
{
    return copies_flush(copies, error) && disk_sync(copies, error);
}
