/* Pages made by hand. The words are the project's own. */
#include "tests/pdf/sample.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

#include "pdf/text.h"

const char *const sample_english[SAMPLE_LINES_MAX] = {
    "Office of the Tehsildar, Sadar",
    "File No. A-12/2008 (Revenue)",
    "",
    "1. The application of 14.03.2008 may kindly be seen.",
    "2. Rs. 1,250/- was deposited; receipt \"77/B\" & 3 annexures <p. 4>.",
    NULL};

const char *const sample_hindi[SAMPLE_LINES_MAX] = {
    "कार्यालय तहसीलदार, सदर",
    "पत्रावली संख्या 12/2008",
    "",
    "प्रार्थी श्री राम प्रसाद पुत्र श्री कृष्ण ने निवेदन किया है।",
    "खसरा नं० १२३ रकबा ०.४५ हेक्टेयर (सिंचित)",
    NULL};

const char *const sample_punjabi[SAMPLE_LINES_MAX] = {
    "ਦਫ਼ਤਰ ਤਹਿਸੀਲਦਾਰ", "ਇੰਤਕਾਲ ਨੰਬਰ 456 ਮਿਤੀ 12/03/2008", "ਸ੍ਰੀ ਗੁਰਦੀਪ ਸਿੰਘ ਨੇ ਦਰਖ਼ਾਸਤ ਦਿੱਤੀ ਹੈ।", NULL};

const char *const sample_urdu[SAMPLE_LINES_MAX] = {
    "دفتر تحصیلدار صدر", "یہ درخواست آج پیش کی گئی ہے۔", "",
    "گزارش ہے کہ زمین کا انتقال درج کیا جائے۔", NULL};

const char *const sample_mizo[SAMPLE_LINES_MAX] = {"Âwmna hmun leh ṭhian te",
                                                   "Khawvêl pumpui ṭhuthmun chungchâng", NULL};

const char *const sample_mixed[SAMPLE_LINES_MAX] = {
    "مقدمہ نمبر 1234 سال 2023 ہے۔",          "بتاریخ ۱۲.۰۳.۲۰۲۳ (۲۰۲۳) کو پیش ہوا",
    "فائل A-12/2008 Revenue Branch میں درج", "۱۲ ۳۴ ۵۶",
    "Copy to: تحصیلدار صدر for report",      NULL};

const char *const sample_blank[SAMPLE_LINES_MAX] = {NULL};

#define LETTER_PX 11
#define SPACE_PX 8
#define MARGIN_PX 60
#define LINE_PX 34
#define LINE_PITCH_PX 46

/* --------------------------------------------------------------------------------------- text -- */

static gboolean is_latin(const char *word)
{
    return g_ascii_isalpha(*word);
}

/* As its first letter is. */
static gboolean line_runs_rtl(const char *words)
{
    return pdf_text_is_rtl(words) && !is_latin(words);
}

/* Words that run against the line stand in the order of their own direction among themselves. */
static gboolean runs_against(const OcrLine *line, const OcrWord *word)
{
    return line->is_rtl ? is_latin(word->text) : word->is_rtl;
}

static void line_place_words(OcrLine *line, int x)
{
    OcrWord *words = (OcrWord *)(void *)line->words->data;
    for (guint i = 0, end; i < line->words->len; i = end) {
        int width = -SPACE_PX;
        for (end = i; end == i || (end < line->words->len && runs_against(line, &words[i]) &&
                                   runs_against(line, &words[end]));
             end++)
            width += words[end].box.width_px + SPACE_PX;
        x -= line->is_rtl ? width : 0;
        gboolean from_right = !line->is_rtl && runs_against(line, &words[i]);
        int left = from_right ? x + width + SPACE_PX : x;
        for (guint k = i; k < end; k++) {
            int step = words[k].box.width_px + SPACE_PX;
            left -= from_right ? step : 0;
            words[k].box.x_px = left;
            left += from_right ? 0 : step;
        }
        x += line->is_rtl ? -SPACE_PX : width + SPACE_PX;
    }
}

static void line_add_words(OcrLine *line, const char *words, int width_px)
{
    g_auto(GStrv) each = g_strsplit(words, " ", -1);
    int total = -SPACE_PX;
    for (guint i = 0; each[i]; i++) {
        const OcrBox box = {0, line->box.y_px, (int)g_utf8_strlen(each[i], -1) * LETTER_PX,
                            LINE_PX};
        total += box.width_px + SPACE_PX;
        ocr_line_add_word(line, g_strdup(each[i]), &box, 90, "");
    }
    line_place_words(line, line->is_rtl ? width_px - MARGIN_PX : MARGIN_PX);
    line->box.x_px = line->is_rtl ? width_px - MARGIN_PX - total : MARGIN_PX;
    line->box.width_px = total;
}

PageText *sample_text(const char *const *lines, guint width_px, guint height_px, double dpi)
{
    PageText *text = ocr_page_text_new();
    text->width_px = width_px;
    text->height_px = height_px;
    text->dpi = dpi;
    guint block = 0;
    int y = MARGIN_PX;
    for (guint i = 0; lines[i]; i++, y += LINE_PITCH_PX) {
        if (!*lines[i]) {
            block++;
            continue;
        }
        OcrLine *line = ocr_line_new();
        line->block = block;
        line->is_rtl = line_runs_rtl(lines[i]);
        line->box = (OcrBox){MARGIN_PX, y, 0, LINE_PX};
        line->baseline_px = y + LINE_PX * 3 / 4;
        line_add_words(line, lines[i], (int)width_px);
        g_ptr_array_add(text->lines, line);
    }
    text->findings.is_blank = text->lines->len == 0;
    return text;
}

