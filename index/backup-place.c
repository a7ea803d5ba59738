/* Which disk a folder is on: two backups are two copies only where they do not go down together.
 *
 *     uuid:...   the file system's own id, by /dev/disk/by-uuid: the same whereever it is plugged in
 *     device:... the device, where nothing knows its id
 *     net:...    server and share of a network mount
 *     fs:...     what has no device (memory), by its number: not the same after it is mounted again
 *
 * Limits: two partitions of one disk are two places here, and so are two shares of one server. A doubt goes
 * the safe way: two sticks that were in the same slot, on a system without /dev/disk, are one place. */
#include <gio/gunixmounts.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "index/backup.h"

#define UUID_FOLDER "/dev/disk/by-uuid"

/* The name in /dev/disk/by-uuid that leads to the device; NULL: none. */
static char *uuid_find(const char *device)
{
    GStatBuf wanted, found;
    g_autoptr(GDir) dir = g_dir_open(UUID_FOLDER, 0, NULL);
    if (g_stat(device, &wanted) != 0)
        return NULL;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(UUID_FOLDER, name, NULL);
        if (g_stat(path, &found) == 0 && found.st_rdev == wanted.st_rdev)
            return g_strdup(name);
    }
    return NULL;
}

char *backup_place(const char *dir)
{
    GStatBuf status = {0};
    g_autoptr(GUnixMountEntry) mount = g_unix_mount_for(dir, NULL);
    const char *device = mount ? g_unix_mount_get_device_path(mount) : "";
    if (g_str_has_prefix(device, "/dev/")) {
        g_autofree char *uuid = uuid_find(device);
        return uuid ? g_strconcat("uuid:", uuid, NULL) : g_strconcat("device:", device, NULL);
    }
    if (g_str_has_prefix(device, "//") || strstr(device, ":/"))
        return g_strconcat("net:", device, NULL);
    g_stat(dir, &status);
    return g_strdup_printf("fs:%s:%" G_GINT64_MODIFIER "x",
                           mount ? g_unix_mount_get_fs_type(mount) : "unknown",
                           (guint64)status.st_dev);
}
