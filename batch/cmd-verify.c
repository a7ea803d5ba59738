/* muhafiz verify: is everything still what it was? */
#include "batch/item.h"
#include "batch/output.h"

#include <string.h>

static const CommandOption options[] = {
    {.name = "sample",
     .type = OPTION_TEXT,
     .value = "N|P%",
     .help =
         "hash only so many files, or this part of them, drawn by the seed; that the others are "
         "there, and all rows and events, is checked as ever"},
    {.name = "seed",
     .type = OPTION_TEXT,
     .value = "TEXT",
     .help = "draw the same sample as an earlier check; without it, the head of the chain"},
    {.name = "anchor",
     .type = OPTION_TEXT,
     .value = "FILE|DIR|HASH",
     .help = "what carries the head of the chain of events: a hand-over slip, a package, a backup, "
             "a progress report in json, the district's too, or the hash as somebody noted it. "
             "Finds a chain that was cut off or written anew"},
    {.name = "mend",
     .type = OPTION_TEXT,
     .value = "DIR",
     .help = "bring damaged and missing files back from the backup in DIR, each checked by its "
             "hash; what stood in their "
             "place is kept in damaged/"},
    {.name = "rebuild",
     .type = OPTION_FLAG,
     .help =
         "first make views, triggers and indexes of the index anew, where somebody changed how "
         "it is built, and the index of words, where it is broken or edited; tables and what they "
         "hold stay as they are. Where the file of the index has "
         "much empty space, since a newer Muhafiz keeps the same in less, that is given back to "
         "the disk; nobody else can write meanwhile, at a lakh of pages for some seconds"},
    {.name = "take",
     .type = OPTION_TEXT,
     .value = "ROW",
     .help = "of an admin, with --reason: takes a row as it stands that was found edited, by what "
             "is said of it before the colon (\"page 17 (A-12/2008)\"). An event keeps it, and "
             "every later check tells of it"},
    {.name = "reason", .type = OPTION_TEXT, .value = "TEXT", .help = "why the row is right so"},
    {.name = "restart",
     .type = OPTION_FLAG,
     .help = "from the beginning, not where an interrupted check stopped"},
    {0},
};

static JsonNode *report_item(const VerifyReport *report)
{
    JsonObject *item = json_object_new();
    json_object_set_int_member(item, "masters", report->masters);
    json_object_set_int_member(item, "texts", report->texts);
    json_object_set_int_member(item, "volumes", report->volumes);
    json_object_set_int_member(item, "packages", report->packages);
    json_object_set_int_member(item, "events", report->events);
    json_object_set_int_member(item, "rows", report->rows);
    json_object_set_int_member(item, "uncovered", report->uncovered);
    json_object_set_int_member(item, "hashed", (gint64)report->files_hashed);
    json_object_set_int_member(item, "event_number", report->event_number);
    json_object_set_string_member(item, "event_head", report->event_head);
    if (report->seed)
        json_object_set_string_member(item, "seed", report->seed);
    if (report->began_at)
        json_object_set_string_member(item, "began_at", report->began_at);
    if (report->began_at)
        json_object_set_int_member(item, "hashed_before", (gint64)report->hashed_before);
    if (report->notes->len)
        item_set_strings(item, "notes", report->notes);
    if (report->mended->len)
        item_set_strings(item, "mended", report->mended);
    if (report->taken->len)
        item_set_strings(item, "taken", report->taken);
    item_set_strings(item, "problems", report->problems);
    return item_node(item);
}

#define NOTES_TOLD 20

static void notes_print(const GPtrArray *notes)
{
    for (guint i = 0; i < notes->len && i < NOTES_TOLD; i++)
        output_note("%s", (const char *)notes->pdata[i]);
    if (notes->len > NOTES_TOLD)
        output_note("and %u more like these: --json has them all; muhafiz export --list names "
                    "packages without a receipt",
                    notes->len - NOTES_TOLD);
}

