/* muhafiz.conf: one table says every key, its values, its default and the comment it gets.
 *
 * A key file as GLib reads it. Groups named "scanner NAME" and "scan NAME" are free: batch/ reads
 * them. A group or key that is not in the table is refused, for it is most likely misspelt and would
 * do nothing.
 */
#include <string.h>

#include "index/store-private.h"

static const char *const free_groups[] = {"scanner ", "scan "};

typedef struct {
    const char *group, *key;
    const char *normal;  /* the default */
    const char *choices; /* "gray|color" */
    gint64 least, most;  /* of a whole number; both 0: not a number */
    const char *comment;
} ConfKey;

#define TEXT(g, k, n, c)                                                                           \
    {                                                                                              \
        .group = g, .key = k, .normal = n, .comment = c                                            \
    }
#define CHOICE(g, k, n, list, c)                                                                   \
    {                                                                                              \
        .group = g, .key = k, .normal = n, .choices = list, .comment = c                           \
    }
#define NUMBER(g, k, n, from, to, c)                                                               \
    {                                                                                              \
        .group = g, .key = k, .normal = n, .least = from, .most = to, .comment = c                 \
    }

static const ConfKey conf_keys[] = {
    TEXT("office", "code", "",
         "Short code of the office: letters, digits, - and _. It stands in every page master;\n"
         "do not change it once pages are scanned."),
    TEXT("office", "name", "", "Name as it is printed on covers, slips and reports."),
    TEXT(
        "office", "languages", "eng",
        "Languages of the papers, likeliest first: eng+hin+urd+pan. A record's own language wins."),
    CHOICE("office", "pin", "decisions", "decisions|required",
           "Once the office has persons (muhafiz user add): what is asked for a PIN. decisions: "
           "checking,\n"
           "exclusions, persons; required: every command that changes something."),

    TEXT("store", "group", "",
         "Group of logins that share the store; empty: its owner has it alone. Set it with muhafiz "
         "share,\n"
         "which changes the files as well."),

    NUMBER("scan", "dpi", "300", 75, 1200, "Dots per inch of page masters."),
    CHOICE("scan", "mode", "gray", "lineart|gray|color", "lineart, gray or color."),
    CHOICE("scan", "master", "jpeg", "jpeg|lossless",
           "How gray and colour masters are kept: jpeg (quality 90) or lossless (much larger)."),
    NUMBER("scan", "timeout_s", "60", 1, 3600,
           "Seconds without a byte from the scanner after which its driver is cancelled."),
    NUMBER("scan", "cancel_s", "12", 1, 600,
           "Seconds a cancelled driver gets to end its job at the scanner."),
    NUMBER("scan", "term_s", "2", 1, 60,
           "Seconds its process then gets to end by itself before it is killed."),
    NUMBER("scan", "busy_s", "60", 0, 3600, "Seconds to go on asking a scanner that is busy."),

    NUMBER("ingest", "settle_s", "5", 0, 3600,
           "A copier's hot folder: a file is taken when it did not change for so many seconds."),
    NUMBER("ingest", "patience_s", "60", 0, 86400,
           "And one that cannot be read is refused after so many: it may not be complete yet."),
    NUMBER("ingest", "stale_s", "3600", 1, 604800,
           "And empty files, and those with temporary names (.tmp, .part, a dot), count as "
           "abandoned."),

    NUMBER("volume", "max_volume_pages", "200", 1, 5000,
           "A PDF volume is closed at so many pages; the numbering goes on in the next."),
    NUMBER(
        "volume", "max_volume_mb", "20", 1, 2000,
        "And at so many MiB, unless its pages fit when they are compressed more strongly; a page\n"
        "that is larger is a volume of its own."),
    CHOICE("volume", "blank_pages", "keep", "keep|omit",
           "Whether pages that are flagged blank stand in the PDF. They are kept, counted and\n"
           "numbered either way."),
    CHOICE(
        "volume", "quality", "standard", "standard|archival",
        "standard: ink apart from paper, small; archival: each page as one JPEG of high quality,\n"
        "twenty times as large. Pages that were read before stay as they are."),
    CHOICE("volume", "masks", "jbig2", "jbig2|g4",
           "How ink is kept in the PDF, both without loss; g4 for readers that do not know JBIG2."),
    CHOICE("volume", "part", "2u", "2u|1b",
           "PDF/A-2u, or 1b for readers that know only the first part of the standard."),

    TEXT("folio", "notes", "%s/N", "Page labels in the PDF; %s is the folio written on the paper."),
    TEXT("folio", "correspondence", "%s/C", NULL),
    TEXT("folio", "issues", "%s", NULL),
    TEXT("folio", "references", "%s", NULL),
    TEXT("folio", "openings", "%s", NULL),
    TEXT("folio", "sheets", "%s", NULL),

    NUMBER("run", "jobs", "0", 0, 256, "Pages worked on at the same time; 0: one for each core."),
    NUMBER(
        "run", "page_timeout_s", "120", 5, 86400,
        "Seconds after which the reading of a page is given up. Pages of more pixels than A4 at\n"
        "300 dpi get as much more. After two times the page is kept as an image without text."),
    NUMBER(
        "run", "page_memory_mb", "1024", 256, 65536,
        "Memory that one page may take, in MiB of address space: about 70 more than is resident."),

    NUMBER("check", "confidence_min", "80", 0, 100,
           "Pages that are read with less confidence are flagged, and words below it are shown by\n"
           "show --doubt. Of 100 words read with 90, about 90 are right."),
    CHOICE("check", "separation", "login", "login|person|none",
           "Who scanned a record must not check it. login: two persons at two logins of the "
           "computer; person:\n"
           "two persons with PINs may share a login (scanning then asks for the PIN); none: an "
           "office of\n"
           "one person, who has a name for each role. Every verdict says which of these held."),

    CHOICE("policy", "export_unchecked", "true", "true|false",
           "Whether records may be exported that no checker has accepted. Set it to false once\n"
           "checking is in use."),
    CHOICE("policy", "confidential", "register-only", "register-only|keep",
           "What is not Normal by classification: register-only (its pages are refused) or keep\n"
           "(kept, but neither recognised nor indexed nor exported)."),
};

