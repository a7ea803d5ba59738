/* What an auditor can check at each office: its report was made of a store whose chain of events had this head, and in which this return was
 * frozen. */
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
        if (row->chain)
            row_add(table, row);
    }
    return table;
}
