/* From a master to the visible image, the mask and the page for the engine: each decision on pages
 * whose properties are known. */
#include "ocr/images.h"

#include "tests/pages/page.h"

static PIX *render_aged(const char *language, const char *kind, const Ageing *ageing, PageMode mode,
                        double dpi)
{
    g_autoptr(GError) error = NULL;
    PageRequest request = {.language = text_language_lookup(language, NULL),
                           .kind = kind,
                           .ageing = ageing,
                           .mode = mode,
                           .dpi = dpi};
    PIX *pix = NULL;
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    pixSetResolution(pix, (int)dpi, (int)dpi);
    return pix;
}

static PIX *render_in(const char *language, const char *kind, PageMode mode, double dpi)
{
    return render_aged(language, kind, age_level_lookup("clean", NULL), mode, dpi);
}

static PIX *render(const char *kind, PageMode mode, double dpi)
{
    return render_in("eng", kind, mode, dpi);
}

static void put(PIX *pix, int x, int y, int width, int height)
{
    BOX *box = boxCreate(x, y, width, height);
    pixSetInRectArbitrary(pix, box, 40);
    boxDestroy(&box);
}

static void prepare(PIX *master, OcrPrepared *prepared)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(ocr_prepare(master, 0, 0, OCR_LETTER_PX, prepared, &error));
    g_assert_no_error(error);
}

/* What people see of it. */
static PageImages *show(PIX *master, const OcrPrepared *prepared)
{
    g_autoptr(GError) error = NULL;
    PIX *copy = pixClone(master);
    PageImages *images = ocr_images_new(&copy, prepared, pixGetXRes(master), &error);
    g_assert_no_error(error);
    g_assert_null(copy);
    return images;
}

static PIX *turn(PIX *pix, double degrees)
{
    int method = pixGetDepth(pix) == 1 ? L_ROTATE_SAMPLING : L_ROTATE_AREA_MAP;
    PIX *turned = pixRotate(pix, (float)(degrees * G_PI / 180), method, L_BRING_IN_WHITE, 0, 0);
    pixCopyResolution(turned, pix);
    return turned;
}

/* The images fit each other, and what was cut off is told. */
static void assert_sizes(const OcrPrepared *prepared, const PageImages *images, PIX *master)
{
    const PageFindings *findings = &prepared->findings;
    int width = pixGetWidth(images->visible), height = pixGetHeight(images->visible);
    g_assert_cmpint(pixGetWidth(images->mask), ==, width);
    g_assert_cmpint(pixGetHeight(images->mask), ==, height);
    g_assert_cmpfloat_with_epsilon(width + findings->crop_left_px + findings->crop_right_px,
                                   pixGetWidth(master), 1.5);
    g_assert_cmpfloat_with_epsilon(height + findings->crop_top_px + findings->crop_bottom_px,
                                   pixGetHeight(master), 1.5);
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
        g_autoptr(PageImages) images = show(master, &prepared);
        g_assert_cmpfloat_with_epsilon(prepared.findings.skew_degrees, cases[i].degrees, 0.1);
        g_assert_cmpint(pixGetDepth(images->visible), ==, cases[i].depth);
        g_assert_cmpint(pixGetDepth(images->mask), ==, 1);
        assert_sizes(&prepared, images, master);
        g_assert_cmpint(pixGetXRes(images->visible), ==, 150);
    }
}

/* Lines are straight to a tenth of a degree, in every script. */
static void test_skew_scripts(void)
{
    static const char *const languages[] = {"eng", "hin", "pan", "urd", "urd-nastaliq", "lus"};
    static const double angles[] = {-6, -1.3, -0.2, 0.3, 2.7};
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(PIX) upright = render_in(languages[i], "order", PAGE_GRAY, 200);
        for (guint a = 0; a < G_N_ELEMENTS(angles); a++) {
            g_autoptr(PIX) master = turn(upright, angles[a]);
            g_auto(OcrPrepared) prepared = {0};
            prepare(master, &prepared);
            g_test_message("%s %g: %.2f", languages[i], angles[a], prepared.findings.skew_degrees);
            g_assert_cmpfloat_with_epsilon(prepared.findings.skew_degrees, angles[a], 0.1);
        }
    }
}

/* ---------------------------------------------------------------------------------------- crop */

