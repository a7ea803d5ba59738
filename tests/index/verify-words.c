/* What somebody did to the index of words. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/verify-room.h"

/* What somebody did to the index of words. */
static const char *const SPOILS[] = {
    "DELETE FROM page_found; DELETE FROM word; DELETE FROM record_search",
    "DELETE FROM word",
    "UPDATE record_search_content SET c1 = 'zzz'",
    "UPDATE record_search SET subject = 'zzz' WHERE rowid = 1",
    "DELETE FROM record_search_data WHERE id > 10",
    "DELETE FROM page_search_data WHERE id > 10",
    "UPDATE record_search_data SET block = X'00' WHERE id = 10",
    "UPDATE page_search_data SET block = X'00' WHERE id = 10",
    "INSERT INTO page_search (page_search) VALUES ('delete-all')",
    "DELETE FROM word_search_data",
    "INSERT INTO page_search (rowid, body) VALUES (1, 'forged')",
    "INSERT INTO page_search (rowid, body) VALUES (1 << 40, 'forged')",
    "INSERT INTO page_search (page_search, rowid, body) VALUES ('delete', 1, 'words')",
};

static void search_must_find(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) hits = index_search(sample->store, "A-12/2008", 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(hits)), >, 0);
}

/* It is told, and made anew by the next search, or at once. */
static void test_search_mended(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    for (guint i = 0; i < G_N_ELEMENTS(SPOILS); i++) {
        gboolean is_made = FALSE;
        sample_sql(sample, SPOILS[i]);
        must_verify(sample, "the index of words is broken");
        search_must_find(sample);
        must_verify(sample, NULL);
        sample_sql(sample, SPOILS[i]);
        g_assert_true(index_search_rebuild(sample->store, &is_made, NULL));
        g_assert_true(is_made);
        must_verify(sample, NULL);
        g_assert_true(index_search_rebuild(sample->store, &is_made, NULL));
        g_assert_false(is_made);
    }
}

/* A search that meets what is broken says what makes it anew. */
static void test_search_broken(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    sample_sql(sample, "DELETE FROM record_search_data WHERE id > 10");
    g_assert_null(index_search(sample->store, "A-12/2008", 0, &error));
    g_assert_nonnull(strstr(error->message, "verify --rebuild"));
}

/* Numbers that there cannot be: nobody makes room for them. */
static void test_search_far(Sample *sample, gconstpointer data)
{
    static const char *const rows[] = {"page SET page_id", "word SET word_id"};
    (void)data;
    sample_make_ready(sample);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *sql = g_strdup_printf(
            "PRAGMA foreign_keys = OFF; UPDATE OR IGNORE %s = 4000000000000000000 WHERE rowid = 2",
            rows[i]);
        guint64 n_texts = 0, n_words = 0;
        sample_sql(sample, sql);
        g_assert_true(index_search_check(sample->store, &n_texts, &n_words, &error));
        g_assert_no_error(error);
        g_autoptr(JsonNode) hits = index_search_similar(sample->store, "khasera", 0, &error);
        g_assert_true(hits || error);
    }
}

/* A register without a word that could be suggested is no damage. */
static void test_search_short(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) file_nos = NULL;
    g_autofree char *all = rows_text(sample, "SELECT group_concat(file_no, '\n') FROM record");
    file_nos = g_strsplit(all, "\n", -1);
    for (guint i = 0; file_nos[i]; i++)
        g_assert_true(sample_set(sample, file_nos[i], "subject", "x", &error) &&
                      sample_set(sample, file_nos[i], "section", "1", &error));
    g_assert_true(index_search_settle(sample->store, &error));
    g_autofree char *words = rows_text(sample, "SELECT count(*) FROM word");
    g_assert_cmpstr(words, ==, "0");
    guint64 n_texts = 1, n_words = 1;
    g_assert_true(index_search_check(sample->store, &n_texts, &n_words, &error));
    g_assert_cmpuint(n_texts + n_words, ==, 0);
}

void verify_words_tests(void)
{
    static const SampleTest tests[] = {
        {"/verify/search-mended", test_search_mended},
        {"/verify/search-broken", test_search_broken},
        {"/verify/search-short", test_search_short},
        {"/verify/search-far", test_search_far},
    };
    sample_tests_add(tests, G_N_ELEMENTS(tests), sample_setup);
}
