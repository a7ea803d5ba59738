/* ocr/photo.h - private to ocr/: photographs and other areas of tones on a page. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Boxes of photographs in pixels of look; outside as look.h gives it. NULL without memory. */
BOXA *ocr_photos_find(PIX *look, PIX *outside);

G_END_DECLS
