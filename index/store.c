/* The store: a folder, its configuration, its index, and the person who acts. store-create.c makes
 * new ones. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "index/people-private.h"
#include "index/seal.h"
#include "index/share.h"

struct Store {
    char *dir; /* absolute */
    char *user;
    Actor actor;
    GKeyFile *conf;
    GHashTable *conf_values; /* "group key" -> value, defaults put in */
    Db *db;
    Seals *seals;          /* NULL where nothing can be written */
    gint64 clock_seen_s;   /* jump.c */
    gboolean conf_is_told; /* conf-watch.c */
};

gint64 *index_store_clock_seen(Store *store)
{
    return &store->clock_seen_s;
}

gboolean *index_store_conf_is_told(Store *store)
{
    return &store->conf_is_told;
}

/* ------------------------------------------------------------------------------------- paths -- */

gboolean index_store_holds(const Store *store, const char *folder)
{
    char *real = realpath(folder, NULL), *real_store = realpath(store->dir, NULL);
    gsize n = real_store ? strlen(real_store) : 0;
    gboolean holds =
        real && n && strncmp(real, real_store, n) == 0 && (real[n] == '/' || real[n] == '\0');
    free(real);
    free(real_store);
    return holds;
}

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

/* ----------------------------------------------------------------------------------- opening -- */

static Store *store_new(const char *dir, const char *user)
{
    Store *store = g_new0(Store, 1);
    store->dir = g_canonicalize_filename(dir, NULL);
    store->user = g_utf8_make_valid(user, -1);
    store->actor.login = people_login();
    return store;
}

static gboolean conf_fail(const Store *store, const char *path, const GError *failure,
                          GError **error)
{
    if (failure->domain == G_KEY_FILE_ERROR)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s: %s", path, failure->message);
    else if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is no store (%s): say where yours is with --store or MUHAFIZ_STORE, or "
                    "make one with muhafiz init",
                    store->dir, failure->message);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "%s: %s; work as the user who owns the store, or, where it is shared (muhafiz "
                    "share), as one in its group: the administrator does \"usermod -aG GROUP "
                    "LOGIN\"",
                    store->dir, failure->message);
    return FALSE;
}

static gboolean store_read_conf(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, INDEX_CONF_NAME);
    g_autoptr(GError) failure = NULL;
    store->conf = g_key_file_new();
    if (!scan_conf_load(store->conf, path, G_KEY_FILE_NONE, &failure))
        return conf_fail(store, path, failure, error);
    store->conf_values = index_conf_load(store->conf, error);
    if (store->conf_values)
        return TRUE;
    g_prefix_error(error, "%s: ", path);
    return FALSE;
}

/* A store on such a disk is shown, searched and verified; whatever writes says why it cannot. */
static gboolean disk_is_read_only(const char *dir)
{
    struct statvfs disk;
    return statvfs(dir, &disk) == 0 && (disk.f_flag & ST_RDONLY) != 0;
}

#define FULL_BYTES (1024 * 1024)

gboolean index_disk_is_full(const char *dir)
{
    struct statvfs disk;
    return statvfs(dir, &disk) == 0 && (guint64)disk.f_bavail * disk.f_frsize < FULL_BYTES;
}

/* Even to read, SQLite makes files beside the index. Where there is no room for them it is opened as it lies there, as
 * long as nothing of it stands in its journal: so people see what there is, and what to free. */
static Db *db_open_writable(const char *dir, const char *url, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Db *db = db_open(url, &failure);
    if (!db && g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO) &&
        index_disk_is_full(dir) && (db = db_open_still(url, NULL)))
        db_set_still_reason(db, "the disk of the store is full: free some space and try again; "
                                "until then it can only be read");
    if (!db)
        g_propagate_error(error, g_steal_pointer(&failure));
    return db;
}

static gboolean store_seal(Store *store, const char *url, GError **error)
{
    store->seals = seals_new(store, url, error);
    return store->seals && seals_begin(store, error);
}

/* Another process may have done it while we waited. */
static gboolean splits_note_due(Store *store, GError **error)
{
    return db_exec(store->db, "split_due_note", DB_NO_VALUES, error) &&
           (db_changes(store->db) == 0 ||
            index_event_add(store, "splits.noted", "index", NULL, error));
}

/* Pairs of a record and what its feeding.is_split should be. */
static GArray *splits_listed(Store *store, GError **error)
{
    g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(DbRows) rows = db_query(store->db, "split_listed_due", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const gint64 pair[] = {db_rows_int(rows, 0), db_rows_int(rows, 1)};
        g_array_append_vals(due, pair, G_N_ELEMENTS(pair));
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&due) : NULL;
}

static gboolean split_list(Store *store, gint64 record_id, gint64 is_split, GError **error)
{
    return db_exec(store->db, "split_listed_note", DB_VALUES(DB_INT(record_id), DB_INT(is_split)),
                   error) &&
           db_exec(store->db, "split_count_due", DB_VALUES(DB_INT(record_id), DB_NULL), error);
}

