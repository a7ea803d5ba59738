/* The progress return as CSV (RFC 4180) for spreadsheets: plain numbers, a head of machine names,
 * the Grand Total first. A byte order mark makes Excel read it as UTF-8. */
#include "batch/report.h"

#include <string.h>

/* A spreadsheet takes a text that begins with = + - @ for a formula: a blank before it prevents
 * that. */
static void append_text(GString *csv, const char *text)
{
    g_string_append_c(csv, '"');
    if (*text && strchr("=+-@\t\r", *text))
        g_string_append_c(csv, ' ');
    for (; *text; text++) {
        if (*text == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *text);
    }
    g_string_append_c(csv, '"');
}

static void append_row(GString *csv, const ReportRow *row, const char *name)
{
    append_text(csv, row->office);
    g_string_append_c(csv, ',');
    append_text(csv, name);
    for (guint c = 0; c < REPORT_COLUMNS; c++)
        g_string_append_printf(csv, ",%" G_GINT64_FORMAT, row->counts[c]);
    g_string_append(csv, "\r\n");
}

gboolean report_write_csv(const Report *report, const char *path, GError **error)
{
    g_autoptr(GString) csv = g_string_new("\xef\xbb\xbf"
                                          "office,name");
    for (guint c = 0; c < REPORT_COLUMNS; c++)
        g_string_append_printf(csv, ",%s_%s", report_columns[c].group, report_columns[c].member);
    g_string_append(csv, "\r\n");
    append_row(csv, &report->total, "Grand Total");
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        append_row(csv, row, row->name);
    }
    return report_publish(path, csv->str, csv->len, error);
}
