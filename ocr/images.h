/* ocr/images.h - private to ocr/: what people see of a prepared page. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Turns, straightens and crops master as prepared says, and frees it as soon as it can: of a large map
 * no more than two copies fit into memory. NULL without memory (LIMIT). */
PageImages *ocr_images_new(PIX **master, const OcrPrepared *prepared, double dpi, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageImages, ocr_page_images_free)

G_END_DECLS
