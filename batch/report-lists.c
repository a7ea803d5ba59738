/* The tables behind the offices: days, categories, persons, scanners, lists of records, corrections and the plan. Each
 * is a row of a table that says where a column's value stands in the item. */
#include <string.h>

#include "batch/report-doc.h"
#include "batch/sheet.h"
#include "index/member.h"

/* ---------------------------------------------------------------------------------------- days -- */

static const DocColumn day_columns[] = {
    {WORD_WEEK_FROM, DOC_NO_GROUP, DOC_NAME, FALSE}, {WORD_MON, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_TUE, DOC_NO_GROUP, DOC_NUMBER, FALSE},     {WORD_WED, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_THU, DOC_NO_GROUP, DOC_NUMBER, FALSE},     {WORD_FRI, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_SAT, DOC_NO_GROUP, DOC_NUMBER, FALSE},     {WORD_SUN, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_WEEK, DOC_NO_GROUP, DOC_NUMBER, FALSE},    {WORD_SO_FAR, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_BY_PLAN, DOC_NO_GROUP, DOC_NUMBER, FALSE},
};

static char *day_text(const ReportRow *row, const ReportDay *day, gint32 julian)
{
    gboolean is_off = day ? !day->is_working : julian % 7 == 0;
    if (!day)
        return g_strdup(is_off ? "*" : "");
    g_autofree char *count = report_count(report_day_amount(row, day));
    return g_strconcat(count, is_off ? "*" : "", day->is_flagged ? "!" : "", NULL);
}

#define DAYS_MOST 3650 /* longer than any drive: a date that was mistyped makes no book */

/* A week from its Monday; days before the first and after the last are empty. */
static void week_add(DocTable *table, const ReportRow *row, guint *next, gint32 monday, gint32 last,
                     gint64 *so_far)
{
    char **cells = g_new0(char *, G_N_ELEMENTS(day_columns) + 1);
    gint64 week = 0, planned;
    cells[0] = report_julian(monday);
    for (gint32 julian = monday; julian < monday + 7; julian++) {
        const ReportDay *day =
            *next < row->days->len ? &g_array_index(row->days, ReportDay, *next) : NULL;
        day = day && day->julian == julian ? day : NULL;
        cells[1 + julian - monday] = julian <= last ? day_text(row, day, julian) : g_strdup("");
        week += day ? report_day_amount(row, day) : 0;
        *next += day != NULL;
    }
    *so_far += week;
    cells[8] = report_count(week);
    cells[9] = report_count(*so_far);
    cells[10] = report_planned(row, MIN(monday + 6, last), &planned)
                    ? report_count(planned)
                    : report_count(REPORT_NO_COUNT);
    doc_table_add(table, cells);
}

/* Nothing is told of it, and it lies before the first day that can be believed: a clock that was wrong makes no year. */
static gboolean week_is_empty(const ReportRow *row, guint next, gint32 monday)
{
    return monday + 6 < report_first_day(row) &&
           g_array_index(row->days, ReportDay, next).julian > monday + 6;
}

DocTable *doc_days(const Report *report, ReportLanguage language)
{
    const ReportRow *row = &report->total;
    DocTable *table = doc_table_new(WORD_DAYS, day_columns, G_N_ELEMENTS(day_columns));
    ReportWord unit = report_is_in_records(row) ? WORD_GROUP_RECORDS : WORD_PAGES;
    gint64 so_far = 0;
    guint next = 0;
    table->says = report_word_fill(language, WORD_DAYS_SAYS, report_word(language, unit), NULL);
    if (row->days->len == 0)
        return table;
    gint32 last = g_array_index(row->days, ReportDay, row->days->len - 1).julian;
    gint32 first = MAX(g_array_index(row->days, ReportDay, 0).julian, last - DAYS_MOST);
    for (; g_array_index(row->days, ReportDay, next).julian < first; next++)
        so_far += report_day_amount(row, &g_array_index(row->days, ReportDay, next));
    for (gint32 monday = first - (first - 1) % 7; monday <= last; monday += 7)
        if (!week_is_empty(row, next, monday))
            week_add(table, row, &next, monday, last, &so_far);
    return table;
}

/* ------------------------------------------------------------------------- rows from the item -- */

typedef enum {
    VALUE_TEXT,
    VALUE_COUNT,
    VALUE_RATE,
    VALUE_DATE,
    VALUE_DEADLINE, /* with the first one */
    VALUE_WAS,      /* a count or a day */
    VALUE_OFFICE,   /* its name */
    VALUE_CATEGORY, /* empty: all others */
    VALUE_OTHER,    /* a person; null: nobody else */
    VALUE_SIDE,     /* as cover sheets call it */
    VALUE_WORD,     /* the kind of a plan's table, the column of a correction */
    VALUE_PERCENT,  /* of "member", the base, what "of" counts */
} ValueKind;

