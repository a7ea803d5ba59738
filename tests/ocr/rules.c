/* Rules are found and erased; headlines, strokes and letters that cross rules are not. */
#include "ocr/rules.h"

#include "ocr/prepare.h"
#include "tests/pages/page.h"

#define LETTER_PX 28
#define SIDE_PX 1600
#define AT_PX 800 /* where a drawn thing begins or lies */

static void draw_bar(PIX *ink, int x, int y, int width, int height)
{
    pixRasterop(ink, x, y, width, height, PIX_SET, NULL, 0, 0);
}

/* -------------------------------------------------------------------------------------- drawn -- */

typedef struct {
    const char *name;
    gboolean is_down;
    int length_px, thick_px, lean_px; /* lean_px: from end to end */
    int gap_px;                       /* in every 40; 0: none */
    int stems_px; /* thickness of stems, one to a letter, that hang on it; 0: none */
    gboolean is_found;
} Case;

static const Case cases[] = {
    {"table", FALSE, 1000, 4, 0, 0, 0, TRUE},    {"hairline", FALSE, 1000, 1, 0, 0, 0, TRUE},
    {"leaning", FALSE, 1000, 4, 8, 0, 0, TRUE},  {"thick", FALSE, 1000, 8, 0, 0, 0, TRUE},
    {"bar", FALSE, 1000, 24, 0, 0, 0, FALSE},    {"dash", FALSE, 200, 4, 0, 0, 0, FALSE},
    {"dashes", FALSE, 1000, 4, 0, 12, 0, FALSE}, {"headline", FALSE, 700, 4, 0, 0, 5, FALSE},
    {"table-down", TRUE, 600, 4, 0, 0, 0, TRUE}, {"leaning-down", TRUE, 600, 4, 6, 0, 0, TRUE},
    {"danda", TRUE, 80, 4, 0, 0, 0, FALSE},      {"bar-down", TRUE, 600, 24, 0, 0, 0, FALSE},
};

/* Across the page; what runs down it is turned. */
static PIX *draw_case(const Case *c)
{
    PIX *ink = pixCreate(SIDE_PX, SIDE_PX, 1);
    for (int i = 0; i < c->length_px; i++) {
        int y = AT_PX + c->lean_px * i / c->length_px;
        if (i % 40 >= c->gap_px)
            draw_bar(ink, 100 + i, y, 1, c->thick_px);
        if (c->stems_px > 0 && i % LETTER_PX == 0)
            draw_bar(ink, 100 + i, y, c->stems_px, LETTER_PX);
    }
    PIX *turned = c->is_down ? pixRotateOrth(ink, 1) : pixClone(ink);
    pixDestroy(&ink);
    return turned;
}

static int count_pixels(PIX *ink)
{
    int n_pixels = 0;
    pixCountPixels(ink, &n_pixels, NULL);
    return n_pixels;
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(PIX) ink = draw_case(c);
    int n_drawn = count_pixels(ink);
    g_autoptr(OcrRules) rules = ocr_rules_new(ink, LETTER_PX, 1);
    g_assert_nonnull(rules);
    g_assert_cmpuint(rules->across->len, ==, c->is_found && !c->is_down);
    g_assert_cmpuint(rules->down->len, ==, c->is_found && c->is_down);
    g_assert_true(ocr_rules_subtract(rules, ink));
    g_assert_cmpint(count_pixels(ink), ==, c->is_found ? 0 : n_drawn);
    if (!c->is_found)
        return;
    OcrRule rule = g_array_index(c->is_down ? rules->down : rules->across, OcrRule, 0);
    g_assert_cmpint(ABS(rule.to_px - rule.from_px - c->length_px), <=, 4);
    double lean_px = rule.at_to_px - rule.at_from_px;
    g_assert_cmpfloat(ABS(ABS(lean_px) - c->lean_px), <=, 3);
}

/* ------------------------------------------------------------------------------------ letters -- */

