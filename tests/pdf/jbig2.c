/* Our JBIG2 is decoded by two others, jbig2dec and poppler, to the same pixels, bit for bit; and is
 * smaller than Group 4. "-m slow" tries more of what chance makes. */
#include "pdf/jbig2.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

#include "pdf/mq.h"
#include "tests/pages/page.h"
#include "tests/pdf/sample.h"

#define G4_SHARE_MAX 0.72

/* ----------------------------------------------------------------------------------- MQ coder -- */

/* T.88, H.2. */
static void test_mq(void)
{
    static const guint8 plain[] = {0x00, 0x02, 0x00, 0x51, 0x00, 0x00, 0x00, 0xC0, 0x03, 0x52, 0x87,
                                   0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x82, 0xC0, 0x20, 0x00, 0xFC, 0xD7,
                                   0x9E, 0xF6, 0xBF, 0x7F, 0xED, 0x90, 0x4F, 0x46, 0xA3, 0xBF};
    static const guint8 coded[] = {0x84, 0xC7, 0x3B, 0xFC, 0xE1, 0xA1, 0x43, 0x04, 0x02, 0x20,
                                   0x00, 0x00, 0x41, 0x0D, 0xBB, 0x86, 0xF4, 0x31, 0x7F, 0xFF,
                                   0x88, 0xFF, 0x37, 0x47, 0x1A, 0xDB, 0x6A, 0xDF, 0xFF, 0xAC};
    guint8 bytes[1 + MQ_BYTES_MAX(8 * sizeof plain) + MQ_FLUSH_BYTES] = {0}, context = 0;
    MqCoder coder = mq_start(bytes);
    for (guint i = 0; i < 8 * sizeof plain; i++)
        mq_encode(&coder, &context, plain[i / 8] >> (7 - i % 8) & 1u);
    guint8 *end = mq_flush(&coder);
    g_assert_cmpmem(bytes + 1, (int)(end - bytes - 1), coded, sizeof coded);
}

/* A run is the same bytes as its zeros one by one, in whatever state it finds the coder. */
static void test_mq_run(void)
{
    guint8 bytes[2][40000] = {{0}};
    guint8 *end[2];
    for (guint k = 0; k < 2; k++) {
        guint8 context = 0;
        MqCoder coder = mq_start(bytes[k]);
        for (guint n = 0; n < 200; n++) {
            for (guint i = 0; k == 0 && i < n; i++)
                mq_encode(&coder, &context, 0);
            if (k == 1)
                mq_encode_zeros(&coder, &context, n);
            for (guint i = 0; i < n % 23; i++)
                mq_encode(&coder, &context, 1);
        }
        end[k] = mq_flush(&coder);
    }
    g_assert_cmpmem(bytes[0], (int)(end[0] - bytes[0]), bytes[1], (int)(end[1] - bytes[1]));
}

/* ----------------------------------------------------------------------------------- decoders -- */

static void assert_same(PIX *pix, const char *path, const char *name)
{
    l_int32 is_same = 0;
    PIX *decoded = pixRead(path);
    g_assert_nonnull(decoded);
    pixEqual(pix, decoded, &is_same);
    if (!is_same)
        g_error("%s: the decoder's pixels are not those that were encoded", name);
    pixDestroy(&decoded);
    g_unlink(path);
}

static void decode_jbig2dec(const char *dir, const char *name, PIX *pix, GBytes *jbig2)
{
    g_autofree char *coded = g_build_filename(dir, "p.jb2", NULL);
    g_autofree char *decoded = g_build_filename(dir, "p.png", NULL);
    g_file_set_contents(coded, g_bytes_get_data(jbig2, NULL), (gssize)g_bytes_get_size(jbig2),
                        NULL);
    g_free(sample_run("jbig2dec -q -e -t png -o %s %s", decoded, coded));
    assert_same(pix, decoded, name);
    g_unlink(coded);
}

