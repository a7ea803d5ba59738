/* The gray copy has 140 to 160 dpi whatever the page has, and shows the same at the same place. */
#include "scan/gray.h"

#include <math.h>

typedef struct {
    double dpi, copy_dpi;
} DpiCase;

static const DpiCase dpi_cases[] = {
    {75, 75},   {150, 150}, {160, 160}, {200, 150}, {240, 150},
    {250, 150}, {300, 150}, {400, 150}, {500, 150}, {600, 150},
};

/* An upright edge at EDGE_MM, a level one as far below; dark to the right and below. */
#define SIDE_MM 40.0
#define EDGE_MM 17.0
#define LIGHT 220
#define DARK 20

static ScanGray *copy_make(double dpi)
{
    guint side_px = (guint)(SIDE_MM / SCAN_MM_PER_INCH * dpi);
    double edge_px = EDGE_MM / SCAN_MM_PER_INCH * dpi;
    ScanGrayMaker *maker = scan_gray_maker_new(side_px, 1, 8, dpi);
    g_autofree guint8 *row = g_malloc(side_px + 8);
    for (guint y = 0; y < side_px; y++) {
        for (guint x = 0; x < side_px; x++)
            row[x] = x + 0.5 > edge_px || y + 0.5 > edge_px ? DARK : LIGHT;
        scan_gray_maker_add_row(maker, row);
    }
    return scan_gray_maker_finish(maker);
}

/* Where the edge is, from how much of a row or column is light: its pixels are step apart. */
static double edge_mm(const ScanGray *gray, gsize step, guint n)
{
    double light = 0;
    for (guint i = 0; i < n; i++)
        light += (gray->bytes[i * step] - DARK) / (double)(LIGHT - DARK);
    return light / gray->dpi * SCAN_MM_PER_INCH;
}

static void test_dpi(gconstpointer data)
{
    const DpiCase *dpi = data;
    g_autoptr(ScanGray) gray = copy_make(dpi->dpi);
    g_assert_nonnull(gray);
    g_assert_cmpfloat_with_epsilon(gray->dpi, dpi->copy_dpi, 0.5);
    g_assert_cmpfloat_with_epsilon(gray->width_px * SCAN_MM_PER_INCH / gray->dpi, SIDE_MM, 0.4);
    g_assert_cmpuint(gray->width_px, ==, gray->height_px);
    double half_px_mm = SCAN_MM_PER_INCH / dpi->dpi / 2;
    g_assert_cmpfloat_with_epsilon(edge_mm(gray, 1, gray->width_px), EDGE_MM, half_px_mm + 0.05);
    g_assert_cmpfloat_with_epsilon(edge_mm(gray, gray->width_px, gray->height_px), EDGE_MM,
                                   half_px_mm + 0.05);
    g_assert_cmpuint(gray->bytes[0], ==, LIGHT);
    g_assert_cmpuint(gray->bytes[(gsize)gray->width_px * gray->height_px - 1], ==, DARK);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(dpi_cases); i++) {
        g_autofree char *path = g_strdup_printf("/gray/%g-dpi", dpi_cases[i].dpi);
        g_test_add_data_func(path, &dpi_cases[i], test_dpi);
    }
    return g_test_run();
}
