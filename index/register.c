/* The office's register: writing a record's values, setting one, listing all. register-import.c
 * reads them from a file.
 */
#include "index/register.h"

#include <string.h>

#include "index/answer.h"
#include "index/lot-private.h"
#include "index/store-private.h"

#define NIC_BYTES_MAX 200 /* a folder name, with prefix and version, stays below 255 */

/* --------------------------------------------------------------------------- rows of values -- */

void register_row_clear(Row *row)
{
    for (guint i = 0; i < N_COLUMNS; i++)
        g_clear_pointer(&row->values[i], g_free);
    row->record_id = 0;
}

void register_row_read(Row *row, DbRows *from)
{
    row->record_id = db_rows_int(from, 0);
    for (guint i = 0; i < N_COLUMNS; i++)
        row->values[i] = index_row_text(from, i + 1);
}

static void row_bind(const Row *row, DbValue values[N_COLUMNS])
{
    for (guint i = 0; i < N_COLUMNS; i++) {
        const char *text = row->values[i];
        if (!column_is_number(i))
            values[i] = DB_TEXT(text);
        else
            values[i] = *text ? DB_INT(g_ascii_strtoll(text, NULL, 10)) : DB_NULL;
    }
}

/* ------------------------------------------------------------------------------ writing rows -- */

/* What is so in an old store already may stay. */
static gboolean register_dates_check(const Row *before, const Row *row, GError **error)
{
    const char *opened = row->values[COLUMN_OPENED], *closed = row->values[COLUMN_CLOSED];
    gboolean is_new = !before || !g_str_equal(before->values[COLUMN_OPENED], opened) ||
                      !g_str_equal(before->values[COLUMN_CLOSED], closed);
    if (!is_new || !*opened || !*closed || strcmp(opened, closed) <= 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "column closed: %s lies before the day it was opened, %s: were day and month "
                "exchanged?",
                closed, opened);
    return FALSE;
}

/* Sides that the register says have pages are there before the first page, so that a record is not
 * taken to be complete without them. */
static gboolean sides_expect(Register *reg, const Row *row, GError **error)
{
    static const struct {
        const char *kind, *side;
        ColumnId pages;
    } expectations[] = {
        {"file", "notes", COLUMN_NOTE_PAGES},
        {"file", "correspondence", COLUMN_CORRESPONDENCE_PAGES},
        {"register", "openings", COLUMN_CORRESPONDENCE_PAGES},
        {"map", "sheets", COLUMN_CORRESPONDENCE_PAGES},
    };
    const char *sides[2] = {NULL, NULL};
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS(expectations); i++) {
        const char *pages = row->values[expectations[i].pages];
        if (g_str_equal(expectations[i].kind, row->values[COLUMN_KIND]) && *pages &&
            !g_str_equal(pages, "0"))
            sides[n++] = expectations[i].side;
    }
    const DbValue id = DB_INT(row->record_id);
    if (n == 2)
        return db_exec(reg->db, "side_expect_two",
                       DB_VALUES(id, DB_TEXT(sides[0]), DB_TEXT(sides[1])), error);
    return n == 0 || db_exec(reg->db, "side_expect", DB_VALUES(id, DB_TEXT(sides[0])), error);
}

char *register_nic_choose(Register *reg, const char *file_no, gint64 own_id, GError **error)
{
    g_autofree char *form = index_nic_write(reg->nic, file_no);
    if (!form || strlen(form) > NIC_BYTES_MAX) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "\"%s\" is not possible: e-Office knows it only with a letter or digit, and no "
                    "longer than %d",
                    file_no, NIC_BYTES_MAX);
        return NULL;
    }
    for (guint n = 1;; n++) {
        g_autofree char *nic = n == 1 ? g_strdup(form) : g_strdup_printf("%s-%u", form, n);
        g_autofree char *key = g_ascii_strdown(nic, -1);
        gint64 record_id;
        gboolean is_taken;
        if (!db_query_int(reg->db, "nic_find", DB_VALUES(DB_TEXT(key)), &record_id, &is_taken,
                          error))
            return NULL;
        if (!is_taken || record_id == own_id)
            return g_steal_pointer(&nic);
    }
}

gboolean register_row_insert(Register *reg, Row *row, GError **error)
{
    DbValue values[N_COLUMNS + 3];
    if (!register_dates_check(NULL, row, error))
        return FALSE;
    g_autofree char *nic = register_nic_choose(reg, row->values[COLUMN_FILE_NO], 0, error);
    if (!nic)
        return FALSE;
    g_autofree char *key = g_ascii_strdown(nic, -1), *detail = register_row_detail(row, nic);
    g_autofree char *object = index_file_object(row->values[COLUMN_FILE_NO]);
    row_bind(row, values);
    values[N_COLUMNS] = DB_TEXT(nic);
    values[N_COLUMNS + 1] = DB_TEXT(key);
    values[N_COLUMNS + 2] = DB_TEXT(reg->now);
    return db_query_int(reg->db, "register_insert", values, G_N_ELEMENTS(values), &row->record_id,
                        NULL, error) &&
           sides_expect(reg, row, error) &&
           index_event_put_text(reg->store, reg->now, "record.registered", object, row->record_id,
                                detail, error);
}

