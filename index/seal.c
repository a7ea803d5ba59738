/* Seals of rows (seal.h): which rows a transaction changed, and what they hold at its end. */
#include "index/seal.h"

#include <string.h>

#include "index/store-private.h"

#define NUMBER_FIRST "-9223372036854775807"
#define NUMBER_LAST "9223372036854775807"
#define TEXT_FIRST ""
#define TEXT_LAST "\xf4\x8f\xbf\xbf" /* the last character there is */

static const struct {
    const char *unit, *label, *statement, *first, *last;
} UNITS[] = {
    {"record", "record", "seal_record", NUMBER_FIRST, NUMBER_LAST},
    {"side", "side", "seal_side", NUMBER_FIRST, NUMBER_LAST},
    {"batch", "batch", "seal_batch", NUMBER_FIRST, NUMBER_LAST},
    {"page", "page", "seal_page", NUMBER_FIRST, NUMBER_LAST},
    {"item", "item", "seal_item", NUMBER_FIRST, NUMBER_LAST},
    {"token", "token", "seal_token", NUMBER_FIRST, NUMBER_LAST},
    {"volume", "volume", "seal_volume", NUMBER_FIRST, NUMBER_LAST},
    {"package", "package", "seal_package", NUMBER_FIRST, NUMBER_LAST},
    {"edit", "correction", "seal_edit", NUMBER_FIRST, NUMBER_LAST},
    {"person", "person", "seal_person", TEXT_FIRST, TEXT_LAST},
    {"check_plan", "checking plan", "seal_check_plan", NUMBER_FIRST, NUMBER_LAST},
    {"lot", "lot", "seal_lot", NUMBER_FIRST, NUMBER_LAST},
    {"slip", "slip", "seal_slip", NUMBER_FIRST, NUMBER_LAST},
    {"exclusion", "exclusion", "seal_exclusion", NUMBER_FIRST, NUMBER_LAST},
    {"provisional", "provisional number of record", "seal_provisional", NUMBER_FIRST, NUMBER_LAST},
    {"renaming", "renaming", "seal_renaming", NUMBER_FIRST, NUMBER_LAST},
    {"removal", "removal of record", "seal_removal", NUMBER_FIRST, NUMBER_LAST},
    {"absence", "absence of record", "seal_absence", NUMBER_FIRST, NUMBER_LAST},
    {"feeding", "first feeding of record", "seal_feeding", NUMBER_FIRST, NUMBER_LAST},
    {"clock_jump", "clock, jump", "seal_clock_jump", NUMBER_FIRST, NUMBER_LAST},
    {"backup", "backup", "seal_backup", NUMBER_FIRST, NUMBER_LAST},
    {"plan", "plan", "seal_plan", NUMBER_FIRST, NUMBER_LAST},
    {"frozen_return", "return", "seal_frozen_return", NUMBER_FIRST, NUMBER_LAST},
    {"conf", "setting", "seal_conf", TEXT_FIRST, TEXT_LAST},
    {"withholding", "removal of pages", "seal_withholding", NUMBER_FIRST, NUMBER_LAST},
};

static const char *const PIN_TRIES[] = {"n_wrong", "tried_at", NULL};

static const DbWatched TABLES[] = {
    {"record", "record_id", NULL},
    {"side", "side_id", NULL},
    {"batch", "batch_id", NULL},
    {"batch_hand", "batch_id", NULL},
    {"page", "page_id", NULL},
    {"flag", "page_id", NULL},
    {"page_text", "page_id", NULL},
    {"item", "item_id", NULL},
    {"token", "number", NULL},
    {"volume", "volume_id", NULL},
    {"package", "package_id", NULL},
    {"package_volume", "package_id", NULL},
    {"edit", "edit_id", NULL},
    {"edit_page", "edit_id", NULL},
    {"edit_side", "edit_id", NULL},
    {"edit_item", "edit_id", NULL},
    {"edit_hand", "edit_id", NULL},
    {"person", "name", PIN_TRIES},
    {"person_pin_setter", "name", NULL},
    {"check_plan", "plan_id", NULL},
    {"lot", "lot_id", NULL},
    {"lot_record", "lot_id", NULL},
    {"lot_volume", "lot_id", NULL},
    {"lot_page", "lot_id", NULL},
    {"lot_look", "lot_id", NULL},
    {"slip", "slip_id", NULL},
    {"slip_record", "slip_id", NULL},
    {"exclusion", "exclusion_id", NULL},
    {"provisional", "record_id", NULL},
    {"renaming", "renaming_id", NULL},
    {"removal", "record_id", NULL},
    {"absence", "record_id", NULL},
    {"feeding", "record_id", NULL},
    {"clock_jump", "jump_id", NULL},
    {"backup", "backup_id", NULL},
    {"backup_missing", "backup_id", NULL},
    {"plan_version", "plan_version_id", NULL},
    {"plan_office", "plan_version_id", NULL},
    {"plan_target", "plan_version_id", NULL},
    {"plan_census", "plan_version_id", NULL},
    {"plan_rule", "plan_version_id", NULL},
    {"plan_holiday", "plan_version_id", NULL},
    {"frozen_return", "number", NULL},
    {"conf_told", "name", NULL},
    {"withholding", "withholding_id", NULL},
    {"withholding_page", "withholding_id", NULL},
    {"withholding_file", "withholding_id", NULL},
};

