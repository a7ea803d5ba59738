/* How many records, pages and jobs stand where; every stage and state is named, also at zero. */
#include "index/answer.h"
#include "index/backup.h"
#include "index/jump.h"
#include "index/ledger.h"
#include "index/package.h"
#include "index/progress-private.h"
#include "index/store-private.h"
#include "index/unplaced.h"

static const char *const STAGES[] = {"registered", "scanned",  "recognised", "assembled", "checked",
                                     "exported",   "imported", "rejected",   NULL};
static const char *const PAGE_STATES[] = {"scanned",  "recognised", "failed",
                                          "replaced", "set-aside",  NULL};
static const char *const JOB_STATES[] = {"pending", "running", "failed", NULL};

static const AnswerField ASIDE_FIELDS[] = {{"batch", ANSWER_INT},
                                           {"source", ANSWER_TEXT},
                                           {"started_at", ANSWER_TEXT},
                                           {"pages", ANSWER_INT}};

static const AnswerField FAILURE_FIELDS[] = {
    {"job", ANSWER_TEXT},  {"id", ANSWER_INT},     {"file_no", ANSWER_TEXT},
    {"side", ANSWER_TEXT}, {"folio", ANSWER_TEXT}, {"error", ANSWER_TEXT},
};

static gboolean status_add_counts(JsonObject *status, const char *key, const char *const *names,
                                  Store *store, const char *statement, GError **error)
{
    JsonObject *counts = json_object_new();
    json_object_set_object_member(status, key, counts);
    for (guint i = 0; names[i]; i++)
        json_object_set_int_member(counts, names[i], 0);
    return answer_add_counts(counts, index_store_db(store), statement, DB_NO_VALUES, error);
}

static gboolean status_add_count(JsonObject *status, const char *key, Store *store,
                                 const char *statement, GError **error)
{
    gint64 n = 0;
    if (!db_query_int(index_store_db(store), statement, DB_NO_VALUES, &n, NULL, error))
        return FALSE;
    json_object_set_int_member(status, key, n);
    return TRUE;
}

static gboolean status_add_unplaced(JsonObject *status, Store *store, GError **error)
{
    JsonArray *runs = index_unplaced_sheets(store, 0, error);
    if (runs)
        json_object_set_array_member(status, "unplaced_sheets", runs);
    return runs != NULL;
}

static gboolean status_add_array(JsonObject *status, const char *key, Store *store,
                                 const char *statement, const AnswerField *fields, guint n_fields,
                                 GError **error)
{
    JsonArray *array =
        answer_array(index_store_db(store), statement, DB_NO_VALUES, fields, n_fields, error);
    if (array)
        json_object_set_array_member(status, key, array);
    return array != NULL;
}

static const AnswerField INTERRUPTED_FIELDS[] = {
    {"batch", ANSWER_INT},       {"source", ANSWER_TEXT},      {"source_file", ANSWER_TEXT},
    {"started_at", ANSWER_TEXT}, {"fronts_batch", ANSWER_INT}, {"file_no", ANSWER_TEXT},
    {"side", ANSWER_TEXT},
};

/* Only where there are any. */
static gboolean status_add_interrupted(JsonObject *status, Store *store, GError **error)
{
    g_autoptr(JsonArray) array = json_array_new();
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "status_interrupted", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const guint n = G_N_ELEMENTS(INTERRUPTED_FIELDS);
        if (!db_rows_is_null(rows, n) && !index_owner_is_dead(db_rows_text(rows, n)))
            continue;
        JsonObject *batch = json_object_new();
        answer_add_fields(batch, rows, 0, INTERRUPTED_FIELDS, n);
        json_array_add_object_element(array, batch);
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    if (json_array_get_length(array))
        json_object_set_array_member(status, "interrupted", g_steal_pointer(&array));
    return TRUE;
}

/* Records by the number of disks, beside the store's, that hold all their masters; only where pages are held. */
static gboolean status_add_copies(JsonObject *status, Store *store, const char *lost,
                                  GError **error)
{
    static const char *const names[] = {"0", "1", "2"};
    JsonObject *counts = json_object_new();
    json_object_set_object_member(status, "safe_copies", counts);
    if (!answer_add_counts(counts, index_store_db(store), "status_copies", DB_VALUES(DB_TEXT(lost)),
                           error))
        return FALSE;
    gboolean is_empty = json_object_get_size(counts) == 0;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (!json_object_has_member(counts, names[i]))
            json_object_set_int_member(counts, names[i], 0);
    if (is_empty)
        json_object_remove_member(status, "safe_copies");
    return TRUE;
}

/* The latest of each folder; only where there are any. */
static gboolean status_add_backups(JsonObject *status, Store *store, GError **error)
{
    g_autofree char *lost = NULL;
    g_autoptr(JsonArray) backups = backup_look_all(store, &lost, error);
    if (backups && json_array_get_length(backups))
        json_object_set_array_member(status, "backups", json_array_ref(backups));
    return backups && status_add_copies(status, store, lost, error);
}

