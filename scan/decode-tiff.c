/* TIFF 6.0 and BigTIFF files of many pages.
 *
 * Gray, line art and RGB in strips, which is nearly all there is, are read row by row in constant
 * memory. The rest (palette, YCbCr, CMYK, alpha, tiles, separate planes, 2 and 4 bits) goes through
 * libtiff's RGBA reader, a strip or a row of tiles at a time, and comes out gray or RGB.
 *
 * libtiff reads on over holes: it warns where a fax line or a JPEG strip breaks off. Once the
 * directory is read, a warning means lost samples and ends the decoding, like an error does.
 * Reduced images and masks (tag 254) are no pages. */
#include "scan/decode.h"

#include <string.h>
#include <tiffio.h>

#define CM_PER_INCH 2.54
#define CODEC_BYTES_MAX (1 << 30) /* of one allocation inside libtiff */

typedef struct {
    TIFF *file;
    char *reason;     /* the first complaint, owned */
    gboolean reading; /* samples, no longer the directory */
    DecodeSink *sink;
} Tiff;

G_GNUC_PRINTF(4, 0)
static int tiff_fail(TIFF *file, void *user_data, const char *module, const char *format,
                     va_list arguments)
{
    (void)file, (void)module;
    Tiff *tiff = user_data;
    if (!tiff->reason)
        tiff->reason = g_strdup_vprintf(format, arguments);
    return 1; /* said; libtiff shall not print it */
}

G_GNUC_PRINTF(4, 0)
static int tiff_warn(TIFF *file, void *user_data, const char *module, const char *format,
                     va_list arguments)
{
    Tiff *tiff = user_data;
    gboolean is_harmless = !tiff->reading || strstr(format, "extraneous bytes");
    return is_harmless ? 1 : tiff_fail(file, user_data, module, format, arguments);
}

static gboolean tiff_set_broken(const Tiff *tiff, GError **error)
{
    return decode_set_broken(error, "TIFF", tiff->reason ? tiff->reason : "it breaks off");
}

static gboolean set_no_memory(GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "there is not enough memory for its strips; scan it with a lower resolution");
    return FALSE;
}

/* -------------------------------------------------------------------------- directory -- */

static guint16 tag_get(TIFF *file, guint32 tag)
{
    guint16 value = 0;
    TIFFGetFieldDefaulted(file, tag, &value);
    return value;
}

static gboolean is_gray(TIFF *file)
{
    guint16 photometric = tag_get(file, TIFFTAG_PHOTOMETRIC);
    return photometric == PHOTOMETRIC_MINISWHITE || photometric == PHOTOMETRIC_MINISBLACK;
}

static gboolean is_gray_palette(TIFF *file)
{
    guint16 *red, *green, *blue;
    guint16 bits = tag_get(file, TIFFTAG_BITSPERSAMPLE);
    if (tag_get(file, TIFFTAG_PHOTOMETRIC) != PHOTOMETRIC_PALETTE || bits > 8 ||
        !TIFFGetField(file, TIFFTAG_COLORMAP, &red, &green, &blue))
        return FALSE;
    for (guint i = 0; i < 1u << bits; i++)
        if (red[i] != green[i] || green[i] != blue[i])
            return FALSE;
    return TRUE;
}

