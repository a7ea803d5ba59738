/* index/backup.h - what the parts of backup and restore share. Private to index/; trust.h has the calls.
 *
 * A folder of backups, on another disk than the store:
 *
 *     muhafiz-backup.json                 whose it is, and its id
 *     pages/ text/ efiles/ outbox/        files as the store has them; only ever added to
 *     backups/<event number>-<time>/      one backup: muhafiz.db and muhafiz.conf of that moment,
 *                                         files.sha256, all files of it (sha256sum -c reads it in the folder
 *                                         above), and backup.json, the marker, which carries the head of the chain
 *     backups/.part/                      one that is being made
 *
 * A backup appears by the rename of its folder, in which the marker was written last; so what a full or
 * pulled disk, a kill or a power cut leaves is no backup, and the next one goes on with the files
 * that arrived. The two latest are kept; the files of all are.
 */
#pragma once

#include "index/index.h"

#define BACKUP_FOLDERS "backups"
#define BACKUP_PART BACKUP_FOLDERS "/.part"
#define BACKUP_MARKER "backup.json"
#define BACKUP_LIST "files.sha256"
#define BACKUP_SCHEMA 1

/* The marker of the latest whole backup in dir (or of the one backup that dir is); *folder (owned, may be
 * NULL): its folder. NULL: there is none, with *error USAGE. */
JsonNode *backup_marker_load(const char *dir, char **folder, GError **error);

/* A file of a backup. Strings are owned by the list it stands in. */
typedef struct {
    const char *path, *sha256;
    gint64 page_id;      /* of the master; 0: it is none */
    gboolean may_go;     /* work that goes on may put another in its place */
    gboolean is_missing; /* it could not be copied */
} BackupFile;

typedef struct {
    GArray *files; /* BackupFile */
    GStringChunk *strings;
} BackupList;

BackupList *backup_list_new(void);
void backup_list_free(BackupList *list);
void backup_list_add(BackupList *list, const char *path, const char *sha256, gint64 page_id,
                     gboolean may_go);
/* Of a files.sha256. DATA: it is damaged. */
BackupList *backup_list_load(const char *path, GError **error);
/* Those of it that are not missing, by path. */
char *backup_list_text(BackupList *list);
/* All that an index of a backup names, packages file by file as they lie in store_dir. */
BackupList *backup_list_of(const char *store_dir, const char *db_path, GError **error);

/* The files of a package as it lies in dir/path, whose tag manifest has that hash; none where that is not whole. */
void backup_list_add_package(BackupList *list, const char *dir, const char *path,
                             const char *sha256);

/* Files on their way to a disk: written, synced many at once, read back from the disk and only then given their
 * names. Nothing is durable before backup_copies_end. */
typedef struct BackupCopies BackupCopies;

BackupCopies *backup_copies_new(const char *temp_dir);
void backup_copies_free(BackupCopies *copies); /* what was not ended is removed */
/* source becomes path, which is left where it has these bytes already. *is_of_source: the failure is that of the source,
 * which is missing, cannot be read, or (DATA) has another hash; else of the disk that is written to. */
gboolean backup_copies_add(BackupCopies *copies, const char *path, const char *source,
                           const char *sha256, guint64 *size_bytes, gboolean *is_of_source,
                           GError **error);
/* IO: the disk is full, pulled out or failing. */
gboolean backup_copies_end(BackupCopies *copies, GError **error);
/* Whether the file on the disk, not in memory, has the hash. */
gboolean backup_file_is(const char *path, const char *sha256, guint64 *size_bytes);

/* Which disk dir is on, as a text that stays the same when the disk is plugged in again (owned);
 * backup-place.c says how far that goes. */
char *backup_place(const char *dir);

/* The latest backup of each folder of each disk, as status has them, with what can be seen of it now; owned. *lost (owned): a JSON list of
 * the numbers of those that do not count. */
struct _JsonArray *backup_look_all(Store *store, char **lost, GError **error);
char *backup_lost(Store *store, GError **error); /* that list; owned */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupList, backup_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupCopies, backup_copies_free)
