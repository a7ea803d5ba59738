/* scan/code.h - inside scan/: QR codes on a page. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

/* Texts of the QR codes on an 8-bit gray image without a colormap, each once, in no promised
 * order; NULL if there are none. What is not UTF-8 is passed over: it is none of ours. density 2
 * looks at every second row and column: half the time, for codes of 5 pixels a module and more. */
char **scan_codes_read(struct Pix *gray, int density);

G_END_DECLS
