/* Volumes as other programs see them: qpdf, pdfinfo, pdftotext. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "tests/pdf/sample.h"

typedef struct {
    char *dir, *path;
    PdfWritten written;
} Bench;

static void bench_up(Bench *bench, gconstpointer data)
{
    (void)data;
    bench->dir = sample_dir_new();
    bench->path = g_build_filename(bench->dir, "v.pdf", NULL);
}

static void bench_down(Bench *bench, gconstpointer data)
{
    (void)data;
    g_free(bench->path);
    sample_dir_free(bench->dir);
}

static void write_volume(Bench *bench, const Volume *volume)
{
    g_autoptr(GError) error = NULL;
    pdf_volume_write(volume, bench->path, &bench->written, &error);
    g_assert_no_error(error);
    g_free(sample_run("qpdf --check %s", bench->path));
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("'%s' is not in:\n%s", part, text);
}

/* --------------------------------------------------------------------------------- page count -- */

/* Around the fan-out of the page and label trees. */
static void test_count(Bench *bench, gconstpointer data)
{
    static const guint counts[] = {1, 2, 200, 201};
    PdfPage pages[201];
    PdfPageExpected expected[201];
    g_autofree char *english = sample_layers(bench->dir, "e", SAMPLE_BITONAL, sample_english);
    g_autofree char *blank = sample_layers(bench->dir, "b", SAMPLE_BITONAL, sample_blank);
    g_autofree char *plain = sample_plain(sample_english);
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        pages[i] = (PdfPage){i % 3 ? english : blank, "7"};
        expected[i] = sample_expected(pages[i].layers_path, i % 3 ? plain : "");
    }
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        for (PdfPart part = PDF_PART_2U; part <= PDF_PART_1B; part++) {
            Volume volume = sample_volume(part, pages, counts[i]);
            g_autoptr(GError) error = NULL;
            write_volume(bench, &volume);
            pdf_volume_read_back(bench->path, &bench->written, expected, counts[i], &error);
            g_assert_no_error(error);
            g_autofree char *info = sample_run("pdfinfo %s", bench->path);
            g_autofree char *line = g_strdup_printf("Pages:           %u\n", counts[i]);
            assert_contains(info, line);
            assert_contains(info,
                            part == PDF_PART_2U ? "PDF version:     1.7" : "PDF version:     1.4");
        }
    }
}

/* index/ cuts volumes so that they are no larger than they may be: with the longest labels and names of items
 * that are likely. */
