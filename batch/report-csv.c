/* The progress return as CSV (RFC 4180) for spreadsheets: plain numbers under machine names, the Grand Total first and
 * then one row per office. A byte order mark makes Excel read it as UTF-8. */
#include "batch/report.h"

#include <string.h>

#include "batch/report-doc.h"
#include "index/member.h"

/* Percentages by the names that they have in the item. */
static const struct {
    const char *name;
    ReportCount count;
    enum { OF_BASE, OF_AVAILABLE, OF_PAGES } of;
} percents[] = {
    {"scanned", REPORT_SCANNED, OF_BASE},   {"scanned_of_available", REPORT_SCANNED, OF_AVAILABLE},
    {"checked", REPORT_CHECKED, OF_BASE},   {"exported", REPORT_EXPORTED, OF_BASE},
    {"imported", REPORT_IMPORTED, OF_BASE}, {"pages", REPORT_PAGES_SCANNED, OF_PAGES},
};

static const char *const projections[] = {"state",          "unit", "left",      "per_day",
                                          "needed_per_day", "end",  "end_early", "end_late"};

/* With all that was taken off the work, and by the first deadline. */
static const struct {
    const char *of, *member;
} besides[] = {{"whole", "left"}, {"whole", "needed_per_day"}, {"whole", "state"},
               {"whole", "end"},  {"first", "deadline"},       {"first", "needed_per_day"},
               {"first", "state"}};

/* A spreadsheet takes a text that begins with = + - @ for a formula: an apostrophe before it prevents that, as in
 * metadata.csv. */
static void append_text(GString *csv, const char *text)
{
    g_string_append(csv, *text && strchr("=+-@\t\r", *text) ? "\"'" : "\"");
    for (; *text; text++) {
        if (*text == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *text);
    }
    g_string_append_c(csv, '"');
}

static void append_member(GString *csv, const char *text)
{
    g_string_append_c(csv, ',');
    append_text(csv, text ? text : "");
}

/* Empty where there is no such figure. */
static void append_count(GString *csv, gint64 count)
{
    g_string_append_c(csv, ',');
    if (count >= 0)
        g_string_append_printf(csv, "%" G_GINT64_FORMAT, count);
}

static void append_percent(GString *csv, gint64 achieved, gint64 base)
{
    g_autofree char *percent = report_percent(achieved, base);
    char *sign = strchr(percent, '%');
    g_string_append_c(csv, ',');
    if (sign)
        g_string_append_len(csv, percent, sign - percent);
}

static void append_percents(GString *csv, const ReportRow *row)
{
    ReportStep steps[REPORT_STEPS];
    report_steps(row, steps);
    for (guint i = 0; i < G_N_ELEMENTS(percents); i++) {
        gint64 base = percents[i].of == OF_PAGES       ? row->base_pages
                      : percents[i].of == OF_AVAILABLE ? steps[1].available
                                                       : row->base;
        append_percent(csv, row->counts[percents[i].count], base);
    }
}

static void append_figure(GString *csv, JsonObject *object, const char *member)
{
    const char *text = member_text(object, member);
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    double value = member_double(object, member, -1);
    if (text || value < 0)
        append_member(csv, text);
    else
        g_string_append_printf(csv, ",%s", g_ascii_formatd(number, sizeof number, "%.15g", value));
}

static void append_projection(GString *csv, const ReportRow *row)
{
    for (guint i = 0; i < G_N_ELEMENTS(projections); i++)
        append_figure(csv, row->projection, projections[i]);
    for (guint i = 0; i < G_N_ELEMENTS(besides); i++)
        append_figure(csv, member_object(row->projection, besides[i].of), besides[i].member);
}

static void append_row(GString *csv, const ReportRow *row, const char *name)
{
    static const char *const bases[] = {"target", "census", "register", "mixed"};
    g_autofree char *reasons = doc_reasons(row, REPORT_ENGLISH);
    append_text(csv, row->office ? row->office : "");
    append_member(csv, name);
    append_member(csv, row->level);
    g_string_append_printf(csv, ",%u", row->depth);
    append_member(csv, row->figures_at);
    g_string_append_printf(csv, ",%d", row->is_silent ? 1 : 0);
    for (guint c = 0; c < N_REPORT_COUNTS; c++)
        append_count(csv, row->counts[c]);
    append_member(csv, bases[row->base_word - WORD_BASE_TARGET]);
    append_count(csv, row->base);
    append_count(csv, row->base_pages);
    append_percents(csv, row);
    append_member(csv, row->start);
    append_member(csv, row->deadline);
    append_projection(csv, row);
    append_count(csv, member_int(row->chain, "number", REPORT_NO_COUNT));
    append_member(csv, member_text(row->chain, "hash"));
    append_count(csv, member_int(row->frozen, "return", REPORT_NO_COUNT));
    append_member(csv, member_text(row->frozen, "sha256"));
    append_member(csv, reasons);
    g_string_append(csv, "\r\n");
}

static void append_head(GString *csv)
{
    g_string_append(csv, REPORT_CSV_MAGIC "name,level,depth,figures_at,silent");
    for (guint c = 0; c < N_REPORT_COUNTS; c++)
        g_string_append_printf(csv, ",%s_%s", report_columns[c].group, report_columns[c].member);
    g_string_append(csv, ",base,of_records,of_pages");
    for (guint i = 0; i < G_N_ELEMENTS(percents); i++)
        g_string_append_printf(csv, ",percent_%s", percents[i].name);
    g_string_append(csv, ",target_start,target_deadline");
    for (guint i = 0; i < G_N_ELEMENTS(projections); i++)
        g_string_append_printf(csv, ",projection_%s", projections[i]);
    for (guint i = 0; i < G_N_ELEMENTS(besides); i++)
        g_string_append_printf(csv, ",projection_%s_%s", besides[i].of, besides[i].member);
    g_string_append(csv, ",chain_number,chain_hash,frozen_return,frozen_sha256,behind\r\n");
}

GString *report_csv(const Report *report)
{
    GString *csv = g_string_new(NULL);
    append_head(csv);
    append_row(csv, &report->total, "Grand Total");
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        append_row(csv, row, row->name);
    }
    return csv;
}
