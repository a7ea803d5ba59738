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

/* Copies source to path by way of temp_dir, and reads back from the disk what was written. A path that
 * has these bytes already is left. IO; DATA: source or the copy has not the hash; *size_bytes of it. */
gboolean backup_file_copy(const char *temp_dir, const char *path, const char *source,
                          const char *sha256, guint64 *size_bytes, GError **error);
/* Whether the file on the disk, not in memory, has the hash. */
gboolean backup_file_is(const char *path, const char *sha256, guint64 *size_bytes);

/* Which disk dir is on, as a text that stays the same when the disk is plugged in again (owned);
 * backup-place.c says how far that goes. */
char *backup_place(const char *dir);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupList, backup_list_free)
