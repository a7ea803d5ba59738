/* Encodes images: JBIG2 or CCITT Group 4 for 1 bit, JPEG for the rest.
 *
 * Group 4 goes through libtiff into a file in memory, of which the one strip is taken. libharu's own
 * encoder is not used: it loses the bits after the last full byte of the end mark.
 */
#define _GNU_SOURCE /* memfd_create */
#include "pdf/image.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <tiffio.h>
#include <unistd.h>

#include <jpeglib.h> /* wants stdio.h before it */

#include "pdf/jbig2.h"
#include "scan/scan.h"

static GBytes *encode_failed(GError **error, const char *library, const char *format)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                "%s could not encode the page image as %s; give the worker more memory ([run] "
                "page_memory_mb in muhafiz.conf)",
                library, format);
    return NULL;
}

/* ----------------------------------------------------------------------------------- Group 4 -- */

static void tiff_describe(TIFF *tiff, const PIX *pix)
{
    guint32 width = (guint32)pixGetWidth((PIX *)pix), height = (guint32)pixGetHeight((PIX *)pix);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
}

static gboolean tiff_write_rows(TIFF *tiff, PIX *big_endian)
{
    guint height = (guint)pixGetHeight(big_endian), wpl = (guint)pixGetWpl(big_endian);
    l_uint32 *data = pixGetData(big_endian);
    for (guint y = 0; y < height; y++)
        if (TIFFWriteScanline(tiff, data + (gsize)y * wpl, y, 0) < 0)
            return FALSE;
    return TIFFFlushData(tiff) == 1;
}

static GBytes *tiff_read_strip(TIFF *tiff, int fd)
{
    gsize size = (gsize)TIFFGetStrileByteCount(tiff, 0);
    g_autofree guint8 *strip = g_malloc(size);
    off_t offset = (off_t)TIFFGetStrileOffset(tiff, 0);
    if (size == 0 || pread(fd, strip, size, offset) != (ssize_t)size)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&strip), size);
}

static GBytes *tiff_encode(PIX *big_endian)
{
    int fd = memfd_create("g4", MFD_CLOEXEC);
    TIFF *tiff = fd < 0 ? NULL : TIFFFdOpen(fd, "g4", "w");
    GBytes *strip = NULL;
    if (tiff) {
        tiff_describe(tiff, big_endian);
        if (tiff_write_rows(tiff, big_endian))
            strip = tiff_read_strip(tiff, fd);
        TIFFClose(tiff); /* closes fd */
    } else if (fd >= 0) {
        close(fd);
    }
    return strip;
}

static GBytes *encode_g4(PIX *pix, GError **error)
{
    PIX *big_endian = pixEndianByteSwapNew(pix); /* leptonica keeps words in host order */
    GBytes *strip = big_endian ? tiff_encode(big_endian) : NULL;
    pixDestroy(&big_endian);
    return strip ? strip : encode_failed(error, "libtiff", "CCITT Group 4");
}

/* -------------------------------------------------------------------------------------- JPEG -- */

/* libjpeg-turbo takes leptonica's words as they lie; an 8-bit image's bytes need their order turned. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define JPEG_COLORS JCS_EXT_XBGR
#else
#define JPEG_COLORS JCS_EXT_RGBX
#endif

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf jump;
    volatile gboolean has_buffer; /* jpeg_mem_dest got one */
} Failure;

G_NORETURN static void jpeg_fail(j_common_ptr info)
{
    longjmp(((Failure *)info->err)->jump, 1);
}

#define STEP_MEAN_MAX 10 /* of a block's mean: coarser is seen as squares */

static void flat_table(struct jpeg_compress_struct *jpeg, int number, guint step)
{
    guint table[DCTSIZE2];
    for (guint i = 0; i < DCTSIZE2; i++)
        table[i] = step;
    table[0] = MIN(step, STEP_MEAN_MAX);
    jpeg_add_quant_table(jpeg, number, table, 100, TRUE);
}

/* Images with flat tables are small, so what a second pass costs is nothing against what it saves. */
static void jpeg_set_coarseness(struct jpeg_compress_struct *jpeg, const PdfJpeg *how)
{
    if (how->step == 0) {
        jpeg_set_quality(jpeg, (int)how->quality, FALSE);
        return;
    }
    flat_table(jpeg, 0, how->step);
    flat_table(jpeg, 1, how->colour_step);
    jpeg->optimize_coding = TRUE;
    jpeg_simple_progression(jpeg);
}

