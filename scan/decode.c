/* Page image files and PDFs into masters: what kind of file it is, and all pages or none.
 *
 * The first bytes decide, never the name: a copier's hot folder is full of wrong names. What we
 * cannot take is refused by its own name where its first bytes give it away, because "save it as
 * PDF" is advice and "not supported" is none. */
#define _GNU_SOURCE /* memmem */
#include "scan/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES 4096u
#define DPI_DEFAULT 300.0       /* as ScanSettings */
#define PDF_HEADER_WITHIN 1024u /* ISO 32000-1 Annex H.3, implementation note 13 */

typedef struct {
    const char *name;
    gboolean (*decode)(const char *path, DecodeSink *sink, GError **error);
} Decoder;

static const Decoder tiff = {"tiff", decode_tiff};
static const Decoder jpeg = {"jpeg", decode_jpeg};
static const Decoder png = {"png", decode_png};
static const Decoder pdf = {"pdf", decode_pdf};

typedef struct {
    const char *magic;
    gsize size_bytes;
    gsize offset;
    const Decoder *decoder;
    const char *foreign; /* where decoder is NULL: what it is and what to do */
} DecodeKind;

#define MAGIC(offset, text) (text), sizeof(text) - 1, (offset)

static const DecodeKind decode_kinds[] = {
    {MAGIC(0, "II*\0"), &tiff, NULL},
    {MAGIC(0, "MM\0*"), &tiff, NULL},
    {MAGIC(0, "II+\0"), &tiff, NULL}, /* BigTIFF */
    {MAGIC(0, "MM\0+"), &tiff, NULL},
    {MAGIC(0, "\xFF\xD8\xFF"), &jpeg, NULL},
    {MAGIC(0, "\x89PNG\r\n\x1A\n"), &png, NULL},
    {MAGIC(0, "PK\x03\x04"), NULL, "a ZIP archive or an Office document; save it as PDF"},
    {MAGIC(0, "\xD0\xCF\x11\xE0"), NULL, "an old Word or Excel document; save it as PDF"},
    {MAGIC(0, "{\\rtf"), NULL, "a text document (RTF); save it as PDF"},
    {MAGIC(0, "%!PS"), NULL, "a PostScript file; save it as PDF"},
    {MAGIC(0, "AT&TFORM"), NULL, "a DjVu file; save it as PDF"},
    {MAGIC(4, "ftypheic"), NULL, "a phone's photo (HEIC); save it as JPEG"},
    {MAGIC(4, "ftypmif1"), NULL, "a phone's photo (HEIC); save it as JPEG"},
    {MAGIC(4, "ftypavif"), NULL, "an AVIF picture; save it as JPEG"},
    {MAGIC(4, "ftyp"), NULL, "a video; scan the paper instead"},
    {MAGIC(8, "AVI "), NULL, "a video; scan the paper instead"},
    {MAGIC(8, "WEBP"), NULL, "a WebP picture; save it as JPEG or PNG"},
    {MAGIC(0, "GIF8"), NULL, "a GIF picture; save it as PNG"},
    {MAGIC(0, "BM"), NULL, "a BMP picture; save it as PNG"},
    {MAGIC(4, "jP  "), NULL, "a JPEG 2000 picture; save it as PNG"},
    {MAGIC(0, "\x97JB2"), NULL, "a JBIG2 picture; save it as PDF"},
    {MAGIC(0, "P4\n"), NULL, "a PNM picture; save it as PNG"},
    {MAGIC(0, "P5\n"), NULL, "a PNM picture; save it as PNG"},
    {MAGIC(0, "P6\n"), NULL, "a PNM picture; save it as PNG"},
    {MAGIC(0, "MZ"), NULL, "a Windows program; remove it and have the computer checked"},
    {MAGIC(0, "\x7F"
              "ELF"),
     NULL, "a program; remove it"},
    {MAGIC(0, "\0\0\0\0\0\0\0\0"), NULL, "a file of zeros, its copy broke off; copy it again"},
};