struct Seals {
    Store *store;
    Db *before; /* another connection: sees what was committed, while ours is within a transaction */
    GHashTable *told; /* set of names: sealed in this transaction, or not to be compared */
    guint units[G_N_ELEMENTS(TABLES)];        /* of which unit a table is */
    GHashTable *touched[G_N_ELEMENTS(UNITS)]; /* set of keys: changed and not sealed yet */
    gint64 none_from[G_N_ELEMENTS(
        UNITS)]; /* of numbered ones: no row was there from this key on; 0: not known */
};

/* ---------------------------------------------------------------------------------- the units -- */

const char *seals_unit(guint which, const char **statement, const char **first, const char **last)
{
    if (which >= G_N_ELEMENTS(UNITS))
        return NULL;
    *statement = UNITS[which].statement;
    *first = UNITS[which].first;
    *last = UNITS[which].last;
    return UNITS[which].unit;
}

/* What belongs to a unit has its name before the "_". */
static guint unit_of(const char *table)
{
    guint found = G_N_ELEMENTS(UNITS);
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++) {
        gsize n = strlen(UNITS[i].unit);
        if (strncmp(table, UNITS[i].unit, n) == 0 && (table[n] == '\0' || table[n] == '_'))
            found = i;
        if (g_str_equal(table, "flag") && g_str_equal(UNITS[i].unit, "page"))
            return i;
    }
    return found;
}

const char *seals_unit_of(const char *table)
{
    for (guint i = 0; i < G_N_ELEMENTS(TABLES); i++)
        if (g_str_equal(TABLES[i].table, table))
            return UNITS[unit_of(table)].unit;
    return NULL;
}

const char *seals_label(const char *unit)
{
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (g_str_equal(UNITS[i].unit, unit))
            return UNITS[i].label;
    return NULL;
}

gboolean seals_is_numbered(const char *unit)
{
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (g_str_equal(UNITS[i].unit, unit))
            return *UNITS[i].first != '\0';
    return FALSE;
}

char *seals_name(const char *unit, const char *key)
{
    g_autofree char *plain = g_uri_escape_string(key, NULL, FALSE);
    return g_strconcat(unit, ":", plain, NULL);
}

/* -------------------------------------------------------------------------------- what changed -- */

static void touched_clear(gpointer data)
{
    Seals *seals = data;
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        g_hash_table_remove_all(seals->touched[i]);
    memset(seals->none_from, 0, sizeof seals->none_from);
    g_hash_table_remove_all(seals->told);
}

static void touched_add(gpointer data, guint table, const char *key)
{
    Seals *seals = data;
    g_hash_table_add(seals->touched[seals->units[table]], g_strdup(key));
}

void seals_touch(Seals *seals, const char *unit, const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (g_str_equal(UNITS[i].unit, unit)) {
            g_hash_table_add(seals->touched[i], g_strdup(key));
            g_hash_table_add(seals->told, seals_name(unit, key));
        }
}

static gboolean is_touched(const Seals *seals)
{
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (g_hash_table_size(seals->touched[i]) > 0)
            return TRUE;
    return FALSE;
}

/* What no event told of is told before all is committed. */
static gboolean rest_seal(gpointer data, GError **error)
{
    Seals *seals = data;
    return !is_touched(seals) || index_event_add(seals->store, "rows.noted", "index", NULL, error);
}

