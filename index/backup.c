/* A backup: what must hold before one is made, its marker, its row.
 *
 * Before a folder is written to, the latest backup in it is asked: it must be this office's, and its head
 * must be an event of our chain. So a store that was put back from an older copy, or whose events were cut
 * off or written anew, does not lay itself over the copy that could prove it.
 *
 * A record is safe when all its masters stand in whole backups on two disks, neither of them the store's
 * (backup-sqlite.sql; backup-place.c tells disks from each other, backup-sight.c which are there). As every backup holds every
 * master, that is a matter of which page was the last when it was made. */
#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "index/answer.h"
#include "index/backup-make.h"
#include "index/db.h"
#include "index/store-private.h"

#define TARGET_NAME "muhafiz-backup.json"
#define LOCK_NAME "muhafiz-backup.lock"
#define BACKUPS_KEPT 2

/* --------------------------------------------------------------------------------- the folder -- */

static gboolean refuse(GError **error, const char *dir, const char *why)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s: %s", dir, why);
    return FALSE;
}

static gboolean target_write(const Backup *backup, const char *path, GError **error)
{
    JsonObject *target = json_object_new();
    json_object_set_int_member(target, "schema", BACKUP_SCHEMA);
    json_object_set_string_member(target, "office", index_store_office(backup->store));
    g_autoptr(JsonNode) node = answer_node_of_object(target);
    g_autofree char *text = json_to_string(node, FALSE);
    return scan_file_publish_bytes(backup->dir, path, text, strlen(text), error);
}

/* The folder is this office's, or nobody's yet. */
static gboolean target_check(const Backup *backup, GError **error)
{
    g_autofree char *path = g_build_filename(backup->dir, TARGET_NAME, NULL), *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return target_write(backup, path, error);
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    const char *office =
        root && JSON_NODE_HOLDS_OBJECT(root)
            ? json_object_get_string_member_with_default(json_node_get_object(root), "office", "")
            : "";
    return g_str_equal(office, index_store_office(backup->store)) ||
           refuse(error, backup->dir,
                  "it holds the backup of another office: name a folder of your own");
}

/* *chain_fits: the latest backup there, if there is one, is of this chain. */
static gboolean chain_check(const Backup *backup, JsonObject *marker, GError **error)
{
    gint64 number = json_object_get_int_member_with_default(marker, "event_number", 0);
    const char *head = json_object_get_string_member_with_default(marker, "event_head", "");
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(backup->store), "package_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(backup->store)), DB_INT(number)), &row,
                      error))
        return FALSE;
    if (row && g_str_equal(db_rows_text(row, 0), head))
        return TRUE;
    return refuse(
        error, backup->dir,
        "the backup there carries events that this store has not: the store was put "
        "back from an older copy, or its chain of events was cut off or written anew. "
        "Nothing was copied: run \"muhafiz verify --anchor\" with that folder, and back up "
        "into an empty folder if the store is right");
}

/* What is known to be whole there: the files of the latest backup. */
static gboolean latest_load(Backup *backup, GError **error)
{
    g_autofree char *folder = NULL;
    g_autoptr(JsonNode) marker = backup_marker_load(backup->dir, &folder, NULL);
    if (!marker)
        return TRUE;
    if (!chain_check(backup, json_node_get_object(marker), error))
        return FALSE;
    g_autofree char *path = g_build_filename(folder, BACKUP_LIST, NULL);
    g_autoptr(BackupList) list = backup_list_load(path, NULL); /* damaged: all is read again */
    for (guint i = 0; list && i < list->files->len; i++) {
        const BackupFile *file = &g_array_index(list->files, BackupFile, i);
        g_hash_table_insert(backup->known, g_strdup(file->path), g_strdup(file->sha256));
    }
    return TRUE;
}

static gboolean dir_prepare(Backup *backup, GError **error)
{
    g_autofree char *part = g_build_filename(backup->dir, BACKUP_PART, NULL);
    if (index_store_is_read_only(backup->store))
        return refuse(error, index_store_dir(backup->store),
                      "the store can only be read, so nothing can be noted in it: back up where "
                      "it is written");
    return target_check(backup, error) && latest_load(backup, error) &&
           scan_dir_remove(part, error) && scan_dir_make(part, error);
}

/* ------------------------------------------------------------------------------------- marker -- */

/* "00000000001234-20261128T112149": by their names the latest is the last. */
static char *backup_name(const Backup *backup)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(backup->at, NULL);
    g_autofree char *time = g_date_time_format(at, "%Y%m%dT%H%M%S");
    return g_strdup_printf("%014" G_GINT64_FORMAT "-%s", backup->event_number, time);
}

