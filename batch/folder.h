/* batch/folder.h - a hot folder: where copiers drop files over SMB or FTP, seen from this side.
 *
 * A file is due when whoever writes it has closed it (as far as the system tells us: it does on
 * local disks, it does not on network mounts), when it has not changed for the settling time, and
 * when its name is no temporary one. So the folder is looked at again and again; what inotify tells
 * only makes the next look come sooner, and says that a file is still open.
 *
 * Files that were dealt with go to DIR/done or DIR/refused, where nothing is ever overwritten:
 * "scan.pdf" becomes "scan-2.pdf" there. Beside a refused file lies NAME.reason.txt for the clerk.
 *
 * A folder has one watcher: the lock is DIR/.muhafiz-watch.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Folder Folder;

/* Seconds without change, as this process sees it: no clock of a file server is trusted. */
typedef struct {
    guint settle_s;   /* after which a file is due */
    guint patience_s; /* after which one that cannot be read is due once more, for good */
    guint stale_s;    /* after which temporary names and open files are due like others */
} FolderTimes;

typedef enum {
    HOT_WAITS, /* it will be due */
    HOT_DUE,
    HOT_LEFT, /* a temporary name, or nothing in it: somebody will rename or fill it */
} HotState;

typedef struct {
    char *name, *path; /* path: absolute */
    char *identity;    /* path, inode, time of change, size: a second copy has another */
    HotState state;
    gboolean is_stale; /* it did not change for stale_s */
    GError *trouble;   /* why it could not be taken as it is now; NULL: not tried yet */
    /* folder.c's own */
    guint64 inode, size_bytes;
    gint64 changed_ns, since_us;
    gboolean is_open, is_seen;
} HotFile;

/* Makes done and refused in it, and takes the lock. USAGE: there is no such folder, or it has a
 * watcher already; IO. */
Folder *folder_open(const char *path, const FolderTimes *times, GError **error);
void folder_free(Folder *folder);
const char *folder_path(const Folder *folder); /* absolute */

/* The folder of the file with this identity; owned. */
char *folder_of_identity(const char *identity);

/* Looks at what is in it now. files gets HotFile*, the longest there first, all borrowed until the
 * next look. IO: it is gone, unmounted or cannot be read; look again later, it may come back. */
gboolean folder_look(Folder *folder, const GPtrArray **files, GError **error);
/* Names of the folders in it whose files nobody takes, with ", " between; owned; NULL: there are none. */
char *folder_subfolders(const Folder *folder);
/* Waits for something to happen in it, or for the time of the next look. */
void folder_wait(Folder *folder);
void folder_wake(Folder *folder); /* out of folder_wait, from a source of the main loop */
/* The file could not be taken because of error (taken over): it gets patience_s. */
void folder_doubt(HotFile *file, GError *error);

/* Moves it to done; *to: where it is now, absolute. What lies there under its name is another file by
 * now, or nothing: then nothing is moved, and *to is NULL. IO. */
gboolean folder_accept(Folder *folder, const HotFile *file, char **to, GError **error);
/* Moves it to refused in the same way, with the reason beside it. */
gboolean folder_refuse(Folder *folder, const HotFile *file, const char *reason, char **to,
                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Folder, folder_free)

G_END_DECLS
