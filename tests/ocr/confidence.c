/* Confidence is a share of words right, on pages that the tables of ocr/confidence.c were not made of. */
#include "ocr/confidence.h"

#include <math.h>

#include "tests/ocr/reading.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

#define N_BANDS 20     /* of confidence */
#define RIGHT_MIN 82.0 /* of words with 85 to 95 */
#define ERROR_MAX 3.0  /* what is said from what is so, in percent */

/* Words by what is said of them, how many of them are right, and the sum of what is said. */
typedef struct {
    guint n_words[N_BANDS], n_right[N_BANDS];
    double said[N_BANDS];
} Counts;

static void count_word(Counts *counts, double confidence, gboolean is_right)
{
    guint band = MIN((guint)(confidence * N_BANDS / 100), N_BANDS - 1);
    counts->n_words[band]++;
    counts->n_right[band] += is_right;
    counts->said[band] += confidence;
}

static guint count_all(const Counts *counts)
{
    guint n = 0;
    for (guint i = 0; i < N_BANDS; i++)
        n += counts->n_words[i];
    return n;
}

/* How far, on the mean over words, what is said is from what is so, in percent: Naeini et al. 2015, expected
 * calibration error. */
static double calibration_error(const Counts *counts)
{
    double sum = 0;
    for (guint i = 0; i < N_BANDS; i++)
        sum += fabs(100.0 * counts->n_right[i] - counts->said[i]);
    return sum / MAX(count_all(counts), 1);
}

/* Of the words with a confidence in a range, how many in a hundred are right. */
static double share_right(const Counts *counts, guint from, guint to, guint *n_words)
{
    guint n_right = 0;
    *n_words = 0;
    for (guint i = from * N_BANDS / 100; i < to * N_BANDS / 100; i++) {
        *n_words += counts->n_words[i];
        n_right += counts->n_right[i];
    }
    return 100.0 * n_right / MAX(*n_words, 1);
}

static void count_page(const PageText *text, const char *truth, Counts *ours, Counts *engines)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new(), words = g_ptr_array_new();
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        for (guint w = 0; w < line->words->len; w++) {
            OcrWord *word = &g_array_index(line->words, OcrWord, w);
            g_ptr_array_add(words, word);
            g_ptr_array_add(texts, word->text);
        }
    }
    g_autofree gboolean *is_right =
        measure_words_right(truth, (const char *const *)texts->pdata, texts->len);
    for (guint i = 0; i < words->len; i++) {
        const OcrWord *word = g_ptr_array_index(words, i);
        count_word(ours, word->confidence, is_right[i]);
        count_word(engines, word->engine_confidence, is_right[i]);
    }
}

static const struct {
    const char *kind, *ageing;
} pages[] = {{"letter", "light"}, {"note", "medium"}, {"application", "heavy"}};

/* Reads pages of a language; *n_again: those that were read once more. */
static void read_language(OcrEngine *engine, const char *language, guint seed, Counts *ours,
                          Counts *engines, guint *n_again)
{
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        const PageRequest request = {.language = text_language_lookup(language, NULL),
                                     .kind = pages[i].kind,
                                     .ageing = age_level_lookup(pages[i].ageing, NULL),
                                     .mode = PAGE_GRAY,
                                     .dpi = 200,
                                     .story_seed = seed,
                                     .page_seed = seed + i};
        const char *office = g_str_equal(language, "pan") ? "pan+eng+hin" : "eng+hin+urd";
        g_autofree char *truth = NULL, *path = write_page(&request, &truth);
        g_auto(Result) result = {0};
        read_page(engine, path, office, &result);
        count_page(result.text, truth, ours, engines);
        *n_again += result.text->findings.second_try != 0;
    }
}

static void counts_print(const Counts *counts, const char *name)
{
    for (guint i = 0; i < N_BANDS; i++)
        if (counts->n_words[i])
            g_test_message("%s %3u: %4u words, %5.1f %% said, %5.1f right", name, 100 / N_BANDS * i,
                           counts->n_words[i], counts->said[i] / counts->n_words[i],
                           100.0 * counts->n_right[i] / counts->n_words[i]);
    g_test_message("%s: %.2f %% off", name, calibration_error(counts));
}

/* What is said is so, nearer than the engine's own figure is; "90" nine times in ten; and hardly a page is read
 * twice for it. */
static void test_reliable(void)
{
    static const char *const languages[] = {"eng", "hin", "urd", "pan"};
    OcrEngine *engine = ocr_engine_new();
    Counts ours = {0}, engines = {0};
    guint n_again = 0, n_words;
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        read_language(engine, languages[i], 940 + 10 * i, &ours, &engines, &n_again);
    ocr_engine_free(engine);
    counts_print(&engines, "engine's");
    counts_print(&ours, "ours");
    g_test_message("%u of %u pages were read again", n_again,
                   (guint)(G_N_ELEMENTS(pages) * G_N_ELEMENTS(languages)));
    double right = share_right(&ours, 85, 95, &n_words);
    g_assert_cmpuint(n_words, >, 50);
    g_assert_cmpfloat(right, >=, RIGHT_MIN);
    g_assert_cmpfloat(calibration_error(&ours), <, ERROR_MAX);
    g_assert_cmpfloat(calibration_error(&engines), >, ERROR_MAX);
    g_assert_cmpuint(10 * n_again, <=, G_N_ELEMENTS(pages) * G_N_ELEMENTS(languages));
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
    return reading_run_tests();
}
