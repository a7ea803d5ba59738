/* From a page's images and words to its .layers file. */
#include <math.h>

#include "pdf/deflate.h"
#include "pdf/jpx.h"
#include "pdf/layers.h"
#include "pdf/recipe.h"
#include "pdf/segment.h"
#include "pdf/text.h"

/* Steps of an ink's colours, and of the background's chroma, of 255 levels; that of its luminance is the recipe's. */
#define INK_STEP 20
#define INK_COLOUR_STEP 10
#define PAPER_COLOUR_STEP 40
/* Of JPEG 2000: levels of 255; bits for a pixel, of which most pages need a quarter, heavily aged ones four fifths. */
#define PAPER_ERROR_MIN 1
#define PAPER_BITS_MAX 0.75
#define MOST_SHARE 1.2
#define GRAY_SHARE 0.96 /* its grain is all of it seen */
#define LIKENESS_MIN 0.8
#define LIKENESS_C 58.5 /* (0.03 * 255) squared: SSIM's constant for structure */
/* Of pages of few dots: a part of what paper is lighter than ink, so that faded letters keep as much of their shape as
 * black ones, and those of a full page as those of one of few words (an error over the page would be of both the more
 * the less there is). A quarter more misses words. A JPEG of this part of the quality of photographs takes a third
 * more, and two thirds of one of all of it. */
#define COARSE_STEP 0.16
#define COARSE_BITS_MAX 1.5
#define COARSE_PERCENT 60

/* What an image is drawn over, and what stands in the file. */
typedef struct {
    PdfLayers layers;
    GBytes *images[PDF_IMAGES_MAX];
} Encoding;

