/* The images of a page, made last, when it is known which way up it is. */
#include "ocr/images.h"

void ocr_page_images_free(PageImages *images)
{
    if (!images)
        return;
    pixDestroy(&images->visible);
    pixDestroy(&images->mask);
    g_free(images);
}

static void replace(PIX **pix, PIX *made)
{
    pixDestroy(pix);
    *pix = made;
}

static PIX *visible_new(PIX **master, const OcrPrepared *prepared)
{
    PIX *turned = NULL;
    if (prepared->quarter_turns)
        replace(master, pixRotateOrth(*master, (int)prepared->quarter_turns));
    PIX *visible =
        *master ? ocr_straighten(master, prepared->findings.skew_degrees, prepared->crop) : NULL;
    if (!visible || !prepared->is_flipped)
        return visible;
    turned = pixRotate180(NULL, visible);
    pixDestroy(&visible);
    return turned;
}

/* The ink at the size of the visible image; of a 1-bit master the visible image is the ink. */
static PIX *mask_new(PIX *visible, const OcrPrepared *prepared)
{
    int width = pixGetWidth(visible), height = pixGetHeight(visible);
    PIX *ink = prepared->ink;
    if (pixGetDepth(visible) == 1)
        return pixClone(visible);
    if (prepared->lifted)
        return pixOr(NULL, ink, prepared->lifted);
    if (pixGetWidth(ink) == width && pixGetHeight(ink) == height)
        return pixClone(ink);
    return pixScaleToSize(ink, width, height);
}

PageImages *ocr_images_new(PIX **master, const OcrPrepared *prepared, double dpi, GError **error)
{
    PageImages *images = g_new0(PageImages, 1);
    images->dpi = dpi;
    images->visible = visible_new(master, prepared);
    gboolean is_known = prepared->ink || (images->visible && pixGetDepth(images->visible) == 1);
    images->mask = images->visible && is_known ? mask_new(images->visible, prepared) : NULL;
    if (images->visible && (images->mask || !is_known))
        return images;
    ocr_page_images_free(images);
    ocr_set_no_memory(error);
    return NULL;
}
