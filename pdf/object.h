/* pdf/object.h - PDF objects and their file, through libharu's object layer (inside pdf/ only).
 *
 * How libharu is made safe here:
 *  - Its allocator is g_malloc, which ends the process rather than return NULL, so none of its
 *    constructors can fail for memory. They fail only for a limit (a string over 65535 bytes); then
 *    they return NULL, adding NULL to a dictionary or array is refused, and both leave a sticky
 *    code that pdf_objects_save finds. So callers build a whole document without looking, and look
 *    once.
 *  - No HPDF_Doc is made: pages, trailer, info and ID are ours, nothing is taken from the clock.
 *  - Every write of the file goes through the caller's PdfWriteFunc and is checked.
 *
 * Whoever owns an object: indirect objects belong to the PdfObjects, direct ones to what they were
 * added to. Offsets in libharu are 32-bit: see PDF_FILE_BYTES_MAX.
 */
#pragma once

#include <glib.h>
#include <hpdf.h>

#define PDF_FILE_BYTES_MAX 2000000000u /* HPDF_UINT offsets; some readers take them as signed */

typedef struct PdfObjects PdfObjects;

PdfObjects *pdf_objects_new(void);
void pdf_objects_free(PdfObjects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfObjects, pdf_objects_free)

HPDF_Dict pdf_objects_trailer(PdfObjects *objects);
HPDF_Dict pdf_objects_add_dict(PdfObjects *objects); /* an indirect one */
/* bytes are copied: deflated, or as they are. */
HPDF_Dict pdf_objects_add_stream(PdfObjects *objects, const void *bytes, gsize size_bytes,
                                 gboolean deflate);

/* A part of a file that becomes a stream without being held in memory: it is opened, copied and
 * closed while the document is saved. path is borrowed until then. */
typedef struct {
    const char *path;
    guint64 offset_bytes;
    guint32 size_bytes;
} PdfFilePart;

/* entries: the stream's dictionary but for its Length, as it stands in the file, copied ("/Filter /DCTDecode\n").
 * In libharu's own objects an entry takes 300 bytes, and it drops a Filter that it did not make itself. */
HPDF_Dict pdf_objects_add_file_stream(PdfObjects *objects, const PdfFilePart *part,
                                      const char *entries);

/* To refer to an indirect object in such entries: "12 0 R". */
guint pdf_object_number(HPDF_Dict dict);

/* Direct children. */
HPDF_Dict pdf_dict_add_dict(HPDF_Dict dict, const char *key);
HPDF_Array pdf_dict_add_array(HPDF_Dict dict, const char *key);
HPDF_Dict pdf_array_add_dict(HPDF_Array array);
/* A text string (ISO 32000-1, 7.9.2.2): ASCII, or else UTF-16BE with byte order mark in hexadecimal. */
void pdf_dict_add_text(HPDF_Dict dict, const char *key, const char *utf8);
/* ASCII, for what must not be a text string: dates, identifiers, languages. */
void pdf_dict_add_ascii(HPDF_Dict dict, const char *key, const char *ascii);
void pdf_dict_add_bytes(HPDF_Dict dict, const char *key, const void *bytes, gsize size_bytes);
void pdf_array_add_bytes(HPDF_Array array, const void *bytes, gsize size_bytes);

typedef gboolean (*PdfWriteFunc)(const void *bytes, gsize size_bytes, gpointer user_data,
                                 GError **error);

/* Writes header ("1.7"), objects, cross-reference table and trailer. What write or the reading of a
 * file part reported comes out as it is; anything that libharu refused is FAILED. */
gboolean pdf_objects_save(PdfObjects *objects, const char *version, PdfWriteFunc write,
                          gpointer user_data, GError **error);
