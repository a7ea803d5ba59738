/* muhafiz search: full text of all pages. */
#include "batch/item.h"
#include "batch/output.h"

static const CommandOption options[] = {
    {.name = "limit",
     .letter = 'n',
     .type = OPTION_INT,
     .min = 1,
     .max = 10000,
     .fallback = "20",
     .value = "PAGES",
     .help = "at most so many pages, the best first"},
    {0},
};

static void print_hit(const Context *context, JsonObject *hit)
{
    g_autofree char *file_no = item_text(hit, "file_no");
    g_autofree char *side = item_text(hit, "side");
    g_autofree char *folio = item_text(hit, "folio");
    g_autofree char *snippet = item_text(hit, "snippet");
    g_strdelimit(snippet, "\n", ' ');
    output_line(context, "%s, %s, folio %s\n    %s", file_no, side, folio, snippet);
}

static char *query_text(const Arguments *arguments)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    return g_strjoinv(" ", (char **)words);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    g_autofree char *query = query_text(arguments);
    guint limit = (guint)argument_int(arguments, "limit", 0);
    g_autoptr(JsonNode) items = index_search(context->store, query, limit, error);
    if (!items)
        return 1;
    if (context->json) {
        output_items(g_steal_pointer(&items));
        return 0;
    }
    JsonArray *hits = json_node_get_array(items);
    guint n_hits = json_array_get_length(hits);
    for (guint i = 0; i < n_hits; i++)
        print_hit(context, json_array_get_object_element(hits, i));
    if (n_hits == 0)
        output_line(context, "No page has these words. Try fewer words, or another spelling.");
    else if (n_hits == limit)
        output_line(context, "There may be more: use --limit or more words.");
    return 0;
}

const Command cmd_search = {
    .name = "search",
    .arguments = "WORD...",
    .summary = "Finds pages by the words on them",
    .help = "Pages must have all the words; \"several words\" in quotes must stand together. What "
            "was found stands in [brackets].",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
