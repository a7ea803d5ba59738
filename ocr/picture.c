/* Photographs (photo.c) are kept as images and not as the words that the engine reads into them: they are
 * painted white before anything is measured of the page, which also saves the time. Dark paper with print on it, a
 * slip or a photocopy's shade, looks like one from afar; where its ink stands in three lines or more, it is read.
 */
#include "ocr/picture.h"

#include "ocr/look.h"
#include "ocr/negative.h"
#include "ocr/photo.h"

#define PICTURE_SHARE 0.04 /* of the page, from which there is a picture on it */
#define DRAWN_PERCENT 75   /* of the ink that no word holds, from which it is of drawings ... */
#define DRAWN_INK 1        /* ... and how much ink of the page, in percent: less is dirt */
#define TEXT_LINES 5       /* with as many a picture's page is mixed */

static void paint_white(PIX *gray, BOXA *areas)
{
    for (int i = 0; i < boxaGetCount(areas); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(areas, i, &x, &y, &width, &height);
        pixRasterop(gray, x, y, width, height, PIX_SET, NULL, 0, 0);
    }
}

static gboolean is_print(PIX *gray, BOX *box)
{
    g_autoptr(PIX) part = pixClipRectangle(gray, box, NULL);
    return part && ocr_print_share(part) >= OCR_PRINT_SHARE;
}

static BOXA *without_print(BOXA *photos, PIX *gray)
{
    BOXA *pictures = boxaCreate(4);
    for (int i = 0; i < boxaGetCount(photos); i++) {
        BOX *box = boxaGetBox(photos, i, L_COPY);
        if (is_print(gray, box))
            boxDestroy(&box);
        else
            boxaAddBox(pictures, box, L_INSERT);
    }
    return pictures;
}

gboolean ocr_pictures_hide(PIX *small, double small_scale, PIX *gray, OcrPrepared *prepared)
{
    prepared->look = ocr_look_new(small, small_scale, prepared, &prepared->outside);
    g_autoptr(BOXA) photos =
        prepared->look ? ocr_photos_find(prepared->look, prepared->outside) : NULL;
    if (!photos)
        return FALSE;
    float scale = (float)pixGetWidth(gray) / (float)pixGetWidth(prepared->look);
    g_autoptr(BOXA) places = boxaTransform(photos, 0, 0, scale, scale);
    if (!places)
        return FALSE;
    prepared->pictures = without_print(places, gray);
    paint_white(gray, prepared->pictures);
    return TRUE;
}

static double pictures_share(const OcrPrepared *prepared)
{
    double area_px = 0;
    for (int i = 0; i < boxaGetCount(prepared->pictures); i++) {
        int width, height;
        boxaGetBoxGeometry(prepared->pictures, i, NULL, NULL, &width, &height);
        area_px += (double)width * height;
    }
    return area_px / ((double)pixGetWidth(prepared->page) * pixGetHeight(prepared->page));
}

gboolean ocr_picture_is_drawn(const OcrPrepared *prepared)
{
    return prepared->findings.drawn_percent >= DRAWN_PERCENT &&
           prepared->findings.ink_percent >= DRAWN_INK;
}

OcrPageKind ocr_pictures_kind(const OcrPrepared *prepared, guint n_lines)
{
    if (pictures_share(prepared) < PICTURE_SHARE && !ocr_picture_is_drawn(prepared))
        return OCR_PAGE_TEXT;
    return n_lines >= TEXT_LINES ? OCR_PAGE_MIXED : OCR_PAGE_PICTURE;
}
