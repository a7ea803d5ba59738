/* A lot's life, and how one might cheat on the way. */
#include <string.h>

#include "tests/index/lot-room.h"

static void test_life(Sample *sample, gconstpointer data)
{
    (void)data;
    static const ExportSettings settings = {.unchecked = FALSE};
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "S-1", "4.0", 0);
    record_make(sample, "B-7/2010", 12);
    record_make(sample, "C-3/2011", 8);
    people_be(sample, "sita", "room", TRUE);
    g_autoptr(JsonNode) made = index_lot_make(sample->store, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lot_text(made, "state"), ==, "frozen");
    g_assert_cmpint(lot_int(made, "n_pages"), ==, 20);
    g_assert_null(lot_text(made, "seed"));
    g_assert_null(lot_text(made, "secret"));
    g_autofree char *known = rows_text(sample, "SELECT secret || secret_sha256 FROM lot");
    g_assert_cmpstr(known, ==, ""); /* nobody can read in the index what will be drawn */
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "check sample 1");
    g_autoptr(JsonNode) lot = index_lot_sample(sample->store, 1, &error);
    g_assert_cmpuint(lot_n_pages(lot), ==, 3); /* letter B */
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "3 pages of the sample not opened by sita");
    page_open(sample, 1, 1);
    page_open(sample, 1, 2);
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "1 page of the sample");
    page_open(sample, 1, 3);
    must_fail(index_lot_decide(sample->store, 1, FALSE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "--reason");
    sample_must_have_stage(sample, "B-7/2010", "assembled");
    decide(sample, 1, TRUE, NULL);
    must_fail(index_lot_decide(sample->store, 1, FALSE, "no", &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "accepted already");
    sample_must_have_stage(sample, "B-7/2010", "checked");
    sample_must_have_stage(sample, "C-3/2011", "checked");
    g_assert_cmpint(progress_of(sample, "checking", "pages_examined"), ==, 3);
    g_assert_cmpint(progress_of(sample, "checking", "pages_by_lot"), ==, 17);
    g_assert_cmpint(progress_of(sample, "records", "by_lot"), ==, 2);
    index_store_set_conf(sample->store, "policy", "export_unchecked", "false");
    must_do(index_export(sample->store, "B-7/2010", &settings, &error), &error);
    sample_must_have_stage(sample, "B-7/2010", "exported");
    g_assert_null(index_lot_make(sample->store, NULL, &error)); /* nothing waits */
    g_assert_no_error(error);
}

/* The lot of an older Muhafiz keeps the secret that it drew and told the hash of. */
static void test_committed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 12);
    people_be(sample, "sita", "room", TRUE);
    json_node_unref(index_lot_make(sample->store, NULL, &error));
    sample_sql(sample, "UPDATE lot SET secret = 'ab', secret_sha256 = 'cd'");
    g_autoptr(JsonNode) lot = index_lot_sample(sample->store, 1, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lot_text(lot, "secret"), ==, "ab");
}

/* The second draw is the first; nothing of the lot changes before the verdict. */
static void test_frozen(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const more[] = {"more"};
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "II", "1.0", 0);
    record_make(sample, "B-7/2010", 20);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_autofree char *first = json_to_string(lot, FALSE);
    people_be(sample, "gita", "office", TRUE);
    g_autoptr(JsonNode) again = index_lot_sample(sample->store, 1, &error);
    g_autofree char *second = json_to_string(again, FALSE);
    g_assert_cmpstr(first, ==, second);

    people_be(sample, "ravi", "desk", TRUE);
    g_autoptr(Record) record = index_record_load(sample->store, "B-7/2010", &error);
    gint64 side_id = 0;
    must_fail(index_side_find(sample->store, record, "", SIDE_FILL, &side_id, &error), &error,
              MUHAFIZ_ERROR_USAGE, "lies in lot 1");
    g_assert_true(index_side_find(sample->store, record, "", SIDE_LOOK, &side_id, &error));
    g_autoptr(GArray) ids = index_pages_find(sample->store, side_id, "1-2", &error);
    must_fail(index_pages_reverse(sample->store, ids, FALSE, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "lies in lot 1");
    must_fail(index_pages_set_aside(sample->store, ids, "bad ones", &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "lies in lot 1");
    must_fail(sample_set(sample, "B-7/2010", "subject", "Other", &error), &error,
              MUHAFIZ_ERROR_USAGE, "lies in lot 1");
    must_fail(sample_set(sample, "B-7/2010", "correspondence_pages", "25", &error), &error,
              MUHAFIZ_ERROR_USAGE, "lies in lot 1");
    must_fail(sample_set(sample, "B-7/2010", "classification", "Secret", &error), &error,
              MUHAFIZ_ERROR_USAGE, "role nodal"); /* nor does it slip out */
    sample_set(sample, "B-7/2010", "subject", "Other", &error);
    g_assert_cmpstr(error->message, ==,
                    "B-7/2010 lies in lot 1, which is being checked: nothing of it changes before "
                    "the verdict (muhafiz check says what is waited for)");
    g_clear_error(&error);
    g_assert_true(sample_set(sample, "B-7/2010", "location", "shelf 3", &error));
    sample_scan(sample, "C-3/2011", "", more, 1); /* others go on */
    sample_must_have_stage(sample, "B-7/2010", "assembled");
}

/* A page that nobody could read is tried again before the lot, or after it. */
static void test_retry(Sample *sample, gconstpointer data)
{
    (void)data;
    guint n_jobs;
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    sample_sql(sample, "INSERT INTO job (kind, target_id, state, created_at, changed_at) VALUES "
                       "('page', 1, 'pending', 't', 't')");
    people_be(sample, "sita", "room", TRUE);
    g_assert_null(index_lot_make(sample->store, NULL, &error));
    g_assert_no_error(error);
    sample_sql(sample, "UPDATE job SET state = 'failed'");
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_true(index_jobs_retry(sample->store, &n_jobs, &error));
    g_assert_cmpuint(n_jobs, ==, 0);
    pages_open(sample, lot);
    decide(sample, 1, TRUE, NULL);
    g_assert_true(index_jobs_retry(sample->store, &n_jobs, &error));
    g_assert_cmpuint(n_jobs, ==, 1);
}

static void wait_must_be_told(Sample *sample, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) waits = index_check_waits(sample->store, &error);
    g_assert_no_error(error);
    JsonArray *items = json_node_get_array(waits);
    for (guint i = 0; i < json_array_get_length(items); i++)
        if (g_str_equal(
                json_object_get_string_member(json_array_get_object_element(items, i), "what"),
                what))
            return;
    g_error("nothing waits as \"%s\"", what);
}

