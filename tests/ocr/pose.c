/* Which way up a page is, in every script. */
#include "ocr/ocr.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>

#include "tests/pages/page.h"
#include "tests/tools/one-thread.h"

static char *path; /* of the master at hand */
static OcrEngine *engine;

static void write_turned(PIX *page, guint quarter_turns)
{
    PIX *turned = pixRotateOrth(page, (int)quarter_turns);
    pixSetResolution(turned, 200, 200);
    g_assert_cmpint(pixWrite(path, turned, IFF_TIFF_ZIP), ==, 0);
    pixDestroy(&turned);
}

static void read_turned(PIX *page, const OcrSettings *settings, guint quarter_turns,
                        guint expected_turns)
{
    g_autoptr(GError) error = NULL;
    PageImages *images = NULL;
    PageText *text = NULL;
    write_turned(page, quarter_turns);
    ocr_page_read(engine, path, settings, &images, &text, &error);
    g_assert_no_error(error);
    g_test_message("%u turns: found %g, confidence %g", quarter_turns, text->findings.quarter_turns,
                   text->findings.turn_confidence);
    g_assert_cmpfloat(text->findings.quarter_turns, ==, expected_turns);
    g_assert_cmpint(pixGetWidth(images->visible), ==, text->width_px);
    g_assert_cmpint(pixGetWidth(images->mask), ==, text->width_px);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
}

static PIX *render(const char *language, const char *kind, const char *ageing)
{
    g_autoptr(GError) error = NULL;
    const PageRequest request = {.language = text_language_lookup(language, NULL),
                                 .kind = kind,
                                 .ageing = age_level_lookup(ageing, NULL),
                                 .mode = PAGE_GRAY,
                                 .dpi = 200,
                                 .page_seed = 3};
    PIX *page = NULL;
    composition_free(page_render(&request, &page, &error));
    g_assert_no_error(error);
    return page;
}

static void test_ways(gconstpointer data)
{
    const char *language = data;
    const OcrSettings settings = {.languages =
                                      g_str_equal(language, "pan") ? "pan+eng" : "eng+hin+urd"};
    PIX *page = render(language, "order", "light");
    for (guint turns = 0; turns < 4; turns++)
        read_turned(page, &settings, turns, (4 - turns) % 4);
    pixDestroy(&page);
}

/* A page that says nothing of its pose stays as it lies. */
static void test_empty(void)
{
    const OcrSettings settings = {.languages = "eng+hin"};
    PIX *page = render("eng", "back", "heavy");
    for (guint turns = 0; turns < 2; turns++)
        read_turned(page, &settings, turns, 0);
    pixDestroy(&page);
}

/* What does not tell lies as its neighbours lay; what does, does not care. */
static void test_neighbours(void)
{
    PIX *empty = pixCreate(1240, 1754, 8), *page = render("eng", "order", "clean");
    pixSetAllGray(empty, 230);
    for (int i = 0; i < 150; i++) { /* a scrawl */
        BOX *box = boxCreate(400 + 3 * i, 900 - (i * i) % 237, 7, 7);
        pixSetInRectArbitrary(empty, box, 40);
        boxDestroy(&box);
    }
    for (guint turns = 0; turns < 3; turns++) {
        const OcrSettings settings = {
            .languages = "eng", .expects_turn = TRUE, .expected_turns = turns};
        read_turned(empty, &settings, 0, turns);
        read_turned(page, &settings, 0, 0);
        read_turned(page, &settings, 2, 2);
    }
    pixDestroy(&empty);
    pixDestroy(&page);
}

/* What a person said is not looked at again. */
static void test_person(void)
{
    const OcrSettings settings = {.languages = "eng", .quarter_turns = 2, .turn_is_said = TRUE};
    PIX *page = render("eng", "order", "clean");
    read_turned(page, &settings, 0, 2);
    pixDestroy(&page);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    static const char *const languages[] = {"eng", "hin", "urd", "pan", "urd-nastaliq"};
    g_test_init(&argc, &argv, NULL);
    g_autofree char *dir = g_dir_make_tmp("ocr-pose-XXXXXX", NULL);
    path = g_build_filename(dir, "master.tif", NULL);
    engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *name = g_strconcat("/pose/", languages[i], NULL);
        g_test_add_data_func(name, languages[i], test_ways);
    }
    g_test_add_func("/pose/empty", test_empty);
    g_test_add_func("/pose/person", test_person);
    g_test_add_func("/pose/neighbours", test_neighbours);
    int failed = g_test_run();
    ocr_engine_free(engine);
    g_unlink(path);
    g_rmdir(dir);
    g_free(path);
    compose_shutdown();
    return failed;
}
