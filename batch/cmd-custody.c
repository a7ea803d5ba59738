/* muhafiz custody take|return|slip|list: who has the paper. */
#include <unistd.h>

#include "batch/item.h"
#include "batch/output.h"
#include "batch/slip.h"
#include "index/member.h"

#define OUTPUT_OPTION                                                                              \
    {                                                                                              \
        .name = "output", .letter = 'o', .type = OPTION_FILE, .value = "FILE.pdf",                 \
        .help = "the slip to print twice and sign; one that is there is replaced"                  \
    }

/* ---------------------------------------------------------------------------------------- slips -- */

static gboolean slip_publish(Context *context, JsonObject *slip, const char *dir, const char *path,
                             GError **error)
{
    g_autofree char *temp = g_build_filename(dir, "slip.pdf", NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    return slip_write(slip, index_store_conf_text(context->store, "office", "code"),
                      index_store_conf_text(context->store, "office", "name"), dir, temp, error) &&
           scan_file_publish_copy(folder, path, temp, NULL, error);
}

static gboolean slip_print(Context *context, JsonObject *slip, const char *path, GError **error)
{
    g_autofree char *name = g_strdup_printf("spool/work-%d-slip", (int)getpid());
    g_autofree char *dir = index_store_path(context->store, name);
    gboolean ok = scan_dir_remove(dir, error) && scan_dir_make(dir, error) &&
                  slip_publish(context, slip, dir, path, error);
    scan_dir_remove(dir, NULL);
    return ok;
}

static int slip_answer(Context *context, JsonNode *item, const char *path, GError **error)
{
    JsonObject *slip = json_node_get_object(item);
    g_autofree char *number = item_text(slip, "slip");
    guint n_records = member_length(member_array(slip, "records"));
    gboolean is_printed = !path || slip_print(context, slip, path, error);
    if (is_printed && !context->json) {
        output_line(context, "Slip %s: %u %s %s, from %s to %s.", number,
                    COUNTED(n_records, "record"), member_text(slip, "act"),
                    member_text(slip, "from"), member_text(slip, "to"));
        if (path)
            output_line(context, "%s: print it twice; both sign both.", path);
        else
            output_line(context, "Next: muhafiz custody slip %s -o slip.pdf prints it.", number);
    }
    if (is_printed && context->json)
        output_items(json_node_ref(item));
    if (!is_printed)
        g_prefix_error(error,
                       "slip %s is written, but not on paper (muhafiz custody slip %s -o "
                       "FILE.pdf prints it): ",
                       number, number);
    return is_printed ? 0 : -1;
}

/* Half a file goes back easily: the person should know before the paper is gone. */
static void tell_unfinished(JsonObject *slip)
{
    JsonArray *records = member_array(slip, "records");
    for (guint i = 0; i < member_length(records); i++) {
        JsonObject *record = member_element(records, i);
        gint64 pages = member_int(record, "pages", 0);
        gint64 expected = member_int(record, "expected_pages", 0);
        if (g_str_equal(member_text(record, "stage"), "registered"))
            output_note("%s goes back with %" G_GINT64_FORMAT
                        " pages scanned%s; muhafiz show tells "
                        "what is open",
                        member_text(record, "file_no"), pages,
                        pages < expected ? ", fewer than the register expects" : "");
    }
}

static int hand_over(Context *context, CustodyAct act, const char *const *file_nos, guint n,
                     const Arguments *arguments, GError **error)
{
    const char *from = argument_text(arguments, "from"), *to = argument_text(arguments, "to");
    const CustodySlip slip = {.act = act,
                              .file_nos = file_nos,
                              .n_file_nos = n,
                              .from = from                      ? from
                                      : act == CUSTODY_RETURNED ? context->user
                                                                : NULL,
                              .to = to                     ? to
                                    : act == CUSTODY_TAKEN ? context->user
                                                           : NULL};
    const char *path = argument_text(arguments, "output");
    if (path && !output_may_write(context, path, OUTPUT_PDF, error))
        return -1;
    g_autoptr(JsonNode) item = index_custody_hand_over(context->store, &slip, error);
    if (!item)
        return -1;
    if (act == CUSTODY_RETURNED)
        tell_unfinished(json_node_get_object(item));
    return slip_answer(context, item, path, error);
}

/* ----------------------------------------------------------------------------------- take, return */

static const CommandOption take_options[] = {
    {.name = "from",
     .type = OPTION_TEXT,
     .value = "NAME",
     .help = "who hands the paper over: the keeper of the record room"},
    {.name = "to", .type = OPTION_TEXT, .value = "NAME", .help = "who receives it (you)"},
    OUTPUT_OPTION,
    {0},
};

static int run_take(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *file_nos = argument_list(arguments, &n);
    return hand_over(context, CUSTODY_TAKEN, file_nos, n, arguments, error);
}

const Command cmd_custody_take = {
    .name = "custody take",
    .arguments = "FILE_NO...",
    .summary = "Writes down that paper leaves the record room, on a slip that both sign",
    .help =
        "All records go on one slip, or none. The slip carries the head of the chain of events; "
        "kept "
        "with a signature, it shows later that nothing was rewritten (muhafiz verify --anchor).",
    .options = take_options,
    .act = ACT_SCAN,
    .run = run_take,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};

static const CommandOption return_options[] = {
    {.name = "to",
     .type = OPTION_TEXT,
     .value = "NAME",
     .help = "who receives the paper: the keeper of the record room"},
    {.name = "from", .type = OPTION_TEXT, .value = "NAME", .help = "who hands it over (you)"},
    {.name = "all", .type = OPTION_FLAG, .help = "everything that is out"},
    OUTPUT_OPTION,
    {0},
};

/* By their folders, which no other record answers to. */
static GPtrArray *find_all_out(Context *context, GError **error)
{
    g_autoptr(JsonNode) out = index_custody_out(context->store, error);
    if (!out)
        return NULL;
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    JsonArray *items = json_node_get_array(out);
    for (guint i = 0; i < member_length(items); i++)
        g_ptr_array_add(folders,
                        index_record_folder(member_text(member_element(items, i), "nic_no")));
    return folders;
}

static int run_return(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *file_nos = argument_list(arguments, &n);
    gboolean is_all = argument_flag(arguments, "all");
    if (is_all == (n > 0)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "name the records that go back, or say --all");
        return -1;
    }
    if (!is_all)
        return hand_over(context, CUSTODY_RETURNED, file_nos, n, arguments, error);
    g_autoptr(GPtrArray) out = find_all_out(context, error);
    if (out && out->len == 0)
        output_line(context, "Nothing is out of the record room.");
    if (out && out->len == 0 && context->json)
        output_items(item_node_array(json_array_new()));
    if (!out || out->len == 0)
        return out ? 0 : -1;
    return hand_over(context, CUSTODY_RETURNED, (const char *const *)out->pdata, out->len,
                     arguments, error);
}