/* Only where there are any. */
static gboolean status_add_odd(JsonObject *status, const char *key, Store *store,
                               const char *statement, GError **error)
{
    if (!status_add_count(status, key, store, statement, error))
        return FALSE;
    if (json_object_get_int_member(status, key) == 0)
        json_object_remove_member(status, key);
    return TRUE;
}

/* Only where the clock was set. */
static gboolean status_add_clock(JsonObject *status, Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    JsonObject *clock = index_jump_list(store, &failure);
    if (clock)
        json_object_set_object_member(status, "clock", clock);
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* Packages whose receipts contradict, or that were accepted and lie in the outbox; only where there are any. */
static gboolean status_add_doubtful(JsonObject *status, Store *store, GError **error)
{
    g_autoptr(GHashTable) disputes = package_disputes_load(store, error);
    g_autoptr(GHashTable) untaken = disputes ? package_untaken_load(store, error) : NULL;
    if (!untaken)
        return FALSE;
    if (g_hash_table_size(disputes))
        json_object_set_int_member(status, "packages_disputed", g_hash_table_size(disputes));
    if (g_hash_table_size(untaken))
        json_object_set_int_member(status, "packages_untaken", g_hash_table_size(untaken));
    return TRUE;
}

/* Only where a package waits for its receipt. */
static gboolean status_add_packages(JsonObject *status, Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    JsonObject *packages = package_unanswered(store, &failure);
    if (packages)
        json_object_set_object_member(status, "packages", packages);
    if (!failure)
        return status_add_doubtful(status, store, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static const AnswerField WITHHELD_FIELDS[] = {{"path", ANSWER_TEXT}, {"at", ANSWER_TEXT}};

/* Where the office keeps such records in its register alone: what it holds of them all the same, and backups that may
 * hold what was removed. Only where there is any. */
static gboolean status_add_withheld(JsonObject *status, Store *store, GError **error)
{
    const char *policy = index_store_conf_text(store, "policy", "confidential");
    if (g_str_equal(policy, "register-only") &&
        !status_add_odd(status, "confidential_held", store, "withhold_held", error))
        return FALSE;
    if (!status_add_array(status, "withheld_backups", store, "withhold_backups", WITHHELD_FIELDS,
                          G_N_ELEMENTS(WITHHELD_FIELDS), error))
        return FALSE;
    if (json_array_get_length(json_object_get_array_member(status, "withheld_backups")) == 0)
        json_object_remove_member(status, "withheld_backups");
    return TRUE;
}

/* Takes array; only where it is not empty. FALSE: it is NULL. */
static gboolean status_add_some(JsonObject *status, const char *key, JsonArray *array)
{
    if (array && json_array_get_length(array))
        json_object_set_array_member(status, key, array);
    else if (array)
        json_array_unref(array);
    return array != NULL;
}

/* What waits for the nodal officer, and what must be withdrawn elsewhere. */
static gboolean status_add_officer(JsonObject *status, Store *store, GError **error)
{
    return status_add_some(status, "held_pages", pages_held_load(store, 0, error)) &&
           status_add_some(status, "recalls", recalls_load(store, 0, error));
}

/* The return's numbers; the stages above are those of the work. */
static gboolean status_add_progress(JsonObject *status, Store *store, GError **error)
{
    JsonObject *figures = progress_figures(store, error);
    if (figures)
        json_object_set_object_member(status, "progress", figures);
    return figures != NULL;
}

JsonNode *index_status(Store *store, GError **error)
{
    g_autoptr(JsonObject) status = json_object_new();
    if (!status_add_progress(status, store, error) ||
        !status_add_counts(status, "records", STAGES, store, "status_records", error) ||
        !status_add_counts(status, "pages", PAGE_STATES, store, "status_pages", error) ||
        !status_add_counts(status, "jobs", JOB_STATES, store, "status_jobs", error) ||
        !status_add_count(status, "unplaced", store, "status_unplaced", error) ||
        !status_add_unplaced(status, store, error) ||
        !status_add_count(status, "set_aside", store, "status_set_aside", error) ||
        !status_add_array(status, "set_aside_batches", store, "status_set_aside_batches",
                          ASIDE_FIELDS, G_N_ELEMENTS(ASIDE_FIELDS), error) ||
        !status_add_array(status, "failures", store, "status_failures", FAILURE_FIELDS,
                          G_N_ELEMENTS(FAILURE_FIELDS), error) ||
        !status_add_interrupted(status, store, error) ||
        !status_add_backups(status, store, error) || !status_add_clock(status, store, error) ||
        !status_add_odd(status, "provisional", store, "provisional_count", error) ||
        !status_add_packages(status, store, error) || !status_add_withheld(status, store, error) ||
        !status_add_officer(status, store, error) ||
        !status_add_odd(status, "unbound", store, "status_unbound", error))
        return NULL;
    JsonArray *batches = index_ledgers(store, "ledger_open_batches", DB_NO_VALUES, error);
    if (!batches)
        return NULL;
    json_object_set_array_member(status, "batches", batches);
    json_object_set_object_member(status, "verified", index_verified(store));
    return answer_node_of_object(g_steal_pointer(&status));
}
