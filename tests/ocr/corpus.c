/* Real scans with their ground truth, where they are ($MUHAFIZ_CORPUS). The bounds are generous:
 * about twice what was measured, to notice a loss and not a change of weather. */
#include "ocr/ocr.h"

#include <glib/gstdio.h>

#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

typedef struct {
    const char *file, *truth, *languages, *expected;
    double cer_max;
} Case;

static const Case cases[] = {
    {"phototest.tif", "phototest.gt.txt", "eng+hin+urd", "eng", 1},
    {"eurotext.tif", "eurotext.gt.txt", "eng", "eng", 5},
    {"hin001.png", "hin001.gt.txt", "eng+hin+urd", "hin", 4},
    {"linn.png", "linn.gt.txt", "eng+hin+urd", "eng", 2},
    {"urdu_iqbal_1.jpg", NULL, "eng+hin+urd", "urd", 0}, /* dense Nastaliq: no line stands alone */
};

/* The page becomes a master first, as everything that is recognised. */
static PageText *page_read(const char *path, const char *languages)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("ocr-corpus-XXXXXX", NULL);
    const ScanDecodeSettings decode = {
        .out_dir = dir, .master = SCAN_MASTER_LOSSLESS, .first = {"T-01", 1, 1, SCAN_FACE_FRONT}};
    g_autoptr(GArray) pages = scan_decode(path, &decode, &error);
    g_assert_no_error(error);
    const char *master = g_array_index(pages, Page, 0).path;
    PageImages *images = NULL;
    PageText *text = NULL;
    OcrEngine *engine = ocr_engine_new();
    ocr_page_read(engine, master, &(OcrSettings){.languages = languages}, &images, &text, &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    ocr_engine_free(engine);
    g_unlink(master);
    g_rmdir(dir);
    return text;
}

static void check_characters(const Case *page, const char *corpus, const PageText *text)
{
    g_autofree char *path = g_build_filename(corpus, page->truth, NULL);
    g_autofree char *truth = NULL, *plain = ocr_page_text_plain(text);
    g_assert_true(g_file_get_contents(path, &truth, NULL, NULL));
    double cer = 100 * measure_cer(truth, plain);
    g_test_message("%s: %.2f %%, confidence %.1f", page->file, cer, text->confidence);
    g_assert_cmpfloat(cer, <, page->cer_max);
}

static void test_page(gconstpointer data)
{
    const Case *page = data;
    const char *corpus = g_getenv("MUHAFIZ_CORPUS");
    g_autofree char *path = g_build_filename(corpus ? corpus : "", page->file, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_test_skip("not in MUHAFIZ_CORPUS");
        return;
    }
    PageText *text = page_read(path, page->languages);
    if (page->truth)
        check_characters(page, corpus, text);
    g_assert_cmpstr(text->language, ==, page->expected);
    ocr_page_text_free(text);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = g_strconcat("/corpus/", cases[i].file, NULL);
        g_test_add_data_func(name, &cases[i], test_page);
    }
    return g_test_run();
}
