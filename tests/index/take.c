/* A row that was edited is taken as it stands by an admin, and that is told for ever. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/office-people.h"

static void setup(Sample *sample, gconstpointer data)
{
    people_setup(sample, data);
    sample_make_ready(sample);
    people_be(sample, "anita", "room", TRUE);
}

/* What verify says: problems, then what was taken, one a line. */
static char *verify_text(Sample *sample)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){.restart = TRUE}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < report.problems->len; i++)
        g_string_append_printf(text, "PROBLEM %s\n", (const char *)report.problems->pdata[i]);
    for (guint i = 0; i < report.taken->len; i++)
        g_string_append_printf(text, "TAKEN %s\n", (const char *)report.taken->pdata[i]);
    index_verify_report_clear(&report);
    return g_string_free(text, FALSE);
}

/* Each of words must stand in it; "!" before one: must not. */
static void must_say(Sample *sample, const char *const *words)
{
    g_autofree char *text = verify_text(sample);
    for (; *words; words++)
        if ((**words == '!') == (strstr(text, *words + (**words == '!')) != NULL))
            g_error("\"%s\" is not as it should be in:\n%s", *words, text);
}

#define MUST_SAY(...) must_say(sample, (const char *const[]){__VA_ARGS__, NULL})

static void take(Sample *sample, const char *row, const char *reason)
{
    g_autoptr(GError) error = NULL;
    index_row_take(sample->store, row, reason, &error);
    g_assert_no_error(error);
}

/* By the last verify. */
static gint64 taken_by_status(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) status = index_status(sample->store, &error);
    g_assert_no_error(error);
    JsonObject *verified = json_object_get_object_member(json_node_get_object(status), "verified");
    return json_object_get_int_member_with_default(verified, "taken", 0);
}

/* "page 1: read anew by hand (anita); ", as the return lists them. */
static char *taken_by_return(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) item = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *lists = json_object_get_object_member(json_node_get_object(item), "lists");
    JsonArray *taken = json_object_get_array_member(lists, "taken");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(taken); i++) {
        JsonObject *one = json_array_get_object_element(taken, i);
        g_string_append_printf(text, "%s: %s (%s); ", json_object_get_string_member(one, "row"),
                               json_object_get_string_member(one, "reason"),
                               json_object_get_string_member(one, "person"));
    }
    return g_string_free(text, FALSE);
}

static void test_edited(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    MUST_SAY("!PROBLEM", "!TAKEN");
    sample_sql(sample, "UPDATE page SET confidence = 99 WHERE page_id = 1;"
                       "UPDATE record SET remarks = 'x' WHERE file_no = 'B-7/2010'");
    MUST_SAY("PROBLEM page 1 (A-12/2008): its row was edited (confidence)",
             "PROBLEM record B-7/2010: its remarks is", "!TAKEN");
    take(sample, "page 1 (A-12/2008)", "read anew by hand");
    MUST_SAY("!PROBLEM page 1", "TAKEN page 1 (A-12/2008): taken as it stood by anita at ",
             "read anew by hand", "PROBLEM record B-7/2010");
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "y", &error)); /* an honest act */
    MUST_SAY("PROBLEM record 2: its row was edited before event");
    take(sample, "record B-7/2010", "the clerk wrote it there");
    MUST_SAY("!PROBLEM", "TAKEN record B-7/2010");
    g_assert_true(sample_set(sample, "B-7/2010", "remarks", "z", &error));
    MUST_SAY("!PROBLEM", "TAKEN record B-7/2010", "TAKEN page 1");
    g_assert_cmpint(taken_by_status(sample), ==, 2);
    g_autofree char *listed = taken_by_return(sample);
    g_assert_cmpstr(listed, ==,
                    "page 1: read anew by hand (anita); record 2: the clerk wrote it there "
                    "(anita); ");
    sample_sql(sample, "UPDATE page SET confidence = 98 WHERE page_id = 1");
    MUST_SAY("PROBLEM page 1 (A-12/2008): its row was edited (confidence)", "TAKEN page 1");
}