static void test_extra(Bench *bench, gconstpointer data)
{
    g_autofree char *layers = sample_layers(bench->dir, "c", SAMPLE_COLOUR, sample_urdu);
    g_autofree char *label = g_strnfill(60, 'x'), *title = g_strnfill(300, 'x');
    PageLayers info;
    PdfPage pages[201];
    PdfBookmark items[201];
    (void)data;
    g_assert_true(pdf_layers_load_info(layers, &info, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        pages[i] = (PdfPage){layers, label};
        items[i] = (PdfBookmark){title, i, 0};
    }
    for (guint n = 1; n <= G_N_ELEMENTS(pages); n += 200) {
        Volume volume = sample_volume(PDF_PART_1B, pages, n);
        volume.bookmarks = items;
        volume.n_bookmarks = n;
        write_volume(bench, &volume);
        g_assert_cmpuint(bench->written.size_bytes, <=,
                         PDF_VOLUME_EXTRA_BYTES + n * (info.size_bytes + PDF_PAGE_EXTRA_BYTES));
    }
}

#define OVERHEAD_BYTES_MAX 6000

/* What a volume of one page has besides its layers: font, profile, metadata in every field, and its objects. */
static void test_overhead(Bench *bench, gconstpointer data)
{
    const PdfPart part = *(const PdfPart *)data;
    g_autofree char *layers = sample_layers_inks(bench->dir, part);
    PageLayers info;
    const PdfPage page = {layers, "12-reverse"};
    const PdfBookmark bookmark = {"Application for entry of mutation (1)", 0, 0};
    Volume volume = sample_volume(part, &page, 1);
    volume.bookmarks = &bookmark;
    volume.n_bookmarks = 1;
    write_volume(bench, &volume);
    g_autofree char *images = sample_run("pdfimages -list %s", bench->path);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(images), "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 2 + 1 + 2 * 2 * 5);
    g_assert_true(pdf_layers_load_info(layers, &info, NULL));
    g_test_message("%" G_GUINT64_FORMAT " bytes", bench->written.size_bytes - info.size_bytes);
    g_assert_cmpuint(bench->written.size_bytes, <=, info.size_bytes + OVERHEAD_BYTES_MAX);
}

static void test_no_pages(Bench *bench, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    Volume volume = sample_volume(PDF_PART_2U, NULL, 0);
    (void)data;
    g_assert_false(pdf_volume_write(&volume, bench->path, &bench->written, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_false(g_file_test(bench->path, G_FILE_TEST_EXISTS));
}

/* ---------------------------------------------------------------------------------- page size -- */

static void test_page_size(Bench *bench, gconstpointer data)
{
    static const struct {
        guint width_px, height_px;
        double dpi;
    } papers[] = {{2480, 3508, 300}, {1240, 1754, 150}, {2550, 3300, 300},     {20, 20, 300},
                  {3311, 4681, 100}, {1169, 827, 100},  {2480, 3508, 299.9994}};
    PdfPage pages[G_N_ELEMENTS(papers)];
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(papers); i++) {
        char *path = g_strdup_printf("%s/%u.layers", bench->dir, i);
        PageImages *images =
            sample_images(SAMPLE_BITONAL, papers[i].width_px, papers[i].height_px, papers[i].dpi);
        PageText *text =
            sample_text(sample_blank, papers[i].width_px, papers[i].height_px, papers[i].dpi);
        g_assert_true(pdf_layers_encode(images, text, &(PdfRecipe){0}, path, NULL));
        pages[i] = (PdfPage){path, NULL};
        ocr_page_images_free(images);
        ocr_page_text_free(text);
    }
    Volume volume = sample_volume(PDF_PART_2U, pages, G_N_ELEMENTS(pages));
    write_volume(bench, &volume);
    g_autofree char *info = sample_run("pdfinfo -f 1 -l %u %s", volume.n_pages, bench->path);
    for (guint i = 0; i < G_N_ELEMENTS(papers); i++) {
        g_autofree char *key = g_strdup_printf("Page %4u size:", i + 1);
        const char *line = strstr(info, key);
        char *end = NULL;
        g_assert_nonnull(line);
        double width_pt = g_ascii_strtod(line + strlen(key), &end);
        double height_pt = g_ascii_strtod(strchr(end, 'x') + 1, NULL);
        g_assert_cmpfloat_with_epsilon(width_pt, papers[i].width_px * 72 / papers[i].dpi, 0.1);
        g_assert_cmpfloat_with_epsilon(height_pt, papers[i].height_px * 72 / papers[i].dpi, 0.1);
        g_free((char *)pages[i].layers_path);
    }
}

/* --------------------------------------------------------------------------------- navigation -- */

static const char *const labels[] = {"1/N", "12A/C", "12-reverse", "صفحہ ۵ 😀", "<6> & \"7\"", NULL};
static const PdfBookmark bookmarks[] = {{"خط نمبر ۱", 0, 0},
                                        {"Letter <2> & \"more\"", 1, 1},
                                        {"पत्र ३", 2, 2},
                                        {"four", 3, 1},
                                        {"five", 5, 0}};

static void write_navigation(Bench *bench, PdfPart part)
{
    g_autofree char *layers = sample_layers(bench->dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage pages[G_N_ELEMENTS(labels)];
    for (guint i = 0; i < G_N_ELEMENTS(labels); i++)
        pages[i] = (PdfPage){layers, labels[i]};
    Volume volume = sample_volume(part, pages, G_N_ELEMENTS(pages));
    volume.bookmarks = bookmarks;
    volume.n_bookmarks = G_N_ELEMENTS(bookmarks);
    write_volume(bench, &volume);
}

static void test_labels(Bench *bench, gconstpointer data)
{
    (void)data;
    write_navigation(bench, PDF_PART_2U);
    g_autofree char *json = sample_run("qpdf --json --json-key=pagelabels %s", bench->path);
    assert_contains(json, "\"u:1/N\"");
    assert_contains(json, "\"u:12A/C\"");
    assert_contains(json, "\"u:12-reverse\"");
    assert_contains(json, "\"u:صفحہ ۵ 😀\"");
    assert_contains(json, "\"u:<6> & \\\"7\\\"\"");
    assert_contains(json, "\"/S\": \"/D\""); /* the page without a label is numbered */
}

static void test_bookmarks(Bench *bench, gconstpointer data)
{
    (void)data;
    write_navigation(bench, PDF_PART_1B);
    g_autofree char *json = sample_run("qpdf --json --json-key=outlines %s", bench->path);
    const char *at = json;
    for (guint i = 0; i < G_N_ELEMENTS(bookmarks); i++) {
        g_auto(GStrv) parts = g_strsplit(bookmarks[i].title, "\"", -1);
        g_autofree char *escaped = g_strjoinv("\\\"", parts);
        assert_contains(json, escaped);
    }
    for (guint pages = 0; (at = strstr(at, "\"destpageposfrom1\"")); pages++, at++)
        g_assert_cmpuint(pages, <, G_N_ELEMENTS(bookmarks));
    assert_contains(json, "\"destpageposfrom1\": 6");
}

static void test_bookmarks_wrong(Bench *bench, gconstpointer data)
{
    static const PdfBookmark wrong[][2] = {{{"beyond", 1, 0}, {"", 0, 0}},
                                           {{"deep", 0, 1}, {"", 0, 0}},
                                           {{"top", 0, 0}, {"two below", 0, 2}}};
    g_autofree char *layers = sample_layers(bench->dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage page = {layers, NULL};
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        Volume volume = sample_volume(PDF_PART_2U, &page, 1);
        volume.bookmarks = wrong[i];
        volume.n_bookmarks = 2;
        g_assert_false(pdf_volume_write(&volume, bench->path, &bench->written, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    }
}

/* What viewers do on opening: the first page as a whole, the bookmarks beside it, the title above. */
static void test_view(Bench *bench, gconstpointer data)
{
    (void)data;
    write_navigation(bench, PDF_PART_1B);
    g_autofree char *trailer = sample_run("qpdf --show-object=trailer %s", bench->path);
    unsigned root = 0, first = 0;
    g_assert_cmpint(sscanf(strstr(trailer, "/Root"), "/Root %u", &root), ==, 1);
    g_autofree char *catalog = sample_run("qpdf --show-object=%u %s", root, bench->path);
    g_autofree char *pages = sample_run("qpdf --show-pages %s", bench->path);
    g_assert_cmpint(sscanf(pages, "page 1: %u", &first), ==, 1);
    g_autofree char *opens = g_strdup_printf("/OpenAction [ %u 0 R /Fit ]", first);
    assert_contains(catalog, opens);
    assert_contains(catalog, "/PageLayout /SinglePage");
    assert_contains(catalog, "/PageMode /UseOutlines");
    assert_contains(catalog, "/DisplayDocTitle true");
    assert_contains(catalog, "/Lang (hi-IN)");
}

/* ----------------------------------------------------------------------------------- metadata -- */

/* Of sample_volume, as before NAME between VALUE after. */
static void assert_values(const char *xmp, const char *before, const char *between,
                          const char *after)
{
    static const char *const values[][2] = {
        {"fileNumber", "A-12/2008"}, {"section", "Revenue"}, {"category", "Mutation"},
        {"classification", "open"},  {"retention", "C"},     {"side", "correspondence"},
        {"firstFolio", "1"},         {"lastFolio", "12A"},   {"volume", "1"}};
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *entry =
            g_strconcat(before, values[i][0], between, values[i][1], after, NULL);
        assert_contains(xmp, entry);
    }
}

static void test_metadata(Bench *bench, gconstpointer data)
{
    g_autofree char *layers = sample_layers(bench->dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage page = {layers, "1"};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    (void)data;
    volume.title = " Land\tof <A> & \"B\" \x01– दफ़्तर ";
    write_volume(bench, &volume);
    g_autofree char *info = sample_run("pdfinfo -isodates %s", bench->path);
    g_autofree char *xmp = sample_run("pdfinfo -meta %s", bench->path);
    assert_contains(info, "Title:           Land of <A> & \"B\"  – दफ़्तर\n");
    assert_contains(info, "CreationDate:    2024-05-06T10:20:30+05:30");
    assert_contains(xmp, "Land of &lt;A&gt; &amp; &quot;B&quot;  – दफ़्तर<");
    assert_contains(xmp, "<dc:identifier>fl-A-12_2008-C-1</dc:identifier>");
    assert_contains(xmp, "<rdf:li>hi-IN</rdf:li>");
    assert_contains(xmp, "<xmp:CreateDate>2024-05-06T10:20:30+05:30</xmp:CreateDate>");
    assert_values(xmp, "<mhf:", ">", "</mhf:");
}

/* What part 1 does not declare stands among the keywords. */
static void test_metadata_keywords(Bench *bench, gconstpointer data)
{
    g_autofree char *layers = sample_layers(bench->dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage page = {layers, "1"};
    Volume volume = sample_volume(PDF_PART_1B, &page, 1);
    (void)data;
    write_volume(bench, &volume);
    g_autofree char *xmp = sample_run("pdfinfo -meta %s", bench->path);
    assert_values(xmp, "<rdf:li>", "=", "</rdf:li>");
    g_assert_null(strstr(xmp, "mhf:"));
}

static void test_metadata_empty(Bench *bench, gconstpointer data)
{
    g_autofree char *layers = sample_layers(bench->dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage page = {layers, ""};
    Volume volume = {.pages = &page, .n_pages = 1};
    (void)data;
    write_volume(bench, &volume);
    g_autofree char *xmp = sample_run("pdfinfo -meta %s", bench->path);
    g_assert_null(strstr(xmp, "dc:title>"));
    g_assert_null(strstr(xmp, "xmp:CreateDate"));
}

static void test_metadata_wrong(Bench *bench, gconstpointer data)
{
    g_autofree char *layers = sample_layers(bench->dir, "p", SAMPLE_BITONAL, sample_blank);
    g_autofree char *long_title = g_strnfill(8001, 'x');
    g_autoptr(GError) error = NULL;
    PdfPage page = {layers, ""};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    (void)data;
    volume.created = "yesterday";
    g_assert_false(pdf_volume_write(&volume, bench->path, &bench->written, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    volume.created = NULL;
    volume.title = long_title;
    g_assert_false(pdf_volume_write(&volume, bench->path, &bench->written, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    g_assert_false(g_file_test(bench->path, G_FILE_TEST_EXISTS));
}

/* ------------------------------------------------------------------------------ same or other -- */

/* The same input gives the same bytes; whatever changes gives another file ID. */
static void test_same_bytes(Bench *bench, gconstpointer data)
{
    g_autofree char *a = sample_layers(bench->dir, "a", SAMPLE_COLOUR, sample_english);
    g_autofree char *b = sample_layers(bench->dir, "b", SAMPLE_COLOUR, sample_english);
    g_autofree char *other = sample_layers(bench->dir, "o", SAMPLE_COLOUR, sample_hindi);
    PdfPage pages[] = {{a, "1"}, {b, "1"}, {other, "1"}, {a, "2"}};
    char first[SCAN_SHA256_SIZE];
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        Volume volume = sample_volume(PDF_PART_2U, &pages[i], 1);
        write_volume(bench, &volume);
        if (i == 0)
            g_strlcpy(first, bench->written.sha256, sizeof first);
        else if (i == 1)
            g_assert_cmpstr(first, ==, bench->written.sha256);
        else
            g_assert_cmpstr(first, !=, bench->written.sha256);
    }
}

#define TEST(name, function) g_test_add(name, Bench, NULL, bench_up, function, bench_down)

/* JPEG 2000 is for part 2 alone. */
static void test_part(void)
{
    char *dir = sample_dir_new();
    g_autofree char *layers = sample_layers_inks(dir, PDF_PART_2U);
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    const PdfPage page = {layers, NULL};
    g_autoptr(GError) error = NULL;
    PdfWritten written;
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    g_assert_true(pdf_volume_write(&volume, path, &written, NULL));
    volume.part = PDF_PART_1B;
    g_assert_false(pdf_volume_write(&volume, path, &written, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    static const PdfPart parts[] = {PDF_PART_2U, PDF_PART_1B};
    g_test_init(&argc, &argv, NULL);
    TEST("/pdf/volume/count", test_count);
    TEST("/pdf/volume/extra", test_extra);
    g_test_add("/pdf/volume/overhead/2u", Bench, &parts[0], bench_up, test_overhead, bench_down);
    g_test_add("/pdf/volume/overhead/1b", Bench, &parts[1], bench_up, test_overhead, bench_down);
    TEST("/pdf/volume/no-pages", test_no_pages);
    TEST("/pdf/volume/page-size", test_page_size);
    TEST("/pdf/volume/labels", test_labels);
    TEST("/pdf/volume/bookmarks", test_bookmarks);
    TEST("/pdf/volume/bookmarks-wrong", test_bookmarks_wrong);
    TEST("/pdf/volume/view", test_view);
    TEST("/pdf/volume/metadata", test_metadata);
    TEST("/pdf/volume/metadata-keywords", test_metadata_keywords);
    TEST("/pdf/volume/metadata-empty", test_metadata_empty);
    TEST("/pdf/volume/metadata-wrong", test_metadata_wrong);
    TEST("/pdf/volume/same-bytes", test_same_bytes);
    g_test_add_func("/pdf/volume/part", test_part);
    return g_test_run();
}
