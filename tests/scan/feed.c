/* Image files through SANE's pnm back end: order, kinds, content, and what is refused. */
#include "scan/scan.h"
#include "tests/scan/sane-conf.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

static char *in_dir, *out_dir;

/* A page of one shade with a darker left half, so that wrong row lengths are seen. */
static PIX *image_draw(l_int32 depth, guint shade)
{
    PIX *gray = pixCreate(203, 101, 8);
    pixSetAllArbitrary(gray, shade);
    for (l_int32 y = 0; y < 101; y++)
        for (l_int32 x = 0; x < 100; x++)
            pixSetPixel(gray, x, y, 0);
    PIX *pix = depth == 1    ? pixConvertTo1(gray, 64)
               : depth == 4  ? pixConvertTo4(gray)
               : depth == 16 ? pixConvertTo16(gray)
               : depth == 32 ? pixConvertTo32(gray)
                             : pixClone(gray);
    pixDestroy(&gray);
    return pix;
}

static const struct {
    const char *name;
    l_int32 format, depth;
    guint shade, channels, depth_bits; /* channels and bits expected in color mode */
    guint tolerance;
} images[] = {
    /* in feeding order */
    {"page1.png", IFF_PNG, 8, 100, 1, 8, 0},
    {"page2.pgm", IFF_PNM, 8, 110, 1, 8, 0},
    {"page3.tif", IFF_TIFF_G4, 1, 255, 1, 1, 0},
    {"page9.pbm", IFF_PNM, 1, 255, 1, 1, 0},
    {"page10.ppm", IFF_PNM, 32, 130, 3, 8, 0},
    {"page11.png", IFF_PNG, 32, 140, 3, 8, 0},
    {"page12.png", IFF_PNG, 16, 150, 1, 8, 0},
    {"page13.png", IFF_PNG, 4, 170, 1, 8, 0}, /* 10 x 17: a shade that 4 bits have */
    {"page100.jpg", IFF_JFIF_JPEG, 8, 160, 1, 8, 4},
};

static char *input_path(const char *name)
{
    return g_build_filename(in_dir, name, NULL);
}

static void images_write(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(images); i++) {
        g_autofree char *path = input_path(images[i].name);
        PIX *pix = image_draw(images[i].depth, images[i].shade);
        g_assert_cmpint(pixWrite(path, pix, images[i].format), ==, 0);
        pixDestroy(&pix);
    }
}

static ScanSession *session_new(const char *pattern, const char *mode, const char *option)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *glob = input_path(pattern);
    const char *const options[] = {option, NULL};
    ScanSettings settings = {
        .feed = glob, .mode = mode, .dpi = 240, .options = options, .master = SCAN_MASTER_LOSSLESS};
    ScanSession *session = scan_session_open("pnm:0", &settings, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(scan_session_is_feeder(session));
    return session;
}

static ScanEnd image_feed(ScanSession *session, guint number, Page *page, GError **error)
{
    Sheet sheet = {.office = "X", .batch = 1, .number = number};
    g_autofree char *path = g_build_filename(out_dir, "page.tif", NULL);
    g_autofree char *pnm = g_strconcat(path, ".pnm", NULL);
    ScanEnd end = scan_session_feed(session, &sheet, path, page, error);
    g_assert_false(g_file_test(pnm, G_FILE_TEST_EXISTS));
    return end;
}

static void shades_check(const Page *page, guint shade, guint tolerance)
{
    PIX *pix = scan_master_load(page->path, NULL);
    PIX *gray = pixConvertTo8(pix, FALSE);
    l_uint32 value;
    for (l_int32 y = 0; y < 101; y += 10)
        for (l_int32 x = 5; x < 203; x += 19) { /* away from JPEG's ringing at 100 */
            pixGetPixel(gray, x, y, &value);
            g_assert_cmpint(ABS((gint)value - (gint)(x < 100 ? 0 : shade)), <=, tolerance);
        }
    pixDestroy(&gray);
    pixDestroy(&pix);
}

