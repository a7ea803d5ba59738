/* "Is it enough?": what was done so far against the plan, the pace that the deadline needs, and where the present one
 * leads. The vertical scale is percent of the target, the horizontal one the calendar. */
#include "batch/report-chart.h"
#include "index/member.h"

#define HEIGHT 330.0
#define LEFT 44.0
#define RIGHT (CHART_WIDTH - 14.0)
#define TOP 44.0
#define BOTTOM 288.0
#define TEXT_ABOVE 8.0
#define NEEDED_ROOM 175.0 /* of the label of the needed pace */
#define NEAR 110.0        /* texts below the axis that stand nearer to each other take two lines */

typedef struct {
    Chart *chart;
    ReportLanguage language;
    const ReportRow *row;
    JsonObject *projection;
    gint64 target, done;
    double most; /* at the top of the scale: the target, or more where more was done */
    gint32 first, today, last, start, deadline, end, end_early, end_late;
} Course;

static double day_x(const Course *course, gint32 day)
{
    double share = (double)(day - course->first) / (double)(course->last - course->first);
    return LEFT + CLAMP(share, 0, 1) * (RIGHT - LEFT);
}

static double amount_y(const Course *course, double amount)
{
    return BOTTOM - CLAMP(amount / course->most, 0, 1) * (BOTTOM - TOP);
}

static ChartPoint point_at(const Course *course, gint32 day, double amount)
{
    return (ChartPoint){day_x(course, day), amount_y(course, amount)};
}

/* The calendar that is shown: a pace that would take years leaves the picture to the right. */
static gboolean course_measure(Course *course)
{
    const ReportRow *row = course->row;
    if (row->days->len == 0 || course->target <= 0 || !course->today)
        return FALSE;
    course->start = report_day_number(row->start);
    course->deadline = report_day_number(row->deadline);
    course->end = report_day_number(member_text(course->projection, "end"));
    course->end_early = report_day_number(member_text(course->projection, "end_early"));
    course->end_late = report_day_number(member_text(course->projection, "end_late"));
    gint32 worked = report_first_day(row);
    course->first = course->start && worked ? MIN(course->start, worked)
                    : worked                ? worked
                                            : course->today;
    gint32 until = MAX(MAX(course->today, course->deadline), course->first + 7);
    gint32 most = until + MAX(until - course->first, 28);
    course->last = CLAMP(MAX(course->end, course->end_late) + 3, until + 3, most);
    course->most = (double)MAX(course->target, course->done);
    return TRUE;
}

static void grid_draw(const Course *course)
{
    for (gint64 percent = 0; percent <= 100; percent += 50) {
        double y = amount_y(course, (double)course->target * (double)percent / 100);
        const ChartPoint line[] = {{LEFT, y}, {RIGHT, y}};
        chart_line(course->chart, INK_GRID, line, 2);
        chart_text(course->chart, INK_SOFT, ANCHOR_END, LEFT - 6, y + 4,
                   g_strdup_printf("%d%%", (int)percent));
    }
    g_autofree char *target = report_count(course->target);
    chart_text(course->chart, INK_SOFT, ANCHOR_START, LEFT, TOP - TEXT_ABOVE,
               report_word_fill(course->language, WORD_LABEL_TARGET, target, NULL));
}

static void plan_draw(const Course *course)
{
    gint64 planned;
    gint32 from = course->start ? course->start : course->first;
    if (!report_planned(course->row, course->today, &planned))
        return;
    const ChartPoint line[] = {point_at(course, from, 0),
                               point_at(course, course->deadline, (double)course->target)};
    chart_line(course->chart, INK_PLAN, line, 2);
    double x = line[0].x + (line[1].x - line[0].x) / 5, y = line[0].y + (line[1].y - line[0].y) / 5;
    gboolean is_ahead = course->done > planned;
    chart_text(course->chart, INK_SOFT, is_ahead ? ANCHOR_START : ANCHOR_END,
               is_ahead ? x + 8 : x - 6, is_ahead ? y + 14 : y - 4,
               g_strdup(report_word(course->language, WORD_LABEL_PLAN)));
}

static void likely_draw(const Course *course)
{
    if (!course->end)
        return;
    const double target = (double)course->target;
    const ChartPoint now = point_at(course, course->today, (double)course->done),
                     end = point_at(course, course->end, target);
    const ChartPoint line[] = {now, end};
    const ChartPoint band[] = {
        now, point_at(course, course->end_early ? course->end_early : course->end, target),
        point_at(course, course->end_late ? course->end_late : course->end, target)};
    chart_area(course->chart, INK_BAND, band, 3);
    chart_line(course->chart, INK_LIKELY, line, 2);
    g_autofree char *day = report_julian(course->end);
    gboolean is_right = end.x > CHART_WIDTH * 0.85;
    chart_text(course->chart, INK_STRONG, is_right ? ANCHOR_END : ANCHOR_MIDDLE,
               is_right ? RIGHT : end.x, TOP - TEXT_ABOVE - 16,
               report_word_fill(course->language, WORD_LABEL_LIKELY, day, NULL));
}

