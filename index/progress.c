/* The progress return: counts of records and pages that reached each stage.
 *
 * "scanned" is not "checked": what was exported unchecked stays out of the checked column. Both
 * counts of a percentage are given and the percentage is left to the reader of them. A store is one
 * office today; the form has room for more. */
#include "index/answer.h"
#include "index/jump.h"
#include "index/store-private.h"

/* As progress_records and progress_pages have their columns. */
static const AnswerField RECORD_COUNTS[] = {
    {"registered", ANSWER_INT}, {"scanned", ANSWER_INT},  {"recognised", ANSWER_INT},
    {"assembled", ANSWER_INT},  {"checked", ANSWER_INT},  {"exported", ANSWER_INT},
    {"imported", ANSWER_INT},   {"rejected", ANSWER_INT},
};

static const AnswerField PAGE_COUNTS[] = {
    {"scanned", ANSWER_INT}, {"recognised", ANSWER_INT}, {"assembled", ANSWER_INT},
    {"checked", ANSWER_INT}, {"exported", ANSWER_INT},   {"imported", ANSWER_INT},
    {"failed", ANSWER_INT},
};

/* As lot_progress and lot_counts have their columns. */
static const AnswerField CHECKING_COUNTS[] = {
    {"records_examined", ANSWER_INT}, {"records_by_lot", ANSWER_INT},
    {"pages_examined", ANSWER_INT},   {"pages_by_lot", ANSWER_INT},
    {"records_own_work", ANSWER_INT},
};

static const AnswerField LOT_COUNTS[] = {
    {"lots_waiting", ANSWER_INT}, {"lots_accepted", ANSWER_INT}, {"lots_rejected", ANSWER_INT}};

static const AnswerField DAY_FIELDS[] = {{"day", ANSWER_TEXT}, {"pages", ANSWER_INT}};

static const char *const AVAILABILITIES[] = {"available", "excluded", "missing", "damaged", NULL};
static const char *const CUSTODIES[] = {"in-room", "taken", "returned", NULL};

static gboolean row_add_counts(JsonObject *row, const char *key, Store *store,
                               const char *statement, const AnswerField *fields, guint n_fields,
                               GError **error)
{
    g_autoptr(JsonArray) counts =
        answer_array(index_store_db(store), statement, DB_NO_VALUES, fields, n_fields, error);
    if (!counts)
        return FALSE;
    json_object_set_object_member(row, key,
                                  json_object_ref(json_array_get_object_element(counts, 0)));
    return TRUE;
}

static gboolean row_add_groups(JsonObject *row, const char *key, const char *const *names,
                               Store *store, const char *statement, GError **error)
{
    JsonObject *groups = json_object_new();
    json_object_set_object_member(row, key, groups);
    for (guint i = 0; names[i]; i++)
        json_object_set_int_member(groups, names[i], 0);
    return answer_add_counts(groups, index_store_db(store), statement, DB_NO_VALUES, error);
}

/* What a checker saw apart from what was accepted with its lot. */
static gboolean row_add_checking(JsonObject *row, Store *store, GError **error)
{
    JsonObject *checking = json_object_new();
    json_object_set_object_member(row, "checking", checking);
    g_autoptr(DbRows) lots = NULL, records = NULL;
    if (!db_query_row(index_store_db(store), "lot_progress", DB_NO_VALUES, &records, error) ||
        !db_query_row(index_store_db(store), "lot_counts", DB_NO_VALUES, &lots, error))
        return FALSE;
    answer_add_fields(checking, records, 0, CHECKING_COUNTS, G_N_ELEMENTS(CHECKING_COUNTS));
    answer_add_fields(checking, lots, 0, LOT_COUNTS, G_N_ELEMENTS(LOT_COUNTS));
    return TRUE;
}

static gboolean row_fill(JsonObject *row, Store *store, GError **error)
{
    gint64 expected_pages = 0;
    if (!db_query_int(index_store_db(store), "progress_expected_pages", DB_NO_VALUES,
                      &expected_pages, NULL, error))
        return FALSE;
    json_object_set_null_member(row, "target");
    json_object_set_int_member(row, "expected_pages", expected_pages);
    return row_add_counts(row, "records", store, "progress_records", RECORD_COUNTS,
                          G_N_ELEMENTS(RECORD_COUNTS), error) &&
           row_add_counts(row, "pages", store, "progress_pages", PAGE_COUNTS,
                          G_N_ELEMENTS(PAGE_COUNTS), error) &&
           row_add_groups(row, "availability", AVAILABILITIES, store, "progress_availability",
                          error) &&
           row_add_groups(row, "custody", CUSTODIES, store, "progress_custody", error) &&
           row_add_checking(row, store, error);
}

static JsonObject *row_load(Store *store, const char *office, const char *name, GError **error)
{
    g_autoptr(JsonObject) row = json_object_new();
    json_object_set_string_member(row, "office", office);
    json_object_set_string_member(row, "name", name);
    return row_fill(row, store, error) ? g_steal_pointer(&row) : NULL;
}

static gboolean progress_add_rows(JsonObject *progress, Store *store, GError **error)
{
    JsonArray *offices = json_array_new();
    json_object_set_array_member(progress, "offices", offices);
    JsonObject *total = row_load(store, NULL, "Grand Total", error);
    if (!total)
        return FALSE;
    json_object_set_object_member(progress, "grand_total", total);
    JsonObject *row = row_load(store, index_store_office(store),
                               index_store_conf_text(store, "office", "name"), error);
    if (row)
        json_array_add_object_element(offices, row);
    return row != NULL;
}

/* The days of pages_per_day that cannot be believed; only where there are any. */
static gboolean progress_add_clock(JsonObject *progress, Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(JsonObject) clock = index_jump_list(store, &failure);
    if (clock)
        json_object_set_member(progress, "clock_days", json_object_dup_member(clock, "days"));
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

JsonNode *index_progress(Store *store, GError **error)
{
    g_autofree char *now = index_now();
    g_autoptr(JsonObject) progress = json_object_new();
    json_object_set_string_member(progress, "at", now);
    if (!progress_add_rows(progress, store, error))
        return NULL;
    JsonArray *days = answer_array(index_store_db(store), "progress_days", DB_NO_VALUES, DAY_FIELDS,
                                   G_N_ELEMENTS(DAY_FIELDS), error);
    if (!days)
        return NULL;
    json_object_set_array_member(progress, "pages_per_day", days);
    if (!progress_add_clock(progress, store, error))
        return NULL;
    return answer_node_of_object(g_steal_pointer(&progress));
}
