/* Items: the letters within correspondence, as people key them. A separator sheet begins one
 * (page.c), which is then there without number, date and sender. */
#include <string.h>

#include "index/answer.h"
#include "index/column.h"
#include "index/store-private.h"

/* Values are checked as the register's columns of the same sort. */
static const struct {
    const char *key;
    ColumnId as;
} keys[] = {{"number", COLUMN_REMARKS}, {"date", COLUMN_OPENED}, {"sender", COLUMN_REMARKS}};

#define N_KEYS G_N_ELEMENTS(keys)

typedef struct {
    gint64 item_id;
    char *values[N_KEYS]; /* owned */
} Item;

static void item_clear(Item *item)
{
    for (guint i = 0; i < N_KEYS; i++)
        g_free(item->values[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Item, item_clear)

static gboolean item_find(Store *store, const Record *record, gint64 side_id, gint64 number,
                          Item *item, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "item_find",
                      DB_VALUES(DB_INT(side_id), DB_INT(MAX(number, 1) - 1)), &row, error))
        return FALSE;
    if (!row || number < 1) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s has no item %" G_GINT64_FORMAT
                    " in its correspondence: muhafiz show lists those it has",
                    record->file_no, number);
        return FALSE;
    }
    item->item_id = db_rows_int(row, 0);
    for (guint i = 0; i < N_KEYS; i++)
        item->values[i] = index_row_text(row, i + 1);
    return TRUE;
}

static gboolean item_set_value(Item *item, const RecordValue *set, GError **error)
{
    guint i = 0;
    while (i < N_KEYS && !g_str_equal(keys[i].key, set->key))
        i++;
    if (i == N_KEYS) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s cannot be set of an item: choose number, date or sender", set->key);
        return FALSE;
    }
    char *value = column_check(keys[i].as, set->value, error);
    if (!value) {
        g_prefix_error(error, "%s: ", set->key);
        return FALSE;
    }
    g_free(item->values[i]);
    item->values[i] = value;
    return TRUE;
}

static gboolean item_store(Store *store, const Record *record, gint64 number, const Item *item,
                           GError **error)
{
    g_autofree char *object = index_record_object(record);
    return db_exec(index_store_db(store), "item_set",
                   DB_VALUES(DB_INT(item->item_id), DB_TEXT(item->values[0]),
                             DB_TEXT(item->values[1]), DB_TEXT(item->values[2])),
                   error) &&
           index_event_put(
               store, "item.changed", object, record->record_id,
               g_variant_new_parsed("{'item': <%x>, 'number': <%s>, 'date': <%s>, 'sender': <%s>}",
                                    number, item->values[0], item->values[1], item->values[2]),
               error);
}

static gboolean item_change(Store *store, const Record *record, gint64 number,
                            const RecordValue *values, guint n_values, GError **error)
{
    g_auto(Item) item = {0};
    gint64 side_id;
    if (!index_side_find(store, record, "correspondence", SIDE_LOOK, &side_id, error) ||
        !item_find(store, record, side_id, number, &item, error))
        return FALSE;
    for (guint i = 0; i < n_values; i++)
        if (!item_set_value(&item, &values[i], error))
            return FALSE;
    return item_store(store, record, number, &item, error) &&
           index_side_touch(store, side_id, error); /* its volumes name it */
}

/* From the record's show item. */
static JsonNode *item_answer(Store *store, const char *file_no, gint64 number, GError **error)
{
    g_autoptr(JsonNode) show = index_record_show(store, file_no, error);
    JsonArray *sides =
        show ? json_object_get_array_member(json_node_get_object(show), "sides") : NULL;
    for (guint i = 0; sides && i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        if (!g_str_equal(json_object_get_string_member(side, "side"), "correspondence"))
            continue;
        JsonObject *item = json_array_get_object_element(
            json_object_get_array_member(side, "items"), (guint)number - 1);
        json_object_set_string_member(
            item, "file_no", json_object_get_string_member(json_node_get_object(show), "file_no"));
        return answer_node_of_object(json_object_ref(item));
    }
    return NULL;
}

JsonNode *index_item_set(Store *store, const char *file_no, gint64 item, const RecordValue *values,
                         guint n_values, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    if (!record || !db_begin(db, error) ||
        !db_end(db, item_change(store, record, item, values, n_values, error), error))
        return NULL;
    return item_answer(store, file_no, item, error);
}
