/* A page of few dots is kept as one image whose letters are all as good: faded ones as black ones, and those of a
 * full page as those of one of few words. What they take tells it. */
#include <leptonica/allheaders.h>

#include "tests/pdf/sample.h"

#define WIDTH 800
#define HEIGHT 1000
#define PAPER 240
#define LETTER_W 8
#define LETTER_H 12
#define LINE_PITCH 20

/* Strokes of a pixel or two, one of them soft, differently for each letter. */
static void letter_draw(PIX *page, int left, int top, guint32 shape, int contrast)
{
    for (int stroke = 0; stroke < 4; stroke++, shape >>= 4) {
        gboolean is_upright = stroke % 2 == 0;
        int at = (int)(shape & 3) * (is_upright ? 2 : 3);
        int length = is_upright ? LETTER_H - 3 : LETTER_W - 2;
        for (int i = (int)(shape >> 2 & 1); i < length; i++) {
            int x = left + (is_upright ? at : i), y = top + (is_upright ? i : at);
            pixSetPixel(page, x, y, (l_uint32)(PAPER - contrast));
            pixSetPixel(page, x + is_upright, y + !is_upright, (l_uint32)(PAPER - contrast / 2));
        }
    }
}

static PIX *page_draw(int n_lines, int contrast)
{
    PIX *page = pixCreate(WIDTH, HEIGHT, 8);
    guint32 shape = 1;
    pixSetAllGray(page, PAPER);
    for (int line = 1; line <= n_lines; line++)
        for (int x = 50; x < WIDTH - 50; x += LETTER_W + 2) {
            shape = shape * 1664525 + 1013904223;
            letter_draw(page, x, line * LINE_PITCH, shape >> 8, contrast);
        }
    return page;
}

/* What the image of a page takes. */
static double bytes_of(int n_lines, int contrast)
{
    char *dir = sample_dir_new();
    g_autofree char *layers = g_build_filename(dir, "p.layers", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(PageText) text = sample_text(sample_blank, WIDTH, HEIGHT, 100);
    PIX *visible = page_draw(n_lines, contrast);
    PageImages images = {visible, pixThresholdToBinary(visible, PAPER - contrast / 3), 100};
    PageLayers info = {0};
    g_ptr_array_add(text->lines, ocr_line_new());
    text->findings.letter_px = 7;
    g_assert_true(
        pdf_layers_encode(&images, text, &(PdfRecipe){.paper_is_jpx = TRUE}, layers, &error));
    g_assert_true(pdf_layers_load_info(layers, &info, NULL));
    pixDestroy(&images.visible);
    pixDestroy(&images.mask);
    sample_dir_free(dir);
    return (double)info.size_bytes;
}

static void test_coarse(gconstpointer data)
{
    static const struct {
        int n_lines, contrast;
        double share; /* of what a page of 10 black lines takes */
    } rows[] = {{40, 220, 4}, {10, 110, 1}, {10, 60, 1}, {40, 60, 4}};
    double black = bytes_of(10, 220);
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        double share = bytes_of(rows[i].n_lines, rows[i].contrast) / black;
        g_test_message("%d lines, contrast %d: %.2f of %.0f bytes", rows[i].n_lines,
                       rows[i].contrast, share, black);
        g_assert_cmpfloat(share, >, 0.85 * rows[i].share);
        g_assert_cmpfloat(share, <, 1.15 * rows[i].share);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/pdf/coarse", NULL, test_coarse);
    return g_test_run();
}
