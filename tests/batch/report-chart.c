/* Charts of the report: every mark is where its number says. */
#include "batch/report-chart.h"

#include <string.h>

#include "tests/batch/report-sample.h"

static const ChartShape *shape_find(const Chart *chart, const char *says)
{
    for (guint i = 0; i < chart->shapes->len; i++) {
        const ChartShape *shape = &g_array_index(chart->shapes, ChartShape, i);
        if (shape->text && strstr(shape->text, says))
            return shape;
    }
    g_error("no shape says \"%s\"", says);
}

/* A day is where the calendar has it; half the work is half as high; what is flagged or no working day looks otherwise. */
static void test_chart_days(void)
{
    g_autoptr(Report) report = report_sample();
    g_autoptr(Chart) chart = chart_days(report, REPORT_ENGLISH);
    const ChartShape *first = shape_find(chart, "07.11.2026: 450"),
                     *middle = shape_find(chart, "19.11.2026: 450"),
                     *last = shape_find(chart, "21.11.2026: 900");
    g_assert_cmpfloat_with_epsilon((last->x - first->x) / 14, (last->x - middle->x) / 2, 0.01);
    g_assert_cmpfloat_with_epsilon(last->height, 2 * first->height, 0.01);
    g_assert_cmpint(first->ink, ==, INK_DONE);
    g_assert_cmpint(middle->ink, ==, INK_FLAGGED);
    g_assert_cmpint(shape_find(chart, "15.11.2026: Sunday")->ink, ==, INK_OFF);
    g_assert_cmpint(shape_find(chart, "09.11.2026: holiday")->ink, ==, INK_OFF);
}

static guint lines_of(const Chart *chart, ChartInk ink)
{
    guint n = 0;
    for (guint i = 0; i < chart->shapes->len; i++) {
        const ChartShape *shape = &g_array_index(chart->shapes, ChartShape, i);
        n += shape->kind == SHAPE_LINE && shape->ink == ink;
    }
    return n;
}

/* A needed pace is drawn to the scale of the bars or, where they would be gone, not as a line at all. */
static void test_chart_needed(void)
{
    static const struct {
        double needed;
        guint lines;
    } rows[] = {{450, 1}, {2700, 1}, {2701, 0}, {145679, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Report) report = report_sample();
        json_object_set_double_member(report->total.projection, "needed_per_day", rows[i].needed);
        g_autoptr(Chart) chart = chart_days(report, REPORT_ENGLISH);
        double bar = shape_find(chart, "21.11.2026: 900")->height;
        g_assert_cmpuint(lines_of(chart, INK_NEEDED), ==, rows[i].lines);
        shape_find(chart, "needed: ");
        for (guint k = 0; k < chart->shapes->len; k++) {
            const ChartShape *shape = &g_array_index(chart->shapes, ChartShape, k);
            if (shape->kind == SHAPE_LINE && shape->ink == INK_NEEDED)
                g_assert_cmpfloat_with_epsilon(208 - shape->points[0].y, bar * rows[i].needed / 900,
                                               0.01);
        }
        if (!rows[i].lines)
            shape_find(chart, "far above this picture");
    }
}

#define OFFICE(code, name, depth, scanned, recognised, checked, exported)                          \
    "{\"office\":\"" code "\",\"name\":\"" name "\",\"depth\":" depth                              \
    ",\"figures_at\":\"2026-11-21T17:00:00+05:30\",\"of\":{\"records\":4000},"                     \
    "\"records\":{\"scanned\":" scanned ",\"recognised\":" recognised ",\"checked\":" checked      \
    ",\"exported\":" exported ",\"imported\":0},\"projection\":{\"state\":\"open\"}}"

static Report *offices_new(void)
{
    g_autoptr(JsonNode) node = json_from_string(
        "{\"grand_total\":" OFFICE(
            "D", "District", "0", "3003", "2002", "1001",
            "501") ","
                   "\"offices\":[" OFFICE("a", "Last", "1", "501", "502", "503", "504") "," OFFICE(
                       "b", "Best", "1", "1512", "756", "378",
                       "189") "," OFFICE("c", "Between", "1", "1008", "505", "506", "507") "]}",
        NULL);
    g_autoptr(GError) error = NULL;
    Report *report = report_new(node, &error);
    g_assert_no_error(error);
    return report;
}

