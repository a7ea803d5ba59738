/* scan/code.h - inside scan/: QR codes on a page. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* FOREIGN. Texts of the QR codes on a page, each once, in no promised order; NULL if there are none.
 * What is not UTF-8 is passed over: it is none of ours. *is_damaged: nothing could be read, but there
 * are finder patterns of a code of a cover's size. */
char **scan_codes_read(const ScanGray *gray, gboolean *is_damaged);

G_END_DECLS
