/* The progress return: its figures read from the item of index/. */
#include "batch/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "index/member.h"
#include "index/progress.h"
#include "scan/scan.h"

#define NO_FIGURE "\u2013"

const ReportColumn report_columns[N_REPORT_COUNTS] = {
    [REPORT_TARGET] = {"target", "records"},
    [REPORT_CENSUS] = {"census", "records"},
    [REPORT_REGISTERED] = {"records", "registered"},
    [REPORT_PROVISIONAL] = {"records", "provisional"},
    [REPORT_UNCOUNTED] = {"records", "uncounted"},
    [REPORT_SHORT] = {"records", "short"},
    [REPORT_SCANNED] = {"records", "scanned"},
    [REPORT_RECOGNISED] = {"records", "recognised"},
    [REPORT_ASSEMBLED] = {"records", "assembled"},
    [REPORT_CHECKED] = {"records", "checked"},
    [REPORT_EXAMINED] = {"records", "examined"},
    [REPORT_BY_LOT] = {"records", "by_lot"},
    [REPORT_EXPORTED] = {"records", "exported"},
    [REPORT_EXPORTED_UNCOUNTED] = {"records", "exported_uncounted"},
    [REPORT_IMPORTED] = {"records", "imported"},
    [REPORT_REJECTED] = {"records", "rejected"},
    [REPORT_EXCLUDED] = {"availability", "excluded"},
    [REPORT_MISSING] = {"availability", "missing"},
    [REPORT_DAMAGED] = {"availability", "damaged"},
    [REPORT_TAKEN] = {"custody", "taken"},
    [REPORT_OVERNIGHT] = {"custody", "overnight"},
    [REPORT_PAGES_TARGET] = {"target", "pages"},
    [REPORT_PAGES_CENSUS] = {"census", "pages"},
    [REPORT_PAGES_EXPECTED] = {"pages", "expected"},
    [REPORT_PAGES_SCANNED] = {"pages", "scanned"},
    [REPORT_PAGES_RECOGNISED] = {"pages", "recognised"},
    [REPORT_PAGES_FAILED] = {"pages", "failed"},
    [REPORT_PAGES_SURPLUS] = {"pages", "surplus"},
    [REPORT_PAGES_BLANK] = {"pages", "blank"},
    [REPORT_PAGES_DUPLICATE] = {"pages", "duplicate"},
    [REPORT_PAGES_UNPROVEN] = {"pages", "unproven"},
};

/* -------------------------------------------------------------------------------- from the item -- */

static void row_clear(gpointer data)
{
    g_clear_pointer(&((ReportRow *)data)->days, g_array_unref);
}

static GArray *days_read(JsonArray *array)
{
    GArray *days = g_array_new(FALSE, FALSE, sizeof(ReportDay));
    for (guint i = 0; i < member_length(array); i++) {
        JsonObject *item = member_element(array, i);
        const ReportDay day = {.julian = report_day_number(member_text(item, "day")),
                               .pages = member_int(item, "pages", 0),
                               .records = member_int(item, "scanned", 0),
                               .is_working = member_flag(item, "working"),
                               .is_flagged = member_flag(item, "flagged")};
        if (day.julian)
            g_array_append_val(days, day);
    }
    return days;
}

static ReportWord base_word(const char *base)
{
    static const struct {
        const char *base;
        ReportWord word;
    } bases[] = {
        {"target", WORD_BASE_TARGET}, {"census", WORD_BASE_CENSUS}, {"mixed", WORD_BASE_MIXED}};
    for (guint i = 0; base && i < G_N_ELEMENTS(bases); i++)
        if (g_str_equal(base, bases[i].base))
            return bases[i].word;
    return WORD_BASE_REGISTER;
}

static ReportRow row_read(JsonObject *item)
{
    JsonObject *target = member_object(item, "target"), *of = member_object(item, "of");
    ReportRow row = {.item = item,
                     .office = member_text(item, "office"),
                     .name = member_text(item, "name"),
                     .level = member_text(item, "level"),
                     .parent = member_text(item, "parent"),
                     .figures_at = member_text(item, "figures_at"),
                     .depth = (guint)CLAMP(member_int(item, "depth", 0), 0, 9),
                     .is_silent = member_flag(item, "silent"),
                     .base_word = base_word(member_text(item, "base")),
                     .base = member_int(of, "records", 0),
                     .base_pages = member_int(of, "pages", 0),
                     .start = member_text(target, "start"),
                     .deadline = member_text(target, "deadline"),
                     .projection = member_object(item, "projection"),
                     .chain = member_object(item, "chain"),
                     .frozen = member_object(item, "frozen"),
                     .behind = member_array(item, "behind"),
                     .days = days_read(member_array(item, "days"))};
    row.name = row.name ? row.name : row.office ? row.office : "";
    for (guint c = 0; c < N_REPORT_COUNTS; c++) {
        const char *group = report_columns[c].group;
        gboolean is_plan = g_str_equal(group, "target") || g_str_equal(group, "census");
        row.counts[c] =
            is_plan || row.figures_at /* what was never heard is not nothing */
                ? member_int(member_object(item, group), report_columns[c].member, REPORT_NO_COUNT)
                : REPORT_NO_COUNT;
    }
    return row;
}

