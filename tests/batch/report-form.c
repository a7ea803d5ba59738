/* report-form FORMAT LANGUAGE ITEM.json FILE: sets a progress item that came from elsewhere, as report does its own. */
#include "batch/report.h"

#include "index/member.h"

#include <stdlib.h>

static Report *report_load(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_file(parser, path, &error))
        g_error("%s: %s", path, error->message);
    JsonObject *answer = json_node_get_object(json_parser_get_root(parser));
    JsonNode *item = json_array_get_element(member_array(answer, "items"), 0);
    Report *report = report_new(item, &error);
    if (!report)
        g_error("%s: %s", path, error->message);
    return report;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 5)
        g_error("use: report-form html|pdf|csv LANGUAGE ITEM.json FILE");
    g_autoptr(Report) report = report_load(argv[3]);
    ReportLanguage language = report_language_find(argv[2]);
    if (g_str_equal(argv[1], "pdf"))
        return report_write_pdf(report, language, argv[4], &error)
                   ? 0
                   : (g_printerr("%s\n", error->message), 1);
    GString *text =
        g_str_equal(argv[1], "csv") ? report_csv(report) : report_html(report, language);
    gboolean done = report_publish(argv[4], text->str, text->len, &error);
    g_string_free(text, TRUE);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
