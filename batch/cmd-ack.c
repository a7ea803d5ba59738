/* muhafiz ack, ack settle: takes in the import job's receipts, and says which is true. */
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

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
    .help =
        "A receipt file holds one JSON object a line. Taking one in twice does no harm, and their "
        "order makes no difference, but for a Computer No. that two packages claim: the first has "
        "it, and the other is refused. Those that contradict are refused and kept: muhafiz export "
        "--list tells of them until the nodal officer has settled it (muhafiz ack settle); till "
        "then what one of them accepts counts as accepted. One that is late, as a later version "
        "of the record had superseded its package, is refused and kept as well, until a later "
        "version is accepted.",
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};

/* -------------------------------------------------------------------------------------- settle -- */

static const CommandOption settle_options[] = {
    {.name = "status",
     .type = OPTION_CHOICE,
     .value = "accepted|rejected",
     .help = "what became of the package in e-Office"},
    {.name = "computer-no",
     .type = OPTION_TEXT,
     .value = "NO",
     .help = "the Computer No. that it has there, if it is not the one that is known"},
    {.name = "reason",
     .type = OPTION_TEXT,
     .value = "TEXT",
     .help = "how that is known, in words that will be read in years"},
    {0},
};

/* The package as export --list has it; owned. NULL with error. */
static JsonNode *settled_item(Context *context, const char *package, GError **error)
{
    g_autoptr(JsonNode) list = index_packages_list(context->store, error);
    JsonArray *packages = list ? json_node_get_array(list) : NULL, *items = json_array_new();
    for (guint i = 0; i < member_length(packages); i++)
        if (g_strcmp0(member_text(member_element(packages, i), "package"), package) == 0)
            json_array_add_object_element(items, json_object_ref(member_element(packages, i)));
    if (list)
        return item_node_array(items);
    json_array_unref(items);
    return NULL;
}

static int settled_tell(Context *context, const char *package, GError **error)
{
    JsonNode *items = context->json ? settled_item(context, package, error) : NULL;
    if (items)
        output_items(items);
    return context->json && !items ? -1 : 0;
}

static int run_settle(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *package = argument_list(arguments, &n)[0],
               *status = argument_text(arguments, "status");
    const Settlement settlement = {g_strcmp0(status, "accepted") == 0,
                                   argument_text(arguments, "computer-no"),
                                   argument_text(arguments, "reason")};
    if (!status) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say what became of it: --status accepted, or --status rejected");
        return -1;
    }
    if (!index_ack_settle(context->store, package, &settlement, error))
        return -1;
    output_line(context, "%s: %s.", package, status);
    return settled_tell(context, package, error);
}

const Command cmd_ack_settle = {
    .name = "ack settle",
    .act = ACT_SETTLE,
    .arguments = "PACKAGE",
    .summary = "Says which is true of receipts that contradict, with the reason",
    .help = "By the nodal officer, after asking the import job or looking in e-Office. Until then "
            "the package counts as accepted. Afterwards the same receipts are known "
            "already. With --json, the package as export --list has it.",
    .options = settle_options,
    .run = run_settle,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ------------------------------------------------------------------------------------ recalled -- */

static const CommandOption recalled_options[] = {
    {.name = "reason",
     .type = OPTION_TEXT,
     .value = "TEXT",
     .help = "how that is known, in words that will be read in years"},
    {0},
};

static int run_recalled(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *package = argument_list(arguments, &n)[0];
    if (!index_ack_recalled(context->store, package, argument_text(arguments, "reason"), error))
        return -1;
    output_line(context, "%s: noted as withdrawn.", package);
    return settled_tell(context, package, error);
}

const Command cmd_ack_recalled = {
    .name = "ack recalled",
    .act = ACT_RECALL,
    .arguments = "PACKAGE",
    .summary = "Notes that a package with confidential pages, which was out, is gone there",
    .help = "By the nodal officer or an admin, once e-Office has taken the file out, or the copy "
            "was deleted. "
            "Until then status, show, why and the return tell of it. With --json, the package as "
            "export --list has it.",
    .options = recalled_options,
    .run = run_recalled,
    .min_arguments = 1,
    .max_arguments = 1,
};
