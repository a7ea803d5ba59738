/* Cover and separator sheets: rendered by poppler, the codes are read by zbar as a scanner's page
 * would be. */
#include "batch/sheet.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <zbar.h>

#include "scan/scan.h"

#define MM_PER_INCH 25.4

#define LONG_NUMBER "RO/HUDA/SNP-2/(L)/1997/DFG-F(31)/2008-09/KS/"
#define LONG_SUBJECT "انتقال نمبر ۱۴۳۲ موضع ناربل، درخواست غلام نبی ولد عبدالرحیم بابت تقسیم اراضی "

static const PrintSheet sheets[] = {
    {.office_code = "JK-BUD-01",
     .office_name = "Tehsil Budgam",
     .language = "eng",
     .file_no = "A-21001(3)/5/2008/DFG",
     .nic_no = "A-21001(3)/5/2008/DFG",
     .subject = "Mutation of 4 kanals 7 marlas in village Narbal & others",
     .section = "Revenue",
     .note_pages = 12,
     .correspondence_pages = 48},
    {.office_code = "HR-06-072",
     .office_name = "तहसील गोहाना",
     .language = "hin+eng",
     .file_no = "12/2008/राजस्व",
     .nic_no = "12/2008/R-1",
     .subject = "इंतकाल के विषय में प्रार्थना पत्र",
     .section = "राजस्व",
     .note_pages = 3,
     .correspondence_pages = -1},
    {.office_code = "JK-BUD-01",
     .office_name = "تحصیل بڈگام",
     .language = "urd",
     .file_no = "1432/1987",
     .nic_no = "1432/1987",
     .subject = "انتقال نمبر ۱۴۳۲ موضع ناربل، درخواست غلام نبی ولد عبدالرحیم",
     .section = "مال",
     .note_pages = -1,
     .correspondence_pages = -1},
    {.office_code = "JK-BUD-01",
     .office_name = "Tehsil Budgam",
     .language = "pan",
     .kind = SHEET_SIDE,
     .side = "correspondence"},
    {.office_code = "JK-BUD-01",
     .office_name = "تحصیل بڈگام",
     .language = "urd",
     .kind = SHEET_ITEM},
    {.office_code = "HR-06-072",
     .office_name = "तहसील गोहाना",
     .language = "hin",
     .kind = SHEET_TOKEN,
     .number = 117},
    /* As long as they come. */
    {.office_code = "JK-BUD-01",
     .office_name = "دفتر تحصیلدار بڈگام، ضلع بڈگام، صوبہ کشمیر، حکومت جموں و کشمیر",
     .language = "urd",
     .file_no = LONG_NUMBER LONG_NUMBER LONG_NUMBER,
     .nic_no = LONG_NUMBER LONG_NUMBER LONG_NUMBER LONG_NUMBER,
     .subject = LONG_SUBJECT LONG_SUBJECT LONG_SUBJECT,
     .section = LONG_SUBJECT,
     .note_pages = 99999,
     .correspondence_pages = 99999},
    {.office_code = "HR-06-072",
     .office_name = "तहसील गोहाना",
     .language = "hin",
     .file_no = "मिसल 7",
     .nic_no = "misal-7",
     .subject = "जमाबंदी 1958-59, मौजा गढ़ी उजाले खाँ",
     .record_kind = "register",
     .note_pages = 17,
     .correspondence_pages = 240},
    {.office_code = "PB-11-3",
     .office_name = "ਤਹਿਸੀਲ ਖਰੜ",
     .language = "pan",
     .file_no = "M-3",
     .nic_no = "M-3",
     .subject = "ਮੁਸਾਵੀ, ਪਿੰਡ ਸੋਹਾਣਾ",
     .record_kind = "map",
     .note_pages = 17,
     .correspondence_pages = 4},
};

#define CODES_PER_SHEET 2

static char *token_expected(const PrintSheet *sheet)
{
    g_autofree char *number = g_strdup_printf("%d", (int)sheet->number);
    switch (sheet->kind) {
    case SHEET_SIDE:
        return token_write(TOKEN_SEPARATOR, sheet->office_code, sheet->side);
    case SHEET_ITEM:
        return token_write(TOKEN_ITEM, sheet->office_code, "next");
    case SHEET_TOKEN:
        return token_write(TOKEN_NUMBER, sheet->office_code, number);
    case SHEET_COVER:
        break;
    }
    return token_write(TOKEN_COVER, sheet->office_code, sheet->nic_no);
}

typedef struct {
    char *dir, *pdf;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->dir = g_dir_make_tmp("muhafiz-sheet-XXXXXX", NULL);
    fixture->pdf = g_build_filename(fixture->dir, "covers.pdf", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(fixture->dir, name, NULL);
        g_remove(path);
    }
    g_rmdir(fixture->dir);
    g_free(fixture->dir);
    g_free(fixture->pdf);
}

static GBytes *run_tool(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) child = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_assert_no_error(error);
    GBytes *out = NULL;
    g_subprocess_communicate(child, NULL, NULL, &out, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_get_successful(child));
    return out;
}

/* A page as 8-bit gray; poppler's PGM head is "P5\nWIDTH HEIGHT\n255\n". */
static zbar_image_t *render(const char *pdf, guint page, guint dpi, GBytes **pgm)
{
    g_autofree char *page_text = g_strdup_printf("%u", page);
    g_autofree char *dpi_text = g_strdup_printf("%u", dpi);
    *pgm = run_tool((const char *const[]){"pdftoppm", "-gray", "-r", dpi_text, "-f", page_text,
                                          "-l", page_text, pdf, NULL});
    gsize size;
    const char *bytes = g_bytes_get_data(*pgm, &size);
    guint width, height;
    g_assert_cmpint(sscanf(bytes, "P5 %u %u", &width, &height), ==, 2);
    zbar_image_t *image = zbar_image_create();
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, width, height);
    zbar_image_set_data(image, bytes + size - (gsize)width * height, (gsize)width * height, NULL);
    return image;
}

