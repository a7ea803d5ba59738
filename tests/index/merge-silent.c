/* The projection of a district of which some offices were not heard: what nobody told is not taken for no work. */
#include "index/member.h"
#include "index/row.h"
#include "tests/index/merge-room.h"

#define OLD "2026-11-18T17:00:00+05:30" /* ten days before AT */

/* Offices 1 to 6, the last of them with figures of that time; only five where it is NULL. */
static JsonObject *district(Room *room, const char *plan, const char *last_at)
{
    g_ptr_array_set_size(room->paths, 0);
    district_add(room, "JK01", 5);
    if (last_at)
        item_add(room, "6.json", item_new("JK01", 6, last_at, 0));
    return room_join(room, plan, NULL, NULL);
}

static JsonObject *projection_of(JsonObject *row)
{
    return member_object(row, "projection");
}

static double speed_of(JsonObject *row)
{
    return member_double(projection_of(row), "per_day", 0);
}

static gint32 day_of(JsonObject *item, const char *member)
{
    JsonObject *total = member_object(item, "grand_total");
    return index_day_parse(member_text(projection_of(total), member));
}

static gint32 width_of(JsonObject *item)
{
    return day_of(item, "end_late") - day_of(item, "end_early");
}

/* A silent office goes on as it did, and the interval says that nobody knows. */
static void test_silent(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(JsonObject) heard = district(room, NULL, AT), silent = district(room, NULL, OLD),
                          without = district(room, NULL, NULL);
    JsonObject *total = member_object(silent, "grand_total"), *row = office_of(silent, "JK01-06");
    JsonObject *guessed = member_object(projection_of(total), "guessed");
    double others = speed_of(member_object(without, "grand_total"));
    g_assert_true(member_flag(row, "silent"));
    g_assert_cmpint(member_int(guessed, "silent", 0), ==, 1);
    g_assert_cmpint(member_int(guessed, "never", 0), ==, 0);
    g_assert_cmpfloat_with_epsilon(member_double(guessed, "per_day", 0), speed_of(row),
                                   speed_of(row) / 20);
    g_assert_cmpfloat_with_epsilon(speed_of(total), others + speed_of(row), speed_of(row) / 10);
    g_assert_cmpint(width_of(silent), >, width_of(heard));
    g_assert_false(
        json_object_has_member(projection_of(member_object(heard, "grand_total")), "guessed"));
    /* days are what was told: their sum is the total */
    JsonArray *days = member_array(total, "days");
    gint64 sum = 0;
    for (guint i = 0; i < member_length(days); i++)
        sum += member_int(member_element(days, i), "pages", 0);
    g_assert_cmpint(sum, ==, index_row_count(total, "pages", "scanned"));
}

#define PLAN(targets)                                                                              \
    "{\"offices\":[{\"office\":\"JK01\",\"name\":\"Baramulla\",\"parent\":null},"                  \
    "{\"office\":\"JK01-01\",\"name\":\"a\",\"parent\":\"JK01\"},"                                 \
    "{\"office\":\"JK01-02\",\"name\":\"b\",\"parent\":\"JK01\"},"                                 \
    "{\"office\":\"JK01-03\",\"name\":\"c\",\"parent\":\"JK01\"},"                                 \
    "{\"office\":\"JK01-04\",\"name\":\"d\",\"parent\":\"JK01\"},"                                 \
    "{\"office\":\"JK01-05\",\"name\":\"e\",\"parent\":\"JK01\"},"                                 \
    "{\"office\":\"JK01-06\",\"name\":\"f\",\"parent\":\"JK01\"}],\"versions\":[],\"rules\":[],"   \
    "\"holidays\":[],\"census\":[],\"targets\":[" targets "]}"
#define TARGET(place, records)                                                                     \
    "{\"office\":\"JK01-0" #place "\",\"records\":" #records ",\"pages\":" #records                \
    "0,\"start\":\"2026-10-01\",\"deadline\":\"2027-03-31\"}"
#define FIVE                                                                                       \
    TARGET(1, 9000) "," TARGET(2, 9000) "," TARGET(3, 9000) "," TARGET(4, 9000) "," TARGET(5, 9000)

/* An office that was never heard needs as long as the others: it moves no end, and counts in what is left and needed. */
static void test_never(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(JsonObject) five = district(room, PLAN(FIVE), NULL),
                          six = district(room, PLAN(FIVE "," TARGET(6, 9000)), NULL);
    JsonObject *few = projection_of(member_object(five, "grand_total")),
               *all = projection_of(member_object(six, "grand_total"));
    g_assert_cmpint(member_int(member_object(all, "guessed"), "never", 0), ==, 1);
    g_assert_cmpint(member_int(all, "left", 0), ==, member_int(few, "left", 0) + 90000);
    g_assert_cmpint(member_int(all, "needed_per_day", 0), >, member_int(few, "needed_per_day", 0));
    g_assert_cmpstr(member_text(all, "end"), ==, member_text(few, "end"));
    g_assert_cmpint(width_of(six), >, width_of(five));
}

/* What is left is theirs alone: nothing can be said. */
static void test_only_never(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(JsonObject) item =
        district(room,
                 PLAN(TARGET(1, 1) "," TARGET(2, 1) "," TARGET(3, 1) "," TARGET(4, 1) "," TARGET(
                     5, 1) "," TARGET(6, 9000)),
                 NULL);
    JsonObject *projection = projection_of(member_object(item, "grand_total"));
    g_assert_cmpstr(member_text(projection, "state"), !=, "done");
    g_assert_null(member_text(projection, "end_late"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    room_add_test("/merge-silent/silent", test_silent);
    room_add_test("/merge-silent/never", test_never);
    room_add_test("/merge-silent/only-never", test_only_never);
    return g_test_run();
}
