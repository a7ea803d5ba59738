/* muhafiz.conf: one table says every key, its values, its default and the comment it gets.
 *
 * A key file as GLib reads it. Groups named "scanner NAME" are free: batch/ reads them. A group or
 * key that is not in the table is refused, for it is most likely misspelt and would do nothing.
 */
#include <string.h>

#include "index/store-private.h"

#define SCANNER_GROUP "scanner "

typedef enum { CONF_TEXT, CONF_INT, CONF_BOOL, CONF_CHOICE } ConfType;

typedef struct {
    const char *group, *key;
    ConfType type;
    const char *normal; /* the default */
    const char *comment;
    gint64 least, most;  /* CONF_INT */
    const char *choices; /* CONF_CHOICE: "gray|color" */
} ConfKey;

static const ConfKey conf_keys[] = {
    {"office", "code", CONF_TEXT, "",
     "Short code of the office: letters, digits, - and _. It stands in every page master;\ndo not "
     "change it once pages are scanned."},
    {"office", "name", CONF_TEXT, "", "Name as it is printed on covers, slips and reports."},
    {"office", "languages", CONF_TEXT, "eng",
     "Languages of the papers, likeliest first: eng+hin+urd+pan. A record's own language wins."},

    {"scan", "dpi", CONF_INT, "300", "Dots per inch of page masters.", .least = 75, .most = 1200},
    {"scan", "mode", CONF_CHOICE, "gray", "lineart, gray or color.",
     .choices = "lineart|gray|color"},
    {"scan", "master", CONF_CHOICE, "jpeg",
     "How gray and colour masters are kept: jpeg (quality 90) or lossless (about six times "
     "larger).",
     .choices = "jpeg|lossless"},

    {"volume", "max_volume_pages", CONF_INT, "200",
     "A PDF volume is closed at so many pages; the numbering goes on in the next.", .least = 1,
     .most = 5000},
    {"volume", "part", CONF_CHOICE, "2u",
     "PDF/A-2u, or 1b for readers that know only the first part of the standard.",
     .choices = "2u|1b"},

    {"folio", "notes", CONF_TEXT, "%s/N",
     "Page labels in the PDF; %s is the folio written on the paper."},
    {"folio", "correspondence", CONF_TEXT, "%s/C", NULL},
    {"folio", "issues", CONF_TEXT, "%s", NULL},
    {"folio", "references", CONF_TEXT, "%s", NULL},
    {"folio", "openings", CONF_TEXT, "%s", NULL},
    {"folio", "sheets", CONF_TEXT, "%s", NULL},

    {"run", "jobs", CONF_INT, "0", "Pages worked on at the same time; 0: one for each core.",
     .least = 0, .most = 256},
    {"run", "page_timeout_s", CONF_INT, "120",
     "Seconds after which a page that does not end is given up (three times, then it is failed).",
     .least = 5, .most = 86400},
    {"run", "page_memory_mb", CONF_INT, "1024", "Memory that one page may take, in MiB.",
     .least = 256, .most = 65536},

    {"policy", "export_unchecked", CONF_BOOL, "true",
     "Whether records may be exported that no checker has accepted. Set it to false once\nchecking "
     "is in use."},
    {"policy", "confidential", CONF_CHOICE, "register-only",
     "What is not Normal by classification: register-only (its pages are refused) or keep "
     "(kept,\nbut neither recognised nor indexed nor exported).",
     .choices = "register-only|keep"},
};

static const char scanner_example[] =
    "\n# A scanner: one of device (SANE's name), airscan (http://HOST/eSCL), net (HOST) or feed "
    "(page\n"
    "# images); further dpi, source and mode as `muhafiz devices` prints them.\n"
    "#[scanner desk]\n"
    "#device=fujitsu:ScanPartner SP15C:12345\n"
    "#source=adf-duplex\n";

/* GLib puts the # before each line; the blank after it is ours. */
static void conf_set_comment(GKeyFile *file, const ConfKey *key)
{
    g_auto(GStrv) lines = g_strsplit(key->comment, "\n", -1);
    g_autofree char *spaced = g_strjoinv("\n ", lines);
    g_autofree char *comment = g_strconcat(" ", spaced, NULL);
    g_key_file_set_comment(file, key->group, key->key, comment, NULL);
}

