/* Scanner sections and profiles of muhafiz.conf, and what the command line changes in them.
 *
 * Each layer overwrites what it says itself and leaves the rest: [scan], then the scanner's
 * section, then the profile, then the command line. */
#include "batch/scanner.h"

#include <string.h>
#include <unistd.h>

#include "batch/paper.h"
#include "batch/spool.h"

#define SCANNER_PREFIX "scanner "
#define PROFILE_PREFIX "scan "
#define NUMBER_MAX 100000 /* dpi, bits, mm; the driver knows its own limits */

static const char *keep(Scanner *scanner, char *text)
{
    if (text)
        g_ptr_array_add(scanner->texts, text);
    return text;
}

static char **names_with_prefix(GKeyFile *conf, const char *prefix)
{
    g_auto(GStrv) groups = g_key_file_get_groups(conf, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; groups[i]; i++)
        if (g_str_has_prefix(groups[i], prefix))
            g_ptr_array_add(names, g_strdup(groups[i] + strlen(prefix)));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

char **scanner_sections(GKeyFile *conf)
{
    return names_with_prefix(conf, SCANNER_PREFIX);
}

char **scanner_profiles(GKeyFile *conf)
{
    return names_with_prefix(conf, PROFILE_PREFIX);
}

static gboolean section_choose(char **sections, const char *wanted, char **section, GError **error)
{
    *section = NULL;
    if (wanted) {
        if (g_strv_contains((const char *const *)sections, wanted))
            *section = g_strdup(wanted);
        return TRUE; /* else it is a SANE device name */
    }
    if (g_strv_length(sections) == 1) {
        *section = g_strdup(sections[0]);
        return TRUE;
    }
    g_autofree char *names = g_strjoinv(", ", sections);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                *sections
                    ? "which scanner? Give --device with one of: %s"
                    : "no scanner is set up%s: \"muhafiz devices\" lists scanners; give one with "
                      "--device, or write a [scanner NAME] section into muhafiz.conf",
                names);
    return FALSE;
}

/* ---------------------------------------------------------------------------------------- keys -- */

static gboolean number_parse(const char *key, const char *text, double *value, GError **error)
{
    char *end = NULL;
    double number = g_ascii_strtod(text, &end);
    if (*text && !*end && number >= 0 && number <= NUMBER_MAX) {
        *value = number;
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is a number from 0 to %d, not \"%s\"", key, NUMBER_MAX, text);
    return FALSE;
}

static gboolean number_set(ScanSettings *settings, const char *key, const char *text,
                           GError **error)
{
    double value = 0;
    if (!number_parse(key, text, &value, error))
        return FALSE;
    if (g_str_equal(key, "dpi"))
        settings->dpi = (guint)value;
    else if (g_str_equal(key, "depth"))
        settings->depth_bits = (guint)value;
    else if (g_str_equal(key, "width_mm"))
        settings->width_mm = value;
    else
        settings->height_mm = value;
    return TRUE;
}

static gboolean master_parse(const char *text, ScanMasterKind *kind, GError **error)
{
    if (g_str_equal(text, "jpeg"))
        *kind = SCAN_MASTER_JPEG;
    else if (g_str_equal(text, "lossless"))
        *kind = SCAN_MASTER_LOSSLESS;
    else {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "master is jpeg or lossless, not \"%s\"", text);
        return FALSE;
    }
    return TRUE;
}

/* "name=value;name=value", as GKeyFile lists are written. */
static void options_load(GKeyFile *conf, const char *group, Scanner *scanner)
{
    char **options = g_key_file_get_string_list(conf, group, "options", NULL, NULL);
    for (guint i = 0; options && options[i]; i++)
        keep(scanner, options[i]);
    keep(scanner, (char *)options);
    scanner->settings.options = (const char *const *)options;
}

typedef enum { KEY_WAY, KEY_TEXT, KEY_NUMBER, KEY_MASTER, KEY_OPTIONS } KeyKind;

