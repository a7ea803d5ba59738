/* Importing the register from CSV.
 *
 * A row of the file is the record with its file_no and year. Columns that the file does not have
 * keep what they hold, so the same file twice changes nothing and a short file corrects one column.
 * All goes in within one transaction; rows at fault are left out and named, the others go in. What is at fault is found
 * before anything is written; but for a change of a known record, which is a step of the transaction, so that nothing of
 * a refused one stays. (A step for each row would copy every page of the index that the row touches: a third of the
 * time.)
 */
#include "index/csv.h"
#include "index/import.h"
#include "index/store-private.h"

void index_register_report_clear(RegisterReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    *report = (RegisterReport){0};
}

static void import_refuse(Import *import, guint line, const char *why)
{
    g_ptr_array_add(import->report->problems,
                    g_strdup_printf("%s:%u: %s", import->name, line, why));
}

/* "File No." as people write it: file_no. Owned. */
static char *header_fold(const char *field)
{
    g_autofree char *valid = g_utf8_make_valid(field, -1);
    GString *name = g_string_new(NULL);
    for (const char *at = valid; *at; at++) {
        gboolean is_between = strchr(" ._-", *at) != NULL;
        if (!is_between)
            g_string_append_c(name, g_ascii_tolower(*at));
        else if (name->len && name->str[name->len - 1] != '_')
            g_string_append_c(name, '_');
    }
    if (name->len && name->str[name->len - 1] == '_')
        g_string_truncate(name, name->len - 1);
    return g_string_free(name, FALSE);
}

static gboolean header_is_known(const Import *import, const char *name, GError **error)
{
    ColumnId id = column_find(name);
    g_autofree char *names = column_names(N_CSV_COLUMNS);
    if (id >= N_CSV_COLUMNS) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "column \"%s\" is not known: name the columns in the first row, with commas "
                    "between them: %s",
                    name, names);
        return FALSE;
    }
    for (guint i = 0; i < import->columns->len; i++)
        if (g_array_index(import->columns, ColumnId, i) == id) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "column \"%s\" stands there twice: remove one", name);
            return FALSE;
        }
    return TRUE;
}

static gboolean header_has(const Import *import, ColumnId id)
{
    for (guint i = 0; i < import->columns->len; i++)
        if (g_array_index(import->columns, ColumnId, i) == id)
            return TRUE;
    return FALSE;
}

static gboolean header_read(Import *import, CsvReader *reader, GError **error)
{
    static const ColumnId needed[] = {COLUMN_FILE_NO, COLUMN_SUBJECT};
    CsvRow row = {0};
    if (!csv_reader_next(reader, &row, error)) {
        if (error && !*error)
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "is empty: the first row names the columns, file_no and subject at least");
        return FALSE;
    }
    for (guint i = 0; i < row.fields->len; i++) {
        g_autofree char *name = header_fold(g_ptr_array_index(row.fields, i));
        if (!header_is_known(import, name, error))
            return FALSE;
        ColumnId id = column_find(name);
        g_array_append_val(import->columns, id);
    }
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        if (!header_has(import, needed[i])) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "has no column \"%s\": add it to the first row", column_name(needed[i]));
            return FALSE;
        }
    import->has_year = header_has(import, COLUMN_YEAR);
    return TRUE;
}

/* The values of the row that the file has, checked; each fault becomes a problem. */
static gboolean import_check(Import *import, const CsvRow *csv, Row *row)
{
    gboolean ok = TRUE;
    g_autofree char *shape = NULL;
    if (csv->bad_field)
        shape = g_strdup_printf("column %u: %s", csv->bad_field, csv->fault);
    else if (csv->fields->len > import->columns->len)
        shape = g_strdup_printf("column %u: the first row has only %u columns; put quotes around "
                                "values that hold commas",
                                import->columns->len + 1, import->columns->len);
    if (shape) {
        import_refuse(import, csv->line, shape);
        return FALSE;
    }
    for (guint i = 0; i < import->columns->len; i++) { /* spreadsheets leave out empty last ones */
        ColumnId id = g_array_index(import->columns, ColumnId, i);
        const char *value = i < csv->fields->len ? g_ptr_array_index(csv->fields, i) : "";
        g_autoptr(GError) error = NULL;
        row->values[id] = column_check(id, value, &error);
        if (error) {
            g_autofree char *why =
                g_strdup_printf("column %s: %s", column_name(id), error->message);
            import_refuse(import, csv->line, why);
            ok = FALSE;
        }
    }
    return ok;
}