/* A record of another kind has other sides; those without pages may go. */
static gboolean kind_change(Register *reg, const Row *row, GError **error)
{
    gint64 n_pages;
    if (!db_query_int(reg->db, "record_count_pages", DB_VALUES(DB_INT(row->record_id)), &n_pages,
                      NULL, error))
        return FALSE;
    if (n_pages == 0)
        return db_exec(reg->db, "sides_remove", DB_VALUES(DB_INT(row->record_id)), error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "kind: %s has, or had, scanned pages and cannot become a %s any more",
                row->values[COLUMN_FILE_NO], row->values[COLUMN_KIND]);
    return FALSE;
}

static gboolean is_excluded(const Row *row)
{
    return g_str_equal(row->values[COLUMN_AVAILABILITY], "excluded");
}

static gboolean is_withheld_now(const Row *before, const Row *after)
{
    return register_row_is_withheld(after) && !register_row_is_withheld(before);
}

/* What was kept from everybody's eyes is read and handed over again by nobody's word but the nodal officer's,
 * whichever column says it. */
static gboolean is_nodals(const Row *before, const Row *after)
{
    return is_excluded(before) != is_excluded(after) ||
           (register_row_is_withheld(before) && !register_row_is_withheld(after));
}

/* The nodal officer alone excludes, and nothing changes in a lot that is being checked, but that a record is
 * withheld. */
static gboolean update_is_allowed(Register *reg, const Row *before, const Row *after,
                                  gboolean is_handed_over, GError **error)
{
    const char *file_no = before->values[COLUMN_FILE_NO];
    if (is_nodals(before, after) && !index_person_require(reg->store, ACT_EXCLUDE, error)) {
        if (is_excluded(before) == is_excluded(after))
            g_prefix_error(error, "classification: %s is %s: ", file_no,
                           before->values[COLUMN_CLASSIFICATION]);
        return FALSE;
    }
    if (is_withheld_now(before, after))
        return lot_withhold(reg->store, before->record_id, file_no, error);
    return !is_handed_over || lot_check_record(reg->store, before->record_id, file_no, error);
}

gboolean register_row_update(Register *reg, const Row *before, const Row *after, gboolean *changed,
                             GError **error)
{
    DbValue values[N_COLUMNS + 2];
    gboolean is_handed_over;
    g_autoptr(GVariant) changes = register_rows_compare(before, after, &is_handed_over);
    g_autofree char *object = index_file_object(after->values[COLUMN_FILE_NO]);
    *changed = g_variant_n_children(changes) > 0;
    if (!*changed)
        return TRUE;
    if (!g_str_equal(before->values[COLUMN_KIND], after->values[COLUMN_KIND]) &&
        !kind_change(reg, after, error))
        return FALSE;
    if (!update_is_allowed(reg, before, after, is_handed_over, error) ||
        !register_number_check(reg, before, after, error) ||
        !register_dates_check(before, after, error))
        return FALSE;
    row_bind(after, values);
    values[N_COLUMNS] = DB_INT(before->record_id);
    values[N_COLUMNS + 1] = DB_TEXT(reg->now);
    return db_exec(reg->db, "register_update", values, G_N_ELEMENTS(values), error) &&
           sides_expect(reg, after, error) && register_withhold(reg, before, after, error) &&
           register_exclusion_follow(reg, before, after, error) &&
           register_absence_follow(reg, before, after, error) &&
           register_lifting_follow(reg, before, after, error) &&
           (!is_handed_over || register_reopen(reg, before, after, error)) &&
           index_event_put(reg->store, "record.changed", object, before->record_id, changes,
                           error) &&
           register_number_follow(reg, before, after, error);
}

gboolean register_init(Register *reg, Store *store, GError **error)
{
    *reg = (Register){.store = store, .db = index_store_db(store), .now = index_now()};
    reg->notes = g_ptr_array_new_with_free_func(g_free);
    reg->reopened = g_ptr_array_new_with_free_func(g_free);
    reg->nic = index_nic_writer_new(error);
    return reg->nic != NULL;
}

void register_clear(Register *reg)
{
    index_nic_writer_free(reg->nic);
    g_clear_pointer(&reg->notes, g_ptr_array_unref);
    g_clear_pointer(&reg->reopened, g_ptr_array_unref);
    g_free(reg->now);
}

/* --------------------------------------------------------------------- setting and listing -- */

gboolean register_row_set(Row *row, const RecordValue *set, GError **error)
{
    ColumnId id = column_find(set->key);
    if (id == N_COLUMNS) {
        g_autofree char *names = column_names(N_COLUMNS);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s cannot be set: choose one of %s",
                    set->key, names);
        return FALSE;
    }
    char *checked = column_check(id, set->value, error);
    if (!checked) {
        g_prefix_error(error, "%s: ", set->key);
        return FALSE;
    }
    g_free(row->values[id]);
    row->values[id] = checked;
    return TRUE;
}

