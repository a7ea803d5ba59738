/* scan/decode-look.h - inside scan/: a small rendering of a PDF page, to judge others by. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

/* Whether the rendering in the image file shows colour, beyond what JPEG makes of gray. */
gboolean decode_look_has_colour(struct Pix *look);

/* Whether a master shows what the rendering of the same page shows: nothing drawn over it, cut
 * away, turned, mirrored or inverted. IO, DATA where the master cannot be read. */
gboolean decode_look_agrees(struct Pix *look, const Page *page, gboolean *agrees, GError **error);

G_END_DECLS
