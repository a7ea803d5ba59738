/* The progress return of the store's own office (progress.h).
 *
 * What counts is decided in sql/progress.sql; here the answers are put together. */
#include "index/progress.h"

#include "index/answer.h"
#include "index/jump.h"
#include "index/progress-private.h"
#include "index/row.h"
#include "index/store-private.h"

/* ----------------------------------------------------------------------------------------- days -- */

static JsonObject *day_find(JsonArray *days, const char *name)
{
    for (guint i = 0; i < json_array_get_length(days); i++) {
        JsonObject *day = json_array_get_object_element(days, i);
        if (g_str_equal(json_object_get_string_member(day, "day"), name))
            return day;
    }
    return NULL;
}

/* Days that cannot be believed, as the clock was set. */
static gboolean days_flag(JsonObject *row, Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(JsonObject) clock = index_jump_list(store, &failure);
    JsonArray *wrong = clock ? json_object_get_array_member(clock, "days") : NULL;
    for (guint i = 0; wrong && i < json_array_get_length(wrong); i++) {
        JsonObject *day = day_find(json_object_get_array_member(row, "days"),
                                   json_array_get_string_element(wrong, i));
        if (day)
            json_object_set_boolean_member(day, "flagged", TRUE);
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* ----------------------------------------------------------------------------------------- rows -- */

static JsonObject *row_load(Store *store, const char *at, GError **error)
{
    g_autoptr(JsonObject) row =
        progress_row_new(index_store_office(store), index_store_conf_text(store, "office", "name"));
    json_object_set_string_member(row, "figures_at", at);
    return progress_row_read(row, store, error) && days_flag(row, store, error)
               ? g_steal_pointer(&row)
               : NULL;
}

static gboolean progress_add_rows(JsonObject *progress, Store *store, const char *at,
                                  GError **error)
{
    g_autoptr(JsonObject) row = row_load(store, at, error);
    if (!row)
        return FALSE;
    const RowContext context = {.today = index_day_parse(at)};
    index_row_measure(row);
    index_row_judge(row, &context);
    JsonArray *offices = json_array_new();
    json_array_add_object_element(offices, json_object_ref(row));
    json_object_set_object_member(progress, "grand_total", g_steal_pointer(&row));
    json_object_set_array_member(progress, "offices", offices);
    return TRUE;
}

/* ---------------------------------------------------------------------------------------- lists -- */

static void progress_add_lists(JsonObject *progress)
{
    static const char *const lists[] = {"short",   "uncounted", "surplus",   "excluded",
                                        "missing", "damaged",   "overnight", NULL};
    static const char *const arrays[] = {"plan",     "holidays",    "categories", "persons",
                                         "scanners", "corrections", NULL};
    JsonObject *all = json_object_new();
    for (guint i = 0; lists[i]; i++)
        json_object_set_array_member(all, lists[i], json_array_new());
    json_object_set_object_member(progress, "lists", all);
    for (guint i = 0; arrays[i]; i++)
        json_object_set_array_member(progress, arrays[i], json_array_new());
}

JsonNode *index_progress(Store *store, gboolean with_rows, GError **error)
{
    g_autofree char *now = index_now();
    g_autoptr(JsonObject) progress = json_object_new();
    json_object_set_string_member(progress, "at", now);
    json_object_set_string_member(progress, "office", index_store_office(store));
    json_object_set_string_member(progress, "name", index_store_conf_text(store, "office", "name"));
    json_object_set_null_member(progress, "level");
    json_object_set_null_member(progress, "return");
    json_object_set_null_member(progress, "period");
    if (!progress_add_rows(progress, store, now, error))
        return NULL;
    progress_add_lists(progress);
    if (with_rows)
        json_object_set_array_member(progress, "records", json_array_new());
    return answer_node_of_object(g_steal_pointer(&progress));
}
