/* The store: a folder, its configuration, its index, and the person who acts.
 *
 * The index appears last, complete, by a rename: a folder without muhafiz.db is no store yet.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "index/store-private.h"

#define CONF_NAME "muhafiz.conf"
#define DB_NAME "muhafiz.db"
#define OFFICE_CODE_MAX 31 /* Sheet.office in scan/scan.h */

static const char *const store_folders[] = {"pages", "text", "layers", "efiles", "spool", "outbox"};

struct Store {
    char *dir; /* absolute */
    char *user;
    GKeyFile *conf;
    GHashTable *conf_values; /* "group key" -> value, defaults put in */
    Db *db;
};

/* ------------------------------------------------------------------------------------- paths -- */

char *index_store_path(const Store *store, const char *relative)
{
    return g_build_filename(store->dir, relative, NULL);
}

char *index_hash_path(const char *store_dir, const char *folder, const char *hash,
                      const char *suffix)
{
    char shelf[3] = {hash[0], hash[1], '\0'};
    g_autofree char *name = g_strconcat(hash, suffix, NULL);
    return g_build_filename(store_dir, folder, shelf, name, NULL);
}

char *index_store_file(const Store *store, const char *folder, const char *hash, const char *suffix)
{
    return index_hash_path(store->dir, folder, hash, suffix);
}

/* ------------------------------------------------------------------------------------ making -- */

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
    if (office->office_name[0] && g_utf8_validate(office->office_name, -1, NULL))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the office needs a name (in UTF-8), as it should stand on covers and reports");
    return FALSE;
}

static gboolean store_is_absent(const char *dir, GError **error)
{
    static const char *const marks[] = {DB_NAME, CONF_NAME};
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

static gboolean store_make_folders(const char *dir, GError **error)
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
static gboolean store_publish_db(Store *store, const char *temp_path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", temp_path, NULL);
    g_autofree char *path = index_store_path(store, DB_NAME);
    g_autoptr(GVariant) name =
        g_variant_new_parsed("{'name': <%s>}", index_store_conf_text(store, "office", "name"));
    g_variant_ref_sink(name);
    store->db = db_open(url, error);
    gboolean ok = store->db && index_event_put(store, "office.created", "office", 0, name, error);
    g_clear_pointer(&store->db, db_close);
    return ok && scan_file_publish(temp_path, path, error);
}

static gboolean store_load_conf(Store *store, const char *text, GError **error)
{
    g_autoptr(GError) failure = NULL;
    store->conf = g_key_file_new();
    if (!g_key_file_load_from_data(store->conf, text, (gsize)-1, G_KEY_FILE_NONE, &failure)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, failure->message);
        return FALSE;
    }
    store->conf_values = index_conf_load(store->conf, error);
    return store->conf_values != NULL;
}

static Store *store_new(const char *dir, const char *user)
{
    Store *store = g_new0(Store, 1);
    store->dir = g_canonicalize_filename(dir, NULL);
    store->user = g_utf8_make_valid(user, -1);
    return store;
}

Store *index_store_create(const char *dir, const StoreOffice *office, const char *user,
                          GError **error)
{
    g_autofree char *text = NULL, *spool = NULL, *conf_path = NULL, *temp_path = NULL;
    g_autoptr(Store) store = store_new(dir, user);
    if (!office_is_valid(office, error) || !store_is_absent(dir, error) ||
        !store_make_folders(dir, error))
        return NULL;
    text = index_conf_write(office);
    spool = index_store_path(store, "spool");
    conf_path = index_store_path(store, CONF_NAME);
    temp_path = g_build_filename(spool, "new-" DB_NAME, NULL);
    g_unlink(temp_path); /* of an earlier try that was cut short */
    if (!store_load_conf(store, text, error) ||
        !scan_file_publish_bytes(spool, conf_path, text, strlen(text), error))
        return NULL;
    if (!store_publish_db(store, temp_path, error)) {
        g_unlink(temp_path);
        g_unlink(conf_path);
        return NULL;
    }
    return index_store_open(dir, user, error);
}

/* ----------------------------------------------------------------------------------- opening -- */

static gboolean store_read_conf(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, CONF_NAME);
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    if (!g_file_get_contents(path, &text, NULL, &failure)) {
        gboolean is_missing = g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT);
        g_set_error(error, MUHAFIZ_ERROR, is_missing ? MUHAFIZ_ERROR_USAGE : MUHAFIZ_ERROR_IO,
                    "%s is no store (%s): make one with muhafiz init, or say where yours is with "
                    "--store or MUHAFIZ_STORE",
                    store->dir, failure->message);
        return FALSE;
    }
    if (store_load_conf(store, text, error))
        return TRUE;
    g_prefix_error(error, "%s: ", path);
    return FALSE;
}

static gboolean store_open_db(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, DB_NAME);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is missing: put it back from the last backup, or, if this store was "
                    "never used, remove " CONF_NAME " and run muhafiz init again",
                    path);
        return FALSE;
    }
    store->db = db_open(url, error);
    return store->db != NULL;
}

Store *index_store_open(const char *dir, const char *user, GError **error)
{
    g_autoptr(Store) store = store_new(dir, user);
    if (!store_read_conf(store, error) || !store_open_db(store, error))
        return NULL;
    return g_steal_pointer(&store);
}

void index_store_free(Store *store)
{
    if (!store)
        return;
    db_close(store->db);
    g_clear_pointer(&store->conf_values, g_hash_table_unref);
    g_clear_pointer(&store->conf, g_key_file_unref);
    g_free(store->dir);
    g_free(store->user);
    g_free(store);
}

/* ------------------------------------------------------------------------------------ asking -- */

const char *index_store_dir(const Store *store)
{
    return store->dir;
}

const char *index_store_user(const Store *store)
{
    return store->user;
}

Db *index_store_db(Store *store)
{
    return store->db;
}

GKeyFile *index_store_peek_conf(const Store *store)
{
    return store->conf;
}

const char *index_store_conf_text(const Store *store, const char *group, const char *key)
{
    g_autofree char *name = g_strconcat(group, " ", key, NULL);
    const char *value = g_hash_table_lookup(store->conf_values, name);
    g_assert(value); /* else the key is not in conf.c's table */
    return value;
}

gint64 index_store_conf_int(const Store *store, const char *group, const char *key)
{
    return g_ascii_strtoll(index_store_conf_text(store, group, key), NULL, 10);
}

gboolean index_store_conf_bool(const Store *store, const char *group, const char *key)
{
    return g_str_equal(index_store_conf_text(store, group, key), "true");
}

const char *index_store_office(const Store *store)
{
    return index_store_conf_text(store, "office", "code");
}

char *index_store_folio_label(const Store *store, const char *side, const char *folio)
{
    GString *label = g_string_new(index_store_conf_text(store, "folio", side));
    g_string_replace(label, "%s", folio, 0);
    return g_string_free(label, FALSE);
}
