/* muhafiz devices: the scanners of this machine, of the network and of other computers. */
#include "batch/devices.h"
#include "batch/output.h"
#include "index/member.h"

static char *names_join(JsonObject *item, const char *member)
{
    g_auto(GStrv) names = member_texts(item, member);
    return g_strjoinv(", ", names);
}

static void make_print(const Context *context, JsonObject *item)
{
    const char *serial = member_text(item, "serial"), *type = member_text(item, "type");
    output_line(context, "  %s %s%s%s (%s%s%s)", member_text(item, "vendor"),
                member_text(item, "model"), *serial ? ", serial number " : "", serial,
                member_text(item, "connection"), *type ? ", " : "", type);
}

static void device_print(const Context *context, JsonObject *item)
{
    const char *trouble = member_text(item, "trouble"), *name = member_text(item, "name");
    const char *scanner = member_text(item, "scanner"), *address = member_text(item, "address");
    g_autofree char *sources = names_join(item, "sources"), *modes = names_join(item, "modes");
    g_autofree char *same = names_join(item, "same_as");
    if (*scanner)
        output_line(context, "%s  [scanner %s] %s", name, scanner,
                    g_str_equal(address, name) ? "" : address);
    else
        output_line(context, "%s", name);
    make_print(context, item);
    if (*trouble)
        output_line(context, "  cannot be used now: %s", trouble);
    else
        output_line(context, "  sources: %s\n  modes: %s\n  resolutions: %s dpi",
                    *sources ? sources : "one", *modes ? modes : "one",
                    member_text(item, "resolutions"));
    if (*same)
        output_line(context, "  the same scanner as %s: use one of them", same);
}

static guint devices_print(const Context *context, JsonArray *items)
{
    guint n_usable = 0;
    for (guint i = 0; i < member_length(items); i++) {
        JsonObject *item = member_element(items, i);
        if (*member_text(item, "name")) {
            device_print(context, item);
            n_usable += *member_text(item, "trouble") == '\0';
        } else {
            output_note("driver %s %s; its scanners, if any, are not listed",
                        *member_text(item, "driver") ? member_text(item, "driver")
                                                     : "of your SANE_CONFIG_DIR",
                        member_text(item, "trouble"));
        }
    }
    return n_usable;
}

/* A store is not needed; one that was named and does not open is told of by doctor. */
static Store *store_open(const Context *context, GError **error)
{
    return context->store_dir ? index_store_open(context->store_dir, context->user, error) : NULL;
}

static int devices_run(Context *context, const Arguments *arguments, GError **error)
{
    g_autoptr(GError) failure = NULL;
    const char *wanted = argument_text(arguments, "drivers");
    g_auto(GStrv) drivers = wanted ? g_strsplit(wanted, ",", -1) : NULL;
    g_autoptr(Store) store = store_open(context, &failure);
    if (failure)
        output_note("scanners of muhafiz.conf are not asked: %s", failure->message);
    const DevicesSettings settings = {.conf = store ? index_store_peek_conf(store) : NULL,
                                      .store_dir = context->store_dir,
                                      .drivers = (const char *const *)drivers};
    JsonArray *items = devices_ask(&settings, error);
    if (!items) {
        g_prefix_error(error, "looking for scanners: ");
        return -1;
    }
    guint n_usable = devices_print(context, items);
    if (member_length(items) == 0)
        output_line(context,
                    "No scanner found. Is it switched on and plugged in? A network scanner "
                    "can be named in muhafiz.conf: [scanner NAME] airscan=http://HOST/eSCL");
    if (context->json)
        output_items(json_node_init_array(json_node_alloc(), items));
    json_array_unref(items);
    return n_usable ? 0 : 3;
}

static const CommandOption options[] = {
    {"drivers", 0, OPTION_TEXT, 0, 0, NULL, "NAMES",
     "ask only these drivers of SANE (airscan,net,test), also such as are switched off"},
    {0},
};

const Command cmd_devices = {
    .name = "devices",
    .arguments = "",
    .summary = "Lists scanners: USB, network and other computers'",
    .help =
        "Asks every driver of SANE (but escl, see doctor) and, in a store, every [scanner NAME]\n"
        "of muhafiz.conf. Drivers that hang or crash are stopped and named; all is over within\n"
        "ten seconds.",
    .options = options,
    .run = devices_run,
    .no_store = TRUE,
};
