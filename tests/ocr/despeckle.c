/* Salt noise goes; no dot of any script does. */
#include "ocr/despeckle.h"

#include "tests/pages/page.h"
#include "tests/pages/random.h"

#define N_SALT 3000

static PIX *render_ink(const char *language, double dpi, const char *ageing)
{
    g_autoptr(GError) error = NULL;
    const PageRequest request = {.language = text_language_lookup(language, NULL),
                                 .kind = "letter",
                                 .ageing = age_level_lookup(ageing, NULL),
                                 .mode = PAGE_GRAY,
                                 .dpi = dpi,
                                 .page_seed = 7};
    g_autoptr(PIX) page = NULL;
    composition_free(page_render(&request, &page, &error));
    g_assert_no_error(error);
    return pixThresholdToBinary(page, 128);
}

/* Grains of one or two pixels, all over. */
static PIX *salted(PIX *ink)
{
    Random random;
    random_seed(&random, 7, "salt");
    PIX *salt = pixCopy(NULL, ink);
    for (int i = 0; i < N_SALT; i++) {
        int x = (int)random_below(&random, (guint)pixGetWidth(ink) - 2);
        int y = (int)random_below(&random, (guint)pixGetHeight(ink) - 2);
        pixRasterop(salt, x, y, 1 + i % 2, 1, PIX_SET, NULL, 0, 0);
    }
    return salt;
}

static PIX *find(PIX *ink)
{
    g_autoptr(BOXA) components = pixConnCompBB(ink, 8);
    return ocr_specks_find(ink, components, ocr_letters_measure(components));
}

static int count_pixels(PIX *ink)
{
    int n_pixels = 0;
    pixCountPixels(ink, &n_pixels, NULL);
    return n_pixels;
}

static const struct {
    const char *language;
    double dpi, gone_min; /* share of the grains */
} cases[] = {
    {"eng", 300, 0.9},  {"hin", 300, 0.9},          {"pan", 300, 0.9},
    {"urd", 300, 0.9},  {"urd-nastaliq", 300, 0.9}, {"lus", 300, 0.9},
    {"hin", 200, 0.25}, {"pan", 200, 0.25},         {"urd", 200, 0.25},
};

static void test_salt(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PIX) ink = render_ink(cases[i].language, cases[i].dpi, "clean");
        g_autoptr(PIX) salt = salted(ink);
        g_autoptr(PIX) specks = find(salt);
        g_assert_nonnull(specks);
        g_autoptr(PIX) grains = pixSubtract(NULL, salt, ink);
        g_autoptr(PIX) gone = pixAnd(NULL, specks, grains);
        g_autoptr(PIX) eaten = pixAnd(NULL, specks, ink);
        double share = (double)count_pixels(gone) / count_pixels(grains);
        g_test_message("%s %g dpi: %.2f of the noise is found", cases[i].language, cases[i].dpi,
                       share);
        g_assert_cmpfloat(share, >=, cases[i].gone_min);
        g_assert_cmpint(count_pixels(eaten), ==, 0);
    }
}

/* What is not noisy is not looked at twice, clean or a little dirty. */
static void test_quiet(void)
{
    static const char *const ageings[] = {"clean", "light"};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        for (guint a = 0; a < G_N_ELEMENTS(ageings); a++) {
            g_autoptr(PIX) ink = render_ink(cases[i].language, cases[i].dpi, ageings[a]);
            g_assert_null(find(ink));
        }
}

/* A page of dots and nothing else: leaders, a blank form. */
static void test_dots(void)
{
    g_autoptr(PIX) ink = pixCreate(1000, 1000, 1);
    for (int x = 10; x < 1000; x += 10)
        for (int y = 10; y < 1000; y += 30)
            pixRasterop(ink, x, y, 2, 2, PIX_SET, NULL, 0, 0);
    g_assert_null(find(ink));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/despeckle/salt", test_salt);
    g_test_add_func("/despeckle/quiet", test_quiet);
    g_test_add_func("/despeckle/dots", test_dots);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
