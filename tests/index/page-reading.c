/* What reading leaves of a page, and what is known of it before it is read again. */
#include <json-glib/json-glib.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

static PageReading reading_of(const char *hash, const char *text, double confidence, guint turns)
{
    return (PageReading){.alto_sha256 = hash,
                         .layers_key = hash,
                         .text = text,
                         .language = "eng",
                         .findings = "{\"model\":\"eng\",\"turn\":2}",
                         .confidence = confidence,
                         .quarter_turns = turns};
}

/* Surely read, and most lines not at all. */
static PageReading few_words_of(const char *hash)
{
    PageReading reading = reading_of(hash, "two words", 99, 0);
    reading.unread_percent = 60;
    return reading;
}

static void read_again(Sample *sample, gint64 page_id, const PageReading *reading)
{
    g_autoptr(GError) error = NULL;
    Job job;
    gboolean found;
    g_assert_true(index_job_add(sample->store, JOB_PAGE, page_id, &error));
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, &error) && found);
    g_assert_true(index_page_finish(sample->store, &job, reading, &error));
}

/* A page that is read again has the flag of the last reading, and keeps those of the scan: blank and
 * skew too, whatever recognition saw. */
static void test_read_again(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one"};
    const struct {
        PageReading reading;
        const char *flags;
    } cases[] = {
        {reading_of("a1", "", 0, 0), "1 blank skew"},
        {reading_of("a2", "words", 20, 0), "1 blank low-confidence skew"},
        {reading_of("a3", "words", 80, 0), "1 blank skew"},
        {reading_of("a4", "words", 79, 0), "1 blank low-confidence skew"},
        {reading_of("a5", "words", 90, 0), "1 blank skew"},
        {few_words_of("a6"), "1 blank low-confidence skew"},
    };
    sample_scan(sample, "B-7/2010", "", texts, 1);
    read_again(sample, 1, &cases[0].reading);
    g_autofree char *wordless = sample_pages(sample, "B-7/2010", 0);
    g_assert_cmpstr(wordless, ==, "1 low-confidence"); /* not blank, and yet nothing was read */
    sample_sql(sample, "INSERT INTO flag VALUES (1, 'blank', 0), (1, 'skew', 7)");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        read_again(sample, 1, &cases[i].reading);
        g_autofree char *flags = sample_pages(sample, "B-7/2010", 0);
        g_assert_cmpstr(flags, ==, cases[i].flags);
    }
}

/* "turn 2 set", what reading the page would be told, and what is kept of its findings. */
static void assert_turn(Sample *sample, gint64 page_id, guint turn, gboolean is_set,
                        const char *findings)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PageTask) task = index_page_task_load(sample->store, page_id, &error);
    g_autoptr(JsonNode) show = index_record_show(sample->store, "B-7/2010", &error);
    g_assert_no_error(error);
    g_assert_cmpint(task->turn_is_said, ==, is_set);
    g_assert_cmpuint(task->quarter_turns, ==, is_set ? turn : 0);
    JsonObject *side = json_array_get_object_element(
        json_object_get_array_member(json_node_get_object(show), "sides"), 0);
    JsonObject *page = json_array_get_object_element(json_object_get_array_member(side, "pages"),
                                                     (guint)page_id - 1);
    g_assert_cmpint(json_object_get_int_member(page, "turn"), ==, turn);
    g_assert_cmpint(json_object_get_boolean_member(page, "turn_set"), ==, is_set);
    g_autofree char *kept = json_to_string(json_object_get_member(page, "findings"), FALSE);
    g_assert_cmpstr(kept, ==, findings);
}

/* A page that was read keeps its words, whatever fails later. */
static void assert_words(Sample *sample, gint64 page_id, gboolean has_words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PageTask) task = index_page_task_load(sample->store, page_id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(task->has_words, ==, has_words);
}

/* Reading finds how a page is turned until a person says so, and again when that is undone. */
static void test_turn(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one"};
    static const char found[] = "{\"model\":\"eng\",\"turn\":2}";
    const PageReading readings[] = {reading_of("a1", "words", 90, 2),
                                    reading_of("a2", "words", 90, 1)};
    const gint64 page_id = 1;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof page_id);
    g_array_append_val(ids, page_id);
    sample_scan(sample, "B-7/2010", "", texts, 1);
    assert_turn(sample, page_id, 0, FALSE, "null");
    assert_words(sample, page_id, FALSE);
    read_again(sample, page_id, &readings[0]);
    assert_turn(sample, page_id, 2, FALSE, found);
    assert_words(sample, page_id, TRUE);
    g_autoptr(JsonNode) turned = index_pages_turn(sample->store, ids, 1, &error);
    g_assert_no_error(error);
    g_assert_nonnull(turned);
    assert_turn(sample, page_id, 3, TRUE, found);
    read_again(sample, page_id, &readings[1]);
    assert_turn(sample, page_id, 3, TRUE, found);
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, 1, &error);
    g_assert_no_error(error);
    g_assert_nonnull(undone);
    assert_turn(sample, page_id, 2, FALSE, found);
}

