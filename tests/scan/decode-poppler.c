/* Pages of PDFs as copiers make them, against pdftoppm's rendering of the same page: one image in
 * every encoding, strips, layers (background, mask, foreground), turned, cropped and of any size.
 *
 * All show the picture of decode-make.h, SCALE pixels to one, on a page where that is 300 dpi. */
#include "scan/scan.h"
#include "tests/scan/decode-make.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>
#include <zlib.h>

#include <jpeglib.h>

#define SCALE 10u
#define WIDTH (PICTURE_WIDTH * SCALE)
#define RENDER_DPI 150.0

typedef enum { JPEG_GRAY, JPEG_RGB, FLATE_GRAY, FLATE_RGB, G4, JBIG2, G4_MASK } Encoding;

/* Rows y to y + n_rows of the picture, n_rows 0: none. */
typedef struct {
    Encoding encoding;
    guint y, n_rows;
    guint mask; /* number of the image that is its stencil mask; 0: none */
} Image;

#define IMAGES_MAX 4u
#define ALL_ROWS 0, PICTURE_HEIGHT

typedef struct {
    const char *name;
    const char *page_keys;
    const char *content; /* draws /I1, /I2 ... */
    Image images[IMAGES_MAX];
    gboolean is_taken; /* the image as it is, else rendered */
    guint turns;       /* of the page, clockwise */
} Case;

/* Mean difference of levels to pdftoppm, which draws an image up to a pixel larger than it is. What
 * it renders for us it renders as for anybody. */
#define APART_TAKEN 0.2
#define APART_RENDERED 0.0

#define BOX "/MediaBox[0 0 216 144]"
#define FULL "216 0 0 144 0 0 cm /I1 Do"
#define STRIPS                                                                                     \
    "q 216 0 0 48 0 96 cm /I1 Do Q q 216 0 0 48 0 48 cm /I2 Do Q q 216 0 0 48 0 0 cm /I3 Do Q"
#define LAYERS "q 216 0 0 144 0 0 cm /I1 Do Q q 0 0 0 rg 216 0 0 144 0 0 cm /I2 Do Q"
#define THIRD 20

static const Case cases[] = {
    {"jpeg-gray", BOX, FULL, {{JPEG_GRAY, ALL_ROWS, 0}}, TRUE, 0},
    {"jpeg-colour", BOX, FULL, {{JPEG_RGB, ALL_ROWS, 0}}, TRUE, 0},
    {"flate-gray", BOX, FULL, {{FLATE_GRAY, ALL_ROWS, 0}}, TRUE, 0},
    {"flate-colour", BOX, FULL, {{FLATE_RGB, ALL_ROWS, 0}}, TRUE, 0},
    {"g4", BOX, FULL, {{G4, ALL_ROWS, 0}}, TRUE, 0},
    {"jbig2", BOX, FULL, {{JBIG2, ALL_ROWS, 0}}, TRUE, 0},
    {"g4-rotate-90", BOX "/Rotate 90", FULL, {{G4, ALL_ROWS, 0}}, TRUE, 1},
    {"g4-rotate-180", BOX "/Rotate 180", FULL, {{G4, ALL_ROWS, 0}}, TRUE, 2},
    {"g4-rotate-270", BOX "/Rotate 270", FULL, {{G4, ALL_ROWS, 0}}, TRUE, 3},
    {"g4-rotate-back", BOX "/Rotate -90", FULL, {{G4, ALL_ROWS, 0}}, TRUE, 3},
    {"jpeg-rotate-90", BOX "/Rotate 90", FULL, {{JPEG_RGB, ALL_ROWS, 0}}, TRUE, 1},
    {"strips-jpeg",
     BOX,
     STRIPS,
     {{JPEG_GRAY, 0, THIRD, 0}, {JPEG_GRAY, 20, THIRD, 0}, {JPEG_GRAY, 40, THIRD, 0}},
     FALSE,
     0},
    {"strips-g4",
     BOX,
     STRIPS,
     {{G4, 0, THIRD, 0}, {G4, 20, THIRD, 0}, {G4, 40, THIRD, 0}},
     FALSE,
     0},
    {"strips-mixed",
     BOX "/Rotate 270",
     STRIPS,
     {{JPEG_RGB, 0, THIRD, 0}, {G4, 20, THIRD, 0}, {FLATE_GRAY, 40, THIRD, 0}},
     FALSE,
     0},
    {"layers", BOX, LAYERS, {{JPEG_RGB, ALL_ROWS, 0}, {G4_MASK, ALL_ROWS, 0}}, FALSE, 0},
    {"layers-foreground",
     BOX,
     "q 216 0 0 144 0 0 cm /I1 Do Q q 216 0 0 144 0 0 cm /I2 Do Q",
     {{JPEG_GRAY, ALL_ROWS, 0}, {FLATE_RGB, ALL_ROWS, 3}, {G4_MASK, ALL_ROWS, 0}},
     FALSE,
     0},
    {"mask-alone", BOX, "0 0 0 rg " FULL, {{G4_MASK, ALL_ROWS, 0}}, FALSE, 0},
    {"crop-box", BOX "/CropBox[0 72 108 144]", FULL, {{G4, ALL_ROWS, 0}}, FALSE, 0},
    {"crop-box-turned",
     BOX "/CropBox[0 72 108 144]/Rotate 90",
     FULL,
     {{JPEG_GRAY, ALL_ROWS, 0}},
     FALSE,
     0},
    {"box-with-margin", "/MediaBox[-20 -10 236 164]", FULL, {{JPEG_GRAY, ALL_ROWS, 0}}, FALSE, 0},
    {"box-elsewhere",
     "/MediaBox[100 200 316 344]",
     "216 0 0 144 100 200 cm /I1 Do",
     {{G4, ALL_ROWS, 0}},
     TRUE,
     0},
    {"user-unit",
     "/MediaBox[0 0 108 72]/UserUnit 2",
     "108 0 0 72 0 0 cm /I1 Do",
     {{G4, ALL_ROWS, 0}},
     TRUE,
     0},
    {"text-beside",
     BOX,
     "q 108 0 0 72 0 72 cm /I1 Do Q 20 20 100 10 re f",
     {{JPEG_RGB, ALL_ROWS, 0}},
     FALSE,
     0},
};

