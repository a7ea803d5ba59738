/* Codes and flags of masters: drawn pages with one thing on them each, and generated old papers. */
#include "scan/scan.h"
#include "tests/pages/page.h"
#include "tests/scan/measured.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define DPI 150 /* the coarse copy is the same as of 300, the noise twice as strong */
#define PX(mm) ((int)((mm) / 25.4 * DPI + 0.5))
#define A4_WIDTH PX(210)
#define A4_HEIGHT PX(297)

/* ------------------------------------------------------------------------------ drawing -- */

static void fill(PIX *pix, double x_mm, double y_mm, double w_mm, double h_mm, guint level)
{
    BOX *box = boxCreate(PX(x_mm), PX(y_mm), MAX(1, PX(w_mm)), MAX(1, PX(h_mm)));
    pixSetInRectArbitrary(pix, box, level);
    boxDestroy(&box);
}

static void disc(PIX *pix, double x_mm, double y_mm, double radius_mm, guint level)
{
    for (int y = PX(y_mm - radius_mm); y <= PX(y_mm + radius_mm); y++)
        for (int x = PX(x_mm - radius_mm); x <= PX(x_mm + radius_mm); x++) {
            double dx = x - PX(x_mm), dy = y - PX(y_mm);
            if (dx * dx + dy * dy <= (double)PX(radius_mm) * PX(radius_mm))
                pixSetPixel(pix, x, y, level);
        }
}

/* A 7 of thin strokes. */
static void digit(PIX *pix, double x_mm, double y_mm, double height_mm, double pen_mm, guint level)
{
    fill(pix, x_mm, y_mm, height_mm * 0.6, pen_mm, level);
    for (int i = 0; i < PX(height_mm); i++)
        fill(pix, x_mm + height_mm * 0.6 * (1 - (double)i / PX(height_mm)), y_mm + i * 25.4 / DPI,
             pen_mm, 0.1, level);
}

static void draw_nothing(PIX *pix)
{
    (void)pix;
}

static void draw_dust(PIX *pix)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint i = 0; i < 60; i++)
        fill(pix, g_rand_double_range(random, 5, 200), g_rand_double_range(random, 5, 290), 0.4,
             0.4, 60);
}

static void draw_scanner_bed(PIX *pix)
{
    fill(pix, 0, 0, 210, 8, 15);
    fill(pix, 0, 0, 6, 297, 15);
}

static void draw_holes(PIX *pix)
{
    disc(pix, 12, 108.5, 3, 20);
    disc(pix, 12, 188.5, 3, 20);
}

static void draw_all_harmless(PIX *pix)
{
    draw_dust(pix);
    draw_scanner_bed(pix);
    draw_holes(pix);
}

/* The other side's lines: wide, soft, a seventeenth darker than the paper. */
static void draw_show_through(PIX *pix)
{
    for (guint i = 0; i < 20; i++)
        fill(pix, 30, 40 + 8.0 * i, 120, 0.6, 217);
}

static void draw_page_number(PIX *pix)
{
    digit(pix, 105, 285, 2.4, 0.3, 40);
}

static void draw_pencil(PIX *pix)
{
    digit(pix, 105, 120, 4, 0.3, 186);
}

static void draw_signature_at_edge(PIX *pix)
{
    fill(pix, 180, 290, 30, 0.4, 60); /* runs over the edge */
}

/* Cut off by the edge of the paper, or by the scanner. */
static void draw_number_cut(PIX *pix)
{
    digit(pix, 100, 294.2, 4, 0.4, 60);
    digit(pix, 104, 294.2, 4, 0.4, 60);
}

static void draw_number_near_edge(PIX *pix)
{
    digit(pix, 206.6, 100, 2.4, 0.4, 60);
}

/* A soft valley with its crease at one side, the darkest of it. */
static void draw_fold(PIX *pix)
{
    for (int i = 0; i < 12; i++)
        fill(pix, 0, 148 + i * 25.4 / DPI, 210, 0.1, 200 + (guint)i * 2);
    fill(pix, 0, 148, 210, 0.17, 160);
}

static void draw_pencil_beside_fold(PIX *pix)
{
    draw_fold(pix);
    digit(pix, 105, 142.5, 4, 0.3, 186);
}

