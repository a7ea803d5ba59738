/* Planes of bits, from the highest down, each in three passes: what has neighbours that are significant, what is
 * significant itself, and the rest (Annex D.3). All planes are coded: what is not to be kept is below the step.
 *
 * Four coefficients below each other (a stripe's column) have their flags in one word of 64 bits, so that a pass
 * steps over four of which it has nothing to say at once; that is most of them.
 */
#include "pdf/codeblock.h"

#include <math.h>
#include <string.h>

#include "pdf/mq.h"
#include "scan/vectors.h"

#define STRIPE 4
#define N_STRIPES (PDF_BLOCK_PX / STRIPE)
#define STRIDE                                                                                     \
    ((PDF_BLOCK_PX + 2) * STRIPE) /* flags from a stripe to the next; a column on either side */
#define N_COEFFICIENTS (PDF_BLOCK_PX * PDF_BLOCK_PX)

/* A coefficient's flags: which neighbours are significant, and which of those above, to the right, below and to the
 * left are negative; then its own. */
enum {
    NORTH = 1,
    EAST = 2,
    SOUTH = 4,
    WEST = 8,
    NORTH_EAST = 16,
    SOUTH_EAST = 32,
    SOUTH_WEST = 64,
    NORTH_WEST = 128,
    NEIGHBOURS = 255,
    SIGN_SHIFT = 8, /* NORTH to WEST, so far up */
    SIGNIFICANT = 1 << 12,
    VISITED = 1 << 13, /* in this plane's first pass */
    REFINED = 1 << 14
};
#define FOUR(flags) ((flags)*G_GUINT64_CONSTANT(0x0001000100010001))

/* Contexts, table D.7, and their first states. */
enum {
    ZERO_CODING = 0,
    SIGN_CODING = 9,
    REFINEMENT = 14,
    RUN_LENGTH = 17,
    UNIFORM = 18,
    N_CONTEXTS
};
#define STATE(index) (2 * (index))

struct PdfBlockCoder {
    guint8 zero[4][256]; /* context by kind of band and NEIGHBOURS */
    guint8 sign[256];    /* context by signs and NORTH to WEST; 128: the bit is turned */
    guint8 contexts[N_CONTEXTS];
    guint32 values[N_COEFFICIENTS]; /* as flags are laid out, without the columns on either side */
    guint8 is_negative[N_COEFFICIENTS];
    /* A stripe above and one below, which nothing is looked for in. */
    guint16 flags[(N_STRIPES + 2) * STRIDE];
    MqCoder mq;
    int width, height, n_stripes;
    guint plane;
    PdfBandKind kind;
};

/* ----------------------------------------------------------------------------------- contexts -- */

static guint count(guint flags, guint which)
{
    return (guint)__builtin_popcount(flags & which);
}

/* Table D.1. */
static guint8 zero_context(PdfBandKind kind, guint flags)
{
    guint h = count(flags, EAST | WEST), v = count(flags, NORTH | SOUTH);
    guint d = count(flags, NORTH_EAST | SOUTH_EAST | SOUTH_WEST | NORTH_WEST);
    if (kind == PDF_BAND_HH) {
        guint other = MIN(h + v, 2);
        return (guint8)(d >= 3 ? 8 : d == 2 ? 6 + MIN(other, 1) : d == 1 ? 3 + other : other);
    }
    if (kind == PDF_BAND_HL) {
        guint across = h;
        h = v;
        v = across;
    }
    if (h == 2)
        return 8;
    if (h == 1)
        return v >= 1 ? 7 : d >= 1 ? 6 : 5;
    return (guint8)(v == 2 ? 4 : v == 1 ? 3 : MIN(d, 2));
}

/* Of two neighbours: 1 where the positive ones are more, -1 where the negative are. */
static int balance(guint flags, guint one, guint other)
{
    guint negative = flags >> SIGN_SHIFT;
    int sum = 0;
    for (guint i = 0; i < 2; i++) {
        guint which = i ? other : one;
        sum += flags & which ? (negative & which ? -1 : 1) : 0;
    }
    return CLAMP(sum, -1, 1);
}

/* Tables D.2 and D.3. flags: NORTH to WEST, and above them their signs. */
static guint8 sign_context(guint flags)
{
    int h = balance(flags, EAST, WEST), v = balance(flags, NORTH, SOUTH);
    gboolean is_turned = h < 0 || (h == 0 && v < 0);
    int context = SIGN_CODING + (h == 0 ? ABS(v) : 3 + (is_turned ? -v : v));
    return (guint8)(context | (is_turned ? 128 : 0));
}

