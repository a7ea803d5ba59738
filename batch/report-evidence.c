/* What an auditor can check at each office: its report was made of a store whose chain of events had this head, and in which this return was
 * frozen; and where reports contradict what they said of that before. */
#include "batch/report-doc.h"
#include "index/member.h"

static const DocColumn columns[] = {
    {WORD_OFFICE, DOC_NO_GROUP, DOC_NAME, FALSE},
    {WORD_FIGURES_AT, DOC_NO_GROUP, DOC_CODE, FALSE},
    {WORD_EVENT, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_EVENT_HASH, DOC_NO_GROUP, DOC_CODE, FALSE},
    {WORD_RETURN_NO, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_RETURN_SHA256, DOC_NO_GROUP, DOC_CODE, FALSE},
};

/* Of joined reports: whose version did not know yet what a report must say. */
static gboolean is_older(const Report *report, const ReportRow *row)
{
    return row->figures_at && !row->is_inner && !member_array(row->item, "heads") &&
           json_object_has_member(report->item, "measured_by");
}

static void row_add(DocTable *table, const ReportRow *row)
{
    const char *hash = member_text(row->chain, "hash"),
               *sha256 = member_text(row->frozen, "sha256");
    char *cells[] = {g_strdup(row->name),
                     report_date(row->figures_at),
                     report_count(member_int(row->chain, "number", REPORT_NO_COUNT)),
                     g_strdup(hash ? hash : ""),
                     report_count(member_int(row->frozen, "return", REPORT_NO_COUNT)),
                     g_strdup(sha256 ? sha256 : ""),
                     NULL};
    doc_table_add(table, g_memdup2(cells, sizeof cells));
}

DocTable *doc_evidence(const Report *report, ReportLanguage language)
{
    DocTable *table = doc_table_new(WORD_EVIDENCE, columns, G_N_ELEMENTS(columns));
    table->says = g_strdup(report_word(language, WORD_EVIDENCE_SAYS));
    table->is_wide = TRUE;
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        if (row->chain || is_older(report, row))
            row_add(table, row);
    }
    return table;
}

char *doc_older(const Report *report, ReportLanguage language)
{
    const char *comma = report_language_is_rtl(language) ? "\u060c " : ", ";
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        if (is_older(report, row))
            g_string_append_printf(names, "%s%s", names->len ? comma : "", row->name);
    }
    return names->len ? report_word_fill(language, WORD_OLDER_SAYS, names->str, NULL) : NULL;
}

/* ------------------------------------------------------------------------------- contradictions -- */

static const DocColumn rewritten_columns[] = {
    {WORD_OFFICE, DOC_NO_GROUP, DOC_NAME, FALSE},
    {WORD_RETURN_NO, DOC_NO_GROUP, DOC_NUMBER, FALSE},
    {WORD_WHAT, DOC_NO_GROUP, DOC_TEXT, FALSE},
    {WORD_WAS, DOC_NO_GROUP, DOC_CODE, FALSE},
    {WORD_IN_REPORT_OF, DOC_NO_GROUP, DOC_CODE, FALSE},
    {WORD_IS, DOC_NO_GROUP, DOC_CODE, FALSE},
    {WORD_IN_REPORT_OF, DOC_NO_GROUP, DOC_CODE, FALSE},
};

/* A count, a time or a hash. */
static char *told_text(const char *text)
{
    char *end = NULL;
    gint64 count = text ? g_ascii_strtoll(text, &end, 10) : REPORT_NO_COUNT;
    return !text || !*end ? report_count(count) : report_time(text);
}

DocTable *doc_rewritten(const Report *report, ReportLanguage language)
{
    JsonArray *rewritten = member_array(report->item, "rewritten");
    DocTable *table =
        doc_table_new(WORD_REWRITTEN, rewritten_columns, G_N_ELEMENTS(rewritten_columns));
    table->says = g_strdup(report_word(language, WORD_REWRITTEN_SAYS));
    table->is_wide = TRUE;
    for (guint i = 0; i < member_length(rewritten); i++) {
        JsonObject *one = member_element(rewritten, i);
        char *cells[] = {g_strdup(report_office_name(report, member_text(one, "office"))),
                         report_count(member_int(one, "return", REPORT_NO_COUNT)),
                         g_strdup(report_item_word(member_text(one, "what"), language)),
                         told_text(member_text(one, "was")),
                         report_time(member_text(one, "was_at")),
                         told_text(member_text(one, "is")),
                         report_time(member_text(one, "at")),
                         NULL};
        doc_table_add(table, g_memdup2(cells, sizeof cells));
    }
    return table;
}
