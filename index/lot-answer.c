/* Lots as other programs read them, and what waits for whom. */
#include "index/answer.h"
#include "index/lot-private.h"

/* As lot_load has its columns. */
static const AnswerField LOT_FIELDS[] = {
    {"lot", ANSWER_INT},
    {"made_at", ANSWER_TEXT},
    {"made_by", ANSWER_TEXT},
    {"records", ANSWER_INT},
    {"n_pages", ANSWER_INT},
    {"level", ANSWER_TEXT},
    {"aql", ANSWER_TEXT},
    {"inspection", ANSWER_TEXT},
    {"letter", ANSWER_TEXT},
    {"sample_size", ANSWER_INT},
    {"accept_max", ANSWER_INT},
    {"content", ANSWER_TEXT},
    {"secret_sha256", ANSWER_TEXT},
    {"secret", ANSWER_TEXT},
    {"event_number", ANSWER_INT},
    {"defects", ANSWER_INT},
    {"left_out", ANSWER_INT},
    {"reason", ANSWER_TEXT},
    {"decided_at", ANSWER_TEXT},
    {"decided_by", ANSWER_TEXT},
    {"is_own_work", ANSWER_BOOL},
};
enum {
    LOT_VERDICT = G_N_ELEMENTS(LOT_FIELDS),
    LOT_SAMPLED_AT,
    LOT_FLAGGED_MAX,
    LOT_SECRET,
    LOT_N_LEFT,
    LOT_DISSOLVED_AT
};

static const AnswerField PAGE_FIELDS[] = {
    {"number", ANSWER_INT},     {"page_id", ANSWER_INT}, {"file_no", ANSWER_TEXT},
    {"side", ANSWER_TEXT},      {"seq", ANSWER_INT},     {"folio", ANSWER_TEXT},
    {"is_random", ANSWER_BOOL}, {"defect", ANSWER_TEXT}, {"left", ANSWER_BOOL},
};
enum { PAGE_WHY = G_N_ELEMENTS(PAGE_FIELDS) };

/* ------------------------------------------------------------------------------------- rows -- */

void lot_clear(Lot *lot)
{
    g_free(lot->content);
    g_free(lot->secret);
    g_free(lot->verdict);
    g_free(lot->made_by);
}

static gboolean row_find(Store *store, gint64 lot_id, DbRows **row, GError **error)
{
    if (!db_query_row(index_store_db(store), "lot_load", DB_VALUES(DB_INT(lot_id)), row, error))
        return FALSE;
    if (*row)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "there is no lot %" G_GINT64_FORMAT ": muhafiz check says which there are", lot_id);
    return FALSE;
}

gboolean lot_load(Store *store, gint64 lot_id, Lot *lot, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!row_find(store, lot_id, &row, error))
        return FALSE;
    *lot = (Lot){.lot_id = lot_id,
                 .sample_size = db_rows_int(row, 9),
                 .accept_max = db_rows_int(row, 10),
                 .content = index_row_text(row, 11),
                 .is_committed = !db_rows_is_null(row, 12),
                 .event_number = db_rows_int(row, 14),
                 .n_defects = db_rows_int(row, 15),
                 .verdict = g_strdup(db_rows_text(row, LOT_VERDICT)),
                 .is_sampled = !db_rows_is_null(row, LOT_SAMPLED_AT),
                 .flagged_max = db_rows_int(row, LOT_FLAGGED_MAX),
                 .secret = index_row_text(row, LOT_SECRET),
                 .n_left = db_rows_int(row, LOT_N_LEFT),
                 .is_dissolved = !db_rows_is_null(row, LOT_DISSOLVED_AT),
                 .made_by = index_row_text(row, 2)};
    return TRUE;
}

gboolean lot_check_open(const Lot *lot, gboolean must_be_sampled, GError **error)
{
    if (lot->verdict)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "lot %" G_GINT64_FORMAT " is %s already", lot->lot_id, lot->verdict);
    else if (lot->is_dissolved)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "lot %" G_GINT64_FORMAT
                    " was dissolved: its records wait for another one (muhafiz check lot)",
                    lot->lot_id);
    else if (lot->n_left == 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "all records of lot %" G_GINT64_FORMAT
                    " were withheld: nothing is left of it to be checked (muhafiz check says what "
                    "waits)",
                    lot->lot_id);
    else if (must_be_sampled && !lot->is_sampled)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "no sample of lot %" G_GINT64_FORMAT
                    " was drawn yet: muhafiz check sample %" G_GINT64_FORMAT,
                    lot->lot_id, lot->lot_id);
    else
        return TRUE;
    return FALSE;
}

