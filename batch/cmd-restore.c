/* muhafiz restore: a store made of a backup again. */
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

static void show_progress(guint64 done, guint64 total, gpointer progress)
{
    output_progress_set(progress, done, total);
}

static JsonNode *restore(const Context *context, const char *dir, GError **error)
{
    g_autoptr(Progress) progress = output_progress_new(context, "Restoring", "files", 0);
    return index_restore(context->store_dir, context->user, dir, show_progress, progress, error);
}

static void answer_print(Context *context, JsonObject *answer)
{
    g_autofree char *size = g_format_size((guint64)member_int(answer, "bytes", 0));
    g_auto(GStrv) problems = member_texts(answer, "problems");
    for (guint i = 0; problems[i]; i++)
        output_problem(context, "%s", problems[i]);
    output_line(context, "%s: %" G_GINT64_FORMAT " %s (%s), as they were at %s.",
                member_text(answer, "path"), COUNTED(member_int(answer, "files", 0), "file"), size,
                member_text(answer, "at"));
    output_line(context,
                "What was done after that is not in it. Next: muhafiz verify, then take the "
                "receipts since in again (muhafiz ack), and scan what came later.");
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *dir = argument_list(arguments, &n)[0];
    if (!context->store_dir) {
        g_set_error_literal(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
            "restore to where? Give --store DIR, an empty folder, before the command");
        return 2;
    }
    g_autoptr(JsonNode) answer = restore(context, dir, error);
    if (!answer)
        return 1;
    answer_print(context, json_node_get_object(answer));
    if (context->json)
        output_items(g_steal_pointer(&answer));
    return 0;
}

const Command cmd_restore = {
    .name = "restore",
    .arguments = "DIR",
    .summary = "Makes a store, in the empty folder that --store names, of the backup in DIR",
    .help =
        "Takes the latest whole backup in DIR (of an earlier one, name its folder in DIR/backups). "
        "Every file is checked as it is read and after it was written. A restore that was cut "
        "short "
        "goes on when it is called again; until its end there is no store.",
    .run = run,
    .min_arguments = 1,
    .max_arguments = 1,
    .no_store = TRUE,
};
