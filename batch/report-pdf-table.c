/* Tables of the printed return. A column is as wide as its longest cell, words give way first, and where all that is
 * still too wide the letters become smaller: nothing is cut off. The head stands on every page. */
#include "batch/report-pdf.h"

#define TEXT_PT 8.5
#define WIDE_PT 7.0
#define SMALLEST_PT 5.0
#define PADDING_PT 3.0
#define ROW_PADDING_PT 1.6
#define WORDS_MIN_PT 56.0
#define INDENT_PT 9.0
#define BAR_PT 70.0
#define COLUMNS_MOST 24
#define NASTALIQ_ABOVE 0.8 /* of what its line has above the baseline */
#define LATIN_ABOVE 1.1    /* of the size: what a line of Latin letters takes above its baseline */
#define CLIMBS_ABOVE 1.5   /* of the size: letters that other rows of the table do not have */
#define TOGETHER_ROWS 6    /* a table of so few is not broken */

typedef struct {
    Press *press;
    const DocTable *table;
    double size_pt, widths_pt[COLUMNS_MOST];
} Setting;

static gboolean is_flexible(const DocColumn *column)
{
    return column->kind == DOC_NAME || column->kind == DOC_TEXT;
}

static double text_width(const Setting *setting, const char *text, gboolean is_bold)
{
    const DrawStyle style = {.size_pt = setting->size_pt, .bold = is_bold};
    return *text ? press_measure(setting->press, -1, text, &style).width_pt : 0;
}

static double longest_word(const Setting *setting, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    double width_pt = 0;
    for (guint i = 0; words[i]; i++) {
        double word_pt = text_width(setting, words[i], TRUE);
        width_pt = MAX(width_pt, word_pt);
    }
    return width_pt;
}

/* No word is broken, and where there is room two lines are enough. */
static double head_width(const Setting *setting, const char *title)
{
    double word_pt = longest_word(setting, title);
    return setting->table->is_wide ? word_pt : MAX(word_pt, text_width(setting, title, TRUE) * 0.6);
}

/* Of the cell with the most letters: near enough to the widest, with some room. */
static double longest_cell(const Setting *setting, guint c)
{
    const DocTable *table = setting->table;
    const char *longest = "";
    gboolean is_bold = FALSE;
    glong most = 0;
    for (guint i = 0; i < table->rows->len; i++) {
        const DocRow *row = &g_array_index(table->rows, DocRow, i);
        glong length = g_utf8_strlen(row->cells[c], -1);
        is_bold = is_bold || row->is_total || row->is_strong;
        if (length > most) {
            most = length;
            longest = row->cells[c];
        }
    }
    return text_width(setting, longest, is_bold) * 1.04;
}

/* Answers the width of all; *flexible_pt is that of columns of words, as they would like it. */
static double columns_measure(Setting *setting, double *flexible_pt)
{
    const DocTable *table = setting->table;
    double all_pt = 0;
    *flexible_pt = 0;
    for (guint c = 0; c < table->n_columns; c++) {
        const DocColumn *column = &table->columns[c];
        double head_pt =
            head_width(setting, report_word(setting->press->doc->language, column->title));
        double cell_pt = longest_cell(setting, c) + (column->has_bar ? BAR_PT : 0) +
                         (column->kind == DOC_NAME ? 2 * INDENT_PT : 0);
        setting->widths_pt[c] = MAX(head_pt, cell_pt) + 2 * PADDING_PT;
        all_pt += setting->widths_pt[c];
        *flexible_pt += is_flexible(column) ? setting->widths_pt[c] : 0;
    }
    return all_pt;
}

static gboolean columns_squeeze(Setting *setting, double all_pt, double flexible_pt)
{
    const DocTable *table = setting->table;
    double left_pt = PRESS_WIDTH_PT - (all_pt - flexible_pt);
    guint n_flexible = 0;
    for (guint c = 0; c < table->n_columns; c++)
        n_flexible += is_flexible(&table->columns[c]) != FALSE;
    if (left_pt < n_flexible * WORDS_MIN_PT)
        return FALSE;
    for (guint c = 0; c < table->n_columns; c++)
        if (is_flexible(&table->columns[c]))
            setting->widths_pt[c] = WORDS_MIN_PT + (left_pt - n_flexible * WORDS_MIN_PT) *
                                                       setting->widths_pt[c] / MAX(flexible_pt, 1);
    return TRUE;
}

