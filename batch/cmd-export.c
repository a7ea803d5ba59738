/* muhafiz export: packages for the import job. */
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

static const CommandOption options[] = {
    {.name = "to",
     .type = OPTION_FILE,
     .value = "DIR",
     .help = "write the packages there, not to the store's outbox"},
    {.name = "unchecked",
     .type = OPTION_FLAG,
     .help = "also what no checker has accepted, where the office allows it"},
    {.name = "list",
     .type = OPTION_FLAG,
     .help = "write nothing: name every package that was ever exported, and what became of it"},
    {0},
};

static const ItemColumn columns[] = {
    {"package", "Package", 0},          {"state", "State", 0},
    {"exported_at", "Exported", 0},     {"days", "Days without receipt", 0},
    {"computer_no", "Computer No.", 0}, {"superseded_by", "Superseded by", 0},
    {"reason", "Reason", 80},
};

/* "12 packages: 10 accepted, 1 waiting, 1 taken" */
static void totals_print(const Context *context, JsonArray *packages)
{
    static const char *const states[] = {"accepted", "rejected",  "waiting", "taken",
                                         "away",     "withdrawn", "unknown"};
    guint counts[G_N_ELEMENTS(states)] = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < member_length(packages); i++)
        for (guint k = 0; k < G_N_ELEMENTS(states); k++)
            counts[k] +=
                g_strcmp0(member_text(member_element(packages, i), "state"), states[k]) == 0;
    guint n_disputed = 0;
    for (guint i = 0; i < member_length(packages); i++)
        n_disputed += member_length(member_array(member_element(packages, i), "disputed")) > 0;
    for (guint k = 0; k < G_N_ELEMENTS(states); k++)
        if (counts[k])
            g_string_append_printf(text, "%s%u %s", text->len ? ", " : ": ", counts[k], states[k]);
    output_line(context, "%u %s%s.", COUNTED(member_length(packages), "package"), text->str);
    if (n_disputed)
        output_line(context,
                    "Of %u %s the receipts contradict. Next: muhafiz ack settle, by the nodal "
                    "officer.",
                    COUNTED(n_disputed, "package"));
}

/* What supersedes a package is not there yet: people read that it will be. And what its times say together. */
static void oddities_tell(JsonArray *packages)
{
    for (guint i = 0; i < member_length(packages); i++) {
        JsonObject *package = member_element(packages, i);
        if (member_flag(package, "changed"))
            json_object_set_string_member(package, "superseded_by",
                                          "the next export: changed since");
        if (member_flag(package, "early") && !member_text(package, "reason"))
            json_object_set_string_member(package, "reason",
                                          "answered before it was exported: a clock was wrong");
        if (member_flag(package, "untaken"))
            json_object_set_string_member(package, "reason", "nobody took it out of its folder");
        g_autofree char *dispute = item_dispute_text(package);
        if (dispute)
            json_object_set_string_member(package, "reason", dispute);
    }
}

static int list_print(Context *context, GError **error)
{
    g_autoptr(JsonNode) list = index_packages_list(context->store, error);
    if (!list)
        return 1;
    JsonArray *packages = json_node_get_array(list);
    if (context->json) {
        output_items(g_steal_pointer(&list));
        return 0;
    }
    oddities_tell(packages);
    if (json_array_get_length(packages))
        item_print_table(packages, columns, G_N_ELEMENTS(columns));
    totals_print(context, packages);
    return 0;
}

static void notes_tell(const char *file_no, JsonArray *notes)
{
    for (guint i = 0; i < member_length(notes); i++)
        output_note("%s: %s", file_no, json_array_get_string_element(notes, i));
}

/* items (NULL: they are not asked for): kept as text, for there may be lakhs of them. */
static void export_one(Context *context, const char *file_no, const ExportSettings *settings,
                       GString *items)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) item = index_export(context->store, file_no, settings, &error);
    if (!item) {
        output_problem(context, "%s: %s", file_no, error->message);
        return;
    }
    g_autofree char *path = item_text(json_node_get_object(item), "path");
    output_line(context, "%s: %s", file_no, path);
    notes_tell(file_no, member_array(json_node_get_object(item), "notes"));
    if (!items)
        return;
    g_autofree char *text = json_to_string(item, FALSE);
    g_string_append_printf(items, "%s%s", items->len > 1 ? "," : "", text);
}

