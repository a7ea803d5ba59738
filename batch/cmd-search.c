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
    {.name = "similar",
     .type = OPTION_FLAG,
     .help =
         "also pages with words that look like those, as misread ones do; without it only where "
         "nothing else is found"},
    {0},
};

/* "A-12/2008, notes, folio 7", or of a record without a page "A-12/2008, register". */
static void print_hit(const Context *context, JsonObject *hit)
{
    g_autofree char *file_no = item_text(hit, "file_no");
    g_autofree char *side = item_text(hit, "side");
    g_autofree char *folio = item_text(hit, "folio");
    g_autofree char *snippet = item_text(hit, "snippet");
    g_autofree char *similar = item_text(hit, "similar");
    gboolean is_page = !json_object_get_null_member(hit, "side");
    g_strdelimit(snippet, "\n", ' ');
    output_line(context, "%s, %s%s%s%s%s\n    %s", file_no, is_page ? side : "register",
                is_page ? ", folio " : "", is_page ? folio : "", *similar ? ", similar: " : "",
                similar, snippet);
}

static char *query_text(const Arguments *arguments)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    return g_strjoinv(" ", (char **)words);
}

static void print_hits(const Context *context, JsonArray *hits, guint limit)
{
    guint n = json_array_get_length(hits);
    for (guint i = 0; i < n; i++)
        print_hit(context, json_array_get_object_element(hits, i));
    if (n == 0)
        output_line(context, "Nothing has these words. Try fewer words, or another spelling.");
    else if (n == limit)
        output_line(context, "There may be more: use --limit or more words.");
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    g_autofree char *query = query_text(arguments);
    guint limit = (guint)argument_int(arguments, "limit", 0);
    g_autoptr(JsonNode) items = argument_flag(arguments, "similar")
                                    ? index_search_similar(context->store, query, limit, error)
                                    : index_search(context->store, query, limit, error);
    g_autofree char *note = index_search_note(query);
    if (!items)
        return 1;
    if (note)
        output_note("%s", note);
    if (context->json)
        output_items(g_steal_pointer(&items));
    else
        print_hits(context, json_node_get_array(items), limit);
    return 0;
}

const Command cmd_search = {
    .name = "search",
    .arguments = "WORD...",
    .summary = "Finds pages and records by their words, in any of the languages",
    .help =
        "All words must be found, on a page or in what the register says of its record; capitals, "
        "accents, nuktas and the script of digits make no difference. What was found stands in "
        "[brackets].\n"
        "  '\"order of the tehsildar\"'  words that stand together (the inner quotes count)\n"
        "  khas*                         the beginning of a word\n"
        "  A-12/2008                     a file number, also written A12 2008 or a.12.2008\n"
        "  subject:mutation year:2008    what the register says: subject:, year:, section:, "
        "number:\n"
        "Behind these come pages where the words are glued to others, as recognition often leaves "
        "out the gaps of Urdu, or apart where you typed them as one; and where nothing has the "
        "words, those that look like them are "
        "tried, as a worn page may have been misread. Such answers say \"similar\" and which words "
        "they have instead. In Nastaliq print most words are misread beyond that: look such pages "
        "up "
        "by what the register says.",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
