/* Drawn tables: a head and rows from a section of the book, one line of truth a row. */
#include "tests/pages/composer.h"

#include "scan/scan.h"

#define CELL_PADDING_PT 5.0

/* Cells of the table as layouts, row by row; n_columns from the head. */
static GPtrArray *table_cells(Composer *composer, const GPtrArray *section, guint n_rows,
                              guint *n_columns, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_object_unref);
    for (guint row = 0; row <= n_rows; row++) {
        g_autofree char *number = g_strdup_printf("%u", row);
        g_auto(GStrv) parts = g_strsplit(section->pdata[row > 0], "{#}", -1);
        g_autofree char *template = g_strjoinv(number, parts);
        g_autofree char *text = text_story_fill(&composer->story, template, error);
        if (!text)
            return NULL;
        g_auto(GStrv) words = g_strsplit(text, " | ", -1);
        if (row == 0)
            *n_columns = g_strv_length(words);
        for (guint column = 0; words[column]; column++) {
            PangoLayout *cell = composer_layout_new(composer, words[column]);
            if (row == 0)
                layout_embolden(cell, 1.0);
            g_ptr_array_add(cells, cell);
        }
    }
    return g_steal_pointer(&cells);
}

/* Widths of the columns as the widest cell wants them, widened in proportion to fill the line. The
 * cells of a table too wide for the column are set smaller. */
static void table_measure(GPtrArray *cells, guint n_columns, double widths[])
{
    double wanted = 0, padding = 2 * CELL_PADDING_PT * n_columns;
    for (guint column = 0; column < n_columns; column++) {
        widths[column] = 0;
        for (guint i = column; i < cells->len; i += n_columns)
            widths[column] = MAX(widths[column], layout_width(cells->pdata[i]));
        wanted += widths[column];
    }
    double factor = (COLUMN_PT - padding) / wanted;
    for (guint column = 0; column < n_columns; column++)
        widths[column] = widths[column] * factor + 2 * CELL_PADDING_PT;
    for (guint i = 0; factor < 1 && i < cells->len; i++) {
        g_autoptr(PangoFontDescription) font =
            pango_font_description_copy(pango_layout_get_font_description(cells->pdata[i]));
        pango_font_description_set_size(
            font, (int)(pango_font_description_get_size(font) * factor * 0.98));
        pango_layout_set_font_description(cells->pdata[i], font);
    }
}

static void table_row_place(Composer *composer, GPtrArray *cells, guint first, guint n_columns,
                            const double widths[], double height)
{
    gboolean mirrored = composer->language->right_to_left;
    double x = mirrored ? MARGIN_X_PT + COLUMN_PT : MARGIN_X_PT;
    for (guint column = 0; column < n_columns; column++) {
        PangoLayout *cell = cells->pdata[first + column];
        double inset = mirrored ? -CELL_PADDING_PT - layout_width(cell) : CELL_PADDING_PT;
        composer_place_text(composer, cell, x + inset, composer->y + 2);
        composer_place(composer, ITEM_RULE, x, composer->y, 0, height);
        g_string_append_printf(composer->truth, "%s%s", column ? " " : "",
                               pango_layout_get_text(cell));
        x += mirrored ? -widths[column] : widths[column];
    }
    g_string_append_c(composer->truth, '\n');
    composer_place(composer, ITEM_RULE, x, composer->y, 0, height);
    composer->y += height;
    composer_place(composer, ITEM_RULE, MARGIN_X_PT, composer->y, COLUMN_PT, 0);
}

#define COLUMNS_MAX 10

/* A number in the digits of any script. */
static guint number_parse(const char *text)
{
    guint number = 0;
    for (; text && *text; text = g_utf8_next_char(text))
        number = number * 10 + (guint)MAX(g_unichar_digit_value(g_utf8_get_char(text)), 0);
    return number;
}

gboolean composer_add_table(Composer *composer, char *text, GError **error)
{
    g_auto(GStrv) arguments = g_strsplit(text, " ", 2);
    g_autofree char *name = g_strdup_printf("table %s", arguments[0]);
    const GPtrArray *section = text_book_section(composer->story.book, name, error);
    if (!section)
        return FALSE;
    guint n_columns = 0, n_rows = number_parse(arguments[1]);
    g_autoptr(GPtrArray) cells = table_cells(composer, section, n_rows, &n_columns, error);
    if (!cells)
        return FALSE;
    if (n_columns > COLUMNS_MAX || cells->len != n_columns * (n_rows + 1)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "[%s] has uneven rows", name);
        return FALSE;
    }
    double widths[COLUMNS_MAX], height = 0;
    table_measure(cells, n_columns, widths);
    for (guint i = 0; i < cells->len; i++)
        height = MAX(height, layout_height(cells->pdata[i]) + 4);
    composer_place(composer, ITEM_RULE, MARGIN_X_PT, composer->y, COLUMN_PT, 0);
    for (guint row = 0; row <= n_rows; row++)
        table_row_place(composer, cells, row * n_columns, n_columns, widths, height);
    composer->y += 0.5 * composer->line_pt;
    return TRUE;
}
