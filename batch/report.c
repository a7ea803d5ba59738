/* The figures of a progress return, from the item that index_progress answers. */
#include "batch/report.h"

#include <string.h>

#include "batch/item.h"
#include "batch/member.h"
#include "scan/scan.h"

const ReportColumn report_columns[REPORT_COLUMNS] = {
    {"records", "registered", "Registered"}, {"availability", "excluded", "Excluded"},
    {"availability", "missing", "Missing"},  {"availability", "damaged", "Damaged"},
    {"records", "scanned", "Scanned"},       {"records", "recognised", "Recognised"},
    {"records", "assembled", "Assembled"},   {"records", "checked", "Checked"},
    {"records", "examined", "Examined"},     {"records", "by_lot", "By lot"},
    {"records", "exported", "Exported"},     {"records", "imported", "Imported"},
    {"records", "rejected", "Rejected"},     {"pages", "scanned", "Scanned"},
    {"pages", "recognised", "Recognised"},   {"pages", "failed", "Failed"},
};

/* Places in report_columns. */
enum {
    REGISTERED = 0,
    SCANNED = 4,
    RECOGNISED = 5,
    ASSEMBLED = 6,
    CHECKED = 7,
    EXAMINED = 8,
    BY_LOT = 9,
    EXPORTED = 10,
    IMPORTED = 11,
    PAGES_SCANNED = 13,
};

/* -------------------------------------------------------------------------------- from the item -- */

static void row_clear(gpointer data)
{
    ReportRow *row = data;
    g_free(row->office);
    g_free(row->name);
}

static void day_clear(gpointer data)
{
    g_free(((ReportDay *)data)->day);
}

static ReportRow row_read(JsonObject *item)
{
    ReportRow row = {.office = item_text(item, "office"), .name = item_text(item, "name")};
    for (guint c = 0; c < REPORT_COLUMNS; c++) {
        JsonObject *group = member_object(item, report_columns[c].group);
        row.counts[c] = member_int(group, report_columns[c].member, 0);
    }
    row.expected_pages = member_int(member_object(item, "pages"), "expected", 0);
    row.target = member_int(member_object(item, "target"), "records", 0);
    if (row.target == 0) /* no plan: all that is in the register */
        row.target = row.counts[REGISTERED];
    return row;
}

static void offices_read(Report *report, JsonArray *offices)
{
    for (guint i = 0; offices && i < json_array_get_length(offices); i++) {
        ReportRow row = row_read(json_array_get_object_element(offices, i));
        g_array_append_val(report->offices, row);
    }
}

static void days_read(Report *report, JsonArray *days)
{
    for (guint i = 0; days && i < json_array_get_length(days); i++) {
        JsonObject *item = json_array_get_object_element(days, i);
        ReportDay day = {item_text(item, "day"), member_int(item, "pages", 0)};
        g_array_append_val(report->days, day);
    }
}

Report *report_new(JsonObject *progress)
{
    Report *report = g_new0(Report, 1);
    report->offices = g_array_new(FALSE, FALSE, sizeof(ReportRow));
    report->days = g_array_new(FALSE, FALSE, sizeof(ReportDay));
    g_array_set_clear_func(report->offices, row_clear);
    g_array_set_clear_func(report->days, day_clear);
    report->at = item_text(progress, "at");
    report->total = row_read(member_object(progress, "grand_total"));
    offices_read(report, member_array(progress, "offices"));
    days_read(report, member_array(member_object(progress, "grand_total"), "days"));
    return report;
}

void report_free(Report *report)
{
    if (!report)
        return;
    row_clear(&report->total);
    g_array_unref(report->offices);
    g_array_unref(report->days);
    g_free(report->at);
    g_free(report);
}

void report_steps(const ReportRow *row, ReportStep steps[REPORT_STEPS])
{
    const gint64 *counts = row->counts;
    const ReportStep all[REPORT_STEPS] = {
        {"Pages scanned", row->expected_pages, counts[PAGES_SCANNED]},
        {"Records scanned", row->target, counts[SCANNED]},
        {"Records recognised", row->target, counts[RECOGNISED]},
        {"e-files assembled", row->target, counts[ASSEMBLED]},
        {"e-files checked", row->target, counts[CHECKED]},
        {"- every page examined", counts[CHECKED], counts[EXAMINED]},
        {"- accepted by lot, on a sample", counts[CHECKED], counts[BY_LOT]},
        {"Packages exported", row->target, counts[EXPORTED]},
        {"Imported into e-Office", row->target, counts[IMPORTED]},
    };
    memcpy(steps, all, sizeof all);
}

/* --------------------------------------------------------------------------------------- texts -- */

char *report_count(gint64 count)
{
    char digits[24];
    int n = g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, count);
    GString *text = g_string_new(NULL);
    for (int i = 0; i < n; i++) {
        int left = n - i; /* a comma before the last three, then before each two */
        if (i > 0 && (left == 3 || (left > 3 && left % 2 == 1)))
            g_string_append_c(text, ',');
        g_string_append_c(text, digits[i]);
    }
    return g_string_free(text, FALSE);
}

char *report_percent(gint64 achieved, gint64 target)
{
    if (target <= 0)
        return g_strdup("-");
    gint64 hundredths = achieved * 10000 / target;
    return g_strdup_printf("%" G_GINT64_FORMAT ".%02d %%", hundredths / 100,
                           (int)(hundredths % 100));
}

char *report_time(const char *rfc3339)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(rfc3339, NULL);
    return time ? g_date_time_format(time, "%d.%m.%Y, %H:%M") : g_strdup(rfc3339);
}

gboolean report_publish(const char *path, const char *text, gsize size, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    return scan_file_publish_bytes(folder, path, text, size, error);
}