static void encoding_clear(Encoding *encoding)
{
    for (guint i = 0; i < encoding->layers.n_images; i++)
        g_bytes_unref(encoding->images[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Encoding, encoding_clear)

/* ------------------------------------------------------------------------------------- images -- */

static gboolean take_image(Encoding *encoding, PIX *pix, PdfImageKind kind, PdfImageUse use,
                           GBytes *bytes)
{
    PdfLayers *layers = &encoding->layers;
    if (!bytes)
        return FALSE;
    encoding->images[layers->n_images] = bytes;
    layers->images[layers->n_images++] =
        (PdfLayersImage){kind, use, (guint32)pixGetWidth(pix), (guint32)pixGetHeight(pix),
                         (guint32)g_bytes_get_size(bytes)};
    return TRUE;
}

static gboolean encode_bitonal(Encoding *encoding, PIX *pix, PdfImageUse use,
                               const PdfRecipe *recipe, GError **error)
{
    PdfImageKind kind;
    GBytes *bytes = pdf_image_encode_bitonal(pix, recipe->masks_are_g4, &kind, error);
    return take_image(encoding, pix, kind, use, bytes);
}

/* The error that leaves of paper of so much grain (standard deviation in levels of 255) a likeness of LIKENESS_MIN.
 * With all of its grain g gone it is c / (g * g + c), Wang's SSIM; with an error e, of which the coder's image has
 * g * g - e * e left, 1 - e * e / (2 * g * g + c - e * e), for log2(g / e) bits a pixel (Shannon; a scalar quantiser
 * takes 1.5 times as many). So what a bit gains is the same on all pages of one likeness: the least bytes for a mean
 * over many pages give each that has less just that much, and none to the others. 0.8 of paper makes 0.82 of a
 * heavily aged page, whose ink is better, and 0.90 of as many light, medium and heavy ones. */
static double error_of_likeness(double grain)
{
    double largest = 2 * grain * grain + LIKENESS_C;
    return sqrt(largest * (1 - LIKENESS_MIN) / (2 - LIKENESS_MIN));
}

/* How far JPEG 2000 may be from the paper: a little over its grain, which is nothing to be read, and then goes; but
 * of rougher paper the likeness would go with it, so that as much stays as that wants, in any colour. Of A4 it is
 * 2 to 20 KB, and 50 to 80 KB where the paper is heavily aged. */
static double paper_error(const PdfLayer *paper)
{
    double share = CLAMP(1.27 - 0.0645 * paper->grain, 1, MOST_SHARE);
    if (pixGetDepth(paper->colours) == 8)
        share *= GRAY_SHARE;
    double error = MIN(share * paper->grain, error_of_likeness(paper->grain));
    return MAX(error, PAPER_ERROR_MIN);
}

static GBytes *encode_jpx(const PdfLayer *layer, const PdfRecipe *recipe, GError **error)
{
    double coarser = sqrt(sqrt((double)pdf_recipe_step(recipe) / PDF_STEP_DEFAULT));
    PdfJpx how = {.bits_max = PAPER_BITS_MAX};
    if (layer->use == PDF_LAYER_BACKGROUND)
        how.error_levels = paper_error(layer) * coarser;
    else {
        how.step = COARSE_STEP * layer->contrast * coarser;
        how.bits_max = COARSE_BITS_MAX;
    }
    return pdf_jpx_encode(layer->colours, &how, error);
}

static GBytes *encode_jpeg(PIX *colours, PdfLayerUse use, const PdfRecipe *recipe,
                           PdfImageKind *kind, GError **error)
{
    guint quality = pdf_recipe_quality(recipe);
    const PdfJpeg hows[] = {
        [PDF_LAYER_PICTURE] = {.quality = quality},
        [PDF_LAYER_COARSE] = {.quality = MAX(quality * COARSE_PERCENT / 100, 1)},
        [PDF_LAYER_BACKGROUND] = {.step = pdf_recipe_step(recipe),
                                  .colour_step = PAPER_COLOUR_STEP},
        [PDF_LAYER_INK] = {.step = INK_STEP, .colour_step = INK_COLOUR_STEP},
    };
    return pdf_image_encode_jpeg(colours, &hows[use], kind, error);
}

static gboolean encode_colours(Encoding *encoding, const PdfLayer *layer, const PdfRecipe *recipe,
                               GError **error)
{
    PdfImageKind kind = PDF_IMAGE_JPX;
    gboolean is_jpx = recipe->paper_is_jpx &&
                      (layer->use == PDF_LAYER_BACKGROUND || layer->use == PDF_LAYER_COARSE);
    GBytes *bytes = is_jpx ? encode_jpx(layer, recipe, error)
                           : encode_jpeg(layer->colours, layer->use, recipe, &kind, error);
    return take_image(encoding, layer->colours, kind,
                      layer->stencil ? PDF_IMAGE_MASKED : PDF_IMAGE_OPAQUE, bytes);
}

static gboolean encode_rim(Encoding *encoding, const PdfLayer *layer, const PdfRecipe *recipe,
                           GError **error)
{
    PdfImageKind kind;
    GBytes *bytes = encode_jpeg(layer->rim, layer->use, recipe, &kind, error);
    return take_image(encoding, layer->rim, kind, PDF_IMAGE_MASKED, bytes);
}

static gboolean encode_layer(Encoding *encoding, const PdfLayer *layer, const PdfRecipe *recipe,
                             GError **error)
{
    if (layer->use == PDF_LAYER_BITONAL)
        return encode_bitonal(encoding, layer->stencil, PDF_IMAGE_OPAQUE, recipe, error);
    return (!layer->rim || encode_rim(encoding, layer, recipe, error)) &&
           encode_colours(encoding, layer, recipe, error) &&
           (!layer->stencil ||
            encode_bitonal(encoding, layer->stencil, PDF_IMAGE_STENCIL, recipe, error));
}

/* ------------------------------------------------------------------------------------ content -- */

/* A length of a page's pixels in 1/1000 pt, as its side of side_px is side_mpt. */
static gint64 to_mpt(int length_px, guint32 side_mpt, guint32 side_px)
{
    return llround((double)length_px * side_mpt / side_px);
}

/* In any locale. */
static void append_mpt(GString *content, gint64 mpt)
{
    gint64 size = ABS(mpt);
    g_string_append_printf(content, "%s%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT,
                           mpt < 0 ? "-" : "", size / 1000, size % 1000);
}

/* Moved by so many 1/1000 pt to the right and down. */
static void append_image(GString *content, const PdfLayers *page, const OcrBox *place, guint number,
                         gint64 right_mpt, gint64 down_mpt)
{
    gint64 left = to_mpt(place->x_px, page->width_mpt, page->width_px) + right_mpt;
    gint64 top = to_mpt(place->y_px, page->height_mpt, page->height_px) + down_mpt;
    gint64 width = to_mpt(place->width_px, page->width_mpt, page->width_px);
    gint64 height = to_mpt(place->height_px, page->height_mpt, page->height_px);
    g_string_append(content, "q ");
    append_mpt(content, width);
    g_string_append(content, " 0 0 ");
    append_mpt(content, height);
    g_string_append_c(content, ' ');
    append_mpt(content, left);
    g_string_append_c(content, ' ');
    append_mpt(content, page->height_mpt - top - height);
    g_string_append_printf(content, " cm /" PDF_TEXT_IMAGE "%u Do Q\n", number);
}

/* To each side by a pixel of the stencil. */
static void append_rim(GString *content, const PdfLayers *page, const PdfLayer *layer, guint number)
{
    gint64 right = to_mpt(layer->place.width_px, page->width_mpt, page->width_px) /
                   pixGetWidth(layer->stencil);
    gint64 down = to_mpt(layer->place.height_px, page->height_mpt, page->height_px) /
                  pixGetHeight(layer->stencil);
    append_image(content, page, &layer->place, number, -right, 0);
    append_image(content, page, &layer->place, number, right, 0);
    append_image(content, page, &layer->place, number, 0, -down);
    append_image(content, page, &layer->place, number, 0, down);
}

/* number: of its first image. Inks are drawn after all else, so that the rims of one do not cover another. */
static void append_layer(GString *content, GString *inks, const PdfLayers *page,
                         const PdfLayer *layer, guint number)
{
    if (layer->rim)
        append_rim(content, page, layer, number++);
    append_image(layer->use == PDF_LAYER_INK ? inks : content, page, &layer->place, number, 0, 0);
}

static GBytes *encode_content(const GString *images, const PageText *text, const PdfLayers *page,
                              PdfCodePoints *used, GError **error)
{
    g_autoptr(GString) content = g_string_new(images->str);
    if (text->width_px > 0 && text->height_px > 0)
        pdf_text_append(content, text, page->width_mpt / 1000.0, page->height_mpt / 1000.0, used);
    return pdf_deflate(content->str, content->len, error);
}

/* ------------------------------------------------------------------------------- all together -- */

/* The paper's side, exact to 1/1000 pt. */
static gboolean side_mpt(guint side_px, double dpi, guint32 *mpt, GError **error)
{
    double exact = round(side_px * 72000.0 / dpi);
    if (exact >= SCAN_SIDE_MIN_MPT && exact <= SCAN_SIDE_MAX_MPT) {
        *mpt = (guint32)exact;
        return TRUE;
    }
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
        "a side of %u pixels at %.0f dpi is not between 1.1 mm and 5 m, as the side of a PDF "
        "page must be; check the resolution the page was scanned at",
        side_px, dpi);
    return FALSE;
}

static gboolean page_size(const PageImages *images, PdfLayers *page, GError **error)
{
    page->width_px = (guint32)pixGetWidth(images->visible);
    page->height_px = (guint32)pixGetHeight(images->visible);
    return side_mpt(page->width_px, images->dpi, &page->width_mpt, error) &&
           side_mpt(page->height_px, images->dpi, &page->height_mpt, error);
}

gboolean pdf_layers_encode(const PageImages *images, const PageText *text, const PdfRecipe *recipe,
                           const char *path, GError **error)
{
    g_auto(Encoding) encoding = {0};
    g_autofree PdfCodePoints *used = g_new0(PdfCodePoints, 1);
    g_autoptr(GString) drawn = g_string_new(NULL), inks = g_string_new(NULL);
    if (!page_size(images, &encoding.layers, error))
        return FALSE;
    g_autoptr(GPtrArray) layers = pdf_page_segment(images, text, recipe, error);
    for (guint i = 0; layers && i < layers->len; i++) {
        const PdfLayer *layer = layers->pdata[i];
        append_layer(drawn, inks, &encoding.layers, layer, encoding.layers.n_images);
        if (!encode_layer(&encoding, layer, recipe, error))
            return FALSE;
    }
    g_string_append(drawn, inks->str);
    g_autoptr(GBytes) content =
        layers ? encode_content(drawn, text, &encoding.layers, used, error) : NULL;
    return content &&
           pdf_layers_write(path, &encoding.layers, used, content, encoding.images, error);
}
