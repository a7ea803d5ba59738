/* A clock that was set is noticed, and the days it touched are named. */
#include "index/jump.h"
#include "tests/index/edit-office.h"
#include "tests/index/sample.h"

#include <time.h>

#define DAY_S (24 * 3600)
#define NOON_S 1795867200 /* 2026-11-28 12:00 UTC */

static void test_measure(void)
{
    static const struct {
        const char *name, *boot;
        gint64 wall_s, running_s, expected_s; /* after NOON_S and 1,000 */
    } cases[] = {
        {"as it should", "a", 3600, 3600, 0},
        {"a time server", "a", 3600 - 30, 3600, 0},
        {"an hour ahead, by hand", "a", 7200, 3600, 0},
        {"back by two minutes", "a", 3600 - 120, 3600, -120},
        {"two days ahead", "a", 2 * DAY_S + 60, 60, 2 * DAY_S},
        {"two days asleep", "a", 2 * DAY_S, 2 * DAY_S, 0},
        {"a week switched off", "b", 7 * DAY_S, -900, 0},
        {"off, and back", "b", -DAY_S, -900, -DAY_S},
    };
    const ClockReading before = {"h", "a", NOON_S, 1000};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ClockReading now = {"h", cases[i].boot, NOON_S + cases[i].wall_s,
                                  1000 + cases[i].running_s};
        g_test_message("%s", cases[i].name);
        g_assert_cmpint(index_jump_measure(&before, &now), ==, cases[i].expected_s);
    }
}

static void test_measure_sum(void)
{
    static const struct {
        const char *name, *boot;
        gint64 wall_s, running_s, expected_s; /* after NOON_S and 1,000 */
    } cases[] = {
        {"a month, as it should", "a", 30 * DAY_S, 30 * DAY_S, 0},
        {"a time server's minute a week", "a", 30 * DAY_S - 240, 30 * DAY_S, 0},
        {"twelve steps of three hours", "a", 36 * 3600 + 600, 600, 36 * 3600},
        {"thirty steps of 59 seconds back", "a", 3600 - 1770, 3600, -1770},
        {"switched off between", "b", 36 * 3600, 600, 0},
    };
    const ClockReading first = {"h", "a", NOON_S, 1000};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ClockReading now = {"h", cases[i].boot, NOON_S + cases[i].wall_s,
                                  1000 + cases[i].running_s};
        g_test_message("%s", cases[i].name);
        g_assert_cmpint(index_jump_measure_sum(&first, &now), ==, cases[i].expected_s);
    }
}

static void look(Sample *sample, const char *boot, gint64 wall_s, gint64 running_s)
{
    g_autoptr(GError) error = NULL;
    const ClockReading now = {"desk", boot, wall_s, running_s};
    g_assert_true(index_jump_look(sample->store, &now, &error));
    g_assert_no_error(error);
}

static char *days_of(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) clock = index_jump_list(sample->store, &error);
    g_assert_no_error(error);
    g_autoptr(GString) text = g_string_new(NULL);
    JsonArray *days = clock ? json_object_get_array_member(clock, "days") : NULL;
    for (guint i = 0; days && i < json_array_get_length(days); i++)
        g_string_append_printf(text, "%s%s", i ? " " : "", json_array_get_string_element(days, i));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The battery dies over a week-end: three days of work in the year 2000, then the date is set. */
static void test_battery(Sample *sample, gconstpointer data)
{
    (void)data;
    const gint64 wrong_s = 946728000; /* 2000-01-01 12:00 UTC */
    g_autofree char *none = days_of(sample);
    g_assert_cmpstr(none, ==, "");
    look(sample, "a", NOON_S, 100);
    look(sample, "a", NOON_S + DAY_S, 100 + DAY_S);
    g_autofree char *still_none = days_of(sample);
    g_assert_cmpstr(still_none, ==, "");
    look(sample, "b", wrong_s, 50);
    look(sample, "b", wrong_s + 2 * DAY_S, 50 + 2 * DAY_S);
    look(sample, "b", NOON_S + 4 * DAY_S, 60 + 2 * DAY_S);
    g_autofree char *days = days_of(sample);
    g_assert_cmpstr(days, ==, "2000-01-01 2000-01-02 2000-01-03 2026-11-29 2026-12-02");
    sample_sql(sample, "CREATE TEMP TABLE two (n CHECK (n = 2));"
                       "INSERT INTO two SELECT count(*) FROM event WHERE act = 'clock.jumped'");
}