static void jpeg_describe(struct jpeg_compress_struct *jpeg, const PIX *pix, const PdfJpeg *how)
{
    gboolean is_color = pixGetDepth((PIX *)pix) == 32;
    int dpi = pixGetXRes((PIX *)pix);
    jpeg->image_width = (guint)pixGetWidth((PIX *)pix);
    jpeg->image_height = (guint)pixGetHeight((PIX *)pix);
    jpeg->input_components = is_color ? 4 : 1;
    jpeg->in_color_space = is_color ? JPEG_COLORS : JCS_GRAYSCALE;
    jpeg_set_defaults(jpeg);
    if (dpi > 0) {
        jpeg->density_unit = 1;
        jpeg->X_density = jpeg->Y_density = (UINT16)MIN(dpi, G_MAXUINT16);
    }
    jpeg_set_coarseness(jpeg, how);
}

static void jpeg_write_rows(struct jpeg_compress_struct *jpeg, PIX *pix, guint32 *row)
{
    gsize n_words = (gsize)pixGetWpl(pix);
    while (jpeg->next_scanline < jpeg->image_height) {
        guint32 *from = pixGetData(pix) + jpeg->next_scanline * n_words;
        JSAMPROW samples = (JSAMPROW)(pixGetDepth(pix) == 32 ? from : row);
        for (gsize i = 0; samples == (JSAMPROW)row && i < n_words; i++)
            row[i] = GUINT32_TO_BE(from[i]);
        jpeg_write_scanlines(jpeg, &samples, 1);
    }
}

/* FALSE where libjpeg gave up; *bytes is to be freed with free() in any case: libjpeg hands over the buffer
 * that it lets grow only at the end, so it is made to end. */
static gboolean jpeg_write(PIX *pix, const PdfJpeg *how, guint32 *row, guint8 **bytes, gulong *size)
{
    struct jpeg_compress_struct jpeg = {0};
    Failure failure = {.has_buffer = FALSE};
    jpeg.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jpeg_fail;
    if (setjmp(failure.jump)) {
        if (failure.has_buffer)
            jpeg.dest->term_destination(&jpeg);
        jpeg_destroy_compress(&jpeg);
        return FALSE;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, bytes, size);
    failure.has_buffer = TRUE;
    jpeg_describe(&jpeg, pix, how);
    jpeg_start_compress(&jpeg, TRUE);
    jpeg_write_rows(&jpeg, pix, row);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return TRUE;
}

static GBytes *encode_jpeg(PIX *pix, const PdfJpeg *how, GError **error)
{
    guint8 *bytes = NULL;
    gulong size = 0;
    if (MAX(pixGetWidth(pix), pixGetHeight(pix)) > PDF_JPEG_SIDE_MAX_PX) {
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
            "the page image is %d x %d pixels and JPEG ends at %d; scan the page at a lower "
            "resolution",
            pixGetWidth(pix), pixGetHeight(pix), PDF_JPEG_SIDE_MAX_PX);
        return NULL;
    }
    g_autofree guint32 *row = g_new(guint32, pixGetWpl(pix));
    if (jpeg_write(pix, how, row, &bytes, &size))
        return g_bytes_new_with_free_func(bytes, size, free, bytes);
    free(bytes);
    return encode_failed(error, "libjpeg", "JPEG");
}

/* ------------------------------------------------------------------------------------- images -- */

/* As 8 or 32 bits without a palette. */
static PIX *plain_depth(PIX *pix)
{
    PIX *plain = pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC);
    int depth = plain ? pixGetDepth(plain) : 0;
    if (!plain || depth == 8 || depth == 32)
        return plain;
    PIX *gray = pixConvertTo8(plain, FALSE);
    pixDestroy(&plain);
    return gray;
}

GBytes *pdf_image_encode_bitonal(PIX *pix, gboolean as_g4, PdfImageKind *kind, GError **error)
{
    *kind = as_g4 ? PDF_IMAGE_G4 : PDF_IMAGE_JBIG2;
    return as_g4 ? encode_g4(pix, error) : pdf_jbig2_encode(pix);
}

GBytes *pdf_image_encode_jpeg(PIX *pix, const PdfJpeg *how, PdfImageKind *kind, GError **error)
{
    PIX *plain = plain_depth(pix);
    if (!plain)
        return encode_failed(error, "leptonica", "plain pixels");
    *kind = pixGetDepth(plain) == 8 ? PDF_IMAGE_GRAY : PDF_IMAGE_COLOUR;
    GBytes *bytes = encode_jpeg(plain, how, error);
    pixDestroy(&plain);
    return bytes;
}
