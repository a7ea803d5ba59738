/* From a page to its layers:
 *
 *   1 bit                          the image itself
 *   photograph, map, nobody looked one picture
 *   else                           background: mean colours of the paper, ink left out
 *                                  photographs that stand on the page, at half the resolution
 *                                  black ink, and coloured ink apart from it
 */
#include "pdf/segment.h"

#include <math.h>

#include "pdf/ink.h"

#define PAPER_DPI 100 /* of the background, like what is measured on it */
#define INK_DPI 19    /* of its colours: the strokes of a letter share theirs */
#define RIM_PX 2      /* ink's soft edge is no paper */
#define PHOTO_DPI 150
#define PHOTO_INK_MAX 0.02 /* what the engine saw of a photograph, of its area: more is a drawing */
#define PHOTOS_MAX (PDF_LAYERS_MAX - 3)

void pdf_layer_free(PdfLayer *layer)
{
    pixDestroy(&layer->colours);
    pixDestroy(&layer->stencil);
    g_free(layer);
}

static void add_layer(GPtrArray *layers, PdfLayerUse use, PIX *colours, PIX *stencil, OcrBox place)
{
    PdfLayer *layer = g_new(PdfLayer, 1);
    *layer = (PdfLayer){use, colours, stencil, place};
    g_ptr_array_add(layers, layer);
}

static gboolean add_whole(GPtrArray *layers, PIX *visible)
{
    OcrBox place = {0, 0, pixGetWidth(visible), pixGetHeight(visible)};
    gboolean is_bitonal = pixGetDepth(visible) == 1;
    PIX *pix = pixClone(visible);
    add_layer(layers, is_bitonal ? PDF_LAYER_BITONAL : PDF_LAYER_PICTURE, is_bitonal ? NULL : pix,
              is_bitonal ? pix : NULL, place);
    return TRUE;
}

/* ----------------------------------------------------------------------------------- pictures -- */

static PIX *clip(PIX *pix, OcrBox box)
{
    BOX *part = boxCreate(box.x_px, box.y_px, box.width_px, box.height_px);
    PIX *clipped = pixClipRectangle(pix, part, NULL);
    boxDestroy(&part);
    return clipped;
}

static gboolean is_photo(PIX *ink, OcrBox box)
{
    l_float32 share = 0;
    BOX *part = boxCreate(box.x_px, box.y_px, box.width_px, box.height_px);
    gboolean is_known = pixAverageInRect(ink, NULL, part, 0, 255, 1, &share) == 0;
    boxDestroy(&part);
    return is_known && share <= PHOTO_INK_MAX;
}

static gboolean add_photo(GPtrArray *layers, const PageImages *images, OcrBox box)
{
    g_autoptr(PIX) part = clip(images->visible, box);
    int reduction = images->dpi >= 1.5 * PHOTO_DPI ? (int)lround(images->dpi / PHOTO_DPI) : 1;
    float scale = 1.0f / (float)reduction;
    PIX *photo =
        part && reduction > 1 ? pixScaleAreaMap(part, scale, scale) : g_steal_pointer(&part);
    if (photo)
        add_layer(layers, PDF_LAYER_PICTURE, photo, NULL, box);
    return photo != NULL;
}

static void take_away(PIX *ink, OcrBox box)
{
    pixRasterop(ink, box.x_px, box.y_px, box.width_px, box.height_px, PIX_CLR, NULL, 0, 0);
}

/* Adds the photographs and takes what lies on them from ink and coloured, which may be NULL. */
static gboolean add_photos(GPtrArray *layers, const PageImages *images, const PageText *text,
                           PIX *ink, PIX *coloured)
{
    guint n = text->pictures ? text->pictures->len : 0, n_photos = 0;
    for (guint i = 0; i < n && n_photos < PHOTOS_MAX; i++) {
        OcrBox box = g_array_index(text->pictures, OcrBox, i);
        if (!is_photo(images->mask, box))
            continue;
        if (!add_photo(layers, images, box))
            return FALSE;
        take_away(ink, box);
        if (coloured)
            take_away(coloured, box);
        n_photos++;
    }
    return TRUE;
}

/* ---------------------------------------------------------------------------------- background -- */

/* The side of the cells that make an image of as many dots of a page of so many. */
static int side_px(double page_dpi, double dpi)
{
    return (int)CLAMP(lround(page_dpi / dpi), 1, 255);
}

