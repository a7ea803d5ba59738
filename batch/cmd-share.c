/* muhafiz share: the store belongs to a group of logins, or to its owner alone. */
#include "batch/item.h"
#include "batch/output.h"
#include "batch/prove.h"
#include "index/share.h"

static const CommandOption options[] = {
    {.name = "none", .type = OPTION_FLAG, .help = "its owner has it alone again"},
    {0},
};

/* The admin's act: whoever is in the group may read and write all records. */
static gboolean store_open(Context *context, GError **error)
{
    context->store = index_share_open(context->store_dir, context->user, error);
    return context->store && prove(context, ACT_PERSONS, error);
}

static void report_print(const Context *context, const char *group, const ShareReport *report)
{
    const char *when = report->was_so ? "already" : "now";
    if (context->json) {
        JsonObject *item = json_object_new();
        json_object_set_string_member(item, "store", context->store_dir);
        json_object_set_string_member(item, "group", group ? group : "");
        json_object_set_boolean_member(item, "changed", !report->was_so);
        output_items(item_node(item));
    }
    for (guint i = 0; i < report->left->len; i++)
        output_note("%s is another disk, and stays as it is: give it to them by hand (chgrp -R, "
                    "chmod -R)",
                    (const char *)report->left->pdata[i]);
    if (group)
        output_line(context, "All logins in the group %s may work on %s %s.", group,
                    context->store_dir, when);
    else
        output_line(context, "%s is its owner's alone %s.", context->store_dir, when);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *groups = argument_list(arguments, &n);
    gboolean none = argument_flag(arguments, "none");
    if (!context->store_dir || (n == 1) == none) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            context->store_dir
                                ? "with whom? Name a group of this computer, or give --none"
                                : "which store? Say it with --store DIR or MUHAFIZ_STORE");
        return 2;
    }
    const char *group = none ? NULL : groups[0];
    g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
    ShareReport report = {.left = left};
    if (!store_open(context, error) || !index_share(context->store, group, &report, error))
        return 1;
    report_print(context, group, &report);
    return 0;
}

const Command cmd_share = {
    .name = "share",
    .arguments = "[GROUP]",
    .summary = "Shares the store with the logins of a group",
    .help =
        "Then one login of the computer can scan and another check. The administrator makes the "
        "group (groupadd) "
        "and puts the logins into it (usermod -aG GROUP LOGIN). In an office with persons, an "
        "admin "
        "of the office does this, with the PIN. Let nothing else run meanwhile.",
    .options = options,
    .run = run,
    .max_arguments = 1,
    .no_store = TRUE, /* opens it itself, whatever its folders look like */
};
