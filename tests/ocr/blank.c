/* Empty and almost empty backs on old paper, as a duplex feeder delivers one with every sheet: the specks and the grain
 * of stains are no letters, and what does stand there is not lost among them. */
#include "tests/ocr/reading.h"

#include <leptonica/allheaders.h>

#include "tests/tools/one-thread.h"

#define ENGINE_PIECES_MAX                                                                          \
    3000 /* of ink on the engine's page, a fold most of it; there were up to 23,000 */

typedef struct {
    const char *kind, *language;
    double dpi;
    guint64 seed;
    gboolean is_blank;
} Case;

static const Case cases[] = {
    {"back", "eng", 300, 770011, TRUE}, /* letters of 5 pixels, enlarged twofold */
    {"back", "eng", 300, 93030, TRUE},  /* a fold's specks stand in line */
    {"back", "hin", 300, 883010, TRUE},         {"back", "urd", 200, 880150, TRUE},
    {"back", "pan", 150, 880151, TRUE},         {"back", "urd-nastaliq", 300, 881213, TRUE},
    {"mark-number", "eng", 300, 6310, FALSE},   {"mark-number", "eng", 300, 93030, FALSE},
    {"mark-word", "urd", 300, 990002, FALSE},   {"mark-line", "eng", 300, 92030, FALSE},
    {"mark-initial", "hin", 300, 91030, FALSE},
};

static PIX *render(const Case *test, const char *ageing)
{
    g_autoptr(GError) error = NULL;
    const PageRequest request = {.language = text_language_lookup(test->language, NULL),
                                 .kind = test->kind,
                                 .ageing = age_level_lookup(ageing, NULL),
                                 .mode = PAGE_GRAY,
                                 .dpi = test->dpi,
                                 .story_seed = test->seed,
                                 .page_seed = test->seed};
    PIX *pix = NULL;
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    pixSetResolution(pix, (int)test->dpi, (int)test->dpi);
    return pix;
}

static int count_pieces(PIX *page)
{
    int n_pieces = 0;
    g_autoptr(PIX) ink = pixThresholdToBinary(page, 200);
    pixCountConnComp(ink, 8, &n_pieces);
    return n_pieces;
}

/* What is no blank page is no larger for the engine than it was scanned, and without dirt. */
static void test_case(gconstpointer data)
{
    const Case *test = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(PIX) master = render(test, "heavy");
    g_auto(OcrPrepared) prepared = {0};
    ocr_prepare(master, 0, 0, OCR_LETTER_PX, &prepared, &error);
    g_assert_no_error(error);
    int n_pieces = count_pieces(prepared.page);
    g_test_message("ink %g %%, letters %g, scale %g, %d pieces", prepared.findings.ink_percent,
                   prepared.findings.letter_px, prepared.scale, n_pieces);
    g_assert_cmpint(prepared.findings.is_blank != 0, ==, test->is_blank);
    g_assert_cmpfloat(prepared.scale, <=, 1);
    g_assert_cmpint(n_pieces, <=, ENGINE_PIECES_MAX);
}

/* Print that has faded to an eighth of its darkness, on even paper, is read; a clean back is blank for all that. */
static void test_faded(void)
{
    static const struct {
        const char *kind;
        double contrast;
        gboolean is_blank;
    } pages[] = {{"order", 0.12, FALSE}, {"order", 0.2, FALSE}, {"back", 0.2, TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autoptr(GError) error = NULL;
        const Case test = {pages[i].kind, "hin", 150, 41, FALSE};
        g_autoptr(PIX) master = render(&test, "light");
        g_auto(OcrPrepared) prepared = {0};
        pixMultConstantGray(master, (float)pages[i].contrast);
        pixAddConstantGray(master, (int)(240 * (1 - pages[i].contrast)));
        ocr_prepare(master, 0, 0, OCR_LETTER_PX, &prepared, &error);
        g_assert_no_error(error);
        int n_lines = boxaGetCount(prepared.lines);
        g_test_message("%s %g: ink %g %%, %d lines", pages[i].kind, pages[i].contrast,
                       prepared.findings.ink_percent, n_lines);
        g_assert_cmpint(prepared.findings.is_blank != 0, ==, pages[i].is_blank);
        g_assert_true(n_lines > 15 || pages[i].is_blank);
    }
}

/* The one word on a page of dirt is read, and nothing else. */
static void test_word(void)
{
    static const Case test = {"mark-word", "urd", 300, 990002, FALSE};
    OcrEngine *engine = ocr_engine_new();
    g_autofree char *path = write_master(render(&test, "heavy"), 300);
    g_auto(Result) result = {0};
    read_page(engine, path, "eng+hin+urd", &result);
    g_assert_cmpstr(g_strstrip(result.plain), ==, "file");
    ocr_engine_free(engine);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = g_strdup_printf("/blank/%s-%s-%g-%" G_GUINT64_FORMAT, cases[i].kind,
                                                cases[i].language, cases[i].dpi, cases[i].seed);
        g_test_add_data_func(name, &cases[i], test_case);
    }
    g_test_add_func("/blank/faded", test_faded);
    g_test_add_func("/blank/word", test_word);
    return reading_run_tests();
}