/* The operator under other names, and a checker who scanned. */
static void test_own(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *login;
        gboolean is_proven;
        const char *words; /* NULL: it is let through */
    } rows[] = {
        {"ravi", "desk", TRUE, "role checker"},
        {"sita", "desk", TRUE, "at the login desk"},
        {"sita", "room", FALSE, "PIN"},
        {"noor", "room", TRUE, "role checker"},
        {"somebody", "room", TRUE, "no person of"},
        {"gita", "room", TRUE, "brought in or corrected"},
        {"sita", "room", TRUE, NULL},
    };
    g_autoptr(GError) error = NULL;
    sample_sql(sample, "UPDATE person SET role = 'operator' WHERE name = 'gita'");
    record_make(sample, "B-7/2010", 2);
    people_be(sample, "gita", "other-desk", TRUE);
    gint64 side_id = sample_side(sample, "B-7/2010", "");
    g_autoptr(GArray) ids = index_pages_find(sample->store, side_id, "1-2", &error);
    must_do(index_pages_reverse(sample->store, ids, FALSE, &error), &error);
    sample_run(sample);
    sample_sql(sample, "UPDATE person SET role = 'checker' WHERE name = 'gita'");
    json_node_unref(lot_draw_new(sample));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(LotPage) page = {0};
        people_be(sample, rows[i].name, rows[i].login, rows[i].is_proven);
        gboolean ok = index_lot_page(sample->store, 1, 1, &page, &error);
        if (rows[i].words)
            must_fail(ok, &error, MUHAFIZ_ERROR_USAGE, rows[i].words);
        g_assert_cmpint(ok, ==, !rows[i].words);
        ok = index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL;
        must_fail(ok, &error, MUHAFIZ_ERROR_USAGE, rows[i].words ? rows[i].words : "not opened");
    }
    people_be(sample, "gita", "room", TRUE);
    record_make(sample, "C-3/2011", 1);
    sample_sql(sample, "UPDATE batch_hand SET person = 'gita' WHERE batch_id = 2");
    people_be(sample, "gita", "room", TRUE);
    g_autoptr(GPtrArray) left_out = NULL;
    g_assert_null(index_lot_make(sample->store, &left_out, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(left_out->pdata[0], ==, "C-3/2011 is left out, for a lot that sita can decide");
    people_be(sample, "sita", "desk", TRUE);
    wait_must_be_told(sample, "records in no lot, to be decided at another login than this");
    sample_sql(sample, "UPDATE batch_hand SET person = 'ravi' WHERE batch_id = 2");
    must_fail(index_lot_make(sample->store, NULL, &error) != NULL, &error, MUHAFIZ_ERROR_USAGE,
              "no lot can be made: C-3/2011 is left out: ravi brought in or corrected pages of it "
              "at the login desk, which is yours as well. Check at another login");
    people_be(sample, "gita", "room", TRUE);
    sample_sql(sample, "UPDATE batch_hand SET person = 'gita' WHERE batch_id = 2");
    index_store_set_conf(sample->store, "check", "separation",
                         "none"); /* an office of one person */
    must_do(index_lot_make(sample->store, NULL, &error), &error);
    g_autoptr(JsonNode) drawn = index_lot_sample(sample->store, 2, &error);
    pages_open(sample, drawn);
    decide(sample, 2, TRUE, NULL);
    g_assert_cmpint(progress_of(sample, "checking", "own_work"), ==, 1);
}

/* Two checkers on one lot: each opens for himself, the first verdict stands. */
static void test_two(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    pages_open(sample, lot);
    people_be(sample, "gita", "office", TRUE);
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "2 pages of the sample not opened by gita");
    must_fail(index_lot_set_defect(sample->store, 1, 1, "cut", &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "not opened by you");
    pages_open(sample, lot);
    decide(sample, 1, FALSE, "another reason");
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "rejected already");
}

