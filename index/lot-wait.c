/* What waits for whom. */
#include "index/answer.h"
#include "index/lot-private.h"
#include "index/package.h"

static JsonObject *wait_add(JsonArray *waits, const char *whom, const char *what, gint64 lot_id,
                            gint64 n_records, gint64 n_pages)
{
    JsonObject *wait = json_object_new();
    json_object_set_string_member(wait, "waits_for", whom);
    json_object_set_string_member(wait, "what", what);
    if (lot_id)
        json_object_set_int_member(wait, "lot", lot_id);
    else
        json_object_set_null_member(wait, "lot");
    json_object_set_int_member(wait, "records", n_records);
    json_object_set_int_member(wait, "pages", n_pages);
    json_array_add_object_element(waits, wait);
    return wait;
}

static void G_GNUC_PRINTF(2, 3) wait_set_next(JsonObject *wait, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *next = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    json_object_set_string_member(wait, "next", next);
}

/* Records that came back. */
static gboolean waits_add_rejected(JsonArray *waits, Store *store, GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "wait_rejected", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        gint64 lot_id = db_rows_int(rows, 0);
        JsonObject *wait = wait_add(waits, "operator", "records that came back", lot_id,
                                    db_rows_int(rows, 1), db_rows_int(rows, 2));
        wait_set_next(wait, "muhafiz check show %" G_GINT64_FORMAT, lot_id);
    }
    return rows && !db_rows_failed(rows);
}

/* Packages that came back. */
static gboolean waits_add_refused(JsonArray *waits, Store *store, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "wait_refused", DB_NO_VALUES, &row, error))
        return FALSE;
    gint64 n = db_rows_int(row, 0);
    if (n == 0)
        return TRUE;
    JsonObject *wait = wait_add(waits, "operator", "records whose package the import job refused",
                                0, n, db_rows_int(row, 1));
    g_autofree char *word = index_word(db_rows_text(row, 2));
    if (n == 1)
        wait_set_next(wait, "muhafiz why %s", word);
    else
        wait_set_next(wait, "muhafiz export --list");
    return TRUE;
}

typedef struct {
    gint64 lot_id, n_records, n_pages;
    gboolean has_decider;       /* some checker could decide some of them */
    gboolean is_for_this_login; /* the checker who asks need not go to another one */
} Waiting;

static void waiting_add(Waiting *waiting, gint64 lot_id, gint64 n_pages)
{
    waiting->lot_id = MAX(waiting->lot_id, lot_id);
    waiting->n_records++;
    waiting->n_pages += n_pages;
}

static gboolean decider_look(Store *store, const GPtrArray *checkers, gint64 record_id,
                             Waiting *ready, GError **error)
{
    if (ready->has_decider || checkers->len == 0)
        return TRUE;
    g_autoptr(GPtrArray) names = lot_deciders(store, checkers, record_id, error);
    ready->has_decider = names && names->len > 0;
    return names != NULL;
}

/* Whether a checker who asks would be refused for all of them. */
static gboolean login_look(Store *store, const GPtrArray *checkers, gint64 record_id,
                           Waiting *ready, GError **error)
{
    gboolean has = FALSE;
    if (ready->is_for_this_login)
        return TRUE;
    if (g_ptr_array_find_with_equal_func((GPtrArray *)checkers, index_store_user(store),
                                         g_str_equal, NULL) &&
        !people_login_has_hand(store, record_id, &has, error))
        return FALSE;
    ready->is_for_this_login = !has;
    return TRUE;
}

/* Without anybody who could decide them, a lot would wait for ever. */
static void ready_add(JsonArray *waits, const Waiting *ready, gboolean has_checker)
{
    if (ready->has_decider) {
        wait_set_next(wait_add(waits, "checker",
                               ready->is_for_this_login
                                   ? "records in no lot"
                                   : "records in no lot, to be decided at another "
                                     "login than this",
                               0, ready->n_records, ready->n_pages),
                      "muhafiz check lot");
        return;
    }
    wait_set_next(wait_add(waits, "admin",
                           has_checker
                               ? "records that no checker here may decide, as each had them "
                                 "in hand"
                               : "records in no lot, and there is no checker",
                           0, ready->n_records, ready->n_pages),
                  "muhafiz user add NAME --role checker");
}

