/* By zlib itself: GLib's converter ends the process where zlib gets no memory. */
#include "pdf/deflate.h"

#include <zlib.h>

#include "scan/scan.h"

GBytes *pdf_deflate(const void *bytes, gsize size_bytes, GError **error)
{
    uLongf deflated_bytes = compressBound(size_bytes);
    g_autofree guint8 *deflated = g_malloc(deflated_bytes);
    if (compress(deflated, &deflated_bytes, bytes, size_bytes) == Z_OK)
        return g_bytes_new_take(g_realloc(g_steal_pointer(&deflated), deflated_bytes),
                                deflated_bytes);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                "zlib has no memory to deflate %" G_GSIZE_FORMAT
                " bytes; close other programs and try again",
                size_bytes);
    return NULL;
}
