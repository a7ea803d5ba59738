/* What is in a hot folder, and whether it is complete. folder-move.c moves files out of the way. */
#include "batch/folder-private.h"

#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME ".muhafiz-watch"
#define LOOK_INTERVAL_MS 1000 /* of folders where nothing tells of changes */
#define EVENTS_BYTES 16384

struct Folder {
    char *path;
    FolderTimes times;
    dev_t device; /* of the folder that is open */
    ino_t inode;
    mode_t mode;
    gboolean was_mount; /* it was a mount point */
    int lock_fd, events_fd;
    GHashTable *files; /* name -> HotFile */
    GPtrArray *sorted; /* the same, borrowed */
    guint events_source, look_source;
    gboolean is_woken;
};

/* ------------------------------------------------------------------------------------- files -- */

static void hot_file_free(gpointer data)
{
    HotFile *file = data;
    g_free(file->name);
    g_free(file->path);
    g_free(file->identity);
    g_clear_error(&file->trouble);
    g_free(file);
}

/* Names that copiers, FTP servers, browsers and rsync give to what is not complete yet. */
static gboolean name_is_temporary(const char *name)
{
    static const char *const suffixes[] = {".tmp",        ".temp", ".part",     ".partial",
                                           ".crdownload", ".swp",  ".filepart", ".writing"};
    g_autofree char *lower = g_ascii_strdown(name, -1);
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++)
        if (g_str_has_suffix(lower, suffixes[i]))
            return TRUE;
    return name[0] == '.' || name[0] == '~';
}

static HotState file_judge(const FolderTimes *times, const HotFile *file, double idle_s)
{
    if (file->trouble)
        return idle_s >= times->patience_s ? HOT_DUE : HOT_WAITS;
    if (file->is_stale)
        return HOT_DUE;
    if (file->size_bytes == 0 || name_is_temporary(file->name))
        return HOT_LEFT;
    if (file->is_open)
        return HOT_WAITS;
    return idle_s >= times->settle_s ? HOT_DUE : HOT_WAITS;
}

static gint64 changed_ns_of(const struct stat *now)
{
    return now->st_mtim.tv_sec * G_GINT64_CONSTANT(1000000000) + now->st_mtim.tv_nsec;
}

gboolean folder_file_is_same(const HotFile *file, const struct stat *now)
{
    return file->identity && file->inode == now->st_ino && file->changed_ns == changed_ns_of(now) &&
           file->size_bytes == (guint64)now->st_size;
}

/* Takes in what stat says now; a file that changed begins to settle anew. */
static void file_update(Folder *folder, HotFile *file, const struct stat *now)
{
    gint64 now_us = g_get_monotonic_time();
    file->is_seen = TRUE;
    if (!folder_file_is_same(file, now)) {
        file->inode = now->st_ino;
        file->changed_ns = changed_ns_of(now);
        file->size_bytes = (guint64)now->st_size;
        file->since_us = now_us;
        g_clear_error(&file->trouble);
        g_free(file->identity);
        file->identity =
            g_strdup_printf("%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT,
                            file->path, file->inode, file->changed_ns, file->size_bytes);
    }
    double idle_s = (double)(now_us - file->since_us) / G_USEC_PER_SEC;
    file->is_stale = idle_s >= folder->times.stale_s;
    file->state = file_judge(&folder->times, file, idle_s);
}

static HotFile *file_get(Folder *folder, const char *name)
{
    HotFile *file = g_hash_table_lookup(folder->files, name);
    if (!file) {
        file = g_new0(HotFile, 1);
        file->name = g_strdup(name);
        file->path = g_build_filename(folder->path, name, NULL);
        g_hash_table_insert(folder->files, file->name, file);
    }
    return file;
}

void folder_doubt(HotFile *file, GError *error)
{
    g_clear_error(&file->trouble);
    file->trouble = error;
    file->since_us = g_get_monotonic_time();
}

char *folder_of_identity(const char *identity)
{
    g_autofree char *path = g_strdup(identity);
    for (guint i = 0; i < 3 && strrchr(path, ' '); i++) /* inode, time, size */
        *strrchr(path, ' ') = '\0';
    return g_path_get_dirname(path);
}

/* ------------------------------------------------------------------------------------ events -- */

