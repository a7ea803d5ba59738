/* Files that no row names. They do no harm, but a person should know where they come from: a page
 * whose row was lost with the power is adopted by the next run; the rest can go. */
#include <string.h>

#include "index/package.h"
#include "index/store-private.h"
#include "index/verify.h"

static const char *const FOLDERS[] = {"pages", "text", "efiles"};

static void folder_list(const char *root, const char *relative, GPtrArray *files)
{
    g_autofree char *full = g_build_filename(root, relative, NULL);
    g_autoptr(GDir) folder = g_dir_open(full, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(relative, name, NULL);
        g_autofree char *inside = g_build_filename(root, path, NULL);
        if (g_file_test(inside, G_FILE_TEST_IS_DIR))
            folder_list(root, path, files);
        else
            g_ptr_array_add(files, g_steal_pointer(&path));
    }
}

GPtrArray *verify_files_list(Store *store)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(FOLDERS); i++)
        folder_list(index_store_dir(store), FOLDERS[i], files);
    return files;
}

static GHashTable *names_load(Store *store, GError **error)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "verify_names", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        g_hash_table_add(names, g_strdup(db_rows_text(rows, 0)));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&names) : NULL;
}

/* Hashes of what events say was written last, as a set. */
static GHashTable *told_load(Store *store, GError **error)
{
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "verify_hashes_told", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        if (!db_rows_is_null(rows, 0))
            g_hash_table_add(told, g_strdup(db_rows_text(rows, 0)));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&told) : NULL;
}

/* It may be the only copy. */
static gboolean is_told_of(GHashTable *told, Store *store, const char *file)
{
    char sha256[SCAN_SHA256_SIZE];
    g_autofree char *path = index_store_path(store, file);
    return scan_file_sha256(path, sha256, NULL, NULL) && g_hash_table_contains(told, sha256);
}

static void stray_tell(GHashTable *told, Store *store, VerifyReport *report, const char *file)
{
    const char *problem = "no row names this file; it is left over from work that was cut "
                          "short and may be removed";
    if (is_told_of(told, store, file))
        problem = "no row names this file, but an event does: keep it, and put its row back "
                  "from the last backup";
    else if (g_str_has_prefix(file, "pages/"))
        problem = "no row names this page master; run \"muhafiz run\", which takes in what a "
                  "power cut left, and keep the file";
    verify_problem_add(report, "%s: %s", file, problem);
}

static gboolean packages_check(Store *store, VerifyReport *report, GError **error)
{
    g_autofree char *outbox = index_store_path(store, "outbox");
    g_autoptr(GDir) folder = g_dir_open(outbox, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        gboolean is_known = *name == '.';
        if (!is_known && !package_is_known(store, name, &is_known, error))
            return FALSE;
        if (!is_known)
            verify_problem_add(report,
                               "outbox/%s: the index does not know this package; export its record "
                               "again, which settles it",
                               name);
    }
    return TRUE;
}

gboolean verify_strays(Store *store, const GPtrArray *files, VerifyReport *report, GError **error)
{
    g_autoptr(GHashTable) names = names_load(store, error), told = NULL;
    if (!names)
        return FALSE;
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        if (g_hash_table_contains(names, file))
            continue;
        if (!told && !(told = told_load(store, error)))
            return FALSE;
        stray_tell(told, store, report, file);
    }
    return packages_check(store, report, error);
}
