/* New stores: the folders, the configuration, an empty index.
 *
 * The index appears last, complete, by a rename: a folder without muhafiz.db is no store yet.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "index/store-private.h"

#define OFFICE_CODE_MAX 31 /* Sheet.office in scan/scan.h */

static const char *const store_folders[] = {"pages", "text", "layers", "efiles", "spool", "outbox"};

static gboolean office_is_valid(const StoreOffice *office, GError **error)
{
    static const char allowed[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_";
    gsize length = strlen(office->office_code);
    if (length == 0 || length > OFFICE_CODE_MAX || strspn(office->office_code, allowed) != length) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "office code \"%s\": write 1 to %d letters a-z A-Z, digits, - and _",
                    office->office_code, OFFICE_CODE_MAX);
        return FALSE;
    }
    g_autofree char *name = g_strstrip(g_strdup(office->office_name));
    if (*name && g_utf8_validate(name, -1, NULL))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the office needs a name (in UTF-8), as it should stand on covers and reports");
    return FALSE;
}

static gboolean store_is_absent(const char *dir, GError **error)
{
    static const char *const marks[] = {INDEX_DB_NAME, INDEX_CONF_NAME};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autofree char *path = g_build_filename(dir, marks[i], NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s holds a store already (%s is there): choose another folder", dir, marks[i]);
        return FALSE;
    }
    return TRUE;
}

gboolean index_store_make_folders(const char *dir, GError **error)
{
    if (!scan_dir_make(dir, error))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(store_folders); i++) {
        g_autofree char *path = g_build_filename(dir, store_folders[i], NULL);
        if (!scan_dir_make(path, error))
            return FALSE;
    }
    return TRUE;
}

/* The index is made, closed (which folds its journal in) and only then put in its place. */
static gboolean db_publish(const char *dir, const char *user, const char *temp_path,
                           const char *path, GError **error)
{
    Store *store = index_store_open_at(dir, user, temp_path, error);
    gboolean ok = store && index_event_put(
                               store, "office.created", "office", 0,
                               g_variant_new_parsed("{'name': <%s>}",
                                                    index_store_conf_text(store, "office", "name")),
                               error);
    index_store_free(store);
    return ok && scan_file_publish(temp_path, path, error);
}

Store *index_store_create(const char *dir, const StoreOffice *office, const char *user,
                          GError **error)
{
    if (!office_is_valid(office, error) || !store_is_absent(dir, error) ||
        !index_store_make_folders(dir, error))
        return NULL;
    g_autofree char *text = index_conf_write(office);
    g_autofree char *folder = g_canonicalize_filename(dir, NULL);
    g_autofree char *spool = g_build_filename(folder, "spool", NULL);
    g_autofree char *conf_path = g_build_filename(folder, INDEX_CONF_NAME, NULL);
    g_autofree char *db_path = g_build_filename(folder, INDEX_DB_NAME, NULL);
    g_autofree char *temp_path = g_build_filename(spool, "new-" INDEX_DB_NAME, NULL);
    g_unlink(temp_path); /* of an earlier try that was cut short */
    if (!scan_file_publish_bytes(spool, conf_path, text, strlen(text), error))
        return NULL;
    if (db_publish(dir, user, temp_path, db_path, error))
        return index_store_open(dir, user, error);
    g_unlink(temp_path);
    g_unlink(conf_path);
    return NULL;
}