static gboolean splits_list_due(Store *store, GError **error)
{
    g_autoptr(GArray) due = splits_listed(store, error);
    for (guint i = 0; due && i < due->len; i += 2)
        if (!split_list(store, g_array_index(due, gint64, i), g_array_index(due, gint64, i + 1),
                        error))
            return FALSE;
    return due && (due->len == 0 || index_event_add(store, "splits.noted", "listed", NULL, error));
}

static gboolean splits_list(Store *store, GError **error)
{
    g_autoptr(GArray) due = splits_listed(store, error);
    return due && (due->len == 0 || (db_begin(store->db, error) &&
                                     db_end(store->db, splits_list_due(store, error), error)));
}

/* What no migration can do, as an event must seal it. */
static gboolean splits_note(Store *store, GError **error)
{
    gint64 n = 0;
    if (!db_query_int(store->db, "split_due", DB_NO_VALUES, &n, NULL, error))
        return FALSE;
    return n == 0 ||
           (db_begin(store->db, error) && db_end(store->db, splits_note_due(store, error), error));
}

static gboolean splits_mend(Store *store, GError **error)
{
    return splits_note(store, error) && splits_list(store, error);
}

Store *index_store_open_at(const char *dir, const char *user, const char *db_path, GError **error)
{
    g_autoptr(Store) store = store_new(dir, user);
    g_autofree char *url = g_strconcat("sqlite:", db_path, NULL);
    if (!store_read_conf(store, error))
        return NULL;
    store->db =
        disk_is_read_only(dir) ? db_open_still(url, error) : db_open_writable(dir, url, error);
    if (!store->db || !index_conf_check_office(store, error) ||
        (!db_is_still(store->db) && (!store_seal(store, url, error) || !splits_mend(store, error))))
        return NULL;
    return g_steal_pointer(&store);
}

/* Before the index is opened: who may not would leave a journal that others cannot use. */
static Store *store_open_shared(const char *dir, const char *user, const char *db_path,
                                GError **error)
{
    g_autoptr(Store) asking = store_new(dir, user);
    if (!store_read_conf(asking, error) ||
        !share_may_open(asking->dir, index_store_conf_text(asking, "store", "group"), error))
        return NULL;
    return index_store_open_at(dir, user, db_path, error);
}

/* Either file without the other; and an index of no bytes, as a file system that crashed leaves, is none. */
static gboolean store_is_whole(const char *dir, GError **error)
{
    g_autofree char *folder = g_canonicalize_filename(dir, NULL);
    g_autofree char *conf_path = g_build_filename(folder, INDEX_CONF_NAME, NULL);
    g_autofree char *db_path = g_build_filename(folder, INDEX_DB_NAME, NULL);
    GStatBuf conf, db;
    gboolean has_conf = g_stat(conf_path, &conf) == 0, has_db = g_stat(db_path, &db) == 0;
    if (has_db && !has_conf && errno == ENOENT)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is missing, and the index is there: copy it from the last backup",
                    conf_path);
    else if (has_conf && !has_db && errno == ENOENT)
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
            "%s is missing: put it back from the last backup, or, if this store was never used, "
            "remove " INDEX_CONF_NAME " and run muhafiz init again",
            db_path);
    else if (has_conf && has_db && db.st_size == 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is empty, as a crash of the disk leaves it: put it back from the last "
                    "backup (muhafiz restore)",
                    db_path);
    else
        return TRUE;
    return FALSE;
}

Store *index_store_open(const char *dir, const char *user, GError **error)
{
    g_autofree char *folder = g_canonicalize_filename(dir, NULL);
    g_autofree char *db_path = g_build_filename(folder, INDEX_DB_NAME, NULL);
    return store_is_whole(dir, error) ? store_open_shared(dir, user, db_path, error) : NULL;
}

void index_store_free(Store *store)
{
    if (!store)
        return;
    db_close(store->db);
    seals_free(store->seals);
    g_clear_pointer(&store->conf_values, g_hash_table_unref);
    g_clear_pointer(&store->conf, g_key_file_unref);
    g_free(store->dir);
    g_free(store->user);
    g_free(store->actor.login);
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

Actor *index_store_actor(Store *store)
{
    return &store->actor;
}

Db *index_store_db_beside(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, INDEX_DB_NAME);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    return index_store_is_read_only(store) ? db_open_still(url, error) : db_open(url, error);
}

void index_store_on_wait(Store *store, IndexWaitFunc tell, gpointer user_data)
{
    db_on_wait(store->db, tell, user_data);
}

Db *index_store_db(Store *store)
{
    return store->db;
}

Seals *index_store_seals(Store *store)
{
    return store->seals;
}

gboolean index_store_is_read_only(const Store *store)
{
    return db_is_still(store->db);
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

void index_store_set_conf(Store *store, const char *group, const char *key, const char *value)
{
    char *name = g_strconcat(group, " ", key, NULL);
    g_assert(g_hash_table_contains(store->conf_values, name));
    g_hash_table_replace(store->conf_values, name, g_strdup(value));
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
