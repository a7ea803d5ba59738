/* ocr/mend.h - private to ocr/: words mended by what their ink leaves no doubt of. */
#pragma once

#include "ocr/parts.h"

G_BEGIN_DECLS

/* Puts dashes and slashes back between digits ("210" where 2-10 stands), takes quotation marks away where there
 * are none, and makes Latin 8 and 9 Punjabi's 4 and 7 on a page of its own digits. Lines (OcrLine) in pixels of
 * prepared->page. FAILED without memory. */
gboolean ocr_lines_mend(const OcrParts *parts, GPtrArray *lines, GError **error);

G_END_DECLS