/* In the order of the tree: what stands below an office follows it. */
static void offices_read(Report *report, JsonArray *offices)
{
    for (guint i = 0; i < member_length(offices); i++) {
        ReportRow row = row_read(member_element(offices, i));
        ReportRow *before =
            i ? &g_array_index(report->offices, ReportRow, report->offices->len - 1) : NULL;
        if (row.office)
            g_hash_table_insert(report->names, (gpointer)row.office, (gpointer)row.name);
        if (before && row.depth > before->depth)
            before->is_inner = TRUE;
        g_array_append_val(report->offices, row);
    }
}

static void holidays_read(Report *report, JsonArray *holidays)
{
    for (guint i = 0; i < member_length(holidays); i++) {
        JsonObject *holiday = member_element(holidays, i);
        gint32 julian = report_day_number(member_text(holiday, "day"));
        if (julian && !member_text(holiday, "office"))
            g_array_append_val(report->holidays, julian);
    }
}

Report *report_new(JsonNode *progress, GError **error)
{
    JsonObject *item = JSON_NODE_HOLDS_OBJECT(progress) ? json_node_get_object(progress) : NULL;
    if (!member_object(item, "grand_total")) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "this is no progress item: it has no grand_total");
        return NULL;
    }
    Report *report = g_new0(Report, 1);
    report->node = json_node_ref(progress);
    report->item = item;
    report->names = g_hash_table_new(g_str_hash, g_str_equal);
    report->offices = g_array_new(FALSE, FALSE, sizeof(ReportRow));
    g_array_set_clear_func(report->offices, row_clear);
    report->total = row_read(member_object(item, "grand_total"));
    if (report->total.office)
        g_hash_table_insert(report->names, (gpointer)report->total.office,
                            (gpointer)report->total.name);
    report->holidays = g_array_new(FALSE, FALSE, sizeof(gint32));
    offices_read(report, member_array(item, "offices"));
    holidays_read(report, member_array(item, "holidays"));
    return report;
}

void report_free(Report *report)
{
    if (!report)
        return;
    row_clear(&report->total);
    g_array_unref(report->offices);
    g_array_unref(report->holidays);
    g_hash_table_unref(report->names);
    json_node_unref(report->node);
    g_free(report);
}

const char *report_office_name(const Report *report, const char *office)
{
    const char *name = office ? g_hash_table_lookup(report->names, office) : NULL;
    return name ? name : office ? office : "";
}

/* ------------------------------------------------------------------------------------- figures -- */

/* As index/row.c has it: records that nobody will scan, without those that the register has beyond what is to be done. */
static gint64 absent_of(const ReportRow *row)
{
    const gint64 *counts = row->counts;
    gint64 absent = MAX(counts[REPORT_EXCLUDED], 0) + MAX(counts[REPORT_MISSING], 0) +
                    MAX(counts[REPORT_DAMAGED], 0);
    return MAX(absent - MAX(counts[REPORT_REGISTERED] - row->base, 0), 0);
}

void report_steps(const ReportRow *row, ReportStep steps[REPORT_STEPS])
{
    const gint64 *counts = row->counts, base = MAX(row->base, 0);
    gint64 available = MAX(base - absent_of(row), 0), checked = MAX(counts[REPORT_CHECKED], 0);
    const ReportStep all[REPORT_STEPS] = {
        {WORD_STEP_PAGES, MAX(row->base_pages, 0), counts[REPORT_PAGES_SCANNED], 0},
        {WORD_STEP_SCANNED, base, counts[REPORT_SCANNED], available},
        {WORD_STEP_RECOGNISED, base, counts[REPORT_RECOGNISED], available},
        {WORD_STEP_ASSEMBLED, base, counts[REPORT_ASSEMBLED], available},
        {WORD_STEP_CHECKED, base, counts[REPORT_CHECKED], available},
        {WORD_STEP_EXAMINED, checked, counts[REPORT_EXAMINED], 0},
        {WORD_STEP_BY_LOT, checked, counts[REPORT_BY_LOT], 0},
        {WORD_STEP_EXPORTED, base, counts[REPORT_EXPORTED], available},
        {WORD_STEP_IMPORTED, base, counts[REPORT_IMPORTED], available},
    };
    memcpy(steps, all, sizeof all);
}

