/* index/backup-make.h - a backup that is being made (backup.c, backup-make.c). Private to index/. */
#pragma once

#include "index/backup.h"

typedef struct {
    Store *store;
    const BackupSettings *settings;
    char *dir; /* absolute; owned, as are all strings here */
    char *at, *name, *place;
    gboolean is_beside_store; /* on the store's own disk */
    gint64 event_number, last_page_id;
    char event_head[SCAN_SHA256_SIZE];
    BackupList *list; /* what the copied index names, and the index itself */
    GHashTable *held; /* path -> hash: what the backup before had there */
    GHashTable
        *known; /* the same, as far as it need not be read again, and what was copied since */
    GPtrArray *repaired; /* char*: of held, what was not there as it was, and is again */
    GPtrArray *missing;  /* char*: hashes of masters that the store has not whole any more */
    GPtrArray *problems; /* char* */
    guint64 files, bytes, files_copied, bytes_copied;
    gboolean purge_is_due; /* something of them may be there still */
    guint purged;          /* files and packages that were taken off the disk as confidential */
    guint due;             /* 0-15: files whose hash begins with it are read again */
    IndexProgressFunc progress;
    gpointer user_data;
} Backup;

/* The index, and all files that it names and the folder has not. */
gboolean backup_copy(Backup *backup, GError **error);
/* Adds the index itself, under the backup's name, to the list. */
gboolean backup_list_index(Backup *backup, GError **error);
/* Takes off the disk what was removed of confidential records since the backup before: what it can before the new one is made,
 * which may need the room, and the rest once that is there. */
gboolean backup_purge_begin(Backup *backup, GError **error);
gboolean backup_purge_end(Backup *backup, GError **error);
/* Prefixes why there is no new one with what still lies there of them. */
void backup_purge_tell(const Backup *backup, GError **error);
/* All but the so many latest. */
void backup_older_remove(const Backup *backup, guint n_kept);
