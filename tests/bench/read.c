/* read: how well, and for how much processor, pages are read.
 *
 *   read [--seed N] [--ageing LEVEL] [--language CODE] [--dpi N] [--seals N] [--corpus DIR] [--words FILE]
 *
 * Generated pages of every kind in every language and ageing of a seed (the time's, printed, unless it
 * is given), or with --corpus the real scans of a folder with a manifest.tsv. Three readings of each:
 *
 *   ours       ocr_page_read from a master, with the languages of a mixed office
 *   recognise  the same engine's Recognize alone, with the right model, on the image ours prepared
 *   stock      Recognize with the right model on the master as it is: what tesseract's command reads
 *
 * Prints character error rates in percent (words missed where the truth has no order) and seconds of
 * processor, how many pages were read twice, and how often words of each confidence are right. --words writes
 * a line for each word: confidence, the engine's own, 1 if right, its language, ageing, text; confidence.sh makes
 * the tables of ocr/confidence.c of them, from other seeds than are shown here. Then only ours is read. */
#include "ocr/engine.h"
#include "ocr/ocr.h"
#include "ocr/prepare.h"
#include "ocr/text.h"
#include "scan/scan.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <time.h>

#include "tests/bench/office.h"
#include "tests/pages/page.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

#define N_BANDS 10 /* of confidence */

typedef enum { OURS, RECOGNISE, STOCK, N_READINGS } Reading;

/* What a table has a line for: sums over its pages. */
typedef struct {
    guint n_pages;
    double errors[N_READINGS]; /* percent */
    double cpu_s[N_READINGS];
} Sums;

typedef struct {
    guint n_words, n_right;
} Band;

typedef struct {
    gint64 seed;
    char *ageing, *language, *corpus, *words, *kind, *keep;
    double dpi;
    int n_seals;
    gboolean no_stock;
} Options;

typedef struct {
    Options options;
    OcrEngine *engine;
    char *dir;
    GHashTable *sums; /* "eng medium" -> Sums */
    GPtrArray *rows;  /* names of sums in the order they came */
    Band bands[N_BANDS];
    guint n_pages, n_again; /* read by us, and read twice */
    FILE *words;
} Bench;

/* A page to be read. */
typedef struct {
    const char *name, *language, *office, *ageing;
    const char *truth;
    gboolean has_order; /* of the truth's words */
} Exam;

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double errors_of(const Exam *exam, const char *text)
{
    return 100 * (exam->has_order ? measure_cer(exam->truth, text)
                                  : measure_words_missed(exam->truth, text));
}

/* ---------------------------------------------------------------------------------- the readings */

/* A reading by the model alone: its errors and the processor time of Recognize. */
static gboolean read_plain(Bench *bench, const Exam *exam, PIX *image, int dpi, Sums *sums,
                           Reading reading, GError **error)
{
    g_autoptr(GArray) models = ocr_engine_resolve(bench->engine, exam->language, error);
    g_autofree char *pair = NULL;
    if (!models)
        return FALSE;
    const char *model = g_array_index(models, OcrModel, 0).name;
    if (models->len == 2)
        model = pair = g_strjoin("+", model, g_array_index(models, OcrModel, 1).name, NULL);
    TessBaseAPI *tess = ocr_engine_peek(bench->engine, model, error);
    if (!tess)
        return FALSE;
    double start_s = cpu_s();
    TessBaseAPISetPageSegMode(tess, PSM_AUTO);
    TessBaseAPISetImage2(tess, image);
    TessBaseAPISetSourceResolution(tess, CLAMP(dpi, 70, 2400));
    TessBaseAPIRecognize(tess, NULL);
    sums->cpu_s[reading] += cpu_s() - start_s;
    char *text = TessBaseAPIGetUTF8Text(tess);
    sums->errors[reading] += errors_of(exam, text);
    TessDeleteText(text);
    ocr_engine_forget_page(bench->engine);
    return TRUE;
}

static void words_count(Bench *bench, const Exam *exam, const PageText *text)
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
        measure_words_right(exam->truth, (const char *const *)texts->pdata, texts->len);
    for (guint i = 0; i < words->len; i++) {
        const OcrWord *word = g_ptr_array_index(words, i);
        Band *band = &bench->bands[MIN((guint)(word->confidence * N_BANDS / 100), N_BANDS - 1)];
        band->n_words++;
        band->n_right += is_right[i];
        if (bench->words)
            fprintf(bench->words, "%.2f\t%.2f\t%d\t%s\t%s\t%s\n", word->confidence,
                    word->engine_confidence, is_right[i], word->language, exam->ageing, word->text);
    }
}

