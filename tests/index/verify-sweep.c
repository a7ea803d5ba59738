/* Every column of every table is edited, every sort of row taken out and put in, as the schema has them: verify names the
 * row, or the table stands in a list that says why not. A new table, or column, is met here without anybody's thinking
 * of it; index/seal.h says how it is covered. */
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "index/progress.h"
#include "tests/index/office-told.h"

#define ROW "(row)" /* instead of a column: its being there */

/* What no event needs to vouch for. */
static const struct {
    const char *table, *column; /* NULL: all of them */
    const char *why;
} LEFT_OUT[] = {
    {"job", NULL, "work in hand: it is planned anew from pages and sides"},
    {"clock", NULL, "the clock as it was last seen; its jumps are events"},
    {"person", "n_wrong", "wrong tries have events of their own"},
    {"person", "tried_at", "wrong tries have events of their own"},
    {"page_found", NULL, "for searching: made anew from pages and register"},
    {"search_due_page", NULL, "for searching: made anew from pages and register"},
    {"search_due_record", NULL, "for searching: made anew from pages and register"},
    {"search_state", NULL, "for searching: made anew from pages and register"},
    {"progress_due", NULL, "what is counted anew in any case"},
    {"word", NULL, "for searching: made anew from pages and register"},
    {"event", ROW,
     "the last one of a chain: what carries its head elsewhere tells (verify --anchor)"},
};

#define COUNTS(table)                                                                              \
    "'counts of record ' || COALESCE((SELECT file_no FROM record WHERE record_id = " table         \
    ".record_id), record_id)"

/* Of a row: how verify names it. Rows of the others are named by what they belong to. */
static const struct {
    const char *table, *name; /* an SQL expression over the row; one of those between | */
    gboolean is_part;         /* its first column is the key of what it belongs to */
} NAMES[] = {
    {"progress_record", COUNTS("progress_record"), FALSE},
    {"progress_side", COUNTS("progress_side"), FALSE},
    {"progress_work", COUNTS("progress_work"), FALSE},
    {"record", "'record ' || file_no", FALSE},
    {"side",
     "'side ' || side_id || '|record ' ||"
     "(SELECT file_no FROM record WHERE record_id = side.record_id) || ', '",
     FALSE},
    {"batch", "'batch ' || batch_id", FALSE},
    {"batch_hand", "'batch ' || batch_id", TRUE},
    {"page", "'page ' || page_id", FALSE},
    {"flag", "'page ' || page_id", TRUE},
    {"page_text", "'page ' || page_id", FALSE},
    {"item", "'item ' || item_id", FALSE},
    {"token", "'token ' || number", FALSE},
    {"volume", "path", FALSE},
    {"package", "'package ' || name", FALSE},
    {"package_volume",
     "'package ' || (SELECT name FROM package WHERE package_id = package_volume.package_id)", TRUE},
    {"edit", "'correction ' || edit_id", FALSE},
    {"edit_page", "'correction ' || edit_id", TRUE},
    {"edit_side", "'correction ' || edit_id", TRUE},
    {"edit_item", "'correction ' || edit_id", TRUE},
    {"edit_hand", "'correction ' || edit_id", TRUE},
    {"event", "'event'", FALSE},
    {"person", "'person ' || name", FALSE},
    {"person_pin_setter", "'person ' || name", TRUE},
    {"check_plan", "'checking plan ' || plan_id", FALSE},
    {"lot", "'lot ' || lot_id", FALSE},
    {"lot_record", "'lot ' || lot_id", TRUE},
    {"lot_volume", "'lot ' || lot_id", TRUE},
    {"lot_page", "'lot ' || lot_id", TRUE},
    {"lot_look", "'lot ' || lot_id", TRUE},
    {"slip", "'slip ' || slip_id", FALSE},
    {"slip_record", "'slip ' || slip_id", FALSE},
    {"exclusion", "'exclusion ' || exclusion_id", FALSE},
    {"provisional", "(SELECT file_no FROM record WHERE record_id = provisional.record_id)", FALSE},
    {"renaming", "'renaming ' || renaming_id", FALSE},
    {"removal", "'removal of record ' || record_id || '|removal of record ' || file_no", FALSE},
    {"absence",
     "'absence of record ' || record_id || '|absence of record ' ||"
     "(SELECT file_no FROM record WHERE record_id = absence.record_id)",
     FALSE},
    {"feeding",
     "'first feeding of record ' || record_id || '|first feeding of record ' ||"
     "(SELECT file_no FROM record WHERE record_id = feeding.record_id)",
     FALSE},
    {"clock_jump", "'clock, jump ' || jump_id", FALSE},
    {"backup", "'backup '", FALSE},
    {"backup_missing",
     "'backup ' || (SELECT name FROM backup WHERE backup_id = backup_missing.backup_id)", TRUE},
    {"plan_version", "'plan of '|| kind || '|plan ' || plan_version_id || '|plan of '", FALSE},
    {"plan_office", "'plan of offices'", TRUE},
    {"plan_target", "'plan of targets'", TRUE},
    {"plan_census", "'plan of census'", TRUE},
    {"plan_rule", "'plan of rules'", TRUE},
    {"plan_holiday", "'plan of holidays'", TRUE},
    {"frozen_return", "'return ' || number", FALSE},
    {"seal_state", "'seal_state'", FALSE},
};

