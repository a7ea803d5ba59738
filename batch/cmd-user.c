/* muhafiz user add|list|role|disable|pin: the persons of the office. */
#include "batch/item.h"
#include "batch/output.h"
#include "batch/pin.h"
#include "batch/prove.h"
#include "index/member.h"

#define NEW_PIN_FILE                                                                               \
    {                                                                                              \
        .name = "new-pin-file", .type = OPTION_FILE, .value = "FILE",                              \
        .help = "whose first line is the new PIN; without it, it is typed at the terminal"         \
    }

static const ItemColumn columns[] = {
    {"name", "NAME", 0},      {"role", "ROLE", 0},   {"pin", "PIN", 0},
    {"added_at", "ADDED", 0}, {"added_by", "BY", 0}, {"disabled_at", "DISABLED", 0},
};

/* Takes the item. */
static int answer(Context *context, JsonNode *item, const char *what)
{
    if (!item)
        return 1;
    output_line(context, "%s: %s.", member_text(json_node_get_object(item), "name"), what);
    if (context->json)
        output_items(item);
    else
        json_node_unref(item);
    return 0;
}

/* ------------------------------------------------------------------------------------ list -- */

static int run_list(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonNode) items = index_persons_list(context->store, error);
    if (!items)
        return 1;
    if (context->json)
        output_items(g_steal_pointer(&items));
    else if (json_array_get_length(json_node_get_array(items)) == 0)
        output_line(context, "The office has no persons yet: anybody works under any name. "
                             "muhafiz user add NAME --role admin begins.");
    else
        item_print_table(json_node_get_array(items), columns, G_N_ELEMENTS(columns));
    return 0;
}

const Command cmd_user_list = {
    .name = "user list",
    .arguments = "",
    .summary = "Lists the persons of the office",
    .help = "PIN: own (only that person knows it), first (somebody else set it: it serves to "
            "change it) or none.",
    .run = run_list,
};

/* ------------------------------------------------------------------------------------- add -- */

static const CommandOption add_options[] = {
    {.name = "role",
     .type = OPTION_CHOICE,
     .fallback = "operator",
     .value = "operator|checker|nodal|dc|admin",
     .help = "what the person may do"},
    NEW_PIN_FILE,
    {0},
};

static int run_add(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    char *pin;
    const char *name = argument_list(arguments, &n)[0];
    if (!prove_choose(context, argument_text(arguments, "new-pin-file"), name, FALSE, &pin, error))
        return 1;
    JsonNode *item =
        index_person_add(context->store, name, argument_text(arguments, "role"), pin, error);
    g_autofree char *what = g_strdup_printf("added as %s", argument_text(arguments, "role"));
    pin_free(pin);
    return answer(context, item, what);
}

const Command cmd_user_add = {
    .name = "user add",
    .act = ACT_PERSONS,
    .arguments = "NAME",
    .summary = "Adds a person to the office",
    .help = "The first is an admin, with a PIN. From then on whoever changes something is a person "
            "of the office (--user NAME, or the login name). operator: brings pages in, corrects, "
            "hands over; checker: checks lots; nodal: excludes, withholds and releases records, "
            "sets the checking plan, says which of two receipts is true, and may hand over what "
            "nobody checked; dc: looks; admin: adds persons, sets first PINs.\n"
            "A PIN that an admin set serves only to change it (muhafiz user pin). Names are never "
            "given twice. A PIN of six letters or digits or more is never written on the command "
            "line.",
    .options = add_options,
    .run = run_add,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ------------------------------------------------------------------------------------ role -- */

static int run_role(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autofree char *what = g_strdup_printf("%s from now on", words[1]);
    return answer(context, index_person_set_role(context->store, words[0], words[1], error), what);
}

const Command cmd_user_role = {
    .name = "user role",
    .act = ACT_PERSONS,
    .arguments = "NAME ROLE",
    .summary = "Gives a person another role",
    .help = "What the person did before counts as before: who scanned a record does not check it.",
    .run = run_role,
    .min_arguments = 2,
    .max_arguments = 2,
};

/* --------------------------------------------------------------------------------- disable -- */

static const CommandOption disable_options[] = {
    {.name = "undo", .type = OPTION_FLAG, .help = "the person works here again"},
    {0},
};

static int run_disable(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gboolean is_back = argument_flag(arguments, "undo");
    const char *name = argument_list(arguments, &n)[0];
    return answer(context, index_person_set_disabled(context->store, name, !is_back, error),
                  is_back ? "may act again" : "may not act any more");
}

const Command cmd_user_disable = {
    .name = "user disable",
    .act = ACT_PERSONS,
    .arguments = "NAME",
    .summary = "Lets a person who left act no more",
    .options = disable_options,
    .run = run_disable,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ------------------------------------------------------------------------------------- pin -- */

static const CommandOption pin_options[] = {NEW_PIN_FILE, {0}};

static int run_pin(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    char *pin;
    const char *const *words = argument_list(arguments, &n);
    const char *name = n ? words[0] : index_store_user(context->store);
    gboolean is_own = g_str_equal(name, index_store_user(context->store));
    if (!prove(context, is_own ? ACT_OWN_PIN : ACT_PERSONS, error) ||
        !prove_choose(context, argument_text(arguments, "new-pin-file"), name, TRUE, &pin, error))
        return 1;
    JsonNode *item = index_person_set_pin(context->store, name, pin, error);
    pin_free(pin);
    return answer(context, item,
                  is_own ? "the PIN is changed"
                         : "the first PIN is set; change it with muhafiz user pin");
}

const Command cmd_user_pin = {
    .name = "user pin",
    .arguments = "[NAME]",
    .summary = "Changes one's own PIN, or sets another person's first one",
    .help = "One's own: the old PIN is asked for, then the new one, twice. Another person's: an "
            "admin sets it, and that person then changes it.",
    .options = pin_options,
    .run = run_pin,
    .max_arguments = 1,
};
