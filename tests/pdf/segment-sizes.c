/* Layers of pages as files may have them: slips, strips, wrong resolutions; pictures at their very edges. */
#include <leptonica/allheaders.h>
#include <string.h>

#include "tests/pdf/sample.h"

typedef struct {
    const char *name;
    int width_px, height_px, depth;
    double dpi;
    OcrBox picture; /* no width: none */
} Size;

static const Size sizes[] = {
    {"one pixel, gray", 1, 1, 8, 20, {0, 0, 0, 0}},
    {"one pixel, colour", 1, 1, 32, 20, {0, 0, 1, 1}},
    {"one column", 13, 700, 32, 300, {12, 0, 1, 700}},
    {"one row", 700, 13, 8, 300, {0, 12, 700, 1}},
    {"a strip", 20000, 33, 32, 300, {19999, 32, 1, 1}},
    {"a strip, upright", 31, 20000, 8, 150, {0, 0, 31, 20000}},
    {"odd, few dots", 651, 479, 32, 150, {650, 0, 1, 479}},
    {"many dots, a line for a picture", 1201, 903, 32, 1200, {3, 3, 3, 890}},
    {"more dots than any scanner has", 600, 600, 32, 9600, {0, 0, 600, 2}},
    {"hardly any", 651, 479, 8, 50, {10, 10, 100, 100}},
};

static PIX *noise_new(int width, int height, int depth, guint32 *seed)
{
    PIX *pix = pixCreate(width, height, depth);
    gsize n_words = (gsize)pixGetWpl(pix) * (gsize)height;
    for (gsize i = 0; i < n_words; i++)
        pixGetData(pix)[i] = *seed = *seed * 1664525 + 1013904223;
    return pix;
}

static void test_size(gconstpointer data)
{
    const Size *size = data;
    char *dir = sample_dir_new();
    guint32 seed = 1;
    int width = size->width_px, height = size->height_px;
    PageImages images = {noise_new(width, height, size->depth, &seed),
                         noise_new(width, height, 1, &seed), size->dpi};
    PageText *text = sample_text(sample_blank, (guint)width, (guint)height, size->dpi);
    if (size->picture.width_px) {
        pixClearAll(images.mask);
        pixSetPixel(images.mask, width - 1, height - 1, 1);
        g_array_append_val(text->pictures, size->picture);
    }
    g_autofree char *list = sample_write_page(dir, &images, text, &(PdfRecipe){0});
    g_assert_nonnull(strstr(list, " jpeg "));
    pixDestroy(&images.visible);
    pixDestroy(&images.mask);
    ocr_page_text_free(text);
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *path = g_strconcat("/pdf/segment-sizes/", sizes[i].name, NULL);
        g_test_add_data_func(path, &sizes[i], test_size);
    }
    return g_test_run();
}
