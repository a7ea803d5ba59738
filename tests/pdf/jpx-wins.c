/* JPEG 2000 is kept for paper, and for pages of few dots, because it wins 15 % and more: of the bytes of the JPEG that
 * is used where it may not be, at a likeness (SSIM at 100 dpi) that is not higher. Of rough paper, nearly all of which is
 * noise that no coder makes small, it wins less. */
#include <leptonica/allheaders.h>

#include "pdf/image.h"
#include "pdf/jpx.h"
#include "pdf/segment.h"
#include "tests/pages/page.h"
#include "tests/pdf/sample.h"
#include "tests/tools/likeness.h"
#include "tests/tools/one-page.h"

#define WINS 0.85
#define WINS_ROUGH 0.92
#define SEEN_DPI 100 /* of paper's cells, and of pages of few dots */

static const struct {
    const char *language, *kind, *ageing;
    PageMode mode;
    double dpi, most; /* of a JPEG's bytes */
} rows[] = {{"eng", "note", "light", PAGE_COLOR, 300, WINS},
            {"hin", "letter", "medium", PAGE_GRAY, 300, WINS},
            {"urd", "certificate", "heavy", PAGE_COLOR, 300, WINS_ROUGH},
            {"eng", "application", "light", PAGE_GRAY, 100, WINS},
            {"pan", "order", "medium", PAGE_GRAY, 100, WINS}};

static PIX *page_new(gsize row)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    const PageRequest request = {.language = text_language_lookup(rows[row].language, NULL),
                                 .kind = rows[row].kind,
                                 .ageing = age_level_lookup(rows[row].ageing, NULL),
                                 .mode = rows[row].mode,
                                 .dpi = rows[row].dpi,
                                 .story_seed = 8,
                                 .page_seed = 8};
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    return pix;
}

/* The lowest layer of the page: its paper, or all of it. */
static PIX *lowest_new(gsize row)
{
    PageImages *images = NULL;
    PageText *text = NULL;
    PIX *master = page_new(row);
    g_assert_true(one_page_look(&master, rows[row].dpi, &images, &text, NULL));
    if (rows[row].dpi < 200) {
        PIX *all = pixClone(images->visible);
        ocr_page_images_free(images);
        ocr_page_text_free(text);
        return all;
    }
    g_autoptr(GPtrArray) layers = pdf_page_segment(images, text, &(PdfRecipe){0}, NULL);
    PdfLayer *paper = layers->pdata[0];
    g_assert_cmpint(paper->use, ==, PDF_LAYER_BACKGROUND);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return pixClone(paper->colours);
}

static gsize size_of(GBytes *bytes, PIX *(*decode)(const guint8 *, size_t), PIX *colours,
                     double *ssim)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    PIX *decoded = decode(data, size);
    g_assert_nonnull(decoded);
    *ssim = likeness_ssim(colours, decoded, SEEN_DPI);
    pixDestroy(&decoded);
    return size;
}

static PIX *decode_jpx(const guint8 *data, size_t size)
{
    return pixReadMemJp2k(data, size, 1, NULL, 0, 0);
}

static PIX *decode_jpeg(const guint8 *data, size_t size)
{
    return pixReadMemJpeg(data, size, 0, 1, NULL, 0);
}

static void test_row(gconstpointer data)
{
    gsize row = GPOINTER_TO_SIZE(data), jpeg_size = 0;
    PIX *colours = lowest_new(row);
    double ssim = 0, jpeg_ssim = 0;
    g_autoptr(GBytes) jpx = pdf_jpx_encode(colours, &(PdfJpx){.step = 10, .bits_max = 99}, NULL);
    gsize jpx_size = size_of(jpx, decode_jpx, colours, &ssim);
    for (guint step = 255; step > 0 && jpeg_ssim < ssim; step -= step / 16 + 1) {
        PdfImageKind kind;
        g_autoptr(GBytes) jpeg = pdf_image_encode_jpeg(
            colours, &(PdfJpeg){.step = step, .colour_step = 40}, &kind, NULL);
        jpeg_size = size_of(jpeg, decode_jpeg, colours, &jpeg_ssim);
    }
    g_test_message("JPEG 2000 %zu bytes, SSIM %.3f; JPEG %zu bytes, %.3f: %.2f", jpx_size, ssim,
                   jpeg_size, jpeg_ssim, (double)jpx_size / (double)jpeg_size);
    g_assert_cmpfloat((double)jpx_size, <=, rows[row].most * (double)jpeg_size);
    pixDestroy(&colours);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path =
            g_strdup_printf("/pdf/jpx-wins/%s %s %s of %.0f dpi", rows[i].language, rows[i].kind,
                            rows[i].ageing, rows[i].dpi);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
