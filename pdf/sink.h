/* pdf/sink.h - a file being written, every byte checked and hashed (inside pdf/ only). */
#pragma once

#include "pdf/pdf.h"

#define PDF_DIGEST_BYTES 32

typedef struct PdfSink PdfSink;

/* Makes or empties the file at path, mode 0600. IO. */
PdfSink *pdf_sink_open(const char *path, GError **error);
/* A PdfWriteFunc; sink is the PdfSink. LIMIT (see PDF_FILE_BYTES_MAX), IO. */
gboolean pdf_sink_write(const void *bytes, gsize size_bytes, gpointer sink, GError **error);
/* SHA-256 of what was written so far. */
void pdf_sink_digest(PdfSink *sink, guint8 digest[PDF_DIGEST_BYTES]);
/* Syncs, closes, frees; written may be NULL. On failure the file is gone. */
gboolean pdf_sink_finish(PdfSink *sink, PdfWritten *written, GError **error);
void pdf_sink_discard(PdfSink *sink); /* frees and removes the file; NULL is fine */
