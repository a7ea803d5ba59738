/* muhafiz why: what a record waits for, and whose turn it is. */
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

static void print(const Context *context, JsonObject *why)
{
    const char *turn = member_text(why, "turn"), *next = member_text(why, "next");
    output_line(context, "%s (%s): %s.", member_text(why, "file_no"), member_text(why, "stage"),
                member_text(why, "what"));
    if (next)
        output_line(context, "Next, %s: %s", turn, next);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    JsonArray *items = json_array_new();
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) failure = NULL;
        JsonNode *why = index_record_why(context->store, words[i], &failure);
        if (!why) {
            output_problem(context, "%s", failure->message);
            continue;
        }
        if (!context->json)
            print(context, json_node_get_object(why));
        json_array_add_element(items, why);
    }
    (void)error;
    if (context->json)
        output_items(json_node_init_array(json_node_alloc(), items));
    json_array_unref(items);
    return 0;
}

const Command cmd_why = {
    .name = "why",
    .arguments = "FILE_NO...",
    .summary = "Says what a record waits for, and whose turn it is",
    .help = "One step: what is to be done first. show has everything held on the record.",
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