/* The paper's colours, where neither ink nor its rim is. */
static PIX *paper_new(PIX *visible, PIX *ink, int side)
{
    g_autoptr(PIX) around = pixDilateBrick(NULL, ink, 2 * RIM_PX + 1, 2 * RIM_PX + 1);
    g_autoptr(PIX) paper = around ? pixInvert(NULL, around) : NULL;
    return paper ? pdf_cells_mean(visible, paper, (guint)side) : NULL;
}

static OcrBox cells_place(PIX *cells, int side)
{
    return (OcrBox){0, 0, pixGetWidth(cells) * side, pixGetHeight(cells) * side};
}

/* ----------------------------------------------------------------------------------------- ink -- */

/* The cells around all that is set; FALSE where nothing is. */
static gboolean ink_cells(PIX *ink, int side, OcrBox *cells)
{
    BOX *box = NULL;
    int x, y, width, height;
    if (pixClipToForeground(ink, NULL, &box) != 0 || !box)
        return FALSE;
    boxGetGeometry(box, &x, &y, &width, &height);
    boxDestroy(&box);
    *cells = (OcrBox){.x_px = x / side, .y_px = y / side};
    cells->width_px = (x + width - 1) / side + 1 - cells->x_px;
    cells->height_px = (y + height - 1) / side + 1 - cells->y_px;
    return TRUE;
}

/* The place's part of ink, which may end before it. */
static PIX *stencil_new(PIX *ink, OcrBox place)
{
    PIX *stencil = pixCreate(place.width_px, place.height_px, 1);
    if (stencil)
        pixRasterop(stencil, 0, 0, place.width_px, place.height_px, PIX_SRC, ink, place.x_px,
                    place.y_px);
    return stencil;
}

static gboolean add_ink(GPtrArray *layers, const PageImages *images, PIX *ink)
{
    OcrBox cells;
    int side = side_px(images->dpi, INK_DPI);
    if (!ink_cells(ink, side, &cells))
        return TRUE;
    OcrBox place = {cells.x_px * side, cells.y_px * side, cells.width_px * side,
                    cells.height_px * side};
    g_autoptr(PIX) all = pdf_cells_mean(images->visible, ink, (guint)side);
    g_autoptr(PIX) colours = all ? clip(all, cells) : NULL;
    g_autoptr(PIX) stencil = stencil_new(ink, place);
    if (!colours || !stencil)
        return FALSE;
    add_layer(layers, PDF_LAYER_INK, g_steal_pointer(&colours), g_steal_pointer(&stencil), place);
    return TRUE;
}

/* --------------------------------------------------------------------------------- all together */

/* What is left of ink and of coloured (NULL on a gray page) once the photographs are taken away. */
static gboolean add_parted(GPtrArray *layers, const PageImages *images, const PageText *text,
                           PIX *ink, PIX *coloured)
{
    int side = side_px(images->dpi, PAPER_DPI);
    g_autoptr(PIX) both = coloured ? pixOr(NULL, ink, coloured) : pixClone(ink);
    g_autoptr(PIX) paper = both ? paper_new(images->visible, both, side) : NULL;
    if (!paper)
        return FALSE;
    add_layer(layers, PDF_LAYER_BACKGROUND, pixClone(paper), NULL, cells_place(paper, side));
    return add_photos(layers, images, text, ink, coloured) && add_ink(layers, images, ink) &&
           (!coloured || add_ink(layers, images, coloured));
}

static gboolean add_mixed(GPtrArray *layers, const PageImages *images, const PageText *text)
{
    g_autoptr(PIX) ink = pixCopy(NULL, images->mask);
    g_autoptr(PIX) coloured = NULL;
    if (!ink ||
        (pixGetDepth(images->visible) == 32 && !pdf_ink_part(images->visible, ink, &coloured)))
        return FALSE;
    return add_parted(layers, images, text, ink, coloured);
}

static gboolean is_one_image(const PageImages *images, const PageText *text,
                             const PdfRecipe *recipe)
{
    int depth = pixGetDepth(images->visible);
    return (depth != 8 && depth != 32) || pixGetColormap(images->visible) || recipe->is_archival ||
           !images->mask || text->findings.kind == OCR_PAGE_PICTURE;
}

GPtrArray *pdf_page_segment(const PageImages *images, const PageText *text, const PdfRecipe *recipe,
                            GError **error)
{
    g_autoptr(GPtrArray) layers =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void (*)(void))pdf_layer_free);
    if (is_one_image(images, text, recipe) ? add_whole(layers, images->visible)
                                           : add_mixed(layers, images, text))
        return g_steal_pointer(&layers);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                        "not enough memory to part the page's ink from its paper; give the worker "
                        "more memory ([run] page_memory_mb in muhafiz.conf)");
    return NULL;
}
