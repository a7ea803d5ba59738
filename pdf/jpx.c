/* JPEG 2000 through OpenJPEG. For paper at 100 dpi it takes half of what a JPEG of equal likeness does, since it has
 * no blocks that each cost some bits where nothing is to be seen (LIBRARIES; tests/bench/size). */
#include "pdf/jpx.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <openjpeg.h>
#include <string.h>

#include "scan/scan.h"

#define RESOLUTIONS_MAX 6
#define SMALL_BYTES 2000 /* not worth a second try */

/* -------------------------------------------------------------------------------------- memory -- */

typedef struct {
    GByteArray *bytes;
    gsize at;
} Memory;

static OPJ_SIZE_T memory_write(void *buffer, OPJ_SIZE_T n, void *data)
{
    Memory *memory = data;
    if (memory->at + n > memory->bytes->len)
        g_byte_array_set_size(memory->bytes, (guint)(memory->at + n));
    memcpy(memory->bytes->data + memory->at, buffer, n);
    memory->at += n;
    return n;
}

static OPJ_BOOL memory_seek(OPJ_OFF_T at, void *data)
{
    ((Memory *)data)->at = (gsize)at;
    return OPJ_TRUE;
}

static OPJ_OFF_T memory_skip(OPJ_OFF_T n, void *data)
{
    ((Memory *)data)->at += (gsize)n;
    return n;
}

static opj_stream_t *memory_stream(Memory *memory)
{
    opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
    if (!stream)
        return NULL;
    opj_stream_set_user_data(stream, memory, NULL);
    opj_stream_set_write_function(stream, memory_write);
    opj_stream_set_seek_function(stream, memory_seek);
    opj_stream_set_skip_function(stream, memory_skip);
    return stream;
}

/* -------------------------------------------------------------------------------------- pixels -- */

static void take_row(opj_image_t *image, PIX *pix, int y)
{
    int width = pixGetWidth(pix);
    const guint32 *words = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    gsize to = (gsize)y * (gsize)width;
    for (int x = 0; x < width; x++, to++)
        for (guint c = 0; c < image->numcomps; c++)
            image->comps[c].data[to] = image->numcomps == 1
                                           ? GET_DATA_BYTE(words, x)
                                           : (int)(words[x] >> (L_RED_SHIFT - 8 * (int)c) & 255);
}

static opj_image_t *image_new(PIX *pix)
{
    guint width = (guint)pixGetWidth(pix), height = (guint)pixGetHeight(pix);
    opj_image_cmptparm_t components[3] = {0};
    guint n = pixGetDepth(pix) == 32 ? 3 : 1;
    for (guint c = 0; c < n; c++)
        components[c] =
            (opj_image_cmptparm_t){.dx = 1, .dy = 1, .w = width, .h = height, .prec = 8};
    opj_image_t *image =
        opj_image_create(n, components, n == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    if (!image)
        return NULL;
    image->x1 = width;
    image->y1 = height;
    for (guint y = 0; y < height; y++)
        take_row(image, pix, (int)y);
    return image;
}

/* -------------------------------------------------------------------------------------- coding -- */

/* By error_levels, or, where that is 0, by so many bits for a pixel. */
typedef struct {
    double error_levels, bits;
} Aim;

static void parameters_set(opj_cparameters_t *parameters, PIX *pix, Aim aim)
{
    int side = MIN(pixGetWidth(pix), pixGetHeight(pix));
    opj_set_default_encoder_parameters(parameters);
    parameters->irreversible = 1;
    parameters->tcp_mct = pixGetDepth(pix) == 32;
    parameters->tcp_numlayers = 1;
    parameters->cp_fixed_quality = aim.error_levels > 0;
    parameters->cp_disto_alloc = aim.error_levels <= 0;
    if (aim.error_levels > 0)
        parameters->tcp_distoratio[0] = (float)(20 * log10(255 / aim.error_levels));
    else
        parameters->tcp_rates[0] = (float)((pixGetDepth(pix) == 32 ? 24 : 8) / aim.bits);
    parameters->numresolution = 1;
    while (parameters->numresolution < RESOLUTIONS_MAX && side >> parameters->numresolution > 0)
        parameters->numresolution++;
    parameters->cp_comment = (char *)""; /* else its name and version */
}

static gboolean encode_into(Memory *memory, opj_codec_t *codec, opj_image_t *image)
{
    opj_stream_t *stream = memory_stream(memory);
    gboolean is_done = stream && opj_start_compress(codec, image, stream) &&
                       opj_encode(codec, stream) && opj_end_compress(codec, stream);
    if (stream)
        opj_stream_destroy(stream);
    return is_done;
}

static GBytes *encode(PIX *pix, Aim aim)
{
    opj_cparameters_t parameters;
    Memory memory = {.bytes = g_byte_array_new()};
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_JP2);
    opj_image_t *image = image_new(pix);
    parameters_set(&parameters, pix, aim);
    gboolean is_done = codec && image && opj_setup_encoder(codec, &parameters, image) &&
                       encode_into(&memory, codec, image);
    if (image)
        opj_image_destroy(image);
    if (codec)
        opj_destroy_codec(codec);
    if (is_done)
        return g_byte_array_free_to_bytes(memory.bytes);
    g_byte_array_unref(memory.bytes);
    return NULL;
}

GBytes *pdf_jpx_encode(PIX *pix, double error_levels, double bits_max, GError **error)
{
    double bytes_max = bits_max / 8 * pixGetWidth(pix) * pixGetHeight(pix);
    g_autoptr(GBytes) bytes = encode(pix, (Aim){.error_levels = error_levels});
    if (bytes && (double)g_bytes_get_size(bytes) > MAX(bytes_max, SMALL_BYTES)) {
        g_bytes_unref(bytes);
        bytes = encode(pix, (Aim){.bits = bits_max});
    }
    if (!bytes)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                            "OpenJPEG could not encode the colours of the page's paper; give the "
                            "worker more memory ([run] page_memory_mb in muhafiz.conf)");
    return g_steal_pointer(&bytes);
}
