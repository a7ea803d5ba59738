/* Who could decide a lot: checkers who work here, and none of whose hands its records went through.
 *
 * At which login they will sit is not known before they do, so persons are told apart by name and PIN, and the
 * logins at which the lot must not be decided are told beside. */
#include "index/lot-private.h"

GPtrArray *lot_checkers(Store *store, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "people_checkers", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(names, g_strdup(db_rows_text(rows, 0)));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&names) : NULL;
}

GPtrArray *lot_deciders(Store *store, const GPtrArray *among, gint64 record_id, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < among->len; i++) {
        gboolean has = FALSE;
        if (people_are_separated(store) &&
            !people_has_hand(store, among->pdata[i], record_id, &has, error))
            return NULL;
        if (!has)
            g_ptr_array_add(names, g_strdup(among->pdata[i]));
    }
    return g_steal_pointer(&names);
}

/* Of the lot's records one after the other. */
static GPtrArray *deciders_of_lot(Store *store, gint64 lot_id, GError **error)
{
    g_autoptr(GPtrArray) names = lot_checkers(store, error);
    g_autoptr(DbRows) rows =
        names ? db_query(index_store_db(store), "lot_records", DB_VALUES(DB_INT(lot_id)), error)
              : NULL;
    while (rows && db_rows_next(rows, error)) {
        GPtrArray *left = lot_deciders(store, names, db_rows_int(rows, 0), error);
        if (!left)
            return NULL;
        g_ptr_array_unref(names);
        names = left;
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&names) : NULL;
}

static JsonArray *logins_of_lot(Store *store, gint64 lot_id, GError **error)
{
    g_autoptr(JsonArray) logins = json_array_new();
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_logins",
                 DB_VALUES(DB_INT(lot_id),
                           DB_INT(g_str_equal(index_store_conf_text(store, "check", "separation"),
                                              "login"))),
                 error);
    while (rows && db_rows_next(rows, error))
        if (people_are_separated(store))
            json_array_add_string_element(logins, db_rows_text(rows, 0));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&logins) : NULL;
}

gboolean lot_add_deciders(JsonObject *item, Store *store, gint64 lot_id, GError **error)
{
    g_autoptr(GPtrArray) names = deciders_of_lot(store, lot_id, error);
    JsonArray *logins = names ? logins_of_lot(store, lot_id, error) : NULL;
    if (!logins)
        return FALSE;
    JsonArray *deciders = json_array_new();
    for (guint i = 0; i < names->len; i++)
        json_array_add_string_element(deciders, names->pdata[i]);
    json_object_set_array_member(item, "deciders", deciders);
    json_object_set_array_member(item, "not_at_logins", logins);
    return TRUE;
}

/* ---------------------------------------------------------------------------------- left out -- */

#define NUMBERS_SHOWN 5

typedef struct {
    GString *file_nos; /* the first of them */
    guint n;
    gboolean is_login; /* kept by why this login cannot decide them, not by who could */
} LeftOut;

static void left_out_free(gpointer data)
{
    LeftOut *left = data;
    g_string_free(left->file_nos, TRUE);
    g_free(left);
}

GHashTable *lot_left_out_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, left_out_free);
}

static void left_out_count(GHashTable *left_out, const char *key, gboolean is_login,
                           const char *file_no)
{
    LeftOut *left = g_hash_table_lookup(left_out, key);
    if (!left) {
        left = g_new0(LeftOut, 1);
        left->file_nos = g_string_new(NULL);
        left->is_login = is_login;
        g_hash_table_insert(left_out, g_strdup(key), left);
    }
    if (left->n++ < NUMBERS_SHOWN)
        g_string_append_printf(left->file_nos, "%s%s", left->n > 1 ? ", " : "", file_no);
}

/* "gita, sita"; "": nobody. Who is among them, and yet has own work there, has the wrong login. */
gboolean lot_left_out_add(GHashTable *left_out, Store *store, gint64 record_id, const char *file_no,
                          const char *own, GError **error)
{
    g_autoptr(GPtrArray) checkers = lot_checkers(store, error);
    g_autoptr(GPtrArray) others = checkers ? lot_deciders(store, checkers, record_id, error) : NULL;
    if (!others)
        return FALSE;
    g_ptr_array_add(others, NULL);
    g_autofree char *names = g_strjoinv(", ", (char **)others->pdata);
    gboolean is_login =
        own && g_strv_contains((const char *const *)others->pdata, index_store_user(store));
    left_out_count(left_out, is_login ? own : names, is_login, file_no);
    return TRUE;
}

static char *left_out_tell(const char *key, const LeftOut *left)
{
    g_autofree char *more = left->n > NUMBERS_SHOWN
                                ? g_strdup_printf(" and %u more", left->n - NUMBERS_SHOWN)
                                : g_strdup("");
    const char *are = left->n == 1 ? "is" : "are", *file_nos = left->file_nos->str;
    if (left->is_login)
        return g_strdup_printf("%s%s %s left out: %s. Check at another login of the computer; "
                               "where all share one, set separation=person in muhafiz.conf: it "
                               "holds for what is scanned with a PIN from then on",
                               file_nos, more, are, key);
    return *key ? g_strdup_printf("%s%s %s left out, for a lot that %s can decide", file_nos, more,
                                  are, key)
                : g_strdup_printf("%s%s %s left out: no checker of this office could decide, as "
                                  "pages went through the hands of each of them; let an admin "
                                  "add another one (muhafiz user add NAME --role checker)",
                                  file_nos, more, are);
}

GPtrArray *lot_left_out_tell(GHashTable *left_out)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(left_out), (GCompareFunc)g_strcmp0);
    for (GList *key = keys; key; key = key->next)
        g_ptr_array_add(notes, left_out_tell(key->data, g_hash_table_lookup(left_out, key->data)));
    return notes;
}

gboolean lot_left_out_is_hopeless(GHashTable *left_out)
{
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, left_out);
    while (g_hash_table_iter_next(&iter, &key, &value))
        if (*(const char *)key && !((LeftOut *)value)->is_login)
            return FALSE;
    return g_hash_table_size(left_out) > 0;
}
