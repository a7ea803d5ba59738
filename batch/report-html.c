/* The progress return as one HTML page that needs nothing else: no network, no script; a policy in its head forbids
 * both, and any style but its own. It follows the reader's light or dark setting, is always light on paper (A4, laid on
 * its side), and is well-formed XML too, so that any tool can check it. Everything from outside is escaped and isolated,
 * so that a name in another script does not turn the numbers beside it round.
 */
#include "batch/report-html.h"

void html_escaped(GString *html, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(html, escaped);
}

static void append_element(GString *html, const char *element, const char *class_name,
                           const char *text)
{
    g_string_append_printf(html, "<%s class=\"%s\">", element, class_name);
    html_escaped(html, text);
    g_string_append_printf(html, "</%s>\n", element);
}

/* ---------------------------------------------------------------------------------------- head -- */

/* The policy names the style sheet by its hash. */
static char *style_hash(void)
{
    guint8 digest[32];
    gsize size = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)report_style, -1);
    g_checksum_get_digest(checksum, digest, &size);
    return g_base64_encode(digest, size);
}

static void append_head(GString *html, const Doc *doc)
{
    g_autofree char *hash = style_hash();
    const char *title = report_word(doc->language, WORD_TITLE);
    g_string_append_printf(
        html,
        "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'sha256-%s'; base-uri 'none'; form-action 'none'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>",
        report_language_tag(doc->language), report_language_is_rtl(doc->language) ? "rtl" : "ltr",
        hash);
    html_escaped(html, title);
    g_string_append(html, " \u00b7 ");
    html_escaped(html, doc->office);
    g_string_append_printf(html, "</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n",
                           report_style);
    append_element(html, "p", "kicker", title);
    g_string_append(html, "<h1><bdi>");
    html_escaped(html, doc->office);
    g_string_append(html, "</bdi></h1>\n<p class=\"soft\">");
    html_escaped(html, doc->as_of);
    if (doc->period) {
        g_string_append(html, " \u00b7 ");
        html_escaped(html, doc->period);
    }
    g_string_append(html, "</p>\n</header>\n<main>\n");
}

/* ------------------------------------------------------------------------------------- summary -- */

static const struct {
    ReportWord state;
    const char *class_name, *sign;
} state_signs[] = {
    {WORD_STATE_LATE, "warned", "\u25b2"},         {WORD_STATE_STOPPED, "warned", "\u25a0"},
    {WORD_STATE_NOTHING_LEFT, "warned", "\u25b2"}, {WORD_STATE_IN_TIME, "good", "\u2713"},
    {WORD_STATE_DONE, "good", "\u2713"},
};

static void append_verdict(GString *html, const Doc *doc)
{
    const char *class_name = "plain", *sign = "\u25cb";
    for (guint i = 0; i < G_N_ELEMENTS(state_signs); i++)
        if (state_signs[i].state == doc->state) {
            class_name = state_signs[i].class_name;
            sign = state_signs[i].sign;
        }
    g_string_append_printf(html, "<p class=\"verdict %s\"><span aria-hidden=\"true\">%s</span> ",
                           class_name, sign);
    html_escaped(html, doc->verdict);
    g_string_append(html, "</p>\n");
}

static void append_bar(GString *html, double share)
{
    char width[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(html,
                           "<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" "
                           "aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"4\"/>"
                           "<rect class=\"done\" width=\"%s\" height=\"4\"/></svg>",
                           g_ascii_formatd(width, sizeof width, "%.2f", 100 * share));
}

static void append_facts(GString *html, const Doc *doc)
{
    g_string_append(html, "<dl>\n");
    for (guint i = 0; i < DOC_FACTS; i++) {
        const DocFact *fact = &doc->facts[i];
        g_string_append(html, "<div>");
        append_element(html, "dt", "name", report_word(doc->language, fact->name));
        append_element(html, "dd", "figure", fact->figure);
        if (fact->says)
            append_element(html, "dd", "soft", fact->says);
        g_string_append(html, "</div>\n");
    }
    g_string_append(html, "</dl>\n");
}

static void append_summary(GString *html, const Doc *doc)
{
    g_string_append(html, "<section class=\"summary\">\n<div class=\"share\">\n<p><strong>");
    html_escaped(html, doc->percent);
    g_string_append(html, "</strong> ");
    html_escaped(html, report_word(doc->language, WORD_HEAD_SCANNED));
    g_string_append(html, "</p>\n");
    append_bar(html, doc->share);
    append_element(html, "p", "soft", doc->achieved);
    g_string_append(html, "</div>\n<div class=\"says\">\n");
    append_verdict(html, doc);
    if (doc->reasons)
        append_element(html, "p", "reasons", doc->reasons);
    if (doc->beside)
        append_element(html, "p", "reasons", doc->beside);
    append_facts(html, doc);
    g_string_append(html, "</div>\n</section>\n");
}

/* -------------------------------------------------------------------------------------- tables -- */

#define FEW_COLUMNS 4 /* that would stand too far apart on the whole width */

static const char *const kind_classes[] = {
    [DOC_NAME] = "name", [DOC_TEXT] = "words", [DOC_CODE] = "code", [DOC_NUMBER] = "number"};

static void append_column(GString *html, const DocColumn *column, const char *more,
                          ReportLanguage language)
{
    g_string_append_printf(html, "<th scope=\"col\" class=\"%s\"%s>", kind_classes[column->kind],
                           more);
    html_escaped(html, report_word(language, column->title));
    g_string_append(html, "</th>");
}

/* Columns without a group reach over both head rows. */
static void append_groups(GString *html, const DocTable *table, ReportLanguage language)
{
    g_string_append(html, "<tr>");
    for (guint c = 0; c < table->n_columns;) {
        ReportWord group = table->columns[c].group;
        guint first = c++;
        if (group == DOC_NO_GROUP) {
            append_column(html, &table->columns[first], " rowspan=\"2\"", language);
            continue;
        }
        while (c < table->n_columns && table->columns[c].group == group)
            c++;
        g_string_append_printf(html, "<th scope=\"colgroup\" class=\"group\" colspan=\"%u\">",
                               c - first);
        html_escaped(html, report_word(language, group));
        g_string_append(html, "</th>");
    }
    g_string_append(html, "</tr>\n");
}

static gboolean table_has_groups(const DocTable *table)
{
    for (guint c = 0; c < table->n_columns; c++)
        if (table->columns[c].group != DOC_NO_GROUP)
            return TRUE;
    return FALSE;
}

static void append_table_head(GString *html, const DocTable *table, ReportLanguage language)
{
    gboolean has_groups = table_has_groups(table);
    g_string_append(html, "<thead>\n");
    if (has_groups)
        append_groups(html, table, language);
    g_string_append(html, "<tr>");
    for (guint c = 0; c < table->n_columns; c++)
        if (!has_groups || table->columns[c].group != DOC_NO_GROUP)
            append_column(html, &table->columns[c],
                          c && table->columns[c].group != table->columns[c - 1].group
                              ? " data-first=\"\""
                              : "",
                          language);
    g_string_append(html, "</tr>\n</thead>\n");
}

/* Its letters climb higher and hang lower than those that the page's lines are made for. */
static gboolean is_nastaliq(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_ARABIC)
            return TRUE;
    return FALSE;
}

