/* Covers as printed are read as scanners deliver them: every resolution, angle and maltreatment in
 * gray and in 1 bit, each of them; quick runs take a sample of every resolution. What is beyond reading
 * is seen to be a cover all the same. */
#include "batch/sheet.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scan/scan.h"

static const PrintSheet cover = {.office_code = "JK-BUD-01",
                                 .office_name = "Tehsil Budgam",
                                 .language = "urd",
                                 .file_no = "A-21001(3)/5/2008/DFG",
                                 .nic_no = "A-21001(3)/5/2008/DFG",
                                 .subject = "انتقال نمبر ۱۴۳۲ موضع ناربل",
                                 .section = "مال",
                                 .note_pages = 12,
                                 .correspondence_pages = 48};

typedef struct {
    char *dir, *pdf;
    char *token;
    PIX *rendered;
} Fixture;

#define RENDERED_DPI 600

/* One in sample of all angles, maltreatments and depths is tried but in the long tier: a page of 600 dpi
 * takes sixteen times as long as one of 150. */
static const struct {
    guint dpi, sample;
} resolutions[] = {{150, 5}, {200, 9}, {300, 13}, {400, 21}, {600, 27}};
static const double angles[] = {0, 180, 90, 270, 10, -10, 3, 184};

/* WORN: a copy of a copy of a copy: thick strokes, 16 times the specks, 4 times the grain. */
typedef enum { CARE_NONE, CARE_STAINED, CARE_COPIED, CARE_BOTH, CARE_WORN, N_CARES } Care;
static const char *const care_names[N_CARES] = {"clean", "stained", "copied", "copied-stained",
                                                "worn"};

/* ------------------------------------------------------------------------- maltreatment -- */

static void pix_step(PIX **pix, PIX *next)
{
    g_assert_nonnull(next);
    pixDestroy(pix);
    *pix = next;
}

static void pix_turn(PIX **pix, double degrees)
{
    int quarters = (int)floor(degrees / 90 + 0.5);
    double rest = degrees - 90 * quarters;
    if (quarters % 4)
        pix_step(pix, pixRotateOrth(*pix, (quarters + 4) % 4));
    if (rest < -0.01 || rest > 0.01)
        pix_step(pix, pixRotate(*pix, (float)(rest * G_PI / 180), L_ROTATE_AREA_MAP,
                                L_BRING_IN_WHITE, 0, 0));
}

static guint level_at(PIX *pix, int x, int y)
{
    return GET_DATA_BYTE(pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix), x);
}

static void level_set(PIX *pix, int x, int y, double level)
{
    SET_DATA_BYTE(pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix), x,
                  (guint8)CLAMP(level, 0, 255));
}

/* A drop with a dark rim that lets 1 - depth of the light through. */
static void drop(PIX *pix, double x_mm, double y_mm, double radius_mm, double depth)
{
    double px_per_mm = pixGetXRes(pix) / 25.4, radius = radius_mm * px_per_mm;
    int x0 = (int)(x_mm * px_per_mm), y0 = (int)(y_mm * px_per_mm), reach = (int)(radius * 1.1);
    for (int y = MAX(0, y0 - reach); y < MIN(pixGetHeight(pix), y0 + reach); y++)
        for (int x = MAX(0, x0 - reach); x < MIN(pixGetWidth(pix), x0 + reach); x++) {
            double r = hypot(x - x0, y - y0) / radius;
            double dark = depth * (0.6 * (r < 1) + 0.4 * exp(-200 * (r - 1) * (r - 1)));
            level_set(pix, x, y, level_at(pix, x, y) * (1 - dark));
        }
}

/* Tea over half the code, and a blot of ink somewhere in it that takes up to a finder pattern. */
static void stain(PIX *pix, GRand *random)
{
    double middle_x = pixGetWidth(pix) / 2.0 * 25.4 / pixGetXRes(pix);
    double middle_y = pixGetHeight(pix) / 2.0 * 25.4 / pixGetXRes(pix);
    for (guint i = 0; i < 4; i++)
        drop(pix, middle_x + g_rand_double_range(random, -60, 60),
             middle_y + g_rand_double_range(random, -90, 90), g_rand_double_range(random, 12, 40),
             g_rand_double_range(random, 0.2, 0.5));
}

static void blot(PIX *pix, double x_mm, double y_mm, double radius_mm)
{
    drop(pix, x_mm, y_mm, radius_mm, 1);
}

