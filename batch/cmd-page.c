/* muhafiz page move|rotate|reverse|folio|unlike|undo: corrections of pages that are in already. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "batch/edit.h"
#include "batch/output.h"
#include "index/exclusion.h"

/* -------------------------------------------------------------------------------------- move -- */

static const CommandOption move_options[] = {
    EDIT_OPTION_SIDE,
    {"to", 0, OPTION_TEXT, 0, 0, NULL, "FILE_NO",
     "the record they go to, at its end where no page is named; without it they stay in theirs"},
    {"to-side", 0, OPTION_TEXT, 0, 0, NULL, "SIDE",
     "the side they go to [the side they come from]"},
    {"before", 0, OPTION_TEXT, 0, 0, NULL, "PAGE", "the page they go before"},
    {"after", 0, OPTION_TEXT, 0, 0, NULL, "PAGE",
     "the page they go behind [in another side or record: the last one]"},
    {"folio", 0, OPTION_TEXT, 0, 0, NULL, "LABEL",
     "the label on the first of them; the pages behind keep theirs, as for a 12A"},
    {"aside", 0, OPTION_FLAG, 0, 0, NULL, NULL,
     "set them aside: kept, but no page of any record, as for a sheet fed twice"},
    {"reason", 0, OPTION_TEXT, 0, 0, NULL, "TEXT", "why they are set aside"},
    {0},
};

static JsonNode *pages_set_aside(Context *context, const Arguments *arguments, const GArray *pages,
                                 GError **error)
{
    const char *reason = argument_text(arguments, "reason");
    if (reason && *reason)
        return index_pages_set_aside(context->store, pages, reason, error);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "why? --reason TEXT is kept with pages that are set aside");
    return NULL;
}

/* Where they go, by the names given: another place or side of the same record, or a record. Nothing said is a slip, not
 * the end of the side. */
static gboolean target_find(const Context *context, const Arguments *arguments, const char *file_no,
                            gint64 *side_id, GError **error)
{
    const char *to = argument_text(arguments, "to"), *side = argument_text(arguments, "to-side");
    gboolean has_place =
        side || argument_text(arguments, "before") || argument_text(arguments, "after");
    if (to || (file_no && has_place))
        return edit_side_find(context, to ? to : file_no,
                              side ? side : argument_text(arguments, "side"), SIDE_LOOK, side_id,
                              error);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "where to? Say --before PAGE or --after PAGE, another side with --to-side "
                        "SIDE, or the record at whose end they go with --to FILE_NO");
    return FALSE;
}

static int move_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 side_id;
    PagePlace place;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) pages =
        edit_words_find(context, words, n, argument_text(arguments, "side"), error);
    if (!pages)
        return -1;
    if (argument_flag(arguments, "aside"))
        return edit_tell(context, pages_set_aside(context, arguments, pages, error));
    if (!target_find(context, arguments, n > 1 ? words[0] : NULL, &side_id, error) ||
        !edit_place_find(context, side_id, arguments, &place, error))
        return -1;
    return edit_tell(context, index_pages_move(context->store, pages, &place,
                                               argument_text(arguments, "folio"), error));
}

const Command cmd_page_move = {
    .name = "page move",
    .act = ACT_SCAN,
    .arguments = "[FILE_NO] PAGES",
    .summary = "Moves pages to another place, side or record, or sets them aside",
    .help = EDIT_HELP_PAGES EDIT_HELP_ANYWHERE
    "Sheets that status lists without a record get one: muhafiz page move "
    "batch:7:4-9 --to FILE_NO.",
    .options = move_options,
    .run = move_run,
    .min_arguments = 1,
    .max_arguments = 2,
};

/* ------------------------------------------------------------------------------------ rotate -- */

static const CommandOption rotate_options[] = {
    EDIT_OPTION_SIDE,
    {"turn", 0, OPTION_CHOICE, 0, 0, "right", "right|left|half", "which way"},
    {0},
};

