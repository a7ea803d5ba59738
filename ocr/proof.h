/* ocr/proof.h - private to ocr/: words held against the ink they were read from. */
#pragma once

#include "ocr/parts.h"

G_BEGIN_DECLS

/* Takes words away that are no text: where there is no ink, where there is but a speck, and where a stroke much
 * taller than the page's lines, a signature's or a stamp's, was read unsurely; and lines that have none left.
 * Lines (OcrLine) in pixels of parts->ink. FAILED without memory. */
gboolean ocr_proof_drop(const OcrParts *parts, GPtrArray *lines, GError **error);

G_END_DECLS
