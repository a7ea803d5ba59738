/* Receipts that contradict, or are late: kept once, listed until the nodal officer settles which is true, and known from then on. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/index.h"
#include "index/member.h"
#include "index/progress.h"
#include "tests/index/sample.h"

#define FOLDER "fl-A-12_2008"
#define LINE(status, at, number)                                                                   \
    "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\",\"status\":\"" status    \
    "\",\"computer_no\":" number ",\"reason\":\"no section\",\"at\":\"2020-01-01T" at              \
    ":00+05:30\"}\n"
#define TAKEN LINE("accepted", "10:05", "\"77\"")

typedef struct {
    const char *name, *lines; /* the last one contradicts the first, as it says */
    const char *said;
    gboolean is_accepted; /* how it is settled */
    const char *computer_no;
    const char *stage, *number; /* afterwards */
} Case;

static const Case cases[] = {
    {"rejection-is-true", TAKEN LINE("rejected", "10:09", "null"), "rejected", FALSE, NULL,
     "rejected", NULL},
    {"acceptance-is-true", TAKEN LINE("rejected", "10:09", "null"), "rejected", TRUE, NULL,
     "imported", "77"},
    {"second-number-is-true", TAKEN LINE("accepted", "10:05", "\"78\""), "accepted", TRUE, "78",
     "imported", "78"},
    {"first-number-is-true", TAKEN LINE("accepted", "10:05", "\"78\""), "accepted", TRUE, "77",
     "imported", "77"},
    {"a-third-number-is-true", TAKEN LINE("accepted", "10:09", "\"78\""), "accepted", TRUE, "79",
     "imported", "79"},
    {"both-numbers-are-wrong", TAKEN LINE("accepted", "10:05", "\"78\""), "accepted", FALSE, NULL,
     "rejected", NULL},
};

static char *ready(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    g_autoptr(JsonNode) exported =
        index_export(sample->store, "A-12/2008", &(ExportSettings){.unchecked = TRUE}, &error);
    g_assert_no_error(error);
    return g_strdup(member_text(json_node_get_object(exported), "manifest_sha256"));
}

static void must_refuse(Sample *sample, const char *lines, const char *manifest, guint n)
{
    AckReport report = sample_ack(sample, lines, manifest);
    g_assert_cmpuint(report.refused, ==, n);
    index_ack_report_clear(&report);
}

/* The package as export --list has it. */
static JsonObject *listed(Sample *sample, JsonNode **list)
{
    g_autoptr(GError) error = NULL;
    *list = index_packages_list(sample->store, &error);
    g_assert_no_error(error);
    return member_element(json_node_get_array(*list), 0);
}

/* What is open, in all places where people look. said: the status of the only receipt that contradicts, or NULL. */
static void must_be_disputed(Sample *sample, const char *said)
{
    g_autoptr(JsonNode) list = NULL;
    JsonArray *disputed = member_array(listed(sample, &list), "disputed");
    g_assert_cmpuint(member_length(disputed), ==, said != NULL);
    if (said) {
        g_assert_cmpstr(member_text(member_element(disputed, 0), "status"), ==, said);
        g_assert_cmpstr(member_text(member_element(disputed, 0), "reason"), ==, "no section");
    }
    g_autoptr(JsonNode) status = index_status(sample->store, NULL);
    g_assert_cmpint(member_int(json_node_get_object(status), "packages_disputed", 0), ==,
                    said != NULL);
    g_autoptr(JsonNode) why = index_record_why(sample->store, "A-12/2008", NULL);
    g_autoptr(JsonNode) report = index_progress(sample->store, FALSE, NULL);
    JsonObject *lists = member_object(json_node_get_object(report), "lists");
    g_assert_cmpuint(member_length(member_array(lists, "disputed")), ==, said != NULL);
    gboolean is_told = g_str_has_prefix(member_text(json_node_get_object(why), "what"),
                                        "receipts of " FOLDER " contradict: accepted at 2020");
    g_assert_true(is_told == (said != NULL));
}

static void must_have_events(Sample *sample, const char *act, int n)
{
    g_autofree char *sql = g_strdup_printf("CREATE TEMP TABLE one (n CHECK (n = %d)); INSERT INTO "
                                           "one SELECT count(*) FROM event WHERE act = '%s'",
                                           n, act);
    sample_sql(sample, sql);
}