/* Old copiers: blurred, hard black and white, specks of both in both. */
static void copy(PIX **pix, guint wear, GRand *random)
{
    int blur_px = MAX(1, (int)lround(wear * pixGetXRes(*pix) / 250.0));
    int speck_px = MAX(1, pixGetXRes(*pix) / 150);
    l_int32 dpi = pixGetXRes(*pix);
    pix_step(pix, pixBlockconv(*pix, blur_px, blur_px));
    pix_step(pix, pixThresholdToBinary(*pix, 120));
    pix_step(pix, pixConvert1To8(NULL, *pix, 250, 25));
    gsize n_specks = (gsize)wear * wear * (gsize)pixGetWidth(*pix) * (gsize)pixGetHeight(*pix) /
                     (guint)(speck_px * speck_px) / 200;
    for (gsize i = 0; i < n_specks; i++) {
        BOX *box = boxCreate(g_rand_int_range(random, 0, pixGetWidth(*pix) - speck_px),
                             g_rand_int_range(random, 0, pixGetHeight(*pix) - speck_px), speck_px,
                             speck_px);
        pixSetInRectArbitrary(*pix, box, g_rand_boolean(random) ? 20 : 250);
        boxDestroy(&box);
    }
    pix_step(pix, pixBlockconv(*pix, 1, 1));
    pixSetResolution(*pix, dpi, dpi);
}

static void add_noise(PIX *pix, int grain, GRand *random)
{
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            guint32 bits = g_rand_int(random);
            int noise = (int)((bits & 15) + (bits >> 8 & 15) + (bits >> 16 & 15)) - 22;
            level_set(pix, x, y, (int)level_at(pix, x, y) + grain * noise);
        }
}

/* ------------------------------------------------------------------------------- pages -- */

static PIX *cover_render(const Fixture *fixture)
{
    g_autofree char *resolution = g_strdup_printf("%u", RENDERED_DPI);
    g_autofree char *stem = g_build_filename(fixture->dir, "page", NULL);
    g_autofree char *path = g_strconcat(stem, ".pgm", NULL);
    const char *const argv[] = {"pdftoppm", "-gray",      "-singlefile", "-r",
                                resolution, fixture->pdf, stem,          NULL};
    const ScanToolLimits limits = {.seconds = 60, .file_bytes = 1u << 28, .dir = fixture->dir};
    g_autoptr(GError) error = NULL;
    scan_tool_run(argv, &limits, NULL, &error);
    g_assert_no_error(error);
    PIX *pix = pixRead(path);
    g_assert_nonnull(pix);
    return pix;
}

static void set_up(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture->dir = g_dir_make_tmp("muhafiz-codes-XXXXXX", NULL);
    fixture->pdf = g_build_filename(fixture->dir, "cover.pdf", NULL);
    fixture->token = token_write(TOKEN_COVER, cover.office_code, cover.nic_no);
    sheet_print(&cover, 1, fixture->pdf, &error);
    g_assert_no_error(error);
    fixture->rendered = cover_render(fixture);
}

static void tear_down(Fixture *fixture)
{
    g_assert_true(scan_dir_remove(fixture->dir, NULL));
    pixDestroy(&fixture->rendered);
    g_free(fixture->dir);
    g_free(fixture->pdf);
    g_free(fixture->token);
}

static PIX *cover_at(const Fixture *fixture, guint dpi)
{
    float scale = (float)dpi / RENDERED_DPI;
    PIX *pix = dpi == RENDERED_DPI ? pixCopy(NULL, fixture->rendered)
                                   : pixScaleAreaMap(fixture->rendered, scale, scale);
    g_assert_nonnull(pix);
    pixSetResolution(pix, (l_int32)dpi, (l_int32)dpi);
    return pix;
}

/* The page measured as it would be after a scan. Takes pix. */
static void measure(const Fixture *fixture, PIX *pix, guint dpi, Page *page)
{
    static const Sheet sheet = {.office = "T-01", .batch = 1, .number = 1};
    g_autofree char *path = g_build_filename(fixture->dir, "page.tif", NULL);
    g_autoptr(GError) error = NULL;
    int width = pixGetWidth(pix), depth = pixGetDepth(pix);
    ScanMasterSpec spec = {.width_px = (guint)width,
                           .channels = 1,
                           .depth_bits = (guint)depth,
                           .dpi = dpi,
                           .kind = SCAN_MASTER_JPEG};
    ScanMaster *master = scan_master_new(path, &spec, &sheet, &error);
    g_assert_no_error(error);
    scan_master_keep_gray(master);
    pixEndianByteSwap(pix);
    g_assert_true(scan_master_add_rows(master, (const guint8 *)pixGetData(pix),
                                       (gsize)pixGetWpl(pix) * 4, (guint)pixGetHeight(pix),
                                       &error));
    g_assert_true(scan_master_finish(master, page, &error));
    pixDestroy(&pix);
    scan_measure(page, &error);
    g_assert_no_error(error);
}

