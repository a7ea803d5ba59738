/* pdf/layers.h - reading a .layers file (inside pdf/ only); its format stands in layers.c. */
#pragma once

#include "pdf/font.h"
#include "pdf/image.h"
#include "pdf/pdf.h"

typedef struct {
    PdfImageKind image_kind;
    guint32 width_px, height_px;
    guint32 width_mpt, height_mpt; /* 1/1000 pt: the numbers of the page's box and content */
    PdfFilePart content;           /* deflated content stream */
    PdfFilePart image;
    guint8 digest[32]; /* SHA-256 of the file up to here */
} PdfLayers;

/* Checks the whole file and adds the code points of its text to used. path is borrowed by *layers.
 * IO, DATA; outputs are untouched then. */
gboolean pdf_layers_load(const char *path, PdfLayers *layers, PdfCodePoints *used, GError **error);