/* Who writes a file has it open until the system tells of its closing. */
static void event_apply(Folder *folder, const struct inotify_event *event)
{
    HotFile *file = event->len ? g_hash_table_lookup(folder->files, event->name) : NULL;
    if (event->mask & IN_Q_OVERFLOW) { /* some were lost: only time tells now */
        GHashTableIter files;
        g_hash_table_iter_init(&files, folder->files);
        while (g_hash_table_iter_next(&files, NULL, (gpointer *)&file))
            file->is_open = FALSE;
    } else if (event->len && (event->mask & IN_MODIFY)) {
        file_get(folder, event->name)->is_open = TRUE;
    } else {
        folder->is_woken = TRUE;
        if (file) {
            file->is_open = FALSE;
            file->since_us = g_get_monotonic_time();
        }
    }
}

static gboolean on_events(int fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    Folder *folder = data;
    _Alignas(struct inotify_event) char bytes[EVENTS_BYTES];
    ssize_t n = read(fd, bytes, sizeof bytes);
    for (ssize_t at = 0; at + (ssize_t)sizeof(struct inotify_event) <= n;) {
        const struct inotify_event *event = (const void *)(bytes + at);
        event_apply(folder, event);
        at += (ssize_t)sizeof *event + event->len;
    }
    return G_SOURCE_CONTINUE;
}

/* Without it, as on network mounts, the looks in between do. */
static void events_start(Folder *folder)
{
    folder->events_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (folder->events_fd < 0)
        return;
    inotify_add_watch(folder->events_fd, folder->path, IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO);
    folder->events_source = g_unix_fd_add(folder->events_fd, G_IO_IN, on_events, folder);
}

/* ----------------------------------------------------------------------------------- opening -- */

static void folder_let_go(Folder *folder)
{
    g_clear_handle_id(&folder->events_source, g_source_remove);
    if (folder->events_fd >= 0)
        close(folder->events_fd);
    if (folder->lock_fd >= 0)
        close(folder->lock_fd);
    folder->events_fd = folder->lock_fd = -1;
    folder->inode = 0;
}

/* File systems without locks have no other watcher that we could know of. */
static gboolean folder_lock(Folder *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder->path, LOCK_NAME, NULL);
    folder->lock_fd = scan_file_open(path, O_RDWR | O_CREAT);
    if (folder->lock_fd < 0)
        return scan_set_errno(error, errno, "make", path);
    if (fchmod(folder->lock_fd, (mode_t)folder_file_mode(folder)) != 0)
        g_debug("%s keeps its mode: it is another's", path);
    if (flock(folder->lock_fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is being watched already: end the other \"muhafiz ingest --watch\" first",
                folder->path);
    return FALSE;
}

static gboolean is_mount_point(const char *path, dev_t device)
{
    struct stat parent;
    g_autofree char *above = g_path_get_dirname(path);
    return stat(above, &parent) == 0 && parent.st_dev != device;
}

/* Whoever may work in the folder may work in those below it: this is no part of the store. */
static gboolean subfolder_make(const Folder *folder, const char *name, mode_t mode, GError **error)
{
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return TRUE;
    if (g_mkdir(path, 0700) != 0)
        return scan_set_errno(error, errno, "make folder", path);
    if (g_chmod(path, (int)mode) != 0)
        g_debug("%s stays ours alone", path); /* a share without modes */
    return TRUE;
}

static gboolean folder_take(Folder *folder, const struct stat *now, GError **error)
{
    folder->mode = now->st_mode & 07777;
    folder_let_go(folder);
    if (!subfolder_make(folder, FOLDER_DONE, folder->mode, error) ||
        !subfolder_make(folder, FOLDER_REFUSED, folder->mode, error) || !folder_lock(folder, error))
        return FALSE;
    folder->device = now->st_dev;
    folder->inode = now->st_ino;
    folder->was_mount = is_mount_point(folder->path, now->st_dev);
    events_start(folder);
    return TRUE;
}

/* The folder may have been taken away, made anew or mounted since the last look. Where a disk was
 * mounted and is not, the empty folder below it is not the one that copiers write into. */
