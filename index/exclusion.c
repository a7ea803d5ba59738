/* Exclusions. The availability is written as any value of the register is, so its own event stands beside those here. */
#include "index/exclusion.h"

#include "index/answer.h"
#include "index/register.h"
#include "index/store-private.h"

typedef struct {
    Register reg;
    Record *record;
    gint64 exclusion_id; /* that is open; 0: none */
    gboolean is_approved;
    char *before; /* the availability that it was proposed with */
} Exclusion;

static void exclusion_clear(Exclusion *exclusion)
{
    register_clear(&exclusion->reg);
    g_clear_pointer(&exclusion->record, index_record_free);
    g_free(exclusion->before);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exclusion, exclusion_clear)

static gboolean exclusion_open(Db *db, gint64 record_id, gint64 *exclusion_id,
                               gboolean *is_approved, char **before, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "exclusion_open", DB_VALUES(DB_INT(record_id)), &row, error))
        return FALSE;
    *exclusion_id = row ? db_rows_int(row, 0) : 0;
    *is_approved = row && !db_rows_is_null(row, 1);
    if (row && before)
        *before = index_row_text(row, 2);
    return TRUE;
}

static gboolean exclusion_init(Exclusion *exclusion, Store *store, const char *file_no,
                               GError **error)
{
    exclusion->record = index_record_load(store, file_no, error);
    if (!exclusion->record || !register_init(&exclusion->reg, store, error))
        return FALSE;
    return exclusion_open(exclusion->reg.db, exclusion->record->record_id, &exclusion->exclusion_id,
                          &exclusion->is_approved, &exclusion->before, error);
}

static gboolean refuse(const Exclusion *exclusion, const char *why, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s %s", exclusion->record->file_no,
                why);
    return FALSE;
}

static gboolean reason_check(const char *reason, char **stripped, GError **error)
{
    *stripped = g_strstrip(g_strdup(reason ? reason : ""));
    if (**stripped && g_utf8_validate(*stripped, -1, NULL))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "say why, in words that will be read in years: --reason TEXT");
    return FALSE;
}

/* ------------------------------------------------------------------- said by the register alone -- */

/* An office with persons wants to know why; why a record is excluded every office. */
gboolean register_reason_require(Register *reg, const Row *row, ColumnId id, GError **error)
{
    gint64 n_persons;
    if (reg->reason && *reg->reason)
        return TRUE;
    if (!db_query_int(reg->db, "people_count", DB_NO_VALUES, &n_persons, NULL, error))
        return FALSE;
    if (n_persons == 0 && !g_str_equal(row->values[id], "excluded"))
        return TRUE;
    g_autofree char *word = index_word(row->values[COLUMN_FILE_NO]);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "say why: muhafiz register set %s %s=%s reason=TEXT", word, column_name(id),
                row->values[id]);
    return FALSE;
}

static const char *reason_of(const Register *reg)
{
    return reg->reason ? reg->reason : "";
}

static gboolean event(const Register *reg, const char *file_no, gint64 record_id, const char *what,
                      GError **error)
{
    g_autofree char *object = index_file_object(file_no);
    return index_event_put_at(reg->store, reg->now, what, object, record_id,
                              g_variant_new_parsed("{'reason': <%s>}", reason_of(reg)), error);
}

static gboolean exclusion_insert(const Register *reg, gint64 record_id, gint64 *exclusion_id,
                                 GError **error)
{
    return db_query_int(reg->db, "exclusion_insert",
                        DB_VALUES(DB_INT(record_id), DB_TEXT(reason_of(reg)), DB_TEXT(reg->now),
                                  DB_TEXT(index_store_user(reg->store))),
                        exclusion_id, NULL, error);
}

static gboolean exclusion_end(const Register *reg, gint64 exclusion_id, GError **error)
{
    return db_exec(reg->db, "exclusion_end",
                   DB_VALUES(DB_INT(exclusion_id), DB_TEXT(reg->now),
                             DB_TEXT(index_store_user(reg->store)), DB_TEXT(reason_of(reg))),
                   error);
}

static gboolean exclusion_approve(Register *reg, const Row *row, gint64 exclusion_id,
                                  GError **error)
{
    const char *what = exclusion_id ? "exclusion.approved" : "exclusion.registered";
    if (!exclusion_id && !exclusion_insert(reg, row->record_id, &exclusion_id, error))
        return FALSE;
    return db_exec(reg->db, "exclusion_approve",
                   DB_VALUES(DB_INT(exclusion_id), DB_TEXT(reg->now),
                             DB_TEXT(index_store_user(reg->store))),
                   error) &&
           event(reg, row->values[COLUMN_FILE_NO], row->record_id, what, error);
}

gboolean register_exclusion_follow(Register *reg, const Row *before, const Row *after,
                                   GError **error)
{
    gboolean was = g_str_equal(before->values[COLUMN_AVAILABILITY], "excluded"), is_approved;
    gboolean is = g_str_equal(after->values[COLUMN_AVAILABILITY], "excluded");
    gint64 exclusion_id;
    if (was == is)
        return TRUE;
    if (!exclusion_open(reg->db, before->record_id, &exclusion_id, &is_approved, NULL, error))
        return FALSE;
    if (is && !is_approved)
        return (exclusion_id || register_reason_require(reg, after, COLUMN_AVAILABILITY, error)) &&
               exclusion_approve(reg, before, exclusion_id, error);
    if (!is && exclusion_id)
        return register_reason_require(reg, after, COLUMN_AVAILABILITY, error) &&
               exclusion_end(reg, exclusion_id, error) &&
               event(reg, before->values[COLUMN_FILE_NO], before->record_id, "exclusion.taken-back",
                     error);
    return TRUE;
}