/* Twice in one file would mean that each import undoes the other. */
static gboolean import_is_first(Import *import, const CsvRow *csv, const Row *row)
{
    const char *year = row->values[COLUMN_YEAR];
    g_autofree char *key = g_strconcat(row->values[COLUMN_FILE_NO], "\n", year ? year : "", NULL);
    guint line = GPOINTER_TO_UINT(g_hash_table_lookup(import->seen, key));
    if (line) {
        g_autofree char *why = g_strdup_printf(
            "column file_no: %s of the same year stands in line %u already; remove one",
            row->values[COLUMN_FILE_NO], line);
        import_refuse(import, csv->line, why);
        return FALSE;
    }
    g_hash_table_insert(import->seen, g_steal_pointer(&key), GUINT_TO_POINTER(csv->line));
    return TRUE;
}

/* Both become a problem of the row; any other error ends the import. */
static gboolean is_row_fault(const GError *failure)
{
    return g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA) || /* what it says */
           g_error_matches(failure, MUHAFIZ_ERROR,
                           MUHAFIZ_ERROR_USAGE); /* what stands against it */
}

/* A step of the transaction, as it may be refused when some of it is written. */
static gboolean row_update(Import *import, const Row *before, const Row *row, gboolean *changed,
                           GError **error)
{
    if (!db_step_begin(import->reg->db, error))
        return FALSE;
    gboolean ok = register_row_update(import->reg, before, row, changed, error);
    return db_step_end(import->reg->db, ok, ok ? error : NULL) && ok;
}

static gboolean known_write(Import *import, const Row *before, Row *row, GError **error)
{
    gboolean changed = FALSE;
    row->record_id = before->record_id;
    if ((!register_rows_are_equal(before, row) &&
         !row_update(import, before, row, &changed, error)) ||
        !register_provisional_end(import->reg, row, error) ||
        !db_exec(import->reg->db, "feeding_list", DB_VALUES(DB_INT(row->record_id)), error) ||
        !db_exec(import->reg->db, "split_count_due", DB_VALUES(DB_INT(row->record_id), DB_NULL),
                 error))
        return FALSE;
    import->report->changed += changed;
    import->report->unchanged += !changed;
    return TRUE;
}

/* Refused, if at all, before anything of it is written; then it has no id. */
static gboolean new_write(Import *import, Row *row, GError **error)
{
    if (!register_number_check_new(import->reg, row->values[COLUMN_FILE_NO], error) ||
        !register_row_insert(import->reg, row, error))
        return FALSE;
    import->report->added++;
    return TRUE;
}

static gboolean import_write(Import *import, Row *row, Row *before, GError **error)
{
    guint n_found;
    if (!import_find(import, row, before, &n_found, error))
        return FALSE;
    if (n_found > 1) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "column file_no: %s stands in the register with several years; add the column "
                    "year",
                    row->values[COLUMN_FILE_NO]);
        return FALSE;
    }
    return register_row_complete(row, before, error) &&
           (before->record_id ? known_write(import, before, row, error)
                              : new_write(import, row, error));
}

/* All of the row, or nothing of it and its problem; FALSE ends the import. */
static gboolean import_step(Import *import, guint line, Row *row, gboolean *is_in, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_auto(Row) before = {0};
    guint n_notes = import->reg->notes->len, n_reopened = import->reg->reopened->len;
    *is_in = import_write(import, row, &before, &failure);
    if (*is_in)
        return TRUE;
    if (!is_row_fault(failure) || (row->record_id && !before.record_id)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    import_refuse(import, line, failure->message);
    g_ptr_array_set_size(import->reg->notes, (gint)n_notes);
    g_ptr_array_set_size(import->reg->reopened, (gint)n_reopened);
    return TRUE;
}

/* What a spreadsheet made of a number shows in its form; it may be right all the same, so the row goes in. */
static void import_note_spoilt(Import *import, const CsvRow *csv, const Row *row)
{
    static const ColumnId numbers[] = {COLUMN_FILE_NO, COLUMN_COMPUTER_NO, COLUMN_PREVIOUS_REF,
                                       COLUMN_LATER_REF};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        const char *value = row->values[numbers[i]];
        const char *what = value ? column_spoilt(value) : NULL;
        g_autofree char *word = what ? index_word(row->values[COLUMN_FILE_NO]) : NULL;
        if (what)
            g_ptr_array_add(
                import->reg->notes,
                g_strdup_printf("%s:%u: column %s: \"%s\" looks like %s: look at the "
                                "paper; if it is, make the column Text in the "
                                "spreadsheet before the numbers are typed, and import "
                                "again (muhafiz register set %s file_no=NUMBER puts one "
                                "right)",
                                import->name, csv->line, column_name(numbers[i]), value, what,
                                word));
    }
}

