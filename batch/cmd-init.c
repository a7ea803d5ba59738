/* muhafiz init: makes an office's store. */
#include "batch/item.h"
#include "batch/output.h"
#include "index/share.h"
#include "ocr/ocr.h"

static const CommandOption options[] = {
    {.name = "office",
     .type = OPTION_TEXT,
     .value = "CODE",
     .help = "the office's code: letters, digits, - and _; it stands in every master"},
    {.name = "name", .type = OPTION_TEXT, .value = "NAME", .help = "the office's name"},
    {.name = "lang",
     .type = OPTION_TEXT,
     .fallback = "eng+hin+urd",
     .value = "LANGUAGES",
     .help = "languages of the records, likeliest first"},
    {.name = "group",
     .type = OPTION_TEXT,
     .value = "GROUP",
     .help = "logins in this group of the computer share the store (see muhafiz share)"},
    {0},
};

static gboolean arguments_check(const Context *context, const StoreOffice *office,
                                const char *group, GError **error)
{
    if (!context->store_dir) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "say where the store shall be: muhafiz --store DIR init ...");
        return FALSE;
    }
    if (!office->office_code || !office->office_name) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "say whose store it is: init --office CODE --name NAME");
        return FALSE;
    }
    return ocr_languages_check(office->languages, error) &&
           (!group || index_share_check(group, error));
}

static void print_item(const StoreOffice *office, const char *dir)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "store", dir);
    json_object_set_string_member(item, "office", office->office_code);
    json_object_set_string_member(item, "name", office->office_name);
    output_items(item_node(item));
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    StoreOffice office = {
        .office_code = argument_text(arguments, "office"),
        .office_name = argument_text(arguments, "name"),
        .languages = argument_text(arguments, "lang"),
    };
    const char *group = argument_text(arguments, "group");
    if (!arguments_check(context, &office, group, error))
        return 1;
    g_autoptr(Store) store = index_store_create(context->store_dir, &office, context->user, error);
    if (!store || (group && !index_share(store, group, &(ShareReport){0}, error)))
        return 1;
    if (context->json)
        print_item(&office, index_store_dir(store));
    output_line(context, "Made a store for %s (%s) in %s.", office.office_name, office.office_code,
                index_store_dir(store));
    output_line(context, "Next: muhafiz doctor, then muhafiz register import FILE.csv");
    return 0;
}

const Command cmd_init = {
    .name = "init",
    .arguments = "",
    .summary = "Makes the store of an office",
    .help = "The settings stand in muhafiz.conf in the store, each with its meaning.",
    .options = options,
    .run = run,
    .no_store = TRUE,
};
