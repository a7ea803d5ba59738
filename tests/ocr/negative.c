/* White print on black is found, read as black on white, cropped of nothing, and seen as it is. */
#include "tests/ocr/reading.h"

#include <leptonica/allheaders.h>

#include "ocr/negative.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

#define DPI 150

static PIX *render(const char *language, const char *kind, const char *ageing, char **truth)
{
    g_autoptr(GError) error = NULL;
    const PageRequest request = {.language = text_language_lookup(language, NULL),
                                 .kind = kind,
                                 .ageing = age_level_lookup(ageing, NULL),
                                 .mode = PAGE_GRAY,
                                 .dpi = DPI,
                                 .story_seed = 35,
                                 .page_seed = 35};
    PIX *pix = NULL;
    g_autoptr(Composition) page = page_render(&request, &pix, &error);
    g_assert_no_error(error);
    if (truth)
        *truth = g_strdup(page->truth);
    pixSetResolution(pix, DPI, DPI);
    return pix;
}

static PIX *to_bits(PIX *gray)
{
    PIX *bits = pixThresholdToBinary(gray, 128);
    pixDestroy(&gray);
    return bits;
}

static PIX *lay_on_bed(PIX *paper)
{
    PIX *bed = pixCreate(2 * pixGetWidth(paper), 2 * pixGetHeight(paper), 8);
    pixRasterop(bed, 200, 300, pixGetWidth(paper), pixGetHeight(paper), PIX_SRC, paper, 0, 0);
    pixDestroy(&paper);
    return bed;
}

/* What is dark all over and no negative stays as it is. */
static void test_found(void)
{
    static const struct {
        const char *kind, *ageing;
        guint quarter_turns;
        gboolean is_inverted, is_on_bed, is_negative;
    } pages[] = {
        {"order", "light", 0, TRUE, FALSE, TRUE},
        {"table", "medium", 0, TRUE, FALSE, TRUE},
        {"letter", "clean", 1, TRUE, FALSE, TRUE},
        {"order", "light", 0, FALSE, TRUE, FALSE},
        {"order", "heavy", 0, FALSE, FALSE, FALSE},
        {"picture-scene", "light", 0, TRUE, FALSE, FALSE},
        {"map", "light", 0, TRUE, FALSE, TRUE},
        {"back", "light", 0, TRUE, FALSE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        PIX *page = render("eng", pages[i].kind, pages[i].ageing, NULL);
        g_autoptr(PIX) turned = pixRotateOrth(page, (int)pages[i].quarter_turns);
        g_autoptr(PIX) gray =
            pages[i].is_on_bed ? lay_on_bed(pixCopy(NULL, turned)) : pixClone(turned);
        pixDestroy(&page);
        if (pages[i].is_inverted)
            pixInvert(gray, gray);
        g_test_message("%u: %s %s", i, pages[i].kind, pages[i].ageing);
        g_assert_cmpint(ocr_negative_invert(gray), ==, pages[i].is_negative);
    }
}

/* Gray or of 1 bit: as a positive is read. */
static void test_read(void)
{
    static const struct {
        const char *language;
        gboolean is_bits;
    } pages[] = {{"hin", FALSE}, {"eng", TRUE}};
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *truth = NULL;
        PIX *page = render(pages[i].language, "order", "light", &truth);
        if (pages[i].is_bits)
            page = to_bits(page);
        pixInvert(page, page);
        int width_px = pixGetWidth(page), height_px = pixGetHeight(page);
        g_autofree char *path = write_master(page, DPI);
        g_auto(Result) result = {0};
        read_page(engine, path, "eng+hin", &result);
        const PageFindings *findings = &result.text->findings;
        double missed = 100 * measure_words_missed(truth, result.plain);
        g_test_message("%s: %.0f %% of the words missed", pages[i].language, missed);
        g_assert_cmpfloat(findings->is_cleaned, ==, 2);
        g_assert_cmpfloat(findings->quarter_turns, ==, 0);
        g_assert_cmpfloat(findings->crop_left_px + findings->crop_right_px, <, 0.05 * width_px);
        g_assert_cmpfloat(findings->crop_top_px + findings->crop_bottom_px, <, 0.05 * height_px);
        g_assert_cmpfloat(missed, <, 10);
        g_autoptr(PIX) gray = pixConvertTo8(result.images->visible, 0);
        l_uint32 median = 255;
        pixGetRankValue(gray, 4, 0.5f, &median);
        g_assert_cmpuint(median, <, 100); /* as it is */
    }
    ocr_engine_free(engine);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_add_func("/negative/found", test_found);
    g_test_add_func("/negative/read", test_read);
    return reading_run_tests();
}
