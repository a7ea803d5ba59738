/* Every column of every table is edited, every sort of row taken out and put in, as the schema has them: verify names the
 * row, or the table stands in a list that says why not. A new table, or column, is met here without anybody's thinking
 * of it; index/seal.h says how it is covered.
 *
 * A verify takes in many edits at once, one of each unit of seal.h: that a unit's row differs from its seal is told by
 * that unit's edit alone. What is not told in these words is edited again, by itself. */
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "index/progress.h"
#include "index/seal.h"
#include "tests/index/office-told.h"
#include "tests/index/sweep-names.h"

typedef struct {
    Sample *sample;
    sqlite3 *db; /* a connection of its own, as of whoever edits */
    GPtrArray *edits, *failures;
    guint n_verified;
} Sweep;

/* ----------------------------------------------------------------------------------------- sql -- */

static void sweep_open(Sweep *sweep)
{
    static const char settings[] =
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON";
    g_autofree char *path = sample_path(sweep->sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &sweep->db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(sweep->db, settings, NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_db_config(sweep->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL), ==,
                    SQLITE_OK); /* those that keep events as they are */
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
    g_free(ask(sweep, "CREATE TEMP TABLE kept_%s AS SELECT * FROM main.%s ORDER BY rowid", table,
               table));
}

static void table_restore(Sweep *sweep, const char *table)
{
    g_free(ask(sweep, "DELETE FROM main.%s", table));
    g_free(ask(sweep, "INSERT INTO main.%s SELECT * FROM kept_%s ORDER BY rowid", table, table));
    g_free(ask(sweep, "DROP TABLE temp.kept_%s", table));
    g_free(ask(sweep, "DELETE FROM main.progress_due")); /* all is as it was counted */
}

/* ---------------------------------------------------------------------------------------- edits -- */

typedef struct {
    const char *unit; /* NULL: of none */
    char *table, *what, *sql;
    gboolean is_put_in;
    char *name; /* how verify names the row, once it was done */
} Edit;

static void edit_free(Edit *edit)
{
    g_free(edit->table);
    g_free(edit->what);
    g_free(edit->sql);
    g_free(edit->name);
    g_free(edit);
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
    const char *expression = sweep_row_name(table);
    return ask(sweep, "SELECT COALESCE(%s, '') FROM %s ORDER BY rowid DESC LIMIT 1", expression,
               table);
}

static void edit_add(Sweep *sweep, const char *table, const char *what, char *sql)
{
    Edit *edit = g_new0(Edit, 1);
    *edit = (Edit){.unit = seals_unit_of(table),
                   .table = g_strdup(table),
                   .what = g_strdup(what),
                   .sql = sql,
                   .is_put_in = g_str_has_prefix(sql, "INSERT")};
    g_ptr_array_add(sweep->edits, edit);
}

static void column_edit(Sweep *sweep, const char *table, const char *column, const char *type)
{
    g_autofree char *other = column_other(column, type);
    edit_add(sweep, table, column,
             g_strdup_printf("UPDATE %s SET %s = %s WHERE rowid = (SELECT max(rowid) FROM %s)",
                             table, column, other, table));
}

/* Another row like the last: all columns are others, but for the key of what it belongs to. */
static void row_put_in(Sweep *sweep, const char *table, char **columns, char **types)
{
    gboolean is_part = sweep_is_part(table);
    g_autoptr(GString) values = g_string_new(NULL);
    for (guint i = 0; columns[i]; i++) {
        g_autofree char *other = column_other(columns[i], types[i]);
        g_string_append_printf(values, "%s%s", i ? ", " : "",
                               i == 0 && is_part ? columns[i] : other);
    }
    edit_add(sweep, table, "row put in",
             g_strdup_printf("INSERT INTO %s SELECT %s FROM %s ORDER BY rowid DESC LIMIT 1", table,
                             values->str, table));
}

static void row_take_out(Sweep *sweep, const char *table)
{
    edit_add(
        sweep, table, "row taken out",
        g_strdup_printf("DELETE FROM %s WHERE rowid = (SELECT max(rowid) FROM %s)", table, table));
}

static void table_edit(Sweep *sweep, const char *table)
{
    g_autofree char *n = ask(sweep, "SELECT count(*) FROM %s", table);
    g_autofree char *names = ask(sweep, "SELECT name FROM pragma_table_info('%s')", table);
    g_autofree char *kinds =
        ask(sweep, "SELECT replace(type, ' ', '-') FROM pragma_table_info('%s')", table);
    g_auto(GStrv) columns = g_strsplit(names, " ", -1);
    g_auto(GStrv) types = g_strsplit(kinds, " ", -1);
    if (sweep_is_left_out(table, NULL))
        return;
    if (g_str_equal(n, "0"))
        g_error("%s: the office has no row of this table to edit", table);
    for (guint i = 0; columns[i]; i++)
        if (!sweep_is_left_out(table, columns[i]))
            column_edit(sweep, table, columns[i], types[i]);
    if (!sweep_is_left_out(table, SWEEP_ROW))
        row_take_out(sweep, table);
    row_put_in(sweep, table, columns, types);
}

static void edit_do(Sweep *sweep, Edit *edit)
{
    g_clear_pointer(&edit->name, g_free);
    if (!edit->is_put_in)
        edit->name = row_name(sweep, edit->table);
    table_keep(sweep, edit->table);
    g_free(ask(sweep, "%s", edit->sql));
    if (edit->is_put_in)
        edit->name = row_name(sweep, edit->table);
}

/* ---------------------------------------------------------------------------------------- sweep -- */

static gboolean is_named(const char *told, const char *name)
{
    g_auto(GStrv) names = g_strsplit(name, "|", -1);
    for (char **one = names; *one; one++)
        if (**one && strstr(told, *one))
            return TRUE;
    return FALSE;
}

/* By what only the seals of its unit say. */
static gboolean is_unsealed(const char *told, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(told, "\n", -1), names = g_strsplit(name, "|", -1);
    for (char **line = lines; *line; line++)
        for (char **one = names; *one; one++)
            if (**one && g_str_has_prefix(*line, *one) &&
                (strstr(*line, ": its row was edited (") || strstr(*line, ": its row is gone: ") ||
                 strstr(*line, ": no event put its row there: ")))
                return TRUE;
    return FALSE;
}

/* What was done must be told of the row, which was called so before, or that it belongs to nothing any more. */
static void edit_alone(Sweep *sweep, Edit *edit)
{
    edit_do(sweep, edit);
    g_autofree char *told = told_verify(sweep->sample);
    g_autofree char *orphan = g_strdup_printf("a row of table %s names", edit->table);
    sweep->n_verified++;
    if (!is_named(told, edit->name) && !strstr(told, orphan))
        g_ptr_array_add(sweep->failures,
                        g_strdup_printf("%s.%s: %s is not named in \"%s\"", edit->table, edit->what,
                                        edit->name, told));
    table_restore(sweep, edit->table);
}

/* Takes the next edit of each unit out of those that are left; of those of none, all are for later. */
static GPtrArray *round_take(GPtrArray *left, GPtrArray *later)
{
    GPtrArray *taken = g_ptr_array_new();
    g_autoptr(GHashTable) units = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < left->len;) {
        Edit *edit = left->pdata[i];
        if (edit->unit && !g_hash_table_add(units, (gpointer)edit->unit)) {
            i++;
            continue;
        }
        g_ptr_array_add(edit->unit ? taken : later, edit);
        g_ptr_array_remove_index(left, i);
    }
    return taken;
}