static double symbol_width_mm(const zbar_symbol_t *symbol, guint dpi)
{
    int left = G_MAXINT, right = 0;
    for (guint i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
        left = MIN(left, zbar_symbol_get_loc_x(symbol, i));
        right = MAX(right, zbar_symbol_get_loc_x(symbol, i));
    }
    return (right - left) * MM_PER_INCH / dpi;
}

static gboolean symbol_is_below(const zbar_symbol_t *symbol, const zbar_image_t *image)
{
    return zbar_symbol_get_loc_y(symbol, 0) > (int)zbar_image_get_height(image) / 2;
}

/* In the upper half and in the lower. */
static void check_code(const char *pdf, guint page, guint dpi, const char *expected)
{
    g_autoptr(GBytes) pgm = NULL;
    zbar_image_t *image = render(pdf, page, dpi, &pgm);
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    g_assert_cmpint(zbar_scan_image(scanner, image), ==, CODES_PER_SHEET);
    guint halves = 0;
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol;
         symbol = zbar_symbol_next(symbol)) {
        g_assert_cmpint(zbar_symbol_get_type(symbol), ==, ZBAR_QRCODE);
        g_assert_cmpstr(zbar_symbol_get_data(symbol), ==, expected);
        g_assert_cmpfloat(symbol_width_mm(symbol, dpi), >=, 40);
        halves |= symbol_is_below(symbol, image) ? 2 : 1;
    }
    g_assert_cmpuint(halves, ==, 3);
    zbar_image_scanner_destroy(scanner);
    zbar_image_destroy(image);
}

static void print_all(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(sheet_print(sheets, G_N_ELEMENTS(sheets), path, &error));
    g_assert_no_error(error);
}

static void test_codes(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const guint dpis[] = {150, 300};
    print_all(fixture->pdf);
    for (guint i = 0; i < G_N_ELEMENTS(sheets); i++) {
        const PrintSheet *sheet = &sheets[i];
        g_autofree char *token = token_expected(sheet);
        for (guint k = 0; k < G_N_ELEMENTS(dpis); k++)
            check_code(fixture->pdf, i + 1, dpis[k], token);
    }
}

static void test_text(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const expected[] = {
        "A-21001(3)/5/2008/DFG",
        "Mutation of 4 kanals",
        "Revenue",
        "48",
        "Put this sheet on top",
        "12/2008/",
        "1432/1987",
        "Next letter",
        "Put this sheet before each letter.",
        "117",
        "Put this sheet on top of the file that",
        "99999",
        "Openings",
        "240",
        "Map sheets",
        "Correspondence",
        "This sheet can be used again.",
    };
    print_all(fixture->pdf);
    g_autoptr(GBytes) out =
        run_tool((const char *const[]){"pdftotext", "-layout", fixture->pdf, "-", NULL});
    g_autofree char *text = g_strndup(g_bytes_get_data(out, NULL), g_bytes_get_size(out));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        if (!strstr(text, expected[i]))
            g_error("\"%s\" is not on the sheets:\n%s", expected[i], text);
}

/* Nothing is counted that such a record has not. */
static void test_counts_by_kind(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const PrintSheet *bound = &sheets[G_N_ELEMENTS(sheets) - 2];
    g_assert_true(sheet_print(bound, 2, fixture->pdf, NULL));
    g_autoptr(GBytes) out =
        run_tool((const char *const[]){"pdftotext", "-layout", fixture->pdf, "-", NULL});
    g_autofree char *text = g_strndup(g_bytes_get_data(out, NULL), g_bytes_get_size(out));
    g_assert_null(strstr(text, "Note pages"));
    g_assert_null(strstr(text, "Correspondence pages"));
}

static void test_same_bytes(Fixture *fixture, gconstpointer data)
{
    (void)data;
    char first[SCAN_SHA256_SIZE], second[SCAN_SHA256_SIZE];
    print_all(fixture->pdf);
    g_assert_true(scan_file_sha256(fixture->pdf, first, NULL, NULL));
    g_usleep(1100000); /* a date in the PDF has seconds */
    print_all(fixture->pdf);
    g_assert_true(scan_file_sha256(fixture->pdf, second, NULL, NULL));
    g_assert_cmpstr(first, ==, second);
}

/* A letter of no font (private use) would be a box on paper. */
static void test_letter_without_font(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    PrintSheet sheet = sheets[0];
    sheet.subject = "Map \xf4\x8f\xbf\xbd";
    g_assert_false(sheet_print(&sheet, 1, fixture->pdf, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, "fonts-noto"));
    g_assert_false(g_file_test(fixture->pdf, G_FILE_TEST_EXISTS));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/sheet/codes", Fixture, NULL, set_up, test_codes, tear_down);
    g_test_add("/sheet/text", Fixture, NULL, set_up, test_text, tear_down);
    g_test_add("/sheet/counts-by-kind", Fixture, NULL, set_up, test_counts_by_kind, tear_down);
    g_test_add("/sheet/same-bytes", Fixture, NULL, set_up, test_same_bytes, tear_down);
    g_test_add("/sheet/letter-without-font", Fixture, NULL, set_up, test_letter_without_font,
               tear_down);
    return g_test_run();
}
