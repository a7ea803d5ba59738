/* pdf/mq.h - the MQ arithmetic coder, encoding (inside pdf/ only): ITU-T T.88, Annex E.
 *
 * The functions are inline so that the coder's registers stay in the processor's: keep an MqCoder in a local
 * variable where many decisions are coded. A context is one byte, 0 at first.
 */
#pragma once

#include <glib.h>

/* A context's byte: twice the index into table E.1, plus the value that is likelier to come. */
#define MQ_N_STATES 94

typedef struct {
    guint16 qe;      /* probability of the unlikely value, of 0x8000 * 4/3 */
    guint8 mps, lps; /* the context's next byte, where a new one is due */
} MqState;

extern const MqState mq_states[MQ_N_STATES];

/* Coded bytes: *last is the one that a carry may still change. */
typedef struct {
    guint32 c, a; /* C-REGISTER and A-REGISTER */
    guint ct;     /* shifts until the next byte */
    guint8 *last;
} MqCoder;

/* The most bytes that n decisions add: 15 shifts each, and a stuffed bit for seven. */
#define MQ_BYTES_MAX(n) (3 * (gsize)(n))
/* What mq_flush adds to that. */
#define MQ_FLUSH_BYTES 6

/* INITENC. before: a byte that the caller has, that is not 0xFF, and behind which the coder writes. */
static inline MqCoder mq_start(guint8 *before)
{
    return (MqCoder){.a = 0x8000, .ct = 12, .last = before};
}

/* BYTEOUT. */
static inline void mq_byte_out(MqCoder *coder)
{
    if (*coder->last != 0xFF && coder->c & 0x8000000) {
        ++*coder->last;
        coder->c &= 0x7FFFFFF;
    }
    guint shift = *coder->last == 0xFF ? 20 : 19; /* a bit is stuffed behind 0xFF */
    *++coder->last = (guint8)(coder->c >> shift);
    coder->c &= (1u << shift) - 1;
    coder->ct = 27 - shift;
}

/* RENORME. */
static inline void mq_renormalise(MqCoder *coder)
{
    do {
        coder->a <<= 1;
        coder->c <<= 1;
        if (--coder->ct == 0)
            mq_byte_out(coder);
    } while (!(coder->a & 0x8000));
}

/* ENCODE of one decision, 0 or 1. */
static inline void mq_encode(MqCoder *coder, guint8 *context, guint decision)
{
    const MqState *state = &mq_states[*context];
    guint32 qe = state->qe;
    gboolean is_likely = (*context & 1) == decision;
    coder->a -= qe;
    if (is_likely && coder->a & 0x8000) {
        coder->c += qe;
        return;
    }
    if ((coder->a < qe) == is_likely) /* the larger part goes to the likelier value */
        coder->a = qe;
    else
        coder->c += qe;
    *context = is_likely ? state->mps : state->lps;
    mq_renormalise(coder);
}

/* n decisions in one context, each 0: as many calls of mq_encode, most of them in one step. */
static inline void mq_encode_zeros(MqCoder *coder, guint8 *context, guint n)
{
    while (n > 0) {
        guint32 qe = mq_states[*context].qe;
        guint steps = *context & 1 ? 0 : MIN(n, (coder->a - 0x8000) / qe);
        coder->a -= steps * qe;
        coder->c += steps * qe;
        n -= steps;
        if (n > 0) {
            mq_encode(coder, context, 0);
            n--;
        }
    }
}

/* FLUSH. The end of the code, behind its mark 0xFF 0xAC. */
static inline guint8 *mq_flush(MqCoder *coder)
{
    guint32 limit = coder->c + coder->a;
    coder->c |= 0xFFFF;
    if (coder->c >= limit)
        coder->c -= 0x8000;
    for (guint i = 0; i < 2; i++) {
        coder->c <<= coder->ct;
        mq_byte_out(coder);
    }
    if (*coder->last != 0xFF)
        *++coder->last = 0xFF;
    *++coder->last = 0xAC;
    return coder->last + 1;
}