static void must_not_settle(Sample *sample, const Settlement *settlement, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(index_ack_settle(sample->store, FOLDER, settlement, &error));
    g_assert_nonnull(error);
    if (!strstr(error->message, words))
        g_error("\"%s\" is not in: %s", words, error->message);
}

static void must_verify(Sample *sample)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error));
    for (guint i = 0; i < report.problems->len; i++)
        g_error("%s", (char *)report.problems->pdata[i]);
    index_verify_report_clear(&report);
}

static void test_dispute(Sample *sample, gconstpointer data)
{
    const Case *one = data;
    const Settlement settlement = {one->is_accepted, one->computer_no, "seen in e-Office"};
    g_autoptr(GError) error = NULL;
    g_autofree char *manifest = ready(sample);
    must_refuse(sample, one->lines, manifest, 1);
    must_be_disputed(sample, one->said);
    must_refuse(sample, one->lines, manifest, 1); /* the job's file grows: it comes again */
    must_be_disputed(sample, one->said);
    must_have_events(sample, "package.disputed", 1);
    sample_must_have_stage(sample, "A-12/2008", "imported");

    must_not_settle(sample, &(Settlement){one->is_accepted, NULL, "  "}, "--reason");
    must_not_settle(sample, &(Settlement){FALSE, "9", "so it is"}, "leave --computer-no away");
    must_not_settle(sample, &(Settlement){TRUE, "", "so it is"}, "--computer-no is empty");
    must_be_disputed(sample, one->said);

    g_assert_true(index_ack_settle(sample->store, FOLDER, &settlement, &error));
    g_assert_no_error(error);
    must_have_events(sample, "package.settled", 1);
    for (guint i = 0; i < 2; i++) {
        must_be_disputed(sample, NULL);
        sample_must_have_stage(sample, "A-12/2008", one->stage);
        g_autoptr(JsonNode) list = NULL;
        g_assert_cmpstr(member_text(listed(sample, &list), "computer_no"), ==, one->number);
        AckReport again = sample_ack(sample, one->lines, manifest);
        g_assert_cmpuint(again.repeated, ==, 2);
        index_ack_report_clear(&again);
    }
    must_not_settle(sample, &settlement, "no receipt contradicts");
    must_verify(sample);
}

/* One that says something else again, and one that comes after the settling. */
static void test_more(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *manifest = ready(sample);
    must_refuse(sample, TAKEN LINE("rejected", "10:09", "null"), manifest, 1);
    must_refuse(sample, LINE("accepted", "10:09", "\"78\""), manifest, 1);
    must_have_events(sample, "package.disputed", 2);
    g_assert_true(index_ack_settle(sample->store, FOLDER, &(Settlement){TRUE, NULL, "seen"}, NULL));
    must_be_disputed(sample, NULL);
    must_refuse(sample, LINE("rejected", "10:30", "null"), manifest, 1);
    must_be_disputed(sample, "rejected");
}

/* ------------------------------------------------------------------------------------- order -- */

#define SAYS(status, at, number, reason)                                                           \
    "{\"package\":\"" FOLDER "\",\"version\":1,\"manifest_sha256\":\"%m\",\"status\":\"" status    \
    "\",\"computer_no\":" number ",\"reason\":" reason ",\"at\":\"2020-01-01T" at ":00+05:30\"}\n"
#define YES(at, number) SAYS("accepted", at, number, "null")
#define NO(at, reason) SAYS("rejected", at, "null", "\"" reason "\"")

#define LINES_MAX 4

typedef struct {
    const char *name;
    const char *lines[LINES_MAX + 1];
    const char *state; /* afterwards: "status, number or reason, at (what is disputed)..." */
} Order;