/* Beside the master, to be compared. */
static gboolean text_keep(const Bench *bench, const char *name, const char *extension,
                          const char *text, GError **error)
{
    g_autofree char *file = g_strconcat(name, extension, NULL);
    g_autofree char *path = g_build_filename(bench->options.keep, file, NULL);
    return g_file_set_contents(path, text, -1, error);
}

static gboolean read_ours(Bench *bench, const Exam *exam, const char *master, Sums *sums,
                          GError **error)
{
    const OcrSettings settings = {.languages = exam->office};
    PageImages *images = NULL;
    g_autoptr(PageText) text = NULL;
    double start_s = cpu_s();
    if (!ocr_page_read(bench->engine, master, &settings, &images, &text, error))
        return FALSE;
    sums->cpu_s[OURS] += cpu_s() - start_s;
    bench->n_pages++;
    bench->n_again += text->findings.second_try != 0;
    ocr_page_images_free(images);
    g_autofree char *plain = ocr_page_text_plain(text);
    sums->errors[OURS] += errors_of(exam, plain);
    if (bench->options.keep && (!text_keep(bench, exam->name, ".gt.txt", exam->truth, error) ||
                                !text_keep(bench, exam->name, ".txt", plain, error)))
        return FALSE;
    if (exam->has_order)
        words_count(bench, exam, text);
    return TRUE;
}

static gboolean exam_read(Bench *bench, const Exam *exam, const char *path, Sums *sums,
                          GError **error)
{
    g_auto(OcrPrepared) prepared = {0};
    double dpi;
    g_autoptr(PIX) master = scan_master_load(path, error);
    if (!master || !scan_master_dpi(path, &dpi, error) ||
        !read_ours(bench, exam, path, sums, error))
        return FALSE;
    if (bench->words)
        return TRUE;
    if (!ocr_prepare(master, 0, 0, OCR_LETTER_PX, &prepared, error) ||
        !read_plain(bench, exam, prepared.page, (int)(dpi * prepared.scale), sums, RECOGNISE,
                    error))
        return FALSE;
    return bench->options.no_stock || read_plain(bench, exam, master, (int)dpi, sums, STOCK, error);
}

/* ------------------------------------------------------------------------------------- the table */

static Sums *bench_sums(Bench *bench, const char *name)
{
    Sums *sums = g_hash_table_lookup(bench->sums, name);
    if (!sums) {
        sums = g_new0(Sums, 1);
        char *key = g_strdup(name);
        g_hash_table_insert(bench->sums, key, sums);
        g_ptr_array_add(bench->rows, key);
    }
    return sums;
}

static void sums_print(const char *name, const Sums *sums)
{
    double n = MAX(sums->n_pages, 1);
    printf("%-30s %4u  %6.2f %6.2f %6.2f  %6.2f %6.2f %6.2f  %5.2f\n", name, sums->n_pages,
           sums->errors[OURS] / n, sums->errors[RECOGNISE] / n, sums->errors[STOCK] / n,
           sums->cpu_s[OURS] / n, sums->cpu_s[RECOGNISE] / n, sums->cpu_s[STOCK] / n,
           sums->cpu_s[OURS] / MAX(sums->cpu_s[RECOGNISE], 1e-9));
    fflush(stdout);
}

static void head_print(void)
{
    printf("%-30s %4s  %20s  %20s  ours/\n", "", "", "errors %", "CPU s/page");
    printf("%-30s %4s  %6s %6s %6s  %6s %6s %6s  recog\n", "", "n", "ours", "recog", "stock",
           "ours", "recog", "stock");
}

static void sums_add(Sums *to, const Sums *sums)
{
    to->n_pages++;
    for (guint i = 0; i < N_READINGS; i++) {
        to->errors[i] += sums->errors[i];
        to->cpu_s[i] += sums->cpu_s[i];
    }
}