typedef struct {
    Sample *sample;
    sqlite3 *db; /* a connection of its own, as of whoever edits */
    GPtrArray *failures;
    guint n;
} Sweep;

/* ----------------------------------------------------------------------------------------- sql -- */

static void sweep_open(Sweep *sweep)
{
    static const char settings[] =
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
        "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete;"
        "DROP TRIGGER frozen_return_no_update; DROP TRIGGER frozen_return_no_delete";
    g_autofree char *path = sample_path(sweep->sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &sweep->db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(sweep->db, settings, NULL, NULL, NULL), ==, SQLITE_OK);
}

/* The first column of all rows, with blanks between; owned. */
static char *ask(Sweep *sweep, const char *format, ...) G_GNUC_PRINTF(2, 3);
static char *ask(Sweep *sweep, const char *format, ...)
{
    va_list arguments;
    sqlite3_stmt *statement;
    GString *text = g_string_new(NULL);
    va_start(arguments, format);
    g_autofree char *sql = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (sqlite3_prepare_v2(sweep->db, sql, -1, &statement, NULL) != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(sweep->db));
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_string_append_printf(text, "%s%s", text->len ? " " : "",
                               (const char *)sqlite3_column_text(statement, 0));
    if (sqlite3_finalize(statement) != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(sweep->db));
    return g_string_free(text, FALSE);
}

/* The table as it was is kept beside; others refer to its rows by their keys alone. */
static void table_keep(Sweep *sweep, const char *table)
{
    g_free(ask(sweep, "CREATE TEMP TABLE kept AS SELECT * FROM main.%s ORDER BY rowid", table));
}

static void table_restore(Sweep *sweep, const char *table)
{
    g_free(ask(sweep, "DELETE FROM main.%s", table));
    g_free(ask(sweep, "INSERT INTO main.%s SELECT * FROM kept ORDER BY rowid", table));
    g_free(ask(sweep, "DROP TABLE temp.kept"));
    g_free(ask(sweep, "DELETE FROM main.progress_due")); /* all is as it was counted */
}

/* ---------------------------------------------------------------------------------------- sweep -- */

static gboolean is_left_out(const char *table, const char *column)
{
    for (guint i = 0; i < G_N_ELEMENTS(LEFT_OUT); i++)
        if (g_str_equal(LEFT_OUT[i].table, table) &&
            (!LEFT_OUT[i].column || g_strcmp0(LEFT_OUT[i].column, column) == 0))
            return TRUE;
    return FALSE;
}

static guint names_find(const char *table)
{
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (g_str_equal(NAMES[i].table, table))
            return i;
    g_error("%s: nobody has said how its rows are covered: seal them (index/seal.c), or say here "
            "why not",
            table);
}

