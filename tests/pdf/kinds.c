/* kinds DIR - writes a volume of every kind of page as DIR/NAME-2u.pdf and DIR/NAME-1b.pdf, for
 * validators: every image kind with every script and in every way of compression, blank and extreme papers, as many pages as nodes of
 * trees have limits, labels and bookmarks in every script, no metadata at all. With MUHAFIZ_CORPUS its
 * scans are pages too. */
#include <glib/gprintf.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>

#include "tests/pdf/sample.h"

/* Around the fan-out of the trees of pages and labels (200), and the largest volume people are likely to
 * ask for. */
static const guint counts[] = {1, 2, 199, 200, 201, 2000};
#define PAGES_MAX 2000

static const char *const all_code_points[] = {
    "!\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~",
    "ﬁﬂ–—‘’“”•…€₹✓ क्ष ਸ੍ਰੀ ﷺ a\u200cb a\u200db", "\U0001F600 \uE000 \uFFFD", NULL};

static const struct {
    const char *name;
    const char *const *lines;
} scripts[] = {{"english", sample_english}, {"hindi", sample_hindi},
               {"punjabi", sample_punjabi}, {"urdu", sample_urdu},
               {"mizo", sample_mizo},       {"mixed", sample_mixed},
               {"blank", sample_blank},     {"code-points", all_code_points}};

static const struct {
    const char *name;
    guint width_px, height_px;
    double dpi;
} papers[] = {{"tiny", 13, 13, 300}, {"a0", 3311, 4681, 100}, {"roll", 200, 20000, 100}};

static const PdfBookmark bookmarks[] = {{"خط نمبر ۱", 0, 0},
                                        {"Letter <2> & \"more\"", 0, 1},
                                        {"पत्र ३", 0, 2},
                                        {"four", 0, 1},
                                        {"five", 0, 0}};

/* For part 2, and for part 1 where that allows what is on the pages. */
static void write_both(const char *dir, const char *name, Volume volume)
{
    PageLayers info;
    g_assert_true(pdf_layers_load_info(volume.pages[0].layers_path, &info, NULL));
    PdfPart last = info.needs_part_2 ? PDF_PART_2U : PDF_PART_1B;
    for (PdfPart part = PDF_PART_2U; part <= last; part++) {
        g_autofree char *path =
            g_strdup_printf("%s/%s-%s.pdf", dir, name, part == PDF_PART_2U ? "2u" : "1b");
        g_autoptr(GError) error = NULL;
        PdfWritten written;
        volume.part = part;
        pdf_volume_write(&volume, path, &written, &error);
        g_assert_no_error(error);
    }
}

static void write_page(const char *dir, const char *name, const char *layers)
{
    PdfPage page = {layers, "صفحہ ۱"};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    volume.bookmarks = bookmarks;
    volume.n_bookmarks = G_N_ELEMENTS(bookmarks);
    write_both(dir, name, volume);
    g_unlink(layers);
}

/* How a page is made of layers. */
typedef struct {
    const char *name;
    PdfRecipe recipe;
    OcrPageKind kind;
    double letter_px;     /* of small letters; 0: not known */
    gboolean has_picture; /* a photograph stands on it */
} Way;

static void write_images(const char *dir, const char *name, PageImages *images, const Way *way)
{
    g_autofree char *layers = g_build_filename(dir, "p.layers", NULL);
    guint width_px = (guint)pixGetWidth(images->visible),
          height_px = (guint)pixGetHeight(images->visible);
    PageText *text = sample_text(sample_english, width_px, height_px, images->dpi);
    g_autoptr(GError) error = NULL;
    OcrBox picture = {(int)width_px * 5 / 8, (int)height_px / 8, (int)width_px / 4,
                      (int)height_px / 8};
    text->findings.kind = way->kind;
    text->findings.letter_px = way->letter_px;
    if (way->has_picture)
        g_array_append_val(text->pictures, picture);
    pdf_layers_encode(images, text, &way->recipe, layers, &error);
    g_assert_no_error(error);
    ocr_page_text_free(text);
    write_page(dir, name, layers);
}

static void write_scripts(const char *dir)
{
    static const char *const kinds[] = {"bitonal", "gray", "colour"};
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++)
        for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
            g_autofree char *name = g_strdup_printf("%s-%s", scripts[i].name, kinds[k]);
            g_autofree char *layers = sample_layers(dir, "p", (SampleKind)k, scripts[i].lines);
            write_page(dir, name, layers);
        }
}