static void draw_ring_in_hole_zone(PIX *pix)
{
    disc(pix, 12, 60, 3, 40);
    disc(pix, 12, 60, 2.4, 230);
}

static void draw_disc_in_the_middle(PIX *pix)
{
    disc(pix, 105, 60, 3, 20);
}

static void draw_number_beside_bed(PIX *pix)
{
    draw_scanner_bed(pix);
    digit(pix, 14, 14, 3, 0.4, 60);
}

/* Words, by the gaps between them. */
static void draw_lines(PIX *pix, guint level)
{
    for (guint i = 0; i < 25; i++)
        for (guint k = 0; k < 11; k++)
            fill(pix, 25 + 14.0 * k, 30 + 9.0 * i, 12, 0.6, level);
}

static void draw_rules(PIX *pix)
{
    for (guint i = 0; i < 25; i++)
        fill(pix, 25, 30 + 9.0 * i, 150, 0.6, 40);
}

/* Wider than the surroundings that ink is told from. */
static void draw_block(PIX *pix)
{
    fill(pix, 60, 100, 60, 40, 50);
}

static void draw_squares(PIX *pix)
{
    for (guint i = 0; i < 8; i++)
        for (guint k = 0; k < 11; k++)
            fill(pix, 10 + 20.0 * i + (k % 2) * 10, 20 + 20.0 * k, 10, 10, 30);
}

static void draw_text(PIX *pix)
{
    draw_lines(pix, 40);
}

static void draw_faint_text(PIX *pix)
{
    draw_lines(pix, 205);
}

/* Nearly normal: the sum of four even numbers 0-255 has mean 510 and deviation 147.8. */
static void add_noise(PIX *pix, double deviation, guint32 seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    l_uint32 *data = pixGetData(pix);
    int wpl = pixGetWpl(pix);
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            guint32 bits = g_rand_int(random);
            double sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
            l_uint32 *line = data + (gsize)y * (gsize)wpl;
            int level = GET_DATA_BYTE(line, x) + (int)lround((sum - 510) / 147.8 * deviation);
            SET_DATA_BYTE(line, x, (guint8)CLAMP(level, 0, 255));
        }
}

static void assert_flags(const Page *page, const char *expected)
{
    g_autofree char *flags = measured_flags(page);
    for (guint i = 0; i < page->n_flags; i++)
        g_test_message("%s = %g", page->flags[i].flag, page->flags[i].value);
    g_assert_cmpstr(flags, ==, expected);
}

/* --------------------------------------------------------------------------- drawn pages -- */

typedef struct {
    const char *name;
    void (*draw)(PIX *pix);
    guint paper;
    double noise;
    const char *gray_flags, *bits_flags; /* NULL: not as 1-bit */
} DrawnCase;

static const DrawnCase drawn_cases[] = {
    {"nothing", draw_nothing, 230, 2, "blank", "blank"},
    {"noise", draw_nothing, 200, 6, "blank", "blank"},
    {"dust", draw_dust, 230, 2, "blank", "blank"},
    {"scanner-bed", draw_scanner_bed, 230, 2, "blank", "blank"},
    {"holes", draw_holes, 230, 2, "blank", "blank"},
    {"all-harmless", draw_all_harmless, 230, 2, "blank", "blank"},
    {"show-through", draw_show_through, 230, 2, "blank", "blank"},
    {"page-number", draw_page_number, 230, 2, "", ""},
    {"pencil", draw_pencil, 230, 2, "", NULL},
    {"pencil-in-noise", draw_pencil, 230, 6, "", NULL},
    {"signature-at-edge", draw_signature_at_edge, 230, 2, "", ""},
    {"number-cut", draw_number_cut, 230, 2, "", ""},
    {"number-near-edge", draw_number_near_edge, 230, 2, "", ""},
    {"fold", draw_fold, 230, 2, "blank", NULL},
    {"pencil-beside-fold", draw_pencil_beside_fold, 230, 2, "", NULL},
    {"ring", draw_ring_in_hole_zone, 230, 2, "", ""},
    {"disc", draw_disc_in_the_middle, 230, 2, "", ""},
    {"number-beside-bed", draw_number_beside_bed, 230, 2, "", ""},
    {"block", draw_block, 230, 2, "", ""},
    {"squares", draw_squares, 230, 2, "", ""},
    {"text", draw_text, 230, 2, "", ""},
    {"rules", draw_rules, 230, 2, "blank", "blank"},
    {"white-paper", draw_text, 255, 0, "", ""},
    {"dark-text", draw_text, 70, 4, "dark", NULL},
    {"dark-nothing", draw_nothing, 20, 4, "dark", "dark"},
    {"faint-text", draw_faint_text, 250, 2, "light", NULL},
};

