/* muhafiz ack: takes in the import job's receipts. */
#include "batch/item.h"
#include "batch/output.h"

static JsonObject *report_item(const char *path, const AckReport *report)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "receipt", path);
    json_object_set_int_member(item, "accepted", report->accepted);
    json_object_set_int_member(item, "rejected", report->rejected);
    json_object_set_int_member(item, "repeated", report->repeated);
    json_object_set_int_member(item, "refused", report->refused);
    item_set_strings(item, "problems", report->problems);
    if (report->notes->len)
        item_set_strings(item, "notes", report->notes);
    return item;
}

static void ack_one(Context *context, const char *path, JsonArray *items)
{
    g_autoptr(GError) error = NULL;
    AckReport report = {0};
    if (!index_ack(context->store, path, &report, &error)) {
        output_problem(context, "%s: %s", path, error->message);
        return;
    }
    for (guint i = 0; i < report.problems->len; i++)
        output_problem(context, "%s", (const char *)report.problems->pdata[i]);
    for (guint i = 0; i < report.notes->len; i++)
        output_note("%s", (const char *)report.notes->pdata[i]);
    output_line(context, "%s: %u accepted, %u rejected, %u known already, %u refused.", path,
                report.accepted, report.rejected, report.repeated, report.refused);
    if (report.rejected)
        output_line(context, "Rejected records: muhafiz show FILE_NO has the reason.");
    json_array_add_object_element(items, report_item(path, &report));
    index_ack_report_clear(&report);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    (void)error;
    guint n;
    const char *const *paths = argument_list(arguments, &n);
    JsonArray *items = json_array_new();
    for (guint i = 0; i < n; i++)
        ack_one(context, paths[i], items);
    if (!context->json) {
        json_array_unref(items);
        return 0;
    }
    output_items(item_node_array(items));
    return 0;
}

const Command cmd_ack = {
    .name = "ack",
    .act = ACT_SERVE,
    .arguments = "RECEIPT...",
    .summary = "Takes in receipts of the import job",
    .help = "A receipt file holds one JSON object a line. Taking one in twice does no harm.",
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
