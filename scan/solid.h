/* scan/solid.h - inside scan/: dark areas too wide to be told from their surroundings. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Whether there is a photograph, a bar, a block of colour: ink.h finds what is darker than the paper
 * around it, and misses what is as wide as those surroundings. What touches an edge (the scanner's
 * bed, a shadow) counts only where it is much of the page; punch holes do not count. */
gboolean scan_page_has_solid(const ScanInk *ink);

G_END_DECLS