/* Those that may be put in a lot, and those that were changed since they came back, but not in what was wrong. */
static gboolean waits_add_ready(JsonArray *waits, Store *store, GError **error)
{
    Waiting ready = {0}, spoilt = {0};
    g_autoptr(GPtrArray) checkers = lot_checkers(store, error);
    if (!checkers)
        return FALSE;
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "lot_candidates", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        gint64 lot_id = db_rows_int(rows, 5);
        waiting_add(lot_id ? &spoilt : &ready, lot_id, db_rows_int(rows, 4));
        if (!lot_id && (!decider_look(store, checkers, db_rows_int(rows, 0), &ready, error) ||
                        !login_look(store, checkers, db_rows_int(rows, 0), &ready, error)))
            return FALSE;
    }
    if (ready.n_records)
        ready_add(waits, &ready, checkers->len > 0);
    if (spoilt.n_records)
        wait_set_next(wait_add(waits, "operator", "records with defective pages, as before",
                               spoilt.lot_id, spoilt.n_records, spoilt.n_pages),
                      "muhafiz check show %" G_GINT64_FORMAT, spoilt.lot_id);
    return rows && !db_rows_failed(rows);
}

static gboolean lot_has_decider(Store *store, gint64 lot_id, gboolean *has, GError **error)
{
    g_autoptr(JsonObject) lot = json_object_new();
    if (!lot_add_deciders(lot, store, lot_id, error))
        return FALSE;
    *has = json_array_get_length(json_object_get_array_member(lot, "deciders")) > 0;
    return TRUE;
}

/* rows: as wait_open has them; pages: of the sample, or of the lot where it is not drawn. */
static void wait_add_open(JsonArray *waits, DbRows *rows, gboolean has_decider)
{
    gint64 lot_id = db_rows_int(rows, 0), n_sample = db_rows_int(rows, 3);
    gboolean is_sampled = db_rows_int(rows, 1) != 0,
             is_seen = is_sampled && db_rows_int(rows, 4) >= n_sample;
    JsonObject *wait =
        wait_add(waits, has_decider ? "checker" : "nodal",
                 !has_decider  ? "lot that no checker here may decide"
                 : !is_sampled ? "sample to be drawn"
                 : is_seen     ? "verdict"
                               : "pages to be opened",
                 lot_id, db_rows_int(rows, 2), is_sampled ? n_sample : db_rows_int(rows, 5));
    if (!has_decider)
        wait_set_next(wait, "muhafiz check dissolve %" G_GINT64_FORMAT " --reason TEXT", lot_id);
    else
        wait_set_next(wait, "muhafiz check %s %" G_GINT64_FORMAT,
                      !is_sampled ? "sample"
                      : is_seen   ? "accept"
                                  : "open",
                      lot_id);
}

static gboolean waits_add_open(JsonArray *waits, Store *store, GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "wait_open", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        gboolean has_decider = FALSE;
        if (!lot_has_decider(store, db_rows_int(rows, 0), &has_decider, error))
            return FALSE;
        wait_add_open(waits, rows, has_decider);
    }
    return rows && !db_rows_failed(rows);
}

/* What a checker cannot decide, and who asks here should know. next: the command that says more. */
static void wait_add_officer(JsonArray *waits, const char *what, gint64 n, const char *next)
{
    if (n)
        wait_set_next(wait_add(waits, "nodal", what, 0, n, 0), "%s", next);
}

static gboolean waits_add_officer(JsonArray *waits, Store *store, GError **error)
{
    g_autoptr(GHashTable) disputes = package_disputes_load(store, error);
    g_autoptr(JsonArray) held = disputes ? pages_held_load(store, 0, error) : NULL;
    g_autoptr(JsonArray) recalls = held ? recalls_load(store, 0, error) : NULL;
    if (!recalls)
        return FALSE;
    wait_add_officer(waits, "packages of which receipts contradict", g_hash_table_size(disputes),
                     "muhafiz export --list");
    wait_add_officer(waits, "records with the very picture of what was removed as confidential",
                     json_array_get_length(held), "muhafiz status");
    wait_add_officer(waits, "packages with confidential pages, which are out",
                     json_array_get_length(recalls), "muhafiz status");
    return TRUE;
}

JsonNode *index_check_waits(Store *store, GError **error)
{
    g_autoptr(JsonArray) waits = json_array_new();
    return waits_add_open(waits, store, error) && waits_add_ready(waits, store, error) &&
                   waits_add_rejected(waits, store, error) &&
                   waits_add_refused(waits, store, error) && waits_add_officer(waits, store, error)
               ? answer_node_of_array(g_steal_pointer(&waits))
               : NULL;
}
