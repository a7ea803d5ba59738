/* A lot's life, and how one might cheat on the way. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/people-private.h"
#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"

/* n pages of a record, all done, by ravi. */
static void record_make(Sample *sample, const char *file_no, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *expected = g_strdup_printf("%u", n);
    people_be(sample, "ravi", "desk", TRUE);
    g_assert_true(sample_set(sample, file_no, "correspondence_pages", expected, NULL));
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("page %u of %s", i + 1, file_no));
    sample_scan(sample, file_no, "", (const char *const *)texts->pdata, n);
    sample_run(sample);
}

/* Takes the item. */
static gint64 lot_int(JsonNode *lot, const char *member)
{
    return json_object_get_int_member(json_node_get_object(lot), member);
}

static const char *lot_text(JsonNode *lot, const char *member)
{
    return json_object_get_string_member_with_default(json_node_get_object(lot), member, NULL);
}

static guint lot_n_pages(JsonNode *lot)
{
    return json_array_get_length(json_object_get_array_member(json_node_get_object(lot), "pages"));
}

static JsonObject *lot_page(JsonNode *lot, guint i)
{
    return json_array_get_object_element(
        json_object_get_array_member(json_node_get_object(lot), "pages"), i);
}

static void plan_set(Sample *sample, gint64 lot_pages, const char *level, const char *aql,
                     gint64 flagged_max)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "noor", "room", TRUE);
    must_do(index_check_set_plan(sample->store, lot_pages, level, aql, flagged_max, &error),
            &error);
}

/* A lot of what waits, with its sample; the store is sita's. */
static JsonNode *lot_draw_new(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "sita", "room", TRUE);
    g_autoptr(JsonNode) lot = index_lot_make(sample->store, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(lot);
    JsonNode *drawn = index_lot_sample(sample->store, lot_int(lot, "lot"), &error);
    g_assert_no_error(error);
    return drawn;
}

static void page_open(Sample *sample, gint64 lot_id, guint number)
{
    g_autoptr(GError) error = NULL;
    g_auto(LotPage) page = {0};
    index_lot_page(sample->store, lot_id, number, &page, &error);
    g_assert_no_error(error);
    g_assert_true(index_lot_page_opened(sample->store, lot_id, &page, &error));
}

static void pages_open(Sample *sample, JsonNode *lot)
{
    for (guint i = 0; i < lot_n_pages(lot); i++)
        page_open(sample, lot_int(lot, "lot"), i + 1);
}

static void defect_set(Sample *sample, gint64 lot_id, guint number, const char *reason)
{
    g_autoptr(GError) error = NULL;
    must_do(index_lot_set_defect(sample->store, lot_id, number, reason, &error), &error);
}

static void decide(Sample *sample, gint64 lot_id, gboolean accept, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) lot = index_lot_decide(sample->store, lot_id, accept, reason, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lot_text(lot, "state"), ==, accept ? "accepted" : "rejected");
}

/* A lot that is opened and decided at once. */
static void lot_pass(Sample *sample, gboolean accept)
{
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    pages_open(sample, lot);
    decide(sample, lot_int(lot, "lot"), accept, accept ? NULL : "upside down, all of it");
}

static gint64 progress_count(Sample *sample, const char *group, const char *member)
{
    g_autoptr(JsonNode) progress = index_progress(sample->store, FALSE, NULL);
    JsonObject *total =
        json_object_get_object_member(json_node_get_object(progress), "grand_total");
    return json_object_get_int_member(json_object_get_object_member(total, group), member);
}

/* ------------------------------------------------------------------------------------- life -- */

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
    g_assert_cmpint(progress_count(sample, "checking", "pages_examined"), ==, 3);
    g_assert_cmpint(progress_count(sample, "checking", "pages_by_lot"), ==, 17);
    g_assert_cmpint(progress_count(sample, "records", "by_lot"), ==, 2);
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

/* ------------------------------------------------------------------------------------ hands -- */

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
    g_assert_cmpint(progress_count(sample, "checking", "own_work"), ==, 1);
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

/* ---------------------------------------------------------------------------------- failing -- */

