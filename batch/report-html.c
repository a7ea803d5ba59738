/* The progress return as one HTML page that needs nothing else: no network, no script. It follows
 * the reader's light or dark setting, prints on A4 landscape, and is well-formed XML too, so that
 * any tool can check it. Everything that came from outside is escaped.
 */
#include "batch/report.h"

#define CHART_DAYS_MIN 14
#define CHART_DAYS_MAX 60
#define CHART_WIDTH 900
#define CHART_HEIGHT 160

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d1d9e0;--paper:#fff;"
    "--band:#f3f5f7;--bar:#0f6b4f}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa6b2;--line:#3d444d;"
    "--paper:#14181d;--band:#1d232a;--bar:#3fb68b}}\n"
    "body{font:15px/1.45 'Noto Sans','Noto Sans Devanagari','Noto Sans Gurmukhi',"
    "'Noto Nastaliq Urdu',sans-serif;color:var(--ink);background:var(--paper);"
    "max-width:90rem;margin:2rem auto;padding:0 1rem}\n"
    "h1{font-size:1.7rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}\n"
    ".soft,figcaption{color:var(--soft);margin:.3rem 0}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right}\n"
    "th{font-weight:600}th.text,td.text{text-align:left}\n"
    "thead th{border-bottom:2px solid var(--line)}\n"
    "tr.total{background:var(--band);font-weight:600}\n"
    ".narrow{max-width:45rem}.wide table{font-size:13px}\n"
    ".wide th.text{min-width:10rem}tbody th{font-weight:400}tr.total th{font-weight:600}\n"
    "th[scope=colgroup]{text-align:center}.pages{border-left:1px solid var(--line)}\n"
    "figure{margin:0}svg{width:100%;height:auto}rect{fill:var(--bar)}\n"
    "line{stroke:var(--line)}\n"
    "@page{size:A4 landscape;margin:12mm}\n"
    "@media print{:root{--ink:#000;--soft:#444;--line:#999;--paper:#fff;--band:#eee;"
    "--bar:#0f6b4f}body{font-size:9pt;margin:0;max-width:none}.wide "
    "table{font-size:7.5pt}h2{break-after:avoid}th,td{padding:.2rem .3rem}"
    "tr.total,rect{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "tr,figure{break-inside:avoid}}\n";

static void append_escaped(GString *html, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(html, escaped);
}

static void append_cell(GString *html, const char *text)
{
    g_string_append_printf(html, "<td>%s</td>", text);
}

static void append_head(GString *html, const Report *report)
{
    g_autofree char *at = report_time(report->at);
    g_string_append_printf(
        html,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
        "<title>Progress of digitisation</title>\n<style>\n%s</style>\n"
        "</head>\n<body>\n<h1>Progress of digitisation</h1>\n"
        "<p class=\"soft\">Counted on ",
        style);
    append_escaped(html, at);
    g_string_append(html, ". %age is achievement of target.</p>\n");
}

static void append_step(GString *html, guint number, const ReportStep *step)
{
    g_autofree char *target = report_count(step->target);
    g_autofree char *achieved = report_count(step->achieved);
    g_autofree char *percent = report_percent(step->achieved, step->target);
    g_string_append_printf(html, "<tr><td>%u</td><td class=\"text\">%s</td>", number, step->title);
    append_cell(html, target);
    append_cell(html, achieved);
    append_cell(html, percent);
    g_string_append(html, "</tr>\n");
}

