/* muhafiz return freeze|list|show: progress returns that stay as they were. */
#include <stdio.h>
#include <string.h>

#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

/* It is frozen all the same: else there would be none before the wrong time has come. */
static void note_backward(JsonObject *period)
{
    const char *from = member_text(period, "from"), *to = member_text(period, "to");
    if (from && to && strcmp(from, to) > 0)
        output_note(
            "the return before this one was frozen at %s, which is later than now (%s): the "
            "clock was wrong then, or is now. Its page says so. Next: muhafiz doctor looks at "
            "the clock",
            from, to);
}

/* A frozen return cannot be taken back: two of one day are mostly a slip. before: those that were there. */
static void again_note(JsonArray *before, const char *at)
{
    guint n = member_length(before);
    JsonObject *last = n ? member_element(before, n - 1) : NULL;
    const char *last_at = last ? member_text(last, "to") : NULL;
    g_autoptr(GDateTime) then = last_at ? g_date_time_new_from_iso8601(last_at, NULL) : NULL;
    g_autoptr(GDateTime) now = at ? g_date_time_new_from_iso8601(at, NULL) : NULL;
    if (then && now && ABS(g_date_time_difference(now, then)) < G_TIME_SPAN_DAY)
        output_note("return %" G_GINT64_FORMAT " was frozen less than a day before, at %s; both "
                    "stay: tell the district which of them counts",
                    member_int(last, "return", 0), last_at);
}

static int run_freeze(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonNode) before = index_return_list(context->store, error);
    g_autoptr(JsonNode) item = before ? index_return_freeze(context->store, error) : NULL;
    if (!item)
        return 1;
    JsonObject *object = json_node_get_object(item);
    again_note(json_node_get_array(before), member_text(object, "at"));
    gint64 number = member_int(object, "return", 0);
    note_backward(member_object(object, "period"));
    output_line(context,
                "Return %" G_GINT64_FORMAT " is frozen, with %u %s of earlier ones. Next: muhafiz "
                "return show %" G_GINT64_FORMAT,
                number, COUNTED(member_length(member_array(object, "corrections")), "correction"),
                number);
    if (context->json)
        output_items(g_steal_pointer(&item));
    return 0;
}

const Command cmd_return_freeze = {
    .name = "return freeze",
    .act = ACT_TARGETS,
    .arguments = "",
    .summary = "Makes the progress as it is now the next numbered return",
    .help = "It never changes again. What comes late of days before it is told in the next one, "
            "under corrections.",
    .run = run_freeze,
};

static const ItemColumn list_columns[] = {
    {"return", "RETURN", 0}, {"from", "FROM", 0},      {"to", "TO", 0},
    {"person", "BY", 0},     {"sha256", "SHA-256", 0},
};

static int run_list(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonNode) returns = index_return_list(context->store, error);
    if (!returns)
        return 1;
    if (context->json)
        output_items(g_steal_pointer(&returns));
    else if (json_array_get_length(json_node_get_array(returns)) == 0)
        output_line(context, "No return is frozen yet. Next: muhafiz return freeze");
    else
        item_print_table(json_node_get_array(returns), list_columns, G_N_ELEMENTS(list_columns));
    return 0;
}

const Command cmd_return_list = {
    .name = "return list",
    .arguments = "",
    .summary = "Lists the frozen returns",
    .run = run_list,
};

/* Its own bytes, whether they are asked for as JSON or not. */
static int run_show(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    char *end;
    const char *word = argument_list(arguments, &n)[0];
    gint64 number = g_ascii_strtoll(word, &end, 10);
    if (*end || end == word) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" is no number of a return: muhafiz return list says which there are",
                    word);
        return 1;
    }
    g_autofree char *text = index_return_text(context->store, number, error);
    if (text)
        printf("{\"schema\":1,\"items\":[%s]}\n", text);
    return text ? 0 : 1;
}

const Command cmd_return_show = {
    .name = "return show",
    .arguments = "NUMBER",
    .summary = "Prints a frozen return as JSON, byte for byte",
    .help = "The item between the brackets is what was frozen: its SHA-256 stands in return list "
            "and in "
            "the event return.frozen.",
    .run = run_show,
    .min_arguments = 1,
    .max_arguments = 1,
};
