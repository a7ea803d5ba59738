/* What follows from a row's counts: percentages, the projection, the reasons why it lags, the order of offices. */
#include "index/behind.h"

#include <string.h>

#include "index/member.h"
#include "index/progress.h"

#define TODAY "2026-11-28T17:00:00+05:30" /* a Saturday */

/* -------------------------------------------------------------------------------------- a row -- */

/* 120 pages and 2 records a day, on each working day from 2026-11-02 to 2026-11-27, as far as pages is TRUE. */
static JsonArray *days_new(guint n_days)
{
    JsonArray *days = json_array_new();
    gint32 first = index_day_parse("2026-11-02");
    for (guint i = 0; i < n_days; i++) {
        JsonObject *day = json_object_new();
        g_autofree char *name = index_day_format(first + (gint32)i);
        gboolean is_sunday = (first + (gint32)i) % 7 == 0;
        json_object_set_string_member(day, "day", name);
        json_object_set_int_member(day, "pages", is_sunday ? 0 : 120);
        json_object_set_int_member(day, "scanned", is_sunday ? 0 : 2);
        json_object_set_int_member(day, "checked", is_sunday ? 0 : 1);
        json_object_set_int_member(day, "exported", 0);
        json_object_set_int_member(day, "imported", 0);
        json_object_set_boolean_member(day, "working", !is_sunday);
        json_object_set_boolean_member(day, "flagged", FALSE);
        json_array_add_object_element(days, day);
    }
    return days;
}

/* 100 records of 60 pages, 46 of them scanned, all that the machines can do done. */
static JsonObject *row_new(guint n_days)
{
    g_autoptr(JsonNode) root = json_from_string(
        "{\"office\":\"JK01-1\",\"name\":\"Uri\",\"figures_at\":\"" TODAY "\",\"silent\":false,"
        "\"target\":{\"records\":100,\"pages\":6000,\"start\":\"2026-11-02\","
        "\"deadline\":\"2027-03-31\"},"
        "\"census\":null,"
        "\"records\":{\"registered\":100,\"scanned\":46,\"recognised\":46,\"checked\":46,"
        "\"exported\":46,\"imported\":46,\"rejected\":0},"
        "\"availability\":{\"excluded\":0,\"missing\":0,\"damaged\":0,\"pages\":0},"
        "\"pages\":{\"expected\":6000,\"scanned\":2760,\"recognised\":2760,\"failed\":0}}",
        NULL);
    JsonObject *row = json_object_ref(json_node_get_object(root));
    json_object_set_array_member(row, "days", days_new(n_days));
    return row;
}

static void set(JsonObject *row, const char *group, const char *member, gint64 value)
{
    if (!member_object(row, group))
        json_object_set_object_member(row, group, json_object_new());
    json_object_set_int_member(member_object(row, group), member, value);
}

static void judge(JsonObject *row, const char *asked, JsonArray *scanners)
{
    RowContext context = {.today = index_day_parse(TODAY),
                          .asked = index_day_parse(asked),
                          .scanners = scanners,
                          .n_lately = index_row_count(row, "context", "lately")};
    index_row_measure(row);
    index_row_judge(row, &context);
}

/* "slow 80, checking 26" */
static char *reasons_of(JsonObject *row)
{
    GString *text = g_string_new(NULL);
    JsonArray *behind = member_array(row, "behind");
    for (guint i = 0; i < member_length(behind); i++) {
        JsonObject *reason = member_element(behind, i);
        g_assert_cmpuint(strlen(member_text(reason, "text")), >, 5);
        g_string_append_printf(text, "%s%s %" G_GINT64_FORMAT, i ? ", " : "",
                               member_text(reason, "reason"), member_int(reason, "n", -1));
    }
    return g_string_free(text, FALSE);
}

/* ----------------------------------------------------------------------------------- the reasons -- */

typedef struct {
    const char *group, *member;
    gint64 value;
} Change;

