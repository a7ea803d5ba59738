/* The loops over pixels against leptonica's, which go one by one. */
#include "ocr/pixels.h"

#include <stdlib.h>

/* Odd sizes, because words hold four pixels, bits come by 32, and tiles do not fit. */
static const struct {
    int width, height;
} sizes[] = {{1, 1}, {3, 2}, {31, 33}, {64, 64}, {257, 129}, {1001, 403}};

/* Blurred noise of all values, the same each time. */
static PIX *picture_new(int width, int height, int depth)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autoptr(PIX) noise = pixCreate(width, height, depth);
    guint32 *data = pixGetData(noise);
    for (int i = 0; i < pixGetWpl(noise) * height; i++)
        data[i] = g_rand_int(rand) & (depth == 32 ? 0xffffff00u : G_MAXUINT32);
    pixSetPadBits(noise, 0);
    pixSetResolution(noise, 300, 300);
    PIX *picture = MIN(width, height) > 8 ? pixBlockconv(noise, 1, 1) : pixClone(noise);
    pixSetResolution(picture, 300, 300);
    return picture;
}

/* Of the same size, and no value differs by more. */
static void assert_near(PIX *ours, PIX *theirs, int most)
{
    g_assert_nonnull(ours);
    g_assert_cmpint(pixGetWidth(ours), ==, pixGetWidth(theirs));
    g_assert_cmpint(pixGetHeight(ours), ==, pixGetHeight(theirs));
    g_assert_cmpint(pixGetDepth(ours), ==, pixGetDepth(theirs));
    for (int y = 0; y < pixGetHeight(ours); y++)
        for (int x = 0; x < pixGetWidth(ours); x++) {
            l_uint32 a = 0, b = 0;
            pixGetPixel(ours, x, y, &a);
            pixGetPixel(theirs, x, y, &b);
            for (int shift = 0; shift < 32; shift += 8)
                g_assert_cmpint(abs((int)(a >> shift & 255) - (int)(b >> shift & 255)), <=, most);
        }
}

/* Without a rim of a quarter. */
static PIX *inner(PIX *pix)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    BOX *box = boxCreate(width / 4, height / 4, width - width / 2, height - height / 2);
    PIX *part = pixClipRectangle(pix, box, NULL);
    boxDestroy(&box);
    return part;
}

static double mean_difference(PIX *ours, PIX *theirs)
{
    float mean = 0;
    g_autoptr(PIX) difference = pixAbsDifference(ours, theirs);
    g_assert_nonnull(difference);
    pixGetAverageMasked(difference, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
    return (double)mean;
}

static void test_gray(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(PIX) colors = picture_new(sizes[i].width, sizes[i].height, 32);
        g_autoptr(PIX) ours = ocr_pixels_gray(colors);
        g_autoptr(PIX) theirs = pixConvertTo8(colors, FALSE);
        assert_near(ours, theirs, 1);
        g_assert_cmpint(pixGetXRes(ours), ==, 300);
    }
}

static void test_half(void)
{
    for (guint i = 1; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(PIX) gray = picture_new(sizes[i].width, sizes[i].height, 8);
        g_autoptr(PIX) ours = ocr_pixels_half(gray);
        g_autoptr(PIX) theirs = pixScaleAreaMap2(gray);
        assert_near(ours, theirs, 1);
        g_assert_cmpint(pixGetXRes(ours), ==, 150);
    }
}

static void test_threshold(void)
{
    static const int thresholds[] = {1, 90, 128, 200, 255};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
        for (guint t = 0; t < G_N_ELEMENTS(thresholds); t++) {
            g_autoptr(PIX) gray = picture_new(sizes[i].width, sizes[i].height, 8);
            g_autoptr(PIX) ours = ocr_pixels_threshold(gray, thresholds[t]);
            g_autoptr(PIX) theirs = pixThresholdToBinary(gray, thresholds[t]);
            assert_near(ours, theirs, 0);
        }
}

static void test_divide(void)
{
    const int tile_width = 10, tile_height = 15;
    for (guint i = 2; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(PIX) gray = picture_new(sizes[i].width, sizes[i].height, 8);
        g_autoptr(PIX) map = picture_new((sizes[i].width + tile_width - 1) / tile_width,
                                         (sizes[i].height + tile_height - 1) / tile_height, 8);
        g_autoptr(PIX) factors = pixGetInvBackgroundMap(map, 200, 1, 1);
        g_autoptr(PIX) ours =
            factors ? ocr_pixels_divide(gray, factors, tile_width, tile_height, 70, 190) : NULL;
        g_autoptr(PIX) theirs =
            factors ? pixApplyInvBackgroundGrayMap(gray, factors, tile_width, tile_height) : NULL;
        if (!factors) /* leptonica wants maps of 5 pixels at least */
            continue;
        pixGammaTRC(theirs, theirs, 1.0f, 70, 190);
        assert_near(ours, theirs, 1);
    }
}

