/* muhafiz exclusion propose|approve|end|list: what is left out of digitisation, and who answers for it. */
#include "batch/item.h"
#include "batch/output.h"

static const CommandOption reason_options[] = {
    {.name = "reason",
     .type = OPTION_TEXT,
     .value = "TEXT",
     .help = "why, in words that will be read in years"},
    {0},
};

static const char *file_no_of(const Arguments *arguments)
{
    guint n;
    return argument_list(arguments, &n)[0];
}

/* Takes item. */
static int tell(Context *context, JsonNode *item, const char *next)
{
    g_autoptr(JsonNode) owned = item;
    if (!item)
        return -1;
    JsonObject *exclusion = json_node_get_object(item);
    g_autofree char *file_no = item_text(exclusion, "file_no"),
                    *state = item_text(exclusion, "state");
    g_autofree char *reason = item_text(exclusion, "reason");
    output_line(context, "%s: %s, \"%s\".%s", file_no, state, reason, next);
    if (context->json)
        output_items(g_steal_pointer(&owned));
    return 0;
}

static int run_propose(Context *context, const Arguments *arguments, GError **error)
{
    return tell(context,
                index_exclusion_propose(context->store, file_no_of(arguments),
                                        argument_text(arguments, "reason"), error),
                " Next: muhafiz exclusion approve, by the nodal officer.");
}

const Command cmd_exclusion_propose = {
    .name = "exclusion propose",
    .arguments = "FILE_NO",
    .summary = "Proposes to leave a record out of digitisation, with the reason",
    .help = "Until the nodal officer approves it, work on the record goes on and it counts "
            "as any other.",
    .options = reason_options,
    .run = run_propose,
    .act = ACT_SCAN,
    .min_arguments = 1,
    .max_arguments = 1,
};

static int run_approve(Context *context, const Arguments *arguments, GError **error)
{
    g_autofree char *note = NULL;
    JsonNode *item = index_exclusion_approve(context->store, file_no_of(arguments),
                                             argument_text(arguments, "reason"), &note, error);
    if (note)
        output_note("%s", note);
    return tell(context, item, "");
}

const Command cmd_exclusion_approve = {
    .name = "exclusion approve",
    .arguments = "FILE_NO",
    .summary = "The nodal officer answers for a record that is left out",
    .help = "Of a record that nobody proposed it takes the reason as well.",
    .options = reason_options,
    .run = run_approve,
    .act = ACT_EXCLUDE,
    .min_arguments = 1,
    .max_arguments = 1,
};

static int run_end(Context *context, const Arguments *arguments, GError **error)
{
    g_autofree char *note = NULL;
    JsonNode *item = index_exclusion_end(context->store, file_no_of(arguments),
                                         argument_text(arguments, "reason"), &note, error);
    if (note)
        output_note("%s", note);
    return tell(context, item, "");
}

const Command cmd_exclusion_end = {
    .name = "exclusion end",
    .arguments = "FILE_NO",
    .summary = "Refuses a proposal, or takes an exclusion back, with the reason",
    .options = reason_options,
    .run = run_end,
    .act = ACT_EXCLUDE,
    .min_arguments = 1,
    .max_arguments = 1,
};

static const CommandOption list_options[] = {
    {.name = "all", .type = OPTION_FLAG, .help = "also those that were refused or taken back"},
    {0},
};

static int run_list(Context *context, const Arguments *arguments, GError **error)
{
    static const ItemColumn columns[] = {
        {"file_no", "FILE NUMBER", 0},      {"state", "STATE", 0},
        {"reason", "REASON", 40},           {"proposed_by", "PROPOSED BY", 20},
        {"approved_by", "APPROVED BY", 20}, {"ended_reason", "ENDED BECAUSE", 30}};
    gboolean with_ended = argument_flag(arguments, "all");
    g_autoptr(JsonNode) items = index_exclusion_list(context->store, with_ended, error);
    if (!items)
        return -1;
    JsonArray *exclusions = json_node_get_array(items);
    if (context->json)
        output_items(g_steal_pointer(&items));
    else if (json_array_get_length(exclusions) == 0)
        output_line(context, "No record is excluded, and none is proposed.");
    else
        item_print_table(exclusions, columns, with_ended ? G_N_ELEMENTS(columns) : 5);
    return 0;
}

const Command cmd_exclusion_list = {
    .name = "exclusion list",
    .arguments = "",
    .summary = "Lists what is left out and why; what waits for the nodal officer comes first",
    .options = list_options,
    .run = run_list,
};