/* -------------------------------------------------------------------------------- one by one -- */

static const AnswerField fields[] = {
    {"file_no", ANSWER_TEXT},     {"nic_no", ANSWER_TEXT},      {"subject", ANSWER_TEXT},
    {"state", ANSWER_TEXT},       {"reason", ANSWER_TEXT},      {"proposed_at", ANSWER_TEXT},
    {"proposed_by", ANSWER_TEXT}, {"approved_at", ANSWER_TEXT}, {"approved_by", ANSWER_TEXT},
    {"ended_at", ANSWER_TEXT},    {"ended_by", ANSWER_TEXT},    {"ended_reason", ANSWER_TEXT}};

/* The record's latest, as it is now. */
static JsonNode *answer(const Exclusion *exclusion, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(exclusion->reg.db, "exclusion_latest",
                      DB_VALUES(DB_INT(exclusion->record->record_id)), &row, error))
        return NULL;
    JsonObject *item = json_object_new();
    answer_add_fields(item, row, 0, fields, G_N_ELEMENTS(fields));
    return answer_node_of_object(item);
}

static gboolean set_availability(Exclusion *exclusion, const char *value, char **note,
                                 GError **error)
{
    const RecordValue availability = {"availability", value};
    if (!register_record_set(&exclusion->reg, exclusion->record->record_id, &availability, 1,
                             error))
        return FALSE;
    if (note && exclusion->reg.notes->len)
        *note = g_ptr_array_steal_index(exclusion->reg.notes, 0);
    return TRUE;
}

static gboolean say(const Exclusion *exclusion, const char *what, GError **error)
{
    return event(&exclusion->reg, exclusion->record->file_no, exclusion->record->record_id, what,
                 error);
}

static gboolean propose(Exclusion *exclusion, GError **error)
{
    if (exclusion->exclusion_id)
        return refuse(exclusion,
                      exclusion->is_approved
                          ? "is excluded already"
                          : "is proposed already: it waits for the nodal officer",
                      error);
    return exclusion_insert(&exclusion->reg, exclusion->record->record_id, &exclusion->exclusion_id,
                            error) &&
           say(exclusion, "exclusion.proposed", error);
}

/* The register's change does it; with a reason it is proposed by the same act. */
static gboolean approve(Exclusion *exclusion, char **note, GError **error)
{
    if (exclusion->is_approved)
        return refuse(exclusion, "is excluded already", error);
    if (!exclusion->exclusion_id && !exclusion->reg.reason)
        return refuse(exclusion, "is not proposed: say why it is left out, --reason TEXT", error);
    if (!exclusion->exclusion_id && !propose(exclusion, error))
        return FALSE;
    exclusion->reg.reason = NULL; /* it stands in the proposal */
    return set_availability(exclusion, "excluded", note, error);
}

static gboolean end(Exclusion *exclusion, char **note, GError **error)
{
    if (!exclusion->exclusion_id)
        return refuse(exclusion, "is neither excluded nor proposed", error);
    if (exclusion->is_approved)
        return set_availability(exclusion, exclusion->before, note, error);
    return exclusion_end(&exclusion->reg, exclusion->exclusion_id, error) &&
           say(exclusion, "exclusion.refused", error);
}

typedef enum { PROPOSE, APPROVE, END } Step;

/* reason NULL: none is needed. */
static JsonNode *step(Store *store, Step which, const char *file_no, const char *reason,
                      char **note, GError **error)
{
    g_auto(Exclusion) exclusion = {0};
    g_autofree char *why = NULL;
    if ((reason && !reason_check(reason, &why, error)) || !db_begin(index_store_db(store), error))
        return NULL;
    gboolean ok = exclusion_init(&exclusion, store, file_no, error);
    exclusion.reg.reason = why;
    ok = ok && (which == PROPOSE   ? propose(&exclusion, error)
                : which == APPROVE ? approve(&exclusion, note, error)
                                   : end(&exclusion, note, error));
    return db_end(index_store_db(store), ok, error) ? answer(&exclusion, error) : NULL;
}

JsonNode *index_exclusion_propose(Store *store, const char *file_no, const char *reason,
                                  GError **error)
{
    return step(store, PROPOSE, file_no, reason ? reason : "", NULL, error);
}

JsonNode *index_exclusion_approve(Store *store, const char *file_no, const char *reason,
                                  char **note, GError **error)
{
    return step(store, APPROVE, file_no, reason, note, error);
}

JsonNode *index_exclusion_end(Store *store, const char *file_no, const char *reason, char **note,
                              GError **error)
{
    return step(store, END, file_no, reason ? reason : "", note, error);
}

JsonNode *index_exclusion_list(Store *store, gboolean with_ended, GError **error)
{
    JsonArray *items =
        answer_array(index_store_db(store), "exclusion_list", DB_VALUES(DB_INT(with_ended)), fields,
                     G_N_ELEMENTS(fields), error);
    return items ? answer_node_of_array(items) : NULL;
}
