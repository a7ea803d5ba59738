/* Covers whose codes are blotted, scribbled over, pasted over or torn off are read or, what is beyond
 * reading, seen to be covers all the same. */
#include "codes-make.h"

#include <math.h>

/* --------------------------------------------------------------------- beyond reading -- */

/* Blots on both codes of the sheet: from their upper left corner, in shares of their side. */
typedef struct {
    const char *name;
    struct {
        double x, y, radius_mm;
    } blots[4];
    gboolean is_read, is_damaged;
} BlotCase;

static const BlotCase blot_cases[] = {
    {"whole", {{0, 0, 0}}, TRUE, FALSE},
    {"a finder pattern gone", {{0.07, 0.07, 6}}, TRUE, FALSE},
    {"another finder pattern gone", {{0.93, 0.07, 6}}, TRUE, FALSE},
    {"a third finder pattern gone", {{0.07, 0.93, 6}}, TRUE, FALSE},
    {"a blot in the middle", {{0.5, 0.5, 10}}, TRUE, FALSE},
    {"the middle gone", {{0.5, 0.5, 20}, {0.75, 0.75, 15}}, FALSE, TRUE},
    {"half of it gone", {{0.93, 0.93, 20}, {0.93, 0.5, 16}, {0.5, 0.6, 16}}, FALSE, TRUE},
    {"all of it gone",
     {{0.5, 0.2, 30}, {0.5, 0.8, 30}, {0.2, 0.5, 30}, {0.8, 0.5, 30}},
     FALSE,
     FALSE}, /* the marks along the edges tell */
};

#define CODES_PER_SHEET 2

typedef struct {
    double x_mm, y_mm, side_mm;
} CodePlace;

/* Where the codes are on the upright cover: their dark modules are the only large squares of ink. */
static void codes_find(PIX *upright, CodePlace places[CODES_PER_SHEET])
{
    PIX *bits = pixThresholdToBinary(upright, 128);
    double mm = 25.4 / pixGetXRes(upright);
    int gap = (int)(4 / mm);
    guint n = 0;
    codes_pix_step(&bits, pixCloseSafeBrick(NULL, bits, gap, gap));
    BOXA *boxes = pixConnComp(bits, NULL, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        if (MIN(w, h) * mm < 40)
            continue;
        g_assert_cmpuint(n, <, CODES_PER_SHEET);
        places[n++] = (CodePlace){x * mm, y * mm, MIN(w, h) * mm};
    }
    boxaDestroy(&boxes);
    pixDestroy(&bits);
    g_assert_cmpuint(n, ==, CODES_PER_SHEET);
}

static void code_blot(PIX *pix, const BlotCase *blots, const CodePlace *place)
{
    for (guint i = 0; i < G_N_ELEMENTS(blots->blots); i++)
        if (blots->blots[i].radius_mm > 0)
            codes_blot(pix, place->x_mm + blots->blots[i].x * place->side_mm,
                       place->y_mm + blots->blots[i].y * place->side_mm, blots->blots[i].radius_mm);
}

typedef struct {
    const CodesFixture *fixture;
    const BlotCase *blots;
} BlotTest;

static void blots_measure(const BlotTest *test, Care care, Page *page)
{
    CodePlace places[CODES_PER_SHEET];
    g_autoptr(GRand) random = g_rand_new_with_seed(care);
    PIX *pix = codes_cover_at(test->fixture, 200);
    codes_find(pix, places);
    for (guint i = 0; i < CODES_PER_SHEET; i++)
        code_blot(pix, test->blots, &places[i]);
    if (care != CARE_NONE)
        pix = codes_maltreat(pix, 4, care, TRUE, random);
    codes_measure(test->fixture, pix, 200, page);
}

static void test_blots(gconstpointer data)
{
    const BlotTest *test = data;
    const BlotCase *blots = test->blots;
    Page page;
    blots_measure(test, CARE_NONE, &page);
    g_assert_cmpint(page.codes != NULL, ==, blots->is_read);
    g_assert_cmpint(page.has_damaged_code, ==, blots->is_damaged);
    g_assert_true(page.has_sheet_marks);
    scan_page_clear(&page);
    /* Worn, askew and in 1 bit as well, it is read or seen. */
    blots_measure(test, CARE_WORN, &page);
    g_assert_true(page.has_sheet_marks || page.codes);
    scan_page_clear(&page);
}

