/* The files of a backup, and its marker. */
#include "index/backup.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "index/db.h"
#include "index/store-private.h"

/* -------------------------------------------------------------------------------------- lists -- */

BackupList *backup_list_new(void)
{
    BackupList *list = g_new0(BackupList, 1);
    list->files = g_array_new(FALSE, FALSE, sizeof(BackupFile));
    list->strings = g_string_chunk_new(64 * 1024);
    return list;
}

void backup_list_free(BackupList *list)
{
    if (!list)
        return;
    g_array_unref(list->files);
    g_string_chunk_free(list->strings);
    g_free(list);
}

void backup_list_add(BackupList *list, const char *path, const char *sha256, gint64 page_id,
                     gboolean may_go)
{
    const BackupFile file = {.path = g_string_chunk_insert(list->strings, path),
                             .sha256 = g_string_chunk_insert(list->strings, sha256),
                             .page_id = page_id,
                             .may_go = may_go};
    g_array_append_val(list->files, file);
}

static int by_path(gconstpointer a, gconstpointer b)
{
    return strcmp(((const BackupFile *)a)->path, ((const BackupFile *)b)->path);
}

char *backup_list_text(BackupList *list)
{
    GString *text = g_string_new(NULL);
    g_array_sort(list->files, by_path);
    for (guint i = 0; i < list->files->len; i++) {
        const BackupFile *file = &g_array_index(list->files, BackupFile, i);
        if (!file->is_missing)
            g_string_append_printf(text, "%s  %s\n", file->sha256, file->path);
    }
    return g_string_free(text, FALSE);
}

/* "<hash>  <path>", the path below the folder; cuts the line in two. */
static gboolean line_split(char *line, const char **path)
{
    if (strspn(line, "0123456789abcdef") != SCAN_SHA256_SIZE - 1 ||
        !g_str_has_prefix(line + SCAN_SHA256_SIZE - 1, "  "))
        return FALSE;
    *path = line + SCAN_SHA256_SIZE + 1;
    line[SCAN_SHA256_SIZE - 1] = '\0';
    return **path && !g_path_is_absolute(*path) && !strstr(*path, "..");
}

static gboolean lines_add(BackupList *list, char *text)
{
    for (char *line = text, *end; *line; line = end + 1) {
        const char *path;
        end = strchr(line, '\n');
        if (!end)
            return FALSE;
        *end = '\0';
        if (!line_split(line, &path))
            return FALSE;
        backup_list_add(list, path, line, 0, FALSE);
    }
    return TRUE;
}

BackupList *backup_list_load(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    g_autoptr(BackupList) list = backup_list_new();
    if (g_file_get_contents(path, &text, NULL, &failure) && lines_add(list, text))
        return g_steal_pointer(&list);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is damaged or cannot be read (%s): use another backup", path,
                failure ? failure->message : "a line is not \"hash  path\"");
    return NULL;
}

/* ---------------------------------------------------------------------------- from an index -- */

static gboolean names_add(BackupList *list, Db *db, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "backup_files", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        backup_list_add(list, db_rows_text(rows, 0), db_rows_text(rows, 1), db_rows_int(rows, 2),
                        db_rows_int(rows, 3) != 0);
    return rows && !db_rows_failed(rows);
}

/* The files that a manifest of the package names; FALSE: it cannot be read, or was meddled with. */
static gboolean manifest_add(BackupList *list, const char *store_dir, const char *package,
                             const char *name, const char *sha256)
{
    g_autofree char *path = g_build_filename(package, name, NULL);
    g_autofree char *full = g_build_filename(store_dir, path, NULL), *text = NULL;
    gsize length;
    if (!g_file_get_contents(full, &text, &length, NULL))
        return FALSE;
    g_autofree char *found = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (guchar *)text, length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (sha256 && !g_str_equal(found, sha256))
        return FALSE;
    for (char **line = lines; *line && **line; line++) {
        const char *inside;
        if (!line_split(*line, &inside))
            return FALSE;
        g_autofree char *file = g_build_filename(package, inside, NULL);
        backup_list_add(list, file, *line, 0, TRUE);
    }
    return TRUE;
}

/* The files of a package that lies in the outbox as it was exported; no other is worth a copy. */
void backup_list_add_package(BackupList *list, const char *store_dir, const char *path,
                             const char *sha256)
{
    guint n_before = list->files->len;
    g_autofree char *tag_manifest = g_build_filename(path, "tagmanifest-sha256.txt", NULL);
    if (manifest_add(list, store_dir, path, "tagmanifest-sha256.txt", sha256) &&
        manifest_add(list, store_dir, path, "manifest-sha256.txt", NULL))
        backup_list_add(list, tag_manifest, sha256, 0, TRUE);
    else
        g_array_set_size(list->files, n_before);
}

static gboolean packages_add(BackupList *list, const char *store_dir, Db *db, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "backup_packages", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        backup_list_add_package(list, store_dir, db_rows_text(rows, 0), db_rows_text(rows, 1));
    return rows && !db_rows_failed(rows);
}

BackupList *backup_list_of(const char *store_dir, const char *db_path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", db_path, NULL);
    g_autoptr(Db) db = db_open_still(url, error);
    g_autoptr(BackupList) list = backup_list_new();
    if (!db || !names_add(list, db, error) || !packages_add(list, store_dir, db, error))
        return NULL;
    return g_steal_pointer(&list);
}

/* ------------------------------------------------------------------------------------- marker -- */

static JsonNode *marker_read(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, BACKUP_MARKER, NULL), *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    gboolean is_marker = root && JSON_NODE_HOLDS_OBJECT(root) &&
                         json_object_get_int_member_with_default(json_node_get_object(root),
                                                                 "schema", 0) == BACKUP_SCHEMA &&
                         json_object_has_member(json_node_get_object(root), "list_sha256");
    return is_marker ? g_steal_pointer(&root) : NULL;
}

/* The greatest name: the event number comes first in it. Others are tried where its marker is damaged. */
static JsonNode *marker_latest(const char *dir, char **folder)
{
    g_autofree char *folders = g_build_filename(dir, BACKUP_FOLDERS, NULL), *best = NULL;
    g_autoptr(GDir) listing = g_dir_open(folders, 0, NULL);
    g_autoptr(JsonNode) found = NULL;
    for (const char *name; listing && (name = g_dir_read_name(listing));) {
        g_autofree char *one = g_build_filename(folders, name, NULL);
        JsonNode *marker = NULL;
        if (*name == '.' || (best && strcmp(one, best) < 0) || !(marker = marker_read(one)))
            continue;
        g_clear_pointer(&found, json_node_unref);
        found = marker;
        g_free(best);
        best = g_steal_pointer(&one);
    }
    if (found && folder)
        *folder = g_steal_pointer(&best);
    return g_steal_pointer(&found);
}

JsonNode *backup_marker_load(const char *dir, char **folder, GError **error)
{
    JsonNode *marker = marker_read(dir);
    if (marker && folder)
        *folder = g_strdup(dir);
    if (!marker)
        marker = marker_latest(dir, folder);
    if (!marker)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s holds no whole backup (" BACKUP_FOLDERS "/*/" BACKUP_MARKER
                    "): name the folder that \"muhafiz backup\" wrote to, and mount its disk",
                    dir);
    return marker;
}