/* Each step is less than a day, and the boot is one. */
static void test_steps(Sample *sample, gconstpointer data)
{
    (void)data;
    gint64 wall_s = NOON_S;
    for (guint i = 0; i < 5; i++, wall_s += 20 * 3600)
        look(sample, "a", wall_s, 100 + i);
    g_autofree char *days = days_of(sample); /* found at the second step, and each after it */
    g_assert_cmpstr(days, ==, "2026-11-28 2026-11-29 2026-11-30 2026-12-01");
}

/* Less than a day, which is nothing by itself. */
static void test_last_step(Sample *sample, gconstpointer data)
{
    static const struct {
        const char *name;
        gint64 last_s;
        const char *days;
    } cases[] = {
        {"twenty hours", 20 * 3600, "2026-11-28 2026-11-29 2026-11-30 2026-12-01"},
        {"an hour", 3600, "2026-11-28 2026-11-29 2026-11-30"},
        {"a minute", 60, "2026-11-28 2026-11-29 2026-11-30"},
    };
    const guint *which = data;
    look(sample, "a", NOON_S, 100);
    look(sample, "a", NOON_S + 20 * 3600, 101);
    look(sample, "a", NOON_S + 40 * 3600, 102); /* told: 2026-11-30 04:00 */
    look(sample, "a", NOON_S + 40 * 3600 + cases[*which].last_s, 103);
    g_autofree char *days = days_of(sample);
    g_test_message("%s", cases[*which].name);
    g_assert_cmpstr(days, ==, cases[*which].days);
}

/* Ahead since the computer was off, which nothing told; what was written then stands at times that had not come. */
static void test_ahead(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC, ahead_s = now_s + 20 * DAY_S;
    g_autoptr(GDateTime) ahead = g_date_time_new_from_unix_local(ahead_s);
    g_autofree char *at = g_date_time_format(ahead, "%Y-%m-%dT%H:%M:%S+00:00");
    look(sample, "a", now_s, 100);
    look(sample, "b", ahead_s, 50); /* a weekend of 20 days, as far as anybody knows */
    g_assert_true(index_event_put_at(sample->store, at, "test.ahead", "office", 0, NULL, &error));
    look(sample, "b", ahead_s + 2 * DAY_S, 50 + 2 * DAY_S);
    g_autofree char *none = days_of(sample);
    g_assert_cmpstr(none, ==, "");
    look(sample, "c", now_s + 2 * DAY_S, 20);
    g_autoptr(JsonObject) clock = index_jump_list(sample->store, &error);
    JsonArray *days = json_object_get_array_member(clock, "days");
    g_assert_cmpuint(json_array_get_length(days), ==, 4); /* today's, and three that had not come */
    g_assert_true(g_str_has_prefix(at, json_array_get_string_element(days, 1)));
}

/* Whoever takes the last reading out of the index hides nothing: the newest event has a time, too. */
static void test_no_reading(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) later = g_date_time_add_days(now, 3);
    g_autofree char *at = g_date_time_format(later, "%Y-%m-%dT%H:%M:%S+00:00");
    g_assert_true(index_event_put_at(sample->store, at, "test.ahead", "office", 0, NULL, &error));
    sample_sql(sample, "DELETE FROM clock");
    *index_store_clock_seen(sample->store) = 0;
    g_assert_true(sample_set(sample, "A-12/2008", "location", "shelf 4", &error));
    g_autofree char *days = days_of(sample);
    g_assert_cmpuint(strlen(days), ==, strlen("2026-11-28 2026-12-01"));
}

static void event_put(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    *index_store_clock_seen(sample->store) = 0;
    g_assert_true(index_event_put(sample->store, "test.done", "office", 0, NULL, &error));
    g_assert_no_error(error);
}

