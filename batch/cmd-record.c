/* muhafiz record merge|split|close|undo|history: corrections of records. */
#include "batch/edit.h"
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

static int merge_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    return edit_tell(context, index_record_merge(context->store, words[0], words[1], error));
}

const Command cmd_record_merge = {
    .name = "record merge",
    .act = ACT_SCAN,
    .arguments = "FROM INTO",
    .summary = "Puts all pages of one record behind those of another",
    .help = "Side by side. The emptied record's entry in the register stays.",
    .run = merge_run,
    .min_arguments = 2,
    .max_arguments = 2,
};

/* ------------------------------------------------------------------------------------- split -- */

static const CommandOption split_options[] = {
    EDIT_OPTION_SIDE,
    {"subject", 0, OPTION_TEXT, 0, 0, NULL, "TEXT",
     "register NEW_FILE_NO for them, with this subject and otherwise like FILE_NO"},
    {0},
};

static int split_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) pages =
        edit_words_find(context, words, 2, argument_text(arguments, "side"), error);
    if (!pages)
        return -1;
    return edit_tell(context, index_record_split(context->store, pages, words[2],
                                                 argument_text(arguments, "subject"), error));
}

const Command cmd_record_split = {
    .name = "record split",
    .act = ACT_SCAN,
    .arguments = "FILE_NO PAGES NEW_FILE_NO",
    .summary = "Puts pages of one record into another, which it can register for them",
    .help = EDIT_HELP_PAGES
    "They go to the same side. An entry that was registered stays when the split is undone.",
    .options = split_options,
    .run = split_run,
    .min_arguments = 3,
    .max_arguments = 3,
};

/* ------------------------------------------------------------------------------------- close -- */

static const CommandOption close_options[] = {
    EDIT_OPTION_SIDE,
    {"reason", 0, OPTION_TEXT, 0, 0, NULL, "TEXT", "why no more pages will come"},
    {"reopen", 0, OPTION_FLAG, 0, 0, NULL, NULL, "pages are expected again"},
    {0},
};

static gboolean close_is_meant(const Arguments *arguments, GError **error)
{
    const char *reason = argument_text(arguments, "reason");
    if (argument_flag(arguments, "reopen") != (reason && *reason))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "why will no more pages come? Say --reason TEXT, or --reopen");
    return FALSE;
}

static int close_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 side_id;
    const char *const *words = argument_list(arguments, &n);
    if (!close_is_meant(arguments, error) ||
        !edit_side_find(context, words[0], argument_text(arguments, "side"), SIDE_LOOK, &side_id,
                        error))
        return -1;
    return edit_tell(context, index_side_close(context->store, side_id,
                                               argument_text(arguments, "reason"), error));
}

const Command cmd_record_close = {
    .name = "record close",
    .act = ACT_SCAN,
    .arguments = "FILE_NO",
    .summary = "Closes a side that has fewer pages than expected, with the reason",
    .help = "It then counts as complete, and the reason goes out with the record.",
    .options = close_options,
    .run = close_run,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* -------------------------------------------------------------------------- undo and history -- */

static int undo_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 edit_id;
    const char *const *words = argument_list(arguments, &n);
    if (!index_edit_latest(context->store, words[0], &edit_id, error))
        return -1;
    return edit_tell(context, index_edit_undo(context->store, edit_id, error));
}

const Command cmd_record_undo = {
    .name = "record undo",
    .act = ACT_SCAN,
    .arguments = "FILE_NO",
    .summary = "Takes the latest correction of a record back",
    .run = undo_run,
    .min_arguments = 1,
    .max_arguments = 1,
};

static const ItemColumn history_columns[] = {
    {"edit", "CORRECTION", 0},  {"at", "AT", 0},       {"person", "PERSON", 0},
    {"act", "ACT", 0},          {"pages", "PAGES", 0}, {"reason", "REASON", 40},
    {"undone_at", "UNDONE", 0},
};

/* What stands within the detail comes beside the rest, for the table. */
static void history_flatten(JsonObject *edit)
{
    JsonObject *detail = member_object(edit, "detail");
    const char *reason = member_text(detail, "reason");
    json_object_set_string_member(edit, "reason", reason ? reason : "");
    json_object_set_int_member(edit, "pages", member_length(member_array(detail, "pages")));
}

static gboolean history_tell_none(const Context *context, const char *file_no, GError **error)
{
    g_autoptr(JsonNode) shown = index_record_show(context->store, file_no, error);
    if (!shown)
        return FALSE;
    guint n_pages = 0;
    JsonArray *sides = member_array(json_node_get_object(shown), "sides");
    for (guint i = 0; i < member_length(sides); i++)
        n_pages += member_length(member_array(member_element(sides, i), "pages"));
    if (n_pages)
        output_line(context, "%s: no corrections were made.", file_no);
    else
        output_line(context,
                    "%s: no corrections were made, and no page of it is here yet: scan it, or "
                    "ingest its files.",
                    file_no);
    return TRUE;
}

static int history_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(JsonNode) edits = index_record_history(context->store, words[0], error);
    if (!edits)
        return -1;
    JsonArray *array = json_node_get_array(edits);
    if (context->json) {
        output_items(g_steal_pointer(&edits));
        return 0;
    }
    for (guint i = 0; i < json_array_get_length(array); i++)
        history_flatten(json_array_get_object_element(array, i));
    if (json_array_get_length(array) == 0)
        return history_tell_none(context, words[0], error) ? 0 : -1;
    item_print_table(array, history_columns, G_N_ELEMENTS(history_columns));
    return 0;
}

const Command cmd_record_history = {
    .name = "record history",
    .arguments = "FILE_NO",
    .summary = "Lists the corrections of a record: when, who, what",
    .run = history_run,
    .min_arguments = 1,
    .max_arguments = 1,
};