const Command cmd_custody_return = {
    .name = "custody return",
    .arguments = "[FILE_NO...]",
    .summary = "Writes down that paper is back in the record room, on a slip that both sign",
    .help =
        "All records go on one slip, or none. A record that is not scanned to its end is named.",
    .options = return_options,
    .act = ACT_SCAN,
    .run = run_return,
    .max_arguments = G_MAXUINT,
};

/* ------------------------------------------------------------------------------------ slip, list */

static const CommandOption slip_options[] = {OUTPUT_OPTION, {0}};

static int run_slip(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    guint64 number = 0;
    const char *word = argument_list(arguments, &n)[0];
    if (!g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &number, NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "\"%s\" is not the number of a slip",
                    word);
        return -1;
    }
    const char *path = argument_text(arguments, "output");
    if (path && !output_may_write(context, path, OUTPUT_PDF, error))
        return -1;
    g_autoptr(JsonNode) item = index_custody_slip(context->store, (gint64)number, error);
    return item ? slip_answer(context, item, path, error) : -1;
}

const Command cmd_custody_slip = {
    .name = "custody slip",
    .arguments = "N",
    .summary = "Shows a hand-over slip, and prints it again",
    .options = slip_options,
    .run = run_slip,
    .min_arguments = 1,
    .max_arguments = 1,
};

static const CommandOption list_options[] = {
    {.name = "overnight",
     .type = OPTION_FLAG,
     .help = "only what is out since yesterday or longer"},
    {0},
};

static JsonArray *leave_overnight(JsonArray *items)
{
    JsonArray *kept = json_array_new();
    for (guint i = 0; i < member_length(items); i++)
        if (member_int(member_element(items, i), "nights", 0) > 0)
            json_array_add_object_element(kept, json_object_ref(member_element(items, i)));
    return kept;
}

static void none_tell(const Context *context, guint n_out)
{
    if (n_out)
        output_line(
            context,
            "Nothing has been out overnight; out since today: %u %s (muhafiz custody list).",
            COUNTED(n_out, "record"));
    else
        output_line(context, "Nothing is out of the record room.");
}

static int run_list(Context *context, const Arguments *arguments, GError **error)
{
    static const ItemColumn columns[] = {
        {"file_no", "FILE NUMBER", 0}, {"subject", "SUBJECT", 32}, {"to", "WITH", 24},
        {"taken_at", "SINCE", 0},      {"nights", "NIGHTS", 0},    {"stage", "STAGE", 0}};
    g_autoptr(JsonNode) out = index_custody_out(context->store, error);
    if (!out)
        return -1;
    JsonArray *items = json_node_get_array(out);
    g_autoptr(JsonArray) shown =
        argument_flag(arguments, "overnight") ? leave_overnight(items) : json_array_ref(items);
    if (context->json)
        output_items(item_node_array(g_steal_pointer(&shown)));
    else if (json_array_get_length(shown) == 0)
        none_tell(context, json_array_get_length(items));
    else
        item_print_table(shown, columns, G_N_ELEMENTS(columns));
    return 0;
}

const Command cmd_custody_list = {
    .name = "custody list",
    .arguments = "",
    .summary = "Lists the records whose paper is out of the record room, with whom and since when",
    .options = list_options,
    .run = run_list,
};
