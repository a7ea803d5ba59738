/* The checked layer over libharu: how is said in object.h.
 *
 * libharu 2.3.0 traps met here: a dictionary with filter NONE loses its Filter entry, so the entry
 * is written by the write function; after_write_fn is not called when writing fails, so the free
 * function closes the file too; HPDF_Stream_WriteToStream does nothing once an error is set.
 */
#include "pdf/object.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pdf/deflate.h"
#include "scan/scan.h"

struct PdfObjects {
    HPDF_Error_Rec status; /* libharu's sticky error */
    HPDF_MMgr mmgr;
    HPDF_Xref xref;
    GError *error; /* the first failure of a callback of ours */
    PdfWriteFunc write;
    gpointer write_data;
};

static void *allocate(HPDF_UINT size_bytes)
{
    return g_malloc(MAX(size_bytes, 1)); /* g_malloc(0) is NULL, which libharu takes as a failure */
}

PdfObjects *pdf_objects_new(void)
{
    PdfObjects *objects = g_new0(PdfObjects, 1);
    HPDF_Error_Init(&objects->status, NULL);
    objects->mmgr = HPDF_MMgr_New(&objects->status, 0, allocate, g_free);
    objects->xref = HPDF_Xref_New(objects->mmgr, 0);
    return objects;
}

void pdf_objects_free(PdfObjects *objects)
{
    if (!objects)
        return;
    HPDF_Xref_Free(objects->xref);
    HPDF_MMgr_Free(objects->mmgr);
    g_clear_error(&objects->error);
    g_free(objects);
}

HPDF_Dict pdf_objects_trailer(PdfObjects *objects)
{
    return objects->xref->trailer;
}

HPDF_Dict pdf_objects_add_dict(PdfObjects *objects)
{
    HPDF_Dict dict = HPDF_Dict_New(objects->mmgr);
    HPDF_Xref_Add(objects->xref, dict);
    return dict;
}

/* ----------------------------------------------------------------------------------- streams -- */

/* What stands behind a stream's dictionary. */
typedef struct {
    PdfObjects *objects;
    char *entries;
    HPDF_Number length; /* the dictionary's */
    PdfFilePart part;   /* path NULL: the bytes are libharu's already */
    guint32 position_bytes;
    int fd; /* -1 while it is not being copied */
} Source;

/* Keeps the first error of ours and gives libharu a code that stops it. */
static HPDF_STATUS objects_fail(PdfObjects *objects, GError *error)
{
    if (objects->error)
        g_error_free(error);
    else
        objects->error = error;
    return HPDF_SetError(&objects->status, HPDF_FILE_IO_ERROR, 0);
}

static HPDF_STATUS source_write_entries(HPDF_Dict dict, HPDF_Stream stream)
{
    Source *source = dict->attr;
    return HPDF_Stream_WriteStr(stream, source->entries);
}

static void source_close(Source *source)
{
    if (source->fd >= 0)
        close(source->fd);
    source->fd = -1;
}

static void source_free(HPDF_Dict dict)
{
    Source *source = dict->attr;
    source->length->header.obj_id =
        HPDF_OTYPE_DIRECT; /* else it would not be freed with the dictionary */
    source_close(source);
    g_free(source->entries);
    g_free(source);
}

/* libharu wants a stream's length to be an object of its own, of 60 bytes in the file and with a place in the
 * table. It is known: so it stands among the entries, and what libharu finds is not written. */
static void source_add_length(Source *source, HPDF_Dict dict)
{
    source->length = HPDF_Number_New(dict->mmgr, (HPDF_INT32)source->part.size_bytes);
    HPDF_Dict_Add(dict, "Length", source->length);
    source->length->header.obj_id |= HPDF_OTYPE_INDIRECT | HPDF_OTYPE_HIDDEN;
}

/* Of part's length. */
static HPDF_Dict source_new(PdfObjects *objects, const PdfFilePart *part, const char *entries)
{
    Source *source = g_new0(Source, 1);
    source->objects = objects;
    source->part = *part;
    source->entries = g_strdup_printf("/Length %u\n%s", part->size_bytes, entries);
    source->fd = -1;
    HPDF_Dict dict = pdf_objects_add_dict(objects);
    source_add_length(source, dict);
    dict->attr = source;
    dict->write_fn = source_write_entries;
    dict->free_fn = source_free;
    return dict;
}

