/* What is no text is not read, what is text stays, and an opening is read page by page. */
#include "ocr/engine.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>
#include <tesseract/capi.h>

#include "tests/pages/opening.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

#define DPI 150

static char *path; /* of the master at hand */
static OcrEngine *engine;

static PageRequest request_for(const char *language, const char *kind, const char *ageing,
                               guint64 seed)
{
    return (PageRequest){.language = text_language_lookup(language, NULL),
                         .kind = kind,
                         .ageing = age_level_lookup(ageing, NULL),
                         .mode = PAGE_GRAY,
                         .dpi = DPI,
                         .story_seed = seed,
                         .page_seed = seed};
}

/* Takes page over. */
static PageText *read_page(PIX *page, const char *languages)
{
    g_autoptr(GError) error = NULL;
    PageImages *images = NULL;
    PageText *text = NULL;
    pixSetResolution(page, DPI, DPI);
    g_assert_cmpint(pixWrite(path, page, IFF_TIFF_ZIP), ==, 0);
    pixDestroy(&page);
    ocr_page_read(engine, path, &(OcrSettings){.languages = languages}, &images, &text, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < text->pictures->len; i++) {
        const OcrBox *box = &g_array_index(text->pictures, OcrBox, i);
        g_assert_cmpint(box->x_px + box->width_px, <=, text->width_px);
        g_assert_cmpint(box->y_px + box->height_px, <=, text->height_px);
    }
    ocr_page_images_free(images);
    return text;
}

/* ----------------------------------------------------------------------------------- pictures -- */

typedef struct {
    const char *language, *kind, *ageing;
    guint64 seed;
    OcrPageKind expected;
    int invented_max;        /* characters more than the truth has */
    double words_missed_max; /* of the truth, percent */
} Case;

static const Case cases[] = {
    {"eng", "photo", "light", 31, OCR_PAGE_MIXED, 8, 20},
    {"hin", "photo", "heavy", 31, OCR_PAGE_MIXED, 8, 20},
    {"urd", "photo", "heavy", 31, OCR_PAGE_MIXED, 8, 30},
    {"hin", "photo", "clean", 63, OCR_PAGE_MIXED, 8,
     20}, /* one of its blobs is as wide as a line */
    {"eng", "order", "light", 31, OCR_PAGE_TEXT, 10, 5},
};

static void check_case(gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const Case *test = data;
    PIX *page = NULL;
    const PageRequest request = request_for(test->language, test->kind, test->ageing, test->seed);
    g_autoptr(Composition) composition = page_render(&request, &page, &error);
    g_assert_no_error(error);
    PageText *text = read_page(page, "eng+hin+urd");
    g_autofree char *plain = ocr_page_text_plain(text);
    g_autofree char *read = measure_normalise(plain); /* white space says nothing */
    g_autofree char *truth = measure_normalise(composition->truth);
    glong surplus = g_utf8_strlen(read, -1) - g_utf8_strlen(truth, -1);
    double missed = 100 * measure_words_missed(composition->truth, plain);
    g_test_message("kind %.0f, %ld characters more than there are, %.0f %% of the words missed: %s",
                   text->findings.kind, surplus, missed, plain);
    g_assert_cmpint((int)text->findings.kind, ==, test->expected);
    g_assert_true(text->pictures->len > 0 || test->expected == OCR_PAGE_TEXT);
    g_assert_cmpint(surplus, <=, test->invented_max);
    g_assert_cmpfloat(missed, <=, test->words_missed_max);
    ocr_page_text_free(text);
}

/* -------------------------------------------------------------------------------------- shade -- */

typedef struct {
    const char *language, *kind;
    double luminance; /* of the paper in the shade, as a share of what it was */
} Shade;

static const Shade shades[] = {
    {"hin", "order", 0.55}, {"eng", "order", 0.45}, {"eng", "table", 0.45}};

