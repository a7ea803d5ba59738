/* Shapes of charts, and what several of them ask about a row. */
#include "batch/report-chart.h"

#include "index/member.h"

static void shape_clear(gpointer data)
{
    g_free(((ChartShape *)data)->points);
    g_free(((ChartShape *)data)->text);
}

Chart *chart_new(double height, ReportLanguage language, ReportWord title, char *says)
{
    Chart *chart = g_new0(Chart, 1);
    chart->width = CHART_WIDTH;
    chart->height = height;
    chart->is_rtl = report_language_is_rtl(language);
    chart->title = g_strdup(report_word(language, title));
    chart->says = says;
    chart->shapes = g_array_new(FALSE, FALSE, sizeof(ChartShape));
    g_array_set_clear_func(chart->shapes, shape_clear);
    return chart;
}

void chart_free(Chart *chart)
{
    if (!chart)
        return;
    g_array_unref(chart->shapes);
    g_free(chart->title);
    g_free(chart->says);
    g_free(chart);
}

static void shape_add(Chart *chart, ChartShape shape)
{
    if (chart->is_rtl)
        shape.x = chart->width - shape.x - shape.width;
    for (guint i = 0; chart->is_rtl && i < shape.n_points; i++)
        shape.points[i].x = chart->width - shape.points[i].x;
    g_array_append_val(chart->shapes, shape);
}

void chart_rect(Chart *chart, ChartInk ink, double x, double y, double width, double height,
                char *says)
{
    shape_add(chart, (ChartShape){.kind = SHAPE_RECT,
                                  .ink = ink,
                                  .x = x,
                                  .y = y,
                                  .width = width,
                                  .height = height,
                                  .text = says});
}

static void points_add(Chart *chart, ShapeKind kind, ChartInk ink, const ChartPoint *points,
                       guint n_points)
{
    ChartPoint *own = g_memdup2(points, n_points * sizeof *points);
    shape_add(chart, (ChartShape){.kind = kind, .ink = ink, .points = own, .n_points = n_points});
}

void chart_line(Chart *chart, ChartInk ink, const ChartPoint *points, guint n_points)
{
    points_add(chart, SHAPE_LINE, ink, points, n_points);
}

void chart_area(Chart *chart, ChartInk ink, const ChartPoint *points, guint n_points)
{
    points_add(chart, SHAPE_AREA, ink, points, n_points);
}

void chart_dot(Chart *chart, ChartInk ink, double x, double y)
{
    shape_add(chart, (ChartShape){.kind = SHAPE_DOT, .ink = ink, .x = x, .y = y});
}

void chart_text(Chart *chart, ChartInk ink, ChartAnchor anchor, double x, double y, char *text)
{
    shape_add(chart,
              (ChartShape){
                  .kind = SHAPE_TEXT, .ink = ink, .anchor = anchor, .x = x, .y = y, .text = text});
}

char *chart_name(const char *name, guint max_characters)
{
    if (g_utf8_strlen(name, -1) <= max_characters)
        return g_strdup(name);
    g_autofree char *start = g_utf8_substring(name, 0, max_characters - 1);
    return g_strconcat(g_strchomp(start), "\u2026", NULL);
}

/* ------------------------------------------------------------------------------------- figures -- */

gboolean report_is_in_records(const ReportRow *row)
{
    return g_strcmp0(member_text(row->projection, "unit"), "records") == 0;
}

gint64 report_unit_target(const ReportRow *row)
{
    return report_is_in_records(row) ? row->base : row->base_pages;
}

gint64 report_unit_done(const ReportRow *row)
{
    return row->counts[report_is_in_records(row) ? REPORT_SCANNED : REPORT_PAGES_SCANNED];
}

gint64 report_day_amount(const ReportRow *row, const ReportDay *day)
{
    return report_is_in_records(row) ? day->records : day->pages;
}

gint32 report_today(const Report *report)
{
    return report_day_number(member_text(report->item, "at"));
}

gint32 report_first_day(const ReportRow *row)
{
    for (guint i = 0; i < row->days->len; i++)
        if (!g_array_index(row->days, ReportDay, i).is_flagged)
            return g_array_index(row->days, ReportDay, i).julian;
    return 0;
}

gboolean report_planned(const ReportRow *row, gint32 julian, gint64 *planned)
{
    gint32 start = report_day_number(row->start), deadline = report_day_number(row->deadline);
    gint64 target = report_unit_target(row);
    start = start ? start : report_first_day(row);
    if (!start || deadline < start || target <= 0)
        return FALSE;
    gint64 past = CLAMP(julian - start + 1, 0, deadline - start + 1);
    *planned = (gint64)((double)target * (double)past / (double)(deadline - start + 1));
    return TRUE;
}