static GBytes *bytes_encode(PdfObjects *objects, const void *bytes, gsize size_bytes,
                            gboolean deflate)
{
    GError *error = NULL;
    GBytes *encoded =
        deflate ? pdf_deflate(bytes, size_bytes, &error) : g_bytes_new(bytes, size_bytes);
    if (!encoded)
        objects_fail(objects, error);
    return encoded ? encoded : g_bytes_new(NULL, 0);
}

HPDF_Dict pdf_objects_add_stream(PdfObjects *objects, const void *bytes, gsize size_bytes,
                                 gboolean deflate)
{
    g_autoptr(GBytes) encoded = bytes_encode(objects, bytes, size_bytes, deflate);
    const PdfFilePart whole = {.size_bytes = (guint32)g_bytes_get_size(encoded)};
    HPDF_Dict dict = source_new(objects, &whole, deflate ? "/Filter /FlateDecode\n" : "");
    dict->stream = HPDF_MemStream_New(objects->mmgr, MAX(whole.size_bytes, 1));
    HPDF_Stream_Write(dict->stream, g_bytes_get_data(encoded, NULL), whole.size_bytes);
    return dict;
}

/* -------------------------------------------------------------------------------- file parts -- */

static HPDF_STATUS part_fail_errno(Source *source, const char *doing)
{
    GError *error = NULL;
    scan_set_errno(&error, errno, doing, source->part.path);
    return objects_fail(source->objects, error);
}

static HPDF_STATUS part_read(HPDF_Stream stream, HPDF_BYTE *bytes, HPDF_UINT *size_bytes)
{
    Source *source = stream->attr;
    guint32 wanted = MIN(*size_bytes, source->part.size_bytes - source->position_bytes);
    off_t offset = (off_t)(source->part.offset_bytes + source->position_bytes);
    *size_bytes = 0;
    if (wanted == 0)
        return HPDF_STREAM_EOF;
    ssize_t n;
    do
        n = pread(source->fd, bytes, wanted, offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return part_fail_errno(source, "read");
    if (n == 0)
        return objects_fail(source->objects,
                            g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                                        "%s became shorter while it was read; make it anew",
                                        source->part.path));
    *size_bytes = (HPDF_UINT)n;
    source->position_bytes += (guint32)n;
    return HPDF_OK;
}

static HPDF_STATUS part_seek(HPDF_Stream stream, HPDF_INT position, HPDF_WhenceMode mode)
{
    Source *source = stream->attr;
    if (mode != HPDF_SEEK_SET || position < 0 || (guint32)position > source->part.size_bytes)
        return HPDF_SetError(stream->error, HPDF_INVALID_PARAMETER, 0);
    source->position_bytes = (guint32)position;
    return HPDF_OK;
}

static HPDF_INT32 part_tell(HPDF_Stream stream)
{
    Source *source = stream->attr;
    return (HPDF_INT32)source->position_bytes;
}

static HPDF_UINT32 part_size(HPDF_Stream stream)
{
    Source *source = stream->attr;
    return source->part.size_bytes;
}

static HPDF_STATUS part_before_write(HPDF_Dict dict)
{
    Source *source = dict->attr;
    source->fd = open(source->part.path, O_RDONLY | O_CLOEXEC);
    if (source->fd < 0)
        return part_fail_errno(source, "open");
    dict->stream =
        HPDF_CallbackReader_New(dict->mmgr, part_read, part_seek, part_tell, part_size, source);
    return HPDF_OK;
}

static HPDF_STATUS part_after_write(HPDF_Dict dict)
{
    HPDF_Stream_Free(dict->stream);
    dict->stream = NULL;
    source_close(dict->attr);
    return HPDF_OK;
}

HPDF_Dict pdf_objects_add_file_stream(PdfObjects *objects, const PdfFilePart *part,
                                      const char *entries)
{
    HPDF_Dict dict = source_new(objects, part, entries);
    dict->before_write_fn = part_before_write;
    dict->after_write_fn = part_after_write;
    return dict;
}

guint pdf_object_number(HPDF_Dict dict)
{
    return dict->header.obj_id & 0x00FFFFFF; /* above it are libharu's flags */
}

/* ------------------------------------------------------------------------------------ values -- */

HPDF_Dict pdf_dict_add_dict(HPDF_Dict dict, const char *key)
{
    HPDF_Dict child = HPDF_Dict_New(dict->mmgr);
    HPDF_Dict_Add(dict, key, child);
    return child;
}

