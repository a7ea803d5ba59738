/* Which layers a page gets, and that what a viewer shows of them is the page. */
#include <leptonica/allheaders.h>
#include <string.h>

#include "pdf/segment.h"
#include "tests/pdf/sample.h"

#define WIDTH 640
#define HEIGHT 480
#define DPI 300
#define INKS 10 /* black and coloured, each drawn five times: its rim to four sides, and itself */

typedef struct {
    char *dir;
    PageImages images;
    PageText *text;
} Bench;

typedef struct {
    int red, green, blue;
} Colour;

static const Colour black = {30, 30, 34}, red = {190, 40, 60}, blue = {40, 60, 150},
                    pencil = {130, 130, 132}, green = {195, 215, 160}, white = {250, 249, 245};

static void paint(Bench *bench, OcrBox box, Colour colour, gboolean is_ink)
{
    BOX *part = boxCreate(box.x_px, box.y_px, box.width_px, box.height_px);
    l_uint32 pixel;
    composeRGBPixel(colour.red, colour.green, colour.blue, &pixel);
    pixSetInRectArbitrary(bench->images.visible, part, pixel);
    if (is_ink)
        pixSetInRect(bench->images.mask, part);
    boxDestroy(&part);
}

static void bench_up(Bench *bench, gconstpointer data)
{
    (void)data;
    bench->dir = sample_dir_new();
    bench->images = (PageImages){pixCreate(WIDTH, HEIGHT, 32), pixCreate(WIDTH, HEIGHT, 1), DPI};
    bench->text = sample_text(sample_blank, WIDTH, HEIGHT, DPI);
    paint(bench, (OcrBox){0, 0, WIDTH, HEIGHT}, green, FALSE);
}

static void bench_down(Bench *bench, gconstpointer data)
{
    (void)data;
    pixDestroy(&bench->images.visible);
    pixDestroy(&bench->images.mask);
    ocr_page_text_free(bench->text);
    sample_dir_free(bench->dir);
}

static char *write_volume(Bench *bench, const PdfRecipe *recipe)
{
    return sample_write_page(bench->dir, &bench->images, bench->text, recipe);
}

static PIX *render(Bench *bench)
{
    g_free(
        sample_run("pdftocairo -r %d -png -singlefile %s/v.pdf %s/r", DPI, bench->dir, bench->dir));
    g_autofree char *path = g_build_filename(bench->dir, "r.png", NULL);
    PIX *pix = pixRead(path);
    g_assert_nonnull(pix);
    return pix;
}

static void is_colour(PIX *pix, int x, int y, Colour expected, const char *what)
{
    int r = 0, g = 0, b = 0;
    const int tolerance = 24;
    pixGetRGBPixel(pix, x, y, &r, &g, &b);
    g_test_message("%s: %d %d %d", what, r, g, b);
    g_assert_cmpint(ABS(r - expected.red), <=, tolerance);
    g_assert_cmpint(ABS(g - expected.green), <=, tolerance);
    g_assert_cmpint(ABS(b - expected.blue), <=, tolerance);
}

static guint count_of(const char *text, const char *word)
{
    guint n = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        n++;
    return n;
}

/* --------------------------------------------------------------------------------------- inks -- */

/* Print, a seal across it, a signature and a pencil, on green note-sheet paper. The seal's lower bar is too pale for
 * ink. */
static void paint_inks(Bench *bench)
{
    static const Colour pale_red = {232, 120, 140};
    for (int i = 0; i < 4; i++)
        paint(bench, (OcrBox){60, 80 + 40 * i, 300, 8}, black, TRUE);
    paint(bench, (OcrBox){150, 60, 10, 240}, red, TRUE);
    paint(bench, (OcrBox){60, 340, 300, 8}, pale_red, FALSE);
    for (int i = 0; i < 4; i++) /* print goes over the seal */
        paint(bench, (OcrBox){60, 80 + 40 * i, 300, 8}, black, TRUE);
    paint(bench, (OcrBox){450, 100, 8, 200}, blue, TRUE);
    paint(bench, (OcrBox){550, 100, 8, 200}, pencil, TRUE);
}

