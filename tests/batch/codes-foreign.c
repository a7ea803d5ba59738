/* What is no sheet of ours is not taken for one: pages of offices, with codes of others on them and without,
 * and real scans ($MUHAFIZ_CORPUS). */
#include "tests/scan/measured.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <qrencode.h>

#define BLACK 30
#define WHITE 245

/* From the page's upper left corner. */
typedef struct {
    double x_mm, y_mm, module_mm;
} CodePlace;

typedef struct {
    const char *name;
    CodePlace places[6]; /* ends with a module of 0 */
} ForeignCase;

static const ForeignCase foreign_cases[] = {
    {"large", {{40, 60, 3.5}}},
    {"as large as ours", {{75, 110, 1.3}}},
    {"two as large as ours", {{30, 40, 1.3}, {120, 190, 1.3}}},
    {"four small ones", {{12, 12, 0.5}, {180, 12, 0.5}, {12, 265, 0.5}, {180, 265, 0.5}}},
    {"a row", {{12, 250, 0.8}, {50, 250, 0.8}, {88, 250, 0.8}, {126, 250, 0.8}, {164, 250, 0.8}}},
    {"a column",
     {{170, 20, 0.7}, {170, 70, 0.7}, {170, 120, 0.7}, {170, 170, 0.7}, {170, 220, 0.7}}},
};

static const char *const contents[] = {"https://parivahan.gov.in/verify?id=DL-0420110149646",
                                       "upi://pay?pa=tehsil@bank&am=250",
                                       "MUHAFIX1:C:PB-LDH-01:A-12", "7"};

static void place_clear(PIX *pix, const CodePlace *place, int side_px)
{
    double px = pixGetXRes(pix) / 25.4;
    int quiet = (int)lround(4 * place->module_mm * px);
    BOX *box = boxCreateValid(MAX(0, (int)(place->x_mm * px) - quiet),
                              MAX(0, (int)(place->y_mm * px) - quiet), side_px + 2 * quiet,
                              side_px + 2 * quiet);
    pixSetInRectArbitrary(pix, box, WHITE);
    boxDestroy(&box);
}

static void code_draw(PIX *pix, const CodePlace *place, const char *content)
{
    QRcode *qr = QRcode_encodeString8bit(content, 0, QR_ECLEVEL_M);
    g_assert_nonnull(qr);
    double px = pixGetXRes(pix) / 25.4;
    int module = (int)MAX(1, lround(place->module_mm * px));
    place_clear(pix, place, module * qr->width);
    for (int i = 0; i < qr->width * qr->width; i++)
        if (qr->data[i] & 1) {
            BOX *box = boxCreate((int)(place->x_mm * px) + i % qr->width * module,
                                 (int)(place->y_mm * px) + i / qr->width * module, module, module);
            pixSetInRectArbitrary(pix, box, BLACK);
            boxDestroy(&box);
        }
    QRcode_free(qr);
}

/* Takes pix. */
static gboolean is_ours(PIX *pix, double dpi)
{
    Page page;
    measured_page(pix, dpi, &page);
    gboolean has_marks = page.has_sheet_marks;
    scan_page_clear(&page);
    return has_marks;
}

/* Turned, and as bits. */
static PIX *sheet_scan(PIX *pix, double degrees, gboolean is_bits)
{
    PIX *turned =
        pixRotate(pix, (float)(degrees * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    PIX *scanned = is_bits ? pixThresholdToBinary(turned, 120) : pixClone(turned);
    pixDestroy(&turned);
    return scanned;
}

static PIX *foreign_draw(const ForeignCase *foreign, const char *kind, double dpi, guint seed)
{
    const MeasuredDraw draw = {"eng", kind, age_level_lookup("light", NULL), PAGE_GRAY, dpi, seed};
    PIX *pix = measured_draw(&draw);
    pixSetResolution(pix, (l_int32)dpi, (l_int32)dpi);
    for (guint i = 0; foreign->places[i].module_mm > 0; i++)
        code_draw(pix, &foreign->places[i], contents[(seed + i) % G_N_ELEMENTS(contents)]);
    return pix;
}

static void test_foreign(gconstpointer data)
{
    static const char *const kinds[] = {"letter", "table", "back"};
    static const double dpis[] = {150, 200, 300}, angles[] = {0, 4, -9, 180};
    const ForeignCase *foreign = data;
    guint n_ours = 0;
    for (guint i = 0; i < 12; i++) {
        double dpi = dpis[i / 4], angle = angles[i % 4];
        PIX *pix = foreign_draw(foreign, kinds[i % 3], dpi, i);
        gboolean is_taken = is_ours(sheet_scan(pix, angle, i % 2), dpi);
        if (is_taken)
            g_test_message("taken for ours: %s, %g dpi, %g degrees", kinds[i % 3], dpi, angle);
        n_ours += is_taken;
        pixDestroy(&pix);
    }
    g_assert_cmpuint(n_ours, ==, 0);
}

/* Every kind of page, as it is. */
static void test_pages(void)
{
    guint n_ours = 0, n = 0;
    for (const Ageing *level = age_levels; level->name; level++)
        for (const char *const *kind = page_kinds; *kind; kind++, n++) {
            const MeasuredDraw draw = {g_str_equal(*kind, "mixed") ? "eng+hin" : "eng",
                                       *kind,
                                       level,
                                       n % 2 ? PAGE_LINEART : PAGE_GRAY,
                                       150,
                                       n};
            n_ours += is_ours(measured_draw(&draw), 150);
        }
    g_test_message("%u of %u pages are taken for ours", n_ours, n);
    g_assert_cmpuint(n_ours, ==, 0);
}

static gboolean file_is_ours(const char *path)
{
    PIX *read = pixRead(path);
    g_assert_nonnull(read);
    PIX *pix = pixGetDepth(read) > 1 ? pixConvertTo8(read, 0) : pixClone(read);
    double dpi = pixGetXRes(read) > 0 ? pixGetXRes(read) : 300;
    pixDestroy(&read);
    return is_ours(pix, dpi);
}

static void test_corpus(void)
{
    const char *corpus = g_getenv("MUHAFIZ_CORPUS"), *name;
    g_autoptr(GDir) dir = corpus ? g_dir_open(corpus, 0, NULL) : NULL;
    guint n = 0, n_ours = 0;
    if (!dir) {
        g_test_skip("no MUHAFIZ_CORPUS");
        return;
    }
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(corpus, name, NULL);
        if (!g_regex_match_simple("\\.(png|tif|jpg)$", name, 0, 0))
            continue;
        gboolean is_taken = file_is_ours(path);
        if (is_taken)
            g_test_message("taken for ours: %s", name);
        n += 1;
        n_ours += is_taken;
    }
    g_test_message("%u of %u scans are taken for ours", n_ours, n);
    g_assert_cmpuint(n_ours, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(foreign_cases); i++) {
        g_autofree char *path = g_strconcat("/foreign/", foreign_cases[i].name, NULL);
        g_test_add_data_func(path, &foreign_cases[i], test_foreign);
    }
    g_test_add_func("/foreign/pages", test_pages);
    g_test_add_func("/foreign/corpus", test_corpus);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
