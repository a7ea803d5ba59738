/* Volumes that were written: their rows, and what gives way to them. */
#include <glib/gstdio.h>

#include "index/store-private.h"

static gboolean pages_requeue(Store *store, const Job *job, const GArray *page_ids, GError **error)
{
    Db *db = index_store_db(store);
    if (!index_job_end(store, job, error))
        return FALSE;
    for (guint i = 0; i < page_ids->len; i++) {
        gint64 page_id = g_array_index(page_ids, gint64, i);
        if (!db_exec(db, "page_requeue", DB_VALUES(DB_INT(page_id)), error) ||
            (db_changes(db) && (!index_job_add(store, JOB_PAGE, page_id, error) ||
                                !index_job_revive(store, JOB_PAGE, page_id, error))))
            return FALSE;
    }
    return TRUE;
}

gboolean index_pages_requeue(Store *store, const Job *job, const GArray *page_ids, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, pages_requeue(store, job, page_ids, error), error);
}

static gboolean volume_insert(Store *store, gint64 side_id, const VolumeRow *volume,
                              const char *now, GError **error)
{
    return db_exec(index_store_db(store), "volume_insert",
                   DB_VALUES(DB_INT(side_id), DB_INT(volume->number), DB_TEXT(volume->path),
                             DB_TEXT(volume->written.sha256),
                             DB_INT((gint64)volume->written.size_bytes), DB_INT(volume->first_seq),
                             DB_INT(volume->last_seq), DB_INT(volume->n_pages), DB_TEXT(now)),
                   error);
}

static gboolean volume_set_home(Db *db, gint64 side_id, const VolumeRow *volume, gint64 revision,
                                GError **error)
{
    return db_exec(db, "volume_set_home",
                   DB_VALUES(DB_INT(side_id), DB_INT(volume->first_seq), DB_INT(volume->last_seq),
                             DB_INT(volume->number), DB_INT(revision)),
                   error);
}

static gboolean side_log(Store *store, gint64 side_id, const VolumeRow *volumes, guint n_volumes,
                         GError **error)
{
    g_autoptr(GVariantBuilder) list = g_variant_builder_new(G_VARIANT_TYPE("aa{sv}"));
    g_autofree char *object = g_strdup_printf("side %" G_GINT64_FORMAT, side_id);
    gint64 record_id;
    for (guint i = 0; i < n_volumes; i++)
        g_variant_builder_add_parsed(
            list, "{'volume': <%u>, 'first_seq': <%u>, 'last_seq': <%u>, 'sha256': <%s>}",
            volumes[i].number, volumes[i].first_seq, volumes[i].last_seq,
            volumes[i].written.sha256);
    return db_query_int(index_store_db(store), "side_record", DB_VALUES(DB_INT(side_id)),
                        &record_id, NULL, error) &&
           index_event_put(
               store, "side.assembled", object, record_id,
               g_variant_new_parsed("{'volumes': <%@aa{sv}>}", g_variant_builder_end(list)), error);
}

/* A retired volume whose pages were put back as they were has the same bytes, so the same path, as
 * the one that is written then. */
gboolean index_volumes_drop(Store *store, gint64 side_id, GPtrArray *paths, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(GPtrArray) dropped = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DbRows) rows = db_query(db, "volumes_replace", DB_VALUES(DB_INT(side_id)), error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(dropped, index_row_text(rows, 0));
    if (!rows || db_rows_failed(rows))
        return FALSE;
    for (guint i = 0; i < dropped->len; i++) {
        gint64 n_named;
        if (!db_query_int(db, "volume_path_named", DB_VALUES(DB_TEXT(dropped->pdata[i])), &n_named,
                          NULL, error))
            return FALSE;
        if (n_named == 0)
            g_ptr_array_add(paths, g_strdup(dropped->pdata[i]));
    }
    return TRUE;
}

/* replaced: paths of the volumes that gave way. */
static gboolean side_finish(Store *store, const Job *job, gint64 revision, const VolumeRow *volumes,
                            guint n_volumes, GPtrArray *replaced, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *now = index_now();
    if (!index_job_end(store, job, error))
        return FALSE;
    if (!index_volumes_drop(store, job->target_id, replaced, error))
        return FALSE;
    for (guint i = 0; i < n_volumes; i++)
        if (!volume_insert(store, job->target_id, &volumes[i], now, error) ||
            !volume_set_home(db, job->target_id, &volumes[i], revision, error))
            return FALSE;
    return db_exec(db, "side_set_assembled", DB_VALUES(DB_INT(job->target_id), DB_INT(revision)),
                   error) &&
           side_log(store, job->target_id, volumes, n_volumes, error);
}

static gboolean volumes_name(const VolumeRow *volumes, guint n_volumes, const char *path)
{
    for (guint i = 0; i < n_volumes; i++)
        if (g_str_equal(volumes[i].path, path))
            return TRUE;
    return FALSE;
}

/* Files of volumes that gave way go after the rows: they were never handed over, and what is on
 * paper and in pages/ makes them again. */
gboolean index_side_finish(Store *store, const Job *job, gint64 revision, const VolumeRow *volumes,
                           guint n_volumes, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(GPtrArray) replaced = g_ptr_array_new_with_free_func(g_free);
    if (!db_begin(db, error) ||
        !db_end(db, side_finish(store, job, revision, volumes, n_volumes, replaced, error), error))
        return FALSE;
    for (guint i = 0; i < replaced->len; i++) {
        const char *relative = g_ptr_array_index(replaced, i);
        g_autofree char *path = index_store_path(store, relative);
        if (!volumes_name(volumes, n_volumes, relative))
            g_unlink(path);
    }
    return TRUE;
}
