/* Scanner sections of muhafiz.conf, and what the command line changes in them. */
#include "batch/scanner.h"

#include <string.h>

#define SECTION_PREFIX "scanner "

static const char *keep(Scanner *scanner, char *text)
{
    if (text)
        g_ptr_array_add(scanner->texts, text);
    return text;
}

static char **sections_list(GKeyFile *conf)
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

static const struct {
    const char *key;
    gsize offset;
} section_texts[] = {
    {"device", G_STRUCT_OFFSET(ScanSettings, device)},
    {"airscan", G_STRUCT_OFFSET(ScanSettings, airscan)},
    {"net", G_STRUCT_OFFSET(ScanSettings, net)},
    {"feed", G_STRUCT_OFFSET(ScanSettings, feed)},
    {"source", G_STRUCT_OFFSET(ScanSettings, source)},
    {"mode", G_STRUCT_OFFSET(ScanSettings, mode)},
};

static const char *const section_other_keys[] = {"dpi",    "depth",   "width_mm", "height_mm",
                                                 "master", "options", NULL};

/* A misspelt key must not silently scan at the wrong resolution. */
static gboolean section_check(GKeyFile *conf, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(conf, group, NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        gboolean known = g_strv_contains(section_other_keys, keys[i]);
        for (guint k = 0; k < G_N_ELEMENTS(section_texts); k++)
            known = known || g_str_equal(section_texts[k].key, keys[i]);
        if (!known) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "muhafiz.conf, [%s]: there is no key \"%s\"", group, keys[i]);
            return FALSE;
        }
    }
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

static gboolean section_load(GKeyFile *conf, const char *section, Scanner *scanner, GError **error)
{
    g_autofree char *group = g_strconcat(SECTION_PREFIX, section, NULL);
    ScanSettings *settings = &scanner->settings;
    if (!section_check(conf, group, error))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(section_texts); i++)
        G_STRUCT_MEMBER(const char *, settings, section_texts[i].offset) =
            keep(scanner, g_key_file_get_string(conf, group, section_texts[i].key, NULL));
    settings->dpi = (guint)MAX(0, g_key_file_get_integer(conf, group, "dpi", NULL));
    settings->depth_bits = (guint)MAX(0, g_key_file_get_integer(conf, group, "depth", NULL));
    settings->width_mm = g_key_file_get_double(conf, group, "width_mm", NULL);
    settings->height_mm = g_key_file_get_double(conf, group, "height_mm", NULL);
    options_load(conf, group, scanner);
    const char *master = keep(scanner, g_key_file_get_string(conf, group, "master", NULL));
    return !master || master_parse(master, &settings->master, error);
}

static gboolean source_check(const Scanner *scanner, GError **error)
{
    const ScanSettings *s = &scanner->settings;
    if (!!(s->device && !s->net) + !!s->airscan + !!s->net + !!s->feed == 1)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "muhafiz.conf, [scanner %s]: give exactly one of device, airscan, net and feed",
                scanner->name);
    return FALSE;
}

gboolean scanner_find(const Context *context, const Arguments *arguments, Scanner *scanner,
                      GError **error)
{
    GKeyFile *conf = index_store_peek_conf(context->store);
    g_auto(GStrv) sections = sections_list(conf);
    const char *wanted = argument_text(arguments, "device");
    char *section = NULL;
    if (!section_choose(sections, wanted, &section, error))
        return FALSE;
    *scanner = (Scanner){.texts = g_ptr_array_new_with_free_func(g_free)};
    scanner->name = section ? section : g_strdup(wanted);
    scanner->settings.dpi = (guint)index_store_conf_int(context->store, "scan", "dpi");
    if (!master_parse(index_store_conf_text(context->store, "scan", "master"),
                      &scanner->settings.master, error) ||
        (section && !section_load(conf, section, scanner, error)))
        return FALSE;
    if (!section)
        scanner->settings.device = wanted;
    if (argument_text(arguments, "source"))
        scanner->settings.source = argument_text(arguments, "source");
    if (argument_text(arguments, "mode"))
        scanner->settings.mode = argument_text(arguments, "mode");
    if (!scanner->settings.mode)
        scanner->settings.mode = index_store_conf_text(context->store, "scan", "mode");
    gint64 dpi = argument_int(arguments, "dpi", scanner->settings.dpi);
    scanner->settings.dpi =
        dpi ? (guint)dpi : (guint)index_store_conf_int(context->store, "scan", "dpi");
    return source_check(scanner, error);
}

void scanner_clear(Scanner *scanner)
{
    g_clear_pointer(&scanner->texts, g_ptr_array_unref);
    g_clear_pointer(&scanner->name, g_free);
}
