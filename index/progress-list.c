/* The lists of the progress return: who and with what, what is odd, and what the counts are made of. */
#include "index/answer.h"
#include "index/member.h"
#include "index/package.h"
#include "index/progress-private.h"
#include "index/store-private.h"

#define OFFICE                                                                                     \
    {                                                                                              \
        "office", ANSWER_TEXT                                                                      \
    }
#define FILE_NO                                                                                    \
    {                                                                                              \
        "file_no", ANSWER_TEXT                                                                     \
    }
#define FIELDS_MAX 28

/* $1 of each statement is the office; $2 as it says. */
typedef struct {
    const char *key, *statement;
    AnswerField fields[FIELDS_MAX];
    const char *second; /* $2; "": today; NULL: there is none */
} List;

static const List WORK[] = {
    {"persons",
     "progress_persons",
     {OFFICE,
      {"person", ANSWER_TEXT},
      {"days", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"per_day", ANSWER_REAL},
      {"flags", ANSWER_INT},
      {"rejects", ANSWER_INT},
      {"unproven", ANSWER_INT}},
     NULL},
    {"scanners",
     "progress_scanners",
     {OFFICE,
      {"scanner", ANSWER_TEXT},
      {"serial", ANSWER_TEXT},
      {"days", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"per_day", ANSWER_REAL},
      {"flags", ANSWER_INT},
      {"rejects", ANSWER_INT},
      {"jams", ANSWER_INT}},
     NULL},
};