/* What a set of receipts comes to, in whatever order they come. */
static const Order orders[] = {
    {"yes-no",
     {YES("10:00", "\"77\""), NO("10:05", "bad")},
     "accepted 77 10:00 (rejected bad 10:05)"},
    {"no-yes",
     {NO("10:00", "bad"), YES("10:05", "\"77\"")},
     "accepted 77 10:05 (rejected bad 10:00)"},
    {"at-once", {NO("10:00", "bad"), YES("10:00", "null")}, "accepted  10:00 (rejected bad 10:00)"},
    {"number-later", {YES("10:00", "null"), YES("10:05", "\"77\"")}, "accepted 77 10:00"},
    {"number-earlier", {YES("10:00", "\"77\""), YES("10:05", "null")}, "accepted 77 10:00"},
    {"two-numbers",
     {YES("10:00", "\"77\""), YES("10:05", "\"78\"")},
     "accepted 77 10:00 (accepted 78 10:05)"},
    {"two-at-once",
     {YES("10:00", "\"78\""), YES("10:00", "\"77\"")},
     "accepted 77 10:00 (accepted 78 10:00)"},
    {"none-and-two",
     {YES("10:00", "null"), YES("10:05", "\"77\""), YES("10:03", "\"78\"")},
     "accepted 78 10:00 (accepted 77 10:05)"},
    {"two-reasons", {NO("10:00", "a"), NO("10:05", "b")}, "rejected b 10:05"},
    {"reasons-at-once", {NO("10:00", "a"), NO("10:00", "b")}, "rejected b 10:00"},
    {"yes-between",
     {NO("10:00", "a"), YES("10:03", "null"), NO("10:05", "b")},
     "accepted  10:03 (rejected a 10:00) (rejected b 10:05)"},
    {"all",
     {NO("10:00", "a"), YES("10:03", "null"), YES("10:04", "\"77\""), YES("10:02", "\"78\"")},
     "accepted 78 10:02 (rejected a 10:00) (accepted 77 10:04)"},
};

/* "10:05" of "2020-01-01T10:05:00+05:30" */
static void text_add_said(GString *text, JsonObject *said, const char *status, const char *at)
{
    const char *number = member_text(said, "computer_no"), *reason = member_text(said, "reason");
    g_string_append_printf(text, "%s %s %.5s", member_text(said, status),
                           number   ? number
                           : reason ? reason
                                    : "",
                           member_text(said, at) + strlen("2020-01-01T"));
}

static void must_be(Sample *sample, const char *state)
{
    g_autoptr(JsonNode) list = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    JsonObject *package = listed(sample, &list);
    JsonArray *disputed = member_array(package, "disputed");
    text_add_said(text, package, "state", "answered_at");
    for (guint i = 0; i < member_length(disputed); i++) {
        g_string_append(text, " (");
        text_add_said(text, member_element(disputed, i), "status", "at");
        g_string_append(text, ")");
    }
    g_assert_cmpstr(text->str, ==, state);
}

/* Both alone, and in a file with those that went before it. */
static void lines_give(Sample *sample, const char *const *lines, guint n, const char *manifest,
                       const char *state)
{
    for (guint i = 0; i < n; i++) {
        AckReport report = sample_ack(sample, lines[i], manifest);
        index_ack_report_clear(&report);
    }
    must_be(sample, state);
    for (guint i = n; i-- > 0;) {
        AckReport again = sample_ack(sample, lines[i], manifest);
        g_assert_cmpuint(again.accepted + again.rejected, ==, 0);
        index_ack_report_clear(&again);
    }
    must_be(sample, state);
}

static void forget(Sample *sample)
{
    sample_sql(sample, "DROP TRIGGER IF EXISTS event_no_delete;"
                       "DELETE FROM event_kept WHERE plain(act) IN ('package.accepted', "
                       "'package.rejected', 'package.disputed');"
                       "UPDATE package SET status = 'exported', computer_no = NULL, reason = NULL, "
                       "answered_at = NULL");
}

/* Heap's algorithm. */
static void permute(Sample *sample, const char **lines, guint n, guint n_left, const char *manifest,
                    const char *state)
{
    if (n_left == 1) {
        lines_give(sample, lines, n, manifest, state);
        forget(sample);
    }
    for (guint i = 0; n_left > 1 && i < n_left; i++) {
        permute(sample, lines, n, n_left - 1, manifest, state);
        guint other = n_left % 2 ? 0 : i;
        const char *line = lines[other];
        lines[other] = lines[n_left - 1];
        lines[n_left - 1] = line;
    }
}

