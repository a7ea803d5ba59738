/* batch/scanner.h - which scanner, and how it is to scan: [scanner NAME] sections and options. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

typedef struct {
    ScanSettings settings; /* strings owned below */
    char *name;            /* of the section, or the SANE device */
    GPtrArray *texts;
} Scanner;

/* name: a [scanner NAME] section or a SANE device name; NULL: the only section there is. Options
 * of the command line win over the section, the section over [scan]. USAGE names the sections. */
gboolean scanner_find(const Context *context, const Arguments *arguments, Scanner *scanner,
                      GError **error);
/* The names of the [scanner NAME] sections. */
char **scanner_sections(GKeyFile *conf);
/* Whether a section could be scanned with: known keys, values that can be, one way to the scanner.
 * USAGE. */
gboolean scanner_check(GKeyFile *conf, const char *section, GError **error);
void scanner_clear(Scanner *scanner);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scanner, scanner_clear)

G_END_DECLS
