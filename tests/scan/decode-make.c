/* The picture of decode-make.h in many formats, by the libraries' own writers. */
#include "tests/scan/decode-make.h"

#include <glib/gstdio.h>
#include <png.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

#include <jpeglib.h>

/* ----------------------------------------------------------------------------- picture -- */

static gboolean in_block(guint x, guint y)
{
    return x < 30 && y < 20;
}

static gboolean in_bar(guint x, guint y)
{
    return x >= 60 && y < 10;
}

void picture_get_pixel(guint x, guint y, guint8 rgb[3])
{
    static const guint8 colours[][3] = {{255, 255, 255}, {0, 0, 0}, {200, 30, 30}};
    memcpy(rgb, colours[in_block(x, y) ? 1 : in_bar(x, y) ? 2 : 0], 3);
}

static guint8 gray_of(const guint8 rgb[3])
{
    return rgb[0] == rgb[1] ? rgb[0] : PICTURE_GRAY;
}

/* The definition of each orientation in TIFF 6.0: where row 0 and column 0 are shown. */
void picture_get_stored(guint orientation, guint column, guint row, guint8 rgb[3])
{
    gboolean is_turned = orientation >= 5;
    guint right = PICTURE_WIDTH - 1, bottom = PICTURE_HEIGHT - 1;
    guint across = is_turned ? row : column, down = is_turned ? column : row;
    gboolean from_right = strchr("\2\3\6\7", (int)orientation) != NULL;
    gboolean from_bottom = strchr("\3\4\7\10", (int)orientation) != NULL;
    picture_get_pixel(from_right ? right - across : across, from_bottom ? bottom - down : down,
                      rgb);
}

/* -------------------------------------------------------------------------------- TIFF -- */

/* Palette: 0 black, 1 the bar, 2 white. */
static guint index_of(const guint8 rgb[3])
{
    return rgb[0] == 0 ? 0 : rgb[0] == 255 ? 2 : 1;
}

/* Sample number i of a pixel, 8 bits. */
static guint8 tiff_sample(const MakeTiff *spec, const guint8 rgb[3], guint i)
{
    gboolean is_white = rgb[1] == 255;
    switch (spec->photometric) {
    case PHOTOMETRIC_MINISBLACK:
        return gray_of(rgb);
    case PHOTOMETRIC_MINISWHITE:
        return (guint8)(255 - gray_of(rgb));
    case PHOTOMETRIC_PALETTE:
        return (guint8)index_of(rgb);
    case PHOTOMETRIC_SEPARATED:
        return i == 3 ? 0 : (guint8)(255 - rgb[i]);
    default:
        if (spec->samples == 4) /* white is transparent black */
            return is_white ? 0 : i == 3 ? 255 : rgb[i];
        return rgb[i];
    }
}

static void sample_put(guint8 *row, gsize i, guint bits, guint8 value)
{
    guint16 wide = (guint16)(value * 257);
    if (bits == 16)
        memcpy(row + 2 * i, &wide, sizeof wide);
    else if (bits == 8)
        row[i] = value;
    else if (bits == 4)
        row[i / 2] |= (guint8)((value >> 4) << (i % 2 ? 0 : 4));
    else
        row[i / 8] |= (guint8)((value >> 7) << (7 - i % 8));
}

static void tiff_fill(const MakeTiff *spec, guint x0, guint y0, guint n, int plane, guint8 *row)
{
    guint samples = plane < 0 ? spec->samples : 1;
    for (guint x = 0; x < n; x++) {
        guint8 rgb[3];
        picture_get_stored(MAX(spec->orientation, 1), x0 + x, y0, rgb);
        for (guint i = 0; i < samples; i++)
            sample_put(row, (gsize)x * samples + i, spec->bits,
                       tiff_sample(spec, rgb, plane < 0 ? i : (guint)plane));
    }
}

