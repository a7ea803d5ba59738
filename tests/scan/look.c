/* Sheets that were fed twice look the same, however they lay; others do not, whatever they share. */
#include "scan/scan.h"
#include "tests/pages/page.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define DPI 150

/* ------------------------------------------------------------------------------- pages -- */

static PIX *page_draw_at(double dpi, const char *kind, const char *ageing, guint64 story,
                         guint64 seed)
{
    g_autoptr(GError) error = NULL;
    PageRequest request = {.language = text_language_lookup("eng", NULL),
                           .kind = kind,
                           .ageing = age_level_lookup(ageing, NULL),
                           .mode = PAGE_GRAY,
                           .dpi = dpi,
                           .story_seed = story,
                           .page_seed = seed};
    PIX *pix = NULL;
    g_autoptr(Composition) composition = page_render(&request, &pix, &error);
    g_assert_no_error(error);
    g_assert_nonnull(composition);
    return pix;
}

static PIX *page_draw(const char *kind, const char *ageing, guint64 story, guint64 seed)
{
    return page_draw_at(DPI, kind, ageing, story, seed);
}

static ScanLook *look_at(PIX *pix, double dpi)
{
    static const Sheet sheet = {.office = "T-01", .batch = 1, .number = 1};
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("muhafiz-look-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "page.tif", NULL);
    Page page;
    ScanMasterSpec spec = {.width_px = (guint)pixGetWidth(pix),
                           .channels = 1,
                           .depth_bits = (guint)pixGetDepth(pix),
                           .dpi = dpi,
                           .kind = SCAN_MASTER_JPEG};
    ScanMaster *master = scan_master_new(path, &spec, &sheet, &error);
    g_assert_no_error(error);
    PIX *swapped = pixEndianByteSwapNew(pix);
    scan_master_add_rows(master, (const guint8 *)pixGetData(swapped), (gsize)pixGetWpl(pix) * 4,
                         (guint)pixGetHeight(pix), &error);
    pixDestroy(&swapped);
    scan_master_finish(master, &page, &error);
    g_assert_no_error(error);
    ScanLook *look = scan_look_load(path, &error);
    g_assert_no_error(error);
    scan_page_clear(&page);
    g_assert_true(scan_dir_remove(dir, NULL));
    return look;
}

static ScanLook *look_of(PIX *pix)
{
    return look_at(pix, DPI);
}

/* Fed again: it lies otherwise, under another light, and other noise is on it. */
typedef struct {
    const char *name;
    double degrees, x_mm, y_mm;
    double gain;
    guint noise;
    gboolean is_bits;
} Feed;

static PIX *feed_again(PIX *pix, const Feed *feed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    PIX *turned = pixRotate(pix, (float)(feed->degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0);
    PIX *moved = pixTranslate(NULL, turned, (int)lround(feed->x_mm / 25.4 * DPI),
                              (int)lround(feed->y_mm / 25.4 * DPI), L_BRING_IN_WHITE);
    pixDestroy(&turned);
    for (int y = 0; y < pixGetHeight(moved); y++)
        for (int x = 0; x < pixGetWidth(moved); x++) {
            l_uint32 *line = pixGetData(moved) + (gsize)y * (gsize)pixGetWpl(moved);
            int noise = feed->noise ? g_rand_int_range(random, 0, (int)feed->noise * 4) : 0;
            int level = (int)(GET_DATA_BYTE(line, x) * feed->gain) + noise - (int)feed->noise * 2;
            SET_DATA_BYTE(line, x, (guint8)CLAMP(level, 0, 255));
        }
    if (!feed->is_bits)
        return moved;
    PIX *bits = pixThresholdToBinary(moved, 120);
    pixDestroy(&moved);
    return bits;
}

static const Feed feeds[] = {
    {"as it was", 0, 0, 0, 1, 0, FALSE},     {"noisy", 0, 0, 0, 1, 5, FALSE},
    {"shifted", 0, 4, -3, 1, 3, FALSE},      {"turned", 2, 0, 0, 1, 3, FALSE},
    {"turned back", -2, 2, 3, 1, 3, FALSE},  {"darker", 0.7, 1, 1, 0.8, 3, FALSE},
    {"lighter", -0.4, -2, 2, 1.1, 3, FALSE},
};

static const char *const kinds[] = {"letter", "table", "note", "map", "certificate"};

static void test_same(gconstpointer data)
{
    const char *kind = data;
    PIX *first = page_draw(kind, "light", 3, 4);
    ScanLook *look = look_of(first);
    for (guint i = 0; i < G_N_ELEMENTS(feeds); i++) {
        PIX *second = feed_again(first, &feeds[i]);
        ScanLook *again = look_of(second);
        double likeness = scan_look_likeness(look, again);
        g_test_message("%s %s: %.2f", kind, feeds[i].name, likeness);
        g_assert_cmpfloat(likeness, >=, SCAN_LIKENESS_SAME);
        pixDestroy(&second);
        scan_look_free(again);
    }
    scan_look_free(look);
    pixDestroy(&first);
}

static void test_others(gconstpointer data)
{
    const char *kind = data;
    PIX *pages[3];
    ScanLook *looks[3];
    for (guint i = 0; i < 3; i++) {
        /* One story: the letterhead and the names are the same. */
        pages[i] = page_draw(kind, "light", 3, 4 + i);
        looks[i] = look_of(pages[i]);
        for (guint k = 0; k < i; k++) {
            double likeness = scan_look_likeness(looks[k], looks[i]);
            g_test_message("%s %u and %u: %.2f", kind, k, i, likeness);
            g_assert_cmpfloat(likeness, <, SCAN_LIKENESS_SAME - 0.1);
        }
    }
    for (guint i = 0; i < 3; i++) {
        pixDestroy(&pages[i]);
        scan_look_free(looks[i]);
    }
}

/* An entry on a form: some text of another page, where nothing was. */
static PIX *form_fill(PIX *form, PIX *other, double from_mm)
{
    PIX *filled = pixCopy(NULL, form);
    int px = DPI / 25;
    pixRasterop(filled, 40 * px, 270 * px, 60 * px, 8 * px, PIX_SRC & PIX_DST, other, 30 * px,
                (int)(from_mm * px));
    return filled;
}

static void test_forms(void)
{
    PIX *form = page_draw("table", "clean", 3, 4), *other = page_draw("note", "clean", 9, 9);
    PIX *first = form_fill(form, other, 96), *second = form_fill(form, other, 130);
    ScanLook *one = look_of(first), *two = look_of(second), *empty = look_of(form);
    double filled = scan_look_likeness(one, two), unfilled = scan_look_likeness(one, empty);
    g_test_message("two entries: %.2f, one and none: %.2f", filled, unfilled);
    g_assert_cmpfloat(filled, <, SCAN_LIKENESS_SAME);
    g_assert_cmpfloat(unfilled, <, SCAN_LIKENESS_SAME);
    PIX *sideways = pixRotateOrth(second, 1), *smaller = pixScale(second, 0.95f, 0.95f);
    ScanLook *aside = look_of(sideways), *small = look_of(smaller);
    g_assert_cmpfloat(scan_look_likeness(two, aside), >=, SCAN_LIKENESS_SAME);
    g_assert_cmpfloat(scan_look_likeness(one, aside), <, SCAN_LIKENESS_SAME);
    g_assert_cmpfloat(scan_look_likeness(one, small), <, SCAN_LIKENESS_SAME);
    scan_look_free(aside);
    scan_look_free(small);
    PIX *all[] = {form, other, first, second, sideways, smaller};
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        pixDestroy(&all[i]);
    scan_look_free(one);
    scan_look_free(two);
    scan_look_free(empty);
}

/* Print so small that all of it is near some other, as of a file that says a wrong resolution: its letters are not seen, but
 * that they do not fit is. */
static void test_small(void)
{
    ScanLook *looks[3];
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
        PIX *pix = page_draw_at(100, "application", "light", 801 + i, 801 + i);
        looks[i] = look_at(pix, 300);
        pixDestroy(&pix);
        for (guint k = 0; k < i; k++)
            g_assert_cmpfloat(scan_look_likeness(looks[k], looks[i]), <, SCAN_LIKENESS_SAME);
    }
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++)
        scan_look_free(looks[i]);
}

static void test_blank(void)
{
    PIX *back = page_draw("back", "light", 3, 4);
    ScanLook *look = look_of(back);
    g_assert_true(scan_look_is_blank(look));
    g_assert_cmpfloat(scan_look_likeness(look, look), ==, 0);
    scan_look_free(look);
    pixDestroy(&back);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *same = g_strconcat("/look/same/", kinds[i], NULL);
        g_autofree char *others = g_strconcat("/look/others/", kinds[i], NULL);
        g_test_add_data_func(same, kinds[i], test_same);
        if (!g_str_equal(kinds[i], "map"))
            g_test_add_data_func(others, kinds[i], test_others);
    }
    g_test_add_func("/look/forms", test_forms);
    g_test_add_func("/look/small", test_small);
    g_test_add_func("/look/blank", test_blank);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
