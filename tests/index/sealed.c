/* What is sealed cannot change unnoticed: columns and statements of each unit are those that sealed-columns.txt says of
 * this version of the seal. index/seal.h says what may be added without a new one. */
#include <string.h>

#include "index/seal.h"
#include "index/store-private.h"
#include "tests/index/sample.h"

#define ADVICE                                                                                     \
    "A column that is NULL in all rows there are may be added: bring tests/index/"                 \
    "sealed-columns.txt up to date. Anything else makes every seal of before wrong: raise "        \
    "SEAL_VERSION in index/seal.c, then the version in that file, too"

static char *tests_read(const char *name)
{
    char *text = NULL;
    g_autofree char *path = g_build_filename(g_getenv("MUHAFIZ_TESTS"), name, NULL);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* Of the statements alone: without comments, blanks as one. */
static char *statements_hash(void)
{
    g_autofree char *text = tests_read("../index/sql/seal-sqlite.sql");
    const char *first = strstr(text, "-- name: seal_record");
    g_assert_nonnull(first);
    g_autoptr(GRegex) comments = g_regex_new("^-- (?!name: ).*$", G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GRegex) blanks = g_regex_new("\\s+", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace(comments, first, -1, 0, "", 0, NULL);
    g_autofree char *one = g_regex_replace(blanks, bare, -1, 0, " ", 0, NULL);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, g_strstrip(one), -1);
}

/* "page: flags words page_id batch_id ...", without the key and the name that come first. */
static void unit_append(Db *db, const char *unit, const char *statement, const char *first,
                        GString *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows =
        db_query(db, statement, DB_VALUES(DB_TEXT(first), DB_TEXT(first)), &error);
    g_assert_no_error(error);
    g_string_append_printf(text, "%s:", unit);
    for (guint i = 2; i < db_rows_n_columns(rows); i++)
        g_string_append_printf(text, " %s", db_rows_name(rows, i));
    g_string_append_c(text, '\n');
}

static void test_columns(Sample *sample, gconstpointer data)
{
    (void)data;
    const char *statement, *first, *last, *unit;
    g_autofree char *hash = statements_hash(), *said = tests_read("index/sealed-columns.txt");
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "version %" G_GINT64_FORMAT "\nstatements %s\n", seals_version(),
                           hash);
    for (guint i = 0; (unit = seals_unit(i, &statement, &first, &last)); i++)
        unit_append(index_store_db(sample->store), unit, statement, first, text);
    if (!g_str_equal(text->str, said))
        g_error("what is sealed is now:\n%sand was:\n%s" ADVICE, text->str, said);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/sealed/columns", Sample, NULL, sample_setup, test_columns, sample_teardown);
    return g_test_run();
}
