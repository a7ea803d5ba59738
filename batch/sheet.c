/* Cover and separator sheets.
 *
 * The QR code is 60 mm wide at error level H (30 % of it may be lost to folds, staples and rubber
 * stamps). A token of 80 bytes makes 49 modules of 1.2 mm: 7 pixels each at 150 dpi, where readers
 * want 3. It is drawn black on white whatever the rest looks like, with the quiet zone of 4 modules
 * (ISO/IEC 18004, 5.3.8) kept free around it.
 */
#include "batch/sheet.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "batch/draw.h"
#include "scan/scan.h"

#define SHEET_MARGIN_PT (18 * DRAW_PT_PER_MM)
#define SHEET_WIDTH_PT (DRAW_A4_WIDTH_PT - 2 * SHEET_MARGIN_PT)
#define SHEET_QR_PT (60 * DRAW_PT_PER_MM)
#define SHEET_LABEL_PT (45 * DRAW_PT_PER_MM)
#define SHEET_QUIET_MODULES 4

typedef enum {
    LABEL_COVER,

    LABEL_SUBJECT,
    LABEL_SECTION,
    LABEL_NOTE_PAGES,
    LABEL_CORRESPONDENCE_PAGES,
    LABEL_PUT_COVER,
    LABEL_PUT_SEPARATOR,
    LABEL_REUSE,
    N_LABELS,
} Label;

/* Sides by the names they have in the index, in every language. */
#define N_SIDES 6
static const char *const side_names[N_SIDES] = {"notes",      "correspondence", "issues",
                                                "references", "openings",       "sheets"};

typedef struct {
    const char *code;
    gboolean is_rtl;
    const char *labels[N_LABELS];
    const char *sides[N_SIDES];
} SheetLanguage;

/* The first is English, which stands below the others. */
static const SheetLanguage languages[] = {
    {"eng",
     FALSE,
     {"Cover sheet", "Subject", "Section", "Note pages", "Correspondence pages",
      "Put this sheet on top of the file.", "Put this sheet before the first page of this side.",
      "This sheet can be used again."},
     {"Notes", "Correspondence", "Issues", "References", "Openings", "Map sheets"}},
    {"hin",
     FALSE,
     {"आवरण पत्रक", "विषय", "अनुभाग", "टिप्पणी के पृष्ठ", "पत्राचार के पृष्ठ", "यह पत्रक फ़ाइल के सबसे ऊपर रखें।",
      "यह पत्रक इस भाग के पहले पृष्ठ से पहले रखें।", "यह पत्रक फिर काम में लाया जा सकता है।"},
     {"टिप्पणियाँ", "पत्राचार", "जारी पत्र", "संदर्भ", "पन्ने", "नक्शे"}},
    {"urd",
     TRUE,
     {"سرورق", "موضوع", "شعبہ", "نوٹ کے صفحات", "خط و کتابت کے صفحات",
      "یہ ورق فائل کے سب سے اوپر رکھیں۔", "یہ ورق اس حصے کے پہلے صفحے سے پہلے رکھیں۔",
      "یہ ورق دوبارہ استعمال ہو سکتا ہے۔"},
     {"نوٹ", "خط و کتابت", "جاری کردہ خطوط", "حوالہ جات", "اوراق", "نقشے"}},
    {"pan",
     FALSE,
     {"ਕਵਰ ਪੰਨਾ", "ਵਿਸ਼ਾ", "ਸ਼ਾਖਾ", "ਨੋਟ ਦੇ ਪੰਨੇ", "ਪੱਤਰ-ਵਿਹਾਰ ਦੇ ਪੰਨੇ", "ਇਹ ਪੰਨਾ ਫ਼ਾਈਲ ਦੇ ਸਭ ਤੋਂ ਉੱਪਰ ਰੱਖੋ।",
      "ਇਹ ਪੰਨਾ ਇਸ ਭਾਗ ਦੇ ਪਹਿਲੇ ਪੰਨੇ ਤੋਂ ਪਹਿਲਾਂ ਰੱਖੋ।", "ਇਹ ਪੰਨਾ ਮੁੜ ਵਰਤਿਆ ਜਾ ਸਕਦਾ ਹੈ।"},
     {"ਟਿੱਪਣੀਆਂ", "ਪੱਤਰ-ਵਿਹਾਰ", "ਜਾਰੀ ਪੱਤਰ", "ਹਵਾਲੇ", "ਪੰਨੇ", "ਨਕਸ਼ੇ"}},
};

/* The first language of the set that is not English, if we have labels in it. */
static const SheetLanguage *language_of(const PrintSheet *sheet)
{
    g_auto(GStrv) codes = g_strsplit(sheet->language ? sheet->language : "", "+", -1);
    for (guint i = 0; codes[i]; i++)
        for (guint k = 1; k < G_N_ELEMENTS(languages); k++)
            if (strcmp(codes[i], languages[k].code) == 0)
                return &languages[k];
    return &languages[0];
}

