/* JPEG (T.81) files: photographs of pages and what copiers send.
 *
 * libjpeg fills what is missing with gray and calls that a warning. A page whose lower half is gray
 * is no page: the warnings that mean lost samples end the decoding. Those that do not (stray bytes
 * between segments, odd versions) pass.
 *
 * CMYK and YCCK are taken as Adobe writes them (inverted where its marker stands) and mixed plainly
 * to RGB: paper scans hardly come so. EXIF turns the page. */
#include "scan/decode.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#define EXIF_HEADER_BYTES 6u /* "Exif", 0, 0 */
#define DENSITY_INCH 1
#define DENSITY_CM 2

typedef struct {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr handler;
    jmp_buf failed;
    char reason[JMSG_LENGTH_MAX];
    DecodeSink *sink;
    DecodePage *page;
    guint8 *row;
    GError **error; /* set already where reason is empty */
} Jpeg;

G_GNUC_NORETURN static void jpeg_fail(j_common_ptr codec)
{
    Jpeg *jpeg = codec->client_data;
    codec->err->format_message(codec, jpeg->reason);
    longjmp(jpeg->failed, 1);
}

static void jpeg_warn(j_common_ptr codec, int level)
{
    static const int lost[] = {JWRN_JPEG_EOF, JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE, JWRN_MUST_RESYNC,
                               JWRN_ARITH_BAD_CODE};
    for (guint i = 0; level < 0 && i < G_N_ELEMENTS(lost); i++)
        if (codec->err->msg_code == lost[i])
            jpeg_fail(codec);
}

/* ----------------------------------------------------------------------------- header -- */

static void density_read(const struct jpeg_decompress_struct *codec, DecodeImage *image)
{
    double per_inch = codec->density_unit == DENSITY_CM ? 2.54 : 1;
    if (!codec->saw_JFIF_marker || codec->density_unit < DENSITY_INCH)
        return;
    image->x_dpi = codec->X_density * per_inch;
    image->y_dpi = codec->Y_density * per_inch;
}

static void markers_read(const struct jpeg_decompress_struct *codec, DecodeImage *image)
{
    density_read(codec, image);
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next)
        if (marker->data_length > EXIF_HEADER_BYTES &&
            memcmp(marker->data, "Exif\0", EXIF_HEADER_BYTES) == 0)
            decode_exif_read(marker->data + EXIF_HEADER_BYTES,
                             marker->data_length - EXIF_HEADER_BYTES, image);
}

static void colours_choose(struct jpeg_decompress_struct *codec)
{
    if (codec->jpeg_color_space == JCS_GRAYSCALE)
        codec->out_color_space = JCS_GRAYSCALE;
    else if (codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK)
        codec->out_color_space = JCS_CMYK;
    else
        codec->out_color_space = JCS_RGB;
}

/* ------------------------------------------------------------------------------- rows -- */

/* In place: four samples become three. Adobe stores 255 - ink. */
static void cmyk_mix(guint8 *row, guint width_px, gboolean is_inverted)
{
    for (guint x = 0; x < width_px; x++) {
        guint8 cmyk[4];
        memcpy(cmyk, row + 4 * (gsize)x, sizeof cmyk);
        for (guint i = 0; i < 4 && !is_inverted; i++)
            cmyk[i] = (guint8)(255 - cmyk[i]);
        for (guint i = 0; i < 3; i++)
            row[3 * (gsize)x + i] = (guint8)((cmyk[i] * cmyk[3] + 127) / 255);
    }
}

static gboolean rows_copy(Jpeg *jpeg)
{
    struct jpeg_decompress_struct *codec = &jpeg->codec;
    gsize stride = (gsize)codec->output_width * 4;
    jpeg->row = g_malloc(stride);
    while (codec->output_scanline < codec->output_height) {
        JSAMPROW rows[1] = {jpeg->row};
        jpeg_read_scanlines(codec, rows, 1);
        if (codec->out_color_space == JCS_CMYK)
            cmyk_mix(jpeg->row, codec->output_width, codec->saw_Adobe_marker);
        if (!decode_page_add_rows(jpeg->page, jpeg->row, stride, 1, jpeg->error))
            return FALSE;
    }
    jpeg_finish_decompress(codec);
    return TRUE;
}

/* libjpeg comes back here by longjmp, so whatever must be freed lives in jpeg. */
static gboolean jpeg_read(Jpeg *jpeg, FILE *file)
{
    struct jpeg_decompress_struct *codec = &jpeg->codec;
    if (setjmp(jpeg->failed))
        return FALSE;
    jpeg_create_decompress(codec);
    jpeg_stdio_src(codec, file);
    jpeg_save_markers(codec, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(codec, TRUE);
    colours_choose(codec);
    DecodeImage image = {.width_px = codec->image_width,
                         .height_px = codec->image_height,
                         .channels = codec->out_color_space == JCS_GRAYSCALE ? 1 : 3,
                         .depth_bits = 8};
    markers_read(codec, &image);
    jpeg->page = decode_page_new(jpeg->sink, &image, jpeg->error);
    if (!jpeg->page)
        return FALSE;
    jpeg_start_decompress(codec);
    return rows_copy(jpeg);
}

gboolean decode_jpeg(const char *path, DecodeSink *sink, GError **error)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return scan_set_errno(error, errno, "read", path);
    Jpeg jpeg = {.sink = sink, .error = error};
    jpeg.codec.err = jpeg_std_error(&jpeg.handler);
    jpeg.codec.client_data = &jpeg;
    jpeg.handler.error_exit = jpeg_fail;
    jpeg.handler.emit_message = jpeg_warn;
    gboolean read = jpeg_read(&jpeg, file);
    gboolean too_large = !read && jpeg.handler.msg_code == JERR_IMAGE_TOO_BIG &&
                         !decode_size_check(jpeg.codec.image_width, jpeg.codec.image_height, error);
    jpeg_destroy_decompress(&jpeg.codec);
    g_free(jpeg.row);
    fclose(file);
    if (read)
        return decode_page_finish(jpeg.page, error);
    decode_page_discard(jpeg.page);
    return *jpeg.reason && !too_large ? decode_set_broken(error, "JPEG", jpeg.reason) : FALSE;
}
