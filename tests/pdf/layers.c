/* The .layers file: what it holds, what is refused, and that damage never gets through. */
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#include "tests/pdf/sample.h"

static void encode(const char *path, SampleKind kind, guint width_px, guint height_px, double dpi,
                   GError **error)
{
    PageImages *images = sample_images(kind, width_px, height_px, dpi);
    PageText *text = sample_text(sample_english, width_px, height_px, dpi);
    pdf_layers_encode(images, text, &(PdfRecipe){0}, path, error);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
}

/* --------------------------------------------------------------------------------------- size -- */

static const struct {
    const char *name;
    guint width_px, height_px;
    double dpi;
    double width_pt, height_pt;
    int code; /* expected error, or -1 */
} size_rows[] = {
    {"A4 at 300 dpi", 2480, 3508, 300, 595.2, 841.92, -1},
    {"A4 at 118.11 px/cm", 2480, 3508, 299.9994, 595.2, 841.92, -1},
    {"smallest", 13, 13, 300, 3.12, 3.12, -1},
    {"too small", 12, 500, 300, 0, 0, MUHAFIZ_ERROR_LIMIT},
    {"A0 at 100 dpi", 3311, 4681, 100, 2383.92, 3370.32, -1},
    {"longest roll", 200, 20000, 100, 144, 14400, -1},
    {"too long", 200, 20001, 100, 0, 0, MUHAFIZ_ERROR_LIMIT},
    {"no resolution", 200, 200, 0, 0, 0, MUHAFIZ_ERROR_LIMIT},
};

static void test_size(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "p.layers", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(size_rows); i++) {
        g_autoptr(GError) error = NULL;
        PageLayers info;
        g_test_message("%s", size_rows[i].name);
        encode(path, SAMPLE_BITONAL, size_rows[i].width_px, size_rows[i].height_px,
               size_rows[i].dpi, &error);
        if (size_rows[i].code >= 0) {
            g_assert_error(error, MUHAFIZ_ERROR, size_rows[i].code);
            g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
            continue;
        }
        g_assert_no_error(error);
        g_assert_true(pdf_layers_load_info(path, &info, NULL));
        g_assert_cmpfloat_with_epsilon(info.width_pt, size_rows[i].width_pt, 0.1);
        g_assert_cmpfloat_with_epsilon(info.height_pt, size_rows[i].height_pt, 0.1);
        g_assert_cmpuint(info.width_px, ==, size_rows[i].width_px);
        g_unlink(path);
    }
    sample_dir_free(dir);
}

/* ------------------------------------------------------------------------------------- images -- */

/* Pixels of every depth come out of the PDF as they went in (JPEG: nearly). */
static const struct {
    const char *name;
    int depth, colours;
    gboolean masks_are_g4;
    const char *enc, *color;
} image_rows[] = {
    {"1 bit", 1, 0, FALSE, "jbig2", "gray"}, {"1 bit as Group 4", 1, 0, TRUE, "ccitt", "gray"},
    {"8 bit", 8, 0, FALSE, "jpeg", "gray"},  {"32 bit", 32, 0, FALSE, "jpeg", "rgb"},
    {"palette", 8, 3, FALSE, "jpeg", "rgb"}, {"4 bit", 4, 0, FALSE, "jpeg", "gray"},
};

static PIX *image_of(int depth, int colours)
{
    PIX *pix = pixCreate(201, 100, depth); /* 201: rows do not end at a byte */
    if (depth != 1)
        pixSetAll(pix);
    PIXCMAP *map = colours ? pixcmapCreate(8) : NULL;
    for (int i = 0; i < colours; i++)
        pixcmapAddColor(map, 80 * i, 250 - 50 * i, 30);
    if (map) {
        pixSetColormap(pix, map);
        pixSetAllArbitrary(pix, 1);
    }
    for (int x = 20; x < 70; x++)
        for (int y = 30; y < 60; y++)
            pixSetPixel(pix, x, y, depth == 1 ? 1 : 0);
    return pix;
}

static gboolean is_dark(PIX *pix, int x, int y)
{
    l_uint32 value = 0;
    pixGetPixel(pix, x, y, &value);
    return value < 128;
}

static void check_pixels(const char *dir)
{
    g_autofree char *rendered = g_build_filename(dir, "r.pgm", NULL);
    PIX *pix = pixRead(rendered);
    g_assert_nonnull(pix);
    g_assert_cmpint(pixGetWidth(pix), ==, 201);
    g_assert_true(is_dark(pix, 45, 45));
    g_assert_true(is_dark(pix, 22, 32) && is_dark(pix, 67, 57));
    g_assert_false(is_dark(pix, 10, 45));
    g_assert_false(is_dark(pix, 80, 45));
    g_assert_false(is_dark(pix, 199, 98));
    pixDestroy(&pix);
}

