/* Reports of an office that say otherwise what never changes: each way is named, once, and whoever joins again knows of it. */
#include <string.h>

#include "index/member.h"
#include "index/row.h"
#include "tests/index/merge-room.h"

#define BEFORE "2026-11-21T17:00:00+05:30"
#define N_BEFORE 5 /* frozen returns in the report of BEFORE */
#define N_NOW 6    /* in that of AT */

/* A later report as it comes: changed in one way. of: "return N": of its heads those from N on; "row"; "frozen": it is return N_BEFORE itself. */
static const struct {
    const char *name, *of, *member;
    gint64 number;     /* of a head; or what the member is set to; -1: it is null */
    const char *found; /* "RETURN WHAT WAS>IS" */
} CASES[] = {
    {"as it was", "row", "depth", 0, ""},
    {"registered", "head", "registered", 3, "3 registered 2000>2001"},
    {"scanned", "head", "scanned", 2, "2 scanned 20>21"},
    {"pages", "head", "pages", 5, "5 pages 1300>1301"},
    {"the newest, which nobody knew", "head", "pages", 6, ""},
    {"event", "head", "number", 4, "4 number 40>41"},
    {"hash", "head", "hash", 3, "3 hash 0fffffff>ffffffff"},
    {"all from it on", "heads", "scanned", 1, "1 scanned 10>11"},
    {"fewer returns", "length", "heads", N_BEFORE - 1, "0 returns 5>4"},
    {"no returns", "length", "heads", 0, "0 returns 5>0"},
    {"an older version", "row", "heads", -1, "0 returns 5>0"},
    {"fewer events", "chain", "number", 999, "0 events 1080>999"},
    {"another event", "chain", "hash", 1080, "0 hash 0fffffff>ffffffff"},
};

/* Shown by its beginning. */
static const char HASH[] = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

static void member_change(JsonObject *object, const char *member)
{
    if (g_str_equal(member, "hash"))
        json_object_set_string_member(object, member, HASH);
    else
        json_object_set_int_member(object, member, member_int(object, member, 0) + 1);
}

/* So that the row goes on fitting together. */
static void frozen_mend(JsonObject *row)
{
    JsonArray *heads = member_array(row, "heads");
    JsonObject *last = member_element(heads, member_length(heads) - 1),
               *frozen = member_object(row, "frozen");
    if (!last) {
        json_object_set_null_member(row, "frozen");
        return;
    }
    json_object_set_int_member(frozen, "return", member_int(last, "return", 0));
    json_object_set_string_member(frozen, "at", member_text(last, "at"));
}

/* As the version before heads wrote it. */
static void item_age(JsonObject *item)
{
    json_object_remove_member(first_row(item), "heads");
    json_object_remove_member(member_object(item, "lists"), "withheld");
    json_object_remove_member(member_object(first_row(item), "records"), "removed");
    json_object_remove_member(member_object(first_row(item), "pages"), "removed");
    json_object_remove_member(member_object(first_row(item), "pages"), "unproven");
    json_object_remove_member(member_object(item, "lists"), "disputed");
    json_object_remove_member(member_object(item, "lists"), "dissolved");
    json_object_remove_member(member_object(item, "lists"), "doubtful");
}

static JsonObject *item_changed(guint c)
{
    JsonObject *item = item_new_frozen(1, AT, N_NOW), *row = first_row(item);
    JsonArray *heads = member_array(row, "heads");
    gboolean is_all = g_str_equal(CASES[c].of, "heads");
    for (guint i = 0; i < member_length(heads); i++)
        if ((is_all && i + 1 >= CASES[c].number) ||
            (g_str_equal(CASES[c].of, "head") && i + 1 == CASES[c].number))
            member_change(member_element(heads, i), CASES[c].member);
    while (g_str_equal(CASES[c].of, "length") && member_length(heads) > CASES[c].number)
        json_array_remove_element(heads, member_length(heads) - 1);
    if (g_str_equal(CASES[c].of, "row") && CASES[c].number < 0)
        item_age(item);
    if (g_str_equal(CASES[c].of, "chain") && g_str_equal(CASES[c].member, "hash"))
        member_change(member_object(row, "chain"), "hash");
    else if (g_str_equal(CASES[c].of, "chain"))
        json_object_set_int_member(member_object(row, "chain"), CASES[c].member, CASES[c].number);
    if (member_array(row, "heads"))
        frozen_mend(row);
    return item;
}

/* Of a hash its beginning, and whatever it was before it was changed. */
static const char *told_short(const char *told)
{
    return strlen(told) < 64 ? told : g_str_equal(told, HASH) ? "ffffffff" : "0fffffff";
}

static char *found_text(JsonObject *item)
{
    GString *all = g_string_new(NULL);
    JsonArray *rewritten = member_array(item, "rewritten");
    for (guint i = 0; i < member_length(rewritten); i++) {
        JsonObject *one = member_element(rewritten, i);
        g_assert_cmpstr(member_text(one, "office"), ==, "JK01-01");
        g_assert_cmpstr(member_text(one, "was_at"), ==, BEFORE);
        g_assert_cmpstr(member_text(one, "at"), ==, AT);
        g_string_append_printf(all, "%s%d %s %s>%s", i ? "," : "",
                               (int)member_int(one, "return", 0), member_text(one, "what"),
                               told_short(member_text(one, "was")),
                               told_short(member_text(one, "is")));
    }
    return g_string_free(all, FALSE);
}

