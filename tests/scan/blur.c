/* Blurred pages are told from sharp ones, whatever their script and age. */
#include "scan/blur.h"
#include "tests/scan/measured.h"

#include <leptonica/allheaders.h>

#define DPI 300
#define SIGMAS 4 /* 0 to 3 pixels */
#define DOUBT 2  /* the smallest that is a fault: a letter's hairlines are gone */

static const char *const kinds[] = {"letter", "table"};

static PIX *gray_blur(PIX *pix, int sigma)
{
    if (sigma == 0)
        return pixClone(pix);
    L_KERNEL *across = NULL, *down = NULL;
    makeGaussianKernelSep(3 * sigma, 3 * sigma, (l_float32)sigma, 1, &across, &down);
    PIX *blurred = pixConvolveSep(pix, across, down, 8, 1);
    kernelDestroy(&across);
    kernelDestroy(&down);
    return blurred;
}

static gboolean is_flagged(PIX *pix, int sigma, const char *name)
{
    double value = 0;
    Page page;
    measured_page(gray_blur(pix, sigma), DPI, &page);
    gboolean flagged = measured_has(&page, "blur", &value);
    scan_page_clear(&page);
    if (flagged != (sigma >= DOUBT))
        g_test_message("%s, sigma %d: %s, %.2f mm", name, sigma, flagged ? "flagged" : "not",
                       value);
    return flagged;
}

/* What is heavily aged is noisy, faint, stained and shone through, but sharp. */
static void test_script(gconstpointer data)
{
    const char *language = data;
    guint n = 0, flagged[SIGMAS] = {0};
    for (const Ageing *level = age_levels; level->name; level++)
        for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++, n++) {
            g_autofree char *name = g_strjoin(" ", level->name, language, kinds[kind], NULL);
            const MeasuredDraw draw = {language, kinds[kind], level, PAGE_GRAY, DPI, 3 + kind};
            PIX *pix = measured_draw(&draw);
            for (int sigma = 0; sigma < SIGMAS; sigma++)
                flagged[sigma] += is_flagged(pix, sigma, name);
            pixDestroy(&pix);
        }
    g_test_message("%s: of %u pages are flagged %u sharp, %u, %u, %u of sigma 1, 2, 3 px", language,
                   n, flagged[0], flagged[1], flagged[2], flagged[3]);
    g_assert_cmpuint(flagged[0], ==, 0);
    g_assert_cmpuint(flagged[1], <=, 1);
    g_assert_cmpuint(flagged[2], >=, n - 1);
    g_assert_cmpuint(flagged[3], ==, n);
}

/* Few dpi are no blur. */
static void test_resolution(void)
{
    static const double dpis[] = {100, 150, 200, 600};
    for (guint i = 0; i < G_N_ELEMENTS(dpis); i++) {
        const MeasuredDraw draw = {"eng",     "letter", age_level_lookup("light", NULL),
                                   PAGE_GRAY, dpis[i],  5};
        double value = 0;
        Page page;
        measured_page(measured_draw(&draw), dpis[i], &page);
        g_assert_false(measured_has(&page, "blur", &value));
        scan_page_clear(&page);
    }
}

/* As black as a scanner can tell, but for its noise. */
static void bed_draw(ScanGray *gray, guint seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    guint reach = (guint)scan_gray_px(gray, 40);
    for (guint y = 0; y < gray->height_px; y++)
        for (guint x = 0; x < reach; x++)
            gray->bytes[(gsize)y * gray->width_px + x] = (guint8)g_rand_int_range(random, 0, 3);
}

/* A bed without any light has no contrast, and no edges: what is blurred beside it is seen to be. */
static void test_black_bed(void)
{
    const MeasuredDraw draw = {"eng", "letter", age_level_lookup("light", NULL), PAGE_GRAY, 150, 7};
    PIX *pix = measured_draw(&draw), *blurred = gray_blur(pix, 2);
    g_autoptr(ScanGray) gray = scan_gray_from_pix(blurred, 150);
    g_autoptr(ScanInk) ink = scan_ink_new(gray);
    double without = scan_blur_mm(gray, ink);
    bed_draw(gray, 7);
    g_autoptr(ScanInk) ink_of_both = scan_ink_new(gray);
    g_assert_cmpfloat_with_epsilon(scan_blur_mm(gray, ink_of_both), without, 0.02);
    pixDestroy(&pix);
    pixDestroy(&blurred);
}

int main(int argc, char **argv)
{
    static const char *const languages[] = {"eng", "hin", "urd", "urd-nastaliq", "pan"};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *path = g_strconcat("/blur/", languages[i], NULL);
        g_test_add_data_func(path, languages[i], test_script);
    }
    g_test_add_func("/blur/resolution", test_resolution);
    g_test_add_func("/blur/black-bed", test_black_bed);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
