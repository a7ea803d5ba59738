/* Records: finding them, their sides, the names of their folders. */
#include <string.h>

#include "index/lot-private.h"
#include "index/store-private.h"

#define FOLDER_PREFIX "fl-"

/* ----------------------------------------------------------------------------------- loading -- */

char *index_row_text(DbRows *row, guint column)
{
    const char *text = db_rows_text(row, column);
    return g_strdup(text ? text : "");
}

void index_record_free(Record *record)
{
    if (!record)
        return;
    g_free(record->file_no);
    g_free(record->nic_no);
    g_free(record->subject);
    g_free(record->kind);
    g_free(record->section);
    g_free(record->classification);
    g_free(record->language);
    g_free(record->availability);
    g_free(record->stage);
    g_free(record);
}

Record *index_record_load_id(Store *store, gint64 record_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "record_load", DB_VALUES(DB_INT(record_id)), &row,
                      error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "there is no record %" G_GINT64_FORMAT " in the index: run muhafiz verify",
                    record_id);
        return NULL;
    }
    Record *record = g_new0(Record, 1);
    record->record_id = record_id;
    char **texts[] = {&record->file_no,  &record->nic_no,       &record->subject,
                      &record->kind,     &record->section,      &record->classification,
                      &record->language, &record->availability, &record->stage};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = index_row_text(row, i);
    record->note_pages = db_rows_int(row, G_N_ELEMENTS(texts));
    record->correspondence_pages = db_rows_int(row, G_N_ELEMENTS(texts) + 1);
    return record;
}

Record *index_record_load_side(Store *store, gint64 side_id, GError **error)
{
    gint64 record_id;
    if (!db_query_int(index_store_db(store), "side_record", DB_VALUES(DB_INT(side_id)), &record_id,
                      NULL, error))
        return NULL;
    return index_record_load_id(store, record_id, error);
}

/* What finding by a number came to. */
typedef struct {
    gint64 by_file_no, by_nic_no; /* 0: none */
    guint n_by_file_no;
    GString *folders; /* of those that share file_no, for people */
} Found;

static gboolean record_find(Store *store, const char *file_no, Found *found, GError **error)
{
    gboolean is_folder = g_str_has_prefix(file_no, FOLDER_PREFIX);
    g_autofree char *nic_key =
        g_ascii_strdown(is_folder ? file_no + strlen(FOLDER_PREFIX) : file_no, -1);
    if (is_folder)
        g_strdelimit(nic_key, "_", '/');
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "record_find",
                                      DB_VALUES(DB_TEXT(file_no), DB_TEXT(nic_key)), error);
    while (rows && db_rows_next(rows, error)) {
        g_autofree char *folder = index_record_folder(db_rows_text(rows, 1));
        if (!db_rows_int(rows, 3)) {
            found->by_nic_no = db_rows_int(rows, 0);
            continue;
        }
        found->by_file_no = db_rows_int(rows, 0);
        g_string_append_printf(found->folders, "%s%s (year %s)", found->n_by_file_no++ ? ", " : "",
                               folder, db_rows_text(rows, 2));
    }
    return rows && !db_rows_failed(rows);
}

/* By a number that it had before it was renamed, if only one had it. */
static gboolean record_find_earlier(Store *store, const char *file_no, gint64 *record_id,
                                    GError **error)
{
    g_autofree char *nic_key = g_ascii_strdown(file_no, -1);
    guint n = 0;
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "number_earlier",
                                      DB_VALUES(DB_TEXT(file_no), DB_TEXT(nic_key)), error);
    while (rows && db_rows_next(rows, error)) {
        *record_id = db_rows_int(rows, 0);
        n++;
    }
    if (n > 1)
        *record_id = 0;
    return rows && !db_rows_failed(rows);
}

static Record *record_unknown(Store *store, const char *number, GError **error)
{
    g_autofree char *near = index_record_near(store, number, error);
    if (near)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is not in the register%s%s%s: check the number, or add it with muhafiz "
                    "register import, or for now with muhafiz register add",
                    number, *near ? ", but " : "", near, *near ? " is" : "");
    return NULL;
}

Record *index_record_load(Store *store, const char *file_no, GError **error)
{
    g_autoptr(GString) folders = g_string_new(NULL);
    Found found = {.folders = folders};
    if (!record_find(store, file_no, &found, error))
        return NULL;
    if (found.n_by_file_no > 1) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is the number of %u records: write one of %s instead", file_no,
                    found.n_by_file_no, folders->str);
        return NULL;
    }
    gint64 record_id = found.by_file_no ? found.by_file_no : found.by_nic_no;
    if (!record_id && !record_find_earlier(store, file_no, &record_id, error))
        return NULL;
    return record_id ? index_record_load_id(store, record_id, error)
                     : record_unknown(store, file_no, error);
}