/* What waits, alone. */
static void wait_must_be(Sample *sample, const char *whom, const char *what, gint64 n_pages)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) waits = index_check_waits(sample->store, &error);
    g_assert_no_error(error);
    JsonArray *items = json_node_get_array(waits);
    g_assert_cmpuint(json_array_get_length(items), ==, 1);
    JsonObject *item = json_array_get_object_element(items, 0);
    g_assert_cmpstr(json_object_get_string_member(item, "waits_for"), ==, whom);
    g_assert_cmpstr(json_object_get_string_member(item, "what"), ==, what);
    g_assert_cmpint(json_object_get_int_member(item, "pages"), ==, n_pages);
}

static void nothing_must_wait(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) waits = index_check_waits(sample->store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(waits)), ==, 0);
}

static void lot_must_be_none(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "sita", "room", TRUE);
    g_assert_null(index_lot_make(sample->store, NULL, &error));
    g_assert_no_error(error);
}

static void page_turn(Sample *sample, gint64 page_id, guint quarter_turns)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof page_id);
    g_array_append_val(ids, page_id);
    people_be(sample, "ravi", "desk", TRUE);
    must_do(index_pages_turn(sample->store, ids, quarter_turns, &error), &error);
    sample_run(sample);
}

/* The officer may not let it go either, by name or with all others, and it is told why. */
static void must_wait_for_checker(Sample *sample, const char *file_no)
{
    static const ExportSettings unchecked = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    g_autofree char *before = g_strdup(index_store_user(sample->store));
    people_be(sample, "noor", "room", TRUE);
    must_fail(index_export(sample->store, file_no, &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_DATA, "sent back with lot 1, and no checker has accepted it since");
    g_autoptr(GPtrArray) ready = index_export_ready(sample->store, &unchecked, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(ready->len, ==, 0);
    g_autoptr(JsonNode) behind = index_export_behind(sample->store, &unchecked, &error);
    JsonObject *first = json_array_get_object_element(json_node_get_array(behind), 0);
    g_assert_cmpstr(json_object_get_string_member(first, "why"), ==, "sent-back");
    people_be(sample, before, "desk", TRUE);
}

/* Too many defects: the lot goes back whole, each record in its own way. */
static void test_fails(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const better[] = {"page 1, sharp"};
    static const ExportSettings unchecked = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "II", "1.0", 0);
    record_make(sample, "B-7/2010", 2);
    record_make(sample, "C-3/2011", 2);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "blurred");
    defect_set(sample, 1, 2, "cut");
    defect_set(sample, 1, 2, NULL); /* all right after all */
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "1 defect in the random sample and may have 0");
    decide(sample, 1, FALSE, NULL);
    sample_must_have_stage(sample, "B-7/2010", "rejected");
    sample_must_have_stage(sample, "C-3/2011", "rejected");
    must_fail(index_export(sample->store, "C-3/2011", &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_DATA, "rejected");
    g_assert_null(index_lot_make(sample->store, NULL, &error)); /* not as it is */
    g_assert_no_error(error);

    people_be(sample, "ravi", "desk", TRUE);
    must_fail(index_record_return(sample->store, "B-7/2010", "seen", &error), &error,
              MUHAFIZ_ERROR_USAGE, "1 page that a checker found defective");
    g_assert_true(index_record_return(sample->store, "C-3/2011", "seen", &error));
    sample_must_have_stage(sample, "C-3/2011", "assembled");
    must_fail(index_record_return(sample->store, "C-3/2011", "seen", &error), &error,
              MUHAFIZ_ERROR_USAGE, "did not come back");
    must_wait_for_checker(sample, "C-3/2011");
    sample_scan(sample, NULL, "", better, 1);
    gint64 side_id = sample_side(sample, "B-7/2010", "");
    g_autoptr(GArray) old = index_pages_find(sample->store, side_id, "1", &error);
    g_autoptr(GArray) new = index_pages_find(sample->store, 0, "batch:3:1", &error);
    must_do(index_pages_replace(sample->store, old, new, &error), &error);
    sample_run(sample);
    sample_must_have_stage(sample, "B-7/2010", "assembled");
    must_wait_for_checker(sample, "B-7/2010");
    lot_pass(sample, TRUE);
    sample_must_have_stage(sample, "B-7/2010", "checked");
    sample_must_have_stage(sample, "C-3/2011", "checked");
    people_be(sample, "ravi", "desk", TRUE);
    must_do(index_export(sample->store, "B-7/2010", &(ExportSettings){0}, &error), &error);
    people_be(sample, "noor", "room",
              TRUE); /* what was accepted once may go out changed, if the officer says so */
    g_assert_true(sample_set(sample, "C-3/2011", "subject", "Another", &error));
    sample_run(sample);
    sample_must_have_stage(sample, "C-3/2011", "assembled");
    must_do(index_export(sample->store, "C-3/2011", &unchecked, &error), &error);
}