static void test_images(void)
{
    char *dir = sample_dir_new();
    g_autofree char *layers = g_build_filename(dir, "p.layers", NULL);
    g_autofree char *pdf = g_build_filename(dir, "v.pdf", NULL);
    PageText *text = sample_text(sample_blank, 201, 100, 72);
    for (guint i = 0; i < G_N_ELEMENTS(image_rows); i++) {
        PageImages images = {.visible = image_of(image_rows[i].depth, image_rows[i].colours),
                             .dpi = 72};
        PdfPage page = {layers, NULL};
        Volume volume = sample_volume(PDF_PART_1B, &page, 1);
        PdfWritten written;
        g_test_message("%s", image_rows[i].name);
        const PdfRecipe recipe = {.jpeg_quality = 90, .masks_are_g4 = image_rows[i].masks_are_g4};
        g_assert_true(pdf_layers_encode(&images, text, &recipe, layers, NULL));
        g_assert_true(pdf_volume_write(&volume, pdf, &written, NULL));
        g_autofree char *list = sample_run("pdfimages -list %s", pdf);
        g_assert_nonnull(strstr(list, image_rows[i].enc));
        g_assert_nonnull(strstr(list, image_rows[i].color));
        g_free(sample_run("pdftoppm -r 72 -gray -singlefile %s %s/r", pdf, dir));
        if (!image_rows[i].colours)
            check_pixels(dir);
        pixDestroy(&images.visible);
    }
    ocr_page_text_free(text);
    sample_dir_free(dir);
}

/* ------------------------------------------------------------------------------------- damage -- */

