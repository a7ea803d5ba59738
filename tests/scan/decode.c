/* Page image files become masters that show the same picture, upright and in the right polarity;
 * what is broken, absurd or foreign is refused, and leaves nothing behind. */
#include "scan/scan.h"
#include "tests/scan/decode-make.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#define TOLERANCE 16 /* JPEG's losses in flat places */

typedef struct {
    char *folder, *file, *out;
    ScanDecodeSettings settings;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = folder_new();
    fixture->file = g_build_filename(fixture->folder, "page", NULL);
    fixture->out = g_build_filename(fixture->folder, "out", NULL);
    fixture->settings = (ScanDecodeSettings){.out_dir = fixture->out,
                                             .dpi = 300,
                                             .master = SCAN_MASTER_LOSSLESS,
                                             .first = {.office = "T-01", .batch = 4, .number = 9}};
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    folder_remove(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->file);
    g_free(fixture->out);
}

/* ----------------------------------------------------------------------------- pictures -- */

typedef struct {
    const char *name;
    MakeTiff tiff;
    guint channels, depth_bits;
    double dpi;
} TiffCase;

#define GRAY PHOTOMETRIC_MINISBLACK
#define WHITE0 PHOTOMETRIC_MINISWHITE
#define RGB PHOTOMETRIC_RGB

static const TiffCase tiff_cases[] = {
    {"bits-min-is-black", {1, 1, GRAY, COMPRESSION_NONE, 0, 0, 0, 200, 200, 0, 0}, 1, 1, 200},
    {"bits-min-is-white", {1, 1, WHITE0, COMPRESSION_NONE, 0, 0, 0, 200, 200, 0, 0}, 1, 1, 200},
    {"g4", {1, 1, WHITE0, COMPRESSION_CCITTFAX4, 0, 0, 0, 600, 600, 0, 0}, 1, 1, 600},
    {"g3", {1, 1, WHITE0, COMPRESSION_CCITTFAX3, 0, 0, 0, 0, 0, 0, 0}, 1, 1, 300},
    {"bits-tiled", {1, 1, GRAY, COMPRESSION_NONE, 0, 0, 1, 0, 0, 0, 0}, 1, 1, 300},
    {"gray", {8, 1, GRAY, COMPRESSION_LZW, 1, 0, 0, 300, 300, 0, 0}, 1, 8, 300},
    {"gray-min-is-white", {8, 1, WHITE0, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0}, 1, 8, 300},
    {"gray-4-bits", {4, 1, GRAY, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0}, 1, 8, 300},
    {"gray-16-bits", {16, 1, GRAY, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0}, 1, 16, 300},
    {"gray-jpeg", {8, 1, GRAY, COMPRESSION_JPEG, 1, 0, 0, 0, 0, 0, 0}, 1, 8, 300},
    {"gray-tiled", {8, 1, GRAY, COMPRESSION_NONE, 1, 0, 1, 0, 0, 0, 0}, 1, 8, 300},
    {"rgb", {8, 3, RGB, COMPRESSION_ADOBE_DEFLATE, 1, 0, 0, 0, 0, 0, 0}, 3, 8, 300},
    {"rgb-16-bits", {16, 3, RGB, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0}, 3, 16, 300},
    {"rgb-planes", {8, 3, RGB, COMPRESSION_NONE, 1, 2, 0, 0, 0, 0, 0}, 3, 8, 300},
    {"rgb-tiled", {8, 3, RGB, COMPRESSION_LZW, 1, 0, 1, 0, 0, 0, 0}, 3, 8, 300},
    {"alpha-associated", {8, 4, RGB, COMPRESSION_NONE, 1, 0, 0, 0, 0, 1, 0}, 3, 8, 300},
    {"alpha-unassociated", {8, 4, RGB, COMPRESSION_NONE, 1, 0, 0, 0, 0, 2, 0}, 3, 8, 300},
    {"cmyk", {8, 4, PHOTOMETRIC_SEPARATED, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0}, 3, 8, 300},
    {"ycbcr", {8, 3, PHOTOMETRIC_YCBCR, COMPRESSION_JPEG, 1, 0, 0, 0, 0, 0, 0}, 3, 8, 300},
    {"palette", {8, 1, PHOTOMETRIC_PALETTE, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0}, 3, 8, 300},
    {"72-dpi", {8, 1, GRAY, COMPRESSION_NONE, 1, 0, 0, 72, 72, 0, 0}, 1, 8, 72},
    {"implausible-dpi", {8, 1, GRAY, COMPRESSION_NONE, 1, 0, 0, 1, 1, 0, 0}, 1, 8, 300},
};