/* Without a checker's word nothing goes out by an operator's. */
static void test_unchecked(Sample *sample, gconstpointer data)
{
    (void)data;
    static const ExportSettings unchecked = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    people_be(sample, "ravi", "desk", TRUE);
    must_fail(index_export(sample->store, "B-7/2010", &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "only a person with the role nodal or admin may hand over");
    must_fail(index_export_ready(sample->store, &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "nodal or admin");
    g_autoptr(JsonNode) why = index_record_why(sample->store, "B-7/2010", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(why), "next"), ==,
                    "muhafiz check lot");
    people_be(sample, "noor", "room", FALSE);
    must_fail(index_export(sample->store, "B-7/2010", &unchecked, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "PIN");
    people_be(sample, "noor", "room", TRUE);
    must_do(index_export(sample->store, "B-7/2010", &unchecked, &error), &error);
}

/* What is known to be bad is not handed over because the lot may have some bad pages, nor put in a lot again while
 * it stands there as it did; what was put right is looked at first. */
static void test_accepted_with_defect(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "II", "6.5", 0);
    record_make(sample, "B-7/2010", 20);
    record_make(sample, "C-3/2011", 20);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_cmpint(lot_int(lot, "accept_max"), ==, 1); /* letter D, 8 pages */
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "blurred");
    gint64 page_id = json_object_get_int_member(lot_page(lot, 0), "page_id");
    const char *bad = json_object_get_string_member(lot_page(lot, 0), "file_no");
    const char *good = g_str_equal(bad, "B-7/2010") ? "C-3/2011" : "B-7/2010";
    decide(sample, 1, TRUE, NULL);
    sample_must_have_stage(sample, bad, "rejected");
    sample_must_have_stage(sample, good, "checked");

    people_be(sample, "ravi", "desk", TRUE);
    g_assert_true(sample_set(sample, bad, "subject", "Changed, but not the page", &error));
    sample_run(sample);
    sample_must_have_stage(sample, bad, "assembled");
    wait_must_be(sample, "operator", "records with defective pages, as before", 20);
    lot_must_be_none(sample);
    page_turn(sample, page_id, 2);
    page_turn(sample, page_id, 2); /* as it was */
    lot_must_be_none(sample);
    page_turn(sample, page_id, 2);
    wait_must_be(sample, "checker", "records in no lot", 20);
    sample_sql(sample, "INSERT INTO batch_hand SELECT batch_id, name, 'x', 1 FROM batch, person "
                       "WHERE role = 'checker'");
    wait_must_be(sample, "admin",
                 "records that no checker here may decide, as each had them in hand", 20);
    sample_sql(sample, "UPDATE person SET disabled_at = 't' WHERE role = 'checker'");
    wait_must_be(sample, "admin", "records in no lot, and there is no checker", 20);
    sample_sql(sample, "DELETE FROM batch_hand WHERE login = 'x';"
                       "UPDATE person SET disabled_at = NULL WHERE role = 'checker'");
    plan_set(sample, 100, "S-1", "6.5", 10);
    g_autoptr(JsonNode) next = lot_draw_new(sample);
    g_assert_cmpint(json_object_get_int_member(lot_page(next, 0), "page_id"), ==, page_id);
    g_autoptr(JsonNode) why = json_node_copy(json_object_get_member(lot_page(next, 0), "why"));
    g_autofree char *reasons = json_to_string(why, FALSE);
    g_assert_cmpstr(reasons, ==, "[\"defect-before\"]");
}