static void append_steps(GString *html, const Report *report)
{
    ReportStep steps[REPORT_STEPS];
    report_steps(&report->total, steps);
    g_string_append(html, "<h2>Grand Total</h2>\n<table class=\"narrow\">\n<thead><tr>"
                          "<th scope=\"col\">Sl. No.</th><th scope=\"col\" class=\"text\">Parameter"
                          "</th><th scope=\"col\">Target</th><th scope=\"col\">Achievement</th>"
                          "<th scope=\"col\">%age</th></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < REPORT_STEPS; i++)
        append_step(html, i + 1, &steps[i]);
    g_string_append(html, "</tbody>\n</table>\n");
}

/* Two head rows: records and pages over their columns. */
static void append_office_head(GString *html)
{
    guint n_records = 0;
    while (!g_str_equal(report_columns[n_records].group, "pages"))
        n_records++;
    g_string_append_printf(
        html,
        "<thead>\n<tr><th rowspan=\"2\" scope=\"col\" class=\"text\">Office</th>"
        "<th colspan=\"%u\" scope=\"colgroup\">Records</th>"
        "<th colspan=\"%u\" scope=\"colgroup\" class=\"pages\">Pages</th></tr>\n<tr>",
        n_records, REPORT_COLUMNS - n_records);
    for (guint c = 0; c < REPORT_COLUMNS; c++)
        g_string_append_printf(html, "<th scope=\"col\">%s</th>", report_columns[c].title);
    g_string_append(html, "</tr>\n</thead>\n");
}

static void append_office(GString *html, const ReportRow *row, const char *name,
                          const char *class_name)
{
    g_string_append_printf(html, "<tr%s><th scope=\"row\" class=\"text\" dir=\"auto\">",
                           class_name);
    append_escaped(html, name);
    g_string_append(html, "</th>");
    for (guint c = 0; c < REPORT_COLUMNS; c++) {
        g_autofree char *count = report_count(row->counts[c]);
        append_cell(html, count);
    }
    g_string_append(html, "</tr>\n");
}

static void append_offices(GString *html, const Report *report)
{
    g_string_append(html, "<h2>Offices</h2>\n<div class=\"wide\">\n<table>\n");
    append_office_head(html);
    g_string_append(html, "<tbody>\n");
    append_office(html, &report->total, "Grand Total", " class=\"total\"");
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        append_office(html, row, row->name, "");
    }
    g_string_append(html, "</tbody>\n</table>\n</div>\n");
}

/* ------------------------------------------------------------------------------- pages per day -- */

static gint64 day_number(const ReportDay *day)
{
    g_autofree char *midnight = g_strconcat(day->day, "T00:00:00Z", NULL);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(midnight, NULL);
    return time ? g_date_time_to_unix(time) / 86400 : 0;
}

/* The last days of the drive on a calendar scale: a day without work is a gap. */
typedef struct {
    const ReportDay *days; /* those in the chart */
    guint n_days;
    gint64 last_day, width_days, most_pages;
} Chart;

/* FALSE: there is nothing to draw. */
static gboolean chart_measure(Chart *chart, const Report *report)
{
    const ReportDay *days = (const ReportDay *)report->days->data;
    guint n = report->days->len, first = n;
    if (n == 0)
        return FALSE;
    *chart = (Chart){.last_day = day_number(&days[n - 1])};
    while (first > 0 && chart->last_day - day_number(&days[first - 1]) < CHART_DAYS_MAX) {
        first--;
        chart->most_pages = MAX(chart->most_pages, days[first].pages);
    }
    chart->days = days + first;
    chart->n_days = n - first;
    chart->width_days = MAX(CHART_DAYS_MIN, chart->last_day - day_number(chart->days) + 1);
    return TRUE;
}

static void append_bar(GString *html, const Chart *chart, const ReportDay *day)
{
    double step = CHART_WIDTH / (double)chart->width_days;
    double place = (double)(chart->width_days - 1 - (chart->last_day - day_number(day)));
    int height = (int)(CHART_HEIGHT * (double)day->pages / (double)MAX(chart->most_pages, 1));
    g_autofree char *pages = report_count(day->pages);
    g_string_append_printf(html, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>",
                           (int)(step * place) + 1, CHART_HEIGHT - height, (int)step - 2, height);
    append_escaped(html, day->day);
    g_string_append_printf(html, ": %s page%s</title></rect>\n", pages, day->pages == 1 ? "" : "s");
}

static void append_days(GString *html, const Report *report)
{
    Chart chart;
    if (!chart_measure(&chart, report))
        return;
    g_autofree char *most = report_count(chart.most_pages);
    g_string_append_printf(html,
                           "<h2>Pages per day</h2>\n<figure class=\"narrow\">\n"
                           "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Pages per day\">\n"
                           "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n",
                           CHART_WIDTH, CHART_HEIGHT + 1, CHART_WIDTH, CHART_HEIGHT, CHART_HEIGHT);
    for (guint i = 0; i < chart.n_days; i++)
        append_bar(html, &chart, &chart.days[i]);
    g_string_append_printf(html, "</svg>\n<figcaption>The %d days up to ", (int)chart.width_days);
    append_escaped(html, chart.days[chart.n_days - 1].day);
    g_string_append_printf(html, "; the tallest bar is %s page%s.</figcaption>\n</figure>\n", most,
                           chart.most_pages == 1 ? "" : "s");
}

gboolean report_write_html(const Report *report, const char *path, GError **error)
{
    g_autoptr(GString) html = g_string_new(NULL);
    append_head(html, report);
    append_steps(html, report);
    append_days(html, report);
    append_offices(html, report);
    g_string_append(html, "</body>\n</html>\n");
    return report_publish(path, html->str, html->len, error);
}