/* The luminance that the master shows at a place. */
static int luminance_at(PIX *pix, guint x, guint y)
{
    l_uint32 value = 0;
    pixGetPixel(pix, (int)x, (int)y, &value);
    if (pixGetDepth(pix) == 1)
        return value ? 0 : 255;
    if (pixGetDepth(pix) == 8)
        return (int)value;
    int red, green, blue;
    extractRGBValues(value, &red, &green, &blue);
    return (red + green + blue) / 3;
}

/* Bar: what the kind makes of it. */
static void assert_shows_picture(const Page *page, int bar)
{
    static const struct {
        guint x, y;
        int luminance; /* -1: the bar's */
    } places[] = {{5, 15, 0},   {5, 5, 0},    {85, 5, -1},  {85, 14, 255},
                  {45, 5, 255}, {5, 55, 255}, {85, 55, 255}};
    g_autoptr(GError) error = NULL;
    PIX *pix = scan_master_load(page->path, &error);
    g_assert_no_error(error);
    guint scale_x = page->width_px / PICTURE_WIDTH, scale_y = page->height_px / PICTURE_HEIGHT;
    g_assert_cmpuint(page->width_px, ==, scale_x * PICTURE_WIDTH);
    g_assert_cmpuint(page->height_px, ==, scale_y * PICTURE_HEIGHT);
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        int expected = places[i].luminance < 0 ? bar : places[i].luminance;
        int found = luminance_at(pix, places[i].x * scale_x, places[i].y * scale_y);
        g_assert_cmpint(ABS(found - expected), <=, TOLERANCE);
    }
    pixDestroy(&pix);
}

static int bar_of(guint channels, guint depth_bits)
{
    return depth_bits == 1 ? 0 : channels == 1 ? (int)PICTURE_GRAY : (200 + 30 + 30) / 3;
}

static void assert_decodes(Fixture *fixture, guint channels, guint depth_bits, double dpi)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = scan_decode(fixture->file, &fixture->settings, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(pages->len, ==, 1);
    Page *page = &g_array_index(pages, Page, 0);
    g_assert_cmpuint(page->channels, ==, channels);
    g_assert_cmpuint(page->depth_bits, ==, depth_bits);
    g_assert_cmpfloat_with_epsilon(page->dpi, dpi, 0.5);
    g_assert_cmpuint(page->sheet.number, ==, 9);
    assert_shows_picture(page, bar_of(channels, depth_bits));
}

static void test_tiff(Fixture *fixture, gconstpointer data)
{
    const TiffCase *tiff = data;
    make_tiff(fixture->file, &tiff->tiff, 1);
    assert_decodes(fixture, tiff->channels, tiff->depth_bits, tiff->dpi);
}