/* KEY_WAY: the way to the scanner, which a profile does not know. */
static const struct {
    const char *name;
    KeyKind kind;
} keys[] = {
    {"device", KEY_WAY},       {"airscan", KEY_WAY},   {"net", KEY_WAY},
    {"feed", KEY_WAY},         {"source", KEY_TEXT},   {"mode", KEY_TEXT},
    {"dpi", KEY_NUMBER},       {"depth", KEY_NUMBER},  {"width_mm", KEY_NUMBER},
    {"height_mm", KEY_NUMBER}, {"master", KEY_MASTER}, {"options", KEY_OPTIONS},
};

/* A misspelt key must not silently scan at the wrong resolution. */
static gboolean key_is_known(const char *name, gboolean profile, KeyKind *kind, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (profile && keys[i].kind == KEY_WAY)
            continue;
        *kind = keys[i].kind;
        if (g_str_equal(keys[i].name, name))
            return TRUE;
        g_string_append_printf(known, "%s%s", known->len ? ", " : "", keys[i].name);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "there is no key \"%s\"; write one of %s", name, known->str);
    return FALSE;
}

static gboolean key_load(GKeyFile *conf, const char *group, const char *key, KeyKind kind,
                         Scanner *scanner, GError **error)
{
    char *text = g_key_file_get_string(conf, group, key, error);
    if (!keep(scanner, text))
        return FALSE;
    g_strstrip(text);
    if (kind == KEY_NUMBER)
        return number_set(&scanner->settings, key, text, error);
    if (kind == KEY_MASTER)
        return master_parse(text, &scanner->settings.master, error);
    if (kind == KEY_OPTIONS)
        options_load(conf, group, scanner);
    else
        *paper_setting_text(&scanner->settings, key) = text;
    return TRUE;
}

/* Only what the group says changes. */
static gboolean group_load(GKeyFile *conf, const char *group, gboolean profile, Scanner *scanner,
                           GError **error)
{
    g_auto(GStrv) names = g_key_file_get_keys(conf, group, NULL, NULL);
    for (guint i = 0; names && names[i]; i++) {
        KeyKind kind;
        if (!key_is_known(names[i], profile, &kind, error) ||
            !key_load(conf, group, names[i], kind, scanner, error))
            return FALSE;
    }
    return TRUE;
}

/* ------------------------------------------------------------------------- sections, profiles -- */

static gboolean source_check(const ScanSettings *s, GError **error)
{
    if (!!(s->device && !s->net) + !!s->airscan + !!s->net + !!s->feed == 1)
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "give exactly one of device, airscan, net and feed");
    return FALSE;
}

static gboolean section_load(GKeyFile *conf, const char *section, Scanner *scanner, GError **error)
{
    g_autofree char *group = g_strconcat(SCANNER_PREFIX, section, NULL);
    if (group_load(conf, group, FALSE, scanner, error) && source_check(&scanner->settings, error))
        return TRUE;
    g_prefix_error(error, "muhafiz.conf, [%s]: ", group);
    return FALSE;
}

static gboolean profile_is_known(GKeyFile *conf, const char *profile, GError **error)
{
    g_auto(GStrv) profiles = scanner_profiles(conf);
    if (g_strv_contains((const char *const *)profiles, profile))
        return TRUE;
    g_autofree char *names = g_strjoinv(", ", profiles);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                *profiles ? "there is no profile \"%s\": muhafiz.conf has %s"
                          : "there is no profile \"%s\"%s: write a section [scan %s] into "
                            "muhafiz.conf",
                profile, names, profile);
    return FALSE;
}

static gboolean profile_load(GKeyFile *conf, const char *profile, Scanner *scanner, GError **error)
{
    g_autofree char *group = g_strconcat(PROFILE_PREFIX, profile, NULL);
    if (group_load(conf, group, TRUE, scanner, error))
        return TRUE;
    g_prefix_error(error, "muhafiz.conf, [%s]: ", group);
    return FALSE;
}

static Scanner scanner_new(const char *name)
{
    return (Scanner){.name = g_strdup(name), .texts = g_ptr_array_new_with_free_func(g_free)};
}

gboolean scanner_load(GKeyFile *conf, const char *section, Scanner *scanner, GError **error)
{
    g_auto(Scanner) loaded = scanner_new(section);
    if (!section_load(conf, section, &loaded, error))
        return FALSE;
    *scanner = loaded;
    loaded = (Scanner){0};
    return TRUE;
}

