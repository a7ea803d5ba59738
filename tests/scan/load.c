/* Masters that are made smaller while they are read; damage is noticed. Whole ones: master.c. */
#include "scan/scan.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <unistd.h>

#define WIDTH_PX 601
#define HEIGHT_PX 417
#define DPI 300

static const Sheet sheet = {.office = "PB-LDH-01", .batch = 12, .number = 7};

/* Letters' worth of detail, another in each channel. */
static guint8 sample_at(guint x, guint y, guint channel)
{
    guint wave = (x * (channel + 1) + y * (3 - channel)) % 200;
    return (guint8)(20 + 2 * MIN(wave, 200 - wave));
}

static char *master_write(guint channels, guint depth_bits, ScanMasterKind kind)
{
    const ScanMasterSpec spec = {WIDTH_PX, channels, depth_bits, DPI, kind};
    char *path = g_strdup_printf("%s/muhafiz-load-%d.tif", g_get_tmp_dir(), (int)getpid());
    g_autoptr(GError) error = NULL;
    guint8 row[3 * WIDTH_PX] = {0};
    Page page = {0};
    ScanMaster *master = scan_master_new(path, &spec, &sheet, &error);
    g_assert_no_error(error);
    for (guint y = 0; y < HEIGHT_PX; y++) {
        for (guint i = 0; depth_bits == 8 && i < WIDTH_PX * channels; i++)
            row[i] = sample_at(i / channels, y, i % channels);
        g_assert_true(scan_master_add_rows(master, row, sizeof row, 1, &error));
    }
    g_assert_true(scan_master_finish(master, &page, &error));
    scan_page_clear(&page);
    return path;
}

static int sample_of(PIX *pix, int x, int y, guint channel)
{
    l_uint32 value = 0;
    pixGetPixel(pix, x, y, &value);
    return (int)(pixGetDepth(pix) == 32 ? value >> (24 - 8 * channel) & 255 : value);
}

/* Of [from, from + length) of a row of pixels, the share that lies in pixel i. */
static double share(double from, double length, int i)
{
    return MAX(0, MIN(from + length, i + 1) - MAX(from, i));
}

/* The mean of what pixel x, y covers of whole, each side being length of its pixels. */
static double mean_of(PIX *whole, int x, int y, double length, guint channel)
{
    double sum = 0, left = x * length, top = y * length;
    for (int row = (int)top; row < MIN(top + length, HEIGHT_PX); row++)
        for (int column = (int)left; column < MIN(left + length, WIDTH_PX); column++)
            sum += share(top, length, row) * share(left, length, column) *
                   sample_of(whole, column, row, channel);
    return sum / (length * length);
}

/* Whole pixels are added up first, so that those of more than two are cut at them. */
static void assert_means(PIX *reduced, PIX *whole, double length, guint channels)
{
    double tolerance = length < 2 ? 1.01 : 8;
    for (int y = 0; y < pixGetHeight(reduced); y += 3)
        for (int x = 0; x < pixGetWidth(reduced); x++)
            for (guint c = 0; c < channels; c++)
                g_assert_cmpfloat_with_epsilon(sample_of(reduced, x, y, c),
                                               mean_of(whole, x, y, length, c), tolerance);
}

static void test_reduced(void)
{
    static const struct {
        guint channels;
        ScanMasterKind kind;
        double factor;
    } cases[] = {
        {1, SCAN_MASTER_LOSSLESS, 1.31}, {1, SCAN_MASTER_JPEG, 2},    {1, SCAN_MASTER_JPEG, 4.7},
        {3, SCAN_MASTER_LOSSLESS, 1.02}, {3, SCAN_MASTER_JPEG, 1.44}, {3, SCAN_MASTER_JPEG, 2.9},
        {3, SCAN_MASTER_JPEG, 3},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint channels = cases[i].channels;
        double factor = cases[i].factor, scale = 0;
        guint64 bytes = WIDTH_PX * HEIGHT_PX * (channels == 3 ? 4 : 1);
        g_autoptr(GError) error = NULL;
        g_autofree char *path = master_write(channels, 8, cases[i].kind);
        g_test_message("%u channels, factor %g", channels, factor);
        PIX *reduced = scan_master_load_within(path, (guint64)((double)bytes / (factor * factor)),
                                               &scale, &error);
        g_assert_no_error(error);
        PIX *whole = scan_master_load(path, &error);
        g_assert_no_error(error);
        g_assert_cmpfloat_with_epsilon(scale, 1 / factor, 0.003);
        g_assert_cmpint(pixGetXRes(reduced), ==, (int)lround(DPI * scale));
        g_assert_cmpint(pixGetDepth(reduced), ==, pixGetDepth(whole));
        g_assert_cmpfloat(fabs(pixGetWidth(reduced) - WIDTH_PX * scale), <=, 1);
        g_assert_cmpfloat(fabs(pixGetHeight(reduced) - HEIGHT_PX * scale), <=, 1);
        assert_means(reduced, whole, 1 / scale, channels);
        pixDestroy(&reduced);
        pixDestroy(&whole);
        g_unlink(path);
    }
}

/* What fits stays as it is, and 1-bit pages always. */
static void test_not_reduced(void)
{
    static const struct {
        guint depth_bits;
        guint64 bytes_max;
    } cases[] = {{8, WIDTH_PX * HEIGHT_PX}, {1, 1000}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        double scale = 0;
        g_autoptr(GError) error = NULL;
        g_autofree char *path = master_write(1, cases[i].depth_bits, SCAN_MASTER_JPEG);
        PIX *pix = scan_master_load_within(path, cases[i].bytes_max, &scale, &error);
        g_assert_no_error(error);
        g_assert_cmpfloat(scale, ==, 1);
        g_assert_cmpint(pixGetWidth(pix), ==, WIDTH_PX);
        g_assert_cmpint(pixGetHeight(pix), ==, HEIGHT_PX);
        pixDestroy(&pix);
        g_unlink(path);
    }
}

static void test_damaged(void)
{
    g_autofree char *path = master_write(3, 8, SCAN_MASTER_LOSSLESS);
    guint8 spoilt[64];
    double scale;
    int fd = open(path, O_WRONLY);
    memset(spoilt, 0x5a, sizeof spoilt);
    g_assert_cmpint(pwrite(fd, spoilt, sizeof spoilt, 2000), ==, sizeof spoilt);
    close(fd);
    for (guint64 bytes_max = 100000; bytes_max <= 10000000; bytes_max *= 100) {
        g_autoptr(GError) error = NULL;
        g_assert_null(scan_master_load_within(path, bytes_max, &scale, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
        g_assert_nonnull(strstr(error->message, "is damaged; run \"muhafiz verify\""));
    }
    g_unlink(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/load/reduced", test_reduced);
    g_test_add_func("/load/not-reduced", test_not_reduced);
    g_test_add_func("/load/damaged", test_damaged);
    return g_test_run();
}
