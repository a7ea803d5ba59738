/* PNG (ISO 15948) files.
 *
 * libpng checks every chunk's CRC and the zlib stream's end; reading on to IEND makes sure that
 * nothing is missing. Black and white stays 1-bit also where it comes as a palette; a palette of
 * grays becomes gray; what is transparent shows white paper. */
#include "scan/decode.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <string.h>

#define INCHES_PER_METRE (1 / 0.0254)

typedef struct {
    png_structp codec;
    png_infop info;
    char reason[128];
    DecodeSink *sink;
    DecodePage *page;
    guint8 *pixels; /* one row, or all where the file is interlaced */
    gboolean has_alpha;
    gboolean is_inverse; /* 1-bit with 1 = white */
    GError **error;      /* set already where reason is empty */
} Png;

G_GNUC_NORETURN static void png_fail(png_structp codec, png_const_charp message)
{
    Png *png = png_get_error_ptr(codec);
    g_strlcpy(png->reason, message, sizeof png->reason);
    png_longjmp(codec, 1);
}

static void png_ignore(png_structp codec, png_const_charp message)
{
    (void)codec, (void)message;
}

/* ----------------------------------------------------------------------------- header -- */

typedef enum { PALETTE_COLOURS, PALETTE_GRAYS, PALETTE_BLACK_WHITE, PALETTE_WHITE_BLACK } Palette;

static gboolean palette_entry_is(const png_color *entry, guint8 level)
{
    return entry->red == level && entry->green == level && entry->blue == level;
}

static Palette palette_classify(const Png *png, guint depth_bits)
{
    png_colorp entries = NULL;
    int n_entries = 0;
    png_get_PLTE(png->codec, png->info, &entries, &n_entries);
    if (depth_bits == 1 && n_entries == 2) {
        if (palette_entry_is(&entries[0], 0) && palette_entry_is(&entries[1], 255))
            return PALETTE_BLACK_WHITE;
        if (palette_entry_is(&entries[0], 255) && palette_entry_is(&entries[1], 0))
            return PALETTE_WHITE_BLACK;
    }
    for (int i = 0; i < n_entries; i++)
        if (!palette_entry_is(&entries[i], entries[i].green))
            return PALETTE_COLOURS;
    return PALETTE_GRAYS;
}

static void transform_palette(Png *png, guint depth_bits, DecodeImage *image)
{
    Palette palette = palette_classify(png, depth_bits);
    if (palette >= PALETTE_BLACK_WHITE && !png->has_alpha) {
        image->depth_bits = image->channels = 1;
        png->is_inverse = palette == PALETTE_BLACK_WHITE;
        return;
    }
    png_set_palette_to_rgb(png->codec);
    if (palette == PALETTE_COLOURS)
        return;
    image->channels = 1;
    png_set_rgb_to_gray_fixed(png->codec, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT,
                              PNG_RGB_TO_GRAY_DEFAULT);
}

static void transform_gray(Png *png, guint depth_bits, DecodeImage *image)
{
    image->channels = 1;
    if (depth_bits == 1 && !png->has_alpha) {
        image->depth_bits = 1;
        png->is_inverse = TRUE;
    } else if (depth_bits < 8) {
        png_set_expand_gray_1_2_4_to_8(png->codec);
    }
}

/* Asks libpng for rows of image->depth_bits with image->channels, and alpha where there is any. */
static void transforms_set(Png *png, DecodeImage *image)
{
    guint depth_bits = png_get_bit_depth(png->codec, png->info);
    guint colour_type = png_get_color_type(png->codec, png->info);
    gboolean has_key = png_get_valid(png->codec, png->info, PNG_INFO_tRNS) != 0;
    png->has_alpha = has_key || (colour_type & PNG_COLOR_MASK_ALPHA);
    image->channels = 3;
    image->depth_bits = 8;
    if (colour_type == PNG_COLOR_TYPE_PALETTE)
        transform_palette(png, depth_bits, image);
    else if (!(colour_type & PNG_COLOR_MASK_COLOR))
        transform_gray(png, depth_bits, image);
    if (has_key)
        png_set_tRNS_to_alpha(png->codec);
    if (depth_bits == 16 && png->has_alpha)
        png_set_scale_16(png->codec);
    else if (depth_bits == 16)
        image->depth_bits = 16;
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN && image->depth_bits == 16)
        png_set_swap(png->codec);
}