static void report_print(Context *context, const VerifyReport *report)
{
    for (guint i = 0; i < report->problems->len; i++)
        output_problem(context, "%s", (const char *)report->problems->pdata[i]);
    notes_print(report->notes);
    if (context->json)
        output_items(report_item(report));
    for (guint i = 0; i < report->mended->len; i++)
        output_line(context, "%s", (const char *)report->mended->pdata[i]);
    for (guint i = 0; i < report->taken->len; i++)
        output_line(context, "%s", (const char *)report->taken->pdata[i]);
    if (report->began_at)
        output_line(context,
                    "Went on with the check that began at %s: %" G_GUINT64_FORMAT
                    " %s hashed then, and now only looked for (--restart hashes all).",
                    report->began_at, report->hashed_before,
                    report->hashed_before == 1 ? "file was" : "files were");
    output_line(context,
                "Examined %" G_GINT64_FORMAT " %s, %" G_GINT64_FORMAT " %s, %" G_GINT64_FORMAT
                " %s, %" G_GINT64_FORMAT " %s, %" G_GINT64_FORMAT " %s and %" G_GINT64_FORMAT
                " %s.",
                COUNTED(report->masters, "master"), COUNTED(report->texts, "text"),
                COUNTED(report->volumes, "volume"), COUNTED(report->packages, "package"),
                COUNTED(report->rows, "row"), COUNTED(report->events, "event"));
    if (report->uncovered)
        output_line(context,
                    "Rows not covered by events before event %" G_GINT64_FORMAT
                    ": %" G_GINT64_FORMAT ", written by an older Muhafiz; an edit since is found.",
                    report->covered_from, report->uncovered);
    if (report->seed)
        output_line(context, "Hashed %" G_GUINT64_FORMAT " of them; --seed %s draws the same.",
                    report->files_hashed, report->seed);
    output_line(context, "Head of the event chain: %" G_GINT64_FORMAT " %s", report->event_number,
                report->event_head);
    if (report->problems->len)
        output_line(context, "Problems found: %u, named above.", report->problems->len);
    else if (report->taken->len)
        output_line(context, "All else is as it was written.");
    else
        output_line(context, "All is as it was written.");
}

/* "50" or "5%" */
static gboolean sample_read(const char *text, VerifySettings *settings, GError **error)
{
    char *end = NULL;
    double number = text ? g_ascii_strtod(text, &end) : 0;
    if (!text)
        return TRUE;
    if (end != text && g_str_equal(end, "%") && number > 0 && number <= 100) {
        settings->sample_percent = number;
        return TRUE;
    }
    settings->sample_files = g_ascii_strtoull(text, &end, 10);
    if (g_ascii_isdigit(*text) && *end == '\0' && settings->sample_files > 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "--sample %s: write a number of files such as 500, or a part such as 5%%", text);
    return FALSE;
}

static void show_progress(guint64 done, guint64 total, gpointer progress)
{
    output_progress_set(progress, done, total);
}

static gboolean verify(Context *context, const VerifySettings *settings, VerifyReport *report,
                       GError **error)
{
    g_autoptr(Progress) progress = output_progress_new(context, "Verifying", "files", 0);
    return index_verify(context->store, settings, show_progress, progress, report, error);
}

/* Where there is no room for it, all else is done. */
static void compact(Context *context)
{
    guint64 freed_bytes;
    g_autoptr(GError) failure = NULL;
    if (!index_compact(context->store, &freed_bytes, &failure)) {
        output_problem(context, "%s", failure->message);
        return;
    }
    g_autofree char *freed = g_format_size(freed_bytes);
    if (freed_bytes)
        output_line(context, "Given back to the disk, of what the index held empty: %s.", freed);
}

static gboolean rebuild(Context *context, GError **error)
{
    guint n;
    gboolean is_made;
    if (!index_schema_rebuild(context->store, &n, error) ||
        !index_search_rebuild(context->store, &is_made, error))
        return FALSE;
    output_line(context, "Made anew, of how the index is built: %u %s.", COUNTED(n, "part"));
    if (is_made)
        output_line(context, "Made anew: the index of words.");
    compact(context);
    return TRUE;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    const char *anchors[] = {argument_text(arguments, "anchor"), NULL};
    VerifySettings settings = {.seed = argument_text(arguments, "seed"),
                               .anchors = anchors,
                               .mend = argument_text(arguments, "mend"),
                               .restart = argument_flag(arguments, "restart")};
    VerifyReport report = {0};
    const char *take = argument_text(arguments, "take");
    if ((argument_flag(arguments, "rebuild") && !rebuild(context, error)) ||
        !sample_read(argument_text(arguments, "sample"), &settings, error) ||
        (take &&
         !index_row_take(context->store, take, argument_text(arguments, "reason"), error)) ||
        !verify(context, &settings, &report, error))
        return 1;
    report_print(context, &report);
    index_verify_report_clear(&report);
    return 0;
}

/* Looking is anybody's. */
static Act act_of(const Arguments *arguments)
{
    if (argument_text(arguments, "take"))
        return ACT_PERSONS;
    return argument_text(arguments, "mend") || argument_flag(arguments, "rebuild") ? ACT_SERVE
                                                                                   : ACT_LOOK;
}

const Command cmd_verify = {
    .name = "verify",
    .act_of = act_of,
    .arguments = "",
    .summary = "Hashes all files again and checks rows, packages and events",
    .help = "A check that was cut short goes on where it stopped, for a week: what was hashed then "
            "is only looked for. The chain of events cannot show by itself that its end was cut "
            "off: give --anchor with what was handed "
            "out, or compare the head with the one on the last hand-over slip.",
    .options = options,
    .run = run,
};