static void needed_draw(const Course *course)
{
    double needed = member_double(course->projection, "needed_per_day", 0);
    if (course->deadline <= course->today || needed <= 0)
        return;
    const ChartPoint line[] = {point_at(course, course->today, (double)course->done),
                               point_at(course, course->deadline, (double)course->target)};
    chart_line(course->chart, INK_NEEDED, line, 2);
    gboolean is_above = !course->end || course->end > course->deadline;
    double share = is_above ? 0.62 : 0.66;
    double x = line[0].x + (line[1].x - line[0].x) * share,
           y = line[0].y + (line[1].y - line[0].y) * share;
    g_autofree char *rate = report_rate(needed);
    gboolean at_end = is_above || x > RIGHT - NEEDED_ROOM;
    chart_text(course->chart, INK_TEXT, at_end ? ANCHOR_END : ANCHOR_START,
               is_above ? x - 8
               : at_end ? line[1].x - 8
                        : x + 8,
               is_above ? y - 6 : y + 24,
               report_word_fill(course->language, WORD_LABEL_NEEDED, rate, NULL));
}

/* What was done by the end of each day, from nothing to now. */
static GArray *done_points(const Course *course)
{
    GArray *points = g_array_new(FALSE, FALSE, sizeof(ChartPoint));
    double amount = 0;
    ChartPoint point = point_at(course, course->first, 0);
    g_array_append_val(points, point);
    for (guint i = 0; i < course->row->days->len; i++) {
        const ReportDay *day = &g_array_index(course->row->days, ReportDay, i);
        amount += (double)report_day_amount(course->row, day);
        point = point_at(course, day->julian, amount);
        g_array_append_val(points, point);
    }
    point = point_at(course, course->today, (double)course->done);
    g_array_append_val(points, point);
    return points;
}

static void under_draw(const Course *course, const GArray *done)
{
    g_autoptr(GArray) points = g_array_copy((GArray *)done);
    const ChartPoint foot = {g_array_index(done, ChartPoint, done->len - 1).x, BOTTOM};
    g_array_append_val(points, foot);
    chart_area(course->chart, INK_UNDER, (ChartPoint *)(void *)points->data, points->len);
}

static void done_draw(const Course *course, const GArray *points)
{
    const ChartPoint now = g_array_index(points, ChartPoint, points->len - 1);
    chart_line(course->chart, INK_DONE, (ChartPoint *)(void *)points->data, points->len);
    chart_dot(course->chart, INK_DONE, now.x, now.y);
    g_autofree char *done = report_count(course->done);
    gboolean is_left = now.x < CHART_WIDTH / 3;
    chart_text(course->chart, INK_STRONG, is_left ? ANCHOR_START : ANCHOR_END,
               is_left ? now.x + 10 : now.x - 10, is_left ? now.y + 20 : now.y - 10,
               report_word_fill(course->language, WORD_LABEL_SO_FAR, done, NULL));
}

static void day_label(const Course *course, gint32 day, double y, char *text)
{
    double x = day_x(course, day);
    ChartAnchor anchor = x > CHART_WIDTH - 80 ? ANCHOR_END : x < 90 ? ANCHOR_START : ANCHOR_MIDDLE;
    chart_text(course->chart, INK_SOFT, anchor,
               anchor == ANCHOR_END     ? RIGHT
               : anchor == ANCHOR_START ? LEFT
                                        : x,
               y, text);
}

static void axis_draw(const Course *course)
{
    const double below = BOTTOM + 18, lower = BOTTOM + 38;
    double today_x = day_x(course, course->today), deadline_x = day_x(course, course->deadline);
    day_label(course, course->first, below, report_julian(course->first));
    gboolean is_near = today_x - day_x(course, course->first) < NEAR;
    day_label(course, course->today, is_near ? lower : below, report_julian(course->today));
    if (!course->deadline)
        return;
    const ChartPoint line[] = {{deadline_x, TOP}, {deadline_x, BOTTOM}};
    chart_line(course->chart, INK_GRID, line, 2);
    g_autofree char *day = report_julian(course->deadline);
    day_label(course, course->deadline, deadline_x - today_x < NEAR + 40 ? lower : below,
              report_word_fill(course->language, WORD_LABEL_DEADLINE, day, NULL));
}

Chart *chart_course(const Report *report, ReportLanguage language)
{
    const ReportRow *row = &report->total;
    Course course = {.language = language,
                     .row = row,
                     .projection = row->projection,
                     .target = report_unit_target(row),
                     .done = report_unit_done(row),
                     .today = report_today(report)};
    if (!course_measure(&course))
        return NULL;
    ReportWord unit = report_is_in_records(row) ? WORD_GROUP_RECORDS : WORD_PAGES;
    course.chart = chart_new(
        HEIGHT, language, WORD_CHART_COURSE,
        report_word_fill(language, WORD_CHART_COURSE_SAYS, report_word(language, unit), NULL));
    g_autoptr(GArray) done = done_points(&course);
    under_draw(&course, done);
    grid_draw(&course);
    likely_draw(&course);
    plan_draw(&course);
    needed_draw(&course);
    done_draw(&course, done);
    axis_draw(&course);
    return course.chart;
}