/* UTF-8 without controls; its last character may be cut. */
static gboolean is_text(const guint8 *head, gsize size_bytes)
{
    const char *end = NULL;
    g_utf8_validate((const char *)head, (gssize)size_bytes, &end);
    gsize valid_bytes = (gsize)(end - (const char *)head);
    for (gsize i = 0; i < valid_bytes; i++)
        if (head[i] < ' ' && !strchr("\t\n\f\r", head[i]))
            return FALSE;
    return valid_bytes > 0 && size_bytes - valid_bytes < 4;
}

/* The decoder for what begins with head; else *foreign says what it is. */
static const Decoder *kind_sniff(const guint8 *head, gsize size_bytes, const char **foreign)
{
    for (guint i = 0; i < G_N_ELEMENTS(decode_kinds); i++) {
        const DecodeKind *kind = &decode_kinds[i];
        if (kind->offset + kind->size_bytes > size_bytes ||
            memcmp(head + kind->offset, kind->magic, kind->size_bytes) != 0)
            continue;
        *foreign = kind->foreign;
        return kind->decoder;
    }
    if (memmem(head, MIN(size_bytes, PDF_HEADER_WITHIN), "%PDF-", 5))
        return &pdf;
    *foreign = is_text(head, size_bytes) ? "a text file; print it to a PDF"
                                         : "of an unknown kind; scan the paper instead";
    return NULL;
}

/* -1 on failure. */
static gssize head_read(const char *path, guint8 head[HEAD_BYTES], GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us */
    struct stat info;
    gssize size_bytes = -1;
    if (fd < 0 || fstat(fd, &info) != 0)
        scan_set_errno(error, errno, "read", path);
    else if (!S_ISREG(info.st_mode))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "not a file but a folder or a device; give the files in it");
    else if ((size_bytes = read(fd, head, HEAD_BYTES)) < 0)
        scan_set_errno(error, errno, "read", path);
    if (fd >= 0)
        close(fd);
    return size_bytes;
}

static const Decoder *file_sniff(const char *path, GError **error)
{
    guint8 head[HEAD_BYTES];
    gssize size_bytes = head_read(path, head, error);
    if (size_bytes < 0)
        return NULL;
    if (size_bytes == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "the file is empty; copy it again");
        return NULL;
    }
    const char *foreign = NULL;
    const Decoder *decoder = kind_sniff(head, (gsize)size_bytes, &foreign);
    if (!decoder)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "not a TIFF, JPEG, PNG or PDF but %s",
                    foreign);
    return decoder;
}

const char *scan_kind_of_file(const char *path, GError **error)
{
    const Decoder *decoder = file_sniff(path, error);
    return decoder ? decoder->name : NULL;
}

gboolean decode_file(const char *path, DecodeSink *sink, GError **error)
{
    const Decoder *decoder = file_sniff(path, error);
    return decoder && decoder->decode(path, sink, error);
}

gboolean decode_set_broken(GError **error, const char *kind, const char *reason)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "a broken or incomplete %s (%s); copy or scan it again", kind, reason);
    return FALSE;
}

void decode_sink_drop_last(DecodeSink *sink)
{
    Page *last = &g_array_index(sink->pages, Page, sink->pages->len - 1);
    unlink(last->path);
    g_array_set_size(sink->pages, sink->pages->len - 1);
}

GArray *scan_decode(const char *path, const ScanDecodeSettings *settings, GError **error)
{
    gboolean was_there = g_file_test(settings->out_dir, G_FILE_TEST_EXISTS);
    if (!scan_dir_make(settings->out_dir, error))
        return NULL;
    ScanDecodeSettings settled = *settings;
    if (!(settled.dpi > 0))
        settled.dpi = DPI_DEFAULT;
    DecodeSink sink = {.settings = &settled, .pages = scan_pages_new()};
    if (decode_file(path, &sink, error))
        return sink.pages;
    while (sink.pages->len > 0)
        decode_sink_drop_last(&sink);
    g_array_unref(sink.pages);
    if (!was_there)
        g_rmdir(settings->out_dir);
    return NULL;
}
