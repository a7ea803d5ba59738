/* A file being written through one buffer, with its SHA-256 taken from the bytes as they go, so that
 * a file which the disk garbled differs from its hash. */
#include "pdf/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pdf/object.h"

#define BUFFER_BYTES 65536

struct PdfSink {
    char *path;
    int fd;
    GChecksum *sum;
    guint64 size_bytes;
    gsize n_buffered;
    guint8 buffer[BUFFER_BYTES];
};

PdfSink *pdf_sink_open(const char *path, GError **error)
{
    int fd = scan_file_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0) {
        scan_set_errno(error, errno, "write", path);
        return NULL;
    }
    PdfSink *sink = g_new0(PdfSink, 1);
    sink->path = g_strdup(path);
    sink->fd = fd;
    sink->sum = g_checksum_new(G_CHECKSUM_SHA256);
    return sink;
}

static void sink_free(PdfSink *sink)
{
    if (sink->fd >= 0)
        close(sink->fd);
    g_checksum_free(sink->sum);
    g_free(sink->path);
    g_free(sink);
}

void pdf_sink_discard(PdfSink *sink)
{
    if (!sink)
        return;
    g_unlink(sink->path);
    sink_free(sink);
}

static gboolean sink_flush(PdfSink *sink, GError **error)
{
    for (gsize done = 0; done < sink->n_buffered;) {
        ssize_t n = write(sink->fd, sink->buffer + done, sink->n_buffered - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return scan_set_errno(error, errno, "write", sink->path);
        done += (gsize)n;
    }
    sink->n_buffered = 0;
    return TRUE;
}

gboolean pdf_sink_write(const void *bytes, gsize size_bytes, gpointer user_data, GError **error)
{
    PdfSink *sink = user_data;
    if (size_bytes > PDF_FILE_BYTES_MAX - sink->size_bytes) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s would be larger than %u bytes; divide it into more volumes", sink->path,
                    PDF_FILE_BYTES_MAX);
        return FALSE;
    }
    g_checksum_update(sink->sum, bytes, (gssize)size_bytes);
    sink->size_bytes += size_bytes;
    while (size_bytes > 0) {
        gsize n = MIN(size_bytes, BUFFER_BYTES - sink->n_buffered);
        memcpy(sink->buffer + sink->n_buffered, bytes, n);
        sink->n_buffered += n;
        bytes = (const guint8 *)bytes + n;
        size_bytes -= n;
        if (sink->n_buffered == BUFFER_BYTES && !sink_flush(sink, error))
            return FALSE;
    }
    return TRUE;
}

void pdf_sink_digest(PdfSink *sink, guint8 digest[PDF_DIGEST_BYTES])
{
    gsize size = PDF_DIGEST_BYTES;
    g_autoptr(GChecksum) so_far = g_checksum_copy(sink->sum); /* reading it closes it */
    g_checksum_get_digest(so_far, digest, &size);
}

static gboolean sink_close(PdfSink *sink, GError **error)
{
    if (!sink_flush(sink, error))
        return FALSE;
    if (fsync(sink->fd) != 0)
        return scan_set_errno(error, errno, "write", sink->path);
    int status = close(sink->fd);
    sink->fd = -1;
    return status == 0 || scan_set_errno(error, errno, "write", sink->path);
}

gboolean pdf_sink_finish(PdfSink *sink, PdfWritten *written, GError **error)
{
    if (!sink_close(sink, error)) {
        pdf_sink_discard(sink);
        return FALSE;
    }
    if (written) {
        g_strlcpy(written->sha256, g_checksum_get_string(sink->sum), sizeof written->sha256);
        written->size_bytes = sink->size_bytes;
    }
    sink_free(sink);
    return TRUE;
}