static gboolean import_row(Import *import, const CsvRow *csv, GError **error)
{
    g_auto(Row) row = {0};
    gboolean is_in = FALSE;
    if (import_check(import, csv, &row) && import_is_first(import, csv, &row) &&
        !import_step(import, csv->line, &row, &is_in, error))
        return FALSE;
    if (is_in)
        import_note_spoilt(import, csv, &row);
    import->report->refused += !is_in;
    return TRUE;
}

static gboolean import_log(Import *import, const char *csv_path, GError **error)
{
    const RegisterReport *report = import->report;
    char sha256[SCAN_SHA256_SIZE];
    if (report->added + report->changed == 0)
        return TRUE;
    if (!scan_file_sha256(csv_path, sha256, NULL, error))
        return FALSE;
    return index_event_put(
        import->reg->store, "register.imported", "register", 0,
        g_variant_new_parsed("{'file': <%s>, 'sha256': <%s>, 'added': <%u>, 'changed': <%u>, "
                             "'refused': <%u>}",
                             import->name, sha256, report->added, report->changed, report->refused),
        error);
}

static gboolean import_all(Import *import, CsvReader *reader, const char *csv_path, GError **error)
{
    CsvRow row = {0};
    g_autoptr(GError) failure = NULL;
    if (!header_read(import, reader, error))
        return FALSE;
    while (csv_reader_next(reader, &row, &failure))
        if (!import_row(import, &row, error))
            return FALSE;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    return import_log(import, csv_path, error);
}

static gboolean import_run(Register *reg, const char *csv_path, CsvReader *reader,
                           gboolean all_or_nothing, RegisterReport *report, GError **error)
{
    g_autofree char *base = g_path_get_basename(csv_path);
    g_autofree char *name = g_utf8_make_valid(base, -1);
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(ColumnId));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Import import = {.reg = reg,
                     .report = report,
                     .name = name,
                     .columns = columns,
                     .path = csv_path,
                     .seen = seen};
    if (!db_begin(reg->db, error))
        return FALSE;
    gboolean ok = import_all(&import, reader, csv_path, error);
    g_clear_pointer(&import.rows, g_hash_table_unref);
    if (ok && all_or_nothing && report->refused > 0) {
        db_rollback(reg->db);
        report->added = report->changed = 0;
        return TRUE;
    }
    if (db_end(reg->db, ok, error))
        return TRUE;
    g_prefix_error(error, "%s: ", name);
    return FALSE;
}

/* In transactions of its own, as others may have to write meanwhile; what is not done of it, search
 * does before it answers. */
static gboolean import_settle(Store *store, GError **error)
{
    if (index_search_settle(store, error))
        return TRUE;
    g_prefix_error(error, "the register is in, but search could not take it in (it tries again by "
                          "itself): ");
    return FALSE;
}

gboolean index_register_import(Store *store, const char *csv_path, gboolean all_or_nothing,
                               RegisterReport *report, GError **error)
{
    return index_register_import_because(store, csv_path, NULL, all_or_nothing, report, error);
}

gboolean index_register_import_because(Store *store, const char *csv_path, const char *reason,
                                       gboolean all_or_nothing, RegisterReport *report,
                                       GError **error)
{
    g_auto(Register) reg = {0};
    g_autoptr(CsvReader) reader = csv_reader_new(csv_path, error);
    *report = (RegisterReport){.problems = g_ptr_array_new_with_free_func(g_free)};
    gboolean ok = reader && register_init(&reg, store, error);
    reg.reason = reason;
    if (ok && import_run(&reg, csv_path, reader, all_or_nothing, report, error) &&
        import_settle(store, error)) {
        register_reopened_tell(&reg);
        report->notes = g_steal_pointer(&reg.notes);
        return TRUE;
    }
    index_register_report_clear(report);
    return FALSE;
}