/* Those within two sheets, read, with words on them that tell, or turned by a person. */
static void test_neighbours(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two", "three", "four"};
    static const struct {
        const char *sql;
        gboolean is_known;
        guint turns;
    } cases[] = {
        {"UPDATE page SET state = 'scanned'", FALSE, 0},
        {"UPDATE page SET state = 'recognised', language = 'eng', turn = 2", FALSE, 0},
        {"UPDATE page SET findings = '{\"turn\":2,\"turn_confidence\":12}' WHERE page_id > 1", TRUE,
         2},
        {"UPDATE page SET turn = 0 WHERE page_id = 2", FALSE, 0},
        {"UPDATE page SET language = '' WHERE page_id = 2", TRUE, 2},
        {"UPDATE page SET turn = 1 WHERE page_id = 4", TRUE, 2},
        {"UPDATE page SET findings = '{\"turn\":2,\"turn_confidence\":0}' WHERE page_id = 3", FALSE,
         0},
        {"UPDATE page SET turn_set = 1 WHERE page_id = 3", TRUE, 2},
        {"UPDATE page SET state = 'scanned' WHERE page_id = 3", FALSE, 0},
    };
    sample_scan(sample, "B-7/2010", "", texts, 4);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        sample_sql(sample, cases[i].sql);
        g_autoptr(PageTask) task = index_page_task_load(sample->store, 1, &error);
        g_assert_no_error(error);
        g_test_message("%s", cases[i].sql);
        g_assert_cmpint(task->expects_turn, ==, cases[i].is_known);
        g_assert_true(!cases[i].is_known || task->expected_turns == cases[i].turns);
    }
}

/* A page that was read lies as it did, whatever its neighbours do since, until it is read otherwise; not one of
 * which there is only an image. */
static void test_expected(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two"};
    static const struct {
        const char *sql;
        guint turns;
    } cases[] = {
        {"UPDATE page SET findings = '{\"turn_confidence\":30}', turn = 2, language = 'eng', "
         "state = 'recognised' WHERE page_id = 2",
         2},
        {"UPDATE page SET findings = '{\"turn_confidence\":0}', turn = 1 WHERE page_id = 1", 1},
        {"UPDATE page SET state = 'failed' WHERE page_id = 1", 1},
        {"INSERT INTO flag VALUES (1, 'unread', 1)", 2},
    };
    sample_scan(sample, "B-7/2010", "", texts, 2);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        sample_sql(sample, cases[i].sql);
        g_autoptr(PageTask) task = index_page_task_load(sample->store, 1, &error);
        g_assert_no_error(error);
        g_test_message("%s", cases[i].sql);
        g_assert_true(task->expects_turn);
        g_assert_cmpuint(task->expected_turns, ==, cases[i].turns);
    }
}

/* A page is expected in the language it was read in, else in that of all its neighbours. */
static void test_language(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two", "three"};
    static const struct {
        const char *sql, *expected;
    } cases[] = {
        {"UPDATE page SET state = 'scanned'", NULL},
        {"UPDATE page SET state = 'recognised', language = 'hin' WHERE page_id = 2", "hin"},
        {"UPDATE page SET state = 'recognised', language = 'eng' WHERE page_id = 3", NULL},
        {"UPDATE page SET language = '' WHERE page_id = 2", "eng"},
        {"UPDATE page SET language = 'urd' WHERE page_id = 1", "urd"},
        {"UPDATE page SET state = 'failed' WHERE page_id = 1", "urd"},
    };
    sample_scan(sample, "B-7/2010", "", texts, 3);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        sample_sql(sample, cases[i].sql);
        g_autoptr(PageTask) task = index_page_task_load(sample->store, 1, &error);
        g_assert_no_error(error);
        g_test_message("%s", cases[i].sql);
        g_assert_cmpstr(task->expected_language, ==, cases[i].expected);
    }
}

/* What the register says a record is written in goes first; none of the office's is out of the question. */
static void test_languages(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one"};
    static const struct {
        const char *record, *languages;
    } cases[] = {{"", "eng+hin+urd"},
                 {"urd", "urd+eng+hin"},
                 {"hin+pan", "hin+pan+eng+urd"},
                 {"eng+hin+urd", "eng+hin+urd"}};
    sample_scan(sample, "B-7/2010", "", texts, 1);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *sql =
            g_strdup_printf("UPDATE record SET language = '%s'", cases[i].record);
        sample_sql(sample, sql);
        g_autoptr(PageTask) task = index_page_task_load(sample->store, 1, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(task->languages, ==, cases[i].languages);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/page/read-again", test_read_again}, {"/page/turn", test_turn},
        {"/page/neighbours", test_neighbours}, {"/page/expected", test_expected},
        {"/page/language", test_language},     {"/page/languages", test_languages},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