typedef struct {
    ReportWord title;
    DocKind kind;
    ValueKind value;
    const char *member, *of;
} ListColumn;

#define LIST_COLUMNS_MOST 11
typedef struct {
    ReportWord caption;
    const char *parent, *member; /* parent: the object that has it, or NULL */
    ListColumn columns[LIST_COLUMNS_MOST];
} List;

#define OFFICE                                                                                     \
    {                                                                                              \
        WORD_OFFICE, DOC_NAME, VALUE_OFFICE, "office", NULL                                        \
    }
#define FILE_NO                                                                                    \
    {                                                                                              \
        WORD_FILE_NO, DOC_TEXT, VALUE_TEXT, "file_no", NULL                                        \
    }
#define SIDE                                                                                       \
    {WORD_SIDE, DOC_TEXT, VALUE_SIDE, "side", NULL},                                               \
        {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL},                                      \
    {                                                                                              \
        WORD_EXPECTED, DOC_NUMBER, VALUE_COUNT, "expected", NULL                                   \
    }
#define REASON                                                                                     \
    {                                                                                              \
        WORD_REASON, DOC_TEXT, VALUE_TEXT, "reason", NULL                                          \
    }
#define GONE_BY                                                                                    \
    {WORD_BY, DOC_TEXT, VALUE_TEXT, "person", NULL},                                               \
    {                                                                                              \
        WORD_AT, DOC_CODE, VALUE_DATE, "at", NULL                                                  \
    }
#define APPROVED                                                                                   \
    {WORD_BY, DOC_TEXT, VALUE_OTHER, "approved_by", NULL},                                         \
    {                                                                                              \
        WORD_AT, DOC_CODE, VALUE_DATE, "approved_at", NULL                                         \
    }

