/* Scanner sections of muhafiz.conf, and what the command line changes in them. */
#include "batch/scanner.h"

#include <string.h>

#include "batch/paper.h"

#define SECTION_PREFIX "scanner "
#define NUMBER_MAX 100000 /* dpi, bits, mm; the driver knows its own limits */

static const char *keep(Scanner *scanner, char *text)
{
    if (text)
        g_ptr_array_add(scanner->texts, text);
    return text;
}

char **scanner_sections(GKeyFile *conf)
{
    g_auto(GStrv) groups = g_key_file_get_groups(conf, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; groups[i]; i++)
        if (g_str_has_prefix(groups[i], SECTION_PREFIX))
            g_ptr_array_add(names, g_strdup(groups[i] + strlen(SECTION_PREFIX)));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
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

/* ------------------------------------------------------------------------------------- section -- */

static const char *const number_keys[] = {"dpi", "depth", "width_mm", "height_mm", NULL};
static const char *const other_keys[] = {"master", "options", NULL};

/* A misspelt key must not silently scan at the wrong resolution. */
static gboolean texts_load(GKeyFile *conf, const char *group, Scanner *scanner, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(conf, group, NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        const char **text = paper_setting_text(&scanner->settings, keys[i]);
        if (text) {
            *text = keep(scanner, g_key_file_get_string(conf, group, keys[i], NULL));
        } else if (!g_strv_contains(number_keys, keys[i]) &&
                   !g_strv_contains(other_keys, keys[i])) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "there is no key \"%s\"",
                        keys[i]);
            return FALSE;
        }
    }
    return TRUE;
}

/* 0 where it is not given, negative on failure. */
static double number_read(GKeyFile *conf, const char *group, const char *key, GError **error)
{
    g_autofree char *text = g_key_file_get_string(conf, group, key, NULL);
    if (!text)
        return 0;
    char *end = NULL;
    double value = g_ascii_strtod(g_strstrip(text), &end);
    if (*text && !*end && value >= 0 && value <= NUMBER_MAX)
        return value;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is a number from 0 to %d, not \"%s\"", key, NUMBER_MAX, text);
    return -1;
}

static gboolean numbers_load(GKeyFile *conf, const char *group, ScanSettings *settings,
                             GError **error)
{
    double values[G_N_ELEMENTS(number_keys) - 1];
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        values[i] = number_read(conf, group, number_keys[i], error);
        if (values[i] < 0)
            return FALSE;
    }
    settings->dpi = (guint)values[0];
    settings->depth_bits = (guint)values[1];
    settings->width_mm = values[2];
    settings->height_mm = values[3];
    return TRUE;
}

static gboolean master_parse(const char *text, ScanMasterKind *kind, GError **error)
{
    if (!text || g_str_equal(text, "jpeg"))
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
    g_autofree char *group = g_strconcat(SECTION_PREFIX, section, NULL);
    g_autofree char *master = g_key_file_get_string(conf, group, "master", NULL);
    options_load(conf, group, scanner);
    if (texts_load(conf, group, scanner, error) &&
        numbers_load(conf, group, &scanner->settings, error) &&
        (!master || master_parse(master, &scanner->settings.master, error)) &&
        source_check(&scanner->settings, error))
        return TRUE;
    g_prefix_error(error, "muhafiz.conf, [%s]: ", group);
    return FALSE;
}

static Scanner scanner_new(const char *name)
{
    return (Scanner){.name = g_strdup(name), .texts = g_ptr_array_new_with_free_func(g_free)};
}

gboolean scanner_check(GKeyFile *conf, const char *section, GError **error)
{
    g_auto(Scanner) scanner = scanner_new(section);
    return section_load(conf, section, &scanner, error);
}

/* ------------------------------------------------------------------------------------- command -- */

/* The command line over the section, the section over [scan]. */
static void settings_settle(ScanSettings *settings, Store *store, const Arguments *arguments)
{
    if (argument_text(arguments, "source"))
        settings->source = argument_text(arguments, "source");
    if (argument_text(arguments, "mode"))
        settings->mode = argument_text(arguments, "mode");
    if (!settings->mode)
        settings->mode = index_store_conf_text(store, "scan", "mode");
    settings->dpi = (guint)argument_int(arguments, "dpi", settings->dpi);
    if (!settings->dpi)
        settings->dpi = (guint)index_store_conf_int(store, "scan", "dpi");
}

gboolean scanner_find(const Context *context, const Arguments *arguments, Scanner *scanner,
                      GError **error)
{
    GKeyFile *conf = index_store_peek_conf(context->store);
    g_auto(GStrv) sections = scanner_sections(conf);
    const char *wanted = argument_text(arguments, "device");
    g_autofree char *section = NULL;
    if (!section_choose(sections, wanted, &section, error))
        return FALSE;
    *scanner = scanner_new(section ? section : wanted);
    if (!master_parse(index_store_conf_text(context->store, "scan", "master"),
                      &scanner->settings.master, error) ||
        (section && !section_load(conf, section, scanner, error)))
        return FALSE;
    if (!section)
        scanner->settings.device = wanted;
    settings_settle(&scanner->settings, context->store, arguments);
    return TRUE;
}

void scanner_clear(Scanner *scanner)
{
    g_clear_pointer(&scanner->texts, g_ptr_array_unref);
    g_clear_pointer(&scanner->name, g_free);
}
