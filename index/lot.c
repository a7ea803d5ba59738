/* Making lots, and drawing their samples. */
#include "index/lot.h"

#include <sodium.h>
#include <string.h>

#include "index/lot-private.h"

char *lot_object(gint64 lot_id)
{
    return g_strdup_printf("lot %" G_GINT64_FORMAT, lot_id);
}

/* -------------------------------------------------------------------------------- choosing -- */

typedef struct {
    gint64 record_id, revision, n_pages;
} LotRecord;

typedef struct {
    Store *store;
    CheckPlan plan;
    SamplePlan sample;
    gboolean is_tightened, is_checker;
    GPtrArray *passed_over; /* may be NULL */
    GArray *records;        /* LotRecord */
    gint64 n_pages;
} Making;

/* A checker leaves out what he must not check. */
static gboolean candidate_is_mine(Making *making, DbRows *rows, gboolean *is_mine, GError **error)
{
    g_autofree char *own = NULL;
    *is_mine = TRUE;
    if (!making->is_checker ||
        g_str_equal(index_store_conf_text(making->store, "check", "separation"), "none"))
        return TRUE;
    if (!people_own_work(making->store, db_rows_int(rows, 0), &own, error))
        return FALSE;
    *is_mine = !own;
    if (own && making->passed_over)
        g_ptr_array_add(making->passed_over, g_strdup(db_rows_text(rows, 2)));
    return TRUE;
}

/* Whole records, as long as they fit; one that is larger than a lot is a lot by itself. */
static gboolean candidates_choose(Making *making, GError **error)
{
    gboolean is_full = FALSE, is_mine;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(making->store), "lot_candidates", DB_NO_VALUES, error);
    while (rows && !is_full && db_rows_next(rows, error)) {
        const LotRecord record = {db_rows_int(rows, 0), db_rows_int(rows, 3), db_rows_int(rows, 4)};
        if (db_rows_int(rows, 5)) /* it is to be put right first */
            continue;
        if (!candidate_is_mine(making, rows, &is_mine, error))
            return FALSE;
        is_full =
            is_mine && making->n_pages && making->n_pages + record.n_pages > making->plan.lot_pages;
        if (!is_mine || is_full)
            continue;
        g_array_append_val(making->records, record);
        making->n_pages += record.n_pages;
    }
    return rows && (is_full || !db_rows_failed(rows));
}

/* -------------------------------------------------------------------------------- freezing -- */

static gboolean lot_row_insert(Making *making, gint64 *lot_id, GError **error)
{
    char letter[2] = {making->sample.letter, '\0'};
    const CheckPlan *plan = &making->plan;
    g_autofree char *now = index_now();
    return db_query_int(
        index_store_db(making->store), "lot_insert",
        DB_VALUES(DB_TEXT(now), DB_TEXT(index_store_user(making->store)), DB_INT(making->n_pages),
                  DB_TEXT(plan->level), DB_TEXT(plan->aql), DB_INT(plan->flagged_max),
                  DB_TEXT(making->is_tightened ? "tightened" : "normal"), DB_TEXT(letter),
                  DB_INT(making->sample.sample_size), DB_INT(making->sample.accept_max)),
        lot_id, NULL, error);
}

static gboolean lot_rows_fill(Making *making, gint64 lot_id, GError **error)
{
    Db *db = index_store_db(making->store);
    for (guint i = 0; i < making->records->len; i++) {
        const LotRecord *record = &g_array_index(making->records, LotRecord, i);
        const DbValue lot = DB_INT(lot_id), id = DB_INT(record->record_id);
        if (!db_exec(db, "lot_record_insert",
                     DB_VALUES(lot, id, DB_INT(record->revision), DB_INT(record->n_pages)),
                     error) ||
            !db_exec(db, "lot_volumes_insert", DB_VALUES(lot, id), error) ||
            !db_exec(db, "lot_pages_insert", DB_VALUES(lot, id), error))
            return FALSE;
    }
    return TRUE;
}