static JsonObject *answer_new(const Backup *backup)
{
    JsonObject *answer = json_object_new();
    json_object_set_string_member(answer, "backup", backup->name);
    json_object_set_string_member(answer, "at", backup->at);
    json_object_set_int_member(answer, "event_number", backup->event_number);
    json_object_set_string_member(answer, "event_head", backup->event_head);
    json_object_set_int_member(answer, "files", (gint64)backup->files);
    json_object_set_int_member(answer, "bytes", (gint64)backup->bytes);
    return answer;
}

static gboolean marker_write(const Backup *backup, const char *list_sha256, GError **error)
{
    JsonObject *marker = answer_new(backup);
    json_object_set_int_member(marker, "schema", BACKUP_SCHEMA);
    json_object_set_string_member(marker, "office", index_store_office(backup->store));
    json_object_set_string_member(marker, "office_name",
                                  index_store_conf_text(backup->store, "office", "name"));
    json_object_set_string_member(marker, "person", index_store_user(backup->store));
    json_object_set_int_member(marker, "missing", backup->missing->len);
    json_object_set_string_member(marker, "list_sha256", list_sha256);
    g_autoptr(JsonNode) node = answer_node_of_object(marker);
    g_autofree char *text = json_to_string(node, TRUE);
    g_autofree char *part = g_build_filename(backup->dir, BACKUP_PART, NULL);
    g_autofree char *path = g_build_filename(part, BACKUP_MARKER, NULL);
    return scan_file_publish_bytes(part, path, text, strlen(text), error);
}

static gboolean list_write(Backup *backup, char list_sha256[SCAN_SHA256_SIZE], GError **error)
{
    g_autofree char *text = backup_list_text(backup->list);
    g_autofree char *part = g_build_filename(backup->dir, BACKUP_PART, NULL);
    g_autofree char *path = g_build_filename(part, BACKUP_LIST, NULL);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_strlcpy(list_sha256, sha256, SCAN_SHA256_SIZE);
    if (!scan_file_publish_bytes(part, path, text, strlen(text), error))
        return FALSE;
    if (backup_file_is(path, sha256, NULL))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                "%s does not read back as it was written: the disk is failing; use another one",
                path);
    return FALSE;
}