/* ----------------------------------------------------------------------------------- images -- */

static guint8 gray_at(guint x, guint y)
{
    guint8 rgb[3];
    picture_get_pixel(x / SCALE, y / SCALE, rgb);
    return rgb[0] == rgb[1] ? rgb[0] : (guint8)PICTURE_GRAY;
}

static guint n_samples(Encoding encoding)
{
    return encoding == JPEG_RGB || encoding == FLATE_RGB ? 3 : 1;
}

static GByteArray *pixels_make(const Image *image)
{
    GByteArray *pixels = g_byte_array_new();
    for (guint y = image->y * SCALE; y < (image->y + image->n_rows) * SCALE; y++)
        for (guint x = 0; x < WIDTH; x++) {
            guint8 rgb[3] = {gray_at(x, y)};
            if (n_samples(image->encoding) == 3)
                picture_get_pixel(x / SCALE, y / SCALE, rgb);
            g_byte_array_append(pixels, rgb, n_samples(image->encoding));
        }
    return pixels;
}

static GByteArray *jpeg_make(const Image *image)
{
    struct jpeg_compress_struct codec;
    struct jpeg_error_mgr handler;
    unsigned char *bytes = NULL;
    unsigned long size_bytes = 0;
    guint n = n_samples(image->encoding);
    g_autoptr(GByteArray) pixels = pixels_make(image);
    codec.err = jpeg_std_error(&handler);
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, &bytes, &size_bytes);
    codec.image_width = WIDTH;
    codec.image_height = image->n_rows * SCALE;
    codec.input_components = (int)n;
    codec.in_color_space = n == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, 95, TRUE);
    jpeg_start_compress(&codec, TRUE);
    for (guint y = 0; y < codec.image_height; y++)
        jpeg_write_scanlines(&codec, (JSAMPROW[]){pixels->data + (gsize)y * WIDTH * n}, 1);
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    GByteArray *made = g_byte_array_new();
    g_byte_array_append(made, bytes, (guint)size_bytes);
    free(bytes);
    return made;
}

static GByteArray *flate_make(const Image *image)
{
    g_autoptr(GByteArray) pixels = pixels_make(image);
    uLongf size_bytes = compressBound(pixels->len);
    GByteArray *made = g_byte_array_new();
    g_byte_array_set_size(made, (guint)size_bytes);
    g_assert_cmpint(compress(made->data, &size_bytes, pixels->data, pixels->len), ==, Z_OK);
    g_byte_array_set_size(made, (guint)size_bytes);
    return made;
}

