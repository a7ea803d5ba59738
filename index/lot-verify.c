/* Every lot as an auditor computes it: content, secret and seed, sample, and the events that say the same. */
#include "index/lot-private.h"

static void G_GNUC_PRINTF(3, 4)
    problem_add(GPtrArray *problems, const Lot *lot, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(problems, g_strdup_printf("lot %" G_GINT64_FORMAT ": %s: somebody changed the "
                                              "index; restore the last backup",
                                              lot->lot_id, text));
}

/* A text of the detail of the lot's first event. */
static char *event_text(Store *store, const Lot *lot, const char *member, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "lot_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(store)), DB_INT(lot->event_number)),
                      &row, error))
        return NULL;
    g_autoptr(JsonNode) detail = row ? json_from_string(db_rows_text(row, 1), NULL) : NULL;
    const char *text =
        detail && JSON_NODE_HOLDS_OBJECT(detail)
            ? json_object_get_string_member_with_default(json_node_get_object(detail), member, NULL)
            : NULL;
    return g_strdup(text ? text : "");
}

static char *secret_sha256(const Lot *lot)
{
    guint8 bytes[LOT_SECRET_BYTES];
    lot_hex_read(lot->secret, bytes);
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, sizeof bytes);
}

static gboolean promises_check(Store *store, const Lot *lot, GPtrArray *problems, GError **error)
{
    char content[SCAN_SHA256_SIZE];
    g_autofree char *said_content = event_text(store, lot, "content", error);
    g_autofree char *said_secret =
        said_content ? event_text(store, lot, "secret_sha256", error) : NULL;
    g_autofree char *hash = secret_sha256(lot);
    if (!said_secret || !lot_content(store, lot->lot_id, content, error))
        return FALSE;
    if (!g_str_equal(content, said_content))
        problem_add(problems, lot, "what lies in it is not what event %" G_GINT64_FORMAT " froze",
                    lot->event_number);
    if (*said_secret && !g_str_equal(hash, said_secret))
        problem_add(problems, lot,
                    "its secret is not the one that event %" G_GINT64_FORMAT " committed it to",
                    lot->event_number);
    return TRUE;
}

static gboolean sample_check(Store *store, const Lot *lot, GPtrArray *problems, GError **error)
{
    g_autoptr(GError) differs = NULL;
    g_autoptr(GHashTable) drawn = lot->is_sampled ? lot_draw(store, lot, &differs) : NULL;
    if (!lot->is_sampled || (drawn && lot_check_sample(store, lot, drawn, &differs)))
        return TRUE;
    if (!g_error_matches(differs, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA)) {
        g_propagate_error(error, g_steal_pointer(&differs));
        return FALSE;
    }
    g_ptr_array_add(problems, g_strdup(differs->message));
    return TRUE;
}

gboolean index_lots_verify(Store *store, GPtrArray *problems, GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "lot_list", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        g_auto(Lot) lot = {0};
        if (!lot_load(store, db_rows_int(rows, 0), &lot, error) ||
            !promises_check(store, &lot, problems, error) ||
            !sample_check(store, &lot, problems, error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}