static PIX *drawn_page(const DrawnCase *drawn)
{
    PIX *pix = pixCreate(A4_WIDTH, A4_HEIGHT, 8);
    fill(pix, 0, 0, 211, 298, drawn->paper);
    drawn->draw(pix);
    add_noise(pix, drawn->noise, 1);
    return pix;
}

static void test_drawn(gconstpointer data)
{
    const DrawnCase *drawn = data;
    Page page;
    PIX *gray = drawn_page(drawn);
    PIX *bits = drawn->bits_flags ? pixThresholdToBinary(gray, 150) : NULL;
    measured_page(gray, DPI, &page);
    assert_flags(&page, drawn->gray_flags);
    g_assert_null(page.codes);
    scan_page_clear(&page);
    if (!bits)
        return;
    measured_page(bits, DPI, &page);
    assert_flags(&page, drawn->bits_flags);
    scan_page_clear(&page);
}

typedef struct {
    const char *name;
    double width_mm, height_mm;
    gboolean is_odd;
} SizeCase;

static const SizeCase size_cases[] = {
    {"a4", 210, 297, FALSE},
    {"a4-landscape", 297, 210, FALSE},
    {"legal", 216, 356, FALSE},
    {"foolscap", 210, 330, FALSE},
    {"a5", 148, 210, FALSE},
    {"a6-slip", 105, 148, FALSE},
    {"a3", 297, 420, FALSE},
    {"a4-at-600-called-300", 420, 594, TRUE},
    {"a4-at-100-called-300", 70, 99, TRUE},
    {"receipt", 50, 150, TRUE},
    {"ragged-feed", 210, 500, TRUE},
};

static void test_size(gconstpointer data)
{
    const SizeCase *size = data;
    const double dpi = 60; /* small pages do here */
    Page page;
    PIX *pix =
        pixCreate((int)(size->width_mm / 25.4 * dpi), (int)(size->height_mm / 25.4 * dpi), 8);
    pixSetAllGray(pix, 230);
    BOX *box = boxCreate(40, 40, 60, 5);
    pixSetInRectArbitrary(pix, box, 30);
    boxDestroy(&box);
    measured_page(pix, dpi, &page);
    assert_flags(&page, size->is_odd ? "size" : "");
    if (size->is_odd)
        g_assert_cmpfloat_with_epsilon(page.flags[0].value, size->width_mm, 1);
    scan_page_clear(&page);
}

/* ------------------------------------------------------------------------------ QR codes -- */

typedef struct {
    const char *name;
    double module_mm;
    double degrees;
    double noise;
    double dpi;
    gboolean is_bits;
} CodeCase;

/* A cover's modules are 1.3 mm. */
static const CodeCase code_cases[] = {
    {"cover-150-dpi", 1.3, 0, 4, 150, FALSE},   {"cover", 1.3, 0, 4, 300, FALSE},
    {"cover-bits", 1.3, 0, 4, 300, TRUE},       {"cover-600-dpi-bits", 1.3, 0, 4, 600, TRUE},
    {"cover-askew", 1.3, 10, 4, 300, FALSE},    {"cover-askew-bits", 1.3, -7, 4, 300, TRUE},
    {"cover-sideways", 1.3, 90, 4, 300, FALSE}, {"cover-upside-down", 1.3, 180, 4, 300, FALSE},
    {"cover-noise", 1.3, 3, 14, 300, FALSE},    {"small", 0.6, 2, 4, 300, FALSE},
};

#define TOKEN "MUHAFIZ1:C:PB-LDH-01:A-12_2008_DFG:89AB12EF"