static void statements_read(const Png *png, DecodeImage *image)
{
    png_uint_32 x = 0, y = 0, exif_bytes = 0;
    int unit = PNG_RESOLUTION_UNKNOWN;
    png_bytep exif = NULL;
    image->width_px = png_get_image_width(png->codec, png->info);
    image->height_px = png_get_image_height(png->codec, png->info);
    if (png_get_pHYs(png->codec, png->info, &x, &y, &unit) && unit == PNG_RESOLUTION_METER) {
        image->x_dpi = x / INCHES_PER_METRE;
        image->y_dpi = y / INCHES_PER_METRE;
    }
    if (png_get_eXIf_1(png->codec, png->info, &exif_bytes, &exif))
        decode_exif_read(exif, exif_bytes, image);
}

/* ------------------------------------------------------------------------------- rows -- */

/* In place: the alpha sample goes, white shows through. */
static void alpha_flatten(guint8 *row, guint width_px, guint channels)
{
    for (guint x = 0; x < width_px; x++) {
        const guint8 *from = row + (gsize)x * (channels + 1);
        guint8 alpha = from[channels];
        for (guint i = 0; i < channels; i++)
            row[(gsize)x * channels + i] =
                (guint8)((from[i] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}

static gboolean row_add(Png *png, guint8 *row, const DecodeImage *image)
{
    gsize stride = png_get_rowbytes(png->codec, png->info);
    if (png->has_alpha)
        alpha_flatten(row, image->width_px, image->channels);
    for (gsize i = 0; png->is_inverse && i < stride; i++)
        row[i] = (guint8)~row[i];
    return decode_page_add_rows(png->page, row, stride, 1, png->error);
}

static gboolean rows_copy(Png *png, const DecodeImage *image)
{
    gsize stride = png_get_rowbytes(png->codec, png->info);
    png->pixels = g_malloc(stride);
    for (guint y = 0; y < image->height_px; y++) {
        png_read_row(png->codec, png->pixels, NULL);
        if (!row_add(png, png->pixels, image))
            return FALSE;
    }
    return TRUE;
}

static gboolean interlaced_copy(Png *png, const DecodeImage *image, int n_passes)
{
    gsize stride = png_get_rowbytes(png->codec, png->info);
    png->pixels = g_try_malloc_n(image->height_px, stride);
    if (!png->pixels) {
        g_set_error(png->error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "there is not enough memory to undo its interlacing; save it without");
        return FALSE;
    }
    for (int pass = 0; pass < n_passes; pass++)
        for (guint y = 0; y < image->height_px; y++)
            png_read_row(png->codec, png->pixels + stride * y, NULL);
    for (guint y = 0; y < image->height_px; y++)
        if (!row_add(png, png->pixels + stride * y, image))
            return FALSE;
    return TRUE;
}

/* libpng comes back here by longjmp, so whatever must be freed lives in png. */
static gboolean png_read(Png *png, FILE *file)
{
    DecodeImage image = {0};
    if (setjmp(png_jmpbuf(png->codec)))
        return FALSE;
    png_init_io(png->codec, file);
    png_set_user_limits(png->codec, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* decode_size_check's */
    png_read_info(png->codec, png->info);
    statements_read(png, &image);
    if (!decode_size_check(image.width_px, image.height_px, png->error))
        return FALSE;
    transforms_set(png, &image);
    int n_passes = png_set_interlace_handling(png->codec);
    png_read_update_info(png->codec, png->info);
    png->page = decode_page_new(png->sink, &image, png->error);
    if (!png->page)
        return FALSE;
    if (n_passes == 1 ? !rows_copy(png, &image) : !interlaced_copy(png, &image, n_passes))
        return FALSE;
    png_read_end(png->codec, NULL);
    return TRUE;
}

gboolean decode_png(const char *path, DecodeSink *sink, GError **error)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return scan_set_errno(error, errno, "read", path);
    Png png = {.sink = sink, .error = error};
    png.codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, &png, png_fail, png_ignore);
    png.info = png_create_info_struct(png.codec);
    gboolean read = png_read(&png, file);
    png_destroy_read_struct(&png.codec, &png.info, NULL);
    g_free(png.pixels);
    fclose(file);
    if (read)
        return decode_page_finish(png.page, error);
    decode_page_discard(png.page);
    return *png.reason ? decode_set_broken(error, "PNG", png.reason) : FALSE;
}
