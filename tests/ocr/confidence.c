/* Confidence is a share of words right, on pages that the tables of ocr/confidence.c were not made of. */
#include "ocr/confidence.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>

#include "tests/pages/page.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

/* Bands of confidence, with what share of their words may be right. Few words make wide bounds. */
static const struct {
    double from, to, right_min, right_max;
} bands[] = {{0, 50, 0, 50}, {50, 85, 45, 95}, {85, 95, 80, 100}, {95, 101, 95, 100}};

#define N_WORDS_MIN 20 /* in a band, to be judged */

typedef struct {
    guint n_words[G_N_ELEMENTS(bands)], n_right[G_N_ELEMENTS(bands)];
} Counts;

static PageText *read_page(OcrEngine *engine, const PageRequest *request, char **truth)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    g_autoptr(Composition) page = page_render(request, &pix, &error);
    g_assert_no_error(error);
    *truth = g_strdup(page->truth);
    pixSetResolution(pix, (int)request->dpi, (int)request->dpi);
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("ocr-confidence-XXXXXX.tif", &path, &error);
    g_assert_no_error(error);
    g_close(file, NULL);
    g_assert_cmpint(pixWrite(path, pix, IFF_TIFF_ZIP), ==, 0);
    pixDestroy(&pix);
    PageImages *images = NULL;
    PageText *text = NULL;
    ocr_page_read(engine, path, &(OcrSettings){.languages = "eng+hin+pan"}, &images, &text, &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    g_unlink(path);
    return text;
}

static void count(const PageText *text, const char *truth, Counts *counts)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_autoptr(GArray) confidences = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        for (guint w = 0; w < line->words->len; w++) {
            const OcrWord *word = &g_array_index(line->words, OcrWord, w);
            g_ptr_array_add(texts, word->text);
            g_array_append_val(confidences, word->confidence);
        }
    }
    g_autofree gboolean *is_right =
        measure_words_right(truth, (const char *const *)texts->pdata, texts->len);
    for (guint i = 0; i < texts->len; i++)
        for (guint b = 0; b < G_N_ELEMENTS(bands); b++) {
            double confidence = g_array_index(confidences, double, i);
            gboolean is_in = confidence >= bands[b].from && confidence < bands[b].to;
            counts->n_words[b] += is_in;
            counts->n_right[b] += is_in && is_right[i];
        }
}

static void test_reliable(void)
{
    static const char *const languages[] = {"eng", "hin", "pan"};
    static const char *const kinds[] = {"letter", "note"};
    OcrEngine *engine = ocr_engine_new();
    Counts counts = {0};
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
            const PageRequest request = {.language = text_language_lookup(languages[i], NULL),
                                         .kind = kinds[k],
                                         .ageing = age_level_lookup("heavy", NULL),
                                         .mode = PAGE_GRAY,
                                         .dpi = 200,
                                         .story_seed = 900 + i,
                                         .page_seed = 910 + k};
            g_autofree char *truth = NULL;
            PageText *text = read_page(engine, &request, &truth);
            count(text, truth, &counts);
            ocr_page_text_free(text);
        }
    for (guint b = 0; b < G_N_ELEMENTS(bands); b++) {
        double right = 100.0 * counts.n_right[b] / MAX(counts.n_words[b], 1);
        g_test_message("%g to %g: %u words, %.1f %% right", bands[b].from, bands[b].to,
                       counts.n_words[b], right);
        if (counts.n_words[b] >= N_WORDS_MIN) {
            g_assert_cmpfloat(right, >=, bands[b].right_min);
            g_assert_cmpfloat(right, <=, bands[b].right_max);
        }
    }
    ocr_engine_free(engine);
}

/* Whoever is surer is righter, in every language; nothing leaves 0-100. */
static void test_grows(void)
{
    static const char *const languages[] = {"eng", "hin", "urd", "pan", "lus", "xyz"};
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        double before = 0;
        for (double raw = 0; raw <= 100; raw += 0.5) {
            double right = ocr_confidence_calibrate(languages[i], raw);
            g_assert_cmpfloat(right, >=, before);
            g_assert_cmpfloat(right, <=, 100);
            before = right;
        }
    }
}

int main(int argc, char **argv)
{
    one_thread(argv);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/confidence/grows", test_grows);
    g_test_add_func("/confidence/reliable", test_reliable);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
