/* Reading back finds whatever is wrong with a volume and names the page. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/pdf/sample.h"

/* Two pages, the second on other paper and in right-to-left writing. */
typedef struct {
    char *dir, *path, *layers[2], *texts[2];
    PdfPage pages[2];
    PdfPageExpected expected[2];
    PdfWritten written;
} Bench;

static char *small_layers(const char *dir)
{
    char *path = g_build_filename(dir, "small.layers", NULL);
    PageImages *images = sample_images(SAMPLE_BITONAL, 600, 800, 100);
    PageText *text = sample_text(sample_urdu, 600, 800, 100);
    g_assert_true(pdf_layers_encode(images, text, &(PdfRecipe){0}, path, NULL));
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return path;
}

static void write_volume(Bench *bench, guint n_pages)
{
    Volume volume = sample_volume(PDF_PART_2U, bench->pages, n_pages);
    g_autoptr(GError) error = NULL;
    pdf_volume_write(&volume, bench->path, &bench->written, &error);
    g_assert_no_error(error);
}

static void bench_up(Bench *bench, gconstpointer data)
{
    (void)data;
    bench->dir = sample_dir_new();
    bench->path = g_build_filename(bench->dir, "v.pdf", NULL);
    bench->layers[0] = sample_layers(bench->dir, "e", SAMPLE_GRAY, sample_english);
    bench->layers[1] = small_layers(bench->dir);
    bench->texts[0] = sample_plain(sample_english);
    bench->texts[1] = sample_plain(sample_urdu);
    for (guint i = 0; i < 2; i++) {
        bench->pages[i] = (PdfPage){bench->layers[i], "1"};
        bench->expected[i] = sample_expected(bench->layers[i], bench->texts[i]);
    }
    write_volume(bench, 2);
}

static void bench_down(Bench *bench, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < 2; i++) {
        g_free(bench->layers[i]);
        g_free(bench->texts[i]);
    }
    g_free(bench->path);
    sample_dir_free(bench->dir);
}

/* Refused as damaged, with these words. */
static void differs(Bench *bench, const PdfPageExpected *expected, guint n_pages, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(pdf_volume_read_back(bench->path, &bench->written, expected, n_pages, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    if (!strstr(error->message, words))
        g_error("'%s' is not in: %s", words, error->message);
}

static void test_good(Bench *bench, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    (void)data;
    pdf_volume_read_back(bench->path, &bench->written, bench->expected, 2, &error);
    g_assert_no_error(error);
}

/* --------------------------------------------------------------------------------------- text -- */

static void test_text(Bench *bench, gconstpointer data)
{
    (void)data;
    const char *e = bench->texts[0], *u = bench->texts[1];
    g_autofree char *changed = g_strdup(e), *longer = g_strconcat(e, "\nmore", NULL);
    g_autofree char *u_changed = g_strdup(u);
    changed[10] = 'X';
    memcpy(strstr(u_changed, "د"), "ذ", 2);
    const struct {
        const char *first, *second, *words;
    } rows[] = {
        {u, e, "page 1 does not hold"},         {changed, u, "page 1 does not hold"},
        {e, u_changed, "page 2 does not hold"}, {longer, u, "page 1 does not hold"},
        {"", u, "page 1 does not hold"},        {e, "", "page 2 does not hold"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        bench->expected[0].text = rows[i].first;
        bench->expected[1].text = rows[i].second;
        differs(bench, bench->expected, 2, rows[i].words);
    }
}

/* ---------------------------------------------------------------------------- pages and images -- */

static void test_pages(Bench *bench, gconstpointer data)
{
    (void)data;
    differs(bench, bench->expected, 1, "has 2 pages instead of 1");
    write_volume(bench, 1);
    differs(bench, bench->expected, 2, "has 1 pages instead of 2");
    PdfPage first = bench->pages[0];
    bench->pages[0] = bench->pages[1];
    bench->pages[1] = first;
    write_volume(bench, 2);
    differs(bench, bench->expected, 2, "page 1 is 432.00 x 576.00 pt");
}

/* Replaces the last such text in the file by one as long, as if the writer had erred: the hash is that of
 * what was written. */
static void corrupt(Bench *bench, const char *from, const char *to)
{
    g_autofree char *bytes = NULL;
    gsize size = 0;
    g_assert_true(g_file_get_contents(bench->path, &bytes, &size, NULL));
    char *at = g_strrstr_len(bytes, (gssize)size, from);
    for (gsize i = 0; !at && i + strlen(from) <= size; i++) /* there are zeros before it */
        at = memcmp(bytes + i, from, strlen(from)) == 0 ? bytes + i : NULL;
    g_assert_nonnull(at);
    g_assert_cmpuint(strlen(from), ==, strlen(to));
    memcpy(at, to, strlen(to));
    g_assert_true(g_file_set_contents(bench->path, bytes, (gssize)size, NULL));
    g_assert_true(
        scan_file_sha256(bench->path, bench->written.sha256, &bench->written.size_bytes, NULL));
}

static void test_written_wrong(Bench *bench, gconstpointer data)
{
    static const struct {
        const char *from, *to, *words;
    } rows[] = {
        {"/Width 600", "/Width 592", "the image of page 2 has 592 x 800 pixels instead of 600"},
        {"/Height 1169", "/Height 1168", "the image of page 1 has 827 x 1168 pixels"},
        {"/Subtype /Image", "/Subtype /Inage",
         "the image of page 1 has 0 x 0 pixels instead of 827"},
        {"0 0 432 576", "0 0 432 577", "page 2 is 432.00 x 577.00 pt instead of 432.00 x 576.00"},
        {"/Count 2", "/Count 1", "has 1 pages instead of 2"},
    };
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].to);
        write_volume(bench, 2);
        corrupt(bench, rows[i].from, rows[i].to);
        differs(bench, bench->expected, 2, rows[i].words);
    }
}