char *index_conf_write(const StoreOffice *office)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    for (guint i = 0; i < G_N_ELEMENTS(conf_keys); i++) {
        g_key_file_set_string(file, conf_keys[i].group, conf_keys[i].key, conf_keys[i].normal);
        if (conf_keys[i].comment)
            conf_set_comment(file, &conf_keys[i]);
    }
    g_key_file_set_string(file, "office", "code", office->office_code);
    g_key_file_set_string(file, "office", "name", office->office_name);
    g_key_file_set_string(file, "office", "languages", office->languages);
    g_autofree char *text = g_key_file_to_data(file, NULL, NULL);
    return g_strconcat(text, scanner_example, NULL);
}

/* ---------------------------------------------------------------------------------- checking -- */

static gboolean conf_int_is_valid(const ConfKey *key, const char *value, GError **error)
{
    if (g_ascii_string_to_signed(value, 10, key->least, key->most, NULL, NULL))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "write a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                " instead of \"%s\"",
                key->least, key->most, value);
    return FALSE;
}

static gboolean conf_choice_is_valid(const char *choices, const char *value, GError **error)
{
    g_auto(GStrv) known = g_strsplit(choices, "|", -1);
    if (g_strv_contains((const char *const *)known, value))
        return TRUE;
    g_autofree char *list = g_strjoinv(", ", known);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "write one of %s instead of \"%s\"",
                list, value);
    return FALSE;
}

static gboolean conf_value_is_valid(const ConfKey *key, const char *value, GError **error)
{
    switch (key->type) {
    case CONF_INT:
        return conf_int_is_valid(key, value, error);
    case CONF_BOOL:
        return conf_choice_is_valid("true|false", value, error);
    case CONF_CHOICE:
        return conf_choice_is_valid(key->choices, value, error);
    case CONF_TEXT:
        break;
    }
    return TRUE;
}

static const ConfKey *conf_key_find(const char *group, const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(conf_keys); i++)
        if (g_str_equal(conf_keys[i].group, group) && (!key || g_str_equal(conf_keys[i].key, key)))
            return &conf_keys[i];
    return NULL;
}

/* "code, name, languages": what may be written instead; group NULL: the groups. */
static char *conf_names(const char *group)
{
    GString *names = g_string_new(NULL);
    const char *last = "";
    for (guint i = 0; i < G_N_ELEMENTS(conf_keys); i++) {
        const char *name = group ? conf_keys[i].key : conf_keys[i].group;
        if ((group && !g_str_equal(conf_keys[i].group, group)) || g_str_equal(name, last))
            continue;
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
        last = name;
    }
    return g_string_free(names, FALSE);
}

static gboolean conf_group_is_known(GKeyFile *file, const char *group, GError **error)
{
    g_autofree char *names = NULL;
    if (!conf_key_find(group, NULL)) {
        names = conf_names(NULL);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "[%s] is not known: write one of %s or \"scanner NAME\"", group, names);
        return FALSE;
    }
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        if (conf_key_find(group, keys[i]))
            continue;
        names = conf_names(group);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "[%s] %s is not known: write one of %s", group, keys[i], names);
        return FALSE;
    }
    return TRUE;
}

static char *conf_value_load(GKeyFile *file, const ConfKey *key, GError **error)
{
    g_autofree char *value = g_key_file_get_string(file, key->group, key->key, NULL);
    if (!value)
        return g_strdup(key->normal);
    if (conf_value_is_valid(key, g_strstrip(value), error))
        return g_steal_pointer(&value);
    g_prefix_error(error, "[%s] %s: ", key->group, key->key);
    return NULL;
}

GHashTable *index_conf_load(GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i]; i++)
        if (!g_str_has_prefix(groups[i], SCANNER_GROUP) &&
            !conf_group_is_known(file, groups[i], error))
            return NULL;
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < G_N_ELEMENTS(conf_keys); i++) {
        char *value = conf_value_load(file, &conf_keys[i], error);
        if (!value)
            return NULL;
        g_hash_table_insert(values, g_strconcat(conf_keys[i].group, " ", conf_keys[i].key, NULL),
                            value);
    }
    return g_steal_pointer(&values);
}
