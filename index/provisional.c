/* Provisional records: a file that lies on the scanner and stands in no register yet is added by its number, and scanned.
 * The office's list, when it is imported, takes it over: it is the same record if the number is the same
 * but for capitals and separators (so "a 12-2008" is "A-12/2008") and nobody said another year. Until then it is not exported. */
#include "index/register.h"
#include "index/store-private.h"

/* The number's letters and digits as e-Office writes them, small, in parts with "-" between them. */
static char *number_key(Register *reg, const char *file_no)
{
    g_autofree char *nic = index_nic_write(reg->nic, file_no);
    GString *key = g_string_new(NULL);
    for (const char *at = nic ? nic : ""; *at; at++)
        if (g_ascii_isalnum(*at))
            g_string_append_c(key, g_ascii_tolower(*at));
        else if (key->len && key->str[key->len - 1] != '-')
            g_string_append_c(key, '-');
    return g_string_free(key, FALSE);
}

static gboolean row_fill(Row *row, const char *file_no, const RecordValue *values, guint n_values,
                         GError **error)
{
    row->values[COLUMN_FILE_NO] = column_check(COLUMN_FILE_NO, file_no, error);
    if (!row->values[COLUMN_FILE_NO])
        return FALSE;
    for (guint i = 0; i < n_values; i++)
        if (!register_row_set(row, &values[i], error))
            return FALSE;
    if (!row->values[COLUMN_SUBJECT]) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say what it is about: subject=TEXT");
        return FALSE;
    }
    return register_row_complete(row, NULL, error);
}

static gboolean add(Register *reg, Row *row, GError **error)
{
    g_autofree char *key = number_key(reg, row->values[COLUMN_FILE_NO]);
    g_autofree char *object = index_file_object(row->values[COLUMN_FILE_NO]);
    return register_row_insert(reg, row, error) &&
           db_exec(reg->db, "provisional_insert",
                   DB_VALUES(DB_INT(row->record_id), DB_TEXT(key), DB_TEXT(reg->now),
                             DB_TEXT(index_store_user(reg->store))),
                   error) &&
           index_event_put_at(reg->store, reg->now, "record.provisional", object, row->record_id,
                              g_variant_new_parsed("{'key': <%s>}", key), error);
}

static gboolean is_there(const char *file_no, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is in the register already: muhafiz show tells what it is", file_no);
    return FALSE;
}

/* Not registered under any way of writing its number. */
static gboolean is_new(Register *reg, const char *file_no, GError **error)
{
    g_autofree char *wanted = number_key(reg, file_no);
    g_autoptr(DbRows) rows = db_query(reg->db, "provisional_numbers", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *known = db_rows_text(rows, 0);
        g_autofree char *key = number_key(reg, known);
        if (g_str_equal(key, wanted))
            return is_there(known, error);
    }
    return rows && !db_rows_failed(rows);
}

gboolean index_record_add(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, GError **error)
{
    g_auto(Register) reg = {0};
    g_auto(Row) row = {0};
    if (!register_init(&reg, store, error) || !row_fill(&row, file_no, values, n_values, error) ||
        !db_begin(reg.db, error))
        return FALSE;
    gboolean ok = is_new(&reg, row.values[COLUMN_FILE_NO], error) && add(&reg, &row, error);
    return db_end(reg.db, ok, error);
}

gboolean register_provisional_find(Register *reg, const char *file_no, const char *year, Row *row,
                                   GError **error)
{
    g_autofree char *key = number_key(reg, file_no);
    g_autoptr(DbRows) found = NULL;
    if (!db_query_row(reg->db, "provisional_find", DB_VALUES(DB_TEXT(key), DB_TEXT(year)), &found,
                      error))
        return FALSE;
    if (found)
        register_row_read(row, found);
    return TRUE;
}

/* Nothing was handed over under it: the number that the office writes gives the record its name. */
static gboolean nic_renew(Register *reg, const Row *row, const char *object, GError **error)
{
    const char *file_no = row->values[COLUMN_FILE_NO];
    g_autoptr(Record) record = index_record_load_id(reg->store, row->record_id, error);
    g_autofree char *form = index_nic_write(reg->nic, file_no);
    if (!record || g_strcmp0(form, record->nic_no) == 0)
        return record != NULL;
    g_autofree char *nic = register_nic_choose(reg, file_no, row->record_id, error);
    g_autofree char *key = nic ? g_ascii_strdown(nic, -1) : NULL;
    return nic &&
           db_exec(reg->db, "provisional_rename",
                   DB_VALUES(DB_INT(row->record_id), DB_TEXT(nic), DB_TEXT(key)), error) &&
           index_record_touch(reg->store, row->record_id, error) &&
           index_event_put(reg->store, "record.changed", object, row->record_id,
                           g_variant_new_parsed("{'nic_no': <(%s, %s)>}", record->nic_no, nic),
                           error);
}

/* The number that it waits for in the office's list is another one now. */
gboolean register_provisional_renumber(Register *reg, const Row *row, const char *object,
                                       GError **error)
{
    gboolean is_provisional;
    g_autofree char *key = number_key(reg, row->values[COLUMN_FILE_NO]);
    if (!nic_renew(reg, row, object, error) ||
        !index_record_is_provisional(reg->store, row->record_id, &is_provisional, error))
        return FALSE;
    return !is_provisional ||
           (db_exec(reg->db, "provisional_renumber",
                    DB_VALUES(DB_INT(row->record_id), DB_TEXT(key), DB_TEXT(reg->now),
                              DB_TEXT(index_store_user(reg->store))),
                    error) &&
            index_event_put_at(reg->store, reg->now, "record.provisional", object, row->record_id,
                               g_variant_new_parsed("{'key': <%s>}", key), error));
}

/* What was scanned before the register said how much there is counts only when a person says that it is all. */
static gboolean note_uncounted(Register *reg, const Row *row, GError **error)
{
    const char *file_no = row->values[COLUMN_FILE_NO];
    g_autofree char *word = index_word(file_no);
    g_autoptr(DbRows) sides =
        db_query(reg->db, "provisional_sides", DB_VALUES(DB_INT(row->record_id)), error);
    while (sides && db_rows_next(sides, error))
        g_ptr_array_add(
            reg->notes,
            g_strdup_printf("%s, %s: %" G_GINT64_FORMAT " %s scanned before the register had it, "
                            "which reports do not count until a person says that it is all: "
                            "muhafiz record close %s --side %s --reason TEXT",
                            file_no, db_rows_text(sides, 0), COUNTED(db_rows_int(sides, 1), "page"),
                            word, db_rows_text(sides, 0)));
    return sides && !db_rows_failed(sides);
}

gboolean register_provisional_end(Register *reg, const Row *row, GError **error)
{
    g_autofree char *object = index_file_object(row->values[COLUMN_FILE_NO]);
    if (!db_exec(reg->db, "provisional_end", DB_VALUES(DB_INT(row->record_id)), error))
        return FALSE;
    return db_changes(reg->db) == 0 ||
           (nic_renew(reg, row, object, error) &&
            index_event_put(reg->store, "record.reconciled", object, row->record_id, NULL, error) &&
            note_uncounted(reg, row, error));
}

gboolean index_record_is_provisional(Store *store, gint64 record_id, gboolean *is, GError **error)
{
    gint64 n;
    if (!db_query_int(index_store_db(store), "provisional_count_of", DB_VALUES(DB_INT(record_id)),
                      &n, NULL, error))
        return FALSE;
    *is = n > 0;
    return TRUE;
}