static void tiff_tags(TIFF *tiff, const MakeTiff *spec, guint width, guint height)
{
    guint16 maps[3][256] = {{0, 200 * 257, 65535}, {0, 30 * 257, 65535}, {0, 30 * 257, 65535}};
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, spec->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, spec->samples);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, spec->compression);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, spec->photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, spec->planar ? spec->planar : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, spec->subfile);
    if (spec->compression == COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    if (spec->photometric == PHOTOMETRIC_PALETTE)
        TIFFSetField(tiff, TIFFTAG_COLORMAP, maps[0], maps[1], maps[2]);
    if (spec->samples == 4 && spec->photometric == PHOTOMETRIC_RGB)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &spec->extra);
    if (spec->orientation)
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, spec->orientation);
    if (spec->x_dpi > 0) {
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, (double)spec->x_dpi);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double)spec->y_dpi);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    }
}

static void tiff_rows(TIFF *tiff, const MakeTiff *spec, guint width, guint height)
{
    guint n_planes = spec->planar == PLANARCONFIG_SEPARATE ? spec->samples : 1;
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
    for (guint plane = 0; plane < n_planes; plane++)
        for (guint y = 0; y < height; y++) {
            guint8 row[PICTURE_WIDTH * 8] = {0};
            tiff_fill(spec, 0, y, width, n_planes > 1 ? (int)plane : -1, row);
            g_assert_cmpint(TIFFWriteScanline(tiff, row, y, (guint16)plane), >=, 0);
        }
}

#define TILE 32u

static void tiff_tiles(TIFF *tiff, const MakeTiff *spec, guint width, guint height)
{
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, TILE);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, TILE);
    for (guint y0 = 0; y0 < height; y0 += TILE)
        for (guint x0 = 0; x0 < width; x0 += TILE) {
            guint8 tile[TILE * TILE * 8] = {0};
            gsize stride = ((gsize)TILE * spec->samples * spec->bits + 7) / 8;
            for (guint y = 0; y < TILE && y0 + y < height; y++)
                tiff_fill(spec, x0, y0 + y, MIN(TILE, width - x0), -1, tile + y * stride);
            g_assert_cmpint(TIFFWriteTile(tiff, tile, x0, y0, 0, 0), >=, 0);
        }
}

void make_tiff(const char *path, const MakeTiff *pages, guint n_pages)
{
    TIFF *tiff = TIFFOpen(path, "w");
    g_assert_nonnull(tiff);
    for (const MakeTiff *spec = pages; spec < pages + n_pages; spec++) {
        gboolean is_turned = spec->orientation >= 5;
        guint width = is_turned ? PICTURE_HEIGHT : PICTURE_WIDTH;
        guint height = is_turned ? PICTURE_WIDTH : PICTURE_HEIGHT;
        tiff_tags(tiff, spec, width, height);
        (spec->is_tiled ? tiff_tiles : tiff_rows)(tiff, spec, width, height);
        g_assert_true(TIFFWriteDirectory(tiff));
    }
    TIFFClose(tiff);
}

/* -------------------------------------------------------------------------------- JPEG -- */

static void jpeg_exif_write(struct jpeg_compress_struct *codec, guint orientation)
{
    guint8 exif[] = {'E',  'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
                     0x01, 0x12, 0,   3,   0, 0, 0,   1,   0, 0,  0, 0, 0, 0, 0, 0};
    exif[25] = (guint8)orientation;
    jpeg_write_marker(codec, JPEG_APP0 + 1, exif, sizeof exif);
}

static void jpeg_settings(struct jpeg_compress_struct *codec, const MakeJpeg *spec)
{
    codec->input_components = spec->is_gray ? 1 : spec->is_cmyk ? 4 : 3;
    codec->in_color_space = spec->is_gray ? JCS_GRAYSCALE : spec->is_cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, 95, TRUE);
    if (spec->is_progressive)
        jpeg_simple_progression(codec);
    codec->density_unit = spec->dpi ? 1 : 0;
    codec->X_density = codec->Y_density = (UINT16)MAX(spec->dpi, 1);
}