/* What somebody does between two events, and what is told of it: minutes, time zones. */
static void test_hidden(Sample *sample, gconstpointer data)
{
    static const struct {
        const char *name, *sql, *zone, *told;
    } cases[] = {
        {"nothing", "SELECT 1", "UTC", ""},
        {"the reading is taken out", "DELETE FROM clock", "UTC", "0 +00:00 +00:00"},
        {"the computer is called otherwise", "UPDATE clock SET host = 'pc2'", "UTC", ""},
        {"and its clock was put back",
         "DELETE FROM clock WHERE host <> 'pc2'; UPDATE clock SET wall_s = wall_s + 400000", "UTC",
         "-6667 +00:00 +00:00"},
        {"another time zone", "SELECT 1", "XXX+24", "-1440 +00:00 -24:00"},
        {"and back", "SELECT 1", "UTC", "1440 -24:00 +00:00"},
    };
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        event_put(sample);
        sample_sql(sample, "DELETE FROM clock_jump");
        sample_sql(sample, cases[i].sql);
        g_setenv("TZ", cases[i].zone, TRUE);
        tzset();
        event_put(sample);
        g_autofree char *told =
            rows_text(sample, "SELECT CAST(round(seconds / 60.0) AS INTEGER), substr(from_at, 20), "
                              "substr(to_at, 20) FROM clock_jump ORDER BY jump_id");
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

/* Of one computer, an event seconds before the newest one is told of, though a minute between readings is not. */
static void test_order(Sample *sample, gconstpointer data)
{
    static const struct {
        gint64 ahead_s;
        const char *told;
    } cases[] = {{2, "0"}, {30, "1"}, {59, "1"}};
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *at =
            index_time_text(g_get_real_time() / G_USEC_PER_SEC + cases[i].ahead_s);
        event_put(sample);
        sample_sql(sample, "DELETE FROM clock_jump");
        g_assert_true(
            index_event_put_at(sample->store, at, "test.ahead", "office", 0, NULL, &error));
        event_put(sample);
        g_autofree char *told = rows_text(sample, "SELECT count(*) FROM clock_jump");
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

/* Where others work with the store, minutes say nothing, and hours do. */
static void test_hosts(Sample *sample, gconstpointer data)
{
    static const struct {
        gint64 ahead_s;
        const char *n;
    } cases[] = {{30 * 60, "0"}, {3 * 3600, "1"}};
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *at =
            index_time_text(g_get_real_time() / G_USEC_PER_SEC + cases[i].ahead_s);
        g_assert_true(
            index_event_put_at(sample->store, at, "test.ahead", "office", 0, NULL, &error));
        sample_sql(sample, "DELETE FROM clock_jump; DELETE FROM clock WHERE host = 'pc2';"
                           "UPDATE clock SET host = 'pc2', boot = 'b'");
        event_put(sample);
        g_autofree char *told = rows_text(sample, "SELECT count(*) FROM clock_jump");
        g_assert_cmpstr(told, ==, cases[i].n);
    }
}

/* Days on which the store was not there yet. */
static void test_before(Sample *sample, gconstpointer data)
{
    (void)data;
    const gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    look(sample, "a", now_s, 100);
    look(sample, "a", now_s - 4 * DAY_S, 100);
    g_autofree char *days = days_of(sample);
    g_assert_cmpuint(strlen(days), ==, 5 * strlen("2026-11-28 ") - 1);
}

/* An event notices it by itself: the store's last reading lies in the future. */
static void test_event(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_sql(sample, "UPDATE clock SET wall_s = wall_s + 200000, boot = 'earlier'");
    *index_store_clock_seen(sample->store) = 0;
    g_assert_true(sample_set(sample, "A-12/2008", "location", "shelf 4", &error));
    g_autofree char *days = days_of(sample);
    g_assert_cmpuint(strlen(days), ==, strlen("2026-11-28 2026-11-30"));
}

int main(int argc, char **argv)
{
    g_setenv("TZ", "UTC", TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/jump/measure", test_measure);
    g_test_add("/jump/battery", Sample, NULL, sample_setup, test_battery, sample_teardown);
    g_test_add_func("/jump/measure-sum", test_measure_sum);
    g_test_add("/jump/steps", Sample, NULL, sample_setup, test_steps, sample_teardown);
    static const guint last_steps[] = {0, 1, 2};
    for (guint i = 0; i < G_N_ELEMENTS(last_steps); i++) {
        g_autofree char *path = g_strdup_printf("/jump/last-step/%u", i);
        g_test_add(path, Sample, &last_steps[i], sample_setup, test_last_step, sample_teardown);
    }
    g_test_add("/jump/ahead", Sample, NULL, sample_setup, test_ahead, sample_teardown);
    g_test_add("/jump/no-reading", Sample, NULL, sample_setup, test_no_reading, sample_teardown);
    g_test_add("/jump/hidden", Sample, NULL, sample_setup, test_hidden, sample_teardown);
    g_test_add("/jump/order", Sample, NULL, sample_setup, test_order, sample_teardown);
    g_test_add("/jump/hosts", Sample, NULL, sample_setup, test_hosts, sample_teardown);
    g_test_add("/jump/before", Sample, NULL, sample_setup, test_before, sample_teardown);
    g_test_add("/jump/event", Sample, NULL, sample_setup, test_event, sample_teardown);
    return g_test_run();
}