/* The least that is a PDF; poppler finds its objects without a table of them. */
static void decode_poppler(const char *dir, const char *name, PIX *pix, GBytes *jbig2)
{
    g_autofree char *path = g_build_filename(dir, "p.pdf", NULL);
    g_autofree char *decoded = g_build_filename(dir, "p-000.png", NULL);
    g_autoptr(GString) pdf = g_string_new("%PDF-1.7\n");
    g_string_append(pdf, "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
                         "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
                         "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R"
                         "/Resources<</XObject<</I 4 0 R>>>>>> endobj\n");
    g_string_append_printf(pdf,
                           "4 0 obj <</Type/XObject/Subtype/Image/Width %d/Height %d"
                           "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode"
                           "/Length %zu>> stream\n",
                           pixGetWidth(pix), pixGetHeight(pix), g_bytes_get_size(jbig2));
    g_string_append_len(pdf, g_bytes_get_data(jbig2, NULL), (gssize)g_bytes_get_size(jbig2));
    g_string_append(pdf,
                    "\nendstream endobj\n"
                    "5 0 obj <</Length 22>> stream\nq 9 0 0 9 0 0 cm /I Do Q\nendstream endobj\n"
                    "trailer <</Root 1 0 R/Size 6>>\n");
    g_file_set_contents(path, pdf->str, (gssize)pdf->len, NULL);
    g_free(sample_run("pdfimages -q -png %s %s/p", path, dir));
    assert_same(pix, decoded, name);
    g_unlink(path);
}

/* Decodes the pixels both ways and returns their size in bytes; pix is freed. */
static gsize check(const char *name, PIX *pix, gboolean also_poppler)
{
    char *dir = sample_dir_new();
    g_autoptr(GBytes) jbig2 = pdf_jbig2_encode(pix);
    decode_jbig2dec(dir, name, pix, jbig2);
    if (also_poppler)
        decode_poppler(dir, name, pix, jbig2);
    sample_dir_free(dir);
    pixDestroy(&pix);
    return g_bytes_get_size(jbig2);
}

/* -------------------------------------------------------------------------------------- cases -- */

typedef void (*Draw)(PIX *pix);

static void draw_nothing(PIX *pix)
{
    pixClearAll(pix);
}

/* With the padding bits set too: they are nobody's pixels. */
static void draw_black(PIX *pix)
{
    memset(pixGetData(pix), 0xFF, (gsize)pixGetWpl(pix) * 4 * (gsize)pixGetHeight(pix));
}

static void draw_corners(PIX *pix)
{
    int right = pixGetWidth(pix) - 1, bottom = pixGetHeight(pix) - 1;
    pixSetPixel(pix, 0, 0, 1);
    pixSetPixel(pix, right, 0, 1);
    pixSetPixel(pix, 0, bottom, 1);
    pixSetPixel(pix, right, bottom, 1);
}

static void draw_borders(PIX *pix)
{
    pixSetOrClearBorder(pix, 1, 1, 1, 1, PIX_SET);
}

static void draw_checks(PIX *pix)
{
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = y & 1; x < pixGetWidth(pix); x += 2)
            pixSetPixel(pix, x, y, 1);
}

static void draw_noise(PIX *pix)
{
    l_uint32 *data = pixGetData(pix);
    for (int i = 0; i < pixGetWpl(pix) * pixGetHeight(pix); i++)
        data[i] = g_test_rand_int();
}

static void draw_specks(PIX *pix)
{
    for (int n = pixGetWidth(pix) * pixGetHeight(pix) / 500; n >= 0; n--)
        pixSetPixel(pix, g_test_rand_int_range(0, pixGetWidth(pix)),
                    g_test_rand_int_range(0, pixGetHeight(pix)), 1);
}

/* A ramp from black to white by Floyd and Steinberg. */
static void draw_halftone(PIX *pix)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    PIX *gray = pixCreate(width, height, 8);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixSetPixel(gray, x, y, (l_uint32)(x * 255 / width));
    PIX *halftone = pixDitherToBinary(gray);
    pixCopy(pix, halftone);
    pixDestroy(&halftone);
    pixDestroy(&gray);
}

/* Rows and stretches of rows that repeat, alone and in turns. */
static void draw_stripes(PIX *pix)
{
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x += y / 7 % 5 + 1)
            pixSetPixel(pix, x, y, y % 11 != 0);
}

static const struct {
    const char *name;
    Draw draw;
} draws[] = {{"blank", draw_nothing},     {"black", draw_black},   {"corners", draw_corners},
             {"borders", draw_borders},   {"checks", draw_checks}, {"noise", draw_noise},
             {"halftone", draw_halftone}, {"specks", draw_specks}, {"stripes", draw_stripes}};

