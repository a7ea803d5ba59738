/* Importing a plan: all of a file or nothing of it, as the next version of its table. */
#include "index/plan.h"

#include <string.h>

#include "index/answer.h"
#include "index/plan-private.h"
#include "index/store-private.h"

typedef struct {
    Store *store;
    Db *db;
    const char *file; /* its name, for people */
    const PlanTable *table;
    int fields[PLAN_COLUMNS_MAX]; /* of the file, by column; -1: it has none */
    guint n_fields;
    GArray *rows;     /* PlanRow */
    GHashTable *keys; /* key -> line */
    gint64 n_offices; /* of the tree */
    GPtrArray *problems;
} PlanImport;

static void row_clear(gpointer data)
{
    PlanRow *row = data;
    for (guint i = 0; i < PLAN_COLUMNS_MAX; i++)
        g_free(row->values[i]);
}

void index_plan_report_clear(PlanReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    *report = (PlanReport){0};
}

static void problem(PlanImport *import, guint line, const char *column, const char *why)
{
    g_ptr_array_add(import->problems,
                    g_strdup_printf("%s:%u: column %s: %s", import->file, line, column, why));
}

/* ---------------------------------------------------------------------------------------- reading -- */

static gboolean header_read(PlanImport *import, CsvReader *reader, GError **error)
{
    CsvRow row = {0};
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failure = NULL;
    if (!csv_reader_next(reader, &row, &failure) && failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    for (guint i = 0; row.fields && i < row.fields->len; i++) {
        g_autofree char *valid = g_utf8_make_valid(row.fields->pdata[i], -1);
        g_ptr_array_add(names, g_ascii_strdown(g_strstrip(valid), -1));
    }
    import->table = plan_table_find(names, error);
    import->n_fields = names->len;
    for (guint c = 0; import->table && import->table->columns[c].name; c++) {
        guint at;
        import->fields[c] = -1;
        if (g_ptr_array_find_with_equal_func(names, import->table->columns[c].name, g_str_equal,
                                             &at))
            import->fields[c] = (int)at;
    }
    return import->table != NULL;
}

/* An office that is not known: of the tree, or else the store's own. */
static gboolean office_check(PlanImport *import, const char *code, char **why, GError **error)
{
    gboolean found = FALSE;
    g_autoptr(DbRows) row = NULL;
    if (import->n_offices == 0)
        found = g_str_equal(code, index_store_office(import->store));
    else if (!db_query_row(import->db, "drive_office_find", DB_VALUES(DB_TEXT(code)), &row, error))
        return FALSE;
    if (!found && !row)
        *why = g_strdup_printf(import->n_offices ? "\"%s\" is no office of the tree: plan import "
                                                   "takes a file office,name,parent,level"
                                                 : "\"%s\" is not this office: import the tree of "
                                                   "offices first (office,name,parent,level)",
                               code);
    return TRUE;
}

static gboolean value_read(PlanImport *import, const CsvRow *csv, guint c, char **value,
                           GError **error)
{
    const PlanColumn *column = &import->table->columns[c];
    int at = import->fields[c];
    const char *written = at >= 0 && at < (int)csv->fields->len ? csv->fields->pdata[at] : "";
    g_autoptr(GError) fault = NULL;
    g_autofree char *why = NULL;
    *value = plan_value_check(column->type, written, &fault);
    if (*value && !**value && column->is_filled)
        why = g_strdup("it is empty: every row needs one");
    else if (*value && **value && column->type == PLAN_OFFICE &&
             !office_check(import, *value, &why, error))
        return FALSE;
    if (fault || why)
        problem(import, csv->line, column->name, fault ? fault->message : why);
    return TRUE;
}

static void key_check(PlanImport *import, const PlanRow *row)
{
    g_autoptr(GString) key = g_string_new(NULL), names = g_string_new(NULL);
    for (guint c = 0; import->table->columns[c].name; c++)
        if (import->table->columns[c].is_key) {
            g_string_append_printf(key, "%s\n", row->values[c] ? row->values[c] : "");
            g_string_append_printf(names, "%s%s", names->len ? ", " : "",
                                   import->table->columns[c].name);
        }
    guint line = GPOINTER_TO_UINT(g_hash_table_lookup(import->keys, key->str));
    if (line) {
        g_autofree char *why =
            g_strdup_printf("the same stands in line %u already: remove one", line);
        problem(import, row->line, names->str, why);
    } else
        g_hash_table_insert(import->keys, g_strdup(key->str), GUINT_TO_POINTER(row->line));
}

static gboolean shape_check(PlanImport *import, const CsvRow *csv)
{
    g_autofree char *column = g_strdup_printf("%u", csv->bad_field);
    if (csv->bad_field)
        problem(import, csv->line, column, csv->fault);
    else if (csv->fields->len > import->n_fields)
        problem(import, csv->line, "?",
                "there are more values than columns; put quotes around values that hold commas");
    else
        return TRUE;
    return FALSE;
}

/* Dates are kept as "2026-11-28", which are in order as text. */
static const char *date_of(const PlanImport *import, const PlanRow *row, const char *column)
{
    for (guint c = 0; import->table->columns[c].name; c++)
        if (g_str_equal(import->table->columns[c].name, column))
            return row->values[c] ? row->values[c] : "";
    return "";
}

static void dates_check(PlanImport *import, const PlanRow *row)
{
    g_autofree char *now = index_now();
    const char *start = date_of(import, row, "start"), *end = date_of(import, row, "deadline"),
               *counted = date_of(import, row, "counted_on");
    if (*start && *end && strcmp(start, end) > 0)
        problem(import, row->line, "start", "it is after the deadline: put one of them right");
    if (*counted && strncmp(counted, now, strlen("2026-11-28")) > 0)
        problem(import, row->line, "counted_on",
                "this day is yet to come: say on which day the shelf was counted");
}

static gboolean row_read(PlanImport *import, const CsvRow *csv, GError **error)
{
    PlanRow row = {.line = csv->line};
    guint n_before = import->problems->len;
    if (!shape_check(import, csv))
        return TRUE;
    gboolean ok = TRUE;
    for (guint c = 0; ok && import->table->columns[c].name; c++)
        ok = value_read(import, csv, c, &row.values[c], error);
    if (ok && import->problems->len == n_before)
        key_check(import, &row);
    if (ok && import->problems->len == n_before)
        dates_check(import, &row);
    g_array_append_val(import->rows, row);
    return ok;
}

static gboolean rows_read(PlanImport *import, CsvReader *reader, GError **error)
{
    CsvRow csv = {0};
    g_autoptr(GError) failure = NULL;
    while (csv_reader_next(reader, &csv, &failure))
        if (!row_read(import, &csv, error))
            return FALSE;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (import->problems->len == 0 && g_str_equal(import->table->kind, "offices"))
        plan_tree_check(import->rows, import->file, import->problems);
    return TRUE;
}

/* ---------------------------------------------------------------------------------------- writing -- */

static gboolean row_write(PlanImport *import, gint64 version_id, const PlanRow *row, GError **error)
{
    DbValue values[PLAN_COLUMNS_MAX + 1] = {DB_INT(version_id)};
    guint n = plan_table_width(import->table);
    for (guint c = 0; c < n; c++) {
        const char *value = row->values[c];
        values[c + 1] = DB_TEXT(value);
        if (import->table->columns[c].type == PLAN_COUNT)
            values[c + 1] = *value ? DB_INT(g_ascii_strtoll(value, NULL, 10)) : DB_NULL;
    }
    return db_exec(import->db, import->table->insert, values, n + 1, error);
}

static gboolean version_write(PlanImport *import, gint64 version, const char *sha256,
                              GError **error)
{
    const char *kind = import->table->kind;
    g_autofree char *now = index_now(), *object = g_strconcat("plan ", kind, NULL);
    gint64 version_id;
    if (!db_query_int(import->db, "drive_version_insert",
                      DB_VALUES(DB_TEXT(kind), DB_INT(version), DB_TEXT(now),
                                DB_TEXT(index_store_user(import->store)), DB_TEXT(sha256),
                                DB_INT(import->rows->len)),
                      &version_id, NULL, error))
        return FALSE;
    for (guint i = 0; i < import->rows->len; i++)
        if (!row_write(import, version_id, &g_array_index(import->rows, PlanRow, i), error))
            return FALSE;
    return index_event_put_at(
        import->store, now, "plan.imported", object, 0,
        g_variant_new_parsed("{'kind': <%s>, 'version': <%x>, 'file': <%s>, 'sha256': <%s>, "
                             "'rows': <%u>}",
                             kind, version, import->file, sha256, import->rows->len),
        error);
}

/* Nothing where the version that holds has the same bytes. */
static gboolean import_write(PlanImport *import, const char *sha256, PlanReport *report,
                             GError **error)
{
    g_autoptr(DbRows) held = NULL;
    if (!db_query_row(import->db, "drive_version", DB_VALUES(DB_TEXT(import->table->kind)), &held,
                      error))
        return FALSE;
    report->version = held ? db_rows_int(held, 0) : 0;
    report->is_new = !held || g_strcmp0(db_rows_text(held, 1), sha256) != 0;
    report->rows = import->rows->len;
    g_clear_pointer(&held, db_rows_free);
    return !report->is_new || version_write(import, ++report->version, sha256, error);
}

static gboolean import_run(PlanImport *import, CsvReader *reader, const char *sha256,
                           PlanReport *report, GError **error)
{
    if (!db_query_int(import->db, "drive_office_count", DB_NO_VALUES, &import->n_offices, NULL,
                      error) ||
        !header_read(import, reader, error) || !rows_read(import, reader, error))
        return FALSE;
    g_strlcpy(report->kind, import->table->kind, sizeof report->kind);
    if (import->rows->len == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "it has no row but its first, and would take all %s away: import the file with "
                    "its rows",
                    import->table->kind);
        return FALSE;
    }
    if (import->problems->len == 0)
        return import_write(import, sha256, report, error);
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "nothing of the plan went in: put the %u named lines right and import the file again",
        import->problems->len);
    return FALSE;
}

