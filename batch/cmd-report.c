/* muhafiz report: the progress return. */
#include <string.h>

#include "batch/item.h"
#include "batch/output.h"
#include "batch/report.h"

static const CommandOption options[] = {
    {.name = "format",
     .letter = 'f',
     .type = OPTION_CHOICE,
     .fallback = "html",
     .value = "html|csv|json|pdf",
     .help = "form of the file"},
    {.name = "output",
     .letter = 'o',
     .type = OPTION_FILE,
     .value = "FILE",
     .help = "the file to write; without it the Grand Total is printed here"},
    {0},
};

/* The same value as with --json. */
static gboolean write_json(JsonNode *progress, const char *path, GError **error)
{
    g_autofree char *item = json_to_string(progress, FALSE);
    g_autofree char *text = g_strdup_printf("{\"schema\":1,\"items\":[%s]}\n", item);
    return report_publish(path, text, strlen(text), error);
}

static gboolean write_file(JsonNode *progress, const Report *report, const char *format,
                           const char *path, GError **error)
{
    if (g_str_equal(format, "html"))
        return report_write_html(report, path, error);
    if (g_str_equal(format, "csv"))
        return report_write_csv(report, path, error);
    if (g_str_equal(format, "pdf"))
        return report_write_pdf(report, path, error);
    return write_json(progress, path, error);
}

static void print_total(const Report *report)
{
    ReportStep steps[REPORT_STEPS];
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    report_steps(&report->total, steps);
    g_ptr_array_add(cells, g_strdup("GRAND TOTAL"));
    g_ptr_array_add(cells, g_strdup("TARGET"));
    g_ptr_array_add(cells, g_strdup("ACHIEVEMENT"));
    g_ptr_array_add(cells, g_strdup("%AGE"));
    for (guint i = 0; i < REPORT_STEPS; i++) {
        g_ptr_array_add(cells, g_strdup(steps[i].title));
        g_ptr_array_add(cells, report_count(steps[i].target));
        g_ptr_array_add(cells, report_count(steps[i].achieved));
        g_ptr_array_add(cells, report_percent(steps[i].achieved, steps[i].target));
    }
    output_table((const char *const *)cells->pdata, REPORT_STEPS + 1, 4);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    const char *path = argument_text(arguments, "output");
    if (path && !output_may_write(context, path, NULL, error))
        return -1;
    g_autoptr(JsonNode) progress = index_progress(context->store, FALSE, error);
    if (!progress)
        return 1;
    g_autoptr(Report) report = report_new(json_node_get_object(progress));
    if (path && !write_file(progress, report, argument_text(arguments, "format"), path, error))
        return 1;
    if (context->json)
        output_items(g_steal_pointer(&progress));
    else if (path)
        output_line(context, "Wrote %s.", path);
    else
        print_total(report);
    return 0;
}

const Command cmd_report = {
    .name = "report",
    .arguments = "",
    .summary = "Writes the progress return",
    .help = "The HTML page needs no network and prints on A4.",
    .options = options,
    .run = run,
};
