/* Numbers that were wrong: a record is renamed, or taken out of the register.
 *
 * Renamed is what the office's own list does not have (a provisional record), or of which no page was ever scanned; and
 * nothing that went out under its number, on a slip or in a package. The number it had is kept, and finds it. Taken
 * out is what never had a page, a slip or a package: nothing but the register knows it. Its events stay, and its id is given to
 * no other record (register_insert). */
#include "index/people.h"
#include "index/register.h"
#include "index/store-private.h"

typedef struct {
    gint64 n_pages, n_slips, n_packages, n_lots;
    gboolean is_provisional;
    gboolean is_listed; /* the office's own list has it: an import brought it */
} Traces;

static gboolean traces_load(Db *db, gint64 record_id, Traces *traces, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "number_traces", DB_VALUES(DB_INT(record_id)), &row, error))
        return FALSE;
    *traces = (Traces){.n_pages = db_rows_int(row, 0),
                       .n_slips = db_rows_int(row, 1),
                       .n_packages = db_rows_int(row, 2),
                       .n_lots = db_rows_int(row, 3),
                       .is_provisional = db_rows_int(row, 4) != 0,
                       .is_listed = !db_rows_int(row, 4) && !db_rows_int(row, 5)};
    return TRUE;
}

/* What it is known by elsewhere; NULL: nothing. */
static const char *traces_tell(const Traces *traces, gboolean pages_count)
{
    if (traces->n_packages)
        return "was handed over under this number";
    if (traces->n_slips)
        return "stands on a hand-over slip under this number";
    if (pages_count && traces->n_pages + traces->n_lots)
        return "has, or had, scanned pages";
    return NULL;
}

/* ---------------------------------------------------------------------------------- renaming -- */

gboolean register_number_check(Register *reg, const Row *before, const Row *after, GError **error)
{
    Traces traces;
    if (g_str_equal(before->values[COLUMN_FILE_NO], after->values[COLUMN_FILE_NO]))
        return TRUE;
    if (!traces_load(reg->db, before->record_id, &traces, error))
        return FALSE;
    const char *why = traces_tell(&traces, !traces.is_provisional);
    gint64 other;
    gboolean is_taken;
    if (why) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "file_no: %s %s and keeps it: register the right number (muhafiz register add) "
                    "and move its pages there (muhafiz record merge), or say so in remarks=TEXT",
                    before->values[COLUMN_FILE_NO], why);
        return FALSE;
    }
    if (!db_query_int(reg->db, "number_find",
                      DB_VALUES(DB_TEXT(after->values[COLUMN_FILE_NO]),
                                DB_TEXT(after->values[COLUMN_YEAR]), DB_INT(before->record_id)),
                      &other, &is_taken, error))
        return FALSE;
    if (!is_taken)
        return TRUE;
    g_autofree char *word = index_word(before->values[COLUMN_FILE_NO]);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "file_no: %s is in the register already: take the wrong entry out "
                "(muhafiz register remove %s --reason TEXT)",
                after->values[COLUMN_FILE_NO], word);
    return FALSE;
}

/* That is allowed, and still may be a slip of the pen. */
static gboolean shared_note(Register *reg, const Row *after, GError **error)
{
    const char *file_no = after->values[COLUMN_FILE_NO];
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(reg->db, "number_shared",
                      DB_VALUES(DB_TEXT(file_no), DB_INT(after->record_id)), &row, error))
        return FALSE;
    g_autofree char *word = index_word(file_no);
    if (row)
        g_ptr_array_add(reg->notes,
                        g_strdup_printf("%s is now the number of two records, of %s and of %s: if "
                                        "that is wrong, set file_no again; commands name them by "
                                        "their folder (muhafiz show %s lists both)",
                                        file_no, db_rows_text(row, 0), after->values[COLUMN_YEAR],
                                        word));
    return TRUE;
}

gboolean register_number_follow(Register *reg, const Row *before, const Row *after, GError **error)
{
    g_autofree char *object = index_file_object(after->values[COLUMN_FILE_NO]);
    if (g_str_equal(before->values[COLUMN_FILE_NO], after->values[COLUMN_FILE_NO]))
        return TRUE;
    g_autoptr(Record) record = index_record_load_id(reg->store, before->record_id, error);
    return record &&
           db_exec(reg->db, "number_keep",
                   DB_VALUES(DB_INT(record->record_id), DB_TEXT(before->values[COLUMN_FILE_NO]),
                             DB_TEXT(record->nic_no), DB_TEXT(reg->now),
                             DB_TEXT(index_store_user(reg->store))),
                   error) &&
           index_event_put_at(reg->store, reg->now, "record.renamed", object, record->record_id,
                              g_variant_new_parsed("{'file_no': <%s>, 'nic_no': <%s>}",
                                                   before->values[COLUMN_FILE_NO], record->nic_no),
                              error) &&
           register_provisional_renumber(reg, after, object, error) &&
           shared_note(reg, after, error);
}