char *sample_plain(const char *const *lines)
{
    return g_strjoinv("\n", (char **)lines);
}

PdfPageExpected sample_expected(const char *layers_path, const char *text)
{
    PdfPageExpected expected;
    g_autoptr(GError) error = NULL;
    pdf_page_expect(layers_path, text, &expected, &error);
    g_assert_no_error(error);
    return expected;
}

char *sample_normalise(const char *text, gboolean spaces)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean after_space = plain->len == 0 || plain->str[plain->len - 1] == ' ';
        if (c >= 0x202A && c <= 0x202E)
            continue;
        if (!g_unichar_isspace(c))
            g_string_append_unichar(plain, c);
        else if (spaces && !after_space)
            g_string_append_c(plain, ' ');
    }
    return g_strdup(g_strstrip(plain->str));
}

/* ------------------------------------------------------------------------------------- images -- */

PageImages *sample_images(SampleKind kind, guint width_px, guint height_px, double dpi)
{
    PageImages *images = g_new0(PageImages, 1);
    int w = (int)width_px, h = (int)height_px;
    PIX *mask = pixCreate(w, h, 1);
    pixRenderLine(mask, 0, 0, w - 1, h - 1, 3, L_SET_PIXELS);
    pixRasterop(mask, w / 4, h / 4, w / 4 + 1, h / 8 + 1, PIX_SET, NULL, 0, 0);
    PIX *visible = pixClone(mask);
    if (kind != SAMPLE_BITONAL) {
        pixDestroy(&visible);
        visible = kind == SAMPLE_GRAY ? pixConvert1To8(NULL, mask, 240, 20)
                                      : pixConvert1To32(NULL, mask, 0xf5eedc00, 0x14142800);
        if (kind == SAMPLE_COLOUR)
            pixRenderLineArb(visible, 0, h / 2, w - 1, h / 2, 5, 200, 20, 30);
    }
    images->visible = visible;
    images->mask = mask;
    images->dpi = dpi;
    return images;
}

char *sample_layers(const char *dir, const char *name, SampleKind kind, const char *const *lines)
{
    g_autofree char *file = g_strconcat(name, ".layers", NULL);
    char *path = g_build_filename(dir, file, NULL);
    PageImages *images = sample_images(kind, 827, 1169, 100);
    PageText *text = sample_text(lines, 827, 1169, 100);
    g_autoptr(GError) error = NULL;
    pdf_layers_encode(images, text, &(PdfRecipe){0}, path, &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return path;
}

char *sample_layers_inks(const char *dir, PdfPart part)
{
    char *path = g_build_filename(dir, "inks.layers", NULL);
    PageImages *images = sample_images(SAMPLE_COLOUR, 1240, 1754, 150);
    PageText *text = sample_text(sample_mixed, 1240, 1754, 150);
    const PdfRecipe recipe = {.paper_is_jpx = part == PDF_PART_2U};
    g_autoptr(GError) error = NULL;
    pdf_layers_encode(images, text, &recipe, path, &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return path;
}

Volume sample_volume(PdfPart part, const PdfPage *pages, guint n_pages)
{
    return (Volume){.part = part,
                    .title = "Mutation of land <village> & \"khasra\" 12 – دفتر तहसील",
                    .identifier = "fl-A-12_2008-C-1",
                    .language = "hi-IN",
                    .creator = "Tehsil Sadar",
                    .created = "2024-05-06T10:20:30+05:30",
                    .file_no = "A-12/2008",
                    .section = "Revenue",
                    .category = "Mutation",
                    .classification = "open",
                    .retention = "C",
                    .side = "correspondence",
                    .volume = 1,
                    .first_folio = "1",
                    .last_folio = "12A",
                    .pages = pages,
                    .n_pages = n_pages};
}

char *sample_write_page(const char *dir, const PageImages *images, const PageText *text,
                        const PdfRecipe *recipe)
{
    g_autofree char *layers = g_build_filename(dir, "p.layers", NULL);
    g_autofree char *pdf = g_build_filename(dir, "v.pdf", NULL);
    const PdfPage page = {layers, NULL};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    g_autoptr(GError) error = NULL;
    PdfWritten written;
    pdf_layers_encode(images, text, recipe, layers, &error);
    g_assert_no_error(error);
    pdf_volume_write(&volume, pdf, &written, &error);
    g_assert_no_error(error);
    return sample_run("pdfimages -list %s", pdf);
}

/* ----------------------------------------------------------------------------------- commands -- */

char *sample_run(const char *format, ...)
{
    char *output = NULL;
    int status = 0;
    g_autoptr(GError) error = NULL;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *command = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_spawn_command_line_sync(command, &output, NULL, &status, &error);
    g_assert_no_error(error);
    g_spawn_check_wait_status(status, &error);
    g_assert_no_error(error);
    return output;
}

char *sample_dir_new(void)
{
    char *dir = g_dir_make_tmp("muhafiz-pdf-XXXXXX", NULL);
    g_assert_nonnull(dir);
    return dir;
}

void sample_dir_free(char *dir)
{
    g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        g_unlink(path);
    }
    g_rmdir(dir);
    g_free(dir);
}
