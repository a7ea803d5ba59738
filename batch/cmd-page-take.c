/* muhafiz page insert|replace: corrections that bring new pages, from files.
 *
 * The files are ingested first, as pages without a record, then the correction gives them their
 * place: what goes wrong in between leaves pages that status lists and page move can place. */
#include "batch/edit.h"
#include "batch/ingest.h"
#include "batch/intake.h"
#include "batch/output.h"
#include "batch/scanner.h"
#include "index/member.h"

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

/* What came in for a correction of a side. */
typedef struct {
    Context *context;
    gint64 side_id;
    GArray *pages;    /* gint64, in the order of the files */
    GString *batches; /* "batch:7, batch:8" */
} Taken;

static void taken_init(Taken *taken, Context *context, gint64 side_id)
{
    *taken =
        (Taken){context, side_id, g_array_new(FALSE, FALSE, sizeof(gint64)), g_string_new(NULL)};
}

static void taken_clear(Taken *taken)
{
    g_array_unref(taken->pages);
    g_string_free(taken->batches, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Taken, taken_clear)

/* A cover lies on top of the file when a forgotten sheet is scanned: it stays a cover. *n_pages: of
 * the batch, without such sheets. */
static gboolean marks_tell(const Taken *taken, const char *path, gint64 batch_id, gint64 *n_pages,
                           GError **error)
{
    g_autoptr(JsonNode) ledger = index_batch_ledger(taken->context->store, batch_id, error);
    if (!ledger)
        return FALSE;
    JsonObject *counts = json_node_get_object(ledger);
    gint64 n = member_int(counts, "covers", 0) + member_int(counts, "separators", 0);
    if (n)
        output_note("%s: %" G_GINT64_FORMAT " of its sheets %s kept as %s, not as %s", path, n,
                    n == 1 ? "is" : "are", n == 1 ? "cover or separator" : "covers or separators",
                    n == 1 ? "a page" : "pages");
    *n_pages = member_int(counts, "pages", 0);
    return TRUE;
}

/* Pages that a cover of the same record has put there go to the right place with the others; those
 * that a cover has put into another record stay in that. */
static gboolean batch_add_pages(Taken *taken, const char *path, gint64 batch_id, GError **error)
{
    g_autofree char *words = g_strdup_printf("batch:%" G_GINT64_FORMAT, batch_id);
    g_string_append_printf(taken->batches, "%s%s", taken->batches->len ? ", " : "", words);
    gint64 n_pages = 0;
    if (!marks_tell(taken, path, batch_id, &n_pages, error))
        return FALSE;
    if (n_pages == 0)
        return TRUE;
    g_autoptr(GArray) found = index_pages_find(taken->context->store, taken->side_id, words, error);
    if (found)
        g_array_append_vals(taken->pages, found->data, found->len);
    else
        g_prefix_error(error, "%s: a cover in it leads to another record: ", path);
    return found != NULL;
}

/* Of a file that is in already: which records its pages are of now, as nobody means to take them out of another. */
static void known_refuse(const Taken *taken, const char *path, gint64 batch_id, GError **error)
{
    g_autoptr(JsonNode) ledger = index_batch_ledger(taken->context->store, batch_id, error);
    g_autoptr(GString) owners = g_string_new(NULL);
    if (!ledger)
        return;
    JsonArray *sides = member_array(json_node_get_object(ledger), "sides");
    for (guint i = 0; i < member_length(sides); i++)
        if (member_int(member_element(sides, i), "pages", 0) > 0)
            g_string_append_printf(owners, "%s%s", owners->len ? ", " : "",
                                   member_text(member_element(sides, i), "file_no"));
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is in already, as batch %" G_GINT64_FORMAT
                "%s%s: muhafiz page move batch:%" G_GINT64_FORMAT
                " gives its pages another place%s. --again takes the file once more, as a page "
                "that counts no second time",
                path, batch_id, owners->len ? ", with pages of " : "", owners->str, batch_id,
                owners->len ? ", and takes them out of that one" : "");
}

static gboolean path_take(Taken *taken, const IngestSettings *settings, const char *path,
                          GError **error)
{
    g_auto(Ingested) result = {0};
    if (!ingest_file(taken->context, settings, path, &result, error)) {
        g_prefix_error(error, "%s: ", path);
        return FALSE;
    }
    if (!result.known)
        return batch_add_pages(taken, path, result.batch_id, error);
    known_refuse(taken, path, result.batch_id, error);
    return FALSE;
}