static gboolean is_named(const char *told, const char *name)
{
    g_auto(GStrv) names = g_strsplit(name, "|", -1);
    for (char **one = names; *one; one++)
        if (**one && strstr(told, *one))
            return TRUE;
    return FALSE;
}

/* What was done must be told of the row, which was called so before, or that it belongs to nothing any more. */
static void sweep_check(Sweep *sweep, const char *table, const char *what, const char *name)
{
    g_autofree char *told = told_verify(sweep->sample);
    g_autofree char *orphan = g_strdup_printf("a row of table %s names", table);
    sweep->n++;
    if (!is_named(told, name) && !strstr(told, orphan))
        g_ptr_array_add(sweep->failures, g_strdup_printf("%s.%s: %s is not named in \"%s\"", table,
                                                         what, name, told));
    table_restore(sweep, table);
}

static const char *value_other(const char *type)
{
    return strstr(type, "INT")      ? "COALESCE(%s, 0) + 1000"
           : strstr(type, "DOUBLE") ? "COALESCE(%s, 0) + 0.25"
           : strstr(type, "BYTEA")  ? "CAST(%s || 'x' AS BLOB)"
                                    : "COALESCE(%s, '') || 'x'";
}

static char *column_other(const char *column, const char *type)
{
    g_auto(GStrv) parts = g_strsplit(value_other(type), "%s", -1);
    return g_strjoinv(column, parts);
}

/* How verify names the last row. */
static char *row_name(Sweep *sweep, const char *table)
{
    const char *expression = NAMES[names_find(table)].name;
    return ask(sweep, "SELECT COALESCE(%s, '') FROM %s ORDER BY rowid DESC LIMIT 1", expression,
               table);
}

static void column_sweep(Sweep *sweep, const char *table, const char *column, const char *type)
{
    g_autofree char *other = column_other(column, type), *name = row_name(sweep, table);
    table_keep(sweep, table);
    g_free(ask(sweep, "UPDATE %s SET %s = %s WHERE rowid = (SELECT max(rowid) FROM %s)", table,
               column, other, table));
    sweep_check(sweep, table, column, name);
}

/* Another row like the last: all columns are others, but for the key of what it belongs to. */
static void row_put_in(Sweep *sweep, const char *table, char **columns, char **types)
{
    table_keep(sweep, table);
    gboolean is_part = NAMES[names_find(table)].is_part;
    g_autoptr(GString) values = g_string_new(NULL);
    for (guint i = 0; columns[i]; i++) {
        g_autofree char *other = column_other(columns[i], types[i]);
        g_string_append_printf(values, "%s%s", i ? ", " : "",
                               i == 0 && is_part ? columns[i] : other);
    }
    g_free(ask(sweep, "INSERT INTO %s SELECT %s FROM %s ORDER BY rowid DESC LIMIT 1", table,
               values->str, table));
    g_autofree char *name = row_name(sweep, table);
    sweep_check(sweep, table, "row put in", name);
}

static void row_take_out(Sweep *sweep, const char *table)
{
    g_autofree char *name = row_name(sweep, table);
    table_keep(sweep, table);
    g_free(ask(sweep, "DELETE FROM %s WHERE rowid = (SELECT max(rowid) FROM %s)", table, table));
    sweep_check(sweep, table, "row taken out", name);
}

static void table_sweep(Sweep *sweep, const char *table)
{
    g_autofree char *n = ask(sweep, "SELECT count(*) FROM %s", table);
    g_autofree char *names = ask(sweep, "SELECT name FROM pragma_table_info('%s')", table);
    g_autofree char *kinds =
        ask(sweep, "SELECT replace(type, ' ', '-') FROM pragma_table_info('%s')", table);
    g_auto(GStrv) columns = g_strsplit(names, " ", -1);
    g_auto(GStrv) types = g_strsplit(kinds, " ", -1);
    if (is_left_out(table, NULL))
        return;
    if (g_str_equal(n, "0"))
        g_error("%s: the office has no row of this table to edit", table);
    for (guint i = 0; columns[i]; i++)
        if (!is_left_out(table, columns[i]))
            column_sweep(sweep, table, columns[i], types[i]);
    if (!is_left_out(table, ROW))
        row_take_out(sweep, table);
    row_put_in(sweep, table, columns, types);
}