static const struct {
    const char *name;
    guint n_days; /* from 2 November on; 26: until yesterday */
    Change changes[6];
    const char *asked, *reasons;
} CASES[] = {
    {"all is well", 26, {{0}}, TODAY, ""},
    {"idle for two days", 24, {{0}}, TODAY, ""},
    {"idle for three", 23, {{0}}, TODAY, "stopped 3"},
    {"idle for a fortnight", 12, {{"target", "records", 200}}, TODAY, "stopped 12"},
    {"three times the work", 26, {{"target", "pages", 18000}}, TODAY, "slow 24"},
    {"not checked",
     26,
     {{"records", "checked", 20}, {"records", "exported", 20}, {"records", "imported", 20}},
     TODAY,
     "checking 26"},
    {"not recognised",
     26,
     {{"records", "recognised", 30},
      {"records", "checked", 30},
      {"records", "exported", 30},
      {"records", "imported", 30}},
     TODAY,
     "recognition 16"},
    {"not exported",
     26,
     {{"records", "exported", 0}, {"records", "imported", 0}},
     TODAY,
     "export 46"},
    {"not imported: two days are no backlog", 26, {{"records", "imported", 30}}, TODAY, ""},
    {"not imported", 26, {{"records", "imported", 0}}, TODAY, "import 46"},
    {"a reject in fifty", 26, {{"records", "rejected", 1}}, TODAY, ""},
    {"rejects", 26, {{"records", "rejected", 3}}, TODAY, "rejects 3"},
    {"missing",
     26,
     {{"availability", "missing", 2}, {"availability", "damaged", 4}},
     TODAY,
     "missing 6"},
    {"excluded", 26, {{"availability", "excluded", 6}}, TODAY, "excluded 6"},
    {"few excluded", 26, {{"target", "records", 700}, {"availability", "excluded", 6}}, TODAY, ""},
    {"many excluded in these days",
     26,
     {{"availability", "excluded", 6}, {"context", "lately", 6}},
     TODAY,
     "excluded 6, lately-off 6"},
    {"few in these days",
     26,
     {{"availability", "excluded", 6}, {"context", "lately", 5}},
     TODAY,
     "excluded 6"},
    {"a census of fewer", 26, {{"census", "records", 93}}, TODAY, "census-short 7"},
    {"of fewer than there were",
     26,
     {{"census", "records", 100}, {"records", "removed", 3}},
     TODAY,
     "census-short 3"},
    {"by who wrote the register",
     26,
     {{"census", "records", 100}, {"census", "own", 40}},
     TODAY,
     "census-own 40"},
    {"a register of scanned files", 26, {{"census", "records", 500}}, TODAY, "register-short 400"},
    {"the weightiest first",
     26,
     {{"census", "records", 104}, {"records", "rejected", 3}, {"records", "imported", 20}},
     TODAY,
     "import 26, register-short 4, rejects 3"},
    {"more than all", 26, {{"target", "records", 40}}, TODAY, "over 5"},
    {"figures of three days ago", 26, {{0}}, "2026-12-01T09:00:00+05:30", "silent 3"},
    {"of two", 26, {{0}}, "2026-11-30T09:00:00+05:30", ""},
    {"of four", 26, {{0}}, "2026-12-02T09:00:00+05:30", "silent 4"},
    {"nothing yet",
     0,
     {{"records", "scanned", 0},
      {"records", "recognised", 0},
      {"records", "checked", 0},
      {"records", "exported", 0},
      {"records", "imported", 0}},
     TODAY,
     "not-started 23"},
};

static void test_reasons(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(JsonObject) row = row_new(CASES[i].n_days);
        for (const Change *change = CASES[i].changes; change->group; change++)
            set(row, change->group, change->member, change->value);
        judge(row, CASES[i].asked, NULL);
        g_autofree char *reasons = reasons_of(row);
        g_test_message("%s: %s", CASES[i].name, reasons);
        g_assert_cmpstr(reasons, ==, CASES[i].reasons);
    }
}

static void test_jams(void)
{
    g_autoptr(JsonNode) scanners =
        json_from_string("[{\"office\":\"JK01-1\",\"jams\":3,\"pages\":2760},{\"office\":\"JK01-"
                         "2\",\"jams\":300,\"pages\":3}]",
                         NULL);
    g_autoptr(JsonObject) row = row_new(26);
    judge(row, TODAY, json_node_get_array(scanners));
    g_autofree char *reasons = reasons_of(row);
    g_assert_cmpstr(reasons, ==, "jams 3");
    set(member_element(json_node_get_array(scanners), 0), "x", "x", 0);
    json_object_set_int_member(member_element(json_node_get_array(scanners), 0), "jams", 2);
    judge(row, TODAY, json_node_get_array(scanners));
    g_assert_cmpuint(member_length(member_array(row, "behind")), ==, 0);
}

static void test_never_heard(void)
{
    g_autoptr(JsonObject) row = row_new(0);
    json_object_set_null_member(row, "figures_at");
    judge(row, TODAY, NULL);
    g_autofree char *reasons = reasons_of(row);
    g_assert_cmpstr(reasons, ==, "never-heard 0");
    g_assert_true(index_row_is_behind(row));
}

/* ------------------------------------------------------------------------------------ the figures -- */

static const char *projected(JsonObject *row, const char *member)
{
    return member_text(member_object(row, "projection"), member);
}

