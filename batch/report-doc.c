/* The document: its summary, and its parts in order. */
#include "batch/report-doc.h"

#include <string.h>

#include "index/member.h"

/* -------------------------------------------------------------------------------------- tables -- */

static void doc_row_clear(gpointer data)
{
    g_strfreev(((DocRow *)data)->cells);
}

DocTable *doc_table_new(ReportWord caption, const DocColumn *columns, guint n_columns)
{
    DocTable *table = g_new0(DocTable, 1);
    table->caption = caption;
    table->columns = g_memdup2(columns, n_columns * sizeof *columns);
    table->n_columns = n_columns;
    table->rows = g_array_new(FALSE, FALSE, sizeof(DocRow));
    g_array_set_clear_func(table->rows, doc_row_clear);
    return table;
}

DocRow *doc_table_add(DocTable *table, char **cells)
{
    const DocRow row = {.cells = cells};
    g_assert(g_strv_length(cells) == table->n_columns);
    g_array_append_val(table->rows, row);
    return &g_array_index(table->rows, DocRow, table->rows->len - 1);
}

static void doc_table_free(DocTable *table)
{
    if (!table)
        return;
    g_array_unref(table->rows);
    g_free(table->columns);
    g_free(table->says);
    g_free(table);
}

/* --------------------------------------------------------------------------------------- parts -- */

static void part_free(gpointer data)
{
    DocPart *part = data;
    doc_table_free(part->table);
    chart_free(part->chart);
    g_free(part->text);
    g_free(part);
}

static DocPart *part_add(Doc *doc, DocPartKind kind)
{
    DocPart *part = g_new0(DocPart, 1);
    part->kind = kind;
    g_ptr_array_add(doc->parts, part);
    return part;
}

void doc_add_table(Doc *doc, DocTable *table)
{
    if (table && table->rows->len)
        part_add(doc, DOC_PART_TABLE)->table = table;
    else
        doc_table_free(table);
}

void doc_add_chart(Doc *doc, Chart *chart)
{
    if (chart)
        part_add(doc, DOC_PART_CHART)->chart = chart;
}

void doc_add_text(Doc *doc, ReportWord heading, char *text)
{
    if (!text)
        return;
    DocPart *part = part_add(doc, DOC_PART_TEXT);
    part->heading = heading;
    part->text = text;
}

/* ------------------------------------------------------------------------------------- summary -- */

/* Why nothing is left though not all is scanned. */
static char *rest_new(const Doc *doc, const ReportRow *row)
{
    g_autofree char *gone = report_count(MAX(row->counts[REPORT_EXCLUDED], 0) +
                                         MAX(row->counts[REPORT_MISSING], 0) +
                                         MAX(row->counts[REPORT_DAMAGED], 0)),
                    *closed_short = report_count(row->counts[REPORT_SHORT]);
    return report_word_fill(doc->language, WORD_IS_NOTHING_LEFT, gone, closed_short, NULL);
}

static char *verdict_new(const Doc *doc, const ReportRow *row)
{
    static const ReportWord sentences[] = {
        [WORD_STATE_DONE - WORD_STATE_DONE] = WORD_IS_DONE,
        [WORD_STATE_UNKNOWN - WORD_STATE_DONE] = WORD_IS_UNKNOWN,
        [WORD_STATE_STOPPED - WORD_STATE_DONE] = WORD_IS_STOPPED,
        [WORD_STATE_OPEN - WORD_STATE_DONE] = WORD_IS_OPEN,
        [WORD_STATE_IN_TIME - WORD_STATE_DONE] = WORD_IS_IN_TIME,
        [WORD_STATE_LATE - WORD_STATE_DONE] = WORD_IS_LATE,
    };
    g_autofree char *end = report_date(member_text(row->projection, "end")),
                    *deadline = report_date(row->deadline);
    if (doc->state == WORD_STATE_NOTHING_LEFT)
        return rest_new(doc, row);
    return report_word_fill(doc->language, sentences[doc->state - WORD_STATE_DONE], end, deadline,
                            NULL);
}

static char *needed_new(JsonObject *projection)
{
    gint64 needed = member_int(projection, "needed_per_day", 0);
    return report_count(needed > 0 ? needed : REPORT_NO_COUNT);
}

