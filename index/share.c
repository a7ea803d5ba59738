/* Stores of a group (share.h). */
#include "index/share.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/people-private.h"
#include "index/share-tree.h"
#include "index/store-private.h"

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

/* The owner is not of the group, or there is none any more, where a "share --none" was cut short: so this way leads
 * out in any case. */
static gboolean may_open(const char *dir, const char *group, const struct stat *info,
                         GError **error)
{
    gid_t gid;
    if (!group_find(group, &gid, error) || !member_check(group, gid, error))
        return FALSE;
    if (info->st_gid == gid && (info->st_mode & 07777) == 02770)
        return TRUE;
    return refuse(error,
                  g_strdup_printf("%s is not shared with the group %s, though " INDEX_CONF_NAME
                                  " says so: let its owner run \"muhafiz share %s\"",
                                  dir, group, group));
}

gboolean share_may_open(const char *dir, const char *group, GError **error)
{
    struct stat info = {0};
    if (!*group)
        return TRUE;
    if (stat(dir, &info) != 0)
        return scan_set_errno(error, errno, "read", dir);
    if (may_open(dir, group, &info, error))
        return TRUE;
    if (error && (geteuid() == 0 || geteuid() == info.st_uid)) {
        char *said = (*error)->message;
        (*error)->message = g_strdup_printf(
            "%s. Or have it alone again: \"muhafiz share --none\", with sudo where others have "
            "put files into it",
            said);
        g_free(said);
    }
    return FALSE;
}

/* ------------------------------------------------------------------------------------- changing -- */

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
    if (!scan_conf_load(conf, path, G_KEY_FILE_KEEP_COMMENTS, &failure))
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
    return owner_check(dir, &info, error) && share_tree_check(dir, NULL, error)
               ? index_store_open_at(dir, user, db_path, error)
               : NULL;
}

static gboolean share_init(Share *share, const char *dir, const char *group, GError **error)
{
    struct stat info;
    if (!owner_check(dir, &info, error))
        return FALSE;
    *share = (Share){.uid = geteuid() == 0 && !group ? info.st_uid : (uid_t)-1,
                     .gid = gid_alone(info.st_uid),
                     .dir_mode = 0700,
                     .file_mode = 0600};
    if (!group)
        return TRUE;
    share->dir_mode = 02770;
    share->file_mode = 0660;
    return index_share_check(group, error) && group_find(group, &share->gid, error);
}

/* First the files, then what says so: a change that was cut short is asked for again. */
static gboolean share_set(Store *store, const char *group, const Share *share, GError **error)
{
    const char *dir = index_store_dir(store);
    return share_tree_set(dir, share, error) && conf_write(dir, group, error) &&
           event_write(store, group, error) &&
           share_tree_set(dir, share, error); /* where root asked, what it has just written too */
}

/* Work of this computer that goes on: it would write files as it opened the store. */
static gboolean idle_check(Db *db, const char *statement, guint owner_column, const char *what,
                           GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, statement, DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *owner = db_rows_text(rows, owner_column);
        if (!index_owner_is_foreign(owner) && !index_owner_is_dead(owner))
            return refuse(error,
                          g_strdup_printf("%s on this store: let that end, then share it", what));
    }
    return rows && !db_rows_failed(rows);
}

/* While the index is locked nobody can go on with work, so nothing is made in between as it was before. */
gboolean index_share(Store *store, const char *group, ShareReport *report, GError **error)
{
    const char *dir = index_store_dir(store);
    Db *db = index_store_db(store);
    Share share;
    gboolean is_so = FALSE, ok;
    if (!share_init(&share, dir, group, error) || !share_tree_check(dir, report->left, error) ||
        !db_begin(db, error))
        return FALSE;
    ok = idle_check(db, "batch_open", 3, "paper is being taken in", error) &&
         idle_check(db, "jobs_running", 4, "\"muhafiz run\" is at work", error) &&
         share_tree_is(dir, &share, &is_so, error);
    report->was_so =
        ok && is_so &&
        g_str_equal(index_store_conf_text(store, "store", "group"), group ? group : "");
    ok = ok && (report->was_so || share_set(store, group ? group : "", &share, error));
    return db_end(db, ok, error);
}
