/* Page masters: what is written is what leptonica, libtiff and libtiff's own tools read. */
#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <signal.h>
#include <sys/resource.h>
#include <tiffio.h>
#include <unistd.h>

static const Sheet sheet = {.office = "PB-LDH-01", .batch = 12, .number = 7, .face = 1};

typedef struct {
    const char *name;
    guint width_px, height_px, channels, depth_bits;
    ScanMasterKind kind;
    guint16 compression, photometric, stored_bits;
    int tolerance; /* per 8-bit sample */
} Case;

/* Widths not divisible by 8 or 16 and heights that end in mid strip are the point. */
static const Case cases[] = {
    {"lineart", 1237, 2001, 1, 1, SCAN_MASTER_JPEG, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE,
     1, 0},
    {"lineart-lossless", 9, 1, 1, 1, SCAN_MASTER_LOSSLESS, COMPRESSION_CCITTFAX4,
     PHOTOMETRIC_MINISWHITE, 1, 0},
    {"gray-jpeg", 1237, 1111, 1, 8, SCAN_MASTER_JPEG, COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 8,
     8},
    {"gray-lossless", 1237, 1111, 1, 8, SCAN_MASTER_LOSSLESS, COMPRESSION_ADOBE_DEFLATE,
     PHOTOMETRIC_MINISBLACK, 8, 0},
    {"color-jpeg", 603, 517, 3, 8, SCAN_MASTER_JPEG, COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 8, 8},
    {"color-lossless", 603, 517, 3, 8, SCAN_MASTER_LOSSLESS, COMPRESSION_ADOBE_DEFLATE,
     PHOTOMETRIC_RGB, 8, 0},
    {"gray16-jpeg", 603, 517, 1, 16, SCAN_MASTER_JPEG, COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 8,
     8},
    {"gray16-lossless", 603, 517, 1, 16, SCAN_MASTER_LOSSLESS, COMPRESSION_ADOBE_DEFLATE,
     PHOTOMETRIC_MINISBLACK, 16, 1},
    {"color16-jpeg", 603, 517, 3, 16, SCAN_MASTER_JPEG, COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 8, 8},
    {"color16-lossless", 603, 517, 3, 16, SCAN_MASTER_LOSSLESS, COMPRESSION_ADOBE_DEFLATE,
     PHOTOMETRIC_RGB, 16, 1},
    {"one-pixel", 1, 1, 1, 8, SCAN_MASTER_JPEG, COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 8, 1},
    {"widest", 65500, 3, 1, 8, SCAN_MASTER_JPEG, COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 8, 8},
};

/* A smooth picture that is different in every channel, so that swapped channels and shifted rows
 * are seen through JPEG's losses. */
static guint sample_at(guint x, guint y, guint channel)
{
    static const guint speed[3][2] = {{1, 0}, {0, 1}, {1, 1}};
    guint position = (x * speed[channel][0] + y * speed[channel][1]) % 448;
    return position < 224 ? 16 + position : 16 + 447 - position;
}

static gboolean ink_at(guint x, guint y)
{
    return (x / 7 + y / 5) % 3 == 0;
}

static gsize row_bytes(const Case *c)
{
    return ((gsize)c->width_px * c->channels * c->depth_bits + 7) / 8;
}

static void row_draw(const Case *c, guint y, guint8 *row)
{
    memset(row, 0, row_bytes(c));
    for (guint x = 0; x < c->width_px; x++) {
        if (c->depth_bits == 1 && ink_at(x, y))
            row[x / 8] |= (guint8)(0x80 >> (x % 8));
        for (guint channel = 0; c->depth_bits > 1 && channel < c->channels; channel++) {
            guint i = x * c->channels + channel, value = sample_at(x, y, channel);
            guint16 wide = (guint16)(value * 257);
            if (c->depth_bits == 8)
                row[i] = (guint8)value;
            else
                memcpy(row + 2 * i, &wide, sizeof wide);
        }
    }
}

static ScanMaster *master_new(const Case *c, const char *path, GError **error)
{
    ScanMasterSpec spec = {.width_px = c->width_px,
                           .channels = c->channels,
                           .depth_bits = c->depth_bits,
                           .dpi = 300,
                           .kind = c->kind};
    return scan_master_new(path, &spec, &sheet, error);
}

/* In groups of rows of changing size and with a padded stride. */
static gboolean rows_add(const Case *c, ScanMaster *master, GError **error)
{
    gsize stride = row_bytes(c) + 3;
    g_autofree guint8 *rows = g_malloc(stride * 17);
    for (guint y = 0, n; y < c->height_px; y += n) {
        n = MIN(c->height_px - y, 1 + y % 17);
        for (guint i = 0; i < n; i++)
            row_draw(c, y + i, rows + stride * i);
        if (!scan_master_add_rows(master, rows, stride, n, error))
            return FALSE;
    }
    return TRUE;
}