static void append_words(GString *html, const char *text)
{
    g_string_append(html, is_nastaliq(text) ? "<bdi class=\"nastaliq\">" : "<bdi>");
    html_escaped(html, text);
    g_string_append(html, "</bdi>");
}

static void append_cell(GString *html, const DocTable *table, const DocRow *row, guint c)
{
    const DocColumn *column = &table->columns[c];
    const char *element = column->kind == DOC_NAME ? "th" : "td";
    gboolean is_first = c > 0 && column->group != table->columns[c - 1].group;
    g_string_append_printf(html, "<%s%s class=\"%s\"%s>", element,
                           column->kind == DOC_NAME ? " scope=\"row\"" : "",
                           kind_classes[column->kind], is_first ? " data-first=\"\"" : "");
    if (column->has_bar) {
        g_string_append(html, "<span class=\"beside\">");
        append_bar(html, row->share);
        g_string_append(html,
                        "<span class=\"percent\">"); /* all as wide: the bars begin together */
    }
    if (column->kind == DOC_NUMBER)
        html_escaped(html, row->cells[c]);
    else
        append_words(html, row->cells[c]);
    g_string_append_printf(html, "%s</%s>", column->has_bar ? "</span></span>" : "", element);
}

static void append_row(GString *html, const DocTable *table, const DocRow *row)
{
    g_string_append_printf(html, "<tr class=\"depth-%u%s%s%s\">", MIN(row->depth, 4),
                           row->is_total ? " total" : "", row->is_strong ? " above" : "",
                           row->is_warned ? " warned" : "");
    for (guint c = 0; c < table->n_columns; c++)
        append_cell(html, table, row, c);
    g_string_append(html, "</tr>\n");
}

void html_table(GString *html, const DocTable *table, ReportLanguage language, guint number)
{
    g_string_append_printf(html,
                           "<section class=\"%s\">\n<div class=\"scroll\" role=\"region\" "
                           "tabindex=\"0\" aria-labelledby=\"caption-%u\">\n<table>\n"
                           "<caption><h2 id=\"caption-%u\">",
                           table->is_wide                    ? "wide"
                           : table->n_columns <= FEW_COLUMNS ? "table few"
                                                             : "table",
                           number, number);
    html_escaped(html, report_word(language, table->caption));
    g_string_append(html, "</h2>");
    if (table->says)
        append_element(html, "p", "soft", table->says);
    g_string_append(html, "</caption>\n");
    append_table_head(html, table, language);
    g_string_append(html, "<tbody>\n");
    for (guint i = 0; i < table->rows->len; i++)
        append_row(html, table, &g_array_index(table->rows, DocRow, i));
    g_string_append(html, "</tbody>\n</table>\n</div>\n</section>\n");
}

/* ---------------------------------------------------------------------------------------- page -- */

static void append_text(GString *html, const DocPart *part, ReportLanguage language)
{
    g_string_append(html, "<section>\n");
    append_element(html, "h2", "text", report_word(language, part->heading));
    append_element(html, "p", "rules", part->text);
    g_string_append(html, "</section>\n");
}

static void append_part(GString *html, const Doc *doc, guint i)
{
    const DocPart *part = doc->parts->pdata[i];
    switch (part->kind) {
    case DOC_PART_SUMMARY:
        append_summary(html, doc);
        break;
    case DOC_PART_TABLE:
        html_table(html, part->table, doc->language, i);
        break;
    case DOC_PART_CHART:
        html_chart(html, part->chart, i);
        break;
    case DOC_PART_TEXT:
        append_text(html, part, doc->language);
        break;
    }
}

GString *report_html(const Report *report, ReportLanguage language)
{
    GString *html = g_string_new(NULL);
    g_autoptr(Doc) doc = doc_new(report, language);
    append_head(html, doc);
    for (guint i = 0; i < doc->parts->len; i++)
        append_part(html, doc, i);
    g_string_append(html, "</main>\n</body>\n</html>\n");
    return html;
}