/* A stroke across a rule keeps its part of the rule, one that ends at it stays up to there. */
static void test_crossed(void)
{
    g_autoptr(PIX) ink = pixCreate(SIDE_PX, SIDE_PX, 1);
    draw_bar(ink, 300, AT_PX - 30, 5, 60);
    draw_bar(ink, 600, AT_PX - 30, 5, 30);
    g_autoptr(PIX) letters = pixCopy(NULL, ink);
    draw_bar(ink, 100, AT_PX, 1000, 4);
    g_autoptr(OcrRules) rules = ocr_rules_new(ink, LETTER_PX, 1);
    g_assert_cmpuint(rules->across->len, ==, 1);
    g_assert_true(ocr_rules_subtract(rules, ink));
    g_autoptr(PIX) lost = pixSubtract(NULL, letters, ink);
    g_autoptr(PIX) left = pixSubtract(NULL, ink, letters);
    g_assert_cmpint(count_pixels(lost), <=, 5 * 6); /* the last pixels before the rule */
    g_assert_cmpint(count_pixels(left), <=, 5 * 4);
    l_uint32 value = 0;
    pixGetPixel(ink, 302, AT_PX + 2, &value);
    g_assert_cmpuint(value, ==, 1);
}

/* Pages of every script without a rule on them. */
static void test_text(void)
{
    static const char *const languages[] = {"eng", "hin", "pan", "urd", "urd-nastaliq", "lus"};
    static const char *const kinds[] = {"application", "letter"};
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(PIX) page = NULL;
            const PageRequest request = {.language = text_language_lookup(languages[i], NULL),
                                         .kind = kinds[k],
                                         .ageing = age_level_lookup("clean", NULL),
                                         .mode = PAGE_GRAY,
                                         .dpi = 300,
                                         .page_seed = 11};
            composition_free(page_render(&request, &page, &error));
            g_assert_no_error(error);
            g_autoptr(PIX) ink = pixThresholdToBinary(page, 128);
            g_autoptr(BOXA) boxes = pixConnCompBB(ink, 8);
            g_autoptr(OcrRules) rules = ocr_rules_new(ink, ocr_letters_measure(boxes), 1);
            g_test_message("%s %s: %u across, %u down", languages[i], kinds[k], rules->across->len,
                           rules->down->len);
            g_assert_null(rules->mask);
        }
}

/* --------------------------------------------------------------------------------------- page -- */

/* Painted as the paper is, on a page half as large, also when that was turned upside down. */
static void test_erased(void)
{
    const int paper = 230;
    g_autoptr(PIX) ink = pixCreate(SIDE_PX, SIDE_PX, 1);
    draw_bar(ink, 100, AT_PX / 2, 1000, 4);
    g_autoptr(OcrRules) rules = ocr_rules_new(ink, LETTER_PX, 0.5);
    g_autoptr(PIX) page = pixCreate(SIDE_PX / 2, SIDE_PX / 2, 8);
    pixSetAllGray(page, paper);
    pixRasterop(page, 50, AT_PX / 4, 500, 2, PIX_CLR, NULL, 0, 0);
    g_autoptr(PIX) turned = pixRotate180(NULL, page);
    int darkest = 0;
    g_assert_true(ocr_rules_erase(rules, page));
    pixGetExtremeValue(page, 1, L_SELECT_MIN, NULL, NULL, NULL, &darkest);
    g_assert_cmpint(darkest, ==, paper);
    g_assert_true(ocr_rules_flip(rules, SIDE_PX / 2, SIDE_PX / 2));
    g_assert_true(ocr_rules_erase(rules, turned));
    pixGetExtremeValue(turned, 1, L_SELECT_MIN, NULL, NULL, NULL, &darkest);
    g_assert_cmpint(darkest, ==, paper);
    OcrRule rule = g_array_index(rules->across, OcrRule, 0);
    g_assert_cmpint(rule.from_px, ==, SIDE_PX / 2 - 550);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/rules/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/rules/crossed", test_crossed);
    g_test_add_func("/rules/text", test_text);
    g_test_add_func("/rules/erased", test_erased);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
