/* Bricks against leptonica's, which go pixel by pixel. */
#include "scan/bits.h"

#include <leptonica/allheaders.h>

/* Odd sizes, because bits come by 32. */
static const struct {
    int width, height;
} sizes[] = {{1, 1}, {5, 3}, {32, 40}, {33, 31}, {64, 9}, {257, 129}};

static const struct {
    int width, height;
} bricks[] = {{1, 1},  {2, 1},  {1, 2},  {3, 3},  {2, 2},   {4, 7},    {9, 1},
              {1, 10}, {31, 1}, {34, 5}, {65, 1}, {100, 1}, {300, 200}};

static const struct {
    const char *name;
    PIX *(*ours)(PIX *, int, int);
    PIX *(*theirs)(PIX *, PIX *, int, int);
} ways[] = {
    {"dilate", scan_bits_dilate, pixDilateBrick},
    {"erode", scan_bits_erode, pixErodeBrick},
    {"open", scan_bits_open, pixOpenBrick},
    {"close", scan_bits_close, pixCloseBrick},
};

/* Of so many in eight set, the same each time; its rows end in garbage, as some of leptonica's do. */
static PIX *noise_new(int width, int height, int eighths)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    PIX *pix = pixCreate(width, height, 1);
    pixSetPadBits(pix, 1);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (g_rand_int_range(rand, 0, 8) < eighths)
                pixSetPixel(pix, x, y, 1);
    return pix;
}

static void assert_equal(PIX *ours, PIX *theirs)
{
    int is_same = 0;
    g_assert_nonnull(ours);
    g_assert_cmpint(pixEqual(ours, theirs, &is_same), ==, 0);
    g_assert_true(is_same);
    pixDestroy(&ours);
    pixDestroy(&theirs);
}

static void test_bricks(void)
{
    for (guint s = 0; s < G_N_ELEMENTS(sizes); s++)
        for (int eighths = 1; eighths <= 7; eighths += 3) {
            PIX *pix = noise_new(sizes[s].width, sizes[s].height, eighths);
            for (guint w = 0; w < G_N_ELEMENTS(ways); w++)
                for (guint b = 0; b < G_N_ELEMENTS(bricks); b++) {
                    int width = bricks[b].width, height = bricks[b].height;
                    g_test_message("%s %d x %d of %d x %d", ways[w].name, width, height,
                                   sizes[s].width, sizes[s].height);
                    assert_equal(ways[w].ours(pix, width, height),
                                 ways[w].theirs(NULL, pix, width, height));
                }
            pixDestroy(&pix);
        }
}

static void test_neighbours(void)
{
    /* C: the middle, which is not asked. */
    SEL *cross = selCreateFromString(" x xCx x ", 3, 3, NULL);
    for (guint s = 0; s < G_N_ELEMENTS(sizes); s++) {
        PIX *pix = noise_new(sizes[s].width, sizes[s].height, 1);
        assert_equal(scan_bits_neighbours(pix), pixDilate(NULL, pix, cross));
        pixDestroy(&pix);
    }
    selDestroy(&cross);
}

/* Pixel by pixel. */
static PIX *majority_new(PIX *pix)
{
    PIX *made = pixCreateTemplate(pix);
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            guint32 n_set = 0, value = 0;
            for (int i = 0; i < 9; i++)
                if (pixGetPixel(pix, x + i % 3 - 1, y + i / 3 - 1, &value) == 0)
                    n_set += value;
            pixSetPixel(made, x, y, n_set >= 5);
        }
    return made;
}

static void test_majority(void)
{
    for (guint s = 0; s < G_N_ELEMENTS(sizes); s++)
        for (int eighths = 1; eighths <= 7; eighths++) {
            PIX *pix = noise_new(sizes[s].width, sizes[s].height, eighths);
            assert_equal(scan_bits_majority(pix), majority_new(pix));
            pixDestroy(&pix);
        }
}

static void test_extent(void)
{
    static const struct {
        int x, y, x_other, y_other;
    } rows[] = {{0, 0, 0, 0}, {256, 128, 256, 128}, {31, 5, 32, 5}, {200, 3, 64, 100}};
    PIX *pix = pixCreate(257, 129, 1);
    int x, y, width, height;
    pixSetPadBits(pix, 1);
    g_assert_false(scan_bits_extent(pix, &x, &y, &width, &height));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        pixClearAll(pix);
        pixSetPixel(pix, rows[i].x, rows[i].y, 1);
        pixSetPixel(pix, rows[i].x_other, rows[i].y_other, 1);
        g_assert_true(scan_bits_extent(pix, &x, &y, &width, &height));
        g_assert_cmpint(x, ==, MIN(rows[i].x, rows[i].x_other));
        g_assert_cmpint(y, ==, MIN(rows[i].y, rows[i].y_other));
        g_assert_cmpint(x + width - 1, ==, MAX(rows[i].x, rows[i].x_other));
        g_assert_cmpint(y + height - 1, ==, MAX(rows[i].y, rows[i].y_other));
    }
    pixDestroy(&pix);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/bits/bricks", test_bricks);
    g_test_add_func("/scan/bits/neighbours", test_neighbours);
    g_test_add_func("/scan/bits/majority", test_majority);
    g_test_add_func("/scan/bits/extent", test_extent);
    return g_test_run();
}
