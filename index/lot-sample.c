/* Drawing a lot's sample: flagged pages first, then the random ones in the order of the lot. */
#include <sodium.h>
#include <string.h>

#include "index/lot-private.h"

/* Why a page is looked at beside the random sample. */
typedef struct {
    gint64 page_id;
    char *why; /* "skew low-confidence" */
    guint n_reasons;
    gboolean was_defective;
    double confidence;
} Doubt;

static void doubt_clear(gpointer data)
{
    g_free(((Doubt *)data)->why);
}

/* The worst first. */
static int doubt_compare(gconstpointer a, gconstpointer b)
{
    const Doubt *one = a, *two = b;
    if (one->was_defective != two->was_defective)
        return one->was_defective ? -1 : 1;
    if (one->n_reasons != two->n_reasons)
        return one->n_reasons > two->n_reasons ? -1 : 1;
    if (one->confidence < two->confidence || one->confidence > two->confidence)
        return one->confidence < two->confidence ? -1 : 1;
    return one->page_id < two->page_id ? -1 : 1;
}

static void doubts_add(GArray *doubts, DbRows *rows)
{
    gint64 page_id = db_rows_int(rows, 0);
    const char *why = db_rows_text(rows, 1);
    Doubt *last = doubts->len ? &g_array_index(doubts, Doubt, doubts->len - 1) : NULL;
    if (!last || last->page_id != page_id) {
        Doubt doubt = {.page_id = page_id,
                       .why = g_strdup(""),
                       .confidence = db_rows_is_null(rows, 2) ? 100 : db_rows_real(rows, 2)};
        g_array_append_val(doubts, doubt);
        last = &g_array_index(doubts, Doubt, doubts->len - 1);
    }
    g_autofree char *before = last->why;
    last->why = g_strconcat(before, *before ? " " : "", why, NULL);
    last->n_reasons++;
    last->was_defective |= g_str_equal(why, "defect-before");
}

static GArray *doubts_load(Store *store, const Lot *lot, GError **error)
{
    gint64 least = index_store_conf_int(store, "check", "confidence_min");
    g_autoptr(GArray) doubts = g_array_new(FALSE, FALSE, sizeof(Doubt));
    g_array_set_clear_func(doubts, doubt_clear);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_reasons",
                 DB_VALUES(DB_INT(lot->lot_id), DB_REAL((double)least)), error);
    while (rows && db_rows_next(rows, error))
        doubts_add(doubts, rows);
    g_array_sort(doubts, doubt_compare);
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&doubts) : NULL;
}

/* ---------------------------------------------------------------------------------- writing -- */

typedef struct {
    Store *store;
    const Lot *lot;
    GHashTable *drawn; /* of the random sample: gint64 */
    GHashTable *shown; /* that have a number already: gint64, borrowed from doubts */
    guint number;
    gint64 n_left_out;
} Drawing;

static gboolean number_give(Drawing *drawing, gint64 page_id, const char *why, GError **error)
{
    gboolean is_random = g_hash_table_contains(drawing->drawn, &page_id);
    return db_exec(index_store_db(drawing->store), "lot_page_set_sample",
                   DB_VALUES(DB_INT(drawing->lot->lot_id), DB_INT(page_id),
                             DB_INT(++drawing->number), DB_INT(is_random ? 1 : 0), DB_TEXT(why)),
                   error);
}

/* Those that are drawn at random as well do not count as beside it. */
static gboolean doubts_number(Drawing *drawing, GArray *doubts, GError **error)
{
    gint64 n_beside = 0;
    for (guint i = 0; i < doubts->len; i++) {
        Doubt *doubt = &g_array_index(doubts, Doubt, i);
        if (!g_hash_table_contains(drawing->drawn, &doubt->page_id) &&
            n_beside++ >= drawing->lot->flagged_max) {
            drawing->n_left_out++;
            continue;
        }
        g_hash_table_add(drawing->shown, &doubt->page_id);
        if (!number_give(drawing, doubt->page_id, doubt->why, error))
            return FALSE;
    }
    return TRUE;
}

