/* Hand-over slips. Each record's move is an event of its own (record.changed), the slip is the last one: with its
 * hash the slip is printed, and it can be printed again, for the chain keeps it. */
#include "index/custody.h"

#include "index/answer.h"
#include "index/register.h"
#include "index/store-private.h"

static const struct {
    const char *name, *event;
    const char *refusal; /* of a record that is where it should go */
} acts[] = {
    [CUSTODY_TAKEN] = {"taken", "custody.taken",
                       "is out of the record room already: muhafiz custody list says with whom; "
                       "muhafiz custody return brings it back"},
    [CUSTODY_RETURNED] = {"returned", "custody.returned",
                          "is not out of the record room: muhafiz custody list shows what is"},
};

/* ------------------------------------------------------------------------------------- writing -- */

static gboolean refuse(const Record *record, const char *why, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s %s. No slip was written",
                record->file_no, why);
    return FALSE;
}

static gboolean record_check(Register *reg, const CustodySlip *slip, const Record *record,
                             GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(reg->db, "custody_of", DB_VALUES(DB_INT(record->record_id)), &row, error))
        return FALSE;
    gboolean is_out = g_str_equal(db_rows_text(row, 0), "taken");
    if (is_out != (slip->act == CUSTODY_RETURNED))
        return refuse(record, acts[slip->act].refusal, error);
    if (slip->act == CUSTODY_RETURNED)
        return TRUE;
    if (g_str_equal(record->availability, "missing"))
        return refuse(record,
                      "is missing by the register: muhafiz register set FILE_NO "
                      "availability=available once it is found",
                      error);
    return !index_record_is_excluded(record) ||
           refuse(record, "is excluded: its paper stays in the record room", error);
}

static gboolean record_move(Register *reg, const CustodySlip *slip, gint64 slip_id,
                            GPtrArray *file_nos, const char *file_no, GError **error)
{
    g_autoptr(Record) record = index_record_load(reg->store, file_no, error);
    const RecordValue custody = {"custody", acts[slip->act].name};
    if (!record)
        return FALSE;
    if (g_ptr_array_find_with_equal_func(file_nos, record->nic_no, g_str_equal, NULL))
        return refuse(record, "is named twice", error);
    if (!record_check(reg, slip, record, error))
        return FALSE;
    g_ptr_array_add(file_nos, g_strdup(record->nic_no));
    return register_record_set(reg, record->record_id, &custody, 1, error) &&
           db_exec(reg->db, "custody_add", DB_VALUES(DB_INT(slip_id), DB_INT(record->record_id)),
                   error);
}

static gboolean slip_event(Register *reg, const CustodySlip *slip, gint64 slip_id,
                           GPtrArray *file_nos, GError **error)
{
    g_autofree char *object = g_strdup_printf("slip %" G_GINT64_FORMAT, slip_id);
    g_ptr_array_add(file_nos, NULL);
    return index_event_put_at(reg->store, reg->now, acts[slip->act].event, object, 0,
                              g_variant_new_parsed("{'from': <%s>, 'to': <%s>, 'records': <%^as>}",
                                                   slip->from, slip->to,
                                                   (const char *const *)file_nos->pdata),
                              error);
}

static gboolean slip_close(Register *reg, gint64 slip_id, GError **error)
{
    char hash[SCAN_SHA256_SIZE];
    gint64 head;
    return index_event_head(reg->store, &head, hash, error) &&
           db_exec(reg->db, "custody_close", DB_VALUES(DB_INT(slip_id), DB_INT(head)), error);
}

static gboolean slip_write(Register *reg, const CustodySlip *slip, gint64 *slip_id, GError **error)
{
    g_autoptr(GPtrArray) file_nos = g_ptr_array_new_with_free_func(g_free);
    if (!db_query_int(reg->db, "custody_insert",
                      DB_VALUES(DB_TEXT(acts[slip->act].name), DB_TEXT(reg->now),
                                DB_TEXT(slip->from), DB_TEXT(slip->to),
                                DB_TEXT(index_store_user(reg->store))),
                      slip_id, NULL, error))
        return FALSE;
    for (guint i = 0; i < slip->n_file_nos; i++)
        if (!record_move(reg, slip, *slip_id, file_nos, slip->file_nos[i], error))
            return FALSE;
    return slip_event(reg, slip, *slip_id, file_nos, error) && slip_close(reg, *slip_id, error);
}