static void feed_check(const char *mode, const char *option)
{
    GError *error = NULL;
    ScanSession *session = session_new("page*", mode, option);
    gboolean color = g_strcmp0(mode, "color") == 0;
    for (guint i = 0; i < G_N_ELEMENTS(images); i++) {
        Page page = {0};
        g_assert_cmpint(image_feed(session, i + 1, &page, &error), ==, SCAN_END_PAGE);
        g_assert_no_error(error);
        g_test_message("%s", images[i].name);
        g_assert_cmpuint(page.width_px, ==, 203);
        g_assert_cmpuint(page.height_px, ==, 101);
        g_assert_cmpfloat(page.dpi, ==, 240);
        g_assert_cmpuint(page.channels, ==, color ? images[i].channels : 1);
        g_assert_cmpuint(page.depth_bits, ==, images[i].depth_bits);
        shades_check(&page, images[i].shade, images[i].tolerance);
        scan_page_clear(&page);
    }
    g_assert_cmpint(image_feed(session, G_N_ELEMENTS(images) + 1, NULL, &error), ==,
                    SCAN_END_NO_DOCS);
    g_assert_no_error(error);
    scan_session_close(session);
}

static void test_order_and_content(void)
{
    images_write();
    feed_check(NULL, "brightness=0");
    feed_check("color", "brightness=0");
    feed_check("color", "three-pass=yes");
    feed_check("color", "hand-scanner=yes");
}

/* A batch that is resumed asks for the sheet behind its last one. */
static void test_resume(void)
{
    Page page = {0};
    ScanSession *session = session_new("page*", NULL, "brightness=0");
    g_assert_cmpint(image_feed(session, 2, &page, NULL), ==, SCAN_END_PAGE);
    shades_check(&page, images[1].shade, 0);
    scan_page_clear(&page);
    scan_session_close(session);
}

static void broken_write(const char *name, const char *text, gssize size)
{
    g_autofree char *path = input_path(name);
    g_assert_true(g_file_set_contents(path, text, size, NULL));
}

static void images_break(void)
{
    g_autofree char *good = input_path("page1.png"), *bytes = NULL;
    g_autofree char *tiff = input_path("bad-4.tif");
    gsize size;
    g_assert_true(g_file_get_contents(good, &bytes, &size, NULL));
    broken_write("bad-1.png", "", 0);
    broken_write("bad-2.png", bytes, (gssize)size / 2);
    broken_write("bad-3.txt", "A letter, not an image.\n", -1);
    PIX *pix = image_draw(1, 255);
    pixWriteTiff(tiff, pix, IFF_TIFF_G4, "w");
    pixWriteTiff(tiff, pix, IFF_TIFF_G4, "a");
    pixDestroy(&pix);
    broken_write("bad-5.pgm", "P5\n60000 60000\n255\n", -1);
}

static void test_refused(void)
{
    static const struct {
        const char *file, *named;
        int code;
    } refused[] = {
        {"bad-1.png", "not a page image", MUHAFIZ_ERROR_DATA},
        {"bad-2.png", "broken or truncated", MUHAFIZ_ERROR_DATA},
        {"bad-3.txt", "not a page image", MUHAFIZ_ERROR_DATA},
        {"bad-4.tif", "muhafiz ingest", MUHAFIZ_ERROR_DATA},
        {"bad-5.pgm", "megapixels", MUHAFIZ_ERROR_LIMIT},
    };
    images_break();
    ScanSession *session = session_new("bad-*", NULL, "brightness=0");
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_cmpint(image_feed(session, i + 1, NULL, &error), ==, SCAN_END_INVALID);
        g_test_message("%s", error->message);
        g_assert_error(error, MUHAFIZ_ERROR, refused[i].code);
        g_assert_nonnull(strstr(error->message, refused[i].file));
        g_assert_nonnull(strstr(error->message, refused[i].named));
    }
    scan_session_close(session);
}

static void test_nothing(void)
{
    g_autoptr(GError) error = NULL;
    ScanSettings settings = {.feed = "/no/such/folder/*.png"};
    g_assert_null(scan_session_open("pnm:0", &settings, NULL, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, settings.feed));
}

int main(int argc, char **argv)
{
    g_autofree char *conf_dir = sane_conf_new(argv);
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    in_dir = g_dir_make_tmp("muhafiz-in-XXXXXX", NULL);
    out_dir = g_dir_make_tmp("muhafiz-pages-XXXXXX", NULL);
    g_test_add_func("/scan/feed/order-and-content", test_order_and_content);
    g_test_add_func("/scan/feed/resume", test_resume);
    g_test_add_func("/scan/feed/refused", test_refused);
    g_test_add_func("/scan/feed/nothing", test_nothing);
    int result = g_test_run();
    sane_conf_remove(g_steal_pointer(&conf_dir));
    sane_conf_remove(in_dir);
    sane_conf_remove(out_dir);
    return result;
}
