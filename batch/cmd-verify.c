/* muhafiz verify: is everything still what it was? */
#include "batch/item.h"
#include "batch/output.h"

#define N G_GUINT64_FORMAT

static JsonNode *report_item(const VerifyReport *report)
{
    JsonObject *item = json_object_new();
    json_object_set_int_member(item, "masters", (gint64)report->masters);
    json_object_set_int_member(item, "texts", (gint64)report->texts);
    json_object_set_int_member(item, "volumes", (gint64)report->volumes);
    json_object_set_int_member(item, "packages", (gint64)report->packages);
    json_object_set_int_member(item, "events", (gint64)report->events);
    json_object_set_string_member(item, "event_head", report->event_head);
    item_set_strings(item, "problems", report->problems);
    return item_node(item);
}

static void report_print(Context *context, const VerifyReport *report)
{
    for (guint i = 0; i < report->problems->len; i++)
        output_problem(context, "%s", (const char *)report->problems->pdata[i]);
    if (context->json)
        output_items(report_item(report));
    output_line(context, "Examined %" N " %s, %" N " %s, %" N " %s, %" N " %s and %" N " %s.",
                COUNTED(report->masters, "master"), COUNTED(report->texts, "text"),
                COUNTED(report->volumes, "volume"), COUNTED(report->packages, "package"),
                COUNTED(report->events, "event"));
    output_line(context, "Head of the event chain: %s", report->event_head);
    if (report->problems->len)
        output_line(context, "Problems found: %u, named above.", report->problems->len);
    else
        output_line(context, "All is as it was written.");
}

static void show_progress(guint64 done, guint64 total, gpointer progress)
{
    output_progress_set(progress, done, total);
}

static gboolean verify(Context *context, VerifyReport *report, GError **error)
{
    g_autoptr(Progress) progress = output_progress_new(context, "Verifying", "files", 0);
    return index_verify(context->store, show_progress, progress, report, error);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    VerifyReport report = {0};
    if (!verify(context, &report, error))
        return 1;
    report_print(context, &report);
    index_verify_report_clear(&report);
    return 0;
}

const Command cmd_verify = {
    .name = "verify",
    .arguments = "",
    .summary = "Hashes all files again and checks rows, packages and events",
    .help = "Compare the head of the event chain with the one on the last hand-over slip: the "
            "chain itself cannot show that its end was cut off.",
    .run = run,
};
