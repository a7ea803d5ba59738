/* muhafiz check open: pages of a sample before the checker's eyes, each an event. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "batch/item.h"
#include "batch/lot-view.h"
#include "batch/lot.h"
#include "batch/output.h"

static const CommandOption options[] = {
    {.name = "to",
     .type = OPTION_FILE,
     .value = "DIR",
     .help = "write the pictures there, not to the store's spool, where the verdict removes them"},
    {.name = "view", .type = OPTION_FLAG, .help = "show each in the desktop's viewer"},
    {.name = "all", .type = OPTION_FLAG, .help = "all pages that are not opened yet"},
    {0},
};

/* Paths in answers are relative to the store, unless they were asked for elsewhere. */
static const char *path_in_store(const Context *context, const char *path)
{
    gsize length = strlen(index_store_dir(context->store));
    return strncmp(path, index_store_dir(context->store), length) == 0 && path[length] == '/'
               ? path + length + 1
               : path;
}

static JsonObject *page_item(gint64 lot_id, const LotPage *page, const char *path)
{
    JsonObject *item = json_object_new();
    json_object_set_int_member(item, "lot", lot_id);
    json_object_set_int_member(item, "number", page->number);
    json_object_set_int_member(item, "page_id", page->page_id);
    json_object_set_string_member(item, "path", path);
    json_object_set_string_member(item, "of", page->volume_path ? "volume" : "master");
    json_object_set_string_member(item, "sha256", page->sha256);
    return item;
}

/* The act is written down once the picture is there; where that may not be, the picture goes. */
static gboolean page_show(Context *context, gint64 lot_id, const LotPage *page, gboolean with_view,
                          const char *path, GError **error)
{
    if (with_view && !lot_view_open(path, error))
        return FALSE;
    if (index_lot_page_opened(context->store, lot_id, page, error))
        return TRUE;
    g_unlink(path);
    return FALSE;
}

static gboolean page_open(Context *context, gint64 lot_id, guint number, const Arguments *arguments,
                          JsonArray *items, GError **error)
{
    g_auto(LotPage) page = {0};
    if (!index_lot_page(context->store, lot_id, number, &page, error))
        return FALSE;
    g_autofree char *path =
        lot_view_write(context->store, lot_id, &page, argument_text(arguments, "to"), error);
    if (!path || !page_show(context, lot_id, &page, argument_flag(arguments, "view"), path, error))
        return FALSE;
    output_line(context, "%u: %s", number, path);
    json_array_add_object_element(items, page_item(lot_id, &page, path_in_store(context, path)));
    return TRUE;
}

static gboolean asks_next(void)
{
    char answer[16] = "";
    output_ask("Enter: the next page; q: enough. ");
    return fgets(answer, sizeof answer, stdin) && answer[0] != 'q';
}

/* One after the other; who looks at a screen says when the next shall come. */
static gboolean pages_open(Context *context, gint64 lot_id, const Arguments *arguments,
                           JsonArray *items, GError **error)
{
    guint number;
    gboolean goes_on = TRUE, is_all = argument_flag(arguments, "all");
    while (goes_on) {
        if (!index_lot_next(context->store, lot_id, &number, error))
            return FALSE;
        if (number == 0)
            break;
        if (!page_open(context, lot_id, number, arguments, items, error))
            return FALSE;
        goes_on = is_all;
        if (is_all && argument_flag(arguments, "view") && output_can_ask(context))
            goes_on = asks_next();
    }
    if (json_array_get_length(items) == 0)
        output_line(
            context,
            "All pages of the sample are opened. Next: muhafiz check accept %" G_GINT64_FORMAT
            ", or muhafiz check reject %" G_GINT64_FORMAT,
            lot_id, lot_id);
    return TRUE;
}

static gboolean number_parse(const char *word, guint *number, GError **error)
{
    guint64 value;
    if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT32, &value, NULL)) {
        *number = (guint)value;
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is not the number of a page in the sample (muhafiz check show lists them)",
                word);
    return FALSE;
}

static gboolean words_open(Context *context, gint64 lot_id, const char *const *words, guint n,
                           const Arguments *arguments, JsonArray *items, GError **error)
{
    if (n == 0)
        return pages_open(context, lot_id, arguments, items, error);
    for (guint i = 0; i < n; i++) {
        guint number;
        if (!number_parse(words[i], &number, error) ||
            !page_open(context, lot_id, number, arguments, items, error))
            return FALSE;
    }
    return TRUE;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 lot_id;
    const char *const *words = argument_list(arguments, &n);
    if (!lot_parse(words[0], &lot_id, error))
        return 1;
    JsonArray *items = json_array_new();
    gboolean ok = words_open(context, lot_id, words + 1, n - 1, arguments, items, error);
    if (ok && context->json)
        output_items(item_node_array(items));
    else
        json_array_unref(items);
    return ok ? 0 : 1;
}

const Command cmd_check_open = {
    .name = "check open",
    .act = ACT_CHECK,
    .arguments = "LOT [PAGE...]",
    .summary = "Shows pages of a lot's sample to the checker",
    .help = "PAGE is the number in the sample; without one, the next that is not opened. Each is "
            "drawn as a picture (PNG) as it stands in the PDF, and its opening is written down: "
            "the verdict asks for all of them.",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
