#include "tests/tools/one-page.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>

#include "ocr/images.h"
#include "ocr/text.h"

void one_page_clear(OnePage *page)
{
    pixDestroy(&page->rendering);
    *page = (OnePage){0};
}

static void pictures_take(PageText *text, const OcrPrepared *prepared)
{
    for (int i = 0; i < boxaGetCount(prepared->pictures); i++) {
        int x, y, width, height;
        double scale = prepared->scale;
        boxaGetBoxGeometry(prepared->pictures, i, &x, &y, &width, &height);
        OcrBox box = {(int)(x / scale), (int)(y / scale), (int)(width / scale),
                      (int)(height / scale)};
        g_array_append_val(text->pictures, box);
    }
}

gboolean one_page_look(PIX **master, double dpi, PageImages **images, PageText **text,
                       GError **error)
{
    g_auto(OcrPrepared) prepared = {0};
    gboolean is_prepared = ocr_prepare(*master, 0, 0, OCR_LETTER_PX, &prepared, error);
    PageImages *made = is_prepared ? ocr_images_new(master, &prepared, dpi, error) : NULL;
    pixDestroy(master);
    if (!made)
        return FALSE;
    *images = made;
    *text = ocr_page_text_new();
    (*text)->width_px = (guint)pixGetWidth(made->visible);
    (*text)->height_px = (guint)pixGetHeight(made->visible);
    (*text)->dpi = dpi;
    (*text)->findings = prepared.findings;
    pictures_take(*text, &prepared);
    return TRUE;
}

static gboolean volume_write(const char *layers, const char *path, guint64 *size_bytes,
                             GError **error)
{
    const PdfPage page = {layers, "1/C"};
    const PdfBookmark bookmark = {"Application for entry of mutation (1)", 0, 0};
    const Volume volume = {.title = "Mutation of khasra No. 212 of village Chak Sultan",
                           .identifier = "fl-A-12_2008-C-1",
                           .language = "en-IN",
                           .creator = "Office of the Tehsildar, Sadar",
                           .created = "2026-01-01T10:20:30+05:30",
                           .file_no = "A-12/2008",
                           .section = "Revenue",
                           .category = "Mutation",
                           .classification = "open",
                           .retention = "C",
                           .side = "correspondence",
                           .volume = 1,
                           .first_folio = "1",
                           .last_folio = "1",
                           .pages = &page,
                           .n_pages = 1,
                           .bookmarks = &bookmark,
                           .n_bookmarks = 1};
    PdfWritten written;
    gboolean is_written = pdf_volume_write(&volume, path, &written, error);
    *size_bytes = is_written ? written.size_bytes : 0;
    return is_written;
}

static gboolean layers_write(const PageImages *images, const PageText *text, const char *path,
                             guint64 *size_bytes, GError **error)
{
    PageLayers info;
    if (!pdf_layers_encode(images, text, &(PdfRecipe){.paper_is_jpx = TRUE}, path, error) ||
        !pdf_layers_load_info(path, &info, error))
        return FALSE;
    *size_bytes = info.size_bytes;
    return TRUE;
}

/* The same page without words; that it has some says how fine its letters are (pdf/segment.c). */
static PageText *text_wordless(const PageText *text)
{
    PageText *wordless = ocr_page_text_new();
    wordless->width_px = text->width_px;
    wordless->height_px = text->height_px;
    wordless->dpi = text->dpi;
    wordless->findings = text->findings;
    g_array_append_vals(wordless->pictures, text->pictures->data, text->pictures->len);
    if (text->lines->len > 0)
        g_ptr_array_add(wordless->lines, ocr_line_new());
    return wordless;
}

/* Poppler rounds the paper up to whole pixels, and may find one more to the right and below. */
static PIX *trim(PIX **pix, PIX *like)
{
    int width = pixGetWidth(like), height = pixGetHeight(like);
    BOX *box = boxCreate(0, 0, width, height);
    PIX *trimmed = pixGetWidth(*pix) < width || pixGetHeight(*pix) < height
                       ? pixScaleToSize(*pix, width, height)
                       : pixClipRectangle(*pix, box, NULL);
    boxDestroy(&box);
    pixDestroy(pix);
    return trimmed;
}

PIX *one_page_render(const char *dir, const char *name, PIX *like, double dpi, GError **error)
{
    g_autofree char *pdf = g_strdup_printf("%s/%s.pdf", dir, name);
    g_autofree char *base = g_build_filename(dir, name, NULL);
    g_autofree char *tiff = g_strconcat(base, ".tif", NULL);
    g_autofree char *command = g_strdup_printf(
        "pdftocairo -tiff -tiffcompression none -singlefile -r %.4f '%s' '%s'", dpi, pdf, base);
    int status = 0;
    if (!g_spawn_command_line_sync(command, NULL, NULL, &status, error) ||
        !g_spawn_check_wait_status(status, error))
        return NULL;
    PIX *rendering = pixRead(tiff);
    g_unlink(tiff);
    if (rendering)
        return trim(&rendering, like);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "pdftocairo rendered no %s", pdf);
    return NULL;
}

gboolean one_page_make(const PageImages *images, const PageText *text, const char *dir,
                       OnePage *page, GError **error)
{
    g_autofree char *layers = g_build_filename(dir, "page.layers", NULL);
    g_autofree char *pdf = g_build_filename(dir, "page.pdf", NULL);
    g_autoptr(PageText) wordless = text_wordless(text);
    OnePage made = {0};
    gboolean is_made =
        layers_write(images, wordless, layers, &made.image_bytes, error) &&
        layers_write(images, text, layers, &made.layers_bytes, error) &&
        volume_write(layers, pdf, &made.volume_bytes, error) &&
        (made.rendering = one_page_render(dir, "page", images->visible, images->dpi, error));
    g_unlink(layers);
    if (!is_made)
        return FALSE;
    one_page_clear(page);
    *page = made;
    return TRUE;
}