/* It stands before all others, and whoever stands above it says so. */
static void row_check(JsonObject *item, gboolean is_found)
{
    JsonObject *row = office_of(item, "JK01-01"), *total = member_object(item, "grand_total");
    const char *why = member_text(member_element(member_array(row, "behind"), 0), "reason"),
               *above = member_text(member_element(member_array(total, "behind"), 0), "reason");
    g_assert_cmpint(g_strcmp0(why, "rewritten") == 0, ==, is_found);
    g_assert_cmpint(g_strcmp0(above, "offices-rewritten") == 0, ==, is_found);
    if (is_found)
        g_assert_cmpstr(member_text(first_row(item), "office"), ==, "JK01-01");
    g_assert_cmpstr(member_text(row, "figures_at"), ==, AT); /* it is counted */
}

static void found_check(JsonObject *item, guint c)
{
    g_autofree char *found = found_text(item);
    if (g_strcmp0(found, CASES[c].found) != 0)
        g_error("%s: found \"%s\", not \"%s\"", CASES[c].name, found, CASES[c].found);
    row_check(item, *found != '\0');
}

/* Whoever of the two comes first, beside an office about which there is nothing to say. */
static void test_found(Room *room, gconstpointer data)
{
    (void)data;
    for (guint c = 0; c < G_N_ELEMENTS(CASES); c++) {
        g_ptr_array_set_size(room->paths, 0);
        item_add(room, "now.json", item_changed(c));
        item_add(room, "before.json", item_new_frozen(1, BEFORE, N_BEFORE));
        item_add(room, "other.json", item_new_frozen(2, AT, N_NOW));
        g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
        found_check(item, c);
    }
}

/* A district holds a later report against what it joined last week; what it found then is not forgotten. */
static void test_again(Room *room, gconstpointer data)
{
    (void)data;
    for (guint c = 0; c < G_N_ELEMENTS(CASES); c++) {
        g_ptr_array_set_size(room->paths, 0);
        item_add(room, "before.json", item_new_frozen(1, BEFORE, N_BEFORE));
        item_add(room, "other.json", item_new_frozen(2, BEFORE, N_BEFORE));
        JsonObject *week = room_join(room, NULL, NULL, NULL);
        json_object_set_string_member(week, "at", BEFORE);
        g_ptr_array_set_size(room->paths, 0);
        item_add(room, "week.json", week);
        item_add(room, "now.json", item_changed(c));
        JsonObject *next = room_join(room, NULL, NULL, NULL);
        found_check(next, c);
        g_ptr_array_set_size(room->paths, 0);
        item_add(room, "next.json", next);
        item_add(room, "same.json", item_changed(c));
        g_autoptr(JsonObject) last = room_join(room, NULL, NULL, NULL);
        found_check(last, c);
    }
}

/* A frozen return says of itself what later reports say of it. */
static void test_return(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *frozen = item_new_frozen(1, BEFORE, N_BEFORE - 1);
    json_object_set_int_member(frozen, "return", N_BEFORE);
    gint64 scanned = index_row_count(first_row(frozen), "records", "scanned");
    g_autofree char *found = g_strdup_printf("scanned %" G_GINT64_FORMAT ">50", scanned);
    item_add(room, "return.json", frozen);
    item_add(room, "now.json", item_new_frozen(1, AT, N_NOW));
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    g_autofree char *told = found_text(item);
    g_assert_nonnull(strstr(told, found));
}

/* What does not fit together in a report itself is refused. */
static const struct {
    const char *name, *member;
    gint64 value;
} SPOILT[] = {
    {"order", "return", 2},          {"events", "number", 10}, {"beyond the chain", "number", 2000},
    {"less than none", "pages", -1}, {"no time", "at", 0},     {"no hash", "hash", 0},
};

static void test_refused(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(SPOILT); i++) {
        JsonObject *item = item_new_frozen(1, AT, 3), *row = first_row(item);
        json_object_set_int_member(member_element(member_array(row, "heads"), 2), SPOILT[i].member,
                                   SPOILT[i].value);
        item_add(room, SPOILT[i].name, item);
    }
    JsonObject *cut = item_new_frozen(1, AT, 3);
    json_array_remove_element(member_array(first_row(cut), "heads"), 2);
    item_add(room, "cut", cut);
    g_assert_null(room_join(room, NULL, NULL, problems));
    g_assert_cmpuint(problems->len, ==, G_N_ELEMENTS(SPOILT) + 1);
    for (guint i = 0; i < problems->len; i++)
        g_assert_nonnull(
            strstr(problems->pdata[i], "what it says of its frozen returns does not fit together"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    room_add_test("/merge-heads/found", test_found);
    room_add_test("/merge-heads/again", test_again);
    room_add_test("/merge-heads/return", test_return);
    room_add_test("/merge-heads/refused", test_refused);
    return g_test_run();
}
