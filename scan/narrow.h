/* scan/narrow.h - inside scan/: rows of pixels made smaller by a factor of 1 to 2. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct ScanNarrower ScanNarrower;

/* width_px: of the rows that come. What is left over at the right and below is cut off. */
ScanNarrower *scan_narrower_new(guint width_px, double factor);
void scan_narrower_free(ScanNarrower *narrower); /* NULL is fine */
double
scan_narrower_factor(const ScanNarrower *narrower); /* as near as it gets to what was asked for */
guint scan_narrower_width_px(const ScanNarrower *narrower); /* of the rows that go out */
/* Takes a row and appends to rows the one that becomes full, if any. Behind the row are
 * SCAN_NARROWER_SPARE bytes that may be read. */
void scan_narrower_take(ScanNarrower *narrower, const guint8 *row, GByteArray *rows);
#define SCAN_NARROWER_SPARE 2

G_END_DECLS
