/* Tables of the Grand Total and of the offices. */
#include <string.h>

#include "batch/report-doc.h"
#include "index/member.h"

/* ------------------------------------------------------------------------------------- reasons -- */

static const struct {
    const char *reason;
    ReportWord word;
    ReportWord none; /* where n is 0; 0: the same */
} reason_words[] = {
    {"rewritten", WORD_WHY_REWRITTEN, 0},
    {"offices-rewritten", WORD_WHY_OFFICES_REWRITTEN, 0},
    {"never-heard", WORD_WHY_NEVER_HEARD, 0},
    {"silent", WORD_WHY_SILENT, 0},
    {"not-started", WORD_WHY_NOT_STARTED, WORD_WHY_NO_PAGE},
    {"stopped", WORD_WHY_STOPPED, 0},
    {"slow", WORD_WHY_SLOW, 0},
    {"late", WORD_WHY_LATE, 0},
    {"past-deadline", WORD_WHY_PAST_DEADLINE, 0},
    {"recognition", WORD_WHY_RECOGNITION, 0},
    {"checking", WORD_WHY_CHECKING, 0},
    {"export", WORD_WHY_EXPORT, 0},
    {"import", WORD_WHY_IMPORT, 0},
    {"rejects", WORD_WHY_REJECTS, 0},
    {"jams", WORD_WHY_JAMS, 0},
    {"missing", WORD_WHY_MISSING, 0},
    {"register-short", WORD_WHY_REGISTER_SHORT, 0},
    {"excluded", WORD_WHY_EXCLUDED, 0},
    {"lately-off", WORD_WHY_LATELY_OFF, 0},
    {"put-off", WORD_WHY_PUT_OFF, 0},
    {"census-short", WORD_WHY_CENSUS_SHORT, 0},
    {"census-own", WORD_WHY_CENSUS_OWN, 0},
    {"over", WORD_WHY_OVER, 0},
    {"nothing-left", WORD_WHY_NOTHING_LEFT, 0},
    {"offices-behind", WORD_WHY_OFFICES_BEHIND, 0},
    {"offices-silent", WORD_WHY_OFFICES_SILENT, 0},
    {"last-office", WORD_WHY_LAST_OFFICE, 0},
};

/* A reason that is not in the table is told in the words that came with it. */
static char *reason_text(JsonObject *reason, ReportLanguage language)
{
    const char *name = member_text(reason, "reason"), *text = member_text(reason, "text");
    gint64 count = member_int(reason, "n", 0);
    g_autofree char *n = report_count(count);
    for (guint i = 0; name && i < G_N_ELEMENTS(reason_words); i++) {
        ReportWord none = count == 0 ? reason_words[i].none : 0;
        if (g_str_equal(name, reason_words[i].reason))
            return report_word_fill(language, none ? none : reason_words[i].word, n, NULL);
    }
    return g_strdup(text ? text : name ? name : "");
}

