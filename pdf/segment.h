/* pdf/segment.h - which layers a page is made of (inside pdf/ only).
 *
 * Mixed raster content (ITU-T T.44; Bottou et al., High Quality Document Image Compression with DjVu, 1998): the
 * shapes of ink at the page's own resolution and without loss, colours of ink and paper coarsely, since the eye
 * wants no more of them.
 */
#pragma once

#include "pdf/cells.h"
#include "pdf/pdf.h"

typedef enum {
    PDF_LAYER_BITONAL, /* stencil alone: black on white */
    PDF_LAYER_PICTURE, /* colours alone: a photograph, or a page that is one */
    PDF_LAYER_COARSE,  /* the same of a page of so few dots that ink and paper are not told apart */
    PDF_LAYER_BACKGROUND, /* colours alone: paper, and what is too faint for ink */
    PDF_LAYER_INK         /* colours, seen where the stencil is black */
} PdfLayerUse;

typedef struct {
    PdfLayerUse use;
    PIX *colours; /* owned; 8 or 32 bpp, stretched over place; or NULL */
    PIX *stencil; /* owned; 1 bpp, over place, in its size or finer; or NULL */
    PIX *
        rim; /* owned; of ink: colours of its soft edges, seen through the stencil too, which is moved by one of its
                   * pixels to each of four sides, below the ink of all layers; or NULL */
    double grain; /* of a background: its paper's roughness, standard deviation in levels of 255 */
    double
        contrast; /* of a page of few dots: what its paper is lighter than its ink, edges and all; levels of 255 */
    OcrBox place; /* on the page, in its pixels; may reach over its right and lower edge */
} PdfLayer;

/* Takes a share of each image that is not NULL. */
PdfLayer *pdf_layer_new(PdfLayerUse use, PIX *colours, PIX *stencil, OcrBox place);
void pdf_layer_free(PdfLayer *layer);

#define PDF_LAYERS_MAX 12

/* PdfLayer (the array frees them), lowest first, at most PDF_LAYERS_MAX. Borrows the inputs. LIMIT: not enough
 * memory. */
GPtrArray *pdf_page_segment(const PageImages *images, const PageText *text, const PdfRecipe *recipe,
                            GError **error);
