/* Cover and separator sheets.
 *
 * The QR code is 60 mm wide at error level H (30 % of it may be lost to folds, staples and rubber
 * stamps). A token of 80 bytes makes 49 modules of 1.2 mm: 7 pixels each at 150 dpi, where readers
 * want 3. Where the file's number is so long that modules would be below 1 mm, a lower level serves
 * better than finer modules. It is drawn black on white whatever the rest looks like, with the quiet zone of 4 modules
 * (ISO/IEC 18004, 5.3.8) kept free around it.
 *
 * It stands at the top right and at the bottom left: files are laced through the top left corner,
 * and a sheet that is turned has its codes in the same two corners.
 *
 *     office, kind of sheet    [QR]
 *     what it is, large
 *     a table about the record
 *     [QR]   where to put it
 *
 * Ten marks stand along the edges (scan.h, ScanSheetMark): where both codes are spoilt, they still
 * tell that it is a sheet of ours.
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
#define SHEET_CODE_TEXT_PT 10                 /* the line below a code */
#define SHEET_BESIDE_PT (12 * DRAW_PT_PER_MM) /* from a code to the text beside it */
#define SHEET_BAND_PT (SHEET_QR_PT + 2 * SHEET_CODE_TEXT_PT)
#define SHEET_LABEL_PT (45 * DRAW_PT_PER_MM)
#define SHEET_QUIET_MODULES 4
#define SHEET_MODULES_MAX 60
#define SHEET_NUMBER_CHARACTERS 40 /* of a file number on one line */

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

static QRcode *qr_encode(const char *token)
{
    static const QRecLevel levels[] = {QR_ECLEVEL_H, QR_ECLEVEL_Q, QR_ECLEVEL_M};
    QRcode *code = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(levels); i++) {
        QRcode_free(code);
        code = QRcode_encodeString8bit(token, 0, levels[i]);
        if (code && code->width <= SHEET_MODULES_MAX)
            break;
    }
    return code;
}

/* What the code says, for the day when it cannot be read, stands below it behind the quiet zone. */
static gboolean qr_draw(Drawing *drawing, const char *token, double x_pt, double y_pt,
                        GError **error)
{
    DrawStyle style = {
        .size_pt = 7, .gray = 0.4, .align = DRAW_CENTER, .shrink = TRUE, .max_lines = 2};
    QRcode *code = qr_encode(token);
    if (!code) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "make the QR code: %s",
                    g_strerror(errno));
        return FALSE;
    }
    double quiet_pt = SHEET_QUIET_MODULES * SHEET_QR_PT / code->width;
    qr_fill(draw_peek_cairo(drawing), code, x_pt, y_pt);
    QRcode_free(code);
    draw_text(drawing, x_pt, y_pt + SHEET_QR_PT + quiet_pt, SHEET_QR_PT, token, &style);
    return TRUE;
}

/* A dark square of 7 modules, in it a light one of 5, in that a dark one of 3. */
static void draw_marks(Drawing *drawing)
{
    cairo_t *cairo = draw_peek_cairo(drawing);
    const double module_pt = SCAN_SHEET_MODULE_MM * DRAW_PT_PER_MM;
    for (guint i = 0; i < SCAN_SHEET_MARKS; i++)
        for (int side = 7; side >= 3; side -= 2) {
            double side_pt = side * module_pt, gray = side == 5 ? 1 : 0;
            cairo_rectangle(cairo, scan_sheet_marks[i].x_mm * DRAW_PT_PER_MM - side_pt / 2,
                            scan_sheet_marks[i].y_mm * DRAW_PT_PER_MM - side_pt / 2, side_pt,
                            side_pt);
            cairo_set_source_rgb(cairo, gray, gray, gray);
            cairo_fill(cairo);
        }
}

static char *token_of(const PrintSheet *sheet)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, sheet->number);
    switch (sheet->kind) {
    case SHEET_SIDE:
        return token_write(TOKEN_SEPARATOR, sheet->office_code, sheet->side);
    case SHEET_ITEM:
        return token_write(TOKEN_ITEM, sheet->office_code, TOKEN_ITEM_NAME);
    case SHEET_TOKEN:
        return token_write(TOKEN_NUMBER, sheet->office_code, number);
    case SHEET_COVER:
        break;
    }
    return token_write(TOKEN_COVER, sheet->office_code, sheet->nic_no);
}

/* y of the band of the lower code. */
static double bottom_y(void)
{
    return DRAW_A4_HEIGHT_PT - SHEET_MARGIN_PT - SHEET_BAND_PT;
}

static gboolean draw_codes(Drawing *drawing, const PrintSheet *sheet, GError **error)
{
    g_autofree char *token = token_of(sheet);
    double right_pt = DRAW_A4_WIDTH_PT - SHEET_MARGIN_PT - SHEET_QR_PT;
    return qr_draw(drawing, token, right_pt, SHEET_MARGIN_PT, error) &&
           qr_draw(drawing, token, SHEET_MARGIN_PT, bottom_y(), error);
}

