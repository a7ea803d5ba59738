/* Which way up a page is, in every script. */
#include "tests/ocr/reading.h"

#include <leptonica/allheaders.h>

#include "tests/tools/laid.h"
#include "tests/tools/one-thread.h"

static OcrEngine *engine;

/* Made again of the master and the ALTO file alone, the images are the same, pixel by pixel. */
static void load_again(const char *path, const PageText *text, const PageImages *images)
{
    g_autoptr(GError) error = NULL;
    PageImages *again = NULL;
    g_autoptr(GBytes) alto = ocr_alto_write(text, "m", &error);
    g_assert_no_error(error);
    PageText *known = ocr_alto_read(alto, &error);
    g_assert_no_error(error);
    ocr_page_images_load(path, known, &again, &error);
    g_assert_no_error(error);
    int same = 0;
    g_assert_true(pixEqual(again->visible, images->visible, &same) == 0 && same);
    g_assert_true(pixEqual(again->mask, images->mask, &same) == 0 && same);
    ocr_page_images_free(again);
    known->width_px++;
    g_assert_false(ocr_page_images_load(path, known, &again, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    ocr_page_text_free(known);
}

static void read_laid(PIX *page, const OcrSettings *settings, guint quarter_turns,
                      guint expected_turns)
{
    g_autoptr(GError) error = NULL;
    PageImages *images = NULL;
    PageText *text = NULL;
    g_autofree char *path = write_master(pixRotateOrth(page, (int)quarter_turns), 200);
    ocr_page_read(engine, path, settings, &images, &text, &error);
    g_assert_no_error(error);
    g_test_message("%u turns: found %g, confidence %g", quarter_turns, text->findings.quarter_turns,
                   text->findings.turn_confidence);
    g_assert_cmpfloat(text->findings.quarter_turns, ==, expected_turns);
    g_assert_cmpint(pixGetWidth(images->visible), ==, text->width_px);
    g_assert_cmpint(pixGetWidth(images->mask), ==, text->width_px);
    load_again(path, text, images);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
}

static PageRequest request_of(const char *language, const char *kind, const char *ageing,
                              guint64 seed)
{
    return (PageRequest){.language = text_language_lookup(language, NULL),
                         .kind = kind,
                         .ageing = age_level_lookup(ageing, NULL),
                         .mode = PAGE_GRAY,
                         .dpi = 200,
                         .page_seed = seed};
}

static PIX *render(const char *language, const char *kind, const char *ageing)
{
    const PageRequest request = request_of(language, kind, ageing, 3);
    return laid_page(&request, LAID_WELL, 0, NULL);
}

static const char *const languages[] = {"eng", "hin", "urd", "pan", "urd-nastaliq"};

/* Each way up laid otherwise, and another page; a language has every other way, the next one the rest
 * (bench/pose has them all). Nastaliq, which is read badly, tells where it lies straight. */
static void test_ways(gconstpointer data)
{
    guint n = GPOINTER_TO_UINT(data);
    const char *language = languages[n];
    const char *office = g_str_equal(language, "pan") ? "pan+eng" : "eng+hin+urd";
    guint n_ways = g_str_equal(language, "urd-nastaliq") ? LAID_ASKEW : LAID_SPARSE;
    for (guint i = n % 2; i < n_ways; i += 2) {
        guint turns = (i + (guint)language[0]) % 4;
        const PageRequest request =
            request_of(language, "order", i % 2 ? "light" : "heavy", 60 + i);
        g_autoptr(PIX) page = laid_page(&request, (Laid)i, turns, NULL);
        OcrPose pose = pose_of(engine, page, office);
        g_test_message("%s, %u turns: found %u, confidence %g", laid_names[i], turns,
                       pose.quarter_turns, pose.confidence);
        g_assert_cmpuint(pose.quarter_turns, ==, (4 - turns) % 4);
        g_assert_cmpfloat(pose.confidence, >, 0);
    }
}

/* Two or three lines may not tell, but they turn no page the wrong way. */
static void test_sparse(void)
{
    for (guint i = 0; i < 6; i++) { /* English, Hindi and Urdu */
        guint turns = i % 4, right = (4 - turns) % 4;
        const PageRequest request = request_of(languages[i / 2], "letter", "medium", 70 + i);
        g_autoptr(PIX) page = laid_page(&request, LAID_SPARSE, turns, NULL);
        OcrPose pose = pose_of(engine, page, "eng+hin+urd");
        g_test_message("%s, %u turns: found %u, confidence %g", languages[i / 2], turns,
                       pose.quarter_turns, pose.confidence);
        g_assert_true(pose.quarter_turns == right || pose.quarter_turns == 0);
    }
}

/* Coarse and noisy: across its lines its letters measure half, and each word would be a line. */
static void test_noisy(void)
{
    PageRequest request = request_of("eng", "note", "heavy", 7201);
    request.story_seed = 7201;
    request.dpi = 150;
    g_autoptr(PIX) page = laid_page(&request, LAID_ON_BED_ASKEW, 1, NULL);
    g_assert_cmpuint(pose_of(engine, page, "eng+hin+urd").quarter_turns, ==, 3);
}

/* The whole page comes out so, what people see and what lies under it. */
static void test_whole(void)
{
    const OcrSettings settings = {.languages = "eng+hin+urd"};
    PIX *page = render("hin", "order", "light");
    read_laid(page, &settings, 1, 3);
    pixDestroy(&page);
}

/* A page that says nothing of its pose stays as it lies. */
static void test_empty(void)
{
    const OcrSettings settings = {.languages = "eng+hin"};
    PIX *page = render("eng", "back", "heavy");
    for (guint turns = 0; turns < 2; turns++)
        read_laid(page, &settings, turns, 0);
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
        read_laid(empty, &settings, 0, turns);
        if (turns == 1) {
            read_laid(page, &settings, 0, 0);
            read_laid(page, &settings, 2, 2);
        }
    }
    pixDestroy(&empty);
    pixDestroy(&page);
}

/* What a person said is not looked at again. */
static void test_person(void)
{
    const OcrSettings settings = {.languages = "eng", .quarter_turns = 2, .turn_is_said = TRUE};
    PIX *page = render("eng", "order", "clean");
    read_laid(page, &settings, 0, 2);
    pixDestroy(&page);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *name = g_strconcat("/pose/", languages[i], NULL);
        g_test_add_data_func(name, GUINT_TO_POINTER(i), test_ways);
    }
    g_test_add_func("/pose/empty", test_empty);
    g_test_add_func("/pose/person", test_person);
    g_test_add_func("/pose/neighbours", test_neighbours);
    g_test_add_func("/pose/sparse", test_sparse);
    g_test_add_func("/pose/noisy", test_noisy);
    g_test_add_func("/pose/whole", test_whole);
    int failed = reading_run_tests();
    ocr_engine_free(engine);
    return failed;
}
