/* What happens when the disk, the cache or the size of a job is against us. */
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/pdf/sample.h"

/* ---------------------------------------------------------------------------------- full disk -- */

typedef gboolean (*WriteFunc)(const char *path, gpointer data, GError **error);

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
    limit.rlim_cur = bytes;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static void write_must_fail(const char *path, WriteFunc write, gpointer data)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(write(path, data, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void write_limited(const char *path, gsize bytes, WriteFunc write, gpointer data)
{
    limit_file_size(bytes);
    write_must_fail(path, write, data);
    limit_file_size(RLIM_INFINITY);
}

/* The disk is full after every step bytes, and one byte before the end. */
static void sweep(const char *path, gsize step, WriteFunc write, gpointer data)
{
    GStatBuf status;
    g_assert_true(write(path, data, NULL));
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    gsize size = (gsize)status.st_size;
    for (gsize bytes = 0; bytes < size; bytes += step)
        write_limited(path, bytes, write, data);
    write_limited(path, size - 1, write, data);
    limit_file_size(size);
    g_assert_true(write(path, data, NULL));
    limit_file_size(RLIM_INFINITY);
}

static gboolean write_volume(const char *path, gpointer data, GError **error)
{
    PdfWritten written;
    return pdf_volume_write(data, path, &written, error);
}

typedef struct {
    PageImages *images;
    PageText *text;
} PageInput;

static gboolean write_layers(const char *path, gpointer data, GError **error)
{
    PageInput *page = data;
    return pdf_layers_encode(page->images, page->text, &(PdfRecipe){0}, path, error);
}

/* At every byte of a small volume, and in steps of a prime number at those of a larger one, of which the
 * writer's buffer holds only a part. */
static void test_full_volume(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree char *layers = sample_layers(dir, "p", SAMPLE_COLOUR, sample_urdu);
    PdfPage pages[] = {{layers, "1"}, {layers, "2"}, {layers, "3"}, {layers, "4"}};
    Volume volume = sample_volume(PDF_PART_2U, pages, G_N_ELEMENTS(pages));
    sweep(path, 607, write_volume, &volume);
    g_autofree char *small = sample_layers(dir, "s", SAMPLE_BITONAL, sample_english);
    PdfPage page = {small, "1"};
    Volume one = sample_volume(PDF_PART_2U, &page, 1);
    sweep(path, 1, write_volume, &one);
    sample_dir_free(dir);
}

static void test_full_layers(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "p.layers", NULL);
    PageInput page = {sample_images(SAMPLE_GRAY, 827, 1169, 100),
                      sample_text(sample_hindi, 827, 1169, 100)};
    sweep(path, 307, write_layers, &page);
    ocr_page_images_free(page.images);
    ocr_page_text_free(page.text);
    sample_dir_free(dir);
}

/* A device that is always full: the error comes only when the last buffer is written. */
static void test_full_device(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree char *layers = sample_layers(dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage page = {layers, "1"};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    g_assert_cmpint(symlink("/dev/full", path), ==, 0); /* the link is removed, not the device */
    write_must_fail(path, write_volume, &volume);
    g_assert_true(g_file_test("/dev/full", G_FILE_TEST_EXISTS));
    sample_dir_free(dir);
}

static void test_no_folder(void)
{
    char *dir = sample_dir_new();
    g_autofree char *layers = sample_layers(dir, "p", SAMPLE_BITONAL, sample_blank);
    PdfPage page = {layers, "1"};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    write_must_fail("/nowhere/v.pdf", write_volume, &volume);
    sample_dir_free(dir);
}

/* ------------------------------------------------------------------------------ damaged cache -- */

static void test_damaged_page(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree char *good = sample_layers(dir, "good", SAMPLE_BITONAL, sample_blank);
    g_autofree char *bad = sample_layers(dir, "bad", SAMPLE_BITONAL, sample_english);
    PdfPage pages[] = {{good, "1"}, {bad, "2"}};
    Volume volume = sample_volume(PDF_PART_2U, pages, 2);
    PdfWritten written = {.size_bytes = 7};
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(truncate(bad, 500), ==, 0);
    g_assert_false(pdf_volume_write(&volume, path, &written, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, bad));
    g_assert_cmpuint(written.size_bytes, ==, 7);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    sample_dir_free(dir);
}

static void seal(char *bytes, gsize size)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize digest_size = 32;
    g_checksum_update(sum, (guchar *)bytes, (gssize)size - 32);
    g_checksum_get_digest(sum, (guint8 *)bytes + size - 32, &digest_size);
}

/* Wrong in some bytes of the fields, but with a right sum: refused or written, never worse. */
static void test_wrong_fields(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree char *layers = sample_layers(dir, "p", SAMPLE_BITONAL, sample_english);
    g_autofree char *good = NULL;
    g_autoptr(GRand) random = g_rand_new_with_seed(1867);
    gsize size = 0;
    PdfPage page = {layers, "1"};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    g_assert_true(g_file_get_contents(layers, &good, &size, NULL));
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *bytes = g_memdup2(good, size);
        g_autoptr(GError) error = NULL;
        PdfWritten written;
        for (gint n = g_rand_int_range(random, 1, 4); n > 0; n--)
            bytes[g_rand_int_range(random, 8, 60)] = (char)g_rand_int(random);
        seal(bytes, size);
        g_assert_true(g_file_set_contents_full(layers, bytes, (gssize)size,
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        if (!pdf_volume_write(&volume, path, &written, &error))
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    }
    sample_dir_free(dir);
}

/* ------------------------------------------------------------------------------------- memory -- */

#define MEMORY_PAGES 2000
#define MEMORY_KIB_MAX (32 * 1024) /* of all the process; libharu's objects take 6 KiB a page */

/* Of this program since it was executed; getrusage knows the peak of what it was forked from too. */
static long peak_kib(void)
{
    g_autofree char *status = NULL;
    g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
    const char *line = strstr(status, "VmHWM:");
    g_assert_nonnull(line);
    return atol(line + strlen("VmHWM:"));
}

/* Noise, so that the page takes some 70 KB, as a page in colour should. */
static char *noisy_layers(const char *dir)
{
    char *path = g_build_filename(dir, "n.layers", NULL);
    PageInput page = {sample_images(SAMPLE_COLOUR, 300, 400, 36),
                      sample_text(sample_mixed, 300, 400, 36)};
    PIX *noisy = pixAddGaussianNoise(page.images->visible, 60);
    pixDestroy(&page.images->visible);
    page.images->visible = noisy;
    g_assert_true(write_layers(path, &page, NULL));
    ocr_page_images_free(page.images);
    ocr_page_text_free(page.text);
    return path;
}

static int write_many(const char *dir, const char *layers)
{
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree PdfPage *pages = g_new(PdfPage, MEMORY_PAGES);
    PdfWritten written;
    for (guint i = 0; i < MEMORY_PAGES; i++)
        pages[i] = (PdfPage){layers, "12/C"};
    Volume many = sample_volume(PDF_PART_2U, pages, MEMORY_PAGES);
    if (!pdf_volume_write(&many, path, &written, NULL))
        return 1;
    g_print("%u pages, %" G_GUINT64_FORMAT " bytes: at most %ld KiB of memory\n", MEMORY_PAGES,
            written.size_bytes, peak_kib());
    return peak_kib() <= MEMORY_KIB_MAX ? 0 : 2;
}

/* In a child, so that its peak is its own. */
static void test_memory(void)
{
    char *dir = sample_dir_new();
    g_autofree char *layers = noisy_layers(dir);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *said = sample_run("%s --write-many %s %s", self, dir, layers);
    g_test_message("%s", said);
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    if (argc == 4 && g_str_equal(argv[1], "--write-many"))
        return write_many(argv[2], argv[3]);
    signal(SIGXFSZ,
           SIG_IGN); /* as the program does: a file that is too large is an error, no death */
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/faults/full-volume", test_full_volume);
    g_test_add_func("/pdf/faults/full-layers", test_full_layers);
    g_test_add_func("/pdf/faults/full-device", test_full_device);
    g_test_add_func("/pdf/faults/no-folder", test_no_folder);
    g_test_add_func("/pdf/faults/damaged-page", test_damaged_page);
    g_test_add_func("/pdf/faults/wrong-fields", test_wrong_fields);
    g_test_add_func("/pdf/faults/memory", test_memory);
    return g_test_run();
}
