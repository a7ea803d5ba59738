/* Holidays of joined reports. Without a plan that has some, what a file says of all offices is of its own and of those below it, for others have
 * other fairs; only what all files say is of all.
 */
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

static int holiday_compare(gconstpointer one, gconstpointer other)
{
    static const char *const members[] = {"day", "office", "told_by", "name"};
    JsonObject *a = *(JsonObject *const *)one, *b = *(JsonObject *const *)other;
    int order = 0;
    for (guint i = 0; i < G_N_ELEMENTS(members) && order == 0; i++)
        order = g_strcmp0(member_text(a, members[i]), member_text(b, members[i]));
    return order;
}

/* Copies. Those without an office are "told_by" the office whose list it is, NULL for the plan's. */
static void holidays_gather(GPtrArray *all, JsonArray *holidays, const char *office)
{
    for (guint i = 0; i < member_length(holidays); i++) {
        JsonObject *holiday = member_element(holidays, i);
        if (!holiday || !index_day_parse(member_text(holiday, "day")))
            continue;
        JsonObject *own = json_object_new();
        g_autoptr(GList) members = json_object_get_members(holiday);
        for (const GList *at = members; at; at = at->next)
            json_object_set_member(own, at->data,
                                   json_node_copy(json_object_get_member(holiday, at->data)));
        if (office && !member_text(holiday, "office"))
            json_object_set_string_member(own, "told_by", office);
        g_ptr_array_add(all, own);
    }
}

/* How many from the first of a day on are of the same day. */
static guint holidays_of_day(const GPtrArray *all, guint first)
{
    const char *day = member_text(all->pdata[first], "day");
    guint n = 1;
    while (first + n < all->len && g_strcmp0(member_text(all->pdata[first + n], "day"), day) == 0)
        n++;
    return n;
}

static guint tellers_count(const GPtrArray *all, guint first, guint n)
{
    guint n_tellers = 0;
    const char *before = NULL;
    for (guint i = first; i < first + n; i++) {
        const char *by = member_text(all->pdata[i], "told_by");
        n_tellers += by && g_strcmp0(by, before) != 0;
        before = by;
    }
    return n_tellers;
}

/* Of a day: what each of the n_offices tells is of all offices, else it is of those that tell it and of what stands below them. */
static void day_join(JsonArray *joined, const GPtrArray *all, guint first, guint n_offices)
{
    guint n = holidays_of_day(all, first);
    gboolean is_of_all = tellers_count(all, first, n) >= n_offices;
    JsonObject *last = NULL;
    for (guint i = first; i < first + n; i++) {
        JsonObject *holiday = all->pdata[i];
        const char *by = member_text(holiday, "told_by");
        if (by && !is_of_all)
            json_object_set_string_member(holiday, "office", by);
        if (by && is_of_all && last && !member_text(last, "office"))
            continue;
        json_object_remove_member(holiday, "told_by");
        if (!last || holiday_compare(&last, &all->pdata[i]) != 0)
            json_array_add_object_element(joined, json_object_ref(holiday));
        last = holiday;
    }
}

JsonArray *merge_holidays_join(const MergeTree *tree, JsonObject *plan, const char *list)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    JsonArray *joined = json_array_new();
    holidays_gather(all, member_array(plan, list), NULL);
    gboolean is_planned = member_length(member_array(plan, "holidays")) > 0;
    for (guint i = 0; !is_planned && i < tree->items->len; i++) {
        JsonObject *item = ((MergeItem *)tree->items->pdata[i])->item;
        holidays_gather(all, member_array(item, list), member_text(item, "office"));
    }
    g_ptr_array_sort(all, holiday_compare);
    for (guint i = 0; i < all->len; i += holidays_of_day(all, i))
        day_join(joined, all, i, is_planned ? G_MAXUINT : tree->items->len);
    return joined;
}

static int day_compare(gconstpointer one, gconstpointer other)
{
    const gint32 a = *(const gint32 *)one, b = *(const gint32 *)other;
    return (a > b) - (a < b);
}

/* Adds the days that are holidays of each of the n arrays, in which a day stands once. */
static void days_add_shared(GArray *days, const GPtrArray *each)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint32));
    for (guint i = 0; i < each->len; i++) {
        const GArray *one = each->pdata[i];
        g_array_append_vals(all, one->data, one->len);
    }
    g_array_sort(all, day_compare);
    for (guint i = 0; i + each->len <= all->len; i++) {
        const gint32 *run = &g_array_index(all, gint32, i);
        if (run[0] == run[each->len - 1])
            g_array_append_val(days, run[0]);
    }
}

static void days_sort(GArray *days)
{
    guint n = 0;
    g_array_sort(days, day_compare);
    for (guint i = 0; i < days->len; i++) {
        gint32 day = g_array_index(days, gint32, i);
        if (n == 0 || g_array_index(days, gint32, n - 1) != day)
            g_array_index(days, gint32, n++) = day;
    }
    g_array_set_size(days, n);
}

static gboolean is_heard(const MergeNode *node)
{
    gboolean is = node->item != NULL;
    for (guint i = 0; !is && i < node->children->len; i++)
        is = is_heard(node->children->pdata[i]);
    return is;
}

GHashTable *merge_holidays_by_office(JsonArray *holidays)
{
    GHashTable *by =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < member_length(holidays); i++) {
        JsonObject *holiday = member_element(holidays, i);
        const char *office = member_text(holiday, "office");
        gint32 day = index_day_parse(member_text(holiday, "day"));
        GArray *days = g_hash_table_lookup(by, office ? office : "");
        if (!days) {
            days = g_array_new(FALSE, FALSE, sizeof(gint32));
            g_hash_table_insert(by, g_strdup(office ? office : ""), days);
        }
        g_array_append_val(days, day);
    }
    return by;
}

static void holidays_add(GHashTable *by_office, const char *office, GArray *days)
{
    const GArray *own = g_hash_table_lookup(by_office, office);
    if (own)
        g_array_append_vals(days, own->data, own->len);
}

GArray *merge_holidays_of(GHashTable *by_office, const MergeNode *node)
{
    GArray *days = g_array_new(FALSE, FALSE, sizeof(gint32));
    g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    holidays_add(by_office, "", days);
    for (const MergeNode *at = node; at && at->office; at = at->parent)
        holidays_add(by_office, at->office, days);
    for (guint i = 0; i < node->children->len; i++)
        if (is_heard(node->children->pdata[i]))
            g_ptr_array_add(below, merge_holidays_of(by_office, node->children->pdata[i]));
    if (below->len > 0)
        days_add_shared(days, below);
    days_sort(days);
    return days;
}
