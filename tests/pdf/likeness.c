/* What a viewer shows of a page looks like its master, and the volume is small. tests/bench/size measures more
 * of it, on more pages. */
#include "tests/tools/likeness.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "tests/pages/page.h"
#include "tests/pdf/sample.h"
#include "tests/tools/one-page.h"

#define COLOUR_MAX 6.0
#define SSIM_MIN 0.90
#define SSIM_ROUGH_MIN 0.80 /* where the grain is 6 levels (pdf/encode.c) */

/* ----------------------------------------------------------------------------------- measures -- */

static PIX *flat_new(l_uint32 rgb)
{
    PIX *pix = pixCreate(90, 60, 32);
    pixSetAllArbitrary(pix, rgb);
    return pix;
}

/* Sharma, Wu and Dalal (2005) for the formula itself; here that it is asked for the right colours. */
static void test_colour(void)
{
    static const struct {
        l_uint32 a, b;
        double low, high;
    } cases[] = {
        {0xffffff00, 0xffffff00, 0, 0},
        {0xffffff00, 0x00000000, 99.9, 100.1},
        {0xc8202800, 0xc82c2800, 1, 3},
        {0xc8202800, 0x20202800, 30, 60}, /* a seal gone black */
        {0x2030a000, 0x30303000, 20, 45},
        {0xf0e8d000, 0xffffff00, 5, 15}, /* brown paper to white */
    };
    PIX *ink = pixCreate(90, 60, 1), *none = pixCreate(90, 60, 1);
    pixSetAll(ink);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        PIX *a = flat_new(cases[i].a), *b = flat_new(cases[i].b);
        double difference = likeness_colour(a, b, ink);
        g_assert_cmpfloat(difference, >=, cases[i].low);
        g_assert_cmpfloat(difference, <=, cases[i].high);
        g_assert_cmpfloat_with_epsilon(likeness_colour_seen(a, b, ink, 300), difference, 0.01);
        g_assert_cmpfloat(likeness_colour(a, b, none), ==, 0);
        g_assert_cmpfloat_with_epsilon(likeness_tint(a, b, 300), i >= 2 && i <= 4 ? difference : 0,
                                       0.01);
        pixDestroy(&a);
        pixDestroy(&b);
    }
    pixDestroy(&ink);
    pixDestroy(&none);
}

static void test_ssim(void)
{
    PIX *page = pixCreate(600, 400, 8);
    pixSetAllArbitrary(page, 240);
    for (int i = 0; i < 40; i++)
        pixRasterop(page, 20 + i % 8 * 70, 20 + i / 8 * 70, 30, 9, PIX_CLR, NULL, 0, 0);
    PIX *blurred = pixBlockconv(page, 12, 12), *noisy = pixAddGaussianNoise(page, 4);
    PIX *shifted = pixTranslate(NULL, page, 12, 0, L_BRING_IN_WHITE);
    g_assert_cmpfloat_with_epsilon(likeness_ssim(page, page, 300), 1, 1e-6);
    g_assert_cmpfloat(likeness_ssim(page, noisy, 300), >, 0.95);
    g_assert_cmpfloat(likeness_ssim(page, blurred, 300), <, 0.9);
    g_assert_cmpfloat(likeness_ssim(page, shifted, 300), <, 0.8);
    pixDestroy(&page);
    pixDestroy(&blurred);
    pixDestroy(&noisy);
    pixDestroy(&shifted);
}

/* -------------------------------------------------------------------------------------- pages -- */

static PIX *page_new(const char *language, const char *kind, const char *ageing, PageMode mode)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    const PageRequest request = {.language = text_language_lookup(language, NULL),
                                 .kind = kind,
                                 .ageing = age_level_lookup(ageing, NULL),
                                 .mode = mode,
                                 .dpi = 300,
                                 .story_seed = 6,
                                 .page_seed = 6};
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    return pix;
}

static void test_pages(void)
{
    static const struct {
        const char *language, *kind, *ageing;
        PageMode mode;
        guint64 bytes_max;
        double ssim_min;
    } pages[] = {{"eng", "certificate", "medium", PAGE_COLOR, 70000, SSIM_MIN},
                 {"urd-nastaliq", "letter", "light", PAGE_GRAY, 40000, SSIM_MIN},
                 {"hin", "letter", "medium", PAGE_GRAY, 40000, SSIM_MIN},
                 {"eng", "letter", "heavy", PAGE_GRAY, 100000, SSIM_ROUGH_MIN},
                 {"hin", "application", "light", PAGE_LINEART, 30000, SSIM_MIN}};
    char *dir = sample_dir_new();
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_auto(OnePage) page = {0};
        g_autoptr(GError) error = NULL;
        PageImages *images = NULL;
        PageText *text = NULL;
        PIX *master = page_new(pages[i].language, pages[i].kind, pages[i].ageing, pages[i].mode);
        gboolean is_made = one_page_look(&master, 300, &images, &text, &error) &&
                           one_page_make(images, text, dir, &page, &error);
        g_assert_no_error(error);
        g_assert_true(is_made);
        double colour =
            likeness_colour_seen(images->visible, page.rendering, images->mask, images->dpi);
        double tint = likeness_tint(images->visible, page.rendering, images->dpi);
        double ssim = likeness_ssim(images->visible, page.rendering, images->dpi);
        g_test_message("%s: %" G_GUINT64_FORMAT
                       " bytes, CIEDE2000 %.2f over ink, %.2f over seals, SSIM %.3f",
                       pages[i].kind, page.volume_bytes, colour, tint, ssim);
        g_assert_cmpuint(page.volume_bytes, <=, pages[i].bytes_max);
        g_assert_cmpfloat(colour, <=, COLOUR_MAX);
        g_assert_cmpfloat(tint, <=, COLOUR_MAX);
        g_assert_cmpfloat(ssim, >=, pages[i].ssim_min);
        ocr_page_images_free(images);
        ocr_page_text_free(text);
    }
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/likeness/colour", test_colour);
    g_test_add_func("/likeness/ssim", test_ssim);
    g_test_add_func("/likeness/pages", test_pages);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
