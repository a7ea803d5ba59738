/* Owner, group and mode of all that is in a store (share-tree.h). */
#define _GNU_SOURCE /* O_PATH, AT_EMPTY_PATH */
#include "index/share-tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define DEPTH_MAX 32 /* a store has three folders one in another */

typedef struct Walk Walk;
struct Walk {
    const Share *share;
    uid_t owner; /* of the store */
    dev_t device;
    guint depth;
    GPtrArray *left;
    gboolean differs;
    /* fd: by O_PATH, of a folder or a file */
    gboolean (*visit)(Walk *walk, int fd, const struct stat *info, const char *path,
                      GError **error);
};

static gboolean refuse(GError **error, char *why)
{
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, why);
    g_free(why);
    return FALSE;
}

/* --------------------------------------------------------------------------------- one of them -- */

/* Only root changes what others have made; and a file that is not the owner's and has another name may be anybody's,
 * put here to be given away. */
static gboolean entry_check(Walk *walk, int fd, const struct stat *info, const char *path,
                            GError **error)
{
    (void)fd;
    if (S_ISREG(info->st_mode) && info->st_nlink > 1 && info->st_uid != walk->owner)
        return refuse(
            error, g_strdup_printf("%s has a second name (a hard link) and is not of the store's "
                                   "owner: it may be any file of this computer. Copy it and remove "
                                   "this one (cp -p, rm, mv), if it belongs here",
                                   path));
    return geteuid() == 0 || info->st_uid == geteuid() ||
           refuse(error, g_strdup_printf("files of other logins are in the store (%s): root must "
                                         "do this, once (sudo muhafiz --store DIR share ...)",
                                         path));
}

static mode_t wanted_mode(const Share *share, const struct stat *info)
{
    return S_ISDIR(info->st_mode) ? share->dir_mode : share->file_mode;
}

/* What root wrote there is the owner's. */
static uid_t wanted_uid(const Walk *walk, const struct stat *info)
{
    if (walk->share->uid == (uid_t)-1 && info->st_uid == 0)
        return walk->owner;
    return walk->share->uid == (uid_t)-1 ? info->st_uid : walk->share->uid;
}

static gboolean is_so(const Walk *walk, const struct stat *info)
{
    return info->st_uid == wanted_uid(walk, info) && info->st_gid == walk->share->gid &&
           (info->st_mode & 07777) == wanted_mode(walk->share, info);
}

static gboolean entry_look(Walk *walk, int fd, const struct stat *info, const char *path,
                           GError **error)
{
    (void)fd, (void)path, (void)error;
    walk->differs |= !is_so(walk, info);
    return TRUE;
}

/* The group first: a change of it takes setgid away. The name in /proc leads to what was opened, and to nothing else. */
static gboolean entry_set(Walk *walk, int fd, const struct stat *info, const char *path,
                          GError **error)
{
    g_autofree char *opened = g_strdup_printf("/proc/self/fd/%d", fd);
    if (!entry_check(walk, fd, info, path, error))
        return FALSE;
    if (is_so(walk, info))
        return TRUE;
    return (fchownat(fd, "", wanted_uid(walk, info), walk->share->gid, AT_EMPTY_PATH) == 0 &&
            chmod(opened, wanted_mode(walk->share, info)) == 0) ||
           scan_set_errno(error, errno, "share", path);
}

/* ---------------------------------------------------------------------------------- all of them -- */

static gboolean entry_walk(Walk *walk, int folder, const char *name, const char *path,
                           GError **error);

/* What is gone again was work in flight. */
static gboolean names_walk(Walk *walk, DIR *names, const char *path, GError **error)
{
    for (struct dirent *one; (one = readdir(names));) {
        g_autofree char *inside = g_build_filename(path, one->d_name, NULL);
        if (!g_str_equal(one->d_name, ".") && !g_str_equal(one->d_name, "..") &&
            !entry_walk(walk, dirfd(names), one->d_name, inside, error))
            return FALSE;
    }
    return TRUE;
}

/* fd: by O_PATH. A folder is gone into after it was changed, so a login that may only then read it can. */
static gboolean folder_walk(Walk *walk, int fd, const char *path, GError **error)
{
    int opened = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *names = opened >= 0 ? fdopendir(opened) : NULL;
    if (!names || ++walk->depth > DEPTH_MAX) {
        scan_set_errno(error, names ? ELOOP : errno, "read", path);
        if (names)
            closedir(names);
        else if (opened >= 0)
            close(opened);
        return FALSE;
    }
    gboolean ok = names_walk(walk, names, path, error);
    closedir(names);
    walk->depth--;
    return ok;
}

static gboolean opened_walk(Walk *walk, int fd, const char *path, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return scan_set_errno(error, errno, "read", path);
    if (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode))
        return TRUE;
    if (walk->depth == 0)
        walk->device = info.st_dev;
    if (info.st_dev != walk->device) {
        if (walk->left)
            g_ptr_array_add(walk->left, g_strdup(path));
        return TRUE;
    }
    return walk->visit(walk, fd, &info, path, error) &&
           (!S_ISDIR(info.st_mode) || folder_walk(walk, fd, path, error));
}

static gboolean entry_walk(Walk *walk, int folder, const char *name, const char *path,
                           GError **error)
{
    int fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return (errno == ENOENT && walk->depth > 0) || scan_set_errno(error, errno, "open", path);
    gboolean ok = opened_walk(walk, fd, path, error);
    close(fd);
    return ok;
}

/* The store's own folder may be named by a link. */
static gboolean tree_walk(Walk *walk, const char *dir, GError **error)
{
    struct stat info;
    int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        scan_set_errno(error, errno, "read", dir);
        if (fd >= 0)
            close(fd);
        return FALSE;
    }
    walk->owner = info.st_uid;
    gboolean ok = opened_walk(walk, fd, dir, error);
    close(fd);
    return ok;
}

gboolean share_tree_check(const char *dir, GPtrArray *left, GError **error)
{
    Walk walk = {.left = left, .visit = entry_check};
    return tree_walk(&walk, dir, error);
}

gboolean share_tree_is(const char *dir, const Share *share, gboolean *is_so, GError **error)
{
    Walk walk = {.share = share, .visit = entry_look};
    gboolean ok = tree_walk(&walk, dir, error);
    *is_so = ok && !walk.differs;
    return ok;
}

gboolean share_tree_set(const char *dir, const Share *share, GError **error)
{
    Walk walk = {.share = share, .visit = entry_set};
    return tree_walk(&walk, dir, error);
}