/* Where the place is rounded otherwise by a sixteenth, blurred noise differs by a few. */
static void test_turn(void)
{
    static const double angles[] = {-10, -0.4, 0.1, 1.3, 7};
    static const int depths[] = {8, 32};
    for (guint i = 2; i < G_N_ELEMENTS(sizes); i++)
        for (guint a = 0; a < G_N_ELEMENTS(angles); a++)
            for (guint d = 0; d < G_N_ELEMENTS(depths); d++) {
                int width = sizes[i].width, height = sizes[i].height;
                g_autoptr(PIX) pix = picture_new(width, height, depths[d]);
                g_autoptr(PIX) theirs = pixRotate(pix, (float)(angles[a] * G_PI / 180),
                                                  L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
                g_autoptr(PIX) ours =
                    ocr_pixels_turn(pix, angles[a], &(OcrBox){0, 0, width, height});
                g_autoptr(PIX) ours_inner = inner(ours), theirs_inner = inner(theirs);
                assert_near(ours_inner, theirs_inner, 24);
            }
}

/* What lies outside is white, inside nothing is lost and nothing is written beyond. */
static void test_turn_crop(void)
{
    static const OcrBox crops[] = {
        {-20, -30, 140, 180}, {10, 10, 33, 41}, {90, 100, 60, 70}, {500, 0, 5, 5}};
    g_autoptr(PIX) black = pixCreate(100, 120, 8);
    g_autoptr(PIX) around = pixAddBorderGeneral(black, 600, 600, 600, 600, 255);
    for (guint i = 0; i < G_N_ELEMENTS(crops); i++) {
        OcrBox crop = crops[i], far = crop;
        far.x_px += 600, far.y_px += 600;
        g_autoptr(PIX) ours = ocr_pixels_turn(black, 3, &crop);
        g_autoptr(PIX) whole = ocr_pixels_turn(around, 3, &far);
        int ours_dark = 0, whole_dark = 0;
        g_autoptr(PIX) ours_ink = ocr_pixels_threshold(ours, 128);
        g_autoptr(PIX) whole_ink = ocr_pixels_threshold(whole, 128);
        pixCountPixels(ours_ink, &ours_dark, NULL);
        pixCountPixels(whole_ink, &whole_dark, NULL);
        g_assert_cmpint(abs(ours_dark - whole_dark), <=, 2 * (crop.width_px + crop.height_px));
        g_assert_true(i == 3 ? ours_dark == 0 : ours_dark > 0);
    }
}

/* In its own memory or, where that is too small or shared, not: the same pixels. */
static void test_turn_within(void)
{
    static const struct {
        int width, height, depth;
        double degrees;
        OcrBox crop;
        gboolean is_shared;
    } rows[] = {
        {257, 129, 32, 3, {0, 0, 257, 129}, FALSE},
        {257, 129, 32, -10, {0, 0, 257, 129}, FALSE},
        {129, 257, 32, 9.7, {5, 3, 100, 250}, FALSE},
        {129, 257, 32, -0.1, {0, 17, 129, 200}, FALSE},
        {257, 129, 32, 2, {-9, -12, 240, 135}, FALSE},
        {257, 129, 32, 7, {60, 20, 197, 40}, FALSE},
        {64, 64, 32, 4, {-3, -3, 70, 70}, FALSE},
        {64, 64, 32, 4, {0, 0, 64, 64}, TRUE},
        {64, 64, 8, 4, {0, 0, 64, 64}, FALSE},
        {3, 2, 32, 5, {0, 0, 3, 2}, FALSE},
        {1, 1, 32, 5, {0, 0, 1, 1}, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        PIX *own = picture_new(rows[i].width, rows[i].height, rows[i].depth);
        PIX *other = rows[i].is_shared ? pixClone(own) : NULL;
        g_autoptr(PIX) apart = ocr_pixels_turn(own, rows[i].degrees, &rows[i].crop);
        g_autoptr(PIX) within = ocr_pixels_turn_within(&own, rows[i].degrees, &rows[i].crop);
        g_test_message("row %u", i);
        g_assert_null(own);
        assert_near(within, apart, 0);
        pixDestroy(&other);
    }
}

static void test_crop_within(void)
{
    static const struct {
        int depth;
        OcrBox crop;
        gboolean is_done;
    } rows[] = {{32, {0, 0, 64, 40}, TRUE},  {32, {5, 7, 50, 30}, TRUE},
                {32, {63, 39, 1, 1}, TRUE},  {32, {-1, 0, 64, 40}, FALSE},
                {32, {5, 7, 60, 30}, FALSE}, {8, {5, 7, 50, 30}, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const OcrBox *crop = &rows[i].crop;
        g_autoptr(PIX) pix = picture_new(64, 40, rows[i].depth);
        BOX *box = boxCreate(crop->x_px, crop->y_px, crop->width_px, crop->height_px);
        g_autoptr(PIX) theirs =
            rows[i].is_done ? pixClipRectangle(pix, box, NULL) : pixCopy(NULL, pix);
        g_test_message("row %u", i);
        g_assert_cmpint(ocr_pixels_crop_within(pix, crop), ==, rows[i].is_done);
        assert_near(pix, theirs, 0);
        boxDestroy(&box);
    }
}

/* Leptonica takes areas in sixteenths of a pixel. */
static void test_reduce(void)
{
    static const double scales[] = {0.65, 0.58, 0.47, 0.31, 0.26};
    for (guint i = 4; i < G_N_ELEMENTS(sizes); i++)
        for (guint s = 0; s < G_N_ELEMENTS(scales); s++) {
            g_autoptr(PIX) gray = picture_new(sizes[i].width, sizes[i].height, 8);
            g_autoptr(PIX) ours = ocr_pixels_reduce(gray, scales[s], TRUE);
            g_autoptr(PIX) theirs = pixScale(gray, (float)scales[s], (float)scales[s]);
            g_autoptr(PIX) ours_inner = inner(ours), theirs_inner = inner(theirs);
            g_assert_cmpint(pixGetWidth(ours), ==, pixGetWidth(theirs));
            assert_near(ours_inner, theirs_inner, 32);
            g_assert_cmpfloat(mean_difference(ours, theirs), <, 2);
        }
}

/* As leptonica with the mask at full size; and to the edge. */
static void test_paint(void)
{
    static const int reductions[] = {1, 2};
    for (guint i = 1; i < G_N_ELEMENTS(sizes); i++)
        for (guint r = 0; r < G_N_ELEMENTS(reductions); r++) {
            int width = sizes[i].width, height = sizes[i].height, reduction = reductions[r];
            g_autoptr(PIX) ours = picture_new(width, height, 8);
            g_autoptr(PIX) theirs = pixCopy(NULL, ours);
            g_autoptr(PIX) tones = picture_new(width / reduction, height / reduction, 8);
            g_autoptr(PIX) mask = ocr_pixels_threshold(tones, 128);
            g_autoptr(PIX) large = pixExpandReplicate(mask, reduction);
            ocr_pixels_paint(ours, mask, reduction, 77);
            pixSetMasked(theirs, large, 77);
            BOX *box = boxCreate(0, 0, width - reduction, height - reduction);
            g_autoptr(PIX) ours_inner = pixClipRectangle(ours, box, NULL);
            g_autoptr(PIX) theirs_inner = pixClipRectangle(theirs, box, NULL);
            boxDestroy(&box);
            if (ours_inner)
                assert_near(ours_inner, theirs_inner, 0);
            pixSetAll(mask);
            ocr_pixels_paint(ours, mask, reduction, 77);
            pixSetAllArbitrary(theirs, 77);
            assert_near(ours, theirs, 0);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setMsgSeverity(L_SEVERITY_NONE);
    g_test_add_func("/pixels/gray", test_gray);
    g_test_add_func("/pixels/half", test_half);
    g_test_add_func("/pixels/threshold", test_threshold);
    g_test_add_func("/pixels/divide", test_divide);
    g_test_add_func("/pixels/turn", test_turn);
    g_test_add_func("/pixels/turn/crop", test_turn_crop);
    g_test_add_func("/pixels/turn/within", test_turn_within);
    g_test_add_func("/pixels/crop/within", test_crop_within);
    g_test_add_func("/pixels/reduce", test_reduce);
    g_test_add_func("/pixels/paint", test_paint);
    return g_test_run();
}
