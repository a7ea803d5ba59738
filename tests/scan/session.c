/* Whole pages from SANE's own test back end, in every kind of frame that it can send.
 *
 * Grid is a chessboard of 10 mm squares, white in the upper left; it is computed here anew from
 * that. Color pattern is different in every colour and sample, so it is compared between kinds of
 * frames (equal masters have equal hashes) and spot-checked against its definition. */
#include "scan/scan.h"
#include "tests/scan/sane-conf.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>
#include <tiffio.h>

#define DPI 100
#define OPTIONS_MAX 5

static const Sheet sheet = {.office = "PB-LDH-01", .batch = 1, .number = 1};
static char *out_dir;

static ScanSession *session_new(const ScanSettings *settings)
{
    g_autoptr(GError) error = NULL;
    ScanSession *session = scan_session_open("test:0", settings, NULL, NULL, &error);
    g_assert_no_error(error);
    return session;
}

static void page_feed(ScanSession *session, Page *page)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(out_dir, "page.tif", NULL);
    ScanEnd end = scan_session_feed(session, &sheet, path, page, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(scan_end_name(end), ==, "page");
}

/* The only page of a session with these settings; the caller clears it. */
static void page_scan(const ScanSettings *settings, Page *page)
{
    ScanSession *session = session_new(settings);
    page_feed(session, page);
    scan_session_close(session);
}

/* -------------------------------------------------------------------------------------- grid -- */

typedef struct {
    const char *name, *mode;
    guint depth_bits;
    const char *options[OPTIONS_MAX];
    guint channels, stored_bits; /* expected */
    guint width_px, height_px;
    gboolean inverted;
} Kind;

#define A4_100 826, 1169
#define HAND_100 433, 669 /* 110 x 170 mm */

static const Kind kinds[] = {
    {"lineart", "lineart", 0, {NULL}, 1, 1, A4_100, FALSE},
    {"gray-1", "gray", 1, {NULL}, 1, 1, A4_100, FALSE},
    {"gray-8", "gray", 8, {NULL}, 1, 8, A4_100, FALSE},
    {"gray-16", "gray", 16, {NULL}, 1, 16, A4_100, FALSE},
    {"default", NULL, 0, {NULL}, 1, 8, A4_100, FALSE},
    {"color-1", "color", 1, {NULL}, 3, 8, A4_100, FALSE},
    {"color-8", "color", 8, {NULL}, 3, 8, A4_100, FALSE},
    {"color-16", "color", 16, {NULL}, 3, 16, A4_100, FALSE},
    /* the back end draws its 1-bit grid for gray in three-pass too, where 1 is not black */
    {"three-pass-1", "color", 1, {"three-pass=yes"}, 3, 8, A4_100, TRUE},
    {"three-pass-8", "color", 8, {"three-pass=yes"}, 3, 8, A4_100, FALSE},
    {"three-pass-16", "color", 16, {"three-pass=yes"}, 3, 16, A4_100, FALSE},
    {"hand-1", "gray", 1, {"hand-scanner=yes"}, 1, 1, HAND_100, FALSE},
    {"hand-8", "gray", 8, {"hand-scanner=yes"}, 1, 8, HAND_100, FALSE},
    {"hand-color-16", "color", 16, {"hand-scanner=yes"}, 3, 16, HAND_100, FALSE},
    {"hand-three-pass",
     "color",
     8,
     {"three-pass=yes", "three-pass-order=BRG", "hand-scanner=yes"},
     3,
     8,
     HAND_100,
     FALSE},
    {"padded-lines", "color", 8, {"ppl-loss=7"}, 3, 8, 819, 1169, FALSE},
    {"padded-lines-16", "gray", 16, {"ppl-loss=5"}, 1, 16, 821, 1169, FALSE},
    {"fuzzy-parameters", "gray", 8, {"fuzzy-parameters=yes"}, 1, 8, A4_100, FALSE},
    {"small-reads", "color", 8, {"read-limit=yes", "read-limit-size=997"}, 3, 8, A4_100, FALSE},
    {"select-fd", "gray", 8, {"select-fd=yes", "non-blocking=yes"}, 1, 8, A4_100, FALSE},
};