static PIX *code_page(const CodeCase *code)
{
    QRcode *qr = QRcode_encodeString8bit(TOKEN, 0, QR_ECLEVEL_H);
    double px_per_mm = code->dpi / 25.4;
    int module_px = (int)(code->module_mm * px_per_mm + 0.5);
    PIX *pix = pixCreate((int)(210 * px_per_mm), (int)(297 * px_per_mm), 8);
    pixSetAllGray(pix, 225);
    int x0 = (pixGetWidth(pix) - qr->width * module_px) / 2, y0 = pixGetHeight(pix) / 4;
    for (int i = 0; i < qr->width * qr->width; i++)
        if (qr->data[i] & 1) {
            BOX *box = boxCreate(x0 + i % qr->width * module_px, y0 + i / qr->width * module_px,
                                 module_px, module_px);
            pixSetInRectArbitrary(pix, box, 40);
            boxDestroy(&box);
        }
    QRcode_free(qr);
    return pix;
}

static void test_code(gconstpointer data)
{
    const CodeCase *code = data;
    Page page;
    PIX *upright = code_page(code);
    PIX *turned = pixRotate(upright, (float)(code->degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0);
    if ((int)code->degrees % 90 == 0) {
        pixDestroy(&turned);
        turned = pixRotateOrth(upright, (int)code->degrees / 90);
    }
    pixDestroy(&upright);
    add_noise(turned, code->noise, 3);
    if (code->is_bits) {
        PIX *bits = pixThresholdToBinary(turned, 140);
        pixDestroy(&turned);
        turned = bits;
    }
    measured_page(turned, code->dpi, &page);
    g_assert_nonnull(page.codes);
    g_assert_cmpstr(page.codes[0], ==, TOKEN);
    g_assert_null(page.codes[1]);
    assert_flags(&page, "");
    scan_page_clear(&page);
}

/* ----------------------------------------------------------------------- generated pages -- */

typedef struct {
    const char *kind, *ageing;
    const char *flags;
} AgedCase;

static const AgedCase aged_cases[] = {
    {"back", "clean", "blank"}, {"back", "light", "blank"}, {"note", "light", ""},
    {"note", "heavy", ""},      {"letter", "medium", ""},   {"table", "heavy", ""},
    {"photo", "medium", ""},    {"map", "heavy", ""},       {"certificate", "light", ""},
};

static void test_aged(gconstpointer data)
{
    const AgedCase *aged = data;
    g_autoptr(GError) error = NULL;
    PageRequest request = {.kind = aged->kind, .mode = PAGE_GRAY, .dpi = 150, .page_seed = 5};
    request.language = text_language_lookup("eng", &error);
    g_assert_no_error(error);
    request.ageing = age_level_lookup(aged->ageing, &error);
    g_assert_no_error(error);
    PIX *pix = NULL;
    Composition *composition = page_render(&request, &pix, &error);
    g_assert_no_error(error);
    composition_free(composition);
    Page page;
    measured_page(pix, request.dpi, &page);
    assert_flags(&page, aged->flags);
    scan_page_clear(&page);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(drawn_cases); i++) {
        g_autofree char *path = g_strconcat("/measure/drawn/", drawn_cases[i].name, NULL);
        g_test_add_data_func(path, &drawn_cases[i], test_drawn);
    }
    for (guint i = 0; i < G_N_ELEMENTS(size_cases); i++) {
        g_autofree char *path = g_strconcat("/measure/size/", size_cases[i].name, NULL);
        g_test_add_data_func(path, &size_cases[i], test_size);
    }
    for (guint i = 0; i < G_N_ELEMENTS(code_cases); i++) {
        g_autofree char *path = g_strconcat("/measure/code/", code_cases[i].name, NULL);
        g_test_add_data_func(path, &code_cases[i], test_code);
    }
    for (guint i = 0; i < G_N_ELEMENTS(aged_cases); i++) {
        g_autofree char *path =
            g_strdup_printf("/measure/aged/%s-%s", aged_cases[i].kind, aged_cases[i].ageing);
        g_test_add_data_func(path, &aged_cases[i], test_aged);
    }
    int status = g_test_run();
    compose_shutdown();
    return status;
}
