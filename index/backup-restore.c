/* A store made of a backup again.
 *
 * Files come first, the index last and by a rename, as with a new store: what was cut short is no store,
 * and the next try goes on with the files that are there. What was under way on the computer that is no
 * more, jobs and open batches, is free to be taken up. */
#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/answer.h"
#include "index/backup.h"
#include "index/db.h"
#include "index/package.h"
#include "index/store-private.h"

#define WORK_NAME ".restore" /* in the store that is being made: temporaries, and the index */

typedef struct {
    const char *dir, *user; /* the store's */
    const char *from;       /* the folder of backups */
    char *folder, *work;    /* of the one backup; owned */
    JsonObject *marker;     /* owned */
    GPtrArray *problems;    /* char*, owned */
    guint64 files, bytes;
    IndexProgressFunc progress;
    gpointer user_data;
} Restore;

static void restore_clear(Restore *restore)
{
    g_free(restore->folder);
    g_free(restore->work);
    g_clear_pointer(&restore->marker, json_object_unref);
    g_ptr_array_unref(restore->problems);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Restore, restore_clear)

/* Nothing is there, or what an earlier try began and did not bring to an index. */
static gboolean target_check(const Restore *restore, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(restore->dir, 0, NULL);
    g_autofree char *index = g_build_filename(restore->dir, INDEX_DB_NAME, NULL);
    gboolean is_begun =
        g_file_test(restore->work, G_FILE_TEST_IS_DIR) && !g_file_test(index, G_FILE_TEST_EXISTS);
    if (!dir || !g_dir_read_name(dir) || is_begun)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is not empty: name with --store a folder that holds nothing; a store that is "
                "damaged stays as it is, for comparison",
                restore->dir);
    return FALSE;
}

static BackupList *list_load(const Restore *restore, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    const char *wanted = json_object_get_string_member(restore->marker, "list_sha256");
    g_autofree char *path = g_build_filename(restore->folder, BACKUP_LIST, NULL);
    if (!scan_file_sha256(path, sha256, NULL, error))
        return NULL;
    if (g_strcmp0(sha256, wanted) == 0)
        return backup_list_load(path, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is damaged (its hash is not the one in " BACKUP_MARKER "): use another backup",
                path);
    return NULL;
}

/* Where a file of the backup goes; NULL: to no place of its own. */
static char *place_of(const Restore *restore, const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    if (!g_str_has_prefix(path, BACKUP_FOLDERS "/"))
        return g_build_filename(restore->dir, path, NULL);
    return g_str_equal(name, INDEX_DB_NAME) ? g_build_filename(restore->work, name, NULL)
                                            : g_build_filename(restore->dir, name, NULL);
}

/* The index and the configuration must be whole; other files are reported. */
static gboolean file_restore(Restore *restore, BackupCopies *copies, const BackupFile *file,
                             GError **error)
{
    guint64 size_bytes = 0;
    gboolean is_damaged;
    g_autoptr(GError) failure = NULL;
    g_autofree char *source = g_build_filename(restore->from, file->path, NULL);
    g_autofree char *path = place_of(restore, file->path);
    restore->files++;
    if (backup_copies_add(copies, path, source, file->sha256, &size_bytes, &is_damaged, &failure)) {
        restore->bytes += size_bytes;
        return package_folders_make_for(restore->dir, file->path, error);
    }
    if (!is_damaged || g_str_has_prefix(file->path, BACKUP_FOLDERS "/")) {
        g_propagate_prefixed_error(error, g_steal_pointer(&failure),
                                   is_damaged ? "use another backup: " : "");
        return FALSE;
    }
    g_ptr_array_add(restore->problems,
                    g_strdup_printf("%s; the store lacks it now: bring it from another backup, or "
                                    "do what \"muhafiz verify\" says",
                                    failure->message));
    return TRUE;
}

static gboolean files_restore(Restore *restore, GError **error)
{
    g_autoptr(BackupList) list = list_load(restore, error);
    g_autoptr(BackupCopies) copies = backup_copies_new(restore->work);
    for (guint i = 0; list && i < list->files->len; i++) {
        if (!file_restore(restore, copies, &g_array_index(list->files, BackupFile, i), error))
            return FALSE;
        if (restore->progress)
            restore->progress(i + 1, list->files->len, restore->user_data);
    }
    return list && backup_copies_end(copies, error);
}