static void test_order(Sample *sample, gconstpointer data)
{
    const Order *order = data;
    const char *lines[LINES_MAX];
    guint n = g_strv_length((char **)order->lines);
    g_autofree char *manifest = ready(sample);
    memcpy(lines, order->lines, n * sizeof *lines);
    permute(sample, lines, n, n, manifest, order->state);
}

/* -------------------------------------------------------------------------------------- late -- */

static void must_be_late(Sample *sample, const char *number)
{
    g_autoptr(JsonNode) list = NULL;
    JsonArray *late = member_array(listed(sample, &list), "late");
    g_assert_cmpuint(member_length(late), ==, number != NULL);
    if (number)
        g_assert_cmpstr(member_text(member_element(late, 0), "computer_no"), ==, number);
    g_autoptr(JsonNode) status = index_status(sample->store, NULL);
    g_assert_cmpint(member_int(json_node_get_object(status), "packages_late", 0), ==,
                    number != NULL);
    g_assert_cmpint(member_int(json_node_get_object(status), "packages_disputed", 0), ==, 0);
    g_autoptr(JsonNode) why = index_record_why(sample->store, "A-12/2008", NULL);
    gboolean is_told =
        g_str_has_prefix(member_text(json_node_get_object(why), "what"),
                         "the receipt of " FOLDER " (accepted as Computer No. 77 at 2020");
    g_assert_true(is_told == (number != NULL));
}

#define SECOND(status, more)                                                                       \
    "{\"package\":\"" FOLDER "~2\",\"version\":2,\"manifest_sha256\":\"%m\",\"status\":\"" status  \
    "\",\"at\":\"2020-01-01T11:00:00+05:30\"" more "}\n"

/* A version that was superseded before its receipt came: refused, kept, and over when the later one is accepted; not when
 * that is refused, for then e-Office may well have the earlier one. */
static void test_late(Sample *sample, gconstpointer is_settled)
{
    static const char *const more[] = {"A further order"};
    g_autoptr(GError) error = NULL;
    g_autofree char *first = ready(sample);
    sample_scan(sample, "A-12/2008", "", more, 1);
    sample_run(sample);
    g_autoptr(JsonNode) second =
        index_export(sample->store, "A-12/2008", &(ExportSettings){.unchecked = TRUE}, &error);
    g_assert_no_error(error);
    must_be_late(sample, NULL);
    must_refuse(sample, YES("10:00", "\"77\""), first, 1);
    must_refuse(sample, YES("10:00", "\"77\""), first, 1);
    must_be_late(sample, "77");
    must_have_events(sample, "package.disputed", 1);
    sample_must_have_stage(sample, "A-12/2008", "exported");
    const char *manifest = member_text(json_node_get_object(second), "manifest_sha256");
    if (is_settled) {
        must_refuse(sample, SECOND("rejected", ",\"reason\":\"there is one as 77\""), manifest, 0);
        must_be_late(sample, "77");
        g_assert_true(
            index_ack_settle(sample->store, FOLDER, &(Settlement){TRUE, "77", "seen"}, &error));
    } else {
        must_refuse(sample, SECOND("accepted", ",\"computer_no\":\"77\""), manifest, 0);
    }
    g_assert_no_error(error);
    must_be_late(sample, NULL);
    sample_must_have_stage(sample, "A-12/2008", is_settled ? "rejected" : "imported");
    AckReport again = sample_ack(sample, YES("10:00", "\"77\""), first);
    g_assert_cmpuint(again.repeated, ==, 1);
    index_ack_report_clear(&again);
    must_verify(sample);
}

/* The later version's row is gone: the index is damaged, and the receipt no worse than before. */
static void test_late_alone(Sample *sample, gconstpointer data)
{
    static const char *const more[] = {"A further order"};
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *first = ready(sample);
    sample_scan(sample, "A-12/2008", "", more, 1);
    sample_run(sample);
    g_autoptr(JsonNode) second =
        index_export(sample->store, "A-12/2008", &(ExportSettings){.unchecked = TRUE}, &error);
    g_assert_no_error(error);
    g_assert_nonnull(second);
    must_refuse(sample, YES("10:00", "\"77\""), first, 1);
    sample_sql(sample, "DELETE FROM package_volume WHERE package_id = 2; DELETE FROM package WHERE "
                       "package_id = 2");
    AckReport again = sample_ack(sample, YES("10:00", "\"77\""), first);
    g_assert_cmpuint(again.repeated, ==, 1);
    index_ack_report_clear(&again);
}