static gboolean grid_is_white(guint x, guint y)
{
    double square_px = 10.0 * DPI / 25.4;
    guint column = (guint)(x / square_px), y_in_pair = y % (guint)(2 * square_px + 0.5);
    guint row = y_in_pair > (guint)(square_px + 0.5);
    return (column + row) % 2 == 0;
}

static guint brightness_at(PIX *pix, guint x, guint y, guint channel)
{
    l_uint32 value = 0;
    pixGetPixel(pix, (l_int32)x, (l_int32)y, &value);
    if (pixGetDepth(pix) == 1)
        return value ? 0 : 255;
    return pixGetDepth(pix) == 32 ? value >> (24 - 8 * channel) & 255 : value;
}

static void grid_check(const Kind *kind, const Page *page, guint tolerance)
{
    GError *error = NULL;
    PIX *pix = scan_master_load(page->path, &error);
    g_assert_no_error(error);
    for (guint y = 0; y < page->height_px; y++)
        for (guint x = 0; x < page->width_px; x++) {
            guint expected = grid_is_white(x, y) != kind->inverted ? 255 : 0;
            for (guint i = 0; i < page->channels; i++) {
                guint found = brightness_at(pix, x, y, i);
                if (found > expected + tolerance || found + tolerance < expected)
                    g_error("%s: pixel %u,%u channel %u is %u", kind->name, x, y, i, found);
            }
        }
    pixDestroy(&pix);
}

static void grid_scan(const Kind *kind, ScanMasterKind master, guint tolerance)
{
    Page page = {0};
    ScanSettings settings = {.source = "adf",
                             .mode = kind->mode,
                             .dpi = DPI,
                             .depth_bits = kind->depth_bits,
                             .options = kind->options,
                             .master = master};
    page_scan(&settings, &page);
    guint stored_bits = master == SCAN_MASTER_JPEG ? MIN(kind->stored_bits, 8) : kind->stored_bits;
    g_assert_cmpuint(page.channels, ==, kind->channels);
    g_assert_cmpuint(page.depth_bits, ==, stored_bits);
    g_assert_cmpuint(page.width_px, ==, kind->width_px);
    g_assert_cmpuint(page.height_px, ==, kind->height_px);
    g_assert_cmpfloat(page.dpi, ==, DPI);
    grid_check(kind, &page, tolerance);
    g_unlink(page.path);
    scan_page_clear(&page);
}

static void test_grid(gconstpointer data)
{
    grid_scan(data, SCAN_MASTER_LOSSLESS, 0);
    grid_scan(data, SCAN_MASTER_JPEG, 60); /* ringing at the edges of the squares */
}

/* ----------------------------------------------------------------------------- color pattern -- */

static void pattern_scan(guint depth_bits, const char *mode, const char *const *more, Page *page)
{
    const char *options[OPTIONS_MAX] = {"test-picture=Color pattern"};
    for (guint i = 0; more && more[i]; i++)
        options[i + 1] = more[i];
    ScanSettings settings = {.mode = mode,
                             .dpi = DPI,
                             .depth_bits = depth_bits,
                             .options = options,
                             .master = SCAN_MASTER_LOSSLESS};
    page_scan(&settings, page);
}

static void test_pass_orders(void)
{
    static const guint depths[] = {1, 8, 16};
    static const char *const orders[] = {"RGB", "RBG", "GBR", "GRB", "BRG", "BGR"};
    for (guint d = 0; d < G_N_ELEMENTS(depths); d++) {
        Page whole = {0};
        pattern_scan(depths[d], "color", NULL, &whole);
        for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
            Page page = {0};
            g_autofree char *order = g_strconcat("three-pass-order=", orders[i], NULL);
            pattern_scan(depths[d], "color", (const char *const[]){"three-pass=yes", order, NULL},
                         &page);
            g_test_message("depth %u, %s", depths[d], order);
            g_assert_cmpstr(page.sha256, ==, whole.sha256);
            scan_page_clear(&page);
        }
        scan_page_clear(&whole);
    }
}