static gboolean part_publish(const Backup *backup, GError **error)
{
    g_autofree char *part = g_build_filename(backup->dir, BACKUP_PART, NULL);
    g_autofree char *final = g_build_filename(backup->dir, BACKUP_FOLDERS, backup->name, NULL);
    g_autofree char *folders = g_build_filename(backup->dir, BACKUP_FOLDERS, NULL);
    if (g_rename(part, final) != 0)
        return scan_set_errno(error, errno, "write", final);
    return index_folder_sync(folders, error);
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What cannot be removed stays, and does no harm. */
void backup_older_remove(const Backup *backup, guint n_kept)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folders = g_build_filename(backup->dir, BACKUP_FOLDERS, NULL);
    g_autoptr(GDir) listing = g_dir_open(folders, 0, NULL);
    for (const char *name; listing && (name = g_dir_read_name(listing));)
        if (*name != '.')
            g_ptr_array_add(names, g_build_filename(folders, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i + n_kept < names->len; i++)
        scan_dir_remove(names->pdata[i], NULL);
}

/* ---------------------------------------------------------------------------------------- row -- */

static gboolean rows_write(const Backup *backup, GError **error)
{
    Db *db = index_store_db(backup->store);
    gint64 backup_id;
    if (!db_query_int(db, "backup_insert",
                      DB_VALUES(DB_TEXT(backup->name), DB_TEXT(backup->dir), DB_TEXT(backup->place),
                                DB_INT(backup->is_beside_store), DB_TEXT(backup->at),
                                DB_TEXT(index_store_user(backup->store)),
                                DB_INT(backup->event_number), DB_INT(backup->last_page_id),
                                DB_INT((gint64)backup->files), DB_INT((gint64)backup->bytes)),
                      &backup_id, NULL, error))
        return FALSE;
    for (guint i = 0; i < backup->missing->len; i++)
        if (!db_exec(db, "backup_insert_missing",
                     DB_VALUES(DB_INT(backup_id), DB_TEXT(backup->missing->pdata[i])), error))
            return FALSE;
    return index_event_put(
        backup->store, "store.backed-up", "office", 0,
        g_variant_new_parsed("{'backup': <%s>, 'path': <%s>, 'place': <%s>, 'files': <%t>, "
                             "'bytes': <%t>, 'missing': <%u>, 'repaired': <%u>, 'head': <%s>}",
                             backup->name, backup->dir, backup->place, backup->files, backup->bytes,
                             backup->missing->len, backup->repaired->len, backup->event_head),
        error);
}

static gboolean row_note(const Backup *backup, GError **error)
{
    Db *db = index_store_db(backup->store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, rows_write(backup, error), error);
}

static JsonNode *backup_answer(const Backup *backup)
{
    JsonObject *answer = answer_new(backup);
    JsonArray *notes = json_array_new(), *repaired = json_array_new();
    json_object_set_string_member(answer, "path", backup->dir);
    json_object_set_int_member(answer, "files_copied", (gint64)backup->files_copied);
    json_object_set_int_member(answer, "bytes_copied", (gint64)backup->bytes_copied);
    json_object_set_string_member(answer, "place", backup->place);
    json_object_set_boolean_member(answer, "same_disk", backup->is_beside_store);
    json_object_set_int_member(answer, "purged", backup->purged);
    for (guint i = 0; i < backup->problems->len; i++)
        json_array_add_string_element(notes, backup->problems->pdata[i]);
    for (guint i = 0; i < backup->repaired->len; i++)
        json_array_add_string_element(repaired, backup->repaired->pdata[i]);
    json_object_set_array_member(answer, "repaired", repaired);
    json_object_set_array_member(answer, "problems", notes);
    return answer_node_of_object(answer);
}

static void backup_clear(Backup *backup)
{
    g_free(backup->dir);
    g_free(backup->at);
    g_free(backup->name);
    g_free(backup->place);
    g_clear_pointer(&backup->list, backup_list_free);
    g_hash_table_unref(backup->known);
    g_clear_pointer(&backup->held, g_hash_table_unref);
    g_ptr_array_unref(backup->repaired);
    g_ptr_array_unref(backup->missing);
    g_ptr_array_unref(backup->problems);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Backup, backup_clear)

static gboolean backup_run(Backup *backup, GError **error)
{
    char list_sha256[SCAN_SHA256_SIZE];
    g_autofree char *store_place = backup_place(index_store_dir(backup->store));
    if (!dir_prepare(backup, error))
        return FALSE;
    backup->place = backup_place(backup->dir);
    backup->is_beside_store = g_str_equal(backup->place, store_place);
    if (!backup_purge_begin(backup, error) || !backup_copy(backup, error))
        return FALSE;
    backup->name = backup_name(backup);
    if (!backup_list_index(backup, error) || !list_write(backup, list_sha256, error) ||
        !marker_write(backup, list_sha256, error) || !part_publish(backup, error))
        return FALSE;
    backup_older_remove(backup, BACKUPS_KEPT);
    return backup_purge_end(backup, error) && row_note(backup, error);
}

/* Before anything is made there: by what of the path is there already. */
static gboolean outside_check(const Backup *backup, GError **error)
{
    g_autofree char *there = g_strdup(backup->dir);
    while (!g_file_test(there, G_FILE_TEST_EXISTS) && strlen(there) > 1) {
        char *parent = g_path_get_dirname(there);
        g_free(there);
        there = parent;
    }
    return !index_store_holds(backup->store, there) ||
           refuse(error, backup->dir, "it lies in the store itself: name another disk");
}

JsonNode *index_backup(Store *store, const BackupSettings *settings, IndexProgressFunc progress,
                       gpointer user_data, GError **error)
{
    g_auto(Backup) backup = {
        .store = store,
        .settings = settings,
        .dir = g_canonicalize_filename(settings->dir, NULL),
        .at = index_now(),
        .known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .repaired = g_ptr_array_new_with_free_func(g_free),
        .missing = g_ptr_array_new_with_free_func(g_free),
        .problems = g_ptr_array_new_with_free_func(g_free),
        .due = (guint)g_random_int_range(0, 16),
        .progress = progress,
        .user_data = user_data,
    };
    if (!outside_check(&backup, error) || !scan_dir_make(backup.dir, error))
        return NULL;
    g_autofree char *lock_path = g_build_filename(backup.dir, LOCK_NAME, NULL);
    int lock = index_lock_take(lock_path, FALSE,
                               "another backup is being written there; wait for its end", error);
    if (lock < 0)
        return NULL;
    gboolean done = backup_run(&backup, error);
    if (!done)
        backup_purge_tell(&backup, error);
    close(lock);
    return done ? backup_answer(&backup) : NULL;
}
