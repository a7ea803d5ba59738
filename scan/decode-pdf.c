/* PDF files, by way of poppler's tools (pdfinfo, pdfimages, pdftoppm) as limited children.
 *
 * A copier's page is one image on a page, and that image is taken as it is: rendering would blur
 * it. Whether it really is the page nobody can tell from a list of images (text on top, masks,
 * mirrored or clipped placement, inverting Decode arrays), so every page is rendered once at low
 * resolution, and the image stands only if it looks the same. All other pages, and those whose
 * image has less than 150 dpi, are rendered at the settings' dpi, in gray if they show no colour.
 *
 * Whatever poppler calls an error refuses the file: it renders on over holes. Its warnings pass.
 * Limits: damage inside a compressed stream that still decodes goes unseen, as in every reader.
 * Poppler knows no /UserUnit (ISO 32000-1 table 30): such a page has all its pixels, but its paper
 * counts as that much smaller and the resolution as higher. */
#define _GNU_SOURCE /* memmem */
#include "scan/decode-look.h"
#include "scan/decode.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define POINTS_PER_INCH 72.0
#define TAIL_BYTES 1024u /* ISO 32000-1 Annex H.3, implementation note 18 */
#define LOOK_DPI_MAX 50.0
#define LOOK_SIDE_MAX_PX 2500.0
#define INFO_SECONDS 60u /* pdfinfo, pdfimages -list: the whole file */
#define PAGE_SECONDS 60u
#define INFO_BYTES (16u << 20)
#define PAGE_BYTES (3ull * SCAN_PIXELS_MAX + (1u << 20))
#define IMAGE_DPI_MIN 150.0 /* three times the look's, for a fair comparison */
#define IMAGE_DPI_MAX 1200.0
#define COVER_TOLERANCE 0.03 /* pdfimages rounds its ppi: 0.7 % at 72; printers leave a hair */

typedef struct {
    double width_inch, height_inch; /* crop box, before /Rotate */
    guint rotate;
    guint n_images; /* on the page; the rest describes the only one */
    guint image_width_px, image_height_px;
    double x_ppi, y_ppi;
} PdfPage;

typedef struct {
    char *path; /* absolute: never an option */
    char *dir;  /* for the children's output; removed at the end */
    GArray *pages;
    DecodeSink *sink;
} Pdf;

/* ----------------------------------------------------------------------------- children -- */