/* Drawn when all it will meet in the seed, but for the event, is written. */
static gboolean secret_draw(char secret[SCAN_SHA256_SIZE], char hash[SCAN_SHA256_SIZE],
                            GError **error)
{
    guint8 bytes[LOT_SECRET_BYTES];
    if (sodium_init() < 0) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                            "the system gives no random numbers: restart the computer");
        return FALSE;
    }
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(secret, SCAN_SHA256_SIZE, bytes, sizeof bytes);
    g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, sizeof bytes);
    g_strlcpy(hash, sha256, SCAN_SHA256_SIZE);
    return TRUE;
}

static GVariant *frozen_detail(const Making *making, const char *content, const char *secret_sha256)
{
    const CheckPlan *plan = &making->plan;
    return g_variant_new_parsed(
        "{'records': <%x>, 'n_pages': <%x>, 'level': <%s>, 'aql': <%s>, 'flagged_max': <%x>, "
        "'inspection': <%s>, 'sample_size': <%x>, 'accept_max': <%x>, 'content': <%s>, "
        "'secret_sha256': <%s>, 'login': <%s>}",
        (gint64)making->records->len, making->n_pages, plan->level, plan->aql, plan->flagged_max,
        making->is_tightened ? "tightened" : "normal", (gint64)making->sample.sample_size,
        (gint64)making->sample.accept_max, content, secret_sha256,
        index_store_login(making->store));
}

static gboolean lot_freeze(Making *making, gint64 lot_id, GError **error)
{
    char content[SCAN_SHA256_SIZE], secret[SCAN_SHA256_SIZE], sha256[SCAN_SHA256_SIZE],
        head[SCAN_SHA256_SIZE];
    gint64 number;
    g_autofree char *object = lot_object(lot_id);
    return lot_content(making->store, lot_id, content, error) &&
           secret_draw(secret, sha256, error) &&
           index_event_put(making->store, "lot.frozen", object, 0,
                           frozen_detail(making, content, sha256), error) &&
           index_event_head(making->store, &number, head, error) &&
           db_exec(index_store_db(making->store), "lot_set_content",
                   DB_VALUES(DB_INT(lot_id), DB_TEXT(content), DB_TEXT(secret), DB_TEXT(sha256),
                             DB_INT(number)),
                   error);
}

/* *lot_id 0: nothing waits. */
static gboolean lot_make(Making *making, gint64 *lot_id, GError **error)
{
    *lot_id = 0;
    if (!lot_plan_load(making->store, &making->plan, error) ||
        !lot_is_tightened(making->store, &making->is_tightened, error) ||
        !candidates_choose(making, error))
        return FALSE;
    if (making->records->len == 0)
        return TRUE;
    return index_sample_plan(&making->plan, making->is_tightened, (guint)making->n_pages,
                             &making->sample, error) &&
           lot_row_insert(making, lot_id, error) && lot_rows_fill(making, *lot_id, error) &&
           lot_freeze(making, *lot_id, error);
}

/* Whether the person might give the verdict. */
static gboolean maker_is_checker(Store *store)
{
    return index_person_require(store, ACT_CHECK, NULL);
}

JsonNode *index_lot_make(Store *store, GPtrArray *passed_over, GError **error)
{
    gint64 lot_id;
    if (!index_person_require(store, ACT_LOT, error) || !db_begin(index_store_db(store), error))
        return NULL;
    Making making = {.store = store,
                     .is_checker = maker_is_checker(store),
                     .passed_over = passed_over,
                     .records = g_array_new(FALSE, FALSE, sizeof(LotRecord))};
    gboolean ok = db_end(index_store_db(store), lot_make(&making, &lot_id, error), error);
    g_array_unref(making.records);
    return ok && lot_id ? index_lot_load(store, lot_id, error) : NULL;
}
