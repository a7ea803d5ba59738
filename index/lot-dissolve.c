/* Dissolving a lot: its records are free for another one.
 *
 * The attack that this must not open: somebody sees what was drawn, does not like it, dissolves the lot and draws
 * again. So, once a sample is drawn, only the nodal officer dissolves; the pages that were drawn stay drawn, as they
 * are in the random sample of the next lot that their record lies in, beside what that draws (lot_draw); pages that were
 * found defective hold their records back until they have changed, as after a verdict (lot_candidates); and the lot
 * counts as a failed one when it is asked whether inspection is tightened. Before the draw nobody knows
 * more than before the lot was made, as the secret is drawn with the sample, so whoever made it may dissolve it. */
#include "index/lot-private.h"

static gboolean person_may(Store *store, const Lot *lot, const char *made_by, GError **error)
{
    if (index_person_require(store, ACT_EXCLUDE, NULL)) /* the nodal officer */
        return TRUE;
    if (!lot->is_sampled && g_strcmp0(made_by, index_store_user(store)) == 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                lot->is_sampled ? "lot %" G_GINT64_FORMAT
                                  ": its sample is drawn, so only the nodal officer dissolves it, "
                                  "and what was drawn stays drawn"
                                : "lot %" G_GINT64_FORMAT
                                  " is dissolved by who made it, or by the nodal officer",
                lot->lot_id);
    return FALSE;
}

static gboolean records_free(Store *store, const Lot *lot, const char *reason, GError **error)
{
    g_autofree char *now = index_now();
    g_autofree char *object = lot_object(lot->lot_id);
    return db_exec(index_store_db(store), "lot_dissolve",
                   DB_VALUES(DB_INT(lot->lot_id), DB_TEXT(now), DB_TEXT(index_store_user(store)),
                             DB_TEXT(reason)),
                   error) &&
           db_exec(index_store_db(store), "lot_records_leave",
                   DB_VALUES(DB_INT(lot->lot_id), DB_TEXT(now)), error) &&
           index_event_put_at(
               store, now, "lot.dissolved", object, 0,
               g_variant_new_parsed("{'reason': <%s>, 'sampled': <%b>}", reason, lot->is_sampled),
               error);
}

static gboolean lot_dissolve(Store *store, gint64 lot_id, const char *reason, GError **error)
{
    g_auto(Lot) lot = {0};
    g_autofree char *why = g_strstrip(g_strdup(reason ? reason : ""));
    if (!lot_load(store, lot_id, &lot, error) || !lot_check_open(&lot, FALSE, error) ||
        !person_may(store, &lot, lot.made_by, error))
        return FALSE;
    if (*why)
        return records_free(store, &lot, why, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "say why, in words that will be read in years: muhafiz check dissolve "
                "%" G_GINT64_FORMAT " --reason TEXT",
                lot_id);
    return FALSE;
}

JsonNode *index_lot_dissolve(Store *store, gint64 lot_id, const char *reason, GError **error)
{
    Db *db = index_store_db(store);
    if (!index_person_require(store, ACT_LOT, error) || !db_begin(db, error) ||
        !db_end(db, lot_dissolve(store, lot_id, reason, error), error))
        return NULL;
    lot_pictures_drop(store, lot_id);
    return index_lot_load(store, lot_id, error);
}