gboolean index_plan_import(Store *store, const char *csv_path, PlanReport *report, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    g_autofree char *base = g_path_get_basename(csv_path), *name = g_utf8_make_valid(base, -1);
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(PlanRow));
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(CsvReader) reader = csv_reader_new(csv_path, error);
    *report = (PlanReport){.problems = g_ptr_array_new_with_free_func(g_free)};
    PlanImport import = {.store = store,
                         .db = index_store_db(store),
                         .file = name,
                         .rows = rows,
                         .keys = keys,
                         .problems = report->problems};
    g_array_set_clear_func(rows, row_clear);
    if (!reader || !scan_file_sha256(csv_path, sha256, NULL, error) || !db_begin(import.db, error))
        return FALSE;
    if (db_end(import.db, import_run(&import, reader, sha256, report, error), error))
        return TRUE;
    g_prefix_error(error, "%s: ", name);
    return FALSE;
}

/* ---------------------------------------------------------------------------------------- listing -- */

#define FIELDS_MAX 8

static const struct {
    const char *key, *statement;
    AnswerField fields[FIELDS_MAX];
} LISTS[] = {
    {"versions",
     "drive_versions",
     {{"kind", ANSWER_TEXT},
      {"version", ANSWER_INT},
      {"imported_at", ANSWER_TEXT},
      {"person", ANSWER_TEXT},
      {"sha256", ANSWER_TEXT},
      {"rows", ANSWER_INT}}},
    {"offices", "drive_offices", DRIVE_OFFICE_FIELDS},
    {"targets",
     "drive_targets",
     {{"office", ANSWER_TEXT},
      {"category", ANSWER_TEXT},
      {"priority", ANSWER_TEXT},
      {"records", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"start", ANSWER_TEXT},
      {"deadline", ANSWER_TEXT}}},
    {"first_deadlines", "drive_deadlines", {{"office", ANSWER_TEXT}, {"deadline", ANSWER_TEXT}}},
    {"census",
     "drive_census",
     {{"office", ANSWER_TEXT},
      {"category", ANSWER_TEXT},
      {"records", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"counted_on", ANSWER_TEXT},
      {"counted_by", ANSWER_TEXT}}},
    {"rules", "drive_rules", {{"priority", ANSWER_TEXT}, {"category", ANSWER_TEXT}}},
    {"holidays", "drive_holidays", DRIVE_HOLIDAY_FIELDS},
    {"holidays_late", "drive_holidays_late", DRIVE_HOLIDAY_LATE_FIELDS},
};

JsonNode *index_plan_list(Store *store, GError **error)
{
    g_autoptr(JsonObject) plan = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++) {
        guint n = 0;
        while (n < FIELDS_MAX && LISTS[i].fields[n].key)
            n++;
        JsonArray *array = answer_array(index_store_db(store), LISTS[i].statement, DB_NO_VALUES,
                                        LISTS[i].fields, n, error);
        if (!array)
            return NULL;
        json_object_set_array_member(plan, LISTS[i].key, array);
    }
    return answer_node_of_object(g_steal_pointer(&plan));
}