static void round_sweep(Sweep *sweep, const GPtrArray *edits, GPtrArray *later)
{
    for (guint i = 0; i < edits->len; i++)
        edit_do(sweep, edits->pdata[i]);
    g_autofree char *told = told_verify(sweep->sample);
    sweep->n_verified++;
    for (guint i = 0; i < edits->len; i++) {
        Edit *edit = edits->pdata[i];
        if (!is_unsealed(told, edit->name))
            g_ptr_array_add(later, edit);
        table_restore(sweep, edit->table);
    }
}

static void edits_sweep(Sweep *sweep)
{
    g_autoptr(GPtrArray) left = g_ptr_array_copy(sweep->edits, NULL, NULL);
    g_autoptr(GPtrArray) later = g_ptr_array_new();
    g_ptr_array_set_free_func(left, NULL);
    while (left->len) {
        g_autoptr(GPtrArray) taken = round_take(left, later);
        if (taken->len)
            round_sweep(sweep, taken, later);
    }
    for (guint i = 0; i < later->len; i++)
        edit_alone(sweep, later->pdata[i]);
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
    Sweep sweep = {.sample = sample,
                   .edits = g_ptr_array_new_with_free_func((GDestroyNotify)edit_free),
                   .failures = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *before = told_verify(sample);
    g_assert_cmpstr(before, ==, "");
    sweep_open(&sweep);
    g_auto(GStrv) tables = tables_list(&sweep);
    for (guint i = 0; tables[i]; i++)
        table_edit(&sweep, tables[i]);
    edits_sweep(&sweep);
    sqlite3_close(sweep.db);
    g_autofree char *after = told_verify(sample);
    g_assert_cmpstr(after, ==, "");
    for (guint i = 0; i < sweep.failures->len; i++)
        g_printerr("%s\n", (const char *)sweep.failures->pdata[i]);
    g_test_message("%u edits, %u times verified", sweep.edits->len, sweep.n_verified);
    g_assert_cmpuint(sweep.failures->len, ==, 0);
    g_assert_cmpuint(sweep.edits->len, >, 250);
    g_ptr_array_unref(sweep.failures);
    g_ptr_array_unref(sweep.edits);
}

/* ----------------------------------------------------------------------------------- the office -- */

/* Rows of tables that the office of people's decisions does not fill; as if Muhafiz had written them. */
static void rest_fill(Sample *sample)
{
    static const ExportSettings settings = {.unchecked = TRUE};
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