/* A4 at 150 dpi on a black bed, the paper left_mm and top_mm from its edges and leaning. */
static PIX *lay_on_bed(PIX *paper, int left_mm, int top_mm, double degrees)
{
    const int width = 1500, height = 2000;
    PIX *bed = pixCreate(width, height, 8);
    PIX *tilted = pixRotate(paper, (float)(degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_BLACK, pixGetWidth(paper), pixGetHeight(paper));
    pixRasterop(bed, left_mm * 6, top_mm * 6, width, height, PIX_SRC, tilted, 0, 0);
    pixDestroy(&tilted);
    pixSetResolution(bed, 150, 150);
    return bed;
}

/* Nothing of the paper is gone and at most two millimetres of bed are left on each side. */
static void assert_about(int seen_px, int paper_px)
{
    g_test_message("paper %d, seen %d", paper_px, seen_px);
    g_assert_cmpint(seen_px, >=, paper_px - 1);
    g_assert_cmpint(seen_px, <=, paper_px + 2 * 2 * 6);
}

static void test_crop_bed(void)
{
    static const struct {
        int left_mm, top_mm;
        double degrees;
    } cases[] = {{0, 0, 0}, {12, 0, 0}, {20, 15, 0}, {10, 8, 2}, {8, 10, -3}};
    g_autoptr(PIX) paper = render("order", PAGE_GRAY, 150);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PIX) master =
            lay_on_bed(paper, cases[i].left_mm, cases[i].top_mm, cases[i].degrees);
        g_auto(OcrPrepared) prepared = {0};
        prepare(master, &prepared);
        g_autoptr(PageImages) images = show(master, &prepared);
        assert_about(pixGetWidth(images->visible), pixGetWidth(paper));
        assert_about(pixGetHeight(images->visible), pixGetHeight(paper));
        assert_sizes(&prepared, images, master);
    }
}

static int count_ink(PIX *mask, int x, int y)
{
    BOX *box = boxCreate(x, y, 150, 150);
    int n_pixels = 0;
    pixCountPixelsInRect(mask, box, &n_pixels, NULL);
    boxDestroy(&box);
    return n_pixels;
}

/* What stands in the corners of a page that lay askew is still there when it is straight. */
static void test_crop_keeps_ink(void)
{
    const int mark_width = 60, mark_height = 12;
    g_autoptr(PIX) upright = render("order", PAGE_GRAY, 150);
    g_autoptr(PIX) master = turn(upright, 4);
    g_auto(OcrPrepared) prepared = {0};
    put(master, 10, pixGetHeight(master) - 30, mark_width, mark_height);
    put(master, pixGetWidth(master) - 70, 18, mark_width, mark_height);
    prepare(master, &prepared);
    g_autoptr(PageImages) images = show(master, &prepared);
    assert_sizes(&prepared, images, master);
    int x = pixGetWidth(images->mask) - 150, y = pixGetHeight(images->mask) - 150;
    g_assert_cmpint(ABS(count_ink(images->mask, x, 0) - mark_width * mark_height), <, 80);
    g_assert_cmpint(ABS(count_ink(images->mask, 0, y) - mark_width * mark_height), <, 80);
}

/* Not turned, the visible image is the master to the last pixel, however dark its paper. */
static void test_visible_is_never_cleaned(void)
{
    g_autoptr(PIX) master = render("order", PAGE_GRAY, 150);
    pixMultConstantGray(master, 0.6f);
    g_auto(OcrPrepared) prepared = {0};
    prepare(master, &prepared);
    g_autoptr(PageImages) images = show(master, &prepared);
    int is_same = 0;
    pixEqual(master, images->visible, &is_same);
    g_assert_true(is_same);
    l_uint32 paper = 0;
    pixGetRankValue(prepared.page, 4, 0.5f, &paper);
    g_assert_cmpuint(paper, ==, 255); /* but the engine's is */
    g_assert_cmpfloat(prepared.findings.ink_percent, >, 1);
    g_assert_cmpfloat(prepared.findings.ink_percent, <, 10);
}

/* White paper is cleaned for the engine where the other side is seen, and only there; faint ink is not
 * the other side, and stays. */
