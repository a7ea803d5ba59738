/* Events: what was done, when and by whom, chained by hashes.
 *
 * The hash of an event is the SHA-256 of its canonical bytes, which are these eight fields, each
 * written as its length in bytes (decimal), a colon, its bytes and a line feed (so no two different
 * events have the same bytes):
 *
 *     the hash of the event before it (64 lower-case hex digits; 64 zeros for number 1)
 *     office       the office's code; each office has a chain of its own
 *     number       decimal, from 1, without gaps
 *     at           RFC 3339 with offset, as stored
 *     person
 *     act          "page.recognised"
 *     object       "page 17"
 *     detail       a JSON object, byte for byte as stored; its member "rows" has seals (seal.h)
 *
 * How a row keeps these fields is the engine's affair (SQLite: briefs, schema-28-sqlite.sql); the view event has them as
 * they are hashed. Triggers refuse to change or remove events. A chain cannot show that its end was cut off: its
 * head is therefore copied into packages and backups and printed on slips.
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/jump.h"
#include "index/seal.h"
#include "index/store-private.h"

static void hash_add_field(GChecksum *checksum, const char *field)
{
    char frame[24];
    g_snprintf(frame, sizeof frame, "%" G_GSIZE_FORMAT ":", strlen(field));
    g_checksum_update(checksum, (const guchar *)frame, -1);
    g_checksum_update(checksum, (const guchar *)field, -1);
    g_checksum_update(checksum, (const guchar *)"\n", 1);
}

void index_event_hash(const Event *event, const char *previous_hash, char hash[SCAN_SHA256_SIZE])
{
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, event->number);
    const char *fields[] = {previous_hash, event->office, number,        event->at,
                            event->person, event->act,    event->object, event->detail};
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        hash_add_field(checksum, fields[i]);
    g_strlcpy(hash, g_checksum_get_string(checksum), SCAN_SHA256_SIZE);
}

gboolean index_event_head(Store *store, gint64 *number, char hash[SCAN_SHA256_SIZE], GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "event_head",
                      DB_VALUES(DB_TEXT(index_store_office(store))), &row, error))
        return FALSE;
    if (row) {
        *number = db_rows_int(row, 0);
        g_strlcpy(hash, db_rows_text(row, 1), SCAN_SHA256_SIZE);
        return TRUE;
    }
    *number = 0;
    memset(hash, '0', SCAN_SHA256_SIZE - 1);
    hash[SCAN_SHA256_SIZE - 1] = '\0';
    return TRUE;
}

/* Number and predecessor are read under the write lock, so the chain has no forks. */
static gboolean event_append(Store *store, Event *event, gint64 record_id, GError **error)
{
    char previous[SCAN_SHA256_SIZE], hash[SCAN_SHA256_SIZE];
    g_autofree char *detail = seals_put(index_store_seals(store), event->detail, record_id, error);
    if (!detail || !index_event_head(store, &event->number, previous, error))
        return FALSE;
    event->detail = detail;
    event->number++;
    index_event_hash(event, previous, hash);
    if (event->number == 1 && !db_exec(index_store_db(store), "event_office_put",
                                       DB_VALUES(DB_TEXT(event->office)), error))
        return FALSE;
    return db_exec(index_store_db(store), "event_insert",
                   DB_VALUES(DB_TEXT(event->office), DB_INT(event->number), DB_TEXT(event->at),
                             DB_TEXT(event->person), DB_TEXT(event->act), DB_TEXT(event->object),
                             record_id ? DB_INT(record_id) : DB_NULL, DB_TEXT(event->detail),
                             DB_TEXT(hash)),
                   error);
}

/* What happened to clock and settings comes before it; but rows are sealed as they stand. */
static gboolean watches_look(Store *store, const char *act, GError **error)
{
    return index_jump_watch(store, error) &&
           (g_str_has_prefix(act, "rows.") || index_conf_watch(store, error));
}

static gboolean event_add(Store *store, const char *at, const char *act, const char *object,
                          gint64 record_id, const char *detail, GError **error)
{
    Event event = {.office = index_store_office(store),
                   .at = at,
                   .person = index_store_user(store),
                   .act = act,
                   .object = object,
                   .detail = detail ? detail : "{}"};
    if (!db_begin(index_store_db(store), error))
        return FALSE;
    gboolean ok = watches_look(store, act, error) && event_append(store, &event, record_id, error);
    return db_end(index_store_db(store), ok, error);
}

gboolean index_event_add(Store *store, const char *act, const char *object, const char *detail,
                         GError **error)
{
    g_autofree char *at = index_now();
    return event_add(store, at, act, object, 0, detail, error);
}

gboolean index_event_put_at(Store *store, const char *at, const char *act, const char *object,
                            gint64 record_id, GVariant *detail, GError **error)
{
    g_autoptr(GVariant) owned = detail ? g_variant_ref_sink(detail) : NULL;
    g_autofree char *json = owned ? json_gvariant_serialize_data(owned, NULL) : NULL;
    return event_add(store, at, act, object, record_id, json, error);
}

gboolean index_event_put_text(Store *store, const char *at, const char *act, const char *object,
                              gint64 record_id, const char *detail, GError **error)
{
    return event_add(store, at, act, object, record_id, detail, error);
}

gboolean index_event_put(Store *store, const char *act, const char *object, gint64 record_id,
                         GVariant *detail, GError **error)
{
    g_autofree char *at = index_now();
    return index_event_put_at(store, at, act, object, record_id, detail, error);
}
