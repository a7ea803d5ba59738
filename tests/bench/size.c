/* size: how small volumes are, beside others', and how like their masters.
 *
 *   size [--seed N] [--ageing LEVEL] [--language CODE] [--kind KIND] [--mode MODE] [--dpi N]
 *        [--corpus DIR] [--only-corpus] [--every N] [--no-peers] [--only-ours] [--archive RECODE_PDF] [--keep DIR]
 *
 * Each page, generated at A4 and 300 dpi (or so many) or of the corpus, becomes a master, is read, and is made a volume of
 * one page, which poppler renders at the master's own resolution. Compared are
 *
 *   sizes       of the volume and its parts, of the master, of Group 4 (bitonal), plain JPEG of quality 75,
 *               "ocrmypdf -O3" and archive-pdf-tools, the last three of what is visible of the page
 *   rendering   with what is visible (tests/tools/likeness.h). "dE" is CIEDE2000 over each pixel that the reader took
 *               for ink, soft edges among them, which are more than half of it: at the page's own resolution,
 *               without a blur. "dE seen" is the same at 100 dots an inch, "dE tint" over strong colours. SSIM is of
 *               the luminance at 100 dots; on heavily aged paper it is mostly of the paper's grain
 *   errors      of reading the rendering as a master, with those of reading the master (m), and of reading what
 *               is visible of it (v) again: characters wrong, or words missed where the truth has no order, in %
 *
 * --only-ours leaves out peers, errors, and reading of generated pages, whose volumes have no text then. Real ones
 * are read: files do not always know their resolution, and how fine the letters are decides what a page is made of. */
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ocr/prepare.h"
#include "tests/bench/size-peer.h"
#include "tests/bench/size-table.h"
#include "tests/pages/compose.h"
#include "tests/tools/likeness.h"
#include "tests/tools/measure.h"
#include "tests/tools/one-page.h"
#include "tests/tools/one-thread.h"

typedef struct {
    SizePages pages;
    gboolean no_peers, only_ours;
    char *keep, *archive;
    OcrEngine *engine;
    SizePeers peers;
    SizeTable *table;
} Bench;

typedef struct {
    PageImages *images;
    PageText *text;
} Read;

