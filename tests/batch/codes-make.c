/* Covers as printed, maltreated and measured. */
#include "codes-make.h"

#include <math.h>
#include <stdlib.h>

#define RENDERED_DPI 600

static const PrintSheet cover = {.office_code = "JK-BUD-01",
                                 .office_name = "Tehsil Budgam",
                                 .language = "urd",
                                 .file_no = "A-21001(3)/5/2008/DFG",
                                 .nic_no = "A-21001(3)/5/2008/DFG",
                                 .subject = "انتقال نمبر ۱۴۳۲ موضع ناربل",
                                 .section = "مال",
                                 .note_pages = 12,
                                 .correspondence_pages = 48};

/* ------------------------------------------------------------------------- maltreatment -- */

void codes_pix_step(PIX **pix, PIX *next)
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
        codes_pix_step(pix, pixRotateOrth(*pix, (quarters + 4) % 4));
    if (rest < -0.01 || rest > 0.01)
        codes_pix_step(pix, pixRotate(*pix, (float)(rest * G_PI / 180), L_ROTATE_AREA_MAP,
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

void codes_blot(PIX *pix, double x_mm, double y_mm, double radius_mm)
{
    drop(pix, x_mm, y_mm, radius_mm, 1);
}

/* Old copiers: blurred, hard black and white, specks of both in both. */
static void copy(PIX **pix, guint wear, GRand *random)
{
    int blur_px = MAX(1, (int)lround(wear * pixGetXRes(*pix) / 250.0));
    int speck_px = MAX(1, pixGetXRes(*pix) / 150);
    l_int32 dpi = pixGetXRes(*pix);
    codes_pix_step(pix, pixBlockconv(*pix, blur_px, blur_px));
    codes_pix_step(pix, pixThresholdToBinary(*pix, 120));
    codes_pix_step(pix, pixConvert1To8(NULL, *pix, 250, 25));
    gsize n_specks = (gsize)wear * wear * (gsize)pixGetWidth(*pix) * (gsize)pixGetHeight(*pix) /
                     (guint)(speck_px * speck_px) / 200;
    for (gsize i = 0; i < n_specks; i++) {
        BOX *box = boxCreate(g_rand_int_range(random, 0, pixGetWidth(*pix) - speck_px),
                             g_rand_int_range(random, 0, pixGetHeight(*pix) - speck_px), speck_px,
                             speck_px);
        pixSetInRectArbitrary(*pix, box, g_rand_boolean(random) ? 20 : 250);
        boxDestroy(&box);
    }
    codes_pix_step(pix, pixBlockconv(*pix, 1, 1));
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

static PIX *cover_render(const CodesFixture *fixture)
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

void codes_set_up(CodesFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture->dir = g_dir_make_tmp("muhafiz-codes-XXXXXX", NULL);
    fixture->pdf = g_build_filename(fixture->dir, "cover.pdf", NULL);
    fixture->token = token_write(TOKEN_COVER, cover.office_code, cover.nic_no);
    sheet_print(&cover, 1, fixture->pdf, &error);
    g_assert_no_error(error);
    fixture->rendered = cover_render(fixture);
}

void codes_tear_down(CodesFixture *fixture)
{
    g_assert_true(scan_dir_remove(fixture->dir, NULL));
    pixDestroy(&fixture->rendered);
    g_free(fixture->dir);
    g_free(fixture->pdf);
    g_free(fixture->token);
}

PIX *codes_cover_at(const CodesFixture *fixture, guint dpi)
{
    float scale = (float)dpi / RENDERED_DPI;
    PIX *pix = dpi == RENDERED_DPI ? pixCopy(NULL, fixture->rendered)
                                   : pixScaleAreaMap(fixture->rendered, scale, scale);
    g_assert_nonnull(pix);
    pixSetResolution(pix, (l_int32)dpi, (l_int32)dpi);
    return pix;
}

void codes_measure(const CodesFixture *fixture, PIX *pix, guint dpi, Page *page)
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

PIX *codes_maltreat(PIX *pix, double angle, Care care, gboolean is_bits, GRand *random)
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
        codes_pix_step(&pix, pixThresholdToBinary(pix, 110));
    return pix;
}
