/* JPEG 2000 through OpenJPEG. For paper at 100 dpi it takes half of what a JPEG of equal likeness does, since it has
 * no blocks that each cost some bits where nothing is to be seen (LIBRARIES; tests/bench/size).
 *
 * OpenJPEG codes every bit plane down to a step of one level, and then throws those away that are finer than the error
 * allowed: half of its time. So it gets samples of fewer bits, whose step is coarser, and its output is then said to be
 * of 8: a step is 2^(bits - exponent) (ISO 15444-1 E.1.1), so every sub-band's grows by the bits left out, and so does
 * all that is decoded. */
#define _GNU_SOURCE /* memmem */
#include "pdf/jpx.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <openjpeg.h>
#include <string.h>

#include "scan/scan.h"

#define RESOLUTIONS_MAX 6
#define SMALL_BYTES 2000 /* not worth a second try */
#define LEFT_OUT_MAX                                                                               \
    2 /* bits of a sample: of three, rounding costs more bytes than it saves time */
/* Of what a coarse step adds to the error, in steps: what is less than one is never coded, nor counted by the rate
 * control; measured on papers of all ageings. And how large a part of the error it may be. */
#define UNSEEN_STEPS 0.32
#define UNSEEN_SHARE_MAX 0.46

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

/* One channel of a row, which is shift bits up in each word, rounded to what is left of it. */
static void take_channel(gint32 *to, const guint32 *words, int shift, int left_out, int width)
{
    guint32 half = (1u << left_out) >> 1, most = 255u >> left_out;
    for (int x = 0; x < width; x++) {
        guint32 value = ((words[x] >> shift & 255) + half) >> left_out;
        to[x] = (gint32)MIN(value, most);
    }
}

static void take_row(opj_image_t *image, PIX *pix, int y, int left_out)
{
    int width = pixGetWidth(pix);
    guint32 *words = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    gsize to = (gsize)y * (gsize)width;
    if (image->numcomps == 1) {
        for (int x = 0; x < width; x++) {
            guint32 value = GET_DATA_BYTE(words, x);
            take_channel(image->comps[0].data + to + x, &value, 0, left_out, 1);
        }
        return;
    }
    const int shifts[] = {L_RED_SHIFT, L_GREEN_SHIFT, L_BLUE_SHIFT};
    for (guint c = 0; c < image->numcomps; c++)
        take_channel(image->comps[c].data + to, words, shifts[c], left_out, width);
}

static opj_image_t *image_new(PIX *pix, int left_out)
{
    guint width = (guint)pixGetWidth(pix), height = (guint)pixGetHeight(pix);
    opj_image_cmptparm_t components[3] = {0};
    guint n = pixGetDepth(pix) == 32 ? 3 : 1;
    for (guint c = 0; c < n; c++)
        components[c] = (opj_image_cmptparm_t){
            .dx = 1, .dy = 1, .w = width, .h = height, .prec = 8 - (guint)left_out};
    opj_image_t *image =
        opj_image_create(n, components, n == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    if (!image)
        return NULL;
    image->x1 = width;
    image->y1 = height;
    for (guint y = 0; y < height; y++)
        take_row(image, pix, (int)y, left_out);
    return image;
}

/* -------------------------------------------------------------------------------------- coding -- */

/* By error_levels, or, where that is 0, by so many bits for a pixel; of samples without the last left_out bits. */
typedef struct {
    double error_levels, bits;
    int left_out;
} Aim;

static double unseen_levels(int left_out)
{
    return left_out ? UNSEEN_STEPS * (1 << left_out) : 0;
}

static int left_out_for(double error_levels)
{
    int left_out = LEFT_OUT_MAX;
    while (unseen_levels(left_out) > UNSEEN_SHARE_MAX * error_levels)
        left_out--;
    return left_out;
}

/* The peak over the error that rate control is to reach, in dB. */
static double aim_ratio(Aim aim)
{
    double unseen = unseen_levels(aim.left_out);
    double seen = sqrt(aim.error_levels * aim.error_levels - unseen * unseen);
    return 20 * log10((255 >> aim.left_out) / (seen / (1 << aim.left_out)));
}

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
        parameters->tcp_distoratio[0] = (float)aim_ratio(aim);
    else
        parameters->tcp_rates[0] =
            (float)((pixGetDepth(pix) == 32 ? 3 : 1) * (8 - aim.left_out) / aim.bits);
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

/* Where the bits of a sample stand behind a mark: in the image header box (ISO 15444-1 I.5.3.1), and in the SIZ
 * marker for each component (A.5.1). */
#define HEADER_BITS 14
#define SIZ_COMPONENTS 38
#define SIZ_BITS 40

static guint8 *find(GByteArray *bytes, const char *mark)
{
    return memmem(bytes->data, bytes->len, mark, strlen(mark));
}

/* Says of the samples that they have all their bits; fewer in the file are 1 less than they are. FALSE: it is no JP2
 * as it is known here. */
static gboolean give_bits_back(GByteArray *jp2, int left_out)
{
    guint8 *header = find(jp2, "ihdr"), *siz = find(jp2, "\xff\x4f\xff\x51");
    if (!header || !siz)
        return FALSE;
    siz += 2;
    header[HEADER_BITS] = (guint8)(header[HEADER_BITS] + left_out);
    for (int c = 0; c < siz[SIZ_COMPONENTS + 1]; c++)
        siz[SIZ_BITS + 3 * c] = (guint8)(siz[SIZ_BITS + 3 * c] + left_out);
    return TRUE;
}

static GBytes *encode(PIX *pix, Aim aim)
{
    opj_cparameters_t parameters;
    Memory memory = {.bytes = g_byte_array_new()};
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_JP2);
    opj_image_t *image = image_new(pix, aim.left_out);
    parameters_set(&parameters, pix, aim);
    gboolean is_done = codec && image && opj_setup_encoder(codec, &parameters, image) &&
                       encode_into(&memory, codec, image);
    if (image)
        opj_image_destroy(image);
    if (codec)
        opj_destroy_codec(codec);
    if (is_done && give_bits_back(memory.bytes, aim.left_out))
        return g_byte_array_free_to_bytes(memory.bytes);
    g_byte_array_unref(memory.bytes);
    return NULL;
}

GBytes *pdf_jpx_encode(PIX *pix, double error_levels, double bits_max, GError **error)
{
    double bytes_max = bits_max / 8 * pixGetWidth(pix) * pixGetHeight(pix);
    int left_out = left_out_for(error_levels);
    g_autoptr(GBytes) bytes =
        encode(pix, (Aim){.error_levels = error_levels, .left_out = left_out});
    if (bytes && (double)g_bytes_get_size(bytes) > MAX(bytes_max, SMALL_BYTES)) {
        g_bytes_unref(bytes);
        bytes = encode(pix, (Aim){.bits = bits_max, .left_out = left_out});
    }
    if (!bytes)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                            "OpenJPEG could not encode the colours of the page's paper; give the "
                            "worker more memory ([run] page_memory_mb in muhafiz.conf)");
    return g_steal_pointer(&bytes);
}
