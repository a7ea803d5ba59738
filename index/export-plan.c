/* What an export is to do: which version of the record, from what content, where to, and whether it may. */
#include <glib/gstdio.h>

#include "index/export-private.h"

#define OUTBOX "outbox"

/* "fl-A-12_2008" and "fl-A-12_2008~2" */
static char *package_name(const Record *record, gint64 version)
{
    g_autofree char *folder = index_record_folder(record->nic_no);
    return version == 1 ? g_strdup(folder)
                        : g_strdup_printf("%s~%" G_GINT64_FORMAT, folder, version);
}

static void plan_repeat(Export *export, DbRows *latest)
{
    export->stamp.name = g_strdup(db_rows_text(latest, 1));
    export->stamp.version = db_rows_int(latest, 0);
    export->stamp.at = g_strdup(db_rows_text(latest, 6));
    export->stamp.person = g_strdup(db_rows_text(latest, 7));
    export->stamp.event_head = db_rows_int(latest, 8);
    export->stamp.is_checked = db_rows_int(latest, 5) != 0;
    g_strlcpy(export->written.manifest_sha256, db_rows_text(latest, 3), SCAN_SHA256_SIZE);
    export->written.size_bytes = (guint64)db_rows_int(latest, 4);
    export->latest_status = g_strdup(db_rows_text(latest, 9));
}

/* What was checked stays checked until the record's stage says that it must be checked again. */
static void plan_next(Export *export, DbRows *latest)
{
    const char *stage = export->record->stage;
    gboolean was_checked = latest && db_rows_int(latest, 5) != 0;
    export->is_new = TRUE;
    export->stamp.version = latest ? db_rows_int(latest, 0) + 1 : 1;
    export->stamp.name = package_name(export->record, export->stamp.version);
    export->stamp.is_checked =
        g_str_equal(stage, "checked") || (was_checked && !g_str_equal(stage, "assembled"));
}

/* Without a new content the latest version stands; else the next one is due. */
static gboolean plan_version(Export *export, GError **error)
{
    g_autoptr(DbRows) latest = NULL;
    if (!db_query_row(index_store_db(export->store), "package_latest",
                      DB_VALUES(DB_INT(export->record->record_id)), &latest, error))
        return FALSE;
    if (latest && g_str_equal(db_rows_text(latest, 2), export->content->hash))
        plan_repeat(export, latest);
    else
        plan_next(export, latest);
    return TRUE;
}

static gboolean plan_supersedes(Export *export, GError **error)
{
    PackageStamp *stamp = &export->stamp;
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(export->store), "package_previous",
                      DB_VALUES(DB_INT(export->record->record_id), DB_INT(stamp->version)), &row,
                      error))
        return FALSE;
    if (row) {
        stamp->supersedes_version = db_rows_int(row, 0);
        stamp->supersedes = g_strdup(db_rows_text(row, 1));
        stamp->supersedes_manifest = g_strdup(db_rows_text(row, 2));
    }
    return TRUE;
}

guint64 index_export_disk(const char *to_dir)
{
    g_autofree char *at = g_canonicalize_filename(to_dir, NULL);
    GStatBuf info;
    while (g_stat(at, &info) != 0) {
        char *parent = g_path_get_dirname(at);
        gboolean is_root = g_str_equal(parent, at);
        g_free(at);
        at = parent;
        if (is_root)
            return 0;
    }
    return info.st_dev;
}

gboolean index_export_is_at_home(Store *store, const char *to_dir)
{
    guint64 disk = index_export_disk(to_dir);
    return disk == index_export_disk("/") || disk == index_export_disk(index_store_dir(store));
}

/* Below the mount point of a disk that was pulled out lies the computer's own. */
gboolean export_check_disk(const ExportSettings *settings, GError **error)
{
    if (!settings->to_dir || !settings->disk ||
        index_export_disk(settings->to_dir) == settings->disk)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                "the disk of %s was pulled out: put it in again and give the command again; it "
                "goes on behind the packages that are complete there",
                settings->to_dir);
    return FALSE;
}

static gboolean plan_folder(Export *export, const ExportSettings *settings, GError **error)
{
    const char *to_dir = settings->to_dir;
    if (!export_check_disk(settings, error))
        return FALSE;
    export->is_elsewhere = to_dir != NULL;
    export->folder =
        to_dir ? g_canonicalize_filename(to_dir, NULL) : index_store_path(export->store, OUTBOX);
    export->path = g_build_filename(to_dir ? export->folder : OUTBOX, export->stamp.name, NULL);
    export->final = g_build_filename(export->folder, export->stamp.name, NULL);
    return scan_dir_make(export->folder, error);
}

/* Who and when: of a folder that a crash left without its row, or now. */
static gboolean plan_stamp(Export *export, GError **error)
{
    char head[SCAN_SHA256_SIZE];
    gint64 number;
    PackageStamp *stamp = &export->stamp;
    if (!index_event_head(export->store, &number, head, error))
        return FALSE;
    if (package_read_stamp(export->final, export->content->hash, stamp) &&
        stamp->event_head <= number)
        return TRUE;
    g_free(stamp->at);
    g_free(stamp->person);
    stamp->at = index_now();
    stamp->person = g_strdup(index_store_user(export->store));
    stamp->event_head = number;
    return TRUE;
}

/* What was rejected is not handed over again as it is, unless somebody asks for a copy elsewhere. */
static gboolean rejection_check(const Export *export, const ExportSettings *settings,
                                GError **error)
{
    if (export->is_new || settings->to_dir || !g_str_equal(export->latest_status, "rejected"))
        return TRUE;
    g_autofree char *word = index_word(export->record->file_no);
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "nothing changed since its package was rejected; \"muhafiz why %s\" says why. Put that "
        "right first",
        word);
    return FALSE;
}

gboolean export_plan(Export *export, const char *file_no, const ExportSettings *settings,
                     GError **error)
{
    export->record = index_record_load(export->store, file_no, error);
    if (!export->record)
        return FALSE;
    export->content = package_content_load(export->store, export->record->record_id, error);
    return export->content && package_withheld_check(export->record, error) &&
           plan_version(export, error) && rejection_check(export, settings, error) &&
           (!export->is_new ||
            package_ready_check(export->store, export->record, export->stamp.is_checked,
                                settings->unchecked, error)) &&
           plan_supersedes(export, error) && plan_folder(export, settings, error) &&
           (!export->is_new || plan_stamp(export, error));
}
