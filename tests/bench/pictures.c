/* pictures: what is read into pages that are no text, and what is lost of those that are.
 *
 *   pictures [--seed N] [--pages N] [--ageing LEVEL] [--language CODE] [--kind KIND] [--dpi N]
 *            [--lines FILE] [FILE...]
 *
 * Generated pages of a seed (the time's, printed, unless it is given), so many of each: maps, photographs and
 * handwriting, and printed ones; or scans. A line each:
 *
 *   characters  in words that the truth has not (all, of a scan): by Tesseract alone, by us
 *   words       of the truth that are read before drawings are dropped, and that are lost by it
 *   kind        what the page was taken for
 *
 * --lines writes a line for each line read, for nontext.sh: page, how far it is from the truth (0-1), its characters, and
 * what is measured of it.
 */
#include "ocr/lines.h"
#include "ocr/nontext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <time.h>

#include "ocr/text.h"
#include "tests/pages/page.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-thread.h"

typedef struct {
    gint64 seed;
    int n_pages;
    char *ageing, *language, *kind, *lines, **files;
    double dpi;
} Options;

typedef struct {
    guint stock, ours, read, lost;
} Sums;

typedef struct {
    Options options;
    OcrEngine *engine;
    char *dir;
    FILE *lines;
    Sums pictures, print;
} Bench;

static char *read_stock(Bench *bench, const char *path, const char *language, GError **error)
{
    g_autoptr(GArray) models = ocr_engine_resolve(bench->engine, language, error);
    g_autoptr(PIX) master = models ? scan_master_load(path, error) : NULL;
    double dpi;
    if (!master || !scan_master_dpi(path, &dpi, error))
        return NULL;
    TessBaseAPI *tess =
        ocr_engine_peek(bench->engine, g_array_index(models, OcrModel, 0).name, error);
    if (!tess)
        return NULL;
    TessBaseAPISetPageSegMode(tess, PSM_AUTO);
    TessBaseAPISetImage2(tess, master);
    TessBaseAPISetSourceResolution(tess, CLAMP((int)dpi, 70, 2400));
    TessBaseAPIRecognize(tess, NULL);
    char *raw = TessBaseAPIGetUTF8Text(tess), *text = g_strdup(raw);
    TessDeleteText(raw);
    ocr_engine_forget_page(bench->engine);
    return text;
}

static char *line_text(const OcrLine *line)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < line->words->len; i++)
        g_string_append_printf(text, " %s", g_array_index(line->words, OcrWord, i).text);
    return g_string_free(text, FALSE);
}

static void lines_write(Bench *bench, const char *name, const char *truth,
                        const OcrPrepared *prepared, const GPtrArray *lines)
{
    g_autoptr(GArray) measures = ocr_nontext_measure(prepared, lines);
    for (guint i = 0; bench->lines && i < lines->len; i++) {
        const OcrLineMeasures *line = &g_array_index(measures, OcrLineMeasures, i);
        g_autofree char *text = line_text(lines->pdata[i]);
        g_autofree char *normal = measure_normalise(text);
        fprintf(bench->lines, "%s\t%.3f\t%ld\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%s\n", name,
                measure_distance_within(truth, text), g_utf8_strlen(normal, -1), line->confidence,
                line->best, line->sure, line->length, line->density, line->bottom, normal);
    }
}

/* As ours, but with drawings. */
static char *read_all(Bench *bench, const char *name, const char *path, const char *languages,
                      const char *truth, GError **error)
{
    g_autoptr(GArray) models = ocr_engine_resolve(bench->engine, languages, error);
    g_autoptr(PIX) master = models ? scan_master_load(path, error) : NULL;
    g_auto(OcrPrepared) prepared = {0};
    OcrPose pose;
    double dpi;
    const OcrSettings settings = {.languages = languages};
    if (!master || !scan_master_dpi(path, &dpi, error) ||
        !ocr_prepare(master, 0, 0, OCR_LETTER_PX, &prepared, error))
        return NULL;
    Desk desk = {bench->engine, prepared.page, CLAMP((int)(dpi * prepared.scale), 70, 2400), models,
                 0};
    if (!ocr_pose_find(&desk, master, &settings, &prepared, &pose, error))
        return NULL;
    g_autoptr(PageText) text = ocr_page_text_new();
    g_ptr_array_unref(text->lines);
    text->lines = ocr_recognise(desk.engine, desk.page, desk.dpi, NULL, OCR_READ_PAGE,
                                ocr_desk_model(&desk, pose.script.model), models, error);
    guint model = pose.script.model, second;
    if (!text->lines || !ocr_lines_reread(&desk, text->lines, model, 0, &second, error) ||
        !ocr_lines_read_missed(&desk, text->lines, prepared.lines, model, error))
        return NULL;
    ocr_engine_forget_page(bench->engine);
    lines_write(bench, name, truth, &prepared, text->lines);
    return ocr_page_text_plain(text);
}