/* clang-format off */
static const List lists[] = {
    {WORD_CATEGORIES, NULL, "categories",
     {OFFICE,
      {WORD_PRIORITY, DOC_TEXT, VALUE_TEXT, "priority", NULL},
      {WORD_CATEGORY, DOC_TEXT, VALUE_CATEGORY, "category", NULL},
      {WORD_TARGET_RECORDS, DOC_NUMBER, VALUE_COUNT, "target_records", NULL},
      {WORD_REGISTERED, DOC_NUMBER, VALUE_COUNT, "registered", NULL},
      {WORD_SCANNED, DOC_NUMBER, VALUE_COUNT, "scanned", NULL},
      {WORD_PERCENT, DOC_NUMBER, VALUE_PERCENT, "target_records", "scanned"},
      {WORD_IMPORTED, DOC_NUMBER, VALUE_COUNT, "imported", NULL},
      {WORD_TARGET_PAGES, DOC_NUMBER, VALUE_COUNT, "target_pages", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL},
      {WORD_DEADLINE, DOC_CODE, VALUE_DEADLINE, "deadline", NULL}}},
    {WORD_PERSONS, NULL, "persons",
     {OFFICE,
      {WORD_PERSON, DOC_TEXT, VALUE_TEXT, "person", NULL},
      {WORD_WORKED_DAYS, DOC_NUMBER, VALUE_COUNT, "days", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL},
      {WORD_PER_DAY, DOC_NUMBER, VALUE_RATE, "per_day", NULL},
      {WORD_FLAGS, DOC_NUMBER, VALUE_COUNT, "flags", NULL},
      {WORD_REJECTS, DOC_NUMBER, VALUE_COUNT, "rejects", NULL},
      {WORD_UNPROVEN, DOC_NUMBER, VALUE_COUNT, "unproven", NULL}}},
    {WORD_SCANNERS, NULL, "scanners",
     {OFFICE,
      {WORD_SCANNER, DOC_TEXT, VALUE_TEXT, "scanner", NULL},
      {WORD_SERIAL_NUMBER, DOC_CODE, VALUE_TEXT, "serial", NULL},
      {WORD_WORKED_DAYS, DOC_NUMBER, VALUE_COUNT, "days", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL},
      {WORD_PER_DAY, DOC_NUMBER, VALUE_RATE, "per_day", NULL},
      {WORD_FLAGS, DOC_NUMBER, VALUE_COUNT, "flags", NULL},
      {WORD_REJECTS, DOC_NUMBER, VALUE_COUNT, "rejects", NULL},
      {WORD_JAMS, DOC_NUMBER, VALUE_COUNT, "jams", NULL}}},
    {WORD_LIST_SHORT, "lists", "short",
     {OFFICE, FILE_NO, SIDE, REASON,
      {WORD_BY, DOC_TEXT, VALUE_TEXT, "person", NULL},
      {WORD_AT, DOC_CODE, VALUE_DATE, "at", NULL}}},
    {WORD_LIST_UNCOUNTED, "lists", "uncounted",
     {OFFICE, FILE_NO, SIDE,
      {WORD_REASON, DOC_TEXT, VALUE_WORD, "why", NULL}}},
    {WORD_LIST_SURPLUS, "lists", "surplus", {OFFICE, FILE_NO, SIDE}},
    {WORD_LIST_ELSEWHERE, "lists", "elsewhere",
     {OFFICE, FILE_NO,
      {WORD_SIDE, DOC_TEXT, VALUE_SIDE, "side", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL},
      {WORD_FIRST_FILE_NO, DOC_TEXT, VALUE_TEXT, "first_file_no", NULL}}},
    {WORD_LIST_LOWERED, "lists", "lowered",
     {OFFICE, FILE_NO,
      {WORD_SIDE, DOC_TEXT, VALUE_SIDE, "side", NULL},
      {WORD_WAS, DOC_NUMBER, VALUE_COUNT, "was", NULL},
      {WORD_IS, DOC_NUMBER, VALUE_COUNT, "is", NULL}, GONE_BY}},
    {WORD_LIST_UNLIKE, "lists", "unlike",
     {OFFICE, FILE_NO,
      {WORD_SIDE, DOC_TEXT, VALUE_SIDE, "side", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL}, REASON, GONE_BY}},
    {WORD_LIST_SPLIT, "lists", "split",
     {OFFICE, FILE_NO,
      {WORD_FIRST_FILE_NO, DOC_TEXT, VALUE_TEXT, "first_file_no", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL}, GONE_BY}},
    {WORD_LIST_RECATEGORISED, "lists", "recategorised",
     {OFFICE, FILE_NO,
      {WORD_WAS, DOC_TEXT, VALUE_TEXT, "was", NULL},
      {WORD_IS, DOC_TEXT, VALUE_TEXT, "is", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL}, GONE_BY}},
    {WORD_LIST_REMOVED, "lists", "removed",
     {OFFICE, FILE_NO, {WORD_EXPECTED, DOC_NUMBER, VALUE_COUNT, "expected", NULL}, REASON, GONE_BY}},
    {WORD_LIST_EXCLUDED, "lists", "excluded", {OFFICE, FILE_NO, REASON, APPROVED}},
    {WORD_LIST_MISSING, "lists", "missing", {OFFICE, FILE_NO, REASON, GONE_BY}},
    {WORD_LIST_DAMAGED, "lists", "damaged", {OFFICE, FILE_NO, REASON, GONE_BY}},
    {WORD_LIST_WITHHELD, "lists", "withheld",
     {OFFICE, FILE_NO,
      {WORD_CLASSIFICATION, DOC_TEXT, VALUE_TEXT, "classification", NULL},
      {WORD_PAGES, DOC_NUMBER, VALUE_COUNT, "pages", NULL},
      {WORD_OUT, DOC_NUMBER, VALUE_COUNT, "out", NULL}, REASON, GONE_BY}},
    {WORD_LIST_OVERNIGHT, "lists", "overnight",
     {OFFICE, FILE_NO,
      {WORD_TAKEN_AT, DOC_CODE, VALUE_DATE, "taken_at", NULL},
      {WORD_RECEIVED_BY, DOC_TEXT, VALUE_TEXT, "received_by", NULL}}},
    {WORD_LIST_TAKEN, "lists", "taken",
     {OFFICE, {WORD_ROW, DOC_TEXT, VALUE_TEXT, "row", NULL}, REASON, GONE_BY}},
    {WORD_LIST_DISPUTED, "lists", "disputed",
     {OFFICE, FILE_NO,
      {WORD_LATER_RECEIPT, DOC_TEXT, VALUE_WORD, "status", NULL},
      {WORD_COMPUTER_NO, DOC_CODE, VALUE_TEXT, "computer_no", NULL}, REASON, GONE_BY}},
    {WORD_LIST_DOUBTFUL, "lists", "doubtful",
     {OFFICE, FILE_NO,
      {WORD_REASON, DOC_TEXT, VALUE_WORD, "why", NULL},
      {WORD_COMPUTER_NO, DOC_CODE, VALUE_TEXT, "computer_no", NULL},
      {WORD_AT, DOC_CODE, VALUE_DATE, "at", NULL}}},
    {WORD_LIST_DISSOLVED, "lists", "dissolved",
     {OFFICE,
      {WORD_LOT, DOC_NUMBER, VALUE_COUNT, "lot", NULL},
      {WORD_GROUP_RECORDS, DOC_NUMBER, VALUE_COUNT, "records", NULL},
      {WORD_DRAWN, DOC_NUMBER, VALUE_COUNT, "drawn", NULL}, REASON, GONE_BY}},
    {WORD_CORRECTIONS, NULL, "corrections",
     {OFFICE,
      {WORD_RETURN_NO, DOC_NUMBER, VALUE_COUNT, "return", NULL},
      {WORD_DAY, DOC_CODE, VALUE_DATE, "day", NULL},
      {WORD_COLUMN, DOC_TEXT, VALUE_WORD, "column", NULL},
      {WORD_CATEGORY, DOC_TEXT, VALUE_TEXT, "category", NULL},
      {WORD_WAS, DOC_NUMBER, VALUE_WAS, "was", NULL},
      {WORD_IS, DOC_NUMBER, VALUE_WAS, "is", NULL}}},
    {WORD_REFUSED, NULL, "refused",
     {{WORD_FILE, DOC_NAME, VALUE_TEXT, "file", NULL},
      {WORD_REASON, DOC_TEXT, VALUE_TEXT, "why", NULL}}},
    {WORD_RETURNS, NULL, "returns",
     {OFFICE,
      {WORD_RETURN_NO, DOC_NUMBER, VALUE_COUNT, "return", NULL},
      {WORD_AT, DOC_CODE, VALUE_DATE, "at", NULL}}},
    {WORD_HOLIDAYS_LATE, NULL, "holidays_late",
     {OFFICE,
      {WORD_DAY, DOC_CODE, VALUE_DATE, "day", NULL},
      {WORD_REASON, DOC_TEXT, VALUE_TEXT, "name", NULL},
      {WORD_IMPORTED_AT, DOC_CODE, VALUE_DATE, "imported_at", NULL}}},
    {WORD_PLAN, NULL, "plan",
     {OFFICE,
      {WORD_PLAN_TABLE, DOC_NAME, VALUE_WORD, "kind", NULL},
      {WORD_VERSION, DOC_NUMBER, VALUE_COUNT, "version", NULL},
      {WORD_IMPORTED_AT, DOC_CODE, VALUE_DATE, "imported_at", NULL},
      {WORD_SHA256, DOC_CODE, VALUE_TEXT, "sha256", NULL}}},
};
/* clang-format on */

