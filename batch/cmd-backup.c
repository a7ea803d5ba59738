/* muhafiz backup: a copy of the store on another disk. */
#include "batch/item.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "index/member.h"

static const CommandOption options[] = {
    {.name = "full",
     .type = OPTION_FLAG,
     .help =
         "read all of the copy again, not only what is new, and copy anew what is damaged there"},
    {0},
};

static void show_progress(guint64 done, guint64 total, gpointer progress)
{
    output_progress_set(progress, done, total);
}

static JsonNode *backup(Context *context, const BackupSettings *settings, GError **error)
{
    g_autoptr(Progress) progress = output_progress_new(context, "Backing up", "files", 0);
    return index_backup(context->store, settings, show_progress, progress, error);
}

#define REPAIRED_TOLD 20

static void repaired_tell(JsonObject *answer)
{
    g_auto(GStrv) repaired = member_texts(answer, "repaired");
    const guint n = g_strv_length(repaired);
    for (guint i = 0; i < MIN(n, REPAIRED_TOLD); i++)
        output_note("%s was damaged or missing on that disk and was copied there again: the disk "
                    "may be failing, have another copy",
                    repaired[i]);
    if (n > REPAIRED_TOLD)
        output_note("and %u more like these: --json has them all", n - REPAIRED_TOLD);
}

static void answer_print(Context *context, JsonObject *answer)
{
    g_autofree char *size = g_format_size((guint64)member_int(answer, "bytes", 0));
    g_auto(GStrv) problems = member_texts(answer, "problems");
    gint64 files = member_int(answer, "files", 0), n_new = member_int(answer, "files_copied", 0);
    for (guint i = 0; problems[i]; i++)
        output_problem(context, "%s", problems[i]);
    repaired_tell(answer);
    output_line(context,
                "%s: %" G_GINT64_FORMAT " %s (%s), %" G_GINT64_FORMAT
                " of them new; all that is new was read back from the disk.",
                member_text(answer, "path"), COUNTED(files, "file"), size, n_new);
    output_line(context, "Head of the event chain: %" G_GINT64_FORMAT " %s",
                member_int(answer, "event_number", 0), member_text(answer, "event_head"));
    if (member_int(answer, "purged", 0))
        output_line(context,
                    "Removed there, as confidential: %" G_GINT64_FORMAT
                    " %s; older backups in this folder went with them.",
                    COUNTED(member_int(answer, "purged", 0), "file"));
    if (json_object_get_boolean_member_with_default(answer, "same_disk", FALSE))
        output_note("this folder is on the disk of the store and would be lost with it: it does "
                    "not count as a safe copy. Back up to another disk as well");
}

static gboolean slack_note(const Context *context, GError **error)
{
    guint64 empty_bytes;
    if (!index_slack(context->store, &empty_bytes, error))
        return FALSE;
    g_autofree char *size = g_format_size(empty_bytes);
    if (empty_bytes)
        output_note("%s of the index are empty, in the store and in this backup: muhafiz verify "
                    "--rebuild, when nobody scans or works, gives them back to the disk",
                    size);
    return TRUE;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const BackupSettings settings = {.dir = argument_list(arguments, &n)[0],
                                     .full = argument_flag(arguments, "full")};
    g_autoptr(JsonNode) answer = backup(context, &settings, error);
    if (!answer)
        return 1;
    answer_print(context, json_node_get_object(answer));
    if (!ledger_note_refused(context, "this backup holds", error) || !slack_note(context, error))
        return -1;
    if (context->json)
        output_items(g_steal_pointer(&answer));
    return 0;
}

const Command cmd_backup = {
    .name = "backup",
    .act = ACT_SERVE,
    .arguments = "DIR",
    .summary = "Copies the store to a folder on another disk, and reads the copy back",
    .help =
        "Work may go on meanwhile. The next backup into the same folder copies only what is new; "
        "one that was cut short, by a full disk, say, goes on where it stopped and never looks "
        "complete. A record is safe when two disks hold it: \"muhafiz status\" counts those that "
        "are. \"sha256sum -c backups/*/files.sha256\" in DIR checks the copy without Muhafiz.",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = 1,
};