static gboolean person_check(const char *name, const char *what, GError **error)
{
    g_autofree char *stripped = g_strstrip(g_strdup(name ? name : ""));
    if (*stripped && g_utf8_validate(stripped, -1, NULL))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "say who %s the paper, by the name that is to stand on the slip", what);
    return FALSE;
}

JsonNode *index_custody_hand_over(Store *store, const CustodySlip *slip, GError **error)
{
    gint64 slip_id;
    g_auto(Register) reg = {0};
    if (!person_check(slip->from, "hands over", error) ||
        !person_check(slip->to, "receives", error) || !register_init(&reg, store, error) ||
        !db_begin(reg.db, error) || !db_end(reg.db, slip_write(&reg, slip, &slip_id, error), error))
        return NULL;
    return index_custody_slip(store, slip_id, error);
}

/* ------------------------------------------------------------------------------------- telling -- */

JsonNode *index_custody_slip(Store *store, gint64 number, GError **error)
{
    static const AnswerField head[] = {{"slip", ANSWER_INT},         {"act", ANSWER_TEXT},
                                       {"at", ANSWER_TEXT},          {"from", ANSWER_TEXT},
                                       {"to", ANSWER_TEXT},          {"person", ANSWER_TEXT},
                                       {"event_number", ANSWER_INT}, {"event_head", ANSWER_TEXT}};
    static const AnswerField record[] = {{"file_no", ANSWER_TEXT},  {"nic_no", ANSWER_TEXT},
                                         {"kind", ANSWER_TEXT},     {"subject", ANSWER_TEXT},
                                         {"location", ANSWER_TEXT}, {"stage", ANSWER_TEXT},
                                         {"pages", ANSWER_INT},     {"expected_pages", ANSWER_INT}};
    Db *db = index_store_db(store);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "custody_load",
                      DB_VALUES(DB_INT(number), DB_TEXT(index_store_office(store))), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no slip %" G_GINT64_FORMAT ": slips are numbered from 1", number);
        return NULL;
    }
    g_autoptr(JsonObject) item = json_object_new();
    answer_add_fields(item, row, 0, head, G_N_ELEMENTS(head));
    JsonArray *records = answer_array(db, "custody_records", DB_VALUES(DB_INT(number)), record,
                                      G_N_ELEMENTS(record), error);
    if (!records)
        return NULL;
    json_object_set_array_member(item, "records", records);
    return answer_node_of_object(g_steal_pointer(&item));
}

/* Midnights of the office between then and now. */
static gint64 nights_since(const char *then)
{
    g_autoptr(GDateTime) at = then ? g_date_time_new_from_iso8601(then, NULL) : NULL;
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    if (!at)
        return 0;
    g_autoptr(GDateTime) local = g_date_time_to_local(at);
    GDate from, to;
    g_date_clear(&from, 1);
    g_date_clear(&to, 1);
    g_date_set_dmy(&from, (GDateDay)g_date_time_get_day_of_month(local),
                   (GDateMonth)g_date_time_get_month(local),
                   (GDateYear)g_date_time_get_year(local));
    g_date_set_dmy(&to, (GDateDay)g_date_time_get_day_of_month(now),
                   (GDateMonth)g_date_time_get_month(now), (GDateYear)g_date_time_get_year(now));
    return MAX(g_date_days_between(&from, &to), 0);
}

JsonNode *index_custody_out(Store *store, GError **error)
{
    static const AnswerField fields[] = {
        {"file_no", ANSWER_TEXT},  {"nic_no", ANSWER_TEXT}, {"subject", ANSWER_TEXT},
        {"location", ANSWER_TEXT}, {"stage", ANSWER_TEXT},  {"slip", ANSWER_INT},
        {"taken_at", ANSWER_TEXT}, {"from", ANSWER_TEXT},   {"to", ANSWER_TEXT}};
    JsonArray *items = answer_array(index_store_db(store), "custody_out", DB_NO_VALUES, fields,
                                    G_N_ELEMENTS(fields), error);
    for (guint i = 0; items && i < json_array_get_length(items); i++) {
        JsonObject *item = json_array_get_object_element(items, i);
        gboolean is_known = !json_object_get_null_member(item, "taken_at");
        json_object_set_int_member(
            item, "nights",
            is_known ? nights_since(json_object_get_string_member(item, "taken_at")) : 0);
    }
    return items ? answer_node_of_array(items) : NULL;
}
