/* muhafiz ingest: page images and PDF files into the store. A file goes in whole or not at all. */
#include "batch/backs.h"
#include "batch/intake.h"
#include "batch/output.h"
#include "batch/scanner.h"
#include "batch/watch.h"

static const CommandOption options[] = {
    {"file", 'f', OPTION_TEXT, 0, 0, NULL, "FILE_NO",
     "the record they belong to, when there is no cover sheet"},
    {"side", 0, OPTION_TEXT, 0, 0, NULL, "SIDE",
     "notes, correspondence, issues or references (openings, sheets)"},
    {"profile", 'p', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scan NAME] section of muhafiz.conf, of which dpi and master count here"},
    {"again", 0, OPTION_FLAG, 0, 0, NULL, NULL, "take a file although the same one is in already"},
    {"backs", 0, OPTION_FILE, 0, 0, NULL, "FILE",
     "the backs of the sheets whose fronts are in PATH, scanned as a stack of their own"},
    {"backs-order", 0, OPTION_CHOICE, 0, 0, "auto", BACKS_ORDERS,
     "how the backs lie: like the fronts, or the last one first"},
    {"watch", 0, OPTION_FILE, 0, 0, NULL, "DIR",
     "take what a copier drops into this folder, until the command is ended"},
    {"once", 0, OPTION_FLAG, 0, 0, NULL, NULL,
     "with --watch: take what is there and end, without waiting for more"},
    {0},
};

/* Wrong use ends the command; a bad file only itself: then *is_in is FALSE. */
static gboolean path_ingest(Context *context, const IngestSettings *settings, const char *path,
                            JsonArray *items, Ingested *result, gboolean *is_in, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *is_in = ingest_file(context, settings, path, result, &failure);
    if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (failure)
        output_problem(context, "%s: %s", path, failure->message);
    else if (!ingest_tell(context, path, result, error))
        return FALSE;
    json_array_add_object_element(items, ingest_item(path, result, failure, ""));
    return TRUE;
}

static gboolean paths_ingest(Context *context, const IngestSettings *settings,
                             const Arguments *arguments, JsonArray *items, GError **error)
{
    guint n = 0;
    gboolean is_in;
    const char *const *paths = argument_list(arguments, &n);
    for (guint i = 0; i < n; i++) {
        g_auto(Ingested) result = {0};
        IngestSettings of_file = *settings;
        of_file.more_follow = settings->file_no && i + 1 < n;
        if (!path_ingest(context, &of_file, paths[i], items, &result, &is_in, error))
            return FALSE;
    }
    return TRUE;
}

/* Fronts that are in already may get their backs now. */
static gboolean stacks_ingest(Context *context, const IngestSettings *settings,
                              const Arguments *arguments, JsonArray *items, GError **error)
{
    guint n = 0;
    gboolean is_in;
    g_auto(Ingested) fronts = {0}, backs = {0};
    const char *const *paths = argument_list(arguments, &n);
    IngestSettings of_backs = *settings;
    if (!path_ingest(context, settings, paths[0], items, &fronts, &is_in, error))
        return FALSE;
    if (!is_in)
        return TRUE;
    of_backs.fronts_batch = fronts.batch_id;
    of_backs.backs_order = backs_order_parse(argument_text(arguments, "backs-order"));
    return path_ingest(context, &of_backs, argument_text(arguments, "backs"), items, &backs, &is_in,
                       error);
}

/* Files, two stacks of the same sheets, or a folder. */
static gboolean use_check(const Arguments *arguments, GError **error)
{
    guint n = 0;
    argument_list(arguments, &n);
    gboolean watches = argument_text(arguments, "watch") != NULL;
    gboolean has_backs = argument_text(arguments, "backs") != NULL;
    gboolean is_once = argument_flag(arguments, "once");
    if (watches ? n == 0 && !has_backs : !is_once && (has_backs ? n == 1 : n > 0))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "give files, or one file of fronts with --backs FILE, or --watch DIR "
                        "[--once] (muhafiz ingest --help says more)");
    return FALSE;
}

static gboolean any_ingest(Context *context, const WatchSettings *watch, const Arguments *arguments,
                           JsonArray *items, GError **error)
{
    if (watch->path)
        return watch_run(context, watch, items, error);
    if (argument_text(arguments, "backs"))
        return stacks_ingest(context, &watch->ingest, arguments, items, error);
    return paths_ingest(context, &watch->ingest, arguments, items, error);
}

static int ingest_run(Context *context, const Arguments *arguments, GError **error)
{
    g_auto(Scanner) scanner = {0};
    g_autoptr(JsonArray) items = json_array_new();
    if (!use_check(arguments, error) ||
        !scanner_find_none(context, argument_text(arguments, "profile"), &scanner, error) ||
        !intake_recover(context, error))
        return -1;
    const WatchSettings watch = {
        .path = argument_text(arguments, "watch"),
        .once = argument_flag(arguments, "once"),
        .ingest = {.file_no = argument_text(arguments, "file"),
                   .side = argument_text(arguments, "side"),
                   .scan = &scanner.settings,
                   .again = argument_flag(arguments, "again")},
    };
    if (!any_ingest(context, &watch, arguments, items, error))
        return -1;
    if (context->json)
        output_items(json_node_init_array(json_node_alloc(), items));
    return 0;
}

const Command cmd_ingest = {
    .name = "ingest",
    .act = ACT_SCAN,
    .arguments = "[PATH...]",
    .summary = "Takes page images and PDF files (TIFF, JPEG, PNG, PDF) in, as if they were scanned",
    .help = "A file goes in whole or is refused with the reason; the others go in. The same file "
            "is taken only once per record and side.\n\n"
            "With --watch a file is taken when whoever writes it has closed it and it did not "
            "change for some seconds ([ingest] in muhafiz.conf). It is then moved to DIR/done, or "
            "to DIR/refused with the reason in NAME.reason.txt. Pages that come before any cover "
            "sheet are kept without a record. Each folder has a command of its own.\n\n"
            "Where a scanner sees one side of the paper, the fronts and the backs are two stacks: "
            "each back is put behind its front when their numbers agree. In a watched folder "
            "NAME-fronts.pdf and NAME-backs.pdf are taken as such when both are there.",
    .options = options,
    .run = ingest_run,
    .max_arguments = G_MAXUINT,
};