static void case_write(const Case *c, const char *path, Page *page)
{
    GError *error = NULL;
    ScanMaster *master = master_new(c, path, &error);
    g_assert_no_error(error);
    g_assert_true(rows_add(c, master, &error));
    g_assert_no_error(error);
    g_assert_true(scan_master_finish(master, page, &error));
    g_assert_no_error(error);
}

static char *temp_dir_new(void)
{
    GError *error = NULL;
    char *dir = g_dir_make_tmp("muhafiz-XXXXXX", &error);
    g_assert_no_error(error);
    return dir;
}

static void tags_check(const Case *c, const char *path)
{
    TIFF *tiff = TIFFOpen(path, "r");
    g_assert_nonnull(tiff);
    static const struct {
        guint32 tag;
        gsize offset;
    } tags[] = {{TIFFTAG_COMPRESSION, G_STRUCT_OFFSET(Case, compression)},
                {TIFFTAG_PHOTOMETRIC, G_STRUCT_OFFSET(Case, photometric)},
                {TIFFTAG_BITSPERSAMPLE, G_STRUCT_OFFSET(Case, stored_bits)}};
    for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
        guint16 value = 0;
        g_assert_true(TIFFGetField(tiff, tags[i].tag, &value));
        g_assert_cmpuint(value, ==, G_STRUCT_MEMBER(guint16, c, tags[i].offset));
    }
    guint16 unit = 0, across = 2, down = 2;
    g_assert_true(TIFFGetField(tiff, TIFFTAG_RESOLUTIONUNIT, &unit));
    g_assert_cmpuint(unit, ==, RESUNIT_INCH);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_YCBCRSUBSAMPLING, &across, &down);
    if (c->photometric == PHOTOMETRIC_YCBCR)
        g_assert_cmpuint(across * down, ==, 1);
    g_assert_false(TIFFGetField(tiff, TIFFTAG_DATETIME, &unit));
    g_assert_false(TIFFReadDirectory(tiff)); /* one image only */
    TIFFClose(tiff);
}

static void pixels_check(const Case *c, PIX *pix)
{
    g_assert_cmpint(pixGetWidth(pix), ==, c->width_px);
    g_assert_cmpint(pixGetHeight(pix), ==, c->height_px);
    g_assert_cmpint(pixGetXRes(pix), ==, 300);
    g_assert_cmpint(pixGetYRes(pix), ==, 300);
    g_assert_cmpint(pixGetDepth(pix), ==, c->depth_bits == 1 ? 1 : c->channels == 1 ? 8 : 32);
    for (guint y = 0; y < c->height_px; y++)
        for (guint x = 0; x < c->width_px; x += 1 + (x > 32)) {
            l_uint32 value, rgb[3];
            pixGetPixel(pix, (l_int32)x, (l_int32)y, &value);
            for (guint i = 0; i < 3; i++)
                rgb[i] = c->channels == 3 ? value >> (24 - 8 * i) & 255 : value;
            if (c->depth_bits == 1)
                g_assert_cmpuint(value, ==, ink_at(x, y));
            for (guint i = 0; c->depth_bits > 1 && i < c->channels; i++)
                if (ABS((int)rgb[i] - (int)sample_at(x, y, i)) > c->tolerance)
                    g_error("%s: %u,%u channel %u is %u", c->name, x, y, i, rgb[i]);
        }
}

static void test_round_trip(gconstpointer data)
{
    const Case *c = data;
    g_autofree char *dir = temp_dir_new();
    g_autofree char *path = g_build_filename(dir, "a.tif", NULL);
    g_autofree char *path_2 = g_build_filename(dir, "b.tif", NULL);
    Page page = {0}, page_2 = {0}, found = {0};
    GError *error = NULL;
    case_write(c, path, &page);
    case_write(c, path_2, &page_2);
    g_assert_cmpstr(page.sha256, ==, page_2.sha256); /* the same bytes for the same page */
    g_assert_cmpstr(page.picture, ==, page_2.picture);
    g_assert_cmpuint(page.width_px, ==, c->width_px);
    g_assert_cmpuint(page.height_px, ==, c->height_px);
    g_assert_cmpuint(page.depth_bits, ==, c->stored_bits);

    g_assert_true(scan_master_identify(path, &found, &error));
    g_assert_no_error(error);
    g_assert_cmpmem(&found.sheet, sizeof sheet, &sheet, sizeof sheet);
    g_assert_cmpstr(found.sha256, ==, page.sha256);
    g_assert_cmpstr(found.picture, ==, page.picture);
    g_assert_cmpuint(found.size_bytes, ==, page.size_bytes);
    g_assert_cmpuint(found.height_px, ==, c->height_px);
    g_assert_cmpuint(found.channels, ==, c->channels);
    g_assert_cmpfloat(found.dpi, ==, 300);

    tags_check(c, path);
    PIX *pix = scan_master_load(path, &error);
    g_assert_no_error(error);
    pixels_check(c, pix);
    pixDestroy(&pix);
    scan_page_clear(&page);
    scan_page_clear(&page_2);
    scan_page_clear(&found);
    g_unlink(path);
    g_unlink(path_2);
    g_rmdir(dir);
}

