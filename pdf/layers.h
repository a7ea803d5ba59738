/* pdf/layers.h - reading a .layers file (inside pdf/ only); its format stands in layers.c. */
#pragma once

#include "pdf/font.h"
#include "pdf/image.h"
#include "pdf/object.h"
#include "pdf/pdf.h"

#define PDF_IMAGES_MAX 16

typedef enum {
    PDF_IMAGE_OPAQUE,  /* is drawn whole */
    PDF_IMAGE_MASKED,  /* is drawn where the next stencil is black; nothing opaque stands between */
    PDF_IMAGE_STENCIL, /* bitonal, is not drawn by itself */
} PdfImageUse;

typedef struct {
    PdfImageKind kind;
    PdfImageUse use;
    guint32 width_px, height_px;
    guint32 size_bytes;
} PdfLayersImage;

typedef struct {
    const char *path;
    guint32 width_px, height_px;   /* of the page */
    guint32 width_mpt, height_mpt; /* 1/1000 pt: the numbers of the page's box and content */
    PdfFilePart content;           /* deflated content stream; the images follow it */
    guint32 n_images;
    PdfLayersImage images[PDF_IMAGES_MAX]; /* the content draws PDF_TEXT_IMAGE and their number */
    guint8 digest[32];                     /* SHA-256 of the file up to here */
} PdfLayers;

/* Has an image that PDF/A-1 does not allow. */
gboolean pdf_layers_need_part_2(const PdfLayers *layers);
PdfFilePart pdf_layers_image_part(const PdfLayers *layers, guint number);

/* Writes a file of layers' sizes and images (path, content and digest are not looked at). IO; nothing is
 * left at path then. */
gboolean pdf_layers_write(const char *path, const PdfLayers *layers, const PdfCodePoints *used,
                          GBytes *content, GBytes *const *images, GError **error);

/* Checks the whole file and adds the code points of its text to used. path is borrowed by *layers.
 * IO, DATA; outputs are untouched then. */
gboolean pdf_layers_load(const char *path, PdfLayers *layers, PdfCodePoints *used, GError **error);

/* What it says of itself, without reading all of it: for who has it loaded right afterwards, which finds what is
 * wrong. IO, DATA. */
gboolean pdf_layers_peek_info(const char *path, PageLayers *info, GError **error);
