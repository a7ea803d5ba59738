/* Stores of a group (share.h). */
#define _GNU_SOURCE /* nftw */
#include "index/share.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/people-private.h"

#define FOLDERS_OPEN 16

static gboolean refuse(GError **error, char *why)
{
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, why);
    g_free(why);
    return FALSE;
}

static gboolean group_find(const char *name, gid_t *gid, GError **error)
{
    const struct group *known = getgrnam(name);
    if (!known)
        return refuse(error, g_strdup_printf("there is no group %s on this computer: let the "
                                             "administrator make it (groupadd %s) and put the "
                                             "logins into it (usermod -aG %s LOGIN)",
                                             name, name, name));
    *gid = known->gr_gid;
    return TRUE;
}

static gboolean is_member(gid_t gid)
{
    gid_t groups[NGROUPS_MAX];
    int n = getgroups(NGROUPS_MAX, groups);
    if (geteuid() == 0 || getegid() == gid)
        return TRUE;
    for (int i = 0; i < n; i++)
        if (groups[i] == gid)
            return TRUE;
    return FALSE;
}

/* A file made by one who is not in the group could not be given to it. */
static gboolean member_check(const char *name, gid_t gid, GError **error)
{
    g_autofree char *login = is_member(gid) ? NULL : people_login();
    return !login ||
           refuse(error, g_strdup_printf("%s is not in the group %s, whose store this is: let the "
                                         "administrator do \"usermod -aG %s %s\", then log out "
                                         "and in again",
                                         login, name, name, login));
}

gboolean index_share_check(const char *group, GError **error)
{
    gid_t gid;
    return group_find(group, &gid, error) && member_check(group, gid, error);
}

gboolean share_may_open(const char *dir, const char *group, GError **error)
{
    struct stat info;
    gid_t gid;
    if (!*group)
        return TRUE;
    if (!group_find(group, &gid, error) || !member_check(group, gid, error))
        return FALSE;
    if (stat(dir, &info) == 0 && info.st_gid == gid && (info.st_mode & 07777) == 02770)
        return TRUE;
    return refuse(error,
                  g_strdup_printf("%s is not shared with the group %s, though " INDEX_CONF_NAME
                                  " says so: let its owner run \"muhafiz share %s\", or "
                                  "\"muhafiz share --none\" to have it alone",
                                  dir, group, group));
}

/* ------------------------------------------------------------------------------------- changing -- */

typedef struct {
    uid_t uid; /* that files get; (uid_t)-1: they stay whose they are */
    gid_t gid;
    mode_t dir_mode, file_mode;
} Share;

static const Share *share_now; /* nftw hands nothing on; one change at a time */

/* The group first: a change of it takes setgid away. */
static int entry_share(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)place;
    if (type == FTW_SL || type == FTW_NS)
        return 0;
    mode_t mode = S_ISDIR(info->st_mode) ? share_now->dir_mode : share_now->file_mode;
    return lchown(path, share_now->uid, share_now->gid) == 0 && chmod(path, mode) == 0 ? 0 : errno;
}

/* Only root changes what others have made. */
static int entry_check(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)path, (void)type, (void)place;
    return geteuid() == 0 || info->st_uid == geteuid() ? 0 : EPERM;
}

static gboolean tree_check(const char *dir, GError **error)
{
    return nftw(dir, entry_check, FOLDERS_OPEN, FTW_PHYS) != EPERM ||
           refuse(error, g_strdup_printf("files of other logins are in %s: root must do this, "
                                         "once (sudo muhafiz --store %s share ...)",
                                         dir, dir));
}

static gboolean tree_share(const char *dir, const Share *share, GError **error)
{
    share_now = share;
    int failed = nftw(dir, entry_share, FOLDERS_OPEN, FTW_PHYS);
    share_now = NULL;
    if (failed < 0)
        failed = errno;
    return failed == 0 || scan_set_errno(error, failed, "share all of", dir);
}

static gboolean owner_check(const char *dir, struct stat *info, GError **error)
{
    if (stat(dir, info) != 0)
        return scan_set_errno(error, errno, "read", dir);
    if (geteuid() == 0 || geteuid() == info->st_uid)
        return TRUE;
    return refuse(error,
                  g_strdup_printf("%s is another login's: its owner, or root, says with whom "
                                  "it is shared",
                                  dir));
}

/* Comments stay. */
static gboolean conf_write(const char *dir, const char *group, GError **error)
{
    g_autoptr(GKeyFile) conf = g_key_file_new();
    g_autofree char *path = g_build_filename(dir, INDEX_CONF_NAME, NULL);
    g_autofree char *spool = g_build_filename(dir, "spool", NULL), *text = NULL;
    g_autoptr(GError) failure = NULL;
    if (!g_key_file_load_from_file(conf, path, G_KEY_FILE_KEEP_COMMENTS, &failure))
        return refuse(error, g_strdup_printf("%s: %s", path, failure->message));
    g_key_file_set_string(conf, "store", "group", group);
    text = g_key_file_to_data(conf, NULL, NULL);
    return scan_file_publish_bytes(spool, path, text, strlen(text), error);
}

static gboolean event_write(Store *store, const char *group, GError **error)
{
    return index_event_put(store, "store.shared", "office", 0,
                           g_variant_new_parsed("{'group': <%s>}", group), error);
}

/* The owner's own group where root asks, by the list of users. */
static gid_t gid_alone(uid_t owner)
{
    const struct passwd *known = geteuid() == 0 ? getpwuid(owner) : NULL;
    return known ? known->pw_gid : getegid();
}

/* Whatever the setting says: a change that was cut short, or a setting made by hand, is put right from here. */
Store *index_share_open(const char *dir, const char *user, GError **error)
{
    struct stat info;
    g_autofree char *db_path = g_build_filename(dir, INDEX_DB_NAME, NULL);
    return owner_check(dir, &info, error) && tree_check(dir, error)
               ? index_store_open_at(dir, user, db_path, error)
               : NULL;
}

/* First the files, then what says so: a change that was cut short is asked for again. */
gboolean index_share(Store *store, const char *group, GError **error)
{
    const char *dir = index_store_dir(store);
    struct stat info;
    if (!owner_check(dir, &info, error))
        return FALSE;
    Share share = {.uid = geteuid() == 0 && !group ? info.st_uid : (uid_t)-1,
                   .gid = gid_alone(info.st_uid),
                   .dir_mode = 0700,
                   .file_mode = 0600};
    if (group) {
        share.dir_mode = 02770;
        share.file_mode = 0660;
        if (!index_share_check(group, error) || !group_find(group, &share.gid, error))
            return FALSE;
    }
    return tree_check(dir, error) && tree_share(dir, &share, error) &&
           conf_write(dir, group ? group : "", error) &&
           event_write(store, group ? group : "", error) &&
           tree_share(dir, &share, error); /* where root asked, what it has just written too */
}
