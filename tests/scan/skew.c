/* The angle of skewed pages, and from where on it is flagged. */
#include "scan/skew.h"

#include "tests/scan/measured.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define ERROR_DEG_MAX 0.5

typedef struct {
    const char *language;
    double dpi;
} SkewCase;

static const SkewCase skew_cases[] = {{"eng", 150}, {"eng", 300}, {"hin", 150},
                                      {"hin", 300}, {"urd", 150}, {"urd", 300}};

static const double angles[] = {0, 0.5, -0.5, 1, -1, 3, -3, 5, -5, 8, -8};

/* Turned clockwise where degrees is positive. */
static PIX *page_turn(PIX *pix, double degrees)
{
    return degrees == 0 ? pixClone(pix)
                        : pixRotate(pix, (l_float32)(degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                                    L_BRING_IN_WHITE, 0, 0);
}

/* As it is inside, where small angles are not hidden. */
static double angle_measure(PIX *pix, double dpi)
{
    double degrees = 0;
    g_autoptr(ScanGray) gray = scan_gray_from_pix(pix, dpi);
    g_autoptr(ScanGray) fine = scan_gray_reduce(gray, dpi > 250 ? 2 : 1);
    g_autoptr(ScanInk) ink = scan_ink_new(fine);
    g_assert_true(scan_skew_measure(ink, &degrees));
    return degrees;
}

static void angle_check(PIX *pix, double dpi, double degrees)
{
    double value = 0;
    Page page;
    PIX *turned = page_turn(pix, degrees);
    double measured = angle_measure(turned, dpi);
    measured_page(turned, dpi, &page);
    gboolean is_flagged = measured_has(&page, "skew", &value);
    g_test_message("%+.1f degrees: %+.1f%s", degrees, measured, is_flagged ? ", flagged" : "");
    g_assert_cmpfloat_with_epsilon(measured, degrees, ERROR_DEG_MAX);
    g_assert_cmpint(is_flagged, ==, fabs(degrees) > 4);
    g_assert_cmpfloat_with_epsilon(value, is_flagged ? degrees : 0, ERROR_DEG_MAX);
    scan_page_clear(&page);
}

static void test_skew(gconstpointer data)
{
    const SkewCase *row = data;
    static const char *const kinds[] = {"letter", "table"};
    /* Lies straight, else as the level has it. */
    Ageing ageing = *age_level_lookup("light", NULL);
    ageing.skew_deg = 0;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const MeasuredDraw draw = {row->language, kinds[i], &ageing, PAGE_GRAY, row->dpi, 7};
        PIX *pix = measured_draw(&draw);
        for (guint k = 0; k < G_N_ELEMENTS(angles); k++)
            angle_check(pix, row->dpi, angles[k]);
        pixDestroy(&pix);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(skew_cases); i++) {
        g_autofree char *path =
            g_strdup_printf("/skew/%s-%g", skew_cases[i].language, skew_cases[i].dpi);
        g_test_add_data_func(path, &skew_cases[i], test_skew);
    }
    int status = g_test_run();
    compose_shutdown();
    return status;
}