Record *index_record_load_nic(Store *store, const char *nic_no, GError **error)
{
    g_autofree char *nic_key = g_ascii_strdown(nic_no, -1);
    gint64 record_id;
    gboolean found;
    if (!db_query_int(index_store_db(store), "record_find_nic", DB_VALUES(DB_TEXT(nic_key)),
                      &record_id, &found, error))
        return NULL;
    return found ? index_record_load_id(store, record_id, error)
                 : record_unknown(store, nic_no, error);
}

char *index_file_object(const char *file_no)
{
    return g_strconcat("record ", file_no, NULL);
}

char *index_record_object(const Record *record)
{
    return index_file_object(record->file_no);
}

gboolean index_record_find_batch(Store *store, gint64 record_id, gint64 this_batch,
                                 RecordBatch *batch, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    *batch = (RecordBatch){0};
    if (!db_query_row(index_store_db(store), "record_find_batch",
                      DB_VALUES(DB_INT(record_id), DB_INT(this_batch)), &row, error))
        return FALSE;
    if (row)
        *batch = (RecordBatch){.batch_id = db_rows_int(row, 0),
                               .n_pages = (guint)db_rows_int(row, 1),
                               .is_open = db_rows_int(row, 2) != 0};
    return TRUE;
}

/* ------------------------------------------------------------------------------------- sides -- */

static const struct {
    const char *kind;
    const char *sides[5]; /* the first is the kind's default */
} kind_sides[] = {
    {"file", {"correspondence", "notes", "issues", "references"}},
    {"register", {"openings"}},
    {"map", {"sheets"}},
};

static const char *side_name(const Record *record, const char *side, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(kind_sides); i++) {
        const char *const *sides = kind_sides[i].sides;
        if (!g_str_equal(kind_sides[i].kind, record->kind))
            continue;
        for (guint j = 0; sides[j]; j++)
            if (!*side || g_str_equal(sides[j], side))
                return sides[j];
        g_autofree char *list = g_strjoinv(", ", (char **)sides);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s: a %s has no side \"%s\": write one of %s", record->file_no, record->kind,
                    side, list);
    }
    return NULL;
}

gboolean index_record_is_confidential(const Record *record)
{
    return !g_str_equal(record->classification, "Normal");
}

gboolean index_record_is_excluded(const Record *record)
{
    return g_str_equal(record->availability, "excluded");
}

gboolean index_record_is_withheld(const Record *record)
{
    return index_record_is_confidential(record) || index_record_is_excluded(record);
}

gboolean index_record_check_fill(Store *store, const Record *record, GError **error)
{
    if (index_record_is_excluded(record)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is excluded from scanning: take its papers out; if it is to be scanned "
                    "after all, the nodal officer takes that back first (muhafiz exclusion end %s "
                    "--reason TEXT)",
                    record->file_no, record->nic_no);
        return FALSE;
    }
    if (!index_record_is_confidential(record) ||
        !g_str_equal(index_store_conf_text(store, "policy", "confidential"), "register-only"))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is %s, and this office keeps only the register entry of such records: take "
                "its papers out (or set confidential=keep in muhafiz.conf)",
                record->file_no, record->classification);
    return FALSE;
}

gboolean index_side_find(Store *store, const Record *record, const char *side, SideUse use,
                         gint64 *side_id, GError **error)
{
    const char *name = side_name(record, side, error);
    if (!name || (use == SIDE_FILL && (!index_record_check_fill(store, record, error) ||
                                       !index_record_check_lot(store, record, error))))
        return FALSE;
    return db_query_int(index_store_db(store), "side_ensure",
                        DB_VALUES(DB_INT(record->record_id), DB_TEXT(name)), side_id, NULL, error);
}

gboolean index_side_touch(Store *store, gint64 side_id, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *now = index_now();
    return lot_check_side(store, side_id, error) &&
           db_exec(db, "feeding_begin", DB_VALUES(DB_INT(side_id), DB_TEXT(now)), error) &&
           db_exec(db, "split_count_due", DB_VALUES(DB_NULL, DB_INT(side_id)), error) &&
           db_exec(db, "side_touch", DB_VALUES(DB_INT(side_id)), error) &&
           db_exec(db, "side_job_forget", DB_VALUES(DB_INT(side_id)), error);
}

gboolean index_record_touch(Store *store, gint64 record_id, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(Record) record = index_record_load_id(store, record_id, error);
    return record && index_record_check_lot(store, record, error) &&
           db_exec(db, "record_touch", DB_VALUES(DB_INT(record_id)), error) &&
           db_exec(db, "record_jobs_forget", DB_VALUES(DB_INT(record_id)), error);
}

/* ---------------------------------------------------------------------------- e-Office forms -- */

char *index_record_folder(const char *nic_no)
{
    g_autofree char *name = g_strdelimit(g_strdup(nic_no), "/", '_');
    return g_strconcat(FOLDER_PREFIX, name, NULL);
}
