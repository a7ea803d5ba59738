/* Where words are said to be, there is their ink, however the page lay: the boxes have gone through turning,
 * straightening, cropping and scaling. */
#include "tests/ocr/reading.h"

#include <leptonica/allheaders.h>

#include "tests/tools/laid.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

/* Pixels of ink of the box. */
static double ink_in(PIX *ink, int x, int y, int width, int height)
{
    BOX *box = boxCreate(x, y, width, height);
    PIX *part = pixClipRectangle(ink, box, NULL);
    int n = 0;
    if (part)
        pixCountPixels(part, &n, NULL);
    pixDestroy(&part);
    boxDestroy(&box);
    return n;
}

/* The share of the visible image's ink that lies in words' boxes if they are moved so far. */
static double ink_covered(PIX *ink, const PageText *text, int down_px)
{
    PIX *words = pixCreateTemplate(ink);
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        for (guint w = 0; w < line->words->len; w++) {
            const OcrBox *box = &g_array_index(line->words, OcrWord, w).box;
            pixRasterop(words, box->x_px, box->y_px + down_px, box->width_px, box->height_px,
                        PIX_SET, NULL, 0, 0);
        }
    }
    int all = 0, covered = 0;
    pixCountPixels(ink, &all, NULL);
    pixAnd(words, words, ink);
    pixCountPixels(words, &covered, NULL);
    pixDestroy(&words);
    return (double)covered / MAX(all, 1);
}

/* The share of words whose box has ink at all of its four sides, within a fifth of its height. */
static double boxes_tight(PIX *ink, const PageText *text)
{
    guint n = 0, n_tight = 0;
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        for (guint w = 0; w < line->words->len; w++, n++) {
            const OcrBox *box = &g_array_index(line->words, OcrWord, w).box;
            int edge = MAX(box->height_px / 5, 3);
            int right = box->x_px + box->width_px - edge, low = box->y_px + box->height_px - edge;
            n_tight += ink_in(ink, box->x_px, box->y_px, edge, box->height_px) > 0 &&
                       ink_in(ink, right, box->y_px, edge, box->height_px) > 0 &&
                       ink_in(ink, box->x_px, box->y_px, box->width_px, edge) > 0 &&
                       ink_in(ink, box->x_px, low, box->width_px, edge) > 0;
        }
    }
    return (double)n_tight / MAX(n, 1);
}

static void test_boxes(gconstpointer data)
{
    const guint turns = GPOINTER_TO_UINT(data);
    const PageRequest request = {.language = text_language_lookup("eng", NULL),
                                 .kind = "letter",
                                 .ageing = age_level_lookup("clean", NULL),
                                 .mode = PAGE_GRAY,
                                 .dpi = 200,
                                 .page_seed = 40 + turns};
    OcrEngine *engine = ocr_engine_new();
    g_autofree char *truth = NULL;
    g_autofree char *path =
        write_master(laid_page(&request, LAID_ON_BED_ASKEW, turns, &truth), 200);
    g_auto(Result) result = {0};
    read_page(engine, path, "eng+hin", &result);
    assert_wellformed(&result);
    g_assert_cmpfloat(result.text->findings.quarter_turns, ==, (4 - turns) % 4);
    g_assert_cmpfloat(measure_cer(truth, result.plain), <, 0.03);
    PIX *dark = pixConvertTo1(result.images->visible, 128);
    PIX *ink = pixRemoveBorderConnComps(dark, 8); /* what is left of the bed */
    int height = ((OcrLine *)g_ptr_array_index(result.text->lines, 0))->box.height_px;
    double covered = ink_covered(ink, result.text, 0), tight = boxes_tight(ink, result.text);
    double moved =
        MAX(ink_covered(ink, result.text, height / 2), ink_covered(ink, result.text, -height / 2));
    g_test_message("%u turns: %.2f of the ink in boxes, %.2f half a line off, %.2f of boxes tight",
                   turns, covered, moved, tight);
    g_assert_cmpfloat(covered, >, 0.9);
    g_assert_cmpfloat(moved, <, 0.75);
    g_assert_cmpfloat(tight, >, 0.9);
    pixDestroy(&ink);
    pixDestroy(&dark);
    ocr_engine_free(engine);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    for (guint turns = 0; turns < 4; turns++) {
        g_autofree char *name = g_strdup_printf("/boxes/%u-turns", turns);
        g_test_add_data_func(name, GUINT_TO_POINTER(turns), test_boxes);
    }
    return reading_run_tests();
}