static void damaged_is_data(const char *path, const char *bytes, gsize size)
{
    g_autoptr(GError) error = NULL;
    PageLayers info;
    g_assert_true(
        g_file_set_contents_full(path, bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_assert_false(pdf_layers_load_info(path, &info, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

/* Every byte wrong once, and the file cut at every place. The paper is small, so that this is quick. */
static void test_damage(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "p.layers", NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    encode(path, SAMPLE_BITONAL, 300, 200, 100, NULL);
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    for (gsize i = 0; i < size; i++) {
        bytes[i] = (char)(bytes[i] ^ (1 << (i % 8)));
        damaged_is_data(path, bytes, size);
        bytes[i] = (char)(bytes[i] ^ (1 << (i % 8)));
        damaged_is_data(path, bytes, i);
    }
    sample_dir_free(dir);
}

/* A file that is wrong but has a right sum: sizes and kinds must not lead outside of it. */
static void seal(char *bytes, gsize size)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize digest_size = 32;
    g_checksum_update(sum, (guchar *)bytes, (gssize)size - 32);
    g_checksum_get_digest(sum, (guint8 *)bytes + size - 32, &digest_size);
}

static const struct {
    const char *name;
    gsize offset;
    guint32 value;
} wrong_rows[] = {
    {"version", 8, 1},
    {"no width", 12, 0},
    {"negative width", 12, 1u << 31},
    {"no height", 16, 0},
    {"paper too wide", 20, 14400001},
    {"paper too low", 24, 2999},
    {"code points", 28, 70000},
    {"content", 32, 0xFFFFFFFF},
    {"no image", 36, 0},
    {"one image more", 36, 2},
    {"more images than there can be", 36, 17},
    {"image kind 0", 40, 0},
    {"image kind 6", 40, 6},
    {"masked by nothing", 44, 1},
    {"a stencil of nothing", 44, 2},
    {"image use 3", 44, 3},
    {"image without width", 48, 0},
    {"negative height of the image", 52, 1u << 31},
    {"image", 56, 0xFFFFFFF0},
    {"empty image", 56, 0},
};

static void test_wrong(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "p.layers", NULL);
    encode(path, SAMPLE_BITONAL, 300, 200, 100, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(wrong_rows); i++) {
        g_autofree char *good = g_build_filename(dir, "good.layers", NULL);
        g_autofree char *bytes = NULL;
        gsize size = 0;
        guint32 value = GUINT32_TO_LE(wrong_rows[i].value);
        encode(good, SAMPLE_BITONAL, 300, 200, 100, NULL);
        g_assert_true(g_file_get_contents(good, &bytes, &size, NULL));
        memcpy(bytes + wrong_rows[i].offset, &value, 4);
        seal(bytes, size);
        g_test_message("%s", wrong_rows[i].name);
        damaged_is_data(path, bytes, size);
    }
    sample_dir_free(dir);
}

static void test_missing(void)
{
    g_autoptr(GError) error = NULL;
    PageLayers info = {.width_px = 7};
    g_assert_false(pdf_layers_load_info("/nowhere/p.layers", &info, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_cmpuint(info.width_px, ==, 7);
    g_clear_error(&error);
    encode("/nowhere/p.layers", SAMPLE_BITONAL, 300, 200, 100, &error);
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
}

/* -------------------------------------------------------------------------------------- names -- */

static void test_recipe(void)
{
    g_autofree char *normal = pdf_recipe_name(&(PdfRecipe){0});
    g_autofree char *same = pdf_recipe_name(&(PdfRecipe){.jpeg_quality = PDF_JPEG_QUALITY_DEFAULT});
    g_autofree char *other = pdf_recipe_name(&(PdfRecipe){.jpeg_quality = 40});
    g_autofree char *archival = pdf_recipe_name(&(PdfRecipe){.is_archival = TRUE});
    g_autofree char *fine =
        pdf_recipe_name(&(PdfRecipe){.jpeg_quality = PDF_JPEG_QUALITY_ARCHIVAL});
    g_autofree char *g4 = pdf_recipe_name(&(PdfRecipe){.masks_are_g4 = TRUE});
    g_autofree char *key = pdf_layers_key("aa", &(PdfRecipe){0}, "bb");
    g_autofree char *swapped = pdf_layers_key("bb", &(PdfRecipe){0}, "aa");
    g_assert_cmpstr(normal, ==, same);
    g_assert_cmpstr(normal, !=, other);
    g_assert_cmpstr(archival, !=, fine);
    g_assert_cmpstr(g4, !=, normal);
    g_assert_cmpuint(strlen(key), ==, 64);
    g_assert_cmpstr(key, !=, swapped);
}

static void test_same_bytes(void)
{
    char *dir = sample_dir_new();
    for (SampleKind kind = SAMPLE_BITONAL; kind <= SAMPLE_COLOUR; kind++) {
        g_autofree char *a = sample_layers(dir, "a", kind, sample_mixed);
        g_autofree char *b = sample_layers(dir, "b", kind, sample_mixed);
        char first[SCAN_SHA256_SIZE], second[SCAN_SHA256_SIZE];
        g_assert_true(scan_file_sha256(a, first, NULL, NULL));
        g_assert_true(scan_file_sha256(b, second, NULL, NULL));
        g_assert_cmpstr(first, ==, second);
    }
    sample_dir_free(dir);
}

/* Writes a white master of the paper's size in points. */
static void write_master(const char *path, double width_pt, double height_pt, double dpi)
{
    const ScanMasterSpec spec = {(guint)lround(width_pt * dpi / 72), 1, 1, dpi,
                                 SCAN_MASTER_LOSSLESS};
    const Sheet sheet = {"T-01", 1, 1, SCAN_FACE_FRONT};
    g_autoptr(GError) error = NULL;
    Page page;
    guint8 row[1000] = {0};
    g_assert_cmpuint(spec.width_px, <=, 8 * sizeof row);
    ScanMaster *master = scan_master_new(path, &spec, &sheet, &error);
    for (long y = 0; y < lround(height_pt * dpi / 72); y++)
        scan_master_add_rows(master, row, sizeof row, 1, &error);
    scan_master_finish(master, &page, &error);
    g_assert_no_error(error);
    scan_page_clear(&page);
}

/* From a master of an odd resolution to a page of the paper's true size, but for half a pixel. */
static void test_true_size(void)
{
    static const double resolutions[] = {96.012, 150.4, 203.2, 299.9994};
    const OcrSettings settings = {.languages = "eng"};
    char *dir = sample_dir_new();
    g_autofree char *master = g_build_filename(dir, "m.tif", NULL);
    g_autofree char *path = g_build_filename(dir, "p.layers", NULL);
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(resolutions); i++) {
        g_autoptr(GError) error = NULL;
        PageImages *images = NULL;
        PageText *text = NULL;
        PageLayers info;
        double dpi = resolutions[i], half_px = 36 / dpi;
        write_master(master, 595.53, 842.07, dpi);
        ocr_page_read(engine, master, &settings, &images, &text, &error);
        g_assert_no_error(error);
        g_assert_cmpfloat_with_epsilon(text->dpi, dpi, 0.0001);
        g_assert_true(pdf_layers_encode(images, text, &(PdfRecipe){0}, path, NULL));
        g_assert_true(pdf_layers_load_info(path, &info, NULL));
        g_assert_cmpfloat_with_epsilon(info.width_pt, info.width_px * 72 / dpi, 0.1);
        g_assert_cmpfloat_with_epsilon(info.width_pt, 595.53, half_px + 0.1);
        g_assert_cmpfloat_with_epsilon(info.height_pt, 842.07, half_px + 0.1);
        ocr_page_images_free(images);
        ocr_page_text_free(text);
    }
    ocr_engine_free(engine);
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/layers/size", test_size);
    g_test_add_func("/pdf/layers/true-size", test_true_size);
    g_test_add_func("/pdf/layers/images", test_images);
    g_test_add_func("/pdf/layers/damage", test_damage);
    g_test_add_func("/pdf/layers/wrong", test_wrong);
    g_test_add_func("/pdf/layers/missing", test_missing);
    g_test_add_func("/pdf/layers/recipe", test_recipe);
    g_test_add_func("/pdf/layers/same-bytes", test_same_bytes);
    return g_test_run();
}