static const List LISTS[] = {
    {"short",
     "progress_short",
     {OFFICE,
      FILE_NO,
      {"side", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"expected", ANSWER_INT},
      {"reason", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"uncounted",
     "progress_uncounted",
     {OFFICE,
      FILE_NO,
      {"side", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"expected", ANSWER_INT},
      {"why", ANSWER_TEXT}},
     NULL},
    {"surplus",
     "progress_surplus",
     {OFFICE, FILE_NO, {"side", ANSWER_TEXT}, {"pages", ANSWER_INT}, {"expected", ANSWER_INT}},
     NULL},
    {"elsewhere",
     "progress_elsewhere",
     {OFFICE,
      FILE_NO,
      {"side", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"first_file_no", ANSWER_TEXT}},
     NULL},
    {"lowered",
     "progress_lowered",
     {OFFICE,
      FILE_NO,
      {"side", ANSWER_TEXT},
      {"was", ANSWER_INT},
      {"is", ANSWER_INT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"unlike",
     "progress_unlike",
     {OFFICE,
      FILE_NO,
      {"side", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"reason", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"split",
     "progress_split",
     {OFFICE,
      FILE_NO,
      {"first_file_no", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"recategorised",
     "progress_recategorised",
     {OFFICE,
      FILE_NO,
      {"was", ANSWER_TEXT},
      {"is", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"removed",
     "progress_removed",
     {OFFICE,
      FILE_NO,
      {"expected", ANSWER_INT},
      {"reason", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"excluded",
     "progress_excluded",
     {OFFICE,
      FILE_NO,
      {"reason", ANSWER_TEXT},
      {"approved_by", ANSWER_TEXT},
      {"approved_at", ANSWER_TEXT}},
     NULL},
    {"missing",
     "progress_gone",
     {OFFICE, FILE_NO, {"reason", ANSWER_TEXT}, {"person", ANSWER_TEXT}, {"at", ANSWER_TEXT}},
     "missing"},
    {"damaged",
     "progress_gone",
     {OFFICE, FILE_NO, {"reason", ANSWER_TEXT}, {"person", ANSWER_TEXT}, {"at", ANSWER_TEXT}},
     "damaged"},
    {"withheld",
     "progress_withheld",
     {OFFICE,
      FILE_NO,
      {"classification", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"out", ANSWER_INT},
      {"reason", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
    {"overnight",
     "progress_overnight",
     {OFFICE, FILE_NO, {"taken_at", ANSWER_TEXT}, {"received_by", ANSWER_TEXT}},
     ""},
    {"dissolved",
     "progress_dissolved",
     {OFFICE,
      {"lot", ANSWER_INT},
      {"records", ANSWER_INT},
      {"drawn", ANSWER_INT},
      {"reason", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"at", ANSWER_TEXT}},
     NULL},
};

static const List ROWS[] = {
    {"work",
     "progress_work",
     {OFFICE,
      {"day", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"scanner", ANSWER_TEXT},
      {"serial", ANSWER_TEXT},
      {"pages", ANSWER_INT},
      {"flags", ANSWER_INT},
      {"rejects", ANSWER_INT},
      {"jams", ANSWER_INT},
      {"unproven", ANSWER_INT}},
     NULL},
    {"lots", "progress_lots", {OFFICE, {"lot", ANSWER_INT}, {"verdict", ANSWER_TEXT}}, NULL},
    {"records",
     "progress_rows",
     {OFFICE,
      FILE_NO,
      {"year", ANSWER_TEXT},
      {"category", ANSWER_TEXT},
      {"priority", ANSWER_TEXT},
      {"is_own", ANSWER_BOOL},
      {"availability", ANSWER_TEXT},
      {"stage", ANSWER_TEXT},
      {"expected", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"recognised", ANSWER_INT},
      {"failed", ANSWER_INT},
      {"surplus", ANSWER_INT},
      {"blank", ANSWER_INT},
      {"duplicate", ANSWER_INT},
      {"is_uncounted", ANSWER_BOOL},
      {"is_short", ANSWER_BOOL},
      {"scanned_on", ANSWER_TEXT},
      {"checked_on", ANSWER_TEXT},
      {"is_examined", ANSWER_BOOL},
      {"exported_on", ANSWER_TEXT},
      {"imported_on", ANSWER_TEXT},
      {"rule", ANSWER_TEXT},
      {"taken_on", ANSWER_TEXT},
      {"is_provisional", ANSWER_BOOL},
      {"pages_accepted", ANSWER_INT},
      {"pages_seen", ANSWER_INT},
      {"is_own_work", ANSWER_BOOL}},
     NULL},
};

static guint n_fields(const List *list)
{
    guint n = 0;
    while (n < FIELDS_MAX && list->fields[n].key)
        n++;
    return n;
}

static gboolean list_add(JsonObject *object, const List *list, Store *store, const char *today,
                         GError **error)
{
    const DbValue values[] = {DB_TEXT(index_store_office(store)),
                              DB_TEXT(list->second && *list->second ? list->second : today)};
    JsonArray *array = answer_array(index_store_db(store), list->statement, values,
                                    list->second ? 2 : 1, list->fields, n_fields(list), error);
    if (array)
        json_object_set_array_member(object, list->key, array);
    return array != NULL;
}

/* An event's reason stands in its detail. */
static JsonObject *taken_read(DbRows *event)
{
    g_autoptr(JsonNode) detail = json_from_string(db_rows_text(event, 2), NULL);
    JsonObject *told =
        detail && JSON_NODE_HOLDS_OBJECT(detail) ? json_node_get_object(detail) : NULL;
    const char *reason = member_text(told, "reason");
    JsonObject *taken = json_object_new();
    json_object_set_string_member(taken, "office", db_rows_text(event, 0));
    json_object_set_string_member(taken, "row", db_rows_text(event, 1));
    json_object_set_string_member(taken, "reason", reason ? reason : "");
    json_object_set_string_member(taken, "person", db_rows_text(event, 3));
    json_object_set_string_member(taken, "at", db_rows_text(event, 4));
    return taken;
}

static gboolean taken_add(JsonObject *lists, Store *store, GError **error)
{
    JsonArray *all = json_array_new();
    json_object_set_array_member(lists, "taken", all);
    g_autoptr(DbRows) events = db_query(index_store_db(store), "progress_taken",
                                        DB_VALUES(DB_TEXT(index_store_office(store))), error);
    while (events && db_rows_next(events, error))
        json_array_add_object_element(all, taken_read(events));
    return events && !db_rows_failed(events);
}

/* Columns 2 to 7 of package_disputes. */
static const AnswerField DISPUTED[] = {
    {"status", ANSWER_TEXT},  {"computer_no", ANSWER_TEXT}, {"reason", ANSWER_TEXT},
    {"said_at", ANSWER_TEXT}, {"person", ANSWER_TEXT},      {"at", ANSWER_TEXT},
};

static gboolean disputed_add(JsonObject *lists, Store *store, GError **error)
{
    JsonArray *all = json_array_new();
    json_object_set_array_member(lists, "disputed", all);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_disputes", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        if (db_rows_int(rows, 8)) /* late */
            continue;
        JsonObject *disputed = json_object_new();
        json_object_set_string_member(disputed, "office", index_store_office(store));
        json_object_set_string_member(disputed, "file_no", db_rows_text(rows, 1));
        answer_add_fields(disputed, rows, 2, DISPUTED, G_N_ELEMENTS(DISPUTED));
        json_array_add_object_element(all, disputed);
    }
    return rows && !db_rows_failed(rows);
}

/* What speaks against an acceptance; NULL: nothing. What lies where it was put nobody took in. */
static const char *doubt_find(DbRows *package, GHashTable *untaken)
{
    return g_hash_table_contains(untaken, db_rows_text(package, 0)) ? "untaken"
           : db_rows_int(package, 4)                                ? "early"
           : db_rows_int(package, 5)                                ? "no-number"
                                                                    : NULL;
}

static gboolean doubtful_add(JsonObject *lists, Store *store, GError **error)
{
    static const AnswerField fields[] = {{"computer_no", ANSWER_TEXT}, {"at", ANSWER_TEXT}};
    JsonArray *all = json_array_new();
    json_object_set_array_member(lists, "doubtful", all);
    g_autoptr(GHashTable) untaken = package_untaken_load(store, error);
    g_autoptr(DbRows) rows =
        untaken ? db_query(index_store_db(store), "progress_doubtful", DB_NO_VALUES, error) : NULL;
    while (rows && db_rows_next(rows, error)) {
        const char *why = doubt_find(rows, untaken);
        if (!why)
            continue;
        JsonObject *doubtful = json_object_new();
        json_object_set_string_member(doubtful, "office", index_store_office(store));
        json_object_set_string_member(doubtful, "file_no", db_rows_text(rows, 1));
        json_object_set_string_member(doubtful, "why", why);
        answer_add_fields(doubtful, rows, 2, fields, G_N_ELEMENTS(fields));
        json_array_add_object_element(all, doubtful);
    }
    return rows && !db_rows_failed(rows);
}

gboolean progress_add_lists(JsonObject *progress, Store *store, const char *today, GError **error)
{
    JsonObject *lists = json_object_new();
    json_object_set_object_member(progress, "lists", lists);
    for (guint i = 0; i < G_N_ELEMENTS(WORK); i++)
        if (!list_add(progress, &WORK[i], store, today, error))
            return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++)
        if (!list_add(lists, &LISTS[i], store, today, error))
            return FALSE;
    return taken_add(lists, store, error) && disputed_add(lists, store, error) &&
           doubtful_add(lists, store, error);
}

gboolean progress_add_rows(JsonObject *progress, Store *store, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if (!list_add(progress, &ROWS[i], store, NULL, error))
            return FALSE;
    return TRUE;
}