char *doc_reasons(const ReportRow *row, ReportLanguage language)
{
    const char *between = report_language_is_rtl(language) ? "\u061b " : "; ";
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < member_length(row->behind); i++) {
        g_autofree char *text = reason_text(member_element(row->behind, i), language);
        g_string_append_printf(all, "%s%s", i ? between : "", text);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

/* --------------------------------------------------------------------------------- grand total -- */

static const DocColumn total_columns[] = {
    {WORD_SERIAL, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_PARAMETER, DOC_NO_GROUP, DOC_NAME, FALSE},
    {WORD_TARGET, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_ACHIEVEMENT, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_PERCENT, DOC_NO_GROUP, DOC_NUMBER, TRUE},
    {WORD_PERCENT_AVAILABLE, DOC_NO_GROUP, DOC_NUMBER, FALSE},
};

/* What the percentages are of, and what stands beside the counts. */
static char *total_says(const ReportRow *row, gboolean is_over, ReportLanguage language)
{
    static const struct {
        ReportCount count;
        ReportWord word;
    } beside[] = {{REPORT_UNCOUNTED, WORD_SAY_UNCOUNTED},
                  {REPORT_EXPORTED_UNCOUNTED, WORD_SAY_EXPORTED_UNCOUNTED},
                  {REPORT_SHORT, WORD_SAY_SHORT},
                  {REPORT_PROVISIONAL, WORD_SAY_PROVISIONAL}};
    g_autoptr(GString) says = g_string_new(report_word(language, row->base_word));
    for (guint i = 0; i < G_N_ELEMENTS(beside); i++) {
        if (row->counts[beside[i].count] <= 0)
            continue;
        g_autofree char *count = report_count(row->counts[beside[i].count]);
        g_autofree char *text = report_word_fill(language, beside[i].word, count, NULL);
        g_string_append_printf(says, " %s", text);
    }
    if (is_over)
        g_string_append_printf(says, " %s", report_word(language, WORD_OVER));
    return g_string_free(g_steal_pointer(&says), FALSE);
}

DocTable *doc_grand_total(const Report *report, ReportLanguage language)
{
    DocTable *table = doc_table_new(WORD_GRAND_TOTAL, total_columns, G_N_ELEMENTS(total_columns));
    ReportStep steps[REPORT_STEPS];
    gboolean is_over = FALSE;
    report_steps(&report->total, steps);
    for (guint i = 0; i < REPORT_STEPS; i++) {
        const ReportStep *step = &steps[i];
        char *cells[] = {g_strdup_printf("%u", i + 1),
                         g_strdup(report_word(language, step->title)),
                         report_count(step->base > 0 ? step->base : REPORT_NO_COUNT),
                         report_count(step->achieved),
                         report_percent(step->achieved, step->base),
                         report_percent(step->achieved, step->available),
                         NULL};
        DocRow *row = doc_table_add(table, g_memdup2(cells, sizeof cells));
        gboolean is_part = step->title == WORD_STEP_EXAMINED || step->title == WORD_STEP_BY_LOT;
        row->depth = is_part;
        row->is_warned = step->base > 0 && step->achieved > step->base;
        row->share = step->base > 0 ? MIN((double)step->achieved / (double)step->base, 1) : 0;
        is_over = is_over || row->is_warned;
    }
    table->says = total_says(&report->total, is_over, language);
    return table;
}

/* ------------------------------------------------------------------------------ offices behind -- */

static const DocColumn behind_columns[] = {
    {WORD_OFFICE, DOC_NO_GROUP, DOC_NAME, FALSE},
    {WORD_STATE, DOC_NO_GROUP, DOC_TEXT, FALSE},
    {WORD_REASONS, DOC_NO_GROUP, DOC_TEXT, FALSE},
    {WORD_SCANNED_PERCENT, DOC_NO_GROUP, DOC_NUMBER, TRUE},
    {WORD_RATE_NOW, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_RATE_NEEDED, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_LIKELY_END, DOC_NO_GROUP, DOC_CODE, FALSE},
    {WORD_DEADLINE, DOC_NO_GROUP, DOC_CODE, FALSE},
};

/* name is taken. */
static void behind_row(DocTable *table, const ReportRow *row, char *name, ReportLanguage language)
{
    double needed = member_double(row->projection, "needed_per_day", 0);
    const char *end = member_text(row->projection, "end");
    char *cells[] = {name,
                     g_strdup(report_word(language, report_state(row))),
                     doc_reasons(row, language),
                     report_percent(row->counts[REPORT_SCANNED], row->base),
                     report_rate(row->figures_at ? member_double(row->projection, "per_day", 0)
                                                 : REPORT_NO_COUNT),
                     report_rate(needed > 0 ? needed : -1),
                     end ? report_date(end) : report_julian(0),
                     report_deadline(member_object(row->item, "target"), language),
                     NULL};
    ReportWord state = report_state(row);
    DocRow *added = doc_table_add(table, g_memdup2(cells, sizeof cells));
    added->is_warned =
        state == WORD_STATE_STOPPED || state == WORD_STATE_LATE || state == WORD_STATE_NOTHING_LEFT;
    added->share =
        row->base > 0 ? CLAMP((double)row->counts[REPORT_SCANNED] / (double)row->base, 0, 1) : 0;
}

/* With that of the office above it, where there is one below the top. */
static char *behind_name(const Report *report, const ReportRow *row)
{
    const char *above = row->depth > 1 ? report_office_name(report, row->parent) : NULL;
    return g_strconcat(row->name, above ? " \u00b7 " : NULL, above, NULL);
}

DocTable *doc_behind(const Report *report, gboolean all, ReportLanguage language)
{
    DocTable *table = doc_table_new(all ? WORD_BEHIND_ALL : WORD_BEHIND, behind_columns,
                                    G_N_ELEMENTS(behind_columns));
    g_autoptr(GPtrArray) rows = report_behind(report, all);
    for (guint i = 0; i < rows->len; i++)
        behind_row(table, rows->pdata[i], behind_name(report, rows->pdata[i]), language);
    return table;
}

/* ------------------------------------------------------------------------------------- offices -- */

/* Percentages stand beside the count that they are of. */
static const struct {
    DocColumn column;
    int count;   /* ReportCount, or one of: */
    int percent; /* not 0: the percentage of this count */
} office_columns[] = {
    {{WORD_TARGET, WORD_GROUP_YARDSTICK, DOC_NUMBER, FALSE}, REPORT_TARGET, 0},
    {{WORD_CENSUS, WORD_GROUP_YARDSTICK, DOC_NUMBER, FALSE}, REPORT_CENSUS, 0},
    {{WORD_REGISTERED, WORD_GROUP_YARDSTICK, DOC_NUMBER, FALSE}, REPORT_REGISTERED, 0},
    {{WORD_SCANNED, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, REPORT_SCANNED, 0},
    {{WORD_PERCENT, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, 0, REPORT_SCANNED},
    {{WORD_RECOGNISED, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, REPORT_RECOGNISED, 0},
    {{WORD_EXAMINED, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, REPORT_EXAMINED, 0},
    {{WORD_ACCEPTED, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, REPORT_CHECKED, 0},
    {{WORD_EXPORTED, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, REPORT_EXPORTED, 0},
    {{WORD_IMPORTED, WORD_GROUP_RECORDS, DOC_NUMBER, FALSE}, REPORT_IMPORTED, 0},
    {{WORD_EXCLUDED, WORD_GROUP_ABSENT, DOC_NUMBER, FALSE}, REPORT_EXCLUDED, 0},
    {{WORD_MISSING, WORD_GROUP_ABSENT, DOC_NUMBER, FALSE}, REPORT_MISSING, 0},
    {{WORD_DAMAGED, WORD_GROUP_ABSENT, DOC_NUMBER, FALSE}, REPORT_DAMAGED, 0},
    {{WORD_OVERNIGHT, WORD_GROUP_ABSENT, DOC_NUMBER, FALSE}, REPORT_OVERNIGHT, 0},
    {{WORD_EXPECTED, WORD_GROUP_PAGES, DOC_NUMBER, FALSE}, REPORT_PAGES_EXPECTED, 0},
    {{WORD_SCANNED, WORD_GROUP_PAGES, DOC_NUMBER, FALSE}, REPORT_PAGES_SCANNED, 0},
    {{WORD_PERCENT, WORD_GROUP_PAGES, DOC_NUMBER, FALSE}, 0, REPORT_PAGES_SCANNED},
};
#define N_OFFICE_COUNTS G_N_ELEMENTS(office_columns)
#define N_OFFICE_COLUMNS (N_OFFICE_COUNTS + 2) /* its name before, the age of the figures behind */

/* The day that the figures are of, and whether the office has fallen silent. */
static char *age_text(const ReportRow *row, ReportLanguage language)
{
    if (!row->figures_at)
        return g_strdup(report_word(language, WORD_NEVER));
    g_autofree char *day = report_date(row->figures_at);
    return g_strconcat(day, row->is_silent ? " " : NULL,
                       row->is_silent ? report_word(language, WORD_SILENT) : NULL, NULL);
}

static DocRow *office_row(DocTable *table, const ReportRow *row, const char *name,
                          ReportLanguage language)
{
    char **cells = g_new0(char *, N_OFFICE_COLUMNS + 1);
    cells[0] = g_strdup(name);
    for (guint i = 0; i < N_OFFICE_COUNTS; i++) {
        int percent = office_columns[i].percent;
        gint64 base = percent == REPORT_PAGES_SCANNED ? row->base_pages : row->base;
        cells[i + 1] = percent ? report_percent(row->counts[percent], base)
                               : report_count(row->counts[office_columns[i].count]);
    }
    cells[N_OFFICE_COLUMNS - 1] = age_text(row, language);
    DocRow *added = doc_table_add(table, cells);
    added->is_warned = row->is_silent || !row->figures_at;
    return added;
}

static const DocColumn *office_columns_fill(DocColumn columns[N_OFFICE_COLUMNS])
{
    columns[0] = (DocColumn){WORD_OFFICE, DOC_NO_GROUP, DOC_NAME, FALSE};
    for (guint i = 0; i < N_OFFICE_COUNTS; i++)
        columns[i + 1] = office_columns[i].column;
    columns[N_OFFICE_COLUMNS - 1] = (DocColumn){WORD_FIGURES_AT, DOC_NO_GROUP, DOC_CODE, FALSE};
    return columns;
}

DocTable *doc_offices(const Report *report, ReportLanguage language)
{
    DocColumn columns[N_OFFICE_COLUMNS];
    DocTable *table = doc_table_new(WORD_OFFICES, office_columns_fill(columns), N_OFFICE_COLUMNS);
    guint least = report_top_depth(report), most = least;
    table->is_wide = TRUE;
    for (guint i = 0; i < report->offices->len; i++)
        most = MAX(most, g_array_index(report->offices, ReportRow, i).depth);
    office_row(table, &report->total, report_word(language, WORD_GRAND_TOTAL), language)->is_total =
        TRUE;
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        DocRow *added = office_row(table, row, row->name, language);
        added->depth = row->depth - least;
        added->is_strong = row->depth < most;
    }
    return table;
}