static void test_switching(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char passes[] = "+-+-+++++-oo"; /* + accepted, - rejected, o rejected but empty */
    static const char tightened[] = "....TTTTT...."; /* before each lot, and in the end */
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i <= strlen(passes); i++) {
        g_autoptr(JsonNode) plan = index_check_plan(sample->store, &error);
        g_assert_cmpstr(lot_text(plan, "inspection"), ==,
                        tightened[i] == 'T' ? "tightened" : "normal");
        g_autofree char *sql = g_strdup_printf(
            "INSERT INTO lot (made_at, made_by, n_pages, level, aql, flagged_max, inspection, "
            "letter, "
            "sample_size, accept_max, content, secret, secret_sha256, event_number, verdict) "
            "VALUES "
            "('t', 'sita', 1, 'II', '1.0', 0, 'normal', 'A', 1, 0, '', '', '', 1, '%s'); INSERT "
            "INTO lot_record (lot_id, record_id, revision, n_pages, withheld_at) SELECT "
            "max(lot_id), 1, 1, 1, %s FROM lot",
            passes[i] == '+' ? "accepted" : "rejected", passes[i] == 'o' ? "'t'" : "NULL");
        sample_sql(sample, sql);
    }
}

static void test_tampering(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *sql, *words; /* NULL: all is well */
    } rows[] = {
        {"SELECT 1", NULL},
        {"UPDATE lot_page SET is_random = 1 - is_random WHERE page_id IN (SELECT min(page_id) FROM "
         "lot_page GROUP BY is_random)",
         "not the one that its seed gives"},
        {"UPDATE lot SET secret = CASE substr(secret, 1, 1) WHEN '0' THEN '1' ELSE '0' END || "
         "substr(secret, 2)",
         "not the one that its seed gives"},
        {"UPDATE lot_record SET revision = revision + 1", "froze"},
        {"UPDATE lot_volume SET sha256 = 'x'", "froze"},
        {"UPDATE page SET sha256 = 'x' WHERE page_id = 5", "froze"},
        {"DELETE FROM lot_page WHERE is_random = 0 AND page_id = (SELECT max(page_id) FROM "
         "lot_page "
         "WHERE is_random = 0)",
         "froze"},
    };
    plan_set(sample, 100, "S-1", "4.0", 0);
    record_make(sample, "B-7/2010", 20);
    json_node_unref(lot_draw_new(sample));
    g_autofree char *db = sample_path(sample, "muhafiz.db");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GError) error = NULL;
        sample_sql(sample, "PRAGMA wal_checkpoint(TRUNCATE)");
        g_autofree char *bytes = NULL;
        gsize size;
        g_assert_true(g_file_get_contents(db, &bytes, &size, NULL));
        sample_sql(sample, rows[i].sql);
        g_assert_true(index_lots_verify(sample->store, problems, &error));
        g_ptr_array_add(problems, NULL);
        g_autofree char *all = g_strjoinv("\n", (char **)problems->pdata);
        if (rows[i].words ? !strstr(all, rows[i].words) : *all)
            g_error("%s: \"%s\"", rows[i].sql, all);
        g_clear_pointer(&sample->store, index_store_free);
        g_assert_true(g_file_set_contents(db, bytes, (gssize)size, NULL));
        sample->store = index_store_open(sample->dir, "sita", &error);
    }
}

/* What is shown is what was frozen. */
static void test_other_bytes(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_auto(LotPage) page = {0};
    record_make(sample, "B-7/2010", 2);
    json_node_unref(lot_draw_new(sample));
    g_assert_true(index_lot_page(sample->store, 1, 2, &page, &error));
    g_assert_cmpuint(page.volume_page, ==, 2);
    g_assert_true(g_file_set_contents(page.volume_path, "a nicer page", -1, NULL));
    must_fail(index_lot_page(sample->store, 1, 1, &(LotPage){0}, &error), &error,
              MUHAFIZ_ERROR_DATA, "not what was put in the lot");
}

int main(int argc, char **argv)
{
    static const SampleTest tests[] = {
        {"/lot/life", test_life},
        {"/lot/committed", test_committed},
        {"/lot/frozen", test_frozen},
        {"/lot/retry", test_retry},
        {"/lot/own", test_own},
        {"/lot/two", test_two},
        {"/lot/switching", test_switching},
        {"/lot/tampering", test_tampering},
        {"/lot/other-bytes", test_other_bytes},
    };
    g_test_init(&argc, &argv, NULL);
    sample_tests_add(tests, G_N_ELEMENTS(tests), people_setup);
    lot_failed_tests();
    return g_test_run();
}
