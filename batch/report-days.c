/* "Work of each day": a bar a day on the calendar, the mean of the last working days and the pace that is needed. */
#include <math.h>

#include "batch/report-chart.h"
#include "index/member.h"

#define DAYS_MOST 70
#define DAYS_LEAST 14
#define HEIGHT 250.0
#define LEFT 4.0
#define RIGHT (CHART_WIDTH - 190.0) /* beside it stand the two rates */
#define TOP 26.0
#define BOTTOM 208.0
#define LABEL_ROOM 62.0 /* of a date below the axis */
#define ABOVE_MOST 3 /* a pace of more times the highest bar is not drawn: the bars would be gone */
#define ABOVE_ROOM 1.25  /* of the highest bar below what is said instead */
#define LINE_HEIGHT 24.0 /* of Urdu, the tallest */

typedef struct {
    Chart *chart;
    ReportLanguage language;
    const ReportRow *row;
    const ReportDay *days; /* those that are shown */
    guint n_days, n_used;  /* n_used: working days that the mean is of */
    const GArray *holidays;
    gint32 first, last;
    double most, now, needed;
    gboolean is_above; /* the needed pace is above the picture */
} Days;

static double day_width(const Days *days)
{
    return (RIGHT - LEFT) / (double)(days->last - days->first + 1);
}

static double day_x(const Days *days, gint32 julian)
{
    return LEFT + (double)(julian - days->first) * day_width(days);
}

static double amount_y(const Days *days, double amount)
{
    return BOTTOM - amount / days->most * (BOTTOM - TOP);
}

static gboolean days_measure(Days *days, gint32 today)
{
    const ReportDay *all = (const ReportDay *)(void *)days->row->days->data;
    guint n = days->row->days->len, first = n;
    if (n == 0)
        return FALSE;
    days->last = MAX(today, all[n - 1].julian);
    for (; first > 0 && days->last - all[first - 1].julian < DAYS_MOST; first--) {
        double amount = (double)report_day_amount(days->row, &all[first - 1]);
        days->most = MAX(days->most, amount);
    }
    days->days = all + first;
    days->n_days = n - first;
    days->first = MIN(first < n ? all[first].julian : days->last, days->last - DAYS_LEAST + 1);
    days->now = member_double(days->row->projection, "per_day", 0);
    days->needed = member_double(days->row->projection, "needed_per_day", 0);
    days->n_used = (guint)CLAMP(member_int(days->row->projection, "working_days", 0), 0, 99);
    days->is_above = days->needed > ABOVE_MOST * MAX(days->most, 1);
    days->most = MAX(days->is_above ? days->most * ABOVE_ROOM : MAX(days->most, days->needed), 1);
    return days->n_days > 0;
}

static const ReportDay *day_find(const Days *days, gint32 julian)
{
    for (guint i = 0; i < days->n_days; i++)
        if (days->days[i].julian == julian)
            return &days->days[i];
    return NULL;
}

static gboolean is_holiday(const Days *days, gint32 julian)
{
    const ReportDay *day = day_find(days, julian);
    for (guint i = 0; i < days->holidays->len; i++)
        if (g_array_index(days->holidays, gint32, i) == julian)
            return TRUE;
    return day && !day->is_working;
}

static void off_draw(const Days *days, gint32 julian)
{
    gboolean is_sunday = julian % 7 == 0; /* day 1 was a Monday */
    if (!is_sunday && !is_holiday(days, julian))
        return;
    g_autofree char *date = report_julian(julian);
    double x = day_x(days, julian), width = day_width(days);
    ReportWord what = is_sunday ? WORD_SUNDAY : WORD_HOLIDAY;
    chart_rect(days->chart, INK_OFF, x, TOP, width, BOTTOM - TOP,
               g_strdup_printf("%s: %s", date, report_word(days->language, what)));
    if (!is_sunday)
        chart_text(days->chart, INK_SOFT, ANCHOR_MIDDLE, x + width / 2, BOTTOM - 8,
                   g_strdup(report_word(days->language, WORD_HOLIDAY_SIGN)));
}

static void bar_draw(const Days *days, const ReportDay *day)
{
    gint64 amount = report_day_amount(days->row, day);
    double width = day_width(days), y = amount_y(days, (double)amount);
    g_autofree char *date = report_julian(day->julian), *count = report_count(amount);
    const char *flag = day->is_flagged ? report_word(days->language, WORD_FLAGGED) : "";
    if (amount > 0)
        chart_rect(days->chart, day->is_flagged ? INK_FLAGGED : INK_DONE,
                   day_x(days, day->julian) + width * 0.12, y, width * 0.76, BOTTOM - y,
                   g_strdup_printf("%s: %s%s%s", date, count, *flag ? ", " : "", flag));
}