static PIX *maltreat(PIX *pix, double angle, Care care, gboolean is_bits, GRand *random)
{
    l_int32 dpi = pixGetXRes(pix);
    int wear = care == CARE_WORN ? 4 : 1;
    if (care >= CARE_COPIED)
        copy(&pix, (guint)wear, random);
    pix_turn(&pix, angle);
    pixSetResolution(pix, dpi, dpi);
    if (care == CARE_STAINED || care == CARE_BOTH)
        stain(pix, random);
    add_noise(pix, wear, random);
    if (is_bits)
        pix_step(&pix, pixThresholdToBinary(pix, 110));
    return pix;
}

static gboolean page_says(const Page *page, const char *token)
{
    return page->codes && g_str_equal(page->codes[0], token) && !page->codes[1] &&
           !page->has_damaged_code;
}

typedef struct {
    const Fixture *fixture;
    guint dpi, sample;
} Table;

static gboolean cell_test(const Table *table, PIX *upright, Care care, guint i)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(table->dpi * 100 + care * 20 + i);
    Page page = {0};
    PIX *pix = maltreat(pixCopy(NULL, upright), angles[i / 2], care, i % 2, random);
    measure(table->fixture, pix, table->dpi, &page);
    gboolean is_read = page_says(&page, table->fixture->token);
    if (!is_read)
        g_test_message("not read: %u dpi, %s, %g degrees, %s%s", table->dpi, care_names[care],
                       angles[i / 2], i % 2 ? "bits" : "gray",
                       page.has_damaged_code ? " (damaged)" : "");
    scan_page_clear(&page);
    return is_read;
}

static void test_table(gconstpointer data)
{
    const Table *table = data;
    guint n_read = 0, n = 0, n_cells = 2 * G_N_ELEMENTS(angles);
    PIX *upright = cover_at(table->fixture, table->dpi);
    for (guint i = 0; i < N_CARES * n_cells; i++) {
        if (i % table->sample)
            continue;
        n_read += cell_test(table, upright, i / n_cells, i % n_cells);
        n++;
    }
    pixDestroy(&upright);
    g_test_message("%u dpi: %u of %u read", table->dpi, n_read, n);
    g_assert_cmpuint(n_read, ==, n);
}

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
     FALSE},
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
    pix_step(&bits, pixCloseSafeBrick(NULL, bits, gap, gap));
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
            blot(pix, place->x_mm + blots->blots[i].x * place->side_mm,
                 place->y_mm + blots->blots[i].y * place->side_mm, blots->blots[i].radius_mm);
}

typedef struct {
    const Fixture *fixture;
    const BlotCase *blots;
} BlotTest;

static void blots_measure(const BlotTest *test, Care care, Page *page)
{
    CodePlace places[CODES_PER_SHEET];
    g_autoptr(GRand) random = g_rand_new_with_seed(care);
    PIX *pix = cover_at(test->fixture, 200);
    codes_find(pix, places);
    for (guint i = 0; i < CODES_PER_SHEET; i++)
        code_blot(pix, test->blots, &places[i]);
    if (care != CARE_NONE)
        pix = maltreat(pix, 4, care, TRUE, random);
    measure(test->fixture, pix, 200, page);
}

static void test_blots(gconstpointer data)
{
    const BlotTest *test = data;
    const BlotCase *blots = test->blots;
    Page page;
    blots_measure(test, CARE_NONE, &page);
    g_assert_cmpint(page.codes != NULL, ==, blots->is_read);
    g_assert_cmpint(page.has_damaged_code, ==, blots->is_damaged);
    scan_page_clear(&page);
    /* Worn, askew and in 1 bit as well, it is read or seen. */
    blots_measure(test, CARE_WORN, &page);
    g_assert_cmpint(page.codes || page.has_damaged_code, ==, blots->is_read || blots->is_damaged);
    scan_page_clear(&page);
}

static void tables_add(const Fixture *fixture)
{
    for (guint i = 0; i < G_N_ELEMENTS(resolutions); i++) {
        Table *table = g_new(Table, 1);
        *table = (Table){fixture, resolutions[i].dpi, g_test_slow() ? 1 : resolutions[i].sample};
        g_autofree char *path = g_strdup_printf("/codes/table/%u", table->dpi);
        g_test_add_data_func_full(path, table, test_table, g_free);
    }
}

int main(int argc, char **argv)
{
    Fixture fixture;
    g_test_init(&argc, &argv, NULL);
    set_up(&fixture);
    tables_add(&fixture);
    for (guint i = 0; i < G_N_ELEMENTS(blot_cases); i++) {
        BlotTest *test = g_new(BlotTest, 1);
        *test = (BlotTest){&fixture, &blot_cases[i]};
        g_autofree char *path = g_strconcat("/codes/blots/", blot_cases[i].name, NULL);
        g_test_add_data_func_full(path, test, test_blots, g_free);
    }
    int status = g_test_run();
    tear_down(&fixture);
    return status;
}