HPDF_Array pdf_dict_add_array(HPDF_Dict dict, const char *key)
{
    HPDF_Array child = HPDF_Array_New(dict->mmgr);
    HPDF_Dict_Add(dict, key, child);
    return child;
}

HPDF_Dict pdf_array_add_dict(HPDF_Array array)
{
    HPDF_Dict child = HPDF_Dict_New(array->mmgr);
    HPDF_Array_Add(array, child);
    return child;
}

void pdf_dict_add_bytes(HPDF_Dict dict, const char *key, const void *bytes, gsize size_bytes)
{
    HPDF_UINT size = (HPDF_UINT)MIN(size_bytes, G_MAXUINT32);
    HPDF_Dict_Add(dict, key, HPDF_Binary_New(dict->mmgr, (HPDF_BYTE *)bytes, size));
}

void pdf_array_add_bytes(HPDF_Array array, const void *bytes, gsize size_bytes)
{
    HPDF_UINT size = (HPDF_UINT)MIN(size_bytes, G_MAXUINT32);
    HPDF_Array_Add(array, HPDF_Binary_New(array->mmgr, (HPDF_BYTE *)bytes, size));
}

static void append_unit(GByteArray *text, gunichar unit)
{
    guint16 big_endian = GUINT16_TO_BE((guint16)unit);
    g_byte_array_append(text, (const guint8 *)&big_endian, 2);
}

/* Not by g_utf8_to_utf16: of all GLib's functions it is one that returns NULL for want of memory. */
void pdf_dict_add_ascii(HPDF_Dict dict, const char *key, const char *ascii)
{
    HPDF_Dict_Add(dict, key, HPDF_String_New(dict->mmgr, ascii, NULL));
}

void pdf_dict_add_text(HPDF_Dict dict, const char *key, const char *utf8)
{
    if (g_str_is_ascii(utf8)) {
        pdf_dict_add_ascii(dict, key, utf8);
        return;
    }
    g_autoptr(GByteArray) text = g_byte_array_new();
    append_unit(text, 0xFEFF);
    for (const char *p = utf8; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c >= 0x10000)
            append_unit(text, 0xD800 + ((c - 0x10000) >> 10));
        append_unit(text, c < 0x10000 ? c : 0xDC00 + (c & 0x3FF));
    }
    pdf_dict_add_bytes(dict, key, text->data, text->len);
}

/* -------------------------------------------------------------------------------------- save -- */

static HPDF_STATUS save_write(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT size_bytes)
{
    PdfObjects *objects = stream->attr;
    if (objects->write(bytes, size_bytes, objects->write_data, &objects->error))
        return HPDF_OK;
    return HPDF_SetError(stream->error, HPDF_FILE_IO_ERROR, 0);
}

/* The second line, four bytes above 127, tells file transfer programs that the file is binary
 * (ISO 19005-1, 6.1.2). */
static HPDF_STATUS save_all(PdfObjects *objects, const char *version, HPDF_Stream stream)
{
    g_autofree char *head = g_strdup_printf("%%PDF-%s\n%%\xE2\xE3\xCF\xD3\n", version);
    HPDF_STATUS status = HPDF_Stream_WriteStr(stream, head);
    return status == HPDF_OK ? HPDF_Xref_WriteToStream(objects->xref, stream, NULL) : status;
}

gboolean pdf_objects_save(PdfObjects *objects, const char *version, PdfWriteFunc write,
                          gpointer user_data, GError **error)
{
    HPDF_STATUS status = HPDF_Error_GetCode(&objects->status);
    if (status == HPDF_OK) {
        objects->write = write;
        objects->write_data = user_data;
        HPDF_Stream stream = HPDF_CallbackWriter_New(objects->mmgr, save_write, objects);
        status = save_all(objects, version, stream);
        HPDF_Stream_Free(stream);
    }
    if (status == HPDF_OK)
        status = HPDF_Error_GetCode(&objects->status); /* where libharu dropped a return code */
    if (status == HPDF_OK && !objects->error)
        return TRUE;
    if (objects->error)
        g_propagate_error(error, g_steal_pointer(&objects->error));
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "the PDF library refused an object with code 0x%04lX; report this, with the "
                    "name of the record",
                    status);
    return FALSE;
}