static char *whole_new(const Doc *doc, JsonObject *whole)
{
    gboolean is_records = g_strcmp0(member_text(whole, "unit"), "records") == 0;
    const char *day = member_text(whole, "end");
    g_autofree char *off = report_count(member_int(whole, "off", 0)),
                    *lately = report_count(member_int(whole, "lately", 0)),
                    *left = report_count(member_int(whole, "left", 0)), *needed = needed_new(whole),
                    *end = day ? report_date(day) : report_julian(0);
    return report_word_fill(
        doc->language, WORD_SAY_WHOLE, off, lately, left,
        report_word(doc->language, is_records ? WORD_UNIT_RECORDS : WORD_UNIT_PAGES), needed, end,
        report_word(doc->language, report_state_of(whole)), NULL);
}

static char *first_new(const Doc *doc, const ReportRow *row, JsonObject *first)
{
    g_autofree char *was = report_date(member_text(first, "deadline")),
                    *is = row->deadline ? report_date(row->deadline) : report_julian(0),
                    *needed = needed_new(first);
    return report_word_fill(doc->language, WORD_SAY_FIRST, was, is, needed,
                            report_word(doc->language, report_state_of(first)), NULL);
}

static char *beside_new(const Doc *doc, const ReportRow *row)
{
    JsonObject *whole = member_object(row->projection, "whole"),
               *first = member_object(row->projection, "first");
    g_autofree char *off = whole ? whole_new(doc, whole) : NULL,
                    *moved = first ? first_new(doc, row, first) : NULL;
    return off || moved
               ? g_strconcat(off ? off : "", off && moved ? " " : "", moved ? moved : "", NULL)
               : NULL;
}

static char *interval_new(const Doc *doc, JsonObject *projection)
{
    const char *early = member_text(projection, "end_early"),
               *late = member_text(projection, "end_late");
    if (!early || !late)
        return NULL;
    g_autofree char *from = report_date(early), *to = report_date(late);
    return report_word_fill(doc->language, WORD_INTERVAL, from, to, NULL);
}

static char *counted_new(const Doc *doc, ReportWord word, JsonObject *projection,
                         const char *member)
{
    gint64 n = member_int(projection, member, 0);
    g_autofree char *count = report_count(n);
    return n > 0 ? report_word_fill(doc->language, word, count, NULL) : NULL;
}

static char *end_new(JsonObject *projection)
{
    const char *end = member_text(projection, "end");
    return end ? report_date(end) : report_julian(0);
}

static void facts_fill(Doc *doc, const ReportRow *row)
{
    JsonObject *projection = row->projection;
    ReportWord unit = report_is_in_records(row) ? WORD_UNIT_RECORDS : WORD_UNIT_PAGES;
    double needed = member_double(projection, "needed_per_day", 0);
    const DocFact facts[DOC_FACTS] = {
        {WORD_LEFT, report_count(member_int(projection, "left", REPORT_NO_COUNT)),
         g_strdup(report_word(doc->language, unit))},
        {WORD_RATE_NOW, report_rate(member_double(projection, "per_day", 0)),
         counted_new(doc, WORD_WORKING_DAYS_USED, projection, "working_days")},
        {WORD_RATE_NEEDED, report_rate(needed > 0 ? needed : -1),
         counted_new(doc, WORD_WORKING_DAYS_LEFT, projection, "days_left")},
        {WORD_LIKELY_END, end_new(projection), interval_new(doc, projection)},
    };
    for (guint i = 0; i < DOC_FACTS; i++)
        doc->facts[i] = facts[i];
}

static char *period_new(const Doc *doc, JsonObject *item)
{
    gint64 number = member_int(item, "return", 0);
    JsonObject *period = member_object(item, "period");
    if (number <= 0)
        return NULL;
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *from = report_date(member_text(period, "from")),
                    *to = report_date(member_text(period, "to"));
    if (!*from)
        return report_word_fill(doc->language, WORD_RETURN_FIRST, text, to, NULL);
    g_autofree char *told = report_word_fill(doc->language, WORD_RETURN, text, from, to, NULL);
    gboolean is_backward = strcmp(member_text(period, "from"), member_text(period, "to")) > 0;
    return is_backward ? g_strdup_printf("%s (%s)", told, report_word(doc->language, WORD_FLAGGED))
                       : g_steal_pointer(&told);
}

#define NAMES_MAX 3

