/* pdf/packet.h - a JPEG 2000 packet: which blocks of a resolution have bytes, and these (inside pdf/ only): ISO
 * 15444-1, Annex B. */
#pragma once

#include "pdf/codeblock.h"

/* A band's blocks, row by row. */
typedef struct {
    int n_across, n_down; /* 0: the band is empty */
    guint planes_max;     /* that its coefficients could have: M_b of equation E-2 */
    const PdfBlock *blocks;
} PdfBandBlocks;

/* Appends the packet of so many bands (1 or 3), which is all that the file has of them. coded: where blocks' offsets
 * point to. */
void pdf_packet_write(GByteArray *out, const PdfBandBlocks *bands, guint n_bands,
                      const GByteArray *coded);
