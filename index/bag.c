/* Writing of BagIt 1.0 bags (RFC 8493).
 *
 * Each file is hashed from the bytes as they are written, synced and closed; the manifests are
 * sorted by path; nothing in a bag comes from the clock. So a bag can be written again, byte for
 * byte, from the same input. */
#define _GNU_SOURCE /* nftw */
#include "index/bag.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_PIECE_BYTES (256 * 1024)

typedef struct {
    char *path;
    char sha256[SCAN_SHA256_SIZE];
} BagFile;

struct Bag {
    char *dir;
    GPtrArray *payload, *tags; /* BagFile */
    guint64 payload_bytes, size_bytes;
};

/* A file of the bag while it is written. */
typedef struct {
    char *path;
    int fd;
    GChecksum *sum;
    guint64 size_bytes;
} BagStream;

static void bag_file_free(BagFile *file)
{
    g_free(file->path);
    g_free(file);
}

Bag *bag_new(const char *dir, GError **error)
{
    if (scan_dir_new(dir) != 0) {
        scan_set_errno(error, errno, "make folder", dir);
        return NULL;
    }
    Bag *bag = g_new0(Bag, 1);
    bag->dir = g_strdup(dir);
    bag->payload = g_ptr_array_new_with_free_func((GDestroyNotify)bag_file_free);
    bag->tags = g_ptr_array_new_with_free_func((GDestroyNotify)bag_file_free);
    return bag;
}

void bag_free(Bag *bag)
{
    if (!bag)
        return;
    g_free(bag->dir);
    g_ptr_array_unref(bag->payload);
    g_ptr_array_unref(bag->tags);
    g_free(bag);
}

gboolean bag_add_dir(Bag *bag, const char *path, GError **error)
{
    g_autofree char *full = g_build_filename(bag->dir, path, NULL);
    return scan_dir_make(full, error);
}

static gboolean stream_open(BagStream *stream, const Bag *bag, const char *path, GError **error)
{
    g_autofree char *full = g_build_filename(bag->dir, path, NULL);
    g_autofree char *dir = g_path_get_dirname(full);
    if (!scan_dir_make(dir, error))
        return FALSE;
    int fd = scan_file_open(full, O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0)
        return scan_set_errno(error, errno, "make", full);
    *stream = (BagStream){g_steal_pointer(&full), fd, g_checksum_new(G_CHECKSUM_SHA256), 0};
    return TRUE;
}

static gboolean stream_write(BagStream *stream, const void *bytes, gsize size_bytes, GError **error)
{
    g_checksum_update(stream->sum, bytes, (gssize)size_bytes);
    stream->size_bytes += size_bytes;
    for (const char *next = bytes; size_bytes > 0;) {
        gssize n = write(stream->fd, next, size_bytes);
        if (n < 0 && errno != EINTR)
            return scan_set_errno(error, errno, "write", stream->path);
        if (n > 0) {
            next += n;
            size_bytes -= (gsize)n;
        }
    }
    return TRUE;
}

static void stream_clear(BagStream *stream)
{
    close(stream->fd);
    g_checksum_free(stream->sum);
    g_free(stream->path);
}

/* Syncs and closes the stream's file and lists it; the stream is cleared whatever happens. */
static gboolean bag_take_stream(Bag *bag, BagStream *stream, const char *path, GError **error)
{
    gboolean is_payload = g_str_has_prefix(path, "data/");
    gboolean done = fsync(stream->fd) == 0;
    if (done) {
        BagFile *file = g_new0(BagFile, 1);
        file->path = g_strdup(path);
        g_strlcpy(file->sha256, g_checksum_get_string(stream->sum), sizeof file->sha256);
        g_ptr_array_add(is_payload ? bag->payload : bag->tags, file);
        bag->payload_bytes += is_payload ? stream->size_bytes : 0;
        bag->size_bytes += stream->size_bytes;
    } else {
        scan_set_errno(error, errno, "write", stream->path);
    }
    stream_clear(stream);
    return done;
}

