/* What may stand in the five tables of a plan. */
#include <string.h>

#include "index/column.h"
#include "index/nic.h"
#include "index/plan-private.h"
#include "scan/scan.h"

#define COUNT_DIGITS_MAX 12

const PlanTable plan_tables[N_PLAN_TABLES] = {
    {"offices",
     "drive_office_insert",
     {{"office", PLAN_NAME, TRUE, TRUE, TRUE},
      {"name", PLAN_NAME, TRUE, FALSE, TRUE},
      {"parent", PLAN_TEXT, TRUE, FALSE, FALSE},
      {"level", PLAN_TEXT, TRUE, FALSE, FALSE},
      {"lgd", PLAN_TEXT, FALSE, FALSE, FALSE}}},
    {"targets",
     "drive_target_insert",
     {{"office", PLAN_OFFICE, TRUE, TRUE, TRUE},
      {"category", PLAN_TEXT, FALSE, TRUE, FALSE},
      {"priority", PLAN_TEXT, FALSE, TRUE, FALSE},
      {"records", PLAN_COUNT, TRUE, FALSE, FALSE},
      {"pages", PLAN_COUNT, FALSE, FALSE, FALSE},
      {"start", PLAN_DATE, FALSE, FALSE, FALSE},
      {"deadline", PLAN_DATE, TRUE, FALSE, TRUE}}},
    {"census",
     "drive_census_insert",
     {{"office", PLAN_OFFICE, TRUE, TRUE, TRUE},
      {"category", PLAN_TEXT, FALSE, TRUE, FALSE},
      {"records", PLAN_COUNT, TRUE, FALSE, TRUE},
      {"pages", PLAN_COUNT, FALSE, FALSE, FALSE},
      {"counted_on", PLAN_DATE, TRUE, FALSE, TRUE},
      {"counted_by", PLAN_NAME, TRUE, FALSE, TRUE}}},
    {"rules",
     "drive_rule_insert",
     {{"priority", PLAN_NAME, TRUE, FALSE, TRUE}, {"category", PLAN_NAME, TRUE, TRUE, TRUE}}},
    {"holidays",
     "drive_holiday_insert",
     {{"date", PLAN_DATE, TRUE, TRUE, TRUE},
      {"name", PLAN_NAME, TRUE, FALSE, TRUE},
      {"office", PLAN_OFFICE, FALSE, TRUE, FALSE}}},
};

guint plan_table_width(const PlanTable *table)
{
    guint n = 0;
    while (table->columns[n].name)
        n++;
    return n;
}

/* ------------------------------------------------------------------------------- which one it is -- */

static gboolean names_have(const GPtrArray *names, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

static gboolean table_has(const PlanTable *table, const char *name)
{
    for (const PlanColumn *column = table->columns; column->name; column++)
        if (g_str_equal(column->name, name))
            return TRUE;
    return FALSE;
}

static gboolean table_fits(const PlanTable *table, const GPtrArray *names)
{
    for (const PlanColumn *column = table->columns; column->name; column++)
        if (column->is_needed && !names_have(names, column->name))
            return FALSE;
    for (guint i = 0; i < names->len; i++)
        if (!table_has(table, names->pdata[i]))
            return FALSE;
    return TRUE;
}

/* "targets: office,[category],records,deadline" */
static void table_describe(GString *text, const PlanTable *table)
{
    g_string_append_printf(text, "\n  %s: ", table->kind);
    for (const PlanColumn *column = table->columns; column->name; column++)
        g_string_append_printf(text, column->is_needed ? "%s%s" : "%s[%s]",
                               column == table->columns ? "" : ",", column->name);
}

const PlanTable *plan_table_find(const GPtrArray *names, GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < N_PLAN_TABLES; i++) {
        if (table_fits(&plan_tables[i], names))
            return &plan_tables[i];
        table_describe(all, &plan_tables[i]);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the first row has the columns of no table of a plan: name those of one of them "
                "([...] may be left out)%s",
                all->str);
    return NULL;
}

/* ---------------------------------------------------------------------------------------- values -- */

static char *refuse(GError **error, const char *value, const char *advice)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "\"%s\" is not possible: %s", value,
                advice);
    return NULL;
}

/* "1,20,000": digits of any script, commas wherever they stand between them. */
static char *count_check(const char *value, GError **error)
{
    g_autofree char *ascii = index_digits_to_ascii(value);
    g_autoptr(GString) digits = g_string_new(NULL);
    for (const char *at = ascii; *at; at++) {
        gboolean is_comma = *at == ',' && at > ascii && g_ascii_isdigit(at[1]);
        if (g_ascii_isdigit(*at))
            g_string_append_c(digits, *at);
        else if (!is_comma)
            return refuse(error, value, "write a number, like 12000 or 12,000");
    }
    if (digits->len > COUNT_DIGITS_MAX)
        return refuse(error, value, "no office has so much");
    return g_strdup(digits->str);
}

char *plan_value_check(PlanType type, const char *value, GError **error)
{
    g_autofree char *text = column_check(COLUMN_REMARKS, value, error);
    if (!text)
        return NULL;
    if (type == PLAN_DATE)
        return column_date_check(text, error);
    return type == PLAN_COUNT ? count_check(text, error) : g_steal_pointer(&text);
}

/* ------------------------------------------------------------------------------------------ tree -- */

enum { TREE_OFFICE = 0, TREE_PARENT = 2 };

static void tree_problem(GPtrArray *problems, const char *file, const PlanRow *row, const char *why)
{
    g_ptr_array_add(problems,
                    g_strdup_printf("%s:%u: column parent: \"%s\" of %s %s", file, row->line,
                                    row->values[TREE_PARENT], row->values[TREE_OFFICE], why));
}

/* Whoever goes up from the row for more steps than there are rows goes round. */
static gboolean row_is_in_loop(const PlanRow *row, GHashTable *by_office)
{
    for (guint i = 0; row && i <= g_hash_table_size(by_office); i++)
        row = g_hash_table_lookup(by_office, row->values[TREE_PARENT]);
    return row != NULL;
}

void plan_tree_check(const GArray *rows, const char *file, GPtrArray *problems)
{
    g_autoptr(GHashTable) by_office = g_hash_table_new(g_str_hash, g_str_equal);
    const PlanRow *root = NULL;
    for (guint i = 0; i < rows->len; i++) {
        PlanRow *row = &g_array_index((GArray *)rows, PlanRow, i);
        g_hash_table_insert(by_office, row->values[TREE_OFFICE], row);
    }
    for (guint i = 0; i < rows->len; i++) {
        const PlanRow *row = &g_array_index((GArray *)rows, PlanRow, i);
        if (*row->values[TREE_PARENT]) {
            if (!g_hash_table_contains(by_office, row->values[TREE_PARENT]))
                tree_problem(problems, file, row, "is no office of this file: add its row");
            else if (row_is_in_loop(row, by_office))
                tree_problem(problems, file, row, "leads back to it: one of them must be the top");
        } else if (root)
            tree_problem(problems, file, row,
                         "is empty, and so is that of another row: only the top office has none");
        else
            root = row;
    }
}