static void columns_fit(Setting *setting)
{
    double flexible_pt, all_pt = columns_measure(setting, &flexible_pt);
    while (all_pt > PRESS_WIDTH_PT && !columns_squeeze(setting, all_pt, flexible_pt) &&
           setting->size_pt > SMALLEST_PT) {
        setting->size_pt -= 0.25;
        all_pt = columns_measure(setting, &flexible_pt);
    }
    for (guint c = 0; all_pt < PRESS_WIDTH_PT && c < setting->table->n_columns; c++)
        setting->widths_pt[c] *= PRESS_WIDTH_PT / all_pt;
}

/* ---------------------------------------------------------------------------------------- head -- */

static DrawStyle cell_style(const Setting *setting, const DocColumn *column, gboolean is_bold)
{
    DrawStyle style = {.size_pt = setting->size_pt, .bold = is_bold};
    /* Units stand below units, in every language. */
    if (column->kind == DOC_NUMBER)
        style.align = setting->press->is_rtl ? DRAW_START : DRAW_END;
    return style;
}

static double head_height(const Setting *setting)
{
    double height_pt = 0;
    for (guint c = 0; c < setting->table->n_columns; c++) {
        const DocColumn *column = &setting->table->columns[c];
        DrawStyle style = cell_style(setting, column, TRUE);
        double cell_pt =
            press_measure(setting->press, setting->widths_pt[c] - 2 * PADDING_PT,
                          report_word(setting->press->doc->language, column->title), &style)
                .height_pt;
        height_pt = MAX(height_pt, cell_pt);
    }
    return height_pt;
}

static gboolean has_groups(const DocTable *table)
{
    for (guint c = 0; c < table->n_columns; c++)
        if (table->columns[c].group != DOC_NO_GROUP)
            return TRUE;
    return FALSE;
}

static void groups_set(const Setting *setting)
{
    const DocTable *table = setting->table;
    Press *press = setting->press;
    const DrawStyle style = {
        .size_pt = setting->size_pt, .bold = TRUE, .align = DRAW_CENTER, .max_lines = 1};
    double x_pt = 0, height_pt = 0;
    for (guint c = 0, next; c < table->n_columns; c = next) {
        ReportWord group = table->columns[c].group;
        double width_pt = 0;
        for (next = c; next < table->n_columns && table->columns[next].group == group; next++)
            width_pt += setting->widths_pt[next];
        if (group != DOC_NO_GROUP) {
            double cell_pt =
                press_cell(press, x_pt + PADDING_PT, press->flow.y_pt, width_pt - 2 * PADDING_PT,
                           report_word(press->doc->language, group), &style);
            height_pt = MAX(height_pt, cell_pt);
            press_rule(press, x_pt + PADDING_PT, width_pt - 2 * PADDING_PT,
                       press->flow.y_pt + cell_pt + 1, FALSE);
        }
        x_pt += width_pt;
    }
    press->flow.y_pt += height_pt + 3;
}

static void head_set(const Setting *setting)
{
    Press *press = setting->press;
    if (has_groups(setting->table))
        groups_set(setting);
    double x_pt = 0, height_pt = head_height(setting);
    for (guint c = 0; c < setting->table->n_columns; c++) {
        const DocColumn *column = &setting->table->columns[c];
        DrawStyle style = cell_style(setting, column, TRUE);
        const char *title = report_word(press->doc->language, column->title);
        double width_pt = setting->widths_pt[c] - 2 * PADDING_PT;
        double own_pt = press_measure(press, width_pt, title, &style).height_pt;
        press_cell(press, x_pt + PADDING_PT, press->flow.y_pt + height_pt - own_pt, width_pt, title,
                   &style);
        x_pt += setting->widths_pt[c];
    }
    press->flow.y_pt += height_pt + 2;
    press_rule(press, 0, PRESS_WIDTH_PT, press->flow.y_pt, FALSE);
    press->flow.y_pt += 1;
}

/* ---------------------------------------------------------------------------------------- rows -- */

static double cell_indent(const DocColumn *column, const DocRow *row)
{
    return column->kind == DOC_NAME ? row->depth * INDENT_PT : 0;
}