/* Mondays, as many as there is room for. */
static void axis_draw(const Days *days)
{
    const ChartPoint line[] = {{LEFT, BOTTOM}, {RIGHT, BOTTOM}};
    gint32 step = 7 * (gint32)ceil(LABEL_ROOM / (7 * day_width(days)));
    chart_line(days->chart, INK_GRID, line, 2);
    for (gint32 day = days->last; day >= days->first; day--) {
        if (day % 7 != 1 || (days->last - days->last % 7 + 1 - day) % step)
            continue;
        double x = day_x(days, day);
        if (x + LABEL_ROOM > RIGHT)
            continue;
        const ChartPoint tick[] = {{x, BOTTOM}, {x, BOTTOM + 5}};
        g_autofree char *date = report_julian(day);
        date[5] = '\0'; /* the year stands in the picture beside */
        chart_line(days->chart, INK_GRID, tick, 2);
        chart_text(days->chart, INK_SOFT, ANCHOR_START, x, BOTTOM + 20, g_strdup(date));
    }
}

static void rate_label(const Days *days, ReportWord word, double rate, double y)
{
    g_autofree char *text = report_rate(rate);
    chart_text(days->chart, INK_STRONG, ANCHOR_START, RIGHT + 12, y + 4,
               report_word_fill(days->language, word, text, NULL));
}

static void rate_line(const Days *days, ChartInk ink, double rate, double from)
{
    const ChartPoint line[] = {{from, amount_y(days, rate)}, {RIGHT + 6, amount_y(days, rate)}};
    chart_line(days->chart, ink, line, 2);
}

/* The first of the working days that the mean is of. */
static gint32 mean_from(const Days *days)
{
    guint used = 0;
    gint32 from = days->last;
    for (guint i = days->n_days; i > 0 && used < days->n_used; i--) {
        const ReportDay *day = &days->days[i - 1];
        if (!day->is_working || day->is_flagged)
            continue;
        from = day->julian;
        used++;
    }
    return from;
}

/* A line that is not to scale would be read against the bars: words instead. */
static void needed_above(const Days *days)
{
    rate_label(days, WORD_LABEL_NEEDED, days->needed, TOP - LINE_HEIGHT / 2);
    chart_text(days->chart, INK_SOFT, ANCHOR_START, RIGHT + 12, TOP + 4 + LINE_HEIGHT / 2,
               g_strdup(report_word(days->language, WORD_LABEL_ABOVE)));
}

static void rates_draw(const Days *days)
{
    double now_y = amount_y(days, days->now), needed_y = amount_y(days, days->needed);
    gboolean both = days->needed > 0 && days->n_used > 0;
    double apart = both ? MAX(0, 22 - fabs(now_y - needed_y)) / 2 : 0;
    double up = needed_y <= now_y ? -apart : apart;
    if (days->is_above) {
        needed_above(days);
    } else if (days->needed > 0) {
        rate_label(days, WORD_LABEL_NEEDED, days->needed, needed_y + up);
        rate_line(days, INK_NEEDED, days->needed, LEFT);
    }
    if (days->n_used > 0) {
        rate_label(days, WORD_LABEL_NOW, days->now, now_y - up);
        rate_line(days, INK_LIKELY, days->now, day_x(days, mean_from(days)));
    }
}

static void highest_label(const Days *days)
{
    const ReportDay *highest = days->days;
    for (guint i = 1; i < days->n_days; i++)
        if (report_day_amount(days->row, &days->days[i]) > report_day_amount(days->row, highest))
            highest = &days->days[i];
    gint64 amount = report_day_amount(days->row, highest);
    double x = day_x(days, highest->julian) + day_width(days) / 2;
    chart_text(days->chart, INK_TEXT,
               x > RIGHT - 60 ? ANCHOR_END
               : x < 60       ? ANCHOR_START
                              : ANCHOR_MIDDLE,
               CLAMP(x, LEFT, RIGHT), amount_y(days, (double)amount) - 6, report_count(amount));
}

Chart *chart_days(const Report *report, ReportLanguage language)
{
    Days days = {.language = language, .row = &report->total, .holidays = report->holidays};
    if (!days_measure(&days, report_today(report)))
        return NULL;
    ReportWord unit = report_is_in_records(days.row) ? WORD_GROUP_RECORDS : WORD_PAGES;
    days.chart = chart_new(
        HEIGHT, language, WORD_CHART_DAYS,
        report_word_fill(language, WORD_CHART_DAYS_SAYS, report_word(language, unit), NULL));
    for (gint32 day = days.first; day <= days.last; day++)
        off_draw(&days, day);
    for (guint i = 0; i < days.n_days; i++)
        bar_draw(&days, &days.days[i]);
    axis_draw(&days);
    rates_draw(&days);
    highest_label(&days);
    return days.chart;
}
