/* Photographs (photo.c) are kept as images and not as the words that the engine reads into them: they are
 * painted white before anything is measured of the page, which also saves the time. Dark paper with print on it, a
 * slip or a photocopy's shade, looks like one from afar; where its ink stands in three lines or more, it is read.
 */
#include "ocr/picture.h"

#include "ocr/look.h"
#include "ocr/paper.h"
#include "ocr/photo.h"

#define PICTURE_SHARE 0.04 /* of the page, from which there is a picture on it */
#define PRINT_LINES 3      /* of print, at least; a blob may look like one or two */
#define PRINT_IN_LINES                                                                             \
    0.5                  /* of its ink; photographs have at most 0.38, slips 0.54 (a table) to 1 */
#define DRAWN_PERCENT 75 /* of the ink that no word holds, from which it is of drawings ... */
#define DRAWN_INK 1      /* ... and how much ink of the page, in percent: less is dirt */
#define TEXT_LINES 5     /* with as many a picture's page is mixed */

static void paint_white(PIX *gray, BOXA *areas)
{
    for (int i = 0; i < boxaGetCount(areas); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(areas, i, &x, &y, &width, &height);
        pixRasterop(gray, x, y, width, height, PIX_SET, NULL, 0, 0);
    }
}

/* Of the ink on gray, but for what reaches its edges, the shade's among it, in text lines: share, 0-1. */
static double share_in_lines(PIX *gray)
{
    PageFindings findings = {0};
    g_autoptr(PIX) all = ocr_ink_find(gray, &findings);
    g_autoptr(PIX) ink = all ? pixRemoveBorderConnComps(all, 8) : NULL;
    g_autoptr(BOXA) pieces = ink ? pixConnCompBB(ink, 8) : NULL;
    int n_all = 0, n_outside = 0;
    if (!pieces || pixCountPixels(ink, &n_all, NULL) || n_all == 0)
        return 0;
    g_autoptr(BOXA) lines =
        ocr_lines_find(ink, pieces, ocr_letters_measure(pieces), OCR_LINE_LETTERS);
    if (boxaGetCount(lines) < PRINT_LINES)
        return 0;
    g_autoptr(PIX) rest = pixCopy(NULL, ink);
    for (int i = 0; rest && i < boxaGetCount(lines); i++) {
        BOX *line = boxaGetBox(lines, i, L_CLONE);
        pixClearInRect(rest, line);
        boxDestroy(&line);
    }
    return rest && pixCountPixels(rest, &n_outside, NULL) == 0 ? 1 - (double)n_outside / n_all : 0;
}

static gboolean is_print(PIX *gray, BOX *box)
{
    g_autoptr(PIX) part = pixClipRectangle(gray, box, NULL);
    return part && share_in_lines(part) >= PRINT_IN_LINES;
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