/* 8 bits: squares of 4 px and a gap of 1; two rows each of red, green, blue, rising to the right. */
static void test_colors(void)
{
    Page page = {0};
    pattern_scan(8, "color", NULL, &page);
    PIX *pix = scan_master_load(page.path, NULL);
    for (guint channel = 0; channel < 3; channel++)
        for (guint column = 0; column < 150; column++)
            for (guint i = 0; i < 3; i++)
                g_assert_cmpuint(brightness_at(pix, column * 5 + 3, channel * 10 + 2, i), ==,
                                 i == channel ? column : 0);
    g_assert_cmpuint(brightness_at(pix, 0, 0, 0), ==, 0x55);
    pixDestroy(&pix);
    scan_page_clear(&page);
}

/* 16 bits: squares of 256 px and a gap of 4; high byte rises to the right, low byte downward. */
static void test_samples_16(void)
{
    Page page = {0};
    pattern_scan(16, "gray", NULL, &page);
    TIFF *tiff = TIFFOpen(page.path, "r");
    g_autofree guint16 *row = g_new(guint16, page.width_px);
    for (guint y = 0; y < 260; y++) {
        g_assert_cmpint(TIFFReadScanline(tiff, row, y, 0), ==, 1);
        for (guint x = 4; y >= 4 && x < 260; x++)
            g_assert_cmphex(row[x], ==, (x - 4) << 8 | (y - 4));
    }
    TIFFClose(tiff);
    scan_page_clear(&page);
}

/* ------------------------------------------------------------------------------------ feeder -- */