/* scale: pixels of the image to one of the picture. */
static void jpeg_write(FILE *file, const MakeJpeg *spec, guint scale)
{
    struct jpeg_compress_struct codec;
    struct jpeg_error_mgr handler;
    codec.err = jpeg_std_error(&handler);
    jpeg_create_compress(&codec);
    jpeg_stdio_dest(&codec, file);
    gboolean is_turned = spec->orientation >= 5;
    codec.image_width = scale * (is_turned ? PICTURE_HEIGHT : PICTURE_WIDTH);
    codec.image_height = scale * (is_turned ? PICTURE_WIDTH : PICTURE_HEIGHT);
    jpeg_settings(&codec, spec);
    jpeg_start_compress(&codec, TRUE);
    if (spec->orientation)
        jpeg_exif_write(&codec, spec->orientation);
    g_autofree guint8 *row = g_malloc0((gsize)codec.image_width * 4);
    for (guint y = 0; y < codec.image_height; y++) {
        guint n = (guint)codec.input_components;
        for (guint x = 0; x < codec.image_width; x++) {
            guint8 rgb[3];
            picture_get_stored(MAX(spec->orientation, 1), x / scale, y / scale, rgb);
            for (guint i = 0; i < n; i++) /* Adobe's CMYK: 255 - ink */
                row[x * n + i] = spec->is_gray ? gray_of(rgb) : i == 3 ? 255 : rgb[i];
        }
        jpeg_write_scanlines(&codec, (JSAMPROW[]){row}, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
}

void make_jpeg(const char *path, const MakeJpeg *spec)
{
    FILE *file = fopen(path, "wb");
    g_assert_nonnull(file);
    jpeg_write(file, spec, 1);
    fclose(file);
}

/* --------------------------------------------------------------------------------- PNG -- */

static int png_colour_type(MakePngKind kind)
{
    static const int types[] = {PNG_COLOR_TYPE_GRAY,    PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_GA,      PNG_COLOR_TYPE_RGBA,
                                PNG_COLOR_TYPE_PALETTE, PNG_COLOR_TYPE_PALETTE,
                                PNG_COLOR_TYPE_PALETTE, PNG_COLOR_TYPE_PALETTE};
    return types[kind];
}

/* Order as index_of; 1-bit palettes have black and white only. */
static void png_palette(png_structp codec, png_infop info, const MakePng *spec)
{
    static const png_color colours[] = {{0, 0, 0}, {200, 30, 30}, {255, 255, 255}};
    static const png_color grays[] = {{0, 0, 0}, {64, 64, 64}, {255, 255, 255}};
    static const png_color bits[] = {{0, 0, 0}, {255, 255, 255}, {0, 0, 0}};
    static const guint8 alpha[] = {255, 255, 0};
    if (spec->bits == 1)
        png_set_PLTE(codec, info, bits + (spec->kind == MAKE_PNG_PALETTE_INVERSE), 2);
    else
        png_set_PLTE(codec, info, spec->kind == MAKE_PNG_PALETTE_GRAY ? grays : colours, 3);
    if (spec->kind == MAKE_PNG_PALETTE_KEY)
        png_set_tRNS(codec, info, alpha, 3, NULL);
}

static guint8 png_sample(const MakePng *spec, const guint8 rgb[3], guint i, guint n)
{
    gboolean is_white = rgb[1] == 255,
             is_alpha = spec->kind == MAKE_PNG_GRAY_ALPHA || spec->kind == MAKE_PNG_RGB_ALPHA;
    if (is_alpha && is_white)
        return 0;
    if (is_alpha && i == n - 1)
        return 255;
    return n <= 2 ? gray_of(rgb) : rgb[i];
}

static void png_fill_row(const MakePng *spec, guint y, guint n, guint8 *row)
{
    for (guint x = 0; x < PICTURE_WIDTH; x++) {
        guint8 rgb[3];
        picture_get_pixel(x, y, rgb);
        if (spec->kind >= MAKE_PNG_PALETTE && spec->bits == 8)
            row[x] = (guint8)index_of(rgb);
        else if (spec->kind == MAKE_PNG_PALETTE_INVERSE)
            sample_put(row, x, 1, (guint8)(255 - gray_of(rgb)));
        else
            for (guint i = 0; i < n; i++)
                sample_put(row, (gsize)x * n + i, spec->bits, png_sample(spec, rgb, i, n));
    }
}

void make_png(const char *path, const MakePng *spec)
{
    static guint8 rows[PICTURE_HEIGHT][PICTURE_WIDTH * 8];
    png_bytep pointers[PICTURE_HEIGHT];
    FILE *file = fopen(path, "wb");
    png_structp codec = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(codec);
    png_init_io(codec, file);
    png_set_IHDR(codec, info, PICTURE_WIDTH, PICTURE_HEIGHT, (int)spec->bits,
                 png_colour_type(spec->kind),
                 spec->is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (spec->kind >= MAKE_PNG_PALETTE)
        png_palette(codec, info, spec);
    guint per_metre = (guint)(spec->dpi / 0.0254 + 0.5);
    if (spec->dpi)
        png_set_pHYs(codec, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    memset(rows, 0, sizeof rows);
    for (guint y = 0; y < PICTURE_HEIGHT; y++) {
        png_fill_row(spec, y, png_get_channels(codec, info), rows[y]);
        pointers[y] = rows[y];
    }
    png_set_rows(codec, info, pointers);
    png_write_png(codec, info, G_BYTE_ORDER == G_LITTLE_ENDIAN ? PNG_TRANSFORM_SWAP_ENDIAN : 0,
                  NULL);
    png_destroy_write_struct(&codec, &info);
    fclose(file);
}

/* --------------------------------------------------------------------------------- PDF -- */

typedef struct {
    GString *bytes;
    GArray *offsets; /* gsize, by object number from 1 */
} Pdf;

G_GNUC_PRINTF(2, 3)
static void pdf_object(Pdf *pdf, const char *format, ...)
{
    va_list arguments;
    g_array_append_val(pdf->offsets, pdf->bytes->len);
    g_string_append_printf(pdf->bytes, "%u 0 obj\n", pdf->offsets->len);
    va_start(arguments, format);
    g_string_append_vprintf(pdf->bytes, format, arguments);
    va_end(arguments);
    g_string_append(pdf->bytes, "\nendobj\n");
}

static void pdf_image(Pdf *pdf, const MakePdf *page)
{
    char *bytes = NULL;
    size_t size_bytes = 0;
    FILE *file = open_memstream(&bytes, &size_bytes);
    jpeg_write(file, &(MakeJpeg){.is_gray = TRUE}, page->image_scale);
    fclose(file);
    g_array_append_val(pdf->offsets, pdf->bytes->len);
    g_string_append_printf(pdf->bytes,
                           "%u 0 obj\n<</Type/XObject/Subtype/Image/Width %u/Height %u"
                           "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
                           "/Length %zu %s>>\nstream\n",
                           pdf->offsets->len, PICTURE_WIDTH * page->image_scale,
                           PICTURE_HEIGHT * page->image_scale, size_bytes, page->image_keys);
    g_string_append_len(pdf->bytes, bytes, (gssize)size_bytes);
    g_string_append(pdf->bytes, "\nendstream\nendobj\n");
    free(bytes);
}

/* Objects: 1 catalog, 2 pages, 3 font, then page, content and image of each page. */
static void pdf_page(Pdf *pdf, const MakePdf *page)
{
    guint first = pdf->offsets->len + 1;
    pdf_object(pdf,
               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Rotate %u/Contents %u 0 R"
               "/Resources<</Font<</F 3 0 R>>/XObject<</Im %u 0 R>>>>>>",
               page->width_pt, page->height_pt, page->rotate, first + 1, first + 2);
    pdf_object(pdf, "<</Length %zu>>\nstream\n%s\nendstream", strlen(page->content), page->content);
    if (page->image_keys)
        pdf_image(pdf, page);
    else
        pdf_object(pdf, "null");
}

void make_pdf(const char *path, const MakePdf *pages, guint n_pages)
{
    Pdf pdf = {g_string_new("%PDF-1.4\n"), g_array_new(FALSE, FALSE, sizeof(gsize))};
    g_autoptr(GString) kids = g_string_new(NULL);
    for (guint i = 0; i < n_pages; i++)
        g_string_append_printf(kids, "%u 0 R ", 4 + 3 * i);
    pdf_object(&pdf, "<</Type/Catalog/Pages 2 0 R>>");
    pdf_object(&pdf, "<</Type/Pages/Count %u/Kids[%s]>>", n_pages, kids->str);
    pdf_object(&pdf, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    for (guint i = 0; i < n_pages; i++)
        pdf_page(&pdf, &pages[i]);
    gsize xref = pdf.bytes->len;
    g_string_append_printf(pdf.bytes, "xref\n0 %u\n0000000000 65535 f \n", pdf.offsets->len + 1);
    for (guint i = 0; i < pdf.offsets->len; i++)
        g_string_append_printf(pdf.bytes, "%010zu 00000 n \n",
                               g_array_index(pdf.offsets, gsize, i));
    g_string_append_printf(pdf.bytes, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                           pdf.offsets->len + 1, xref);
    g_assert_true(g_file_set_contents(path, pdf.bytes->str, (gssize)pdf.bytes->len, NULL));
    g_string_free(pdf.bytes, TRUE);
    g_array_unref(pdf.offsets);
}

/* --------------------------------------------------------------------------------- any -- */

void make_any(const char *path, const char *kind)
{
    const MakeTiff pages[] = {
        {1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX4, 1, 0, 0, 200, 200, 0, 0},
        {8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_JPEG, 1, 0, 0, 200, 200, 0, 0}};
    const MakePdf pdf[] = {{216, 144, 0, "216 0 0 144 0 0 cm /Im Do", "", 10},
                           {216, 144, 0, "BT /F 20 Tf 20 20 Td (Text) Tj ET", NULL, 0}};
    if (g_str_equal(kind, "tiff"))
        make_tiff(path, pages, 2);
    else if (g_str_equal(kind, "jpeg"))
        make_jpeg(path, &(MakeJpeg){0});
    else if (g_str_equal(kind, "jpeg-progressive"))
        make_jpeg(path, &(MakeJpeg){.is_progressive = TRUE});
    else if (g_str_equal(kind, "png"))
        make_png(path, &(MakePng){MAKE_PNG_RGB, 8, FALSE, 300});
    else
        make_pdf(path, pdf, 2);
}

static void absurd_png(const char *path)
{
    FILE *file = fopen(path, "wb");
    png_structp codec = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(codec);
    png_init_io(codec, file);
    png_set_IHDR(codec, info, 60000, 60000, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(codec, info);
    png_write_chunk(codec, (png_const_bytep) "IDAT", (png_const_bytep) "", 0);
    png_destroy_write_struct(&codec, &info);
    fclose(file);
}

static void absurd_tiff(const char *path)
{
    TIFF *tiff = TIFFOpen(path, "w");
    tiff_tags(tiff, &(MakeTiff){8, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_LZW, 1, 0, 0, 0, 0, 0, 0},
              60000, 60000);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 60000);
    TIFFWriteRawStrip(tiff, 0, (char[]){1, 2, 3}, 3);
    g_assert_true(TIFFWriteDirectory(tiff));
    TIFFClose(tiff);
}

/* T.81 B.2.2: FFC0, length, precision, then height and width. */
static void absurd_jpeg(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize size_bytes = 0;
    make_jpeg(path, &(MakeJpeg){0});
    g_assert_true(g_file_get_contents(path, &bytes, &size_bytes, NULL));
    for (gsize i = 0; i + 9 < size_bytes; i++)
        if ((guint8)bytes[i] == 0xFF && (guint8)bytes[i + 1] == 0xC0)
            memset(bytes + i + 5, 0xFF, 4);
    g_file_set_contents(path, bytes, (gssize)size_bytes, NULL);
}

void make_absurd(const char *path, const char *kind)
{
    if (g_str_equal(kind, "tiff"))
        absurd_tiff(path);
    else if (g_str_equal(kind, "jpeg"))
        absurd_jpeg(path);
    else if (g_str_equal(kind, "png"))
        absurd_png(path);
    else /* 200 inches each way */
        make_pdf(path, &(MakePdf){14400, 14400, 0, "0 0 m 9 9 l S", NULL, 0}, 1);
}

/* ----------------------------------------------------------------------------- folders -- */

char *folder_new(void)
{
    g_autoptr(GError) error = NULL;
    char *path = g_dir_make_tmp("muhafiz-decode-XXXXXX", &error);
    g_assert_no_error(error);
    return path;
}

guint folder_count(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (dir && g_dir_read_name(dir))
        n++;
    if (dir)
        g_dir_close(dir);
    return n;
}

void folder_remove(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR))
            folder_remove(child);
        else
            g_unlink(child);
    }
    if (dir)
        g_dir_close(dir);
    g_rmdir(path);
}
