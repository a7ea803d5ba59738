/* From a page to its layers:
 *
 *   1 bit                          the image itself
 *   photograph, map, few dots, nobody looked
 *                                  one picture
 *   else                           background: mean colours of the paper, ink left out
 *                                  photographs that stand on the page, at half the resolution
 *                                  black ink, and coloured ink apart from it
 */
#include "pdf/segment.h"

#include <math.h>

#include "pdf/ink.h"
#include "pdf/strokes.h"

#define PAPER_DPI 100   /* of the background, like what is measured on it */
#define LETTER_DPI 14   /* for a pixel of an x-height: 11 points have 21 pixels at 300 dpi */
#define INK_DPI_MIN 130 /* below, letters are grays: a stencil loses a tenth of a form's words */
#define CONTRAST_MIN 32 /* whatever a page of few dots is like: no finer than its grain */
#define PHOTO_DPI 150
#define PHOTO_INK_MAX 0.02 /* what the engine saw of a photograph, of its area: more is a drawing */
#define PHOTOS_MAX (PDF_LAYERS_MAX - 3)

void pdf_layer_free(PdfLayer *layer)
{
    pixDestroy(&layer->colours);
    pixDestroy(&layer->stencil);
    pixDestroy(&layer->rim);
    g_free(layer);
}

PdfLayer *pdf_layer_new(PdfLayerUse use, PIX *colours, PIX *stencil, OcrBox place)
{
    PdfLayer *layer = g_new(PdfLayer, 1);
    *layer = (PdfLayer){.use = use,
                        .colours = colours ? pixClone(colours) : NULL,
                        .stencil = stencil ? pixClone(stencil) : NULL,
                        .place = place};
    return layer;
}

static gboolean add_whole(GPtrArray *layers, PIX *visible, PdfLayerUse use)
{
    OcrBox place = {0, 0, pixGetWidth(visible), pixGetHeight(visible)};
    gboolean is_bitonal = pixGetDepth(visible) == 1;
    g_ptr_array_add(layers,
                    pdf_layer_new(is_bitonal ? PDF_LAYER_BITONAL : use, is_bitonal ? NULL : visible,
                                  is_bitonal ? visible : NULL, place));
    return TRUE;
}

/* The mean level where where is set; FALSE where nothing is. */
static gboolean mean_of(PIX *gray, PIX *where, double *mean)
{
    l_float32 level = 0;
    gboolean is_known = pixGetAverageMasked(gray, where, 0, 0, 1, L_MEAN_ABSVAL, &level) == 0;
    *mean = level;
    return is_known;
}

static gboolean add_coarse(GPtrArray *layers, const PageImages *images)
{
    g_autoptr(PIX) gray = pixConvertTo8(images->visible, FALSE);
    g_autoptr(PIX) around = pixInvert(NULL, images->mask);
    double paper = 0, ink = 0;
    if (!gray || !around)
        return FALSE;
    gboolean is_known = mean_of(gray, around, &paper) && mean_of(gray, images->mask, &ink);
    add_whole(layers, images->visible, PDF_LAYER_COARSE);
    PdfLayer *layer = layers->pdata[0];
    layer->contrast = is_known ? MAX(paper - ink, CONTRAST_MIN) : CONTRAST_MIN;
    return TRUE;
}

/* Files do not always know their resolution; letters of common size tell it, too, but not what was taken for letters
 * on a page without words. */
static double detail_dpi(const PageImages *images, const PageText *text)
{
    double of_letters = text->lines->len ? text->findings.letter_px * LETTER_DPI : 0;
    return of_letters > 0 ? MIN(images->dpi, MAX(of_letters, PAPER_DPI)) : images->dpi;
}

/* ----------------------------------------------------------------------------------- pictures -- */

static gboolean is_photo(PIX *ink, OcrBox box)
{
    l_float32 share = 0;
    BOX *part = boxCreate(box.x_px, box.y_px, box.width_px, box.height_px);
    gboolean is_known = pixAverageInRect(ink, NULL, part, 0, 255, 1, &share) == 0;
    boxDestroy(&part);
    return is_known && share <= PHOTO_INK_MAX;
}

/* How many times smaller a photograph is kept; of a strip at least one pixel stays. */
static int photo_reduction(double dpi, OcrBox box)
{
    int wanted = dpi >= 1.5 * PHOTO_DPI ? (int)lround(dpi / PHOTO_DPI) : 1;
    return MIN(wanted, MIN(box.width_px, box.height_px));
}

