/* muhafiz page insert|replace: corrections that bring new pages, from files.
 *
 * The files are ingested first, as pages without a record, then the correction gives them their
 * place: what goes wrong in between leaves pages that status lists and page move can place. */
#include "batch/edit.h"
#include "batch/ingest.h"
#include "batch/intake.h"
#include "batch/scanner.h"

#define OPTION_PROFILE                                                                             \
    {                                                                                              \
        "profile", 'p', OPTION_TEXT, 0, 0, NULL, "NAME",                                           \
            "a [scan NAME] section of muhafiz.conf, of which dpi and master count here"            \
    }
#define OPTION_AGAIN                                                                               \
    {                                                                                              \
        "again", 0, OPTION_FLAG, 0, 0, NULL, NULL,                                                 \
            "take a file although the same one is in already"                                      \
    }

/* ------------------------------------------------------------------------------------ taking -- */

static gboolean batch_add_pages(const Context *context, gint64 batch_id, GArray *pages,
                                GError **error)
{
    g_autofree char *words = g_strdup_printf("batch:%" G_GINT64_FORMAT, batch_id);
    g_autoptr(GArray) found = index_pages_find(context->store, 0, words, error);
    if (found)
        g_array_append_vals(pages, found->data, found->len);
    return found != NULL;
}

static gboolean path_take(Context *context, const IngestSettings *settings, const char *path,
                          GArray *pages, GError **error)
{
    Ingested result;
    if (!ingest_file(context, settings, path, &result, error)) {
        g_prefix_error(error, "%s: ", path);
        return FALSE;
    }
    if (!result.known)
        return batch_add_pages(context, result.batch_id, pages, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is in already, as batch %" G_GINT64_FORMAT
                ": muhafiz page move batch:%" G_GINT64_FORMAT
                " gives its pages another place (--again takes the file once more)",
                path, result.batch_id, result.batch_id);
    return FALSE;
}

/* Says where pages lie that were taken in before something went wrong. */
static void taken_note(const GArray *pages, GError **error)
{
    if (pages->len == 0 || !error || !*error)
        return;
    g_autofree char *message = g_strdup_printf(
        "%s. The new pages are kept without a record (page ids from %" G_GINT64_FORMAT
        " to %" G_GINT64_FORMAT "): muhafiz page move gives them their place",
        (*error)->message, g_array_index(pages, gint64, 0),
        g_array_index(pages, gint64, pages->len - 1));
    GError *noted = g_error_new_literal((*error)->domain, (*error)->code, message);
    g_clear_error(error);
    g_propagate_error(error, noted);
}

/* The pages of all files, in order. Array of gint64, or NULL. */
static GArray *paths_take(Context *context, const Arguments *arguments, const char *const *paths,
                          guint n_paths, GError **error)
{
    g_auto(Scanner) scanner = {0};
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!scanner_find_none(context, argument_text(arguments, "profile"), &scanner, error) ||
        !intake_recover(context, error))
        return NULL;
    const IngestSettings settings = {.scan = &scanner.settings,
                                     .again = argument_flag(arguments, "again"),
                                     .keep_unplaced = TRUE};
    for (guint i = 0; i < n_paths; i++)
        if (!path_take(context, &settings, paths[i], pages, error)) {
            taken_note(pages, error);
            return NULL;
        }
    return g_steal_pointer(&pages);
}

/* ------------------------------------------------------------------------------------ insert -- */

static const CommandOption insert_options[] = {
    EDIT_OPTION_SIDE,
    {"before", 0, OPTION_TEXT, 0, 0, NULL, "PAGE", "the page they go before"},
    {"after", 0, OPTION_TEXT, 0, 0, NULL, "PAGE", "the page they go behind [the last one]"},
    {"folio", 0, OPTION_TEXT, 0, 0, NULL, "LABEL",
     "the label on the first of them; the pages behind keep theirs, as for a 12A"},
    OPTION_PROFILE,
    OPTION_AGAIN,
    {0},
};

static int insert_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 side_id;
    PagePlace place;
    const char *const *words = argument_list(arguments, &n);
    if (!edit_side_find(context, words[0], argument_text(arguments, "side"), SIDE_FILL, &side_id,
                        error) ||
        !edit_place_find(context, side_id, arguments, &place, error))
        return -1;
    g_autoptr(GArray) pages = paths_take(context, arguments, words + 1, n - 1, error);
    if (!pages)
        return -1;
    JsonNode *answer =
        index_pages_move(context->store, pages, &place, argument_text(arguments, "folio"), error);
    if (!answer)
        taken_note(pages, error);
    return edit_tell(context, answer);
}

const Command cmd_page_insert = {
    .name = "page insert",
    .arguments = "FILE_NO PATH...",
    .summary = "Puts page images or PDF files between the pages of a record",
    .help =
        "A sheet that was forgotten. PAGE is a place in the side as show --pages counts it (5), "
        "folio:12 or id:123. Pages that are in already are put there by page move.",
    .options = insert_options,
    .run = insert_run,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
};

/* ----------------------------------------------------------------------------------- replace -- */

static const CommandOption replace_options[] = {
    EDIT_OPTION_SIDE,
    {"by", 0, OPTION_TEXT, 0, 0, NULL, "PAGES",
     "pages without a record, id:123 or batch:7:4-9, instead of files"},
    OPTION_PROFILE,
    OPTION_AGAIN,
    {0},
};

static gboolean replace_is_meant(const Arguments *arguments, guint n_words, GError **error)
{
    if ((argument_text(arguments, "by") != NULL) != (n_words > 2))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "by what? Give either files or --by PAGES");
    return FALSE;
}

static int replace_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    const char *by = argument_text(arguments, "by");
    if (!replace_is_meant(arguments, n, error))
        return -1;
    g_autoptr(GArray) old =
        edit_words_find(context, words, 2, argument_text(arguments, "side"), error);
    if (!old)
        return -1;
    g_autoptr(GArray) new = by ? index_pages_find(context->store, 0, by, error)
                               : paths_take(context, arguments, words + 2, n - 2, error);
    if (!new)
        return -1;
    JsonNode *answer = index_pages_replace(context->store, old, new, error);
    if (!answer && !by)
        taken_note(new, error);
    return edit_tell(context, answer);
}

const Command cmd_page_replace = {
    .name = "page replace",
    .arguments = "FILE_NO PAGES [PATH...]",
    .summary = "Puts a better scan in the place of a page; the earlier one is kept",
    .help = EDIT_HELP_PAGES "As many new pages as old ones; they take over place and folio label.",
    .options = replace_options,
    .run = replace_run,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
};