/* Tables of the full-text index are virtual, or its own. */
static char **tables_list(Sweep *sweep)
{
    g_autofree char *text = ask(
        sweep, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%%' "
               "AND name NOT GLOB '*_search' AND name NOT GLOB '*_search_*' ORDER BY name");
    return g_strsplit(text, " ", -1);
}

static void test_sweep(Sample *sample, gconstpointer data)
{
    (void)data;
    Sweep sweep = {.sample = sample, .failures = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *before = told_verify(sample);
    g_assert_cmpstr(before, ==, "");
    sweep_open(&sweep);
    g_auto(GStrv) tables = tables_list(&sweep);
    for (guint i = 0; tables[i]; i++)
        table_sweep(&sweep, tables[i]);
    sqlite3_close(sweep.db);
    g_autofree char *after = told_verify(sample);
    g_assert_cmpstr(after, ==, "");
    for (guint i = 0; i < sweep.failures->len; i++)
        g_printerr("%s\n", (const char *)sweep.failures->pdata[i]);
    g_test_message("%u edits", sweep.n);
    g_assert_cmpuint(sweep.failures->len, ==, 0);
    g_assert_cmpuint(sweep.n, >, 250);
    g_ptr_array_unref(sweep.failures);
}

/* ----------------------------------------------------------------------------------- the office -- */

/* Rows of tables that the office of people's decisions does not fill; as if Muhafiz had written them. */
static void rest_fill(Sample *sample)
{
    static const ExportSettings settings = {NULL, TRUE};
    static const char *const texts[] = {"a letter"};
    RegisterReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(sample->root, "more.csv", NULL);
    gint64 first;
    g_assert_true(g_file_set_contents(path, "file_no,subject\nD-1,Partition\n", -1, NULL));
    g_assert_true(index_register_import(sample->store, path, FALSE, &report, NULL));
    index_register_report_clear(&report);
    sample_scan(sample, "D-1", "", texts, 1);
    sample_run(sample);
    g_assert_true(index_tokens_add(sample->store, 2, &first, NULL));
    g_assert_true(index_token_assign(sample->store, first, "B-7/2010", NULL));
    must_do(index_export(sample->store, "D-1", &settings, &error), &error);
    sample_sql(
        sample,
        "INSERT INTO item (side_id, number, dated, sender, opened_at) VALUES (1, '', '', '', 't');"
        "INSERT INTO edit_item SELECT edit_id, 1, 1 FROM edit WHERE edit_id = 1;"
        "INSERT INTO flag VALUES (1, 'skew', 2.5);"
        "INSERT INTO person_pin_setter VALUES ('ravi', 'anita');"
        "INSERT INTO backup VALUES (1, 'b', 'p', 'q', 0, 't', 'anita', 1, 1, 1, 1);"
        "INSERT INTO backup_missing VALUES (1, 'abcd')");
    index_event_add(sample->store, "person.pin-set", "person ravi", NULL, NULL);
    people_be(sample, "ravi", "desk", TRUE);
    index_event_add(sample->store, "person.pin-set", "person ravi", NULL, NULL);
    people_be(sample, "anita", "room", TRUE);
    sample_vouch(sample, "page", "1");
    sample_vouch(sample, "item", "1");
    sample_vouch(sample, "edit", "1");
    sample_vouch(sample, "person", "ravi");
    sample_vouch(sample, "backup", "1");
    g_autoptr(JsonNode) counted = index_progress(sample->store, FALSE, NULL);
    g_assert_nonnull(counted);
}

static void setup(Sample *sample, gconstpointer data)
{
    told_setup(sample, data);
    rest_fill(sample);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/verify-sweep/all", Sample, NULL, setup, test_sweep, sample_teardown);
    return g_test_run();
}
