/* Files of a hot folder that were dealt with are moved out of the way of the next ones. A copier may
 * write the next one under the same name while the first is still being read: that one stays.
 *
 * A move that a power cut undoes does no harm: the file is dealt with again, and the index knows
 * that it is in. The reason is written before its file is moved, so that none lies there without. */
#define _GNU_SOURCE /* renameat2 */
#include "batch/folder-private.h"

#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define REASON_SUFFIX ".reason.txt"
#define NUMBERS_MAX 100000

/* "scan.pdf" -> "scan-2.pdf"; number 1 is the name itself. */
static char *name_numbered(const char *name, guint number)
{
    const char *dot = strrchr(name, '.');
    int stem = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    return number == 1 ? g_strdup(name)
                       : g_strdup_printf("%.*s-%u%s", stem, name, number, name + stem);
}

/* As absolute path. A reason that lies there without its file is what a crash left. */
static char *free_path(const Folder *folder, const char *under, const char *name)
{
    for (guint number = 1; number < NUMBERS_MAX; number++) {
        g_autofree char *numbered = name_numbered(name, number);
        g_autofree char *path = g_build_filename(folder_path(folder), under, numbered, NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            return g_steal_pointer(&path);
    }
    return NULL;
}

/* Network file systems may not know of "only if there is none": we looked just before. */
static gboolean file_rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ||
           ((errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) && g_rename(from, to) == 0);
}

static gboolean file_move(const HotFile *file, char *path, char **to, GError **error)
{
    if (path && file_rename(file->path, path)) {
        *to = path;
        return TRUE;
    }
    scan_set_errno(error, path ? errno : EEXIST, "move away", file->path);
    g_free(path);
    return FALSE;
}

static gboolean file_is_there(const HotFile *file)
{
    struct stat now;
    return lstat(file->path, &now) == 0 ? folder_file_is_same(file, &now) : errno != ENOENT;
}

gboolean folder_accept(Folder *folder, const HotFile *file, char **to, GError **error)
{
    *to = NULL;
    return !file_is_there(file) ||
           file_move(file, free_path(folder, FOLDER_DONE, file->name), to, error);
}

static gboolean reason_write(const Folder *folder, const char *path, const char *name,
                             const char *reason, GError **error)
{
    g_autofree char *file = g_strconcat(path, REASON_SUFFIX, NULL);
    g_autofree char *text = g_strdup_printf("%s was not taken:\n%s\n", name, reason);
    g_autoptr(GError) failure = NULL;
    if (g_file_set_contents(file, text, -1, &failure)) {
        if (g_chmod(file, folder_file_mode(folder)) != 0)
            g_debug("%s stays ours alone", file); /* a share without modes */
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "%s", failure->message);
    return FALSE;
}

gboolean folder_refuse(Folder *folder, const HotFile *file, const char *reason, char **to,
                       GError **error)
{
    *to = NULL;
    if (!file_is_there(file))
        return TRUE;
    char *path = free_path(folder, FOLDER_REFUSED, file->name);
    if (path && !reason_write(folder, path, file->name, reason, error)) {
        g_free(path);
        return FALSE;
    }
    return file_move(file, path, to, error);
}
