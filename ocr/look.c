#include "ocr/look.h"

#include "ocr/pixels.h"

/* Gray, and halved as long as it stays wide enough. */
static PIX *gray_of(PIX *master, int width_px)
{
    PIX *gray = ocr_pixels_gray(master);
    for (; gray && width_px >= 2 * OCR_LOOK_WIDTH_PX && pixGetHeight(gray) > 1 &&
           pixGetWidth(gray) > 1;
         width_px /= 2) {
        PIX *half = ocr_pixels_half(gray);
        pixDestroy(&gray);
        gray = half;
    }
    return gray;
}

/* The master small, gray and turned; *scale is how small. */
static PIX *small_new(PIX *master, guint quarter_turns, double *scale)
{
    int width_px = quarter_turns % 2 ? pixGetHeight(master) : pixGetWidth(master);
    g_autoptr(PIX) gray = gray_of(master, width_px);
    if (!gray)
        return NULL;
    *scale = MIN(1, (double)OCR_LOOK_WIDTH_PX / width_px);
    float reduce = (float)(*scale * pixGetWidth(master) / pixGetWidth(gray));
    g_autoptr(PIX) small = reduce < 1 ? pixScaleAreaMap(gray, reduce, reduce) : pixClone(gray);
    if (!small || quarter_turns == 0)
        return g_steal_pointer(&small);
    return pixRotateOrth(small, (int)quarter_turns);
}

/* As the master's copy small was straightened and cropped. Takes *small over. */
static PIX *follow(PIX **small, const OcrPrepared *prepared, double scale)
{
    const OcrBox *crop = &prepared->crop;
    const OcrBox small_crop = {(int)(crop->x_px * scale), (int)(crop->y_px * scale),
                               (int)(crop->width_px * scale), (int)(crop->height_px * scale)};
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

PIX *ocr_look_new(PIX *master, const OcrPrepared *prepared, PIX **outside)
{
    double scale;
    PIX *small = small_new(master, prepared->quarter_turns, &scale);
    g_autoptr(PIX) nothing = small ? outside_new(small, prepared, scale) : NULL;
    PIX *look = small ? follow(&small, prepared, scale) : NULL;
    if (!nothing)
        pixDestroy(&look);
    *outside = look ? g_steal_pointer(&nothing) : NULL;
    return look;
}

double ocr_look_scale(const OcrPrepared *prepared, PIX *image)
{
    return (double)pixGetWidth(prepared->page) / pixGetWidth(image);
}
