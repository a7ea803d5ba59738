/* From a master to the visible image, the mask and the page for the engine: each decision on pages
 * whose properties are known. */
#include "ocr/prepare.h"

#include "tests/pages/page.h"

static PIX *render(const char *kind, PageMode mode, double dpi)
{
    g_autoptr(GError) error = NULL;
    PageRequest request = {.language = text_language_lookup("eng", NULL),
                           .kind = kind,
                           .ageing = age_level_lookup("clean", NULL),
                           .mode = mode,
                           .dpi = dpi};
    PIX *pix = NULL;
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    pixSetResolution(pix, (int)dpi, (int)dpi);
    return pix;
}

static void prepare(PIX *master, OcrPrepared *prepared)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(ocr_prepare(master, 0, prepared, &error));
    g_assert_no_error(error);
}

static PIX *turn(PIX *pix, double degrees)
{
    int method = pixGetDepth(pix) == 1 ? L_ROTATE_SAMPLING : L_ROTATE_AREA_MAP;
    PIX *turned = pixRotate(pix, (float)(degrees * G_PI / 180), method, L_BRING_IN_WHITE, 0, 0);
    pixCopyResolution(turned, pix);
    return turned;
}

/* What is left of the skew after it was taken out. */
static double skew_left(PIX *mask)
{
    float degrees = 0, confidence = 0;
    pixFindSkew(mask, &degrees, &confidence);
    g_assert_cmpfloat(confidence, >, 3);
    return ABS((double)degrees);
}

static void test_skew(void)
{
    static const struct {
        PageMode mode;
        int depth;
        double degrees;
    } cases[] = {
        {PAGE_COLOR, 32, 2.5}, {PAGE_GRAY, 8, -4}, {PAGE_LINEART, 1, 1},
        {PAGE_GRAY, 8, 8},     {PAGE_GRAY, 8, 0},  {PAGE_COLOR, 32, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PIX) upright = render("note", cases[i].mode, 150);
        g_autoptr(PIX) master = turn(upright, cases[i].degrees);
        g_auto(OcrPrepared) prepared = {0};
        prepare(master, &prepared);
        g_assert_cmpfloat_with_epsilon(prepared.skew_degrees, cases[i].degrees, 0.2);
        g_assert_cmpfloat(skew_left(prepared.mask), <, 0.25);
        g_assert_cmpint(pixGetDepth(prepared.visible), ==, cases[i].depth);
        g_assert_cmpint(pixGetDepth(prepared.mask), ==, 1);
        g_assert_true(pixSizesEqual(prepared.visible, master) ||
                      pixGetDepth(master) != cases[i].depth);
        g_assert_cmpint(pixGetWidth(prepared.mask), ==, pixGetWidth(master));
        g_assert_cmpint(pixGetHeight(prepared.mask), ==, pixGetHeight(master));
        g_assert_cmpint(pixGetXRes(prepared.visible), ==, 150);
    }
}

/* Not turned, the visible image is the master to the last pixel, however dark its paper. */
static void test_visible_is_never_cleaned(void)
{
    g_autoptr(PIX) master = render("order", PAGE_GRAY, 150);
    pixMultConstantGray(master, 0.6f);
    g_auto(OcrPrepared) prepared = {0};
    prepare(master, &prepared);
    int is_same = 0;
    pixEqual(master, prepared.visible, &is_same);
    g_assert_true(is_same);
    l_uint32 paper = 0;
    pixGetRankValue(prepared.page, 4, 0.5f, &paper);
    g_assert_cmpuint(paper, ==, 255); /* but the engine's is */
    g_assert_cmpfloat(prepared.ink_percent, >, 1);
    g_assert_cmpfloat(prepared.ink_percent, <, 10);
}

static void test_scale(void)
{
    static const struct {
        double dpi, least, most;
    } cases[] = {{600, 0.2, 0.35}, {300, 0.45, 0.65}, {150, 0.9, 1.2}, {75, 1.6, 2.0}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PIX) master = render("order", PAGE_GRAY, cases[i].dpi);
        g_auto(OcrPrepared) prepared = {0};
        prepare(master, &prepared);
        g_test_message("%g dpi: %g", cases[i].dpi, prepared.scale);
        g_assert_cmpfloat(prepared.scale, >=, cases[i].least);
        g_assert_cmpfloat(prepared.scale, <=, cases[i].most);
        g_assert_cmpfloat_with_epsilon(pixGetWidth(prepared.page),
                                       pixGetWidth(master) * prepared.scale, 2);
        g_assert_cmpint(pixGetWidth(prepared.mask), ==, pixGetWidth(master));
    }
}

