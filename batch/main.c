/* muhafiz: global options, the command by its name, its error to an exit status. */
#include "batch/command.h"
#include "batch/output.h"
#include "batch/prove.h"
#include "index/exclusion.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    char *store_dir, *user, *pin_file;
    gboolean version, man;
} Globals;

static void globals_clear(Globals *globals)
{
    g_free(globals->store_dir);
    g_free(globals->user);
    g_free(globals->pin_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Globals, globals_clear)

static int error_exit_status(const GError *error)
{
    if (g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE))
        return 2;
    if (g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE))
        return 3;
    return 1;
}

/* Who is said to act stands in every event. */
static gboolean user_check(const char *user, GError **error)
{
    if (strspn(user, " \t\r\n") < strlen(user))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "the name of who acts is empty: give --user NAME, or leave --user and "
                        "MUHAFIZ_USER away for the login name");
    return FALSE;
}

/* Global options stand before the command; the first word that is none ends them. */
static gboolean globals_parse(int *argc, char ***argv, Globals *globals, GError **error)
{
    GOptionEntry entries[] = {
        {"store", 0, 0, G_OPTION_ARG_FILENAME, &globals->store_dir, NULL, NULL},
        {"user", 0, 0, G_OPTION_ARG_FILENAME, &globals->user, NULL, NULL},
        {"pin-file", 0, 0, G_OPTION_ARG_FILENAME, &globals->pin_file, NULL, NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &globals->version, NULL, NULL},
        {"man", 0, 0, G_OPTION_ARG_NONE, &globals->man, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) wrong = NULL;
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_strict_posix(context, TRUE);
    g_option_context_set_ignore_unknown_options(context,
                                                TRUE); /* --help, and those of old habits */
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, argc, argv, &wrong)) {
        if (!globals->store_dir)
            globals->store_dir = g_strdup(g_getenv("MUHAFIZ_STORE"));
        if (!globals->user)
            globals->user =
                g_strdup(g_getenv("MUHAFIZ_USER") ? g_getenv("MUHAFIZ_USER") : g_get_user_name());
        if (!globals->pin_file)
            globals->pin_file = g_strdup(g_getenv(PROVE_VARIABLE));
        return user_check(globals->user, error);
    }
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, wrong->message);
    return FALSE;
}

static const Command *command_named(const char *name)
{
    for (const Command *const *c = commands; *c; c++)
        if (g_str_equal((*c)->name, name))
            return *c;
    return NULL;
}

/* Finds "check lot" before "check"; *n_words is how many arguments the name took. */
static const Command *command_find(int argc, char **argv, int *n_words)
{
    g_autofree char *two = argc > 1 ? g_strconcat(argv[0], " ", argv[1], NULL) : NULL;
    const Command *command = two ? command_named(two) : NULL;
    *n_words = command ? 2 : 1;
    return command ? command : command_named(argv[0]);
}

/* "register" alone names those that begin with it. */
static void command_unknown(const char *word, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autofree char *prefix = g_strconcat(word, " ", NULL);
    for (const Command *const *c = commands; *c; c++)
        if (g_str_has_prefix((*c)->name, prefix))
            g_string_append_printf(names, "%s\"%s\"", names->len ? ", " : "", (*c)->name);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                names->len ? "\"%s\" is not a whole command: %s"
                           : "there is no command \"%s\"; \"muhafiz --help\" lists them%s",
                word, names->str);
}

/* Whatever the command is: packages with confidential pages are no more in the outbox when it begins. That it cannot be done stops
 * no other work. */
static void withhold_finish(Store *store)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *note = NULL;
    if (!index_withhold_finish(store, &note, &failure))
        output_note("%s", failure->message);
    else if (note)
        output_note("%s", note);
}

static gboolean store_open(Context *context, const Globals *globals, GError **error)
{
    if (!globals->store_dir) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "which store? Give --store DIR or set MUHAFIZ_STORE; "
                            "\"muhafiz --store DIR init\" makes a new one");
        return FALSE;
    }
    context->store = index_store_open(globals->store_dir, context->user, error);
    if (context->store)
        withhold_finish(context->store);
    return context->store != NULL;
}

static int command_run(const Command *command, int argc, char **argv, const Globals *globals,
                       GError **error)
{
    Context context = {
        .user = globals->user, .store_dir = globals->store_dir, .pin_file = globals->pin_file};
    gboolean help = FALSE;
    g_autoptr(Arguments) arguments =
        arguments_parse(command, argc, argv, &context.json, &help, error);
    if (!arguments)
        return -1;
    if (help) {
        command_print_help(command);
        return 0;
    }
    gboolean without = command->no_store || (command->store_optional && !globals->store_dir);
    if (!without && !store_open(&context, globals, error))
        return -1;
    Act act = command->act_of ? command->act_of(arguments) : command->act;
    gboolean may = without || prove(&context, act, error);
    int status = may ? command->run(&context, arguments, error) : -1;
    index_store_free(context.store);
    return status == 0 && context.failed ? 1 : status;
}

static gboolean is_help(const char *word)
{
    return g_str_equal(word, "--help") || g_str_equal(word, "-h") || g_str_equal(word, "help");
}

/* Of all, of a group such as "page", or of a command: the words that name it. */
static int help_run(int n_words, char **words, GError **error)
{
    int n_named = 0;
    const Command *command = n_words ? command_find(n_words, words, &n_named) : NULL;
    if (command)
        command_print_help(command);
    else if (n_words == 0)
        command_print_overview();
    else if (!command_print_group(words[0])) {
        command_unknown(words[0], error);
        return -1;
    }
    return 0;
}

static int command_words_run(int argc, char **argv, const Globals *globals, GError **error)
{
    int n_words = 0;
    const Command *command = command_find(argc, argv, &n_words);
    if (command)
        return command_run(command, argc + 1 - n_words, argv - 1 + n_words, globals, error);
    if (argc > 1 && is_help(argv[1]) && command_print_group(argv[0]))
        return 0;
    command_unknown(argv[0], error);
    return -1;
}

static int words_run(int argc, char **argv, GError **error)
{
    g_auto(Globals) globals = {0};
    if (!globals_parse(&argc, &argv, &globals, error))
        return -1;
    if (globals.version) {
        printf("muhafiz %s\n", MUHAFIZ_VERSION);
        return 0;
    }
    if (globals.man) {
        command_print_man();
        return 0;
    }
    if (argc < 2) {
        command_print_overview();
        return 2;
    }
    return is_help(argv[1]) ? help_run(argc - 2, argv + 2, error)
                            : command_words_run(argc - 1, argv + 1, &globals, error);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* file names and output are UTF-8; numbers stay plain */
    umask(077);                     /* records are personal data */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error like any other */
    g_autoptr(GError) error = NULL;
    int status = words_run(argc, argv, &error);
    if (error) {
        fflush(stdout);
        fprintf(stderr, "muhafiz: %s\n", error->message);
        return error_exit_status(error);
    }
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "muhafiz: cannot write the answer: standard output is closed or full\n");
        return 1;
    }
    return status;
}