static GArray *pages_in_order(Drawing *drawing, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(DbRows) rows = db_query(index_store_db(drawing->store), "lot_page_ids",
                                      DB_VALUES(DB_INT(drawing->lot->lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        gint64 page_id = db_rows_int(rows, 0);
        if (g_hash_table_contains(drawing->drawn, &page_id) &&
            !g_hash_table_contains(drawing->shown, &page_id))
            g_array_append_val(pages, page_id);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&pages) : NULL;
}

static gboolean rest_number(Drawing *drawing, GError **error)
{
    g_autoptr(GArray) pages = pages_in_order(drawing, error);
    for (guint i = 0; pages && i < pages->len; i++)
        if (!number_give(drawing, g_array_index(pages, gint64, i), "", error))
            return FALSE;
    return pages != NULL;
}

static int id_compare(gconstpointer a, gconstpointer b)
{
    return *(const gint64 *)a < *(const gint64 *)b ? -1 : 1;
}

static GVariant *sampled_detail(const Lot *lot, const char *seed, GHashTable *drawn)
{
    GVariantBuilder pages;
    GList *ids = g_list_sort(g_hash_table_get_keys(drawn), id_compare);
    g_variant_builder_init(&pages, G_VARIANT_TYPE("ax"));
    for (GList *id = ids; id; id = id->next)
        g_variant_builder_add(&pages, "x", *(gint64 *)id->data);
    g_list_free(ids);
    return g_variant_new_parsed("{'secret': <%s>, 'seed': <%s>, 'pages': <%@ax>}", lot->secret,
                                seed, g_variant_builder_end(&pages));
}

static gboolean sample_log(Drawing *drawing, GError **error)
{
    const Lot *lot = drawing->lot;
    char seed[SCAN_SHA256_SIZE];
    g_autofree char *now = index_now();
    g_autofree char *object = lot_object(lot->lot_id);
    return lot_seed(drawing->store, lot, seed, error) &&
           db_exec(index_store_db(drawing->store), "lot_set_sampled",
                   DB_VALUES(DB_INT(lot->lot_id), DB_TEXT(now), DB_INT(drawing->n_left_out),
                             DB_TEXT(lot->secret)),
                   error) &&
           index_event_put(drawing->store, "lot.sampled", object, 0,
                           sampled_detail(lot, seed, drawing->drawn), error);
}

static gboolean sample_write(Store *store, const Lot *lot, GHashTable *drawn, GError **error)
{
    g_autoptr(GArray) doubts = doubts_load(store, lot, error);
    Drawing drawing = {.store = store, .lot = lot, .drawn = drawn};
    if (!doubts)
        return FALSE;
    drawing.shown = g_hash_table_new(g_int64_hash, g_int64_equal);
    gboolean ok = doubts_number(&drawing, doubts, error) && rest_number(&drawing, error) &&
                  sample_log(&drawing, error);
    g_hash_table_unref(drawing.shown);
    return ok;
}

/* ---------------------------------------------------------------------------------- drawing -- */

gboolean lot_check_sample(Store *store, const Lot *lot, GHashTable *drawn, GError **error)
{
    guint n = 0;
    gboolean is_same = TRUE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_sampled_ids", DB_VALUES(DB_INT(lot->lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        gint64 page_id = db_rows_int(rows, 0);
        is_same &= g_hash_table_contains(drawn, &page_id);
        n++;
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    if (is_same && n == g_hash_table_size(drawn))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "lot %" G_GINT64_FORMAT ": the sample that is kept is not the one that its seed "
                "gives: somebody changed the index; restore the last backup",
                lot->lot_id);
    return FALSE;
}

/* Whatever stood in the index before could be read there. */
static gboolean secret_draw(Lot *lot, GError **error)
{
    guint8 bytes[LOT_SECRET_BYTES];
    char secret[SCAN_SHA256_SIZE];
    if (lot->is_sampled || lot->is_committed)
        return TRUE;
    if (sodium_init() < 0) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                            "the system gives no random numbers: restart the computer");
        return FALSE;
    }
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(secret, sizeof secret, bytes, sizeof bytes);
    g_free(lot->secret);
    lot->secret = g_strdup(secret);
    return TRUE;
}

static gboolean lot_sample(Store *store, gint64 lot_id, GError **error)
{
    g_auto(Lot) lot = {0};
    if (!lot_load(store, lot_id, &lot, error) ||
        (!lot.is_sampled && !lot_check_open(&lot, FALSE, error)) || !secret_draw(&lot, error))
        return FALSE;
    g_autoptr(GHashTable) drawn = lot_draw(store, &lot, error);
    if (!drawn)
        return FALSE;
    return lot.is_sampled ? lot_check_sample(store, &lot, drawn, error)
                          : sample_write(store, &lot, drawn, error);
}

JsonNode *index_lot_sample(Store *store, gint64 lot_id, GError **error)
{
    Db *db = index_store_db(store);
    if (!index_person_require(store, ACT_LOT, error) || !db_begin(db, error) ||
        !db_end(db, lot_sample(store, lot_id, error), error))
        return NULL;
    return index_lot_load(store, lot_id, error);
}
