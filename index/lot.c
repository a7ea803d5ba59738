/* Making lots, and drawing their samples. */
#include "index/lot.h"

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
    GPtrArray *deciders; /* names of those who could decide all of it so far */
    GHashTable *left_out;
    GArray *records; /* LotRecord */
    gint64 n_pages;
} Making;

/* At this login; where the office does not separate, nothing is anybody's own work. */
static gboolean own_work_find(Making *making, gint64 record_id, char **own, GError **error)
{
    *own = NULL;
    return !making->is_checker || !people_are_separated(making->store) ||
           people_own_work(making->store, record_id, own, error);
}

/* *left: who could still decide the lot with this record in it; empty: nobody, *own (owned) says why, where it is the
 * maker's own work. */
static gboolean candidate_check(Making *making, gint64 record_id, GPtrArray **left, char **own,
                                GError **error)
{
    if (!own_work_find(making, record_id, own, error))
        return FALSE;
    *left = *own ? g_ptr_array_new_with_free_func(g_free)
                 : lot_deciders(making->store, making->deciders, record_id, error);
    return *left != NULL;
}

static void candidate_take(Making *making, const LotRecord *record, GPtrArray *deciders)
{
    g_array_append_val(making->records, *record);
    making->n_pages += record->n_pages;
    g_ptr_array_unref(making->deciders);
    making->deciders = g_ptr_array_ref(deciders);
}

/* Whole records, as long as they fit; one that is larger than a lot is a lot by itself. */
static gboolean candidates_choose(Making *making, GError **error)
{
    gboolean is_full = FALSE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(making->store), "lot_candidates", DB_NO_VALUES, error);
    while (rows && !is_full && db_rows_next(rows, error)) {
        const LotRecord record = {db_rows_int(rows, 0), db_rows_int(rows, 3), db_rows_int(rows, 4)};
        g_autoptr(GPtrArray) deciders = NULL;
        g_autofree char *own = NULL;
        if (db_rows_int(rows, 5)) /* it is to be put right first */
            continue;
        if (!candidate_check(making, record.record_id, &deciders, &own, error))
            return FALSE;
        if (deciders->len == 0 &&
            !lot_left_out_add(making->left_out, making->store, record.record_id,
                              db_rows_text(rows, 2), own, error))
            return FALSE;
        is_full = deciders->len && making->n_pages &&
                  making->n_pages + record.n_pages > making->plan.lot_pages;
        if (deciders->len && !is_full)
            candidate_take(making, &record, deciders);
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

static GVariant *frozen_detail(const Making *making, const char *content)
{
    const CheckPlan *plan = &making->plan;
    return g_variant_new_parsed(
        "{'records': <%x>, 'n_pages': <%x>, 'level': <%s>, 'aql': <%s>, 'flagged_max': <%x>, "
        "'inspection': <%s>, 'sample_size': <%x>, 'accept_max': <%x>, 'content': <%s>, "
        "'login': <%s>}",
        (gint64)making->records->len, making->n_pages, plan->level, plan->aql, plan->flagged_max,
        making->is_tightened ? "tightened" : "normal", (gint64)making->sample.sample_size,
        (gint64)making->sample.accept_max, content, index_store_login(making->store));
}

static gboolean lot_freeze(Making *making, gint64 lot_id, GError **error)
{
    char content[SCAN_SHA256_SIZE], head[SCAN_SHA256_SIZE];
    gint64 number;
    g_autofree char *object = lot_object(lot_id);
    return lot_content(making->store, lot_id, content, error) &&
           index_event_put(making->store, "lot.frozen", object, 0, frozen_detail(making, content),
                           error) &&
           index_event_head(making->store, &number, head, error) &&
           db_exec(index_store_db(making->store), "lot_set_content",
                   DB_VALUES(DB_INT(lot_id), DB_TEXT(content), DB_INT(number)), error);
}

static gboolean refuse_hopeless(Making *making, GError **error)
{
    g_autoptr(GPtrArray) notes = lot_left_out_tell(making->left_out);
    g_ptr_array_add(notes, NULL);
    g_autofree char *text = g_strjoinv("; ", (char **)notes->pdata);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "no lot can be made: %s", text);
    return FALSE;
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
        return !lot_left_out_is_hopeless(making->left_out) || refuse_hopeless(making, error);
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

/* A checker makes lots for himself. */
static gboolean making_start(Making *making, GError **error)
{
    making->deciders = lot_checkers(making->store, error);
    if (!making->deciders || !making->is_checker)
        return making->deciders != NULL;
    g_ptr_array_set_size(making->deciders, 0);
    g_ptr_array_add(making->deciders, g_strdup(index_store_user(making->store)));
    return TRUE;
}

static void making_clear(Making *making)
{
    g_clear_pointer(&making->records, g_array_unref);
    g_clear_pointer(&making->deciders, g_ptr_array_unref);
    g_clear_pointer(&making->left_out, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

JsonNode *index_lot_make(Store *store, GPtrArray **left_out, GError **error)
{
    gint64 lot_id;
    if (!index_person_require(store, ACT_LOT, error) || !db_begin(index_store_db(store), error))
        return NULL;
    g_auto(Making) making = {.store = store,
                             .is_checker = maker_is_checker(store),
                             .left_out = lot_left_out_new(),
                             .records = g_array_new(FALSE, FALSE, sizeof(LotRecord))};
    gboolean ok = making_start(&making, error) && lot_make(&making, &lot_id, error);
    if (!db_end(index_store_db(store), ok, error))
        return NULL;
    if (left_out)
        *left_out = lot_left_out_tell(making.left_out);
    return lot_id ? index_lot_load(store, lot_id, error) : NULL;
}
