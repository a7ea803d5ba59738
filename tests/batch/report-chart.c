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
    g_test_add_func("/report-chart/mirrored", test_chart_mirrored);
    g_test_add_func("/report-chart/bounds", test_chart_bounds);
    g_test_add_func("/report-chart/planned", test_planned);
    return g_test_run();
}
