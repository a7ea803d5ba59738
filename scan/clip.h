/* scan/clip.h - inside scan/: noise that is cut off where the paper is as white as can be. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* Of the energy of the page's noise, what is left where its mean luminance is 0 to 255: 1 but near
 * white. smooth is page, smoothed. */
void scan_clip_shares(const ScanGray *page, const ScanGray *smooth, float shares[256]);

G_END_DECLS