gboolean bag_add_bytes(Bag *bag, const char *path, const char *bytes, gsize size_bytes,
                       GError **error)
{
    BagStream stream;
    if (!stream_open(&stream, bag, path, error))
        return FALSE;
    if (!stream_write(&stream, bytes, size_bytes, error)) {
        stream_clear(&stream);
        return FALSE;
    }
    return bag_take_stream(bag, &stream, path, error);
}

static gboolean stream_copy(BagStream *stream, int source, const char *source_path, GError **error)
{
    g_autofree char *piece = g_malloc(COPY_PIECE_BYTES);
    for (;;) {
        gssize n = read(source, piece, COPY_PIECE_BYTES);
        if (n == 0)
            return TRUE;
        if (n < 0 && errno != EINTR)
            return scan_set_errno(error, errno, "read", source_path);
        if (n > 0 && !stream_write(stream, piece, (gsize)n, error))
            return FALSE;
    }
}

static gboolean stream_take_source(BagStream *stream, const char *source, const char *sha256,
                                   GError **error)
{
    int fd = open(source, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return scan_set_errno(error, errno, "open", source);
    gboolean done = stream_copy(stream, fd, source, error);
    close(fd);
    if (done && strcmp(g_checksum_get_string(stream->sum), sha256) != 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s is damaged (its hash is not the one that was recorded); run \"muhafiz "
                    "verify\" and bring the file back from the backup",
                    source);
        done = FALSE;
    }
    return done;
}

gboolean bag_add_file(Bag *bag, const char *path, const char *source, const char *sha256,
                      GError **error)
{
    BagStream stream;
    if (!stream_open(&stream, bag, path, error))
        return FALSE;
    if (!stream_take_source(&stream, source, sha256, error)) {
        stream_clear(&stream);
        return FALSE;
    }
    return bag_take_stream(bag, &stream, path, error);
}

static int by_path(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const BagFile *const *)a)->path, (*(const BagFile *const *)b)->path);
}

static gboolean bag_add_text(Bag *bag, const char *path, const GString *text, GError **error)
{
    return bag_add_bytes(bag, path, text->str, text->len, error);
}

static gboolean bag_add_manifest(Bag *bag, const char *path, GPtrArray *files, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    g_ptr_array_sort(files, by_path);
    for (guint i = 0; i < files->len; i++) {
        const BagFile *file = g_ptr_array_index(files, i);
        g_string_append_printf(lines, "%s  %s\n", file->sha256, file->path);
    }
    return bag_add_text(bag, path, lines, error);
}

static gboolean bag_add_info(Bag *bag, const BagInfo *info, guint n_info, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < n_info; i++) {
        g_autofree char *value = g_strdelimit(g_strdup(info[i].value), "\r\n", ' ');
        g_string_append_printf(lines, "%s: %s\n", info[i].name, value);
    }
    g_string_append_printf(lines, "Payload-Oxum: %" G_GUINT64_FORMAT ".%u\n", bag->payload_bytes,
                           bag->payload->len);
    return bag_add_text(bag, "bag-info.txt", lines, error);
}

static int folder_sync(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)place;
    if (type != FTW_DP)
        return 0;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int failed = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return failed;
}

static gboolean bag_sync_folders(const Bag *bag, GError **error)
{
    int failed = nftw(bag->dir, folder_sync, 16, FTW_DEPTH | FTW_PHYS);
    return failed == 0 || scan_set_errno(error, failed > 0 ? failed : errno, "write", bag->dir);
}

gboolean bag_finish(Bag *bag, const BagInfo *info, guint n_info, BagWritten *written,
                    GError **error)
{
    static const char declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    if (!bag_add_bytes(bag, "bagit.txt", declaration, strlen(declaration), error) ||
        !bag_add_info(bag, info, n_info, error) ||
        !bag_add_manifest(bag, "manifest-sha256.txt", bag->payload, error) ||
        !bag_add_manifest(bag, "tagmanifest-sha256.txt", bag->tags, error) ||
        !bag_sync_folders(bag, error))
        return FALSE;
    const BagFile *last = g_ptr_array_index(bag->tags, bag->tags->len - 1);
    g_strlcpy(written->manifest_sha256, last->sha256, sizeof written->manifest_sha256);
    written->size_bytes = bag->size_bytes;
    return TRUE;
}