/* What the events' own words say of it is no problem either; a row that is gone, or that nobody put there. */
static void test_others(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_sql(sample, "UPDATE page SET sha256 = 'ab' WHERE page_id = 2;"
                       "DELETE FROM feeding WHERE record_id = 1;"
                       "INSERT INTO token (number) VALUES (77)");
    MUST_SAY("PROBLEM page 2 ", "PROBLEM first feeding of record 1: its row is gone",
             "PROBLEM token 77: no event put its row there");
    take(sample, "first feeding of record 1", "lost");
    take(sample, "token:77", "printed by hand");
    take(sample, "page 2", "its master was replaced");
    MUST_SAY("TAKEN first feeding of record 1", "TAKEN token 77", "TAKEN page 2",
             "!PROBLEM page 2 (A-12/2008): its row", "!PROBLEM token", "!PROBLEM first");
}

/* Takes all that verify says can be taken, by what stands before the colon; how many. */
static guint advice_follow(Sample *sample)
{
    g_autofree char *text = verify_text(sample);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint n = 0;
    for (char **line = lines; *line; line++) {
        char *end = strstr(*line, ": ");
        if (!g_str_has_prefix(*line, "PROBLEM ") || !strstr(*line, "--take"))
            continue;
        *end = '\0';
        take(sample, *line + strlen("PROBLEM "), "as told");
        n++;
    }
    return n;
}

/* Whoever does what verify says has done enough; where rows name one that is gone, it does not say so. */
static void test_advice(Sample *sample, gconstpointer data)
{
    static const ExportSettings settings = {.unchecked = TRUE};
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
    sample_sql(sample, "DELETE FROM record WHERE file_no = 'R-1/1998';"
                       "UPDATE package SET manifest_sha256 = 'ab';"
                       "UPDATE volume SET sha256 = 'ab';"
                       "UPDATE batch SET person = 'x';"
                       "UPDATE record SET subject = 'x' WHERE file_no = 'B-7/2010'");
    g_assert_cmpuint(advice_follow(sample), ==, 5);
    MUST_SAY("!--take", "TAKEN record 4: ", "TAKEN package fl-A-12_2008: ");
    sample_sql(sample, "DELETE FROM package_volume; DELETE FROM package");
    MUST_SAY("PROBLEM package 1: its row is gone: ");
    g_assert_cmpuint(advice_follow(sample), ==, 1);
    MUST_SAY("!--take", "TAKEN package 1: ");
    sample_sql(sample, "PRAGMA foreign_keys = OFF; DELETE FROM page WHERE page_id = 2");
    MUST_SAY("!--take", "PROBLEM page 2: its row is gone (batch 1): other rows name it");
}

static void test_refused(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    must_fail(index_row_take(sample->store, "page 1", " ", &error), &error, MUHAFIZ_ERROR_USAGE,
              "--reason");
    must_fail(index_row_take(sample->store, "page one", "x", &error), &error, MUHAFIZ_ERROR_USAGE,
              "there is no row \"page one\"");
    must_fail(index_row_take(sample->store, "page 1", "x", &error), &error, MUHAFIZ_ERROR_USAGE,
              "page 1 (A-12/2008): the row is as Muhafiz wrote it");
    people_be(sample, "noor", "room", TRUE);
    must_fail(index_row_take(sample->store, "page 1", "x", &error), &error, MUHAFIZ_ERROR_USAGE,
              "admin");
    people_be(sample, "anita", "room", FALSE);
    must_fail(index_row_take(sample->store, "page 1", "x", &error), &error, MUHAFIZ_ERROR_USAGE,
              "PIN");
    MUST_SAY("!PROBLEM", "!TAKEN");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/take/edited", Sample, NULL, setup, test_edited, sample_teardown);
    g_test_add("/take/others", Sample, NULL, setup, test_others, sample_teardown);
    g_test_add("/take/advice", Sample, NULL, setup, test_advice, sample_teardown);
    g_test_add("/take/refused", Sample, NULL, setup, test_refused, sample_teardown);
    return g_test_run();
}