/* Flagged pages come first, the worst first, beside the random ones; they do not decide. */
static void test_flagged(Sample *sample, gconstpointer data)
{
    (void)data;
    static const gint64 order[] = {
        7, 12, 3}; /* two flags; then the one of little confidence; then a flag */
    plan_set(sample, 100, "S-1", "6.5", 3);
    record_make(sample, "B-7/2010", 20);
    sample_sql(sample, "INSERT INTO flag VALUES (7, 'skew', 5), (7, 'blur', 1), (3, 'dark', 60), "
                       "(19, 'light', 240); UPDATE page SET confidence = 40 WHERE page_id = 12;"
                       "UPDATE page SET confidence = 95 WHERE page_id IN (7, 19)");
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    guint n_beside = 0, n_random = 0;
    for (guint i = 0; i < lot_n_pages(lot); i++) {
        gboolean is_random = json_object_get_boolean_member(lot_page(lot, i), "is_random");
        n_random += is_random;
        n_beside += !is_random;
        if (i < G_N_ELEMENTS(order))
            g_assert_cmpint(json_object_get_int_member(lot_page(lot, i), "page_id"), ==, order[i]);
    }
    g_assert_cmpuint(n_random, ==, 2);
    g_assert_cmpuint(n_beside, <=, 3);
    g_assert_cmpint(lot_int(lot, "left_out") + n_beside, >=, 2);
    pages_open(sample, lot);
    guint number = 0;
    for (guint i = lot_n_pages(lot); i > 0; i--)
        if (!json_object_get_boolean_member(lot_page(lot, i - 1), "is_random"))
            number = i;
    defect_set(sample, 1, number, "crooked");
    decide(sample, 1, TRUE, NULL); /* no defect in the random sample */
    sample_must_have_stage(sample, "B-7/2010", "rejected");
}

/* The last page of a side that was miscounted has a flag that is derived, never written. */
static void test_miscounted(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    plan_set(sample, 100, "S-1", "6.5", 10);
    record_make(sample, "B-7/2010", 20);
    sample_sql(sample, "UPDATE record SET correspondence_pages = 19 WHERE file_no = 'B-7/2010'");
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_cmpint(json_object_get_int_member(lot_page(lot, 0), "page_id"), ==, 20);
    g_autofree char *why = json_to_string(json_object_get_member(lot_page(lot, 0), "why"), FALSE);
    g_assert_cmpstr(why, ==, "[\"order\"]");
    must_do(index_lot_sample(sample->store, 1, &error), &error);
}

/* The nodal officer may take a record out at any time. */
static void test_withheld(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue lifted[] = {{"classification", "Normal"}, {"reason", "by order 12"}};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    record_make(sample, "C-3/2011", 2);
    json_node_unref(lot_draw_new(sample));
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Secret", &error));
    people_be(sample, "sita", "room", TRUE);
    wait_must_be(sample, "checker", "pages to be opened", 2);
    g_autoptr(JsonNode) now = index_lot_load(sample->store, 1, &error);
    for (guint i = 0; i < lot_n_pages(now); i++)
        if (!json_object_get_boolean_member(lot_page(now, i), "left"))
            page_open(sample, 1, i + 1);
        else
            must_fail(index_lot_page(sample->store, 1, i + 1, &(LotPage){0}, &error), &error,
                      MUHAFIZ_ERROR_USAGE, "withheld");
    wait_must_be(sample, "checker", "verdict", 2);
    decide(sample, 1, TRUE, NULL);
    sample_must_have_stage(sample, "C-3/2011", "checked");
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(
        index_record_set(sample->store, "B-7/2010", lifted, G_N_ELEMENTS(lifted), NULL, &error));
    sample_run(sample);
    sample_must_have_stage(sample, "B-7/2010", "assembled"); /* and was never checked */
}

/* Whoever withholds the record with the defect, and takes that back, saves neither the lot nor the record. */
static void test_withheld_defect(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue lifted[] = {{"classification", "Normal"}, {"reason", "by order 12"}};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 1);
    record_make(sample, "C-3/2011", 1);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    const char *file_no = json_object_get_string_member(lot_page(lot, 0), "file_no");
    pages_open(sample, lot);
    defect_set(sample, 1, 1, "cut");
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, file_no, "classification", "Secret", &error));
    g_assert_true(
        index_record_set(sample->store, file_no, lifted, G_N_ELEMENTS(lifted), NULL, &error));
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "it fails");
    decide(sample, 1, FALSE, NULL);
    sample_run(sample);
    g_assert_null(index_lot_make(sample->store, NULL, &error));
    g_assert_no_error(error);
}

/* A lot of which nothing is left is over, and says nothing of anybody's work. */
static void test_emptied(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    people_be(sample, "sita", "room", TRUE);
    must_do(index_lot_make(sample->store, NULL, &error), &error);
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Secret", &error));
    nothing_must_wait(sample);
    g_assert_cmpint(progress_count(sample, "checking", "lots_waiting"), ==, 0);
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_sample(sample->store, 1, &error) != NULL, &error, MUHAFIZ_ERROR_USAGE,
              "were withheld");
    must_fail(index_lot_decide(sample->store, 1, TRUE, NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "were withheld");
    g_autoptr(JsonNode) lot = index_lot_load(sample->store, 1, &error);
    g_assert_cmpstr(lot_text(lot, "state"), ==, "emptied");
}

