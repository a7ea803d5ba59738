/* Pieces of ink, 8-connected. */
#include "ocr/parts.h"

#include "ocr/pixels.h"

#define SPECK 0.3 /* of a small letter */

gboolean ocr_parts_init(OcrParts *parts, const OcrPrepared *prepared, GError **error)
{
    parts->ink = ocr_pixels_threshold(prepared->page, (int)prepared->findings.threshold);
    parts->letter_px = prepared->findings.letter_px * prepared->scale;
    parts->speck_px = (int)(SPECK * parts->letter_px);
    return parts->ink || ocr_set_no_memory(error);
}

void ocr_parts_clear(OcrParts *parts)
{
    pixDestroy(&parts->ink);
}

BOXA *ocr_parts_of(PIX *ink, const OcrBox *word)
{
    BOX *whole = boxCreate(word->x_px, word->y_px, word->width_px, word->height_px);
    BOX *place = whole ? boxClipToRectangle(whole, pixGetWidth(ink), pixGetHeight(ink)) : NULL;
    boxDestroy(&whole);
    if (!place || place->w <= 0 || place->h <= 0) {
        boxDestroy(&place);
        return boxaCreate(1);
    }
    g_autoptr(PIX) inside = pixClipRectangle(ink, place, NULL);
    g_autoptr(BOXA) parts = inside ? pixConnCompBB(inside, 8) : NULL;
    boxDestroy(&place);
    return parts && boxaGetCount(parts) > 0 ? boxaSort(parts, L_SORT_BY_X, L_SORT_INCREASING, NULL)
                                            : g_steal_pointer(&parts);
}

OcrBox ocr_part_at(BOXA *parts, int index)
{
    OcrBox box = {0};
    boxaGetBoxGeometry(parts, index, &box.x_px, &box.y_px, &box.width_px, &box.height_px);
    return box;
}

gboolean ocr_part_is_speck(const OcrBox *part, int speck_px)
{
    return part->width_px <= speck_px && part->height_px <= speck_px;
}
