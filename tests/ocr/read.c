/* A whole page through ocr_page_read: generated pages whose text is known. With "-m slow" (the full
 * tier) in every script. */
#include "tests/ocr/reading.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

static void test_languages(void)
{
    static const struct {
        const char *code, *languages, *expected;
        const char *kind, *ageing;
        PageMode mode;
        double cer_max;
    } cases[] = {
        {"eng", "eng", "eng", "order", "clean", PAGE_LINEART, 2},
        {"hin", "eng+hin+urd", "hin", "order", "light", PAGE_GRAY, 3},
        {"eng", "eng+hin+urd", "eng", "order", "light", PAGE_COLOR, 2},
        {"urd", "eng+hin+urd", "urd", "order", "light", PAGE_GRAY, 12},
        {"pan", "eng+hin+pan", "pan", "order", "light", PAGE_GRAY, 6},
        {"lus", "lus+eng", "lus", "order", "clean", PAGE_GRAY, 3},
        {"eng+hin", "eng+hin+urd", "eng", "certificate", "light", PAGE_COLOR, 8},
    };
    OcrEngine *engine = ocr_engine_new();
    guint n_cases = g_test_slow() ? G_N_ELEMENTS(cases) : 2;
    for (guint i = 0; i < n_cases; i++) {
        PageRequest request = {.language = text_language_lookup(cases[i].code, NULL),
                               .kind = cases[i].kind,
                               .ageing = age_level_lookup(cases[i].ageing, NULL),
                               .mode = cases[i].mode,
                               .dpi = 200,
                               .page_seed = 5};
        g_autofree char *truth = NULL, *path = write_page(&request, &truth);
        g_auto(Result) result = {0};
        read_page(engine, path, cases[i].languages, &result);
        assert_wellformed(&result);
        double cer = 100 * measure_cer(truth, result.plain);
        g_test_message("%s: %.2f %%, confidence %.1f", cases[i].code, cer, result.text->confidence);
        g_assert_cmpfloat(cer, <, cases[i].cer_max);
        g_assert_cmpstr(result.text->language, ==, cases[i].expected);
        g_assert_cmpfloat(result.text->confidence, >, 70);
        g_assert_false(result.text->findings.is_blank);
    }
    ocr_engine_free(engine);
}

/* Three seals across it cost a page hardly a word; without ocr/stamp.h it is a tenth. */
static void test_seals(void)
{
    OcrEngine *engine = ocr_engine_new();
    const PageRequest request = {.language = text_language_lookup("eng", NULL),
                                 .kind = "order",
                                 .ageing = age_level_lookup("medium", NULL),
                                 .mode = PAGE_COLOR,
                                 .dpi = 200,
                                 .page_seed = 5,
                                 .n_seals = 3};
    g_autofree char *truth = NULL, *path = write_page(&request, &truth);
    g_auto(Result) result = {0};
    read_page(engine, path, "eng", &result);
    assert_wellformed(&result);
    double missed = 100 * measure_words_missed(truth, result.plain);
    g_test_message("%.1f %% of the words missed, %.2f %% of the page lifted", missed,
                   result.text->findings.lifted_percent);
    g_assert_cmpfloat(missed, <, 3);
    g_assert_cmpfloat(result.text->findings.lifted_percent, >, 0.1);
    ocr_engine_free(engine);
}

static void test_blank(void)
{
    PIX *pix = pixCreate(1240, 1754, 8);
    pixSetAllArbitrary(pix, 230);
    pixSetResolution(pix, 150, 150);
    g_autofree char *path = temp_path("blank.tif");
    pixWrite(path, pix, IFF_TIFF_ZIP);
    pixDestroy(&pix);
    OcrEngine *engine = ocr_engine_new();
    g_auto(Result) result = {0};
    read_page(engine, path, "eng+hin+urd", &result);
    g_assert_true(result.text->findings.is_blank);
    g_assert_cmpuint(result.text->lines->len, ==, 0);
    g_assert_cmpstr(result.plain, ==, "");
    g_assert_cmpuint(result.text->width_px, ==, 1240);
    g_assert_cmpfloat(result.text->dpi, ==, 150);
    ocr_engine_free(engine);
}

/* Writes the master again as it comes from a sheet that lay turned. */
static char *write_turned(const char *upright, guint quarter_turns)
{
    PIX *pix = pixRead(upright);
    PIX *turned = pixRotateOrth(pix, (int)quarter_turns);
    char *path = temp_path("turned.tif");
    g_assert_cmpint(pixWrite(path, turned, IFF_TIFF_ZIP), ==, 0);
    pixDestroy(&pix);
    pixDestroy(&turned);
    return path;
}

