/* batch/scanner.h - which scanner, and how it is to scan: [scanner NAME] sections, [scan NAME]
 * profiles and options. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

typedef struct {
    ScanSettings settings; /* strings owned below */
    char *name;            /* of the section, or the SANE device */
    GPtrArray *texts;
    int lock; /* descriptor, see scanner_lock; 0: none */
} Scanner;

/* --device: a [scanner NAME] section or a SANE device name; without it the only section there is.
 * What the command line says (--source, --mode, --dpi) wins over the profile (--profile NAME, a
 * section [scan NAME]), that over the scanner's section, and that over [scan]. USAGE names the
 * sections, profiles and keys there are. */
gboolean scanner_find(const Context *context, const Arguments *arguments, Scanner *scanner,
                      GError **error);
/* The same without a scanner, for what comes as files: dpi and master count. profile may be NULL. */
gboolean scanner_find_none(const Context *context, const char *profile, Scanner *scanner,
                           GError **error);
/* The names of the [scanner NAME] sections, and of the profiles. */
char **scanner_sections(GKeyFile *conf);
char **scanner_profiles(GKeyFile *conf);
/* A section by itself. USAGE where one could not scan with it: unknown keys, values that cannot be,
 * not exactly one way to the scanner. */
gboolean scanner_load(GKeyFile *conf, const char *section, Scanner *scanner, GError **error);
/* The same of a profile. */
gboolean scanner_check_profile(GKeyFile *conf, const char *profile, GError **error);
/* Nobody else feeds from this scanner into this store until it is cleared or the process ends,
 * whatever names it has in muhafiz.conf. DEVICE: somebody does; IO. */
gboolean scanner_lock(Store *store, Scanner *scanner, GError **error);
/* Whether somebody else does now. */
gboolean scanner_is_in_use(const char *store_dir, const Scanner *scanner);
/* "muhafiz scan --resume --device NAME", as it is typed. */
char *scanner_resume_command(const Scanner *scanner);
void scanner_clear(Scanner *scanner);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scanner, scanner_clear)

G_END_DECLS
