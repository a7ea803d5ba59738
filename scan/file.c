/* Durable publishing of files.
 *
 * A name appears only when its bytes are on disk: fsync of the file, rename, fsync of the folders
 * that lost and gained the name. Folders that are made on the way are synced into their parents,
 * because a file in a folder that a power cut takes away is lost too. Modes do not follow the umask: records are
 * personal data.
 *
 * Limit: rename replaces only within one file system; temporaries belong into the store's spool. */
#define _GNU_SOURCE /* nftw */
#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_PIECE_BYTES (256 * 1024)
#define REMOVE_FOLDERS_OPEN 16 /* deeper trees are read twice */

static const struct {
    int number;
    const char *what; /* wrong, and what to do next */
} errno_texts[] = {
    {ENOSPC, "the disk is full; free some space and run the command again"},
    {EDQUOT, "the disk quota is used up; free some space and run the command again"},
    {EFBIG, "the file became larger than the system allows; raise the limit (ulimit -f)"},
    {EROFS, "the disk is read-only; make it writable (mount, write-protect switch) and try again"},
    {EACCES, "permission denied; run as the user who owns it or let the owner grant access"},
    {EPERM, "the system does not permit it; run as the user who owns it"},
    {ENOENT, "it does not exist; check the path"},
    {ENOTDIR, "a part of the path is a file, not a folder; check the path"},
    {EISDIR, "it is a folder, not a file; check the path"},
    {EXDEV, "it lies on another disk; keep the spool and the store on one disk"},
    {EMFILE, "too many open files; raise the limit (ulimit -n)"},
    {EIO, "the disk reports a fault; save a copy of the store and replace the disk"},
};

gboolean scan_set_errno(GError **error, int saved_errno, const char *doing, const char *path)
{
    const char *what = g_strerror(saved_errno);
    for (guint i = 0; i < G_N_ELEMENTS(errno_texts); i++)
        if (errno_texts[i].number == saved_errno)
            what = errno_texts[i].what;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "cannot %s %s: %s", doing, path, what);
    return FALSE;
}

/* fsync of a file or folder by name; mode >= 0 is set on the way. */
static gboolean path_sync(const char *path, int mode, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return scan_set_errno(error, errno, "open", path);
    gboolean done = (mode < 0 || fchmod(fd, (mode_t)mode) == 0) && fsync(fd) == 0;
    int saved_errno = errno;
    close(fd);
    return done || scan_set_errno(error, saved_errno, "write", path);
}

/* ------------------------------------------------------------------------------------- modes -- */

#define SHARED_BITS (S_ISGID | S_IWGRP)

#define BOM "\xef\xbb\xbf"

gboolean scan_conf_load(GKeyFile *conf, const char *path, GKeyFileFlags flags, GError **error)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, error))
        return FALSE;
    const char *from = g_str_has_prefix(text, BOM) ? text + strlen(BOM) : text;
    return g_key_file_load_from_data(conf, from, (gsize)-1, flags, error);
}

static gboolean conf_names_group(const char *path)
{
    g_autoptr(GKeyFile) conf = g_key_file_new();
    g_autofree char *group = NULL;
    if (scan_conf_load(conf, path, G_KEY_FILE_NONE, NULL))
        group = g_key_file_get_string(conf, "store", "group", NULL);
    return group && *g_strstrip(group);
}

/* A store is the first folder on the way up that has a configuration; outside any, nothing is shared. */
static gboolean store_has_group(const char *dir)
{
    g_autofree char *at = g_canonicalize_filename(dir, NULL);
    for (;;) {
        g_autofree char *conf = g_build_filename(at, SCAN_STORE_CONF, NULL);
        if (g_file_test(conf, G_FILE_TEST_EXISTS))
            return conf_names_group(conf);
        char *parent = g_path_get_dirname(at);
        gboolean is_root = g_str_equal(parent, at);
        g_free(at);
        at = parent;
        if (is_root)
            return FALSE;
    }
}

/* The mode alone would not do: folders of others are setgid as well, a share on a disk in the network for one. */
static gboolean is_shared(const char *dir)
{
    struct stat info;
    return stat(dir, &info) == 0 && (info.st_mode & SHARED_BITS) == SHARED_BITS &&
           store_has_group(dir);
}

int scan_file_mode(const char *path)
{
    g_autofree char *dir = g_path_get_dirname(path);
    return is_shared(dir) ? 0660 : 0600;
}

/* Another's file has its mode already. */
int scan_file_open(const char *path, int flags)
{
    int mode = scan_file_mode(path);
    int fd = open(path, flags | O_CLOEXEC, mode);
    if (fd >= 0 && (flags & O_CREAT) && fchmod(fd, (mode_t)mode) != 0)
        g_debug("%s keeps its mode: it is another's", path);
    return fd;
}

/* The new folder has the group of the one above; that is setgid where this must be. */
int scan_dir_new(const char *path)
{
    g_autofree char *parent = g_path_get_dirname(path);
    if (g_mkdir(path, 0700) != 0)
        return -1;
    return is_shared(parent) ? g_chmod(path, 02770) : 0;
}

gboolean scan_dir_make(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_autofree char *parent = g_path_get_dirname(path);
    if (strcmp(parent, path) != 0 && !scan_dir_make(parent, error))
        return FALSE;
    if (scan_dir_new(path) != 0) {
        if (errno == EEXIST && g_file_test(path, G_FILE_TEST_IS_DIR))
            return TRUE; /* another process was quicker */
        return scan_set_errno(error, errno == EEXIST ? ENOTDIR : errno, "make folder", path);
    }
    return path_sync(parent, -1, error);
}