static guint quarter_turns(const char *turn)
{
    return g_str_equal(turn, "right") ? 1 : g_str_equal(turn, "half") ? 2 : 3;
}

static int rotate_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) pages =
        edit_words_find(context, words, n, argument_text(arguments, "side"), error);
    if (!pages)
        return -1;
    return edit_tell(context,
                     index_pages_turn(context->store, pages,
                                      quarter_turns(argument_text(arguments, "turn")), error));
}

const Command cmd_page_rotate = {
    .name = "page rotate",
    .act = ACT_SCAN,
    .arguments = "[FILE_NO] PAGES",
    .summary = "Turns pages that lay sideways or upside down; they are read again",
    .help = EDIT_HELP_PAGES EDIT_HELP_ANYWHERE "The scan itself stays as it is.",
    .options = rotate_options,
    .run = rotate_run,
    .min_arguments = 1,
    .max_arguments = 2,
};

/* ----------------------------------------------------------------------------------- reverse -- */

static const CommandOption reverse_options[] = {
    EDIT_OPTION_SIDE,
    {"sheets", 0, OPTION_FLAG, 0, 0, NULL, NULL,
     "the faces of a sheet stay in their order: front before back"},
    {0},
};

static int reverse_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    const char *const whole[] = {words[0], n > 1 ? words[1] : "1-"};
    g_autoptr(GArray) pages = edit_words_find(context, whole, G_N_ELEMENTS(whole),
                                              argument_text(arguments, "side"), error);
    if (!pages)
        return -1;
    return edit_tell(context, index_pages_reverse(context->store, pages,
                                                  argument_flag(arguments, "sheets"), error));
}

const Command cmd_page_reverse = {
    .name = "page reverse",
    .act = ACT_SCAN,
    .arguments = "FILE_NO [PAGES]",
    .summary = "Turns the order of a side's pages round, for a stack that was fed the wrong way",
    .help = EDIT_HELP_PAGES "Without PAGES, all of the side.",
    .options = reverse_options,
    .run = reverse_run,
    .min_arguments = 1,
    .max_arguments = 2,
};

/* ------------------------------------------------------------------------------------- folio -- */

static const CommandOption folio_options[] = {
    EDIT_OPTION_SIDE,
    {"series", 0, OPTION_FLAG, 0, 0, NULL, NULL, "the next pages get what follows: 13, 12B"},
    {"backs", 0, OPTION_TEXT, 0, 0, NULL, "TEXT",
     "in a series, the back of a sheet has its front's label and TEXT behind it: -reverse"},
    {"clear", 0, OPTION_FLAG, 0, 0, NULL, NULL,
     "take written labels away: the place in the side counts again"},
    {0},
};

static gboolean folio_is_meant(const Arguments *arguments, guint n_words, GError **error)
{
    gboolean is_clear = argument_flag(arguments, "clear");
    if (n_words == (is_clear ? 2 : 3))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "use: muhafiz page folio FILE_NO PAGES LABEL, or FILE_NO PAGES --clear");
    return FALSE;
}

static int folio_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    const char *backs = argument_text(arguments, "backs");
    if (!folio_is_meant(arguments, n, error))
        return -1;
    const FolioSeries series = {.first = n == 3 ? words[2] : "",
                                .runs_on = backs || argument_flag(arguments, "series"),
                                .backs = backs};
    g_autoptr(GArray) pages =
        edit_words_find(context, words, 2, argument_text(arguments, "side"), error);
    if (!pages)
        return -1;
    return edit_tell(context, index_pages_label(context->store, pages, &series, error));
}

