#include "tests/index/lot-room.h"

void record_make(Sample *sample, const char *file_no, guint n)
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

gint64 lot_int(JsonNode *lot, const char *member)
{
    return json_object_get_int_member(json_node_get_object(lot), member);
}

const char *lot_text(JsonNode *lot, const char *member)
{
    return json_object_get_string_member_with_default(json_node_get_object(lot), member, NULL);
}

guint lot_n_pages(JsonNode *lot)
{
    return json_array_get_length(json_object_get_array_member(json_node_get_object(lot), "pages"));
}

JsonObject *lot_page(JsonNode *lot, guint i)
{
    return json_array_get_object_element(
        json_object_get_array_member(json_node_get_object(lot), "pages"), i);
}

void plan_set(Sample *sample, gint64 lot_pages, const char *level, const char *aql,
              gint64 flagged_max)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, "noor", "room", TRUE);
    must_do(index_check_set_plan(sample->store, lot_pages, level, aql, flagged_max, &error),
            &error);
}

JsonNode *lot_draw_new(Sample *sample)
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

void page_open(Sample *sample, gint64 lot_id, guint number)
{
    g_autoptr(GError) error = NULL;
    g_auto(LotPage) page = {0};
    index_lot_page(sample->store, lot_id, number, &page, &error);
    g_assert_no_error(error);
    g_assert_true(index_lot_page_opened(sample->store, lot_id, &page, &error));
}

void pages_open(Sample *sample, JsonNode *lot)
{
    for (guint i = 0; i < lot_n_pages(lot); i++)
        page_open(sample, lot_int(lot, "lot"), i + 1);
}

void defect_set(Sample *sample, gint64 lot_id, guint number, const char *reason)
{
    g_autoptr(GError) error = NULL;
    must_do(index_lot_set_defect(sample->store, lot_id, number, reason, &error), &error);
}

void decide(Sample *sample, gint64 lot_id, gboolean accept, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) lot = index_lot_decide(sample->store, lot_id, accept, reason, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(lot_text(lot, "state"), ==, accept ? "accepted" : "rejected");
}

void lot_pass(Sample *sample, gboolean accept)
{
    g_autoptr(JsonNode) lot = lot_draw_new(sample);
    pages_open(sample, lot);
    decide(sample, lot_int(lot, "lot"), accept, accept ? NULL : "upside down, all of it");
}

gint64 progress_of(Sample *sample, const char *group, const char *member)
{
    g_autoptr(JsonNode) progress = index_progress(sample->store, FALSE, NULL);
    JsonObject *total =
        json_object_get_object_member(json_node_get_object(progress), "grand_total");
    return json_object_get_int_member(json_object_get_object_member(total, group), member);
}
