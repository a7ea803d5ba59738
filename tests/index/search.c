/* Search: what a query becomes, what a snippet shows, and pages found in three scripts. */
#include "index/search.h"
#include "index/store-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/sample.h"

typedef struct {
    const char *name, *query, *match;
} Query;

static const Query QUERIES[] = {
    {"words", "land Khasra", "(\"land\") AND (\"khasra\")"},
    {"phrase", "\"khasra No\" land", "(\"khasra no\") AND (\"land\")"},
    {"open-phrase", "\"khasra no", "(\"khasra no\")"},
    {"prefix", "khas*", "(\"khas\" *)"},
    {"phrase-prefix", "\"khasra nu\"*", "(\"khasra nu\" *)"},
    {"file-number", "A-12/2008", "(\"a 12 2008\" OR \"a12 2008\")"},
    {"file-number-joined", "a12/2008", "(\"a12 2008\" OR \"a 12 2008\")"},
    {"many-joints", "a1b2c3d4", "(\"a1b2c3d4\" OR \"a 1 b 2 c 3 d 4\")"},
    {"operators", "land OR NEAR(mutation) AND -x ^body:y",
     "(\"land\") AND (\"or\") AND (\"near mutation\") AND (\"and\") AND (\"x\") AND (\"body y\")"},
    {"glued-quotes", "a\"b\"c", "(\"a\") AND (\"b\") AND (\"c\")"},
    {"digits", "४१२", "(\"412\")"},
    {"field", "subject:land", "{subject} : (\"land\")"},
    {"field-phrase", "Subject:\"the land\"* x", "{subject} : (\"the land\" *) AND (\"x\")"},
    {"field-gap", "year: 2008", "{year} : (\"2008\")"},
    {"field-of-nothing", "subject:", ""},
    {"nothing", " \"\" -- * \"***\" ", ""},
};

static void test_query(gconstpointer data)
{
    const Query *query = data;
    g_autoptr(GPtrArray) parts = search_query_parse(query->query);
    g_autofree char *match = search_query_match_records(parts);
    g_assert_cmpstr(match, ==, query->match);
}

typedef struct {
    const char *name, *query, *text, *snippet;
} Snippet;

static const Snippet SNIPPETS[] = {
    {"word", "land", "The  Land\nof Khasra", "The [Land] of Khasra"},
    {"every-place", "land", "land, landed LAND", "[land], landed [LAND]"},
    {"last", "\u091C\u092E\u0940\u0928", "of \u091C\u093C\u092E\u0940\u0928",
     "of [\u091C\u093C\u092E\u0940\u0928]"},
    {"mark-behind", "tha", "Tha\u0302 na", "[Tha\u0302] na"},
    {"phrase", "\"a b\"", "b a b", "b [a b]"},
    {"longest", "a \"a b\"", "a a b", "[a] [a b]"},
    {"prefix", "khas*", "Khasra khat", "[Khasra] khat"},
    {"file-number", "A-12/2008", "No. A-12/2008.", "No. [A-12/2008]."},
    {"none", "c", "a b", "a b"},
    {"empty", "c", "", ""},
};

static char *snippet_make(const char *text, const char *query)
{
    g_autoptr(GPtrArray) parts = search_query_parse(query);
    return search_snippet_make(text, parts, NULL);
}

static void test_snippet(gconstpointer data)
{
    const Snippet *snippet = data;
    g_autofree char *made = snippet_make(snippet->text, snippet->query);
    g_assert_cmpstr(made, ==, snippet->snippet);
}

/* The hit stands far in; the snippet is short, whole words, valid UTF-8, and shows it. */
static void test_long_snippet(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append(text, i == 500 ? "Khasra " : "دفتر ");
    g_autofree char *snippet = snippet_make(text->str, "khasra");
    g_assert_true(g_utf8_validate(snippet, -1, NULL));
    g_assert_cmpint(g_utf8_strlen(snippet, -1), <, 230);
    g_assert_nonnull(strstr(snippet, " [Khasra] "));
    g_assert_true(g_str_has_prefix(snippet, "…دفتر ") || g_str_has_prefix(snippet, "… دفتر "));
    g_assert_true(g_str_has_suffix(snippet, "دفتر…"));
}

