/* The checking plan, and whether inspection is tightened. */
#include "index/answer.h"
#include "index/lot-private.h"

#define LOT_PAGES_MAX 500000
#define FLAGGED_MAX 100000
#define TIGHTENED_OF 5u     /* of so many lots in a row ... */
#define TIGHTENED_FAILED 2u /* ... so many failed */
#define NORMAL_AFTER 5u     /* accepted in a row */

static const CheckPlan DEFAULT_PLAN = {
    .lot_pages = 1200, .level = "II", .aql = "1.0", .flagged_max = 200};

gboolean lot_plan_load(Store *store, CheckPlan *plan, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "plan_load", DB_NO_VALUES, &row, error))
        return FALSE;
    *plan = DEFAULT_PLAN;
    if (!row)
        return TRUE;
    plan->lot_pages = db_rows_int(row, 0);
    g_strlcpy(plan->level, db_rows_text(row, 1), sizeof plan->level);
    g_strlcpy(plan->aql, db_rows_text(row, 2), sizeof plan->aql);
    plan->flagged_max = db_rows_int(row, 3);
    return TRUE;
}

/* ------------------------------------------------------------------------------- switching -- */

/* Lots since the last switch: bit 0 is the latest, set where it failed. */
typedef struct {
    gboolean is_tightened;
    guint history, n;
} Switching;

static guint failures_count(const Switching *switching)
{
    guint n = 0;
    for (guint i = 0; i < TIGHTENED_OF; i++)
        n += switching->history >> i & 1;
    return n;
}

static void switching_add(Switching *switching, gboolean is_failed)
{
    switching->history = switching->history << 1 | (is_failed ? 1 : 0);
    switching->n = switching->is_tightened && is_failed ? 0 : switching->n + 1;
    gboolean turns = switching->is_tightened ? switching->n >= NORMAL_AFTER
                                             : failures_count(switching) >= TIGHTENED_FAILED;
    if (turns)
        *switching = (Switching){.is_tightened = !switching->is_tightened};
}

gboolean lot_is_tightened(Store *store, gboolean *is_tightened, GError **error)
{
    Switching switching = {0};
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "plan_verdicts", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        switching_add(&switching, db_rows_int(rows, 0) != 0);
    *is_tightened = switching.is_tightened;
    return rows && !db_rows_failed(rows);
}

/* --------------------------------------------------------------------------------- answers -- */

static gboolean examples_add(JsonObject *item, const CheckPlan *plan, gboolean is_tightened,
                             GError **error)
{
    const guint sizes[] = {90, 280, 500, (guint)plan->lot_pages};
    JsonArray *examples = json_array_new();
    json_object_set_array_member(item, "examples", examples);
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        SamplePlan sample;
        char letter[2] = {0};
        if (!index_sample_plan(plan, is_tightened, sizes[i], &sample, error))
            return FALSE;
        letter[0] = sample.letter;
        JsonObject *example = json_object_new();
        json_object_set_int_member(example, "pages", sizes[i]);
        json_object_set_string_member(example, "letter", letter);
        json_object_set_int_member(example, "sample_size", sample.sample_size);
        json_object_set_int_member(example, "accept_max", sample.accept_max);
        json_array_add_object_element(examples, example);
    }
    return TRUE;
}

static gboolean item_add_setter(JsonObject *item, Store *store, GError **error)
{
    static const AnswerField fields[] = {{"set_at", ANSWER_TEXT}, {"set_by", ANSWER_TEXT}};
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "plan_load", DB_NO_VALUES, &row, error))
        return FALSE;
    json_object_set_null_member(item, "set_at");
    json_object_set_null_member(item, "set_by");
    if (row)
        answer_add_fields(item, row, 4, fields, G_N_ELEMENTS(fields));
    return TRUE;
}

JsonNode *index_check_plan(Store *store, GError **error)
{
    CheckPlan plan;
    gboolean is_tightened;
    if (!lot_plan_load(store, &plan, error) || !lot_is_tightened(store, &is_tightened, error))
        return NULL;
    g_autoptr(JsonObject) item = json_object_new();
    json_object_set_int_member(item, "lot_pages", plan.lot_pages);
    json_object_set_string_member(item, "level", plan.level);
    json_object_set_string_member(item, "aql", plan.aql);
    json_object_set_int_member(item, "flagged_max", plan.flagged_max);
    json_object_set_string_member(item, "inspection", is_tightened ? "tightened" : "normal");
    return item_add_setter(item, store, error) && examples_add(item, &plan, is_tightened, error)
               ? answer_node_of_object(g_steal_pointer(&item))
               : NULL;
}

/* --------------------------------------------------------------------------------- setting -- */

static gboolean plan_change(CheckPlan *plan, gint64 lot_pages, const char *level, const char *aql,
                            gint64 flagged_max, GError **error)
{
    SamplePlan sample;
    if (lot_pages)
        plan->lot_pages = CLAMP(lot_pages, 1, LOT_PAGES_MAX);
    if (flagged_max >= 0)
        plan->flagged_max = MIN(flagged_max, FLAGGED_MAX);
    if (level)
        g_strlcpy(plan->level, level, sizeof plan->level);
    if (aql)
        g_strlcpy(plan->aql, aql, sizeof plan->aql);
    return index_sample_plan(plan, FALSE, (guint)plan->lot_pages, &sample, error);
}

static gboolean plan_write(Store *store, const CheckPlan *plan, GError **error)
{
    g_autofree char *now = index_now();
    return db_exec(index_store_db(store), "plan_insert",
                   DB_VALUES(DB_INT(plan->lot_pages), DB_TEXT(plan->level), DB_TEXT(plan->aql),
                             DB_INT(plan->flagged_max), DB_TEXT(now),
                             DB_TEXT(index_store_user(store))),
                   error) &&
           index_event_put(store, "check.planned", "office", 0,
                           g_variant_new_parsed("{'lot_pages': <%x>, 'level': <%s>, 'aql': <%s>, "
                                                "'flagged_max': <%x>}",
                                                plan->lot_pages, plan->level, plan->aql,
                                                plan->flagged_max),
                           error);
}

JsonNode *index_check_set_plan(Store *store, gint64 lot_pages, const char *level, const char *aql,
                               gint64 flagged_max, GError **error)
{
    CheckPlan plan;
    if (!index_person_require(store, ACT_PLAN, error) || !lot_plan_load(store, &plan, error) ||
        !plan_change(&plan, lot_pages, level, aql, flagged_max, error) ||
        !db_begin(index_store_db(store), error) ||
        !db_end(index_store_db(store), plan_write(store, &plan, error), error))
        return NULL;
    return index_check_plan(store, error);
}