/* ----------------------------------------------------------------------------------- pages -- */

static gboolean page_add_looks(JsonObject *page, Store *store, gint64 lot_id, GError **error)
{
    gint64 page_id = json_object_get_int_member(page, "page_id");
    JsonArray *persons = json_array_new();
    json_object_set_array_member(page, "opened_by", persons);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "lot_page_looks",
                                      DB_VALUES(DB_INT(lot_id), DB_INT(page_id)), error);
    while (rows && db_rows_next(rows, error))
        json_array_add_string_element(persons, db_rows_text(rows, 0));
    return rows && !db_rows_failed(rows);
}

static void page_add_reasons(JsonObject *page, const char *why)
{
    JsonArray *reasons = json_array_new();
    g_auto(GStrv) words = g_strsplit(why, " ", -1);
    for (guint i = 0; words[i]; i++)
        json_array_add_string_element(reasons, words[i]);
    json_object_set_array_member(page, "why", reasons);
}

static gboolean pages_add(JsonObject *item, Store *store, gint64 lot_id, GError **error)
{
    JsonArray *pages = json_array_new();
    json_object_set_array_member(item, "pages", pages);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_sample", DB_VALUES(DB_INT(lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        JsonObject *page = json_object_new();
        json_array_add_object_element(pages, page);
        answer_add_fields(page, rows, 0, PAGE_FIELDS, G_N_ELEMENTS(PAGE_FIELDS));
        page_add_reasons(page, db_rows_text(rows, PAGE_WHY));
        if (!page_add_looks(page, store, lot_id, error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

static gboolean file_nos_add(JsonObject *item, Store *store, gint64 lot_id, GError **error)
{
    JsonArray *file_nos = json_array_new();
    json_object_set_array_member(item, "file_nos", file_nos);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_records", DB_VALUES(DB_INT(lot_id)), error);
    while (rows && db_rows_next(rows, error))
        json_array_add_string_element(file_nos, db_rows_text(rows, 3));
    return rows && !db_rows_failed(rows);
}

/* ------------------------------------------------------------------------------------- lots -- */

static gboolean seed_add(JsonObject *item, Store *store, const Lot *lot, GError **error)
{
    static const AnswerField hash = {"event_hash", ANSWER_TEXT};
    char seed[SCAN_SHA256_SIZE];
    g_autoptr(DbRows) row = NULL;
    if (!lot_seed(store, lot, seed, error) ||
        !db_query_row(index_store_db(store), "lot_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(store)), DB_INT(lot->event_number)),
                      &row, error))
        return FALSE;
    answer_add_fields(item, row, 0, &hash, 1);
    if (lot->is_sampled)
        json_object_set_string_member(item, "seed", seed);
    else
        json_object_set_null_member(item, "seed");
    return TRUE;
}

static JsonObject *item_start(Store *store, const Lot *lot, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!row_find(store, lot->lot_id, &row, error))
        return NULL;
    JsonObject *item = json_object_new();
    answer_add_fields(item, row, 0, LOT_FIELDS, G_N_ELEMENTS(LOT_FIELDS));
    json_object_set_string_member(item, "state",
                                  lot->verdict        ? lot->verdict
                                  : lot->is_dissolved ? "dissolved"
                                  : lot->n_left == 0  ? "emptied"
                                  : lot->is_sampled   ? "sampled"
                                                      : "frozen");
    return item;
}

/* Of what is decided, nobody could decide anything. */
static gboolean deciders_add(JsonObject *item, Store *store, const Lot *lot, GError **error)
{
    if (!lot->verdict && !lot->is_dissolved && lot->n_left)
        return lot_add_deciders(item, store, lot->lot_id, error);
    json_object_set_array_member(item, "deciders", json_array_new());
    json_object_set_array_member(item, "not_at_logins", json_array_new());
    return TRUE;
}

JsonNode *index_lot_load(Store *store, gint64 lot_id, GError **error)
{
    g_auto(Lot) lot = {0};
    if (!lot_load(store, lot_id, &lot, error))
        return NULL;
    g_autoptr(JsonObject) item = item_start(store, &lot, error);
    return item && deciders_add(item, store, &lot, error) && seed_add(item, store, &lot, error) &&
                   file_nos_add(item, store, lot_id, error) && pages_add(item, store, lot_id, error)
               ? answer_node_of_object(g_steal_pointer(&item))
               : NULL;
}
