/* Texts, one by one: first a byte for each letter (brief.h), then deflated with GLib's zlib, which every page needs
 * anyway.
 *
 * Measured on simulated pages of 1.3 kB, of five languages: zlib leaves 0.44 of the text in 60 us, zstd (level 6) no
 * less; with letters of one byte it leaves 0.37. Reading a page takes seconds. A dictionary would gain more on such short
 * texts, but then every text hangs on a second row.
 */
#include "index/pack.h"

#include <gio/gio.h>
#include <string.h>

#include "index/brief.h"
#include "scan/scan.h"

#define METHOD_LETTERS 'l'
#define METHOD_DEFLATE 'z'
#define METHOD_PLAIN 'p'
#define DEFLATE_LEVEL 6

/* What the converter makes of data, behind the bytes of head. */
static GBytes *convert(GConverter *converter, const char *head, const void *data, gsize size,
                       GError **error)
{
    g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
    g_autoptr(GOutputStream) stream = g_converter_output_stream_new(memory, converter);
    if (!g_output_stream_write_all(memory, head, strlen(head), NULL, NULL, error) ||
        !g_output_stream_write_all(stream, data, size, NULL, NULL, error) ||
        !g_output_stream_close(stream, NULL, error))
        return NULL;
    return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
}

static GBytes *plain_new(const char *text, gsize length)
{
    char *kept = g_malloc(length + 1);
    kept[0] = METHOD_PLAIN;
    memcpy(kept + 1, text, length);
    return g_bytes_new_take(kept, length + 1);
}

static GBytes *deflated_new(char method, const void *data, gsize size)
{
    const char head[] = {method, '\0'};
    g_autoptr(GZlibCompressor) compressor =
        g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW, DEFLATE_LEVEL);
    return convert(G_CONVERTER(compressor), head, data, size, NULL);
}

GBytes *index_text_pack(const char *text)
{
    gsize length = strlen(text), size;
    g_autoptr(GBytes) letters = brief_pack(text, BRIEF_LETTERS);
    const char *bytes = letters ? g_bytes_get_data(letters, &size) : NULL;
    g_autoptr(GBytes) packed = letters ? deflated_new(METHOD_LETTERS, bytes, size)
                                       : deflated_new(METHOD_DEFLATE, text, length);
    return packed && g_bytes_get_size(packed) <= length ? g_steal_pointer(&packed)
                                                        : plain_new(text, length);
}

static GBytes *deflated_read(const char *data, gsize size, GError **error)
{
    g_autoptr(GZlibDecompressor) decompressor =
        g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW);
    return convert(G_CONVERTER(decompressor), "", data, size, error);
}

static char *text_read(char method, const char *data, gsize size, GError **error)
{
    if (method == METHOD_PLAIN)
        return g_strndup(data, size);
    if (method != METHOD_DEFLATE && method != METHOD_LETTERS)
        return NULL;
    g_autoptr(GBytes) bytes = deflated_read(data, size, error);
    const char *read = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    if (!bytes)
        return NULL;
    return method == METHOD_DEFLATE ? g_strndup(read, size) : brief_text(read, size);
}

char *index_text_unpack(GBytes *packed, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(packed, &size);
    g_autoptr(GError) failure = NULL;
    char *text = size > 0 ? text_read(data[0], data + 1, size - 1, &failure) : NULL;
    if (!text)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "the text of a page is damaged in the index (%s): stop work, copy the store to "
                    "another disk and restore the last backup",
                    failure ? failure->message : "kept in no known way");
    return text;
}
