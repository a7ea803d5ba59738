/* What keeps a record from being exported, in words that say what to do about it. */
#include "index/answer.h"
#include "index/lot.h"
#include "index/package.h"
#include "index/people.h"
#include "index/store-private.h"

static gboolean not_ready(GError **error, const char *missing)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "%s", missing);
    return FALSE;
}

static void side_add_missing(GString *missing, DbRows *rows)
{
    const char *name = db_rows_text(rows, 0), *gap = missing->len ? "; " : "";
    gint64 expected = db_rows_int(rows, 1), n = db_rows_int(rows, 2);
    if (db_rows_int(rows, 4) > 0)
        g_string_append_printf(missing, "%sa batch still feeds its %s: finish it (scan --resume)",
                               gap, name);
    else if (!db_rows_int(rows, 5) && (n > 0 || expected > 0))
        g_string_append_printf(missing,
                               "%s%s has %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                               " %s: scan the rest, or close the side with a reason (muhafiz "
                               "record close)",
                               gap, name, n, COUNTED(expected, "page"));
}

/* What keeps a record in the stage "registered". */
static gboolean fail_incomplete(Store *store, const Record *record, GError **error)
{
    g_autoptr(GString) missing = g_string_new(NULL);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "package_side_states",
                                      DB_VALUES(DB_INT(record->record_id)), error);
    while (rows && db_rows_next(rows, error))
        side_add_missing(missing, rows);
    if (!rows || db_rows_failed(rows))
        return FALSE;
    return not_ready(error, missing->len
                                ? missing->str
                                : "no page of it is here yet: scan it or ingest its files");
}

static gboolean fail_unavailable(const Record *record, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "it is marked %s in the register: when it is back, set availability=available",
                record->availability);
    return FALSE;
}

static gboolean fail_confidential(const Record *record, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "it is %s: such records are never exported; ask the nodal officer",
                record->classification);
    return FALSE;
}

static gboolean provisional_check(Store *store, const Record *record, GError **error)
{
    gboolean is_provisional;
    if (!index_record_is_provisional(store, record->record_id, &is_provisional, error))
        return FALSE;
    return !is_provisional ||
           not_ready(error, "it is provisional: the office's register does not have it yet; import "
                            "the register with it (muhafiz register import)");
}

gboolean index_export_may_be_unchecked(Store *store)
{
    return index_store_conf_bool(store, "policy", "export_unchecked");
}

static gboolean unchecked_check(Store *store, gboolean unchecked, GError **error)
{
    if (index_export_may_be_unchecked(store))
        return unchecked ? index_person_require(store, ACT_UNCHECKED, error)
                         : not_ready(error, "no checker has accepted it yet: muhafiz check lot");
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "this office exports only what a checker has accepted (export_unchecked=false in "
                "muhafiz.conf): check it first");
    return FALSE;
}

/* Who sent it back looks whether it was put right: an answer to the lot (check again) is none. */
static gboolean sent_back_check(Store *store, const Record *record, GError **error)
{
    gint64 lot_id = 0;
    gboolean is_any = FALSE;
    if (!db_query_int(index_store_db(store), "package_sent_back",
                      DB_VALUES(DB_INT(record->record_id)), &lot_id, &is_any, error))
        return FALSE;
    if (!is_any)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "it was sent back with lot %" G_GINT64_FORMAT ", and no checker has accepted it "
                "since: muhafiz check lot",
                lot_id);
    return FALSE;
}

gboolean package_withheld_check(const Record *record, GError **error)
{
    if (index_record_is_confidential(record))
        return fail_confidential(record, error);
    return !index_record_is_withheld(record) || fail_unavailable(record, error);
}

gboolean package_ready_check(Store *store, const Record *record, gboolean is_checked,
                             gboolean unchecked, GError **error)
{
    const char *stage = record->stage;
    if (!g_str_equal(record->availability, "available"))
        return fail_unavailable(record, error);
    if (!provisional_check(store, record, error) || !index_record_check_lot(store, record, error))
        return FALSE;
    if (g_str_equal(stage, "registered"))
        return fail_incomplete(store, record, error);
    if (g_str_equal(stage, "scanned"))
        return not_ready(error, "some of its pages are not recognised yet: run \"muhafiz run\", "
                                "and \"muhafiz status\" to see what failed");
    if (g_str_equal(stage, "recognised"))
        return not_ready(error, "its PDF volumes are not written yet: run \"muhafiz run\"");
    if (g_str_equal(stage, "rejected"))
        return not_ready(error, "it was rejected (\"muhafiz check\" and \"muhafiz show\" say why): "
                                "put that right first");
    return is_checked ||
           (sent_back_check(store, record, error) && unchecked_check(store, unchecked, error));
}

GPtrArray *package_notes_load(Store *store, const Record *record, GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "package_overfull",
                                      DB_VALUES(DB_INT(record->record_id)), error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(
            notes, g_strdup_printf("its %s: %" G_GINT64_FORMAT " %s of %" G_GINT64_FORMAT
                                   " that the register expects: look whether something came twice "
                                   "(muhafiz show %s); if it is all right, correct the count, or "
                                   "close the side with a reason (muhafiz record close)",
                                   db_rows_text(rows, 0), COUNTED(db_rows_int(rows, 2), "page"),
                                   db_rows_int(rows, 1), record->nic_no));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&notes) : NULL;
}

/* A number that several years share would not be found alone; the folder's name is unique. */
static char *ready_name(DbRows *rows)
{
    return db_rows_int(rows, 2) == 1 ? g_strdup(db_rows_text(rows, 0))
                                     : index_record_folder(db_rows_text(rows, 1));
}

#define BEHIND_SHOWN 5

static JsonObject *behind_new(const char *why)
{
    JsonObject *behind = json_object_new();
    json_object_set_string_member(behind, "why", why);
    json_object_set_int_member(behind, "records", 0);
    json_object_set_array_member(behind, "file_nos", json_array_new());
    return behind;
}

static void behind_add(JsonArray *reasons, const char *why, const char *file_no)
{
    JsonObject *behind = NULL;
    for (guint i = 0; !behind && i < json_array_get_length(reasons); i++) {
        JsonObject *known = json_array_get_object_element(reasons, i);
        if (g_str_equal(json_object_get_string_member(known, "why"), why))
            behind = known;
    }
    if (!behind)
        json_array_add_object_element(reasons, behind = behind_new(why));
    gint64 n = json_object_get_int_member(behind, "records");
    json_object_set_int_member(behind, "records", n + 1);
    if (n < BEHIND_SHOWN)
        json_array_add_string_element(json_object_get_array_member(behind, "file_nos"), file_no);
}

JsonNode *index_export_behind(Store *store, const ExportSettings *settings, GError **error)
{
    g_autoptr(JsonArray) reasons = json_array_new();
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "package_behind",
                                      DB_VALUES(DB_INT(settings->unchecked)), error);
    while (rows && db_rows_next(rows, error))
        behind_add(reasons, db_rows_text(rows, 1), db_rows_text(rows, 0));
    return rows && !db_rows_failed(rows) ? answer_node_of_array(g_steal_pointer(&reasons)) : NULL;
}

GPtrArray *index_export_ready(Store *store, const ExportSettings *settings, GError **error)
{
    g_autoptr(GPtrArray) file_nos = g_ptr_array_new_with_free_func(g_free);
    if (settings->unchecked && !unchecked_check(store, TRUE, error))
        return NULL;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_ready",
                 DB_VALUES(DB_INT(settings->unchecked), DB_INT(settings->to_dir != NULL)), error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(file_nos, ready_name(rows));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&file_nos) : NULL;
}