static void test_measure(void)
{
    g_autoptr(JsonObject) row = row_new(26);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(member_text(row, "base"), ==, "target");
    g_assert_cmpfloat(member_double(member_object(row, "percent"), "scanned", 0), ==, 46);
    json_object_set_null_member(row, "target");
    set(row, "census", "records", 138);
    set(row, "records", "scanned", 46);
    set(row, "availability", "missing", 10);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(member_text(row, "base"), ==, "census");
    g_assert_cmpfloat(member_double(member_object(row, "percent"), "scanned", 0), ==, 33.33);
    g_assert_cmpfloat(member_double(member_object(row, "percent"), "scanned_of_available", 0), ==,
                      35.93);
    g_assert_cmpint(index_row_count(row, "of", "pages"), ==, 0); /* of 100 records of 138 */
    set(row, "census", "records", 99);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(member_text(row, "base"), ==, "register");
    set(row, "census", "records", 0);
    set(row, "records", "registered", 0);
    judge(row, TODAY, NULL);
    g_assert_true(json_object_get_null_member(member_object(row, "percent"), "scanned"));
}

/* 3,240 pages at 120 a day are 27 working days, from Saturday on. */
static void test_projection(void)
{
    g_autoptr(JsonObject) row = row_new(26);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(projected(row, "state"), ==, "in-time");
    g_assert_cmpstr(projected(row, "unit"), ==, "pages");
    g_assert_cmpstr(projected(row, "end"), ==, "2026-12-29");
    g_assert_cmpint(member_int(member_object(row, "projection"), "left", 0), ==, 3240);
    /* what nobody will scan is not left */
    set(row, "availability", "missing", 50);
    set(row, "availability", "pages", 3000);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(projected(row, "end"), ==, "2026-11-30");
    set(row, "availability", "missing", 54);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(projected(row, "state"), ==, "nothing-left");
    g_assert_true(index_row_is_behind(row));
    /* of more in the register than are to be done, as many may be gone */
    set(row, "records", "registered", 200);
    set(row, "pages", "expected", 12000);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(projected(row, "state"), ==, "in-time");
    g_assert_cmpint(member_int(member_object(row, "projection"), "left", 0), ==, 3240);
    set(row, "records", "registered", 100);
    set(row, "pages", "expected", 6000);
    /* more pages than were expected, and records left: 2 a day */
    set(row, "availability", "missing", 50);
    set(row, "availability", "pages", 3300);
    judge(row, TODAY, NULL);
    g_assert_cmpstr(projected(row, "unit"), ==, "records");
    g_assert_cmpstr(projected(row, "end"), ==, "2026-11-30");
}

/* Whatever is taken off the work: what is left of the whole stays, and so does its end. */
static void test_whole(void)
{
    static const struct {
        const char *member;
        gint64 records, pages;
        const char *state;
    } rows[] = {
        {"excluded", 50, 3000, "in-time"}, {"missing", 50, 3000, "in-time"},
        {"damaged", 50, 0, "in-time"},     {"excluded", 54, 3240, "nothing-left"},
        {"excluded", 10, 600, "in-time"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonObject) row = row_new(26);
        judge(row, TODAY, NULL);
        g_assert_null(member_object(member_object(row, "projection"), "whole"));
        set(row, "availability", rows[i].member, rows[i].records);
        set(row, "availability", "pages", rows[i].pages);
        set(row, "context", "lately", 3);
        judge(row, TODAY, NULL);
        JsonObject *whole = member_object(member_object(row, "projection"), "whole");
        g_assert_cmpstr(projected(row, "state"), ==, rows[i].state);
        if (rows[i].pages == 0) { /* their pages were never expected: nothing of the work is off */
            g_assert_null(whole);
            continue;
        }
        g_assert_cmpstr(member_text(whole, "state"), ==, "in-time");
        g_assert_cmpstr(member_text(whole, "end"), ==, "2026-12-29");
        g_assert_cmpint(member_int(whole, "left", 0), ==, 3240);
        g_assert_cmpint(member_int(whole, "off", 0), ==, rows[i].records);
        g_assert_cmpint(member_int(whole, "lately", 0), ==, 3);
    }
}