/* Says where pages lie that were taken in before something went wrong. */
static void taken_note(const Taken *taken, GError **error)
{
    if (!taken->batches->len || !error || !*error)
        return;
    g_autofree char *message = g_strdup_printf(
        "%s. What came in is kept as %s: muhafiz show lists its pages, muhafiz page "
        "move gives them their place",
        (*error)->message, taken->batches->str);
    GError *noted = g_error_new_literal((*error)->domain, (*error)->code, message);
    g_clear_error(error);
    g_propagate_error(error, noted);
}

/* The pages of all files, in order. */
static gboolean paths_take(Taken *taken, const Arguments *arguments, const char *const *paths,
                           guint n_paths, GError **error)
{
    g_auto(Scanner) scanner = {0};
    const char *profile = argument_text(arguments, "profile");
    if (!scanner_find_none(taken->context, profile, &scanner, error) ||
        !intake_recover(taken->context, error))
        return FALSE;
    const IngestSettings settings = {.scan = &scanner.settings,
                                     .again = argument_flag(arguments, "again"),
                                     .keep_unplaced = TRUE};
    for (guint i = 0; i < n_paths; i++)
        if (!path_take(taken, &settings, paths[i], error)) {
            taken_note(taken, error);
            return FALSE;
        }
    if (taken->pages->len == 0)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                            "there is no page in the files, only covers and separators");
    return taken->pages->len > 0;
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
    g_auto(Taken) taken;
    taken_init(&taken, context, side_id);
    if (!paths_take(&taken, arguments, words + 1, n - 1, error))
        return -1;
    JsonNode *answer = index_pages_move(context->store, taken.pages, &place,
                                        argument_text(arguments, "folio"), error);
    if (!answer)
        taken_note(&taken, error);
    return edit_tell(context, answer);
}

const Command cmd_page_insert = {
    .name = "page insert",
    .act = ACT_SCAN,
    .arguments = "FILE_NO PATH...",
    .summary = "Puts page images or PDF files between the pages of a record",
    .help =
        "A sheet that was forgotten. PAGE is a place in the side as show --pages counts it (5), "
        "folio:12 or id:123. Pages that are in already are put there by page move. A cover or "
        "separator among them is kept, but is no page.",
    .options = insert_options,
    .run = insert_run,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
};

/* ----------------------------------------------------------------------------------- replace -- */

static const CommandOption replace_options[] = {
    EDIT_OPTION_SIDE,
    {"by", 0, OPTION_TEXT, 0, 0, NULL, "PAGES",
     "pages without a record or of the same side, instead of files"},
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

static JsonNode *replace_by_files(Taken *taken, const Arguments *arguments, const GArray *old,
                                  GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    if (!paths_take(taken, arguments, words + 2, n - 2, error))
        return NULL;
    JsonNode *answer = index_pages_replace(taken->context->store, old, taken->pages, error);
    if (!answer)
        taken_note(taken, error);
    return answer;
}

static JsonNode *replace_by_pages(const Taken *taken, const GArray *old, const char *by,
                                  GError **error)
{
    Store *store = taken->context->store;
    g_autoptr(GArray) new = index_pages_find(store, taken->side_id, by, error);
    return new ? index_pages_replace(store, old, new, error) : NULL;
}

static int replace_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 side_id;
    const char *const *words = argument_list(arguments, &n);
    const char *by = argument_text(arguments, "by");
    if (!replace_is_meant(arguments, n, error) ||
        !edit_side_find(context, words[0], argument_text(arguments, "side"),
                        by ? SIDE_LOOK : SIDE_FILL, &side_id, error))
        return -1;
    g_autoptr(GArray) old = index_pages_find(context->store, side_id, words[1], error);
    if (!old)
        return -1;
    g_auto(Taken) taken;
    taken_init(&taken, context, side_id);
    return edit_tell(context, by ? replace_by_pages(&taken, old, by, error)
                                 : replace_by_files(&taken, arguments, old, error));
}

const Command cmd_page_replace = {
    .name = "page replace",
    .act = ACT_SCAN,
    .arguments = "FILE_NO PAGES [PATH...]",
    .summary = "Puts a better scan in the place of a page; the earlier one is kept",
    .help = EDIT_HELP_PAGES "As many new pages as old ones; they take over place and folio label.",
    .options = replace_options,
    .run = replace_run,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
};