static void refused_check(const char *name, ScanMasterSpec spec, const char *office, int code)
{
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "muhafiz-refused.tif", NULL);
    Sheet bad = sheet;
    g_strlcpy(bad.office, office, sizeof bad.office);
    g_test_message("%s", name);
    g_autoptr(GError) error = NULL;
    g_assert_null(scan_master_new(path, &spec, &bad, &error));
    g_assert_error(error, MUHAFIZ_ERROR, code);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_refused(void)
{
    static const ScanMasterSpec gray = {100, 1, 8, 300, SCAN_MASTER_JPEG};
    ScanMasterSpec spec = gray;
    refused_check("office with a space", gray, "PB 1", MUHAFIZ_ERROR_USAGE);
    refused_check("no office", gray, "", MUHAFIZ_ERROR_USAGE);
    spec.width_px = 0;
    refused_check("no width", spec, "PB", MUHAFIZ_ERROR_LIMIT);
    spec.width_px = 65501;
    refused_check("too wide", spec, "PB", MUHAFIZ_ERROR_LIMIT);
    spec = gray;
    spec.dpi = 0;
    refused_check("no dpi", spec, "PB", MUHAFIZ_ERROR_DATA);
    spec = gray;
    spec.depth_bits = 12;
    refused_check("12 bits", spec, "PB", MUHAFIZ_ERROR_DATA);
    spec = gray;
    spec.channels = 4;
    refused_check("4 channels", spec, "PB", MUHAFIZ_ERROR_DATA);
}

static void test_empty_and_discarded(void)
{
    g_autofree char *dir = temp_dir_new();
    g_autofree char *path = g_build_filename(dir, "a.tif", NULL);
    g_autoptr(GError) error = NULL;
    Page page = {0};
    g_assert_false(scan_master_finish(master_new(&cases[2], path, NULL), &page, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_null(page.path);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));

    ScanMaster *master = master_new(&cases[2], path, NULL);
    g_assert_true(rows_add(&cases[2], master, NULL));
    scan_master_discard(master);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_rmdir(dir);
}

static void test_too_large(void)
{
    g_autofree char *dir = temp_dir_new();
    g_autofree char *path = g_build_filename(dir, "a.tif", NULL);
    g_autoptr(GError) error = NULL;
    static const Case wide = {.width_px = 65500, .channels = 1, .depth_bits = 1};
    g_autofree guint8 *row = g_malloc0(row_bytes(&wide));
    ScanMaster *master = master_new(&wide, path, NULL);
    guint n_rows = 0;
    while (scan_master_add_rows(master, row, row_bytes(&wide), 1, &error))
        n_rows++;
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
    g_assert_cmpuint(n_rows, ==, SCAN_PIXELS_MAX / wide.width_px);
    scan_master_discard(master);
    g_rmdir(dir);
}

/* A file may not grow past limit_bytes: every write from there on fails, as on a full disk. */
static struct rlimit limit_set(rlim_t limit_bytes)
{
    struct rlimit old, low;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &old), ==, 0);
    low = old;
    low.rlim_cur = limit_bytes;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &low), ==, 0);
    return old;
}

/* Every place where a write can fail: header, strips, directory, and nothing at all. */
static void test_write_fails(gconstpointer data)
{
    const Case *c = data;
    g_autofree char *dir = temp_dir_new();
    g_autofree char *path = g_build_filename(dir, "a.tif", NULL);
    Page whole = {0};
    case_write(c, path, &whole);
    g_unlink(path);
    for (guint i = 0; i <= 40; i++) {
        g_autoptr(GError) error = NULL;
        Page page = {0};
        /* the last steps go byte by byte through the directory's end */
        guint64 limit = i <= 20 ? whole.size_bytes * i / 21 : whole.size_bytes - (40 - i);
        struct rlimit old = limit_set(limit);
        ScanMaster *master = master_new(c, path, &error);
        gboolean done = master && rows_add(c, master, &error);
        if (done)
            done = scan_master_finish(master, &page, &error);
        else
            scan_master_discard(master);
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &old), ==, 0);
        g_assert_cmpint(done, ==, i == 40);
        g_assert_cmpint(g_file_test(path, G_FILE_TEST_EXISTS), ==, done);
        if (!done)
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
        scan_page_clear(&page);
    }
    scan_page_clear(&whole);
    g_unlink(path);
    g_rmdir(dir);
}

