/* Giving back to the disk what the file of the index holds no more.
 *
 * SQLite keeps pages that were freed for what comes later. As long as an office writes that is right; but where a Muhafiz came that
 * keeps the same in less (schema 28 halves it), a half stays empty for years, on the disk and in every backup. The file
 * is written anew in one transaction, so that a power cut leaves the one or the other. It takes as much room as what is
 * held twice over, and the write lock for as long as that takes: so it is done when a person asks for it
 * (muhafiz verify --rebuild), and backup says that it would be worth it. The size of the pages stays what it is: to change
 * it takes the file out of WAL, with nobody else there, for a hundredth.
 */
#include <sys/statvfs.h>

#include "index/store-private.h"
#include "index/trust.h"

/* Worth it: an eighth of the file, and something. */
#define PART_LEAST 8
#define BYTES_LEAST (4 * 1024 * 1024)

static gboolean slack_load(Store *store, guint64 *held_bytes, guint64 *empty_bytes, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "slack", DB_NO_VALUES, &row, error))
        return FALSE;
    *held_bytes = (guint64)db_rows_int(row, 0);
    *empty_bytes = (guint64)db_rows_int(row, 1);
    return TRUE;
}

gboolean index_slack(Store *store, guint64 *empty_bytes, GError **error)
{
    guint64 held_bytes;
    if (!slack_load(store, &held_bytes, empty_bytes, error))
        return FALSE;
    if (*empty_bytes < BYTES_LEAST || *empty_bytes < (held_bytes + *empty_bytes) / PART_LEAST)
        *empty_bytes = 0;
    return TRUE;
}

/* Once as a temporary file, once in the journal; where the first lies on another disk, that is more than is needed. */
static gboolean has_room(Store *store, guint64 held_bytes, GError **error)
{
    struct statvfs disk;
    guint64 needed = 2 * held_bytes + BYTES_LEAST;
    if (statvfs(index_store_dir(store), &disk) != 0 ||
        (guint64)disk.f_bavail * disk.f_frsize >= needed)
        return TRUE;
    g_autofree char *size = g_format_size(needed);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "to write the index anew takes %s of free disk space for a while: free some, and "
                "give the command again",
                size);
    return FALSE;
}

gboolean index_compact(Store *store, guint64 *freed_bytes, GError **error)
{
    guint64 held_bytes, empty_bytes, left_bytes;
    *freed_bytes = 0;
    if (!index_slack(store, &empty_bytes, error))
        return FALSE;
    if (empty_bytes == 0)
        return TRUE;
    if (!slack_load(store, &held_bytes, &empty_bytes, error) ||
        !has_room(store, held_bytes, error) || !db_scrub(index_store_db(store), error) ||
        !slack_load(store, &held_bytes, &left_bytes, error))
        return FALSE;
    *freed_bytes = empty_bytes - MIN(left_bytes, empty_bytes);
    return TRUE;
}