/* A4 at 600 dpi three times as wide: worked small, shown and masked at full size. */
static void test_large(void)
{
    const int width = 15000, height = 7000;
    g_autoptr(PIX) master = pixCreate(width, height, 8);
    pixSetAll(master);
    pixSetResolution(master, 600, 600);
    g_autoptr(PIX) note = render("note", PAGE_GRAY, 600);
    pixRasterop(master, 5000, 0, pixGetWidth(note), height, PIX_SRC, note, 0, 0);
    g_auto(OcrPrepared) prepared = {0};
    prepare(master, &prepared);
    g_assert_cmpint(pixGetWidth(prepared.visible), ==, width);
    g_assert_cmpint(pixGetWidth(prepared.mask), ==, width);
    g_assert_cmpint(pixGetHeight(prepared.mask), ==, height);
    g_assert_cmpfloat(prepared.scale, <, 0.4);
    g_assert_cmpint(boxaGetCount(prepared.lines), >, 10);
}

/* --------------------------------------------------------------------------------------- blank */

static PIX *paper(void)
{
    PIX *gray = pixCreate(1240, 1754, 8);
    pixSetAllArbitrary(gray, 228);
    PIX *noisy = pixAddGaussianNoise(gray, 6);
    pixDestroy(&gray);
    pixSetResolution(noisy, 150, 150);
    return noisy;
}

static void put(PIX *pix, int x, int y, int width, int height)
{
    BOX *box = boxCreate(x, y, width, height);
    pixSetInRectArbitrary(pix, box, 40);
    boxDestroy(&box);
}

static void nothing(PIX *pix G_GNUC_UNUSED)
{
}

static void punch_holes(PIX *pix)
{
    put(pix, 60, 700, 34, 34);
    put(pix, 60, 1100, 34, 34);
}

static void scanner_border(PIX *pix)
{
    put(pix, 0, 0, 25, 1754);
    put(pix, 0, 1740, 1240, 14);
}

static void dust(PIX *pix)
{
    for (int i = 0; i < 40; i++)
        put(pix, 37 + 29 * i, 41 + 31 * i, 3, 3);
}

static void page_number(PIX *pix)
{
    put(pix, 600, 60, 3, 18);
    put(pix, 610, 60, 12, 3);
    put(pix, 619, 60, 3, 18);
}

static void signature(PIX *pix)
{
    for (int i = 0; i < 150; i++)
        put(pix, 700 + i, 1500 - (i * i) % 37, 3, 3);
}

static void test_blank(void)
{
    static const struct {
        const char *name;
        void (*draw)(PIX *pix);
        gboolean is_blank;
    } cases[] = {
        {"paper", nothing, TRUE},         {"punch holes", punch_holes, TRUE},
        {"border", scanner_border, TRUE}, {"dust", dust, TRUE},
        {"number", page_number, FALSE},   {"signature", signature, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PIX) master = paper();
        cases[i].draw(master);
        g_auto(OcrPrepared) prepared = {0};
        prepare(master, &prepared);
        g_test_message("%s: ink %g", cases[i].name, prepared.ink_percent);
        g_assert_cmpint(prepared.is_blank, ==, cases[i].is_blank);
    }
}

/* Images of no use at all must not crash. */
static void test_odd(void)
{
    static const struct {
        int width, height, depth;
        gboolean is_black;
    } cases[] = {{1, 1, 1, FALSE},  {1, 1, 8, TRUE},     {3, 2000, 8, FALSE},  {2000, 3, 32, FALSE},
                 {40, 40, 1, TRUE}, {900, 900, 8, TRUE}, {25000, 40, 1, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PIX) master = pixCreate(cases[i].width, cases[i].height, cases[i].depth);
        pixSetBlackOrWhite(master, cases[i].is_black ? L_SET_BLACK : L_SET_WHITE);
        g_auto(OcrPrepared) prepared = {0};
        prepare(master, &prepared);
        g_assert_true(prepared.is_blank);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_add_func("/prepare/skew", test_skew);
    g_test_add_func("/prepare/visible-is-never-cleaned", test_visible_is_never_cleaned);
    g_test_add_func("/prepare/scale", test_scale);
    g_test_add_func("/prepare/large", test_large);
    g_test_add_func("/prepare/blank", test_blank);
    g_test_add_func("/prepare/odd", test_odd);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