/* ------------------------------------------------------------------------------------ the text -- */

/* A column of the sheet, filled from the top. */
typedef struct {
    Drawing *drawing;
    const SheetLanguage *language;
    double x_pt, y_pt, width_pt;
} Column;

static void column_add(Column *column, const char *text, const DrawStyle *style)
{
    column->y_pt +=
        draw_text(column->drawing, column->x_pt, column->y_pt, column->width_pt, text, style);
}

/* The text in the sheet's language and, below and smaller, in English. */
static void column_add_both(Column *column, const char *local, const char *english, double size_pt)
{
    DrawStyle large = {.size_pt = size_pt, .bold = TRUE, .align = DRAW_CENTER};
    DrawStyle small = {.size_pt = size_pt * 0.65, .gray = 0.3, .align = DRAW_CENTER};
    column_add(column, local, &large);
    if (local != english)
        column_add(column, english, &small);
    column->y_pt += size_pt / 2;
}

static void column_add_label(Column *column, SheetLabel label, double size_pt)
{
    column_add_both(column, sheet_label(column->language, label),
                    sheet_label(sheet_language_english(), label), size_pt);
}

/* A file number: on one line if people can read it there. */
static void column_add_number(Column *column, const char *number, double size_pt)
{
    gboolean is_short = g_utf8_strlen(number, -1) <= SHEET_NUMBER_CHARACTERS;
    DrawStyle style = {.size_pt = is_short ? size_pt : 14,
                       .bold = TRUE,
                       .align = DRAW_CENTER,
                       .shrink = is_short,
                       .max_lines = is_short ? 0 : 3};
    column_add(column, number, &style);
}

static Column column_beside_top(Drawing *drawing, const PrintSheet *sheet)
{
    return (Column){drawing, sheet_language_find(sheet->language), SHEET_MARGIN_PT, SHEET_MARGIN_PT,
                    SHEET_WIDTH_PT - SHEET_QR_PT - SHEET_BESIDE_PT};
}

static Column column_beside_bottom(Drawing *drawing, const PrintSheet *sheet)
{
    return (Column){drawing, sheet_language_find(sheet->language),
                    SHEET_MARGIN_PT + SHEET_QR_PT + SHEET_BESIDE_PT, bottom_y() + 16,
                    SHEET_WIDTH_PT - SHEET_QR_PT - SHEET_BESIDE_PT};
}

static Column column_between(Drawing *drawing, const PrintSheet *sheet)
{
    return (Column){drawing, sheet_language_find(sheet->language), SHEET_MARGIN_PT,
                    SHEET_MARGIN_PT + SHEET_BAND_PT + 6, SHEET_WIDTH_PT};
}

static void draw_office(Column *column, const PrintSheet *sheet)
{
    DrawStyle style = {.size_pt = 14, .align = DRAW_CENTER, .max_lines = 3};
    g_autofree char *office =
        g_strdup_printf("%s (\u2066%s\u2069)", sheet->office_name, sheet->office_code);
    column_add(column, office, &style);
    column->y_pt += 12;
}

/* ---------------------------------------------------------------------------------- the table -- */

static void draw_rule(const Column *column)
{
    cairo_t *cairo = draw_peek_cairo(column->drawing);
    cairo_set_source_rgb(cairo, 0.7, 0.7, 0.7);
    cairo_set_line_width(cairo, 0.5);
    cairo_move_to(cairo, column->x_pt, column->y_pt);
    cairo_rel_line_to(cairo, column->width_pt, 0);
    cairo_stroke(cairo);
}

static double draw_names(const Column *column, const char *local, const char *english, double x_pt)
{
    DrawStyle style = {
        .size_pt = 12, .gray = 0.3, .is_rtl = sheet_language_is_rtl(column->language)};
    double y_pt = column->y_pt + 5;
    double height_pt = draw_text(column->drawing, x_pt, y_pt, SHEET_LABEL_PT, local, &style);
    if (local == english)
        return height_pt;
    style.size_pt = 9;
    return height_pt +
           draw_text(column->drawing, x_pt, y_pt + height_pt, SHEET_LABEL_PT, english, &style);
}

