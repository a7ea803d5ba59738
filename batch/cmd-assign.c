/* muhafiz assign: which record a reusable cover sheet stands for. */
#include "batch/item.h"
#include "batch/output.h"

static const CommandOption options[] = {
    {.name = "list", .type = OPTION_FLAG, .help = "what each token stands for, and change nothing"},
    {.name = "free",
     .type = OPTION_FLAG,
     .help = "the token stands for no record any more: its sheet is lost, or back in the drawer"},
    {0},
};

static const ItemColumn columns[] = {
    {"token", "TOKEN", 0},    {"status", "STATUS", 0},  {"file_no", "FILE NUMBER", 0},
    {"assigned_at", "AT", 0}, {"assigned_by", "BY", 0}, {"batch", "SCANNED IN BATCH", 0},
    {"sheet", "SHEET", 0},
};

static int list_print(Context *context, GError **error)
{
    g_autoptr(JsonNode) tokens = index_tokens_list(context->store, error);
    if (!tokens)
        return 1;
    if (context->json)
        output_items(g_steal_pointer(&tokens));
    else if (json_array_get_length(json_node_get_array(tokens)) == 0)
        output_line(context, "There are no tokens. muhafiz cover --tokens 20 -o tokens.pdf prints "
                             "20 of them.");
    else
        item_print_table(json_node_get_array(tokens), columns, G_N_ELEMENTS(columns));
    return 0;
}

/* The one token, as the list has it. */
static JsonNode *token_item(Store *store, gint64 number, GError **error)
{
    g_autoptr(JsonNode) tokens = index_tokens_list(store, error);
    JsonArray *array = tokens ? json_node_get_array(tokens) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonObject *item = json_array_get_object_element(array, i);
        if (json_object_get_int_member(item, "token") == number)
            return item_node(json_object_ref(item));
    }
    return NULL;
}

static gboolean usage_check(guint n_words, gboolean is_free, gboolean is_list, GError **error)
{
    if (!is_list && n_words == (is_free ? 1 : 2))
        return TRUE;
    g_set_error_literal(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "write muhafiz assign TOKEN FILE_NO, muhafiz assign TOKEN --free, or muhafiz "
        "assign --list");
    return FALSE;
}

static gboolean number_parse(const char *word, gint64 *number, GError **error)
{
    guint64 value;
    if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT32, &value, NULL)) {
        *number = (gint64)value;
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is not the number of a token: it stands large on the sheet", word);
    return FALSE;
}

static gboolean token_change(Context *context, const char *const *words, gboolean is_free,
                             gint64 number, GError **error)
{
    if (is_free ? !index_token_release(context->store, number, error)
                : !index_token_assign(context->store, number, words[1], error))
        return FALSE;
    if (is_free)
        output_line(context, "Token %" G_GINT64_FORMAT " stands for no record.", number);
    else
        output_line(context,
                    "Token %" G_GINT64_FORMAT " stands for %s. Put its sheet on top of that file.",
                    number, words[1]);
    return TRUE;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 number;
    const char *const *words = argument_list(arguments, &n);
    gboolean is_free = argument_flag(arguments, "free");
    if (n == 0 && !is_free)
        return list_print(context, error);
    if (!usage_check(n, is_free, argument_flag(arguments, "list"), error) ||
        !number_parse(words[0], &number, error) ||
        !token_change(context, words, is_free, number, error))
        return 1;
    JsonNode *item = context->json ? token_item(context->store, number, error) : NULL;
    if (item)
        output_items(item);
    return context->json && !item ? 1 : 0;
}

static Act act_of(const Arguments *arguments)
{
    guint n;
    argument_list(arguments, &n);
    return n ? ACT_SCAN : ACT_LOOK;
}

const Command cmd_assign = {
    .name = "assign",
    .act_of = act_of,
    .arguments = "[TOKEN FILE_NO]",
    .summary = "Says which file a reusable cover sheet (token) lies on",
    .help =
        "Tokens are printed once with \"muhafiz cover --tokens 20\" and laminated. Each time one "
        "is put on top of a file, say which: \"muhafiz assign 7 A-12/2008\". Scanned, it begins "
        "that record as a cover would, once: before its next use it is assigned again. A token "
        "that was not assigned, or is scanned a second time, is flagged, and the sheets behind "
        "it are kept without a record.\n"
        "A token that lies on a file and has not been scanned is not given to another one: take "
        "it off and say so with \"muhafiz assign 7 --free\" first. Without arguments: what each "
        "token stands for.",
    .options = options,
    .run = run,
    .max_arguments = 2,
};