/* Of offices that were joined though no office stands above them all: their names, as far as a line has room. */
static char *names_join(const Report *report, ReportLanguage language)
{
    const char *comma = report_language_is_rtl(language) ? "\u060c " : ", ";
    g_autoptr(GString) names = g_string_new(NULL);
    guint n = 0, top = report_top_depth(report);
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        if (row->depth == top && ++n <= NAMES_MAX)
            g_string_append_printf(names, "%s%s", n > 1 ? comma : "", row->name);
    }
    if (n == 0 || n > NAMES_MAX)
        return g_strdup(report_word(language, WORD_GRAND_TOTAL));
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static void summary_fill(Doc *doc, const Report *report)
{
    const ReportRow *row = &report->total;
    const gint64 scanned = row->counts[REPORT_SCANNED];
    g_autofree char *at = report_time(member_text(report->item, "at"));
    g_autofree char *done = report_count(scanned), *base = report_count(row->base);
    const char *name = member_text(report->item, "name");
    doc->office =
        row->office ? g_strdup(name ? name : row->name) : names_join(report, doc->language);
    doc->as_of = report_word_fill(doc->language, WORD_AS_OF, at, NULL);
    doc->period = period_new(doc, report->item);
    doc->percent = report_percent(scanned, row->base);
    doc->achieved = report_word_fill(doc->language, WORD_OF, done, base, NULL);
    doc->share = row->base > 0 ? CLAMP((double)scanned / (double)row->base, 0, 1) : 0;
    doc->state = report_state(row);
    doc->verdict = verdict_new(doc, row);
    doc->reasons = member_length(row->behind) ? doc_reasons(row, doc->language) : NULL;
    doc->beside = beside_new(doc, row);
    facts_fill(doc, row);
}

/* ------------------------------------------------------------------------------------ document -- */

static void behind_add(Doc *doc, const Report *report)
{
    DocTable *behind = doc_behind(report, FALSE, doc->language);
    if (behind->rows->len == 0 && report->offices->len > 0)
        doc_add_text(doc, WORD_BEHIND, g_strdup(report_word(doc->language, WORD_NO_BEHIND)));
    doc_add_table(doc, behind);
}

/* How the projection takes offices that nobody heard of lately, or ever. */
static void unheard_add(Doc *doc, const ReportRow *row)
{
    JsonObject *guessed = member_object(row->projection, "guessed");
    gint64 n_silent = member_int(guessed, "silent", 0), n_never = member_int(guessed, "never", 0);
    if (n_silent + n_never == 0)
        return;
    g_autofree char *silent = report_count(n_silent), *never = report_count(n_never),
                    *per_day = report_rate(member_double(guessed, "per_day", 0));
    g_autofree char *first =
        n_silent ? report_word_fill(doc->language, WORD_UNHEARD_SILENT, silent, per_day, NULL)
                 : g_strdup("");
    g_autofree char *second =
        n_never ? report_word_fill(doc->language, WORD_UNHEARD_NEVER, never, NULL) : g_strdup("");
    doc_add_text(doc, WORD_UNHEARD,
                 g_strconcat(first, n_silent && n_never ? " " : "", second, NULL));
}

Doc *doc_new(const Report *report, ReportLanguage language)
{
    Doc *doc = g_new0(Doc, 1);
    doc->language = language;
    doc->parts = g_ptr_array_new_with_free_func(part_free);
    summary_fill(doc, report);
    part_add(doc, DOC_PART_SUMMARY);
    doc_add_table(doc, doc_grand_total(report, language));
    doc_add_table(doc, doc_rewritten(report, language));
    behind_add(doc, report);
    unheard_add(doc, &report->total);
    doc_add_chart(doc, chart_course(report, language));
    doc_add_chart(doc, chart_days(report, language));
    doc_add_chart(doc, chart_ranking(report, language));
    doc_add_chart(doc, chart_stages(report, language));
    doc_add_table(doc, doc_offices(report, language));
    if (report_has_levels(report))
        doc_add_table(doc, doc_behind(report, TRUE, language));
    doc_add_lists(doc, report);
    doc_add_text(doc, WORD_RULES, g_strdup(report_word(language, WORD_RULES_SAY)));
    return doc;
}

void doc_free(Doc *doc)
{
    if (!doc)
        return;
    for (guint i = 0; i < DOC_FACTS; i++) {
        g_free(doc->facts[i].figure);
        g_free(doc->facts[i].says);
    }
    g_ptr_array_unref(doc->parts);
    g_free(doc->office);
    g_free(doc->as_of);
    g_free(doc->period);
    g_free(doc->percent);
    g_free(doc->achieved);
    g_free(doc->verdict);
    g_free(doc->reasons);
    g_free(doc->beside);
    g_free(doc);
}