static gboolean bench_exam(Bench *bench, const Exam *exam, const char *master, GError **error)
{
    Sums sums = {.n_pages = 1};
    if (!exam_read(bench, exam, master, &sums, error)) {
        g_prefix_error(error, "%s: ", exam->name);
        return FALSE;
    }
    g_autofree char *row = g_strdup_printf("= %s %s", exam->language, exam->ageing);
    g_autofree char *total = g_strdup_printf("= %s", exam->language);
    sums_print(exam->name, &sums);
    sums_add(bench_sums(bench, row), &sums);
    sums_add(bench_sums(bench, total), &sums);
    sums_add(bench_sums(bench, "= all"), &sums);
    return TRUE;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void bench_print(Bench *bench)
{
    g_ptr_array_sort(bench->rows, compare_names);
    printf("\n");
    head_print();
    for (guint i = 0; i < bench->rows->len; i++) {
        const char *name = g_ptr_array_index(bench->rows, i);
        sums_print(name + 2, g_hash_table_lookup(bench->sums, name));
    }
    printf("\n%u of %u pages read twice\n", bench->n_again, bench->n_pages);
    printf("\nconfidence  words  right %%\n");
    for (guint i = 0; i < N_BANDS; i++)
        if (bench->bands[i].n_words > 0)
            printf("%3u to %3u  %6u  %6.1f\n", i * 100 / N_BANDS, (i + 1) * 100 / N_BANDS,
                   bench->bands[i].n_words,
                   100.0 * bench->bands[i].n_right / bench->bands[i].n_words);
}

/* ---------------------------------------------------------------------------------- generated pages */

static gboolean generated_write(const PageRequest *request, const char *path, char **truth,
                                GError **error)
{
    PIX *pix = NULL;
    g_autoptr(Composition) page = page_render(request, &pix, error);
    if (!page)
        return FALSE;
    pixSetResolution(pix, (int)request->dpi, (int)request->dpi);
    gboolean is_written = pixWrite(path, pix, IFF_TIFF_ZIP) == 0;
    pixDestroy(&pix);
    *truth = g_strdup(page->truth);
    if (!is_written)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "cannot write %s", path);
    return is_written;
}

static gboolean generated_read(Bench *bench, const Language *language, const char *kind,
                               const Ageing *ageing, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s-%s-%s", language->code, kind, ageing->name);
    const char *keep = bench->options.keep;
    g_autofree char *file = g_strconcat(keep ? name : "master", ".tif", NULL), *truth = NULL;
    g_autofree char *path = g_build_filename(keep ? keep : bench->dir, file, NULL);
    Random random;
    random_seed(&random, (guint64)bench->options.seed, name);
    const PageRequest request = {.language = language,
                                 .kind = kind,
                                 .ageing = ageing,
                                 .mode = PAGE_COLOR,
                                 .dpi = bench->options.dpi,
                                 .story_seed = random_next(&random),
                                 .page_seed = random_next(&random),
                                 .n_seals = (guint)bench->options.n_seals};
    if (!generated_write(&request, path, &truth, error))
        return FALSE;
    const Exam exam = {.name = name,
                       .language = language->recognition,
                       .office = bench_office(language->recognition),
                       .ageing = ageing->name,
                       .truth = truth,
                       .has_order = TRUE};
    return *truth == '\0' || bench_exam(bench, &exam, path, error);
}

static gboolean is_chosen(const char *wanted, const char *name)
{
    return !wanted || g_str_equal(wanted, name);
}

static gboolean generated_read_language(Bench *bench, const Language *language, GError **error)
{
    g_autoptr(TextBook) book = text_book_open(language->book, error);
    for (const char *const *kind = page_kinds; book && *kind; kind++) {
        g_autofree char *section = g_strdup_printf("page %s", *kind);
        if (!text_book_has(book, section) || !is_chosen(bench->options.kind, *kind))
            continue;
        for (const Ageing *ageing = age_levels; ageing->name; ageing++)
            if (is_chosen(bench->options.ageing, ageing->name) &&
                !generated_read(bench, language, *kind, ageing, error))
                return FALSE;
    }
    return book != NULL;
}

static gboolean generated_read_all(Bench *bench, GError **error)
{
    printf("seed %" G_GINT64_FORMAT "\n", bench->options.seed);
    for (const Language *language = text_languages; language->code; language++)
        if (is_chosen(bench->options.language, language->code) &&
            !generated_read_language(bench, language, error))
            return FALSE;
    return TRUE;
}

/* -------------------------------------------------------------------------------------- real scans */