/* Every orientation by the straight and by the roundabout way, in every depth. */
static void test_tiff_orientation(Fixture *fixture, gconstpointer data)
{
    guint16 orientation = (guint16)GPOINTER_TO_UINT(data);
    const MakeTiff depths[] = {{1, 1, GRAY, COMPRESSION_NONE, orientation, 0, 0, 0, 0, 0, 0},
                               {8, 1, GRAY, COMPRESSION_NONE, orientation, 0, 0, 0, 0, 0, 0},
                               {16, 3, RGB, COMPRESSION_NONE, orientation, 0, 0, 0, 0, 0, 0},
                               {8, 3, RGB, COMPRESSION_NONE, orientation, 0, 1, 0, 0, 0, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(depths); i++) {
        make_tiff(fixture->file, &depths[i], 1);
        guint bits = depths[i].bits == 16 && orientation > 1 ? 8 : depths[i].bits;
        assert_decodes(fixture, depths[i].samples, bits, 300);
    }
}

static void test_tiff_oblong_pixels(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const MakeTiff fax = {1, 1, WHITE0, COMPRESSION_CCITTFAX4, 1, 0, 0, 200, 100, 0, 0};
    make_tiff(fixture->file, &fax, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = scan_decode(fixture->file, &fixture->settings, &error);
    g_assert_no_error(error);
    Page *page = &g_array_index(pages, Page, 0);
    g_assert_cmpuint(page->width_px, ==, PICTURE_WIDTH);
    g_assert_cmpuint(page->height_px, ==, 2 * PICTURE_HEIGHT);
    g_assert_cmpfloat(page->dpi, ==, 200);
    assert_shows_picture(page, 0);
}

static void test_tiff_pages(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const MakeTiff pages_made[] = {
        {1, 1, WHITE0, COMPRESSION_CCITTFAX4, 1, 0, 0, 200, 200, 0, 0},
        {8, 1, GRAY, COMPRESSION_NONE, 1, 0, 0, 100, 100, 0, FILETYPE_REDUCEDIMAGE},
        {8, 3, RGB, COMPRESSION_LZW, 6, 0, 0, 150, 150, 0, FILETYPE_PAGE}};
    make_tiff(fixture->file, pages_made, G_N_ELEMENTS(pages_made));
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = scan_decode(fixture->file, &fixture->settings, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(pages->len, ==, 2);
    for (guint i = 0; i < pages->len; i++) {
        Page *page = &g_array_index(pages, Page, i);
        assert_shows_picture(page, bar_of(page->channels, page->depth_bits));
        g_assert_cmpuint(page->sheet.number, ==, 9 + i);
        g_autofree char *name = g_path_get_basename(page->path);
        g_assert_cmpstr(name, ==, i ? "0002.tif" : "0001.tif");
    }
}

typedef struct {
    const char *name;
    MakeJpeg jpeg;
    guint channels;
    double dpi;
} JpegCase;

static const JpegCase jpeg_cases[] = {
    {"gray", {TRUE, FALSE, FALSE, 0, 200}, 1, 200},
    {"colour", {FALSE, FALSE, FALSE, 0, 0}, 3, 300},
    {"progressive", {FALSE, FALSE, TRUE, 0, 150}, 3, 150},
    {"cmyk", {FALSE, TRUE, FALSE, 0, 0}, 3, 300},
    {"upright", {FALSE, FALSE, FALSE, 1, 0}, 3, 300},
    {"turned-right", {FALSE, FALSE, FALSE, 6, 0}, 3, 300},
    {"turned-left", {TRUE, FALSE, FALSE, 8, 0}, 1, 300},
    {"upside-down", {TRUE, FALSE, FALSE, 3, 200}, 1, 200},
    {"transposed", {FALSE, FALSE, FALSE, 5, 0}, 3, 300},
};

static void test_jpeg(Fixture *fixture, gconstpointer data)
{
    const JpegCase *jpeg = data;
    make_jpeg(fixture->file, &jpeg->jpeg);
    assert_decodes(fixture, jpeg->channels, 8, jpeg->dpi);
}

typedef struct {
    const char *name;
    MakePng png;
    guint channels, depth_bits;
    double dpi;
} PngCase;

static const PngCase png_cases[] = {
    {"bits", {MAKE_PNG_GRAY, 1, FALSE, 600}, 1, 1, 600},
    {"gray-4-bits", {MAKE_PNG_GRAY, 4, FALSE, 0}, 1, 8, 300},
    {"gray", {MAKE_PNG_GRAY, 8, FALSE, 200}, 1, 8, 200},
    {"gray-16-bits", {MAKE_PNG_GRAY, 16, FALSE, 0}, 1, 16, 300},
    {"gray-alpha", {MAKE_PNG_GRAY_ALPHA, 8, FALSE, 0}, 1, 8, 300},
    {"gray-alpha-16-bits", {MAKE_PNG_GRAY_ALPHA, 16, FALSE, 0}, 1, 8, 300},
    {"rgb", {MAKE_PNG_RGB, 8, FALSE, 0}, 3, 8, 300},
    {"rgb-16-bits", {MAKE_PNG_RGB, 16, FALSE, 0}, 3, 16, 300},
    {"rgb-alpha", {MAKE_PNG_RGB_ALPHA, 8, FALSE, 0}, 3, 8, 300},
    {"rgb-interlaced", {MAKE_PNG_RGB, 8, TRUE, 0}, 3, 8, 300},
    {"bits-interlaced", {MAKE_PNG_GRAY, 1, TRUE, 0}, 1, 1, 300},
    {"palette", {MAKE_PNG_PALETTE, 8, FALSE, 0}, 3, 8, 300},
    {"palette-gray", {MAKE_PNG_PALETTE_GRAY, 8, FALSE, 0}, 1, 8, 300},
    {"palette-bits", {MAKE_PNG_PALETTE, 1, FALSE, 0}, 1, 1, 300},
    {"palette-bits-inverse", {MAKE_PNG_PALETTE_INVERSE, 1, FALSE, 0}, 1, 1, 300},
    {"palette-transparent", {MAKE_PNG_PALETTE_KEY, 8, FALSE, 0}, 3, 8, 300},
};

static void test_png(Fixture *fixture, gconstpointer data)
{
    const PngCase *png = data;
    make_png(fixture->file, &png->png);
    assert_decodes(fixture, png->channels, png->depth_bits, png->dpi);
}

/* ------------------------------------------------------------------------------ refusals -- */

/* words must stand in the message. */
static void assert_refused(Fixture *fixture, MuhafizError code, const char *words)
{
    g_autoptr(GError) error = NULL;
    GArray *pages = scan_decode(fixture->file, &fixture->settings, &error);
    g_assert_null(pages);
    g_assert_error(error, MUHAFIZ_ERROR, (int)code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, words));
    g_assert_false(g_file_test(fixture->out, G_FILE_TEST_EXISTS));
}

static void assert_accepted(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    GArray *pages = scan_decode(fixture->file, &fixture->settings, &error);
    g_assert_no_error(error);
    g_array_unref(pages);
    folder_remove(fixture->out);
}

typedef struct {
    const char *name;
    const char *bytes;
    gsize size_bytes;
    const char *words;
} ForeignCase;

#define BYTES(text) text, sizeof(text) - 1

static const ForeignCase foreign_cases[] = {
    {"empty", BYTES(""), "empty"},
    {"text", BYTES("Dear Sir,\nkindly find enclosed\n"), "a text file"},
    {"one-byte", BYTES("\x89"), "unknown kind"},
    {"zip", BYTES("PK\x03\x04\x14\0\x06\0[Content_Types].xml"), "Office document"},
    {"word", BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "old Word"},
    {"heic",
     BYTES("\0\0\0\x18"
           "ftypheic\0\0\0\0"),
     "HEIC"},
    {"video",
     BYTES("\0\0\0\x18"
           "ftypisom\0\0\0\0"),
     "video"},
    {"zeros", BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "zeros"},
    {"tiff-header-only", BYTES("II*\0"), "TIFF"},
    {"tiff-loop", BYTES("II*\0\x08\0\0\0\0\0\x08\0\0\0"), "TIFF"},
    {"jpeg-header-only", BYTES("\xFF\xD8\xFF\xE0"), "JPEG"},
    {"png-header-only", BYTES("\x89PNG\r\n\x1A\n"), "PNG"},
    {"pdf-header-only", BYTES("%PDF-1.4\n"), "PDF"},
};

static void test_foreign(Fixture *fixture, gconstpointer data)
{
    const ForeignCase *foreign = data;
    g_file_set_contents(fixture->file, foreign->bytes, (gssize)foreign->size_bytes, NULL);
    assert_refused(fixture, MUHAFIZ_ERROR_DATA, foreign->words);
}

/* What no PDF page may be as small as is refused at once, and not for ever when it is to be written. */
static void test_least_paper(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (int width_px = 12; width_px <= 13; width_px++) { /* at 300 dpi: 2.88 and 3.12 pt */
        PIX *strip = pixCreate(width_px, 40, 8);
        pixSetResolution(strip, 300, 300);
        g_assert_cmpint(pixWrite(fixture->file, strip, IFF_PNG), ==, 0);
        pixDestroy(&strip);
        if (width_px == 12)
            assert_refused(fixture, MUHAFIZ_ERROR_DATA, "which is no page");
        else
            assert_accepted(fixture);
    }
}

static void test_no_file(Fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_refused(fixture, MUHAFIZ_ERROR_IO, "page");
    g_mkdir(fixture->file, 0700);
    assert_refused(fixture, MUHAFIZ_ERROR_DATA, "folder");
    g_rmdir(fixture->file);
    g_assert_cmpint(mkfifo(fixture->file, 0600), ==, 0); /* nobody ever writes into it */
    assert_refused(fixture, MUHAFIZ_ERROR_DATA, "device");
}

/* The first bytes name the kind, and what has none is refused without waiting for it. */
static void test_kind(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const made[][2] = {{"tiff", "tiff"},
                                          {"jpeg", "jpeg"},
                                          {"jpeg-progressive", "jpeg"},
                                          {"png", "png"},
                                          {"pdf", "pdf"}};
    for (guint i = 0; i < G_N_ELEMENTS(made); i++) {
        make_any(fixture->file, made[i][0]);
        g_assert_cmpstr(scan_kind_of_file(fixture->file, NULL), ==, made[i][1]);
    }
    for (guint n_junk = 0; n_junk <= 1024; n_junk += 1019) { /* 1019 and the header make 1024 */
        g_autofree char *junk = g_strnfill(n_junk, '\n');
        g_autofree char *text = g_strconcat(junk, "%PDF-1.4\n", NULL);
        g_file_set_contents(fixture->file, text, -1, NULL);
        g_assert_cmpstr(scan_kind_of_file(fixture->file, NULL), ==, "pdf");
    }
}

static void test_kind_refused(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) none = NULL, text = NULL, folder = NULL, pipe = NULL;
    g_assert_null(scan_kind_of_file(fixture->file, &none));
    g_assert_error(none, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_null(scan_kind_of_file(fixture->folder, &folder));
    g_assert_error(folder, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_file_set_contents(fixture->file, "Dear Sir", -1, NULL);
    g_assert_null(scan_kind_of_file(fixture->file, &text));
    g_assert_error(text, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_unlink(fixture->file);
    g_assert_cmpint(mkfifo(fixture->file, 0600), ==, 0);
    g_assert_null(scan_kind_of_file(fixture->file, &pipe));
    g_assert_error(pipe, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

static const char *const kinds[] = {"tiff", "jpeg", "jpeg-progressive", "png", "pdf", NULL};

/* Wherever the copying broke off. */
static void test_truncated(Fixture *fixture, gconstpointer kind)
{
    g_autofree char *bytes = NULL;
    gsize size_bytes = 0;
    make_any(fixture->file, kind);
    assert_accepted(fixture);
    g_assert_true(g_file_get_contents(fixture->file, &bytes, &size_bytes, NULL));
    const gsize cuts[] = {9,
                          30,
                          size_bytes / 10,
                          size_bytes / 2,
                          size_bytes * 9 / 10,
                          size_bytes - 8,
                          size_bytes - 1};
    for (guint i = 0; i < G_N_ELEMENTS(cuts); i++) {
        gboolean only_newline = g_str_equal(kind, "pdf") && cuts[i] == size_bytes - 1;
        if (only_newline)
            continue;
        g_file_set_contents(fixture->file, bytes, (gssize)cuts[i], NULL);
        assert_refused(fixture, MUHAFIZ_ERROR_DATA, "");
    }
}

/* The last page's directory lies beyond the end, all strips before it are there. */
static void test_tiff_later_directory(Fixture *fixture, gconstpointer data)
{
    (void)data;
    make_any(fixture->file, "tiff");
    TIFF *tiff = TIFFOpen(fixture->file, "r");
    TIFFSetDirectory(tiff, 1);
    guint64 offset = TIFFCurrentDirOffset(tiff);
    TIFFClose(tiff);
    g_assert_cmpint(truncate(fixture->file, (off_t)offset), ==, 0);
    assert_refused(fixture, MUHAFIZ_ERROR_DATA, "page 2");
}

/* More pixels than any page has, stated in a few bytes. */
static void test_absurd(Fixture *fixture, gconstpointer kind)
{
    make_absurd(fixture->file, kind);
    assert_refused(fixture, MUHAFIZ_ERROR_LIMIT, "million");
}

/* The third page cannot be read: the first two go again, and what else is in the folder stays. */
static void test_all_or_none(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *stranger = g_build_filename(fixture->out, "stranger", NULL);
    g_autoptr(GError) error = NULL;
    g_mkdir(fixture->out, 0700);
    g_file_set_contents(stranger, "x", 1, NULL);
    const MakeTiff pages[] = {{8, 1, GRAY, COMPRESSION_NONE, 1, 0, 0, 0, 0, 0, 0},
                              {8, 3, RGB, COMPRESSION_NONE, 6, 0, 0, 0, 0, 0, 0},
                              {8, 3, RGB, COMPRESSION_NONE, 6, 0, 0, 0, 0, 0, 0}};
    make_tiff(fixture->file, pages, 3);
    TIFF *tiff = TIFFOpen(fixture->file, "r+");
    TIFFSetDirectory(tiff, 2);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 4000000u);
    TIFFRewriteDirectory(tiff);
    TIFFClose(tiff);
    g_assert_null(scan_decode(fixture->file, &fixture->settings, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, "page 3"));
    g_assert_cmpuint(folder_count(fixture->out), ==, 1);
}

/* ------------------------------------------------------------------------------- corpus -- */

static void test_corpus(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const char *corpus = g_getenv("MUHAFIZ_CORPUS");
    GDir *dir = corpus ? g_dir_open(corpus, 0, NULL) : NULL;
    if (!dir) {
        g_test_skip("no real scans here: MUHAFIZ_CORPUS names no folder");
        return;
    }
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_build_filename(corpus, name, NULL);
        gboolean is_image = g_str_has_suffix(name, ".png") || g_str_has_suffix(name, ".jpg") ||
                            g_str_has_suffix(name, ".tif");
        g_autoptr(GArray) pages = scan_decode(path, &fixture->settings, &error);
        if (is_image)
            g_assert_no_error(error);
        else
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
        g_assert_true(is_image == (pages != NULL));
    }
    g_dir_close(dir);
}

/* --------------------------------------------------------------------------------- main -- */

#define ADD(path, data, function) g_test_add(path, Fixture, data, set_up, function, tear_down)

#define ADD_CASES(folder, cases, function)                                                         \
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {                                              \
        g_autofree char *path = g_strconcat(folder, cases[i].name, NULL);                          \
        ADD(path, &cases[i], function);                                                            \
    }

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD_CASES("/decode/tiff/", tiff_cases, test_tiff)
    ADD_CASES("/decode/jpeg/", jpeg_cases, test_jpeg)
    ADD_CASES("/decode/png/", png_cases, test_png)
    ADD_CASES("/decode/foreign/", foreign_cases, test_foreign)
    for (guint i = 1; i <= 8; i++) {
        g_autofree char *path = g_strdup_printf("/decode/tiff/orientation-%u", i);
        ADD(path, GUINT_TO_POINTER(i), test_tiff_orientation);
    }
    for (const char *const *kind = kinds; *kind; kind++) {
        g_autofree char *path = g_strconcat("/decode/truncated/", *kind, NULL);
        ADD(path, *kind, test_truncated);
    }
    ADD("/decode/kind", NULL, test_kind);
    ADD("/decode/kind/refused", NULL, test_kind_refused);
    ADD("/decode/tiff/oblong-pixels", NULL, test_tiff_oblong_pixels);
    ADD("/decode/tiff/pages", NULL, test_tiff_pages);
    ADD("/decode/tiff/later-directory", NULL, test_tiff_later_directory);
    ADD("/decode/absurd/png", "png", test_absurd);
    ADD("/decode/absurd/jpeg", "jpeg", test_absurd);
    ADD("/decode/absurd/tiff", "tiff", test_absurd);
    ADD("/decode/absurd/pdf", "pdf", test_absurd);
    ADD("/decode/least-paper", NULL, test_least_paper);
    ADD("/decode/no-file", NULL, test_no_file);
    ADD("/decode/all-or-none", NULL, test_all_or_none);
    ADD("/decode/corpus", NULL, test_corpus);
    return g_test_run();
}
