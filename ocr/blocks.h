/* ocr/blocks.h - private to ocr/: parts of a page in another script than its own. */
#pragma once

#include "ocr/desk.h"

G_BEGIN_DECLS

/* Reads what the model own is unsure of, several lines below one another, with the model of their script. found: boxes
 * of the text lines in the ink, all inside what lines are of; page_px: the sum of such boxes' widths over the whole
 * page. *others: bits of the models that read any. FAILED. */
gboolean ocr_blocks_reread(const Desk *desk, GPtrArray *lines, BOXA *found, int page_px, guint own,
                           guint *others, GError **error);

G_END_DECLS