gboolean register_row_complete(Row *row, const Row *before, GError **error)
{
    gboolean is_there = before && before->record_id;
    for (guint i = 0; i < N_COLUMNS; i++) {
        if (row->values[i])
            continue;
        row->values[i] = is_there ? g_strdup(before->values[i]) : column_check(i, "", error);
        if (!row->values[i])
            return FALSE;
    }
    return TRUE;
}

/* The record as it stands, and as these values would have it. *reason: where they say one. */
static gboolean rows_load(Db *db, gint64 record_id, const RecordValue *values, guint n_values,
                          Row *before, Row *after, const char **reason, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "register_load", DB_VALUES(DB_INT(record_id)), &row, error))
        return FALSE;
    register_row_read(before, row);
    register_row_read(after, row);
    for (guint i = 0; i < n_values; i++)
        if (g_str_equal(values[i].key, "reason"))
            *reason = values[i].value;
        else if (!register_row_set(after, &values[i], error))
            return FALSE;
    if (!*reason ||
        !g_str_equal(before->values[COLUMN_AVAILABILITY], after->values[COLUMN_AVAILABILITY]) ||
        !g_str_equal(before->values[COLUMN_CLASSIFICATION], after->values[COLUMN_CLASSIFICATION]))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "a reason is kept only with another availability or classification: "
                        "remarks=TEXT is for all else");
    return FALSE;
}

gboolean register_record_set(Register *reg, gint64 record_id, const RecordValue *values,
                             guint n_values, GError **error)
{
    g_auto(Row) before = {0};
    g_auto(Row) after = {0};
    gboolean changed;
    return rows_load(reg->db, record_id, values, n_values, &before, &after, &reg->reason, error) &&
           register_row_update(reg, &before, &after, &changed, error) &&
           index_search_settle(reg->store, error);
}

/* Paper changes hands by a slip, which names them. */
static gboolean custody_refuse(const RecordValue *values, guint n_values, GError **error)
{
    for (guint i = 0; i < n_values; i++)
        if (g_str_equal(values[i].key, column_name(COLUMN_CUSTODY))) {
            g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                                "custody is not set by hand: muhafiz custody take and muhafiz "
                                "custody return say who gave the paper to whom");
            return FALSE;
        }
    return TRUE;
}

/* Most errors name the record already. */
static void error_name_record(GError **error, const char *file_no)
{
    if (error && *error && !strstr((*error)->message, file_no))
        g_prefix_error(error, "%s: ", file_no);
}

gboolean index_record_set_is_nodals(Store *store, const char *file_no, const RecordValue *values,
                                    guint n_values, gboolean *is, GError **error)
{
    g_auto(Row) before = {0};
    g_auto(Row) after = {0};
    const char *reason = NULL;
    gint64 lot_id;
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    if (!record)
        return FALSE;
    if (!rows_load(index_store_db(store), record->record_id, values, n_values, &before, &after,
                   &reason, error) ||
        !lot_of_record(store, record->record_id, &lot_id, error)) {
        error_name_record(error, record->file_no);
        return FALSE;
    }
    *is = is_nodals(&before, &after) || (lot_id && is_withheld_now(&before, &after));
    return TRUE;
}

gboolean index_record_set(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, char **note, GError **error)
{
    g_auto(Register) reg = {0};
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    if (note)
        *note = NULL;
    if (!record || !custody_refuse(values, n_values, error) || !register_init(&reg, store, error) ||
        !db_begin(reg.db, error))
        return FALSE;
    if (db_end(reg.db, register_record_set(&reg, record->record_id, values, n_values, error),
               error)) {
        register_reopened_tell(&reg);
        g_ptr_array_add(reg.notes, NULL);
        if (note && reg.notes->len > 1)
            *note = g_strjoinv("\n", (char **)reg.notes->pdata);
        return TRUE;
    }
    error_name_record(error, record->file_no);
    return FALSE;
}

char *index_register_json(Store *store, GError **error)
{
    AnswerField fields[N_COLUMNS + 2];
    for (guint i = 0; i < N_COLUMNS; i++)
        fields[i] = (AnswerField){column_name(i), column_is_number(i) ? ANSWER_INT : ANSWER_TEXT};
    fields[N_COLUMNS] = (AnswerField){"nic_no", ANSWER_TEXT};
    fields[N_COLUMNS + 1] = (AnswerField){"stage", ANSWER_TEXT};
    return answer_text(index_store_db(store), "register_list", fields, G_N_ELEMENTS(fields), error);
}

JsonNode *index_register_list(Store *store, GError **error)
{
    static const AnswerField fields[] = {
        {"file_no", ANSWER_TEXT}, {"year", ANSWER_TEXT},  {"kind", ANSWER_TEXT},
        {"subject", ANSWER_TEXT}, {"stage", ANSWER_TEXT}, {"availability", ANSWER_TEXT},
    };
    JsonArray *items = answer_array(index_store_db(store), "register_list_brief", DB_NO_VALUES,
                                    fields, G_N_ELEMENTS(fields), error);
    return items ? answer_node_of_array(items) : NULL;
}