static void write_papers(const char *dir)
{
    for (guint i = 0; i < G_N_ELEMENTS(papers); i++) {
        PageImages *images =
            sample_images(i % 3, papers[i].width_px, papers[i].height_px, papers[i].dpi);
        write_images(dir, papers[i].name, images, &(Way){.kind = OCR_PAGE_TEXT});
        ocr_page_images_free(images);
    }
}

/* Every way a page is made of layers, of every kind of page. */
static void write_recipes(const char *dir)
{
    static const Way ways[] = {
        {"ink", {0}, OCR_PAGE_TEXT, 0, FALSE},
        {"jpx", {.paper_is_jpx = TRUE}, OCR_PAGE_TEXT, 0, FALSE},
        {"g4", {.masks_are_g4 = TRUE}, OCR_PAGE_TEXT, 0, FALSE},
        {"archival", {.is_archival = TRUE}, OCR_PAGE_TEXT, 0, FALSE},
        {"stronger", {.jpeg_quality = PDF_JPEG_QUALITY_STRONGER}, OCR_PAGE_TEXT, 0, FALSE},
        {"few-dots", {0}, OCR_PAGE_TEXT, 7, FALSE},
        {"few-dots-jpx", {.paper_is_jpx = TRUE}, OCR_PAGE_TEXT, 7, FALSE},
        {"picture", {0}, OCR_PAGE_PICTURE, 0, FALSE},
        {"mixed-picture", {0}, OCR_PAGE_MIXED, 0, TRUE},
        {"mixed-picture-jpx", {.paper_is_jpx = TRUE}, OCR_PAGE_MIXED, 0, TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        for (guint k = 0; k < 3; k++) {
            g_autofree char *name = g_strdup_printf("%s-%u", ways[i].name, k);
            PageImages *images = sample_images((SampleKind)k, 1240, 1754, 150);
            write_images(dir, name, images, &ways[i]);
            ocr_page_images_free(images);
        }
}

/* A page of few pixels with the words of one of many: what is counted is objects, not what is in them. */
static char *light_layers(const char *dir, const char *name, SampleKind kind,
                          const char *const *lines)
{
    char *path = g_build_filename(dir, name, NULL);
    PageImages *images = sample_images(kind, 83, 117, 10);
    PageText *text = sample_text(lines, 827, 1169, 100);
    g_autoptr(GError) error = NULL;
    pdf_layers_encode(images, text, &(PdfRecipe){0}, path, &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return path;
}

static void write_counts(const char *dir)
{
    g_autofree char *gray = light_layers(dir, "g", SAMPLE_GRAY, sample_mixed);
    g_autofree char *blank = light_layers(dir, "b", SAMPLE_BITONAL, sample_blank);
    g_autofree char *colour = light_layers(dir, "c", SAMPLE_COLOUR, sample_hindi);
    const char *const layers[] = {blank, gray, colour};
    g_autofree PdfPage *pages = g_new(PdfPage, PAGES_MAX);
    for (guint i = 0; i < PAGES_MAX; i++)
        pages[i] = (PdfPage){layers[i % 3], i % 5 ? "12A" : NULL};
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *name = g_strdup_printf("pages-%u", counts[i]);
        write_both(dir, name, sample_volume(PDF_PART_2U, pages, counts[i]));
    }
    write_both(dir, "bare", (Volume){.pages = pages, .n_pages = 1});
    for (guint i = 0; i < G_N_ELEMENTS(layers); i++)
        g_unlink(layers[i]);
}

static void write_corpus(const char *dir, const char *corpus)
{
    g_autoptr(GDir) entries = corpus ? g_dir_open(corpus, 0, NULL) : NULL;
    const char *name;
    if (!entries)
        g_printf("no corpus: its scans are skipped\n");
    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(corpus, name, NULL);
        gboolean is_image = g_str_has_suffix(name, ".png") || g_str_has_suffix(name, ".tif") ||
                            g_str_has_suffix(name, ".jpg");
        PIX *pix = is_image ? pixRead(path) : NULL;
        if (pix)
            write_images(dir, name, &(PageImages){.visible = pix, .dpi = 200},
                         &(Way){.kind = OCR_PAGE_TEXT});
        pixDestroy(&pix);
    }
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 2);
    write_scripts(argv[1]);
    write_papers(argv[1]);
    write_recipes(argv[1]);
    write_counts(argv[1]);
    write_corpus(argv[1], g_getenv("MUHAFIZ_CORPUS"));
    return 0;
}