/* --------------------------------------------------------------------------------- the QR code -- */

/* One path for all modules: separate fills would leave hairlines between neighbours. */
static void qr_fill(cairo_t *cairo, const QRcode *code, double x_pt, double y_pt)
{
    double module_pt = SHEET_QR_PT / code->width;
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
            if (code->data[row * code->width + column] & 1)
                cairo_rectangle(cairo, x_pt + column * module_pt, y_pt + row * module_pt, module_pt,
                                module_pt);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_fill(cairo);
}

/* Answers the height it took, quiet zone included. */
static double qr_draw(Drawing *drawing, const char *token, double y_pt, GError **error)
{
    QRcode *code = QRcode_encodeString8bit(token, 0, QR_ECLEVEL_H);
    if (!code) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "make the QR code: %s",
                    g_strerror(errno));
        return -1;
    }
    double quiet_pt = SHEET_QUIET_MODULES * SHEET_QR_PT / code->width;
    qr_fill(draw_peek_cairo(drawing), code, (DRAW_A4_WIDTH_PT - SHEET_QR_PT) / 2, y_pt + quiet_pt);
    QRcode_free(code);
    return SHEET_QR_PT + 2 * quiet_pt;
}

static char *token_of(const PrintSheet *sheet)
{
    return sheet->side ? token_write(TOKEN_SEPARATOR, sheet->office_code, sheet->side)
                       : token_write(TOKEN_COVER, sheet->office_code, sheet->nic_no);
}

/* ------------------------------------------------------------------------------------ the text -- */

static double draw_line(Drawing *drawing, double y_pt, const char *text, const DrawStyle *style)
{
    return draw_text(drawing, SHEET_MARGIN_PT, y_pt, SHEET_WIDTH_PT, text, style);
}

/* The text in the sheet's language and, below and smaller, in English. */
static double draw_bilingual(Drawing *drawing, double y_pt, const char *local, const char *english,
                             double size_pt)
{
    DrawStyle large = {.size_pt = size_pt, .bold = TRUE, .align = DRAW_CENTER};
    DrawStyle small = {.size_pt = size_pt * 0.65, .gray = 0.3, .align = DRAW_CENTER};
    double height_pt = draw_line(drawing, y_pt, local, &large);
    if (local != english)
        height_pt += draw_line(drawing, y_pt + height_pt, english, &small);
    return height_pt;
}

static void draw_rule(Drawing *drawing, double y_pt)
{
    cairo_t *cairo = draw_peek_cairo(drawing);
    cairo_set_source_rgb(cairo, 0.7, 0.7, 0.7);
    cairo_set_line_width(cairo, 0.5);
    cairo_move_to(cairo, SHEET_MARGIN_PT, y_pt);
    cairo_rel_line_to(cairo, SHEET_WIDTH_PT, 0);
    cairo_stroke(cairo);
}

static double draw_label(Drawing *drawing, const SheetLanguage *language, Label label, double x_pt,
                         double y_pt)
{
    DrawStyle style = {.size_pt = 12, .gray = 0.3, .is_rtl = language->is_rtl};
    double height_pt =
        draw_text(drawing, x_pt, y_pt, SHEET_LABEL_PT, language->labels[label], &style);
    if (language == &languages[0])
        return height_pt;
    style.size_pt = 9;
    return height_pt + draw_text(drawing, x_pt, y_pt + height_pt, SHEET_LABEL_PT,
                                 languages[0].labels[label], &style);
}

/* One row of the table; the label stands where the language begins to read. Answers y of the next. */
static double draw_field(Drawing *drawing, const SheetLanguage *language, Label label,
                         const char *value, double y_pt)
{
    if (!value || !*value)
        return y_pt;
    double value_width_pt = SHEET_WIDTH_PT - SHEET_LABEL_PT;
    double label_x_pt = SHEET_MARGIN_PT + (language->is_rtl ? value_width_pt : 0);
    double value_x_pt = SHEET_MARGIN_PT + (language->is_rtl ? 0 : SHEET_LABEL_PT);
    DrawStyle style = {.size_pt = 15, .is_rtl = language->is_rtl, .max_lines = 3};
    draw_rule(drawing, y_pt);
    double label_height_pt = draw_label(drawing, language, label, label_x_pt, y_pt + 5);
    double value_height_pt =
        draw_text(drawing, value_x_pt, y_pt + 3, value_width_pt, value, &style);
    return y_pt + 10 + MAX(label_height_pt, value_height_pt);
}

static double draw_count(Drawing *drawing, const SheetLanguage *language, Label label, gint64 count,
                         double y_pt)
{
    g_autofree char *text = count < 0 ? NULL : g_strdup_printf("%" G_GINT64_FORMAT, count);
    return draw_field(drawing, language, label, text, y_pt);
}