/* It is withheld while the picture of its page is drawn. */
static void test_withheld_meanwhile(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_auto(LotPage) page = {0};
    record_make(sample, "B-7/2010", 1);
    record_make(sample, "C-3/2011", 1);
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    g_assert_true(index_lot_page(sample->store, 1, 1, &page, &error));
    people_be(sample, "noor", "room", TRUE);
    g_assert_true(sample_set(sample, json_object_get_string_member(lot_page(lot, 0), "file_no"),
                             "classification", "Secret", &error));
    people_be(sample, "sita", "room", TRUE);
    must_fail(index_lot_page_opened(sample->store, 1, &page, &error), &error, MUHAFIZ_ERROR_USAGE,
              "withheld meanwhile");
    sample_sql(sample, "CREATE TABLE n (n CHECK (n = 0)); INSERT INTO n SELECT count(*) FROM "
                       "lot_look; INSERT INTO n SELECT count(*) FROM event WHERE act = "
                       "'lot.opened'");
}

static void import(Sample *sample, const char *csv, RegisterReport *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(sample->root, "in.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    g_assert_true(index_register_import(sample->store, path, FALSE, report, &error));
    g_assert_no_error(error);
}

/* A line that would withhold the record and is refused for something else leaves it where it is. */
static void test_refused_line(Sample *sample, gconstpointer data)
{
    (void)data;
    RegisterReport report = {0};
    RegisterReport taken = {0};
    record_make(sample, "B-7/2010", 1);
    record_make(sample, "C-3/2011", 1);
    json_node_unref(lot_draw_new(sample));
    g_autofree char *pictures = index_lot_pictures(sample->store, 1);
    g_assert_cmpint(g_mkdir_with_parents(pictures, 0700), ==, 0);
    people_be(sample, "noor", "room", TRUE);
    import(sample,
           "file_no,subject,kind,classification\nB-7/2010,s,map,Secret\nN-1,new,file,Normal\n",
           &report);
    g_assert_cmpuint(report.refused, ==, 1);
    g_assert_cmpuint(report.added, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "cannot become a map"));
    g_assert_true(g_file_test(pictures, G_FILE_TEST_IS_DIR));
    sample_sql(sample, "CREATE TABLE n (n CHECK (n = 0)); INSERT INTO n SELECT count(*) FROM event "
                       "WHERE act = 'lot.withheld'; INSERT INTO n SELECT count(*) FROM lot_record "
                       "WHERE withheld_at IS NOT NULL");
    import(sample, "file_no,subject,classification\nB-7/2010,s,Secret\n", &taken);
    g_assert_cmpuint(taken.changed, ==, 1);
    sample_sql(sample, "CREATE TABLE m (n CHECK (n = 1)); INSERT INTO m SELECT count(*) FROM event "
                       "WHERE act = 'lot.withheld'");
    index_register_report_clear(&report);
    index_register_report_clear(&taken);
}

/* -------------------------------------------------------------------------------- switching -- */

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

/* ---------------------------------------------------------------------------------- verify -- */

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
        {"UPDATE lot SET secret = replace(secret, '0', '1')", "not the one that its seed gives"},
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
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/lot/life", test_life},
        {"/lot/committed", test_committed},
        {"/lot/frozen", test_frozen},
        {"/lot/retry", test_retry},
        {"/lot/unchecked", test_unchecked},
        {"/lot/own", test_own},
        {"/lot/two", test_two},
        {"/lot/fails", test_fails},
        {"/lot/accepted-with-defect", test_accepted_with_defect},
        {"/lot/flagged", test_flagged},
        {"/lot/miscounted", test_miscounted},
        {"/lot/withheld", test_withheld},
        {"/lot/withheld-defect", test_withheld_defect},
        {"/lot/emptied", test_emptied},
        {"/lot/withheld-meanwhile", test_withheld_meanwhile},
        {"/lot/refused-line", test_refused_line},
        {"/lot/switching", test_switching},
        {"/lot/tampering", test_tampering},
        {"/lot/other-bytes", test_other_bytes},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, people_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