/* "A-12/2008, B-7/2011 and 3 more"; owned. */
static char *behind_names(JsonObject *behind)
{
    JsonArray *file_nos = member_array(behind, "file_nos");
    gint64 n_more = member_int(behind, "records", 0) - member_length(file_nos);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < member_length(file_nos); i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               json_array_get_string_element(file_nos, i));
    if (n_more > 0)
        g_string_append_printf(names, " and %" G_GINT64_FORMAT " more", n_more);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* What is complete and stays behind, and why. */
static gboolean behind_tell(const Context *context, const ExportSettings *settings, GError **error)
{
    const struct {
        const char *why, *says;
    } reasons[] = {
        {"provisional", "the office's register does not have what is provisional: muhafiz register "
                        "import, with the list that has it"},
        {"lot", "in a lot that waits for its verdict: muhafiz check"},
        {"unchecked", index_export_may_be_unchecked(context->store)
                          ? "accepted by no checker: muhafiz check lot, or muhafiz export "
                            "--unchecked, as this office allows"
                          : "accepted by no checker, as this office wants: muhafiz check lot"},
    };
    g_autoptr(JsonNode) behind = index_export_behind(context->store, settings, error);
    JsonArray *all = behind ? json_node_get_array(behind) : NULL;
    for (guint i = 0; i < member_length(all); i++)
        for (guint k = 0; k < G_N_ELEMENTS(reasons); k++)
            if (g_strcmp0(member_text(member_element(all, i), "why"), reasons[k].why) == 0) {
                g_autofree char *names = behind_names(member_element(all, i));
                output_note("not exported: %s: %s", names, reasons[k].says);
            }
    return behind != NULL;
}

/* The named records, or all that are ready. Borrowed strings, owned by *ready. */
static gboolean file_nos_find(Context *context, const Arguments *arguments,
                              const ExportSettings *settings, GPtrArray **ready,
                              const char *const **file_nos, guint *n, GError **error)
{
    *file_nos = argument_list(arguments, n);
    if (*n)
        return TRUE;
    *ready = index_export_ready(context->store, settings, error);
    if (!*ready)
        return FALSE;
    *file_nos = (const char *const *)(*ready)->pdata;
    *n = (*ready)->len;
    if (*n == 0)
        output_line(context, "No record is ready. muhafiz status says how far they are, muhafiz "
                             "why FILE_NO what one of them waits for.");
    return behind_tell(context, settings, error);
}

/* With the disk that was pulled out each record that is left would fail alike. */
static gboolean disk_is_there(const ExportSettings *settings)
{
    return !settings->to_dir || index_export_disk(settings->to_dir) == settings->disk;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    ExportSettings settings = {
        .to_dir = argument_text(arguments, "to"),
        .unchecked = argument_flag(arguments, "unchecked"),
    };
    g_autoptr(GPtrArray) ready = NULL;
    const char *const *file_nos;
    guint n;
    if (argument_flag(arguments, "list"))
        return list_print(context, error);
    if (!file_nos_find(context, arguments, &settings, &ready, &file_nos, &n, error))
        return 1;
    settings.disk = settings.to_dir ? index_export_disk(settings.to_dir) : 0;
    g_autoptr(GString) items = context->json ? g_string_new("[") : NULL;
    for (guint i = 0; i < n && disk_is_there(&settings); i++)
        export_one(context, file_nos[i], &settings, items);
    if (items)
        output_items_text(g_string_append_c(items, ']')->str);
    return 0;
}

static Act act_of(const Arguments *arguments)
{
    return argument_flag(arguments, "list") ? ACT_LOOK : ACT_SERVE;
}

const Command cmd_export = {
    .name = "export",
    .arguments = "[FILE_NO...]",
    .summary = "Writes packages for import into e-Office",
    .help =
        "Without a file number, all records that are ready. A record that did not change since "
        "its last package is not written again: its package is named. With --to, those that were "
        "exported and not answered yet are copied there as well. A folder whose name "
        "begins with a dot is a package that is being written. "
        "--list tells what became of each: waiting in its folder, taken but not answered, "
        "away on a disk that is not here, withdrawn as the record became confidential or was "
        "excluded, accepted, rejected, or unknown (a folder of the "
        "outbox that a crash left without a row; "
        "exporting its record again settles it); which were accepted and lie in their folder all "
        "the same; of which receipts contradict, until muhafiz ack settle says which is true; and "
        "of which the record was changed since, so "
        "that its next export supersedes them.",
    .options = options,
    .run = run,
    .act_of = act_of,
    .max_arguments = G_MAXUINT,
};
