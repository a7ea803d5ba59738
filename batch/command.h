/* batch/command.h - a command of muhafiz is one row here and one cmd-*.c file.
 *
 * An option is one row of a table: name, type, limits, default, unit, help. Parsing, checking,
 * --help and the man page come from the tables; no command parses by hand.
 *
 * A command answers its exit status (0 done, 1 some items failed and were named by
 * output_problem) or sets *error, which main() reports and turns into the exit status: USAGE 2,
 * DEVICE 3, all else 1. Only batch/ reports.
 */
#pragma once

#include "index/lot.h"

G_BEGIN_DECLS

typedef enum { OPTION_FLAG, OPTION_TEXT, OPTION_FILE, OPTION_INT, OPTION_CHOICE } OptionType;

typedef struct {
    const char *name; /* long name; NULL ends the table */
    char letter;      /* short form, or 0 */
    OptionType type;
    gint64 min, max;      /* of OPTION_INT */
    const char *fallback; /* value when not given; NULL: not set */
    const char *value;    /* what stands for the value in help, with its unit: "DPI", "SECONDS";
                             for OPTION_CHOICE the choices, "html|csv|json|pdf" */
    const char *help;
} CommandOption;

/* Parsed options and arguments of one call; strings are owned by it. */
typedef struct Arguments Arguments;

gboolean argument_flag(const Arguments *arguments, const char *name);
const char *argument_text(const Arguments *arguments, const char *name); /* NULL: not set */
gint64 argument_int(const Arguments *arguments, const char *name, gint64 unset);
const char *const *argument_list(const Arguments *arguments, guint *n); /* what is no option */

typedef struct {
    Store *store;          /* NULL unless the command needs one */
    const char *store_dir; /* as given; may be NULL where no_store */
    const char *user;
    const char *pin_file; /* of the person who acts; may be NULL */
    gboolean json;        /* --json: one JSON value on standard output and nothing else */
    gboolean failed;      /* an item failed: set by output_problem */
} Context;

typedef struct {
    const char *name;      /* "scan", "register import" */
    const char *arguments; /* "FILE_NO...", as help shows them; "" for none */
    const char *summary;   /* one line */
    const char *help;      /* what a person needs to know beyond the options; may be NULL */
    const CommandOption *options;
    int (*run)(Context *context, const Arguments *arguments, GError **error);
    guint min_arguments, max_arguments;
    Act act; /* who may run it, and what must be proven (index/people.h) */
    /* Where the words decide that, else NULL. */
    Act (*act_of)(const Arguments *arguments);
    gboolean no_store;       /* works without an opened store */
    gboolean store_optional; /* works also where none is named: context->store is NULL then */
    gboolean hidden;         /* worker processes: not in help */
} Command;

/* All commands, in the order of help. NULL-terminated. */
extern const Command *const commands[];

/* Parses argv[0..n) for a command. USAGE names the option and its limits. *help is set when
 * --help was asked for. */
Arguments *arguments_parse(const Command *command, int argc, char **argv, gboolean *json,
                           gboolean *help, GError **error);
void arguments_free(Arguments *arguments);
void command_print_help(const Command *command);
void command_print_overview(void);
/* Of commands of two words, by the first one; FALSE, and nothing is printed: there are none. */
gboolean command_print_group(const char *word);
void command_print_man(void); /* roff, for man 1 muhafiz */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arguments, arguments_free)

G_END_DECLS