static const char *side_word(const char *side, ReportLanguage language)
{
    static const char *const codes[] = {
        [REPORT_ENGLISH] = "eng", [REPORT_HINDI] = "hin", [REPORT_URDU] = "urd"};
    return side ? sheet_side_label(sheet_language_find(codes[language]), side) : "";
}

/* What names no office is of who reports. */
static const char *office_text(const Report *report, const char *office)
{
    const char *by = member_text(report->item, "measured_by");
    return office ? report_office_name(report, office) : by ? by : report->total.name;
}

static char *value_text(const Report *report, JsonObject *row, const ListColumn *column,
                        ReportLanguage language)
{
    const char *text = member_text(row, column->member);
    gint64 count = member_int(row, column->member, REPORT_NO_COUNT);
    switch (column->value) {
    case VALUE_COUNT:
        return report_count(count);
    case VALUE_RATE:
        return report_rate(member_double(row, column->member, (double)count));
    case VALUE_DATE:
        return report_date(text);
    case VALUE_DEADLINE:
        return report_deadline(row, language);
    case VALUE_WAS:
        return text ? report_date(text) : report_count(count);
    case VALUE_OFFICE:
        return g_strdup(office_text(report, text));
    case VALUE_CATEGORY:
        return g_strdup(text && *text ? text : report_word(language, WORD_ALL_OTHERS));
    case VALUE_OTHER:
        return g_strdup(text ? text : report_word(language, WORD_NOBODY_ELSE));
    case VALUE_SIDE:
        return g_strdup(side_word(text, language));
    case VALUE_WORD:
        return g_strdup(report_item_word(text, language));
    case VALUE_PERCENT:
        return report_percent(member_int(row, column->of, REPORT_NO_COUNT), count);
    case VALUE_TEXT:
        break;
    }
    return g_strdup(text ? text : "");
}

