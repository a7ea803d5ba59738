/* What is taken for scanner bed and holes, and what is not. */
#include "ocr/border.h"

#define DPI 150
#define WIDTH_PX 1240
#define HEIGHT_PX 1754
#define MM(mm) ((int)((mm)*DPI / 25.4))

typedef enum { BOX_SHAPE, DISC_SHAPE } Shape;

typedef struct {
    const char *name;
    int paper, ink; /* luminance */
    Shape shape;
    int x_mm, y_mm, width_mm, height_mm; /* of a dark area */
    gboolean is_found;
} Case;

static const Case cases[] = {
    {"bed-left", 220, 10, BOX_SHAPE, 0, 0, 4, 297, TRUE},
    {"bed-top", 220, 10, BOX_SHAPE, 0, 0, 210, 3, TRUE},
    {"bed-right", 220, 10, BOX_SHAPE, 200, 0, 10, 297, TRUE},
    {"bed-bottom", 220, 10, BOX_SHAPE, 0, 285, 210, 12, TRUE},
    {"torn-corner", 220, 10, BOX_SHAPE, 180, 270, 30, 27, TRUE},
    {"bed-of-dark-paper", 90, 5, BOX_SHAPE, 0, 0, 4, 297, TRUE},
    {"hole", 220, 10, DISC_SHAPE, 12, 100, 6, 6, TRUE},
    {"small-hole", 220, 10, DISC_SHAPE, 12, 100, 4, 4, TRUE},
    {"full-stop", 220, 10, DISC_SHAPE, 60, 100, 2, 2, FALSE},
    {"photograph", 220, 60, BOX_SHAPE, 80, 80, 35, 45, FALSE},
    {"bar", 220, 10, BOX_SHAPE, 40, 80, 60, 4, FALSE},
    {"line-cut-by-the-edge", 220, 10, BOX_SHAPE, 0, 60, 50, 1, FALSE},
    {"fold", 220, 150, BOX_SHAPE, 0, 140, 210, 4, FALSE},
};

static PIX *draw(const Case *c)
{
    PIX *pix = pixCreate(WIDTH_PX, HEIGHT_PX, 8);
    pixSetAllGray(pix, c->paper);
    int x = MM(c->x_mm), y = MM(c->y_mm), width = MM(c->width_mm), height = MM(c->height_mm);
    for (int j = 0; j < height; j++)
        for (int i = 0; i < width; i++) {
            double dx = (i + 0.5) / width - 0.5, dy = (j + 0.5) / height - 0.5;
            if (c->shape == BOX_SHAPE || dx * dx + dy * dy <= 0.25)
                pixSetPixel(pix, x + i, y + j, (l_uint32)c->ink);
        }
    return pix;
}

static gboolean is_found_at(PIX *found, double x_mm, double y_mm)
{
    l_uint32 value = 0;
    int x = MIN((int)(x_mm * DPI / 25.4), WIDTH_PX - 1);
    int y = MIN((int)(y_mm * DPI / 25.4), HEIGHT_PX - 1);
    g_assert_cmpint(pixGetPixel(found, x, y, &value), ==, 0);
    return value != 0;
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(PIX) gray = draw(c);
    g_autoptr(PIX) found = ocr_border_find(gray);
    g_assert_nonnull(found);
    g_assert_cmpint(pixGetWidth(found), ==, WIDTH_PX);
    g_assert_cmpint(pixGetHeight(found), ==, HEIGHT_PX);
    double x = c->x_mm + c->width_mm / 2.0, y = c->y_mm + c->height_mm / 2.0;
    g_assert_cmpint(is_found_at(found, x, y), ==, c->is_found);
    g_assert_false(is_found_at(found, 105, 200));
    int n_pixels = 0;
    pixCountPixels(found, &n_pixels, NULL);
    g_assert_true(c->is_found || n_pixels == 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = g_strconcat("/border/", cases[i].name, NULL);
        g_test_add_data_func(name, &cases[i], test_case);
    }
    return g_test_run();
}