static void test_identify_refuses(void)
{
    g_autofree char *dir = temp_dir_new();
    g_autofree char *path = g_build_filename(dir, "a.tif", NULL);
    Page page = {0}, found = {0};
    case_write(&cases[2], path, &page);
    GError *error = NULL;
    g_assert_cmpint(truncate(path, (off_t)page.size_bytes - 100), ==, 0);
    g_assert_false(scan_master_identify(path, &found, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_clear_error(&error);
    g_unlink(path);
    g_assert_false(scan_master_identify(path, &found, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_clear_error(&error);
    g_assert_null(scan_master_load(path, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_clear_error(&error);
    scan_page_clear(&page);
    g_rmdir(dir);
}

static void test_sheet(void)
{
    static const struct {
        const char *text;
        gboolean valid;
    } sheets[] = {
        {"muhafiz office=PB-LDH-01 batch=12 sheet=7 face=back", TRUE},
        {"muhafiz office=X batch=0 sheet=1 face=front", TRUE},
        {"muhafiz office=X batch=9223372036854775807 sheet=4294967295 face=front", TRUE},
        {"muhafiz office=X batch=9223372036854775808 sheet=1 face=front", FALSE},
        {"muhafiz office=X batch=1 sheet=0 face=front", FALSE},
        {"muhafiz office=X batch=01 sheet=1 face=front", FALSE},
        {"muhafiz office=X batch=-1 sheet=1 face=front", FALSE},
        {"muhafiz office= batch=1 sheet=1 face=front", FALSE},
        {"muhafiz office=X batch=1 sheet=1 face=side", FALSE},
        {"muhafiz office=X batch=1 sheet=1 face=front ", FALSE},
        {"Muhafiz office=X batch=1 sheet=1 face=front", FALSE},
        {"muhafiz office=0123456789012345678901234567890 batch=1 sheet=1 face=back", TRUE},
        {"muhafiz office=01234567890123456789012345678901 batch=1 sheet=1 face=back", FALSE},
        {"", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(sheets); i++) {
        Sheet parsed;
        g_test_message("%s", sheets[i].text);
        g_assert_cmpint(scan_sheet_parse(sheets[i].text, &parsed), ==, sheets[i].valid);
        g_autofree char *again = sheets[i].valid ? scan_sheet_describe(&parsed) : NULL;
        if (again)
            g_assert_cmpstr(again, ==, sheets[i].text);
    }
}

static void test_dpi(void)
{
    static const double values[] = {1, 72.5, 96.012, 150.4, 299.9994, 300, 1200};
    g_autofree char *dir = temp_dir_new(), *path = g_build_filename(dir, "m.tif", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(GError) error = NULL;
        ScanMasterSpec spec = {8, 1, 8, values[i], SCAN_MASTER_LOSSLESS};
        Page page;
        double dpi = 0;
        ScanMaster *master = scan_master_new(path, &spec, &sheet, &error);
        scan_master_add_rows(master, (const guint8 *)"a row...", 8, 1, &error);
        scan_master_finish(master, &page, &error);
        g_assert_no_error(error);
        g_assert_true(scan_master_dpi(path, &dpi, &error));
        g_assert_cmpfloat_with_epsilon(dpi, values[i], 1e-6 * values[i]);
        scan_page_clear(&page);
    }
    g_autoptr(GError) error = NULL;
    double dpi = -1;
    g_file_set_contents(path, "no master", -1, NULL);
    g_assert_false(scan_master_dpi(path, &dpi, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_cmpfloat(dpi, ==, -1);
    g_unlink(path);
    g_rmdir(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    signal(SIGXFSZ, SIG_IGN); /* write then fails with EFBIG */
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = g_strconcat("/scan/master/", cases[i].name, NULL);
        g_autofree char *fail_name = g_strconcat(name, "/write-fails", NULL);
        g_test_add_data_func(name, &cases[i], test_round_trip);
        g_test_add_data_func(fail_name, &cases[i], test_write_fails);
    }
    g_test_add_func("/scan/master/refused", test_refused);
    g_test_add_func("/scan/master/empty-and-discarded", test_empty_and_discarded);
    g_test_add_func("/scan/master/dpi", test_dpi);
    g_test_add_func("/scan/master/too-large", test_too_large);
    g_test_add_func("/scan/master/identify-refuses", test_identify_refuses);
    g_test_add_func("/scan/sheet", test_sheet);
    return g_test_run();
}