/* Letters run on without a gap (joined Urdu, a misread page), of every width and length: a snippet
 * that must be cut there is cut between two characters. */
static void test_runs(void)
{
    static const char *const letters[] = {"क", "ک", "é", "𑀓", "ab"};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        for (guint n = 1; n < 260; n++) {
            g_autoptr(GString) text = g_string_new(NULL);
            for (guint j = 0; j < 2 * n; j++)
                g_string_append(text, j == n ? " khasra " : letters[i]);
            g_autofree char *snippet = snippet_make(text->str, "khasra");
            g_assert_true(g_utf8_validate(snippet, -1, NULL));
            g_assert_nonnull(strstr(snippet, "[khasra]"));
        }
}

typedef struct {
    const char *name, *query;
    guint n_hits;
    const char *file_no, *marked; /* of the first hit */
} Find;

static const Find FINDS[] = {
    {"english", "patwari", 1, "A-12/2008", "[patwari]"},
    {"all-words", "patwari tehsildar", 0, NULL, NULL},
    {"in-both", "the", 2, "A-12/2008", "[the]"},
    {"phrase", "\"khasra 412\"", 2, "A-12/2008", "[khasra 412]"},
    {"field", "subject:khasra patwari", 1, "A-12/2008", "[patwari]"},
    {"other-field", "section:khasra patwari", 0, NULL, NULL},
    {"register-alone", "subject:खारिज", 1, "B-7/2010", "[खारिज]"},
    {"not-a-phrase", "\"412 khasra\"", 0, NULL, NULL},
    {"prefix", "tehs*", 1, "A-12/2008", "[Tehsildar]"},
    {"hindi-whole-word", "प्रमाणपत्र", 1, "B-7/2010", "[प्रमाणपत्र]"},
    {"hindi-half-word", "प्रमाण", 1, "B-7/2010", "[प्रमाणपत्र]"}, /* marked as similar */
    {"hindi-nukta", "जमीन", 1, "B-7/2010", "[ज़मीन]"},
    {"hindi-digits", "412 जमीन", 1, "B-7/2010", "[४१२]"},
    {"urdu", "انتقال", 2, "C-3/2011", "[انتقال]"},
    {"urdu-keyboard", "زمين كا", 1, "C-3/2011", "[زمین] [کا]"},
    {"punjabi", "ਤਹਿਸੀਲ", 1, "C-3/2011", "[ਤਹਿਸੀਲ]"},
    {"syntax", "\"patwari\" OR", 0, NULL, NULL},
    {"no-such-column", "body:patwari", 0, NULL, NULL},
};

static void sample_scan_all(Sample *sample)
{
    static const char *const hindi[] = {"ज़मीन का प्रमाणपत्र, खसरा ४१२"};
    static const char *const urdu[] = {"زمین کا انتقال ۴۱۲ ਤਹਿਸੀਲ"};
    sample_make_ready(sample);
    sample_scan(sample, "B-7/2010", "notes", hindi, 1);
    sample_scan(sample, "C-3/2011", "", urdu, 1);
    sample_run(sample);
}

static void find_check(Sample *sample, const Find *find)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_search(sample->store, find->query, 0, &error);
    g_assert_no_error(error);
    JsonArray *hits = json_node_get_array(node);
    if (json_array_get_length(hits) != find->n_hits)
        g_error("%s: %u hits", find->name, json_array_get_length(hits));
    if (!find->n_hits)
        return;
    JsonObject *hit = json_array_get_object_element(hits, 0);
    g_assert_cmpstr(json_object_get_string_member(hit, "file_no"), ==, find->file_no);
    g_assert_cmpfloat(json_object_get_double_member(hit, "score"), >, 0);
    const char *snippet = json_object_get_string_member(hit, "snippet");
    g_assert_true(g_utf8_validate(snippet, -1, NULL));
    if (!strstr(snippet, find->marked))
        g_error("%s: %s is not in: %s", find->name, find->marked, snippet);
}