static void read_clear(Read *page)
{
    ocr_page_images_free(page->images);
    ocr_page_text_free(page->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Read, read_clear)

/* -------------------------------------------------------------------------------------- reading -- */

/* As reading it would, but for the words. */
static gboolean page_look(const char *path, Read *page, GError **error)
{
    double dpi;
    PIX *master = scan_master_load(path, error);
    if (master && scan_master_dpi(path, &dpi, error))
        return one_page_look(&master, dpi, &page->images, &page->text, error);
    pixDestroy(&master);
    return FALSE;
}

static gboolean page_read(Bench *bench, const SizePage *page, const char *path, Read *read,
                          GError **error)
{
    const OcrSettings settings = {.languages = page->office};
    return bench->only_ours && !page->is_real
               ? page_look(path, read, error)
               : ocr_page_read(bench->engine, path, &settings, &read->images, &read->text, error);
}

static double errors_of(const SizePage *page, const PageText *text)
{
    g_autofree char *plain = ocr_page_text_plain(text);
    return 100 * (page->has_order ? measure_cer(page->truth, plain)
                                  : measure_words_missed(page->truth, plain));
}

/* An image as a master of its own, of the depth that the page has. */
static gboolean image_read(Bench *bench, const SizePage *page, PIX *seen, const PageImages *images,
                           double *errors, GError **error)
{
    int depth = pixGetDepth(images->visible), dpi = (int)lround(images->dpi);
    g_auto(Read) read = {0};
    g_autofree char *dir = g_build_filename(bench->pages.dir, "rendering", NULL);
    g_autofree char *image = g_build_filename(dir, "rendering.tif", NULL);
    g_mkdir_with_parents(dir, 0700);
    g_autoptr(PIX) pix = depth == 1   ? pixConvertTo1(seen, 128)
                         : depth == 8 ? pixConvertTo8(seen, FALSE)
                                      : pixClone(seen);
    pixSetResolution(pix, dpi, dpi);
    pixWrite(image, pix, IFF_TIFF);
    g_autofree char *master = size_master_new(dir, image, (guint)dpi, TRUE, error);
    if (!master || !page_read(bench, page, master, &read, error))
        return FALSE;
    *errors = errors_of(page, read.text);
    g_unlink(master);
    g_unlink(image);
    return TRUE;
}

/* Reading again what was straightened already goes a little differently each time, so the visible image is
 * read again too. */
static gboolean errors_measure(Bench *bench, const SizePage *page, const Read *read, PIX *rendering,
                               double *values, GError **error)
{
    values[SIZE_ERRORS_MASTER] = errors_of(page, read->text);
    return image_read(bench, page, read->images->visible, read->images,
                      &values[SIZE_ERRORS_VISIBLE], error) &&
           image_read(bench, page, rendering, read->images, &values[SIZE_ERRORS_OURS], error);
}

/* -------------------------------------------------------------------------------------- values -- */

static void sizes_measure(const char *master, PIX *visible, const OnePage *made, double *values)
{
    GStatBuf status;
    if (g_stat(master, &status) == 0)
        values[SIZE_MASTER] = (double)status.st_size;
    values[SIZE_VOLUME] = (double)made->volume_bytes;
    values[SIZE_IMAGE] = (double)made->image_bytes;
    values[SIZE_TEXT] = (double)made->layers_bytes - (double)made->image_bytes;
    values[SIZE_OVERHEAD] = (double)made->volume_bytes - (double)made->layers_bytes;
    if (pixGetDepth(visible) == 1)
        values[SIZE_G4] = size_peer_g4(visible);
}

static double known(double size)
{
    return size > 0 ? size : NAN;
}

static void peers_measure(const Bench *bench, const PageImages *images, double *values)
{
    PIX *visible = images->visible;
    if (pixGetDepth(visible) > 1)
        values[SIZE_JPEG] = known(size_peer_jpeg(visible, 75));
    values[SIZE_OCRMYPDF] = known(size_peer_ocrmypdf(&bench->peers, visible, images->dpi));
    values[SIZE_ARCHIVE] = known(size_peer_archive(&bench->peers, visible, images->dpi));
    PIX *rendering = isnan(values[SIZE_ARCHIVE])
                         ? NULL
                         : one_page_render(bench->pages.dir, "archive", visible, images->dpi, NULL);
    if (!rendering)
        return;
    values[SIZE_ARCHIVE_COLOUR] =
        likeness_colour_seen(visible, rendering, images->mask, images->dpi);
    values[SIZE_ARCHIVE_SSIM] = likeness_ssim(visible, rendering, images->dpi);
    pixDestroy(&rendering);
}

static void likeness_measure(const PageImages *images, PIX *rendering, double *values)
{
    PIX *visible = images->visible;
    values[SIZE_COLOUR_PIXELS] = likeness_colour(visible, rendering, images->mask);
    values[SIZE_COLOUR_SEEN] = likeness_colour_seen(visible, rendering, images->mask, images->dpi);
    if (pixGetDepth(visible) == 32)
        values[SIZE_TINT] = likeness_tint(visible, rendering, images->dpi);
    values[SIZE_SSIM] = likeness_ssim(visible, rendering, images->dpi);
}

static void pix_keep(const Bench *bench, const char *name, const char *what, PIX *pix)
{
    g_autofree char *path = g_strdup_printf("%s/%s-%s.png", bench->keep, name, what);
    pixWrite(path, pix, IFF_PNG);
}

static void page_keep(const Bench *bench, const char *name, const PageImages *images,
                      PIX *rendering)
{
    g_autofree char *from = g_build_filename(bench->pages.dir, "page.pdf", NULL), *pdf = NULL;
    g_autofree char *to = g_strdup_printf("%s/%s.pdf", bench->keep, name);
    gsize size;
    if (g_file_get_contents(from, &pdf, &size, NULL))
        g_file_set_contents(to, pdf, (gssize)size, NULL);
    pix_keep(bench, name, "master", images->visible);
    if (images->mask)
        pix_keep(bench, name, "mask", images->mask);
    pix_keep(bench, name, "rendering", rendering);
}

static SizeClass class_by_depth(PIX *visible)
{
    int depth = pixGetDepth(visible);
    return depth == 1 ? SIZE_BITONAL : depth == 32 ? SIZE_COLOUR : SIZE_GRAY;
}

static gboolean page_measure(const SizePage *generated, gpointer user_data, GError **error)
{
    Bench *bench = user_data;
    SizePage page = *generated;
    g_auto(Read) read = {0};
    g_auto(OnePage) made = {0};
    double values[SIZE_N_VALUES];
    for (guint i = 0; i < SIZE_N_VALUES; i++)
        values[i] = NAN;
    if (!page_read(bench, &page, page.master, &read, error) ||
        !one_page_make(read.images, read.text, bench->pages.dir, &made, error))
        return FALSE;
    if (!page.class)
        page.class = class_by_depth(read.images->visible);
    sizes_measure(page.master, read.images->visible, &made, values);
    likeness_measure(read.images, made.rendering, values);
    if (!bench->only_ours && *page.truth &&
        !errors_measure(bench, &page, &read, made.rendering, values, error))
        return FALSE;
    if (!bench->only_ours && !bench->no_peers)
        peers_measure(bench, read.images, values);
    size_table_add(bench->table, &page, values);
    if (bench->keep)
        page_keep(bench, page.name, read.images, made.rendering);
    return TRUE;
}

/* ---------------------------------------------------------------------------------------- main -- */

static gboolean bench_run(Bench *bench, GError **error)
{
    if (!size_peers_init(&bench->peers, bench->pages.dir, bench->archive, error))
        return FALSE;
    printf("seed %" G_GINT64_FORMAT "; sizes in 1000 bytes\n", bench->pages.seed);
    size_table_print_head();
    gboolean is_done = size_pages_each(&bench->pages, page_measure, bench, error);
    size_peers_clear(&bench->peers);
    if (is_done)
        size_table_print(bench->table);
    return is_done;
}

static int bench_main(Bench *bench)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("muhafiz-size-XXXXXX", &error);
    bench->pages.dir = dir;
    bench->engine = ocr_engine_new();
    bench->table = size_table_new();
    if (bench->keep)
        g_mkdir_with_parents(bench->keep, 0755);
    if (!dir || !bench_run(bench, &error))
        fprintf(stderr, "size: %s\n", error->message);
    scan_dir_remove(dir, NULL);
    ocr_engine_free(bench->engine);
    size_table_free(bench->table);
    compose_shutdown();
    return error ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    g_autofree char *name = g_path_get_basename(argv[0]);
    if (g_str_equal(name, "jbig2"))
        return size_jbig2_main(argc, argv);
    one_thread(argv);
    Bench bench = {.pages.seed = time(NULL)};
    SizePages *pages = &bench.pages;
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &pages->seed, "Which of the many pages", "N"},
        {"ageing", 0, 0, G_OPTION_ARG_STRING, &pages->ageing, "Only this one", "LEVEL"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &pages->language, "Only this one", "CODE"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &pages->kind, "Only this one", "KIND"},
        {"mode", 0, 0, G_OPTION_ARG_STRING, &pages->mode, "Only color, gray or lineart", "MODE"},
        {"dpi", 0, 0, G_OPTION_ARG_INT, &pages->dpi, "Of generated pages", "N"},
        {"corpus", 0, 0, G_OPTION_ARG_FILENAME, &pages->corpus, "Real scans too", "DIR"},
        {"only-corpus", 0, 0, G_OPTION_ARG_NONE, &pages->only_corpus, "Only those", NULL},
        {"every", 0, 0, G_OPTION_ARG_INT, &pages->every, "Of those, each so many-th", "N"},
        {"no-peers", 0, 0, G_OPTION_ARG_NONE, &bench.no_peers, "Without the others", NULL},
        {"only-ours", 0, 0, G_OPTION_ARG_NONE, &bench.only_ours, "And without errors", NULL},
        {"archive", 0, 0, G_OPTION_ARG_FILENAME, &bench.archive, "archive-pdf-tools' recode_pdf",
         "FILE"},
        {"keep", 0, 0, G_OPTION_ARG_FILENAME, &bench.keep, "Leave images and volumes here", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context =
        g_option_context_new("- how small and how like volumes are");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "size: %s\n", error->message);
        return 2;
    }
    return bench_main(&bench);
}
