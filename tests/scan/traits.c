/* A page that is scanned again has traits that find the first scan, and looks like it, however it lies; others have not. */
#include "tests/scan/measured.h"

#include <leptonica/allheaders.h>

#define DPI 150

typedef struct {
    const char *name;
    double degrees, shift_mm, scale, gain;
    gboolean is_upside_down;
    int left_mm, right_mm, above_mm, below_mm; /* of the bed around the page */
} Way;

static const Way ways[] = {
    {"turned and shifted", 0.5, 4, 1, 1, FALSE, 0, 0, 0, 0},
    {"darker", -1, -3, 1, 0.85, FALSE, 0, 0, 0, 0},
    {"lighter", 0.2, 2, 1, 1.2, FALSE, 0, 0, 0, 0},
    {"at fewer dpi", 0.3, 1, 0.75, 1, FALSE, 0, 0, 0, 0},
    {"upside down", 0.5, 2, 1, 1, TRUE, 0, 0, 0, 0},
    {"legal length", 0.2, 2, 1, 1, FALSE, 0, 0, 0, 59},
    {"the page last", 0, 0, 1, 1, FALSE, 0, 0, 59, 0},
    {"A3 bed", -0.5, 1, 1, 1, FALSE, 0, 87, 0, 123},
    {"in the middle of a bed, upside down", 0.5, 1, 1, 1, TRUE, 40, 47, 20, 103},
};

static PIX *draw(const char *kind, const char *language, guint64 seed)
{
    return measured_draw(
        &(MeasuredDraw){language, kind, age_level_lookup("light", NULL), PAGE_GRAY, DPI, seed});
}

static PIX *scan_again(PIX *pix, const Way *way)
{
    const int px = (int)(way->shift_mm / 25.4 * DPI);
    PIX *turned = pixRotate(pix, (l_float32)(way->degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0);
    PIX *moved = pixTranslate(NULL, turned, px, -px, L_BRING_IN_WHITE);
    PIX *bed = pixAddBorderGeneral(moved, way->left_mm * DPI / 25, way->right_mm * DPI / 25,
                                   way->above_mm * DPI / 25, way->below_mm * DPI / 25, 255);
    PIX *lying = pixRotateOrth(bed, way->is_upside_down ? 2 : 0);
    PIX *scaled = pixScale(lying, (l_float32)way->scale, (l_float32)way->scale);
    if (way->gain != 1)
        pixMultConstantGray(scaled, (l_float32)way->gain);
    pixDestroy(&turned);
    pixDestroy(&moved);
    pixDestroy(&bed);
    pixDestroy(&lying);
    return scaled;
}

/* So many traits of page find one of first. */
static guint n_shared(const Page *page, const Page *first)
{
    guint n_found = 0;
    for (guint i = 0; i < page->n_traits; i++) {
        guint64 keys[SCAN_TRAIT_KEYS];
        const guint n = scan_trait_keys(page->traits[i], keys);
        gboolean is_found = FALSE;
        for (guint k = 0; k < n; k++)
            for (guint j = 0; j < first->n_traits; j++)
                is_found |= keys[k] == scan_trait_key(first->traits[j]);
        n_found += is_found;
    }
    return n_found;
}

static double likeness(const Page *page, const Page *first, gboolean is_upside_down)
{
    if (is_upside_down)
        scan_look_turn(page->look);
    return scan_look_likeness(first->look, page->look);
}

static void test_again(gconstpointer data)
{
    const char *const *made = data;
    Page first = {0};
    PIX *pix = draw(made[0], made[1], 4711);
    measured_page(pixClone(pix), DPI, &first);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        Page page = {0};
        measured_page(scan_again(pix, &ways[i]), DPI * ways[i].scale, &page);
        g_test_message("%s: %u shared", ways[i].name, n_shared(&page, &first));
        g_assert_cmpuint(n_shared(&page, &first), >=, SCAN_TRAITS_SHARED);
        g_assert_cmpfloat(likeness(&page, &first, ways[i].is_upside_down), >=, SCAN_LIKENESS_SAME);
        scan_page_clear(&page);
    }
    pixDestroy(&pix);
    scan_page_clear(&first);
}

static void test_others(void)
{
    Page note = {0}, order = {0}, blank = {0};
    measured_page(draw("note", "eng", 5), DPI, &note);
    measured_page(draw("order", "urd", 6), DPI, &order);
    measured_page(draw("back", "eng", 7), DPI, &blank);
    g_assert_cmpuint(note.n_traits, >, 10);
    g_assert_cmpuint(n_shared(&note, &order), <, SCAN_TRAITS_SHARED);
    g_assert_cmpuint(blank.n_traits, ==, 0);
    scan_page_clear(&note);
    scan_page_clear(&order);
    scan_page_clear(&blank);
}

int main(int argc, char **argv)
{
    static const char *const pages[][2] = {
        {"letter", "eng"}, {"application", "hin"}, {"table", "urd-nastaliq"}};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *path = g_strconcat("/traits/again/", pages[i][0], NULL);
        g_test_add_data_func(path, pages[i], test_again);
    }
    g_test_add_func("/traits/others", test_others);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