static int entry_remove(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path) == 0 || errno == ENOENT ? 0 : errno;
}

gboolean scan_dir_remove(const char *path, GError **error)
{
    int failed = nftw(path, entry_remove, REMOVE_FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
    if (failed < 0)
        failed = errno;
    return failed == 0 || failed == ENOENT || scan_set_errno(error, failed, "remove", path);
}

gboolean scan_file_publish(const char *temp_path, const char *final_path, GError **error)
{
    g_autofree char *temp_dir = g_path_get_dirname(temp_path);
    g_autofree char *final_dir = g_path_get_dirname(final_path);
    if (!scan_dir_make(final_dir, error) ||
        !path_sync(temp_path, scan_file_mode(final_path), error))
        return FALSE;
    if (g_rename(temp_path, final_path) != 0)
        return scan_set_errno(error, errno, "write", final_path);
    if (!path_sync(final_dir, -1, error))
        return FALSE;
    return strcmp(temp_dir, final_dir) == 0 || path_sync(temp_dir, -1, error);
}

static gboolean fd_write_all(int fd, const guint8 *bytes, gsize size_bytes)
{
    while (size_bytes > 0) {
        gssize n = write(fd, bytes, size_bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return FALSE;
        bytes += n;
        size_bytes -= (gsize)n;
    }
    return TRUE;
}

/* Closes fd, whose file is temp, and publishes it if all was written; else removes it. */
static gboolean fd_publish(int fd, const char *temp, gboolean written, const char *final_path,
                           GError **error)
{
    if (close(fd) != 0 && written)
        written = scan_set_errno(error, errno, "write", final_path);
    gboolean done = written && scan_file_publish(temp, final_path, error);
    if (!done)
        g_unlink(temp);
    return done;
}

static int temp_open(const char *temp_dir, char **temp, GError **error)
{
    *temp = g_build_filename(temp_dir, "publish-XXXXXX", NULL);
    int fd = g_mkstemp_full(*temp, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        scan_set_errno(error, errno, "make a file in", temp_dir);
    return fd;
}

gboolean scan_file_publish_bytes(const char *temp_dir, const char *final_path, const void *bytes,
                                 gsize size_bytes, GError **error)
{
    g_autofree char *temp = NULL;
    int fd = temp_open(temp_dir, &temp, error);
    if (fd < 0)
        return FALSE;
    gboolean written =
        fd_write_all(fd, bytes, size_bytes) || scan_set_errno(error, errno, "write", final_path);
    return fd_publish(fd, temp, written, final_path, error);
}

/* ------------------------------------------------------------------------------ reading -- */

typedef struct {
    const char *source_path;
    int to; /* where the bytes go as well; -1: nowhere */
    const char *final_path;
    char sha256[SCAN_SHA256_SIZE];
    guint64 size_bytes;
} Reading;

/* Fills sha256 and size_bytes from the bytes as they pass. */
static gboolean source_read(Reading *reading, GError **error)
{
    int from = open(reading->source_path, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return scan_set_errno(error, errno, "open", reading->source_path);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guint8 *piece = g_malloc(READ_PIECE_BYTES);
    gboolean written = TRUE;
    gssize n = 0;
    while (written &&
           ((n = read(from, piece, READ_PIECE_BYTES)) > 0 || (n < 0 && errno == EINTR))) {
        if (n < 0)
            continue;
        g_checksum_update(sum, piece, n);
        reading->size_bytes += (guint64)n;
        written = reading->to < 0 || fd_write_all(reading->to, piece, (gsize)n);
    }
    int saved_errno = errno;
    close(from);
    if (!written)
        return scan_set_errno(error, saved_errno, "write", reading->final_path);
    if (n < 0)
        return scan_set_errno(error, saved_errno, "read", reading->source_path);
    g_strlcpy(reading->sha256, g_checksum_get_string(sum), SCAN_SHA256_SIZE);
    return TRUE;
}

static gboolean hash_check(const Reading *reading, const char *sha256, GError **error)
{
    if (!sha256 || g_str_equal(reading->sha256, sha256))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s changed while it was read; wait until it is complete and take it again",
                reading->source_path);
    return FALSE;
}

gboolean scan_file_publish_copy(const char *temp_dir, const char *final_path,
                                const char *source_path, const char *sha256, GError **error)
{
    g_autofree char *temp = NULL;
    Reading reading = {.source_path = source_path, .final_path = final_path};
    reading.to = temp_open(temp_dir, &temp, error);
    if (reading.to < 0)
        return FALSE;
    gboolean written = source_read(&reading, error) && hash_check(&reading, sha256, error);
    return fd_publish(reading.to, temp, written, final_path, error);
}

gboolean scan_file_sha256(const char *path, char sha256[SCAN_SHA256_SIZE], guint64 *size_bytes,
                          GError **error)
{
    Reading reading = {.source_path = path, .to = -1};
    if (!source_read(&reading, error))
        return FALSE;
    memcpy(sha256, reading.sha256, SCAN_SHA256_SIZE);
    if (size_bytes)
        *size_bytes = reading.size_bytes;
    return TRUE;
}