static const struct {
    int width_px, height_px;
} sizes[] = {{1, 1},   {2, 3},   {4, 1},   {31, 5},    {32, 5},    {33, 5},    {63, 40},
             {64, 40}, {65, 40}, {1, 999}, {2480, 17}, {601, 800}, {65535, 1}, {1, 65535}};

static void test_cases(void)
{
    for (guint s = 0; s < G_N_ELEMENTS(sizes); s++)
        for (guint d = 0; d < G_N_ELEMENTS(draws); d++) {
            g_autofree char *name = g_strdup_printf("%s of %d x %d", draws[d].name,
                                                    sizes[s].width_px, sizes[s].height_px);
            PIX *pix = pixCreate(sizes[s].width_px, sizes[s].height_px, 1);
            draws[d].draw(pix);
            check(name, pix, d % 2 == s % 2);
        }
}

/* A row's end is where it would go wrong. */
static void test_pixels(void)
{
    for (int at = 0; at < 67; at++) {
        g_autofree char *name = g_strdup_printf("pixel %d of 67", at);
        PIX *pix = pixCreate(67, 4, 1);
        pixSetPixel(pix, at, 1, 1);
        check(name, pix, FALSE);
    }
}

/* Blots, lines and noise of any size anywhere. */
static void draw_anything(PIX *pix)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    if (g_test_rand_int_range(0, 4) == 0)
        draws[g_test_rand_int_range(0, G_N_ELEMENTS(draws))].draw(pix);
    for (int n = g_test_rand_int_range(0, 30); n > 0; n--)
        pixRasterop(pix, g_test_rand_int_range(-9, width), g_test_rand_int_range(-9, height),
                    g_test_rand_int_range(1, 200), g_test_rand_int_range(1, 40),
                    n % 3 ? PIX_SET : PIX_NOT(PIX_DST), NULL, 0, 0);
}

static void test_any(void)
{
    guint n = g_test_slow() ? 5000 : 50;
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("any %u", i);
        PIX *pix = pixCreate(g_test_rand_int_range(1, 1200), g_test_rand_int_range(1, 300), 1);
        draw_anything(pix);
        check(name, pix, i % 10 == 0);
    }
}

/* -------------------------------------------------------------------------------------- pages -- */

static PIX *page_new(const char *language, const char *kind, const char *ageing)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    const PageRequest request = {.language = text_language_lookup(language, NULL),
                                 .kind = kind,
                                 .ageing = age_level_lookup(ageing, NULL),
                                 .mode = PAGE_LINEART,
                                 .dpi = 300,
                                 .story_seed = 5,
                                 .page_seed = 5};
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    return pix;
}

static gsize g4_size(PIX *pix)
{
    L_COMP_DATA *g4 = NULL;
    g_assert_cmpint(pixGenerateCIData(pix, L_G4_ENCODE, 0, 0, &g4), ==, 0);
    gsize size = g4->nbytescomp;
    l_CIDataDestroy(&g4);
    return size;
}

static void test_pages(void)
{
    static const struct {
        const char *language, *kind, *ageing;
    } pages[] = {{"eng", "order", "clean"},
                 {"hin", "application", "light"},
                 {"pan", "letter", "medium"},
                 {"urd-nastaliq", "note", "light"},
                 {"eng+hin", "mixed", "heavy"}};
    gsize sum = 0, g4_sum = 0;
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        PIX *pix = page_new(pages[i].language, pages[i].kind, pages[i].ageing);
        gsize g4 = g4_size(pix), size = check(pages[i].kind, pix, TRUE);
        g_test_message("%s %s %s: %zu bytes, %.3f of Group 4", pages[i].language, pages[i].kind,
                       pages[i].ageing, size, (double)size / (double)g4);
        sum += size;
        g4_sum += g4;
    }
    g_test_message("together: %.3f of Group 4", (double)sum / (double)g4_sum);
    g_assert_cmpfloat((double)sum, <=, G4_SHARE_MAX * (double)g4_sum);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/jbig2/mq", test_mq);
    g_test_add_func("/jbig2/mq/run", test_mq_run);
    g_test_add_func("/jbig2/cases", test_cases);
    g_test_add_func("/jbig2/pixels", test_pixels);
    g_test_add_func("/jbig2/any", test_any);
    g_test_add_func("/jbig2/pages", test_pages);
    int failed = g_test_run();
    compose_shutdown();
    return failed;
}
