/* ocr/visarga.h - private to ocr/: the colon of Hindi, which looks like a letter. */
#pragma once

#include "ocr/parts.h"

G_BEGIN_DECLS

/* Makes colons of the visargas that Hindi words end in, unless they belong there ("विषयः" but "अतः"). Lines
 * (OcrLine) in pixels of parts->ink. FAILED without memory. */
gboolean ocr_lines_mend_visarga(const OcrParts *parts, GPtrArray *lines, GError **error);

G_END_DECLS