/* Whether its samples are what a master takes, but for polarity. */
static gboolean is_plain(TIFF *file)
{
    guint16 bits = tag_get(file, TIFFTAG_BITSPERSAMPLE);
    guint16 samples = tag_get(file, TIFFTAG_SAMPLESPERPIXEL);
    gboolean is_sampled = bits == 8 || bits == 16;
    if (TIFFIsTiled(file) || tag_get(file, TIFFTAG_SAMPLEFORMAT) != SAMPLEFORMAT_UINT)
        return FALSE;
    if (is_gray(file))
        return samples == 1 && (bits == 1 || is_sampled);
    return tag_get(file, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_RGB && samples == 3 && is_sampled &&
           tag_get(file, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_CONTIG;
}

static void resolution_read(TIFF *file, DecodeImage *image)
{
    float x = 0, y = 0;
    guint16 unit = tag_get(file, TIFFTAG_RESOLUTIONUNIT);
    if (unit == RESUNIT_NONE || !TIFFGetField(file, TIFFTAG_XRESOLUTION, &x) ||
        !TIFFGetField(file, TIFFTAG_YRESOLUTION, &y))
        return;
    image->x_dpi = (double)x * (unit == RESUNIT_CENTIMETER ? CM_PER_INCH : 1);
    image->y_dpi = (double)y * (unit == RESUNIT_CENTIMETER ? CM_PER_INCH : 1);
}

static DecodeImage image_read(TIFF *file)
{
    guint16 bits = tag_get(file, TIFFTAG_BITSPERSAMPLE);
    DecodeImage image = {.orientation = tag_get(file, TIFFTAG_ORIENTATION), .depth_bits = 8};
    TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &image.width_px);
    TIFFGetField(file, TIFFTAG_IMAGELENGTH, &image.height_px);
    image.channels = is_gray(file) || is_gray_palette(file) ? 1 : 3;
    if (is_plain(file) ||
        (bits == 1 && is_gray(file) && tag_get(file, TIFFTAG_SAMPLESPERPIXEL) == 1))
        image.depth_bits = bits;
    resolution_read(file, &image);
    return image;
}

/* ---------------------------------------------------------------------- rows as they are -- */

static gboolean plain_copy(Tiff *tiff, DecodePage *page, const DecodeImage *image, GError **error)
{
    gsize size_bytes = (gsize)TIFFScanlineSize64(tiff->file);
    g_autofree guint8 *row = g_try_malloc(size_bytes);
    /* A master's 1-bit black is 1, its gray black is 0. */
    guint16 photometric = tag_get(tiff->file, TIFFTAG_PHOTOMETRIC);
    gboolean is_inverse =
        photometric == (image->depth_bits == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_MINISWHITE);
    for (guint y = 0; row && y < image->height_px; y++) {
        if (TIFFReadScanline(tiff->file, row, y, 0) < 0 || tiff->reason)
            return tiff_set_broken(tiff, error);
        for (gsize i = 0; is_inverse && i < size_bytes; i++)
            row[i] = (guint8)~row[i];
        if (!decode_page_add_rows(page, row, size_bytes, 1, error))
            return FALSE;
    }
    return row || set_no_memory(error);
}

/* ---------------------------------------------------------------------------- rows by RGBA -- */

/* libtiff multiplies colours by alpha; white paper shows through the rest. */
static guint8 over_white(guint32 sample, guint32 alpha)
{
    return (guint8)MIN(sample + 255 - alpha, 255);
}

static void rgba_convert(const guint32 *raster, gboolean has_alpha, const DecodeImage *image,
                         guint8 *row)
{
    for (guint x = 0; x < image->width_px; x++) {
        guint32 alpha = has_alpha ? TIFFGetA(raster[x]) : 255;
        guint8 red = over_white(TIFFGetR(raster[x]), alpha);
        if (image->depth_bits == 1) {
            row[x / 8] = (guint8)((x % 8 ? row[x / 8] : 0) | (red < 128) << (7 - x % 8));
        } else if (image->channels == 1) {
            row[x] = red;
        } else {
            row[3 * (gsize)x] = red;
            row[3 * (gsize)x + 1] = over_white(TIFFGetG(raster[x]), alpha);
            row[3 * (gsize)x + 2] = over_white(TIFFGetB(raster[x]), alpha);
        }
    }
}

static gboolean rgba_rows_add(const guint32 *raster, guint n_rows, gboolean has_alpha,
                              const DecodeImage *image, DecodePage *page, GError **error)
{
    gsize stride = (gsize)image->width_px * 3;
    g_autofree guint8 *row = g_malloc(stride);
    for (guint i = 0; i < n_rows; i++) {
        rgba_convert(raster + (gsize)i * image->width_px, has_alpha, image, row);
        if (!decode_page_add_rows(page, row, stride, 1, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean rgba_copy(Tiff *tiff, TIFFRGBAImage *rgba, DecodePage *page,
                          const DecodeImage *image, GError **error)
{
    guint32 at_once = 0;
    TIFFGetFieldDefaulted(
        tiff->file, TIFFIsTiled(tiff->file) ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP, &at_once);
    at_once = CLAMP(at_once, 1, image->height_px);
    g_autofree guint32 *raster = g_try_malloc_n((gsize)at_once * image->width_px, sizeof *raster);
    if (!raster)
        return set_no_memory(error);
    rgba->req_orientation = rgba->orientation; /* decode-page.c turns */
    for (guint y = 0; y < image->height_px; y += at_once) {
        guint n_rows = MIN(at_once, image->height_px - y);
        rgba->row_offset = (int)y;
        if (!TIFFRGBAImageGet(rgba, raster, image->width_px, n_rows) || tiff->reason)
            return tiff_set_broken(tiff, error);
        if (!rgba_rows_add(raster, n_rows, rgba->alpha != 0, image, page, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean any_copy(Tiff *tiff, DecodePage *page, const DecodeImage *image, GError **error)
{
    char reason[1024] = "";
    TIFFRGBAImage rgba;
    if (!TIFFRGBAImageOK(tiff->file, reason) || !TIFFRGBAImageBegin(&rgba, tiff->file, 1, reason))
        return decode_set_broken(error, "TIFF", reason);
    gboolean copied = rgba_copy(tiff, &rgba, page, image, error);
    TIFFRGBAImageEnd(&rgba);
    return copied;
}

/* ------------------------------------------------------------------------------- pages -- */

static gboolean page_copy(Tiff *tiff, GError **error)
{
    DecodeImage image = image_read(tiff->file);
    g_autoptr(DecodePage) page = decode_page_new(tiff->sink, &image, error);
    if (!page)
        return FALSE;
    g_clear_pointer(&tiff->reason, g_free);
    tiff->reading = TRUE;
    gboolean copied = is_plain(tiff->file) ? plain_copy(tiff, page, &image, error)
                                           : any_copy(tiff, page, &image, error);
    tiff->reading = FALSE;
    return copied && decode_page_finish(g_steal_pointer(&page), error);
}

static gboolean pages_copy(Tiff *tiff, GError **error)
{
    guint n_before = tiff->sink->pages->len;
    for (guint n = 1;; n++) {
        guint32 kind = 0;
        TIFFGetFieldDefaulted(tiff->file, TIFFTAG_SUBFILETYPE, &kind);
        if (!(kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) && !page_copy(tiff, error)) {
            g_prefix_error(error, "page %u: ", n);
            return FALSE;
        }
        if (TIFFLastDirectory(tiff->file))
            break;
        g_clear_pointer(&tiff->reason, g_free);
        if (!TIFFReadDirectory(tiff->file)) {
            tiff_set_broken(tiff, error);
            g_prefix_error(error, "page %u: ", n + 1);
            return FALSE;
        }
    }
    return tiff->sink->pages->len > n_before || decode_set_broken(error, "TIFF", "it has no page");
}

gboolean decode_tiff(const char *path, DecodeSink *sink, GError **error)
{
    Tiff tiff = {.sink = sink};
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options, tiff_fail, &tiff);
    TIFFOpenOptionsSetWarningHandlerExtR(options, tiff_warn, &tiff);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, CODEC_BYTES_MAX);
    tiff.file = TIFFOpenExt(path, "r", options);
    TIFFOpenOptionsFree(options);
    gboolean copied = tiff.file ? pages_copy(&tiff, error) : tiff_set_broken(&tiff, error);
    if (tiff.file)
        TIFFClose(tiff.file);
    g_free(tiff.reason);
    return copied;
}