static gboolean folder_ensure(Folder *folder, GError **error)
{
    struct stat now;
    if (stat(folder->path, &now) != 0)
        return scan_set_errno(error, errno, "look into", folder->path);
    if (!S_ISDIR(now.st_mode))
        return scan_set_errno(error, ENOTDIR, "look into", folder->path);
    if (folder->inode == now.st_ino && folder->device == now.st_dev)
        return TRUE;
    if (folder->was_mount && !is_mount_point(folder->path, now.st_dev)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "%s is not mounted any more: mount the share again", folder->path);
        return FALSE;
    }
    return folder_take(folder, &now, error);
}

Folder *folder_open(const char *path, const FolderTimes *times, GError **error)
{
    g_autoptr(Folder) folder = g_new0(Folder, 1);
    folder->path = g_canonicalize_filename(path, NULL);
    folder->times = *times;
    folder->events_fd = folder->lock_fd = -1;
    folder->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, hot_file_free);
    folder->sorted = g_ptr_array_new();
    if (!g_file_test(folder->path, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no folder %s: make it, or mount the share it is on", folder->path);
        return NULL;
    }
    return folder_ensure(folder, error) ? g_steal_pointer(&folder) : NULL;
}

void folder_free(Folder *folder)
{
    if (!folder)
        return;
    folder_let_go(folder);
    g_ptr_array_unref(folder->sorted);
    g_hash_table_unref(folder->files);
    g_free(folder->path);
    g_free(folder);
}

const char *folder_path(const Folder *folder)
{
    return folder->path;
}

int folder_file_mode(const Folder *folder)
{
    return (int)(folder->mode & 0666);
}

/* ----------------------------------------------------------------------------------- looking -- */

static int file_compare(gconstpointer a, gconstpointer b)
{
    const HotFile *left = *(HotFile *const *)a, *right = *(HotFile *const *)b;
    if (left->changed_ns != right->changed_ns)
        return left->changed_ns < right->changed_ns ? -1 : 1;
    return strcmp(left->name, right->name);
}

static void files_sort(Folder *folder)
{
    GHashTableIter files;
    HotFile *file;
    g_ptr_array_set_size(folder->sorted, 0);
    g_hash_table_iter_init(&files, folder->files);
    while (g_hash_table_iter_next(&files, NULL, (gpointer *)&file))
        if (file->is_seen)
            g_ptr_array_add(folder->sorted, file);
        else
            g_hash_table_iter_remove(&files);
    g_ptr_array_sort(folder->sorted, file_compare);
}

gboolean folder_look(Folder *folder, const GPtrArray **files, GError **error)
{
    GHashTableIter known;
    HotFile *file;
    struct stat now;
    const char *name;
    if (!folder_ensure(folder, error))
        return FALSE;
    g_autoptr(GDir) dir = g_dir_open(folder->path, 0, NULL);
    if (!dir)
        return scan_set_errno(error, errno, "look into", folder->path);
    g_hash_table_iter_init(&known, folder->files);
    while (g_hash_table_iter_next(&known, NULL, (gpointer *)&file))
        file->is_seen = FALSE;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder->path, name, NULL);
        if (strcmp(name, LOCK_NAME) != 0 && lstat(path, &now) == 0 && S_ISREG(now.st_mode))
            file_update(folder, file_get(folder, name), &now);
    }
    files_sort(folder);
    *files = folder->sorted;
    return TRUE;
}

char *folder_subfolders(const Folder *folder)
{
    static const char *const own[] = {FOLDER_DONE, FOLDER_REFUSED, NULL};
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GDir) dir = g_dir_open(folder->path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder->path, name, NULL);
        if (*name != '.' && !g_strv_contains(own, name) && g_file_test(path, G_FILE_TEST_IS_DIR))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
    }
    return names->len ? g_string_free(g_steal_pointer(&names), FALSE) : NULL;
}

void folder_wake(Folder *folder)
{
    folder->is_woken = TRUE;
}

static gboolean on_look_due(gpointer data)
{
    Folder *folder = data;
    folder->look_source = 0;
    folder->is_woken = TRUE;
    return G_SOURCE_REMOVE;
}

void folder_wait(Folder *folder)
{
    folder->is_woken = FALSE;
    folder->look_source = g_timeout_add(LOOK_INTERVAL_MS, on_look_due, folder);
    while (!folder->is_woken)
        g_main_context_iteration(NULL, TRUE);
    g_clear_handle_id(&folder->look_source, g_source_remove);
}
