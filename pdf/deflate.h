/* pdf/deflate.h - streams in zlib's format, for /FlateDecode (inside pdf/ only). */
#pragma once

#include <glib.h>

/* The same bytes for the same input. FAILED, where there is no memory. */
GBytes *pdf_deflate(const void *bytes, gsize size_bytes, GError **error);