/* One strip by libtiff: black is 1. */
static GByteArray *g4_make(const Image *image)
{
    g_autofree char *folder = folder_new(), *path = g_build_filename(folder, "g4.tif", NULL);
    TIFF *tiff = TIFFOpen(path, "w");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image->n_rows * SCALE);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, image->n_rows * SCALE);
    for (guint y = 0; y < image->n_rows * SCALE; y++) {
        guint8 row[(WIDTH + 7) / 8] = {0};
        for (guint x = 0; x < WIDTH; x++)
            if (gray_at(x, image->y * SCALE + y) < 128)
                row[x / 8] |= (guint8)(0x80 >> x % 8);
        g_assert_cmpint(TIFFWriteScanline(tiff, row, y, 0), >=, 0);
    }
    TIFFClose(tiff);
    tiff = TIFFOpen(path, "r");
    GByteArray *made = g_byte_array_new();
    g_byte_array_set_size(made, (guint)TIFFRawStripSize(tiff, 0));
    g_assert_cmpint(TIFFReadRawStrip(tiff, 0, made->data, made->len), ==, made->len);
    TIFFClose(tiff);
    folder_remove(folder);
    return made;
}

static void put32(GByteArray *bytes, guint32 value)
{
    guint32 big = GUINT32_TO_BE(value);
    g_byte_array_append(bytes, (guint8 *)&big, 4);
}

/* T.88 7.2: number, type, page 1, length. */
static void jbig2_segment(GByteArray *bytes, guint32 number, guint8 type, guint32 size_bytes)
{
    put32(bytes, number);
    g_byte_array_append(bytes, (guint8[]){type, 0, 1}, 3);
    put32(bytes, size_bytes);
}

/* T.88: a page (7.4.8) and an immediate generic region (7.4.6) coded as MMR, which is T.6. */
static GByteArray *jbig2_make(const Image *image)
{
    g_autoptr(GByteArray) mmr = g4_make(image);
    GByteArray *made = g_byte_array_new();
    guint height = image->n_rows * SCALE;
    jbig2_segment(made, 0, 48, 19);
    for (guint i = 0; i < 4; i++)
        put32(made, (guint32[]){WIDTH, height, 0, 0}[i]);
    g_byte_array_append(made, (guint8[]){0, 0, 0}, 3);
    jbig2_segment(made, 1, 38, 18 + mmr->len);
    for (guint i = 0; i < 4; i++)
        put32(made, (guint32[]){WIDTH, height, 0, 0}[i]);
    g_byte_array_append(made, (guint8[]){0, 1}, 2); /* OR; MMR */
    g_byte_array_append(made, mmr->data, mmr->len);
    return made;
}

/* -------------------------------------------------------------------------------------- PDF -- */

typedef struct {
    GByteArray *bytes;
    GArray *offsets;
} Pdf;

static void pdf_text(Pdf *pdf, const char *text)
{
    g_byte_array_append(pdf->bytes, (const guint8 *)text, (guint)strlen(text));
}

/* dictionary without its brackets; stream NULL: none. */
static void pdf_object(Pdf *pdf, const char *dictionary, const guint8 *stream, guint size_bytes)
{
    gsize offset = pdf->bytes->len;
    g_array_append_val(pdf->offsets, offset);
    g_autofree char *head = g_strdup_printf("%u 0 obj\n<<%s", pdf->offsets->len, dictionary);
    g_autofree char *length = g_strdup_printf("/Length %u>>\nstream\n", size_bytes);
    pdf_text(pdf, head);
    pdf_text(pdf, stream ? length : ">>");
    if (stream)
        g_byte_array_append(pdf->bytes, stream, size_bytes);
    pdf_text(pdf, stream ? "\nendstream\nendobj\n" : "\nendobj\n");
}

static char *image_dictionary(const Image *image, guint first)
{
    static const char *const encodings[] = {
        [JPEG_GRAY] = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode",
        [JPEG_RGB] = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
        [FLATE_GRAY] = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode",
        [FLATE_RGB] = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
        [G4] = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode",
        [JBIG2] = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode",
        [G4_MASK] = "/ImageMask true/BitsPerComponent 1/Filter/CCITTFaxDecode",
    };
    gboolean is_fax = image->encoding == G4 || image->encoding == G4_MASK;
    g_autofree char *fax =
        g_strdup_printf("/DecodeParms<</K -1/Columns %u/Rows %u>>", WIDTH, image->n_rows * SCALE);
    g_autofree char *mask = g_strdup_printf("/Mask %u 0 R", first + image->mask - 1);
    return g_strdup_printf("/Type/XObject/Subtype/Image/Width %u/Height %u%s%s%s", WIDTH,
                           image->n_rows * SCALE, encodings[image->encoding], is_fax ? fax : "",
                           image->mask ? mask : "");
}