/* The row as db sees it; owned. */
static char *row_seal(Db *db, guint unit, const char *key, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, UNITS[unit].statement, DB_VALUES(DB_TEXT(key), DB_TEXT(key)), &row,
                      error))
        return NULL;
    return row ? seals_of_row(row) : g_strdup(SEAL_REMOVED);
}

/* The row as it was; owned. Rows that are put in get keys behind all others: one question answers for all of these. */
static char *found_seal(Seals *seals, guint unit, const char *key, GError **error)
{
    gint64 number = *UNITS[unit].first ? g_ascii_strtoll(key, NULL, 10) : 0;
    gint64 *none_from = &seals->none_from[unit];
    if (number <= 0)
        return row_seal(seals->before, unit, key, error);
    if (*none_from && number >= *none_from)
        return g_strdup(SEAL_REMOVED);
    g_autoptr(DbRows) rows = db_query(seals->before, UNITS[unit].statement,
                                      DB_VALUES(DB_TEXT(key), DB_TEXT(UNITS[unit].last)), error);
    if (rows && db_rows_next(rows, error))
        return db_rows_int(rows, 0) == number ? seals_of_row(rows) : g_strdup(SEAL_REMOVED);
    if (!rows || db_rows_failed(rows))
        return NULL;
    *none_from = number;
    return g_strdup(SEAL_REMOVED);
}

/* What the transaction found: verify compares it with the seal before, so that an edit is not vouched for by the next
 * honest act. Our transaction holds the write lock, so the other connection sees the state that it began with. */
static gboolean found_append(Seals *seals, guint unit, const char *key, char *name, GString *text,
                             GError **error)
{
    if (!g_hash_table_add(seals->told, name))
        return TRUE;
    g_autofree char *seal = found_seal(seals, unit, key, error);
    if (seal)
        g_string_append_printf(text, SEAL_FOUND "%.*s", SEAL_HASH_DIGITS, seal);
    return seal != NULL;
}

static gboolean key_seal(Seals *seals, guint unit, const char *key, GString *text, GError **error)
{
    g_autofree char *seal = row_seal(index_store_db(seals->store), unit, key, error);
    if (!seal)
        return FALSE;
    char *name = seals_name(UNITS[unit].unit, key);
    g_string_append_printf(text, "%s%s=%s", text->len ? " " : "", name, seal);
    return found_append(seals, unit, key, name, text, error);
}

static gboolean unit_seal(Seals *seals, guint unit, GString *text, GError **error)
{
    g_autoptr(GList) keys =
        g_list_sort(g_hash_table_get_keys(seals->touched[unit]), (GCompareFunc)strcmp);
    for (const GList *key = keys; key; key = key->next)
        if (!key_seal(seals, unit, key->data, text, error))
            return FALSE;
    g_hash_table_remove_all(seals->touched[unit]);
    return TRUE;
}

/* The member comes last in the object. */
static char *detail_with(const char *detail, const char *rows)
{
    gsize length = strlen(detail);
    g_assert(length >= 2 && detail[length - 1] == '}');
    if (!*rows)
        return g_strdup(detail);
    return g_strdup_printf("%.*s%s" SEAL_ROWS "%s\"}", (int)(length - 1), detail,
                           length > 2 ? "," : "", rows);
}

char *seals_put(Seals *seals, const char *detail, gint64 record_id, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (record_id)
        g_string_append_printf(text, "@%" G_GINT64_FORMAT, record_id);
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (!unit_seal(seals, i, text, error))
            return NULL;
    return detail_with(detail, text->str);
}

/* --------------------------------------------------------------------------------------- both -- */

Seals *seals_new(Store *store, const char *url, GError **error)
{
    g_autoptr(Seals) seals = g_new0(Seals, 1);
    seals->store = store;
    seals->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    seals->before = db_open(url, error);
    for (guint i = 0; i < G_N_ELEMENTS(TABLES); i++)
        seals->units[i] = unit_of(TABLES[i].table);
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        seals->touched[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const DbWatch watch = {TABLES, G_N_ELEMENTS(TABLES), touched_clear, touched_add, rest_seal,
                           seals};
    return seals->before && db_watch(index_store_db(store), &watch, error) ? g_steal_pointer(&seals)
                                                                           : NULL;
}

void seals_free(Seals *seals)
{
    if (!seals)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        g_hash_table_unref(seals->touched[i]);
    g_hash_table_unref(seals->told);
    db_close(seals->before);
    g_free(seals);
}
