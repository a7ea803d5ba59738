/* Pages in several scripts, the order of words written from right to left, and digits. */
#include "tests/ocr/reading.h"

#include <leptonica/allheaders.h>
#include <string.h>

#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

static guint count_words(const PageText *text, const char *language)
{
    guint n = 0;
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        for (guint w = 0; w < line->words->len; w++)
            n += g_str_equal(g_array_index(line->words, OcrWord, w).language, language);
    }
    return n;
}

/* A page's piece in each of the scripts, one below the other. */
static char *write_pieces(const char *const *languages, guint n, char **truths)
{
    PIX *all = NULL;
    for (guint i = 0; i < n; i++) {
        PageRequest request = {.language = text_language_lookup(languages[i], NULL),
                               .kind = "order",
                               .ageing = age_level_lookup("clean", NULL),
                               .mode = PAGE_GRAY,
                               .dpi = 200};
        PIX *piece = NULL;
        g_autoptr(Composition) page = page_render(&request, &piece, NULL);
        truths[i] = g_strdup(page->truth);
        int width = pixGetWidth(piece), height = pixGetHeight(piece);
        all = all ? all : pixCreate(width, (int)n * height, 8);
        pixRasterop(all, 0, (int)i * height, width, height, PIX_SRC, piece, 0, 0);
        pixDestroy(&piece);
    }
    return write_master(all, 200);
}

static void test_several_scripts(void)
{
    static const struct {
        const char *languages[4];
        double cer_max;
    } cases[] = {
        {{"eng", "hin"}, 3}, {{"eng", "urd"}, 5}, {{"hin", "urd"}, 5}, {{"hin", "urd", "eng"}, 5}};
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *const *languages = cases[i].languages;
        g_auto(GStrv) truths = g_new0(char *, G_N_ELEMENTS(cases[i].languages));
        g_autofree char *path = write_pieces(languages, g_strv_length((char **)languages), truths);
        g_autofree char *truth = g_strjoinv("\n", truths);
        g_auto(Result) result = {0};
        read_page(engine, path, "eng+hin+urd", &result);
        double cer = 100 * measure_cer(truth, result.plain);
        g_test_message("%s over %s: %.2f %%", languages[0], languages[1], cer);
        g_assert_cmpfloat(cer, <, cases[i].cer_max);
        for (guint l = 0; languages[l]; l++)
            g_assert_cmpuint(count_words(result.text, languages[l]), >, 50);
    }
    ocr_engine_free(engine);
}

static GBytes *read_expecting(OcrEngine *engine, const char *path, const char *language)
{
    g_autoptr(GError) error = NULL;
    const OcrSettings settings = {.languages = "eng+hin+urd", .expected_language = language};
    PageImages *images = NULL;
    PageText *text = NULL;
    ocr_page_read(engine, path, &settings, &images, &text, &error);
    g_assert_no_error(error);
    GBytes *alto = ocr_alto_write(text, "", &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return alto;
}

/* A page is read as it is, whatever was expected of it. */
static void test_expected(void)
{
    static const struct {
        const char *language, *expected;
    } cases[] = {{"hin", "hin"}, {"hin", "eng"}, {"hin", "pan"}, {"eng", "hin"}, {"urd", "urd"}};
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PageRequest request = {.language = text_language_lookup(cases[i].language, NULL),
                                     .kind = "order",
                                     .ageing = age_level_lookup("light", NULL),
                                     .mode = PAGE_GRAY,
                                     .dpi = 200};
        g_autofree char *path = write_page(&request, NULL);
        g_autoptr(GBytes) plain = read_expecting(engine, path, NULL);
        g_autoptr(GBytes) expecting = read_expecting(engine, path, cases[i].expected);
        g_test_message("%s, where %s is expected", cases[i].language, cases[i].expected);
        g_assert_true(g_bytes_equal(plain, expecting));
    }
    ocr_engine_free(engine);
}

/* Rows of a ruled table are lines of the text, each with its cells in order, narrow columns of digits too; Latin digits
 * in an Urdu one are read by English's model. */
static void test_tables(void)
{
    static const struct {
        const char *language, *office;
        double cer_max;
    } cases[] = {{"eng", "eng", 1},
                 {"hin", "hin", 2},
                 {"pan", "pan", 3},
                 {"urd", "urd", 12},
                 {"urd", "urd+eng", 5}};
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PageRequest request = {.language = text_language_lookup(cases[i].language, NULL),
                                     .kind = "table",
                                     .ageing = age_level_lookup("light", NULL),
                                     .mode = PAGE_GRAY,
                                     .dpi = 300,
                                     .page_seed = 5};
        g_autofree char *truth = NULL;
        g_autofree char *path = write_page(&request, &truth);
        g_auto(Result) result = {0};
        read_page(engine, path, cases[i].office, &result);
        double cer = 100 * measure_cer(truth, result.plain);
        g_test_message("table in %s: %.2f %%", cases[i].language, cer);
        g_assert_cmpfloat(cer, <, cases[i].cer_max);
        g_assert_null(strstr(result.plain, "|"));
        assert_wellformed(&result);
    }
    ocr_engine_free(engine);
}

