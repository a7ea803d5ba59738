/* index/share.h - a store that several logins of a computer work on.
 *
 * As a rule a store is its owner's alone: folders 0700, files 0600, for records are personal data. Where an office wants
 * one login to scan and another to check, the store belongs to a group: folders 2770, files 0660. What is made in a
 * shared folder later is shared by itself (scan.h), the index's journal too (SQLite gives it the index's mode). [store]
 * group in muhafiz.conf says which group; every opening checks that it is there and that who opens is in it.
 */
#pragma once

#include "index/index.h"

/* Opens the store in dir for a change of its group, even where its folders are not as its setting says. Who may ask for
 * one is for the caller to prove (ACT_PERSONS). USAGE: the login is neither its owner nor root; there is none. */
Store *index_share_open(const char *dir, const char *user, GError **error);
typedef struct {
    gboolean was_so; /* already: nothing was changed */
    GPtrArray *
        left; /* char*, owned: folders of other file systems, mounted into the store, that stay as they are; may
                        be NULL */
} ShareReport;

/* Gives the store to the group, or (NULL) to its owner alone; sets [store] group, and writes the event "store.shared".
 * The index is locked meanwhile. USAGE: pages are being taken in or read on this computer; there is no such group, or the
 * caller is neither the owner of the store, and in the group, nor root; or see share-tree.h. */
gboolean index_share(Store *store, const char *group, ShareReport *report, GError **error);
/* The same before there is a store: whether the caller could. */
gboolean index_share_check(const char *group, GError **error);

/* Whether the login may work on a store with this [store] group (""; none) whose folder is dir. Private to index/. */
gboolean share_may_open(const char *dir, const char *group, GError **error);
