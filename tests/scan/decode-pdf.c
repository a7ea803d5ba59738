/* Pages of a PDF: their own image where it is the page, else a rendering. Either way the master
 * shows what a reader of the PDF sees. */
#include "scan/scan.h"
#include "tests/scan/decode-make.h"

#include <leptonica/allheaders.h>

#define DPI 100.0 /* of what is rendered; the images have IMAGE_DPI */
#define SCALE 10u
#define PAGE_WIDTH_PT 216.0
#define PAGE_HEIGHT_PT 144.0
#define IMAGE_DPI (PICTURE_WIDTH * SCALE / PAGE_WIDTH_PT * 72)

#define FULL "q 216 0 0 144 0 0 cm /Im Do Q "

/* Luminances at the corners of the page as shown: the picture has 0 top left, 64 (the bar) top
 * right and white below. */
typedef struct {
    const char *name;
    MakePdf page;
    gboolean is_taken;
    guint channels;
    int top_left, top_right, bottom_left, bottom_right;
} PdfCase;

static const PdfCase cases[] = {
    {"image", {216, 144, 0, FULL, "", SCALE}, TRUE, 1, 0, 64, 255, 255},
    {"image-rotate-90", {216, 144, 90, FULL, "", SCALE}, TRUE, 1, 255, 0, 255, 64},
    {"image-rotate-180", {216, 144, 180, FULL, "", SCALE}, TRUE, 1, 255, 255, 64, 0},
    {"image-rotate-270", {216, 144, 270, FULL, "", SCALE}, TRUE, 1, 64, 255, 0, 255},
    {"invisible-text",
     {216, 144, 0, FULL "BT 3 Tr /F 20 Tf 20 20 Td (Text) Tj ET", "", SCALE},
     TRUE,
     1,
     0,
     64,
     255,
     255},
    {"visible-text",
     {216, 144, 0, FULL "BT /F 9 Tf 100 50 Td (12) Tj ET", "", SCALE},
     FALSE,
     1,
     0,
     64,
     255,
     255},
    {"white-over-image",
     {216, 144, 0, FULL "1 g 80 90 20 20 re f", "", SCALE},
     TRUE,
     1,
     0,
     64,
     255,
     255}, /* over white: nothing is hidden */
    {"hidden-part",
     {216, 144, 0, FULL "1 g 160 125 30 30 re f", "", SCALE},
     FALSE,
     1,
     0,
     64,
     255,
     255},
    {"colour-over-image",
     {216, 144, 0, FULL "1 0 0 rg 80 60 20 20 re f", "", SCALE},
     FALSE,
     3,
     0,
     64,
     255,
     255},
    {"mirrored",
     {216, 144, 0, "-216 0 0 144 216 0 cm /Im Do", "", SCALE},
     FALSE,
     1,
     64,
     0,
     255,
     255},
    {"upside-down",
     {216, 144, 0, "-216 0 0 -144 216 144 cm /Im Do", "", SCALE},
     FALSE,
     1,
     255,
     255,
     64,
     0},
    {"inverted", {216, 144, 0, FULL, "/Decode[1 0]", SCALE}, FALSE, 1, 255, 191, 0, 0},
    {"two-images",
     {216, 144, 0, "q 216 0 0 72 0 0 cm /Im Do Q q 216 0 0 72 0 72 cm /Im Do Q", "", SCALE},
     FALSE,
     1,
     0,
     64,
     255,
     255},
    {"half-page",
     {216, 144, 0, "108 0 0 72 0 72 cm /Im Do", "", SCALE},
     FALSE,
     1,
     0,
     255,
     255,
     255},
    {"coarse-image", {216, 144, 0, FULL, "", 2}, FALSE, 1, 0, 64, 255, 255},
    {"text",
     {216, 144, 0, "BT /F 30 Tf 60 60 Td (Text) Tj ET", NULL, 0},
     FALSE,
     1,
     255,
     255,
     255,
     255},
    {"text-rotate-90", {216, 144, 90, "0 134 20 10 re f", NULL, 0}, FALSE, 1, 255, 0, 255, 255},
    {"colour", {216, 144, 0, "0 0 1 rg 0 0 216 144 re f", NULL, 0}, FALSE, 3, 85, 85, 85, 85},
};

static int corner(PIX *pix, gboolean right, gboolean bottom)
{
    l_uint32 value = 0;
    int x = (right ? 96 : 4) * pixGetWidth(pix) / 100;
    int y = (bottom ? 96 : 4) * pixGetHeight(pix) / 100;
    pixGetPixel(pix, x, y, &value);
    if (pixGetDepth(pix) != 32)
        return (int)value;
    int red, green, blue;
    extractRGBValues(value, &red, &green, &blue);
    return (red + green + blue) / 3;
}

static void assert_corners(const PdfCase *pdf, const char *path)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = scan_master_load(path, &error);
    g_assert_no_error(error);
    const int expected[] = {pdf->top_left, pdf->top_right, pdf->bottom_left, pdf->bottom_right};
    for (guint i = 0; i < 4; i++)
        g_assert_cmpint(ABS(corner(pix, i % 2, i / 2) - expected[i]), <=, 16);
    pixDestroy(&pix);
}