static const char examples[] =
    "\n# A scanner: one of device (SANE's name), airscan (http://HOST/eSCL), net (HOST) or feed "
    "(page\n"
    "# images); further dpi, source and mode as `muhafiz devices` prints them.\n"
    "#[scanner desk]\n"
    "#device=fujitsu:ScanPartner SP15C:12345\n"
    "#source=adf-duplex\n"
    "\n# A profile, a way to scan: scan --profile old-urdu. It wins over the scanner's section, "
    "and "
    "that over\n"
    "# [scan]. Keys: dpi, mode, source, master, depth, width_mm, height_mm, options.\n"
    "#[scan old-urdu]\n"
    "#dpi=400\n"
    "#mode=gray\n"
    "#source=duplex\n"
    "#master=lossless\n";

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
    return g_strconcat(text, examples, NULL);
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
    if (key->choices)
        return conf_choice_is_valid(key->choices, value, error);
    if (g_str_equal(key->key, "name") && !*value) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "write the office's name, as it should stand on covers and reports");
        return FALSE;
    }
    return (key->least == 0 && key->most == 0) || conf_int_is_valid(key, value, error);
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

/* Of the first key of that name; NULL: there is none. */
static const char *conf_group_of(const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(conf_keys); i++)
        if (g_str_equal(conf_keys[i].key, key))
            return conf_keys[i].group;
    return NULL;
}

static void conf_key_refuse(const char *group, const char *key, GError **error)
{
    const char *home = conf_group_of(key);
    g_autofree char *names = conf_names(group);
    if (home)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s stands below [%s], and belongs below [%s]: move it there", key, group,
                    home);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "[%s] %s is not known: write one of %s", group, key, names);
}

static gboolean conf_group_is_known(GKeyFile *file, const char *group, GError **error)
{
    g_autofree char *names = NULL;
    if (!conf_key_find(group, NULL)) {
        names = conf_names(NULL);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "[%s] is not known: write one of %s, \"scanner NAME\" or \"scan NAME\"", group,
                    names);
        return FALSE;
    }
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        if (conf_key_find(group, keys[i]))
            continue;
        conf_key_refuse(group, keys[i], error);
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

static gboolean group_is_free(const char *group)
{
    for (guint i = 0; i < G_N_ELEMENTS(free_groups); i++)
        if (g_str_has_prefix(group, free_groups[i]))
            return TRUE;
    return FALSE;
}

GHashTable *index_conf_load(GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i]; i++)
        if (!group_is_free(groups[i]) && !conf_group_is_known(file, groups[i], error))
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

void index_conf_add_free(GKeyFile *file, GHashTable *values)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i]; i++) {
        g_auto(GStrv) keys =
            group_is_free(groups[i]) ? g_key_file_get_keys(file, groups[i], NULL, NULL) : NULL;
        for (guint k = 0; keys && keys[k]; k++) {
            char *value = g_key_file_get_value(file, groups[i], keys[k], NULL);
            g_hash_table_insert(values, g_strconcat("[", groups[i], "] ", keys[k], NULL),
                                g_utf8_make_valid(value, -1));
            g_free(value);
        }
    }
}
