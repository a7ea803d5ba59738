/* Options of a command from its table, by way of GOption. */
#include "batch/command.h"

#include <string.h>

struct Arguments {
    const CommandOption *options; /* the table, borrowed */
    char **texts; /* value of each row as text, NULL where not given; "1" for a flag */
    gint64 *ints;
    char **list; /* what is no option */
    guint n_list;
};

static guint table_length(const CommandOption *options)
{
    guint n = 0;
    while (options && options[n].name)
        n++;
    return n;
}

static guint row_find(const Arguments *arguments, const char *name, OptionType type)
{
    for (guint i = 0; arguments->options && arguments->options[i].name; i++)
        if (g_str_equal(arguments->options[i].name, name) &&
            (arguments->options[i].type == type ||
             (type == OPTION_TEXT && (arguments->options[i].type == OPTION_FILE ||
                                      arguments->options[i].type == OPTION_CHOICE))))
            return i;
    g_error("no option --%s of this type in the command's table", name);
}

gboolean argument_flag(const Arguments *arguments, const char *name)
{
    return arguments->texts[row_find(arguments, name, OPTION_FLAG)] != NULL;
}

const char *argument_text(const Arguments *arguments, const char *name)
{
    return arguments->texts[row_find(arguments, name, OPTION_TEXT)];
}

gint64 argument_int(const Arguments *arguments, const char *name, gint64 unset)
{
    guint row = row_find(arguments, name, OPTION_INT);
    return arguments->texts[row] ? arguments->ints[row] : unset;
}

const char *const *argument_list(const Arguments *arguments, guint *n)
{
    *n = arguments->n_list;
    return (const char *const *)arguments->list;
}

static gboolean value_check_int(const CommandOption *option, const char *text, gint64 *value,
                                GError **error)
{
    g_autoptr(GError) wrong = NULL;
    if (g_ascii_string_to_signed(text, 10, option->min, option->max, value, &wrong))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "--%s wants a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                " (%s), not \"%s\"",
                option->name, option->min, option->max, option->value, text);
    return FALSE;
}

static gboolean value_check_choice(const CommandOption *option, const char *text, GError **error)
{
    g_auto(GStrv) choices = g_strsplit(option->value, "|", -1);
    if (g_strv_contains((const char *const *)choices, text))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "--%s wants one of %s, not \"%s\"",
                option->name, option->value, text);
    return FALSE;
}

/* GOption would convert texts from the locale's encoding; ours are UTF-8 in every locale. */
static gboolean value_check_text(const CommandOption *option, const char *text, GError **error)
{
    if (option->type == OPTION_FILE || g_utf8_validate(text, -1, NULL))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "--%s is not UTF-8 text", option->name);
    return FALSE;
}

static gboolean values_check(Arguments *arguments, GError **error)
{
    for (guint i = 0; i < table_length(arguments->options); i++) {
        const CommandOption *option = &arguments->options[i];
        if (!arguments->texts[i] && option->fallback)
            arguments->texts[i] = g_strdup(option->fallback);
        const char *text = arguments->texts[i];
        if (!text)
            continue;
        if (!value_check_text(option, text, error))
            return FALSE;
        if (option->type == OPTION_INT &&
            !value_check_int(option, text, &arguments->ints[i], error))
            return FALSE;
        if (option->type == OPTION_CHOICE && !value_check_choice(option, text, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean list_check(const Command *command, const Arguments *arguments, GError **error)
{
    if (arguments->n_list >= command->min_arguments && arguments->n_list <= command->max_arguments)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "use: muhafiz %s%s%s (muhafiz %s --help says more)", command->name,
                *command->arguments ? " " : "", command->arguments, command->name);
    return FALSE;
}

/* GOption's rows for ours; flags land in flags[], the rest in texts[]. */
static GOptionEntry *entries_new(const CommandOption *options, char **texts, gboolean *flags)
{
    guint n = table_length(options);
    GOptionEntry *entries = g_new0(GOptionEntry, n + 1);
    for (guint i = 0; i < n; i++) {
        gboolean is_flag = options[i].type == OPTION_FLAG;
        entries[i] = (GOptionEntry){
            .long_name = options[i].name,
            .short_name = options[i].letter,
            .arg = is_flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_FILENAME,
            .arg_data = is_flag ? (gpointer)&flags[i] : (gpointer)&texts[i],
            .description = options[i].help,
            .arg_description = options[i].value,
        };
    }
    return entries;
}

static gboolean words_parse(Arguments *arguments, int argc, char **argv, gboolean *json,
                            gboolean *help, GError **error)
{
    guint n = table_length(arguments->options);
    g_autofree gboolean *flags = g_new0(gboolean, n + 1);
    g_autofree GOptionEntry *entries = entries_new(arguments->options, arguments->texts, flags);
    GOptionEntry common[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, json, NULL, NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, help, NULL, NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->list, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) wrong = NULL;
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, common, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &wrong)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, wrong->message);
        return FALSE;
    }
    for (guint i = 0; i < n; i++)
        if (flags[i])
            arguments->texts[i] = g_strdup("1");
    arguments->n_list = arguments->list ? g_strv_length(arguments->list) : 0;
    return TRUE;
}

Arguments *arguments_parse(const Command *command, int argc, char **argv, gboolean *json,
                           gboolean *help, GError **error)
{
    g_autoptr(Arguments) arguments = g_new0(Arguments, 1);
    guint n = table_length(command->options);
    arguments->options = command->options;
    arguments->texts = g_new0(char *, n + 1);
    arguments->ints = g_new0(gint64, n + 1);
    if (!words_parse(arguments, argc, argv, json, help, error))
        return NULL;
    if (!*help && (!values_check(arguments, error) || !list_check(command, arguments, error)))
        return NULL;
    return g_steal_pointer(&arguments);
}

void arguments_free(Arguments *arguments)
{
    if (!arguments)
        return;
    for (guint i = 0; i < table_length(arguments->options); i++)
        g_free(arguments->texts[i]);
    g_free(arguments->texts);
    g_free(arguments->ints);
    g_strfreev(arguments->list);
    g_free(arguments);
}
