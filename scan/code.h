/* scan/code.h - inside scan/: QR codes on a page. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

typedef struct {
    char **texts; /* each once, in no promised order; NULL: none; owned by whoever asked */
    gboolean
        is_damaged;     /* nothing could be read, but there are finder patterns of a cover's size */
    gboolean has_marks; /* those along the edges of our own sheets were seen */
} ScanCodes;

/* FOREIGN. The QR codes on a page. What is not UTF-8 is passed over: it is none of ours. */
void scan_codes_read(const ScanGray *gray, ScanCodes *codes);

G_END_DECLS
