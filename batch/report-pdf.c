/* The progress return as a PDF to print and sign: A4 landscape, the Grand Total first. */
#include "batch/draw.h"
#include "batch/report.h"

#define MARGIN_PT (14 * DRAW_PT_PER_MM)
#define PAGE_WIDTH_PT DRAW_A4_HEIGHT_PT
#define PAGE_HEIGHT_PT DRAW_A4_WIDTH_PT
#define TABLE_WIDTH_PT (PAGE_WIDTH_PT - 2 * MARGIN_PT)
#define NAME_WIDTH_PT 150.0
#define COUNT_WIDTH_PT ((TABLE_WIDTH_PT - NAME_WIDTH_PT) / REPORT_COLUMNS)
#define PADDING_PT 2.0

typedef struct {
    Drawing *drawing;
    double y_pt;
} PageCursor;

typedef struct {
    const char *text;
    double width_pt;
    DrawAlign align;
    gboolean one_line; /* a number: smaller digits rather than a break in it */
} Cell;

static void draw_rule(PageCursor *cursor, double width_pt)
{
    cairo_t *cairo = draw_peek_cairo(cursor->drawing);
    cairo_set_source_rgb(cairo, 0.7, 0.7, 0.7);
    cairo_set_line_width(cairo, 0.5);
    cairo_move_to(cairo, MARGIN_PT, cursor->y_pt);
    cairo_rel_line_to(cairo, width_pt, 0);
    cairo_stroke(cairo);
}

static void draw_cells(PageCursor *cursor, const Cell *cells, guint n_cells, double size_pt,
                       gboolean bold)
{
    double x_pt = MARGIN_PT, height_pt = 0;
    for (guint i = 0; i < n_cells; i++) {
        DrawStyle style = {.size_pt = size_pt,
                           .bold = bold,
                           .align = cells[i].align,
                           .max_lines = 2,
                           .shrink = cells[i].one_line};
        double cell_pt = draw_text(cursor->drawing, x_pt + PADDING_PT, cursor->y_pt + PADDING_PT,
                                   cells[i].width_pt - 2 * PADDING_PT, cells[i].text, &style);
        height_pt = MAX(height_pt, cell_pt);
        x_pt += cells[i].width_pt;
    }
    cursor->y_pt += height_pt + 2 * PADDING_PT;
    draw_rule(cursor, x_pt - MARGIN_PT);
}

static void draw_heading(PageCursor *cursor, const char *text, double size_pt)
{
    DrawStyle style = {.size_pt = size_pt, .bold = TRUE};
    cursor->y_pt +=
        draw_text(cursor->drawing, MARGIN_PT, cursor->y_pt, TABLE_WIDTH_PT, text, &style) + 4;
}

static void draw_title(PageCursor *cursor, const Report *report)
{
    g_autofree char *at = report_time(report->at);
    g_autofree char *line = g_strdup_printf("Counted on %s. %%age is achievement of target.", at);
    DrawStyle style = {.size_pt = 9, .gray = 0.3};
    draw_heading(cursor, "Progress of digitisation", 18);
    cursor->y_pt +=
        draw_text(cursor->drawing, MARGIN_PT, cursor->y_pt, TABLE_WIDTH_PT, line, &style) + 12;
}

static void draw_step(PageCursor *cursor, const char *number, const ReportStep *step)
{
    g_autofree char *target = report_count(step->target);
    g_autofree char *achieved = report_count(step->achieved);
    g_autofree char *percent = report_percent(step->achieved, step->target);
    const Cell cells[] = {
        {number, 50, DRAW_START, FALSE}, {step->title, 200, DRAW_START, FALSE},
        {target, 100, DRAW_END, FALSE},  {achieved, 100, DRAW_END, FALSE},
        {percent, 80, DRAW_END, FALSE},
    };
    draw_cells(cursor, cells, G_N_ELEMENTS(cells), 10, FALSE);
}

static void draw_steps(PageCursor *cursor, const Report *report)
{
    static const Cell head[] = {
        {"Sl. No.", 50, DRAW_START, FALSE}, {"Parameter", 200, DRAW_START, FALSE},
        {"Target", 100, DRAW_END, FALSE},   {"Achievement", 100, DRAW_END, FALSE},
        {"%age", 80, DRAW_END, FALSE},
    };
    ReportStep steps[REPORT_STEPS];
    report_steps(&report->total, steps);
    draw_heading(cursor, "Grand Total", 12);
    draw_cells(cursor, head, G_N_ELEMENTS(head), 10, TRUE);
    for (guint i = 0; i < REPORT_STEPS; i++) {
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        draw_step(cursor, number, &steps[i]);
    }
    cursor->y_pt += 14;
}

static void draw_office_head(PageCursor *cursor)
{
    Cell cells[REPORT_COLUMNS + 1] = {{"Office", NAME_WIDTH_PT, DRAW_START, FALSE}};
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
    for (guint c = 0; c < REPORT_COLUMNS; c++) {
        const ReportColumn *column = &report_columns[c];
        gboolean is_pages = g_str_equal(column->group, "pages");
        g_ptr_array_add(titles, g_strconcat(column->title, is_pages ? "\npages" : "", NULL));
        cells[c + 1] = (Cell){titles->pdata[c], COUNT_WIDTH_PT, DRAW_END, FALSE};
    }
    draw_cells(cursor, cells, REPORT_COLUMNS + 1, 7, TRUE);
}

static void draw_office(PageCursor *cursor, const ReportRow *row, const char *name, gboolean bold)
{
    Cell cells[REPORT_COLUMNS + 1] = {{name, NAME_WIDTH_PT, DRAW_START, FALSE}};
    g_autoptr(GPtrArray) counts = g_ptr_array_new_with_free_func(g_free);
    for (guint c = 0; c < REPORT_COLUMNS; c++) {
        g_ptr_array_add(counts, report_count(row->counts[c]));
        cells[c + 1] = (Cell){counts->pdata[c], COUNT_WIDTH_PT, DRAW_END, TRUE};
    }
    draw_cells(cursor, cells, REPORT_COLUMNS + 1, 8, bold);
}

/* A new page with the head again when the next row might not fit: two lines of Nastaliq. */
static void break_page(PageCursor *cursor)
{
    if (cursor->y_pt < PAGE_HEIGHT_PT - MARGIN_PT - 40)
        return;
    draw_next_page(cursor->drawing);
    cursor->y_pt = MARGIN_PT;
    draw_office_head(cursor);
}

static void draw_offices(PageCursor *cursor, const Report *report)
{
    draw_heading(cursor, "Offices", 12);
    draw_office_head(cursor);
    draw_office(cursor, &report->total, "Grand Total", TRUE);
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        break_page(cursor);
        draw_office(cursor, row, row->name, FALSE);
    }
}

gboolean report_write_pdf(const Report *report, const char *path, GError **error)
{
    PageCursor cursor = {
        .drawing = draw_new(PAGE_WIDTH_PT, PAGE_HEIGHT_PT, "Progress of digitisation"),
        .y_pt = MARGIN_PT,
    };
    draw_title(&cursor, report);
    draw_steps(&cursor, report);
    draw_offices(&cursor, report);
    draw_next_page(cursor.drawing);
    return draw_finish(cursor.drawing, path, error);
}