ReportWord report_state_of(JsonObject *projection)
{
    static const struct {
        const char *state;
        ReportWord word;
    } states[] = {
        {"done", WORD_STATE_DONE},       {"stopped", WORD_STATE_STOPPED},
        {"open", WORD_STATE_OPEN},       {"late", WORD_STATE_LATE},
        {"in-time", WORD_STATE_IN_TIME}, {"nothing-left", WORD_STATE_NOTHING_LEFT},
    };
    const char *state = member_text(projection, "state");
    for (guint i = 0; state && i < G_N_ELEMENTS(states); i++)
        if (g_str_equal(state, states[i].state))
            return states[i].word;
    return WORD_STATE_UNKNOWN;
}

ReportWord report_state(const ReportRow *row)
{
    return report_state_of(row->projection);
}

static int behind_compare(gconstpointer a, gconstpointer b)
{
    return index_row_compare((*(const ReportRow *const *)a)->item,
                             (*(const ReportRow *const *)b)->item);
}

guint report_top_depth(const Report *report)
{
    guint least = G_MAXUINT;
    for (guint i = 0; i < report->offices->len; i++)
        least = MIN(least, g_array_index(report->offices, ReportRow, i).depth);
    return least;
}

gboolean report_has_levels(const Report *report)
{
    for (guint i = 0; i < report->offices->len; i++)
        if (g_array_index(report->offices, ReportRow, i).is_inner)
            return TRUE;
    return FALSE;
}

GPtrArray *report_behind(const Report *report, gboolean all)
{
    GPtrArray *behind = g_ptr_array_new();
    guint top = report_top_depth(report);
    for (guint i = 0; i < report->offices->len; i++) {
        ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        if (member_length(row->behind) && (all ? !row->is_inner : row->depth == top))
            g_ptr_array_add(behind, row);
    }
    g_ptr_array_sort(behind, behind_compare);
    return behind;
}

/* --------------------------------------------------------------------------------------- texts -- */

char *report_count(gint64 count)
{
    if (count < 0)
        return g_strdup(NO_FIGURE);
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

char *report_rate(double per_day)
{
    char text[32];
    if (!(per_day >= 0 && per_day < 1e15))
        return g_strdup(NO_FIGURE);
    if (per_day >= 100 || per_day == floor(per_day))
        return report_count(llround(per_day));
    return g_strdup(g_ascii_formatd(text, sizeof text, "%.1f", per_day));
}

char *report_percent(gint64 achieved, gint64 base)
{
    if (base <= 0 || achieved < 0)
        return g_strdup(NO_FIGURE);
    gint64 hundredths = achieved <= G_MAXINT64 / 10000
                            ? achieved * 10000 / base
                            : (gint64)((double)achieved / (double)base * 10000);
    return g_strdup_printf("%" G_GINT64_FORMAT ".%02d%%", hundredths / 100,
                           (int)(hundredths % 100));
}

gint32 report_day_number(const char *day)
{
    int year, month, number;
    if (!day || sscanf(day, "%4d-%2d-%2d", &year, &month, &number) != 3 ||
        !g_date_valid_dmy((GDateDay)CLAMP(number, 0, 99), (GDateMonth)CLAMP(month, 0, 13),
                          (GDateYear)CLAMP(year, 0, 9999)))
        return 0;
    g_autoptr(GDate) date = g_date_new_dmy((GDateDay)number, (GDateMonth)month, (GDateYear)year);
    return (gint32)g_date_get_julian(date);
}

char *report_julian(gint32 julian)
{
    if (julian <= 0)
        return g_strdup(NO_FIGURE);
    g_autoptr(GDate) date = g_date_new_julian((guint32)julian);
    return g_strdup_printf("%02u.%02u.%04u", g_date_get_day(date), (guint)g_date_get_month(date),
                           g_date_get_year(date));
}

char *report_date(const char *day)
{
    gint32 julian = report_day_number(day);
    return julian ? report_julian(julian) : g_strdup(day ? day : "");
}

char *report_deadline(JsonObject *target, ReportLanguage language)
{
    const char *day = member_text(target, "deadline"),
               *before = member_text(target, "first_deadline");
    g_autofree char *now = day ? report_date(day) : report_julian(0), *first = report_date(before);
    return before && g_strcmp0(day, before) != 0
               ? report_word_fill(language, WORD_FIRST_DEADLINE, now, first, NULL)
               : g_steal_pointer(&now);
}

char *report_time(const char *rfc3339)
{
    g_autoptr(GDateTime) time = rfc3339 ? g_date_time_new_from_iso8601(rfc3339, NULL) : NULL;
    return time ? g_date_time_format(time, "%d.%m.%Y, %H:%M") : g_strdup(rfc3339 ? rfc3339 : "");
}

gboolean report_publish(const char *path, const char *text, gsize size, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    return scan_file_publish_bytes(folder, path, text, size, error);
}