const Command cmd_page_folio = {
    .name = "page folio",
    .act = ACT_SCAN,
    .arguments = "FILE_NO PAGES LABEL",
    .summary = "Gives pages the folio labels that are written on the paper",
    .help = EDIT_HELP_PAGES
    "A label is what the paper says: 12, 12A, 12-reverse, १२. Labels that are missing or there "
    "twice are named; they may well be so on the paper.",
    .options = folio_options,
    .run = folio_run,
    .min_arguments = 2,
    .max_arguments = 3,
};

/* ------------------------------------------------------------------------------------ unlike -- */

static const CommandOption unlike_options[] = {
    EDIT_OPTION_SIDE,
    {"reason", 0, OPTION_TEXT, 0, 0, NULL, "TEXT", "how it is seen; needed"},
    {0},
};

static int unlike_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) pages =
        edit_words_find(context, words, n, argument_text(arguments, "side"), error);
    JsonNode *answer =
        pages ? index_pages_unlike(context->store, pages, argument_text(arguments, "reason"), error)
              : NULL;
    if (!answer)
        return -1;
    if (context->json)
        output_items(answer);
    else
        json_node_unref(answer);
    output_line(context, pages->len == 1 ? "It counts as a page of its own from now on."
                                         : "They count as pages of their own from now on.");
    return 0;
}

const Command cmd_page_unlike = {
    .name = "page unlike",
    .act = ACT_UNLIKE,
    .arguments = "[FILE_NO] PAGES",
    .summary =
        "Says that pages which look like earlier ones are other pages, as forms of one print",
    .help = EDIT_HELP_PAGES EDIT_HELP_ANYWHERE "show --pages marks such pages as duplicate. Look "
                                               "at the paper first: until somebody says so they "
                                               "count as scanned twice. In an office with persons, "
                                               "not who scanned the record; the report lists "
                                               "it.",
    .options = unlike_options,
    .run = unlike_run,
    .min_arguments = 1,
    .max_arguments = 2,
};

/* ----------------------------------------------------------------------------------- release -- */

static const CommandOption release_options[] = {
    EDIT_OPTION_SIDE,
    {"reason", 0, OPTION_TEXT, 0, 0, NULL, "TEXT", "why, in words that will be read in years"},
    {0},
};

static int release_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) pages =
        edit_words_find(context, words, n, argument_text(arguments, "side"), error);
    JsonNode *answer = pages ? index_pages_release(context->store, pages,
                                                   argument_text(arguments, "reason"), error)
                             : NULL;
    if (!answer)
        return -1;
    if (context->json)
        output_items(answer);
    else
        json_node_unref(answer);
    output_line(context, "%u %s may stand: next muhafiz run", COUNTED(pages->len, "page"));
    return 0;
}

const Command cmd_page_release = {
    .name = "page release",
    .act = ACT_EXCLUDE,
    .arguments = "[FILE_NO] PAGES",
    .summary = "Lets pages stand that are the very picture of what was removed as confidential",
    .help = EDIT_HELP_PAGES EDIT_HELP_ANYWHERE
    "Such pages are kept, but neither read nor handed over, until the nodal officer says this, or "
    "removes them as well (muhafiz record withhold). muhafiz status names them.",
    .options = release_options,
    .run = release_run,
    .min_arguments = 1,
    .max_arguments = 2,
};

/* -------------------------------------------------------------------------------------- undo -- */

static int undo_run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    guint64 number;
    const char *const *words = argument_list(arguments, &n);
    if (!g_ascii_string_to_unsigned(words[0], 10, 1, G_MAXINT64, &number, NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" is not the number of a correction: muhafiz record history lists those "
                    "of a record",
                    words[0]);
        return -1;
    }
    return edit_tell(context, index_edit_undo(context->store, (gint64)number, error));
}

const Command cmd_page_undo = {
    .name = "page undo",
    .act = ACT_SCAN,
    .arguments = "CORRECTION",
    .summary = "Takes a correction back, by its number",
    .help = "Everything it touched stands as it stood before. The latest goes first.",
    .run = undo_run,
    .min_arguments = 1,
    .max_arguments = 1,
};
