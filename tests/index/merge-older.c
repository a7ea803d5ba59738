/* Reports as older versions wrote them (tests/index/older/): 1, from before the head of the chain; 2, from before the heads of returns. They are of
 * tehsils 2 and 3 of a district whose plan calls these otherwise than they do themselves. */
#include "index/member.h"
#include "index/row.h"
#include "tests/index/merge-room.h"

#define OLDER_AT "2026-11-29T12:00:00+00:00" /* of the merge; they were made that morning */

/* version, joined, lists that it lacks, whether it has chain and count */
static const struct {
    const char *file;
    guint n_offices;
    const char *lacks; /* of "lists" */
    gboolean has_chain, has_count;
} FILES[] = {
    {"report-1.json", 1, "taken split recategorised withheld disputed dissolved doubtful", FALSE,
     FALSE},
    {"report-joined-1.json", 2, "taken split recategorised withheld disputed dissolved doubtful",
     FALSE, FALSE},
    {"report-2.json", 1, "withheld disputed dissolved doubtful", TRUE, TRUE},
    {"report-joined-2.json", 2, "withheld disputed dissolved doubtful", TRUE, TRUE},
};

static char *older_path(const char *file)
{
    return g_build_filename(g_getenv("MUHAFIZ_TESTS"), "index/older", file, NULL);
}

/* problems: NULL, there must be none. */
static JsonObject *older_join(Room *room, GPtrArray *problems)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    MergeReport report = {.problems = problems ? problems : all};
    g_ptr_array_add(room->paths, NULL);
    g_autoptr(GPtrArray) items =
        merge_files_read((const char *const *)room->paths->pdata, FALSE, report.problems);
    g_ptr_array_remove_index(room->paths, room->paths->len - 1);
    const MergeFrame frame = {.at = OLDER_AT};
    JsonObject *item = merge_items(items, &frame, &report);
    for (guint i = 0; i < all->len; i++)
        g_error("%s", (const char *)all->pdata[i]);
    g_assert_nonnull(item);
    return item;
}

static void row_check(JsonObject *row, guint f)
{
    g_auto(GStrv) lacks = member_texts(row, "lacks");
    g_autofree char *all = g_strjoinv(" ", lacks);
    g_assert_cmpstr(all, ==, FILES[f].lacks);
    g_assert_cmpint(index_row_count(row, "records", "registered"), ==, 3);
    g_assert_cmpint(index_row_count(row, "pages", "scanned"), ==, 2);
    g_assert_true(json_object_get_null_member(row, "chain") == !FILES[f].has_chain);
    g_assert_true(json_object_get_null_member(row, "heads"));
    g_assert_true(json_object_get_null_member(member_object(row, "records"),
                                              "exported_uncounted") == !FILES[f].has_count);
}

/* Read as they are, and what was made of them again. */
static void test_read(Room *room, gconstpointer data)
{
    (void)data;
    for (guint f = 0; f < G_N_ELEMENTS(FILES); f++) {
        g_ptr_array_set_size(room->paths, 0);
        g_ptr_array_add(room->paths, older_path(FILES[f].file));
        for (guint again = 0; again < 3; again++) {
            JsonObject *item = older_join(room, NULL);
            JsonArray *rows = member_array(item, "offices");
            g_assert_cmpuint(member_length(rows), ==, FILES[f].n_offices);
            for (guint i = 0; i < member_length(rows); i++)
                row_check(member_element(rows, i), f);
            g_assert_cmpuint(member_length(member_array(item, "rewritten")), ==, 0);
            g_ptr_array_set_size(room->paths, 0);
            item_add(room, "again.json", item);
        }
    }
}

/* A station that sends its own report now is the office that was joined under the plan's name. */
static void test_names(Room *room, gconstpointer data)
{
    (void)data;
    for (guint version = 1; version <= 2; version++) {
        g_autofree char *joined = g_strdup_printf("report-joined-%u.json", version),
                        *own = g_strdup_printf("report-%u.json", version);
        g_ptr_array_set_size(room->paths, 0);
        g_ptr_array_add(room->paths, older_path(joined));
        g_ptr_array_add(room->paths, older_path(own));
        g_autoptr(JsonObject) item = older_join(room, NULL);
        g_assert_nonnull(office_of(item, "01-0142"));
    }
}

/* What came later is there: it is no older version's. */
static void test_taken_out(Room *room, gconstpointer data)
{
    (void)data;
    static const char *const lists[] = {"taken", "split", "recategorised"};
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        JsonObject *item = item_new("JK01", 2, AT, 0);
        json_object_remove_member(member_object(item, "lists"), lists[i]);
        item_add(room, lists[i], item);
    }
    g_autoptr(JsonObject) item = older_join(room, problems);
    g_assert_cmpuint(member_length(member_array(item, "offices")), ==, 1);
    g_assert_cmpuint(problems->len, ==, G_N_ELEMENTS(lists));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    room_add_test("/merge-older/read", test_read);
    room_add_test("/merge-older/names", test_names);
    room_add_test("/merge-older/taken-out", test_taken_out);
    return g_test_run();
}