static void check_inks(Bench *bench, const PdfRecipe *recipe)
{
    g_autofree char *list = write_volume(bench, recipe);
    PIX *seen = render(bench);
    is_colour(seen, 100, 84, black, "print");
    is_colour(seen, 155, 124, black, "print below the seal");
    is_colour(seen, 155, 104, red, "the seal between lines of print");
    is_colour(seen, 155, 280, red, "the seal");
    is_colour(seen, 454, 200, blue, "the signature");
    is_colour(seen, 554, 200, pencil, "the pencil");
    is_colour(seen, 300, 20, green, "the paper");
    is_colour(seen, 320, 104, green, "the paper between lines");
    is_colour(seen, 200, 344, (Colour){232, 120, 140}, "the pale bar");
    is_colour(seen, 200, 332, green, "the paper above it");
    g_assert_cmpuint(count_of(list, " jbig2 "), ==, INKS);
    g_assert_cmpuint(count_of(list, " jpeg ") + count_of(list, " jpx "), ==, 1 + INKS);
    pixDestroy(&seen);
}

static void test_inks(Bench *bench, gconstpointer data)
{
    (void)data;
    paint_inks(bench);
    check_inks(bench, &(PdfRecipe){0});
    check_inks(bench, &(PdfRecipe){.paper_is_jpx = TRUE});
}

static gboolean lies_within(PIX *pix, PIX *other)
{
    PIX *outside = pixSubtract(NULL, pix, other);
    int is_none = 0;
    pixZero(outside, &is_none);
    pixDestroy(&outside);
    return is_none;
}

/* Of specks all over, light ones too, none is lost, and none is where no ink is. */
static void test_specks(Bench *bench, gconstpointer data)
{
    (void)data;
    PIX *noise = pixAddGaussianNoise(bench->images.visible, 30);
    PIX *gray = pixConvertTo8(noise, FALSE);
    pixDestroy(&bench->images.visible);
    bench->images.visible = gray;
    pixDestroy(&bench->images.mask);
    bench->images.mask = pixThresholdToBinary(gray, 170);
    g_autoptr(GPtrArray) layers =
        pdf_page_segment(&bench->images, bench->text, &(PdfRecipe){0}, NULL);
    PIX *stencil = ((PdfLayer *)layers->pdata[layers->len - 1])->stencil;
    PIX *around = pixDilateBrick(NULL, stencil, 5, 5);
    g_assert_true(lies_within(stencil, bench->images.mask));
    g_assert_true(lies_within(bench->images.mask, around));
    pixDestroy(&noise);
    pixDestroy(&around);
}

/* Strokes with soft edges, some of them thin: all have their weight, and each its edges' gray. */
static void test_soft(Bench *bench, gconstpointer data)
{
    static const Colour dark = {40, 40, 40}, edge = {110, 120, 100}, pale = {175, 190, 142};
    l_float32 own = 0, shown = 0;
    (void)data;
    for (int i = 0; i < 8; i++) {
        paint(bench, (OcrBox){60, 80 + 30 * i, 300, 6}, pale, FALSE);
        paint(bench, (OcrBox){60, 81 + 30 * i, 300, 4}, edge, TRUE);
        paint(bench, (OcrBox){60, 82 + 30 * i, 300, 2}, dark, TRUE);
    }
    paint(bench, (OcrBox){60, 400, 300, 1}, edge, TRUE);
    g_free(write_volume(bench, &(PdfRecipe){0}));
    PIX *seen = render(bench), *gray = pixConvertTo8(seen, FALSE);
    PIX *master = pixConvertTo8(bench->images.visible, FALSE);
    is_colour(seen, 200, 112, dark, "a stroke");
    is_colour(seen, 200, 111, edge, "its edge");
    is_colour(seen, 200, 400, edge, "a hairline");
    BOX *lines = boxCreate(80, 70, 260, 240);
    pixAverageInRect(master, NULL, lines, 0, 255, 1, &own);
    pixAverageInRect(gray, NULL, lines, 0, 255, 1, &shown);
    g_test_message("mean level: %.1f of the page, %.1f as shown", own, shown);
    g_assert_cmpfloat_with_epsilon(own, shown, 3);
    boxDestroy(&lines);
    pixDestroy(&seen);
    pixDestroy(&gray);
    pixDestroy(&master);
}

/* ------------------------------------------------------------------------- photographs and corners */

/* Stripes of 4 pixels, which paper's 100 dots would wash out, are still there, and are one image. */
static void test_photograph(Bench *bench, gconstpointer data)
{
    (void)data;
    const OcrBox box = {200, 200, 240, 160};
    for (int i = 0; i < box.width_px; i += 16)
        paint(bench, (OcrBox){box.x_px + i, box.y_px, 8, box.height_px}, blue, FALSE);
    paint(bench, (OcrBox){60, 80, 300, 8}, black, TRUE);
    paint(bench, (OcrBox){210, 210, 3, 3}, black, TRUE); /* a speck that the engine saw on it */
    g_array_append_val(bench->text->pictures, box);
    g_autofree char *list = write_volume(bench, &(PdfRecipe){0});
    PIX *seen = render(bench);
    is_colour(seen, 236, 280, blue, "a stripe");
    is_colour(seen, 244, 280, green, "between stripes");
    g_assert_nonnull(strstr(list, " 120    80 "));
    pixDestroy(&seen);
}

