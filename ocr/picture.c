/* Photographs (photo.c) are kept as images and not as the words that the engine reads into them: they are
 * painted white before the page is read, which also saves the time.
 */
#include "ocr/picture.h"

#include "ocr/look.h"
#include "ocr/photo.h"

#define PICTURE_SHARE 0.04 /* of the page, from which there is a picture on it */
#define TEXT_LINES 5       /* with as many a picture's page is mixed */

/* ------------------------------------------------------------------------------------- areas -- */

static gboolean box_has_middle(const OcrBox *box, const OcrBox *other)
{
    int x = other->x_px + other->width_px / 2, y = other->y_px + other->height_px / 2;
    return x >= box->x_px && x < box->x_px + box->width_px && y >= box->y_px &&
           y < box->y_px + box->height_px;
}

static void areas_add(GArray *areas, BOXA *boxes, double scale)
{
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        OcrBox box = {(int)(x * scale), (int)(y * scale), (int)(width * scale) + 1,
                      (int)(height * scale) + 1};
        g_array_append_val(areas, box);
    }
}

static gboolean areas_have(const GArray *areas, const OcrBox *box)
{
    for (guint i = 0; areas && i < areas->len; i++)
        if (box_has_middle(&g_array_index(areas, OcrBox, i), box))
            return TRUE;
    return FALSE;
}

static double areas_share(const GArray *areas, PIX *page)
{
    double area_px = 0;
    for (guint i = 0; i < areas->len; i++) {
        const OcrBox *box = &g_array_index(areas, OcrBox, i);
        area_px += (double)box->width_px * box->height_px;
    }
    return area_px / ((double)pixGetWidth(page) * pixGetHeight(page));
}

static void paint_white(PIX *page, const GArray *areas)
{
    for (guint i = 0; i < areas->len; i++) {
        const OcrBox *area = &g_array_index(areas, OcrBox, i);
        pixRasterop(page, area->x_px, area->y_px, area->width_px, area->height_px, PIX_SET, NULL, 0,
                    0);
    }
}

static BOXA *lines_outside(BOXA *lines, const GArray *areas)
{
    BOXA *outside = boxaCreate(boxaGetCount(lines));
    for (int i = 0; outside && i < boxaGetCount(lines); i++) {
        BOX *line = boxaGetBox(lines, i, L_COPY);
        if (areas_have(areas, &(OcrBox){line->x, line->y, line->w, line->h}))
            boxDestroy(&line);
        else
            boxaAddBox(outside, line, L_INSERT);
    }
    return outside;
}

gboolean ocr_pictures_find(PIX *look, OcrPrepared *prepared, OcrPictures *pictures)
{
    g_autoptr(BOXA) photos = ocr_photos_find(look);
    if (!photos)
        return FALSE;
    pictures->areas = g_array_new(FALSE, FALSE, sizeof(OcrBox));
    areas_add(pictures->areas, photos, ocr_look_scale(prepared, look));
    if (pictures->areas->len == 0)
        return TRUE;
    paint_white(prepared->page, pictures->areas);
    BOXA *outside = lines_outside(prepared->lines, pictures->areas);
    if (!outside)
        return FALSE;
    boxaDestroy(&prepared->lines);
    prepared->lines = outside;
    return TRUE;
}

void ocr_pictures_clear(OcrPictures *pictures)
{
    g_clear_pointer(&pictures->areas, g_array_unref);
}

OcrPageKind ocr_pictures_kind(const OcrPictures *pictures, PIX *page, guint n_lines)
{
    if (areas_share(pictures->areas, page) < PICTURE_SHARE)
        return OCR_PAGE_TEXT;
    return n_lines >= TEXT_LINES ? OCR_PAGE_MIXED : OCR_PAGE_PICTURE;
}