static void pdf_image(Pdf *pdf, const Image *image, guint first)
{
    static GByteArray *(*const makers[])(const Image *) = {
        [JPEG_GRAY] = jpeg_make,  [JPEG_RGB] = jpeg_make, [FLATE_GRAY] = flate_make,
        [FLATE_RGB] = flate_make, [G4] = g4_make,         [JBIG2] = jbig2_make,
        [G4_MASK] = g4_make};
    g_autofree char *dictionary = image_dictionary(image, first);
    g_autoptr(GByteArray) stream = makers[image->encoding](image);
    pdf_object(pdf, dictionary, stream->data, stream->len);
}

/* Objects of a page: itself, its content, its images. */
static void pdf_page(Pdf *pdf, const Case *page)
{
    guint number = pdf->offsets->len + 1;
    g_autoptr(GString) dictionary = g_string_new("/Type/Page/Parent 2 0 R");
    g_string_append_printf(dictionary, "%s/Contents %u 0 R/Resources<</XObject<<", page->page_keys,
                           number + 1);
    for (guint i = 0; i < IMAGES_MAX && page->images[i].n_rows; i++)
        g_string_append_printf(dictionary, "/I%u %u 0 R", i + 1, number + 2 + i);
    g_string_append(dictionary, ">>>>");
    pdf_object(pdf, dictionary->str, NULL, 0);
    pdf_object(pdf, "", (const guint8 *)page->content, (guint)strlen(page->content));
    for (guint i = 0; i < IMAGES_MAX && page->images[i].n_rows; i++)
        pdf_image(pdf, &page->images[i], number + 2);
}

static guint page_objects(const Case *page)
{
    guint n = 2;
    for (guint i = 0; i < IMAGES_MAX && page->images[i].n_rows; i++)
        n++;
    return n;
}

static void pdf_write(const char *path, const Case *pages, guint n_pages)
{
    Pdf pdf = {g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(gsize))};
    g_autoptr(GString) kids = g_string_new(NULL);
    guint next = 3;
    for (guint i = 0; i < n_pages; next += page_objects(&pages[i++]))
        g_string_append_printf(kids, "%u 0 R ", next);
    g_autofree char *tree = g_strdup_printf("/Type/Pages/Count %u/Kids[%s]", n_pages, kids->str);
    pdf_text(&pdf, "%PDF-1.6\n");
    pdf_object(&pdf, "/Type/Catalog/Pages 2 0 R", NULL, 0);
    pdf_object(&pdf, tree, NULL, 0);
    for (guint i = 0; i < n_pages; i++)
        pdf_page(&pdf, &pages[i]);
    gsize xref = pdf.bytes->len;
    g_autoptr(GString) tail = g_string_new(NULL);
    g_string_printf(tail, "xref\n0 %u\n0000000000 65535 f \n", pdf.offsets->len + 1);
    for (guint i = 0; i < pdf.offsets->len; i++)
        g_string_append_printf(tail, "%010zu 00000 n \n", g_array_index(pdf.offsets, gsize, i));
    g_string_append_printf(tail, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                           pdf.offsets->len + 1, xref);
    pdf_text(&pdf, tail->str);
    g_assert_true(g_file_set_contents(path, (char *)pdf.bytes->data, pdf.bytes->len, NULL));
    g_byte_array_unref(pdf.bytes);
    g_array_unref(pdf.offsets);
}

/* ------------------------------------------------------------------------------- comparing -- */

/* As 8-bit gray or RGB, whatever the file's depth; poppler's own gray comes as RGB in a PNG. */
static PIX *pix_plain(PIX *pix, guint channels)
{
    PIX *plain = channels == 3 ? pixConvertTo32(pix) : pixConvertTo8(pix, 0);
    pixDestroy(&pix);
    return plain;
}