/* A slip of darker paper, or a photocopier's shade, right through the lines. */
static void darken(PIX *page, double luminance)
{
    int width = pixGetWidth(page), height = pixGetHeight(page);
    BOX *box = boxCreate(width / 10, height / 4, width * 8 / 10, height * 3 / 10);
    PIX *part = pixClipRectangle(page, box, NULL);
    pixMultConstantGray(part, (float)luminance);
    pixRasterop(page, box->x, box->y, box->w, box->h, PIX_SRC, part, 0, 0);
    pixDestroy(&part);
    boxDestroy(&box);
}

/* Print in the shade is read as the rest is, and is no photograph. */
static void check_shade(gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const Shade *test = data;
    PIX *page = NULL;
    const PageRequest request = request_for(test->language, test->kind, "light", 33);
    g_autoptr(Composition) composition = page_render(&request, &page, &error);
    g_assert_no_error(error);
    darken(page, test->luminance);
    PageText *text = read_page(page, "eng+hin+urd");
    g_autofree char *plain = ocr_page_text_plain(text);
    double missed = 100 * measure_words_missed(composition->truth, plain);
    g_test_message("kind %.0f, %.0f %% of the words missed", text->findings.kind, missed);
    g_assert_cmpint((int)text->findings.kind, ==, OCR_PAGE_TEXT);
    g_assert_cmpuint(text->pictures->len, ==, 0);
    g_assert_cmpfloat(missed, <=, 15);
    ocr_page_text_free(text);
}

/* ----------------------------------------------------------------------------------- invented -- */

/* What the engine reads into the master as it is. */
static char *read_stock(const char *language)
{
    g_autoptr(GError) error = NULL;
    PIX *master = scan_master_load(path, &error);
    TessBaseAPI *tess = ocr_engine_peek(engine, language, &error);
    g_assert_no_error(error);
    TessBaseAPISetPageSegMode(tess, PSM_AUTO);
    TessBaseAPISetImage2(tess, master);
    TessBaseAPISetSourceResolution(tess, DPI);
    TessBaseAPIRecognize(tess, NULL);
    char *raw = TessBaseAPIGetUTF8Text(tess), *text = g_strdup(raw);
    TessDeleteText(raw);
    ocr_engine_forget_page(engine);
    pixDestroy(&master);
    return text;
}

static void check_invented(void)
{
    static const struct {
        const char *language, *kind, *ageing;
    } pages[] = {
        {"eng", "picture-scrawl", "light"}, {"hin", "picture-scrawl", "clean"},
        {"urd", "picture-scrawl", "light"}, {"pan", "picture-scrawl", "medium"},
        {"eng", "picture-survey", "clean"}, {"pan", "picture-survey", "light"},
        {"eng", "picture-scene", "medium"}, {"urd", "picture-scene", "heavy"},
    };
    guint n_stock = 0, n_ours = 0, n_other = 0;
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autoptr(GError) error = NULL;
        PIX *page = NULL;
        const PageRequest request =
            request_for(pages[i].language, pages[i].kind, pages[i].ageing, 51 + i);
        g_autoptr(Composition) composition = page_render(&request, &page, &error);
        g_assert_no_error(error);
        PageText *text =
            read_page(page, g_str_equal(pages[i].language, "pan") ? "pan+eng+hin" : "eng+hin+urd");
        g_autofree char *ours = ocr_page_text_plain(text);
        g_autofree char *stock = read_stock(pages[i].language);
        guint n_page_stock = measure_invented(composition->truth, stock, NULL);
        guint n_page_ours = measure_invented(composition->truth, ours, NULL);
        g_test_message("%s %s %s: %u of %u characters, kind %.0f, %.0f %% drawn: %s",
                       pages[i].language, pages[i].kind, pages[i].ageing, n_page_ours, n_page_stock,
                       text->findings.kind, text->findings.drawn_percent, ours);
        n_stock += n_page_stock;
        n_ours += n_page_ours;
        n_other += text->findings.kind == OCR_PAGE_TEXT;
        ocr_page_text_free(text);
    }
    g_test_message("%u of %u invented characters are left; %u pages taken for text", n_ours,
                   n_stock, n_other);
    g_assert_cmpuint(n_stock, >, 200);
    g_assert_cmpuint(12 * n_ours, <=, n_stock); /* 4.5 % by gcc, 5.6 by clang's arithmetic */
    g_assert_cmpuint(n_other, ==, 0);
}