static void test_find(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_scan_all(sample);
    for (gsize i = 0; i < G_N_ELEMENTS(FINDS); i++)
        find_check(sample, &FINDS[i]);
}

static void test_usage(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_assert_null(index_search(sample->store, " -- \"\" ", 0, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* What may be meant for a field that there is not is told; times, numbers and sentences are none. */
static void test_note(void)
{
    static const struct {
        const char *query, *field;
    } notes[] = {
        {"foo:bar", "foo: "},
        {"khasra category:Revenue", "category: "},
        {"Year:2008", NULL},
        {"subject:\"foo:bar\"", NULL},
        {"12:30", NULL},
        {"LRS:12/2008", NULL},
        {"To: the Tehsildar", NULL},
        {"\"order: the\" a:b", NULL},
        {"note_pages:12", "note_pages: "},
        {"subject: owner:Singh", NULL},
        {"http://tehsil", NULL},
        {"खसरा:412", NULL},
        {"folio:12", "folio: "},
        {"office:01-042 land", "office: "},
        {"number:A-12/2008", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(notes); i++) {
        g_autofree char *note = index_search_note(notes[i].query);
        if ((note != NULL) != (notes[i].field != NULL) ||
            (note && !g_str_has_prefix(note, notes[i].field)))
            g_error("%s: %s", notes[i].query, note ? note : "no note");
    }
}

static guint hits_count(Sample *sample, const char *query, guint limit)
{
    g_autoptr(JsonNode) hits = index_search(sample->store, query, limit, NULL);
    g_assert_nonnull(hits);
    return json_array_get_length(json_node_get_array(hits));
}

/* A page that is read again is found by its new words only; one without words not at all. */
static void test_put_again(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_assert_cmpuint(hits_count(sample, "the", 0), ==, 2);
    g_assert_cmpuint(hits_count(sample, "the", 1), ==, 1);
    g_assert_true(index_search_put(sample->store, 2, "Report of the girdawar", NULL));
    g_assert_cmpuint(hits_count(sample, "patwari", 0), ==, 0);
    g_assert_cmpuint(hits_count(sample, "girdawar", 0), ==, 1);
    g_assert_true(index_search_put(sample->store, 2, " - ", NULL));
    g_assert_cmpuint(hits_count(sample, "girdawar", 0), ==, 0);
}

/* Shapes of words that the vocabulary cannot have. */
static void test_odd_words(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_assert_cmpuint(hits_count(sample, "patwarri", 0), ==, 1);
    sample_sql(sample, "INSERT INTO word_search (rowid, shape) VALUES "
                       "(-1, '<patwari>'), (1 << 40, '<patwari>'), (9223372036854775807, 'twarr')");
    g_assert_cmpuint(hits_count(sample, "patwarri", 0), ==, 1);
}

static void test_confidential(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_assert_true(sample_set(sample, "A-12/2008", "classification", "Secret", NULL));
    g_assert_cmpuint(hits_count(sample, "patwari", 0), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(QUERIES); i++) {
        g_autofree char *path = g_strdup_printf("/search/query/%s", QUERIES[i].name);
        g_test_add_data_func(path, &QUERIES[i], test_query);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(SNIPPETS); i++) {
        g_autofree char *path = g_strdup_printf("/search/snippet/%s", SNIPPETS[i].name);
        g_test_add_data_func(path, &SNIPPETS[i], test_snippet);
    }
    g_test_add_func("/search/long-snippet", test_long_snippet);
    g_test_add_func("/search/runs", test_runs);
    g_test_add_func("/search/note", test_note);
    g_test_add("/search/find", Sample, NULL, sample_setup, test_find, sample_teardown);
    g_test_add("/search/usage", Sample, NULL, sample_setup, test_usage, sample_teardown);
    g_test_add("/search/put-again", Sample, NULL, sample_setup, test_put_again, sample_teardown);
    g_test_add("/search/odd-words", Sample, NULL, sample_setup, test_odd_words, sample_teardown);
    g_test_add("/search/confidential", Sample, NULL, sample_setup, test_confidential,
               sample_teardown);
    return g_test_run();
}