static gboolean tool_run(const Pdf *pdf, const char *const *argv, guint seconds, guint64 bytes,
                         GBytes **output, GError **error)
{
    const ScanToolLimits limits = {seconds, bytes, pdf->dir};
    g_autoptr(GError) trouble = NULL;
    if (scan_tool_run(argv, &limits, output, &trouble))
        return TRUE;
    if (g_error_matches(trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA))
        return decode_set_broken(error, "PDF", trouble->message);
    if (g_error_matches(trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT, "%s; print the PDF and scan it",
                    trouble->message);
    else
        g_propagate_error(error, g_steal_pointer(&trouble));
    return FALSE;
}

/* What poppler says about a file as a whole, in our words. */
static void info_error_reword(GError **error)
{
    static const char *const words[][2] = {
        {"Incorrect password", "it is locked with a password; have it saved without one"},
        {"page count", "a PDF without pages; make it again"},
        {"page range", "a PDF without pages; make it again"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (error && *error && strstr((*error)->message, words[i][0])) {
            g_clear_error(error);
            g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, words[i][1]);
        }
}

/* ------------------------------------------------------------------------------ reading -- */

static void info_parse_line(GArray *pages, const char *line)
{
    guint number, rotate;
    double width, height;
    if (sscanf(line, "Pages: %u", &number) == 1)
        g_array_set_size(pages, MIN(number, DECODE_PAGES_MAX + 1));
    if (sscanf(line, "Page %u size: %lf x %lf", &number, &width, &height) == 3 && number >= 1 &&
        number <= pages->len) {
        PdfPage *page = &g_array_index(pages, PdfPage, number - 1);
        page->width_inch = width / POINTS_PER_INCH;
        page->height_inch = height / POINTS_PER_INCH;
    }
    if (sscanf(line, "Page %u rot: %u", &number, &rotate) == 2 && number >= 1 &&
        number <= pages->len)
        g_array_index(pages, PdfPage, number - 1).rotate = rotate % 360;
}

static void images_parse_line(GArray *pages, const char *line)
{
    guint number, width, height, x_ppi, y_ppi;
    char type[16];
    if (sscanf(line, " %u %*u %15s", &number, type) != 2 || number < 1 || number > pages->len)
        return;
    PdfPage *page = &g_array_index(pages, PdfPage, number - 1);
    page->n_images++;
    gboolean is_whole = sscanf(line, " %*u %*u %*s %u %u %*s %*u %*u %*s %*s %*u %*u %u %u", &width,
                               &height, &x_ppi, &y_ppi) == 4;
    if (!is_whole || strcmp(type, "image") != 0)
        return;
    page->image_width_px = width;
    page->image_height_px = height;
    page->x_ppi = x_ppi;
    page->y_ppi = y_ppi;
}

static gboolean lines_read(Pdf *pdf, const char *const *argv,
                           void (*parse)(GArray *pages, const char *line), GError **error)
{
    g_autoptr(GBytes) output = NULL;
    if (!tool_run(pdf, argv, INFO_SECONDS, INFO_BYTES, &output, error))
        return FALSE;
    gsize size_bytes = 0;
    const char *said = g_bytes_get_data(output, &size_bytes);
    g_autofree char *text = g_strndup(said, size_bytes);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        parse(pdf->pages, *line);
    return TRUE;
}

static gboolean pages_read(Pdf *pdf, GError **error)
{
    g_autofree char *last = g_strdup_printf("%u", DECODE_PAGES_MAX);
    const char *const info[] = {"pdfinfo", "-f", "1", "-l", last, pdf->path, NULL};
    const char *const images[] = {"pdfimages", "-list", pdf->path, NULL};
    if (!lines_read(pdf, info, info_parse_line, error)) {
        info_error_reword(error);
        return FALSE;
    }
    if (pdf->pages->len == 0)
        return decode_set_broken(error, "PDF", "it has no pages");
    if (pdf->pages->len <= DECODE_PAGES_MAX)
        return lines_read(pdf, images, images_parse_line, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "it has more than %u pages; split it into smaller files", DECODE_PAGES_MAX);
    return FALSE;
}

/* ---------------------------------------------------------------------------- rendering -- */

/* Makes DIR/page.tif of page number (from 1). */
static gboolean page_render(const Pdf *pdf, guint number, double dpi, gboolean is_gray,
                            char **rendered, GError **error)
{
    g_autofree char *page = g_strdup_printf("%u", number);
    char resolution[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(resolution, sizeof resolution, dpi);
    g_autofree char *root = g_build_filename(pdf->dir, "page", NULL);
    const char *const argv[] = {"pdftoppm",
                                "-tiff",
                                "-tiffcompression",
                                "none",
                                "-cropbox",
                                "-singlefile",
                                "-f",
                                page,
                                "-r",
                                resolution,
                                pdf->path,
                                root,
                                is_gray ? "-gray" : NULL,
                                NULL};
    *rendered = g_strconcat(root, ".tif", NULL);
    return tool_run(pdf, argv, PAGE_SECONDS, PAGE_BYTES, NULL, error);
}

static gboolean page_decode_rendered(const Pdf *pdf, guint number, gboolean is_gray, GError **error)
{
    const PdfPage *page = &g_array_index(pdf->pages, PdfPage, number - 1);
    double dpi = pdf->sink->settings->dpi;
    g_autofree char *rendered = NULL;
    if (!decode_size_check((guint64)ceil(page->width_inch * dpi),
                           (guint64)ceil(page->height_inch * dpi), error) ||
        !page_render(pdf, number, dpi, is_gray, &rendered, error))
        return FALSE;
    pdf->sink->placed_orientation = 1;
    pdf->sink->placed_x_dpi = pdf->sink->placed_y_dpi = dpi;
    return decode_tiff(rendered, pdf->sink, error);
}

/* -------------------------------------------------------------------------- own images -- */

static gboolean nearly(double a, double b)
{
    return fabs(a / b - 1) <= COVER_TOLERANCE;
}

/* Whether the page has one image and it covers the page. */
static gboolean page_is_image(const PdfPage *page)
{
    return page->n_images == 1 && page->x_ppi >= IMAGE_DPI_MIN && page->y_ppi >= IMAGE_DPI_MIN &&
           page->x_ppi <= IMAGE_DPI_MAX && page->y_ppi <= IMAGE_DPI_MAX &&
           nearly(page->image_width_px / page->x_ppi, page->width_inch) &&
           nearly(page->image_height_px / page->y_ppi, page->height_inch);
}

static PIX *page_look(const Pdf *pdf, guint number, GError **error)
{
    const PdfPage *page = &g_array_index(pdf->pages, PdfPage, number - 1);
    double longest = MAX(page->width_inch, page->height_inch);
    g_autofree char *rendered = NULL;
    if (!page_render(pdf, number, MIN(LOOK_DPI_MAX, LOOK_SIDE_MAX_PX / longest), FALSE, &rendered,
                     error))
        return NULL;
    PIX *look = pixRead(rendered);
    if (!look)
        decode_set_broken(error, "PDF", "a page cannot be rendered");
    return look;
}

/* The image of page number through the decoder of what pdfimages makes of it. */
static gboolean image_decode(const Pdf *pdf, guint number, GError **error)
{
    g_autofree char *page = g_strdup_printf("%u", number);
    g_autofree char *root = g_build_filename(pdf->dir, "image", NULL);
    g_autofree char *jpeg = g_strconcat(root, "-000.jpg", NULL);
    g_autofree char *tiff = g_strconcat(root, "-000.tif", NULL);
    const char *const argv[] = {"pdfimages", "-j", "-tiff",   "-f", page,
                                "-l",        page, pdf->path, root, NULL};
    g_unlink(jpeg); /* of the page before */
    g_unlink(tiff);
    if (!tool_run(pdf, argv, PAGE_SECONDS, PAGE_BYTES, NULL, error))
        return FALSE;
    return g_file_test(jpeg, G_FILE_TEST_EXISTS) ? decode_jpeg(jpeg, pdf->sink, error)
                                                 : decode_tiff(tiff, pdf->sink, error);
}

/* *taken tells whether the page's image looks like the page; else it is gone again. */
static gboolean page_decode_image(const Pdf *pdf, guint number, PIX *look, gboolean *taken,
                                  GError **error)
{
    static const guint orientations[] = {1, 6, 3, 8}; /* by quarter turns clockwise */
    const PdfPage *page = &g_array_index(pdf->pages, PdfPage, number - 1);
    pdf->sink->placed_orientation = orientations[page->rotate / 90];
    pdf->sink->placed_x_dpi = page->image_width_px / page->width_inch;
    pdf->sink->placed_y_dpi = page->image_height_px / page->height_inch;
    if (!image_decode(pdf, number, error))
        return FALSE;
    GArray *done = pdf->sink->pages;
    if (!decode_look_agrees(look, &g_array_index(done, Page, done->len - 1), taken, error))
        return FALSE;
    if (!*taken)
        decode_sink_drop_last(pdf->sink);
    return TRUE;
}

static gboolean page_decode(const Pdf *pdf, guint number, GError **error)
{
    const PdfPage *page = &g_array_index(pdf->pages, PdfPage, number - 1);
    PIX *look = page_look(pdf, number, error);
    if (!look)
        return FALSE;
    gboolean is_gray = !decode_look_has_colour(look), taken = FALSE;
    gboolean decoded = !page_is_image(page) || page_decode_image(pdf, number, look, &taken, error);
    pixDestroy(&look);
    return decoded && (taken || page_decode_rendered(pdf, number, is_gray, error));
}

/* --------------------------------------------------------------------------------- file -- */

static gboolean pages_decode(Pdf *pdf, GError **error)
{
    if (!pages_read(pdf, error))
        return FALSE;
    for (guint number = 1; number <= pdf->pages->len; number++)
        if (!page_decode(pdf, number, error)) {
            g_prefix_error(error, "page %u: ", number);
            return FALSE;
        }
    return TRUE;
}

/* Poppler mends a file that breaks off and says nothing where no page is lost; we cannot know. */
static gboolean end_check(const char *path, GError **error)
{
    char tail[TAIL_BYTES];
    FILE *file = fopen(path, "rbe");
    if (!file)
        return scan_set_errno(error, errno, "read", path);
    if (fseek(file, -(long)sizeof tail, SEEK_END) != 0)
        rewind(file);
    gsize size_bytes = fread(tail, 1, sizeof tail, file);
    fclose(file);
    return memmem(tail, size_bytes, "%%EOF", 5) || decode_set_broken(error, "PDF", "it breaks off");
}

gboolean decode_pdf(const char *path, DecodeSink *sink, GError **error)
{
    if (!end_check(path, error))
        return FALSE;
    Pdf pdf = {.sink = sink, .dir = g_build_filename(sink->settings->out_dir, ".pdf-XXXXXX", NULL)};
    if (!g_mkdtemp(pdf.dir)) {
        scan_set_errno(error, errno, "make", pdf.dir);
        g_free(pdf.dir);
        return FALSE;
    }
    pdf.path = g_canonicalize_filename(path, NULL);
    pdf.pages = g_array_new(FALSE, TRUE, sizeof(PdfPage));
    gboolean decoded = pages_decode(&pdf, error);
    scan_dir_remove(pdf.dir, NULL);
    g_array_unref(pdf.pages);
    g_free(pdf.dir);
    g_free(pdf.path);
    return decoded;
}