/* By the deadline that the plan had first. */
static void test_first_deadline(void)
{
    static const struct {
        const char *first, *deadline, *state, *reasons;
        gint64 needed;
    } rows[] = {
        {"2027-03-31", "2027-03-31", NULL, "", 0},
        {"2026-12-31", "2030-12-31", "in-time", "", 112},
        {"2026-12-12", "2030-12-31", "late", "put-off 1480", 250},
        {"2026-11-20", "2030-12-31", "late", "put-off 1502", 0},
        {"2027-03-31", "2027-01-31", "in-time", "", 31},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonObject) row = row_new(26);
        JsonObject *target = member_object(row, "target");
        json_object_set_string_member(target, "first_deadline", rows[i].first);
        json_object_set_string_member(target, "deadline", rows[i].deadline);
        judge(row, TODAY, NULL);
        g_assert_cmpstr(projected(row, "state"), ==, "in-time");
        JsonObject *first = member_object(member_object(row, "projection"), "first");
        g_autofree char *reasons = reasons_of(row);
        g_assert_cmpstr(member_text(first, "state"), ==, rows[i].state);
        g_assert_cmpstr(reasons, ==, rows[i].reasons);
        g_assert_cmpint(member_int(first, "needed_per_day", 0), ==, rows[i].needed);
    }
}

/* Done is what is scanned, whatever is missing or was closed. */
static void test_nothing_left(void)
{
    static const struct {
        gint64 scanned, missing, closed_short, pages;
        const char *state;
        gboolean is_behind;
    } rows[] = {
        {100, 0, 0, 6000, "done", FALSE},        {100, 0, 0, 5900, "done", FALSE},
        {10, 90, 0, 600, "nothing-left", TRUE},  {99, 1, 0, 5940, "nothing-left", TRUE},
        {100, 0, 90, 700, "nothing-left", TRUE}, {100, 0, 3, 6000, "done", FALSE},
        {10, 80, 0, 600, "in-time", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonObject) row = row_new(26);
        set(row, "records", "scanned", rows[i].scanned);
        set(row, "records", "short", rows[i].closed_short);
        set(row, "availability", "missing", rows[i].missing);
        set(row, "pages", "scanned", rows[i].pages);
        judge(row, TODAY, NULL);
        g_assert_cmpstr(projected(row, "state"), ==, rows[i].state);
        g_assert_true(index_row_is_behind(row) == rows[i].is_behind);
        g_autofree char *reasons = reasons_of(row);
        g_assert_true((strstr(reasons, "nothing-left") != NULL) ==
                      g_str_equal(rows[i].state, "nothing-left"));
    }
}

/* A target that is smaller than the register, and done: what waits of the register is left. */
static void test_small_target(void)
{
    static const struct {
        gint64 target, scanned, missing, left;
        const char *state;
    } rows[] = {
        {20, 46, 0, 54, "in-time"}, {20, 46, 14, 40, "in-time"}, {20, 46, 54, 0, "done"},
        {20, 100, 0, 0, "done"},    {60, 46, 0, 14, "in-time"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonObject) row = row_new(26);
        set(row, "target", "records", rows[i].target);
        set(row, "target", "pages", rows[i].target * 60);
        set(row, "records", "scanned", rows[i].scanned);
        set(row, "pages", "scanned", rows[i].scanned * 60);
        set(row, "availability", "missing", rows[i].missing);
        set(row, "availability", "pages", rows[i].missing * 60);
        judge(row, TODAY, NULL);
        g_test_message("row %u", i);
        g_assert_cmpstr(projected(row, "state"), ==, rows[i].state);
        if (g_str_equal(projected(row, "unit"), "records"))
            g_assert_cmpint(member_int(member_object(row, "projection"), "left", -1), ==,
                            rows[i].left);
    }
}

/* --------------------------------------------------------------------------------------- the order -- */

static void test_order(void)
{
    g_autoptr(JsonObject) well = row_new(26), late = row_new(26), later = row_new(26),
                          stopped = row_new(12), silent = row_new(26);
    set(late, "target", "pages", 18000);
    set(later, "target", "pages", 19000);
    json_object_set_boolean_member(silent, "silent", TRUE);
    JsonObject *const rows[] = {stopped, later, late, silent, well};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        judge(rows[i], TODAY, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        for (guint j = 0; j < G_N_ELEMENTS(rows); j++)
            g_assert_cmpint(CLAMP(index_row_compare(rows[i], rows[j]), -1, 1), ==,
                            i < j ? -1 : i > j);
    g_assert_true(index_row_is_behind(silent));
    g_assert_false(index_row_is_behind(well));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/behind/reasons", test_reasons);
    g_test_add_func("/behind/jams", test_jams);
    g_test_add_func("/behind/never-heard", test_never_heard);
    g_test_add_func("/behind/measure", test_measure);
    g_test_add_func("/behind/projection", test_projection);
    g_test_add_func("/behind/whole", test_whole);
    g_test_add_func("/behind/first-deadline", test_first_deadline);
    g_test_add_func("/behind/nothing-left", test_nothing_left);
    g_test_add_func("/behind/small-target", test_small_target);
    g_test_add_func("/behind/order", test_order);
    return g_test_run();
}