/* What pdftoppm makes of a page at this resolution, in gray where the master is. */
static PIX *reference(const char *pdf, const char *folder, guint number, const Page *master)
{
    g_autofree char *root = g_build_filename(folder, "reference", NULL);
    g_autofree char *png = g_strconcat(root, ".png", NULL);
    g_autofree char *page = g_strdup_printf("%u", number);
    char dpi[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(dpi, sizeof dpi, master->dpi);
    const char *argv[] = {"pdftoppm",
                          "-png",
                          "-cropbox",
                          "-singlefile",
                          "-f",
                          page,
                          "-r",
                          dpi,
                          pdf,
                          root,
                          master->channels == 1 ? "-gray" : NULL,
                          NULL};
    int status = -1;
    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
    PIX *pix = pixRead(png);
    g_assert_nonnull(pix);
    return pix_plain(pix, master->channels);
}

static void assert_same(const Case *page, const char *pdf, const char *folder, guint number,
                        const Page *master)
{
    g_autoptr(GError) error = NULL;
    float apart = 0;
    PIX *meant = reference(pdf, folder, number, master);
    PIX *shown = pix_plain(scan_master_load(master->path, &error), master->channels);
    g_assert_no_error(error);
    g_assert_cmpint(pixGetWidth(shown), ==, pixGetWidth(meant));
    g_assert_cmpint(pixGetHeight(shown), ==, pixGetHeight(meant));
    g_assert_cmpint(pixGetDepth(shown), ==, pixGetDepth(meant));
    if (pixGetDepth(meant) == 8)
        pixCompareGray(meant, shown, L_COMPARE_ABS_DIFF, 0, NULL, &apart, NULL, NULL);
    else
        pixCompareRGB(meant, shown, L_COMPARE_ABS_DIFF, 0, NULL, &apart, NULL, NULL);
    g_test_message("%s: %d x %d, %g levels apart", page->name, pixGetWidth(shown),
                   pixGetHeight(shown), (double)apart);
    g_assert_cmpfloat(apart, <=, page->is_taken ? APART_TAKEN : APART_RENDERED);
    pixDestroy(&meant);
    pixDestroy(&shown);
}

/* An image that was coded without loss is there pixel by pixel. */
static void assert_exact(const Case *page, const Page *master)
{
    Encoding encoding = page->images[0].encoding;
    if (!page->is_taken || encoding == JPEG_GRAY || encoding == JPEG_RGB)
        return;
    PIX *shown = pix_plain(scan_master_load(master->path, NULL), master->channels);
    PIX *upright = pixRotateOrth(shown, (int)(4 - page->turns) % 4);
    gboolean is_bits = master->depth_bits == 1;
    for (guint y = 0; y < PICTURE_HEIGHT * SCALE; y++)
        for (guint x = 0; x < WIDTH; x++) {
            l_uint32 value, meant = gray_at(x, y);
            guint8 rgb[3];
            pixGetPixel(upright, (int)x, (int)y, &value);
            picture_get_pixel(x / SCALE, y / SCALE, rgb);
            if (master->channels == 3)
                composeRGBPixel(rgb[0], rgb[1], rgb[2], &meant);
            else if (is_bits)
                meant = meant < 128 ? 0 : 255;
            g_assert_cmpuint(value & ~0xffu, ==, meant & ~0xffu);
            g_assert_true(master->channels == 3 || value == meant);
        }
    pixDestroy(&shown);
    pixDestroy(&upright);
}

/* Poppler knows no UserUnit: all pixels are there, on a paper that counts as smaller. */
static double dpi_of(const Case *page)
{
    return strstr(page->page_keys, "/UserUnit 2") ? 600 : page->is_taken ? 300 : RENDER_DPI;
}

static void assert_pages(const Case *pages, guint n_pages)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "x.pdf", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    const ScanDecodeSettings settings = {.out_dir = out,
                                         .dpi = RENDER_DPI,
                                         .master = SCAN_MASTER_LOSSLESS,
                                         .first = {.office = "T-01", .batch = 4, .number = 1}};
    pdf_write(file, pages, n_pages);
    g_autoptr(GArray) made = scan_decode(file, &settings, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(made->len, ==, n_pages);
    for (guint i = 0; i < n_pages; i++) {
        const Page *page = &g_array_index(made, Page, i);
        g_assert_cmpfloat_with_epsilon(page->dpi, dpi_of(&pages[i]), 0.5);
        assert_same(&pages[i], file, folder, i + 1, page);
        assert_exact(&pages[i], page);
    }
    folder_remove(folder);
}

static void test_page(gconstpointer page)
{
    assert_pages(page, 1);
}

/* All of them in one file: what is known of one page says nothing of the next. */
static void test_file(void)
{
    assert_pages(cases, G_N_ELEMENTS(cases));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_ERROR);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/decode/poppler/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_page);
    }
    g_test_add_func("/decode/poppler/one-file", test_file);
    return g_test_run();
}
