/* Verdicts. */
#include "index/lot-private.h"

typedef struct {
    Store *store;
    const Lot *lot;
    gboolean accept, is_own_work;
    const char *reason; /* never NULL */
} Decision;

/* ------------------------------------------------------------------------------- may it be -- */

static gboolean all_opened(Decision *decision, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    gint64 lot_id = decision->lot->lot_id;
    if (!db_query_row(index_store_db(decision->store), "lot_next",
                      DB_VALUES(DB_INT(lot_id), DB_TEXT(index_store_user(decision->store))), &row,
                      error))
        return FALSE;
    gint64 n = row ? db_rows_int(row, 1) : 0;
    if (n == 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "lot %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT " %s of the sample not opened by %s "
                "yet: muhafiz check open %" G_GINT64_FORMAT,
                lot_id, COUNTED(n, "page"), index_store_user(decision->store), lot_id);
    return FALSE;
}

static gboolean number_check(const Decision *decision, GError **error)
{
    const Lot *lot = decision->lot;
    gboolean fails = lot->n_defects > lot->accept_max;
    if (decision->accept && fails)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "lot %" G_GINT64_FORMAT " has %" G_GINT64_FORMAT
                    " %s in the random sample and may have %" G_GINT64_FORMAT
                    ": it fails (muhafiz check reject %" G_GINT64_FORMAT ")",
                    lot->lot_id, COUNTED(lot->n_defects, "defect"), lot->accept_max, lot->lot_id);
    else if (!decision->accept && !fails && !*decision->reason)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "by its defects (%" G_GINT64_FORMAT " of at most %" G_GINT64_FORMAT
                    ") lot %" G_GINT64_FORMAT " does not fail: say why with --reason",
                    lot->n_defects, lot->accept_max, lot->lot_id);
    else
        return TRUE;
    return FALSE;
}

/* --------------------------------------------------------------------------------- records -- */

static gboolean record_log(Decision *decision, gint64 record_id, const char *file_no,
                           GError **error)
{
    Store *store = decision->store;
    g_autofree char *object = index_file_object(file_no);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "lot_record_counts",
                      DB_VALUES(DB_INT(decision->lot->lot_id), DB_INT(record_id),
                                DB_TEXT(index_store_user(store))),
                      &row, error))
        return FALSE;
    gint64 n_pages = db_rows_int(row, 0), n_opened = db_rows_int(row, 1),
           n_defects = db_rows_int(row, 2);
    g_clear_pointer(&row, db_rows_free);
    gboolean is_checked = decision->accept && n_defects == 0;
    return index_event_put(
        store, is_checked ? "record.checked" : "record.rejected", object, record_id,
        g_variant_new_parsed("{'lot': <%x>, 'pages': <%x>, 'examined': <%x>, "
                             "'defects': <%x>}",
                             decision->lot->lot_id, n_pages, n_opened, n_defects),
        error);
}

typedef struct {
    gint64 record_id;
    char *file_no;
} Member;

static void member_clear(gpointer data)
{
    g_free(((Member *)data)->file_no);
}

/* Rows are read before anything is written. */
static GArray *members_load(Decision *decision, GError **error)
{
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(Member));
    g_array_set_clear_func(members, member_clear);
    g_autoptr(DbRows) rows = db_query(index_store_db(decision->store), "lot_records",
                                      DB_VALUES(DB_INT(decision->lot->lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        if (!db_rows_is_null(rows, 4)) /* it was withheld */
            continue;
        Member member = {db_rows_int(rows, 0), g_strdup(db_rows_text(rows, 3))};
        g_array_append_val(members, member);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&members) : NULL;
}

static gboolean records_log(Decision *decision, GError **error)
{
    g_autoptr(GArray) members = members_load(decision, error);
    for (guint i = 0; members && i < members->len; i++) {
        const Member *member = &g_array_index(members, Member, i);
        if (!record_log(decision, member->record_id, member->file_no, error))
            return FALSE;
    }
    return members != NULL;
}

/* -------------------------------------------------------------------------------- deciding -- */

static GVariant *decision_detail(const Decision *decision)
{
    Store *store = decision->store;
    return g_variant_new_parsed(
        "{'defects': <%x>, 'accept_max': <%x>, 'reason': <%s>, 'login': <%s>, 'proven': <%b>, "
        "'separation': <%s>, 'own_work': <%b>}",
        decision->lot->n_defects, decision->lot->accept_max, decision->reason,
        index_store_login(store), index_person_is_proven(store),
        index_store_conf_text(store, "check", "separation"), decision->is_own_work);
}

static gboolean decision_write(Decision *decision, GError **error)
{
    Store *store = decision->store;
    gint64 lot_id = decision->lot->lot_id;
    g_autofree char *now = index_now();
    g_autofree char *object = lot_object(lot_id);
    const char *verdict = decision->accept ? "accepted" : "rejected";
    g_autofree char *act = g_strconcat("lot.", verdict, NULL);
    return db_exec(index_store_db(store), "lot_decide",
                   DB_VALUES(DB_INT(lot_id), DB_TEXT(verdict),
                             DB_TEXT(*decision->reason ? decision->reason : NULL), DB_TEXT(now),
                             DB_TEXT(index_store_user(store)),
                             DB_INT(decision->is_own_work ? 1 : 0)),
                   error) &&
           index_event_put(store, act, object, 0, decision_detail(decision), error) &&
           records_log(decision, error);
}

static gboolean lot_decide(Store *store, gint64 lot_id, gboolean accept, const char *reason,
                           GError **error)
{
    g_auto(Lot) lot = {0};
    Decision decision = {
        .store = store, .lot = &lot, .accept = accept, .reason = reason ? reason : ""};
    return lot_load(store, lot_id, &lot, error) && lot_check_open(&lot, TRUE, error) &&
           lot_check_hands(store, lot_id, &decision.is_own_work, error) &&
           all_opened(&decision, error) && number_check(&decision, error) &&
           decision_write(&decision, error);
}

JsonNode *index_lot_decide(Store *store, gint64 lot_id, gboolean accept, const char *reason,
                           GError **error)
{
    Db *db = index_store_db(store);
    if (!index_person_require(store, ACT_CHECK, error) || !db_begin(db, error) ||
        !db_end(db, lot_decide(store, lot_id, accept, reason, error), error))
        return NULL;
    lot_pictures_drop(store, lot_id);
    return index_lot_load(store, lot_id, error);
}