/* --------------------------------------------------------------------------------------- file -- */

static void test_file(Bench *bench, gconstpointer data)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    (void)data;
    g_assert_true(g_file_get_contents(bench->path, &bytes, &size, NULL));
    bytes[size / 2] ^= 1;
    g_assert_true(g_file_set_contents(bench->path, bytes, (gssize)size, NULL));
    differs(bench, bench->expected, 2, "is not what was written");
    g_assert_true(g_file_set_contents(bench->path, "no PDF", -1, NULL));
    g_assert_true(
        scan_file_sha256(bench->path, bench->written.sha256, &bench->written.size_bytes, NULL));
    differs(bench, bench->expected, 2, "cannot read");
    g_unlink(bench->path);
    g_assert_false(pdf_volume_read_back(bench->path, &bench->written, bench->expected, 2, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
}

/* Each tool in turn is missing, fails, says too much or nothing. */
static void test_tools(Bench *bench, gconstpointer data)
{
    static const char *const tools[] = {"qpdf", "pdftotext"};
    static const struct {
        const char *script;
        int code;
    } rows[] = {{NULL, MUHAFIZ_ERROR_IO},
                {"#!/bin/sh\necho broken >&2; exit 3\n", MUHAFIZ_ERROR_DATA},
                {"#!/bin/sh\nkill -SEGV $$\n", MUHAFIZ_ERROR_DATA},
                {"#!/bin/sh\nexec /bin/cat /dev/zero\n", MUHAFIZ_ERROR_LIMIT},
                {"#!/bin/sh\nexit 0\n", MUHAFIZ_ERROR_DATA}};
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(tools) * G_N_ELEMENTS(rows); i++) {
        g_autofree char *tool = g_build_filename(bench->dir, tools[i / G_N_ELEMENTS(rows)], NULL);
        g_autofree char *whole = g_find_program_in_path(tools[i / G_N_ELEMENTS(rows)]);
        const char *script = rows[i % G_N_ELEMENTS(rows)].script;
        g_autoptr(GError) error = NULL;
        g_test_message("%s: %s", tool, script);
        if (script)
            g_assert_true(
                g_file_set_contents_full(tool, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
        g_setenv("PATH", bench->dir, TRUE);
        g_assert_false(
            pdf_volume_read_back(bench->path, &bench->written, bench->expected, 2, &error));
        g_assert_error(error, MUHAFIZ_ERROR, rows[i % G_N_ELEMENTS(rows)].code);
        g_setenv("PATH", path, TRUE);
        if (!script)
            continue;
        g_unlink(tool);
        if ((i + 1) % G_N_ELEMENTS(rows) == 0) /* the next is asked only when this one is whole */
            g_assert_cmpint(symlink(whole, tool), ==, 0);
    }
}

#define TEST(name, function) g_test_add(name, Bench, NULL, bench_up, function, bench_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/pdf/read-back/good", test_good);
    TEST("/pdf/read-back/text", test_text);
    TEST("/pdf/read-back/pages", test_pages);
    TEST("/pdf/read-back/written-wrong", test_written_wrong);
    TEST("/pdf/read-back/file", test_file);
    TEST("/pdf/read-back/tools", test_tools);
    return g_test_run();
}
