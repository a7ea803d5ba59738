/* The index of words holds what may be found and nothing else, whoever changes pages and register:
 * not its answers alone are looked at, but its words. */
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

#define FILE_NO "A-12/2008"

static const char *const texts[] = {"Report of the patwari, quetzalcoatl", "Order: khasra 412"};

static char *rows_text(Sample *sample, const char *sql)
{
    GString *text = g_string_new(NULL);
    sqlite3 *db;
    sqlite3_stmt *rows;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(
        sqlite3_exec(db,
                     "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, page_search, row);"
                     "CREATE VIRTUAL TABLE temp.r USING fts5vocab(main, record_search, row);"
                     "CREATE VIRTUAL TABLE temp.s USING fts5vocab(main, word_search, row)",
                     NULL, NULL, NULL),
        ==, SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(rows) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            g_string_append_printf(text, "%s ", (const char *)sqlite3_column_text(rows, i));
    sqlite3_finalize(rows);
    g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
    return g_string_free(text, FALSE);
}

/* All that the index holds: the words of pages and register with how often, the vocabulary, its trigrams. */
static char *index_text(Sample *sample)
{
    return rows_text(sample,
                     "SELECT 'page', term, doc, cnt FROM temp.v UNION ALL "
                     "SELECT 'record', term, doc, cnt FROM temp.r UNION ALL "
                     "SELECT 'shape', term, doc, cnt FROM temp.s UNION ALL "
                     "SELECT 'found', page_id, record_id, '' FROM (SELECT * FROM page_found ORDER "
                     "BY page_id) UNION ALL "
                     "SELECT 'word', word, '', '' FROM (SELECT word FROM word ORDER BY word)");
}

static guint hits_count(Sample *sample, const char *query)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) hits = index_search(sample->store, query, 0, &error);
    g_assert_no_error(error);
    return json_array_get_length(json_node_get_array(hits));
}

static void office_make(Sample *sample)
{
    sample_scan(sample, FILE_NO, "", texts, G_N_ELEMENTS(texts));
    sample_run(sample);
    g_assert_cmpuint(hits_count(sample, "quetzalcoatl"), ==, 1);
    g_assert_cmpuint(hits_count(sample, "quetzalcoatI"), ==, 1); /* by its looks */
}

static void must_hold(Sample *sample, const char *word, gboolean is_held)
{
    g_autofree char *text = index_text(sample);
    if ((strstr(text, word) != NULL) != is_held)
        g_error("\"%s\" is %sin the index", word, is_held ? "not " : "");
}

static const struct Mark {
    const char *name, *key, *value, *back;
} marks[] = {
    {"confidential", "classification", "Secret", "Normal"},
    {"excluded", "availability", "excluded", "available"},
};

/* Neither a word of its pages nor of its register entry is left, before anybody has searched. */
static void test_withheld(Sample *sample, gconstpointer data)
{
    const struct Mark *mark = data;
    office_make(sample);
    g_autofree char *before = index_text(sample);
    g_assert_true(sample_set(sample, FILE_NO, mark->key, mark->value, NULL));
    must_hold(sample, "quetzal", FALSE);
    must_hold(sample, "patwari", FALSE);
    must_hold(sample, "chak", FALSE); /* in its subject */
    g_assert_cmpuint(hits_count(sample, "quetzalcoatI"), ==, 0);
    g_assert_cmpuint(hits_count(sample, "subject:chak"), ==, 0);
    g_assert_cmpuint(hits_count(sample, FILE_NO), ==, 0);
    g_assert_true(sample_set(sample, FILE_NO, mark->key, mark->back, NULL));
    g_autofree char *after = index_text(sample);
    g_assert_true(g_str_equal(after, before));
}

static void test_withheld_import(Sample *sample, gconstpointer data)
{
    (void)data;
    RegisterReport report = {0};
    g_autofree char *path = sample_path(sample, "secret.csv");
    office_make(sample);
    g_assert_true(g_file_set_contents(
        path, "file_no,subject,classification\n" FILE_NO ",Mutation of land,Secret\n", -1, NULL));
    g_assert_true(index_register_import(sample->store, path, FALSE, &report, NULL));
    index_register_report_clear(&report);
    must_hold(sample, "quetzal", FALSE);
}

/* A page that is read while its record is withheld (a worker had it) stays out. */
static void test_put_withheld(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    sample_sql(sample, "UPDATE record SET classification = 'Secret' WHERE file_no = '" FILE_NO "'");
    g_assert_cmpuint(hits_count(sample, "patwari"), ==, 0); /* whoever marked it */
    must_hold(sample, "quetzal", FALSE);
    must_hold(sample, "chak", FALSE);
}