static char *read_ours(Bench *bench, const char *path, const char *languages, double *kind,
                       GError **error)
{
    PageImages *images = NULL;
    g_autoptr(PageText) text = NULL;
    if (!ocr_page_read(bench->engine, path, &(OcrSettings){.languages = languages}, &images, &text,
                       error))
        return NULL;
    ocr_page_images_free(images);
    *kind = text->findings.kind;
    return ocr_page_text_plain(text);
}

static gboolean bench_page(Bench *bench, const char *name, const char *path, const char *language,
                           const char *truth, gboolean is_picture, GError **error)
{
    static const char *const kinds[] = {"text", "picture", "mixed"};
    g_autofree char *office =
        g_str_equal(language, "pan") ? g_strdup("pan+eng+hin") : g_strdup("eng+hin+urd");
    double kind;
    g_autofree char *stock = read_stock(bench, path, language, error);
    g_autofree char *all = stock ? read_all(bench, name, path, office, truth, error) : NULL;
    g_autofree char *ours = all ? read_ours(bench, path, office, &kind, error) : NULL;
    if (!ours)
        return FALSE;
    guint n_all, n_ours;
    Sums page = {.stock = measure_invented(truth, stock, NULL)};
    measure_invented(truth, all, &n_all);
    page.ours = measure_invented(truth, ours, &n_ours);
    page.read = n_all;
    page.lost = n_all > n_ours ? n_all - n_ours : 0;
    printf("%-40s characters %4u %4u  words %4u %4u  %s\n", name, page.stock, page.ours, page.read,
           page.lost, kinds[(int)kind]);
    fflush(stdout);
    Sums *sums = is_picture ? &bench->pictures : &bench->print;
    sums->stock += page.stock;
    sums->ours += page.ours;
    sums->read += page.read;
    sums->lost += page.lost;
    return TRUE;
}

/* ------------------------------------------------------------------------------------ the pages */

static gboolean generated_page(Bench *bench, const Language *language, const char *kind,
                               const char *ageing, guint number, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s-%s-%s-%u", kind, language->code, ageing, number);
    g_autofree char *path = g_build_filename(bench->dir, "master.tif", NULL);
    Random random;
    PIX *pix = NULL;
    random_seed(&random, (guint64)bench->options.seed, name);
    const PageRequest request = {.language = language,
                                 .kind = kind,
                                 .ageing = age_level_lookup(ageing, error),
                                 .mode = PAGE_GRAY,
                                 .dpi = bench->options.dpi,
                                 .story_seed = random_next(&random),
                                 .page_seed = random_next(&random)};
    g_autoptr(Composition) page = request.ageing ? page_render(&request, &pix, error) : NULL;
    if (!page)
        return FALSE;
    pixWrite(path, pix, IFF_TIFF_ZIP);
    pixDestroy(&pix);
    return bench_page(bench, name, path, language->recognition, page->truth,
                      g_str_has_prefix(kind, "picture") && !g_str_equal(kind, "picture-notes"),
                      error);
}

static gboolean is_chosen(const char *wanted, const char *name)
{
    return !wanted || g_str_equal(wanted, name);
}