static guint columns_fill(const List *list, DocColumn columns[LIST_COLUMNS_MOST])
{
    guint n = 0;
    for (; n < LIST_COLUMNS_MOST && list->columns[n].member; n++)
        columns[n] =
            (DocColumn){list->columns[n].title, DOC_NO_GROUP, list->columns[n].kind, FALSE};
    return n;
}

static DocTable *list_table(const List *list)
{
    DocColumn columns[LIST_COLUMNS_MOST];
    return doc_table_new(list->caption, columns, columns_fill(list, columns));
}

/* Of many offices: corrections of single days and the versions of their own plans stand in their districts' reports. */
static gboolean is_left_out(const List *list, JsonObject *row, const Report *report)
{
    const char *detail = list->caption == WORD_CORRECTIONS ? "day"
                         : list->caption == WORD_PLAN      ? "office"
                                                           : NULL;
    return detail && report->offices->len > REPORT_OFFICES_LISTED && member_text(row, detail);
}

static void rows_add(DocTable *table, const List *list, JsonArray *rows, const Report *report,
                     ReportLanguage language)
{
    for (guint i = 0; i < member_length(rows); i++) {
        if (is_left_out(list, member_element(rows, i), report))
            continue;
        char **cells = g_new0(char *, table->n_columns + 1);
        for (guint c = 0; c < table->n_columns; c++)
            cells[c] = value_text(report, member_element(rows, i), &list->columns[c], language);
        doc_table_add(table, cells);
    }
}

/* Those of all offices together, then of each. */
static DocTable *categories_table(const List *list, const Report *report, ReportLanguage language)
{
    DocTable *table = list_table(list);
    gboolean is_one = report->offices->len == 1;
    g_autoptr(JsonArray) all = report_categories(report);
    if (!is_one)
        rows_add(table, list, all, report, language);
    for (guint i = 0; i < table->rows->len; i++) {
        DocRow *row = &g_array_index(table->rows, DocRow, i);
        g_free(row->cells[0]);
        row->cells[0] = g_strdup(report_word(language, WORD_GRAND_TOTAL));
        row->is_total = TRUE;
    }
    if (is_one || report->offices->len <= REPORT_OFFICES_LISTED)
        rows_add(table, list, member_array(report->item, list->member), report, language);
    return table;
}

/* What stands above a list; NULL: nothing. */
static char *list_says(const List *list, const Report *report, ReportLanguage language)
{
    gint64 unproven = report->total.counts[REPORT_PAGES_UNPROVEN];
    if (list->caption == WORD_LIST_REMOVED)
        return g_strdup(report_word(language, WORD_REMOVED_SAYS));
    if (list->caption != WORD_PERSONS || unproven <= 0)
        return NULL;
    g_autofree char *count = report_count(unproven);
    return report_word_fill(language, WORD_UNPROVEN_SAYS, count, NULL);
}

static void list_add(Doc *doc, const List *list, const Report *report)
{
    JsonObject *parent = list->parent ? member_object(report->item, list->parent) : report->item;
    DocTable *table = list_table(list);
    table->says = list_says(list, report, doc->language);
    rows_add(table, list, member_array(parent, list->member), report, doc->language);
    doc_add_table(doc, table);
}

/* Of joined reports: a station is measured by its own plan. */
static void measured_add(Doc *doc, const Report *report)
{
    const char *by = member_text(report->item, "measured_by");
    if (json_object_has_member(report->item, "measured_by"))
        doc_add_text(doc, WORD_MEASURED,
                     by ? report_word_fill(doc->language, WORD_MEASURED_STORE, by, NULL)
                        : g_strdup(report_word(doc->language, WORD_MEASURED_FILES)));
}

void doc_add_lists(Doc *doc, const Report *report)
{
    gboolean is_many = report_lists_are_counted(report);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        const List *list = &lists[i];
        if (list->caption == WORD_CORRECTIONS)
            doc_add_table(doc, doc_days(report, doc->language));
        if (list->caption == WORD_CATEGORIES)
            doc_add_table(doc, categories_table(list, report, doc->language));
        else if (is_many && list->parent && list->caption == WORD_LIST_SHORT)
            doc_add_table(doc, doc_list_counts(report, doc->language));
        else if (!is_many || !list->parent)
            list_add(doc, list, report);
    }
    measured_add(doc, report);
    doc_add_text(doc, WORD_OLDER, doc_older(report, doc->language));
    doc_add_table(doc, doc_evidence(report, doc->language));
}