/* White letters on a black bar, whose ink is the bar: thin and wide strokes stay white, also where dots are few. */
static void test_inverse(Bench *bench, gconstpointer data)
{
    static const double dpis[] = {300, 150};
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(dpis); i++) {
        bench->images.dpi = dpis[i];
        pixClearAll(bench->images.mask);
        paint(bench, (OcrBox){0, 0, WIDTH, HEIGHT}, white, FALSE);
        paint(bench, (OcrBox){60, 80, 400, 100}, black, TRUE);
        for (int k = 0; k < 2; k++) {
            const OcrBox stroke = {100 + 100 * k, 100, k ? 20 : 6, 60};
            BOX *part = boxCreate(stroke.x_px, stroke.y_px, stroke.width_px, stroke.height_px);
            paint(bench, stroke, white, FALSE);
            pixClearInRect(bench->images.mask, part);
            boxDestroy(&part);
        }
        g_free(write_volume(bench, &(PdfRecipe){0}));
        g_free(sample_run("pdftocairo -r %.0f -png -singlefile %s/v.pdf %s/r", dpis[i], bench->dir,
                          bench->dir));
        g_autofree char *path = g_build_filename(bench->dir, "r.png", NULL);
        PIX *seen = pixRead(path);
        is_colour(seen, 103, 130, white, "a thin stroke");
        is_colour(seen, 210, 130, white, "a wide stroke");
        is_colour(seen, 150, 130, black, "the bar");
        is_colour(seen, 600, 300, white, "the paper");
        pixDestroy(&seen);
    }
}

/* A shadow that goes over the threshold is no blob: all of it is as it was, nearly. */
static void test_corner(Bench *bench, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < 160; i++) {
        int level = 40 + i;
        paint(bench, (OcrBox){WIDTH - 1 - i, 0, 1, HEIGHT}, (Colour){level, level, level},
              level < 120);
    }
    for (int i = 160; i < WIDTH; i++)
        paint(bench, (OcrBox){WIDTH - 1 - i, 0, 1, HEIGHT}, (Colour){200, 200, 200}, FALSE);
    g_free(write_volume(bench, &(PdfRecipe){0}));
    PIX *seen = render(bench);
    for (int i = 8; i < 200; i += 8) {
        int level = MIN(40 + i, 200);
        is_colour(seen, WIDTH - 1 - i, 240, (Colour){level, level, level}, "the shadow");
    }
    pixDestroy(&seen);
}

/* -------------------------------------------------------------------------------------- choice -- */

static const struct {
    const char *name;
    PdfRecipe recipe;
    double kind, letter_px;
    gboolean is_looked_at, has_words;
    guint n_jpeg, n_jpx, n_jbig2, n_ccitt;
} choice_rows[] = {
    {"text", {0}, OCR_PAGE_TEXT, 24, TRUE, TRUE, 1 + INKS, 0, INKS, 0},
    {"text for PDF/A-2", {.paper_is_jpx = TRUE}, OCR_PAGE_TEXT, 24, TRUE, TRUE, INKS, 1, INKS, 0},
    {"text, Group 4", {.masks_are_g4 = TRUE}, OCR_PAGE_TEXT, 24, TRUE, TRUE, 1 + INKS, 0, 0, INKS},
    {"archival", {.is_archival = TRUE}, OCR_PAGE_TEXT, 24, TRUE, TRUE, 1, 0, 0, 0},
    {"photograph or map", {0}, OCR_PAGE_PICTURE, 24, TRUE, TRUE, 1, 0, 0, 0},
    {"letters of a few pixels", {0}, OCR_PAGE_TEXT, 7, TRUE, TRUE, 1, 0, 0, 0},
    {"specks of a few pixels", {0}, OCR_PAGE_TEXT, 7, TRUE, FALSE, 1 + INKS, 0, INKS, 0},
    {"nobody looked for ink", {0}, OCR_PAGE_TEXT, 0, FALSE, TRUE, 1, 0, 0, 0},
};