static void test_feeder(void)
{
    ScanSettings settings = {.source = "adf", .dpi = 50};
    ScanSession *session = session_new(&settings);
    g_assert_true(scan_session_is_feeder(session));
    g_assert_false(scan_session_is_duplex(session));
    g_autofree char *path = g_build_filename(out_dir, "none.tif", NULL);
    for (int load = 0; load < 2; load++) { /* the operator loads the feeder again */
        for (int i = 0; i < 10; i++) {
            Page page = {0};
            page_feed(session, &page);
            scan_page_clear(&page);
        }
        Page untouched = {0};
        GError *error = NULL;
        g_assert_cmpint(scan_session_feed(session, &sheet, path, &untouched, &error), ==,
                        SCAN_END_NO_DOCS);
        g_assert_no_error(error);
        g_assert_null(untouched.path);
        g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    scan_session_close(session);
}

static void test_flatbed(void)
{
    ScanSettings settings = {.source = "flatbed", .dpi = 50};
    ScanSession *session = session_new(&settings);
    g_assert_false(scan_session_is_feeder(session));
    for (int i = 0; i < 12; i++) {
        Page page = {0};
        page_feed(session, &page);
        scan_page_clear(&page);
    }
    scan_session_close(session);
}

static void test_dpi_snaps(void)
{
    ScanSettings settings = {.dpi = 5000, .width_mm = 20, .height_mm = 10};
    ScanSession *session = session_new(&settings);
    Page page = {0};
    page_feed(session, &page);
    g_assert_cmpfloat(page.dpi, ==, 1200);
    g_assert_cmpuint(page.width_px, ==, 944); /* 20 mm */
    g_assert_cmpuint(page.height_px, ==, 472);
    scan_page_clear(&page);
    scan_session_close(session);
}

static void test_refused(void)
{
    static const struct {
        const char *device;
        ScanSettings settings;
        const char *option, *named;
        int code;
    } refused[] = {
        {"test:9", {.dpi = 0}, NULL, "muhafiz devices", MUHAFIZ_ERROR_DEVICE},
        {"no-such-driver:0", {.dpi = 0}, NULL, "muhafiz devices", MUHAFIZ_ERROR_DEVICE},
        {"test:0", {.source = "tray 2"}, NULL, "Flatbed, Automatic", MUHAFIZ_ERROR_USAGE},
        {"test:0", {.source = "adf-duplex"}, NULL, "both sides", MUHAFIZ_ERROR_USAGE},
        {"test:0", {.mode = "halftone"}, NULL, "Gray, Color", MUHAFIZ_ERROR_USAGE},
        {"test:0", {.dpi = 0}, "lamp=on", "read-limit", MUHAFIZ_ERROR_USAGE},
        {"test:0", {.dpi = 0}, "read-limit=perhaps", "yes, no", MUHAFIZ_ERROR_USAGE},
        {"test:0", {.dpi = 0}, "ppl-loss=many", "0-128", MUHAFIZ_ERROR_USAGE},
        {"test:0", {.dpi = 0}, "test-picture=Mona Lisa", "Grid", MUHAFIZ_ERROR_USAGE},
        /* exists, but only in color mode */
        {"test:0", {.dpi = 0}, "three-pass=yes", "not available", MUHAFIZ_ERROR_USAGE},
        /* a table of 256 numbers must not be taken for one */
        {"test:0", {.dpi = 0}, "gamma-table=1", "only tables", MUHAFIZ_ERROR_USAGE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        const char *options[] = {refused[i].option, NULL};
        ScanSettings settings = refused[i].settings;
        settings.options = options;
        g_assert_null(scan_session_open(refused[i].device, &settings, NULL, NULL, &error));
        g_test_message("%s", error->message);
        g_assert_error(error, MUHAFIZ_ERROR, refused[i].code);
        g_assert_nonnull(strstr(error->message, refused[i].named));
    }
}

static void device_check(const ScanDevice *device, gboolean looked, gpointer data)
{
    guint *n = data;
    g_assert_null(device->trouble);
    g_assert_cmpint(device->resolutions != NULL, ==, looked);
    n[looked]++;
    if (!looked || !g_str_has_prefix(device->name, "test:"))
        return;
    g_assert_cmpstr(device->vendor, ==, "Noname");
    g_assert_cmpstr(device->serial, ==, "");
    g_assert_cmpstr(device->sources[1], ==, "Automatic Document Feeder");
    g_assert_cmpstr(device->modes[0], ==, "Gray");
    g_assert_cmpstr(device->resolutions, ==, "1-1200");
}

/* Each is told of twice, before it is opened and after. */
static void test_devices(void)
{
    GError *error = NULL;
    guint n[2] = {0, 0};
    g_assert_true(scan_devices_look(TRUE, NULL, device_check, n, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(n[FALSE], ==, 4);
    g_assert_cmpuint(n[TRUE], ==, 4);
}

static void named_check(const ScanDevice *device, gboolean looked, gpointer data)
{
    guint *n = data;
    gboolean known = g_str_equal(device->name, "test:1");
    if (!looked)
        return;
    g_assert_cmpint(device->trouble == NULL, ==, known);
    g_assert_cmpint(*device->modes != NULL, ==, known);
    (*n)++;
}

/* Without a list the named ones are opened and no other. */
static void test_devices_named(void)
{
    GError *error = NULL;
    guint n = 0;
    const char *const names[] = {"test:1", "test:9", NULL};
    g_assert_true(scan_devices_look(FALSE, names, named_check, &n, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(n, ==, 2);
}

int main(int argc, char **argv)
{
    g_autofree char *conf_dir = sane_conf_new(argv);
    g_test_init(&argc, &argv, NULL);
    out_dir = g_dir_make_tmp("muhafiz-pages-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *name = g_strconcat("/scan/session/grid/", kinds[i].name, NULL);
        g_test_add_data_func(name, &kinds[i], test_grid);
    }
    g_test_add_func("/scan/session/pass-orders", test_pass_orders);
    g_test_add_func("/scan/session/colors", test_colors);
    g_test_add_func("/scan/session/samples-16", test_samples_16);
    g_test_add_func("/scan/session/feeder", test_feeder);
    g_test_add_func("/scan/session/flatbed", test_flatbed);
    g_test_add_func("/scan/session/dpi-snaps", test_dpi_snaps);
    g_test_add_func("/scan/session/refused", test_refused);
    g_test_add_func("/scan/devices", test_devices);
    g_test_add_func("/scan/session/devices-named", test_devices_named);
    int result = g_test_run();
    sane_conf_remove(g_steal_pointer(&conf_dir));
    sane_conf_remove(g_steal_pointer(&out_dir));
    return result;
}