/* ------------------------------------------------------------------------- scribbles -- */

#define BLACK 20
#define WHITE 250

static void line(PIX *pix, double x1_mm, double y1_mm, double x2_mm, double y2_mm, double wide_mm)
{
    double px = pixGetXRes(pix) / 25.4;
    pixRenderLineArb(pix, (l_int32)(x1_mm * px), (l_int32)(y1_mm * px), (l_int32)(x2_mm * px),
                     (l_int32)(y2_mm * px), (l_int32)MAX(1, lround(wide_mm * px)), BLACK, BLACK,
                     BLACK);
}

static void patch(PIX *pix, double x_mm, double y_mm, double w_mm, double h_mm, guint8 level)
{
    double px = pixGetXRes(pix) / 25.4;
    if (w_mm * px < 1 || y_mm * px >= pixGetHeight(pix))
        return;
    BOX *box = boxCreateValid((l_int32)(MAX(0, x_mm) * px), (l_int32)(MAX(0, y_mm) * px),
                              (l_int32)(w_mm * px), (l_int32)(h_mm * px));
    pixSetInRectArbitrary(pix, box, level);
    boxDestroy(&box);
}

/* To and fro with a felt pen. */
static void scribble_marker(PIX *pix, const CodePlace *at)
{
    double x = at->x_mm - 3, far = at->x_mm + at->side_mm + 3;
    for (double y = at->y_mm - 2; y < at->y_mm + at->side_mm; y += 6) {
        line(pix, x, y, far, y + 3, 4);
        line(pix, far, y + 3, x, y + 6, 4);
    }
}

static void scribble_pen(PIX *pix, const CodePlace *at)
{
    for (double d = -at->side_mm; d < at->side_mm; d += 1.8) {
        double from = MAX(0, d), to = MIN(at->side_mm, at->side_mm + d);
        line(pix, at->x_mm + from, at->y_mm + from - d, at->x_mm + to, at->y_mm + to - d, 0.9);
        line(pix, at->x_mm + at->side_mm - from, at->y_mm + from - d, at->x_mm + at->side_mm - to,
             at->y_mm + to - d, 0.9);
    }
}

static void scribble_blacken(PIX *pix, const CodePlace *at)
{
    patch(pix, at->x_mm - 2, at->y_mm - 2, at->side_mm + 4, at->side_mm + 4, BLACK);
}

/* A label, with lines of writing on it. */
static void scribble_label(PIX *pix, const CodePlace *at)
{
    patch(pix, at->x_mm - 5, at->y_mm - 5, at->side_mm + 10, at->side_mm + 10, WHITE);
    for (double y = 8; y < at->side_mm; y += 9)
        for (double x = 0; x < at->side_mm - 6; x += 6)
            line(pix, at->x_mm + x, at->y_mm + y, at->x_mm + x + 4, at->y_mm + y - 3, 0.7);
}

/* The corner of the sheet is gone, and the lid of the scanner is black. */
static void scribble_tear(PIX *pix, const CodePlace *at)
{
    double px = pixGetXRes(pix) / 25.4, width = pixGetWidth(pix) / px,
           height = pixGetHeight(pix) / px;
    gboolean is_right = at->x_mm > width / 2, is_low = at->y_mm > height / 2;
    double reach = 84;
    for (double y = 0; y < reach; y += 0.5) {
        double wide = MAX(0, reach * 1.25 * (1 - y / reach / 1.25));
        patch(pix, is_right ? width - wide : 0, is_low ? height - y : y, wide, 1, BLACK);
    }
}

/* The code is blackened, and the whole sheet struck out with the same pen. */
static void scribble_strike_out(PIX *pix, const CodePlace *at)
{
    scribble_blacken(pix, at);
    line(pix, 5, 10, 200, 280, 5);
    line(pix, 200, 15, 8, 290, 5);
    line(pix, 5, 150, 205, 170, 5);
}

static const struct {
    const char *name;
    void (*draw)(PIX *pix, const CodePlace *at);
} scribbles[] = {
    {"felt pen", scribble_marker}, {"ballpoint", scribble_pen}, {"blackened", scribble_blacken},
    {"label", scribble_label},     {"torn off", scribble_tear}, {"struck out", scribble_strike_out},
};