gboolean scanner_check_profile(GKeyFile *conf, const char *profile, GError **error)
{
    g_auto(Scanner) scanner = scanner_new(profile);
    return profile_load(conf, profile, &scanner, error);
}

/* ------------------------------------------------------------------------------------- command -- */

/* What [scan] says goes below everything. */
static gboolean defaults_set(Store *store, ScanSettings *settings, GError **error)
{
    settings->mode = index_store_conf_text(store, "scan", "mode");
    settings->dpi = (guint)index_store_conf_int(store, "scan", "dpi");
    return master_parse(index_store_conf_text(store, "scan", "master"), &settings->master, error);
}

static void command_line_set(const Arguments *arguments, ScanSettings *settings)
{
    if (argument_text(arguments, "source"))
        settings->source = argument_text(arguments, "source");
    if (argument_text(arguments, "mode"))
        settings->mode = argument_text(arguments, "mode");
    settings->dpi = (guint)argument_int(arguments, "dpi", settings->dpi);
}

static gboolean layers_load(const Context *context, const char *section, const char *profile,
                            Scanner *scanner, GError **error)
{
    GKeyFile *conf = index_store_peek_conf(context->store);
    return defaults_set(context->store, &scanner->settings, error) &&
           (!section || section_load(conf, section, scanner, error)) &&
           (!profile || (profile_is_known(conf, profile, error) &&
                         profile_load(conf, profile, scanner, error)));
}

gboolean scanner_find(const Context *context, const Arguments *arguments, Scanner *scanner,
                      GError **error)
{
    g_auto(GStrv) sections = scanner_sections(index_store_peek_conf(context->store));
    const char *wanted = argument_text(arguments, "device");
    g_autofree char *section = NULL;
    if (!section_choose(sections, wanted, &section, error))
        return FALSE;
    *scanner = scanner_new(section ? section : wanted);
    if (!section)
        scanner->settings.device = wanted;
    if (!layers_load(context, section, argument_text(arguments, "profile"), scanner, error))
        return FALSE;
    command_line_set(arguments, &scanner->settings);
    return TRUE;
}

gboolean scanner_find_none(const Context *context, const char *profile, Scanner *scanner,
                           GError **error)
{
    *scanner = scanner_new("");
    return layers_load(context, NULL, profile, scanner, error);
}

/* --------------------------------------------------------------------------------------- in use -- */

/* By the way to it, which two sections may share. */
static char *lock_name(const Scanner *scanner)
{
    const ScanSettings *s = &scanner->settings;
    const char *const ways[] = {s->device, s->airscan, s->net, s->feed};
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        g_checksum_update(checksum, (const guchar *)(ways[i] ? ways[i] : ""),
                          ways[i] ? (gssize)strlen(ways[i]) + 1 : 1);
    return g_strdup_printf("scanner-%.16s", g_checksum_get_string(checksum));
}

gboolean scanner_lock(Store *store, Scanner *scanner, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *name = lock_name(scanner);
    int lock = spool_lock(index_store_dir(store), name, FALSE, &failure);
    if (lock > 0) {
        scanner->lock = lock;
        return TRUE;
    }
    if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                    "the scanner %s is in use: another muhafiz scan feeds from it into this store; "
                    "wait for its end, or take another scanner with --device",
                    scanner->name);
    else
        g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean scanner_is_in_use(const char *store_dir, const Scanner *scanner)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *name = lock_name(scanner);
    int lock = spool_lock(store_dir, name, FALSE, &failure);
    if (lock > 0)
        close(lock);
    return g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
}

void scanner_clear(Scanner *scanner)
{
    if (scanner->lock)
        close(scanner->lock);
    scanner->lock = 0;
    g_clear_pointer(&scanner->texts, g_ptr_array_unref);
    g_clear_pointer(&scanner->name, g_free);
}

char *scanner_resume_command(const Scanner *scanner)
{
    g_autofree char *name = index_word(scanner->name);
    return g_strconcat("muhafiz scan --resume --device ", name, NULL);
}