/* The page becomes a master first, as everything that is recognised. */
static gboolean corpus_read(Bench *bench, char *const *columns, const char *truth, GError **error)
{
    g_autofree char *path = g_build_filename(bench->options.corpus, columns[0], NULL);
    const ScanDecodeSettings settings = {.out_dir = bench->dir,
                                         .master = SCAN_MASTER_LOSSLESS,
                                         .dpi = 300,
                                         .first = {"BENCH", 1, 1, SCAN_FACE_FRONT}};
    g_autoptr(GArray) pages = scan_decode(path, &settings, error);
    if (!pages)
        return FALSE;
    const char *language = g_str_equal(columns[4], "san") ? "hin" : columns[4];
    const Exam exam = {.name = columns[0],
                       .language = language,
                       .office = bench_office(language),
                       .ageing = g_str_has_prefix(columns[0], "funsd") ? "form" : "real",
                       .truth = truth,
                       .has_order = !g_str_has_prefix(columns[0], "funsd")};
    const char *master = g_array_index(pages, Page, 0).path;
    gboolean is_read = bench_exam(bench, &exam, master, error);
    g_unlink(master);
    return is_read;
}

static gboolean corpus_read_all(Bench *bench, GError **error)
{
    g_autofree char *path = g_build_filename(bench->options.corpus, "manifest.tsv", NULL);
    g_autofree char *manifest = NULL;
    if (!g_file_get_contents(path, &manifest, NULL, error))
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(manifest), "\n", -1);
    for (char **line = lines + 1; *line; line++) {
        g_auto(GStrv) columns = g_strsplit(*line, "\t", -1);
        g_autofree char *truth_path = NULL, *truth = NULL;
        if (g_strv_length(columns) < 6 || !*columns[5])
            continue;
        columns[5][strcspn(columns[5], " ")] = '\0'; /* "FILE (bag of words)" */
        truth_path = g_build_filename(bench->options.corpus, columns[5], NULL);
        if (g_file_get_contents(truth_path, &truth, NULL, NULL) &&
            !corpus_read(bench, columns, truth, error))
            return FALSE;
    }
    return TRUE;
}

/* -------------------------------------------------------------------------------------------- main */

static gboolean bench_run(Bench *bench, GError **error)
{
    if (bench->options.words && !(bench->words = fopen(bench->options.words, "w"))) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "cannot write %s",
                    bench->options.words);
        return FALSE;
    }
    head_print();
    gboolean is_read =
        bench->options.corpus ? corpus_read_all(bench, error) : generated_read_all(bench, error);
    if (is_read)
        bench_print(bench);
    if (bench->words)
        fclose(bench->words);
    return is_read;
}

int main(int argc, char **argv)
{
    one_thread(argv);
    Bench bench = {.options = {.seed = time(NULL), .dpi = 300}};
    Options *options = &bench.options;
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Which of the many pages", "N"},
        {"ageing", 0, 0, G_OPTION_ARG_STRING, &options->ageing, "Only this one", "LEVEL"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &options->language, "Only this one", "CODE"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options->kind, "Only this one", "KIND"},
        {"keep", 0, 0, G_OPTION_ARG_FILENAME, &options->keep, "Leave masters and texts here",
         "DIR"},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options->dpi, "Resolution (300)", "N"},
        {"seals", 0, 0, G_OPTION_ARG_INT, &options->n_seals, "Across each page's text (0)", "N"},
        {"corpus", 0, 0, G_OPTION_ARG_FILENAME, &options->corpus, "Real scans instead", "DIR"},
        {"words", 0, 0, G_OPTION_ARG_FILENAME, &options->words, "A line a word", "FILE"},
        {"no-stock", 0, 0, G_OPTION_ARG_NONE, &options->no_stock, "Without the third reading",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- how well pages are read");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "read: %s\n", error->message);
        return 2;
    }
    bench.engine = ocr_engine_new();
    bench.dir = g_dir_make_tmp("muhafiz-read-XXXXXX", NULL);
    bench.sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    bench.rows = g_ptr_array_new();
    gboolean ok = bench_run(&bench, &error);
    if (!ok)
        fprintf(stderr, "read: %s\n", error->message);
    scan_dir_remove(bench.dir, NULL);
    ocr_engine_free(bench.engine);
    compose_shutdown();
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