/* The best first, each as long as its share. */
static void test_chart_ranking(void)
{
    g_autoptr(Report) report = offices_new();
    g_autoptr(Chart) chart = chart_ranking(report, REPORT_ENGLISH);
    const ChartShape *best = shape_find(chart, "1,512 of 4,000"),
                     *between = shape_find(chart, "1,008 of 4,000");
    g_assert_cmpfloat(shape_find(chart, "Best")->y, <, shape_find(chart, "Between")->y);
    g_assert_cmpfloat(shape_find(chart, "Between")->y, <, shape_find(chart, "Last")->y);
    g_assert_cmpfloat(best->y, <, between->y);
    g_assert_cmpfloat_with_epsilon(best->width, 1.5 * between->width, 0.01);
    shape_find(chart, "37.80%");
}

/* A row for each office below the Grand Total, a bar for each stage, as long as its share. */
static void test_chart_stages(void)
{
    static const char *const bars[] = {"1,512", "756", "378", "189"};
    g_autoptr(Report) report = offices_new();
    g_autoptr(Chart) chart = chart_stages(report, REPORT_ENGLISH);
    const ChartShape *before = NULL, *total = shape_find(chart, "3,003");
    for (guint i = 0; i < G_N_ELEMENTS(bars); i++) {
        const ChartShape *bar = shape_find(chart, bars[i]);
        g_assert_cmpint(bar->ink, ==, INK_DONE);
        g_assert_cmpfloat(bar->y, >, total->y);
        if (before) {
            g_assert_cmpfloat(bar->x, >, before->x);
            g_assert_cmpfloat_with_epsilon(bar->y, before->y, 0.01);
            g_assert_cmpfloat_with_epsilon(before->width, 2 * bar->width, 0.01);
        }
        before = bar;
    }
    shape_find(chart, "75.07%");
}

static void test_chart_mirrored(void)
{
    g_autoptr(Report) report = report_sample();
    g_autoptr(Chart) chart = chart_days(report, REPORT_ENGLISH);
    g_autoptr(Chart) mirrored = chart_days(report, REPORT_URDU);
    const ChartShape *one = shape_find(chart, "21.11.2026: 900"),
                     *other = shape_find(mirrored, "21.11.2026: 900");
    g_assert_cmpfloat_with_epsilon(one->x, CHART_WIDTH - other->x - other->width, 0.01);
}

/* Nothing is drawn of nothing, and nothing beside the picture. */
static void test_chart_bounds(void)
{
    g_autoptr(Report) report = report_sample();
    g_autoptr(Chart) course = chart_course(report, REPORT_ENGLISH);
    for (guint i = 0; i < course->shapes->len; i++) {
        const ChartShape *shape = &g_array_index(course->shapes, ChartShape, i);
        for (guint k = 0; k < shape->n_points; k++) {
            g_assert_cmpfloat(shape->points[k].x, >=, 0);
            g_assert_cmpfloat(shape->points[k].x, <=, CHART_WIDTH);
        }
    }
    shape_find(course, "likely 14.02.2027");
    shape_find(course, "needed: 1,45,679 a day");
    shape_find(course, "deadline 01.12.2026");
    g_array_set_size(report->total.days, 0);
    g_assert_null(chart_course(report, REPORT_ENGLISH));
    g_assert_null(chart_days(report, REPORT_ENGLISH));
}

/* By the calendar: 2 November to 1 December are 30 days. */
static void test_planned(void)
{
    g_autoptr(Report) report = report_sample();
    static const struct {
        const char *day;
        gint64 planned;
    } rows[] = {{"2026-11-01", 0},
                {"2026-11-02", 80000},
                {"2026-11-16", 1200000},
                {"2026-12-01", 2400000},
                {"2027-01-01", 2400000}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 planned = -1;
        g_assert_true(report_planned(&report->total, report_day_number(rows[i].day), &planned));
        g_assert_cmpint(planned, ==, rows[i].planned);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report-chart/days", test_chart_days);
    g_test_add_func("/report-chart/needed", test_chart_needed);
    g_test_add_func("/report-chart/ranking", test_chart_ranking);
    g_test_add_func("/report-chart/stages", test_chart_stages);
    g_test_add_func("/report-chart/mirrored", test_chart_mirrored);
    g_test_add_func("/report-chart/bounds", test_chart_bounds);
    g_test_add_func("/report-chart/planned", test_planned);
    return g_test_run();
}
