/* Whether a package is still what was exported, and the folders of one that was copied file by file: copies of files know
 * nothing of those that hold none. */
#include <string.h>

#include "index/package.h"

gboolean package_is_there(const char *dir, const char *manifest_sha256)
{
    char found[SCAN_SHA256_SIZE];
    g_autofree char *path = g_build_filename(dir, "tagmanifest-sha256.txt", NULL);
    return scan_file_sha256(path, found, NULL, NULL) && strcmp(found, manifest_sha256) == 0;
}

static gboolean folder_is_known(const char *name)
{
    return g_strv_contains(PACKAGE_FOLDERS, name) || g_str_equal(name, "text");
}

void package_check(const char *dir, const char *manifest_sha256, BagDepth depth,
                   GPtrArray *problems)
{
    g_autofree char *data = g_build_filename(dir, "data", NULL);
    bag_check(dir, manifest_sha256, depth, problems);
    for (guint i = 0; PACKAGE_FOLDERS[i]; i++) {
        g_autofree char *folder = g_build_filename(data, PACKAGE_FOLDERS[i], NULL);
        if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(problems, g_strdup_printf("%s: the folder is missing", folder));
    }
    g_autoptr(GDir) folders = g_dir_open(data, 0, NULL);
    for (const char *name; folders && (name = g_dir_read_name(folders));) {
        g_autofree char *path = g_build_filename(data, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR) && !folder_is_known(name))
            g_ptr_array_add(problems,
                            g_strdup_printf("%s: the folder does not belong there", path));
    }
}

gboolean package_folders_make(const char *dir, GError **error)
{
    for (guint i = 0; PACKAGE_FOLDERS[i]; i++) {
        g_autofree char *folder = g_build_filename(dir, "data", PACKAGE_FOLDERS[i], NULL);
        if (!scan_dir_make(folder, error))
            return FALSE;
    }
    return TRUE;
}

gboolean package_folders_make_for(const char *root, const char *path, GError **error)
{
    g_autofree char *package = g_path_get_dirname(path);
    g_autofree char *dir = g_build_filename(root, package, NULL);
    return !g_str_has_prefix(path, "outbox/") ||
           !g_str_has_suffix(path, "/tagmanifest-sha256.txt") || package_folders_make(dir, error);
}