/* "X/9 at 2026-11-28T10:00:00+05:30 and to X/2 at ...": what those are called now that had the number; NULL: none had. */
static gboolean names_now(Register *reg, const char *file_no, char **names, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    g_autoptr(DbRows) rows = db_query(reg->db, "number_now", DB_VALUES(DB_TEXT(file_no)), error);
    while (rows && db_rows_next(rows, error))
        g_string_append_printf(list, "%s%s at %s", list->len ? " and to " : "",
                               db_rows_text(rows, 0), db_rows_text(rows, 1));
    if (!rows || db_rows_failed(rows))
        return FALSE;
    *names = list->len ? g_string_free(g_steal_pointer(&list), FALSE) : NULL;
    return TRUE;
}

/* An old number in the office's list: the mistake stands there yet. Several records may have had it one after the other. */
gboolean register_number_check_new(Register *reg, const char *file_no, GError **error)
{
    g_autofree char *names = NULL;
    if (!names_now(reg, file_no, &names, error))
        return FALSE;
    if (!names)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "column file_no: %s was renamed here to %s: look which record this line is "
                "(muhafiz show), and write its number of today in the list; if it is another "
                "record, add it with muhafiz register add",
                file_no, names);
    return FALSE;
}

/* ---------------------------------------------------------------------------------- removing -- */

/* What the office's list has, and what was excluded: nobody makes a target smaller by himself. */
static gboolean removal_is_nodals(const Record *record, const Traces *traces)
{
    return traces->is_listed || index_record_is_excluded(record);
}

static gboolean removal_check(Register *reg, const Record *record, const Traces *traces,
                              GError **error)
{
    if (removal_is_nodals(record, traces) && !index_person_require(reg->store, ACT_EXCLUDE, error))
        return FALSE;
    const char *why = traces_tell(traces, TRUE);
    if (!why)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s %s, so it stays in the register: muhafiz exclusion propose says why it is not "
                "to be digitised",
                record->file_no, why);
    return FALSE;
}

static gboolean record_remove(Register *reg, const Record *record, const Traces *traces,
                              const char *reason, GError **error)
{
    static const char *const clearing[] = {
        "number_forget_sides",    "number_forget_tokens",  "number_forget_provisional",
        "number_forget_excluded", "number_forget_absence", "number_forget_names",
        "number_forget_feeding",  "number_forget_record",  "search_due_record_add",
        "number_recount",
    };
    g_autofree char *object = index_record_object(record);
    const DbValue id = DB_INT(record->record_id);
    if (!db_exec(reg->db, "number_remove",
                 DB_VALUES(id, DB_TEXT(reason), DB_TEXT(reg->now),
                           DB_TEXT(index_store_user(reg->store)), DB_INT(traces->is_listed)),
                 error))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(clearing); i++)
        if (!db_exec(reg->db, clearing[i], DB_VALUES(id), error))
            return FALSE;
    return index_event_put_at(
               reg->store, reg->now, "record.removed", object, record->record_id,
               g_variant_new_parsed("{'nic_no': <%s>, 'reason': <%s>}", record->nic_no, reason),
               error) &&
           index_search_settle(reg->store, error);
}

gboolean index_record_remove(Store *store, const char *file_no, const char *reason, GError **error)
{
    g_auto(Register) reg = {0};
    g_autofree char *why = g_strstrip(g_strdup(reason ? reason : ""));
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    if (!record)
        return FALSE;
    if (!*why) {
        g_autofree char *word = index_word(file_no);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "say why it is taken out: muhafiz register remove %s --reason TEXT", word);
        return FALSE;
    }
    if (!register_init(&reg, store, error) || !db_begin(reg.db, error))
        return FALSE;
    Traces traces;
    return db_end(reg.db,
                  traces_load(reg.db, record->record_id, &traces, error) &&
                      removal_check(&reg, record, &traces, error) &&
                      record_remove(&reg, record, &traces, why, error),
                  error);
}

gboolean index_record_removal_is_nodals(Store *store, const char *file_no, gboolean *is_nodals,
                                        GError **error)
{
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    Traces traces;
    if (!record || !traces_load(index_store_db(store), record->record_id, &traces, error))
        return FALSE;
    *is_nodals = removal_is_nodals(record, &traces);
    return TRUE;
}
