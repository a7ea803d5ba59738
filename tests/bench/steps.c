/* steps: where the processor's time for a page goes.
 *
 *   steps LANGUAGES MASTER...
 *
 * Takes each master the way of the page worker, from the file to one volume of all that was read back, and prints
 * milliseconds of processor (the system's, qpdf's and poppler's among them) of every step for a page, and beside
 * Tesseract's Recognize of the whole page, the floor. Each master is read twice and the second time
 * counts, so that models are loaded and memory is there; each is expected in the language of the one before, as a run
 * expects it. "lines" is all reading but that Recognize: which way up, lines read again, results fetched, pictures and
 * gutters looked for. A second try with larger letters is not in it. */
#include "ocr/images.h"
#include "ocr/lines.h"
#include "ocr/text.h"
#include "pdf/pdf.h"
#include "scan/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <tesseract/capi.h>
#include <unistd.h>

typedef enum {
    STEP_LOAD,
    STEP_PREPARE,
    STEP_RECOGNISE,
    STEP_LINES,
    STEP_IMAGES,
    STEP_LAYERS,
    STEP_ALTO,
    STEP_VOLUME,
    STEP_READ_BACK,
    N_STEPS
} Step;

static const char *const step_names[N_STEPS] = {
    "load", "prepare", "Recognize", "lines", "images", "layers", "ALTO", "volume", "read back",
};

typedef struct {
    OcrEngine *engine;
    const char *languages;
    const char *dir;
    GArray *pages;    /* PdfPage, the second time */
    GArray *expected; /* PdfPageExpected */
    char language[8]; /* of the page before */
    double ms[N_STEPS];
    double since_ms; /* what was timed last ended so */
} Bench;

static double ms_of(const struct timeval *time)
{
    return (double)time->tv_sec * 1e3 + (double)time->tv_usec / 1e3;
}

static double cpu_ms(void)
{
    double sum_ms = 0;
    const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (guint i = 0; i < G_N_ELEMENTS(whose); i++) {
        struct rusage usage;
        getrusage(whose[i], &usage);
        sum_ms += ms_of(&usage.ru_utime) + ms_of(&usage.ru_stime);
    }
    return sum_ms;
}

static void bench_step(Bench *bench, Step step)
{
    double now_ms = cpu_ms();
    bench->ms[step] += now_ms - bench->since_ms;
    bench->since_ms = cpu_ms();
}

/* The page's Recognize, once more and alone; what it takes comes off what all reading took. */
static gboolean recognise_alone(Bench *bench, const Desk *desk, guint model, GError **error)
{
    TessBaseAPI *tess = ocr_engine_peek(bench->engine, ocr_desk_model(desk, model)->name, error);
    if (!tess)
        return FALSE;
    TessBaseAPISetPageSegMode(tess, PSM_AUTO);
    TessBaseAPISetImage2(tess, desk->page);
    TessBaseAPISetSourceResolution(tess, desk->dpi);
    TessBaseAPIRecognize(tess, NULL);
    ocr_engine_forget_page(bench->engine);
    double before_ms = bench->ms[STEP_RECOGNISE];
    bench_step(bench, STEP_RECOGNISE);
    bench->ms[STEP_LINES] -= bench->ms[STEP_RECOGNISE] - before_ms;
    return TRUE;
}

static GPtrArray *read_page(Bench *bench, PIX *master, double dpi, OcrPrepared *prepared,
                            GError **error)
{
    const OcrSettings settings = {.languages = bench->languages,
                                  .expected_language = bench->language};
    OcrPose pose;
    g_autoptr(GArray) models = ocr_engine_resolve(bench->engine, bench->languages, error);
    if (!models || !ocr_prepare(master, 0, 0, OCR_LETTER_PX, prepared, error))
        return NULL;
    bench_step(bench, STEP_PREPARE);
    Desk desk = {bench->engine, prepared->page, CLAMP((int)(dpi * prepared->scale), 70, 2400),
                 models, 0};
    g_autoptr(GPtrArray) lines =
        ocr_lines_read_upright(&desk, master, &settings, prepared, &pose, error);
    bench_step(bench, STEP_LINES);
    return lines && recognise_alone(bench, &desk, pose.script.model, error)
               ? g_steal_pointer(&lines)
               : NULL;
}

static gboolean publish_page(Bench *bench, const PageImages *images, const PageText *text,
                             GError **error)
{
    const PdfRecipe recipe = {.paper_is_jpx = TRUE};
    PdfPage page = {.layers_path = g_strdup_printf("%s/%u", bench->dir, bench->pages->len)};
    PdfPageExpected expected;
    g_array_append_val(bench->pages, page);
    if (!pdf_layers_encode(images, text, &recipe, page.layers_path, error))
        return FALSE;
    bench_step(bench, STEP_LAYERS);
    g_autoptr(GBytes) alto = ocr_alto_write(text, "bench", error);
    if (!alto || !pdf_page_expect(page.layers_path, ocr_page_text_plain(text), &expected, error))
        return FALSE;
    g_array_append_val(bench->expected, expected);
    bench_step(bench, STEP_ALTO);
    return TRUE;
}