static gboolean generated_kind(Bench *bench, const char *kind, GError **error)
{
    static const char *const ageings[] = {"light", "heavy"};
    static const char *const languages[] = {"eng", "hin", "urd", "urd-nastaliq", "pan"};
    for (guint l = 0; l < G_N_ELEMENTS(languages); l++)
        for (guint a = 0; a < G_N_ELEMENTS(ageings); a++)
            for (guint n = 0; n < (guint)bench->options.n_pages; n++)
                if (is_chosen(bench->options.language, languages[l]) &&
                    is_chosen(bench->options.ageing, ageings[a]) &&
                    !generated_page(bench, text_language_lookup(languages[l], NULL), kind,
                                    ageings[a], n, error))
                    return FALSE;
    return TRUE;
}

static gboolean generated_pages(Bench *bench, GError **error)
{
    static const char *const print[] = {"note", "order", "table", "map", "photo", "certificate"};
    printf("seed %" G_GINT64_FORMAT
           "; of each pair the first is Tesseract alone, or all that was read\n",
           bench->options.seed);
    for (const char *const *kind = compose_pictures; *kind; kind++)
        if (is_chosen(bench->options.kind, *kind) && !generated_kind(bench, *kind, error))
            return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(print); i++)
        if (is_chosen(bench->options.kind, print[i]) && !generated_kind(bench, print[i], error))
            return FALSE;
    return TRUE;
}

static gboolean scanned_page(Bench *bench, const char *path, GError **error)
{
    const ScanDecodeSettings settings = {.out_dir = bench->dir,
                                         .master = SCAN_MASTER_LOSSLESS,
                                         .dpi = 300,
                                         .first = {"BENCH", 1, 1, SCAN_FACE_FRONT}};
    g_autoptr(GArray) pages = scan_decode(path, &settings, error);
    g_autofree char *name = g_path_get_basename(path),
                    *stem = g_strndup(path, (gsize)(strrchr(path, '.') - path));
    g_autofree char *truth_path = g_strconcat(stem, ".gt.txt", NULL), *truth = NULL;
    g_file_get_contents(truth_path, &truth, NULL, NULL);
    const char *language = bench->options.language ? bench->options.language : "eng";
    return pages && bench_page(bench, name, g_array_index(pages, Page, 0).path, language,
                               truth ? truth : "", FALSE, error);
}

static gboolean bench_run(Bench *bench, GError **error)
{
    if (!bench->options.files && !generated_pages(bench, error))
        return FALSE;
    for (char **file = bench->options.files; file && *file; file++)
        if (!scanned_page(bench, *file, error))
            return FALSE;
    const Sums *pictures = &bench->pictures, *print = &bench->print;
    printf("pictures: %u of %u invented characters are left, %.1f %%; %u of %u labels lost\n",
           pictures->ours, pictures->stock, 100.0 * pictures->ours / MAX(pictures->stock, 1),
           pictures->lost, pictures->read);
    printf("print: %u of %u words lost, %.2f %%\n", print->lost, print->read,
           100.0 * print->lost / MAX(print->read, 1));
    return TRUE;
}

int main(int argc, char **argv)
{
    one_thread(argv);
    Bench bench = {.options = {.seed = time(NULL), .dpi = 200, .n_pages = 1}};
    Options *options = &bench.options;
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Which of the many pages", "N"},
        {"pages", 0, 0, G_OPTION_ARG_INT, &options->n_pages,
         "Of each kind, language and ageing (1)", "N"},
        {"ageing", 0, 0, G_OPTION_ARG_STRING, &options->ageing, "Only this one", "LEVEL"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &options->language, "Only this one; of scans: eng",
         "CODE"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options->kind, "Only this one", "KIND"},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options->dpi, "Resolution (200)", "N"},
        {"lines", 0, 0, G_OPTION_ARG_FILENAME, &options->lines, "A line a line", "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- what is read into pictures");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "pictures: %s\n", error->message);
        return 2;
    }
    bench.engine = ocr_engine_new();
    bench.dir = g_dir_make_tmp("muhafiz-pictures-XXXXXX", NULL);
    if (options->lines && !(bench.lines = fopen(options->lines, "w"))) {
        fprintf(stderr, "pictures: cannot write %s\n", options->lines);
        return 2;
    }
    gboolean ok = bench_run(&bench, &error);
    if (bench.lines)
        fclose(bench.lines);
    if (!ok)
        fprintf(stderr, "pictures: %s\n", error->message);
    scan_dir_remove(bench.dir, NULL);
    ocr_engine_free(bench.engine);
    compose_shutdown();
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
