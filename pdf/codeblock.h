/* pdf/codeblock.h - the coding of coefficients of JPEG 2000 (inside pdf/ only): ISO 15444-1, Annex D. */
#pragma once

#include "pdf/wavelet.h"

#define PDF_BLOCK_PX 64 /* the greatest side of a block */

/* A block that is coded: n_bytes at an offset of all coded bytes. */
typedef struct {
    guint n_planes; /* of bits; 0: all coefficients are zero, and there are no bytes */
    gsize offset_bytes, n_bytes;
} PdfBlock;

/* Passes over a block's coefficients: one over the first plane of bits, three over each of the others. */
static inline guint pdf_block_passes(const PdfBlock *block)
{
    return block->n_planes ? 3 * block->n_planes - 2 : 0;
}

/* Room for one block's work. */
typedef struct PdfBlockCoder PdfBlockCoder;
PdfBlockCoder *pdf_block_coder_new(void);
void pdf_block_coder_free(PdfBlockCoder *coder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfBlockCoder, pdf_block_coder_free)

/* Appends the block's coefficients (rows of width, stride apart; of a band of that kind), divided by step and cut to
 * whole numbers, all planes of bits of them. */
PdfBlock pdf_block_encode(PdfBlockCoder *coder, const float *coefficients, gsize stride, int width,
                          int height, PdfBandKind kind, double step, GByteArray *bytes);
