/* pdf/jbig2.h - a bitonal image as lossless JBIG2 (inside pdf/ only): ITU-T T.88 6.2, one generic region.
 *
 * Never symbols: a coder that draws a letter with the shape of a similar one changes what is written.
 */
#pragma once

#include <glib.h>

struct Pix;

/* What JBIG2Decode takes (ISO 32000-1, 7.4.7): the segments of page information and of one immediate lossless
 * generic region, without file header and end of page. 1 is black, as in leptonica; the filter gives black as
 * 0, so the default Decode is right in DeviceGray, and paints the 1s in a stencil. Borrows pix: 1 bit deep,
 * any size. */
GBytes *pdf_jbig2_encode(struct Pix *pix);
