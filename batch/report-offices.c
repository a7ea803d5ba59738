/* Offices side by side: how far the records of each have come, and who is ahead. */
#include <math.h>

#include "batch/report-chart.h"

#define NAME_WIDTH 215.0
#define NAME_CHARACTERS 30
#define ROW_HEIGHT 26.0
#define HEAD_HEIGHT 30.0
#define BAR_HEIGHT 14.0
#define PERCENT_WIDTH 60.0

static double share_of(gint64 achieved, gint64 base)
{
    return base > 0 && achieved > 0 ? (double)achieved / (double)base : 0;
}

/* The offices one step below the top, or the station itself. */
static GPtrArray *offices_shown(const Report *report)
{
    GPtrArray *rows = g_ptr_array_new();
    guint least = report_top_depth(report);
    for (guint i = 0; i < report->offices->len; i++) {
        ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        if (row->depth == least)
            g_ptr_array_add(rows, row);
    }
    return rows;
}

static void bar_draw(Chart *chart, double x, double y, double width, double share, char *says)
{
    chart_rect(chart, INK_TRACK, x, y - BAR_HEIGHT + 2, width, BAR_HEIGHT, NULL);
    chart_rect(chart, INK_DONE, x, y - BAR_HEIGHT + 2, width * MIN(share, 1), BAR_HEIGHT, says);
}

/* -------------------------------------------------------------------------------------- stages -- */

static const struct {
    ReportWord word;
    ReportCount count;
} stages[] = {
    {WORD_SCANNED, REPORT_SCANNED},   {WORD_RECOGNISED, REPORT_RECOGNISED},
    {WORD_ACCEPTED, REPORT_CHECKED},  {WORD_EXPORTED, REPORT_EXPORTED},
    {WORD_IMPORTED, REPORT_IMPORTED},
};
#define STAGE_WIDTH ((CHART_WIDTH - NAME_WIDTH) / G_N_ELEMENTS(stages))

static void stages_row(Chart *chart, const ReportRow *row, const char *name, ChartInk ink, double y)
{
    chart_text(chart, ink, ANCHOR_START, 0, y, chart_name(name, NAME_CHARACTERS));
    for (guint i = 0; i < G_N_ELEMENTS(stages); i++) {
        double x = NAME_WIDTH + i * STAGE_WIDTH, width = STAGE_WIDTH - PERCENT_WIDTH - 14;
        gint64 count = row->counts[stages[i].count];
        bar_draw(chart, x, y, width, share_of(count, row->base), report_count(count));
        chart_text(chart, ink, ANCHOR_START, x + width + 6, y, report_percent(count, row->base));
    }
}

Chart *chart_stages(const Report *report, ReportLanguage language)
{
    g_autoptr(GPtrArray) rows = offices_shown(report);
    guint n = rows->len > 1 ? rows->len + 1 : 1;
    double y = HEAD_HEIGHT + ROW_HEIGHT;
    Chart *chart = chart_new(HEAD_HEIGHT + (n + 0.5) * ROW_HEIGHT, language, WORD_CHART_STAGES,
                             g_strdup(report_word(language, WORD_CHART_STAGES_SAYS)));
    for (guint i = 0; i < G_N_ELEMENTS(stages); i++)
        chart_text(chart, INK_STRONG, ANCHOR_START, NAME_WIDTH + i * STAGE_WIDTH, HEAD_HEIGHT - 8,
                   g_strdup(report_word(language, stages[i].word)));
    stages_row(chart, &report->total, report_word(language, WORD_GRAND_TOTAL), INK_STRONG, y);
    for (guint i = 0; n > 1 && i < rows->len; i++) {
        const ReportRow *row = rows->pdata[i];
        stages_row(chart, row, row->name, INK_TEXT, y + (i + 1) * ROW_HEIGHT);
    }
    return chart;
}

/* ------------------------------------------------------------------------------------- ranking -- */

#define RANK_BAR 460.0
#define RANK_WIDTH 34.0

static int rank_compare(gconstpointer a, gconstpointer b)
{
    const ReportRow *first = *(const ReportRow *const *)a, *second = *(const ReportRow *const *)b;
    double done = share_of(first->counts[REPORT_SCANNED], first->base),
           other = share_of(second->counts[REPORT_SCANNED], second->base);
    return done > other ? -1 : done < other;
}

static void rank_draw(Chart *chart, const ReportRow *row, guint rank, double y,
                      ReportLanguage language)
{
    const double x = RANK_WIDTH + NAME_WIDTH,
                 share = share_of(row->counts[REPORT_SCANNED], row->base);
    ReportWord state = report_state(row);
    gboolean is_behind =
        state == WORD_STATE_LATE || state == WORD_STATE_STOPPED || state == WORD_STATE_NOTHING_LEFT;
    g_autofree char *done = report_count(row->counts[REPORT_SCANNED]),
                    *base = report_count(row->base),
                    *percent = report_percent(row->counts[REPORT_SCANNED], row->base);
    chart_text(chart, INK_SOFT, ANCHOR_END, RANK_WIDTH - 10, y, g_strdup_printf("%u", rank));
    chart_text(chart, INK_TEXT, ANCHOR_START, RANK_WIDTH, y,
               chart_name(row->name, NAME_CHARACTERS));
    bar_draw(chart, x, y, RANK_BAR, share, report_word_fill(language, WORD_OF, done, base, NULL));
    chart_text(chart, INK_STRONG, ANCHOR_START, x + RANK_BAR + 10, y, g_strdup(percent));
    chart_text(chart, is_behind ? INK_STRONG : INK_SOFT, ANCHOR_START, x + RANK_BAR + 86, y,
               g_strdup(report_word(language, state)));
}

static void plan_draw(Chart *chart, const Report *report, double bottom, ReportLanguage language)
{
    gint64 planned, target = report_unit_target(&report->total);
    if (!report_planned(&report->total, report_today(report), &planned))
        return;
    double x = RANK_WIDTH + NAME_WIDTH + RANK_BAR * share_of(planned, target);
    g_autofree char *percent = report_percent(planned, target);
    const ChartPoint line[] = {{x, HEAD_HEIGHT - 8}, {x, bottom}};
    chart_line(chart, INK_PLAN, line, 2);
    chart_text(chart, INK_SOFT, ANCHOR_MIDDLE, x, HEAD_HEIGHT - 14,
               report_word_fill(language, WORD_LABEL_PLAN_TODAY, percent, NULL));
}

Chart *chart_ranking(const Report *report, ReportLanguage language)
{
    g_autoptr(GPtrArray) rows = offices_shown(report);
    if (rows->len < 2)
        return NULL;
    g_ptr_array_sort(rows, rank_compare);
    double height = HEAD_HEIGHT + (rows->len + 0.5) * ROW_HEIGHT;
    Chart *chart = chart_new(height, language, WORD_CHART_RANKING,
                             g_strdup(report_word(language, WORD_CHART_RANKING_SAYS)));
    for (guint i = 0; i < rows->len; i++)
        rank_draw(chart, rows->pdata[i], i + 1, HEAD_HEIGHT + (i + 0.8) * ROW_HEIGHT, language);
    plan_draw(chart, report, height, language);
    return chart;
}
