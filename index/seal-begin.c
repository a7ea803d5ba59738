/* Sealing what is there already: rows of before there were seals, or of before a version of them (seal.h). */
#include "index/seal.h"
#include "index/store-private.h"

#define SEAL_VERSION 1
#define ROWS_AT_ONCE 500 /* in an event */

gint64 seals_version(void)
{
    return SEAL_VERSION;
}

void seals_add_event(GChecksum *sum, gint64 number, gint64 record_id)
{
    if (record_id == 0)
        return;
    g_autofree char *line =
        g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", number, record_id);
    g_checksum_update(sum, (const guchar *)line, -1);
}

typedef struct {
    Store *store;
    guint n;      /* touched, for the next event */
    char *events; /* a digest over the records of all events before; NULL: it was told */
} Sealing;

static gboolean sealing_put(Sealing *sealing, GError **error)
{
    GVariant *detail =
        g_variant_new_parsed("{'version': <%x>, 'n': <%u>, 'events': <%s>}", (gint64)SEAL_VERSION,
                             sealing->n, sealing->events ? sealing->events : "");
    sealing->n = 0;
    g_clear_pointer(&sealing->events, g_free);
    return index_event_put(sealing->store, "rows.sealed", "index", 0, detail, error);
}

static gboolean unit_seal_all(Sealing *sealing, guint which, gboolean *found, GError **error)
{
    const char *statement, *first, *last, *unit = seals_unit(which, &statement, &first, &last);
    *found = unit != NULL;
    if (!unit)
        return TRUE;
    g_autoptr(DbRows) rows = db_query(index_store_db(sealing->store), statement,
                                      DB_VALUES(DB_TEXT(first), DB_TEXT(last)), error);
    while (rows && db_rows_next(rows, error)) {
        seals_touch(index_store_seals(sealing->store), unit, db_rows_text(rows, 0));
        if (++sealing->n >= ROWS_AT_ONCE && !sealing_put(sealing, error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

static char *events_digest(Store *store, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "seal_events",
                                      DB_VALUES(DB_TEXT(index_store_office(store))), error);
    while (rows && db_rows_next(rows, error))
        seals_add_event(sum, db_rows_int(rows, 0), db_rows_int(rows, 1));
    return rows && !db_rows_failed(rows) ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

/* A store that was just made has no events, and nothing to seal. */
static gboolean rest_put(Sealing *sealing, GError **error)
{
    char hash[SCAN_SHA256_SIZE];
    gint64 number;
    if (!index_event_head(sealing->store, &number, hash, error))
        return FALSE;
    return (number == 0 && sealing->n == 0) || sealing_put(sealing, error);
}

static gboolean all_seal(Store *store, GError **error)
{
    Sealing sealing = {.store = store, .events = events_digest(store, error)};
    gboolean ok = sealing.events != NULL, found = TRUE;
    for (guint i = 0; ok && found; i++)
        ok = unit_seal_all(&sealing, i, &found, error);
    ok = ok && rest_put(&sealing, error);
    g_free(sealing.events);
    return ok;
}

static gboolean version_load(Db *db, gint64 *version, GError **error)
{
    gboolean found;
    *version = 0;
    return db_query_int(db, "seal_version", DB_NO_VALUES, version, &found, error);
}

/* Another process may have done it while we waited. */
static gboolean version_settle(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    gint64 version;
    return version_load(db, &version, error) &&
           (version >= SEAL_VERSION ||
            (all_seal(store, error) && db_exec(db, "seal_forget_version", DB_NO_VALUES, error) &&
             db_exec(db, "seal_set_version", DB_VALUES(DB_INT(SEAL_VERSION)), error)));
}

gboolean seals_begin(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    gint64 version;
    if (!version_load(db, &version, error))
        return FALSE;
    if (version >= SEAL_VERSION)
        return TRUE;
    return db_begin(db, error) && db_end(db, version_settle(store, error), error);
}
