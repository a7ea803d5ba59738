/* A whole page through ocr_page_read: generated pages whose text is known. With "-m slow" (the full
 * tier) in every script. */
#include "ocr/ocr.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

#include "tests/pages/page.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

typedef struct {
    PageImages *images;
    PageText *text;
    char *plain;
} Result;

static void result_clear(Result *result)
{
    ocr_page_images_free(result->images);
    ocr_page_text_free(result->text);
    g_free(result->plain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Result, result_clear)

static char *temp_dir; /* of this run */

static char *temp_path(const char *name)
{
    return g_build_filename(temp_dir, name, NULL);
}

static void temp_remove(void)
{
    GDir *dir = g_dir_open(temp_dir, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = temp_path(name);
        g_remove(path);
    }
    g_dir_close(dir);
    g_rmdir(temp_dir);
    g_free(temp_dir);
}

/* Writes the page as a master and returns its path. */
static char *write_page(const PageRequest *request, char **truth)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    g_autoptr(Composition) page = page_render(request, &pix, &error);
    g_assert_no_error(error);
    pixSetResolution(pix, (int)request->dpi, (int)request->dpi);
    char *path = temp_path("master.tif");
    int format = pixGetDepth(pix) == 1 ? IFF_TIFF_G4 : IFF_TIFF_ZIP;
    g_assert_cmpint(pixWrite(path, pix, format), ==, 0);
    pixDestroy(&pix);
    if (truth)
        *truth = g_strdup(page->truth);
    return path;
}

static void read_turned(OcrEngine *engine, const char *path, const char *languages,
                        guint quarter_turns, Result *result)
{
    g_autoptr(GError) error = NULL;
    const OcrSettings settings = {.languages = languages, .quarter_turns = quarter_turns};
    gboolean is_read =
        ocr_page_read(engine, path, &settings, &result->images, &result->text, &error);
    g_assert_no_error(error);
    g_assert_true(is_read);
    result->plain = ocr_page_text_plain(result->text);
}

static void read_page(OcrEngine *engine, const char *path, const char *languages, Result *result)
{
    read_turned(engine, path, languages, 0, result);
}

static void assert_inside(const OcrBox *box, const PageText *text)
{
    g_assert_cmpint(box->width_px, >, 0);
    g_assert_cmpint(box->height_px, >, 0);
    g_assert_cmpint(box->x_px, >=, 0);
    g_assert_cmpint(box->y_px, >=, 0);
    g_assert_cmpint(box->x_px + box->width_px, <=, text->width_px);
    g_assert_cmpint(box->y_px + box->height_px, <=, text->height_px);
}

/* What ocr.h promises of every page. */
static void assert_wellformed(const Result *result)
{
    const PageText *text = result->text;
    g_assert_cmpint(pixGetWidth(result->images->visible), ==, text->width_px);
    g_assert_cmpint(pixGetHeight(result->images->visible), ==, text->height_px);
    g_assert_true(pixGetDepth(result->images->mask) == 1);
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        assert_inside(&line->box, text);
        g_assert_cmpuint(line->words->len, >, 0);
        for (guint w = 0; w < line->words->len; w++) {
            const OcrWord *word = &g_array_index(line->words, OcrWord, w);
            assert_inside(&word->box, text);
            g_assert_cmpint(*word->text, !=, 0);
            g_assert_null(strpbrk(word->text, " \t\n"));
        }
    }
}

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

/* The lower half of a page in one script under the upper half of a page in another. */
static char *write_two_halves(const char *upper, const char *lower, char **upper_truth,
                              char **lower_truth)
{
    PIX *halves[2] = {NULL, NULL};
    const char *codes[] = {upper, lower};
    char **truths[] = {upper_truth, lower_truth};
    for (guint i = 0; i < 2; i++) {
        PageRequest request = {.language = text_language_lookup(codes[i], NULL),
                               .kind = "order",
                               .ageing = age_level_lookup("clean", NULL),
                               .mode = PAGE_GRAY,
                               .dpi = 200};
        g_autoptr(Composition) page = page_render(&request, &halves[i], NULL);
        *truths[i] = g_strdup(page->truth);
    }
    int width = pixGetWidth(halves[0]), height = pixGetHeight(halves[0]);
    PIX *both = pixCreate(width, 2 * height, 8);
    pixRasterop(both, 0, 0, width, height, PIX_SRC, halves[0], 0, 0);
    pixRasterop(both, 0, height, width, height, PIX_SRC, halves[1], 0, 0);
    pixSetResolution(both, 200, 200);
    char *path = temp_path("halves.tif");
    g_assert_cmpint(pixWrite(path, both, IFF_TIFF_ZIP), ==, 0);
    pixDestroy(&both);
    pixDestroy(&halves[0]);
    pixDestroy(&halves[1]);
    return path;
}

static void test_two_scripts(void)
{
    static const struct {
        const char *upper, *lower;
        double cer_max;
    } cases[] = {{"eng", "hin", 3}, {"eng", "urd", 10}, {"hin", "urd", 10}};
    OcrEngine *engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *upper = NULL, *lower = NULL;
        g_autofree char *path = write_two_halves(cases[i].upper, cases[i].lower, &upper, &lower);
        g_autofree char *truth = g_strconcat(upper, "\n", lower, NULL);
        g_auto(Result) result = {0};
        read_page(engine, path, "eng+hin+urd", &result);
        double cer = 100 * measure_cer(truth, result.plain);
        g_test_message("%s over %s: %.2f %%", cases[i].upper, cases[i].lower, cer);
        g_assert_cmpfloat(cer, <, cases[i].cer_max);
        g_assert_cmpuint(count_words(result.text, cases[i].upper), >, 50);
        g_assert_cmpuint(count_words(result.text, cases[i].lower), >, 50);
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
    temp_dir = g_dir_make_tmp("ocr-read-XXXXXX", NULL);
    g_test_add_func("/read/languages", test_languages);
    g_test_add_func("/read/blank", test_blank);
    g_test_add_func("/read/turned", test_turned);
    g_test_add_func("/read/turned-blank", test_turned_blank);
    g_test_add_func("/read/refusals", test_refusals);
    g_test_add_func("/read/languages-check", test_languages_check);
    if (g_test_slow()) {
        g_test_add_func("/read/two-scripts", test_two_scripts);
        g_test_add_func("/read/logical-order", test_logical_order);
        g_test_add_func("/read/deterministic", test_deterministic);
    }
    int failed = g_test_run();
    temp_remove();
    compose_shutdown();
    return failed;
}