static gboolean add_photo(GPtrArray *layers, const PageImages *images, OcrBox box)
{
    g_autoptr(PIX) part = pdf_pix_clip(images->visible, box);
    int reduction = photo_reduction(images->dpi, box);
    float scale = 1.0f / (float)reduction;
    g_autoptr(PIX) photo =
        part && reduction > 1 ? pixScaleAreaMap(part, scale, scale) : g_steal_pointer(&part);
    if (photo)
        g_ptr_array_add(layers, pdf_layer_new(PDF_LAYER_PICTURE, photo, NULL, box));
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

/* ------------------------------------------------------------------------- background and ink -- */

/* The paper's colours, where neither ink nor its rim is, and its grain. */
static PIX *paper_cells(PIX *visible, PIX *ink, int side, double *grain)
{
    g_autoptr(PIX) around = pdf_pix_widen(ink, PDF_RIM_PX);
    g_autoptr(PIX) bare = around ? pixInvert(NULL, around) : NULL;
    g_autoptr(PIX) counts = NULL;
    g_autoptr(PIX) cells = bare ? pdf_cells_mean(visible, bare, side, &counts) : NULL;
    if (!cells)
        return NULL;
    *grain = pdf_cells_grain(cells, counts);
    return pdf_cells_fill(cells, counts) ? g_steal_pointer(&cells) : NULL;
}

static void add_background(GPtrArray *layers, const PdfPaper *paper)
{
    OcrBox place = {0, 0, pixGetWidth(paper->cells) * paper->side_px,
                    pixGetHeight(paper->cells) * paper->side_px};
    PdfLayer *layer = pdf_layer_new(PDF_LAYER_BACKGROUND, paper->cells, NULL, place);
    layer->grain = paper->grain;
    g_ptr_array_add(layers, layer);
}

static gboolean add_ink(GPtrArray *layers, const PdfPaper *paper, PIX *ink, PIX *others)
{
    PdfLayer *layer;
    if (!pdf_strokes_layer(paper, ink, others, &layer))
        return FALSE;
    if (layer)
        g_ptr_array_add(layers, layer);
    return TRUE;
}

/* --------------------------------------------------------------------------------- all together */

/* What is left of ink and of coloured (NULL on a gray page) once the photographs are taken away. */
static gboolean add_parted(GPtrArray *layers, const PageImages *images, const PageText *text,
                           PIX *ink, PIX *coloured)
{
    double dpi = detail_dpi(images, text);
    int side = pdf_cell_side(dpi, PAPER_DPI);
    g_autoptr(PIX) both = coloured ? pixOr(NULL, ink, coloured) : pixClone(ink);
    double grain = 0;
    g_autoptr(PIX) cells = both ? paper_cells(images->visible, both, side, &grain) : NULL;
    const PdfPaper paper = {images->visible, dpi, cells, side, grain};
    if (!cells)
        return FALSE;
    add_background(layers, &paper);
    return add_photos(layers, images, text, ink, coloured) &&
           add_ink(layers, &paper, ink, coloured) &&
           (!coloured || add_ink(layers, &paper, coloured, ink));
}

/* FALSE: not enough memory. */
static gboolean pix_make_gray(PIX **colours)
{
    if (!*colours || pixGetDepth(*colours) != 32)
        return TRUE;
    PIX *gray = pixGetRGBComponent(*colours, COLOR_RED);
    pixDestroy(colours);
    *colours = gray;
    return gray != NULL;
}

/* The colours of a gray page are gray, and take a third less so. */
static gboolean make_gray(GPtrArray *layers)
{
    for (guint i = 0; i < layers->len; i++) {
        PdfLayer *layer = layers->pdata[i];
        if (!pix_make_gray(&layer->colours) || !pix_make_gray(&layer->rim))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_mixed(GPtrArray *layers, const PageImages *images, const PageText *text)
{
    g_autoptr(PIX) ink = pixCopy(NULL, images->mask);
    g_autoptr(PIX) coloured = NULL;
    gboolean is_gray = pixGetDepth(images->visible) == 8;
    if (!ink || (!is_gray && !pdf_ink_part(images->visible, ink, &coloured)))
        return FALSE;
    return add_parted(layers, images, text, ink, coloured) && (!is_gray || make_gray(layers));
}

static gboolean is_picture(const PageImages *images, const PageText *text, const PdfRecipe *recipe)
{
    int depth = pixGetDepth(images->visible);
    gboolean has_ink = images->mask && pixGetWidth(images->mask) == pixGetWidth(images->visible) &&
                       pixGetHeight(images->mask) == pixGetHeight(images->visible);
    return (depth != 8 && depth != 32) || pixGetColormap(images->visible) || recipe->is_archival ||
           !has_ink || text->findings.kind == OCR_PAGE_PICTURE;
}

static gboolean add_layers(GPtrArray *layers, const PageImages *images, const PageText *text,
                           const PdfRecipe *recipe)
{
    if (is_picture(images, text, recipe))
        return add_whole(layers, images->visible, PDF_LAYER_PICTURE);
    if (detail_dpi(images, text) < INK_DPI_MIN)
        return add_coarse(layers, images);
    return add_mixed(layers, images, text);
}

GPtrArray *pdf_page_segment(const PageImages *images, const PageText *text, const PdfRecipe *recipe,
                            GError **error)
{
    g_autoptr(GPtrArray) layers =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void (*)(void))pdf_layer_free);
    if (add_layers(layers, images, text, recipe))
        return g_steal_pointer(&layers);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                        "not enough memory to part the page's ink from its paper; give the worker "
                        "more memory ([run] page_memory_mb in muhafiz.conf)");
    return NULL;
}
