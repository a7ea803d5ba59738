/* pdf/xmp.h - what a volume says of itself (inside pdf/ only). */
#pragma once

#include "pdf/object.h"
#include "pdf/pdf.h"

#define PDF_PRODUCER "Muhafiz (libharu)"
#define PDF_TEXT_CHARS_MAX 8000 /* PDF/A-2 ends strings at 32767 bytes */

/* A value as it stands in the file: valid UTF-8 on one line, without what XML cannot hold, no white
 * space at the ends. Never NULL. */
char *pdf_meta_text(const char *value);

/* The XMP packet (ISO 16684-1, ISO 19005-2, 6.6). USAGE, LIMIT. */
GString *pdf_xmp_new(const Volume *volume, GError **error);

/* The Info dictionary with the same values. Call it for what pdf_xmp_new took. */
HPDF_Dict pdf_info_add(PdfObjects *objects, const Volume *volume);
