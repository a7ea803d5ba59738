/* Seals go from print, and only from there. */
#include "ocr/stamp.h"

#include "ocr/pixels.h"
#include "ocr/tint.h"
#include "tests/pages/page.h"

#define DPI 200

static PIX *render(const char *kind, guint n_seals)
{
    g_autoptr(GError) error = NULL;
    const PageRequest request = {.language = text_language_lookup("hin", NULL),
                                 .kind = kind,
                                 .ageing = age_level_lookup("clean", NULL),
                                 .mode = PAGE_COLOR,
                                 .dpi = DPI,
                                 .page_seed = 7,
                                 .n_seals = n_seals};
    PIX *page = NULL;
    composition_free(page_render(&request, &page, &error));
    g_assert_no_error(error);
    return page;
}

/* Pixels of ink in gray that are not print, and close to it. */
static int count_strange(PIX *gray, PIX *print)
{
    const int close_px = 2 * DPI / 25 + 1;
    int n_pixels = 0;
    g_autoptr(PIX) ink = ocr_pixels_threshold(gray, 128);
    g_autoptr(PIX) known = ocr_pixels_threshold(print, 200);
    g_autoptr(PIX) close = pixDilateBrick(NULL, known, close_px, close_px);
    pixSubtract(ink, ink, known);
    pixAnd(ink, ink, close);
    pixCountPixels(ink, &n_pixels, NULL);
    return n_pixels;
}

static void test_seals(void)
{
    g_autoptr(PIX) page = render("order", 0), stamped = render("order", 4), lifted = NULL;
    g_autoptr(PIX) print = ocr_pixels_gray(page), as_it_is = ocr_pixels_gray(stamped);
    g_autoptr(PIX) gray = ocr_stamps_gray(stamped, DPI, &lifted);
    g_autoptr(PIX) print_ink = ocr_pixels_threshold(print, 100);
    int n_before = count_strange(as_it_is, print), n_print = 0, n_lifted = 0, n_lost = 0;
    g_assert_nonnull(gray);
    g_assert_nonnull(lifted);
    pixCountPixels(print_ink, &n_print, NULL);
    pixCountPixels(lifted, &n_lifted, NULL);
    g_autoptr(PIX) left = ocr_pixels_threshold(gray, 128);
    pixSubtract(print_ink, print_ink, left);
    pixCountPixels(print_ink, &n_lost, NULL);
    g_test_message("strange %d -> %d, lifted %d, lost %d of %d", n_before,
                   count_strange(gray, print), n_lifted, n_lost, n_print);
    g_assert_cmpint(n_before, >, 2000);
    g_assert_cmpint(count_strange(gray, print), <, n_before / 3);
    g_assert_cmpint(n_lifted, >, n_before / 2);
    g_assert_cmpint(n_lost, <, n_print / 200);
}

/* The row's black becomes ink. */
static void tint_row(PIX *page, int y, OcrColor ink)
{
    for (int x = 0; x < pixGetWidth(page); x++) {
        l_int32 red, green, blue;
        pixGetRGBPixel(page, x, y, &red, &green, &blue);
        pixSetRGBPixel(page, x, y, ink.red + red * (255 - ink.red) / 255,
                       ink.green + green * (255 - ink.green) / 255,
                       ink.blue + blue * (255 - ink.blue) / 255);
    }
}

/* Of each n lines of print the first becomes ink. */
static void tint(PIX *page, int n, OcrColor ink)
{
    g_autoptr(PIX) gray = ocr_pixels_gray(page);
    g_autoptr(PIX) ink_rows = ocr_pixels_threshold(gray, 200);
    NUMA *rows = pixCountPixelsByRow(ink_rows, NULL);
    int line = 0, was = 0;
    for (int y = 0; y < pixGetHeight(page); y++) {
        int count = 0;
        numaGetIValue(rows, y, &count);
        line += count == 0 && was > 0;
        was = count;
        if (line % n == 0)
            tint_row(page, y, ink);
    }
    numaDestroy(&rows);
}

static void assert_untouched(PIX *page)
{
    g_autoptr(PIX) lifted = NULL;
    g_autoptr(PIX) before = ocr_pixels_gray(page);
    g_autoptr(PIX) gray = ocr_stamps_gray(page, DPI, &lifted);
    gboolean is_same = FALSE;
    g_assert_nonnull(gray);
    g_assert_null(lifted);
    pixEqual(before, gray, &is_same);
    g_assert_true(is_same);
}

/* Print that is coloured is no stamp, alone or beside black: a carbon copy, a form in blue and black by turns, red
 * headings. */
static void test_print(void)
{
    static const struct {
        int n;
        OcrColor ink;
    } prints[] = {{1, {70, 50, 130}}, {2, {40, 60, 170}}, {5, {190, 20, 30}}};
    for (guint i = 0; i < G_N_ELEMENTS(prints); i++) {
        g_autoptr(PIX) page = render("application", 0);
        tint(page, prints[i].n, prints[i].ink);
        assert_untouched(page);
    }
}

static void test_others(void)
{
    g_autoptr(PIX) photo = render("photo", 0), stamped = render("order", 2);
    g_autoptr(PIX) gray = pixConvertTo8(stamped, FALSE), tiny = pixCreate(40, 3, 32);
    assert_untouched(photo);
    assert_untouched(gray);
    assert_untouched(tiny);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stamp/seals", test_seals);
    g_test_add_func("/stamp/print", test_print);
    g_test_add_func("/stamp/others", test_others);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
