/* What a joined report says of its files: whose tree of offices it has, which were frozen returns, and which were refused. */
#include <string.h>

#include "index/member.h"
#include "index/merge.h"

/* When the item's office took the tree in; NULL: it has none. */
static JsonObject *tree_version(const MergeItem *item)
{
    JsonArray *versions = member_array(item->item, "plan");
    for (guint i = 0; i < member_length(versions); i++)
        if (g_strcmp0(member_text(member_element(versions, i), "kind"), "offices") == 0)
            return member_element(versions, i);
    return NULL;
}

const MergeItem *merge_tree_item(const GPtrArray *items)
{
    const MergeItem *newest = NULL;
    gint64 newest_s = 0;
    for (guint i = 0; i < items->len; i++) {
        const MergeItem *item = items->pdata[i];
        gint64 at_s = merge_time_parse(member_text(tree_version(item), "imported_at"));
        if (member_length(member_array(item->item, "tree")) == 0 || (newest && at_s <= newest_s))
            continue;
        newest = item;
        newest_s = at_s;
    }
    return newest;
}

void merge_tell_tree(JsonObject *item, const GPtrArray *items, const MergeFrame *frame)
{
    JsonArray *offices = member_array(frame->plan, "offices");
    const MergeItem *from = member_length(offices) ? NULL : merge_tree_item(items);
    JsonObject *version = from ? tree_version(from) : NULL;
    if (from)
        offices = member_array(from->item, "tree");
    json_object_set_array_member(item, "tree",
                                 offices ? json_array_ref(offices) : json_array_new());
    if (version)
        json_array_add_object_element(member_array(item, "plan"), json_object_ref(version));
    if (frame->measured_by)
        json_object_set_string_member(item, "measured_by", frame->measured_by);
    else
        json_object_set_null_member(item, "measured_by");
}

static void return_add(JsonArray *returns, const MergeNode *leaf)
{
    gint64 number = leaf->item ? member_int(leaf->item->item, "return", 0) : 0;
    if (number <= 0)
        return;
    JsonObject *one = json_object_new();
    json_object_set_string_member(one, "office", leaf->office);
    json_object_set_int_member(one, "return", number);
    json_object_set_string_member(one, "at", member_text(leaf->item->item, "at"));
    json_array_add_object_element(returns, one);
}

void merge_tell_returns(JsonArray *returns, const GPtrArray *leaves)
{
    for (guint i = 0; i < leaves->len; i++)
        return_add(returns, leaves->pdata[i]);
}

/* The path that a problem begins with. */
static const char *problem_path(const char *problem, const char *const *paths)
{
    for (; *paths; paths++)
        if (g_str_has_prefix(problem, *paths) && g_str_has_prefix(problem + strlen(*paths), ": "))
            return *paths;
    return NULL;
}

void merge_tell_refused(JsonObject *item, const GPtrArray *problems, const char *const *paths)
{
    JsonArray *refused = json_array_new();
    for (guint i = 0; i < problems->len; i++) {
        const char *problem = problems->pdata[i], *path = problem_path(problem, paths);
        g_autofree char *base = g_path_get_basename(path ? path : "");
        g_autofree char *name = g_utf8_make_valid(path ? base : "", -1);
        g_autofree char *why =
            g_utf8_make_valid(path ? problem + strlen(path) + strlen(": ") : problem, -1);
        JsonObject *one = json_object_new();
        json_object_set_string_member(one, "file", name);
        json_object_set_string_member(one, "why", why);
        json_array_add_object_element(refused, one);
    }
    json_object_set_array_member(item, "refused", refused);
}