/* One row of the table; the label stands where the language begins to read. */
static void draw_field(Column *column, const char *local, const char *english, const char *value,
                       guint max_lines)
{
    if (!value || !*value)
        return;
    gboolean is_rtl = sheet_language_is_rtl(column->language);
    double value_width_pt = column->width_pt - SHEET_LABEL_PT;
    double label_x_pt = column->x_pt + (is_rtl ? value_width_pt : 0);
    double value_x_pt = column->x_pt + (is_rtl ? 0 : SHEET_LABEL_PT);
    DrawStyle style = {.size_pt = 14, .is_rtl = is_rtl, .max_lines = max_lines};
    draw_rule(column);
    double label_height_pt = draw_names(column, local, english, label_x_pt);
    double value_height_pt =
        draw_text(column->drawing, value_x_pt, column->y_pt + 3, value_width_pt, value, &style);
    column->y_pt += 8 + MAX(label_height_pt, value_height_pt);
}

static void draw_labelled(Column *column, SheetLabel label, const char *value, guint max_lines)
{
    draw_field(column, sheet_label(column->language, label),
               sheet_label(sheet_language_english(), label), value, max_lines);
}

static void draw_side_count(Column *column, const char *side, const char *count)
{
    draw_field(column, sheet_side_label(column->language, side),
               sheet_side_label(sheet_language_english(), side), count, 1);
}

static char *count_text(gint64 count)
{
    return count < 0 ? NULL : g_strdup_printf("%" G_GINT64_FORMAT, count);
}

/* A register's openings and a map's sheets are counted as its correspondence is. */
static void draw_counts(Column *column, const PrintSheet *sheet)
{
    g_autofree char *notes = count_text(sheet->note_pages);
    g_autofree char *others = count_text(sheet->correspondence_pages);
    if (g_strcmp0(sheet->record_kind, "register") == 0)
        return draw_side_count(column, "openings", others);
    if (g_strcmp0(sheet->record_kind, "map") == 0)
        return draw_side_count(column, "sheets", others);
    draw_labelled(column, LABEL_NOTE_PAGES, notes, 1);
    draw_labelled(column, LABEL_CORRESPONDENCE_PAGES, others, 1);
}

/* ---------------------------------------------------------------------------------- the sheets -- */

static void draw_cover(Drawing *drawing, const PrintSheet *sheet)
{
    Column top = column_beside_top(drawing, sheet), middle = column_between(drawing, sheet),
           bottom = column_beside_bottom(drawing, sheet);
    draw_office(&top, sheet);
    column_add_label(&top, LABEL_COVER, 20);
    column_add_number(&middle, sheet->file_no, 34);
    middle.y_pt += 8;
    draw_labelled(&middle, LABEL_SUBJECT, sheet->subject, 3);
    draw_labelled(&middle, LABEL_SECTION, sheet->section, 1);
    draw_counts(&middle, sheet);
    column_add_number(&bottom, sheet->file_no, 22);
    bottom.y_pt += 12;
    column_add_label(&bottom, LABEL_PUT_COVER, 18);
}

/* A reusable sheet says nothing of a record. */
static void draw_reusable(Drawing *drawing, const PrintSheet *sheet, SheetLabel put)
{
    Column top = column_beside_top(drawing, sheet), bottom = column_beside_bottom(drawing, sheet);
    draw_office(&top, sheet);
    column_add_label(&bottom, put, 18);
    column_add_label(&bottom, LABEL_REUSE, 12);
}

static void draw_separator(Drawing *drawing, const PrintSheet *sheet)
{
    Column middle = column_between(drawing, sheet);
    draw_reusable(drawing, sheet, LABEL_PUT_SEPARATOR);
    middle.y_pt += 40;
    column_add_both(&middle, sheet_side_label(middle.language, sheet->side),
                    sheet_side_label(sheet_language_english(), sheet->side), 48);
}

static void draw_item(Drawing *drawing, const PrintSheet *sheet)
{
    Column middle = column_between(drawing, sheet);
    draw_reusable(drawing, sheet, LABEL_PUT_ITEM);
    middle.y_pt += 40;
    column_add_label(&middle, LABEL_ITEM, 48);
}

static void draw_token(Drawing *drawing, const PrintSheet *sheet)
{
    Column middle = column_between(drawing, sheet);
    DrawStyle style = {.size_pt = 180, .bold = TRUE, .align = DRAW_CENTER, .shrink = TRUE};
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, sheet->number);
    draw_reusable(drawing, sheet, LABEL_PUT_TOKEN);
    column_add_label(&middle, LABEL_TOKEN, 24);
    column_add(&middle, number, &style);
}

static gboolean draw_sheets(Drawing *drawing, const PrintSheet *sheets, guint n_sheets,
                            GError **error)
{
    static void (*const draw[])(Drawing * drawing, const PrintSheet *sheet) = {
        [SHEET_COVER] = draw_cover,
        [SHEET_SIDE] = draw_separator,
        [SHEET_ITEM] = draw_item,
        [SHEET_TOKEN] = draw_token,
    };
    for (guint i = 0; i < n_sheets; i++) {
        draw[sheets[i].kind](drawing, &sheets[i]);
        draw_marks(drawing);
        if (!draw_codes(drawing, &sheets[i], error))
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