/* ---------------------------------------------------------------------------------- the index -- */

static gboolean head_check(const Restore *restore, Store *store, GError **error)
{
    gint64 number;
    char hash[SCAN_SHA256_SIZE];
    if (!index_event_head(store, &number, hash, error))
        return FALSE;
    if (g_str_equal(hash,
                    json_object_get_string_member_with_default(restore->marker, "event_head", "")))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "the head of its chain of events is not the one in " BACKUP_MARKER
                ": use another backup");
    return FALSE;
}

static gboolean rows_write(const Restore *restore, Store *store, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *owner = index_owner_self();
    return db_exec(db, "restore_free_jobs", DB_NO_VALUES, error) &&
           db_exec(db, "restore_take_batches", DB_VALUES(DB_TEXT(owner)), error) &&
           index_event_put(store, "store.restored", "office", 0,
                           g_variant_new_parsed(
                               "{'backup': <%s>, 'from': <%s>, 'head': <%s>, 'problems': <%u>}",
                               json_object_get_string_member(restore->marker, "backup"),
                               restore->from,
                               json_object_get_string_member(restore->marker, "event_head"),
                               restore->problems->len),
                           error);
}

static gboolean store_settle(const Restore *restore, Store *store, GError **error)
{
    Db *db = index_store_db(store);
    if (!head_check(restore, store, error) || !db_begin(db, error))
        return FALSE;
    return db_end(db, rows_write(restore, store, error), error);
}

/* The index is settled, closed (which folds its journal in) and only then put in its place. */
static gboolean index_publish(const Restore *restore, GError **error)
{
    g_autofree char *temp = g_build_filename(restore->work, INDEX_DB_NAME, NULL);
    g_autofree char *final = g_build_filename(restore->dir, INDEX_DB_NAME, NULL);
    Store *store = index_store_open_at(restore->dir, restore->user, temp, error);
    gboolean done = store && store_settle(restore, store, error);
    index_store_free(store);
    return done && scan_file_publish(temp, final, error) && scan_dir_remove(restore->work, error);
}

static JsonNode *restore_answer(const Restore *restore)
{
    static const char *const names[] = {"backup", "at", "event_number", "event_head", NULL};
    JsonObject *answer = json_object_new();
    JsonArray *problems = json_array_new();
    answer_copy_members(answer, restore->marker, names);
    json_object_set_string_member(answer, "path", restore->dir);
    json_object_set_int_member(answer, "files", (gint64)restore->files);
    json_object_set_int_member(answer, "bytes", (gint64)restore->bytes);
    for (guint i = 0; i < restore->problems->len; i++)
        json_array_add_string_element(problems, restore->problems->pdata[i]);
    json_object_set_array_member(answer, "problems", problems);
    return answer_node_of_object(answer);
}

/* Of DIR/backups/NAME: DIR. */
static char *backup_root(const char *folder)
{
    g_autofree char *folders = g_path_get_dirname(folder);
    return g_path_get_dirname(folders);
}

JsonNode *index_restore(const char *store_dir, const char *user, const char *dir,
                        IndexProgressFunc progress, gpointer user_data, GError **error)
{
    g_autofree char *target = g_canonicalize_filename(store_dir, NULL);
    g_autofree char *from = g_canonicalize_filename(dir, NULL), *root = NULL;
    g_auto(Restore) restore = {.dir = target,
                               .user = user,
                               .work = g_build_filename(target, WORK_NAME, NULL),
                               .problems = g_ptr_array_new_with_free_func(g_free),
                               .progress = progress,
                               .user_data = user_data};
    g_autoptr(JsonNode) marker = backup_marker_load(from, &restore.folder, error);
    if (!marker)
        return NULL;
    restore.marker = json_object_ref(json_node_get_object(marker));
    restore.from = root = backup_root(restore.folder);
    if (!target_check(&restore, error) || !scan_dir_make(restore.dir, error) ||
        !scan_dir_make(restore.work, error) || !index_store_make_folders(restore.dir, error) ||
        !files_restore(&restore, error) || !index_publish(&restore, error))
        return NULL;
    return restore_answer(&restore);
}