/* ----------------------------------------------------------------------------------- openings -- */

typedef struct {
    const char *left, *right; /* the pages' languages */
} Opening;

static const Opening openings[] = {{"eng", "eng"}, {"urd", "urd"}, {"hin", "urd"}};

static guint count_words(const OcrLine *line, const char *language)
{
    guint n = 0;
    for (guint w = 0; w < line->words->len; w++)
        n += g_str_equal(g_array_index(line->words, OcrWord, w).language, language);
    return n;
}

/* One page after the other, the right one first in Urdu, no line across the gutter, and each page in its own script. */
static void check_opening(gconstpointer data)
{
    const Opening *opening = data;
    g_autoptr(GError) error = NULL;
    const OpeningRequest request = {.left = request_for(opening->left, "order", "light", 71),
                                    .right = request_for(opening->right, "letter", "light", 72),
                                    .bound_mm = 5,
                                    .shadow = 0.35,
                                    .shadow_mm = 12,
                                    .skew_deg = 0.6};
    gboolean is_rtl = request.right.language->right_to_left;
    PageText *text = read_page(opening_render(&request, NULL, NULL, NULL, &error), "eng+hin+urd");
    guint n_of[2] = {0}, n_words[2] = {0}, n_own[2] = {0}, n_wrong = 0, last_block = 0;
    g_assert_cmpfloat(text->findings.gutter_px, >, 0.4 * text->width_px);
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        gboolean is_left = line->box.x_px + line->box.width_px / 2 < text->findings.gutter_px;
        n_wrong += is_left == is_rtl ? 0 : n_of[is_rtl] > 0;
        n_of[is_left]++;
        n_words[is_left] += line->words->len;
        n_own[is_left] += count_words(line, is_left ? opening->left : opening->right);
        g_assert_cmpuint(line->block, >=, last_block);
        last_block = line->block;
        g_assert_false(line->box.x_px < text->findings.gutter_px - 20 &&
                       line->box.x_px + line->box.width_px > text->findings.gutter_px + 20);
    }
    g_assert_cmpuint(n_wrong, ==, 0);
    for (guint is_left = 0; is_left < 2; is_left++) {
        g_assert_cmpuint(n_of[is_left], >, 10);
        g_assert_cmpfloat(n_own[is_left], >, 0.95 * n_words[is_left]);
    }
    ocr_page_text_free(text);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    g_autofree char *dir = g_dir_make_tmp("ocr-picture-XXXXXX", NULL);
    path = g_build_filename(dir, "master.tif", NULL);
    engine = ocr_engine_new();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name =
            g_strdup_printf("/picture/%s-%s-%s", cases[i].language, cases[i].kind, cases[i].ageing);
        g_test_add_data_func(name, &cases[i], check_case);
    }
    for (guint i = 0; i < G_N_ELEMENTS(shades); i++) {
        g_autofree char *name = g_strdup_printf("/shade/%s-%s", shades[i].language, shades[i].kind);
        g_test_add_data_func(name, &shades[i], check_shade);
    }
    g_test_add_func("/picture/invented", check_invented);
    for (guint i = 0; i < G_N_ELEMENTS(openings); i++) {
        g_autofree char *name =
            g_strdup_printf("/opening/%s-%s", openings[i].left, openings[i].right);
        g_test_add_data_func(name, &openings[i], check_opening);
    }
    int failed = g_test_run();
    ocr_engine_free(engine);
    g_unlink(path);
    g_rmdir(dir);
    g_free(path);
    compose_shutdown();
    return failed;
}