/* One in so many is tried; fewer are left out in the long tier. */
static const struct {
    guint dpi, sample, sample_long;
} resolutions[] = {{150, 23, 1}, {200, 41, 1}, {300, 89, 2}, {600, 359, 13}};
static const double angles[] = {0, 180, 90, 10, -10, 187};

/* How much of the sheet is in the picture is nobody's fault but the feeder's. */
static gboolean scribble_test(const CodesFixture *fixture, PIX *upright, guint i, guint k)
{
    Page page = {0};
    CodePlace places[CODES_PER_SHEET];
    guint dpi = (guint)pixGetXRes(upright);
    g_autoptr(GRand) random = g_rand_new_with_seed(dpi * 1000 + i * 100 + k);
    PIX *pix = pixCopy(NULL, upright);
    double angle = angles[k / 2 % G_N_ELEMENTS(angles)];
    Care care = k / 2 / G_N_ELEMENTS(angles);
    codes_find(pix, places);
    for (guint c = 0; c < CODES_PER_SHEET; c++)
        scribbles[i].draw(pix, &places[c]);
    codes_measure(fixture, codes_maltreat(pix, angle, care, k % 2, random), dpi, &page);
    gboolean is_known = page.codes || page.has_sheet_marks;
    if (!is_known)
        g_test_message("not known: %u dpi, %s, care %u, %g degrees, %s%s", dpi, scribbles[i].name,
                       care, angle, k % 2 ? "bits" : "gray",
                       page.has_damaged_code ? " (damaged)" : "");
    scan_page_clear(&page);
    return is_known;
}

static void test_scribbles(gconstpointer data)
{
    const CodesFixture *fixture = data;
    const guint n_cells = 2 * N_CARES * G_N_ELEMENTS(angles);
    guint n = 0, n_known = 0;
    for (guint r = 0; r < G_N_ELEMENTS(resolutions); r++) {
        PIX *upright = codes_cover_at(fixture, resolutions[r].dpi);
        guint step = g_test_slow() ? resolutions[r].sample_long : resolutions[r].sample;
        for (guint c = r; c < n_cells * G_N_ELEMENTS(scribbles); c += step, n++)
            n_known += scribble_test(fixture, upright, c / n_cells, c % n_cells);
        pixDestroy(&upright);
    }
    g_test_message("%u of %u known", n_known, n);
    g_assert_cmpuint(n_known, ==, n);
}

/* Else a sheet with few of its marks left could be taken for one with a code there. */
static void test_marks_are_no_code(void)
{
    for (guint a = 0; a < SCAN_SHEET_MARKS; a++)
        for (guint b = 0; b < SCAN_SHEET_MARKS; b++)
            for (guint c = 0; c < SCAN_SHEET_MARKS; c++) {
                const ScanSheetMark *m = scan_sheet_marks;
                double bx = m[b].x_mm - m[a].x_mm, by = m[b].y_mm - m[a].y_mm;
                double cx = m[c].x_mm - m[a].x_mm, cy = m[c].y_mm - m[a].y_mm;
                double right = hypot(bx, by), down = hypot(cx, cy);
                if (a == b || a == c || b == c || MAX(right, down) > 1.15 * MIN(right, down))
                    continue;
                g_assert_cmpfloat((bx * cy - by * cx) / (right * down), <, 0.975);
            }
}

int main(int argc, char **argv)
{
    CodesFixture fixture;
    g_test_init(&argc, &argv, NULL);
    codes_set_up(&fixture);
    for (guint i = 0; i < G_N_ELEMENTS(blot_cases); i++) {
        BlotTest *test = g_new(BlotTest, 1);
        *test = (BlotTest){&fixture, &blot_cases[i]};
        g_autofree char *path = g_strconcat("/codes/blots/", blot_cases[i].name, NULL);
        g_test_add_data_func_full(path, test, test_blots, g_free);
    }
    g_test_add_data_func("/codes/scribbles", &fixture, test_scribbles);
    g_test_add_func("/codes/marks-are-no-code", test_marks_are_no_code);
    int status = g_test_run();
    codes_tear_down(&fixture);
    return status;
}