/* Taken all the same, and told for as long as it lies there. */
static void test_untaken(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *manifest = ready(sample), *dir = sample_path(sample, "outbox/" FOLDER);
    AckReport report = sample_ack(sample, LINE("accepted", "23:59", "null"), manifest);
    g_assert_cmpuint(report.accepted, ==, 1);
    g_assert_nonnull(strstr(report.notes->pdata[report.notes->len - 1],
                            "still lying where they were exported to: " FOLDER "."));
    index_ack_report_clear(&report);
    sample_sql(
        sample,
        "CREATE TEMP TABLE one (n CHECK (n = 1)); INSERT INTO one SELECT count(*) FROM event "
        "WHERE act = 'package.accepted' AND instr(detail, '\"untaken\":true') > 0");
    for (guint i = 0; i < 2; i++) {
        g_autoptr(JsonNode) list = NULL, status = index_status(sample->store, NULL);
        g_assert_true(member_flag(listed(sample, &list), "untaken") == (i == 0));
        g_assert_cmpint(member_int(json_node_get_object(status), "packages_untaken", 0), ==,
                        i == 0);
        g_assert_true(scan_dir_remove(dir, NULL));
    }
}

/* A line of a receipt that fits all else, of which something is odd; one of two packages. */
static void test_doubtful(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *sql,
            *why; /* what is done to the rows first; why the first is listed then, or NULL */
    } steps[] = {
        {"SELECT 1", "untaken"},
        {NULL, "early"}, /* its folder is taken away */
        {"UPDATE package SET answered_at = exported_at", NULL},
        {"CREATE TEMP TABLE one AS SELECT * FROM package; UPDATE one SET package_id = 9, version = "
         "9, "
         "name = 'x', path = 'outbox/x', computer_no = '99'; INSERT INTO package SELECT * FROM one",
         "no-number"},
        {"UPDATE package SET status = 'rejected' WHERE package_id < 9", NULL},
        {"UPDATE package SET status = 'accepted', computer_no = '77' WHERE package_id < 9", NULL},
    };
    g_autofree char *manifest = ready(sample), *dir = sample_path(sample, "outbox/" FOLDER);
    must_refuse(sample, LINE("accepted", "10:00", "null"), manifest, 0);
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (steps[i].sql)
            sample_sql(sample, steps[i].sql);
        else
            g_assert_true(scan_dir_remove(dir, NULL));
        g_autoptr(JsonNode) report = index_progress(sample->store, FALSE, NULL);
        JsonObject *lists = member_object(json_node_get_object(report), "lists");
        JsonArray *doubtful = member_array(lists, "doubtful");
        g_assert_cmpuint(member_length(doubtful), ==, steps[i].why ? 1 : 0);
        if (steps[i].why)
            g_assert_cmpstr(member_text(member_element(doubtful, 0), "why"), ==, steps[i].why);
    }
}

int main(int argc, char **argv)
{
    g_setenv("TZ", "Asia/Kolkata", TRUE);
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/dispute/%s", cases[i].name);
        g_test_add(path, Sample, &cases[i], sample_setup, test_dispute, sample_teardown);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
        g_autofree char *path = g_strdup_printf("/dispute/order/%s", orders[i].name);
        g_test_add(path, Sample, &orders[i], sample_setup, test_order, sample_teardown);
    }
    g_test_add("/dispute/late", Sample, NULL, sample_setup, test_late, sample_teardown);
    g_test_add("/dispute/late-alone", Sample, NULL, sample_setup, test_late_alone, sample_teardown);
    g_test_add("/dispute/late-settled", Sample, "", sample_setup, test_late, sample_teardown);
    g_test_add("/dispute/more", Sample, NULL, sample_setup, test_more, sample_teardown);
    g_test_add("/dispute/untaken", Sample, NULL, sample_setup, test_untaken, sample_teardown);
    g_test_add("/dispute/doubtful", Sample, NULL, sample_setup, test_doubtful, sample_teardown);
    return g_test_run();
}