/* A sheet that lay sideways or upside down, turned back, reads as if it had lain upright. */
static void test_turned(void)
{
    PageRequest request = {.language = text_language_lookup("eng", NULL),
                           .kind = "order",
                           .ageing = age_level_lookup("light", NULL),
                           .mode = PAGE_GRAY,
                           .dpi = 150,
                           .page_seed = 5};
    OcrEngine *engine = ocr_engine_new();
    g_autofree char *path = write_page(&request, NULL);
    g_auto(Result) upright = {0};
    read_page(engine, path, "eng", &upright);
    for (guint turns = 1; turns < (g_test_slow() ? 4 : 2); turns++) {
        g_autofree char *turned_path = write_turned(path, 4 - turns);
        g_auto(Result) turned = {0};
        read_turned(engine, turned_path, "eng", turns, &turned);
        assert_wellformed(&turned);
        g_assert_cmpstr(turned.plain, ==, upright.plain);
        g_assert_cmpfloat(turned.text->findings.quarter_turns, ==, turns);
        l_int32 is_same;
        pixEqual(turned.images->visible, upright.images->visible, &is_same);
        g_assert_true(is_same);
    }
    ocr_engine_free(engine);
}

/* What is kept of a page that has no words must differ, too: its pixels stand otherwise. */
static void test_turned_blank(void)
{
    OcrEngine *engine = ocr_engine_new();
    PIX *pix = pixCreate(200, 200, 8);
    pixSetAllArbitrary(pix, 230);
    g_autofree char *path = temp_path("blank.tif");
    pixWrite(path, pix, IFF_TIFF_ZIP);
    pixDestroy(&pix);
    g_auto(Result) upright = {0}, turned = {0};
    read_page(engine, path, "eng", &upright);
    read_turned(engine, path, "eng", 2, &turned);
    g_assert_true(turned.text->findings.is_blank);
    g_autoptr(GBytes) one = ocr_alto_write(upright.text, "page", NULL);
    g_autoptr(GBytes) other = ocr_alto_write(turned.text, "page", NULL);
    g_assert_false(g_bytes_equal(one, other));
    ocr_engine_free(engine);
}

static GBytes *alto_of(OcrEngine *engine, const char *path)
{
    g_auto(Result) result = {0};
    read_page(engine, path, "eng+hin+urd", &result);
    GBytes *alto = ocr_alto_write(result.text, "page", NULL);
    g_assert_nonnull(alto);
    return alto;
}

/* The same bytes from a fresh engine and from one that has read other pages. */
static void test_deterministic(void)
{
    static const char *const codes[] = {"eng", "hin", "urd"};
    g_autofree char *paths[G_N_ELEMENTS(codes)] = {NULL};
    OcrEngine *warm = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        PageRequest request = {.language = text_language_lookup(codes[i], NULL),
                               .kind = "application",
                               .ageing = age_level_lookup("heavy", NULL),
                               .mode = PAGE_GRAY,
                               .dpi = 150};
        g_autofree char *written = write_page(&request, NULL);
        g_autofree char *name = g_strdup_printf("%s.tif", codes[i]);
        paths[i] = temp_path(name);
        g_assert_cmpint(g_rename(written, paths[i]), ==, 0);
    }
    g_autoptr(GBytes) first = alto_of(warm, paths[0]);
    for (guint i = 1; i < G_N_ELEMENTS(codes); i++)
        g_bytes_unref(alto_of(warm, paths[i]));
    g_autoptr(GBytes) again = alto_of(warm, paths[0]);
    OcrEngine *cold = ocr_engine_new();
    g_autoptr(GBytes) fresh = alto_of(cold, paths[0]);
    g_assert_true(g_bytes_equal(first, again));
    g_assert_true(g_bytes_equal(first, fresh));
    ocr_engine_free(warm);
    ocr_engine_free(cold);
    for (guint i = 1; i < G_N_ELEMENTS(codes); i++)
        g_free(paths[i]);
}

static void test_refusals(void)
{
    g_autofree char *broken = temp_path("broken.tif");
    g_file_set_contents(broken, "II*\0not a page", 14, NULL);
    const struct {
        const char *path, *languages;
        int code;
    } cases[] = {
        {broken, "eng", MUHAFIZ_ERROR_DATA},
        {"/nonexistent/page.tif", "eng", MUHAFIZ_ERROR_IO},
        {broken, "xyz", MUHAFIZ_ERROR_USAGE},
        {broken, "", MUHAFIZ_ERROR_USAGE},
    };
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        const OcrSettings settings = {.languages = cases[i].languages};
        PageImages *images = NULL;
        PageText *text = NULL;
        g_assert_false(ocr_page_read(engine, cases[i].path, &settings, &images, &text, &error));
        g_assert_error(error, MUHAFIZ_ERROR, cases[i].code);
        g_assert_null(images);
        g_assert_null(text);
    }
    ocr_engine_free(engine);
    ocr_engine_free(NULL);
}

static void test_languages_check(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(ocr_languages_check("eng+hin+urd+pan+lus", &error));
    g_assert_no_error(error);
    g_assert_false(ocr_languages_check("eng+xyz", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "tesseract-ocr-xyz"));
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/read/languages", test_languages);
    g_test_add_func("/read/seals", test_seals);
    g_test_add_func("/read/blank", test_blank);
    g_test_add_func("/read/turned", test_turned);
    g_test_add_func("/read/turned-blank", test_turned_blank);
    g_test_add_func("/read/refusals", test_refusals);
    g_test_add_func("/read/languages-check", test_languages_check);
    if (g_test_slow())
        g_test_add_func("/read/deterministic", test_deterministic);
    return reading_run_tests();
}
