/* Help and the man page, made from the command tables. */
#include "batch/command.h"

#include <stdio.h>
#include <string.h>

static const char synopsis[] =
    "muhafiz [--store DIR] [--user NAME] [--pin-file FILE] COMMAND [OPTIONS] [ARGUMENTS]";

static const struct {
    const char *option, *help;
} global_options[] = {
    {"--store DIR", "the office's store (environment: MUHAFIZ_STORE)"},
    {"--user NAME", "who acts (environment: MUHAFIZ_USER; default: the login name)"},
    {"--pin-file FILE", "whose first line is the PIN of who acts (environment: MUHAFIZ_PIN_FILE)"},
    {"--json", "print one JSON value {\"schema\":1,\"items\":[...]}; nothing if the command ends "
               "in an error"},
    {"--help", "help on the command"},
    {"--version", "the version"},
};

static const struct {
    const char *status, *meaning;
} exit_statuses[] = {
    {"0", "all done"},
    {"1",
     "some items failed; each is named on standard error with what to do, the others are done"},
    {"2", "wrong use or configuration"},
    {"3", "no scanner, or a scanner fault"},
};

/* "-o, --output FILE" */
static char *option_label(const CommandOption *option)
{
    g_autofree char *letter = option->letter ? g_strdup_printf("-%c, ", option->letter) : NULL;
    return g_strdup_printf("%s--%s%s%s", letter ? letter : "", option->name,
                           option->type == OPTION_FLAG ? "" : " ",
                           option->type == OPTION_FLAG ? "" : option->value);
}

/* Help with what the table knows beyond it: limits and the default. */
static char *option_text(const CommandOption *option)
{
    GString *text = g_string_new(option->help);
    if (option->type == OPTION_INT)
        g_string_append_printf(text, " (%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ")", option->min,
                               option->max);
    if (option->fallback)
        g_string_append_printf(text, " [%s]", option->fallback);
    return g_string_free(text, FALSE);
}

/* Its own option of the name of this one, "--pin-file FILE". */
static gboolean command_has_option(const Command *command, const char *label)
{
    for (const CommandOption *o = command->options; o && o->name; o++) {
        gsize length = strlen(o->name);
        if (strncmp(label + 2, o->name, length) == 0 && strchr(" ", label[2 + length]))
            return TRUE;
    }
    return FALSE;
}

void command_print_help(const Command *command)
{
    printf("Use: muhafiz %s%s%s%s\n\n%s.\n", command->name, command->options ? " [OPTIONS]" : "",
           *command->arguments ? " " : "", command->arguments, command->summary);
    if (command->help)
        printf("\n%s\n", command->help);
    printf("\nOptions:\n");
    for (const CommandOption *o = command->options; o && o->name; o++) {
        g_autofree char *label = option_label(o);
        g_autofree char *text = option_text(o);
        printf("  %-26s %s\n", label, text);
    }
    for (guint i = 0; i < G_N_ELEMENTS(global_options); i++)
        if (!command_has_option(command, global_options[i].option))
            printf("  %-26s %s\n", global_options[i].option, global_options[i].help);
    for (guint i = 0; i < G_N_ELEMENTS(global_options); i++)
        if (command_has_option(command, global_options[i].option))
            printf("\nBefore the command, %s is another option: %s.\n", global_options[i].option,
                   global_options[i].help);
}

static void summary_print(const Command *command)
{
    printf("  %-18s %s\n", command->name, command->summary);
}

gboolean command_print_group(const char *word)
{
    g_autofree char *prefix = g_strconcat(word, " ", NULL);
    gboolean found = FALSE;
    for (const Command *const *c = commands; *c; c++) {
        if ((*c)->hidden || !g_str_has_prefix((*c)->name, prefix))
            continue;
        if (!found)
            printf("Use: muhafiz %s COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n", word);
        summary_print(*c);
        found = TRUE;
    }
    if (found)
        printf("\n\"muhafiz %s COMMAND --help\" says more of each.\n", word);
    return found;
}

void command_print_overview(void)
{
    printf("Use: %s\n\nTurns an office's paper files into searchable e-files.\n\nCommands:\n",
           synopsis);
    for (const Command *const *c = commands; *c; c++)
        if (!(*c)->hidden)
            summary_print(*c);
    printf("\n\"muhafiz COMMAND --help\" says more of each.\n\nExit status:\n");
    for (guint i = 0; i < G_N_ELEMENTS(exit_statuses); i++)
        printf("  %s  %s\n", exit_statuses[i].status, exit_statuses[i].meaning);
}

/* roff: a hyphen that must stay one, and no line that starts with a control character. */
static void man_print(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '-' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
}

static void man_print_item(const char *label, const char *text)
{
    printf(".TP\n.B ");
    man_print(label);
    putchar('\n');
    man_print(text);
    putchar('\n');
}

static void man_print_command(const Command *command)
{
    g_autofree char *label =
        g_strconcat(command->name, *command->arguments ? " " : "", command->arguments, NULL);
    man_print_item(label, command->summary);
    if (command->help) {
        printf(".br\n");
        man_print(command->help);
        putchar('\n');
    }
    printf(".RS\n");
    for (const CommandOption *o = command->options; o && o->name; o++) {
        g_autofree char *option = option_label(o);
        g_autofree char *text = option_text(o);
        man_print_item(option, text);
    }
    printf(".RE\n");
}

void command_print_man(void)
{
    printf(".TH MUHAFIZ 1 \"\" \"muhafiz %s\"\n.SH NAME\nmuhafiz \\- paper files to searchable "
           "e\\-files\n.SH SYNOPSIS\n",
           MUHAFIZ_VERSION);
    man_print(synopsis);
    printf("\n.SH OPTIONS\n");
    for (guint i = 0; i < G_N_ELEMENTS(global_options); i++)
        man_print_item(global_options[i].option, global_options[i].help);
    printf(".SH COMMANDS\n");
    for (const Command *const *c = commands; *c; c++)
        if (!(*c)->hidden)
            man_print_command(*c);
    printf(".SH EXIT STATUS\n");
    for (guint i = 0; i < G_N_ELEMENTS(exit_statuses); i++)
        man_print_item(exit_statuses[i].status, exit_statuses[i].meaning);
}