static gboolean publish_volume(Bench *bench, GError **error)
{
    g_autofree char *path = g_build_filename(bench->dir, "volume.pdf", NULL);
    const Volume volume = {.title = "Bench",
                           .identifier = "BENCH",
                           .language = "en",
                           .created = "2026-01-01T00:00:00+00:00",
                           .volume = 1,
                           .pages = (PdfPage *)(void *)bench->pages->data,
                           .n_pages = bench->pages->len};
    PdfWritten written;
    bench->since_ms = cpu_ms();
    if (!pdf_volume_write(&volume, path, &written, error))
        return FALSE;
    bench_step(bench, STEP_VOLUME);
    gboolean is_read =
        pdf_volume_read_back(path, &written, (PdfPageExpected *)(void *)bench->expected->data,
                             bench->expected->len, error);
    bench_step(bench, STEP_READ_BACK);
    return is_read;
}

/* With the lines where they stand on the prepared page: their cost is the same. */
static gboolean page_run(Bench *bench, const char *path, GError **error)
{
    double dpi = 0, scale = 1;
    g_auto(OcrPrepared) prepared = {0};
    g_autoptr(PageText) text = ocr_page_text_new();
    bench->since_ms = cpu_ms();
    g_autoptr(PIX) master = scan_master_load_within(path, 256u << 20, &scale, error);
    if (!master || !scan_master_dpi(path, &dpi, error))
        return FALSE;
    bench_step(bench, STEP_LOAD);
    g_autoptr(GPtrArray) lines = read_page(bench, master, dpi, &prepared, error);
    if (!lines)
        return FALSE;
    g_ptr_array_unref(text->lines);
    text->lines = g_steal_pointer(&lines);
    text->width_px = (guint)pixGetWidth(prepared.page);
    text->height_px = (guint)pixGetHeight(prepared.page);
    text->dpi = dpi * prepared.scale;
    ocr_page_text_finish(text);
    bench->since_ms = cpu_ms();
    g_autoptr(PageImages) images = ocr_images_new(&master, &prepared, dpi, error);
    bench_step(bench, STEP_IMAGES);
    g_strlcpy(bench->language, text->language, sizeof bench->language);
    return images && publish_page(bench, images, text, error);
}

static void bench_print(const Bench *bench, int n_pages)
{
    double all_ms = 0, floor_ms = bench->ms[STEP_RECOGNISE];
    for (guint i = 0; i < N_STEPS; i++) {
        all_ms += bench->ms[i];
        printf("%-10s %7.1f ms  %5.2f\n", step_names[i], bench->ms[i] / n_pages,
               bench->ms[i] / floor_ms);
    }
    printf("%-10s %7.1f ms  %5.2f of Recognize; %d pages\n", "all", all_ms / n_pages,
           all_ms / floor_ms, n_pages);
}

/* What was timed since ms, and the page. */
static void bench_forget(Bench *bench, const double ms[N_STEPS])
{
    memcpy(bench->ms, ms, sizeof bench->ms);
    g_array_set_size(bench->pages, bench->pages->len - 1);
    g_array_set_size(bench->expected, bench->expected->len - 1);
}

static gboolean bench_run(Bench *bench, char **masters, int n_masters, GError **error)
{
    double ms[N_STEPS];
    for (int i = 0; i < n_masters; i++) {
        for (guint turn = 0; turn < 2; turn++) {
            memcpy(ms, bench->ms, sizeof ms);
            if (!page_run(bench, masters[i], error)) {
                g_prefix_error(error, "%s: ", masters[i]);
                return FALSE;
            }
            if (turn == 0)
                bench_forget(bench, ms);
        }
    }
    if (!publish_volume(bench, error))
        return FALSE;
    bench_print(bench, n_masters);
    return TRUE;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc < 3) {
        fprintf(stderr, "usage: steps LANGUAGES MASTER...\n");
        return 2;
    }
    if (!g_getenv(
            "OMP_THREAD_LIMIT")) { /* OpenMP looks at it before main, as glibc at the other (batch/slot.c) */
        g_setenv("GLIBC_TUNABLES",
                 "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:"
                 "glibc.malloc.trim_threshold=268435456",
                 TRUE);
        g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
        execv("/proc/self/exe", argv);
    }
    g_autofree char *dir = g_dir_make_tmp("muhafiz-steps-XXXXXX", &error);
    if (!dir) {
        fprintf(stderr, "steps: %s\n", error->message);
        return EXIT_FAILURE;
    }
    Bench bench = {.engine = ocr_engine_new(),
                   .languages = argv[1],
                   .dir = dir,
                   .pages = g_array_new(FALSE, FALSE, sizeof(PdfPage)),
                   .expected = g_array_new(FALSE, FALSE, sizeof(PdfPageExpected))};
    gboolean ok = bench_run(&bench, argv + 2, argc - 2, &error);
    if (!ok)
        fprintf(stderr, "steps: %s\n", error->message);
    ocr_engine_free(bench.engine);
    scan_dir_remove(dir, NULL);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
