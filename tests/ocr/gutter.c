/* Where openings are divided, and what must not be. */
#include "ocr/gutter.h"

#include "ocr/look.h"

#include "tests/pages/opening.h"

#define NEAR_MM 3.0

static PageRequest request_for(const char *language, const char *kind, const char *ageing,
                               double dpi, guint64 seed)
{
    return (PageRequest){.language = text_language_lookup(language, NULL),
                         .kind = kind,
                         .ageing = age_level_lookup(ageing, NULL),
                         .mode = PAGE_GRAY,
                         .dpi = dpi,
                         .story_seed = seed,
                         .page_seed = seed};
}

/* In pixels of page, which it takes over; below 0 where there is none. */
static double gutter_of(PIX *page, double dpi)
{
    g_autoptr(GError) error = NULL;
    g_auto(OcrPrepared) prepared = {0};
    pixSetResolution(page, (int)dpi, (int)dpi);
    g_assert_true(ocr_prepare(page, 0, 0, OCR_LETTER_PX, &prepared, &error));
    pixDestroy(&page);
    int found_px = ocr_gutter_find(prepared.look, &prepared);
    return found_px > 0 ? found_px / prepared.scale + prepared.crop.x_px : -1;
}

/* --------------------------------------------------------------------------------- openings -- */

typedef struct {
    const char *language, *left, *right, *ageing;
    double dpi, bound_mm, shadow, shadow_mm, skew_deg;
} Opening;

static const Opening openings[] = {
    {"eng", "order", "letter", "light", 150, 6, 0.4, 14, 0.8},
    {"urd", "letter", "order", "medium", 150, 4, 0.25, 9, -1},
    {"hin", "order", "application", "heavy", 200, 8, 0.6, 20, 1.5},
    {"pan", "application", "back", "medium", 150, 3, 0.35, 10, 0},
    {"urd-nastaliq", "order", "application", "heavy", 150, 5, 0.5, 15, 0.5},
    {"eng", "table", "table", "medium", 200, 6, 0.3, 12, -0.6},
    {"eng", "order", "letter", "light", 150, 0, 0, 0, 0.3}, /* two margins, no shadow */
    {"hin", "letter", "order", "medium", 150, 4, 0, 0, -0.5},
    {"urd", "order", "letter", "heavy", 300, 6, 0.45, 12, 1},
};

static void check_opening(gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const Opening *opening = data;
    double gutter_px = 0, dpi = opening->dpi;
    guint64 seed = 41 + (guint64)(opening - openings);
    const OpeningRequest request = {
        .left = request_for(opening->language, opening->left, opening->ageing, dpi, seed),
        .right = request_for(opening->language, opening->right, opening->ageing, dpi, seed + 100),
        .bound_mm = opening->bound_mm,
        .shadow = opening->shadow,
        .shadow_mm = opening->shadow_mm,
        .skew_deg = opening->skew_deg};
    PIX *pix = opening_render(&request, NULL, NULL, &gutter_px, &error);
    g_assert_no_error(error);
    double found_px = gutter_of(pix, dpi);
    g_test_message("gutter at %.0f, found %.0f: %.1f mm", gutter_px, found_px,
                   (found_px - gutter_px) / dpi * 25.4);
    g_assert_cmpfloat(found_px, >, 0);
    g_assert_cmpfloat(ABS(found_px - gutter_px), <, NEAR_MM * dpi / 25.4);
}

/* ------------------------------------------------------------------------- what is one page -- */

static PIX *render(const char *language, const char *kind, const char *ageing, guint64 seed)
{
    g_autoptr(GError) error = NULL;
    PageRequest request = request_for(language, kind, ageing, 150, seed);
    PIX *pix = NULL;
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    return pix;
}

/* The middle of a page, broader than high. */
static PIX *cut(PIX *page)
{
    int width = pixGetWidth(page), height = pixGetHeight(page);
    BOX *box = boxCreate(0, height / 8, width, height * 4 / 10);
    PIX *part = pixClipRectangle(page, box, NULL);
    boxDestroy(&box);
    pixDestroy(&page);
    return part;
}

/* A page that was folded down its middle. */
static PIX *fold(PIX *page)
{
    int middle = pixGetWidth(page) / 2;
    for (int x = -12; x <= 12; x++) {
        BOX *box = boxCreate(middle + x, 0, 1, pixGetHeight(page));
        PIX *strip = pixClipRectangle(page, box, NULL);
        pixMultConstantGray(strip, 0.75f);
        pixRasterop(page, middle + x, 0, 1, pixGetHeight(page), PIX_SRC, strip, 0, 0);
        pixDestroy(&strip);
        boxDestroy(&box);
    }
    return page;
}

/* Two columns a finger apart under a headline that goes across both. */
static PIX *columns(void)
{
    PIX *page = render("eng", "order", "light", 61), *other = render("eng", "letter", "light", 62);
    int width = pixGetWidth(page), height = pixGetHeight(page), inset = width / 10;
    PIX *both = pixCreate(2 * (width - 2 * inset) + 60, height, 8);
    pixSetAllArbitrary(both, 250);
    pixRasterop(both, 20, 0, width - 2 * inset, height, PIX_SRC, page, inset, 0);
    pixRasterop(both, 40 + width - 2 * inset, 0, width - 2 * inset, height, PIX_SRC, other, inset,
                0);
    pixDestroy(&page);
    pixDestroy(&other);
    return both;
}

static PIX *turned_map(void)
{
    PIX *page = render("eng", "picture-survey", "medium", 63), *turned = pixRotateOrth(page, 1);
    pixDestroy(&page);
    return fold(turned);
}

static void check_whole(void)
{
    PIX *pages[] = {cut(render("eng", "table", "medium", 51)),
                    cut(render("hin", "table", "light", 52)),
                    fold(cut(render("eng", "table", "medium", 53))),
                    fold(cut(render("eng", "order", "medium", 54))),
                    cut(render("urd", "map", "medium", 55)),
                    cut(render("eng", "photo", "medium", 56)),
                    cut(render("eng", "picture-scene", "medium", 57)),
                    columns(),
                    turned_map(),
                    render("eng", "order", "medium", 58),
                    cut(render("eng", "back", "heavy", 59))};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        double found_px = gutter_of(pages[i], 150);
        g_test_message("page %u: %.0f", i, found_px);
        g_assert_cmpfloat(found_px, <, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(openings); i++) {
        g_autofree char *name =
            g_strdup_printf("/gutter/%u-%s-%s", i, openings[i].language, openings[i].ageing);
        g_test_add_data_func(name, &openings[i], check_opening);
    }
    g_test_add_func("/gutter/whole", check_whole);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