static void draw_record(Drawing *drawing, const PrintSheet *sheet, double y_pt)
{
    const SheetLanguage *language = language_of(sheet);
    y_pt = draw_field(drawing, language, LABEL_SUBJECT, sheet->subject, y_pt);
    y_pt = draw_field(drawing, language, LABEL_SECTION, sheet->section, y_pt);
    y_pt = draw_count(drawing, language, LABEL_NOTE_PAGES, sheet->note_pages, y_pt);
    draw_count(drawing, language, LABEL_CORRESPONDENCE_PAGES, sheet->correspondence_pages, y_pt);
}

/* What the code says, for the day when it cannot be read. */
static double draw_code(Drawing *drawing, const PrintSheet *sheet, double y_pt, GError **error)
{
    g_autofree char *token = token_of(sheet);
    DrawStyle style = {.size_pt = 8, .gray = 0.4, .align = DRAW_CENTER, .shrink = TRUE};
    double height_pt = qr_draw(drawing, token, y_pt, error);
    if (height_pt < 0)
        return -1;
    return height_pt + draw_line(drawing, y_pt + height_pt, token, &style);
}

static double draw_office(Drawing *drawing, const PrintSheet *sheet, double y_pt)
{
    DrawStyle style = {.size_pt = 14, .align = DRAW_CENTER, .max_lines = 2};
    g_autofree char *office = g_strdup_printf("%s (%s)", sheet->office_name, sheet->office_code);
    return draw_line(drawing, y_pt, office, &style);
}

static gboolean draw_cover(Drawing *drawing, const PrintSheet *sheet, GError **error)
{
    const SheetLanguage *language = language_of(sheet);
    const char *const *english = languages[0].labels;
    DrawStyle number = {.size_pt = 34, .bold = TRUE, .align = DRAW_CENTER, .shrink = TRUE};
    double y_pt = SHEET_MARGIN_PT;
    y_pt += draw_office(drawing, sheet, y_pt);
    y_pt += draw_bilingual(drawing, y_pt, language->labels[LABEL_COVER], english[LABEL_COVER], 16);
    y_pt += 8 + draw_line(drawing, y_pt + 4, sheet->file_no, &number);
    double code_pt = draw_code(drawing, sheet, y_pt, error);
    if (code_pt < 0)
        return FALSE;
    draw_record(drawing, sheet, y_pt + code_pt + 14);
    draw_bilingual(drawing, DRAW_A4_HEIGHT_PT - SHEET_MARGIN_PT - 60,
                   language->labels[LABEL_PUT_COVER], english[LABEL_PUT_COVER], 18);
    return TRUE;
}

static const char *side_label(const SheetLanguage *language, const char *side)
{
    for (guint i = 0; i < N_SIDES; i++)
        if (strcmp(side_names[i], side) == 0)
            return language->sides[i];
    return side;
}

/* Says nothing of the record, so that it can be used for the next one. */
static gboolean draw_separator(Drawing *drawing, const PrintSheet *sheet, GError **error)
{
    const SheetLanguage *language = language_of(sheet);
    const char *const *english = languages[0].labels;
    double y_pt = SHEET_MARGIN_PT;
    y_pt += draw_office(drawing, sheet, y_pt) + 20;
    y_pt += 20 + draw_bilingual(drawing, y_pt, side_label(language, sheet->side),
                                side_label(&languages[0], sheet->side), 40);
    if (draw_code(drawing, sheet, y_pt, error) < 0)
        return FALSE;
    y_pt = DRAW_A4_HEIGHT_PT - SHEET_MARGIN_PT - 120;
    y_pt += draw_bilingual(drawing, y_pt, language->labels[LABEL_PUT_SEPARATOR],
                           english[LABEL_PUT_SEPARATOR], 18);
    draw_bilingual(drawing, y_pt + 8, language->labels[LABEL_REUSE], english[LABEL_REUSE], 13);
    return TRUE;
}

static gboolean draw_sheets(Drawing *drawing, const PrintSheet *sheets, guint n_sheets,
                            GError **error)
{
    for (guint i = 0; i < n_sheets; i++) {
        if (!(sheets[i].side ? draw_separator : draw_cover)(drawing, &sheets[i], error))
            return FALSE;
        draw_next_page(drawing);
    }
    return TRUE;
}

gboolean sheet_print(const PrintSheet *sheets, guint n_sheets, const char *path, GError **error)
{
    Drawing *drawing = draw_new(DRAW_A4_WIDTH_PT, DRAW_A4_HEIGHT_PT, "Muhafiz");
    if (!draw_sheets(drawing, sheets, n_sheets, error)) {
        draw_discard(drawing);
        return FALSE;
    }
    return draw_finish(drawing, path, error);
}