static void test_show_through(void)
{
    static const struct {
        double show_through, ink_fade;
        gboolean is_seen;
    } cases[] = {{0, 0, FALSE}, {0.05, 0, FALSE}, {0.3, 0, TRUE}, {0.45, 0, TRUE}, {0, 0.6, FALSE}};
    int n_clean = 0;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Ageing ageing = {.name = "through",
                               .show_through = cases[i].show_through,
                               .ink_fade = cases[i].ink_fade,
                               .noise = 2};
        g_autoptr(PIX) master = render_aged("urd", "letter", &ageing, PAGE_GRAY, 200);
        g_auto(OcrPrepared) prepared = {0};
        int n_ink = 0;
        prepare(master, &prepared);
        pixCountPixels(prepared.ink, &n_ink, NULL);
        n_clean = i == 0 ? n_ink : n_clean;
        g_test_message("%g %g: through %g, ink %d", cases[i].show_through, cases[i].ink_fade,
                       prepared.findings.through_percent, n_ink);
        g_assert_cmpint(prepared.findings.through_percent >= 0.5, ==, cases[i].is_seen);
        g_assert_true(prepared.findings.is_cleaned != 0 || !cases[i].is_seen);
        g_assert_cmpfloat(n_ink, >, 0.85 * n_clean);
        g_assert_cmpfloat(n_ink, <, 1.15 * n_clean);
    }
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
        g_autoptr(PageImages) images = show(master, &prepared);
        g_test_message("%g dpi: %g", cases[i].dpi, prepared.scale);
        g_assert_cmpfloat(prepared.scale, >=, cases[i].least);
        g_assert_cmpfloat(prepared.scale, <=, cases[i].most);
        g_assert_cmpfloat_with_epsilon(pixGetWidth(prepared.page),
                                       pixGetWidth(master) * prepared.scale, 2);
        g_assert_cmpint(pixGetWidth(images->mask), ==, pixGetWidth(master));
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
    g_autoptr(PageImages) images = show(master, &prepared);
    g_assert_cmpint(pixGetWidth(images->visible), ==, width);
    g_assert_cmpint(pixGetWidth(images->mask), ==, width);
    g_assert_cmpint(pixGetHeight(images->mask), ==, height);
    g_assert_cmpfloat(prepared.scale, <, 0.4);
    g_assert_cmpint(boxaGetCount(prepared.lines), >, 10);
}

/* A map of small print is not enlarged beyond what the engine's coordinates and the memory hold. */
static void test_large_with_small_letters(void)
{
    g_autoptr(PIX) note = render("note", PAGE_GRAY, 75);
    g_autoptr(PIX) master = pixCreate(19000, 2000, 8);
    pixSetAll(master);
    pixSetResolution(master, 300, 300);
    for (int y = 0; y < 2000; y += pixGetHeight(note))
        for (int x = 0; x < 19000; x += pixGetWidth(note))
            pixRasterop(master, x, y, pixGetWidth(note), pixGetHeight(note), PIX_SRC, note, 0, 0);
    g_auto(OcrPrepared) prepared = {0};
    prepare(master, &prepared);
    g_assert_cmpfloat(prepared.findings.letter_px, <, 9); /* wants twice the size */
    g_assert_cmpint(pixGetWidth(prepared.page), <=, 20000);
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
        g_test_message("%s: ink %g", cases[i].name, prepared.findings.ink_percent);
        g_assert_cmpint(prepared.findings.is_blank != 0, ==, cases[i].is_blank);
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
        g_assert_true(prepared.findings.is_blank);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_add_func("/prepare/skew", test_skew);
    g_test_add_func("/prepare/skew/scripts", test_skew_scripts);
    g_test_add_func("/prepare/crop/bed", test_crop_bed);
    g_test_add_func("/prepare/crop/keeps-ink", test_crop_keeps_ink);
    g_test_add_func("/prepare/visible-is-never-cleaned", test_visible_is_never_cleaned);
    g_test_add_func("/prepare/show-through", test_show_through);
    g_test_add_func("/prepare/scale", test_scale);
    g_test_add_func("/prepare/large", test_large);
    g_test_add_func("/prepare/large-with-small-letters", test_large_with_small_letters);
    g_test_add_func("/prepare/blank", test_blank);
    g_test_add_func("/prepare/odd", test_odd);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
