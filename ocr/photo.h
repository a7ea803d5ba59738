/* ocr/photo.h - private to ocr/: photographs and other areas of tones on a page. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Boxes of photographs in pixels of look (look.h). NULL without memory. */
BOXA *ocr_photos_find(PIX *look);

G_END_DECLS
