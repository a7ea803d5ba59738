/* muhafiz record withhold: removes what is held of a confidential record. */
#include "batch/alike.h"
#include "batch/edit.h"
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

static const CommandOption options[] = {
    EDIT_OPTION_SIDE,
    {.name = "reason",
     .type = OPTION_TEXT,
     .value = "TEXT",
     .help = "why, in words that will be read in years"},
    {0},
};

/* That it cannot be told keeps nothing from being removed. */
static GArray *alike_ask(const Context *context, const char *file_no, const GArray *pages)
{
    g_autoptr(GError) error = NULL;
    gint64 n_left = 0;
    GArray *alike = alike_find(context, file_no, pages, &error);
    if (g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE))
        return NULL; /* there is no such record: that is told anyway */
    if (!alike || !index_alike_left(context->store, &n_left, &error))
        output_note("what looks like its pages in other records was not looked for: %s",
                    error->message);
    else if (n_left)
        output_note("of %" G_GINT64_FORMAT " %s nobody knows yet what they look like (muhafiz "
                    "run): any of them may be one of these, too",
                    COUNTED(n_left, "page"));
    return alike;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) pages =
        n > 1 ? edit_words_find(context, words + 1, n - 1, argument_text(arguments, "side"), error)
              : NULL;
    if (n > 1 && !pages)
        return -1;
    g_autoptr(GArray) alike = alike_ask(context, words[0], pages);
    g_autoptr(JsonNode) node = index_record_withhold(context->store, words[0], pages, alike,
                                                     argument_text(arguments, "reason"), error);
    if (!node)
        return -1;
    JsonObject *item = json_node_get_object(node);
    g_auto(GStrv) left = member_texts(item, "left");
    output_line(context, "%s: %" G_GINT64_FORMAT " %s and %" G_GINT64_FORMAT " %s removed.",
                member_text(item, "file_no"), COUNTED(member_int(item, "pages", 0), "page"),
                COUNTED(member_int(item, "files", 0), "file"));
    for (guint i = 0; left[i]; i++)
        output_problem(context, "%s: %s", member_text(item, "file_no"), left[i]);
    if (context->json)
        output_items(g_steal_pointer(&node));
    return 0;
}

const Command cmd_record_withhold = {
    .name = "record withhold",
    .act = ACT_EXCLUDE,
    .arguments = "FILE_NO [[OTHER_FILE_NO] PAGES]",
    .summary = "Removes the pages of a confidential record, which the office keeps in its register "
               "alone",
    .help =
        "Of a record that is not Normal by classification, where muhafiz.conf says "
        "confidential=register-only; also pages behind its cover that no record took, and PAGES "
        "that a person saw to be its, in no record or in another one, whose volumes "
        "and packages with them go, too: muhafiz run binds the others anew. " EDIT_HELP_PAGES
        "Masters, "
        "words, PDFs and packages are deleted, and the "
        "index is written anew, which takes as much free disk space as it has; an event keeps "
        "the reason and the hash of every file, and verify tells of it. What it cannot reach "
        "is named, with exit 1: other records that hold the same pictures, or what looks like "
        "them, packages that went "
        "out, and backups, which the next muhafiz "
        "backup to each disk puts right. It cannot be undone.",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = 3,
};
