#include "ocr/look.h"

#include "ocr/pixels.h"

PIX *ocr_look_small(PIX *gray)
{
    int width = pixGetWidth(gray);
    double scale = (double)OCR_LOOK_WIDTH_PX / width;
    if (width <= OCR_LOOK_WIDTH_PX)
        return pixCopy(NULL, gray);
    if (scale >= OCR_REDUCE_MIN || pixGetHeight(gray) < 2)
        return ocr_pixels_reduce(gray, scale, FALSE);
    g_autoptr(PIX) half = ocr_pixels_half(gray);
    return half ? ocr_look_small(half) : NULL;
}

/* As the master's copy small was straightened and cropped. Takes *small over. */
static PIX *follow(PIX **small, const OcrPrepared *prepared, double scale)
{
    const OcrBox *crop = &prepared->crop;
    const OcrBox small_crop = {(int)(crop->x_px * scale), (int)(crop->y_px * scale),
                               MAX((int)(crop->width_px * scale), 1),
                               MAX((int)(crop->height_px * scale), 1)};
    g_autoptr(PIX) look = ocr_straighten(small, prepared->findings.skew_degrees, small_crop);
    return look && prepared->is_flipped ? pixRotate180(NULL, look) : g_steal_pointer(&look);
}

/* What straightening brings in where the master, whose copy is small, has nothing. */
static PIX *outside_new(PIX *small, const OcrPrepared *prepared, double scale)
{
    PIX *master = pixCreate(pixGetWidth(small), pixGetHeight(small), 1);
    if (!master)
        return NULL;
    pixSetAll(master);
    PIX *outside = follow(&master, prepared, scale);
    return outside ? pixInvert(outside, outside) : NULL;
}

PIX *ocr_look_new(PIX *small, double scale, const OcrPrepared *prepared, PIX **outside)
{
    g_autoptr(PIX) nothing = outside_new(small, prepared, scale);
    PIX *tilted = pixClone(small), *look = nothing ? follow(&tilted, prepared, scale) : NULL;
    pixDestroy(&tilted);
    *outside = look ? g_steal_pointer(&nothing) : NULL;
    return look;
}
