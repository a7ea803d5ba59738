/* What lies in a lot as one hash, and the sample that follows from it (lot.h specifies both). */
#include <string.h>

#include "index/lot-private.h"

/* --------------------------------------------------------------------------------- content -- */

static void G_GNUC_PRINTF(2, 3) hash_add(GChecksum *checksum, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_checksum_update(checksum, (const guchar *)line, -1);
    g_checksum_update(checksum, (const guchar *)"\n", 1);
}

static gboolean hash_add_volumes(Store *store, GChecksum *checksum, gint64 lot_id, gint64 record_id,
                                 GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "lot_volumes",
                                      DB_VALUES(DB_INT(lot_id), DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error))
        hash_add(checksum, "volume %s %" G_GINT64_FORMAT " %s", db_rows_text(rows, 0),
                 db_rows_int(rows, 1), db_rows_text(rows, 2));
    return rows && !db_rows_failed(rows);
}

static gboolean hash_add_pages(Store *store, GChecksum *checksum, gint64 lot_id, gint64 record_id,
                               GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "lot_pages",
                                      DB_VALUES(DB_INT(lot_id), DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error))
        hash_add(checksum, "page %" G_GINT64_FORMAT " %s", db_rows_int(rows, 0),
                 db_rows_text(rows, 1));
    return rows && !db_rows_failed(rows);
}

gboolean lot_content(Store *store, gint64 lot_id, char content[SCAN_SHA256_SIZE], GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    hash_add(checksum, "lot 1");
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_records", DB_VALUES(DB_INT(lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        hash_add(checksum, "record %s %" G_GINT64_FORMAT, db_rows_text(rows, 1),
                 db_rows_int(rows, 2));
        if (!hash_add_volumes(store, checksum, lot_id, db_rows_int(rows, 0), error) ||
            !hash_add_pages(store, checksum, lot_id, db_rows_int(rows, 0), error))
            return FALSE;
    }
    g_strlcpy(content, g_checksum_get_string(checksum), SCAN_SHA256_SIZE);
    return rows && !db_rows_failed(rows);
}

/* ------------------------------------------------------------------------------------ seed -- */

void lot_hex_read(const char *hex, guint8 bytes[LOT_SECRET_BYTES])
{
    memset(bytes, 0, LOT_SECRET_BYTES);
    for (guint i = 0;
         i < LOT_SECRET_BYTES && g_ascii_isxdigit(hex[2 * i]) && g_ascii_isxdigit(hex[2 * i + 1]);
         i++)
        bytes[i] =
            (guint8)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
}

static void hmac(const char *key_hex, const char *message, char hash[SCAN_SHA256_SIZE])
{
    guint8 key[LOT_SECRET_BYTES];
    lot_hex_read(key_hex, key);
    g_autofree char *text =
        g_compute_hmac_for_string(G_CHECKSUM_SHA256, key, sizeof key, message, -1);
    g_strlcpy(hash, text, SCAN_SHA256_SIZE);
}

void index_lot_seed(const char *secret, const char *content, const char *event_hash,
                    char seed[SCAN_SHA256_SIZE])
{
    g_autofree char *message = g_strconcat(content, "\n", event_hash, NULL);
    hmac(secret, message, seed);
}

void index_lot_rank(const char *seed, gint64 page_id, char rank[SCAN_SHA256_SIZE])
{
    char message[24];
    g_snprintf(message, sizeof message, "%" G_GINT64_FORMAT, page_id);
    hmac(seed, message, rank);
}

gboolean lot_seed(Store *store, const Lot *lot, char seed[SCAN_SHA256_SIZE], GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "lot_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(store)), DB_INT(lot->event_number)),
                      &row, error))
        return FALSE;
    if (row) {
        index_lot_seed(lot->secret, lot->content, db_rows_text(row, 0), seed);
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "lot %" G_GINT64_FORMAT ": its event %" G_GINT64_FORMAT
                " is gone: run muhafiz verify",
                lot->lot_id, lot->event_number);
    return FALSE;
}

/* ------------------------------------------------------------------------------------ draw -- */

typedef struct {
    gint64 page_id;
    char rank[SCAN_SHA256_SIZE];
} Ranked;

static int ranked_compare(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Ranked *)a)->rank, ((const Ranked *)b)->rank);
}

static GArray *pages_rank(Store *store, const Lot *lot, const char *seed, GError **error)
{
    g_autoptr(GArray) ranked = g_array_new(FALSE, FALSE, sizeof(Ranked));
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_page_ids", DB_VALUES(DB_INT(lot->lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        Ranked page = {.page_id = db_rows_int(rows, 0)};
        index_lot_rank(seed, page.page_id, page.rank);
        g_array_append_val(ranked, page);
    }
    g_array_sort(ranked, ranked_compare);
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&ranked) : NULL;
}

/* What was drawn for a lot that was dissolved stays drawn. */
static gboolean drawn_before_add(Store *store, const Lot *lot, GHashTable *drawn, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_stay_drawn", DB_VALUES(DB_INT(lot->lot_id)), error);
    while (rows && db_rows_next(rows, error)) {
        gint64 page_id = db_rows_int(rows, 0);
        g_hash_table_add(drawn, g_memdup2(&page_id, sizeof page_id));
    }
    return rows && !db_rows_failed(rows);
}

GHashTable *lot_draw(Store *store, const Lot *lot, GError **error)
{
    char seed[SCAN_SHA256_SIZE];
    g_autoptr(GArray) ranked =
        lot_seed(store, lot, seed, error) ? pages_rank(store, lot, seed, error) : NULL;
    if (!ranked)
        return NULL;
    GHashTable *drawn = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < MIN(ranked->len, (guint)lot->sample_size); i++)
        g_hash_table_add(drawn,
                         g_memdup2(&g_array_index(ranked, Ranked, i).page_id, sizeof(gint64)));
    if (drawn_before_add(store, lot, drawn, error))
        return drawn;
    g_hash_table_unref(drawn);
    return NULL;
}