/* A page in a script that no model was given for is no picture of which a few words are sure: its lines are seen. */
static void test_foreign(void)
{
    static const struct {
        const char *kind, *languages;
        double sure_min, sure_max;
    } cases[] = {
        {"order", "hin+pan", 0, 50}, {"letter", "hin+pan", 0, 50}, {"order", "hin+urd", 60, 100}};
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PageRequest request = {.language = text_language_lookup("urd", NULL),
                                     .kind = cases[i].kind,
                                     .ageing = age_level_lookup("light", NULL),
                                     .mode = PAGE_GRAY,
                                     .dpi = 200};
        g_autofree char *path = write_page(&request, NULL);
        g_auto(Result) result = {0};
        read_page(engine, path, cases[i].languages, &result);
        double unread = result.text->findings.unread_percent, confidence = result.text->confidence;
        g_test_message("Urdu %s in %s: %.0f %% sure, %.0f %% of its lines unread", cases[i].kind,
                       cases[i].languages, confidence, unread);
        g_assert_cmpfloat(MIN(confidence, 100 - unread), >=, cases[i].sure_min);
        g_assert_cmpfloat(MIN(confidence, 100 - unread), <=, cases[i].sure_max);
    }
    ocr_engine_free(engine);
}

/* In a right-to-left line the first word is the rightmost. */
static void test_logical_order(void)
{
    PageRequest request = {.language = text_language_lookup("urd", NULL),
                           .kind = "order",
                           .ageing = age_level_lookup("clean", NULL),
                           .mode = PAGE_GRAY,
                           .dpi = 200};
    g_autofree char *path = write_page(&request, NULL);
    OcrEngine *engine = ocr_engine_new();
    g_auto(Result) result = {0};
    read_page(engine, path, "urd", &result);
    guint n_rtl = 0, n_steps = 0, n_leftwards = 0;
    for (guint i = 0; i < result.text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(result.text->lines, i);
        n_rtl += line->is_rtl;
        for (guint w = 1; w < line->words->len; w++, n_steps++)
            n_leftwards += g_array_index(line->words, OcrWord, w).box.x_px <
                           g_array_index(line->words, OcrWord, w - 1).box.x_px;
    }
    g_assert_cmpuint(n_rtl, >, result.text->lines->len * 8 / 10);
    g_assert_cmpuint(n_leftwards, >, n_steps * 9 / 10);
    ocr_engine_free(engine);
}

/* ------------------------------------------------------------------------------------- digits -- */

/* What a script's ten digits begin with. */
static const struct {
    const char *language, *office;
    gunichar zero;
} numerals[] = {
    {"hin", "eng+hin+urd", 0x966}, {"pan", "pan+eng+hin", 0xa66}, {"urd", "eng+hin+urd", 0x6f0}};

static guint count_digits(const char *text, gunichar zero)
{
    guint n = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        n += c >= zero && c < zero + 10;
    }
    return n;
}

/* A page whose digits are all of the script, or all ASCII: a story has either. */
static char *write_digits(const char *language, gunichar zero, gboolean is_native, char **truth)
{
    PageRequest request = {.language = text_language_lookup(language, NULL),
                           .kind = "order",
                           .ageing = age_level_lookup("light", NULL),
                           .mode = PAGE_GRAY,
                           .dpi = 200};
    for (;; request.story_seed++) {
        g_autoptr(Composition) page = page_render(&request, NULL, NULL);
        guint n_native = count_digits(page->truth, zero), n_ascii = count_digits(page->truth, '0');
        if ((is_native ? n_native : n_ascii) >= 15 && (is_native ? n_ascii : n_native) == 0)
            return write_page(&request, truth);
        g_assert_cmpuint(request.story_seed, <, 100);
    }
}

/* Digits come out as they stand on the page: the script's own as its own, ASCII as ASCII. */
static void test_digits(void)
{
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(numerals); i++)
        for (guint is_native = 0; is_native < 2; is_native++) {
            gunichar zero = is_native ? numerals[i].zero : '0';
            gunichar other = is_native ? '0' : numerals[i].zero;
            g_autofree char *truth = NULL;
            g_autofree char *path =
                write_digits(numerals[i].language, numerals[i].zero, is_native != 0, &truth);
            g_auto(Result) result = {0};
            read_page(engine, path, numerals[i].office, &result);
            guint n = count_digits(truth, zero), n_read = count_digits(result.plain, zero);
            guint n_other = count_digits(result.plain, other);
            g_test_message("%s, %s digits: %u, read %u and %u of the other kind",
                           numerals[i].language, is_native ? "its own" : "ASCII", n, n_read,
                           n_other);
            g_assert_cmpuint(10 * n_read, >=, 9 * n);
            g_assert_cmpuint(10 * n_read, <=, 11 * n);
            g_assert_cmpuint(10 * n_other, <=, n);
        }
    ocr_engine_free(engine);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scripts/several", test_several_scripts);
    g_test_add_func("/scripts/expected", test_expected);
    g_test_add_func("/scripts/foreign", test_foreign);
    g_test_add_func("/scripts/tables", test_tables);
    g_test_add_func("/scripts/logical-order", test_logical_order);
    g_test_add_func("/scripts/digits", test_digits);
    return reading_run_tests();
}