PdfBlockCoder *pdf_block_coder_new(void)
{
    PdfBlockCoder *coder = g_new(PdfBlockCoder, 1);
    for (guint flags = 0; flags < 256; flags++) {
        for (guint kind = 0; kind < 4; kind++)
            coder->zero[kind][flags] = zero_context((PdfBandKind)kind, flags);
        coder->sign[flags] = sign_context((flags & 15) | (flags >> 4) << SIGN_SHIFT);
    }
    return coder;
}

void pdf_block_coder_free(PdfBlockCoder *coder)
{
    g_free(coder);
}

/* ------------------------------------------------------------------------------- coefficients -- */

static inline void code(PdfBlockCoder *coder, guint context, guint bit)
{
    mq_encode(&coder->mq, &coder->contexts[context], bit);
}

/* What its neighbours are to be told of a coefficient that is significant now; k: its place in the stripe. */
static inline void spread(guint16 *flags, guint k, guint is_negative)
{
    guint16 *above = k > 0 ? flags - 1 : flags - STRIDE + STRIPE - 1;
    guint16 *below = k < STRIPE - 1 ? flags + 1 : flags + STRIDE - STRIPE + 1;
    above[-STRIPE] |= SOUTH_EAST;
    above[0] |= (guint16)(SOUTH | is_negative * (SOUTH << SIGN_SHIFT));
    above[STRIPE] |= SOUTH_WEST;
    flags[-STRIPE] |= (guint16)(EAST | is_negative * (EAST << SIGN_SHIFT));
    flags[STRIPE] |= (guint16)(WEST | is_negative * (WEST << SIGN_SHIFT));
    below[-STRIPE] |= NORTH_EAST;
    below[0] |= (guint16)(NORTH | is_negative * (NORTH << SIGN_SHIFT));
    below[STRIPE] |= NORTH_WEST;
}

static inline void code_sign(PdfBlockCoder *coder, guint16 *flags, guint k, guint is_negative)
{
    guint context = coder->sign[(*flags & 15) | (*flags >> SIGN_SHIFT & 15) << 4];
    code(coder, context & 127, is_negative ^ context >> 7);
    *flags |= SIGNIFICANT;
    spread(flags, k, is_negative);
}

/* Codes whether it is significant now, and if so its sign. */
static inline void code_zero(PdfBlockCoder *coder, guint16 *flags, guint at, guint k)
{
    guint bit = coder->values[at + k] >> coder->plane & 1;
    code(coder, ZERO_CODING + coder->zero[coder->kind][*flags & NEIGHBOURS], bit);
    if (bit)
        code_sign(coder, flags, k, coder->is_negative[at + k]);
}

/* ------------------------------------------------------------------------------------- passes -- */

static inline guint64 four_flags(const guint16 *flags)
{
    guint64 four;
    memcpy(&four, flags, sizeof four);
    return four;
}

static void significance_column(PdfBlockCoder *coder, guint16 *flags, guint at, guint n)
{
    if (!(four_flags(flags) & FOUR(NEIGHBOURS)))
        return;
    for (guint k = 0; k < n; k++)
        if (flags[k] & NEIGHBOURS && !(flags[k] & SIGNIFICANT)) {
            code_zero(coder, flags + k, at, k);
            flags[k] |= VISITED;
        }
}

static void refinement_column(PdfBlockCoder *coder, guint16 *flags, guint at, guint n)
{
    if (!(four_flags(flags) & FOUR(SIGNIFICANT)))
        return;
    for (guint k = 0; k < n; k++)
        if ((flags[k] & (SIGNIFICANT | VISITED)) == SIGNIFICANT) {
            guint context = flags[k] & REFINED ? 2 : flags[k] & NEIGHBOURS ? 1 : 0;
            code(coder, REFINEMENT + context, coder->values[at + k] >> coder->plane & 1);
            flags[k] |= REFINED;
        }
}

/* Four that have no flags at all: where the first of them becomes significant. */
static guint run_column(PdfBlockCoder *coder, guint16 *flags, guint at)
{
    guint first = 0;
    while (first < STRIPE && !(coder->values[at + first] >> coder->plane & 1))
        first++;
    code(coder, RUN_LENGTH, first < STRIPE);
    if (first < STRIPE) {
        code(coder, UNIFORM, first >> 1);
        code(coder, UNIFORM, first & 1);
        code_sign(coder, flags + first, first, coder->is_negative[at + first]);
    }
    return first + 1;
}