/* Moved into a record that is withheld, out of it again, and out of its side. */
static void test_moved(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_autofree char *before = index_text(sample);
    gint64 home = sample_side(sample, FILE_NO, ""), secret = sample_side(sample, "B-7/2010", "");
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Secret", NULL));
    g_autofree char *away =
        g_strdup_printf("UPDATE page SET side_id = %" G_GINT64_FORMAT " WHERE seq = 1", secret);
    g_autofree char *back =
        g_strdup_printf("UPDATE page SET side_id = %" G_GINT64_FORMAT " WHERE seq = 1", home);
    sample_sql(sample, away);
    g_assert_cmpuint(hits_count(sample, "patwari"), ==, 0);
    must_hold(sample, "quetzal", FALSE);
    must_hold(sample, "412", TRUE);
    sample_sql(sample, back);
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Normal", NULL));
    g_assert_cmpuint(hits_count(sample, "patwari"), ==, 1);
    g_autofree char *after = index_text(sample);
    g_assert_true(g_str_equal(after, before));
    sample_sql(sample, "UPDATE page SET seq = NULL WHERE seq = 1");
    g_assert_cmpuint(hits_count(sample, "patwari"), ==, 0);
    must_hold(sample, "quetzal", FALSE);
}

/* Another subject is found at once, the old one no more, with the pages that stand under it. */
static void test_subject(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_assert_cmpuint(hits_count(sample, "chak patwari"), ==, 1);
    g_assert_true(sample_set(sample, FILE_NO, "subject", "Partition", NULL));
    g_assert_cmpuint(hits_count(sample, "chak patwari"), ==, 0);
    g_assert_cmpuint(hits_count(sample, "subject:partition patwari"), ==, 1);
    must_hold(sample, "chak", FALSE);
}

/* Made with another folding (an older Muhafiz, another Unicode): all is made anew, and the same. */
static void test_anew(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_autofree char *before = index_text(sample);
    sample_sql(sample, "UPDATE search_state SET fold_version = '0'; DELETE FROM page_found; "
                       "INSERT INTO page_search (page_search) VALUES ('delete-all')");
    g_assert_cmpuint(hits_count(sample, "quetzalcoatl"), ==, 1);
    g_autofree char *after = index_text(sample);
    g_assert_true(g_str_equal(after, before));
}

static gint64 parts_count(Sample *sample)
{
    g_autofree char *n = rows_text(sample, "SELECT count(DISTINCT segid) FROM page_search_idx");
    return g_ascii_strtoll(n, NULL, 10);
}

/* Small parts are brought together, to the last; what the index holds stays the same. */
static void test_merge(Sample *sample, gconstpointer data)
{
    (void)data;
    guint64 n_texts, n_words;
    office_make(sample);
    for (guint i = 0; i < 5; i++)
        g_assert_true(index_search_put(sample->store, 2, texts[i % 2], NULL));
    g_autofree char *before = index_text(sample);
    const gint64 n_parts = parts_count(sample);
    g_assert_cmpint(n_parts, >, 2);
    g_assert_true(index_search_merge(sample->store, NULL));
    g_autofree char *after = index_text(sample);
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpint(parts_count(sample), <, n_parts);
    g_assert_cmpint(parts_count(sample), <=, 2);
    g_assert_true(index_search_check(sample->store, &n_texts, &n_words, NULL));
    g_assert_cmpuint(n_texts + n_words, ==, 0);
}

/* Texts are kept packed, and nowhere else in plain. */
static void test_packed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < 100; i++)
        g_string_append(lines, "the same words once more ");
    const char *const text[] = {lines->str, ""};
    sample_scan(sample, FILE_NO, "", text, 2);
    sample_run(sample);
    g_autofree char *sizes = rows_text(sample, "SELECT length(packed) < 100 FROM page_text");
    g_assert_cmpstr(sizes, ==, "1 1 ");
    g_assert_cmpuint(hits_count(sample, "\"words once more\""), ==, 1);
    sample_sql(sample, "UPDATE page_text SET packed = x'7a0102'");
    g_autoptr(GError) error = NULL;
    g_assert_null(index_search(sample->store, "words", 0, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"withheld-import", test_withheld_import},
        {"put-withheld", test_put_withheld},
        {"moved", test_moved},
        {"subject", test_subject},
        {"anew", test_anew},
        {"merge", test_merge},
        {"packed", test_packed},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autofree char *path = g_strdup_printf("/search-index/withheld/%s", marks[i].name);
        g_test_add(path, Sample, &marks[i], sample_setup, test_withheld, sample_teardown);
    }
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strdup_printf("/search-index/%s", tests[i].name);
        g_test_add(path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    }
    return g_test_run();
}