static void choose(Bench *bench, guint row)
{
    PIX *mask = bench->images.mask;
    PageText *blank = bench->text, *words = sample_text(sample_english, WIDTH, HEIGHT, DPI);
    bench->text = choice_rows[row].has_words ? words : blank;
    bench->text->findings.kind = choice_rows[row].kind;
    bench->text->findings.letter_px = choice_rows[row].letter_px;
    bench->images.mask = choice_rows[row].is_looked_at ? mask : NULL;
    g_autofree char *list = write_volume(bench, &choice_rows[row].recipe);
    g_test_message("%s", choice_rows[row].name);
    g_assert_cmpuint(count_of(list, " jpeg "), ==, choice_rows[row].n_jpeg);
    g_assert_cmpuint(count_of(list, " jpx "), ==, choice_rows[row].n_jpx);
    g_assert_cmpuint(count_of(list, " jbig2 "), ==, choice_rows[row].n_jbig2);
    g_assert_cmpuint(count_of(list, " ccitt "), ==, choice_rows[row].n_ccitt);
    bench->images.mask = mask;
    bench->text = blank;
    ocr_page_text_free(words);
}

static void test_choice(Bench *bench, gconstpointer data)
{
    (void)data;
    paint_inks(bench);
    for (guint i = 0; i < G_N_ELEMENTS(choice_rows); i++)
        choose(bench, i);
}

/* Paper without ink has no stencil, white paper as well as gray. */
static void test_blank(Bench *bench, gconstpointer data)
{
    (void)data;
    paint(bench, (OcrBox){0, 0, WIDTH, HEIGHT}, white, FALSE);
    g_autofree char *list = write_volume(bench, &(PdfRecipe){0});
    PIX *seen = render(bench);
    is_colour(seen, WIDTH / 2, HEIGHT / 2, white, "white paper");
    g_assert_cmpuint(count_of(list, " jpeg "), ==, 1);
    g_assert_cmpuint(count_of(list, " jbig2 "), ==, 0);
    pixDestroy(&seen);
}

/* -------------------------------------------------------------------------------------- cells -- */

/* The mean of a cell of many pixels is that of few. */
static void test_coarse_cells(Bench *bench, gconstpointer data)
{
    (void)data;
    bench->images.dpi = 9600;
    paint(bench, (OcrBox){0, 0, WIDTH, HEIGHT}, red, TRUE);
    paint(bench, (OcrBox){0, 0, 8, HEIGHT}, white, FALSE);
    g_autofree char *list = write_volume(bench, &(PdfRecipe){0});
    g_assert_nonnull(list);
    g_free(sample_run("pdftocairo -scale-to-x %d -scale-to-y %d -png -singlefile %s/v.pdf %s/r",
                      WIDTH, HEIGHT, bench->dir, bench->dir));
    g_autofree char *path = g_build_filename(bench->dir, "r.png", NULL);
    PIX *seen = pixRead(path);
    is_colour(seen, WIDTH / 2, HEIGHT / 2, red, "ink in a cell of 505 pixels");
    pixDestroy(&seen);
}

/* -------------------------------------------------------------------------------------- album -- */

#define ALBUM_PAGES 60

/* Pages with as many images as a page can have can be read back. */
static void test_album(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autofree char *layers = g_build_filename(bench->dir, "p.layers", NULL);
    g_autofree char *path = g_build_filename(bench->dir, "album.pdf", NULL);
    PdfPage pages[ALBUM_PAGES];
    PdfPageExpected expected[ALBUM_PAGES];
    PdfWritten written;
    g_autoptr(GError) error = NULL;
    paint_inks(bench);
    for (int i = 0; i < 9; i++) {
        const OcrBox box = {70 * i, 400, 60, 60};
        g_array_append_val(bench->text->pictures, box);
    }
    g_autofree char *list = write_volume(bench, &(PdfRecipe){0});
    g_assert_cmpuint(count_of(list, " jpeg "), ==, 9 + 1 + INKS);
    for (guint i = 0; i < ALBUM_PAGES; i++) {
        pages[i] = (PdfPage){layers, NULL};
        expected[i] = sample_expected(layers, "");
    }
    const Volume volume = sample_volume(PDF_PART_2U, pages, ALBUM_PAGES);
    g_assert_true(pdf_volume_write(&volume, path, &written, &error));
    pdf_volume_read_back(path, &written, expected, ALBUM_PAGES, &error);
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Bench *bench, gconstpointer data);
    } tests[] = {
        {"/pdf/segment/inks", test_inks},     {"/pdf/segment/specks", test_specks},
        {"/pdf/segment/soft", test_soft},     {"/pdf/segment/photograph", test_photograph},
        {"/pdf/segment/corner", test_corner}, {"/pdf/segment/inverse", test_inverse},
        {"/pdf/segment/choice", test_choice}, {"/pdf/segment/blank", test_blank},
        {"/pdf/segment/album", test_album},   {"/pdf/segment/coarse-cells", test_coarse_cells},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, NULL, bench_up, tests[i].test, bench_down);
    return g_test_run();
}
