/* index/share-tree.h - owner, group and mode of all that is in a store. Private to index/.
 *
 * Whoever is in the group can put other things into its folders while root goes through them: so each thing is opened
 * once, itself and not what a link leads to, and what is looked at and changed is that, whatever its name stands for
 * meanwhile (openat(2), O_PATH). Links, sockets and the like are left alone. What is mounted into the store is another
 * file system: it is not gone into.
 */
#pragma once

#include <sys/stat.h>

#include "index/index.h"

typedef struct {
    uid_t uid; /* that files get; (uid_t)-1: they stay whose they are, but root's */
    gid_t gid;
    mode_t dir_mode, file_mode;
} Share;

/* Whether all may be changed by this login. USAGE: some are other logins', or have a second name elsewhere (a hard
 * link) and are not the owner's: says which. left (char*, owned; may be NULL): what is mounted there. */
gboolean share_tree_check(const char *dir, GPtrArray *left, GError **error);
/* *is_so: nothing would be changed. */
gboolean share_tree_is(const char *dir, const Share *share, gboolean *is_so, GError **error);
gboolean share_tree_set(const char *dir, const Share *share, GError **error);