typedef struct {
    double height_pt, baseline_pt; /* baseline_pt: that of all its cells, from its top */
} RowExtent;

static DrawExtent cell_measure(const Setting *setting, const DocRow *row, guint c)
{
    const DocColumn *column = &setting->table->columns[c];
    DrawStyle style = cell_style(setting, column, row->is_total || row->is_strong);
    double width_pt = setting->widths_pt[c] - 2 * PADDING_PT - cell_indent(column, row);
    const char *text = *row->cells[c] ? row->cells[c] : "0";
    return press_measure(setting->press, width_pt, text, &style);
}

/* Letters of different scripts stand on one line. The lines of Nastaliq are made for words that climb higher than those
 * of tables do: a row takes less above, but as much as four letters climb. */
static RowExtent row_measure(const Setting *setting, const DocRow *row)
{
    double above_pt = 0, below_pt = 0;
    for (guint c = 0; c < setting->table->n_columns; c++) {
        DrawExtent cell = cell_measure(setting, row, c);
        double cell_below_pt = cell.height_pt - cell.baseline_pt;
        above_pt = MAX(above_pt, cell.baseline_pt);
        below_pt = MAX(below_pt, cell_below_pt);
    }
    if (setting->press->is_rtl)
        above_pt = MAX(above_pt * NASTALIQ_ABOVE, MIN(above_pt, setting->size_pt * LATIN_ABOVE));
    else if (above_pt > setting->size_pt * CLIMBS_ABOVE)
        above_pt += ROW_PADDING_PT;
    return (RowExtent){above_pt + below_pt + 2 * ROW_PADDING_PT, above_pt + ROW_PADDING_PT};
}

static void bar_set(const Setting *setting, const DocRow *row, guint c, double x_pt, double room_pt,
                    double baseline_pt)
{
    double text_pt = text_width(setting, row->cells[c], FALSE) + 8;
    double bar_pt = MIN(room_pt - text_pt, 150);
    double start_pt = setting->press->is_rtl ? text_pt : room_pt - text_pt - bar_pt;
    if (bar_pt > 10)
        press_bar(setting->press, x_pt + start_pt,
                  setting->press->flow.y_pt + baseline_pt - setting->size_pt * 0.66, bar_pt, 5,
                  row->share);
}

static void row_set(const Setting *setting, const DocRow *row, RowExtent extent)
{
    Press *press = setting->press;
    double x_pt = 0;
    for (guint c = 0; c < setting->table->n_columns; c++) {
        const DocColumn *column = &setting->table->columns[c];
        DrawStyle style = cell_style(setting, column, row->is_total || row->is_strong);
        double indent_pt = cell_indent(column, row),
               room_pt = setting->widths_pt[c] - 2 * PADDING_PT;
        if (column->has_bar)
            bar_set(setting, row, c, x_pt + PADDING_PT, room_pt, extent.baseline_pt);
        double own_pt = cell_measure(setting, row, c).baseline_pt;
        press_cell(press, x_pt + PADDING_PT + indent_pt,
                   press->flow.y_pt + extent.baseline_pt - own_pt, room_pt - indent_pt,
                   row->cells[c], &style);
        x_pt += setting->widths_pt[c];
    }
    press->flow.y_pt += extent.height_pt;
    press_rule(press, 0, PRESS_WIDTH_PT, press->flow.y_pt, !row->is_total);
}

void press_table(Press *press, const DocTable *table)
{
    Setting setting = {
        .press = press, .table = table, .size_pt = table->is_wide ? WIDE_PT : TEXT_PT};
    g_assert(table->n_columns <= COLUMNS_MOST);
    columns_fit(&setting);
    const DocRow *rows = (const DocRow *)(const void *)table->rows->data;
    guint n_together = table->rows->len <= TOGETHER_ROWS ? table->rows->len : 2;
    double first_pt = row_measure(&setting, rows).height_pt * n_together;
    press_heading(press, report_word(press->doc->language, table->caption), table->says,
                  (has_groups(table) ? 2 : 1) * head_height(&setting) + first_pt);
    head_set(&setting);
    for (guint i = 0; i < table->rows->len; i++) {
        RowExtent extent = row_measure(&setting, &rows[i]);
        if (flow_need(&press->flow, extent.height_pt + 1))
            head_set(&setting);
        row_set(&setting, &rows[i], extent);
    }
}