static void test_page(gconstpointer data)
{
    const PdfCase *pdf = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "-x.pdf", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    ScanDecodeSettings settings = {.out_dir = out,
                                   .dpi = DPI,
                                   .master = SCAN_MASTER_LOSSLESS,
                                   .first = {.office = "T-01", .batch = 4, .number = 1}};
    make_pdf(file, &pdf->page, 1);
    g_autoptr(GArray) pages = scan_decode(file, &settings, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(pages->len, ==, 1);
    g_assert_cmpuint(folder_count(out), ==, 1);
    Page *page = &g_array_index(pages, Page, 0);
    gboolean is_turned = pdf->page.rotate % 180 != 0;
    double dpi = pdf->is_taken ? IMAGE_DPI : DPI;
    g_assert_cmpfloat_with_epsilon(page->dpi, dpi, 0.5);
    double width_pt = is_turned ? PAGE_HEIGHT_PT : PAGE_WIDTH_PT;
    g_assert_cmpfloat_with_epsilon(page->width_px / page->dpi * 72, width_pt, 1);
    g_assert_cmpuint(page->channels, ==, pdf->channels);
    assert_corners(pdf, page->path);
    folder_remove(folder);
}

static void assert_refused(const char *file, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *out = g_strconcat(file, "-out", NULL);
    ScanDecodeSettings settings = {
        .out_dir = out, .dpi = DPI, .first = {.office = "T-01", .batch = 4, .number = 1}};
    g_assert_null(scan_decode(file, &settings, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, words));
    g_assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
}

static void test_no_pages(void)
{
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "x.pdf", NULL);
    make_pdf(file, NULL, 0);
    assert_refused(file, "without pages");
    folder_remove(folder);
}

/* A password to open it refuses; restrictions for those who open it without one do not. */
static void test_locked(void)
{
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "x.pdf", NULL);
    g_autofree char *locked = g_build_filename(folder, "locked.pdf", NULL);
    const char *argv[] = {"qpdf", "--encrypt", "user", "owner", "256", "--", file, locked, NULL};
    make_any(file, "pdf");
    int status = -1;
    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                      &status, NULL)) {
        g_test_skip("qpdf is not installed");
    } else {
        g_assert_cmpint(status, ==, 0);
        assert_refused(locked, "password");
    }
    folder_remove(folder);
}

/* The second page's image breaks off inside a whole PDF; nothing of the first page stays. */
static void test_broken_image(void)
{
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "x.pdf", NULL);
    const MakePdf pages[] = {{216, 144, 0, FULL, "", SCALE}, {216, 144, 0, FULL, "", SCALE + 1}};
    make_pdf(file, pages, 2);
    g_autofree char *bytes = NULL;
    gsize size_bytes = 0;
    g_assert_true(g_file_get_contents(file, &bytes, &size_bytes, NULL));
    memset(bytes + size_bytes - 2500, 0,
           1000); /* the image stands last, before 600 bytes of xref */
    g_file_set_contents(file, bytes, (gssize)size_bytes, NULL);
    assert_refused(file, "page 2");
    folder_remove(folder);
}

/* ---------------------------------------------------------------------------- children -- */

typedef struct {
    const char *name;
    const char *pdfinfo; /* what stands in for it, as a shell script; NULL: nothing does */
    MuhafizError code;
    const char *words;
} ChildCase;

static const ChildCase child_cases[] = {
    {"missing", NULL, MUHAFIZ_ERROR_IO, "poppler-utils"},
    {"crashes", "kill -SEGV $$", MUHAFIZ_ERROR_DATA, "crashes"},
    {"fails", "exit 3", MUHAFIZ_ERROR_DATA, "fails"},
    {"complains", "echo 'Syntax Error: bad' >&2", MUHAFIZ_ERROR_DATA, "Syntax Error: bad"},
    {"floods", "exec cat /dev/zero", MUHAFIZ_ERROR_LIMIT, "MB"},
};

static void test_child(gconstpointer data)
{
    const ChildCase *child = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "x.pdf", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    g_autofree char *tool = g_build_filename(folder, "pdfinfo", NULL);
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_autofree char *shadowed = g_strconcat(folder, child->pdfinfo ? ":" : NULL, path, NULL);
    if (child->pdfinfo) {
        g_autofree char *script = g_strdup_printf("#!/bin/sh\n%s\n", child->pdfinfo);
        g_file_set_contents_full(tool, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL);
    }
    ScanDecodeSettings settings = {
        .out_dir = out, .dpi = DPI, .first = {.office = "T-01", .batch = 4, .number = 1}};
    make_any(file, "pdf");
    g_setenv("PATH", shadowed, TRUE);
    GArray *pages = scan_decode(file, &settings, &error);
    g_setenv("PATH", path, TRUE);
    g_assert_null(pages);
    g_assert_error(error, MUHAFIZ_ERROR, (int)child->code);
    g_assert_nonnull(strstr(error->message, child->words));
    g_assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(child_cases); i++) {
        g_autofree char *path = g_strconcat("/decode/pdf/child-", child_cases[i].name, NULL);
        g_test_add_data_func(path, &child_cases[i], test_child);
    }
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/decode/pdf/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_page);
    }
    g_test_add_func("/decode/pdf/no-pages", test_no_pages);
    g_test_add_func("/decode/pdf/locked", test_locked);
    g_test_add_func("/decode/pdf/broken-image", test_broken_image);
    return g_test_run();
}