static void cleanup_column(PdfBlockCoder *coder, guint16 *flags, guint at, guint n)
{
    guint k = n == STRIPE && four_flags(flags) == 0 ? run_column(coder, flags, at) : 0;
    for (; k < n; k++)
        if (!(flags[k] & (SIGNIFICANT | VISITED)))
            code_zero(coder, flags + k, at, k);
    for (k = 0; k < n; k++)
        flags[k] &= (guint16)~VISITED;
}

typedef void (*Column)(PdfBlockCoder *coder, guint16 *flags, guint at, guint n);

static inline void pass(PdfBlockCoder *coder, Column column)
{
    for (int stripe = 0; stripe < coder->n_stripes; stripe++) {
        guint n = (guint)MIN(STRIPE, coder->height - STRIPE * stripe);
        guint16 *flags = coder->flags + (stripe + 1) * STRIDE + STRIPE;
        guint at = (guint)stripe * PDF_BLOCK_PX * STRIPE;
        for (int x = 0; x < coder->width; x++, flags += STRIPE, at += STRIPE)
            column(coder, flags, at, n);
    }
}

/* -------------------------------------------------------------------------------------- block -- */

VECTORS
static guint32 divide_row(guint32 *values, guint8 *is_negative, const float *row, float by, int n)
{
    guint32 all = 0;
    for (int i = 0; i < n; i++) {
        values[i] = (guint32)(gint32)(fabsf(row[i]) * by);
        is_negative[i] = row[i] < 0;
        all |= values[i];
    }
    return all;
}

static void place_row(PdfBlockCoder *coder, int y, const guint32 *values, const guint8 *is_negative)
{
    gsize at = (gsize)(y / STRIPE) * PDF_BLOCK_PX * STRIPE + (gsize)(y % STRIPE);
    for (int x = 0; x < coder->width; x++, at += STRIPE) {
        coder->values[at] = values[x];
        coder->is_negative[at] = is_negative[x];
    }
}

/* How many planes of bits its values have. */
static guint take_values(PdfBlockCoder *coder, const float *coefficients, gsize stride, double step)
{
    guint32 all = 0;
    for (int y = 0; y < coder->height; y++) {
        guint32 values[PDF_BLOCK_PX];
        guint8 is_negative[PDF_BLOCK_PX];
        all |= divide_row(values, is_negative, coefficients + (gsize)y * stride, (float)(1 / step),
                          coder->width);
        place_row(coder, y, values, is_negative);
    }
    return all ? 32 - (guint)__builtin_clz(all) : 0;
}

static void block_start(PdfBlockCoder *coder, guint8 *before)
{
    memset(coder->contexts, 0, sizeof coder->contexts);
    memset(coder->flags, 0, sizeof coder->flags);
    coder->contexts[ZERO_CODING] = STATE(4);
    coder->contexts[RUN_LENGTH] = STATE(3);
    coder->contexts[UNIFORM] = STATE(46);
    coder->mq = mq_start(before);
}

/* Behind *before. Where the code ends; JPEG 2000 has no mark there. */
static guint8 *block_code(PdfBlockCoder *coder, guint n_planes, guint8 *before)
{
    block_start(coder, before);
    for (coder->plane = n_planes; coder->plane-- > 0;) {
        if (coder->plane + 1 < n_planes) {
            pass(coder, significance_column);
            pass(coder, refinement_column);
        }
        pass(coder, cleanup_column);
    }
    return mq_flush(&coder->mq) - 2;
}

/* Of a coefficient a plane has one decision, of four of a stripe two more; a sign comes once. */
static gsize bytes_max(int width, int height, guint n_planes)
{
    gsize n = (gsize)width * (gsize)height;
    return MQ_BYTES_MAX(n * (n_planes + 1) + n * n_planes) + MQ_FLUSH_BYTES;
}

PdfBlock pdf_block_encode(PdfBlockCoder *coder, const float *coefficients, gsize stride, int width,
                          int height, PdfBandKind kind, double step, GByteArray *bytes)
{
    coder->width = width;
    coder->height = height;
    coder->n_stripes = (height + STRIPE - 1) / STRIPE;
    coder->kind = kind;
    PdfBlock block = {take_values(coder, coefficients, stride, step), bytes->len, 0};
    if (block.n_planes == 0)
        return block;
    g_autofree guint8 *coded = g_malloc(1 + bytes_max(width, height, block.n_planes));
    coded[0] = 0;
    guint8 *end = block_code(coder, block.n_planes, coded);
    block.n_bytes = (gsize)(end - coded - 1);
    g_byte_array_append(bytes, coded + 1, (guint)block.n_bytes);
    return block;
}
