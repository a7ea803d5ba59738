/* A page that is scanned again has traits that find the first scan, and looks like it, however it lies; others have not. */
#include "tests/scan/measured.h"
#include "tests/scan/pix-page.h"

#include <leptonica/allheaders.h>

#define DPI 150

typedef struct {
    const char *name;
    double degrees, shift_mm, dpi, gain; /* dpi: of DPI */
    int turns;                           /* quarters */
    double size, kept;                   /* of the first scan; kept: of its width and height */
    int left_mm, right_mm, above_mm, below_mm; /* of the bed around the page */
} Way;

static const Way ways[] = {
    {"turned and shifted", 0.5, 4, 1, 1, 0, 1, 1, 0, 0, 0, 0},
    {"darker", -1, -3, 1, 0.85, 0, 1, 1, 0, 0, 0, 0},
    {"lighter", 0.2, 2, 1, 1.2, 0, 1, 1, 0, 0, 0, 0},
    {"at fewer dpi", 0.3, 1, 0.75, 1, 0, 1, 1, 0, 0, 0, 0},
    {"turned 6", 6, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0},
    {"turned back 4", -4, 3, 1, 0.85, 0, 1, 1, 0, 0, 0, 0},
    {"upside down", 0.5, 2, 1, 1, 2, 1, 1, 0, 0, 0, 0},
    {"sideways", -0.7, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0},
    {"sideways the other way, darker", 0.4, -2, 1, 0.85, 3, 1, 1, 0, 0, 0, 0},
    {"a smaller copy", -0.3, 2, 1, 1, 0, 0.93, 1, 0, 0, 0, 0},
    {"a larger copy", 0.3, 0, 1, 1, 0, 1.04, 1, 0, 0, 0, 0},
    {"a smaller copy, sideways, turned", 3, 2, 1, 0.9, 1, 0.95, 1, 0, 0, 0, 0},
    {"cut to 70 %", 0.5, 1, 1, 1, 0, 1, 0.84, 0, 0, 0, 0},
    {"cut to 70 %, upside down", -1, 1, 1, 0.9, 2, 1, 0.84, 0, 0, 0, 0},
    {"legal length", 0.2, 2, 1, 1, 0, 1, 1, 0, 0, 0, 59},
    {"legal length, turned, darker", 3, 2, 1, 0.85, 0, 1, 1, 0, 0, 29, 30},
    {"the page last", 0, 0, 1, 1, 0, 1, 1, 0, 0, 59, 0},
    {"A3 bed", -0.5, 1, 1, 1, 0, 1, 1, 0, 87, 0, 123},
    {"in the middle of a bed, upside down", 0.5, 1, 1, 1, 2, 1, 1, 40, 47, 20, 103},
};

typedef struct {
    const char *kind, *language, *ageing;
    guint64 seed;
} Made;

static PIX *draw(const Made *made)
{
    return measured_draw(&(MeasuredDraw){made->language, made->kind,
                                         age_level_lookup(made->ageing, NULL), PAGE_GRAY, DPI,
                                         made->seed});
}

static void replace(PIX **pix, PIX *with)
{
    pixDestroy(pix);
    *pix = with;
}

static PIX *scan_again(PIX *first, const Way *way)
{
    const int px = (int)(way->shift_mm / 25.4 * DPI);
    PIX *pix = pix_copy_of(first, way->size);
    replace(&pix, pix_cut_of(pix, way->kept));
    replace(&pix, pixRotate(pix, (l_float32)(way->degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0));
    replace(&pix, pixTranslate(NULL, pix, px, -px, L_BRING_IN_WHITE));
    replace(&pix, pixAddBorderGeneral(pix, way->left_mm * DPI / 25, way->right_mm * DPI / 25,
                                      way->above_mm * DPI / 25, way->below_mm * DPI / 25, 255));
    replace(&pix, pixRotateOrth(pix, way->turns));
    replace(&pix, pixScale(pix, (l_float32)way->dpi, (l_float32)way->dpi));
    if (way->gain != 1)
        pixMultConstantGray(pix, (l_float32)way->gain);
    return pix;
}

/* So many places of page find one of first. */
static guint n_shared(const Page *page, const Page *first)
{
    guint n_found = 0;
    for (guint i = 0; i < page->n_traits; i += SCAN_TRAIT_SIZES) {
        guint64 keys[SCAN_TRAIT_KEYS];
        const guint n = scan_trait_keys(page->traits + i, keys);
        gboolean is_found = FALSE;
        for (guint k = 0; k < n; k++)
            for (guint j = 0; j < first->n_traits; j += SCAN_TRAIT_SIZES)
                is_found |= keys[k] == scan_trait_key(first->traits[j]);
        n_found += is_found;
    }
    return n_found;
}

static void test_again(gconstpointer data)
{
    Page first = {0};
    PIX *pix = draw(data);
    measured_page(pixClone(pix), DPI, &first);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        Page page = {0};
        measured_page(scan_again(pix, &ways[i]), DPI * ways[i].dpi, &page);
        const double likeness = scan_look_likeness(first.look, page.look);
        g_test_message("%s: %u shared, likeness %.2f", ways[i].name, n_shared(&page, &first),
                       likeness);
        g_assert_cmpuint(n_shared(&page, &first), >=, SCAN_TRAITS_SHARED);
        g_assert_cmpuint(n_shared(&first, &page), >=, SCAN_TRAITS_SHARED);
        g_assert_cmpfloat(likeness, >=, SCAN_LIKENESS_SAME);
        scan_page_clear(&page);
    }
    pixDestroy(&pix);
    scan_page_clear(&first);
}

static void test_others(void)
{
    Page note = {0}, order = {0}, blank = {0};
    measured_page(draw(&(Made){"note", "eng", "light", 5}), DPI, &note);
    measured_page(draw(&(Made){"order", "urd", "light", 6}), DPI, &order);
    measured_page(draw(&(Made){"back", "eng", "light", 7}), DPI, &blank);
    g_assert_cmpuint(note.n_traits, >, 10);
    g_assert_cmpuint(n_shared(&note, &order), <, SCAN_TRAITS_SHARED);
    g_assert_cmpuint(blank.n_traits, ==, 0);
    scan_page_clear(&note);
    scan_page_clear(&order);
    scan_page_clear(&blank);
}

int main(int argc, char **argv)
{
    static const Made pages[] = {
        {"letter", "eng", "light", 4711},
        {"application", "hin", "light", 4711},
        {"table", "urd-nastaliq", "light", 4711},
        {"note", "urd", "medium", 90002}, /* darker than the bed: the edges of the paper are seen */
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *path = g_strconcat("/traits/again/", pages[i].kind, NULL);
        g_test_add_data_func(path, &pages[i], test_again);
    }
    g_test_add_func("/traits/others", test_others);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
